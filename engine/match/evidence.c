/* SPDX-License-Identifier: MIT */
/* Evidence stores as sources, and the order of what is in them. See evidence.h. */
#include "engine/match/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/array.h"
#include "sicht/source.h"
#include "sicht/store.h"

/* ------------------------------------------------------------------------------------- sources */

/* What is gathered of all stores, in the end lent to `examined`. */
struct gathered {
	struct sicht_source *sources;
	struct sicht_evidence *evidence;
	size_t count, source_capacity, evidence_capacity;
};

static void gathered_free(struct gathered *gathered)
{
	free(gathered->sources);
	free(gathered->evidence);
}

static enum sicht_status add(struct gathered *gathered, const struct sicht_source *source,
	const struct sicht_evidence *evidence)
{
	SICHT_TRY(sicht_grow(
		&gathered->sources, sizeof *source, gathered->count, &gathered->source_capacity));
	SICHT_TRY(sicht_grow(&gathered->evidence, sizeof *evidence, gathered->count,
		&gathered->evidence_capacity));
	gathered->sources[gathered->count] = *source;
	gathered->evidence[gathered->count++] = *evidence;
	return SICHT_OK;
}

/* A set that does not say where it came from, as older stores do not: it is one source itself. */
static enum sicht_status add_set(
	struct gathered *gathered, const struct sicht_set *set, struct sicht_evidence evidence)
{
	struct sicht_bytes origins = set->origins;
	struct sicht_origin origin;
	evidence.set = set->id;
	evidence.case_id = set->case_id;
	evidence.whole_set = origins.size == 0;
	struct sicht_source source = {
		.kind = SICHT_SOURCE_LIST, .name = evidence.store_name, .id = evidence.store_name};
	if (evidence.whole_set)
		return add(gathered, &source, &evidence);
	while (sicht_origin_next(&origins, &origin)) {
		source.name = source.id = origin.source;
		source.exhibit = origin.exhibit;
		evidence.in_order = origin.in_order;
		SICHT_TRY(add(gathered, &source, &evidence));
	}
	return SICHT_OK;
}

enum sicht_status sicht_evidence_sources(
	const struct sicht_bytes *names, struct sicht_examined *examined)
{
	SICHT_DEFER(gathered_free) struct gathered gathered = {0};
	for (size_t i = 0; i < examined->store_count; i++) {
		size_t count;
		const struct sicht_set *sets = sicht_store_sets(examined->stores[i], &count);
		struct sicht_evidence evidence = {.store = (uint32_t)i, .store_name = names[i]};
		for (size_t j = 0; j < count; j++) {
			if (sets[j].role == SICHT_ROLE_EVIDENCE)
				SICHT_TRY(add_set(&gathered, &sets[j], evidence));
		}
	}
	examined->sources = gathered.sources;
	examined->evidence = gathered.evidence;
	examined->source_count = gathered.count;
	gathered = (struct gathered){0};
	return SICHT_OK;
}

/* --------------------------------------------------------------------------------------- order */

/* To which source an entry belongs, tried first where the one before it did; source_count: none. */
static size_t source_of(const struct sicht_examined *examined, uint32_t store,
	const struct sicht_entry *entry, size_t first)
{
	for (size_t i = 0; i < examined->source_count; i++) {
		size_t at = (first + i) % examined->source_count;
		const struct sicht_evidence *evidence = &examined->evidence[at];
		if (evidence->store == store && evidence->set == entry->set &&
			(evidence->whole_set ||
				sicht_bytes_equal(examined->sources[at].id, entry->source)))
			return at;
	}
	return examined->source_count;
}

static enum sicht_status read_store(
	const struct sicht_examined *examined, uint32_t store, struct sicht_evidence_order *order)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	struct sicht_entry entry;
	size_t source = 0;
	uint64_t id = 0;
	for (;;) {
		SICHT_TRY(sicht_store_next_entry(examined->stores[store], id, &id));
		if (id == 0)
			return SICHT_OK;
		if (examined->stop != NULL && *examined->stop)
			return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
		sicht_arena_reset(&arena);
		SICHT_TRY(sicht_store_entry_text(examined->stores[store], id, &arena, &entry));
		size_t found = source_of(examined, store, &entry, source);
		if (found == examined->source_count)
			continue; /* of another role */
		source = found;
		SICHT_TRY(sicht_grow(
			&order->items, sizeof *order->items, order->count, &order->capacity));
		order->items[order->count++] = (struct sicht_evidence_place){
			(uint32_t)source, id, sicht_arena_copy(&order->arena, entry.path)};
	}
}

/* Name by name, as a walk goes: a slash ends a name, and so comes before all that names hold. */
static int compare_paths(struct sicht_bytes a, struct sicht_bytes b)
{
	const uint8_t *left = a.data, *right = b.data;
	for (size_t i = 0; i < a.size && i < b.size; i++) {
		int x = left[i] == '/' ? 0 : left[i], y = right[i] == '/' ? 0 : right[i];
		if (x != y)
			return x - y;
	}
	return (a.size > b.size) - (a.size < b.size);
}

static int by_place(const void *left, const void *right, void *context)
{
	const struct sicht_evidence_place *a = left, *b = right;
	const struct sicht_evidence *evidence = context;
	int order = 0;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	if (evidence[a->source].in_order)
		order = compare_paths(a->path, b->path);
	return order != 0 ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

enum sicht_status sicht_evidence_order(
	const struct sicht_examined *examined, struct sicht_evidence_order *out)
{
	SICHT_DEFER(sicht_evidence_order_free) struct sicht_evidence_order order = {0};
	for (size_t i = 0; i < examined->store_count; i++)
		SICHT_TRY(read_store(examined, (uint32_t)i, &order));
	if (order.count > 0)
		qsort_r(order.items, order.count, sizeof *order.items, by_place,
			(void *)examined->evidence);
	*out = order;
	order = (struct sicht_evidence_order){0};
	return SICHT_OK;
}

void sicht_evidence_order_free(struct sicht_evidence_order *order)
{
	free(order->items);
	sicht_arena_free(&order->arena);
	*order = (struct sicht_evidence_order){0};
}
