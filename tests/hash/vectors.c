/* SPDX-License-Identifier: MIT */
/* Reading and decoding the PDQ test vectors; the only test file that knows libvips. */
#include "tests/hash/vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vips/vips.h>

static const char *folder(void)
{
	const char *named = getenv("SICHT_PDQ_VECTORS");
	return named ? named : SICHT_SOURCE_DIR "/../shared/pdq-vectors";
}

static void parse_hash(const char *text, struct sicht_pdq *out)
{
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(text), out), "not a hash: %s", text);
}

static void parse_line(char *line, struct vector *out)
{
	char *field[12] = {0};
	for (size_t i = 0; i < 12; i++)
		field[i] = strsep(&line, "\t\n");
	cr_assert_not_null(field[11], "a line of expected.tsv is too short");
	snprintf(out->path, sizeof out->path, "%s", field[0]);
	parse_hash(field[1], &out->hash[SICHT_PROFILE_REF512]);
	out->quality[SICHT_PROFILE_REF512] = (unsigned)atoi(field[2]);
	parse_hash(field[3], &out->hash[SICHT_PROFILE_FULLRES]);
	out->quality[SICHT_PROFILE_FULLRES] = (unsigned)atoi(field[4]);
	for (size_t form = 1; form < SICHT_DIHEDRAL_COUNT; form++)
		parse_hash(field[4 + form], &out->form[form]);
}

size_t vectors_load(struct vector *vectors)
{
	char name[4096], line[4096];
	snprintf(name, sizeof name, "%s/expected.tsv", folder());
	FILE *file = fopen(name, "r");
	if (!file) {
		cr_log_info("skipped: no PDQ vectors at %s", name);
		return 0;
	}
	cr_assert_not_null(fgets(line, sizeof line, file));
	size_t count = 0;
	while (count < VECTORS_MAX && fgets(line, sizeof line, file))
		parse_line(line, &vectors[count++]);
	fclose(file);
	return count;
}

/* Red, green and blue by the naive rule. libvips has undone the inversion of Adobe's files. */
static void cmyk_to_rgb(const uint8_t *cmyk, size_t pixels, uint8_t *rgb)
{
	for (size_t i = 0; i < pixels; i++) {
		for (size_t band = 0; band < 3; band++)
			rgb[3 * i + band] = (uint8_t)((255 - cmyk[4 * i + band]) *
						      (255 - cmyk[4 * i + 3]) / 255);
	}
}

/* The bands that count, 8 bits each: the high byte of 16, no alpha. */
static void copy_bands(const uint8_t *from, size_t sample_bytes, size_t bands_from, size_t pixels,
	size_t bands, uint8_t *out)
{
	for (size_t i = 0; i < pixels; i++) {
		for (size_t band = 0; band < bands; band++) {
			size_t sample = i * bands_from + band;
			out[i * bands + band] =
				from[sample * sample_bytes + sample_bytes - 1]; /* little-endian */
		}
	}
}

struct sicht_picture vectors_decode(const struct vector *vector)
{
	char name[4096];
	cr_assert(vips_init("test-hash") == 0);
	snprintf(name, sizeof name, "%s/%s", folder(), vector->path);
	VipsImage *image = vips_image_new_from_file(name, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	cr_assert_not_null(image, "%s: %s", name, vips_error_buffer());
	size_t size = 0;
	uint8_t *pixels = vips_image_write_to_memory(image, &size);
	cr_assert_not_null(pixels, "%s: %s", name, vips_error_buffer());
	size_t width = (size_t)vips_image_get_width(image);
	size_t height = (size_t)vips_image_get_height(image);
	size_t bands_from = (size_t)vips_image_get_bands(image);
	size_t sample_bytes = size / (width * height * bands_from);
	size_t bands = bands_from < 3 ? 1 : 3;
	uint8_t *data = malloc(width * height * bands);
	cr_assert_not_null(data);
	if (vips_image_get_interpretation(image) == VIPS_INTERPRETATION_CMYK)
		cmyk_to_rgb(pixels, width * height, data);
	else
		copy_bands(pixels, sample_bytes, bands_from, width * height, bands, data);
	g_free(pixels);
	g_object_unref(image);
	return (struct sicht_picture){data, width * bands, (uint32_t)width, (uint32_t)height,
		(uint32_t)bands, (uint32_t)width, (uint32_t)height};
}

void vectors_free(struct sicht_picture *picture)
{
	free((void *)picture->data);
	picture->data = NULL;
}
