/* SPDX-License-Identifier: MIT */
/*
 * Which segments to merge, and when.
 *
 * The idea: segments of one kind and role are ranked by size, each rank SICHT_SEGMENT_FANOUT times
 * larger than the one below. When so many of one rank have gathered, the smallest of them become
 * one of the next. So a hash is rewritten once a rank: log8(hashes / batch) times in all, and there
 * are never more than 7 segments a rank to search. (index/README.md says what happens at the limit
 * of a segment.)
 *
 * This happens at the start of a commit and only with segments of earlier ones, in the same
 * transaction as the batch: what fails here fails the commit, and a store changes in one step.
 */
#include "index/store/indexer.h"

#include "engine/base/crash_point.h"
#include "sicht/limits.h"

/* Rank 0: up to this many owners. */
#define SMALLEST_RANK_OWNERS 4096u

static unsigned rank_of(const struct sicht_segment_info *info)
{
	unsigned rank = 0;
	for (uint64_t size = info->owner_count / SMALLEST_RANK_OWNERS; size > 0;
		size /= SICHT_SEGMENT_FANOUT)
		rank++;
	return rank;
}

struct group {
	struct sicht_segment_info infos[SICHT_SEGMENT_FANOUT];
	struct sicht_segment *segments[SICHT_SEGMENT_FANOUT];
	size_t count;
};

static void close_group(struct group *group)
{
	for (size_t i = 0; i < SICHT_SEGMENT_FANOUT; i++)
		sicht_segment_close(group->segments[i]);
}

/* Among the smallest ones so far, smallest first: takes its place if it is one of them. */
static void keep_smallest(const struct sicht_segment_info *info,
	struct sicht_segment_info smallest[SICHT_SEGMENT_FANOUT], size_t count)
{
	size_t hole = count < SICHT_SEGMENT_FANOUT ? count : SICHT_SEGMENT_FANOUT;
	for (; hole > 0 && smallest[hole - 1].item_count > info->item_count; hole--) {
		if (hole < SICHT_SEGMENT_FANOUT)
			smallest[hole] = smallest[hole - 1];
	}
	if (hole < SICHT_SEGMENT_FANOUT)
		smallest[hole] = *info;
}

size_t sicht_merge_choose(const struct sicht_segment_info *segments, size_t segment_count,
	unsigned kind, enum sicht_role role, unsigned rank,
	struct sicht_segment_info chosen[SICHT_SEGMENT_FANOUT])
{
	uint64_t items = 0, items_max = UINT64_MAX;
	size_t count = 0, fit = 0;
	if (kind >= SICHT_SEGMENT_PDQ_FULLRES)
		items_max = SICHT_SEGMENT_HASHES_MAX;
	for (size_t i = 0; i < segment_count; i++) {
		const struct sicht_segment_info *info = &segments[i];
		if (info->kind == kind && info->role == role && rank_of(info) == rank)
			keep_smallest(info, chosen, count++);
	}
	if (count < SICHT_SEGMENT_FANOUT)
		return 0;
	while (fit < SICHT_SEGMENT_FANOUT && chosen[fit].item_count <= items_max - items)
		items += chosen[fit++].item_count;
	return fit >= 2 ? fit : 0;
}

static enum sicht_status merge(struct sicht_indexer *indexer, struct group *group)
{
	int fd = indexer->directory.segments_fd;
	struct sicht_work work = {indexer->threads, indexer->stop};
	struct sicht_tombstones tombstones = {
		indexer->snapshot.tombstones, indexer->snapshot.tombstone_words};
	struct sicht_segment_info info = {
		.number = indexer->snapshot.state.next_segment,
		.kind = group->infos[0].kind,
		.role = group->infos[0].role,
	};
	for (size_t i = 0; i < group->count; i++) {
		SICHT_TRY(sicht_segment_open(fd, &group->infos[i], &group->segments[i]));
		SICHT_TRY(sicht_segment_verify(group->segments[i], work));
	}
	sicht_crash_point("merge-before-build");
	SICHT_TRY(sicht_segment_merge(fd, (const struct sicht_segment *const *)group->segments,
		group->count, &tombstones, work, &info));
	sicht_crash_point("merge-built");
	for (size_t i = 0; i < group->count; i++)
		SICHT_TRY(sicht_indexer_drop_segment(indexer, group->infos[i].number));
	return info.item_count > 0 ? sicht_indexer_take_segment(indexer, &info) : SICHT_OK;
}

static enum sicht_status merge_kind(
	struct sicht_indexer *indexer, unsigned kind, enum sicht_role role)
{
	for (unsigned rank = 0; rank < SICHT_MERGE_RANKS; rank++) {
		SICHT_DEFER(close_group) struct group group = {.count = 0};
		group.count = sicht_merge_choose(indexer->snapshot.segments,
			indexer->snapshot.segment_count, kind, role, rank, group.infos);
		if (group.count > 0)
			SICHT_TRY(merge(indexer, &group));
	}
	return SICHT_OK;
}

static enum sicht_status merge_all(struct sicht_indexer *indexer)
{
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		SICHT_TRY(merge_kind(indexer, kind, SICHT_ROLE_KNOWN));
		SICHT_TRY(merge_kind(indexer, kind, SICHT_ROLE_IGNORABLE));
	}
	return SICHT_OK;
}

/* Stopped in the middle of one, it has changed nothing by that one. */
enum sicht_status sicht_indexer_merge(struct sicht_indexer *indexer)
{
	enum sicht_status status = merge_all(indexer);
	if (status == SICHT_ERROR_INTERRUPTED && indexer->interrupt == NULL)
		return SICHT_OK;
	return status;
}
