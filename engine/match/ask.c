/* SPDX-License-Identifier: MIT */
/* A hash table of keys, and for each file the numbers of its own. See ask.h. */
#include "engine/match/ask.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

void sicht_asks_free(struct sicht_asks *asks)
{
	free(asks->items);
	free(asks->begins);
	free(asks->keys);
	free(asks->table);
}

/* Room for `asks_max` asks of `count` files. */
static enum sicht_status asks_make(struct sicht_asks *asks, size_t count, size_t asks_max)
{
	asks->table_size = 16;
	while (asks->table_size < 2 * asks_max)
		asks->table_size *= 2;
	asks->begins = calloc(count + 1, sizeof *asks->begins);
	asks->table = calloc(asks->table_size, sizeof *asks->table);
	if (asks->begins == NULL || asks->table == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	return SICHT_OK;
}

/* The number of a key, which is added if it is new. */
static enum sicht_status key_number(
	struct sicht_asks *asks, const void *bytes, size_t size, uint32_t *number)
{
	uint8_t key[32] = {0};
	uint64_t words[4], mixed = 0;
	memcpy(key, bytes, size);
	memcpy(words, key, sizeof words);
	for (int i = 0; i < 4; i++)
		mixed = (mixed ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
	size_t place = (mixed ^ mixed >> 32) & (asks->table_size - 1);
	for (; asks->table[place] != 0; place = (place + 1) & (asks->table_size - 1)) {
		*number = asks->table[place] - 1;
		if (memcmp(asks->keys[*number], key, sizeof key) == 0)
			return SICHT_OK;
	}
	SICHT_TRY(
		sicht_grow(&asks->keys, sizeof *asks->keys, asks->key_count, &asks->key_capacity));
	memcpy(asks->keys[asks->key_count], key, sizeof key);
	*number = (uint32_t)asks->key_count++;
	asks->table[place] = *number + 1;
	return SICHT_OK;
}

static enum sicht_status ask(struct sicht_asks *asks, const void *key, size_t size, size_t window,
	enum sicht_transform transform)
{
	struct sicht_ask asked = {.window = (uint32_t)window, .transform = (uint8_t)transform};
	SICHT_TRY(key_number(asks, key, size, &asked.key));
	SICHT_TRY(sicht_grow(&asks->items, sizeof *asks->items, asks->count, &asks->capacity));
	asks->items[asks->count++] = asked;
	return SICHT_OK;
}

enum sicht_status sicht_asks_add_digests(struct sicht_asks *asks, const struct sicht_print *prints,
	size_t count, enum sicht_digest_kind kind)
{
	SICHT_TRY(asks_make(asks, count, count));
	for (size_t i = 0; i < count; i++) {
		/* all empty files have one digest: it says nothing */
		if ((prints[i].digests.have & 1u << kind) != 0 &&
			prints[i].outcome != SICHT_OUTCOME_EMPTY)
			SICHT_TRY(ask(asks, sicht_digest_get(&prints[i].digests, kind),
				sicht_digest_size(kind), 0, SICHT_TRANSFORM_ORIGINAL));
		asks->begins[i + 1] = asks->count;
	}
	return SICHT_OK;
}

/* The forms of one window, and the complement of the full one. */
static enum sicht_status ask_window(struct sicht_asks *asks,
	const struct sicht_window_print *hashed, size_t window, bool no_variants)
{
	unsigned form_count = no_variants ? 1 : hashed->form_count;
	for (unsigned form = 0; form < form_count; form++)
		SICHT_TRY(ask(asks, &hashed->form[form], sizeof hashed->form[form], window,
			(enum sicht_transform)form));
	if (no_variants || hashed->window != SICHT_WINDOW_FULL)
		return SICHT_OK;
	struct sicht_pdq negative = sicht_pdq_complement(&hashed->form[0]);
	return ask(asks, &negative, sizeof negative, window, SICHT_TRANSFORM_NEGATIVE);
}

enum sicht_status sicht_asks_add_hashes(struct sicht_asks *asks, const struct sicht_print *prints,
	size_t count, enum sicht_profile profile, bool whole_only, bool no_variants)
{
	size_t windows = 0;
	for (size_t i = 0; i < count; i++)
		windows += prints[i].window_count;
	SICHT_TRY(asks_make(asks, count, windows * (SICHT_DIHEDRAL_COUNT + 1)));
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < prints[i].window_count; j++) {
			const struct sicht_window_print *hashed = &prints[i].windows[j];
			if (hashed->profile != profile || hashed->quality < SICHT_QUALITY_MIN ||
				(whole_only && hashed->window != SICHT_WINDOW_FULL))
				continue;
			SICHT_TRY(ask_window(asks, hashed, j, no_variants));
		}
		asks->begins[i + 1] = asks->count;
	}
	return SICHT_OK;
}
