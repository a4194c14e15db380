/* SPDX-License-Identifier: MIT */
/*
 * An array by entry number, in memory that is zero and takes no room until it is touched. A class
 * is a number: 0 has not been read, 1 does not answer, the others hold severity and set. See
 * remembered.h.
 */
#include "engine/match/remembered.h"

#include <stdlib.h>
#include <string.h>

#include "sicht/store.h"

#define CLASS_NOT_READ 0
#define CLASS_OF_OTHERS 1
#define CLASS_FIRST 2
#define SEVERITIES (SICHT_SEVERITY_SEVERE + 1)

static int by_name(const void *left, const void *right)
{
	const struct sicht_bytes a = (*(const struct sicht_set *const *)left)->name,
				 b = (*(const struct sicht_set *const *)right)->name;
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
	return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size;
}

static enum sicht_status order_sets(struct sicht_remembered *remembered)
{
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(remembered->known->store, &count);
	const struct sicht_set **sorted = calloc(count + 1, sizeof *sorted);
	remembered->set_orders = calloc(count + 1, sizeof *remembered->set_orders);
	if (sorted == NULL || remembered->set_orders == NULL) {
		free(sorted);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for what is known");
	}
	for (size_t i = 0; i < count; i++)
		sorted[i] = &sets[i];
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, by_name);
	for (size_t i = 0; i < count; i++)
		remembered->set_orders[sorted[i] - sets] = (uint32_t)i;
	free(sorted);
	return SICHT_OK;
}

enum sicht_status sicht_remembered_open(
	const struct sicht_known_store *known, struct sicht_remembered *out)
{
	out->known = known;
	return order_sets(out);
}

void sicht_remembered_free(struct sicht_remembered *remembered)
{
	free(remembered->classes);
	free(remembered->stamps);
	free(remembered->set_orders);
	*remembered = (struct sicht_remembered){0};
}

/* The array with room for more, which is zero. */
static enum sicht_status extend(uint32_t **array, size_t count, size_t room)
{
	uint32_t *larger = calloc(room, sizeof *larger);
	if (larger == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory for what is known");
	if (count > 0)
		memcpy(larger, *array, count * sizeof *larger);
	free(*array);
	*array = larger;
	return SICHT_OK;
}

enum sicht_status sicht_remembered_reach(struct sicht_remembered *remembered, uint64_t id)
{
	size_t count = remembered->room;
	if (id < count)
		return SICHT_OK;
	size_t room = count * 2 > id ? count * 2 : (size_t)id + 1024;
	SICHT_TRY(extend(&remembered->classes, count, room));
	SICHT_TRY(extend(&remembered->stamps, count, room));
	remembered->room = room;
	return SICHT_OK;
}

static enum sicht_status read_class(
	const struct sicht_remembered *remembered, uint64_t id, uint32_t *class)
{
	const struct sicht_known_store *known = remembered->known;
	struct sicht_category category;
	uint32_t number;
	size_t count;
	SICHT_TRY(sicht_store_category(known->store, id, &number, &category));
	const struct sicht_set *set = sicht_store_set(known->store, number);
	if (set == NULL)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"entry %llu belongs to no set; run sicht store verify",
			(unsigned long long)id);
	uint32_t order = remembered->set_orders[set - sicht_store_sets(known->store, &count)];
	if (category.code.size == 0)
		order += (uint32_t)count;
	*class =
		known->set != 0 && number != known->set
			? CLASS_OF_OTHERS
			: CLASS_FIRST + order * SEVERITIES + (uint32_t)sicht_severity_of(&category);
	return SICHT_OK;
}

enum sicht_status sicht_remembered_class(
	struct sicht_remembered *remembered, uint64_t id, struct sicht_entry_class *out)
{
	uint32_t *class = &remembered->classes[id];
	if (*class == CLASS_NOT_READ)
		SICHT_TRY(read_class(remembered, id, class));
	*out = (struct sicht_entry_class){.answers = *class != CLASS_OF_OTHERS};
	if (!out->answers)
		return SICHT_OK;
	out->severity = (enum sicht_severity)((*class - CLASS_FIRST) % SEVERITIES);
	out->order = (*class - CLASS_FIRST) / SEVERITIES;
	return SICHT_OK;
}
