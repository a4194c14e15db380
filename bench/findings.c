/* SPDX-License-Identifier: MIT */
/*
 * What the reader of findings costs beyond JSON: the files of each tier in a findings file are
 * counted by it, which checks every member, and by jansson alone, which is asked for the tier and
 * nothing else. The file is made here, with the layer's writer: most files are not known, one in
 * ten has matches.
 *
 * The two in turn, in processor time: a busy machine slows both alike. Both must count the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "engine/base/text.h"
#include "sicht/finding.h"

#define ROUNDS 5

static void check(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "bench-findings: %s\n", what);
		exit(1);
	}
}

static double now_s(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ------------------------------------------------------------------------------------- the file */

static uint64_t dice(void)
{
	static uint64_t state = 1;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void throw(void *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((uint8_t *)bytes)[i] = (uint8_t)(dice() >> 32);
}

static size_t add_matches(struct sicht_finding_match matches[3], char names[3][32])
{
	size_t count = dice() % 10 == 0 ? 1 + dice() % 3 : 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t entry = 1 + dice() % 100000;
		snprintf(names[i], sizeof names[i], "IMG_%05" PRIu64 ".jpg", entry);
		matches[i] = (struct sicht_finding_match){
			.match = {.by = SICHT_MATCH_PDQ,
				.tier = SICHT_TIER_MATCH,
				.entry = entry,
				.window = SICHT_WINDOW_FULL,
				.known_window = SICHT_WINDOW_FULL,
				.transform = (uint8_t)(dice() % 8),
				.distance = (uint16_t)(dice() % 32),
				.distance_exact = (int16_t)(dice() % 32)},
			.role = SICHT_ROLE_KNOWN,
			.known = sicht_bytes_of(names[i]),
			.set = sicht_bytes_of("lka-2025"),
			.category = {sicht_bytes_of("us-vics-2"), sicht_bytes_of("1")},
		};
	}
	return count;
}

static void write_finding(struct sicht_text *text, uint64_t ordinal)
{
	struct sicht_finding_match matches[3];
	char names[3][32], path[64];
	snprintf(path, sizeof path, "DCIM/%03" PRIu64 "CANON/IMG_%07" PRIu64 ".JPG",
		100 + ordinal / 1000, ordinal);
	struct sicht_finding finding = {
		.ordinal = ordinal,
		.path = sicht_bytes_of(path),
		.exhibit = sicht_bytes_of("A-1"),
		.has_size = true,
		.size_bytes = 1000 + dice() % 5000000,
		.has_mtime = true,
		.mtime_s = 1500000000 + (int64_t)(dice() % 200000000),
		.media = SICHT_MEDIA_JPEG,
		.outcome = SICHT_OUTCOME_DECODED,
		.digests = {.have = 7},
		.width = 4032,
		.height = 3024,
		.has_pdq = true,
		.pdq_quality = (uint8_t)(50 + dice() % 51),
		.matches = matches,
		.match_count = add_matches(matches, names),
		.ranked = true,
		.rank = {.place = ordinal + 1,
			.score = (uint32_t)(dice() % 1001),
			.group = ordinal},
	};
	throw(finding.digests.md5, sizeof finding.digests.md5);
	throw(finding.digests.sha1, sizeof finding.digests.sha1);
	throw(finding.digests.sha256, sizeof finding.digests.sha256);
	throw(&finding.pdq, sizeof finding.pdq);
	bool known = finding.match_count > 0;
	finding.rank.tier = known ? SICHT_RANK_SIMILAR : SICHT_RANK_UNKNOWN;
	finding.rank.reason =
		sicht_bytes_of(known ? "4 of 256 bits from a file in lka-2025, category us-vics-2:1"
				     : "nothing like it is known");
	sicht_finding_write(text, &finding);
}

static void write_out(FILE *file, struct sicht_text *text)
{
	check(fwrite(text->data, 1, text->size, file) == text->size, "cannot write the file");
	sicht_text_clear(text);
}

static FILE *make_file(uint64_t rows)
{
	static const struct sicht_findings_known known = {.store.name = {"known", 5},
		.store.id = {"00", 2},
		.entries = 100000,
		.hashes = 600000};
	static const struct sicht_findings_source source = {.name = {"/mnt/a1", 7}};
	static const struct sicht_findings_header header = {.tool = {"sicht", 5},
		.libraries = {"{}", 2},
		.threshold_bits = 31,
		.known = &known,
		.known_count = 1,
		.sources = &source,
		.source_count = 1};
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	FILE *file = tmpfile();
	check(file != NULL, "cannot make a temporary file");
	sicht_findings_write_header(&text, &header);
	for (uint64_t i = 0; i < rows; i++) {
		write_finding(&text, i);
		write_out(file, &text);
	}
	check(fflush(file) == 0, "cannot write the file");
	printf("%" PRIu64 " findings, %ld bytes each\n", rows,
		rows > 0 ? ftell(file) / (long)rows : 0);
	return file;
}

/* ------------------------------------------------------------------------------------- counting */

static void count_with_reader(FILE *file, uint64_t tiers[SICHT_RANK_COUNT])
{
	struct sicht_findings *findings;
	const struct sicht_finding *finding;
	enum sicht_status status =
		sicht_findings_open_fd(fileno(file), "the file", NULL, &findings);
	check(status == SICHT_OK, sicht_message());
	for (;;) {
		status = sicht_findings_next(findings, &finding);
		check(status == SICHT_OK, sicht_message());
		if (finding == NULL)
			break;
		tiers[finding->rank.tier]++;
	}
	sicht_findings_close(findings);
}

static void count_with_jansson(FILE *file, uint64_t tiers[SICHT_RANK_COUNT])
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t size;
	rewind(file);
	check(getline(&line, &capacity, file) > 0, "the file has no header");
	while ((size = getline(&line, &capacity, file)) > 0) {
		json_t *finding = json_loadb(line, (size_t)size, JSON_REJECT_DUPLICATES, NULL);
		const json_t *tier = json_object_get(json_object_get(finding, "rank"), "tier");
		enum sicht_rank_tier parsed;
		check(sicht_rank_parse(sicht_bytes_of(json_string_value(tier)), &parsed),
			"a line has no tier");
		tiers[parsed]++;
		json_decref(finding);
	}
	free(line);
}

static double timed(
	void (*count)(FILE *file, uint64_t tiers[SICHT_RANK_COUNT]), FILE *file, uint64_t *tiers)
{
	double begin = now_s();
	memset(tiers, 0, SICHT_RANK_COUNT * sizeof *tiers);
	count(file, tiers);
	return now_s() - begin;
}

int main(int argc, char **argv)
{
	uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t tiers[SICHT_RANK_COUNT], others[SICHT_RANK_COUNT];
	double reader = 1e9, jansson = 1e9;
	FILE *file = make_file(rows);
	for (int i = 0; i < ROUNDS; i++) {
		double time = timed(count_with_reader, file, tiers);
		reader = time < reader ? time : reader;
		time = timed(count_with_jansson, file, others);
		jansson = time < jansson ? time : jansson;
		check(memcmp(tiers, others, sizeof tiers) == 0, "the counts differ");
	}
	for (enum sicht_rank_tier tier = 0; tier < SICHT_RANK_COUNT; tier++)
		printf("%s %" PRIu64 "%c", sicht_rank_name(tier), tiers[tier],
			tier + 1 < SICHT_RANK_COUNT ? ' ' : '\n');
	printf("reader %.3f s, jansson alone %.3f s, ratio %.2f\n", reader, jansson,
		reader / jansson);
	fclose(file);
	return 0;
}
