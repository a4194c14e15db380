/* SPDX-License-Identifier: MIT */
/* An input that no plan named becomes an item, and an open content. */
#ifndef SICHT_ENGINE_SCAN_INPUT_H
#define SICHT_ENGINE_SCAN_INPUT_H

#include "sicht/content.h"
#include "sicht/scan.h"

/*
 * Set `*item` but for its ordinal (its path is lent from the input) and `*content`, which the
 * caller closes. What cannot be opened is an item that says why, and leaves `*content` alone. Fails
 * only where memory for a buffer is out.
 */
SICHT_MUST_CHECK enum sicht_status sicht_input_open(
	const struct sicht_input *input, struct sicht_item *item, struct sicht_content *content);

#endif
