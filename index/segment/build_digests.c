/* SPDX-License-Identifier: MIT */
/*
 * Digest segments, written from anything that gives digests in order; two passes, as for hashes.
 *
 * The directory is made in passing: line v of it is the place of the first digest whose top bits
 * are v or more.
 */
#include "index/segment/build.h"

#include <assert.h>
#include <string.h>

#include "index/segment/file.h"
#include "index/segment/sort.h"

struct streams {
	struct sicht_block_stream prefixes, rests, entries, directory;
};

static void close_streams(struct streams *streams)
{
	sicht_block_stream_close(&streams->prefixes);
	sicht_block_stream_close(&streams->rests);
	sicht_block_stream_close(&streams->entries);
	sicht_block_stream_close(&streams->directory);
}

/* Lines of the directory up to the value `to` begin at `place`. */
static enum sicht_status put_lines(
	struct streams *streams, uint64_t *lines, uint64_t to, uint64_t place)
{
	for (uint32_t line = (uint32_t)place; *lines <= to; ++*lines)
		SICHT_TRY(sicht_block_stream_put(&streams->directory, &line, sizeof line));
	return SICHT_OK;
}

static enum sicht_status put_digest(
	struct streams *streams, const uint64_t digest[4], uint64_t entry, size_t digest_bytes)
{
	uint64_t rest[3];
	for (int i = 0; i < 3; i++)
		rest[i] = __builtin_bswap64(digest[i + 1]);
	SICHT_TRY(sicht_block_stream_put(&streams->prefixes, &digest[0], 8));
	SICHT_TRY(sicht_block_stream_put(&streams->rests, rest, digest_bytes - 8));
	return sicht_block_stream_put(&streams->entries, &entry, sizeof entry);
}

static enum sicht_status put_all(const struct sicht_digest_source *source, struct sicht_work work,
	struct sicht_segment_writer *writer)
{
	SICHT_DEFER(close_streams)
	struct streams streams = {SICHT_BLOCK_STREAM_NONE, SICHT_BLOCK_STREAM_NONE,
		SICHT_BLOCK_STREAM_NONE, SICHT_BLOCK_STREAM_NONE};
	size_t digest_bytes = sicht_digest_size((enum sicht_digest_kind)writer->info.kind);
	unsigned bits = sicht_segment_directory_bits(writer->info.item_count);
	uint64_t digest[4], entry, lines = 0, place = 0;
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_PREFIXES, &streams.prefixes));
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_RESTS, &streams.rests));
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_ENTRIES, &streams.entries));
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_DIRECTORY, &streams.directory));
	source->rewind(source->context);
	for (; source->next(source->context, digest, &entry); place++) {
		uint64_t value = bits > 0 ? digest[0] >> (64 - bits) : 0;
		SICHT_TRY(put_lines(&streams, &lines, value, place));
		SICHT_TRY(put_digest(&streams, digest, entry, digest_bytes));
		SICHT_TRY(sicht_stop_check(work.stop));
	}
	SICHT_TRY(put_lines(&streams, &lines, 1ull << bits, place));
	SICHT_TRY(sicht_block_stream_end(&streams.prefixes));
	SICHT_TRY(sicht_block_stream_end(&streams.rests));
	SICHT_TRY(sicht_block_stream_end(&streams.entries));
	return sicht_block_stream_end(&streams.directory);
}

static enum sicht_status count_all(const struct sicht_digest_source *source, struct sicht_work work,
	struct sicht_segment_info *info)
{
	uint64_t digest[4], entry;
	info->owner_count = 0;
	source->rewind(source->context);
	while (source->next(source->context, digest, &entry)) {
		info->owner_count++;
		SICHT_TRY(sicht_stop_check(work.stop));
	}
	info->item_count = info->owner_count;
	return SICHT_OK;
}

enum sicht_status sicht_segment_write_digests(int dirfd, const struct sicht_digest_source *source,
	struct sicht_work work, struct sicht_segment_info *info)
{
	struct sicht_segment_info counted = *info;
	assert(info->kind < SICHT_DIGEST_KIND_COUNT);
	SICHT_TRY(count_all(source, work, &counted));
	if (counted.item_count == 0) {
		*info = counted;
		return SICHT_OK;
	}
	SICHT_DEFER(sicht_segment_writer_close)
	struct sicht_segment_writer writer = SICHT_SEGMENT_WRITER_NONE;
	SICHT_TRY(sicht_segment_writer_open(dirfd, &counted, 0, &writer));
	SICHT_TRY(put_all(source, work, &writer));
	return sicht_segment_writer_commit(&writer, info);
}

/* ------------------------------------------------------------------------------- from postings */

struct sorted {
	const struct sicht_record *records;
	size_t count, next;
};

static void sorted_rewind(void *context)
{
	((struct sorted *)context)->next = 0;
}

static bool sorted_next(void *context, uint64_t digest[4], uint64_t *entry)
{
	struct sorted *sorted = context;
	const struct sicht_record *records = sorted->records;
	size_t at = sorted->next;
	if (at == sorted->count)
		return false;
	for (int i = 0; i < 4; i++)
		digest[i] = records[at].word[i];
	*entry = records[at].word[4];
	do
		at++;
	while (at < sorted->count &&
		sicht_record_same(&records[sorted->next], &records[at], SICHT_RECORD_WORDS));
	sorted->next = at;
	return true;
}

/* The digest as four big-endian numbers, zeros behind its end: then the order of words is its. */
static void make_comparable(struct sicht_digest_posting *posting, size_t digest_bytes)
{
	uint64_t word[4];
	memset(posting->digest + digest_bytes, 0, sizeof posting->digest - digest_bytes);
	memcpy(word, posting->digest, sizeof word);
	for (int i = 0; i < 4; i++)
		word[i] = __builtin_bswap64(word[i]);
	memcpy(posting->digest, word, sizeof word);
}

enum sicht_status sicht_segment_build_digests(int dirfd, struct sicht_digest_posting *postings,
	size_t count, struct sicht_work work, struct sicht_segment_info *info)
{
	_Static_assert(sizeof *postings == sizeof(struct sicht_record), "a posting is a record");
	struct sorted sorted = {.records = (const void *)postings, .count = count};
	struct sicht_digest_source source = {
		.context = &sorted, .rewind = sorted_rewind, .next = sorted_next};
	for (size_t i = 0; i < count; i++)
		make_comparable(
			&postings[i], sicht_digest_size((enum sicht_digest_kind)info->kind));
	SICHT_TRY(sicht_records_sort((void *)postings, count, work));
	return sicht_segment_write_digests(dirfd, &source, work, info);
}
