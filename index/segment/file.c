/* SPDX-License-Identifier: MIT */
/*
 * The layout of segment files, and their writer.
 *
 * The one idea: a file exists under its name only when it is whole. All is written into
 * "<number>.seg.tmp"; the tail, whose checksum covers the block table, is written last, and only
 * after fsync does the file get its name.
 */
#include "index/segment/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "index/segment/ring.h"
#include "sicht/limits.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "segments are little-endian");

/*
 * Blocks are written in pieces of this size at multiples of it: the kernel then keeps them in large
 * pages, and mapping them waits less for addresses.
 */
#define STREAM_BYTES ((size_t)2 << 20)
#define SIZE_MAX_BYTES (1ull << 60)
#define DIRECTORY_BITS_MAX 28

const char *sicht_segment_name(uint64_t number, char text[SICHT_SEGMENT_NAME_SIZE])
{
	snprintf(text, SICHT_SEGMENT_NAME_SIZE, "%016llx.seg", (unsigned long long)number);
	return text;
}

unsigned sicht_segment_directory_bits(uint64_t item_count)
{
	unsigned bits = 0;
	while (bits < DIRECTORY_BITS_MAX && item_count >> bits > 7)
		bits++;
	return bits;
}

static void place(struct sicht_segment_layout *layout, uint64_t size_bytes)
{
	uint64_t at = (layout->file_bytes + SICHT_SEGMENT_ALIGN - 1) & -SICHT_SEGMENT_ALIGN;
	layout->block[layout->block_count++] = (struct sicht_segment_block){at, size_bytes, 0};
	layout->file_bytes = at + size_bytes;
}

static void place_pdq(
	struct sicht_segment_layout *layout, uint64_t item_count, uint64_t list_words, bool tables)
{
	place(layout, item_count * sizeof(struct sicht_pdq));
	place(layout, item_count * 8);
	place(layout, list_words * 8);
	for (int table = 0; tables && table < SICHT_RING_CHUNKS; table++) {
		place(layout, 4 * (SICHT_RING_BUCKETS + 1));
		place(layout, item_count * 2 + SICHT_SKETCH_PADDING);
		place(layout, item_count * 4);
	}
}

bool sicht_segment_layout(
	unsigned kind, uint64_t item_count, uint64_t list_words, struct sicht_segment_layout *out)
{
	struct sicht_segment_layout layout = {.file_bytes = sizeof(struct sicht_segment_head)};
	bool pdq = sicht_segment_is_pdq(kind);
	if (kind >= SICHT_SEGMENT_KIND_COUNT || item_count == 0 || list_words > SIZE_MAX_BYTES / 8)
		return false;
	if (item_count > (pdq ? SICHT_SEGMENT_HASHES_MAX : UINT32_MAX) || (!pdq && list_words > 0))
		return false;
	if (pdq) {
		place_pdq(&layout, item_count, list_words,
			sicht_segment_has_tables(kind, item_count));
	} else {
		place(&layout, item_count * 8);
		place(&layout, item_count * (sicht_digest_size((enum sicht_digest_kind)kind) - 8));
		place(&layout, item_count * 8);
		place(&layout, 4 * ((1ull << sicht_segment_directory_bits(item_count)) + 1));
	}
	layout.table_offset = (layout.file_bytes + SICHT_SEGMENT_ALIGN - 1) & -SICHT_SEGMENT_ALIGN;
	layout.tail_offset =
		layout.table_offset + layout.block_count * sizeof(struct sicht_segment_block);
	layout.file_bytes = layout.tail_offset + sizeof(struct sicht_segment_tail);
	*out = layout;
	return true;
}

/* ------------------------------------------------------------------------------------- writing */

static enum sicht_status put_at(
	struct sicht_segment_writer *writer, uint64_t offset, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	while (size > 0) {
		ssize_t done = pwrite(writer->fd, bytes, size, (off_t)offset);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return sicht_fail_errno(errno, "cannot write segment %s", writer->name);
		bytes += done;
		offset += (uint64_t)done;
		size -= (size_t)done;
	}
	return SICHT_OK;
}

static enum sicht_status create(struct sicht_segment_writer *writer)
{
	if (unlinkat(writer->dirfd, writer->temporary, 0) != 0 && errno != ENOENT)
		return sicht_fail_errno(errno, "cannot remove %s", writer->temporary);
	writer->fd = openat(writer->dirfd, writer->temporary,
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (writer->fd < 0)
		return sicht_fail_errno(errno, "cannot create segment %s", writer->temporary);
	/* A full disk is found here, not after an hour. Not every file system can reserve. */
	int error = posix_fallocate(writer->fd, 0, (off_t)writer->layout.file_bytes);
	if (error != 0 && error != EOPNOTSUPP && error != EINVAL)
		return sicht_fail_errno(error, "no room for segment %s of %llu bytes", writer->name,
			(unsigned long long)writer->layout.file_bytes);
	struct sicht_segment_head head = {
		.magic = SICHT_SEGMENT_MAGIC, .version = SICHT_SEGMENT_VERSION};
	return put_at(writer, 0, &head, sizeof head);
}

enum sicht_status sicht_segment_writer_open(int dirfd, const struct sicht_segment_info *info,
	uint64_t list_words, struct sicht_segment_writer *out)
{
	SICHT_DEFER(sicht_segment_writer_close)
	struct sicht_segment_writer writer = SICHT_SEGMENT_WRITER_NONE;
	sicht_segment_name(info->number, writer.name);
	snprintf(writer.temporary, sizeof writer.temporary, "%s.tmp", writer.name);
	if (!sicht_segment_layout(info->kind, info->item_count, list_words, &writer.layout))
		return sicht_fail(SICHT_ERROR_USAGE, "segment %s cannot hold %llu items",
			writer.name, (unsigned long long)info->item_count);
	writer.dirfd = dirfd;
	writer.info = *info;
	writer.list_words = list_words;
	SICHT_TRY(create(&writer));
	*out = writer;
	writer.fd = -1;
	return SICHT_OK;
}

void sicht_segment_writer_close(struct sicht_segment_writer *writer)
{
	if (writer->fd < 0)
		return;
	close(writer->fd);
	unlinkat(writer->dirfd, writer->temporary, 0);
	writer->fd = -1;
}

enum sicht_status sicht_segment_writer_blocks(
	struct sicht_segment_writer *writer, unsigned first, unsigned count, const void *data)
{
	struct sicht_segment_block *lines = &writer->layout.block[first];
	const uint8_t *bytes = data;
	uint64_t begin = lines[0].offset;
	for (unsigned i = 0; i < count; i++)
		lines[i].checksum =
			sicht_checksum(bytes + (lines[i].offset - begin), lines[i].size_bytes);
	uint64_t end = lines[count - 1].offset + lines[count - 1].size_bytes;
	return put_at(writer, begin, data, (size_t)(end - begin));
}

/* Everything but the name: the table, the tail, and all of it on the disk. */
static enum sicht_status finish(struct sicht_segment_writer *writer, uint64_t *checksum)
{
	const struct sicht_segment_layout *layout = &writer->layout;
	struct sicht_segment_tail tail = {
		.number = writer->info.number,
		.kind = writer->info.kind,
		.role = writer->info.role,
		.packed_tables = writer->packed_tables,
		.block_count = layout->block_count,
		.item_count = writer->info.item_count,
		.owner_count = writer->info.owner_count,
		.list_words = writer->list_words,
		.end = SICHT_SEGMENT_END,
	};
	uint8_t closing[SICHT_SEGMENT_BLOCKS_MAX * sizeof *layout->block + sizeof tail];
	size_t table_bytes = layout->block_count * sizeof *layout->block;
	memcpy(closing, layout->block, table_bytes);
	memcpy(closing + table_bytes, &tail, sizeof tail);
	tail.checksum = sicht_checksum(
		closing, table_bytes + offsetof(struct sicht_segment_tail, checksum));
	memcpy(closing + table_bytes, &tail, sizeof tail);
	SICHT_TRY(put_at(writer, layout->table_offset, closing, table_bytes + sizeof tail));
	if (fsync(writer->fd) != 0)
		return sicht_fail_errno(errno, "cannot sync segment %s", writer->name);
	*checksum = tail.checksum;
	return SICHT_OK;
}

enum sicht_status sicht_segment_writer_commit(
	struct sicht_segment_writer *writer, struct sicht_segment_info *info)
{
	uint64_t checksum;
	SICHT_TRY(finish(writer, &checksum));
	if (renameat(writer->dirfd, writer->temporary, writer->dirfd, writer->name) != 0)
		return sicht_fail_errno(errno, "cannot rename segment %s", writer->temporary);
	close(writer->fd);
	writer->fd = -1;
	if (fsync(writer->dirfd) != 0) {
		int error = errno;
		unlinkat(writer->dirfd, writer->name, 0);
		return sicht_fail_errno(
			error, "cannot sync the directory of segment %s", writer->name);
	}
	*info = writer->info;
	info->size_bytes = writer->layout.file_bytes;
	info->checksum = checksum;
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------ piece by piece */

enum sicht_status sicht_block_stream_open(
	struct sicht_segment_writer *writer, unsigned block, struct sicht_block_stream *out)
{
	SICHT_DEFER(sicht_block_stream_close)
	struct sicht_block_stream stream = SICHT_BLOCK_STREAM_NONE;
	stream.buffer = malloc(STREAM_BYTES);
	stream.checksum = sicht_checksum_new();
	if (stream.buffer == NULL || stream.checksum == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	stream.writer = writer;
	stream.block = block;
	sicht_checksum_begin(stream.checksum);
	*out = stream;
	stream = SICHT_BLOCK_STREAM_NONE;
	return SICHT_OK;
}

static enum sicht_status flush(struct sicht_block_stream *stream)
{
	const struct sicht_segment_block *line = &stream->writer->layout.block[stream->block];
	assert(stream->fill <= line->size_bytes - stream->at);
	sicht_checksum_add(stream->checksum, stream->buffer, stream->fill);
	SICHT_TRY(put_at(stream->writer, line->offset + stream->at, stream->buffer, stream->fill));
	stream->at += stream->fill;
	stream->fill = 0;
	return SICHT_OK;
}

enum sicht_status sicht_block_stream_put(
	struct sicht_block_stream *stream, const void *data, size_t size)
{
	const struct sicht_segment_block *line = &stream->writer->layout.block[stream->block];
	const uint8_t *bytes = data;
	while (size > 0) {
		size_t full = STREAM_BYTES - (line->offset + stream->at) % STREAM_BYTES;
		size_t part = full - stream->fill;
		if (part > size)
			part = size;
		memcpy(stream->buffer + stream->fill, bytes, part);
		stream->fill += part;
		bytes += part;
		size -= part;
		if (stream->fill == full)
			SICHT_TRY(flush(stream));
	}
	return SICHT_OK;
}

enum sicht_status sicht_block_stream_end(struct sicht_block_stream *stream)
{
	struct sicht_segment_block *line = &stream->writer->layout.block[stream->block];
	SICHT_TRY(flush(stream));
	assert(stream->at == line->size_bytes);
	line->checksum = sicht_checksum_end(stream->checksum);
	return SICHT_OK;
}

void sicht_block_stream_close(struct sicht_block_stream *stream)
{
	free(stream->buffer);
	sicht_checksum_free(stream->checksum);
	*stream = SICHT_BLOCK_STREAM_NONE;
}
