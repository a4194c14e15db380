/* SPDX-License-Identifier: MIT */
/*
 * LMDB's meta pages, read and doubted. See guard.h.
 *
 * A snapshot's last pages may be missing from the file without harm: pages that a transaction
 * took and gave back are never written. Hence `short_file` is a question for the page check and
 * not an answer.
 */
#include "index/store/guard.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "index/segment/pack.h"

#define META_MAGIC 0xBEEFC0DEu
#define META_VERSION 1u
#define PAGE_FLAG_META 0x08u
#define FREE_TREE_FLAGS 0x08u /* its keys are integers; any other flag is not ours */

#define PAGE_BYTES_MIN 512u
#define PAGE_BYTES_MAX 32768u
#define TREE_DEPTH_MAX 32u

/* No file system holds longer files; page numbers have 48 bits in a branch page. */
#define FILE_BYTES_MAX (1ull << 60)

/* Pages that a transaction took and gave back, and so never wrote, at the end of the file. */
#define UNWRITTEN_PAGES_MAX (1u << 20)

/* Of the meta pages, while a writer commits faster than they are read. */
#define READINGS_MAX 1000

struct sicht_guard_tree sicht_guard_tree_parse(const uint8_t bytes[SICHT_GUARD_TREE_BYTES])
{
	struct sicht_unpacker unpacker = sicht_unpacker(sicht_bytes(bytes, SICHT_GUARD_TREE_BYTES));
	struct sicht_guard_tree tree;
	sicht_unpack_u32(&unpacker); /* the page size in the first tree, else nothing */
	tree.flags = sicht_unpack_u16(&unpacker);
	tree.depth = sicht_unpack_u16(&unpacker);
	tree.branch_pages = sicht_unpack_u64(&unpacker);
	tree.leaf_pages = sicht_unpack_u64(&unpacker);
	tree.overflow_pages = sicht_unpack_u64(&unpacker);
	tree.entries = sicht_unpack_u64(&unpacker);
	tree.root = sicht_unpack_u64(&unpacker);
	return tree;
}

static bool tree_plausible(const struct sicht_guard_tree *tree, uint64_t page_count)
{
	if (tree->root == SICHT_PAGE_NONE)
		return tree->depth == 0 && tree->entries == 0;
	return tree->depth >= 1 && tree->depth <= TREE_DEPTH_MAX && tree->root >= 2 &&
	       tree->root < page_count;
}

static bool trees_plausible(const struct sicht_guard_meta *meta, uint64_t page_count)
{
	return meta->free.flags == FREE_TREE_FLAGS && meta->main.flags == 0 &&
	       tree_plausible(&meta->free, page_count) && tree_plausible(&meta->main, page_count);
}

static enum sicht_guard_verdict judge(const struct sicht_guard_meta *meta)
{
	uint32_t page_bytes = meta->page_bytes;
	if (page_bytes < PAGE_BYTES_MIN || page_bytes > PAGE_BYTES_MAX ||
		(page_bytes & (page_bytes - 1)) != 0 || meta->page_count < 2 ||
		meta->page_count > FILE_BYTES_MAX / page_bytes)
		return SICHT_GUARD_DAMAGED;
	if (trees_plausible(meta, meta->page_count))
		return SICHT_GUARD_GOOD;
	return trees_plausible(meta, FILE_BYTES_MAX / page_bytes) ? SICHT_GUARD_UNDONE
								  : SICHT_GUARD_DAMAGED;
}

enum sicht_guard_verdict sicht_guard_meta_parse(
	struct sicht_bytes page, struct sicht_guard_meta *out)
{
	if (page.size < SICHT_GUARD_META_BYTES)
		return SICHT_GUARD_FOREIGN;
	struct sicht_unpacker unpacker = sicht_unpacker(page);
	sicht_unpack_u64(&unpacker); /* its page number: 0 or 1 */
	sicht_unpack_u16(&unpacker);
	unsigned flags = sicht_unpack_u16(&unpacker);
	sicht_unpack_u32(&unpacker);
	if (sicht_unpack_u32(&unpacker) != META_MAGIC)
		return SICHT_GUARD_FOREIGN;
	if (sicht_unpack_u32(&unpacker) != META_VERSION)
		return SICHT_GUARD_NEWER;
	sicht_unpack_u64(&unpacker); /* address of a fixed map: never used here */
	sicht_unpack_u64(&unpacker); /* size of the map: LMDB corrects it by the page count */
	const uint8_t *free_tree = sicht_unpack_bytes(&unpacker, SICHT_GUARD_TREE_BYTES);
	const uint8_t *main_tree = sicht_unpack_bytes(&unpacker, SICHT_GUARD_TREE_BYTES);
	uint64_t last_page = sicht_unpack_u64(&unpacker);
	struct sicht_unpacker first =
		sicht_unpacker(sicht_bytes(free_tree, SICHT_GUARD_TREE_BYTES));
	struct sicht_guard_meta meta = {
		.page_bytes = sicht_unpack_u32(&first),
		.page_count = last_page == UINT64_MAX ? 0 : last_page + 1,
		.transaction = sicht_unpack_u64(&unpacker),
		.free = sicht_guard_tree_parse(free_tree),
		.main = sicht_guard_tree_parse(main_tree),
	};
	if (unpacker.failed || (flags & PAGE_FLAG_META) == 0)
		return SICHT_GUARD_DAMAGED;
	enum sicht_guard_verdict verdict = judge(&meta);
	if (verdict != SICHT_GUARD_DAMAGED)
		*out = meta;
	return verdict;
}

static enum sicht_status damaged(const char *store, const char *how)
{
	return sicht_fail(SICHT_ERROR_DAMAGED,
		"store %s: data.mdb is damaged (%s); restore a backup or index again", store, how);
}

/* Meta page `number` lies at the start, or one page further; page_bytes is 0 for the first. */
static enum sicht_guard_verdict read_meta(
	int fd, uint64_t offset, ssize_t *size, struct sicht_guard_meta *out)
{
	uint8_t page[SICHT_GUARD_META_BYTES];
	*size = sicht_pread_full(fd, page, sizeof page, offset);
	if (*size < 0)
		return SICHT_GUARD_DAMAGED;
	return sicht_guard_meta_parse(sicht_bytes(page, (size_t)*size), out);
}

/* Both meta pages, each good or the remains of a commit that failed. */
static enum sicht_status read_metas(
	int fd, const char *store, struct sicht_guard *guard, enum sicht_guard_verdict verdicts[2])
{
	for (int i = 0; i < 2; i++) {
		ssize_t size;
		uint64_t offset = i == 0 ? 0 : guard->meta[0].page_bytes;
		verdicts[i] = read_meta(fd, offset, &size, &guard->meta[i]);
		if (size < 0)
			return sicht_fail_errno(errno, "cannot read %s/data.mdb", store);
		if (verdicts[i] == SICHT_GUARD_FOREIGN && i == 0)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"%s is not a store: data.mdb is not a file of LMDB", store);
		if (verdicts[i] == SICHT_GUARD_NEWER && i == 0)
			return sicht_fail(SICHT_ERROR_FORMAT,
				"store %s was written by another version of LMDB; use that version",
				store);
		if (verdicts[i] != SICHT_GUARD_GOOD && verdicts[i] != SICHT_GUARD_UNDONE)
			return damaged(store, i == 0 ? "first meta page" : "second meta page");
	}
	return SICHT_OK;
}

/* They are written in turns, each commit one; only a new file has two of number 0. */
static bool are_neighbours(const struct sicht_guard_meta meta[2])
{
	uint64_t even = meta[0].transaction, odd = meta[1].transaction;
	if (even == 0 && odd == 0)
		return true;
	return even % 2 == 0 && (odd == even + 1 || odd + 1 == even);
}

/*
 * The two pages are read one after the other, and a writer may commit in between, more than once:
 * then the first page has gone on when it is read again.
 */
static enum sicht_status read_neighbours(
	int fd, const char *store, struct sicht_guard *guard, enum sicht_guard_verdict verdicts[2])
{
	uint64_t before = UINT64_MAX;
	for (unsigned i = 0; i < READINGS_MAX; i++) {
		SICHT_TRY(read_metas(fd, store, guard, verdicts));
		if (guard->meta[0].page_bytes != guard->meta[1].page_bytes)
			return damaged(store, "its meta pages disagree");
		if (are_neighbours(guard->meta))
			return SICHT_OK;
		if (guard->meta[0].transaction == before)
			break;
		before = guard->meta[0].transaction;
	}
	return damaged(store, "its meta pages are not of neighbouring transactions");
}

enum sicht_status sicht_guard_read(int fd, const char *store, struct sicht_guard *out)
{
	struct sicht_guard guard = {0};
	enum sicht_guard_verdict verdicts[2];
	struct stat info;
	if (fstat(fd, &info) != 0)
		return sicht_fail_errno(errno, "cannot examine %s/data.mdb", store);
	if (!S_ISREG(info.st_mode))
		return sicht_fail(
			SICHT_ERROR_FORMAT, "%s is not a store: data.mdb is not a file", store);
	guard.file_bytes = (uint64_t)info.st_size;
	SICHT_TRY(read_neighbours(fd, store, &guard, verdicts));
	const struct sicht_guard_meta *meta = guard.meta;
	/* What was undone may only be what is not asked any more. */
	int newest = meta[1].transaction > meta[0].transaction ? 1 : 0;
	if (verdicts[newest] != SICHT_GUARD_GOOD)
		return damaged(store, newest == 0 ? "first meta page" : "second meta page");
	uint64_t file_pages = guard.file_bytes / meta[0].page_bytes;
	for (int i = 0; i < 2; i++) {
		if (meta[i].page_count > file_pages + UNWRITTEN_PAGES_MAX)
			return damaged(store, "it is far shorter than it should be");
	}
	guard.short_file = meta[newest].page_count > file_pages;
	*out = guard;
	return SICHT_OK;
}

bool sicht_guard_is_unborn(int fd)
{
	static const uint8_t zeros[SICHT_GUARD_META_BYTES];
	uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE); /* of a new file */
	struct stat info;
	if (fstat(fd, &info) != 0 || (uint64_t)info.st_size > 2 * page_bytes)
		return false;
	for (uint64_t offset = 0; offset < (uint64_t)info.st_size; offset += page_bytes) {
		struct sicht_guard_meta meta;
		uint8_t page[SICHT_GUARD_META_BYTES] = {0};
		ssize_t size = sicht_pread_full(fd, page, sizeof page, offset);
		if (size < 0)
			return false;
		bool unwritten = memcmp(page, zeros, sizeof page) == 0;
		enum sicht_guard_verdict verdict =
			sicht_guard_meta_parse(sicht_bytes(page, (size_t)size), &meta);
		/* transaction 1 makes the store, the next one fills it */
		if (!unwritten && (verdict != SICHT_GUARD_GOOD || meta.transaction > 1))
			return false;
	}
	return true;
}
