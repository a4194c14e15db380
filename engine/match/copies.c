/* SPDX-License-Identifier: MIT */
/* Sorted by SHA-256, copies are neighbours, the first of them in front. See copies.h. */
#include "engine/match/copies.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "sicht/hash.h"

static bool is_same_window(const struct sicht_window_print *a, const struct sicht_window_print *b)
{
	return a->window == b->window && a->page == b->page && a->profile == b->profile &&
	       a->quality == b->quality && a->form_count == b->form_count &&
	       memcmp(a->form, b->form, a->form_count * sizeof *a->form) == 0;
}

static bool has_same_digests(const struct sicht_digests *a, const struct sicht_digests *b)
{
	for (enum sicht_digest_kind kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if ((a->have & 1u << kind) != 0 &&
			memcmp(sicht_digest_get(a, kind), sicht_digest_get(b, kind),
				sicht_digest_size(kind)) != 0)
			return false;
	}
	return a->have == b->have;
}

static bool is_copy(const struct sicht_print *a, const struct sicht_print *b)
{
	if (a->outcome != b->outcome || a->window_count != b->window_count ||
		!has_same_digests(&a->digests, &b->digests))
		return false;
	for (size_t i = 0; i < a->window_count; i++) {
		if (!is_same_window(&a->windows[i], &b->windows[i]))
			return false;
	}
	return true;
}

static int by_digest(const void *left, const void *right, void *prints)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct sicht_print *all = prints;
	int order =
		memcmp(all[a].digests.sha256, all[b].digests.sha256, sizeof all[a].digests.sha256);
	return order != 0 ? order : a < b ? -1 : a > b;
}

/* The first copy of the print at `place`, among those before it that have its bytes. */
static uint32_t find_first(const struct sicht_print *prints, const uint32_t *sorted, size_t place,
	const uint32_t *firsts)
{
	const struct sicht_print *self = &prints[sorted[place]];
	for (size_t i = place; i > 0; i--) {
		const struct sicht_print *other = &prints[sorted[i - 1]];
		if (memcmp(other->digests.sha256, self->digests.sha256,
			    sizeof self->digests.sha256) != 0)
			break;
		if (is_copy(other, self))
			return firsts[sorted[i - 1]];
	}
	return sorted[place];
}

enum sicht_status sicht_copies_find(
	const struct sicht_print *prints, size_t count, uint32_t *firsts)
{
	SICHT_DEFER(sicht_free_pointer) uint32_t *sorted = calloc(count + 1, sizeof *sorted);
	size_t sorted_count = 0;
	if (sorted == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory; use fewer --threads");
	for (size_t i = 0; i < count; i++) {
		firsts[i] = (uint32_t)i;
		if (prints[i].digests.have & 1u << SICHT_DIGEST_SHA256)
			sorted[sorted_count++] = (uint32_t)i;
	}
	if (sorted_count > 1)
		qsort_r(sorted, sorted_count, sizeof *sorted, by_digest, (void *)(uintptr_t)prints);
	for (size_t i = 1; i < sorted_count; i++)
		firsts[sorted[i]] = find_first(prints, sorted, i, firsts);
	return SICHT_OK;
}
