/* SPDX-License-Identifier: MIT */
/*
 * PDQ hashes of decoded pictures, and digests of files.
 *
 * PDQ: "PDQ & TMK + PDQF", Facebook 2019, and its C++ reference. Two ways to the same hash:
 *
 *   exact   every float operation in the reference's order: equal to it bit for bit
 *   fast    luma alone, also from a picture that the decoder reduced; integer arithmetic with one
 *           defined result on every processor; 0..2 bits from exact as a rule, 10 at most
 *
 * Nothing here allocates per pixel row in a loop, prints, or keeps state between calls but the
 * tables of struct sicht_hasher. One hasher, one thread.
 */
#ifndef SICHT_HASH_H
#define SICHT_HASH_H

#include "sicht/api.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

/*
 * A picture of 8 bits a sample, interleaved. Lent by the caller. No side, reduced or full, is 0
 * or above SICHT_SIDE_MAX_PIXELS: who decodes refuses such files before.
 */
struct sicht_picture {
	const uint8_t *data;
	size_t stride_bytes; /* from one row to the next */
	uint32_t width, height;
	uint32_t bands; /* 1: grey or luma; 3: red, green, blue */
	/*
	 * The size of the picture in the file, if the decoder reduced it; else equal to width and
	 * height. The fast path reads a reduced picture as the reference would read the full one.
	 */
	uint32_t full_width, full_height;
};

/* A rectangle in pixels of the *full* picture. */
struct sicht_rect {
	uint32_t left, top, width, height;
};

/* What one window gives, before anybody decides what to keep. */
struct sicht_pdq_result {
	struct sicht_pdq form[SICHT_DIHEDRAL_COUNT];
	unsigned quality; /* 0..100 */
};

struct sicht_hasher; /* cached tables and scratch memory; one thread at a time */

SICHT_MUST_CHECK enum sicht_status sicht_hasher_new(struct sicht_hasher **out);
void sicht_hasher_free(struct sicht_hasher *hasher); /* accepts NULL */

/*
 * Reference-exact hash of the part `rect` of `picture` (NULL: all of it), hashed as a picture of
 * its own. The picture must not be reduced. A part under SICHT_SIDE_MIN_PIXELS a side gives zero
 * hashes of quality 0. Working memory grows with the width and the filter length, not with the
 * area. Form ORIGINAL equals the reference's single hash, the others its dihedral hashes.
 */
SICHT_MUST_CHECK enum sicht_status sicht_pdq_exact(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_rect *rect,
	enum sicht_profile profile, struct sicht_pdq_result *out);

/* The same by the fast path; 3 bands are reduced to luma first. `picture` may be reduced. */
SICHT_MUST_CHECK enum sicht_status sicht_pdq_fast(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_rect *rect,
	enum sicht_profile profile, struct sicht_pdq_result *out);

/* Which windows to hash. */
enum sicht_window_choice {
	SICHT_WINDOWS_FULL = 0,    /* the full picture alone */
	SICHT_WINDOWS_DEFAULT = 1, /* full, trims, quadrants, parts; enlarged for small ones */
	SICHT_WINDOWS_CROPS = 2,   /* standard and the 256 crops (known side, own pictures) */
};

struct sicht_hash_options {
	unsigned profiles; /* 1 << enum sicht_profile, at least one of them to hash a picture */
	enum sicht_window_choice windows;
	bool exact;     /* else the fast path */
	bool all_forms; /* eight forms, else the original alone */
	bool thumbnail; /* also the one that is embedded in the file (sicht_hash_thumbnail()) */
	bool first;     /* the first picture of a file alone, not all of them */
};

/* Upper bound of the windows of one picture in both profiles, and its thumbnail's. */
#define SICHT_WINDOW_PRINTS_MAX (2 * (11 + 256))

/*
 * Hash `picture` by `options` into `windows` (room for SICHT_WINDOW_PRINTS_MAX), ordered by
 * profile, then by window number, full first. A window that would equal one already given (the
 * same rectangle) is left out; so is a window other than the full one whose quality is below
 * SICHT_QUALITY_MIN. Rectangles are found on one canonical reduction of the picture, so that the
 * exact and the fast path, and decoders that reduce differently, cut alike.
 *
 * A trim or a part that leaves under an eighth of a side, or under 32 pixels, is dropped. The
 * enlarged window is given for pictures under 384 pixels on the shorter side; it is the bilinear
 * enlargement of the luma to 512x512, equal in both profiles, and not a hash that the reference
 * knows, even with `exact` set. Crops are rounded down to whole pixels.
 */
SICHT_MUST_CHECK enum sicht_status sicht_hash_picture(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_hash_options *options,
	struct sicht_window_print *windows, size_t *count);

/*
 * Hash a thumbnail that was embedded in a file: one window for each profile of `options`, room for
 * SICHT_PROFILE_COUNT of them, or none if its quality is below SICHT_QUALITY_MIN.
 *
 * A thumbnail is hashed as the enlarged window is (so both profiles have the same hash): PDQ of a
 * picture of 160x120 is some 17 bits from that of the large one, of the enlarged one half of that.
 * Bars that a camera adds, so that its thumbnails are all of one shape, are peeled off as for
 * trim A; the known side has hashes of its pictures without margins, too.
 */
SICHT_MUST_CHECK enum sicht_status sicht_hash_thumbnail(struct sicht_hasher *hasher,
	const struct sicht_picture *picture, const struct sicht_hash_options *options,
	struct sicht_window_print *windows, size_t *count);

/* Bits in which two hashes differ. */
static inline unsigned sicht_pdq_distance(const struct sicht_pdq *a, const struct sicht_pdq *b)
{
	unsigned bits = 0;
	for (int i = 0; i < 4; i++)
		bits += (unsigned)__builtin_popcountll(a->word[i] ^ b->word[i]);
	return bits;
}

/* The complement of a hash: that of the picture with its colours inverted. */
struct sicht_pdq sicht_pdq_complement(const struct sicht_pdq *hash);

/* ------------------------------------------------------------------------- what a hit is worth */

/*
 * How much the rows of a hash repeat each other: the sum over all ordered pairs of its 16 rows, as
 * vectors of +1 and -1, of their squared product; that is, of the fourth powers of the singular
 * values of the 16x16 matrix. 65,536: all rows are one row or its complement, as of a corner that
 * holds the edge of a box, a line or nothing. 7,936: what chance gives. 4,096: the least. Swapping
 * the axes, negating rows, columns or all of it leave it as it is.
 */
uint32_t sicht_pdq_repeats(const struct sicht_pdq *hash);

static inline bool sicht_window_is_quadrant(unsigned window)
{
	return window >= SICHT_WINDOW_TOP_LEFT && window <= SICHT_WINDOW_BOTTOM_RIGHT;
}

/* One side of a hit, in one profile. */
struct sicht_hit_side {
	const struct sicht_window_print *window; /* what met the other side's window */
	const struct sicht_window_print *full;   /* of the same picture; NULL: it has none */
};

/* What two hashes within the threshold say of their pictures. */
enum sicht_worth {
	SICHT_WORTH_NOTHING = 0, /* no hit */
	SICHT_WORTH_POSSIBLE,
	SICHT_WORTH_MATCH,
};

/*
 * MATCH, but for a quadrant that meets a quadrant: corners of documents and plots look alike.
 *
 *   both hashes are rich (under SICHT_QUADRANT_REPEATS_MAX)  MATCH, if the two are very near
 *                          (SICHT_QUADRANT_BITS_MAX) or the full pictures are near in the same form
 *                          (SICHT_QUADRANT_FULL_BITS_MAX); else POSSIBLE
 *   one of them is not     POSSIBLE, if the full pictures are near; else NOTHING
 *
 * `transform` is the form of the examined window that met the known one's original; the examined
 * full window has that form too. Pure, and integers alone.
 */
enum sicht_worth sicht_hit_worth(const struct sicht_hit_side *examined,
	const struct sicht_hit_side *known, enum sicht_transform transform);

/* ------------------------------------------------------------------------------------- digests */

struct sicht_digester; /* one thread at a time; can be used again and again */

/* `kinds`: 1 << enum sicht_digest_kind, any number of them. */
SICHT_MUST_CHECK enum sicht_status sicht_digester_new(unsigned kinds, struct sicht_digester **out);
void sicht_digester_free(struct sicht_digester *digester); /* accepts NULL */

void sicht_digester_begin(struct sicht_digester *digester);
void sicht_digester_update(struct sicht_digester *digester, const void *data, size_t size);
void sicht_digester_finish(struct sicht_digester *digester, struct sicht_digests *out);

/* The digests of all bytes until now; more may follow. */
void sicht_digester_so_far(const struct sicht_digester *digester, struct sicht_digests *out);

SICHT_API_END

#endif
