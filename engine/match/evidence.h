/* SPDX-License-Identifier: MIT */
/*
 * The entries of evidence stores in the order in which a walk through their sources would give them
 * now: a store numbers them as they came, and what has changed since has come again, at the end.
 */
#ifndef SICHT_ENGINE_MATCH_EVIDENCE_H
#define SICHT_ENGINE_MATCH_EVIDENCE_H

#include "engine/base/arena.h"
#include "sicht/match.h"

struct sicht_evidence_place {
	uint32_t source; /* of `examined` */
	uint64_t entry;
	struct sicht_bytes path;
};

/* Starts from zero. */
struct sicht_evidence_order {
	struct sicht_evidence_place *items;
	size_t count, capacity;
	struct sicht_arena arena; /* the paths: some hundred bytes an entry */
};

/* Reads every entry of evidence once, without its hashes. SICHT_ERROR_INTERRUPTED. */
SICHT_MUST_CHECK enum sicht_status sicht_evidence_order(
	const struct sicht_examined *examined, struct sicht_evidence_order *out);

void sicht_evidence_order_free(struct sicht_evidence_order *order); /* for SICHT_DEFER */

#endif
