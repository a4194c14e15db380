/* SPDX-License-Identifier: MIT */
/*
 * What the files of documents share. A class of documents is one row of a table: its name, its size
 * and the function that draws it. Where things stand comes from `form` (two documents of one form
 * are twins of one template), what they say from `content`. Each file holds one table;
 * document.c looks through all of them.
 */
#ifndef SICHT_TESTS_SAMPLES_DOCUMENTS_H
#define SICHT_TESTS_SAMPLES_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/samples/edits.h"

/* A white sheet under the pen, and the two streams of chance. */
struct sheet {
	VipsImage *image;
	int width, height; /* pixels */
	uint64_t form, content;
};

struct sample_document {
	const char *name;
	int width, height;
	void (*draw)(struct sheet *sheet);
};

struct sample_documents {
	const struct sample_document *items;
	size_t count;
};

struct sample_documents sample_documents_chart(void); /* plots and diagrams */
struct sample_documents sample_documents_paper(void); /* pages of writing and figures */
struct sample_documents sample_documents_sign(void);  /* codes, icons, boards, screens */

/* low..high by chance, both included: of the form, of the content. */
int sheet_form(struct sheet *sheet, int low, int high);
int sheet_any(struct sheet *sheet, int low, int high);

/* All coordinates are pixels and may lie outside; `grey` is 0..255. */
void sheet_box(struct sheet *sheet, int left, int top, int width, int height, int grey);
void sheet_frame(struct sheet *sheet, int left, int top, int width, int height, int grey);
void sheet_stroke(struct sheet *sheet, int x, int y, int to_x, int to_y, int thick, int grey);

/* Part of a ring: radii in pixels, its angles in turns clockwise from three o'clock, 0..1. */
void sheet_sector(
	struct sheet *sheet, int x, int y, int inner, int outer, float from, float to, int grey);
void sheet_disc(struct sheet *sheet, int x, int y, int radius, int grey);

/* `lines` lines of words, `size` pixels high, from the content; each ends where chance tells. */
void sheet_words(struct sheet *sheet, int left, int top, int width, int lines, int size, int grey);

#endif
