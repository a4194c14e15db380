/* SPDX-License-Identifier: MIT */
/*
 * Sample pictures for the tests, the benchmarks and the demonstration: harmless, made from nothing
 * but a seed, the same on every machine (as far as the encoders are).
 *
 * Images are given to the caller, who ends them with g_object_unref(). Any thread may make
 * pictures and edit them; only the messages of failures are one for all.
 */
#ifndef SICHT_TESTS_SAMPLES_SAMPLES_H
#define SICHT_TESTS_SAMPLES_SAMPLES_H

#include <stdint.h>
#include <vips/vips.h>

#include "sicht/status.h"

/* Before anything else, once: libvips, with its messages kept to itself. */
SICHT_MUST_CHECK enum sicht_status sicht_samples_begin(const char *program);

/*
 * A picture with the structure of a photograph: 8-bit sRGB, in memory. Different seeds give
 * pictures that have nothing to do with each other; the same seed in another size, though, is cut
 * or scaled differently: resize one where the same picture is meant.
 */
SICHT_MUST_CHECK enum sicht_status sicht_sample_photo(
	uint64_t seed, int width, int height, VipsImage **out);

/* Pictures that are no photographs: much of one colour, straight lines, writing. */
enum sicht_sample_page {
	SICHT_SAMPLE_DOCUMENT = 0, /* a page of text */
	SICHT_SAMPLE_DRAWING,      /* outlines, filled with plain colours */
	SICHT_SAMPLE_SCREEN,       /* windows of programs */
};
#define SICHT_SAMPLE_PAGE_COUNT 3

SICHT_MUST_CHECK enum sicht_status sicht_sample_page(
	enum sicht_sample_page kind, uint64_t seed, int width, int height, VipsImage **out);

/*
 * Documents of some thirty classes: charts, office pages, codes, icons, boards. Where things stand
 * comes from `form`, what they say from `content`: two of one class and form are twins of a
 * template. Classes are numbered from 0; the name is NULL behind the last.
 */
const char *sicht_sample_document_name(size_t number);
SICHT_MUST_CHECK enum sicht_status sicht_sample_document(
	size_t number, uint64_t form, uint64_t content, VipsImage **out);

/* One of every class, as "01 line plot.png" and so on, in the directory `directory`. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_documents(
	const char *directory, uint64_t form, uint64_t content);

/*
 * What people do to pictures. `edits` is one or more of these, joined by '+' and done in turn:
 *
 *     quality=Q     as a JPEG of quality Q       resize=FACTOR   width=FACTOR
 *     grey  invert  equalise (the histogram)     brightness=FACTOR  contrast=FACTOR
 *     gamma=EXPONENT  saturation=FACTOR          blur=SIGMA  sharpen=STRENGTH  noise=SIGMA
 *     rot90 rot180 rot270 (clockwise)            mirror (left and right)   flip (top and bottom)
 *     rotate=DEGREES (black corners)             inscribed=DEGREES (the largest part without them)
 *     crop=PERCENT, off each side                narrow=PERCENT, off left and right
 *     corner=PERCENT, off right and bottom       uneven=PERCENT, up to that, off each side
 *     orientation=N  (the EXIF tag; the pixels stay)
 *     band=PERCENT (words over the picture)      logo=PERCENT   watermark=PERCENT (of opacity)
 *     border=PERCENT  white=PERCENT  red=PERCENT, of the width, on each side
 *     bars=PERCENT  pillars=PERCENT (black, on two sides)   letterbox (black bars, to 21:9)
 *     meme (words above and below)               caption=PERCENT (words below)
 *     screenshot (as a telephone shows it)       viewer (as a desktop shows it)
 *     beside=GAP  below=GAP (another picture)    four (among three others)
 *
 * SICHT_ERROR_USAGE: no such edit. The result is 8-bit sRGB, in memory.
 */
SICHT_MUST_CHECK enum sicht_status sicht_sample_edit(
	VipsImage *image, const char *edits, VipsImage **out);

/* Encode by the suffix of `path`; `options` are the saver's ("Q=60,interlace") or NULL. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_write(
	VipsImage *image, const char *path, const char *options);

/* Bytes as they are, for what is not a picture. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_write_bytes(
	const char *path, const void *data, size_t size);

/*
 * A case in small, in the new directory `directory`: known/ and ignorable/ with pictures to find
 * and to put last, seized/ with copies of them, edited copies, other pictures, and what else lies
 * on a drive; truth.csv says what is what. Times of all files are fixed.
 */
SICHT_MUST_CHECK enum sicht_status sicht_sample_tree(
	const char *directory, uint64_t seed, unsigned count);

/* One small file of every format and kind, good and bad, in the new directory `directory`. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_corpus(const char *directory);

/* For SICHT_DEFER. */
void sicht_sample_free(VipsImage **image);

/* The message of libvips as a failure. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_fail(const char *what);

/* mkdir(2) that takes a directory that is there for made. */
SICHT_MUST_CHECK enum sicht_status sicht_sample_mkdir(const char *path);

#endif
