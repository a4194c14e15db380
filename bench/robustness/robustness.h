/* SPDX-License-Identifier: MIT */
/*
 * What the files of bench-robustness share.
 *
 * Every picture is hashed twice: as known material is (reference-exactly, all windows and the crop
 * grid), and, after each edit and a coding, as examined material is (the fast path, all forms),
 * both by the decoder that sicht itself uses. Then examined hashes are compared with those of the
 * picture that they come from (recall), and with those of all others (false positives).
 */
#ifndef SICHT_BENCH_ROBUSTNESS_H
#define SICHT_BENCH_ROBUSTNESS_H

#include <vips/vips.h>

#include "engine/base/arena.h"
#include "engine/worker/decoder.h"
#include "sicht/limits.h"

#define MATCH_BITS SICHT_THRESHOLD_DEFAULT
#define POSSIBLE_BITS SICHT_POSSIBLE_MAX

/* Distances that are counted one by one; what is farther counts as this. */
#define FAR_BITS 64

/*
 * What a match may rest on. Each of the first four allows all that the ones before it allow; the
 * last two say what the rule for quadrants (sicht_hit_worth()) takes from VIEW_WINDOWS.
 */
enum view {
	VIEW_PLAIN,   /* the full picture as it is: plain PDQ */
	VIEW_FORMS,   /* its eight dihedral forms, and its complement */
	VIEW_WINDOWS, /* all windows of the examined picture against all of the known one */
	VIEW_CROPS,   /* and the crop grid of the known one */
	VIEW_LISTED,  /* all windows, and quadrants that are worth "possible" */
	VIEW_CORNERS, /* all windows, and quadrants whatever they are worth */
	VIEW_COUNT,
};

/* ------------------------------------------------------------------------------------ edits */

enum edit_group {
	GROUP_CODING,
	GROUP_TONE,
	GROUP_OVERLAY,
	GROUP_TURN, /* mirrors and quarter turns */
	GROUP_ROTATION,
	GROUP_CROP,
	GROUP_FRAME, /* bars and borders */
	GROUP_SCREEN,
	GROUP_OTHER,
	GROUP_BEYOND,        /* not one of the 74, and in none of their means */
	GROUP_BEYOND_RANDOM, /* likewise; crops whose sides chance tells */
	GROUP_COUNT,
};

struct edit {
	const char *name;
	const char *edits;  /* for sicht_sample_edit() */
	const char *format; /* suffix and options, for libvips */
	enum edit_group group;
};

#define EDITS_MAX 128 /* more than there are */
const struct edit *edits_all(size_t *count);
const char *edits_group_name(enum edit_group group);

/* --------------------------------------------------------------------------------- pictures */

struct options {
	const char *directory; /* NULL: generated pictures */
	unsigned pictures;     /* photographs, at most */
	unsigned edited;       /* the first so many of them are edited */
	unsigned pages;        /* generated pages, drawings, screens; for false positives alone */
	unsigned documents;    /* likewise; of every class as many */
	uint64_t seed;
	const char *only;              /* edits whose name holds this; NULL: all */
	const char *tsv, *svg, *pairs; /* files to write; NULL: none */
};

struct picture {
	char *name; /* a path, or what it was generated from */
	bool page;
	unsigned document;                /* its class, from 1; 0: none */
	struct sicht_window_print *known; /* exact, original form alone; no crops if not edited */
	size_t known_count;
	struct sicht_window_print *examined; /* as it is, fast, all forms */
	size_t examined_count;
};

struct pictures {
	const struct options *options;
	struct picture *items;
	size_t count; /* photographs first, then pages, then documents */
	size_t photos;
	unsigned flat; /* photographs that were to be edited, but are too flat to be compared */
};

/* Ends the program, like everything here, if that cannot be done. */
void pictures_open(const struct options *options, struct pictures *out);
void pictures_free(struct pictures *pictures);

/* The picture itself; NULL if libvips cannot read it. */
VipsImage *picture_image(const struct pictures *pictures, size_t index);

/* ---------------------------------------------------------------------------------- hashing */

/* Decoders, one a thread; and for each thread the memory of what they answered. */
struct hashing {
	struct sicht_pool *pool;
	int threads;
	struct sicht_arena *arenas;
};

/* Jobs that a thread may do between two calls of hashing_rest(). */
#define HASHING_JOBS (SICHT_DECODER_JOBS_MAX / 2)

void hashing_open(struct hashing *out);
void hashing_rest(struct hashing *hashing); /* main thread: fresh decoders, arenas emptied */
void hashing_close(struct hashing *hashing);

/* By the calling thread's decoder. Windows live until the next rest. False: no hash, and no bug. */
bool hashing_file(struct hashing *hashing, const char *path, const struct sicht_hash_options *hash,
	struct sicht_print *out);
bool hashing_image(struct hashing *hashing, VipsImage *image, const char *format,
	const struct sicht_hash_options *hash, struct sicht_print *out);

/* ------------------------------------------------------------------------------- evaluation */

/* How near an examined picture came to a known one, by view. */
struct nearest {
	uint16_t bits[VIEW_COUNT];                        /* SICHT_PDQ_BITS: nothing to compare */
	uint16_t full_bits;                               /* the full picture against any window */
	uint16_t window, known_window, transform;         /* of bits[VIEW_WINDOWS] */
	uint16_t crop_window, crop_known, crop_transform; /* of bits[VIEW_CROPS] */
};

struct nearest meet(const struct sicht_window_print *examined, size_t examined_count,
	const struct sicht_window_print *known, size_t known_count);

/* What the pairs that ought not to meet are. */
enum pairing {
	PAIR_PHOTOS,          /* a photograph and another */
	PAIR_EDITED,          /* an edited photograph and another */
	PAIR_PAGES,           /* a page, and a photograph or another page */
	PAIR_DOCUMENTS,       /* a document and another */
	PAIR_DOCUMENT_OTHERS, /* a document, and a photograph or a page */
	PAIR_COUNT,
};

#define CLASSES_MAX 64 /* more than there are */

/* Picture pairs by their least distance, for each kind of pair and view. */
struct strangers {
	uint64_t pairs[PAIR_COUNT];
	uint64_t near[PAIR_COUNT][VIEW_COUNT][FAR_BITS];
	uint64_t by_class[CLASSES_MAX]
			 [VIEW_COUNT]; /* documents within MATCH_BITS, examined class */
};

/* All known hashes, arranged for search. */
struct index;
struct index *index_open(const struct pictures *pictures);
void index_free(struct index *index);

/* Compare what was examined (made from picture `own`) with all others and add to `strangers`. */
void index_meet(const struct index *index, const struct sicht_print *examined, size_t own,
	enum pairing pairing, struct strangers *strangers);

/* ----------------------------------------------------------------------------------- report */

struct tally {
	unsigned count;                /* pictures */
	unsigned matches[VIEW_COUNT];  /* within MATCH_BITS */
	unsigned possible[VIEW_COUNT]; /* within POSSIBLE_BITS, by the full picture alone */
	uint64_t plain_bits;           /* sum of the distances of VIEW_PLAIN */
};

struct results {
	const struct pictures *pictures;
	const struct edit *edits;
	size_t edit_count;
	struct tally tally[EDITS_MAX];
	struct strangers strangers;
};

void report_print(const struct results *results);
void report_tsv(const struct results *results, const char *path);
void report_svg(const struct results *results, const char *path);

/* Opens a file to be written; ends the program if it cannot be. */
FILE *report_open(const char *path);

/* Recall in per cent. */
double tally_share(const struct tally *tally, unsigned part);

_Noreturn void bench_fail(const char *what);

#endif
