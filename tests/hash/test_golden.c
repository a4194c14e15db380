/* SPDX-License-Identifier: MIT */
/*
 * Hashes as they were recorded: every window, both profiles, both paths, all eight forms, of
 * pictures made by integer formula. Stores hold such hashes for years, so nothing may drift: not
 * from one version to the next, nor between processors.
 *
 * A golden text is a list of lines. A line that begins with "-" names what is hashed and how. Each
 * line below is a window: its name, its quality, the hash of the form `original`, and the end of a
 * checksum of the seven other forms. In profile ref512 only what differs from fullres is listed.
 *
 * To print them anew, for each NAME in golden/:
 *
 *     SICHT_PRINT_GOLDEN=1 test-hash --filter golden/NAME 2>/dev/null >tests/hash/golden/NAME.inc
 *
 * That is right in one case: hashes were changed on purpose. Then HASH_GENERATION in
 * engine/intake/intake.c must be raised in the same commit, so that pictures are hashed anew. Lines
 * that a new picture adds need neither.
 */
#include "engine/hash/hasher.h"
#include "sicht/limits.h"
#include "tests/hash/paint.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ------------------------------------------------------------------------------- the pictures */

typedef struct sicht_picture make(uint32_t a, uint32_t b);

static struct sicht_picture grey(uint32_t width, uint32_t height)
{
	return paint(width, height, 1, width + height);
}

static struct sicht_picture colour(uint32_t width, uint32_t height)
{
	return paint(width, height, 3, width * 3 + height);
}

/* Smaller by `scale`, as a decoder gives it. */
static struct sicht_picture reduced(uint32_t width, uint32_t scale)
{
	struct sicht_picture full = grey(width, width * 3 / 4 + 1);
	struct sicht_picture picture = paint_reduced(&full, scale);
	paint_free(&full);
	return picture;
}

static struct sicht_picture flat(uint32_t width, uint32_t height)
{
	return paint_flat(width, height, 1, 119);
}

static void put(struct sicht_picture photo, uint32_t left, uint32_t top, struct sicht_picture *page)
{
	paint_over(&photo, left, top, page);
	paint_free(&photo);
}

/* A photograph in a frame that is `left` wide at the left and `top` high at the top. */
static struct sicht_picture framed(uint32_t left, uint32_t top)
{
	struct sicht_picture page = paint_flat(2 * left + 201, 2 * top + 151, 1, 16);
	put(paint(201, 151, 1, 5), left, top, &page);
	return page;
}

/* The same at the limit of one pixel a cell: `width` is 512, or one more. */
static struct sicht_picture framed_wide(uint32_t width, uint32_t left)
{
	struct sicht_picture page = paint_flat(width, 120, 1, 240);
	put(paint(width - 2 * left, 87, 1, 6), left, 15, &page);
	return page;
}

/* Cell `i` of a line around grey 100: most are 100, some as far off as a uniform line allows. */
static uint8_t nearly_uniform(uint32_t i)
{
	return i % 8 == 0 ? 112 : i % 8 == 1 ? 88 : 100;
}

/*
 * 40 rows above and 30 columns to the left in which so many cells of 300, or of 200, are one level
 * too far off: 9 of 300 and 6 of 200 are 3 %.
 */
static struct sicht_picture bordered(uint32_t off_row, uint32_t off_column)
{
	struct sicht_picture page = paint_flat(300, 240, 1, 0);
	put(paint(270, 200, 1, 7), 30, 40, &page);
	for (uint32_t y = 0; y < 40; y++) {
		for (uint32_t x = 0; x < 300; x++)
			*paint_at(&page, x, y) = x % 30 == 29 && x / 30 < off_row
							 ? (uint8_t)(x % 60 < 30 ? 113 : 87)
							 : nearly_uniform(x);
	}
	for (uint32_t y = 40; y < 240; y++) {
		for (uint32_t x = 0; x < 30; x++)
			*paint_at(&page, x, y) = y % 20 == 19 && (y - 40) / 20 < off_column
							 ? (uint8_t)(y % 40 < 20 ? 113 : 87)
							 : nearly_uniform(y);
	}
	return page;
}

/*
 * A bar, uniform only around the upper of its two middle greys: half is 100, `off` cells are 124.
 */
static struct sicht_picture halves(uint32_t width, uint32_t off)
{
	struct sicht_picture page = paint_flat(width, 240, 1, 0);
	put(paint(width, 200, 1, 8), 0, 40, &page);
	for (uint32_t y = 0; y < 40; y++) {
		for (uint32_t x = 0; x < width; x++)
			*paint_at(&page, x, y) = x % 2 ? 100 : x / 2 < off ? 124 : 112;
	}
	return page;
}

/*
 * Two pixels a cell, of which every tenth has the mean 112.5: 13 levels from the others if rounded.
 */
static struct sicht_picture rounded(uint32_t width, uint32_t height)
{
	struct sicht_picture page = paint_flat(width, height, 1, 100);
	put(paint(width, height - 60, 1, 9), 0, 60, &page);
	for (uint32_t y = 0; y < 60; y++) {
		for (uint32_t x = 0; x + 1 < width; x += 20) {
			*paint_at(&page, x, y) = 112;
			*paint_at(&page, x + 1, y) = 113;
		}
	}
	return page;
}

/* A bar to the left of a bar above a bar to the left ...: a round peels one pair of them. */
static struct sicht_picture nested(uint32_t pairs, uint32_t seed)
{
	struct sicht_picture page = paint(200, 150, 1, seed);
	for (uint32_t i = 0; i < 2 * pairs - 1; i++) {
		bool beside = i % 2 == 0;
		struct sicht_picture larger = paint_flat(page.width + (beside ? 20 : 0),
			page.height + (beside ? 0 : 16), 1, (uint8_t)(30 + 25 * i));
		put(page, beside ? 20 : 0, beside ? 0 : 16, &larger);
		page = larger;
	}
	return page;
}

/* Two equal photographs with a page between them. */
static struct sicht_picture stacked(uint32_t height, uint32_t gap)
{
	struct sicht_picture page = paint_flat(260, 2 * height + gap, 1, 250);
	put(paint(260, height, 1, 10), 0, 0, &page);
	put(paint(260, height, 1, 11), 0, height + gap, &page);
	for (uint32_t y = height; y < height + gap; y++) {
		for (uint32_t x = 0; x < 260; x += 7)
			*paint_at(&page, x, y) = 20;
	}
	return page;
}

/* A photograph and its mirror image: as much detail here as there, if `width` is 4n + 1. */
static struct sicht_picture mirrored(uint32_t width, uint32_t height)
{
	struct sicht_picture page = paint_flat(2 * width, height, 1, 0);
	put(paint(width, height, 1, 12), 0, 0, &page);
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			*paint_at(&page, x, y) /= 2;
			*paint_at(&page, 2 * width - 1 - x, y) =
				(uint8_t)(128 + *paint_at(&page, x, y));
		}
	}
	return page;
}

/* Beside one photograph another with a horizon, which is a seam as well. */
static struct sicht_picture collage(uint32_t width, uint32_t seed)
{
	struct sicht_picture page = paint_flat(2 * width, 300, 1, 0);
	put(paint(width, 300, 1, seed), 0, 0, &page);
	put(paint(width, 140, 1, seed + 1), width, 0, &page);
	put(paint(width, 160, 1, seed + 2), width, 140, &page);
	return page;
}

/*
 * Columns that differ by 8 levels from the next, by 20 in the middle, and by `fifth` five columns
 * away from there: a seam, if the columns around it differ less than it by enough.
 */
static struct sicht_picture ramp(uint32_t width, uint32_t fifth)
{
	struct sicht_picture page = paint_flat(width, 200, 1, 0);
	uint32_t level = 60;
	for (uint32_t x = 0; x < width; x++) {
		uint32_t step = x == width / 2                             ? 20
				: x == width / 2 - 5 || x == width / 2 + 5 ? fifth
									   : 8;
		level = level + step < 120 && (level < step || x % 3) ? level + step : level - step;
		for (uint32_t y = 0; y < 200; y++)
			*paint_at(&page, x, y) = (uint8_t)(level + y * 53 % 97);
	}
	return page;
}

/* A photograph in fog: `parts` of 64 of its contrast are left. */
static struct sicht_picture faint(uint32_t width, uint32_t parts)
{
	struct sicht_picture page = paint(width, 200, 1, width);
	for (uint32_t y = 0; y < 200; y++) {
		for (uint32_t x = 0; x < width; x++)
			*paint_at(&page, x, y) =
				(uint8_t)(100 + *paint_at(&page, x, y) * parts / 64);
	}
	return page;
}

struct subject {
	const char *name;
	make *make;
	uint32_t a, b;
};

static const struct subject subjects[] = {
	{"grey 400x301", grey, 400, 301},
	{"colour 301x400", colour, 301, 400},
	/* the least side that is hashed, for the whole and for a quarter */
	{"grey 4x40", grey, 4, 40},
	{"grey 40x4", grey, 40, 4},
	{"grey 5x40", grey, 5, 40},
	{"grey 40x5", grey, 40, 5},
	{"grey 9x10", grey, 9, 10},
	{"grey 10x10", grey, 10, 10},
	{"colour 11x12", colour, 11, 12},
	/* one sample a block, and around it */
	{"grey 63x65", grey, 63, 65},
	{"grey 64x64", grey, 64, 64},
	{"colour 64x64", colour, 64, 64},
	{"colour 128x129", colour, 128, 129},
	/* small pictures are enlarged */
	{"grey 383x384", grey, 383, 384},
	{"grey 384x383", grey, 384, 383},
	{"grey 384x384", grey, 384, 384},
	{"colour 255x600", colour, 255, 600},
	/* where the profiles part, and where a cell is more than a pixel */
	{"grey 512x512", grey, 512, 512},
	{"grey 513x200", grey, 513, 200},
	{"colour 200x513", colour, 200, 513},
	{"grey 1025x641", grey, 1025, 641},
	/* margins */
	{"framed by 60 and 0", framed, 60, 0},
	{"framed by 0 and 41", framed, 0, 41},
	{"framed by 31 and 17", framed, 31, 17},
	{"framed, an eighth is left", framed, 703, 0},
	{"framed, less is left", framed, 730, 0},
	{"framed, 512 wide", framed_wide, 512, 13},
	{"framed, 513 wide", framed_wide, 513, 13},
	{"bordered, 98 %", bordered, 6, 4},
	{"bordered, 97 %", bordered, 9, 6},
	{"bordered, less than 97 % of a row", bordered, 10, 6},
	{"bordered, less than 97 % of a column", bordered, 9, 7},
	{"bordered, 96 %", bordered, 12, 8},
	{"halves, 4 % off", halves, 300, 12},
	{"rounded", rounded, 600, 200},
	{"nested, 3 pairs", nested, 3, 1},
	{"nested, 4 pairs", nested, 4, 1},
	{"nested, 5 pairs", nested, 5, 1},
	{"flat", flat, 100, 100},
	{"faint, quality 46", faint, 400, 7},
	{"faint, quality 94", faint, 400, 11},
	{"faint, a quarter of quality 50", faint, 399, 12},
	{"faint, quarters of quality 65 to 71", faint, 400, 16},
	/* pictures of pictures */
	{"stacked", stacked, 140, 60},
	{"mirrored", mirrored, 153, 180},
	{"collage 4", collage, 210, 4},
	{"collage 15", collage, 210, 15},
	{"ramp, 14 at the fifth", ramp, 300, 14},
	{"ramp, 8 at the fifth", ramp, 300, 8},
	/* as a decoder reduces: the fast path alone */
	{"reduced by 2", reduced, 801, 2},
	{"reduced by 4", reduced, 1203, 4},
	{"reduced by 8", reduced, 1602, 8},
};

/* The same pixels in front of a page that cannot be read: nobody may look behind the last one. */
static struct sicht_picture guarded(const struct sicht_picture *picture)
{
	struct sicht_picture copy = *picture;
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = copy.stride_bytes * copy.height;
	size_t whole = (size + page - 1) / page * page;
	uint8_t *room = mmap(
		NULL, whole + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert(room != MAP_FAILED);
	cr_assert(mprotect(room + whole, page, PROT_NONE) == 0);
	copy.data = memcpy(room + whole - size, picture->data, size);
	return copy;
}

static void guarded_free(const struct sicht_picture *copy)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), size = copy->stride_bytes * copy->height;
	size_t whole = (size + page - 1) / page * page;
	munmap((uint8_t *)copy->data - (whole - size), whole + page);
}

/* ------------------------------------------------------------------------------------ the text */

#define LINE_SIZE 128

struct text {
	size_t count, capacity;
	char (*line)[LINE_SIZE];
};

static void say(struct text *text, const char *format, ...)
{
	if (text->count == text->capacity) {
		text->capacity = 2 * text->capacity + 64;
		text->line = realloc(text->line, text->capacity * sizeof *text->line);
		cr_assert_not_null(text->line);
	}
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(text->line[text->count++], LINE_SIZE, format, arguments);
	va_end(arguments);
	cr_assert(size < LINE_SIZE);
}

/* FNV-1a. */
static uint64_t mix(uint64_t sum, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

#define MIX_BEGIN UINT64_C(0xcbf29ce484222325)

static void say_window(struct text *text, const struct sicht_window_print *print)
{
	char name[SICHT_WINDOW_NAME_SIZE], hex[SICHT_PDQ_HEX_DIGITS];
	sicht_pdq_to_hex(&print->form[0], hex);
	cr_assert(print->form_count == SICHT_DIHEDRAL_COUNT);
	uint64_t others =
		mix(MIX_BEGIN, &print->form[1], (SICHT_DIHEDRAL_COUNT - 1) * sizeof *print->form);
	say(text, "%s %u %.*s %06x", sicht_window_name(print->window, name), print->quality,
		SICHT_PDQ_HEX_DIGITS, hex, (unsigned)(others & 0xFFFFFF));
}

static bool is_same(const struct sicht_window_print *one, const struct sicht_window_print *other)
{
	return one->window == other->window && one->quality == other->quality &&
	       memcmp(one->form, other->form, sizeof one->form) == 0;
}

/* All windows of fullres, then those of ref512 that differ. */
static void say_windows(
	struct text *text, const struct sicht_window_print *prints, size_t count, const char *name)
{
	size_t fullres = 0;
	while (fullres < count && prints[fullres].profile == SICHT_PROFILE_FULLRES)
		fullres++;
	say(text, "- %s", name);
	for (size_t i = 0; i < fullres; i++)
		say_window(text, &prints[i]);
	say(text, "- ref512, %zu of %zu", count - fullres, fullres);
	for (size_t i = fullres; i < count; i++) {
		bool known = false;
		for (size_t k = 0; k < fullres; k++)
			known = known || is_same(&prints[k], &prints[i]);
		if (!known)
			say_window(text, &prints[i]);
	}
}

/* The same by each kernel that this processor runs. */
struct way {
	const struct sicht_kernels *kernels;
	struct sicht_hasher *hasher;
	struct text text;
};

struct ways {
	size_t count;
	struct way way[8];
};

static struct ways open_ways(void)
{
	struct ways ways = {0};
	for (const struct sicht_kernels *const *table = sicht_kernels_all(); *table; table++) {
		struct way *way = &ways.way[ways.count];
		if (!(*table)->supported())
			continue;
		way->kernels = *table;
		cr_assert(sicht_hasher_new_with(*table, &way->hasher) == SICHT_OK);
		ways.count++;
	}
	return ways;
}

static void close_ways(struct ways *ways)
{
	for (size_t i = 0; i < ways->count; i++) {
		sicht_hasher_free(ways->way[i].hasher);
		free(ways->way[i].text.line);
	}
}

#define BOTH ((1u << SICHT_PROFILE_FULLRES) | (1u << SICHT_PROFILE_REF512))

static struct sicht_window_print prints[SICHT_WINDOW_PRINTS_MAX];

static void say_picture(const struct sicht_picture *picture,
	const struct sicht_hash_options *options, const char *name, struct way *way)
{
	size_t count = 0;
	enum sicht_status status =
		options->thumbnail
			? sicht_hash_thumbnail(way->hasher, picture, options, prints, &count)
			: sicht_hash_picture(way->hasher, picture, options, prints, &count);
	cr_assert(status == SICHT_OK);
	say_windows(&way->text, prints, count, name);
}

static void say_pictures(const struct sicht_hash_options *options, struct ways *ways)
{
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
		const struct subject *subject = &subjects[i];
		struct sicht_picture made = subject->make(subject->a, subject->b);
		struct sicht_picture picture = guarded(&made);
		if (!options->exact || !sicht_picture_is_reduced(&picture)) {
			for (size_t k = 0; k < ways->count; k++)
				say_picture(&picture, options, subject->name, &ways->way[k]);
		}
		guarded_free(&picture);
		paint_free(&made);
	}
}

/* The eight forms one by one. */
static void say_forms(bool exact, struct ways *ways)
{
	struct sicht_picture picture = colour(301, 400);
	for (size_t k = 0; k < ways->count; k++) {
		struct way *way = &ways->way[k];
		struct sicht_pdq_result result;
		enum sicht_status status = exact ? sicht_pdq_exact(way->hasher, &picture, NULL,
							   SICHT_PROFILE_FULLRES, &result)
						 : sicht_pdq_fast(way->hasher, &picture, NULL,
							   SICHT_PROFILE_FULLRES, &result);
		cr_assert(status == SICHT_OK);
		say(&way->text, "- forms");
		for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++) {
			char hex[SICHT_PDQ_HEX_DIGITS];
			sicht_pdq_to_hex(&result.form[form], hex);
			say(&way->text, "%s %.*s", sicht_transform_name(form), SICHT_PDQ_HEX_DIGITS,
				hex);
		}
	}
	paint_free(&picture);
}

/* The 255 crops of each profile by one checksum. */
static void say_crops(bool exact, struct ways *ways)
{
	const struct sicht_hash_options options = {.profiles = BOTH,
		.windows = SICHT_WINDOWS_CROPS,
		.exact = exact,
		.all_forms = true};
	struct sicht_picture picture = grey(540, 120);
	for (size_t k = 0; k < ways->count; k++) {
		struct way *way = &ways->way[k];
		size_t count, crops = 0;
		uint64_t sum = MIX_BEGIN;
		cr_assert(sicht_hash_picture(way->hasher, &picture, &options, prints, &count) ==
			  SICHT_OK);
		for (size_t i = 0; i < count; i++) {
			const struct sicht_window_print *print = &prints[i];
			const uint16_t head[] = {print->window, print->profile, print->quality};
			if (print->window < SICHT_WINDOW_CROP_FIRST)
				continue;
			sum = mix(mix(sum, head, sizeof head), print->form, sizeof print->form);
			crops++;
		}
		say(&way->text, "- %zu crops %016llx", crops, (unsigned long long)sum);
	}
	paint_free(&picture);
}

/* ------------------------------------------------------------------------------- the comparison */

static void compare(const struct way *way, const char *const *golden, size_t count)
{
	const struct text *text = &way->text;
	const char *kernel = way->kernels->name, *subject = "";
	cr_expect_eq(
		text->count, count, "%s: %zu lines instead of %zu", kernel, text->count, count);
	for (size_t i = 0; i < text->count && i < count; i++) {
		if (*text->line[i] == '-')
			subject = text->line[i];
		cr_expect_str_eq(text->line[i], golden[i], "%s, %s:\n%s\nrecorded:\n%s", kernel,
			subject, text->line[i], golden[i]);
		if ((*text->line[i] == '-') != (*golden[i] == '-'))
			break; /* there is a window more or less: nothing below is the same */
	}
}

/* As it stands in golden/. */
static void print_golden(const struct text *text)
{
	for (size_t i = 0; i < text->count; i++)
		printf("\"%s\",\n", text->line[i]);
	fflush(stdout);
}

/* Does every kernel give what was recorded? */
static void expect_golden(
	struct sicht_hash_options options, const char *const *golden, size_t count)
{
	struct ways ways = open_ways();
	options.profiles = BOTH;
	options.all_forms = true;
	say_pictures(&options, &ways);
	if (!options.thumbnail) {
		say_forms(options.exact, &ways);
		say_crops(options.exact, &ways);
	}
	if (getenv("SICHT_PRINT_GOLDEN") != NULL) {
		print_golden(&ways.way[0].text);
		cr_skip("the lines were printed, not compared");
	}
	for (size_t k = 0; k < ways.count; k++)
		compare(&ways.way[k], golden, count);
	close_ways(&ways);
}

/* ---------------------------------------------------------------------------------- the goldens */

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const exact_golden[] = {
#include "tests/hash/golden/exact.inc"
};

Test(golden, exact)
{
	expect_golden((struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT, .exact = true},
		exact_golden, LENGTH(exact_golden));
}

static const char *const fast_golden[] = {
#include "tests/hash/golden/fast.inc"
};

Test(golden, fast)
{
	expect_golden((struct sicht_hash_options){.windows = SICHT_WINDOWS_DEFAULT}, fast_golden,
		LENGTH(fast_golden));
}

static const char *const thumbnail_exact_golden[] = {
#include "tests/hash/golden/thumbnail_exact.inc"
};

Test(golden, thumbnail_exact)
{
	expect_golden((struct sicht_hash_options){.thumbnail = true, .exact = true},
		thumbnail_exact_golden, LENGTH(thumbnail_exact_golden));
}

static const char *const thumbnail_fast_golden[] = {
#include "tests/hash/golden/thumbnail_fast.inc"
};

Test(golden, thumbnail_fast)
{
	expect_golden((struct sicht_hash_options){.thumbnail = true}, thumbnail_fast_golden,
		LENGTH(thumbnail_fast_golden));
}
