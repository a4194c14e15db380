/* SPDX-License-Identifier: MIT */
/*
 * FINDINGS.part as a crash or a hand may have left it: refused, or whole lines of this run; and
 * then it is ranked to findings in which every line is an object and no fact is missing, or
 * refused.
 */
#include <assert.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/match/finish.h"
#include "tests/fuzz/fuzz.h"

#define HEADER                                                                                     \
	"{\"sicht\":\"findings\",\"version\":1,\"tool\":\"t\",\"libraries\":{},\"parameters\":{"   \
	"\"threshold\":31,\"variants\":true},\"known\":[{\"name\":\"k\",\"store\":\"00\","         \
	"\"snapshot\":1,\"entries\":2,\"hashes\":3}],\"sources\":[{\"name\":\"s\"}]}\n"

static char folder[] = "/tmp/sicht-fuzz-XXXXXX", findings[64], part_path[64];

static void remove_folder(void)
{
	unlink(findings);
	unlink(part_path);
	rmdir(folder);
}

static void make_folder(void)
{
	if (*findings != '\0')
		return;
	if (mkdtemp(folder) == NULL)
		abort();
	snprintf(findings, sizeof findings, "%s/f", folder);
	snprintf(part_path, sizeof part_path, "%s/f.part", folder);
	atexit(remove_folder);
}

/* The input, behind the header of this run if it begins with a star: else nothing gets further. */
static void write_part(const uint8_t *data, size_t size)
{
	FILE *file = fopen(part_path, "we");
	if (file == NULL)
		abort();
	if (size > 0 && *data == '*') {
		fputs(HEADER, file);
		data++;
		size--;
	}
	if (fwrite(data, 1, size, file) != size || fclose(file) != 0)
		abort();
}

static void check_findings(uint64_t facts)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	uint64_t lines = 0;
	FILE *file = fopen(findings, "re");
	assert(file != NULL);
	for (; (size = getline(&line, &room, file)) > 0; lines++) {
		json_t *object = json_loadb(line, (size_t)size, JSON_REJECT_DUPLICATES, NULL);
		assert(json_is_object(object) && line[size - 1] == '\n');
		if (lines > 0 && lines <= facts)
			assert(json_is_object(json_object_get(object, "rank")) &&
				json_is_integer(json_object_get(object, "group")));
		json_decref(object);
	}
	assert(lines == facts + 2);
	free(line);
	fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_part part;
	struct sicht_bytes header = sicht_bytes_of(HEADER);
	make_folder();
	write_part(data, size);
	if (sicht_part_open(findings, header, false, &part) != SICHT_OK) {
		fuzz_say("of another run");
		return 0;
	}
	fuzz_say("%llu lines, %llu bytes", (unsigned long long)part.lines,
		(unsigned long long)part.size_bytes);
	char begin[sizeof HEADER] = "";
	assert(lseek(part.fd, 0, SEEK_END) == (off_t)part.size_bytes);
	assert(pread(part.fd, begin, header.size, 0) == (ssize_t)header.size);
	assert(strcmp(begin, HEADER) == 0);
	struct sicht_match_options options = {.findings = findings, .rows = 3, .rows_all = true};
	struct sicht_match_totals totals = {0};
	uint8_t digest[32];
	if (sicht_finish(&part, &options, NULL, &totals, digest) == SICHT_OK) {
		assert(totals.seen == part.lines);
		check_findings(part.lines);
	} else {
		fuzz_say("refused");
	}
	sicht_part_close(&part);
	return 0;
}
