/* SPDX-License-Identifier: MIT */
/*
 * Look-ups of many digests in many segments: each thread takes a contiguous part of the queries, so
 * the parts put together are in order.
 */
#include "index/search/search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/array.h"
#include "index/segment/digest_table.h"
#include "index/segment/threads.h"

struct part {
	const struct sicht_segment *const *segments;
	size_t segment_count;
	const uint8_t (*digests)[32];
	const struct sicht_tombstones *tombstones;
	size_t begin, end;
	struct sicht_digest_hits hits;
	bool out_of_memory;
	const struct sicht_segment *damaged;
};

void sicht_digest_hits_free(struct sicht_digest_hits *hits)
{
	if (hits == NULL)
		return;
	free(hits->items);
	*hits = (struct sicht_digest_hits){0};
}

static void add_range(struct part *part, const struct sicht_segment *segment, size_t query,
	const struct sicht_digest_range *range)
{
	const uint64_t *entries = sicht_segment_words(segment, SICHT_BLOCK_ENTRIES);
	struct sicht_digest_hits *hits = &part->hits;
	for (uint64_t i = 0; i < range->count; i++) {
		uint64_t entry = entries[range->begin + i];
		if (sicht_tombstones_has(part->tombstones, entry))
			continue;
		if (sicht_grow(&hits->items, sizeof *hits->items, hits->count, &hits->capacity) !=
			SICHT_OK) {
			part->out_of_memory = true;
			return;
		}
		hits->items[hits->count++] = (struct sicht_digest_hit){(uint32_t)query, entry};
	}
}

static int by_query(const void *left, const void *right)
{
	const struct sicht_digest_hit *a = left, *b = right;
	if (a->query != b->query)
		return a->query < b->query ? -1 : 1;
	return a->entry != b->entry ? (a->entry < b->entry ? -1 : 1) : 0;
}

static void find_batch(struct part *part, size_t first, size_t count)
{
	struct sicht_digest_range ranges[SICHT_DIGEST_BATCH];
	size_t before = part->hits.count;
	for (size_t i = 0; i < part->segment_count; i++) {
		const struct sicht_segment *segment = part->segments[i];
		bool damaged = false;
		sicht_digest_table_find(segment, part->digests + first, count, ranges, &damaged);
		if (damaged)
			part->damaged = segment;
		for (size_t j = 0; j < count; j++) {
			if (ranges[j].count > 0)
				add_range(part, segment, first + j, &ranges[j]);
		}
	}
	size_t added = part->hits.count - before;
	if (added > 1)
		qsort(part->hits.items + before, added, sizeof *part->hits.items, by_query);
}

static void find_part(struct part *part)
{
	for (size_t at = part->begin; at < part->end; at += SICHT_DIGEST_BATCH) {
		size_t count = part->end - at;
		if (part->out_of_memory || part->damaged != NULL)
			return;
		find_batch(part, at, count < SICHT_DIGEST_BATCH ? count : SICHT_DIGEST_BATCH);
	}
}

static enum sicht_status merge(
	const struct part *parts, size_t count, struct sicht_digest_hits *hits)
{
	struct sicht_digest_hits all = {0};
	for (size_t i = 0; i < count; i++) {
		if (parts[i].damaged != NULL)
			return sicht_segment_fail_damaged(parts[i].damaged);
		if (parts[i].out_of_memory)
			return sicht_fail(
				SICHT_ERROR_MEMORY, "the hits of a look-up do not fit in memory");
		all.capacity += parts[i].hits.count;
	}
	all.items = reallocarray(NULL, all.capacity + 1, sizeof *all.items);
	if (all.items == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "the hits of a look-up do not fit in memory");
	for (size_t i = 0; i < count; i++) {
		const struct sicht_digest_hits *more = &parts[i].hits;
		if (more->count > 0)
			memcpy(all.items + all.count, more->items, more->count * sizeof *all.items);
		all.count += more->count;
	}
	*hits = all;
	return SICHT_OK;
}

enum sicht_status sicht_search_digests(const struct sicht_segment *const *segments,
	size_t segment_count, const uint8_t (*digests)[32], size_t query_count,
	const struct sicht_tombstones *tombstones, unsigned threads, struct sicht_digest_hits *hits)
{
	size_t count = (size_t)sicht_threads(threads);
	SICHT_DEFER(sicht_free_pointer) struct part *parts = calloc(count, sizeof *parts);
	sicht_digest_hits_free(hits);
	assert(query_count <= UINT32_MAX);
	for (size_t i = 0; i < segment_count; i++) {
		assert(!sicht_segment_is_pdq(segments[i]->info.kind));
		SICHT_TRY(sicht_segment_need(segments[i], threads));
	}
	if (parts == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for a look-up");
#pragma omp parallel for schedule(static, 1) num_threads((int)count)
	for (size_t i = 0; i < count; i++) {
		parts[i] = (struct part){
			.segments = segments,
			.segment_count = segment_count,
			.digests = digests,
			.tombstones = tombstones,
			.begin = query_count * i / count,
			.end = query_count * (i + 1) / count,
		};
		find_part(&parts[i]);
	}
	enum sicht_status status = merge(parts, count, hits);
	for (size_t i = 0; i < count; i++)
		sicht_digest_hits_free(&parts[i].hits);
	return status;
}
