/* SPDX-License-Identifier: MIT */
/*
 * bench-robustness: which edits of a picture its hashes survive, and which strangers they take for
 * it. See robustness.h.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/robustness/robustness.h"
#include "tests/samples/samples.h"

#define COUNT_MAX 1000000

/* Pictures between two rests of the decoders: their jobs may all fall to one of them. */
#define PICTURES_AT_ONCE (HASHING_JOBS / EDITS_MAX)

static const char usage[] =
	"usage: bench-robustness [DIR] [OPTION...]\n"
	"\n"
	"Edits the pictures of DIR, or generated ones, in 74 ways and some more, hashes them as\n"
	"sicht does, and prints the share that is found again, and how often unrelated pictures\n"
	"are taken for each other.\n"
	"\n"
	"  --pictures N   photographs in all (1500)\n"
	"  --edited N     of these, the first so many are edited (200)\n"
	"  --pages N      generated pages, drawings and screens among them (300)\n"
	"  --documents N  generated documents among them, of every class as many (0)\n"
	"  --seed N       of what is generated (1)\n"
	"  --only TEXT    only the edits whose name holds TEXT\n"
	"  --tsv FILE     recall by edit, as tab-separated values\n"
	"  --svg FILE     recall by edit, as a chart\n"
	"  --pairs FILE   every edited picture: its distances, and what they rest on\n"
	"\n"
	"Threads: OMP_NUM_THREADS.  Example: bench-robustness ~/photos --edited 100 --svg a.svg\n";

void bench_fail(const char *what)
{
	fprintf(stderr, "bench-robustness: %s\n", what);
	exit(2);
}

/* ----------------------------------------------------------------------------------- the known */

static struct sicht_window_print *keep(const struct sicht_print *print)
{
	size_t size = print->window_count * sizeof *print->windows;
	struct sicht_window_print *kept = malloc(size);
	if (kept == NULL)
		bench_fail("no memory");
	memcpy(kept, print->windows, size);
	return kept;
}

static const struct sicht_hash_options examined_side = {
	.profiles = 1u << SICHT_PROFILE_FULLRES,
	.windows = SICHT_WINDOWS_DEFAULT,
	.all_forms = true,
};

/* False: the picture has no hash. */
static bool hash_known(const struct pictures *pictures, size_t index, struct hashing *hashing)
{
	const struct options *options = pictures->options;
	struct picture *picture = &pictures->items[index];
	SICHT_DEFER(sicht_sample_free) VipsImage *image = picture_image(pictures, index);
	struct sicht_hash_options known_side = {
		.profiles = 1u << SICHT_PROFILE_FULLRES,
		.windows = index < options->edited ? SICHT_WINDOWS_CROPS : SICHT_WINDOWS_DEFAULT,
		.exact = true,
	};
	struct sicht_print print;
	bool file = options->directory != NULL && index < pictures->photos;
	if (image == NULL)
		return false;
	if (file ? !hashing_file(hashing, picture->name, &known_side, &print)
		 : !hashing_image(hashing, image, ".jpg[Q=92]", &known_side, &print))
		return false;
	picture->known = keep(&print);
	picture->known_count = print.window_count;
	if (!hashing_image(hashing, image, ".jpg[Q=85]", &examined_side, &print))
		return false;
	picture->examined = keep(&print);
	picture->examined_count = print.window_count;
	return true;
}

static size_t lesser(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void hash_all(struct pictures *pictures, struct hashing *hashing)
{
	const size_t at_once = HASHING_JOBS / 2;
	for (size_t first = 0; first < pictures->count; first += at_once) {
		size_t end = lesser(first + at_once, pictures->count);
#pragma omp parallel for schedule(dynamic, 1)
		for (size_t i = first; i < end; i++) {
			if (!hash_known(pictures, i, hashing))
				fprintf(stderr, "bench-robustness: no hash of %s\n",
					pictures->items[i].name);
		}
		hashing_rest(hashing);
	}
}

/* ----------------------------------------------------------------------------------- the edits */

/* Below the quality rule a picture is known by its digests alone. */
static bool is_flat(const struct picture *picture)
{
	return picture->known_count == 0 || picture->known[0].quality < SICHT_QUALITY_MIN;
}

struct run {
	struct results *results;
	struct hashing *hashing;
	const struct index *index;
	FILE *pairs; /* or NULL */
};

static void tell_pair(
	const struct run *run, const char *name, const char *edit, const struct nearest *nearest)
{
	char window[SICHT_WINDOW_NAME_SIZE], known[SICHT_WINDOW_NAME_SIZE];
	char crop_window[SICHT_WINDOW_NAME_SIZE], crop_known[SICHT_WINDOW_NAME_SIZE];
	fprintf(run->pairs, "%s\t%s\t%u\t%u\t%u\t%s\t%s\t%s\t%u\t%s\t%s\t%s\n", name, edit,
		nearest->bits[VIEW_PLAIN], nearest->bits[VIEW_FORMS], nearest->bits[VIEW_WINDOWS],
		sicht_window_name(nearest->window, window),
		sicht_window_name(nearest->known_window, known),
		sicht_transform_name(nearest->transform), nearest->bits[VIEW_CROPS],
		sicht_window_name(nearest->crop_window, crop_window),
		sicht_window_name(nearest->crop_known, crop_known),
		sicht_transform_name(nearest->crop_transform));
}

/* `examined`: NULL if the edited picture has no hash. */
static void tally_hit(struct tally *tally, const struct nearest *nearest)
{
	tally->count++;
	tally->plain_bits += nearest->bits[VIEW_PLAIN];
	for (int view = 0; view < VIEW_COUNT; view++) {
		unsigned full = view < VIEW_WINDOWS ? nearest->bits[view] : nearest->full_bits;
		bool matches = nearest->bits[view] <= MATCH_BITS;
		tally->matches[view] += matches;
		tally->possible[view] += matches || full <= POSSIBLE_BITS;
	}
}

static void edit_picture(const struct run *run, size_t index, VipsImage *image, size_t number)
{
	struct results *results = run->results;
	const struct edit *edit = &results->edits[number];
	const struct picture *picture = &results->pictures->items[index];
	SICHT_DEFER(sicht_sample_free) VipsImage *edited = NULL;
	struct sicht_print print;
	if (sicht_sample_edit(image, edit->edits, &edited) != SICHT_OK)
		bench_fail(sicht_message());
	if (!hashing_image(run->hashing, edited, edit->format, &examined_side, &print))
		print.window_count = 0;
	struct nearest nearest =
		meet(print.windows, print.window_count, picture->known, picture->known_count);
#pragma omp critical
	{
		tally_hit(&results->tally[number], &nearest);
		if (run->pairs != NULL)
			tell_pair(run, picture->name, edit->name, &nearest);
	}
	index_meet(run->index, &print, index, PAIR_EDITED, &results->strangers);
}

static void edit_with_all(const struct run *run, size_t index)
{
	const struct pictures *pictures = run->results->pictures;
	SICHT_DEFER(sicht_sample_free) VipsImage *image = picture_image(pictures, index);
	for (size_t i = 0; i < run->results->edit_count; i++) {
		const char *name = run->results->edits[i].name;
		if (pictures->options->only == NULL || strstr(name, pictures->options->only))
			edit_picture(run, index, image, i);
	}
}

static void edit_all(const struct run *run, struct pictures *pictures)
{
	size_t count = lesser(pictures->photos, pictures->options->edited);
	for (size_t first = 0; first < count; first += PICTURES_AT_ONCE) {
		size_t end = lesser(first + PICTURES_AT_ONCE, count);
#pragma omp parallel for schedule(dynamic, 1)
		for (size_t i = first; i < end; i++) {
			if (!is_flat(&pictures->items[i]))
				edit_with_all(run, i);
		}
		for (size_t i = first; i < end; i++)
			pictures->flat += is_flat(&pictures->items[i]);
		hashing_rest(run->hashing);
		fprintf(stderr, "\r%zu of %zu edited", end, count);
	}
	fprintf(stderr, "\n");
}

static void meet_strangers(
	const struct pictures *pictures, const struct index *index, struct strangers *strangers)
{
#pragma omp parallel for schedule(dynamic, 1)
	for (size_t i = 0; i < pictures->count; i++) {
		const struct picture *picture = &pictures->items[i];
		const struct sicht_print print = {.windows = picture->examined,
			.window_count = (uint16_t)picture->examined_count};
		index_meet(index, &print, i, PAIR_PHOTOS, strangers);
	}
}

/* ------------------------------------------------------------------------------------- the run */

static unsigned parse_count(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || value > COUNT_MAX)
		bench_fail("a number was expected; see --help");
	return (unsigned)value;
}

static void parse(int count, char **arguments, struct options *options)
{
	static const struct option known[] = {
		{"pictures", required_argument, NULL, 'n'},
		{"edited", required_argument, NULL, 'e'},
		{"pages", required_argument, NULL, 'p'},
		{"documents", required_argument, NULL, 'm'},
		{"seed", required_argument, NULL, 's'},
		{"only", required_argument, NULL, 'o'},
		{"tsv", required_argument, NULL, 't'},
		{"svg", required_argument, NULL, 'c'},
		{"pairs", required_argument, NULL, 'd'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
		switch (option) {
		case 'n':
			options->pictures = parse_count(optarg);
			break;
		case 'e':
			options->edited = parse_count(optarg);
			break;
		case 'p':
			options->pages = parse_count(optarg);
			break;
		case 'm':
			options->documents = parse_count(optarg);
			break;
		case 's':
			options->seed = parse_count(optarg);
			break;
		case 'o':
			options->only = optarg;
			break;
		case 't':
			options->tsv = optarg;
			break;
		case 'c':
			options->svg = optarg;
			break;
		case 'd':
			options->pairs = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			exit(2);
		}
	}
	if (optind + 1 < count)
		bench_fail("one directory at most");
	options->directory = arguments[optind];
}

static void measure(struct run *run, struct pictures *pictures)
{
	struct index *index = index_open(pictures);
	run->index = index;
	meet_strangers(pictures, index, &run->results->strangers);
	edit_all(run, pictures);
	index_free(index);
}

int main(int count, char **arguments)
{
	static struct results results;
	struct options options = {.pictures = 1500, .edited = 200, .pages = 300, .seed = 1};
	struct pictures pictures;
	struct hashing hashing;
	struct run run = {.results = &results, .hashing = &hashing};
	parse(count, arguments, &options);
	if (sicht_samples_begin(arguments[0]) != SICHT_OK)
		bench_fail(sicht_message());
	vips_concurrency_set(1); /* one picture a thread */
	results.edits = edits_all(&results.edit_count);
	results.pictures = &pictures;
	run.pairs = options.pairs != NULL ? report_open(options.pairs) : NULL;
	hashing_open(&hashing);
	pictures_open(&options, &pictures);
	hash_all(&pictures, &hashing);
	measure(&run, &pictures);
	hashing_close(&hashing);
	report_print(&results);
	if (options.tsv != NULL)
		report_tsv(&results, options.tsv);
	if (options.svg != NULL)
		report_svg(&results, options.svg);
	if (run.pairs != NULL)
		fclose(run.pairs);
	pictures_free(&pictures);
	return 0;
}
