/* SPDX-License-Identifier: MIT */
/*
 * Scanning a folder through the real decoder: one outcome a file, the same prints for any number
 * of threads, and nothing of the folder changed. The decoder is the one in the build folder.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "sicht/limits.h"
#include "sicht/scan.h"
#include "sicht/source.h"

#define ITEMS_MAX 16

static char directory[] = "/tmp/sicht-scan-XXXXXX";

static void path_of(const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", directory, name);
}

static void write_file(const char *name, const void *data, size_t size)
{
	char path[128];
	path_of(name, path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	cr_assert_eq(write(fd, data, size), (ssize_t)size);
	close(fd);
}

static void put_le(uint8_t *bytes, uint32_t value, int count)
{
	for (int i = 0; i < count; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
}

#define SIDE 200u
#define BMP_BYTES (54 + SIDE * SIDE * 3)

/* A 24-bit BMP of hills and stripes; other seeds give other pictures. */
static void make_bmp(uint8_t bmp[BMP_BYTES], uint32_t seed)
{
	memset(bmp, 0, 54);
	memcpy(bmp, "BM", 2);
	put_le(bmp + 2, BMP_BYTES, 4);
	put_le(bmp + 10, 54, 4);
	put_le(bmp + 14, 40, 4);
	put_le(bmp + 18, SIDE, 4);
	put_le(bmp + 22, SIDE, 4);
	put_le(bmp + 26, 1, 2);
	put_le(bmp + 28, 24, 2);
	for (uint32_t y = 0; y < SIDE; y++) {
		for (uint32_t x = 0; x < SIDE; x++) {
			uint32_t hills = (x * x * (seed + 3) + y * y * 7 + x * y * seed) >> 7;
			uint32_t stripe = (x / 23 + y / 31 * seed) % 3 * 60;
			memset(bmp + 54 + (y * SIDE + x) * 3, (int)((hills + stripe) & 255), 3);
		}
	}
}

static void make_directory(void)
{
	static uint8_t bmp[BMP_BYTES];
	char path[128];
	cr_assert_not_null(mkdtemp(directory));
	make_bmp(bmp, 5);
	write_file("a-picture.bmp", bmp, sizeof bmp);
	write_file("b-cut-off.bmp", bmp, sizeof bmp / 3);
	write_file("c-empty.jpg", "", 0);
	write_file("d-text.txt", "no picture at all, whatever its name says\n", 42);
	write_file("e-broken.png", "\x89PNG\r\n\x1a\nbroken", 14);
	path_of("f-fifo", path);
	cr_assert_eq(mkfifo(path, 0600), 0);
	path_of("g-link", path);
	cr_assert_eq(symlink("a-picture.bmp", path), 0);
	make_bmp(bmp, 11);
	write_file("h-picture.bmp", bmp, sizeof bmp);
}

static void remove_directory(void)
{
	static const char *const names[] = {"a-picture.bmp", "b-cut-off.bmp", "c-empty.jpg",
		"d-text.txt", "e-broken.png", "f-fifo", "g-link", "h-picture.bmp"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[128];
		path_of(names[i], path);
		unlink(path);
	}
	rmdir(directory);
}

TestSuite(scan, .init = make_directory, .fini = remove_directory);

struct scanned {
	struct sicht_plan *plan;
	struct sicht_scanner *scanner;
	struct sicht_arena arena;
	struct sicht_item items[ITEMS_MAX];
	struct sicht_print prints[ITEMS_MAX];
	size_t count;
};

static void scan_with(const struct sicht_scan_options *options, struct scanned *scanned)
{
	const char *const names[] = {directory};
	struct sicht_plan_options plan_options = {0};
	*scanned = (struct scanned){0};
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &scanned->plan), SICHT_OK, "%s",
		sicht_message());
	cr_assert_eq(
		sicht_scanner_open(options, &scanned->scanner), SICHT_OK, "%s", sicht_message());
	cr_assert_eq(sicht_plan_next(scanned->plan, &scanned->arena, scanned->items, ITEMS_MAX,
			     &scanned->count),
		SICHT_OK);
	cr_assert_eq(sicht_scan(scanned->scanner, scanned->plan, scanned->items, scanned->count,
			     NULL, scanned->prints),
		SICHT_OK, "%s", sicht_message());
}

static void scan_directory(unsigned threads, struct scanned *scanned)
{
	struct sicht_scan_options options = {
		.threads = threads,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES, .exact = true, .all_forms = true},
		.insecure_decoders = true, /* containers of test machines may lack a layer */
	};
	scan_with(&options, scanned);
}

static void scanned_free(struct scanned *scanned)
{
	sicht_scanner_close(scanned->scanner);
	sicht_plan_close(scanned->plan);
	sicht_arena_free(&scanned->arena);
}

Test(scan, every_file_has_one_outcome)
{
	static const enum sicht_outcome expected[] = {SICHT_OUTCOME_DECODED,
		SICHT_OUTCOME_TRUNCATED, SICHT_OUTCOME_EMPTY, SICHT_OUTCOME_NOT_MEDIA,
		SICHT_OUTCOME_CORRUPT, SICHT_OUTCOME_SPECIAL, SICHT_OUTCOME_SPECIAL,
		SICHT_OUTCOME_DECODED};
	struct scanned scanned;
	scan_directory(2, &scanned);
	cr_assert_eq(scanned.count, 8);
	for (size_t i = 0; i < scanned.count; i++) {
		/* how a cut-off BMP is told from a broken one is its decoder's business */
		if (i == 1 && scanned.prints[i].outcome == SICHT_OUTCOME_CORRUPT)
			continue;
		cr_expect_eq(scanned.prints[i].outcome, expected[i], "%.*s: %s",
			(int)scanned.items[i].path.size, (const char *)scanned.items[i].path.data,
			sicht_outcome_name(scanned.prints[i].outcome));
	}
	scanned_free(&scanned);
}

Test(scan, pictures_have_hashes_and_files_have_digests)
{
	struct scanned scanned;
	uint8_t sha256_of_nothing[4] = {0xe3, 0xb0, 0xc4, 0x42};
	scan_directory(1, &scanned);
	cr_assert_eq(scanned.prints[0].window_count, 1);
	cr_expect_geq(scanned.prints[0].windows[0].quality, SICHT_QUALITY_MIN);
	cr_expect_eq(scanned.prints[0].width, SIDE);
	cr_expect_gt(sicht_pdq_distance(&scanned.prints[0].windows[0].form[0],
			     &scanned.prints[7].windows[0].form[0]),
		60, "different pictures");
	cr_expect_eq(scanned.prints[3].digests.have, 7, "a text has digests too");
	cr_expect_arr_eq(scanned.prints[2].digests.sha256, sha256_of_nothing, 4);
	cr_expect_eq(scanned.prints[5].digests.have, 0, "a FIFO is never opened");
	scanned_free(&scanned);
}

/* Where digests are enough no decoder is started: there need not be one. */
Test(scan, without_a_profile_nothing_is_decoded)
{
	struct sicht_scan_options options = {.threads = 2, .decoder = "/no/such/decoder"};
	struct scanned digested, decoded;
	scan_with(&options, &digested);
	scan_directory(2, &decoded);
	for (size_t i = 0; i < decoded.count; i++) {
		const struct sicht_print *a = &digested.prints[i], *b = &decoded.prints[i];
		cr_expect_eq(memcmp(&a->digests, &b->digests, sizeof a->digests), 0);
		cr_expect_eq(a->media, b->media);
		cr_expect_eq(a->window_count, 0);
		bool judged = b->outcome == SICHT_OUTCOME_TRUNCATED ||
			      b->outcome == SICHT_OUTCOME_CORRUPT;
		cr_expect_eq(a->outcome, judged ? SICHT_OUTCOME_DECODED : b->outcome);
	}
	cr_expect_str_eq(sicht_scanner_versions(digested.scanner), "");
	scanned_free(&digested);
	scanned_free(&decoded);
}

Test(scan, the_number_of_threads_changes_nothing)
{
	struct scanned one, many;
	scan_directory(1, &one);
	scan_directory(8, &many);
	cr_assert_eq(one.count, many.count);
	for (size_t i = 0; i < one.count; i++) {
		const struct sicht_print *a = &one.prints[i], *b = &many.prints[i];
		cr_expect_eq(a->outcome, b->outcome);
		cr_expect_eq(memcmp(&a->digests, &b->digests, sizeof a->digests), 0);
		cr_assert_eq(a->window_count, b->window_count);
		for (size_t j = 0; j < a->window_count; j++)
			cr_expect_eq(memcmp(&a->windows[j].form, &b->windows[j].form,
					     sizeof a->windows[j].form),
				0);
	}
	scanned_free(&one);
	scanned_free(&many);
}

Test(scan, a_hit_is_hashed_again_from_the_open_file)
{
	struct scanned scanned;
	struct sicht_window_print *windows[ITEMS_MAX] = {NULL};
	size_t counts[ITEMS_MAX] = {0};
	bool again[ITEMS_MAX] = {[0] = true, [2] = true};
	char path[128];
	struct sicht_hash_options hash = {
		.profiles = 1u << SICHT_PROFILE_REF512, .exact = true, .all_forms = true};
	scan_directory(2, &scanned);
	path_of("a-picture.bmp", path);
	cr_assert_eq(unlink(path), 0); /* its name is not needed any more */
	cr_assert_eq(sicht_scan_again(
			     scanned.scanner, scanned.count, again, false, &hash, windows, counts),
		SICHT_OK);
	cr_assert_eq(counts[0], 1);
	cr_expect_eq(windows[0][0].profile, SICHT_PROFILE_REF512);
	cr_expect_eq(
		sicht_pdq_distance(&windows[0][0].form[0], &scanned.prints[0].windows[0].form[0]),
		0, "up to 512 pixels the profiles agree");
	cr_expect_eq(counts[2], 0, "nothing can be hashed of an empty file");
	scanned_free(&scanned);
}

Test(scan, a_file_that_was_replaced_after_the_walk_is_changed)
{
	const char *const names[] = {directory};
	struct sicht_plan_options plan_options = {0};
	struct sicht_scan_options options = {
		.threads = 1,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES},
		.insecure_decoders = true,
	};
	struct scanned scanned = {0};
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &scanned.plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&options, &scanned.scanner), SICHT_OK);
	cr_assert_eq(sicht_plan_next(scanned.plan, &scanned.arena, scanned.items, ITEMS_MAX,
			     &scanned.count),
		SICHT_OK);
	write_file("d-text.txt", "now it says something else and is longer than before\n", 53);
	cr_assert_eq(sicht_scan(scanned.scanner, scanned.plan, scanned.items, scanned.count, NULL,
			     scanned.prints),
		SICHT_OK);
	cr_expect_eq(scanned.prints[3].outcome, SICHT_OUTCOME_CHANGED);
	cr_expect(scanned.prints[3].volatile_outcome);
	cr_expect_eq(scanned.prints[3].digests.have, 0, "digests of a moving target say nothing");
	scanned_free(&scanned);
}

Test(scan, a_run_that_is_stopped_says_so)
{
	const char *const names[] = {directory};
	volatile sig_atomic_t stop = 1;
	struct sicht_plan_options plan_options = {0};
	struct sicht_scan_options options = {
		.threads = 2,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES},
		.insecure_decoders = true,
		.stop = &stop,
	};
	struct scanned scanned = {0};
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &scanned.plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&options, &scanned.scanner), SICHT_OK);
	cr_assert_eq(sicht_plan_next(scanned.plan, &scanned.arena, scanned.items, ITEMS_MAX,
			     &scanned.count),
		SICHT_OK);
	cr_expect_eq(sicht_scan(scanned.scanner, scanned.plan, scanned.items, scanned.count, NULL,
			     scanned.prints),
		SICHT_ERROR_INTERRUPTED);
	scanned_free(&scanned);
}

/* Scan one file that holds `word` for the faulty decoder; its print, whose memory is `scanned`'s. */
static struct sicht_print scan_faulty(const char *word, struct scanned *scanned)
{
	char program[4096], path[128], content[64];
	ssize_t size = readlink("/proc/self/exe", program, sizeof program - 32);
	cr_assert_gt(size, 0);
	program[size] = '\0';
	strcpy(strrchr(program, '/') + 1, "faulty-decoder");
	int length = snprintf(content, sizeof content, "\xff\xd8\xff\xe0%s", word);
	write_file("i-faulty.jpg", content, (size_t)length);
	path_of("i-faulty.jpg", path);
	const char *const names[] = {path};
	struct sicht_plan_options plan_options = {0};
	struct sicht_scan_options options = {
		.decoder = program,
		.threads = 1,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES},
		.insecure_decoders = true,
		.job_seconds_max = 1,
	};
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &scanned->plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&options, &scanned->scanner), SICHT_OK);
	cr_assert_eq(sicht_plan_next(scanned->plan, &scanned->arena, scanned->items, ITEMS_MAX,
			     &scanned->count),
		SICHT_OK);
	cr_assert_eq(sicht_scan(scanned->scanner, scanned->plan, scanned->items, scanned->count,
			     NULL, scanned->prints),
		SICHT_OK);
	unlink(path);
	return scanned->prints[0];
}

/* The first file of a run is decoded twice. Who kills a decoder costs it neither hash nor word. */
Test(scan, a_decoder_that_dies_in_the_comparison_is_given_another_try)
{
	struct scanned scanned = {0};
	struct sicht_print print = scan_faulty("second", &scanned);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED, "%s", print.detail);
	cr_expect_eq(print.window_count, 1);
	cr_expect_not(print.volatile_outcome);
	scanned_free(&scanned);
}

/* Nor does a machine on which the comparison ends for want of time: it says nothing of the file. */
Test(scan, a_comparison_that_times_out_is_no_crash)
{
	struct scanned scanned = {0};
	struct sicht_print print = scan_faulty("loop-second", &scanned);
	cr_expect_eq(print.outcome, SICHT_OUTCOME_DECODED, "%s", print.detail);
	cr_expect_eq(print.window_count, 1);
	scanned_free(&scanned);
}
