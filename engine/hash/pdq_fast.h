/* SPDX-License-Identifier: MIT */
/* The fast path below sicht_pdq_fast(): for one window of a picture that is luma already. */
#ifndef SICHT_ENGINE_HASH_PDQ_FAST_H
#define SICHT_ENGINE_HASH_PDQ_FAST_H

#include "engine/hash/hasher.h"

/* What the profile filters of a window of this size. */
enum sicht_tent_sampling sicht_sampling_of(
	const struct sicht_rect *rect, enum sicht_profile profile);

/* `luma` has one band and may be reduced; `rect` lies within it, in pixels of the full picture. */
SICHT_MUST_CHECK enum sicht_status sicht_window_fast(struct sicht_hasher *hasher,
	const struct sicht_picture *luma, const struct sicht_rect *rect,
	enum sicht_tent_sampling sampling, struct sicht_pdq_result *out);

#endif
