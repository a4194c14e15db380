/* SPDX-License-Identifier: MIT */
/*
 * The reader of findings: any file is read or refused with a reason; and what was read of a line,
 * written and read again, is the same.
 */
#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/finding/read.h"
#include "tests/fuzz/fuzz.h"

/* `text` gets what was read, as it is written. */
static void check_finding(const struct sicht_finding *finding, struct sicht_text *text)
{
	struct sicht_text again = {0};
	struct sicht_reading reading = {0};
	struct sicht_finding second;
	size_t before = text->size;
	sicht_finding_write(text, finding);
	const char *line = text->data + before;
	size_t size = text->size - before;
	bool read = sicht_read_finding(&reading, sicht_bytes(line, size - 1), &second);
	assert(read);
	sicht_finding_write(&again, &second);
	assert(again.size == size && memcmp(again.data, line, size) == 0);
	sicht_reading_free(&reading);
	sicht_text_free(&again);
}

static enum sicht_status read_all(int fd, bool check, struct sicht_text *text)
{
	const struct sicht_findings_options options = {.check = check};
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding = NULL;
	uint64_t count = 0;
	enum sicht_status status = sicht_findings_open_fd(fd, "F", &options, &findings);
	if (status != SICHT_OK)
		return status;
	sicht_findings_write_header(text, sicht_findings_header(findings));
	while ((status = sicht_findings_next(findings, &finding)) == SICHT_OK && finding != NULL) {
		assert(sicht_findings_count(findings) == ++count);
		check_finding(finding, text);
	}
	if (status == SICHT_OK && sicht_findings_end(findings) != NULL)
		sicht_findings_write_end(text, sicht_findings_end(findings));
	sicht_findings_close(findings);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_text text = {0}, checked = {0};
	int fd = memfd_create("findings", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	enum sicht_status status = read_all(fd, false, &text);
	if (status != SICHT_OK)
		fuzz_say("%s", sicht_message());
	fuzz_say_bytes("read", text.data, text.size);
	enum sicht_status status_checked = read_all(fd, true, &checked);
	assert(status == SICHT_OK || status_checked == status);
	if (status == SICHT_OK && status_checked != SICHT_OK)
		fuzz_say("checked: %s", sicht_message());
	sicht_text_free(&text);
	sicht_text_free(&checked);
	close(fd);
	return 0;
}
