/* SPDX-License-Identifier: MIT */
/*
 * Opening, checking and walking segments.
 *
 * Invariants of an open segment: its size, its kind and its counts are those of the manifest; every
 * block lies inside the map, where the layout computed from kind and counts puts it. What the
 * blocks say is not believed: numbers of hashes, buckets and lists are checked where they are used
 * (segment_view.h, ring.h), so that even bytes that change under the map lead nowhere else.
 */
#include "index/segment/view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/stop.h"
#include "index/segment/threads.h"
#include "sicht/limits.h"

/* Looked at between two looks at the signals. */
#define PIECE_BYTES (8ull << 20)

static void checksum_freep(struct sicht_checksum_stream **stream)
{
	sicht_checksum_free(*stream);
}

static enum sicht_status damaged(const struct sicht_segment_info *info, const char *what)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"segment %s is damaged (%s); `sicht store compact` makes it again",
		sicht_segment_name(info->number, name), what);
}

enum sicht_status sicht_segment_fail_damaged(const struct sicht_segment *segment)
{
	return damaged(&segment->info, "a number points outside its block");
}

static bool tail_agrees(
	const struct sicht_segment_tail *tail, const struct sicht_segment_info *info)
{
	return tail->end == SICHT_SEGMENT_END && tail->checksum == info->checksum &&
	       tail->number == info->number && tail->kind == info->kind &&
	       tail->role == info->role && tail->zero == 0 &&
	       tail->item_count == info->item_count && tail->owner_count == info->owner_count;
}

/* The block table at its place says what the layout says, and has the checksum of the manifest. */
static bool table_agrees(const struct sicht_segment *segment, const struct sicht_segment_tail *tail)
{
	const struct sicht_segment_layout *layout = &segment->layout;
	size_t covered = (size_t)(layout->tail_offset - layout->table_offset) +
			 offsetof(struct sicht_segment_tail, checksum);
	if (sicht_checksum(segment->map + layout->table_offset, covered) != tail->checksum)
		return false;
	for (uint32_t i = 0; i < layout->block_count; i++) {
		struct sicht_segment_block line;
		memcpy(&line, segment->map + layout->table_offset + i * sizeof line, sizeof line);
		if (line.offset != layout->block[i].offset ||
			line.size_bytes != layout->block[i].size_bytes)
			return false;
	}
	return true;
}

static bool head_is_ours(const struct sicht_segment *segment)
{
	static const struct sicht_segment_head head = {
		.magic = SICHT_SEGMENT_MAGIC, .version = SICHT_SEGMENT_VERSION};
	return memcmp(segment->map, &head, sizeof head) == 0;
}

static enum sicht_status check(struct sicht_segment *segment)
{
	const struct sicht_segment_info *info = &segment->info;
	struct sicht_segment_tail tail;
	if (info->size_bytes < sizeof(struct sicht_segment_head) + sizeof tail)
		return damaged(info, "too short");
	if (!head_is_ours(segment))
		return damaged(info, "its beginning");
	memcpy(&tail, segment->map + info->size_bytes - sizeof tail, sizeof tail);
	if (!tail_agrees(&tail, info))
		return damaged(info, "its end");
	if (!sicht_segment_layout(info->kind, info->item_count, tail.list_words, &segment->layout))
		return damaged(info, "its counts");
	if (segment->layout.file_bytes != info->size_bytes ||
		segment->layout.block_count != tail.block_count || !table_agrees(segment, &tail))
		return damaged(info, "its block table");
	segment->list_words = tail.list_words;
	segment->packed_tables = tail.packed_tables;
	return SICHT_OK;
}

static enum sicht_status map(int dirfd, struct sicht_segment *segment)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	struct stat status;
	sicht_segment_name(segment->info.number, name);
	SICHT_DEFER(sicht_close_fd)
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return sicht_fail(SICHT_ERROR_NOT_FOUND,
			"segment %s is missing; `sicht store compact` makes it again", name);
	if (fd < 0 || fstat(fd, &status) != 0)
		return sicht_fail_errno(errno, "cannot open segment %s", name);
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size != segment->info.size_bytes)
		return damaged(&segment->info, "its size is not what the store says");
	if (status.st_size == 0)
		return damaged(&segment->info, "empty");
	void *address = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (address == MAP_FAILED)
		return sicht_fail_errno(errno, "cannot map segment %s", name);
	segment->map = address;
	return SICHT_OK;
}

static void close_pointer(struct sicht_segment **segment)
{
	sicht_segment_close(*segment);
}

enum sicht_status sicht_segment_open(
	int dirfd, const struct sicht_segment_info *info, struct sicht_segment **out)
{
	SICHT_DEFER(close_pointer) struct sicht_segment *segment = calloc(1, sizeof *segment);
	if (segment == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	segment->sound = calloc(1, sizeof *segment->sound);
	if (segment->sound == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	segment->info = *info;
	SICHT_TRY(map(dirfd, segment));
	SICHT_TRY(check(segment));
	*out = segment;
	segment = NULL;
	return SICHT_OK;
}

void sicht_segment_close(struct sicht_segment *segment)
{
	if (segment == NULL)
		return;
	if (segment->map != NULL)
		munmap((void *)(uintptr_t)segment->map, segment->info.size_bytes);
	free(segment->sound);
	free(segment);
}

const struct sicht_segment_info *sicht_segment_info(const struct sicht_segment *segment)
{
	return &segment->info;
}

/* In pieces, so that a block of half a gigabyte on a slow disk keeps nobody who wants to stop. */
static enum sicht_status check_block(
	const struct sicht_segment *segment, uint32_t block, const volatile sig_atomic_t *stop)
{
	const struct sicht_segment_layout *layout = &segment->layout;
	const uint8_t *bytes = segment->map + layout->block[block].offset;
	uint64_t size = layout->block[block].size_bytes;
	struct sicht_segment_block line;
	SICHT_DEFER(checksum_freep) struct sicht_checksum_stream *stream = sicht_checksum_new();
	if (stream == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	memcpy(&line, segment->map + layout->table_offset + block * sizeof line, sizeof line);
	sicht_checksum_begin(stream);
	for (uint64_t at = 0; at < size; at += PIECE_BYTES) {
		SICHT_TRY(sicht_stop_check(stop));
		sicht_checksum_add(
			stream, bytes + at, size - at < PIECE_BYTES ? size - at : PIECE_BYTES);
	}
	if (sicht_checksum_end(stream) == line.checksum)
		return SICHT_OK;
	char what[32];
	snprintf(what, sizeof what, "block %u", block);
	return damaged(&segment->info, what);
}

struct sicht_bytes sicht_segment_bytes(const struct sicht_segment *segment)
{
	return sicht_bytes(segment->map, segment->info.size_bytes);
}

void sicht_segment_believe(const struct sicht_segment *segment)
{
	__atomic_store_n(segment->sound, true, __ATOMIC_RELAXED);
}

void sicht_segment_heed(struct sicht_segment *segment, const volatile sig_atomic_t *stop)
{
	segment->stop = stop;
}

enum sicht_status sicht_segment_need(const struct sicht_segment *segment, unsigned threads)
{
	if (__atomic_load_n(segment->sound, __ATOMIC_RELAXED))
		return SICHT_OK;
	return sicht_segment_verify(segment, (struct sicht_work){threads, segment->stop});
}

enum sicht_status sicht_segment_verify(const struct sicht_segment *segment, struct sicht_work work)
{
	uint32_t count = segment->layout.block_count, first_bad = count;
#pragma omp parallel for schedule(dynamic, 1) num_threads(sicht_threads(work.threads))             \
	reduction(min                                                                              \
		  : first_bad)
	for (uint32_t block = 0; block < count; block++) {
		if (check_block(segment, block, work.stop) != SICHT_OK && block < first_bad)
			first_bad = block;
	}
	if (first_bad < count) /* once more, since the message belongs to a thread */
		return check_block(segment, first_bad, work.stop);
	sicht_segment_believe(segment);
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------ walking */

struct sicht_owner_list sicht_segment_owners(
	const struct sicht_segment *segment, uint32_t id, bool *damaged_out)
{
	const uint64_t *owner = sicht_segment_words(segment, SICHT_BLOCK_OWNERS) + id;
	uint64_t at = *owner;
	if ((at & SICHT_OWNER_IS_LIST) == 0)
		return (struct sicht_owner_list){owner, 1};
	at &= ~SICHT_OWNER_IS_LIST;
	if (at < segment->list_words) {
		const uint64_t *list = sicht_segment_words(segment, SICHT_BLOCK_LISTS) + at;
		uint64_t count = list[0];
		if (count < segment->list_words - at)
			return (struct sicht_owner_list){list + 1, count};
	}
	*damaged_out = true;
	return (struct sicht_owner_list){NULL, 0};
}

void sicht_segment_each_pdq(const struct sicht_segment *segment,
	bool (*visit)(void *context, const struct sicht_pdq *hash, sicht_owner owner),
	void *context)
{
	const struct sicht_pdq *hashes = sicht_segment_hashes(segment);
	bool ignored = false;
	for (uint32_t id = 0; id < segment->info.item_count; id++) {
		struct sicht_owner_list owners = sicht_segment_owners(segment, id, &ignored);
		for (uint64_t i = 0; i < owners.count; i++) {
			if (!visit(context, &hashes[id], owners.items[i]))
				return;
		}
	}
}

void sicht_segment_each_digest(const struct sicht_segment *segment,
	bool (*visit)(void *context, const uint8_t *digest, uint64_t entry), void *context)
{
	const uint64_t *entries = sicht_segment_words(segment, SICHT_BLOCK_ENTRIES);
	uint8_t digest[32];
	for (uint64_t i = 0; i < segment->info.item_count; i++) {
		sicht_segment_digest(segment, i, digest);
		if (!visit(context, digest, entries[i]))
			return;
	}
}

void sicht_segment_digest(const struct sicht_segment *segment, uint64_t item, uint8_t digest[32])
{
	size_t rest = sicht_digest_size((enum sicht_digest_kind)segment->info.kind) - 8;
	uint64_t prefix =
		__builtin_bswap64(sicht_segment_words(segment, SICHT_BLOCK_PREFIXES)[item]);
	memcpy(digest, &prefix, 8);
	memcpy(digest + 8, sicht_segment_block_at(segment, SICHT_BLOCK_RESTS) + item * rest, rest);
}
