/* SPDX-License-Identifier: MIT */
/*
 * fault-damage FILE KIND SEED: damage a file in place, as disks and people do. For LMDB's data.mdb
 * the kinds follow its pages (4096 bytes; two meta pages first); a line says what was done.
 *
 *   bit        one bit anywhere                  zero-page   a page becomes zeros
 *   byte       one byte in the body of a page    swap-pages  two pages change places
 *   header     one byte in the header of a page  cut-page    the end is cut off, at a page
 *   meta       one byte in each meta page        cut         the end is cut off, anywhere
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/faults/random.h"

#define PAGE_BYTES 4096u
#define PAGE_HEADER_BYTES 16u
#define META_PAGES 2u

struct target {
	int fd;
	size_t size_bytes;
	uint64_t random;
};

static void fail(const char *what)
{
	perror(what);
	exit(2);
}

static void must(int ok, const char *what)
{
	if (!ok)
		fail(what);
}

static void change_byte(struct target *target, size_t offset, uint8_t mask)
{
	uint8_t byte;
	must(pread(target->fd, &byte, 1, (off_t)offset) == 1, "pread");
	byte ^= mask;
	must(pwrite(target->fd, &byte, 1, (off_t)offset) == 1, "pwrite");
	printf("byte %zu xor %02x\n", offset, mask);
}

static uint8_t any_mask(struct target *target)
{
	return (uint8_t)(1 + random_below(&target->random, 255));
}

/* A page behind the meta pages; small files that are not LMDB's have just one. */
static size_t any_page(struct target *target)
{
	size_t pages = target->size_bytes / PAGE_BYTES;
	if (pages <= META_PAGES)
		return 0;
	return META_PAGES + random_below(&target->random, pages - META_PAGES);
}

static void damage_bit(struct target *target)
{
	size_t offset = random_below(&target->random, target->size_bytes);
	change_byte(target, offset, (uint8_t)(1u << random_below(&target->random, 8)));
}

static void damage_byte(struct target *target)
{
	size_t offset = any_page(target) * PAGE_BYTES + PAGE_HEADER_BYTES +
			random_below(&target->random, PAGE_BYTES - PAGE_HEADER_BYTES);
	change_byte(target, offset % target->size_bytes, any_mask(target));
}

static void damage_header(struct target *target)
{
	size_t offset =
		any_page(target) * PAGE_BYTES + random_below(&target->random, PAGE_HEADER_BYTES);
	change_byte(target, offset % target->size_bytes, any_mask(target));
}

static void damage_meta(struct target *target)
{
	const size_t meta_bytes = 152; /* page header and struct MDB_meta */
	for (size_t page = 0; page < META_PAGES; page++)
		change_byte(target, page * PAGE_BYTES + random_below(&target->random, meta_bytes),
			any_mask(target));
}

static void damage_zero_page(struct target *target)
{
	static const uint8_t zeros[PAGE_BYTES];
	size_t page = any_page(target), rest = target->size_bytes - page * PAGE_BYTES;
	size_t size = rest < PAGE_BYTES ? rest : PAGE_BYTES;
	must(pwrite(target->fd, zeros, size, (off_t)(page * PAGE_BYTES)) == (ssize_t)size,
		"pwrite");
	printf("page %zu zero\n", page);
}

static void damage_swap_pages(struct target *target)
{
	uint8_t one[PAGE_BYTES], other[PAGE_BYTES];
	size_t first = any_page(target), second = any_page(target);
	off_t first_at = (off_t)(first * PAGE_BYTES), second_at = (off_t)(second * PAGE_BYTES);
	must(pread(target->fd, one, sizeof one, first_at) == sizeof one &&
			pread(target->fd, other, sizeof other, second_at) == sizeof other &&
			pwrite(target->fd, one, sizeof one, second_at) == sizeof one &&
			pwrite(target->fd, other, sizeof other, first_at) == sizeof other,
		"swapping");
	printf("pages %zu and %zu swapped\n", first, second);
}

static void cut_to(struct target *target, size_t size_bytes)
{
	must(ftruncate(target->fd, (off_t)size_bytes) == 0, "ftruncate");
	printf("cut to %zu of %zu\n", size_bytes, target->size_bytes);
}

static void damage_cut_page(struct target *target)
{
	size_t pages = target->size_bytes / PAGE_BYTES;
	cut_to(target, random_below(&target->random, pages == 0 ? 1 : pages) * PAGE_BYTES);
}

static void damage_cut(struct target *target)
{
	cut_to(target, random_below(&target->random, target->size_bytes));
}

static const struct {
	const char *name;
	void (*run)(struct target *target);
} kinds[] = {
	{"bit", damage_bit},
	{"byte", damage_byte},
	{"header", damage_header},
	{"meta", damage_meta},
	{"zero-page", damage_zero_page},
	{"swap-pages", damage_swap_pages},
	{"cut-page", damage_cut_page},
	{"cut", damage_cut},
};

int main(int argc, char **argv)
{
	struct target target;
	struct stat stat;
	if (argc != 4) {
		fputs("usage: fault-damage FILE KIND SEED\n", stderr);
		return 2;
	}
	target.fd = open(argv[1], O_RDWR | O_CLOEXEC);
	must(target.fd >= 0 && fstat(target.fd, &stat) == 0 && stat.st_size > 0, argv[1]);
	target.size_bytes = (size_t)stat.st_size;
	target.random = strtoull(argv[3], NULL, 10);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].name, argv[2]) == 0) {
			kinds[i].run(&target);
			return 0;
		}
	}
	fprintf(stderr, "fault-damage: no kind %s\n", argv[2]);
	return 2;
}
