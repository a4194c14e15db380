/* SPDX-License-Identifier: MIT */
/*
 * Pages of LMDB, made by hand: what is sound passes, and each thing that a page can get wrong is
 * refused by whoever walks the whole tree and by whoever goes down to one key.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "index/store/pages.h"
#include "index/store/path.h"
#include "tests/index/store_helper.h"

#define PAGE 4096u
#define PAGES 12
#define BRANCH 0x01
#define LEAF 0x02
#define OVERFLOW 0x04

/*
 * Page 2 is a branch with leaves 3 (a b c), 4 (d e f) and 5 (g h i); the value of i lies on pages 6
 * and 7; page 8 is the list of free pages: 9 and 10.
 */
struct book {
	uint8_t page[PAGES][PAGE];
	int fd;
	struct sicht_pages pages;
	struct sicht_guard_tree tree;
};

static void put16(uint8_t *bytes, unsigned value)
{
	bytes[0] = (uint8_t)value;
	bytes[1] = (uint8_t)(value >> 8);
}

static unsigned get16(const uint8_t *bytes)
{
	return bytes[0] | (unsigned)bytes[1] << 8;
}

static void begin_page(struct book *book, unsigned number, unsigned flags)
{
	uint8_t *page = book->page[number];
	memset(page, 0, PAGE);
	page[0] = (uint8_t)number;
	put16(page + 10, flags);
	put16(page + 12, SICHT_PAGE_HEADER_BYTES);
	put16(page + 14, flags == OVERFLOW ? 0 : PAGE); /* there, the upper half of a count */
}

/* `number`: a branch's child, or the size of a leaf's value. */
static void add_node(struct book *book, unsigned page_number, struct sicht_bytes key,
	uint32_t number, unsigned flags, const void *data, size_t size)
{
	uint8_t *page = book->page[page_number];
	unsigned lower = get16(page + 12), upper = get16(page + 14);
	upper -= (unsigned)(8 + key.size + size + 1) & ~1u;
	put16(page + lower, upper);
	put16(page + 12, lower + 2);
	put16(page + 14, upper);
	put16(page + upper, number & 0xffff);
	put16(page + upper + 2, number >> 16);
	put16(page + upper + 4, flags);
	put16(page + upper + 6, (unsigned)key.size);
	memcpy(page + upper + 8, key.data, key.size);
	if (size > 0)
		memcpy(page + upper + 8 + key.size, data, size);
}

/* Node `index` of a page. */
static uint8_t *node(struct book *book, unsigned page, unsigned index)
{
	return book->page[page] + get16(book->page[page] + SICHT_PAGE_HEADER_BYTES + 2 * index);
}

static void make(struct book *book)
{
	static const uint64_t free_key = 1, free_pages[] = {2, 9, 10}, big = 6;
	static const char *const separators[] = {"", "d", "g"};
	memset(book->page, 0, sizeof book->page);
	begin_page(book, 2, BRANCH);
	for (unsigned i = 0; i < 3; i++) {
		add_node(book, 2, sicht_bytes_of(separators[i]), 3 + i, 0, NULL, 0);
		begin_page(book, 3 + i, LEAF);
		for (unsigned k = 0; k < 3; k++) {
			char key[2] = {(char)('a' + 3 * i + k), 0};
			if (key[0] == 'i')
				add_node(book, 5, sicht_bytes_of("i"), 5000, SICHT_NODE_BIG, &big,
					8);
			else
				add_node(book, 3 + i, sicht_bytes_of(key), 5, 0, "value", 5);
		}
	}
	begin_page(book, 6, OVERFLOW);
	put16(book->page[6] + 12, 2);
	begin_page(book, 8, LEAF);
	add_node(book, 8, sicht_bytes(&free_key, 8), sizeof free_pages, 0, free_pages,
		sizeof free_pages);
	book->tree = (struct sicht_guard_tree){.depth = 2,
		.branch_pages = 1,
		.leaf_pages = 3,
		.overflow_pages = 2,
		.entries = 9,
		.root = 2};
	book->pages = (struct sicht_pages){
		.file = {book->fd, "store", PAGE, PAGES, PAGES},
		.main = {.root = SICHT_PAGE_NONE},
		.free = {.flags = 8, .depth = 1, .leaf_pages = 1, .entries = 1, .root = 8},
	};
}

static void save(const struct book *book)
{
	cr_assert_eq(
		pwrite(book->fd, book->page, sizeof book->page, 0), (ssize_t)sizeof book->page);
}

static enum sicht_status walk(const struct book *book)
{
	struct sicht_pages_walk *walk = NULL;
	unsigned entries = 1;
	save(book);
	SICHT_TRY(sicht_pages_walk_open(&book->pages, &book->tree, &walk));
	enum sicht_status status = SICHT_OK;
	while (status == SICHT_OK && entries > 0)
		status = sicht_pages_walk_next(walk, &entries);
	sicht_pages_walk_close(walk);
	return status;
}

/* By a way of its own, or by one that has been to another key. */
static enum sicht_status go_to(const struct book *book, const char *first, const char *key)
{
	struct sicht_path path = {0};
	enum sicht_status status = SICHT_OK;
	save(book);
	if (first != NULL)
		status = sicht_path_check(&path, &book->pages, &book->tree, sicht_bytes_of(first));
	if (status == SICHT_OK)
		status = sicht_path_check(&path, &book->pages, &book->tree, sicht_bytes_of(key));
	sicht_path_free(&path);
	return status;
}

static enum sicht_status list_free(const struct book *book)
{
	save(book);
	return sicht_pages_check(&book->pages, true, NULL);
}

static struct book *book;

static void begin(void)
{
	book = calloc(1, sizeof *book);
	book->fd = memfd_create("pages", MFD_CLOEXEC);
	cr_assert_geq(book->fd, 0);
	make(book);
}

static void end(void)
{
	close(book->fd);
	free(book);
}

TestSuite(pages, .init = begin, .fini = end);

#define DAMAGED SICHT_ERROR_DAMAGED

/* Change the book; whoever walks, and whoever looks for `key`, is told. */
#define EXPECT_BOTH(key, text, ...)                                                                \
	do {                                                                                       \
		make(book);                                                                        \
		__VA_ARGS__;                                                                       \
		ASSERT_FAILS(walk(book), DAMAGED, text);                                           \
		ASSERT_FAILS(go_to(book, NULL, key), DAMAGED, text);                               \
	} while (0)

#define EXPECT(call, text, ...)                                                                    \
	do {                                                                                       \
		make(book);                                                                        \
		__VA_ARGS__;                                                                       \
		ASSERT_FAILS(call, DAMAGED, text);                                                 \
	} while (0)

Test(pages, that_are_sound_pass)
{
	static const char *const keys[] = {"", "a", "bb", "c", "d", "f", "g", "h", "i", "z"};
	ASSERT_OK(walk(book));
	ASSERT_OK(list_free(book));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		ASSERT_OK(go_to(book, NULL, keys[i]));
		ASSERT_OK(go_to(book, "e", keys[i]));
	}
	/* a branch may have no separator that is a key, and one node of any key in front */
	node(book, 2, 1)[8] = 'c' + 1;
	node(book, 3, 0)[8] = 1;
	ASSERT_OK(walk(book));
	ASSERT_OK(go_to(book, NULL, "a"));
	book->tree = (struct sicht_guard_tree){.root = SICHT_PAGE_NONE};
	ASSERT_OK(walk(book));
	ASSERT_OK(go_to(book, NULL, "a"));
}

Test(pages, headers_say_which_page_it_is)
{
	EXPECT_BOTH("a", "not the page", book->page[3][0] = 4);
	EXPECT_BOTH("a", "not the page", put16(book->page[3] + 10, BRANCH));
	EXPECT_BOTH("a", "not the page", put16(book->page[2] + 10, LEAF));
	EXPECT_BOTH("a", "not the page", put16(book->page[3] + 10, LEAF | 0x10));
	EXPECT_BOTH("a", "header is impossible", put16(book->page[3] + 12, 14));
	EXPECT_BOTH("a", "header is impossible", put16(book->page[3] + 12, 23));
	EXPECT_BOTH("a", "header is impossible", put16(book->page[3] + 14, 20));
	EXPECT_BOTH("a", "header is impossible", put16(book->page[3] + 14, PAGE + 2));
	EXPECT_BOTH("a", "is empty", put16(book->page[3] + 12, 16));
	EXPECT_BOTH("a", "is empty", put16(book->page[2] + 12, 18));
}

Test(pages, nodes_fill_their_page_each_byte_once)
{
	EXPECT_BOTH("a", "outside it", put16(book->page[3] + 16, PAGE - 6));
	EXPECT_BOTH("a", "outside it", put16(book->page[3] + 16, get16(book->page[3] + 16) + 1));
	EXPECT_BOTH("a", "outside it", put16(book->page[3] + 16, get16(book->page[3] + 14) - 2));
	EXPECT_BOTH("a", "outside it", put16(node(book, 3, 0) + 6, 512));
	EXPECT_BOTH("a", "outside it", put16(node(book, 3, 0) + 6, 200));
	EXPECT_BOTH("a", "outside it", put16(node(book, 3, 0), 9)); /* 8 + 1 + 5 is all there is */
	EXPECT_BOTH("a", "outside it", put16(node(book, 3, 0) + 2, 1));
	EXPECT_BOTH("a", "overlap or leave gaps", put16(node(book, 3, 0), 3));
	EXPECT_BOTH("a", "overlap or leave gaps",
		put16(book->page[3] + 14, get16(book->page[3] + 14) - 2));
	EXPECT_BOTH(
		"a", "overlap or leave gaps", put16(book->page[3] + 16, get16(book->page[3] + 18)));
	EXPECT_BOTH("a", "overlap or leave gaps", put16(book->page[3] + 12, 20));
	EXPECT_BOTH("a", "overlap or leave gaps", put16(book->page[3] + 12, 24),
		put16(book->page[3] + 22, get16(book->page[3] + 20))); /* one of them twice */
}

Test(pages, keys_ascend_within_what_the_branch_says)
{
	EXPECT_BOTH("a", "out of order", node(book, 3, 1)[8] = 'a');
	EXPECT_BOTH("a", "out of order", node(book, 3, 2)[8] = 'a');
	EXPECT_BOTH(
		"a", "wrong length", put16(node(book, 3, 0) + 6, 0), put16(node(book, 3, 0), 6));
	EXPECT_BOTH("d", "out of order", node(book, 4, 0)[8] = 'c');
	EXPECT_BOTH("d", "out of order", node(book, 4, 2)[8] = 'g');
	EXPECT_BOTH("d", "out of order", node(book, 2, 2)[8] = 'd');
	EXPECT_BOTH("d", "out of order", node(book, 2, 2)[8] = 'c');
	/* another sound page in the place of the one that holds the key */
	EXPECT(go_to(book, NULL, "e"), "out of order", node(book, 2, 1)[0] = 3);
	EXPECT(go_to(book, NULL, "a"), "out of order", node(book, 2, 0)[0] = 4);
	EXPECT(go_to(book, "a", "e"), "out of order", node(book, 2, 1)[0] = 5);
	EXPECT(go_to(book, "h", "e"), "out of order", node(book, 2, 1)[0] = 5);
	/* what lies elsewhere is in nobody's way */
	make(book);
	node(book, 3, 1)[8] = 'a';
	ASSERT_OK(go_to(book, "h", "e"));
}

Test(pages, belong_to_one_place)
{
	EXPECT(walk(book), "used twice", node(book, 2, 1)[0] = 3);
	EXPECT_BOTH("i", "not the overflow page", node(book, 5, 2)[9] = 5);
	EXPECT(walk(book), "used twice", node(book, 2, 2)[0] = 2);
	EXPECT_BOTH("g", "outside the file", node(book, 2, 2)[0] = 1);
	EXPECT_BOTH("g", "outside the file", node(book, 2, 2)[0] = PAGES);
	EXPECT_BOTH("g", "outside the file", node(book, 2, 2)[2] = 1);
	EXPECT_BOTH("g", "outside the file", node(book, 2, 2)[4] = 1);
	EXPECT_BOTH("g", "outside the file", book->pages.file.file_page_count = 5);
	EXPECT_BOTH("g", "outside the file", book->pages.file.page_count = 5);
	EXPECT_BOTH("a", "outside the file", book->tree.root = PAGES);
	make(book);
	save(book);
	cr_assert_eq(ftruncate(book->fd, 5 * PAGE + 100), 0);
	struct sicht_path path = {0};
	ASSERT_FAILS(sicht_path_check(&path, &book->pages, &book->tree, sicht_bytes_of("g")),
		DAMAGED, "ends within it");
	sicht_path_free(&path);
}

Test(pages, trees_hold_what_they_announce)
{
	EXPECT(walk(book), "keys as it states", book->tree.entries++);
	EXPECT(walk(book), "keys as it states", book->tree.leaf_pages++);
	EXPECT(walk(book), "keys as it states", book->tree.branch_pages++);
	EXPECT(walk(book), "keys as it states", book->tree.overflow_pages--);
	EXPECT_BOTH("a", "impossible depth", book->tree.depth = 0);
	EXPECT_BOTH("a", "impossible depth", book->tree.depth = 33);
	EXPECT_BOTH("a", "impossible flags", book->tree.flags = 4);
	EXPECT_BOTH("a", "impossible flags", put16(node(book, 3, 1) + 4, 2));
	EXPECT_BOTH("a", "not the page", book->tree.depth = 1);
	EXPECT_BOTH("a", "not the page", book->tree.depth = 3);
}

Test(pages, of_overflow_have_room_for_the_value)
{
	EXPECT_BOTH("i", "overflow page", book->page[6][0] = 7);
	EXPECT_BOTH("i", "overflow page", put16(book->page[6] + 10, LEAF));
	EXPECT_BOTH("i", "overflow page", put16(book->page[6] + 12, 0));
	EXPECT_BOTH("i", "overflow page", put16(book->page[6] + 12, 1));
	EXPECT_BOTH("i", "overflow page", put16(node(book, 5, 2), 2 * PAGE - 15));
	EXPECT_BOTH("i", "outside the file", put16(book->page[6] + 12, PAGES - 5));
	EXPECT_BOTH("i", "outside the file", node(book, 5, 2)[9] = 1);
	EXPECT_BOTH("i", "outside the file", node(book, 5, 2)[9] = PAGES);
	EXPECT(walk(book), "used twice", begin_page(book, 7, LEAF),
		add_node(book, 7, sicht_bytes_of("a"), 1, 0, "x", 1), node(book, 2, 0)[0] = 7);
	make(book);
	put16(node(book, 5, 2), 2 * PAGE - 16);
	ASSERT_OK(walk(book));
	ASSERT_OK(go_to(book, NULL, "i"));
	put16(book->page[6] + 12, PAGES - 6);
	book->tree.overflow_pages = PAGES - 6;
	ASSERT_OK(walk(book));
	ASSERT_OK(go_to(book, NULL, "i"));
	put16(book->page[6] + 12, 0);
	ASSERT_FAILS(go_to(book, "h", "i"), DAMAGED, "overflow page");
	ASSERT_OK(go_to(book, NULL, "h")); /* its value lies in the leaf */
}

/* The list of free pages: a count, and so many numbers of pages that nobody else has. */
Test(pages, that_are_free_are_nobodys)
{
	uint8_t *value;
#define VALUE (value = node(book, 8, 0) + 16)
	EXPECT(list_free(book), "used twice", VALUE[8] = 10);
	EXPECT(list_free(book), "used twice", VALUE[8] = 8);
	EXPECT(list_free(book), "outside the file", VALUE[8] = 1);
	EXPECT(list_free(book), "outside the file", VALUE[16] = PAGES);
	EXPECT(list_free(book), "impossible", VALUE[0] = 3);
	EXPECT(list_free(book), "impossible", VALUE[7] = 0xff);
	EXPECT(list_free(book), "keys as it states", book->pages.free.entries = 2);
	make(book);
	VALUE[0] = 1; /* what lies behind is not looked at */
	value[16] = 1;
	ASSERT_OK(list_free(book));
	make(book);
	book->pages.file.file_page_count = 9; /* free pages need not be in the file */
	ASSERT_OK(list_free(book));
	make(book);
	VALUE[8] = 1;
	save(book);
	ASSERT_OK(sicht_pages_check(&book->pages, false, NULL));

	static const uint64_t keys[] = {256, 7}, none = 0;
	static const struct {
		unsigned first, second;
		const char *text;
	} rows[] = {{1, 0, NULL}, {0, 1, "out of order"}, {0, 0, "out of order"}};
	for (size_t i = 0; i < 3; i++) {
		make(book);
		begin_page(book, 8, LEAF);
		add_node(book, 8, sicht_bytes(&keys[rows[i].first], 8), 8, 0, &none, 8);
		add_node(book, 8, sicht_bytes(&keys[rows[i].second], 8), 8, 0, &none, 8);
		book->pages.free.entries = 2;
		if (rows[i].text == NULL)
			ASSERT_OK(list_free(book));
		else
			ASSERT_FAILS(list_free(book), DAMAGED, rows[i].text);
	}
	make(book);
	begin_page(book, 8, LEAF);
	add_node(book, 8, sicht_bytes("7 bytes", 7), 8, 0, &none, 8);
	ASSERT_FAILS(list_free(book), DAMAGED, "wrong length");
}

/* The main tree names the others. */
Test(pages, of_the_main_tree_name_trees)
{
	uint8_t tree[SICHT_GUARD_TREE_BYTES] = {0};
	static const struct {
		const char *name;
		unsigned size, flags;
		const char *text;
	} rows[] = {{"entries", sizeof tree, SICHT_NODE_TREE, NULL},
		{"fifteen letters", sizeof tree, SICHT_NODE_TREE, NULL},
		{"sixteen letters!", sizeof tree, SICHT_NODE_TREE, "named tree is impossible"},
		{"entries", sizeof tree - 1, SICHT_NODE_TREE, "named tree is impossible"},
		{"entries", sizeof tree, 0, "impossible flags"}};
	memset(tree + 40, 0xff, 8); /* no root */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		make(book);
		begin_page(book, 11, LEAF);
		add_node(book, 11, sicht_bytes_of(rows[i].name), rows[i].size, rows[i].flags, tree,
			rows[i].size);
		book->pages.main = (struct sicht_guard_tree){
			.depth = 1, .leaf_pages = 1, .entries = 1, .root = 11};
		if (rows[i].text == NULL)
			ASSERT_OK(list_free(book));
		else
			ASSERT_FAILS(list_free(book), DAMAGED, rows[i].text);
	}
}
