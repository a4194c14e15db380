/* SPDX-License-Identifier: MIT */
/*
 * One page of LMDB's file. See page.h.
 *
 * The idea: nothing read from the file is used as an index before it was compared with a bound; and
 * the nodes of a page have to cover the room behind `upper` exactly, each byte once, so that none
 * of them can be two things.
 */
#include "index/store/page.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "index/segment/pack.h"

#define NODE_HEADER_BYTES 8u
#define PAGE_BRANCH 0x01u
#define PAGE_LEAF 0x02u
#define PAGE_OVERFLOW 0x04u
#define PAGE_BYTES_MAX 32768u

enum sicht_status sicht_page_damaged(
	const struct sicht_page_file *file, uint64_t page, const char *how)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: page %llu of data.mdb is damaged (%s); restore a backup or index again",
		file->store, (unsigned long long)page, how);
}

static uint16_t read_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint64_t sicht_page_u64(const uint8_t *bytes)
{
	struct sicht_unpacker unpacker = sicht_unpacker(sicht_bytes(bytes, 8));
	return sicht_unpack_u64(&unpacker);
}

enum sicht_status sicht_page_check_tree(const struct sicht_page_file *file,
	enum sicht_tree_kind kind, const struct sicht_guard_tree *tree)
{
	bool empty = tree->root == SICHT_PAGE_NONE;
	if (!empty && (tree->depth == 0 || tree->depth > SICHT_PAGE_LEVELS_MAX))
		return sicht_page_damaged(file, tree->root, "its tree has an impossible depth");
	if (kind == SICHT_TREE_NAMED && tree->flags != 0)
		return sicht_page_damaged(file, tree->root, "its tree has impossible flags");
	return SICHT_OK;
}

uint64_t sicht_page_end(const struct sicht_page_file *file)
{
	return file->page_count < file->file_page_count ? file->page_count : file->file_page_count;
}

enum sicht_status sicht_page_read_at(
	const struct sicht_page_file *file, uint64_t page, uint64_t skip, void *data, size_t size)
{
	ssize_t got = sicht_pread_full(file->fd, data, size, page * file->page_bytes + skip);
	if (got < 0)
		return sicht_fail_errno(errno, "cannot read page %llu of %s/data.mdb",
			(unsigned long long)page, file->store);
	if ((size_t)got < size)
		return sicht_page_damaged(file, page, "the file ends within it");
	return SICHT_OK;
}

int sicht_page_compare(enum sicht_tree_kind kind, struct sicht_bytes a, struct sicht_bytes b)
{
	if (kind == SICHT_TREE_FREE) {
		uint64_t x = sicht_page_u64(a.data), y = sicht_page_u64(b.data);
		return x < y ? -1 : x > y;
	}
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
	return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size;
}

/* ---- nodes of a page ---- */

static size_t offset_of(const struct sicht_page *page, unsigned index)
{
	return read_u16(page->bytes + SICHT_PAGE_HEADER_BYTES + 2 * (size_t)index);
}

/* False if the node does not lie wholly inside its page. */
static bool node_parse(const struct sicht_page_file *file, const struct sicht_page *page,
	unsigned index, bool leaf, struct sicht_node *out)
{
	size_t offset = offset_of(page, index), upper = read_u16(page->bytes + 14);
	if (offset < upper || offset % 2 != 0 || offset + NODE_HEADER_BYTES > file->page_bytes)
		return false;
	const uint8_t *node = page->bytes + offset;
	uint32_t low = read_u16(node), high = read_u16(node + 2);
	size_t key_size = read_u16(node + 6);
	out->flags = read_u16(node + 4);
	out->size = low | high << 16;
	out->child = low | (uint64_t)high << 16 | (uint64_t)out->flags << 32;
	out->key = sicht_bytes(node + NODE_HEADER_BYTES, key_size);
	out->data = node + NODE_HEADER_BYTES + key_size;
	size_t data_size = !leaf ? 0 : (out->flags & SICHT_NODE_BIG) != 0 ? 8 : out->size;
	size_t room = file->page_bytes - offset - NODE_HEADER_BYTES;
	if (key_size > SICHT_KEY_BYTES_MAX || key_size > room || data_size > room - key_size)
		return false;
	size_t total = NODE_HEADER_BYTES + key_size + data_size;
	out->total = (uint32_t)(total + (total & 1));
	return true;
}

struct sicht_node sicht_page_node(const struct sicht_page_file *file, const struct sicht_page *page,
	unsigned index, bool leaf)
{
	struct sicht_node node;
	bool inside = node_parse(file, page, index, leaf, &node);
	assert(inside); /* sicht_page_read() saw to that */
	return node;
}

/* The nodes of the page cover upper .. page end exactly, each byte once. */
static enum sicht_status check_layout(
	const struct sicht_page_file *file, const struct sicht_page *page, bool leaf)
{
	uint16_t node_bytes[PAGE_BYTES_MAX / 2]; /* of the node at offset / 2, or 0 */
	memset(node_bytes, 0, file->page_bytes);
	for (unsigned i = 0; i < page->node_count; i++) {
		struct sicht_node node;
		if (!node_parse(file, page, i, leaf, &node))
			return sicht_page_damaged(file, page->number, "a node lies outside it");
		node_bytes[offset_of(page, i) / 2] = (uint16_t)node.total;
	}
	size_t at = read_u16(page->bytes + 14);
	unsigned met = 0;
	while (at < file->page_bytes && node_bytes[at / 2] != 0) {
		at += node_bytes[at / 2];
		met++;
	}
	if (at != file->page_bytes || met != page->node_count)
		return sicht_page_damaged(file, page->number, "its nodes overlap or leave gaps");
	return SICHT_OK;
}

static enum sicht_status check_header(const struct sicht_page_file *file, enum sicht_tree_kind kind,
	bool leaf, struct sicht_page *page)
{
	const uint8_t *bytes = page->bytes;
	size_t lower = read_u16(bytes + 12), upper = read_u16(bytes + 14);
	if (sicht_page_u64(bytes) != page->number ||
		read_u16(bytes + 10) != (leaf ? PAGE_LEAF : PAGE_BRANCH))
		return sicht_page_damaged(
			file, page->number, "it is not the page that it should be");
	if (lower < SICHT_PAGE_HEADER_BYTES || lower % 2 != 0 || lower > upper ||
		upper > file->page_bytes)
		return sicht_page_damaged(file, page->number, "its header is impossible");
	page->node_count = (unsigned)(lower - SICHT_PAGE_HEADER_BYTES) / 2;
	if (page->node_count < (leaf || kind == SICHT_TREE_FREE ? 1 : 2))
		return sicht_page_damaged(file, page->number, "it is empty");
	return SICHT_OK;
}

enum sicht_status sicht_page_read(const struct sicht_page_file *file, enum sicht_tree_kind kind,
	bool leaf, uint64_t number, struct sicht_page *page)
{
	if (page->bytes == NULL)
		page->bytes = malloc(file->page_bytes);
	if (page->bytes == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	page->number = number;
	if (number < 2 || number >= sicht_page_end(file))
		return sicht_page_damaged(
			file, number, "it lies outside the file, which may have been cut");
	SICHT_TRY(sicht_page_read_at(file, number, 0, page->bytes, file->page_bytes));
	SICHT_TRY(check_header(file, kind, leaf, page));
	return check_layout(file, page, leaf);
}

enum sicht_status sicht_page_check_overflow(const struct sicht_page_file *file,
	const struct sicht_page *from, uint64_t page, size_t size, uint64_t *count)
{
	uint8_t header[SICHT_PAGE_HEADER_BYTES];
	uint64_t end = sicht_page_end(file);
	if (page < 2 || page >= end)
		return sicht_page_damaged(
			file, from->number, "it points outside the file, which may be cut");
	SICHT_TRY(sicht_page_read_at(file, page, 0, header, sizeof header));
	struct sicht_unpacker unpacker = sicht_unpacker(sicht_bytes(header + 12, 4));
	*count = sicht_unpack_u32(&unpacker);
	if (sicht_page_u64(header) != page || read_u16(header + 10) != PAGE_OVERFLOW ||
		*count == 0 || *count * file->page_bytes - SICHT_PAGE_HEADER_BYTES < size)
		return sicht_page_damaged(
			file, page, "it is not the overflow page that it should be");
	if (*count > end - page)
		return sicht_page_damaged(
			file, page, "it lies outside the file, which may have been cut");
	return SICHT_OK;
}
