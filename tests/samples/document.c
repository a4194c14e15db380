/* SPDX-License-Identifier: MIT */
/*
 * Documents: what a drive holds by the hundred thousand, and what looks alike from afar. The
 * classes stand in document_*.c; here are the pen and the list of all of them.
 */
#include <math.h>
#include <stdlib.h>

#include "engine/base/text.h"
#include "tests/samples/documents.h"
#include "tests/samples/noise.h"

int sheet_form(struct sheet *sheet, int low, int high)
{
	return low + (int)(noise_mix(sheet->form++) % (uint64_t)(high - low + 1));
}

int sheet_any(struct sheet *sheet, int low, int high)
{
	return low + (int)(noise_mix(sheet->content++) % (uint64_t)(high - low + 1));
}

void sheet_box(struct sheet *sheet, int left, int top, int width, int height, int grey)
{
	sample_draw_box(sheet->image, left, top, width, height, grey);
}

void sheet_frame(struct sheet *sheet, int left, int top, int width, int height, int grey)
{
	sheet_box(sheet, left, top, width, 2, grey);
	sheet_box(sheet, left, top + height - 2, width, 2, grey);
	sheet_box(sheet, left, top, 2, height, grey);
	sheet_box(sheet, left + width - 2, top, 2, height, grey);
}

void sheet_stroke(struct sheet *sheet, int x, int y, int to_x, int to_y, int thick, int grey)
{
	int steps = VIPS_MAX(1, VIPS_MAX(abs(to_x - x), abs(to_y - y)));
	for (int i = 0; i <= steps; i++)
		sheet_box(sheet, x + (to_x - x) * i / steps - thick / 2,
			y + (to_y - y) * i / steps - thick / 2, thick, thick, grey);
}

void sheet_sector(
	struct sheet *sheet, int x, int y, int inner, int outer, float from, float to, int grey)
{
	for (int j = -outer; j <= outer; j++) {
		for (int i = -outer; i <= outer; i++) {
			int square = i * i + j * j;
			if (square < inner * inner || square > outer * outer)
				continue;
			float turn = atan2f((float)j, (float)i) / (2 * (float)M_PI);
			turn += turn < 0;
			if (turn >= from && turn <= to)
				sheet_box(sheet, x + i, y + j, 1, 1, grey);
		}
	}
}

void sheet_disc(struct sheet *sheet, int x, int y, int radius, int grey)
{
	sheet_sector(sheet, x, y, 0, radius, 0, 1, grey);
}

void sheet_words(struct sheet *sheet, int left, int top, int width, int lines, int size, int grey)
{
	int step = size * 5 / 3;
	for (int i = 0; i < lines; i++) {
		int length = width * sheet_any(sheet, i + 1 < lines ? 80 : 30, 100) / 100;
		sample_draw_words(sheet->image, left, left + length, top + i * step, size, grey,
			sheet->content++);
	}
}

/* -------------------------------------------------------------------------------- the classes */

static const struct sample_document *find(size_t number)
{
	const struct sample_documents tables[] = {
		sample_documents_chart(), sample_documents_paper(), sample_documents_sign()};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		if (number < tables[i].count)
			return &tables[i].items[number];
		number -= tables[i].count;
	}
	return NULL;
}

const char *sicht_sample_document_name(size_t number)
{
	const struct sample_document *document = find(number);
	return document == NULL ? NULL : document->name;
}

enum sicht_status sicht_sample_document(
	size_t number, uint64_t form, uint64_t content, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *black = NULL;
	SICHT_DEFER(sicht_sample_free) VipsImage *grey = NULL;
	const struct sample_document *document = find(number);
	if (document == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "there is no such class of documents");
	struct sheet sheet = {
		.width = document->width,
		.height = document->height,
		.form = noise_mix(form),
		.content = noise_mix(noise_mix(content) ^ number),
	};
	if (vips_black(&black, sheet.width, sheet.height, "bands", 3, NULL) != 0 ||
		vips_copy(black, &grey, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
		sample_plain_copy(grey, &sheet.image) != 0)
		return sicht_sample_fail("draw a document");
	sheet_box(&sheet, 0, 0, sheet.width, sheet.height, 255);
	document->draw(&sheet);
	*out = sheet.image;
	return SICHT_OK;
}

enum sicht_status sicht_sample_documents(const char *directory, uint64_t form, uint64_t content)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	SICHT_TRY(sicht_sample_mkdir(directory));
	for (unsigned i = 0; sicht_sample_document_name(i) != NULL; i++) {
		SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
		SICHT_TRY(sicht_sample_document(i, form, content, &image));
		sicht_text_clear(&path);
		sicht_text_printf(
			&path, "%s/%02u %s.png", directory, i + 1, sicht_sample_document_name(i));
		SICHT_TRY(sicht_sample_write(image, path.data, NULL));
	}
	return SICHT_OK;
}
