/* SPDX-License-Identifier: MIT */
/*
 * Facts are read once, to rank them; what is kept of each is small. Then their lines are copied
 * with `rank` and `group` put before the last brace. Lines are never taken apart and put together,
 * so what the first pass wrote is what the findings say. See finish.h.
 */
#include "engine/match/finish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/counts.h"
#include "engine/base/file.h"
#include "engine/base/stop.h"
#include "engine/base/text.h"
#include "engine/match/rank.h"
#include "sicht/hash.h"
#include "sicht/source.h"

/* Output is written in pieces of about this size. */
#define FLUSH_BYTES ((size_t)1 << 20)

/* What is kept of a file. */
struct file {
	const struct sicht_bytes *reason; /* NULL: the outcome's */
	uint32_t source;
	uint16_t score;
	uint8_t tier, outcome;
};

struct finish {
	const struct sicht_part *part;
	const struct sicht_match_options *options;
	const volatile sig_atomic_t *stop;
	struct sicht_match_totals *totals;
	/* by ordinal */
	struct file *files;
	struct sicht_group_keys *keys; /* until there are groups */
	size_t count, capacity;
	uint32_t *places;  /* from 1 */
	uint32_t *groups;  /* ordinal of the representative */
	uint32_t *members; /* of the representative: files of its group */
	uint32_t *rows_of; /* row in the table, from 1; 0: none */
	uint64_t found;
	struct sicht_digester *digester;
	struct sicht_text text; /* a sentence, a category under way */
	struct sicht_text out;
	int fd;
	bool deserted; /* the reader of standard output has left: the rest is not written */
	struct sicht_ranked *rows;
	struct sicht_arena arena; /* sentences, and text of the rows */
	struct sicht_counts sums; /* files, by set and category of the match that decides */
	struct stat status;       /* of the part, before it was read */
};

static void finish_free(struct finish *finish)
{
	free(finish->files);
	free(finish->keys);
	free(finish->places);
	free(finish->groups);
	free(finish->members);
	free(finish->rows_of);
	free(finish->rows);
	sicht_digester_free(finish->digester);
	sicht_text_free(&finish->text);
	sicht_text_free(&finish->out);
	sicht_arena_free(&finish->arena);
	sicht_counts_free(&finish->sums);
}

static void close_findings(struct sicht_findings **findings)
{
	sicht_findings_close(*findings);
}

static enum sicht_status open_part(const struct finish *finish, struct sicht_findings **out)
{
	const struct sicht_findings_options options = {.stop = finish->stop};
	return sicht_findings_open_fd(finish->part->fd, finish->part->path, &options, out);
}

/* A line that is damaged is so for good. */
static enum sicht_status or_start_again(enum sicht_status status)
{
	if (status != SICHT_ERROR_DAMAGED)
		return status;
	return sicht_fail(status, "%s; remove the file and start again", sicht_message());
}

/* ------------------------------------------------------------------------------------- ranking */

static enum sicht_status make_room(struct finish *finish)
{
	if (finish->count < finish->capacity)
		return SICHT_OK;
	size_t capacity = finish->capacity * 2 + 1024;
	struct file *files = realloc(finish->files, capacity * sizeof *files);
	if (files != NULL)
		finish->files = files;
	struct sicht_group_keys *keys = realloc(finish->keys, capacity * sizeof *keys);
	if (keys != NULL)
		finish->keys = keys;
	if (files == NULL || keys == NULL || capacity > UINT32_MAX)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory while ranking");
	finish->capacity = capacity;
	return SICHT_OK;
}

static const struct sicht_bytes *keep_reason(
	struct finish *finish, const struct sicht_finding *finding, const struct sicht_rank *rank)
{
	if (sicht_rank_is_plain(finding, rank))
		return NULL;
	struct sicht_bytes *reason = sicht_arena_alloc(&finish->arena, sizeof *reason);
	sicht_text_clear(&finish->text);
	sicht_rank_reason(&finish->text, finding, rank);
	*reason = sicht_arena_copy(&finish->arena, sicht_text_bytes(&finish->text));
	return reason;
}

static void add_to_sums(struct finish *finish, const struct sicht_finding_match *best)
{
	if (best == NULL || best->set.size == 0)
		return;
	sicht_text_clear(&finish->text);
	sicht_rank_category(&finish->text, best);
	sicht_counts_add(&finish->sums, best->set, sicht_text_bytes(&finish->text));
}

static enum sicht_status keep_rank(struct finish *finish, const struct sicht_finding *finding)
{
	if (finding->ranked || finding->ordinal != finish->count)
		return sicht_fail(SICHT_ERROR_DAMAGED, "line %zu of %s is damaged: %s",
			finish->count + 2, finish->part->path,
			finding->ranked ? "it is ranked already" : "its ordinal is out of order");
	SICHT_TRY(make_room(finish));
	const struct sicht_rank rank = sicht_rank_of(finding);
	finish->keys[finish->count] = sicht_group_keys_of(finding, &rank, finish->digester);
	finish->files[finish->count++] = (struct file){
		.reason = keep_reason(finish, finding, &rank),
		.source = finding->source,
		.score = (uint16_t)rank.score,
		.tier = (uint8_t)rank.tier,
		.outcome = (uint8_t)finding->outcome,
	};
	finish->found += rank.found;
	add_to_sums(finish, rank.best);
	return SICHT_OK;
}

static enum sicht_status read_facts(struct finish *finish)
{
	SICHT_DEFER(close_findings) struct sicht_findings *facts = NULL;
	const struct sicht_finding *finding;
	SICHT_TRY(open_part(finish, &facts));
	for (;;) {
		SICHT_TRY(sicht_stop_check(finish->stop));
		SICHT_TRY(sicht_findings_next(facts, &finding));
		if (finding == NULL)
			break;
		SICHT_TRY(keep_rank(finish, finding));
	}
	if (sicht_findings_end(facts) != NULL)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"line %zu of %s is damaged: it is a last line", finish->count + 2,
			finish->part->path);
	/* Running out of memory, or a bad sector, looks like the end of the file. */
	if (finish->count != finish->part->lines)
		return sicht_fail(SICHT_ERROR_IO,
			"only %zu of %llu facts of %s could be read; the same command goes on",
			finish->count, (unsigned long long)finish->part->lines, finish->part->path);
	return SICHT_OK;
}

/*
 * Places by counting, since there are few different ranks: of equals, the first comes first. order:
 * ordinals by place.
 */
static void sort_by_urgency(struct finish *finish, uint32_t *order)
{
	uint32_t *starts =
		sicht_arena_alloc(&finish->arena, (SICHT_RANK_URGENCIES + 1) * sizeof *starts);
	for (size_t i = 0; i < finish->count; i++)
		starts[sicht_rank_urgency(finish->files[i].tier, finish->files[i].score) + 1]++;
	for (size_t i = 1; i < SICHT_RANK_URGENCIES; i++)
		starts[i] += starts[i - 1];
	for (size_t i = 0; i < finish->count; i++) {
		const struct file *file = &finish->files[i];
		uint32_t place = starts[sicht_rank_urgency(file->tier, file->score)]++;
		finish->places[i] = place + 1;
		order[place] = (uint32_t)i;
	}
}

/* Count the members of each group; the most urgent of them, if it is to be shown, is its row. */
static void choose_rows(struct finish *finish, const uint32_t *order)
{
	struct sicht_match_totals *totals = finish->totals;
	totals->groups = totals->rows = 0;
	for (size_t i = 0; i < finish->count; i++) {
		uint32_t ordinal = order[i];
		uint32_t size = ++finish->members[finish->groups[ordinal]];
		bool wanted = finish->files[ordinal].tier <= SICHT_RANK_POSSIBLE ||
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
	SICHT_TRY(sicht_group(finish->keys, finish->count, finish->stop, finish->groups));
	free(finish->keys);
	finish->keys = NULL;
	sort_by_urgency(finish, order);
	choose_rows(finish, order);
	return SICHT_OK;
}

static void count_totals(struct finish *finish)
{
	struct sicht_match_totals *totals = finish->totals;
	memset(totals->outcomes, 0, sizeof totals->outcomes);
	memset(totals->tiers, 0, sizeof totals->tiers);
	totals->found = finish->found;
	totals->seen = finish->count;
	for (size_t i = 0; i < finish->count; i++) {
		const struct file *file = &finish->files[i];
		if (file->source < finish->options->tally_count)
			sicht_source_count(&finish->options->tallies[file->source], file->outcome);
		totals->outcomes[file->outcome]++;
		totals->tiers[file->tier]++;
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

static void keep_row(struct finish *finish, size_t ordinal, struct sicht_bytes path,
	const struct sicht_finding_rank *rank)
{
	finish->rows[finish->rows_of[ordinal] - 1] = (struct sicht_ranked){
		.ordinal = ordinal,
		.place = rank->place,
		.files = finish->members[finish->groups[ordinal]],
		.tier = rank->tier,
		.outcome = finish->files[ordinal].outcome,
		.score = rank->score,
		.path = sicht_arena_copy(&finish->arena, path),
		.reason = sicht_arena_copy(&finish->arena, rank->reason),
	};
}

static enum sicht_status changed_meanwhile(const struct finish *finish)
{
	return sicht_fail(SICHT_ERROR_DAMAGED, "%s changed while it was read; start again",
		finish->part->path);
}

static enum sicht_status write_line(
	struct finish *finish, struct sicht_findings *facts, size_t ordinal)
{
	struct sicht_bytes line;
	const struct file *file = &finish->files[ordinal];
	const struct sicht_finding_rank rank = {
		.place = finish->places[ordinal],
		.tier = file->tier,
		.score = file->score,
		.reason = file->reason != NULL
				  ? *file->reason
				  : sicht_bytes_of(sicht_rank_plain_reason(file->outcome)),
		.group = finish->groups[ordinal],
	};
	SICHT_TRY(sicht_findings_next_line(facts, &line));
	if (line.data == NULL)
		return changed_meanwhile(finish);
	sicht_finding_write_ranked(&finish->out, line, &rank);
	if (finish->rows_of[ordinal] == 0 || finish->rows_of[ordinal] > finish->options->rows)
		return SICHT_OK;
	const struct sicht_finding *finding; /* once more, for its path */
	SICHT_TRY(sicht_findings_read(facts, &finding));
	keep_row(finish, ordinal, finding->path, &rank);
	return SICHT_OK;
}

/* Is the part as it was when it was ranked? */
static enum sicht_status check_unchanged(const struct finish *finish)
{
	struct stat now;
	const struct stat *then = &finish->status;
	if (fstat(finish->part->fd, &now) != 0)
		return sicht_fail_errno(errno, "cannot read %s", finish->part->path);
	if (now.st_size != then->st_size || now.st_mtim.tv_sec != then->st_mtim.tv_sec ||
		now.st_mtim.tv_nsec != then->st_mtim.tv_nsec)
		return changed_meanwhile(finish);
	return SICHT_OK;
}

static enum sicht_status write_lines(struct finish *finish)
{
	SICHT_DEFER(close_findings) struct sicht_findings *facts = NULL;
	SICHT_TRY(open_part(finish, &facts));
	struct sicht_bytes header = sicht_findings_header_line(facts);
	sicht_text_append(&finish->out, header.data, header.size);
	sicht_text_append_string(&finish->out, "\n");
	for (size_t i = 0; i < finish->count; i++) {
		SICHT_TRY(sicht_stop_check(finish->stop));
		SICHT_TRY(write_line(finish, facts, i));
		SICHT_TRY(flush(finish, false));
	}
	return check_unchanged(finish);
}

/* The last line: totals, and the digest of all lines before it. */
static void write_end(struct finish *finish)
{
	const struct sicht_match_totals *totals = finish->totals;
	struct sicht_findings_end end = {.files = totals->seen, .groups = totals->groups};
	struct sicht_digests digests;
	memcpy(end.outcomes, totals->outcomes, sizeof end.outcomes);
	memcpy(end.tiers, totals->tiers, sizeof end.tiers);
	sicht_digester_so_far(finish->digester, &digests);
	memcpy(end.sha256, digests.sha256, sizeof end.sha256);
	sicht_findings_write_end(&finish->out, &end);
}

/* digest: of all that was written. */
static enum sicht_status write_findings(struct finish *finish, uint8_t digest[32])
{
	struct sicht_digests digests;
	sicht_digester_begin(finish->digester);
	SICHT_TRY(write_lines(finish));
	SICHT_TRY(flush(finish, true));
	write_end(finish);
	SICHT_TRY(flush(finish, true));
	sicht_digester_finish(finish->digester, &digests);
	memcpy(digest, digests.sha256, sizeof digests.sha256);
	return SICHT_OK;
}

static enum sicht_status write_to_file(struct finish *finish, uint8_t digest[32])
{
	SICHT_DEFER(sicht_replacement_close)
	struct sicht_replacement replacement = SICHT_REPLACEMENT_NONE;
	SICHT_TRY(sicht_replacement_open(finish->options->findings, 0600, &replacement));
	finish->fd = replacement.fd;
	SICHT_TRY(write_findings(finish, digest));
	return sicht_replacement_commit(&replacement);
}

enum sicht_status sicht_finish(const struct sicht_part *part,
	const struct sicht_match_options *options, const volatile sig_atomic_t *stop,
	struct sicht_match_totals *totals, uint8_t digest[32])
{
	SICHT_DEFER(finish_free)
	struct finish finish = {.part = part, .options = options, .stop = stop, .totals = totals};
	if (fstat(part->fd, &finish.status) != 0)
		return sicht_fail_errno(errno, "cannot read %s", part->path);
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &finish.digester));
	SICHT_TRY(or_start_again(read_facts(&finish)));
	SICHT_TRY(compute_places(&finish));
	count_totals(&finish);
	finish.rows = calloc(options->rows + 1, sizeof *finish.rows);
	if (finish.rows == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	if (strcmp(options->findings, "-") == 0) {
		finish.fd = STDOUT_FILENO;
		SICHT_TRY(write_findings(&finish, digest));
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
