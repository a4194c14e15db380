/* SPDX-License-Identifier: MIT */
/*
 * What the files of edits share. An edit takes an 8-bit sRGB image of three bands in memory and
 * gives a new one, of any kind that libvips turns into that again; 0, or -1 with the reason in
 * libvips' error buffer. Each file holds one table of edits; edit.c looks through all of them.
 */
#ifndef SICHT_TESTS_SAMPLES_EDITS_H
#define SICHT_TESTS_SAMPLES_EDITS_H

#include <stddef.h>

#include "tests/samples/samples.h"

struct sample_edit {
	const char *name;
	int (*function)(VipsImage *image, double value, VipsImage **out);
	double least, most; /* of the value; both 0: none is taken */
};

struct sample_edits {
	const struct sample_edit *items;
	size_t count;
};

struct sample_edits sample_edits_tone(void);    /* light, colour, sharpness */
struct sample_edits sample_edits_shape(void);   /* size, turn, cut */
struct sample_edits sample_edits_overlay(void); /* what is written over the picture */
struct sample_edits sample_edits_canvas(void);  /* what is put around it */

/* 8-bit sRGB of three bands, in memory of its own: what is drawn on stays ours. */
int sample_plain_copy(VipsImage *image, VipsImage **out);

/* ---- drawing, into an image that sample_plain_copy() made ---- */

void sample_draw_box(VipsImage *image, int left, int top, int width, int height, double grey);

/* One line of words between `left` and `right`, `size` pixels high; which ones, chance tells. */
void sample_draw_words(
	VipsImage *image, int left, int right, int top, int size, double grey, uint64_t chance);

/* Lines of words over the width of a part of the picture; `lines` may be 0. */
void sample_draw_text(VipsImage *image, const VipsRect *part, int lines, double grey);

#endif
