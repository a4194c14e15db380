/* SPDX-License-Identifier: MIT */
/*
 * PDQ segments, written from anything that gives hashes in order.
 *
 * The one idea: two passes over the source. The first counts, so that every block has its place
 * before a byte is written; the second streams. The tables are then built from the hashes as they
 * lie in the file, so that memory does not depend on where the hashes came from.
 */
#include "index/segment/build.h"

#include <assert.h>
#include <errno.h>
#include <sys/mman.h>

#include "index/segment/ring.h"
#include "index/segment/sort.h"
#include "sicht/limits.h"

/* The first pass. */
static enum sicht_status count_all(const struct sicht_pdq_source *source, struct sicht_work work,
	struct sicht_segment_info *info, uint64_t *list_words)
{
	struct sicht_pdq hash;
	uint64_t owners;
	info->item_count = info->owner_count = *list_words = 0;
	source->rewind(source->context);
	while (source->next(source->context, &hash, &owners)) {
		info->item_count++;
		info->owner_count += owners;
		if (owners > 1)
			*list_words += owners + 1;
		SICHT_TRY(sicht_stop_check(work.stop));
	}
	return SICHT_OK;
}

struct streams {
	struct sicht_block_stream hashes, owners, lists;
};

static void close_streams(struct streams *streams)
{
	sicht_block_stream_close(&streams->hashes);
	sicht_block_stream_close(&streams->owners);
	sicht_block_stream_close(&streams->lists);
}

static enum sicht_status put_word(struct sicht_block_stream *stream, uint64_t word)
{
	return sicht_block_stream_put(stream, &word, sizeof word);
}

static enum sicht_status put_hash(const struct sicht_pdq_source *source, struct streams *streams,
	const struct sicht_pdq *hash, uint64_t owner_count, uint64_t *list_words)
{
	SICHT_TRY(sicht_block_stream_put(&streams->hashes, hash, sizeof *hash));
	if (owner_count == 1)
		return put_word(&streams->owners, source->owner(source->context));
	SICHT_TRY(put_word(&streams->owners, SICHT_OWNER_IS_LIST | *list_words));
	SICHT_TRY(put_word(&streams->lists, owner_count));
	for (uint64_t i = 0; i < owner_count; i++)
		SICHT_TRY(put_word(&streams->lists, source->owner(source->context)));
	*list_words += owner_count + 1;
	return SICHT_OK;
}

/* The second pass. */
static enum sicht_status put_all(const struct sicht_pdq_source *source, struct sicht_work work,
	struct sicht_segment_writer *writer)
{
	SICHT_DEFER(close_streams)
	struct streams streams = {
		SICHT_BLOCK_STREAM_NONE, SICHT_BLOCK_STREAM_NONE, SICHT_BLOCK_STREAM_NONE};
	struct sicht_pdq hash;
	uint64_t owner_count, list_words = 0;
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_HASHES, &streams.hashes));
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_OWNERS, &streams.owners));
	SICHT_TRY(sicht_block_stream_open(writer, SICHT_BLOCK_LISTS, &streams.lists));
	source->rewind(source->context);
	while (source->next(source->context, &hash, &owner_count)) {
		SICHT_TRY(put_hash(source, &streams, &hash, owner_count, &list_words));
		SICHT_TRY(sicht_stop_check(work.stop));
	}
	SICHT_TRY(sicht_block_stream_end(&streams.hashes));
	SICHT_TRY(sicht_block_stream_end(&streams.owners));
	return sicht_block_stream_end(&streams.lists);
}

static enum sicht_status put_tables(struct sicht_segment_writer *writer, struct sicht_work work)
{
	const struct sicht_segment_block *block = &writer->layout.block[SICHT_BLOCK_HASHES];
	size_t size = (size_t)(block->offset + block->size_bytes);
	uint8_t *map = mmap(NULL, size, PROT_READ, MAP_SHARED, writer->fd, 0);
	if (map == MAP_FAILED)
		return sicht_fail_errno(errno, "cannot map segment %s", writer->name);
	const void *hashes = map + block->offset;
	enum sicht_status status =
		sicht_ring_build(writer, hashes, (size_t)writer->info.item_count, work);
	munmap(map, size);
	return status;
}

enum sicht_status sicht_segment_write_pdq(int dirfd, const struct sicht_pdq_source *source,
	struct sicht_work work, struct sicht_segment_info *info)
{
	struct sicht_segment_info counted = *info;
	uint64_t list_words;
	assert(sicht_segment_is_pdq(info->kind));
	SICHT_TRY(count_all(source, work, &counted, &list_words));
	if (counted.item_count == 0) {
		*info = counted;
		return SICHT_OK;
	}
	SICHT_DEFER(sicht_segment_writer_close)
	struct sicht_segment_writer writer = SICHT_SEGMENT_WRITER_NONE;
	SICHT_TRY(sicht_segment_writer_open(dirfd, &counted, list_words, &writer));
	SICHT_TRY(put_all(source, work, &writer));
	if (sicht_segment_has_tables(counted.kind, counted.item_count))
		SICHT_TRY(put_tables(&writer, work));
	return sicht_segment_writer_commit(&writer, info);
}

/* ------------------------------------------------------------------------------- from postings */

/* Sorted postings; `at` is the first of the current hash, or of the next one. */
struct sorted {
	const struct sicht_record *records;
	size_t count, at, next, owner;
};

static void sorted_rewind(void *context)
{
	struct sorted *sorted = context;
	sorted->at = sorted->next = sorted->owner = 0;
}

static bool sorted_next(void *context, struct sicht_pdq *hash, uint64_t *owner_count)
{
	struct sorted *sorted = context;
	const struct sicht_record *records = sorted->records;
	sorted->at = sorted->next;
	if (sorted->at == sorted->count)
		return false;
	uint64_t owners = 1;
	size_t i = sorted->at + 1;
	for (; i < sorted->count && sicht_record_same(&records[sorted->at], &records[i], 4); i++)
		owners += records[i].word[4] != records[i - 1].word[4];
	for (int word = 0; word < 4; word++)
		hash->word[word] = records[sorted->at].word[word];
	*owner_count = owners;
	sorted->owner = sorted->at;
	sorted->next = i;
	return true;
}

static sicht_owner sorted_owner(void *context)
{
	struct sorted *sorted = context;
	sicht_owner owner = sorted->records[sorted->owner++].word[4];
	while (sorted->owner < sorted->next && sorted->records[sorted->owner].word[4] == owner)
		sorted->owner++;
	return owner;
}

enum sicht_status sicht_segment_build_pdq(int dirfd, struct sicht_pdq_posting *postings,
	size_t count, struct sicht_work work, struct sicht_segment_info *info)
{
	_Static_assert(sizeof *postings == sizeof(struct sicht_record), "a posting is a record");
	struct sorted sorted = {.records = (const void *)postings, .count = count};
	struct sicht_pdq_source source = {
		.context = &sorted,
		.rewind = sorted_rewind,
		.next = sorted_next,
		.owner = sorted_owner,
	};
	SICHT_TRY(sicht_records_sort((void *)postings, count, work));
	return sicht_segment_write_pdq(dirfd, &source, work, info);
}
