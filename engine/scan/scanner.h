/* SPDX-License-Identifier: MIT */
/*
 * Inside a scanner, for the files that make it up:
 *
 *   scan.c   open and close, batches and their rounds
 *   input.c  what is scanned without a plan becomes an item
 *   item.c   what a round does with one item
 *   file.c   one read of a file
 */
#ifndef SICHT_ENGINE_SCAN_SCANNER_H
#define SICHT_ENGINE_SCAN_SCANNER_H

#include "engine/base/arena.h"
#include "sicht/content.h"
#include "sicht/scan.h"

struct sicht_pool;

/* Where an item stands between rounds. */
enum sicht_scan_progress {
	SICHT_SCAN_DONE = 0,
	SICHT_SCAN_UNTOUCHED,  /* not opened yet */
	SICHT_SCAN_UNDECODED,  /* digested; no decoder was there for it */
	SICHT_SCAN_SUSPICIOUS, /* a decoder failed on it once; `print` holds the outcome so far */
	SICHT_SCAN_DOUBLED,    /* decoded, and to be decoded once more for comparison */
	SICHT_SCAN_DOUBTED,    /* the same, after the decoder that was to be compared failed once */
};

struct sicht_scan_slot {
	struct sicht_digester *digester;
	uint8_t *buffer;
	struct sicht_arena arena;
};

struct sicht_scan_state {
	enum sicht_scan_progress progress;
	struct sicht_content content; /* open until the next batch */
};

struct sicht_scanner {
	struct sicht_scan_options options;
	struct sicht_pool *pool;
	unsigned threads;
	size_t room, pace;
	uint64_t inputs;                 /* scanned without a plan so far: their ordinals */
	struct sicht_scan_slot *slots;   /* one a thread, and the comparing one */
	struct sicht_scan_state *states; /* one an item of the batch */
	struct sicht_item *items;        /* copies, for sicht_scan_again() */
	enum sicht_media *media;         /* of items that were sent to a decoder; else NONE */
	size_t count;
	size_t *pending; /* indices of items that are not done; of one round */
};

/* Is the run to stop? */
static inline bool sicht_scanner_stopped(const struct sicht_scanner *scanner)
{
	return scanner->options.stop != NULL && *scanner->options.stop;
}

/* First round: everything about one item, the decoder working while the file is digested. */
enum sicht_scan_progress sicht_scanner_scan_item(struct sicht_scanner *scanner,
	const struct sicht_plan *plan, size_t index, unsigned slot, struct sicht_print *print);

/* Later rounds: the decoder alone; after an anomaly in a fresh process. */
enum sicht_scan_progress sicht_scanner_decode_item(struct sicht_scanner *scanner, size_t index,
	unsigned slot, enum sicht_scan_progress progress, struct sicht_print *print);

/* The same file in the decoder that only compares: an answer that differs is not to be trusted. */
enum sicht_scan_progress sicht_scanner_compare_item(struct sicht_scanner *scanner, size_t index,
	enum sicht_scan_progress progress, struct sicht_print *print);

/* One item, hashed with other options; after an anomaly once more, in a fresh process. */
enum sicht_scan_progress sicht_scanner_hash_again(struct sicht_scanner *scanner, size_t index,
	unsigned slot, const struct sicht_hash_options *hash, struct sicht_print *print);

#endif
