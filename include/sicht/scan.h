/* SPDX-License-Identifier: MIT */
/*
 * Scan: items become prints. The parallel loop of the engine, and the only one that reads evidence.
 *
 * One item: open late, sniff 64 KiB, hand the descriptor to the thread's decoder, digest the file
 * meanwhile, take the decoder's answer, look whether the file changed. Whatever happens to an item
 * is an outcome in its print; the scan itself fails only when the run is broken or interrupted.
 * Where digests alone are wanted, a picture's outcome is DECODED, as if nothing stood against it.
 *
 * The same items give the same prints for any number of threads.
 */
#ifndef SICHT_SCAN_H
#define SICHT_SCAN_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/hash.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_arena;
struct sicht_plan;
struct sicht_scanner;

enum sicht_input_kind {
	SICHT_INPUT_FILE = 0,
	SICHT_INPUT_DESCRIPTOR,
	SICHT_INPUT_BUFFER,
};

/* Something to scan that is no item of a plan. */
struct sicht_input {
	enum sicht_input_kind kind;
	const char *path; /* FILE; what a symbolic link points to, since the caller named it */
	int fd;           /* DESCRIPTOR, of a file that this process may open for reading */
	struct sicht_bytes buffer; /* BUFFER */
	/*
	 * Of a DESCRIPTOR or a BUFFER, a file name that counts where the bytes do not tell what
	 * they are; may be NULL.
	 */
	const char *name;
};

/* Zero, but for `hash`, is the default. */
struct sicht_scan_options {
	unsigned threads;               /* 0: as OpenMP decides */
	unsigned digests;               /* 1 << enum sicht_digest_kind; 0: all three */
	struct sicht_hash_options hash; /* no profiles: digests alone, nothing is decoded */
	const char *decoder;            /* program; NULL: the one installed */
	bool insecure_decoders;
	/* 0: the defaults of limits.h. */
	uint64_t pixels_max;
	unsigned job_seconds_max;
	/* When it is not 0 any more, the scan stops: nothing more is handed out. May be NULL. */
	const volatile sig_atomic_t *stop;
};

/*
 * The scanner belongs to the thread that opens it: its decoders end with that thread. The limit of
 * open descriptors of this process is raised as far as the system lets it.
 */
SICHT_MUST_CHECK enum sicht_status sicht_scanner_open(
	const struct sicht_scan_options *options, struct sicht_scanner **out);
void sicht_scanner_close(struct sicht_scanner *scanner); /* accepts NULL */

/* Layers of the sandbox that are active (enum sicht_sandbox_layer); none if nothing is decoded. */
unsigned sicht_scanner_layers(const struct sicht_scanner *scanner);

/* Of the decoders' libraries: "name version, name version"; "" if nothing is decoded. Lent. */
const char *sicht_scanner_versions(const struct sicht_scanner *scanner);

/* Items that sicht_scan() takes at once: bounded by the descriptors that this process may hold. */
size_t sicht_scanner_room(const struct sicht_scanner *scanner);

/*
 * How many it should take next: so many that a batch lasts about SICHT_BATCH_AIM_MS by what the
 * last one took, at most room. Prints do not depend on how items are divided into batches.
 */
size_t sicht_scanner_pace(const struct sicht_scanner *scanner);

/*
 * Scan `count` items (at most room) into prints[0..count); memory of prints lives until the next
 * sicht_scan() on this scanner. Descriptors stay open until then, for sicht_scan_again().
 * `skip[i]` (may be NULL) leaves item i alone: its print is not touched.
 * SICHT_ERROR_INTERRUPTED: prints are not to be used.
 */
SICHT_MUST_CHECK enum sicht_status sicht_scan(struct sicht_scanner *scanner,
	const struct sicht_plan *plan, const struct sicht_item *items, size_t count,
	const bool *skip, struct sicht_print *prints);

/*
 * The same for inputs. A descriptor stays the caller's, with its position: the file is opened anew,
 * for reading alone. A buffer is copied into memory that nobody can write to any more (memfd),
 * which the decoder reads as a file; SICHT_ERROR_MEMORY if there is not enough for all of them at
 * once.
 */
SICHT_MUST_CHECK enum sicht_status sicht_scan_inputs(struct sicht_scanner *scanner,
	const struct sicht_input *inputs, size_t count, const bool *skip,
	struct sicht_print *prints);

/*
 * Hash some items of the last sicht_scan() again with other options (a hit reference-exactly), from
 * the descriptors that are still open: windows[i] and window_counts[i] for each i with again[i].
 * An item that cannot be hashed again has count 0. `fresh`: each in a process that has done no job.
 */
SICHT_MUST_CHECK enum sicht_status sicht_scan_again(struct sicht_scanner *scanner, size_t count,
	const bool *again, bool fresh, const struct sicht_hash_options *hash,
	struct sicht_window_print **windows, size_t *window_counts);

SICHT_API_END

#endif
