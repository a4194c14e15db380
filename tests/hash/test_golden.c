/* SPDX-License-Identifier: MIT */
/*
 * Hashes as they were recorded: every window, both profiles, both paths, all eight forms, of pictures
 * made by integer formula. Stores hold such hashes for years, so nothing may drift: not from one
 * version to the next, nor between processors.
 *
 * A golden text is a list of lines. A line that begins with "-" names what is hashed and how. Each
 * line below is a window: its name, its quality, the hash of the form `original`, and the end of a
 * checksum of the seven other forms. In profile ref512 only what differs from fullres is listed.
 *
 * To print the lines anew: SICHT_PRINT_GOLDEN=1 test-hash --filter 'golden/NAME' 2>/dev/null, for
 * each test below. That is right in one case: hashes were changed on purpose. Then HASH_GENERATION in
 * engine/intake/intake.c must be raised in the same commit, so that pictures are hashed anew. A line
 * that was added by a new picture needs neither.
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
 * 40 rows above and 30 columns to the left in which so many cells of 300, or of 200, are one level too
 * far off: 9 of 300 and 6 of 200 are 3 %.
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

/* A bar, uniform only around the upper of its two middle greys: half is 100, `off` cells are 124. */
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

/* Two pixels a cell, of which every tenth has the mean 112.5: 13 levels from the others if rounded. */
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

/* For people: as C, to be put in the place of what stands below. */
static void print_golden(const struct text *text)
{
	for (size_t i = 0; i < text->count; i++)
		printf("\t\"%s\",\n", text->line[i]);
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

/* ----------------------------------------------------------------------------------- the goldens */

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const exact_golden[] = {
	"- grey 400x301",
	"full 100 e8f45aeb8f37d2c27b084b325ada188d8729d2875a672b92c5e307fde5046326 114d88",
	"top-left 100 ba3e90b8c13e418a47e139952022bcfaceec10bd8f52fb2a8db11a95ee1caadb c007fb",
	"top-right 100 e90904a2b1827ca609cfdc826fc209fdec395f4bcf645766cacb76e10abe3053 092707",
	"bottom-left 100 62c32849be4b11b49b5b7925ac998ae95cee1668c770e720c2b4e7da86ed831f ee5b5f",
	"bottom-right 100 5a422499be3606e4612632dab0b1965cd6a5df4fd2338ae1cc93e9fc29da2b4b 28e6a6",
	"enlarged 100 faf45eeb8f36d2c27b080b125ade188d8729d2875a670b92c5e307fde5046326 3a8c15",
	"- ref512, 6 of 6",
	"- colour 301x400",
	"full 100 864e2eb879a68489a11deec4bcb6dac7a8c17c331249484f541ec4f9ea1eeaf3 d740b2",
	"top-left 100 daf02ef20cb329075393939c84b44c2f79a7d348df808cebf8ed80638a0fe8d7 4db4c2",
	"top-right 100 18be63ea46d8a7e292980cd07f0072d8e716f418f49b90edabed45a692de4aae 3f99cf",
	"bottom-left 100 66d4ce6877891c8488cd02dbd9fa6349bf81a712ce57aa91ac983de5797301ec 395440",
	"bottom-right 100 da4383d45ba1784b58c68de6217bfa90a305e78fe9f4e067f4b769181a58121f 9ed452",
	"enlarged 100 864e3eb879a68489a11dec84bcb6dac7a8c17c33124b484f541ec4f9ea1eeaf3 8950f3",
	"- ref512, 6 of 6",
	"- grey 4x40",
	"full 0 0000000000000000000000000000000000000000000000000000000000000000 a224a5",
	"- ref512, 1 of 1",
	"- grey 40x4",
	"full 0 0000000000000000000000000000000000000000000000000000000000000000 a224a5",
	"- ref512, 1 of 1",
	"- grey 5x40",
	"full 100 398cc6f1cf73c1f0348d358d91a43b0ecb726c5b91a49b26e4b961d83b0e6cd9 68bbac",
	"enlarged 100 8d9c78e176637be1889dc98d6fa4851e7562905b6da465265aa19dd8851e9ad9 88dff7",
	"- ref512, 2 of 2",
	"- grey 40x5",
	"full 100 d312ac762ced53096e4e8c1b535a53e49da5acf6d312ac762ced53096a4aac1b 995a97",
	"enlarged 100 2cedd312d312ace691b553e42824d3f4b9b5ecf6d3122ced2ced5309464aac1b 512378",
	"- ref512, 2 of 2",
	"- grey 9x10",
	"full 100 a4b5a4b4c630fd80336696353c8769cacc99037f39cf1b4f59cac0f86633f621 2ddc0d",
	"top-right 100 c1f0390e3e0fc4f19b2661d8cb729e2764d93f0fc1f0390e3e0fc4f19b2661d8 34bc71",
	"bottom-right 100 93243c0f6cdbc3f0cb626c5b9b2691a464d93c0f93243c0f6cdbc3f09b266c5b fb87d5",
	"enlarged 100 a5b5e5b0c630fd802266a63d49da59cacd99027f19cf1a4fd8cac1f86633f621 40b9eb",
	"- ref512, 4 of 4",
	"- grey 10x10",
	"full 100 349d0efe8e734e62ec43bd14590443eb13feb19d7188b181cb62748e9b366cca 22ba04",
	"top-left 100 93a496a56c5b695a61d86e5bc1f091a43e0f96a593a496a56c5b695a61d86e5b 188c7f",
	"top-right 100 94a59b266b5a64d9c37293a4d3f06e5b3c8f9b2694a59b266b5a64d9c37091a4 bf12da",
	"bottom-left 100 e4f196b53b0e695a95a5c37094a53d8e6b5a96a5c4f196b53b0e695a94a5c270 f282c6",
	"bottom-right 100 6b5a3b0ec4f194a593a4390e9b26c6f16cdb6b5a6b5a3b0ec4b594a593a4390e 8a4c5d",
	"enlarged 100 349d0c7e8e77cc62fc01ba1443ab43eb13bc339df188f301cb62749e9b3664ca 766486",
	"- ref512, 6 of 6",
	"- colour 11x12",
	"full 100 02ff98c03875782047ad4d9f47aa273ffd0089d8326d2d6f47ad4d8aa356c789 4ea013",
	"top-left 100 695a9e276c5b64d9695a3e0f93a461d894a593a491a46c5b695a9e276c5b64d9 0fcc5b",
	"top-right 100 25b231c3b91bac1e3db213e146e4ce3cda6d52e556e4ad1a259231c3b91bec1e 42316f",
	"bottom-left 100 c3f061d8390ee3f0c3f03e0fc6f19b263c0f61d8c7f19e27c3f061d8390ec1f0 44c1c8",
	"bottom-right 100 03e0ec1ef84ff81f03e046b407b0b94bfc1fa94a07b056b503e0ce3cf84ff81f 50882f",
	"enlarged 100 17fb98c03875702001bfc79f47aa673fe8008dd8306d296f4fadc98aa756c789 a5f01f",
	"- ref512, 6 of 6",
	"- grey 63x65",
	"full 100 6eea76622ce778c7818b3273d58b0cedfad8ce242dc986b4b0e685ac10637d85 1bd892",
	"top-left 100 5d5433826defffd6f0a2dd63ac4238a220f58bfd742128cd1af40d76aa8c6449 3bf069",
	"top-right 100 4001af6fffc050dd05ff3f41f01ecdfdb802f40317ee4f1ae02fd0a9078986d2 2ea949",
	"bottom-left 100 69038207ad9a582b214eca919726284dd3fb8eea589c512fee7e85d06361defb 740ef5",
	"bottom-right 100 68c96115fe68f816086c5afed5f9b416253b2b477a5b928527260ce9256ceab9 c03768",
	"enlarged 100 6eea76622ce77893818b3277d5888ced7ad8ce242dcb87b430e6a5ac10637d85 544a10",
	"- ref512, 6 of 6",
	"- grey 64x64",
	"full 100 6eea76622ce37897818b3273f58a8ced7ad8ce242dcba7b430e4a5ac10633d85 01111f",
	"top-left 100 9dd423a669cfe6c6f4a25f43a84232a2a0f55bbdf4416acb76f00df6828ce449 48998c",
	"top-right 100 0409bf6efe8000ff1df17c00707f59d5f002740717eeef1be02f95a9178996d2 9b4aea",
	"bottom-left 100 d8118207aff8d00ba24cd691b52668cd93fa8cca5d9c812fde7ea5d043619efb ebf066",
	"bottom-right 100 1cc8fb31fe08881615ed12fe95f9a4162d3b2b477a5a968567265cc90d68eab9 85dded",
	"enlarged 100 6eea76622ce77893818b3277d5888ced7ad0ce242dcba7b430e4a5ac11637d85 ed5399",
	"- ref512, 6 of 6",
	"- colour 64x64",
	"full 100 84a5576a0939741cc56b6b134839cb3e69378157a06b7a6a0d7ebcfcb4ed2413 55c205",
	"top-left 100 ec4d7b1614217c421e118ae4683927e2c9a1fe169bcb4077774787c500ffdba7 1a0a27",
	"top-right 100 f48cbdcacc8ac96a04f7a7d19ee8cc3664d4b67274568e6059b062a6f712261f 6a853e",
	"bottom-left 100 86c6c9b665923e65ba5a6eb5568b9be5e4896ed133bd59dba46140531119bc0a 0cbc41",
	"bottom-right 100 bbfeddab0fce6893947460b4db3f23ed942904caf782d1200131946c7e14dc7c 64fa2e",
	"enlarged 100 84a7576a0939e40cc56b6b1348394b3e69378157a06b7a6a0d7efcfcb4ed2413 f950dc",
	"- ref512, 6 of 6",
	"- colour 128x129",
	"full 100 f406e428a116f58a488fb7c339a989d744de6645d8142998fdd214dbdf6b7307 5b7d2a",
	"top-left 100 3b254dacb8279d62c26724427c128db2d2f3bbc0a7c9c958dc2f16e1936eb49d cdf936",
	"top-right 100 180eb5fd597a6718f12a6f9684ced38929f17698330a4de1d21de8ad7cbec042 a9e1eb",
	"bottom-left 100 40b4f0bbc61ec6743c1a65c8735af30e01e3f0aabf06f291286e749babfd6843 e8331c",
	"bottom-right 100 4f2507c8e3c5a3f0e26537fc10373ff039cd1c5bc87b8ab4c15e950bb408391f 30db67",
	"enlarged 100 fe06cc28a116f58a488fa7c333a989d704de6647d8142998fdd214dbd76b7307 e19cb3",
	"- ref512, 6 of 6",
	"- grey 383x384",
	"full 100 63bf3980c87086bedb0bcfa842ec9934474cd98eddd646e2a0536b63a03db64e 6e42e4",
	"top-left 100 90fede525e70ea374568229c6558633fc7883024389b172e4b8bfbb997950d87 4949fd",
	"top-right 100 dadb1d8a3c38d98e429a4149febc6859871ecef84ee20071fbe5287c9020ffa3 e0b58c",
	"bottom-left 100 c0f3f8070ec7909044d4b2563df9447b43d7495bef615cb4ea1c814ba5a2f6e9 239800",
	"bottom-right 100 f2b97fd884e0e81fc707e0861f4f07ecd620c089f8e77f700606072ac7beb664 e1e85d",
	"enlarged 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 6 of 6",
	"- grey 384x383",
	"full 100 63bf3190c87086beda0bcfa842ec9934474cd98eddd646e2a1536b63a03db64e bf6330",
	"top-left 100 10fedc525e70ea374568229c6d58633fc78a3024389b972e0b8bfbb997950d87 912310",
	"top-right 100 dad91d8a3cb8dd0e4a9a2149febc6859871e8ef86ee20071fbe5287c8020ffa3 7b919d",
	"bottom-left 100 c0f3f8070ec7909044d432463dfd447f53d74953eb615df4ea1c814ba522f6e9 abb8c6",
	"bottom-right 100 f2397fd884e0e89fc50fe0861f4f07ec5620c089f8e77f7006060f2ac7beb664 33bb30",
	"enlarged 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 6 of 6",
	"- grey 384x384",
	"full 100 1b65419a27f981a118c7e92ff46f833a46f173709bb94871287e39f230dfc544 d0a7e5",
	"top-left 100 46b83ec4f3249873a7e6272379f64b38167b271e34edf8c7581c45642226156f 9ea536",
	"top-right 100 e13190911d9d968f6f6ff2f9a139a49ee8437eb8bf610e9250c8ab213266df04 b3df20",
	"bottom-left 100 3ad79b6f2952b31c2e8074793dda5dc0103df5a97a293a92aebdea65806380bc 5a81dd",
	"bottom-right 100 a1ccb16dee633f8da3e5b89e109f08472a617d70ad475bea246f525590a5a516 03e877",
	"- ref512, 5 of 5",
	"- colour 255x600",
	"full 100 6ac28d6aba6a972e90583aebf0ca3c7e98c3fdd35659e5c014735908a3297707 204be2",
	"top-left 100 3075ce43cf126b82883d9f39e7d7b0c1fca902b392271d4f68adaadd51445572 5ede02",
	"top-right 100 556a8dec2234c6e4e17477c98cfe2311853e88c2d5c3fd0acfd4161f33527633 43db1d",
	"bottom-left 100 ebf81fff6bc8a65c5b07e481502b2e43dbf8d19b78c02c360f0971dc0825abb1 2191c3",
	"bottom-right 100 3df860e3f1bce5c9e16aa8a9631d8d5b07257a11575759619a66aa94aad0553c f95317",
	"enlarged 100 e8c28d6aba69952e90583aebf0ca3c7e98c3fdd35649f5c014737908a3297707 67f3c6",
	"- ref512, 6 of 6",
	"full 100 eac28d6a9a68952e90583aebf0ca3c7e98c3fdd37649f5c014737908a3297707 73baad",
	"- grey 512x512",
	"full 100 901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba 3fc3ca",
	"top-left 100 bd489aac0b55e561f4d2fc891bdd43710b02946de78c7c138a690be7183cacbf 1794aa",
	"top-right 100 724def940c9c1844bb644bb7b4f61e49f9ee86269f0997e00c5cc70dc5170e9b 4d3f70",
	"bottom-left 100 0c0d4da31d085331c3459726364fdec61185a6d97798aef16eb4a5ca46fab5dc 2ee6f4",
	"bottom-right 100 6cb9f440f0e0e541a1b1c3d29f46bc52fa2102d7e06793860f87e02fb8fc7cfc e8890b",
	"- ref512, 5 of 5",
	"- grey 513x200",
	"full 100 cb2b12a0648ddc129451af11fd8653d8163cc7260d5aecde49fdad6917bb3985 5d6809",
	"top-left 100 3454492b0ed5672b4c56fb6583997763eb9957c3238039fac7168437f1ee2830 2478ce",
	"top-right 100 c2e09fe353eee51e63455e8cf50cc61cd4ea654a88d47fe88e486014da773593 47c760",
	"bottom-left 100 d46aa19ce085cee486271d9886974de61afd7f2c7e0d61461f062245cddbaed1 1ff04a",
	"bottom-right 100 e937eb700c725ae410ef2bdc57b5ae6d5e76d5c0ee8fd686080d40ad3c6900b1 7b1325",
	"enlarged 100 cb2a13a0608ddc1a9451a711fd867398163cc7260d5aecde49fdad6937bb7905 e2a438",
	"- ref512, 6 of 6",
	"full 100 cb2b12a2608d5c1a9451a711fd865398163cc7260d5aecde49fdad6937bb7985 4ef59a",
	"- colour 200x513",
	"full 100 2d1ab3731e1e86a1a1cbec08a4a7dc33eb3cd01449d9a7a6ed963134af09575b fed478",
	"top-left 100 932866914f6c0393a862e15f0f42d175b5fb50b3f2c883f5e1f6baca98517c52 91b3bb",
	"top-right 100 c8720ad030942be4e73d006d71425262dd36ddcc55af76b85ae182bdfab8caf5 ee479b",
	"bottom-left 100 99a5dbe97e58bdd96791e7c99b4aba3a84b2460c75095e76c2588af128ac290e 1b2bd1",
	"bottom-right 100 36c91bc92d428f73536821cbd06ede3be79a1992efa651327826cc889275fe44 183da9",
	"enlarged 100 ad1ab3535e1e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b a23a3d",
	"- ref512, 6 of 6",
	"full 100 ad1ab3735e0e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b 543aa7",
	"- grey 1025x641",
	"full 100 1e32378a667b05783df6f85f8827248d2dd8df8043f10d2754ec69a3e96487d4 7bc860",
	"top-left 100 7c30ce2839e7fae705ba770d99e53de2543a7214592f36016628519ce62da9dc b6bd55",
	"top-right 100 28a65da011247bf7f8ad750ec9d6abbf65801116ff34cc89753b856d591b00f1 154653",
	"bottom-left 100 f0d5e3f2dfa2c50a86dcfe8d900f0b1f0bb45f12c438da7a446e4cfb20ea1638 93464b",
	"bottom-right 100 0e91344a4f77449f2e735ab34fb2ae025311af92a398b60fb914a095d14ff57c bc5b59",
	"- ref512, 5 of 5",
	"full 100 3e32378a4e7b05783df6f85f8827248d2dd0df8003f10d2754ec69a3e9648fd4 d35796",
	"top-right 100 28a65da031067af7f8ac754ecb96a3bf65001116ff34cc89753f8d6d591b00f1 d62bb3",
	"bottom-right 100 0e91344e4f7744972e735ab34fb2ae025311af92a398f60fa934a091d14ff57c a320cd",
	"- framed by 60 and 0",
	"full 100 730ecc96f4936f49326c6f3c198c34b461c95b6e74f3e169c6149863733c8cc3 49ae1f",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 2919ed6a5ad36dd1d5b54452dd25cb28894bccb937533b63665a28c52d946365 6d7c15",
	"top-right 100 ec1679b7ecf207699207db1307e1324fe6e6f1fcc8038c79f807f3326309cd00 e28cef",
	"bottom-left 100 259dc590b32899e43accce4c6348455ab5db66b388efcc545ddc319a76b2332d 926080",
	"bottom-right 100 3e3003c7c3e363c1733765c9c3a3cc6f3e0010273bcd9199c936ff63a00dccde d0b3cb",
	"enlarged 100 734e9c16f0936f49326c6f3c198c74b463c95b4f74f3e1698614b863733c0cc3 678d38",
	"- ref512, 7 of 7",
	"- framed by 0 and 41",
	"full 100 ec6316b9158cf740ba3d9ab5ec42c80770fc57cb9715bab85ccbe130aa801acf 4052ad",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 7f9908b68c44516d67929bef8c74718963e7631a1d72988180cf633b7ee099f8 e5577c",
	"top-right 100 7c3ab7870255fca6f558091ebac1752601bb4c5cbe8341b58972fece053d6139 850e82",
	"bottom-left 100 44f224f3a1d7efc2e647a02dd98ecf898fd19fd45d828807c44e5c6e28390e57 0be82d",
	"bottom-right 100 ff30bb39a21ba7c2e7e1d0a99c9314f220b4a207a7e752e903e9bb027b565750 2ce7d0",
	"enlarged 100 ed6316b9158ef740ba1d1ab5ec42c80770fc17cb9795bab85ccbe530aa8018cf daab6d",
	"- ref512, 7 of 7",
	"- framed by 31 and 17",
	"full 100 336c03f62c919bc3d6633d0b48f642d03d0de05cc1eb873ccc7b517404fefcc3 57f1af",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 4cca8a9aaca53536452d76eaca5ba1a499d61a28e3312e2fe5c20c9b0f3e3f4f 019467",
	"top-right 100 fe7a4b7c4b3e5e4a81f0a4a77873984f9303658c0cc6417cf336763a0cdb18d2 ea9b55",
	"bottom-left 100 8c2d1c9c3889d3d890cbf352cf1268e7f3a68e0de31487101e33c9f6f8e5f8e1 ee9bf2",
	"bottom-right 100 38e18c938b7bf9e1d8d359276f040693666766e414cd7a0e7fd33505580e5b64 18a5d2",
	"enlarged 100 326c03f62c919bc3d663bd0b48f642d0390d605cc1eb873c8cfb537405fefcc3 417d84",
	"- ref512, 7 of 7",
	"- framed, an eighth is left",
	"full 100 6666666633319993cc66ccc6cccccccc9999e3333333c999cccc3333cccc3333 fb7c4c",
	"trim-a 100 c23ee4dae75b3efd97241674139cff40ba191eb4ef43e815286a4583aa3400cf 1300e2",
	"top-left 100 a552aaad2a9555555555aaa95555a52aaad5a555aab5aab5aaaa555554aa5555 20bf4b",
	"top-right 100 3fc07ff80000003f1fff07fc007ffc3f3f80f8003ff8003f7fff1fe001ff0000 741c88",
	"bottom-left 100 954ab56a956a55aa54a9556aa56aab2aaa55aad54a95556ad5aaaaaaaaaa5555 02f440",
	"bottom-right 100 00001fc001ff000f3ff8001f07fffffc00007ffee03f003fffc00ffff01ffe00 c4e066",
	"enlarged 100 66666666332499b3cc66cc66cccccccc9999cc663333d999cccc3333cccc3333 9471d7",
	"- ref512, 7 of 7",
	"full 100 6666666632649993cc66cc66cccccccc9999cb333333d999cccc3333cccc3333 531d70",
	"top-left 100 a552aaa92a9555555555aaa95555a8aaaad5ad552ab5aab5a6aa555555aa5555 c69631",
	"top-right 100 ff003ff80000007f7fff0ffc003ff81f3f80f8003ff8003f7fff1fe001ff0000 5cd75b",
	"bottom-left 100 b55ad56a552a552d552a956aa96aaaaaaa552a954a95554ad5aaaaaaaaadd555 688039",
	"bottom-right 100 00000ff800ff000f3ff0001f07fffff800007ffee03f003fffc01ffff01ffe00 b521ca",
	"- framed, less is left",
	"full 100 666666663338999bcc66cce6cccccccc999973333333ccc84ccc3333cccc3333 a953c7",
	"top-left 100 a552aaa52a95a5555555aaa95555a52aaad5ad55aab5aab5aaaa555554aa5555 c08846",
	"top-right 100 1f803ff80700003f7fff0ff8003ff81f3f00f8003ff8007fffff1fe001ff0000 b80daf",
	"bottom-left 100 d56ab56a956a55aa54aa552ab56aa96aa955aad54a95552a55aaaaaaaaaa5555 a6b6e4",
	"bottom-right 100 00000f8003ff00073ff8001f07fffffc00007ffee07f003fffc01ffff01ffe00 24a73f",
	"enlarged 100 66666666326499b3cc66cc66cccccccc9999cf333332c999cccc3333cccc3333 df2222",
	"- ref512, 6 of 6",
	"full 100 6666666636649993cc66cc66cccccccc99999b333266cd99cccc3333cccc3333 703f0d",
	"top-left 100 a552aaa54a9555555555aaa55555a52aaad5ad55aab5aab5a6aa555554aa5555 c73e93",
	"top-right 100 3f803ff00000007fffff1ffc007ff81f3f00f0003ff8007fffff1fc001ff0000 0d5ead",
	"bottom-left 100 d54ab54a556a55a954abd52aa56aab6aaa55aad54ab5554a55aaaaaaaaaa5554 6ca9a3",
	"bottom-right 100 000007e007ff00073ff0003f0ffffffc00007ffe803f003fffc01ffff01ffe00 07a2f7",
	"- framed, 512 wide",
	"full 100 b483ed9263fe949ade1b526aa7efa927e9f0d7c05a1cfcb914130315d041f0c2 5db222",
	"trim-a 100 cee725f29b36cc08b2cdd18367f41598881f4a1ad64faa3fa6e31713e146f0c2 e59ee0",
	"top-left 100 ac51f733439921cd7cc2aa72816c579e9bd1edcf76a3a05dff0c5be240162901 6a3d3f",
	"top-right 100 f0f09f0f38fc150aaef453f3e40b3da1d5de0a389d4e672218b1a24f55b9c454 de869e",
	"bottom-left 100 f78cde95dd51852382abbcc0bd24340f1168d7e0f6a16c076de425fc03197b1f 5e14ac",
	"bottom-right 100 25cc20cfc0c2f581bee9027e031ffb89ffd867de02ac9160d53a750c35d62af8 00bd82",
	"enlarged 100 b483ed9223fe949bde1b736aabefa92769f0d7c0581cfcb905130315d041f0c2 9373dd",
	"- ref512, 7 of 7",
	"- framed, 513 wide",
	"full 100 9483ed9221fe949ade0b726ab7efa927e9f0d7c05a1cfebd04930315d041f0c2 e2d6fe",
	"trim-a 100 cee725f29b36cc08b2cdd18365f41598881f4a9ad64faa3fa6e31713e146f0c2 495408",
	"top-left 100 ad51db334b9921cd7cc2aa72916c579e9bd1eccf76a3a05dff0c5be240162101 fa1211",
	"top-right 100 70f0978fa87c550aa6f453f3f40b3ca155deaa3cdd4e272218b1a24f55b9c454 3eeb9e",
	"bottom-left 100 f78cd695dd71852382abbcc0bd24340f1168d7e0fe816c076de425fc03197b1f 53dfd5",
	"bottom-right 100 15cc20cfe0c2f7c1bee9027e831fe9895dd866dea2bcc160553a550e35d6aa78 2cf6f9",
	"enlarged 100 b483ed9223fe949bde1b736aabefa92769f0d7c0581cfcb905130315d041f0c2 bef3e3",
	"part-1 100 cec725f29b36cc08b2cdc18367f41598889f4a9ad64faa3fa6e31713e146f0c2 17a62e",
	"- ref512, 8 of 8",
	"full 100 b483ed9223fe949bde1b726aa7efa92769f0d7c0581ceeb914930315d041f0c2 0d1c22",
	"- bordered, 98 %",
	"full 100 46875b3926510eb5b8664daaf145c5dc03b256ab26397c43a2dd93f3cb05f44b 2fc953",
	"trim-a 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62689cd55388df2038fa458780d8f3800d7e0c89b1b7f25ede3 2eb0bb",
	"bottom-left 100 a8a772311c792596790df222e8e68392e5f9f23bc3e3383f170c44e9d3526d34 d58f7a",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 96eeae",
	"- ref512, 7 of 7",
	"- bordered, 97 %",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256ab26397c4322dd93f3cb05f44b 955c6b",
	"trim-a 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 3102b7",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 4227de",
	"- ref512, 7 of 7",
	"- bordered, less than 97 % of a row",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256ab26397c4322dd93f3cb05f44b 955c6b",
	"trim-a 100 5caed071ecf328b463ce112a875dbd1cf222542f4ce941d76ed932023a0daddb 92d20a",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 3102b7",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 8 of 8",
	"- bordered, less than 97 % of a column",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256a326397c43a2dd93f3cb05f44b 55b1f3",
	"trim-a 100 6c39c7354e2b8d7926d20eb4b8660daaf869f45c8954d9c683bcd5a2ed0df40a c26287",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 2c352f",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 8 of 8",
	"- bordered, 96 %",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256a326397c43a2dd93f3cb05f44b 55b1f3",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596791df222e8e68392e5f9f23bc3e1383f170c44e9d3526d34 bf038c",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 7 of 7",
	"- halves, 4 % off",
	"full 100 a59011e356e446552d3af2986de4c16e16eb8a9325937fe17c38f7e6873d2812 01de1d",
	"trim-a 100 b7978de4d09e58e756fc46572d3af2987f84c10c556cda6cc03ec7c70a1f2802 7c8a7d",
	"top-left 100 aa0f558242fcac517782891fc4ef2ec57d18892d05f6aaca7607e97885ec0bb7 e2bd5f",
	"top-right 100 58fcce4aa12448d537669f9972d98c628fb4704bba5c45f3a282fdbc4053b2ec fea9f2",
	"bottom-left 100 6f864e77e626b391b399f31d98d108bca49ae601d30c5186797df5e839228ec9 b30f43",
	"bottom-right 100 2a079b0308b5ef5147fcb707d3c0c5f36235e8f67432eec6110a38ad99fe1c2c 1608a3",
	"enlarged 100 a79011e356e446552d3af2986dc4c16e16eb8a9725937fc1f038e7e69f3d2812 40bc65",
	"- ref512, 7 of 7",
	"- rounded",
	"full 100 2c3a7b70b2c746a98de3e92f6a401a91d72be84c8deb3b94722384ee16996be1 7561b8",
	"trim-b 100 3d916b63c20e1d0f5a1ed24496c7568914d385bfe76fe84c84eb0d9c7911e965 5baea1",
	"top-left 100 28c6d72954d42b6ef42359dca667598b2274dde3029df562119faaabf5500a96 9860bf",
	"top-right 100 0162ee9d5262478fac70529df536a9cf56b0bd4c839b7624b91e03f3fc00b91e e8bf6f",
	"bottom-left 100 d347e7d6e784021b0238aed5e3930fb0ef235e767828104f40dfe5e2f4c1c68d b5c1cf",
	"bottom-right 100 fa9cb8a375faedcd699a026044ce7b97bb1e847ad0d496f8b6d28925a423a422 e1c09e",
	"enlarged 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 987953",
	"- ref512, 7 of 7",
	"full 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 8d533f",
	"trim-b 100 3cd86b63c20a1d4f485ed25496c7568914d295bfc76fe84c84eb0d9c7911eb65 25a05c",
	"- nested, 3 pairs",
	"full 100 4d9a17aad56628d7b35d6a8db728486426b84aca2161d9524ab5758d9a9f6eab d0d5e7",
	"trim-a 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 454aa6d43b32d8a42cc83337cc4ad4cd3bb659a9ad5a56cc6bb699482e6c6733 efc7d5",
	"top-right 100 a091d5e20e9d3136985f66f19aab0985e73a52d0cead05d3720ee9b686d53d4b be80bc",
	"bottom-left 100 b25bb2d46667ca947636d5492654aaed4ca8936ac94a64a991b664a6ad99cddc 116661",
	"bottom-right 100 0935892c3a59ed925831023c92eb258f6d75696ce6c39c6db29cceecdc2ae61b b69fd5",
	"enlarged 100 499a17aad56628d7b359ea8db729586426b84aca216199724ab5758d1a9f6eab 0dd37f",
	"- ref512, 7 of 7",
	"- nested, 4 pairs",
	"full 100 2d75aad9512866a2dd1a2a5791994d65b794628ab1e8cd526c9314eccbc7e3e3 38370a",
	"trim-a 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 d9226d28b6d41b6c449bab2d6557b6d3d92d295ab6d515a8c953365a3b244c99 a3fcc4",
	"top-right 100 1c3362c191b64d5c3235cc8b2f841b7ae2a5b58b1b5ce4b7f4490b86e674c56f 0908f7",
	"bottom-left 100 4aa9b66c68b1b2ad4a56b6ada95a6d56db5425b5b5a24925a6d24a9652d5926e a5348d",
	"bottom-right 100 32db75e3df2d306c05f1aff4ff78f8c080b12d2c38f38035999d626c4e2c131a 027183",
	"enlarged 100 2a75aadd512866a2d51a2ad791995d65b734628ab1e8cd526cb315eccbc563a3 2a0a6a",
	"- ref512, 7 of 7",
	"- nested, 5 pairs",
	"full 100 55aa2653cd4dbaa751ac237692d96c63d5157ac69aad451a2f12d4ac6ac538e3 4d90a8",
	"trim-a 100 9c7428c75a111eb1e56851a60542d29689f3765f6e45a6b490bd5db946fe9aaa 61d324",
	"trim-b 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 b6b06b4825b4da4b24b5cb4baad554b6694baab5d52a694596b49d696d94b268 7df46b",
	"top-right 100 be6930964544bab964e281165a3936a7c95a3eb595cbe9963679c9c2a216756d 8ad74c",
	"bottom-left 100 96db6daa96ca6ab594aaa95529255a69a52655554a4ab6b54a52d652d5552db6 0f3de4",
	"bottom-right 100 6b04bcda63930ba75e6bf403811f037b525365888c5abe31ccd53a74672c9bda 08f070",
	"enlarged 100 55aa6653cd4dbae551ac2376b2db4c63c5157ad69aacc50a2f12d4a86ac538e3 d52ac9",
	"- ref512, 8 of 8",
	"- flat",
	"full 0 00002c4b113411341134000000002c4b1134113411342c4b11345e0182001134 d5079f",
	"- ref512, 1 of 1",
	"- faint, quality 46",
	"full 46 ed641d23f08b9c272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 4c284f",
	"- ref512, 1 of 1",
	"- faint, quality 94",
	"full 94 ed645d23f08b98272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 51b519",
	"trim-b 56 b0f6137382f3b5b40f1459a8505c456bfaec3ad245f062a86b7bc1e4bf0d1a2d f9de16",
	"enlarged 95 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 3 of 3",
	"- faint, a quarter of quality 50",
	"full 100 e6ed4cf4e7b6663839349e65db98ea2ec463e511ab944e465a25a13b71c2c05a 969732",
	"top-left 50 8244a122aba5d55953b10bb1255d354e5fae4ad75b7639f29487b7b056a16bc2 67fea6",
	"enlarged 100 a6ed4cfce7b766382934be65da98ea2ec463e531a9944e465a25a12b71cac05a b10100",
	"- ref512, 3 of 3",
	"- faint, quarters of quality 65 to 71",
	"full 100 ed645d23f08b98272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 303591",
	"top-left 69 10f4f5a6fa9420e76f4e5c0f7ac3d85350feb5e0d201256bb7bb5c2804d14adc f17ff2",
	"top-right 65 44970ea95ce31feae11e09e66a6505c9ed13c55abbb1e4662c0b3c9f5ad12a99 e94b4f",
	"bottom-left 67 7528d69ae72e58b954624193724cbbb16ed57225891edcf75321ae9c00577b49 2ace2c",
	"bottom-right 71 40afd41f6fe345f0dfaca35bfe0265c800b5bba5bd3c80307bc820975183fac6 f10dec",
	"enlarged 100 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 6 of 6",
	"- stacked",
	"full 100 71538e85690b5fd74aa9c4864704e2b5d28a52bb934f93789f2f33709aaf9c48 7c40fb",
	"trim-b 100 09d0e4c6b4b7485cef65fda801921e1275b9d0916b474e06c7a412bb9f6e9b79 18f2ee",
	"top-left 100 aa6e64fc9bec337a25129136b47e5dcadb80e2794891db9054df341be13e016c 8ab20a",
	"top-right 100 dce7ec23d48325baf3dce74c251b40dc89958d6c016d0149fe4af3c254d0fee2 b4d258",
	"bottom-left 100 89ac6f2da276001e5d5a366148c9a257555f49bd46c6ba07d9b8f76409b3f744 20a90a",
	"bottom-right 100 dfb9fd0500bc9b1875c22263b89f0678f914ac8d572bdf99e746542919d31c34 4873b7",
	"enlarged 100 31578e85690b5fd74aadc4864704c2b5d28a52bb934f9f789f2f33709aaf1848 fae207",
	"part-1 100 ee5405bfb398584fa4c36b3693d58ea968a815567f51a8b595ce28b09e8f2c58 eb1c0c",
	"- ref512, 8 of 8",
	"- mirrored",
	"full 100 6c49e8a84f6e74e3787f186890316c1ff2d3d7415d7550d2f43445c71358e18e 1c4954",
	"top-left 100 31dc5721c8e7d5c76dad165931ba0abb14eae56f5e27e126e0c1ef3489055113 c0b333",
	"top-right 100 659d16749db600933bf8470c41efdfeec3ef303a4b72a573b5147261bcd00446 b07730",
	"bottom-left 100 2695a2b5378d8954951a9d544fb0bf23fc2328cbe5eb8b621acd719922e6a98d dfd466",
	"bottom-right 100 f7c0f5e0c2d89c01824fc0011bed0ae6ab74fd1ca0bade274f986dcc75a3fc98 17293d",
	"enlarged 100 5859e9f91a6a55f7b86a58799975685fe1d6961519650086e16505d7165ba59a 774588",
	"part-1 100 f46261eeef373e4dfce73a26e584c463b2d965908f24fd09a1c49909511343cb add222",
	"part-2 100 e3f734bb3262fb50a9f24e7321f1b136ef9c60c59271aa5cf491885c04471c9e bef36b",
	"- ref512, 8 of 8",
	"- collage 4",
	"full 100 64cdeb42a11110aa76c56975f316499c7367160a88ff6d2343d2d2bb241f5fad 1d979c",
	"top-left 100 2821c8a82ba30a9938d96226e8fdf27bd2cd72a8a3edcd5aed5988a75284f967 9c0e5c",
	"top-right 100 a5c8ec1b7e7d9f245674169cf1c6aa719abd3f20c807a87461eb4d30a24e18cf 946be9",
	"bottom-left 100 b6200a8c0ad2c8b68d9fa971d6b595dd69db4a3da9f93a1cc2c57050330a2ffe 9e8098",
	"bottom-right 100 4512931cda0f248931b74d122ffc908b0a1f7b6af76fa837a7c35772e144f0e2 77964d",
	"enlarged 100 64cdab42b11110aa7ec56974f3164b8d7363160a88ff6c2343d2f2bb241f5fad 90022d",
	"part-1 100 8a1f7fe4bd946e02ef07a8b54814e87da7e3554ee8a10732e044bacf0f1dd063 a7380c",
	"part-2 100 40cb504c70c057aca1fd235ecdfa7d3ac751bd328aafc081720c89d7d143ef7a 9b2d19",
	"- ref512, 8 of 8",
	"- collage 15",
	"full 100 68926729817b2f498254a3fffa52fc301cca8f9b22f971b5101a8d68f047afe6 a1d4f9",
	"top-left 100 f7336ef5c81653e6fb121aaea7c8b2803c882d12718ebbe6b1a0945e6ba431e9 4b0ba4",
	"top-right 100 e8d16a9996f7c09f9bed95a879b00f25ed182d23ec85f2ac964e71a90374a690 ee1720",
	"bottom-left 100 3547ada42fa17de0d897e5144e255d22796a6b7062a4d04f8d6991d9e723e0be 94c324",
	"bottom-right 100 4a5d7170dffe08d868e34677d0fc1109323d840b6e65f9dbac0736bc71065c3a 292514",
	"enlarged 100 6c927729817b2f498254a3fbfa52dc301cca879b32f961b5105a8d68f047afe6 8a9fdd",
	"part-1 100 a73ced036ff200176c05f99c66a4d2e9944f37bce94b3a7931468e12a78579a8 f96325",
	"part-2 100 3c882e5085966932638491dfbff6fae4b92db59aa40e584d6f0220ac13e1ddfd 7303e4",
	"- ref512, 8 of 8",
	"- ramp, 14 at the fifth",
	"full 100 9cc81dc838dcfd22fbd5d5dc4047d148099c09bf3d982caaaeed555536175531 fb9c40",
	"top-left 100 bb53e88b02ffff60bd1540820260bd55bf40a89f609f02afa09ebf9e9e609a6a 4c57a1",
	"top-right 100 20040000afaaaebfb8174060efff0006f817ffdfaae9dffc5d55e0002014bfbf ae7a80",
	"bottom-left 100 402f9aff400002af02fb2bff4661b9551ff7b81fbf40babf5fe0e59f02690010 43f6a4",
	"bottom-right 100 47e9aebadb7d4fea07ffaebadfe95014a800081e20142597d95f4b6907ff4000 c4bd8f",
	"enlarged 100 5cfd88a805838afc54559874af8a6f8b09aa6fab007530576f8a75c36f8a55cb 129cec",
	"- ref512, 6 of 6",
	"- ramp, 8 at the fifth",
	"full 100 9cc81dc878d8fe22f58d89dc1047d0c89998213b3fdc1a3aad6dd7d53507c4d5 59371f",
	"top-left 100 ba22f55502ffffe0bc9460130260ba00bfc0a89fa09f01ffa09ebfde9e609aaa 3b5bdf",
	"top-right 100 249c57f5aeaaaebf2013db61aabd209e0017201eeae95f6451550016209eaebf 2a386a",
	"bottom-left 100 404f8aef444101ff017f2bff47611515aaeab89fbe00985f5fe0e99f42655514 90fbb4",
	"bottom-right 100 d7e8aeaa5965eeea77fdaebadf605554a88a0016209625160010db6977ee5555 9ed496",
	"enlarged 100 5cfd23aa0583887c5455885c2baa67a323aa67ab0075c45567aa67e367aa77e3 513ec1",
	"part-1 100 bc00bc140000ffff4620eaa06117ffbfb99fbc9e802fb81abea0be90f896b81e f0aac7",
	"- ref512, 7 of 7",
	"- forms",
	"original 864e2eb879a68489a11deec4bcb6dac7a8c17c331249484f541ec4f9ea1eeaf3",
	"rot90 9f83d2a02cc39c1767d329b3c522d7ff77857a4a2045b5b0d83e50c5a35be60a",
	"rot180 d31b94122cf32e23f448446ee9e3706dfd94d6994f1ce2e5014b6e53bf4b4059",
	"rot270 cad6700a7b9676bd32a6831990777d5522d0d0e077101f1a8d6bfa6ff62e4ca0",
	"flipx 864ef16779a67b76a11d113bbcb62538b8c183cc1a4fb7b0541ebb06ea1e170c",
	"flipy d31b4bcd2cf3d1dcb448bb91c9c38f92ed94296647181d1a014b11acbf4bbda6",
	"flip_plus1 9f87255f6ec3236867d3d64cc5232800778585b562454a4fd83eaf1aa35b19f5",
	"flip_minus1 cad28ff53b96c9c232a67ce6907682aa22d02f1f3710e0e58d6b05b0f60eb35f",
	"- 510 crops 1dcac6fcae2d9968",
};

Test(golden, exact)
{
	expect_golden((struct sicht_hash_options){.windows = SICHT_WINDOWS_STANDARD, .exact = true},
		exact_golden, LENGTH(exact_golden));
}

static const char *const fast_golden[] = {
	"- grey 400x301",
	"full 100 e8f45aeb8f37d2c27b084b325ada188d8729d2875a672b92c5e307fde5046326 114d88",
	"top-left 100 ba3e90b8c13e418a47e139952022bcfaceec10bd8f52fb2a8db11a95ee1caadb c007fb",
	"top-right 100 e90904a2b1827ca609cfdc826fc209fdec395f4bcf645766cacb76e10abe3053 092707",
	"bottom-left 100 62c32849be4b11b49b5b7925ac998ae95cee1668c770e720c2b4e7da86ed831f ee5b5f",
	"bottom-right 100 5a422499be3606e4612632dab0b1965cd6a5df4fd2338ae1cc93e9fc29da2b4b 28e6a6",
	"enlarged 100 faf45eeb8f36d2c27b080b125ade188d8729d2875a670b92c5e307fde5046326 3a8c15",
	"- ref512, 6 of 6",
	"- colour 301x400",
	"full 100 864e2eb879a68489a11deec4bcb6dac7a8c17c331249484f541ec4f9ea1eeaf3 d740b2",
	"top-left 100 daf02ef20cb329075393939c84b44c2f79a7d348df808cebf8ed80638a0fe8d7 4db4c2",
	"top-right 100 18be63ea46d8a7e292980cd07f0072d8e716f418f49b90edabed45a692de4aae 3f99cf",
	"bottom-left 100 66d4ce6877891c8488cd02dbd9fa6349bf81a712ce57aa91ac983de5797301ec 395440",
	"bottom-right 100 da4383d45ba1784b58c68de6217bfa90a305e78fe9f4e067f4b769181a58121f 9ed452",
	"enlarged 100 864e3eb879a68489a11dec84bcb6dac7a8c17c33124b484f541ec4f9ea1eeaf3 8950f3",
	"- ref512, 6 of 6",
	"- grey 4x40",
	"full 0 0000000000000000000000000000000000000000000000000000000000000000 a224a5",
	"- ref512, 1 of 1",
	"- grey 40x4",
	"full 0 0000000000000000000000000000000000000000000000000000000000000000 a224a5",
	"- ref512, 1 of 1",
	"- grey 5x40",
	"full 100 398cc6f1cf73c1f0348d358d91a43b0ecb726c5b91a49b26e4b961d83b0e6cd9 68bbac",
	"enlarged 100 8d9c78e174637be1889dcb8d6da4851e7562905b6da465265aa19fd8851e9ad9 881c79",
	"- ref512, 2 of 2",
	"- grey 40x5",
	"full 100 d312ac762ced53096e4e8c1b535a53e49da5acf6d312ac762ced53096a4aac1b 995a97",
	"enlarged 100 2cedd312d312ace691b553e42824d3f4b9b5ecf6d3122ced2ced5309464aac1b f2d07d",
	"- ref512, 2 of 2",
	"- grey 9x10",
	"full 100 a4b5a4b4c630fd80336696353c8769cacc99037f39cf1b4f59cac0f86633f621 2ddc0d",
	"top-right 100 c1f0390e3e0fc4f19b2661d8cb729e2764d93f0fc1f0390e3e0fc4f19b2661d8 34bc71",
	"bottom-right 100 93243c0f6cdbc3f0cb626c5b9b2691a464d93c0f93243c0f6cdbc3f09b266c5b fb87d5",
	"enlarged 100 25b5e5b0c630fd803266a63d49da59cacd99027f19cf1a4fd8cac1f86633f621 49e873",
	"- ref512, 4 of 4",
	"- grey 10x10",
	"full 100 349d0efe8e734e62ec43bd14590443eb13feb19d7188b181cb62748e9b366cca 22ba04",
	"top-left 100 93a496a56c5b695a61d86e5bc1f091a43e0f96a593a496a56c5b695a61d86e5b 188c7f",
	"top-right 100 94a59b266b5a64d9c37293a4d3f06e5b3c8f9b2694a59b266b5a64d9c37091a4 bf12da",
	"bottom-left 100 e4f196b53b0e695a95a5c37094a53d8e6b5a96a5c4f196b53b0e695a94a5c270 f282c6",
	"bottom-right 100 6b5a3b0ec4f194a593a4390e9b26c6f16cdb6b5a6b5a3b0ec4b594a593a4390e 8a4c5d",
	"enlarged 100 349d0c7e8e77cc62fc01ba1443ab43eb13bc339df188f301cb62749e9b3664ca 732506",
	"- ref512, 6 of 6",
	"- colour 11x12",
	"full 100 02ff98c03875782047ad4d9f47aa273ffd0089d8326d2d6f47ad4d8aa356c789 4ea013",
	"top-left 100 695a9e276c5b64d9695a3e0f93a461d894a593a491a46c5b695a9e276c5b64d9 0fcc5b",
	"top-right 100 25b231c3b91bac1e3fb213e146e4ce3cda6d52e546e4ad1a259231c3b91bec1e 52a0e7",
	"bottom-left 100 c3f061d8390ee3f0c3f03e0fc6f19b263c0f61d8c7f19e27c3f061d8390ec1f0 ed5a97",
	"bottom-right 100 03f0ec1ef84ff81f03a046b407b0b94bfc0fa94a07b056b503f0ce3cf84ff81f 8982d2",
	"enlarged 100 17fb98c03875702001bfc79f47aa673fe8008dd8306d296f4fadc98aa756c789 a5f01f",
	"- ref512, 6 of 6",
	"- grey 63x65",
	"full 100 6eea76622ce778c7818b3273d58b0cedfad8ce242dc986b4b0e685ac10637d85 1bd892",
	"top-left 100 5d5433826defffd6f0a2dd63ac4238a220f58bfd742128cd1af40d76aa8c6449 3bf069",
	"top-right 100 4001af6fffc050dd05ff3f41f01ecdfdb802f40317ee4f1ae02fd0a9078986d2 2ea949",
	"bottom-left 100 69038207ad9a582b214eca919726284dd3fb8eea589c512fee7e85d06361defb 740ef5",
	"bottom-right 100 68c96115fe68f816086c5afed5f9b416253b2b477a5b928527260ce9256ceab9 c03768",
	"enlarged 100 6eea76622ce77893818b3277d5888ced7ad8ce242dcb87b430e6a5ac10637d85 8efc3f",
	"- ref512, 6 of 6",
	"- grey 64x64",
	"full 100 6eea76622ce37897818b3273f58a8ced7ad8ce242dcba7b430e4a5ac10633d85 01111f",
	"top-left 100 9dd423a669cfe6c6f4a25f43a84232a2a0f55bbdf4416acb76f00df6828ce449 48998c",
	"top-right 100 0409bf6efe8000ff1df17c00707f59d5f002740717eeef1be02f95a9178996d2 9b4aea",
	"bottom-left 100 d8118207aff8d00ba24cd691b52668cd93fa8cca5d9c812fde7ea5d043619efb ebf066",
	"bottom-right 100 1cc8fb31fe08881615ed12fe95f9a4162d3b2b477a5a968567265cc90d68eab9 85dded",
	"enlarged 100 6eea76622ce77893818b3277d5888ced7ad0ce242dcba7b430e4a5ac11637d85 8aa8ab",
	"- ref512, 6 of 6",
	"- colour 64x64",
	"full 100 84a5576a0939741cc56b6b134839cb3e69378157a06b7a6a0d7ebcfcb4ed2413 c495c1",
	"top-left 100 ec4d3b1614217c421e118ae4783927e2c9a1fe169bcb4077774787c500ffdba7 ebf243",
	"top-right 100 f48cbdcacc8ac96a04f7a7d19ee8cc3664d4b67274568e6059b062a6f712261f 22a27e",
	"bottom-left 100 86c6c9b665b23e65ba5a2eb5568b9be5e4896ed133bd59dba46140531119bc0a aada61",
	"bottom-right 100 bbfeddab0fce6893947460b4db3f23ed942904caf782d1200131946c7e14dc7c 48cc0e",
	"enlarged 100 84a7576a0939e40cc56b6b1348394b3e69378157a06b7a6a0d7efcfcb4ed2413 f950dc",
	"- ref512, 6 of 6",
	"- colour 128x129",
	"full 100 f406e428a116f58a488fb7c339a989d744de6645d8142998fdd214dbdf6b7307 5b7d2a",
	"top-left 100 3b254dacb8279d62c26724427c128db2d2f3bbc0a7c9c958dc2f16e1936eb49d 557197",
	"top-right 100 180eb5fd597a6718f12a6f9684ced38929f17698330a4de1d21de8ad7cbec042 a9e1eb",
	"bottom-left 100 40b4f0bbc61ec6743c1a65c8735af30e01e3f0aabf06f291286e749babfd6843 e8331c",
	"bottom-right 100 4f2507c8e3c5e3f0e26535fc10373ff039cd1c5bc87b8ab4c15e950bb408391f 386803",
	"enlarged 100 fe06cc28a116f58a488fa7c333a989d704de6647d8142998fdd214dbd76b7307 e19cb3",
	"- ref512, 6 of 6",
	"- grey 383x384",
	"full 100 63bf3980c87086bedb0bcfa842ec9934474cd98eddd646e2a0536b63a03db64e 6e42e4",
	"top-left 100 90fede525e70ea374568229c6558633fc7883024389b172e4b8bfbb997950d87 4949fd",
	"top-right 100 dadb1d8a3c38d98e429a4149febc6859871ecef84ee20071fbe5287c9020ffa3 e0b58c",
	"bottom-left 100 c0f3f8070ec7909044d4b2563df9447b43d7495bef615cb4ea1c814ba5a2f6e9 239800",
	"bottom-right 100 f2b97fd884e0e81fc707e0861f4f07ecd620c089f8e77f700606072ac7beb664 e1e85d",
	"enlarged 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 6 of 6",
	"- grey 384x383",
	"full 100 63bf3190c87086beda0bcfa842ec9934474cd98eddd646e2a1536b63a03db64e bf6330",
	"top-left 100 10fedc525e70ea374568229c6d58633fc78a3024389b972e0b8bfbb997950d87 912310",
	"top-right 100 dad91d8a3cb8dd0e4a9a2149febc6859871e8ef86ee20071fbe5287c8020ffa3 7b919d",
	"bottom-left 100 c0f3f8070ec7909044d432463dfd447f53d74953eb615df4ea1c814ba522f6e9 abb8c6",
	"bottom-right 100 f2397fd884e0e89fc50fe0861f4f07ec5620c089f8e77f7006060f2ac7beb664 33bb30",
	"enlarged 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 6 of 6",
	"- grey 384x384",
	"full 100 1b65419a27f981a118c7e92ff46f833a46f173709bb94871287e39f230dfc544 d0a7e5",
	"top-left 100 46b83ec4f3249873a7e6272379f64b38167b271e34edf8c7581c45642226156f 9ea536",
	"top-right 100 e13190911d9d968f6f6ff2f9a139a49ee8437eb8bf610e9250c8ab213266df04 b3df20",
	"bottom-left 100 3ad79b6f2952b31c2e8074793dda5dc0103df5a97a293a92aebdea65806380bc 5a81dd",
	"bottom-right 100 a1ccb16dee633f8da3e5b89e109f08472a617d70ad475bea246f525590a5a516 03e877",
	"- ref512, 5 of 5",
	"- colour 255x600",
	"full 100 6ac28d6aba6a972e90583aebf0ca3c7e98c3fdd35659e5c014735908a3297707 204be2",
	"top-left 100 3075ce43cf126b82883d9f39e7d7b0c1fca902b392271d4f68adaadd51445572 5ede02",
	"top-right 100 556a8dec2234c6e4e17477c98cfe2311853e88c2d5c3fd0acfd4161f33527633 3d646c",
	"bottom-left 100 ebf81fff6bc8a65c5b07e481502b2e43dbf8d19b78c02c360f0971dc0825abb1 d5226b",
	"bottom-right 100 3df860e3f1bce5c9e16aa8a9631d8d5b07257a11575759619a66aa94aad0553c f95317",
	"enlarged 100 e8c28d6aba69952e90583aebf0ca3c7e98c3fdd35649f5c014737908a3297707 67f3c6",
	"- ref512, 6 of 6",
	"full 100 eac28d6a9a68952e90583aebf0ca3c7e98c3fdd37649f5c014737908a3297707 73baad",
	"- grey 512x512",
	"full 100 901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba 3fc3ca",
	"top-left 100 bd489aac0b55e561f4d2fc891bdd43710b02946de78c7c138a690be7183cacbf 1794aa",
	"top-right 100 724def940c9c1844bb644bb7b4f61e49f9ee86269f0997e00c5cc70dc5170e9b 4d3f70",
	"bottom-left 100 0c0d4da31d085331c3459726364fdec61185a6d97798aef16eb4a5ca46fab5dc 2ee6f4",
	"bottom-right 100 6cb9f440f0e0e541a1b1c3d29f46bc52fa2102d7e06793860f87e02fb8fc7cfc e8890b",
	"- ref512, 5 of 5",
	"- grey 513x200",
	"full 100 cb2b12a0648ddc129451af11fd8653d8163cc7260d5aecde49fdad6917bb3985 5d6809",
	"top-left 100 3454492b0ed5672b4c56fb6583997763eb9957c3238039fac7168437f1ee2830 2478ce",
	"top-right 100 c2e09fe353eee51e63455e8cf50cc61cd4ea654a88d47fe88e486014da773593 47c760",
	"bottom-left 100 d46aa19ce085cee486271d9886974de61afd7f2c7e0d61461f062245cddbaed1 1ff04a",
	"bottom-right 100 e937eb700c725ae410ef2bdc57b5ae6d5e76d5c0ee8fd686080d40ad3c6900b1 7b1325",
	"enlarged 100 cb2a13a0608ddc1a9451a711fd867398163cc7260d5aecde49fdad6937bb7905 e2a438",
	"- ref512, 6 of 6",
	"full 100 cb2b12a2608d5c1a9451a711fd865398163cc7260d5aecde49fdad6937bb7985 4ef59a",
	"- colour 200x513",
	"full 100 2d1ab3731e1e86a1a1cbec08a4a7dc33eb3cd01449d9a7a6ed963134af09575b fed478",
	"top-left 100 932866914f6c0393a862e15f0f42d175b5fb50b3f2c883f5e1f6baca98517c52 91b3bb",
	"top-right 100 c8720ad030942be4e73d006d71425262dd36ddcc55af76b85ae182bdfab8caf5 46c263",
	"bottom-left 100 99a5dbe97e58bdd96791e7c99b4aba3a84b2460c75095e76c2588af128ac290e 1b2bd1",
	"bottom-right 100 36c91bc92d428f73536821cbd06ede3be79a1992efa651327826cc889275fe44 0c79e8",
	"enlarged 100 ad1ab3535e1e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b a23a3d",
	"- ref512, 6 of 6",
	"full 100 ad1ab3735e0e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b 543aa7",
	"- grey 1025x641",
	"full 100 1e32378a667b05783df6f85f8827248d2dd8df8043f10d2754ec69a3e96487d4 7bc860",
	"top-left 100 7c30ce2839e7fae705ba770d99e53de2543a7214592f36016628519ce62da9dc b6bd55",
	"top-right 100 28a65da011247bf7f8ad750ec9d6abbf65801116ff34cc89753b856d591b00f1 154653",
	"bottom-left 100 f0d5e3f2dfa2c50a86dcfe8d900f0b1f0bb45f12c438da7a446e4cfb20ea1638 93464b",
	"bottom-right 100 0e91344a4f77449f2e735ab34fb2ae025311af92a398b60fb914a095d14ff57c bc5b59",
	"- ref512, 5 of 5",
	"full 100 3e32378a4e7b05783df6f85f8827248d2dd0df8003f10d2754ec69a3e9648fd4 d35796",
	"top-right 100 28a65da031067af7f8ac754ecb96a3bf65001116ff34cc89753f8d6d591b00f1 d62bb3",
	"bottom-right 100 0e91344e4f7744972e735ab34fb2ae025311af92a398f60fa934a091d14ff57c a320cd",
	"- framed by 60 and 0",
	"full 100 730ecc96f4936f49326c6f3c198c34b461c95b6e74f3e169c6149863733c8cc3 49ae1f",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 2919ed6a5ad36dd1d5b54452dd25cb28894bccb937533b63665a28c52d946365 6d7c15",
	"top-right 100 ec1679b7ecf207699207db1307e1324fe6e6f1fcc8038c79f807f3326309cd00 e28cef",
	"bottom-left 100 259dc590b32899e43accce4c6348455ab5db66b388efcc545ddc319a76b2332d 926080",
	"bottom-right 100 3e3003c7c3e363c1733765c9c3a3cc6f3e0010273bcd9199c936ff63a00dccde d0b3cb",
	"enlarged 100 734e9c16f0936f49326c6f3c198c74b463c95b4f74f3e1698614b863733c0cc3 678d38",
	"- ref512, 7 of 7",
	"- framed by 0 and 41",
	"full 100 ec6316b9158cf740ba3d9ab5ec42c80770fc57cb9715bab85ccbe130aa801acf 4052ad",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 7f9908b68c44516d67929bef8c74718963e7631a1d72988180cf633b7ee099f8 e5577c",
	"top-right 100 7c3ab7870255fca6f558091ebac1752601bb4c5cbe8341b58972fece053d6139 850e82",
	"bottom-left 100 44f224f3a1d7efc2e647a02dd98ecf898fd19fd45d828807c44e5c6e28390e57 0be82d",
	"bottom-right 100 ff30bb39a21ba7c2e7e1d0a99c9314f220b4a207a7e752e903e9bb027b565750 2ce7d0",
	"enlarged 100 ed6316b9158ef740ba1d1ab5ec42c80770fc17cb9795bab85ccbe530aa8018cf daab6d",
	"- ref512, 7 of 7",
	"- framed by 31 and 17",
	"full 100 336c03f62c919bc3d6633d0b48f642d03d0de05cc1eb873ccc7b517404fefcc3 57f1af",
	"trim-a 100 c23ea5dae41b3efd9f245674139cef40ba391eb4ec03c835686a4507aa341ccf 632cd1",
	"top-left 100 4cca8a9aaca53536452d76eaca5ba1a499d61a28e3312e2fe5c20c9b0f3e3f4f 019467",
	"top-right 100 fe7a4b7c4b3e5e4a81f0a4a77873984f9303658c0cc6417cf336763a0cdb18d2 ea9b55",
	"bottom-left 100 8c2d1c9c3889d3d890cbf352cf1268e7f3a68e0de31487101e33c9f6f8e5f8e1 ee9bf2",
	"bottom-right 100 38e18c938b7bf9e1d8d359276f040693666766e414cd7a0e7fd33505580e5b64 18a5d2",
	"enlarged 100 326c03f62c919bc3d663bd0b48f642d0390d605cc1eb873c8cfb537405fefcc3 417d84",
	"- ref512, 7 of 7",
	"- framed, an eighth is left",
	"full 100 6666666633319993cc66ccc6cccccccc9999e3333333c999cccc3333cccc3333 fb7c4c",
	"trim-a 100 c23ee4dae75b3efd97241674139cff40ba191eb4ef43e815286a4583aa3400cf 1300e2",
	"top-left 100 a552aaad2a9555555555aaa95555a52aaad5a555aab5aab5aaaa555554aa5555 20bf4b",
	"top-right 100 3fc07ff80000003f1fff07fc007ffc3f3f80f8003ff8003f7fff1fe001ff0000 741c88",
	"bottom-left 100 954ab56a956a55aa54a9556aa56aab2aaa55aad54a95556ad5aaaaaaaaaa5555 02f440",
	"bottom-right 100 00001fc001ff000f3ff8001f07fffffc00007ffee03f003fffc00ffff01ffe00 c4e066",
	"enlarged 100 66666666332499b3cc66cc66cccccccc9999cc663333d999cccc3333cccc3333 9471d7",
	"- ref512, 7 of 7",
	"full 100 6666666632649993cc66cc66cccccccc9999cb333333d999cccc3333cccc3333 531d70",
	"top-left 100 a552aaa92a9555555555aaa95555a8aaaad5ad552ab5aab5a6aa555555aa5555 c69631",
	"top-right 100 ff003ff80000007f7fff0ffc003ff81f3f80f8003ff8003f7fff1fe001ff0000 5cd75b",
	"bottom-left 100 b55ad56a552a552d552a956aa96aaaaaaa552a954a95554ad5aaaaaaaaadd555 688039",
	"bottom-right 100 00000ff800ff000f3ff0001f07fffff800007ffee03f003fffc01ffff01ffe00 b521ca",
	"- framed, less is left",
	"full 100 666666663338999bcc66cce6cccccccc999973333333ccc84ccc3333cccc3333 a953c7",
	"top-left 100 a552aaa52a95a5555555aaa95555a52aaad5ad55aab5aab5aaaa555554aa5555 c08846",
	"top-right 100 1f803ff80700003f7fff0ff8003ff81f3f00f8003ff8007fffff1fe001ff0000 b80daf",
	"bottom-left 100 d56ab56a956a55aa54aa552ab56aa96aa955aad54a95552a55aaaaaaaaaa5555 a6b6e4",
	"bottom-right 100 00000f8003ff00073ff8001f07fffffc00007ffee07f003fffc01ffff01ffe00 24a73f",
	"enlarged 100 66666666326499b3cc66cc66cccccccc9999cf333332c999cccc3333cccc3333 df2222",
	"- ref512, 6 of 6",
	"full 100 6666666636649993cc66cc66cccccccc99999b333266cd99cccc3333cccc3333 703f0d",
	"top-left 100 a552aaa54a9555555555aaa55555a52aaad5ad55aab5aab5a6aa555554aa5555 c73e93",
	"top-right 100 3f803ff00000007fffff1ffc007ff81f3f00f0003ff8007fffff1fc001ff0000 0d5ead",
	"bottom-left 100 d54ab54a556a55a954abd52aa56aab6aaa55aad54ab5554a55aaaaaaaaaa5554 6ca9a3",
	"bottom-right 100 000007e007ff00073ff0003f0ffffffc00007ffe803f003fffc01ffff01ffe00 07a2f7",
	"- framed, 512 wide",
	"full 100 b483ed9263fe949ade1b526aa7efa927e9f0d7c05a1cfcb914130315d041f0c2 5db222",
	"trim-a 100 cee725f29b36cc08b2cdd18367f41598881f4a1ad64faa3fa6e31713e146f0c2 e59ee0",
	"top-left 100 ac51f733439921cd7cc2aa72816c579e9bd1edcf76a3a05dff0c5be240162901 6a3d3f",
	"top-right 100 f0f09f0f38fc150aaef453f3e40b3da1d5de0a389d4e672218b1a24f55b9c454 de869e",
	"bottom-left 100 f78cde95dd51852382abbcc0bd24340f1168d7e0f6a16c076de425fc03197b1f 5e14ac",
	"bottom-right 100 25cc20cfc0c2f581bee9027e031ffb89ffd867de02ac9160d53a750c35d62af8 00bd82",
	"enlarged 100 b483ed9223fe949bde1b736aabefa92769f0d7c0581cfcb905130315d041f0c2 9373dd",
	"- ref512, 7 of 7",
	"- framed, 513 wide",
	"full 100 9483ed9221fe949ade0b726ab7efa927e9f0d7c05a1cfebd04930315d041f0c2 e2d6fe",
	"trim-a 100 cee725f29b36cc08b2cdd18365f41598881f4a9ad64faa3fa6e31713e146f0c2 495408",
	"top-left 100 ad51db334b9921cd7cc2aa72916c579e9bd1eccf76a3a05dff0c5be240162101 fa1211",
	"top-right 100 70f0978fa87c550aa6f453f3f40b3ca155deaa3cdd4e272218b1a24f55b9c454 3eeb9e",
	"bottom-left 100 f78cd695dd71852382abbcc0bd24340f1168d7e0fe816c076de425fc03197b1f 53dfd5",
	"bottom-right 100 15cc20cfe0c2f7c1bee9027e831fe9895dd866dea2bcc160553a550e35d6aa78 2cf6f9",
	"enlarged 100 b483ed9223fe949bde1b736aabefa92769f0d7c0581cfcb905130315d041f0c2 bef3e3",
	"part-1 100 cec725f29b36cc08b2cdc18367f41598889f4a9ad64faa3fa6e31713e146f0c2 17a62e",
	"- ref512, 8 of 8",
	"full 100 b483ed9223fe949bde1b726aa7efa92769f0d7c0581ceeb914930315d041f0c2 0d1c22",
	"- bordered, 98 %",
	"full 100 46875b3926510eb5b8664daaf145c5dc03b256ab26397c43a2dd93f3cb05f44b 2fc953",
	"trim-a 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62689cd55388df2038fa458780d8f3800d7e0c89b1b7f25ede3 2eb0bb",
	"bottom-left 100 a8a772311c792596790df222e8e68392e5f9f23bc3e3383f170c44e9d3526d34 d58f7a",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 96eeae",
	"- ref512, 7 of 7",
	"- bordered, 97 %",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256ab26397c4322dd93f3cb05f44b 955c6b",
	"trim-a 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 3102b7",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 4227de",
	"- ref512, 7 of 7",
	"- bordered, less than 97 % of a row",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256ab26397c4322dd93f3cb05f44b 955c6b",
	"trim-a 100 5caed071ecf328b463ce112a875dbd1cf222542f4ce941d76ed932023a0daddb 92d20a",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 3102b7",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 4227de",
	"- ref512, 8 of 8",
	"- bordered, less than 97 % of a column",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256a326397c43a2dd93f3cb05f44b 55b1f3",
	"trim-a 100 6c39c7354e2b8d7926d20eb4b8660daaf869f45c8954d9c683bcd5a2ed0df40a c26287",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596790df222e8e6839ae5f9f23bc3e1383f170c44e9d3526d34 2c352f",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 8 of 8",
	"- bordered, 96 %",
	"full 100 46875b3926710eb5b8664daaf145c5dc03b256a326397c43a2dd93f3cb05f44b 55b1f3",
	"trim-b 100 09e97c75d0eba1716cd221a463ce512a87cbbddcbb50b316f6289126192d8dfa d613ee",
	"top-left 100 ad4a2a95daab348dc5163857e3b5866a1cd9c316e62599ce749a82f5770e9c1a 598182",
	"top-right 100 737ac4465b9fa62688cd75388df2038fa458780d8f3800d7e0c89b1b7f25ede3 feb6f5",
	"bottom-left 100 a8a772311c792596791df222e8e68392e5f9f23bc3e1383f170c44e9d3526d34 bf038c",
	"bottom-right 100 f04c1fb2790d41ad0b886f0de4bf6f91cc0974f90185c77e3a648a5c372bd8ce 227a51",
	"enlarged 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 7 of 7",
	"- halves, 4 % off",
	"full 100 a59011e356e446552d3af2986de4c16e16eb8a9325937fe17c38f7e6873d2812 01de1d",
	"trim-a 100 b7978de4d09e58e756fc46572d3af2987f84c10c556cda6cc03ec7c70a1f2802 7c8a7d",
	"top-left 100 aa0f558242fcac517782891fc4ef2ec57d18892d05f6aaca7607e97885ec0bb7 e2bd5f",
	"top-right 100 58fcce4aa12448d537669f9972d98c628fb4704bba5c45f3a282fdbc4053b2ec fea9f2",
	"bottom-left 100 6f864e77e626b391b399f31d98d108bca49ae601d30c5186797df5e839228ec9 b30f43",
	"bottom-right 100 2a079b0308b5ef5147fcb707d3c0c5f36235e8f67432eec6110a38ad99fe1c2c 1608a3",
	"enlarged 100 a79011e356e446552d3af2986dc4c16e16eb8a9725937fc1f038e7e69f3d2812 40bc65",
	"- ref512, 7 of 7",
	"- rounded",
	"full 100 2c3a7b70b2c746a98de3e92f6a401a91d72be84c8deb3b94722384ee16996be1 7561b8",
	"trim-b 100 3d916b63c20e1d0f5a1ed24496c7568914d385bfe76fe84c84eb0d9c7911e965 5baea1",
	"top-left 100 28c6d72954d42b6ef42359dca667598b2274dde3029df562119faaabf5500a96 9860bf",
	"top-right 100 0162ee9d5262478fac70529df536a9cf56b0bd4c839b7624b91e03f3fc00b91e e8bf6f",
	"bottom-left 100 d347e7d6e784021b0238aed5e3930fb0ef235e767828104f40dfe5e2f4c1c68d b5c1cf",
	"bottom-right 100 fa9cb8a375faedcd699a026044ce7b97bb1e847ad0d496f8b6d28925a423a422 e1c09e",
	"enlarged 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 987953",
	"- ref512, 7 of 7",
	"full 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 8d533f",
	"trim-b 100 3cd86b63c20a1d4f485ed25496c7568914d295bfc76fe84c84eb0d9c7911eb65 25a05c",
	"- nested, 3 pairs",
	"full 100 4d9a17aad56628d7b35d6a8db728486426b84aca2161d9524ab5758d9a9f6eab d0d5e7",
	"trim-a 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 454aa6d43b32d8a42cc83337cc4ad4cd3bb659a9ad5a56cc6bb699482e6c6733 efc7d5",
	"top-right 100 a091d5e20e9d3136985f66f19aab0985e73a52d0cead05d3720ee9b686d53d4b be80bc",
	"bottom-left 100 b25bb2d46667ca947636d5492654aaed4ca8936ac94a64a991b664a6ad99cddc 116661",
	"bottom-right 100 0935892c3a59ed925831023c92eb258f6d75696ce6c39c6db29cceecdc2ae61b b69fd5",
	"enlarged 100 499a17aad56628d7b359ea8db729586426b84aca216199724ab5758d1a9f6eab 0dd37f",
	"- ref512, 7 of 7",
	"- nested, 4 pairs",
	"full 100 2d75aad9512866a2dd1a2a5791994d65b794628ab1e8cd526c9314eccbc7e3e3 38370a",
	"trim-a 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 d9226d28b6d41b6c449bab2d6557b6d3d92d295ab6d515a8c953365a3b244c99 a3fcc4",
	"top-right 100 1c3362c191b64d5c3235cc8b2f841b7ae2a5b58b1b5ce4b7f4490b86e674c56f 0908f7",
	"bottom-left 100 4aa9b66c68b1b2ad4a56b6ada95a6d56db5425b5b5a24925a6d24a9652d5926e a5348d",
	"bottom-right 100 32db75e3df2d306c05f1aff4ff78f8c080b12d2c38f38035999d626c4e2c131a 027183",
	"enlarged 100 2a75aadd512866a2d51a2ad791995d65b734628ab1e8cd526cb315eccbc563a3 2a0a6a",
	"- ref512, 7 of 7",
	"- nested, 5 pairs",
	"full 100 55aa2653cd4dbaa751ac237692d96c63d5157ac69aad451a2f12d4ac6ac538e3 4d90a8",
	"trim-a 100 9c7428c75a111eb1e56851a60542d29689f3765f6e45a6b490bd5db946fe9aaa 61d324",
	"trim-b 100 a78bcc393c64e98c8eddd2b5a8d172b9c94b44dcfb052ea053a993184e96b3aa a4ff4f",
	"top-left 100 b6b06b4825b4da4b24b5cb4baad554b6694baab5d52a694596b49d696d94b268 7df46b",
	"top-right 100 be6930964544bab964e281165a3936a7c95a3eb595cbe9963679c9c2a216756d 8ad74c",
	"bottom-left 100 96db6daa96ca6ab594aaa95529255a69a52655554a4ab6b54a52d652d5552db6 0f3de4",
	"bottom-right 100 6b04bcda63930ba75e6bf403811f037b525365888c5abe31ccd53a74672c9bda 08f070",
	"enlarged 100 55aa6653cd4dbae551ac2376b2db4c63c5157ad69aacc50a2f12d4a86ac538e3 d52ac9",
	"- ref512, 8 of 8",
	"- flat",
	"full 0 00002c4b113411341134000000002c4b1134113411342c4b11345e0182001134 d5079f",
	"- ref512, 1 of 1",
	"- faint, quality 46",
	"full 46 ed641d23f08b9c272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 4c284f",
	"- ref512, 1 of 1",
	"- faint, quality 94",
	"full 94 ed645d23f08b98272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 51b519",
	"trim-b 56 b0f6137382f3b5b40f1459a8505c456bfaec3ad245f062a86b7bc1e4bf0d1a2d f9de16",
	"enlarged 94 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 3 of 3",
	"- faint, a quarter of quality 50",
	"full 100 e6ed4cf4e7b6663839349e65db98ea2ec463e511ab944e465a25a13b71c2c05a 969732",
	"top-left 50 8244a122aba5d55953b10bb1255d354e5fae4ad75b7639f29487b7b056a16bc2 67fea6",
	"enlarged 100 a6ed4cfce7b766382934be65da98ea2ec463e531a9944e465a25a12b71cac05a b10100",
	"- ref512, 3 of 3",
	"- faint, quarters of quality 65 to 71",
	"full 100 ed645d23f08b98272937744f9ac87aff1aa6a74918838dd35725e124eeb490c5 303591",
	"top-left 69 10f4f5a6fa9420e76f4e5c0f7ac3d85350feb5e0d201256bb7bb5c2804d14adc f17ff2",
	"top-right 65 44970ea95ce31feae11e09e66a6505c9ed13c55abbb1e4662c0b3c9f5ad12a99 e94b4f",
	"bottom-left 67 7528d69ae72e58b954624193724cbbb16ed57225891edcf75321ae9c00577b49 2ace2c",
	"bottom-right 71 40afd41f6fe345f0dfaca35bfe0265c800b5bba5bd3c80307bc820975183fac6 f10dec",
	"enlarged 100 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 6 of 6",
	"- stacked",
	"full 100 71538e85690b5fd74aa9c4864704e2b5d28a52bb934f93789f2f33709aaf9c48 7c40fb",
	"trim-b 100 09d0e4c6b4b7485cef65fda801921e1275b9d0916b474e06c7a412bb9f6e9b79 18f2ee",
	"top-left 100 aa6e64fc9bec337a25129136b47e5dcadb80e2794891db9054df341be13e016c 8ab20a",
	"top-right 100 dce7ec23d48325baf3dce74c251b40dc89958d6c016d0149fe4af3c254d0fee2 b4d258",
	"bottom-left 100 89ac6f2da276001e5d5a366148c9a257555f49bd46c6ba07d9b8f76409b3f744 20a90a",
	"bottom-right 100 dfb9fd0500bc9b1875c22263b89f0678f914ac8d572bdf99e746542919d31c34 4873b7",
	"enlarged 100 31578e85690b5fd74aadc4864704c2b5d28a52bb934f9f789f2f33709aaf1848 fae207",
	"part-1 100 ee5405bfb398584fa4c36b3693d58ea968a815567f51a8b595ce28b09e8f2c58 eb1c0c",
	"- ref512, 8 of 8",
	"- mirrored",
	"full 100 2c48a9e91b3f31a6397f092dd1357d0fb782c6155d355193e56015834759f4ce 67c1fc",
	"top-left 100 31dc5721c8e7d5c76dad165931ba0abb14eae56f5e27e126e0c1ef3489055113 c0b333",
	"top-right 100 659d16749db600933bf8470c41efdfeec3ef303a4b72a573b5147261bcd00446 b07730",
	"bottom-left 100 2695a2b5378d8954951a9d544fb0bf23fc2328cbe5eb8b621acd719922e6a98d dfd466",
	"bottom-right 100 f7c0f5e0c2d89c01824fc0011bed0ae6ab74fd1ca0bade274f986dcc75a3fc98 17293d",
	"enlarged 100 5859e9f91a6a55f7b86a58799975685fe1d6961519650086e16505d7165ba59a 774588",
	"part-1 100 f46261eeef373e4dfce73a26e584c463b2d965908f24fd09a1c49909511343cb add222",
	"part-2 100 e3f734bb3262fb50a9f24e7321f1b136ef9c60c59271aa5cf491885c04471c9e bef36b",
	"- ref512, 8 of 8",
	"- collage 4",
	"full 100 64cdeb42a11110aa76c56975f316499c7367160a88ff6d2343d2d2bb241f5fad 1d979c",
	"top-left 100 2821c8a82ba30a9938d96226e8fdf27bd2cd72a8a3edcd5aed5988a75284f967 9c0e5c",
	"top-right 100 a5c8ec1b7e7d9f245674169cf1c6aa719abd3f20c807a87461eb4d30a24e18cf 946be9",
	"bottom-left 100 b6200a8c0ad2c8b68d9fa971d6b595dd69db4a3da9f93a1cc2c57050330a2ffe 9e8098",
	"bottom-right 100 4512931cda0f248931b74d122ffc908b0a1f7b6af76fa837a7c35772e144f0e2 77964d",
	"enlarged 100 64cdab42b11110aa7ec56974f3164b8d7363160a88ff6c2343d2f2bb241f5fad 90022d",
	"part-1 100 8a1f7fe4bd946e02ef07a8b54814e87da7e3554ee8a10732e044bacf0f1dd063 a7380c",
	"part-2 100 40cb504c70c057aca1fd235ecdfa7d3ac751bd328aafc081720c89d7d143ef7a 9b2d19",
	"- ref512, 8 of 8",
	"- collage 15",
	"full 100 68926729817b2f498254a3fffa52fc301cca8f9b22f971b5101a8d68f047afe6 a1d4f9",
	"top-left 100 f7336ef5c81653e6fb121aaea7c8b2803c882d12718ebbe6b1a0945e6ba431e9 4b0ba4",
	"top-right 100 e8d16a9996f7c09f9bed95a879b00f25ed182d23ec85f2ac964e71a90374a690 ee1720",
	"bottom-left 100 3547ada42fa17de0d897e5144e255d22796a6b7062a4d04f8d6991d9e723e0be 94c324",
	"bottom-right 100 4a5d7170dffe08d868e34677d0fc1109323d840b6e65f9dbac0736bc71065c3a 292514",
	"enlarged 100 6c927729817b2f498254a3fbfa52dc301cca879b32f961b5105a8d68f047afe6 8a9fdd",
	"part-1 100 a73ced036ff200176c05f99c66a4d2e9944f37bce94b3a7931468e12a78579a8 f96325",
	"part-2 100 3c882e5085966932638491dfbff6fae4b92db59aa40e584d6f0220ac13e1ddfd 7303e4",
	"- ref512, 8 of 8",
	"- ramp, 14 at the fifth",
	"full 100 51816383e425ddddcceebfde6feed99bfb995501a27e5101b381550346464103 c4d6f7",
	"top-left 100 bb53e88b02ffff60bd1540820260bd55bf40a89f609f02afa09ebf9e9e609a6a 4c57a1",
	"top-right 100 20040000afaaaebfb8174060efff0006f817ffdfaae9dffc5d55e0002014bfbf ae7a80",
	"bottom-left 100 402f9aff400002af02fb2bff4661b9551ff7b81fbf40babf5fe0e59f02690010 43f6a4",
	"bottom-right 100 47e9aebadb7d4fea07ffaebadfe95014a800081e20142597d95f4b6907ff4000 c4bd8f",
	"enlarged 100 5a678f9c264e360a01773c2f5cb810657c7d4053c3acdbac65ba36be224a739e 78480b",
	"- ref512, 6 of 6",
	"- ramp, 8 at the fifth",
	"full 100 73036303c88ddd9dcceebbfe6fee1913bbbb5501a2fe4d81b38155834046c103 8e1dc6",
	"top-left 100 ba22f55502ffffe0bc9460130260ba00bfc0a89fa09f01ffa09ebfde9e609aaa 3b5bdf",
	"top-right 100 249c57f5aeaaaebf2013db61aabd209e0017201eeae95f6451550016209eaebf 2a386a",
	"bottom-left 100 404f8aef444101ff017f2bff47611515aaeab89fbe00985f5fe0e99f42655514 90fbb4",
	"bottom-right 100 d7e8aeaa5965eeea77fdaebadf605554a88a0016209625160010db6977ee5555 9ed496",
	"enlarged 100 1a679b9d2e4cb60a00ef1c2d5cb81065767d4253c3acdbac65ba33bea24a729e f52dee",
	"part-1 100 bc00bc140000ffff4620eaa06117ffbfb99fbc9e802fb81abea0be90f896b81e f0aac7",
	"- ref512, 7 of 7",
	"- reduced by 2",
	"full 100 9b444e469603cf38944fb9ef3293a13e0356d4e0396c227daafb11b97de06d4a 91565e",
	"top-left 100 331923966617478fdf1bba3d2a3cd8bd7939f03389271263289a29aa535e88ec 6110f8",
	"top-right 100 44291e9d38f1728bb219a629347df07130c565d2edd3438e555ca1137aafbd56 59d728",
	"bottom-left 100 e836bb1f431ad7896418ddccba46ac925cdab6d64103c3cfbf1108b56aed4332 989b20",
	"bottom-right 100 6166cad9330641684b77ce87743ad85eb9f24136000567f39c65c08da626fffd 59392f",
	"- ref512, 5 of 5",
	"full 100 9b441e469603cf38144fb9ef3293e13e0656d4e0396c227daadb11b97de06d5a 79489b",
	"- reduced by 4",
	"full 100 3c423af511c6a5566a00931b15b1a1270fe53be97282d5b3c42fdfa87d2e2fcc e464bb",
	"top-left 100 d6ddb49327b46d05487c324126de65924f21114dffb4cc53733dcc49a391077b 19c900",
	"top-right 100 1f8cfe7f4ff00c0fd9e6f7306497e9b0e8709094b6a66c9909b1cd4892da3151 294073",
	"bottom-left 100 1bc12fa193c3b70942c7978dab1f3ab421e3cfc4fc6053d3afbc437e660500d8 b3bf7e",
	"bottom-right 100 f7a5e539294382bced438a5a2691f9a434160db53a2955a6997d7cf2812364ef 93c8d7",
	"- ref512, 5 of 5",
	"full 100 3c423af513c6a5566a00931b15b1a0270fe53be97282d5b3c42fdf887d2eafcc a4487f",
	"top-left 100 d6d5b4b327b46d05487c32512ede65924f21114dfeb4c853733dcc49a391077b 49dc59",
	"top-right 100 1f8cfe3fcff00c0fd9c6f7306497e9b0e8709094b6a66c993931cd4892da3151 fa2f6a",
	"bottom-left 100 1bc16fa197c3bf0942c7b78d2a1f3ab421e3cfc4fc6013d3af3c437e660500d8 ac8822",
	"bottom-right 100 f7a7e539294382bced438a5a2691f9a424160db53a2955a6b97d74f2812364ef 7b2e2e",
	"- reduced by 8",
	"full 100 1d2f0d598316b72ae238eed45ea03790d34e13bd6d2d13f83b155c4632a38cbe 0f60c8",
	"top-left 100 5688f41cab955e9a53a80c980ac407dd833bc3037496f1bcf979b95bd1784ead 489daa",
	"top-right 100 584e206662d4dfe7769c2cd2eb152a071affb796ad26874c6bc01273abc4d348 ce55d6",
	"bottom-left 100 6d03cfd87c33c17a0dd87317c634086cf331feec2144da56aacfdb0e52520ea3 1c52e2",
	"bottom-right 100 886699ecb85c33eae3e346838d8218b871d37b1366f6883450f666eca7293cf5 473793",
	"- ref512, 5 of 5",
	"full 100 1d2f29590316372ae238eed457a03790d34e13bd6d2d33f83b15dc4632a38cbe 09b26c",
	"top-left 100 5688f51d8b955e9a17e80c980ac407dd823b83037496f1bcf979b95b93784ead 9f17b8",
	"top-right 100 180e206662d4dfe7769c2dd3eb152a075affb786ad26874c6bc01273ab84d748 bd535d",
	"bottom-left 100 6d03ced87c33c17a1fd873178634086cf331feec2144da56aacfdb0e52520ea3 d0a349",
	"bottom-right 100 886699ecba5c33eae7e346838d8218b871936b1366f6883450f666eca7293cf5 62ecfa",
	"- forms",
	"original 864e2eb879a68489a11deec4bcb6dac7a8c17c331249484f541ec4f9ea1eeaf3",
	"rot90 9f83d2a02cc39c1767d329b3c522d7ff77857a4a2045b5b0d83e50c5a35be60a",
	"rot180 d31b94122cf32e23f448446ee9e3706dfd94d6994f1ce2e5014b6e53bf4b4059",
	"rot270 cad6700a7b9676bd32a6831990777d5522d0d0e077101f1a8d6bfa6ff62e4ca0",
	"flipx 864ef16779a67b76a11d113bbcb62538b8c183cc1a4fb7b0541ebb06ea1e170c",
	"flipy d31b4bcd2cf3d1dcb448bb91c9c38f92ed94296647181d1a014b11acbf4bbda6",
	"flip_plus1 9f87255f6ec3236867d3d64cc5232800778585b562454a4fd83eaf1aa35b19f5",
	"flip_minus1 cad28ff53b96c9c232a67ce6907682aa22d02f1f3710e0e58d6b05b0f60eb35f",
	"- 510 crops 1dcac6fcae2d9968",
};

Test(golden, fast)
{
	expect_golden((struct sicht_hash_options){.windows = SICHT_WINDOWS_STANDARD}, fast_golden,
		LENGTH(fast_golden));
}

static const char *const thumbnail_exact_golden[] = {
	"- grey 400x301",
	"thumbnail 100 faf45eeb8f36d2c27b080b125ade188d8729d2875a670b92c5e307fde5046326 3a8c15",
	"- ref512, 1 of 1",
	"- colour 301x400",
	"thumbnail 100 864e3eb879a68489a11dec84bcb6dac7a8c17c33124b484f541ec4f9ea1eeaf3 8950f3",
	"- ref512, 1 of 1",
	"- grey 4x40",
	"- ref512, 0 of 0",
	"- grey 40x4",
	"- ref512, 0 of 0",
	"- grey 5x40",
	"thumbnail 100 8d9c78e176637be1889dc98d6fa4851e7562905b6da465265aa19dd8851e9ad9 88dff7",
	"- ref512, 1 of 1",
	"- grey 40x5",
	"thumbnail 100 2cedd312d312ace691b553e42824d3f4b9b5ecf6d3122ced2ced5309464aac1b 512378",
	"- ref512, 1 of 1",
	"- grey 9x10",
	"thumbnail 100 a5b5e5b0c630fd802266a63d49da59cacd99027f19cf1a4fd8cac1f86633f621 40b9eb",
	"- ref512, 1 of 1",
	"- grey 10x10",
	"thumbnail 100 349d0c7e8e77cc62fc01ba1443ab43eb13bc339df188f301cb62749e9b3664ca 766486",
	"- ref512, 1 of 1",
	"- colour 11x12",
	"thumbnail 100 17fb98c03875702001bfc79f47aa673fe8008dd8306d296f4fadc98aa756c789 a5f01f",
	"- ref512, 1 of 1",
	"- grey 63x65",
	"thumbnail 100 6eea76622ce77893818b3277d5888ced7ad8ce242dcb87b430e6a5ac10637d85 544a10",
	"- ref512, 1 of 1",
	"- grey 64x64",
	"thumbnail 100 6eea76622ce77893818b3277d5888ced7ad0ce242dcba7b430e4a5ac11637d85 ed5399",
	"- ref512, 1 of 1",
	"- colour 64x64",
	"thumbnail 100 84a7576a0939e40cc56b6b1348394b3e69378157a06b7a6a0d7efcfcb4ed2413 f950dc",
	"- ref512, 1 of 1",
	"- colour 128x129",
	"thumbnail 100 fe06cc28a116f58a488fa7c333a989d704de6647d8142998fdd214dbd76b7307 e19cb3",
	"- ref512, 1 of 1",
	"- grey 383x384",
	"thumbnail 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 1 of 1",
	"- grey 384x383",
	"thumbnail 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 1 of 1",
	"- grey 384x384",
	"thumbnail 100 1f65419a27f181a11847e92ff46f933a46f173709bb94871287e39f230dfc544 ff1dd3",
	"- ref512, 1 of 1",
	"- colour 255x600",
	"thumbnail 100 e8c28d6aba69952e90583aebf0ca3c7e98c3fdd35649f5c014737908a3297707 67f3c6",
	"- ref512, 1 of 1",
	"- grey 512x512",
	"thumbnail 100 901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba 3fc3ca",
	"- ref512, 1 of 1",
	"- grey 513x200",
	"thumbnail 100 cb2a13a0608ddc1a9451a711fd867398163cc7260d5aecde49fdad6937bb7905 e2a438",
	"- ref512, 1 of 1",
	"- colour 200x513",
	"thumbnail 100 ad1ab3535e1e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b a23a3d",
	"- ref512, 1 of 1",
	"- grey 1025x641",
	"thumbnail 100 3e32378a467b05783df6f85f8827248d6dd0df8003f10d2754ec69a3e9648fd4 8eaf5a",
	"- ref512, 1 of 1",
	"- framed by 60 and 0",
	"thumbnail 100 c23ee5cae51b3efd9f245674179cef40ba191eb5ee03c815686a4503aa3418cf 1e98cf",
	"- ref512, 1 of 1",
	"- framed by 0 and 41",
	"thumbnail 100 c23ee5cae51b3efd9f245674179cef40ba191eb5ee03c815686a4503aa3418cf 1e98cf",
	"- ref512, 1 of 1",
	"- framed by 31 and 17",
	"thumbnail 100 c23ee5cae51b3efd9f245674179cef40ba191eb5ee03c815686a4503aa3418cf 1e98cf",
	"- ref512, 1 of 1",
	"- framed, an eighth is left",
	"thumbnail 100 c23ee4dae55b3efd97241774139cff40ba190eb5ef43e815286a4583ab34004f f33d52",
	"- ref512, 1 of 1",
	"- framed, less is left",
	"thumbnail 100 66666666326499b3cc66cc66cccccccc9999cf333332c999cccc3333cccc3333 df2222",
	"- ref512, 1 of 1",
	"- framed, 512 wide",
	"thumbnail 100 cee725f2db36cc08b2cdc18267f49498881f4a8ad64fba3fa6e31713e146f0c2 025482",
	"- ref512, 1 of 1",
	"- framed, 513 wide",
	"thumbnail 100 cee725f2db36cc08b2cdc18267f49498881f4a8ad64fba3fa6e31713e146f0c2 a01624",
	"- ref512, 1 of 1",
	"- bordered, 98 %",
	"thumbnail 100 09e97c65d0ebb2716cf220b463ce512a07cbbddcab50b316f628b126192d8dfa 5adc2b",
	"- ref512, 1 of 1",
	"- bordered, 97 %",
	"thumbnail 100 09e97c65d0ebb2716cf220b463ce512a07cbbddcab50b316f628b126192d8dfa 5adc2b",
	"- ref512, 1 of 1",
	"- bordered, less than 97 % of a row",
	"thumbnail 100 54aed079ccf308b463ce112aa75dbd1cf222542f4ce949d76e99b2023a0daddb 887277",
	"- ref512, 1 of 1",
	"- bordered, less than 97 % of a column",
	"thumbnail 100 6c3b87355e2b8f7926f20eb438660daaf861f45c895499c683bcd5a2ed0df40a 07e89e",
	"- ref512, 1 of 1",
	"- bordered, 96 %",
	"thumbnail 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 1 of 1",
	"- halves, 4 % off",
	"thumbnail 100 b7978de4c49e50e756fc46572d3af29a7f84c10c556cda6c803ec7c70a3f2802 3fa184",
	"- ref512, 1 of 1",
	"- rounded",
	"thumbnail 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 987953",
	"- ref512, 1 of 1",
	"- nested, 3 pairs",
	"thumbnail 100 a783cc393c64e98c8fddd2b5a8d172bdc9cb44dcdb052ca053a991184e96b3ea 83b248",
	"- ref512, 1 of 1",
	"- nested, 4 pairs",
	"thumbnail 100 a783cc393c64e98c8fddd2b5a8d172bdc9cb44dcdb052ca053a991184e96b3ea 83b248",
	"- ref512, 1 of 1",
	"- nested, 5 pairs",
	"thumbnail 100 9c3428c77a111ab0a56951ae0542d29689f3365f6e45a6b590bd5db966fe9aaa 44e1aa",
	"- ref512, 1 of 1",
	"- flat",
	"- ref512, 0 of 0",
	"- faint, quality 46",
	"- ref512, 0 of 0",
	"- faint, quality 94",
	"thumbnail 95 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 1 of 1",
	"- faint, a quarter of quality 50",
	"thumbnail 100 a6ed4cfce7b766382934be65da98ea2ec463e531a9944e465a25a12b71cac05a b10100",
	"- ref512, 1 of 1",
	"- faint, quarters of quality 65 to 71",
	"thumbnail 100 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 1 of 1",
	"- stacked",
	"thumbnail 100 31578e85690b5fd74aadc4864704c2b5d28a52bb934f9f789f2f33709aaf1848 fae207",
	"- ref512, 1 of 1",
	"- mirrored",
	"thumbnail 100 5859e9f91a6a55f7b86a58799975685fe1d6961519650086e16505d7165ba59a 774588",
	"- ref512, 1 of 1",
	"- collage 4",
	"thumbnail 100 64cdab42b11110aa7ec56974f3164b8d7363160a88ff6c2343d2f2bb241f5fad 90022d",
	"- ref512, 1 of 1",
	"- collage 15",
	"thumbnail 100 6c927729817b2f498254a3fbfa52dc301cca879b32f961b5105a8d68f047afe6 8a9fdd",
	"- ref512, 1 of 1",
	"- ramp, 14 at the fifth",
	"thumbnail 100 5cfd88a805838afc54559874af8a6f8b09aa6fab007530576f8a75c36f8a55cb 129cec",
	"- ref512, 1 of 1",
	"- ramp, 8 at the fifth",
	"thumbnail 100 5cfd23aa0583887c5455885c2baa67a323aa67ab0075c45567aa67e367aa77e3 513ec1",
	"- ref512, 1 of 1",
};

Test(golden, thumbnail_exact)
{
	expect_golden((struct sicht_hash_options){.thumbnail = true, .exact = true},
		thumbnail_exact_golden, LENGTH(thumbnail_exact_golden));
}

static const char *const thumbnail_fast_golden[] = {
	"- grey 400x301",
	"thumbnail 100 faf45eeb8f36d2c27b080b125ade188d8729d2875a670b92c5e307fde5046326 3a8c15",
	"- ref512, 1 of 1",
	"- colour 301x400",
	"thumbnail 100 864e3eb879a68489a11dec84bcb6dac7a8c17c33124b484f541ec4f9ea1eeaf3 8950f3",
	"- ref512, 1 of 1",
	"- grey 4x40",
	"- ref512, 0 of 0",
	"- grey 40x4",
	"- ref512, 0 of 0",
	"- grey 5x40",
	"thumbnail 100 8d9c78e174637be1889dcb8d6da4851e7562905b6da465265aa19fd8851e9ad9 881c79",
	"- ref512, 1 of 1",
	"- grey 40x5",
	"thumbnail 100 2cedd312d312ace691b553e42824d3f4b9b5ecf6d3122ced2ced5309464aac1b f2d07d",
	"- ref512, 1 of 1",
	"- grey 9x10",
	"thumbnail 100 25b5e5b0c630fd803266a63d49da59cacd99027f19cf1a4fd8cac1f86633f621 49e873",
	"- ref512, 1 of 1",
	"- grey 10x10",
	"thumbnail 100 349d0c7e8e77cc62fc01ba1443ab43eb13bc339df188f301cb62749e9b3664ca 732506",
	"- ref512, 1 of 1",
	"- colour 11x12",
	"thumbnail 100 17fb98c03875702001bfc79f47aa673fe8008dd8306d296f4fadc98aa756c789 a5f01f",
	"- ref512, 1 of 1",
	"- grey 63x65",
	"thumbnail 100 6eea76622ce77893818b3277d5888ced7ad8ce242dcb87b430e6a5ac10637d85 8efc3f",
	"- ref512, 1 of 1",
	"- grey 64x64",
	"thumbnail 100 6eea76622ce77893818b3277d5888ced7ad0ce242dcba7b430e4a5ac11637d85 8aa8ab",
	"- ref512, 1 of 1",
	"- colour 64x64",
	"thumbnail 100 84a7576a0939e40cc56b6b1348394b3e69378157a06b7a6a0d7efcfcb4ed2413 f950dc",
	"- ref512, 1 of 1",
	"- colour 128x129",
	"thumbnail 100 fe06cc28a116f58a488fa7c333a989d704de6647d8142998fdd214dbd76b7307 e19cb3",
	"- ref512, 1 of 1",
	"- grey 383x384",
	"thumbnail 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 1 of 1",
	"- grey 384x383",
	"thumbnail 100 63373990887286bedb0bcfa842ec9974474cd99eddd646e222536363a03db64e 5c9973",
	"- ref512, 1 of 1",
	"- grey 384x384",
	"thumbnail 100 1f65419a27f181a11847e92ff46f933a46f173709bb94871287e39f230dfc544 ff1dd3",
	"- ref512, 1 of 1",
	"- colour 255x600",
	"thumbnail 100 e8c28d6aba69952e90583aebf0ca3c7e98c3fdd35649f5c014737908a3297707 67f3c6",
	"- ref512, 1 of 1",
	"- grey 512x512",
	"thumbnail 100 901bb3d838f670e6c3e0863f8b3c1126f44670969c3f226ccfdc05f184adfcba 3fc3ca",
	"- ref512, 1 of 1",
	"- grey 513x200",
	"thumbnail 100 cb2a13a0608ddc1a9451a711fd867398163cc7260d5aecde49fdad6937bb7905 e2a438",
	"- ref512, 1 of 1",
	"- colour 200x513",
	"thumbnail 100 ad1ab3535e1e86a1a9c9ec28a4a7dd33eb3cd0144999a786ed963134af09535b a23a3d",
	"- ref512, 1 of 1",
	"- grey 1025x641",
	"thumbnail 100 3e32378a467b05783df6f85f8827248d6dd0df8003f10d2754ec69a3e9648fd4 8eaf5a",
	"- ref512, 1 of 1",
	"- framed by 60 and 0",
	"thumbnail 100 c23ee5cae51b3efd9f245674179cef40ba191eb5ee03c815686a4503aa3418cf 1e98cf",
	"- ref512, 1 of 1",
	"- framed by 0 and 41",
	"thumbnail 100 c23ee5cae51b3efd9f245674179cef40ba191eb5ee03c815686a4503aa3418cf af0c95",
	"- ref512, 1 of 1",
	"- framed by 31 and 17",
	"thumbnail 100 c23ea5cae51b3efd9f245674179cef40ba191eb5ee03e815686a4503aa3418cf 77e292",
	"- ref512, 1 of 1",
	"- framed, an eighth is left",
	"thumbnail 100 c23ee4dae55b3efd97241774139cff40ba190eb5ef43e815286a4583ab34004f f33d52",
	"- ref512, 1 of 1",
	"- framed, less is left",
	"thumbnail 100 66666666326499b3cc66cc66cccccccc9999cf333332c999cccc3333cccc3333 df2222",
	"- ref512, 1 of 1",
	"- framed, 512 wide",
	"thumbnail 100 cee725f2db36cc08b2cdc18267f49498881f4a8ad64fba3fa6e31713e146f0c2 49d8de",
	"- ref512, 1 of 1",
	"- framed, 513 wide",
	"thumbnail 100 cee725f2db36cc08b2cdc18267f49498881f4a8ad64fba3fa6e31713e146f0c2 cca748",
	"- ref512, 1 of 1",
	"- bordered, 98 %",
	"thumbnail 100 09e97c65d0ebb2716cf220b463ce512a07cbbddcab50b316f628b126192d8dfa 5adc2b",
	"- ref512, 1 of 1",
	"- bordered, 97 %",
	"thumbnail 100 09e97c65d0ebb2716cf220b463ce512a07cbbddcab50b316f628b126192d8dfa 5adc2b",
	"- ref512, 1 of 1",
	"- bordered, less than 97 % of a row",
	"thumbnail 100 54aed079ccf308b463ce112aa75dbd1cf222542f4ce949d76e99b2023a0daddb 887277",
	"- ref512, 1 of 1",
	"- bordered, less than 97 % of a column",
	"thumbnail 100 6c3b87355e2b8f7926f20eb438660daaf861f45c895499c683bcd5a2ed0df40a 07e89e",
	"- ref512, 1 of 1",
	"- bordered, 96 %",
	"thumbnail 100 46875f7926730eb538664daaf14585dc03b256a366397c4322dd93f3cb05b44b 634f19",
	"- ref512, 1 of 1",
	"- halves, 4 % off",
	"thumbnail 100 b7978de4c49e50e756fc46572d3af29a7f84c10c556cda6c803ec7c70a3f2802 3fa184",
	"- ref512, 1 of 1",
	"- rounded",
	"thumbnail 100 2d3a7b70b2c744a98dc3e92f6a401a91d72be84c8deb3b94f22384ee16996be1 987953",
	"- ref512, 1 of 1",
	"- nested, 3 pairs",
	"thumbnail 100 a783cc393c64e98c8fddd2b5a8d172bdc9cb44dcdb052ca053a991184e96b3ea 83b248",
	"- ref512, 1 of 1",
	"- nested, 4 pairs",
	"thumbnail 100 a783cc393c64e98c8fddd2b5a8d172bdc9cb44dcdb052ca053a991184e96b3ea 83b248",
	"- ref512, 1 of 1",
	"- nested, 5 pairs",
	"thumbnail 100 9c3428c77a111ab0a56951ae0542d29689f3365f6e45a6b590bd5db966fe9aaa 44e1aa",
	"- ref512, 1 of 1",
	"- flat",
	"- ref512, 0 of 0",
	"- faint, quality 46",
	"- ref512, 0 of 0",
	"- faint, quality 94",
	"thumbnail 94 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 1 of 1",
	"- faint, a quarter of quality 50",
	"thumbnail 100 a6ed4cfce7b766382934be65da98ea2ec463e531a9944e465a25a12b71cac05a b10100",
	"- ref512, 1 of 1",
	"- faint, quarters of quality 65 to 71",
	"thumbnail 100 ed645d61f08b9c272937744f9ac87afe1aa6a74918838dd35725e124eeb490c5 3e2c4d",
	"- ref512, 1 of 1",
	"- stacked",
	"thumbnail 100 31578e85690b5fd74aadc4864704c2b5d28a52bb934f9f789f2f33709aaf1848 fae207",
	"- ref512, 1 of 1",
	"- mirrored",
	"thumbnail 100 5859e9f91a6a55f7b86a58799975685fe1d6961519650086e16505d7165ba59a 774588",
	"- ref512, 1 of 1",
	"- collage 4",
	"thumbnail 100 64cdab42b11110aa7ec56974f3164b8d7363160a88ff6c2343d2f2bb241f5fad 90022d",
	"- ref512, 1 of 1",
	"- collage 15",
	"thumbnail 100 6c927729817b2f498254a3fbfa52dc301cca879b32f961b5105a8d68f047afe6 8a9fdd",
	"- ref512, 1 of 1",
	"- ramp, 14 at the fifth",
	"thumbnail 100 5a678f9c264e360a01773c2f5cb810657c7d4053c3acdbac65ba36be224a739e 78480b",
	"- ref512, 1 of 1",
	"- ramp, 8 at the fifth",
	"thumbnail 100 1a679b9d2e4cb60a00ef1c2d5cb81065767d4253c3acdbac65ba33bea24a729e f52dee",
	"- ref512, 1 of 1",
	"- reduced by 2",
	"thumbnail 100 9b4c1e469603cf38144fb9ef3293e13e0616d4e0396c227daadb11b97de06d5a 65070f",
	"- ref512, 1 of 1",
	"- reduced by 4",
	"thumbnail 100 3c423af513c6a5566a00931b15b5a0270fe13be97282d5b3c42fdf887d2eafcc e6be9b",
	"- ref512, 1 of 1",
	"- reduced by 8",
	"thumbnail 100 1d0f29590316376ac238eed417a03790d34e33bd6d2d33f83b15dc4672a38cbe 0ab82a",
	"- ref512, 1 of 1",
};

Test(golden, thumbnail_fast)
{
	expect_golden((struct sicht_hash_options){.thumbnail = true}, thumbnail_fast_golden,
		LENGTH(thumbnail_fast_golden));
}
