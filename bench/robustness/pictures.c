/* SPDX-License-Identifier: MIT */
/* Where the pictures come from: the files of a directory, or a seed. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "bench/robustness/robustness.h"
#include "engine/base/text.h"
#include "tests/samples/noise.h"
#include "tests/samples/samples.h"

#define LONG_SIDE 500
#define SHORT_SIDE 375

static int is_named(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void list_directory(struct pictures *pictures)
{
	struct dirent **names;
	const char *directory = pictures->options->directory;
	int count = scandir(directory, &names, is_named, alphasort);
	if (count < 0)
		bench_fail("cannot list the directory");
	for (int i = 0; i < count; i++) {
		struct sicht_text path = {0};
		sicht_text_printf(&path, "%s/%s", directory, names[i]->d_name);
		if (pictures->photos < pictures->options->pictures)
			pictures->items[pictures->photos++].name = strdup(path.data);
		sicht_text_free(&path);
		free(names[i]);
	}
	free(names);
}

static void name_generated(struct picture *picture, const char *what, unsigned number)
{
	if (asprintf(&picture->name, "%s %u", what, number) < 0)
		bench_fail("no memory");
}

static unsigned classes_count(void)
{
	unsigned count = 0;
	while (sicht_sample_document_name(count) != NULL)
		count++;
	return count;
}

void pictures_open(const struct options *options, struct pictures *out)
{
	*out = (struct pictures){.options = options};
	out->items =
		calloc(options->pictures + options->pages + options->documents, sizeof *out->items);
	if (out->items == NULL)
		bench_fail("no memory");
	if (options->directory != NULL)
		list_directory(out);
	for (unsigned i = 0; options->directory == NULL && i < options->pictures; i++)
		name_generated(&out->items[out->photos++], "photograph", i);
	out->count = out->photos;
	for (unsigned i = 0; i < options->pages; i++) {
		out->items[out->count].page = true;
		name_generated(&out->items[out->count++], "page", i);
	}
	for (unsigned i = 0; i < options->documents; i++) {
		unsigned class = i % classes_count();
		out->items[out->count].document = class + 1;
		name_generated(&out->items[out->count++], sicht_sample_document_name(class), i);
	}
}

void pictures_free(struct pictures *pictures)
{
	for (size_t i = 0; i < pictures->count; i++) {
		free(pictures->items[i].name);
		free(pictures->items[i].known);
		free(pictures->items[i].examined);
	}
	free(pictures->items);
}

/* One in three stands upright. */
VipsImage *picture_image(const struct pictures *pictures, size_t index)
{
	const struct picture *picture = &pictures->items[index];
	uint64_t seed = noise_mix(pictures->options->seed + index);
	bool upright = seed % 3 == 0;
	int width = upright ? SHORT_SIDE : LONG_SIDE, height = upright ? LONG_SIDE : SHORT_SIDE;
	VipsImage *image = NULL;
	enum sicht_status status = SICHT_OK;
	if (picture->document > 0)
		status = sicht_sample_document(picture->document - 1, seed, seed, &image);
	else if (picture->page)
		status = sicht_sample_page(
			(enum sicht_sample_page)(seed / 3 % SICHT_SAMPLE_PAGE_COUNT), seed, width,
			height, &image);
	else if (pictures->options->directory == NULL)
		status = sicht_sample_photo(seed, width, height, &image);
	else
		image = vips_image_new_from_file(picture->name, NULL);
	if (status != SICHT_OK)
		bench_fail(sicht_message());
	return image;
}
