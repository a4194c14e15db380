/* SPDX-License-Identifier: MIT */
/*
 * What the files of a batch ask the stores for, equal things once: digests, and the hashes of all
 * their windows and forms.
 */
#ifndef SICHT_ENGINE_MATCH_ASK_H
#define SICHT_ENGINE_MATCH_ASK_H

#include "sicht/status.h"
#include "sicht/types.h"

/* One file asks for one key. */
struct sicht_ask {
	uint32_t key;
	uint32_t window; /* index into the print's; not for digests */
	uint8_t transform;
};

/*
 * What the files of a batch ask for in one kind of segment: keys of 32 bytes, equal ones once.
 * Digests are shorter, and zero behind their end.
 */
struct sicht_asks {
	struct sicht_ask *items; /* file by file */
	size_t count, capacity;
	size_t *begins; /* of each file's items, and their end */
	uint8_t (*keys)[32];
	size_t key_count, key_capacity;
	uint32_t *table; /* of keys: number + 1, 0: free */
	size_t table_size;
};

/*
 * Ask for one kind of digest of all `count` files, or for all that their hashes of one profile ask
 * for: each form of each window of sufficient quality, and the complement of the full one;
 * `whole_only`: of the full windows alone. `asks` starts from zero. SICHT_ERROR_MEMORY.
 */
SICHT_MUST_CHECK enum sicht_status sicht_asks_add_digests(struct sicht_asks *asks,
	const struct sicht_print *prints, size_t count, enum sicht_digest_kind kind);
SICHT_MUST_CHECK enum sicht_status sicht_asks_add_hashes(struct sicht_asks *asks,
	const struct sicht_print *prints, size_t count, enum sicht_profile profile, bool whole_only,
	bool no_variants);

void sicht_asks_free(struct sicht_asks *asks); /* accepts zero */

#endif
