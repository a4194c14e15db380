/* SPDX-License-Identifier: MIT */
/*
 * Copies of a file in one batch: what one of them meets, all of them meet, so one is looked up.
 */
#ifndef SICHT_ENGINE_MATCH_COPIES_H
#define SICHT_ENGINE_MATCH_COPIES_H

#include "sicht/status.h"
#include "sicht/types.h"

/*
 * firsts[i] is the first of prints[0..count) that says the same as prints[i], often i itself: the
 * same bytes by SHA-256 and the same hashes. Without a SHA-256 a print is a copy of none.
 */
SICHT_MUST_CHECK enum sicht_status sicht_copies_find(
	const struct sicht_print *prints, size_t count, uint32_t *firsts);

#endif
