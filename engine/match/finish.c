/* SPDX-License-Identifier: MIT */
/*
 * Facts are read twice: once to rank them, once to write them again with `rank` and `group` put
 * before the last brace. Lines are never taken apart and put together, so what the first pass wrote
 * is what the findings say. See finish.h.
 */
#include "engine/match/finish.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/counts.h"
#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/base/sort.h"
#include "engine/base/stop.h"
#include "engine/match/rank.h"
#include "sicht/hash.h"
#include "sicht/source.h"

/* Output is written in pieces of about this size. */
#define FLUSH_BYTES ((size_t)1 << 20)

struct finish {
	const struct sicht_part *part;
	const struct sicht_match_options *options;
	const volatile sig_atomic_t *stop;
	struct sicht_match_totals *totals;
	struct sicht_rank *ranks; /* by ordinal */
	size_t count, capacity;
	uint32_t *places;  /* by ordinal, from 1 */
	uint32_t *groups;  /* by ordinal: index of the representative */
	uint32_t *members; /* by ordinal of the representative: files of its group */
	uint32_t *rows_of; /* by ordinal: its row in the table, from 1; 0: none */
	struct sicht_digester *digester;
	struct sicht_text out;
	int fd;
	bool deserted; /* whoever read standard output has left: the rest is not written */
	struct sicht_ranked *rows;
	struct sicht_arena arena; /* text of the rows */
	struct sicht_counts sums; /* files, by set and category of the match that decides */
};

static void finish_free(struct finish *finish)
{
	free(finish->ranks);
	free(finish->places);
	free(finish->groups);
	free(finish->members);
	free(finish->rows_of);
	free(finish->rows);
	sicht_digester_free(finish->digester);
	sicht_text_free(&finish->out);
	sicht_arena_free(&finish->arena);
	sicht_counts_free(&finish->sums);
}

/* -------------------------------------------------------------------------------- reading lines */

struct line_reader {
	FILE *file;
	char *line;
	size_t capacity;
};

static void line_reader_close(struct line_reader *reader)
{
	if (reader->file != NULL)
		fclose(reader->file);
	free(reader->line);
}

static enum sicht_status line_reader_open(const struct sicht_part *part, struct line_reader *reader)
{
	int fd = dup(part->fd);
	reader->file = fd < 0 ? NULL : fdopen(fd, "r");
	if (reader->file == NULL || fseek(reader->file, 0, SEEK_SET) != 0)
		return sicht_fail_errno(errno, "cannot read %s", part->path);
	return SICHT_OK;
}

/* The next line without its newline; size 0 at the end. */
static struct sicht_bytes next_line(struct line_reader *reader)
{
	ssize_t size = getline(&reader->line, &reader->capacity, reader->file);
	if (size <= 0)
		return sicht_bytes(NULL, 0);
	return sicht_bytes(reader->line, (size_t)size - (reader->line[size - 1] == '\n'));
}

/* ------------------------------------------------------------------------------------- ranking */

static enum sicht_status read_rank(struct finish *finish, struct sicht_bytes line)
{
	const char *why = NULL;
	struct sicht_rank rank;
	if (!sicht_rank_read(line, &rank, NULL, &why) || rank.ordinal != finish->count)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"line %zu of %s is damaged: %s; remove the file and start again",
			finish->count + 2, finish->part->path,
			why != NULL ? why : "its ordinal is out of order");
	if (finish->count == finish->capacity) {
		size_t capacity = finish->capacity * 2 + 1024;
		struct sicht_rank *ranks = realloc(finish->ranks, capacity * sizeof *ranks);
		if (ranks == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory while ranking");
		finish->ranks = ranks;
		finish->capacity = capacity;
	}
	finish->ranks[finish->count++] = rank;
	return SICHT_OK;
}

static enum sicht_status read_ranks(struct finish *finish)
{
	SICHT_DEFER(line_reader_close) struct line_reader reader = {0};
	SICHT_TRY(line_reader_open(finish->part, &reader));
	next_line(&reader); /* the header */
	for (;;) {
		struct sicht_bytes line = next_line(&reader);
		if (line.data == NULL)
			break;
		SICHT_TRY(sicht_stop_check(finish->stop));
		SICHT_TRY(read_rank(finish, line));
	}
	/* An end of memory or a bad sector looks like the end of the file. */
	if (finish->count != finish->part->lines)
		return sicht_fail(SICHT_ERROR_IO,
			"only %zu of %llu facts of %s could be read; the same command goes on",
			finish->count, (unsigned long long)finish->part->lines, finish->part->path);
	return SICHT_OK;
}

static int by_urgency(const void *left, const void *right, void *ranks)
{
	const struct sicht_rank *base = ranks;
	return sicht_rank_compare(&base[*(const uint32_t *)left], &base[*(const uint32_t *)right]);
}

/* Count the members of each group; the most urgent of them, if it is to be shown, is its row. */
static void choose_rows(struct finish *finish, const uint32_t *order)
{
	struct sicht_match_totals *totals = finish->totals;
	totals->groups = totals->rows = 0;
	for (size_t i = 0; i < finish->count; i++) {
		uint32_t ordinal = order[i];
		uint32_t size = ++finish->members[finish->groups[ordinal]];
		bool wanted = finish->ranks[ordinal].tier <= SICHT_RANK_POSSIBLE ||
			      finish->options->rows_all;
		totals->groups += size == 2;
		if (size == 1 && wanted)
			finish->rows_of[ordinal] = (uint32_t)++totals->rows;
	}
}

static enum sicht_status compute_places(struct finish *finish)
{
	SICHT_DEFER(sicht_free_pointer)
	uint32_t *order = malloc((finish->count + 1) * sizeof *order);
	finish->places = malloc((finish->count + 1) * sizeof *finish->places);
	finish->groups = malloc((finish->count + 1) * sizeof *finish->groups);
	finish->members = calloc(finish->count + 1, sizeof *finish->members);
	finish->rows_of = calloc(finish->count + 1, sizeof *finish->rows_of);
	if (order == NULL || finish->places == NULL || finish->groups == NULL ||
		finish->members == NULL || finish->rows_of == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory while ranking");
	for (size_t i = 0; i < finish->count; i++)
		order[i] = (uint32_t)i;
	SICHT_TRY(sicht_sort(
		order, finish->count, sizeof *order, by_urgency, finish->ranks, finish->stop));
	for (size_t i = 0; i < finish->count; i++)
		finish->places[order[i]] = (uint32_t)i + 1;
	SICHT_TRY(sicht_rank_group(finish->ranks, finish->count, finish->stop, finish->groups));
	choose_rows(finish, order);
	return SICHT_OK;
}

static void count_totals(struct finish *finish)
{
	struct sicht_match_totals *totals = finish->totals;
	memset(totals->outcomes, 0, sizeof totals->outcomes);
	memset(totals->tiers, 0, sizeof totals->tiers);
	totals->found = 0;
	totals->seen = finish->count;
	for (size_t i = 0; i < finish->count; i++) {
		const struct sicht_rank *rank = &finish->ranks[i];
		if (rank->source < finish->options->tally_count)
			sicht_source_count(&finish->options->tallies[rank->source], rank->outcome);
		totals->outcomes[rank->outcome]++;
		totals->tiers[rank->tier]++;
		totals->found += rank->found;
	}
}

/* ------------------------------------------------------------------------------------- writing */

static enum sicht_status write_out(struct finish *finish)
{
	bool done = finish->deserted ||
		    sicht_write_full(finish->fd, finish->out.data, finish->out.size) == 0;
	if (!done && errno == EPIPE && finish->fd == STDOUT_FILENO)
		done = finish->deserted = true;
	if (!done)
		return sicht_fail_errno(errno,
			"cannot write %s; make room, then the same command goes on",
			finish->options->findings);
	sicht_text_clear(&finish->out);
	return SICHT_OK;
}

/* Digest and write what has gathered, if it is worth it or at the end of the findings. */
static enum sicht_status flush(struct finish *finish, bool at_once)
{
	if (!at_once && finish->out.size < FLUSH_BYTES)
		return SICHT_OK;
	sicht_digester_update(finish->digester, finish->out.data, finish->out.size);
	return write_out(finish);
}

static void keep_row(
	struct finish *finish, const struct sicht_rank *rank, const struct sicht_rank_words *words)
{
	uint32_t row = finish->rows_of[rank->ordinal];
	if (row == 0 || row > finish->options->rows)
		return;
	finish->rows[row - 1] = (struct sicht_ranked){
		.ordinal = rank->ordinal,
		.place = finish->places[rank->ordinal],
		.files = finish->members[finish->groups[rank->ordinal]],
		.tier = rank->tier,
		.outcome = rank->outcome,
		.score = rank->score,
		.path = sicht_arena_copy(&finish->arena, sicht_text_bytes(&words->path)),
		.reason = sicht_arena_copy(&finish->arena, sicht_text_bytes(&words->reason)),
	};
}

static void write_finding(struct finish *finish, struct sicht_bytes line,
	const struct sicht_rank *rank, struct sicht_bytes reason)
{
	struct sicht_json json = {.text = &finish->out, .comma = true};
	uint32_t place = finish->places[rank->ordinal];
	sicht_text_append(&finish->out, line.data, line.size - 1);
	sicht_json_begin(&json, "rank", '{');
	sicht_json_unsigned(&json, "place", place);
	sicht_json_word(&json, "tier", sicht_rank_name(rank->tier));
	sicht_json_unsigned(&json, "score", rank->score);
	sicht_json_string(&json, "reason", reason);
	sicht_json_end(&json, '}');
	sicht_json_unsigned(&json, "group", finish->ranks[finish->groups[rank->ordinal]].ordinal);
	sicht_text_append_string(&finish->out, "}\n");
}

static enum sicht_status write_lines(struct finish *finish)
{
	SICHT_DEFER(line_reader_close) struct line_reader reader = {0};
	SICHT_DEFER(sicht_rank_words_free) struct sicht_rank_words words = {0};
	SICHT_TRY(line_reader_open(finish->part, &reader));
	struct sicht_bytes line = next_line(&reader);
	sicht_text_append(&finish->out, line.data, line.size);
	sicht_text_append_string(&finish->out, "\n");
	for (size_t i = 0; i < finish->count; i++) {
		const char *why;
		struct sicht_rank rank;
		SICHT_TRY(sicht_stop_check(finish->stop));
		line = next_line(&reader);
		sicht_rank_words_clear(&words);
		if (line.size == 0 || !sicht_rank_read(line, &rank, &words, &why) ||
			rank.ordinal != i)
			return sicht_fail(SICHT_ERROR_DAMAGED,
				"%s changed while it was read; start again", finish->part->path);
		write_finding(finish, line, &rank, sicht_text_bytes(&words.reason));
		keep_row(finish, &rank, &words);
		if (words.set.size > 0)
			sicht_counts_add(&finish->sums, sicht_text_bytes(&words.set),
				sicht_text_bytes(&words.category));
		SICHT_TRY(flush(finish, false));
	}
	return SICHT_OK;
}

/* The last line: totals, and the digest of all lines before it. */
static void write_end(struct finish *finish)
{
	const struct sicht_match_totals *totals = finish->totals;
	struct sicht_digests digests;
	struct sicht_json json = {.text = &finish->out};
	sicht_digester_finish(finish->digester, &digests);
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "sicht", "end");
	sicht_json_unsigned(&json, "files", totals->seen);
	sicht_json_begin(&json, "outcomes", '{');
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++) {
		if (totals->outcomes[i] > 0)
			sicht_json_unsigned(&json, sicht_outcome_name(i), totals->outcomes[i]);
	}
	sicht_json_end(&json, '}');
	sicht_json_begin(&json, "tiers", '{');
	for (enum sicht_rank_tier i = 0; i < SICHT_RANK_COUNT; i++) {
		if (totals->tiers[i] > 0)
			sicht_json_unsigned(&json, sicht_rank_name(i), totals->tiers[i]);
	}
	sicht_json_end(&json, '}');
	sicht_json_unsigned(&json, "groups", totals->groups);
	sicht_json_hex(&json, "sha256", digests.sha256, sizeof digests.sha256);
	sicht_json_end(&json, '}');
	sicht_text_append_string(&finish->out, "\n");
}

static enum sicht_status digest_file(struct finish *finish, int fd, uint8_t digest[32])
{
	char buffer[1 << 16];
	uint64_t offset = 0;
	struct sicht_digests digests;
	sicht_digester_begin(finish->digester);
	for (;;) {
		ssize_t count = sicht_pread_full(fd, buffer, sizeof buffer, offset);
		if (count < 0)
			return sicht_fail_errno(errno, "cannot read %s", finish->options->findings);
		if (count == 0)
			break;
		SICHT_TRY(sicht_stop_check(finish->stop));
		sicht_digester_update(finish->digester, buffer, (size_t)count);
		offset += (uint64_t)count;
	}
	sicht_digester_finish(finish->digester, &digests);
	memcpy(digest, digests.sha256, sizeof digests.sha256);
	return SICHT_OK;
}

static enum sicht_status write_findings(struct finish *finish)
{
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &finish->digester));
	sicht_digester_begin(finish->digester);
	SICHT_TRY(write_lines(finish));
	SICHT_TRY(flush(finish, true));
	write_end(finish);
	return write_out(finish);
}

static enum sicht_status write_to_file(struct finish *finish, uint8_t digest[32])
{
	SICHT_DEFER(sicht_replacement_close)
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	SICHT_TRY(sicht_replacement_open(finish->options->findings, 0600, &replacement));
	finish->fd = replacement.fd;
	SICHT_TRY(write_findings(finish));
	SICHT_TRY(digest_file(finish, replacement.fd, digest));
	return sicht_replacement_commit(&replacement);
}

enum sicht_status sicht_finish(const struct sicht_part *part,
	const struct sicht_match_options *options, const volatile sig_atomic_t *stop,
	struct sicht_match_totals *totals, uint8_t digest[32])
{
	SICHT_DEFER(finish_free)
	struct finish finish = {.part = part, .options = options, .stop = stop, .totals = totals};
	SICHT_TRY(read_ranks(&finish));
	SICHT_TRY(compute_places(&finish));
	count_totals(&finish);
	finish.rows = calloc(options->rows + 1, sizeof *finish.rows);
	if (finish.rows == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (strcmp(options->findings, "-") == 0) {
		finish.fd = STDOUT_FILENO;
		SICHT_TRY(write_findings(&finish));
	} else {
		SICHT_TRY(write_to_file(&finish, digest));
	}
	sicht_counts_sort(&finish.sums);
	if (options->sums != NULL)
		options->sums(
			options->context, finish.sums.items, finish.sums.size, finish.sums.others);
	for (size_t i = 0; i < options->rows && options->row != NULL; i++) {
		if (finish.rows[i].place != 0)
			options->row(options->context, &finish.rows[i]);
	}
	return SICHT_OK;
}
