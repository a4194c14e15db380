/* SPDX-License-Identifier: MIT */
/* Several pictures in one file: pages and frames by libvips, JPEGs with an index byte by byte. */
#include "tests/samples/join.h"

#include <string.h>

#include "engine/base/text.h"
#include "tests/samples/samples.h"

#define PICTURES_MAX 128

/* ---- an index of JPEGs ---- */

static void append_number(struct sicht_text *out, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		sicht_text_append(out, &(char){(char)(value >> 8 * i)}, 1);
}

static void append_entry(
	struct sicht_text *out, unsigned tag, unsigned type, uint64_t count, uint64_t value)
{
	append_number(out, tag, 2);
	append_number(out, type, 2);
	append_number(out, count, 4);
	append_number(out, value, 4);
}

/* Marker, length, name; header, directory of two entries, table: all numbers as Intel has them. */
void sample_index(struct sicht_text *out, const struct sicht_bytes *jpegs, size_t count)
{
	const size_t table = 8 + 2 + 2 * 12 + 4, index = table + 16 * count, segment = 8 + index;
	const size_t header = 10; /* where the index begins in the file */
	size_t at = 0, sizes = segment + jpegs[0].size;
	unsigned length = (unsigned)(segment - 2);
	const char *first = jpegs[0].data;
	sicht_text_append(out, first, 2);
	sicht_text_append(out, (char[]){'\xff', '\xe2', (char)(length >> 8), (char)length}, 4);
	sicht_text_append(out, "MPF\0II*\0", 8);
	append_number(out, 8, 4);
	append_number(out, 2, 2);
	append_entry(out, 0xb001, 4, 1, count);
	append_entry(out, 0xb002, 7, 16 * count, table);
	append_number(out, 0, 4);
	for (size_t i = 0; i < count; i++) {
		append_number(out, i == 0 ? 0x030000 : 0x020002, 4);
		append_number(out, sizes, 4);
		append_number(out, i == 0 ? 0 : at - header, 4);
		append_number(out, 0, 4);
		at += sizes;
		sizes = i + 1 < count ? jpegs[i + 1].size : 0;
	}
	sicht_text_append(out, first + 2, jpegs[0].size - 2);
	for (size_t i = 1; i < count; i++)
		sicht_text_append(out, jpegs[i].data, jpegs[i].size);
}

static enum sicht_status join_jpegs(const char *path, char **paths, size_t count)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text out = {0};
	struct sicht_bytes jpegs[PICTURES_MAX] = {{0}};
	bool sound = true;
	for (size_t i = 0; i < count && sound; i++) {
		gchar *data = NULL;
		gsize size = 0;
		sound = g_file_get_contents(paths[i], &data, &size, NULL) && size > 2;
		jpegs[i] = sicht_bytes(data, size);
	}
	if (sound)
		sample_index(&out, jpegs, count);
	for (size_t i = 0; i < count; i++)
		g_free((void *)jpegs[i].data);
	if (!sound)
		return sicht_fail(SICHT_ERROR_IO, "cannot read the JPEGs");
	return sicht_sample_write_bytes(path, out.data, out.size);
}

/* ---- pages ---- */

static enum sicht_status join_images(const char *path, VipsImage **images, size_t count)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *strip = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *pages = NULL;
	if (vips_arrayjoin(images, &strip, (int)count, "across", 1, NULL) != 0 ||
		vips_copy(strip, &pages, NULL) != 0)
		return sicht_sample_fail("join the pictures");
	vips_image_set_int(pages, "page-height", images[0]->Ysize);
	return sicht_sample_write(pages, path, NULL);
}

enum sicht_status sicht_sample_join(const char *path, char **paths, size_t count)
{
	VipsImage *images[PICTURES_MAX] = {NULL};
	enum sicht_status status = SICHT_OK;
	const char *suffix = strrchr(path, '.');
	if (count == 0 || count > PICTURES_MAX)
		return sicht_fail(
			SICHT_ERROR_USAGE, "at most %d pictures can be joined", PICTURES_MAX);
	if (suffix != NULL && strcmp(suffix, ".mpo") == 0)
		return join_jpegs(path, paths, count);
	for (size_t i = 0; i < count && status == SICHT_OK; i++) {
		images[i] = vips_image_new_from_file(paths[i], NULL);
		if (images[i] == NULL)
			status = sicht_sample_fail("read the picture");
	}
	if (status == SICHT_OK)
		status = join_images(path, images, count);
	for (size_t i = 0; i < count; i++)
		g_clear_object(&images[i]);
	return status;
}
