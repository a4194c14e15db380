/* SPDX-License-Identifier: MIT */
/* Findings as text, read as the file "F". */
#ifndef SICHT_TESTS_FINDING_FILE_H
#define SICHT_TESTS_FINDING_FILE_H

#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "sicht/finding.h"
#include "sicht/hash.h"

#define HEADER                                                                                     \
	"{\"sicht\":\"findings\",\"version\":1,\"tool\":\"sicht 1\",\"libraries\":{},"             \
	"\"parameters\":{\"threshold\":31,\"variants\":true},"                                     \
	"\"known\":[{\"name\":\"k\",\"store\":\"00\",\"snapshot\":1,\"entries\":2,\"hashes\":3}]," \
	"\"sources\":[{\"name\":\"s\"}]}\n"

/* A descriptor of a nameless file that holds it. */
static inline int file_of(struct sicht_bytes text)
{
	int fd = memfd_create("findings", MFD_CLOEXEC);
	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text.data, text.size), (ssize_t)text.size);
	return fd;
}

/* How reading it to its end goes; `count` (may be NULL): findings before that. */
static inline enum sicht_status read_all(struct sicht_bytes text, bool check, uint64_t *count)
{
	const struct sicht_findings_options options = {.check = check};
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding = NULL;
	uint64_t read = 0;
	int fd = file_of(text);
	enum sicht_status status = sicht_findings_open_fd(fd, "F", &options, &findings);
	if (status == SICHT_OK)
		status = sicht_findings_next(findings, &finding);
	for (; status == SICHT_OK && finding != NULL; read++)
		status = sicht_findings_next(findings, &finding);
	sicht_findings_close(findings);
	close(fd);
	if (count != NULL)
		*count = read;
	return status;
}

static inline void expect_refusal(const char *text, bool check, const char *message)
{
	enum sicht_status status = read_all(sicht_bytes_of(text), check, NULL);
	cr_expect_neq(status, SICHT_OK, "%s", text);
	cr_expect_str_eq(
		sicht_message(), message, "%s\nnot\n%s\nof\n%s", sicht_message(), message, text);
}

/* The end of these findings, appended. */
static inline void append_end(struct sicht_text *text, uint64_t files, uint64_t groups,
	enum sicht_outcome outcome, enum sicht_rank_tier tier)
{
	struct sicht_findings_end end = {.files = files, .groups = groups};
	struct sicht_digester *digester = NULL;
	struct sicht_digests digests;
	cr_assert_eq(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester), SICHT_OK);
	sicht_digester_begin(digester);
	sicht_digester_update(digester, text->data, text->size);
	sicht_digester_finish(digester, &digests);
	sicht_digester_free(digester);
	memcpy(end.sha256, digests.sha256, sizeof end.sha256);
	end.outcomes[outcome] = files;
	end.tiers[tier] = files;
	sicht_findings_write_end(text, &end);
}

#endif
