/* SPDX-License-Identifier: MIT */
/*
 * Content: how the bytes of an item are reached, once it is open.
 *
 * Digests, sniffing and decoding take a content and do not ask where it lies. Each kind is
 * one file of engine/content with one table of functions; file.c there is a file of a directory. An
 * item says what the walk saw of its content (struct sicht_identity); sicht_content_is_same() says
 * whether that still holds.
 *
 * Thread rule: any thread, one at a time for one content.
 */
#ifndef SICHT_CONTENT_H
#define SICHT_CONTENT_H

#include <sys/types.h>

#include "sicht/api.h"
#include "sicht/types.h"

SICHT_API_BEGIN

/* What the file system says of the blocks behind a content, as far as it can be believed. */
enum sicht_blocks {
	SICHT_BLOCKS_THERE = 0, /* nothing speaks against it: read it */
	SICHT_BLOCKS_NONE,      /* none is stored: a placeholder of a cloud client, or one hole */
	SICHT_BLOCKS_FEW, /* so few for its size that reading it is reading a hole for hours */
	SICHT_BLOCKS_UNCOUNTED, /* none, says a file system that may leave them uncounted */
};

struct sicht_content_kind;

struct sicht_content {
	const struct sicht_content_kind *kind; /* NULL: not open */
	uint64_t size_bytes;                   /* when it was opened */
	/*
	 * All of it, for a program that is to read it too: read-only, lent. That program may move
	 * the file position, which is shared; here bytes are read by sicht_content_read() alone.
	 */
	int fd;
};

struct sicht_content_kind {
	ssize_t (*read)(
		const struct sicht_content *content, void *out, size_t size, uint64_t offset);
	enum sicht_blocks (*blocks)(const struct sicht_content *content);
	bool (*is_same)(const struct sicht_content *content, const struct sicht_identity *identity);
	void (*close)(struct sicht_content *content);
};

/* The content of the regular file behind `fd`, which belongs to it from now on. */
struct sicht_content sicht_content_of_file(int fd, uint64_t size_bytes);

/* `size` bytes from `offset` on: how many were read, fewer at the end alone; -1 and errno. */
static inline ssize_t sicht_content_read(
	const struct sicht_content *content, void *out, size_t size, uint64_t offset)
{
	return content->kind->read(content, out, size, offset);
}

/* Is it stored on this medium at all? errno means nothing afterwards. */
static inline enum sicht_blocks sicht_content_blocks(const struct sicht_content *content)
{
	return content->kind->blocks(content);
}

/* Is it, as far as its metadata tell, what the walk saw? */
static inline bool sicht_content_is_same(
	const struct sicht_content *content, const struct sicht_identity *identity)
{
	return content->kind->is_same(content, identity);
}

/* For SICHT_DEFER; one that is not open is left as it is. */
static inline void sicht_content_close(struct sicht_content *content)
{
	if (content->kind != NULL)
		content->kind->close(content);
	content->kind = NULL;
	content->size_bytes = 0;
	content->fd = 0;
}

SICHT_API_END

#endif
