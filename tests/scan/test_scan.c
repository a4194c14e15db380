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
#include <sys/vfs.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "sicht/limits.h"
#include "sicht/scan.h"
#include "sicht/source.h"

#define ITEMS_MAX 16

/* What happens once, just after the next read of a file. */
static void (*meanwhile)(void);

ssize_t __real_pread(int fd, void *data, size_t size, off_t offset);
ssize_t __wrap_pread(int fd, void *data, size_t size, off_t offset);
ssize_t __wrap_pread(int fd, void *data, size_t size, off_t offset)
{
	void (*run)(void) = meanwhile;
	ssize_t count = __real_pread(fd, data, size, offset);
	meanwhile = NULL;
	if (run != NULL)
		run();
	return count;
}

/* As on FUSE: a file system of no known type, which counts no blocks. */
static bool counts_no_blocks;

int __real_fstat(int fd, struct stat *status);
int __wrap_fstat(int fd, struct stat *status);
int __wrap_fstat(int fd, struct stat *status)
{
	int result = __real_fstat(fd, status);
	if (counts_no_blocks)
		status->st_blocks = 0;
	return result;
}

int __real_fstatfs(int fd, struct statfs *filesystem);
int __wrap_fstatfs(int fd, struct statfs *filesystem);
int __wrap_fstatfs(int fd, struct statfs *filesystem)
{
	int result = __real_fstatfs(fd, filesystem);
	if (counts_no_blocks)
		filesystem->f_type = 0x65735546;
	return result;
}

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
	cr_expect_str_eq(scanned.prints[3].detail, "changed since it was listed");
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

static void change_size(void)
{
	char path[128];
	path_of("a-picture.bmp", path);
	cr_assert_eq(truncate(path, BMP_BYTES + 1), 0);
}

/* As `touch -d` does. */
static void change_time(void)
{
	char path[128];
	const struct timespec times[] = {{1, 0}, {1, 0}};
	path_of("a-picture.bmp", path);
	cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

Test(scan, a_file_that_changes_while_it_is_read_is_changed)
{
	static void (*const changes[])(void) = {change_size, change_time};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct scanned scanned;
		meanwhile = changes[i];
		scan_directory(1, &scanned);
		const struct sicht_print *print = &scanned.prints[0];
		cr_expect_null(meanwhile);
		cr_expect_eq(print->outcome, SICHT_OUTCOME_CHANGED, "change %zu", i);
		cr_expect_str_eq(print->detail, "changed while it was read");
		cr_expect(print->volatile_outcome);
		cr_expect_eq(print->digests.have, 0);
		cr_expect_eq(print->window_count, 0);
		cr_expect_eq(scanned.prints[7].outcome, SICHT_OUTCOME_DECODED);
		scanned_free(&scanned);
	}
}

static void make_file(const char *name, size_t size, size_t at, const char *text)
{
	char path[128];
	write_file(name, "", 0);
	path_of(name, path);
	int fd = open(path, O_WRONLY);
	cr_assert_eq(ftruncate(fd, (off_t)size), 0);
	cr_assert_eq(pwrite(fd, text, strlen(text), (off_t)at), (ssize_t)strlen(text));
	close(fd);
}

/* It is read in several pieces: the digests are those of all of them, each once. */
Test(scan, a_large_file_has_the_digests_of_all_its_bytes)
{
	const size_t size = 3 * SICHT_READ_BYTES + 17;
	struct scanned scanned;
	uint8_t *bytes = malloc(size);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(i * 2654435761u >> 13);
	write_file("d-text.txt", bytes, size);
	scan_directory(2, &scanned);
	struct sicht_digester *digester;
	struct sicht_digests digests = {0};
	cr_assert_eq(sicht_digester_new(7, &digester), SICHT_OK);
	sicht_digester_begin(digester);
	sicht_digester_update(digester, bytes, size);
	sicht_digester_finish(digester, &digests);
	cr_expect_eq(memcmp(&digests, &scanned.prints[3].digests, sizeof digests), 0);
	sicht_digester_free(digester);
	scanned_free(&scanned);
	free(bytes);
}

/* Where blocks are not counted, what reads as zeros is not here, and what does not is. */
Test(scan, without_blocks_a_single_byte_tells_a_file_from_a_placeholder)
{
	const size_t size = 2 * SICHT_PLACEHOLDER_BYTES_MIN;
	struct scanned scanned;
	make_file("c-empty.jpg", size, 0, "");
	make_file("d-text.txt", size, size - 1, "x");
	counts_no_blocks = true;
	scan_directory(1, &scanned);
	counts_no_blocks = false;
	cr_expect_eq(scanned.prints[2].outcome, SICHT_OUTCOME_NOT_HERE);
	cr_expect_eq(scanned.prints[3].outcome, SICHT_OUTCOME_NOT_MEDIA);
	cr_expect_eq(scanned.prints[3].digests.have, 7);
	scanned_free(&scanned);
}

static volatile sig_atomic_t stopped;

static void stop(void)
{
	stopped = 1;
}

/* No decoder is asked: a job of that size would be a bug, which aborts. */
Test(scan, a_picture_that_is_too_large_is_left_to_no_decoder)
{
	char path[128];
	make_file("i-large.jpg", SICHT_PICTURE_BYTES_MAX + 1, 0, "\xff\xd8\xff\xe0");
	path_of("i-large.jpg", path);
	const char *const names[] = {path};
	struct sicht_plan_options plan_options = {0};
	struct sicht_scan_options options = {
		.threads = 1,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES},
		.insecure_decoders = true,
		.stop = &stopped, /* after the first bytes: who would read four gigabytes? */
	};
	struct scanned scanned = {0};
	cr_assert_eq(sicht_plan_open(names, 1, &plan_options, &scanned.plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&options, &scanned.scanner), SICHT_OK);
	cr_assert_eq(sicht_plan_next(scanned.plan, &scanned.arena, scanned.items, ITEMS_MAX,
			     &scanned.count),
		SICHT_OK);
	meanwhile = stop;
	cr_expect_eq(sicht_scan(scanned.scanner, scanned.plan, scanned.items, scanned.count, NULL,
			     scanned.prints),
		SICHT_ERROR_INTERRUPTED);
	unlink(path);
	scanned_free(&scanned);
}

/* Descriptors from 0 on that are open. */
static unsigned count_open(void)
{
	unsigned count = 0;
	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

Test(scan, the_next_batch_closes_the_files_of_this_and_keeps_what_is_skipped)
{
	struct scanned scanned;
	bool skip[ITEMS_MAX] = {[3] = true};
	scan_directory(1, &scanned);
	unsigned open = count_open();
	cr_assert_eq(sicht_scan(scanned.scanner, scanned.plan, scanned.items, scanned.count, skip,
			     scanned.prints),
		SICHT_OK);
	cr_expect_leq(count_open(), open);
	cr_expect_eq(scanned.prints[3].outcome, SICHT_OUTCOME_NOT_MEDIA);
	cr_expect_eq(scanned.prints[3].digests.have, 7, "known from before, and kept");
	scanned_free(&scanned);
}

/*
 * Scan files that hold these words for the faulty decoder, by one thread; the print of the first,
 * whose memory is `scanned`'s. Eight forms of each hash.
 */
static struct sicht_print scan_words(
	const char *const *words, size_t count, struct scanned *scanned)
{
	char program[4096], paths[4][128], content[64];
	const char *names[4];
	ssize_t size = readlink("/proc/self/exe", program, sizeof program - 32);
	cr_assert_gt(size, 0);
	program[size] = '\0';
	strcpy(strrchr(program, '/') + 1, "faulty-decoder");
	for (size_t i = 0; i < count; i++) {
		char name[16];
		snprintf(name, sizeof name, "i-faulty.%zu", i);
		int length = snprintf(content, sizeof content, "\xff\xd8\xff\xe0%s", words[i]);
		write_file(name, content, (size_t)length);
		path_of(name, paths[i]);
		names[i] = paths[i];
	}
	struct sicht_plan_options plan_options = {0};
	struct sicht_scan_options options = {
		.decoder = program,
		.threads = 1,
		.hash = {.profiles = 1u << SICHT_PROFILE_FULLRES, .all_forms = true},
		.insecure_decoders = true,
		.job_seconds_max = 1,
	};
	cr_assert_eq(sicht_plan_open(names, count, &plan_options, &scanned->plan), SICHT_OK);
	cr_assert_eq(sicht_scanner_open(&options, &scanned->scanner), SICHT_OK);
	cr_assert_eq(sicht_plan_next(scanned->plan, &scanned->arena, scanned->items, ITEMS_MAX,
			     &scanned->count),
		SICHT_OK);
	cr_assert_eq(sicht_scan(scanned->scanner, scanned->plan, scanned->items, scanned->count,
			     NULL, scanned->prints),
		SICHT_OK);
	for (size_t i = 0; i < count; i++)
		unlink(paths[i]);
	return scanned->prints[0];
}

static struct sicht_print scan_faulty(const char *word, struct scanned *scanned)
{
	return scan_words(&word, 1, scanned);
}

/* All that a decoder says of a picture is compared, to the last bit. */
Test(scan, answers_that_differ_in_anything_are_not_believed)
{
	static const char *const words[] = {
		"other-form", "other-quality", "other-outcome", "compared"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct scanned scanned = {0};
		struct sicht_print print = scan_faulty(words[i], &scanned);
		cr_expect_eq(print.outcome, SICHT_OUTCOME_CRASHED, "%s", words[i]);
		cr_expect_str_eq(print.detail, "two decoders gave different answers");
		cr_expect_eq(print.window_count, 0);
		cr_expect_eq(print.digests.have, 7, "its bytes are what they are");
		cr_expect_eq(print.media, SICHT_MEDIA_JPEG);
		scanned_free(&scanned);
	}
}

/* What failed once is tried once more, and by a decoder that nothing was handed to before. */
Test(scan, a_second_try_is_in_a_fresh_decoder)
{
	static const char *const words[] = {"fresh", "fresh", "fresh"};
	struct scanned scanned = {0};
	scan_words(words, 3, &scanned);
	for (size_t i = 0; i < 3; i++)
		cr_expect_eq(scanned.prints[i].outcome, SICHT_OUTCOME_DECODED, "file %zu: %s", i,
			scanned.prints[i].detail);
	scanned_free(&scanned);
}

Test(scan, a_hit_whose_decoder_dies_is_hashed_once_more)
{
	const struct sicht_hash_options hash = {
		.profiles = 1u << SICHT_PROFILE_FULLRES, .exact = true};
	struct sicht_window_print *windows[1] = {NULL};
	size_t counts[1] = {0};
	const bool again[1] = {true};
	struct scanned scanned = {0};
	struct sicht_print print = scan_faulty("once-again", &scanned);
	cr_assert_eq(print.outcome, SICHT_OUTCOME_DECODED, "%s", print.detail);
	cr_assert_eq(sicht_scan_again(scanned.scanner, 1, again, false, &hash, windows, counts),
		SICHT_OK);
	cr_expect_eq(counts[0], 1);
	scanned_free(&scanned);
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
