/* SPDX-License-Identifier: MIT */
/* Files in more than one category. See twice.h. The idea: sorted by file, equals are neighbours. */
#include "index/list/twice.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/array.h"
#include "index/segment/checksum.h"

struct sicht_twice_item {
	uint64_t file; /* of its digest, as a big-endian number */
	uint32_t set;
	uint32_t category; /* of its scheme and code */
};

static uint64_t begin_of(const struct sicht_digests *digests)
{
	uint64_t file = 0;
	int kind = 0;
	while ((digests->have >> kind & 1) == 0)
		kind++;
	const uint8_t *digest = sicht_digest_get(digests, (enum sicht_digest_kind)kind);
	for (size_t i = 0; i < sizeof file; i++)
		file = file << 8 | digest[i];
	return file;
}

static uint32_t number_of(const struct sicht_category *category)
{
	uint64_t scheme = sicht_checksum(category->scheme.data, category->scheme.size);
	return (uint32_t)(scheme * 31 + sicht_checksum(category->code.data, category->code.size));
}

enum sicht_status sicht_twice_add(struct sicht_twice *twice, const struct sicht_entry *entry)
{
	if (entry->category.code.size == 0 || entry->digests.have == 0)
		return SICHT_OK;
	SICHT_TRY(sicht_grow(&twice->items, sizeof *twice->items, twice->count, &twice->capacity));
	twice->items[twice->count++] = (struct sicht_twice_item){.file = begin_of(&entry->digests),
		.set = entry->set,
		.category = number_of(&entry->category)};
	return SICHT_OK;
}

static int compare(const void *a, const void *b)
{
	const struct sicht_twice_item *one = a, *other = b;
	if (one->file != other->file)
		return one->file < other->file ? -1 : 1;
	return (one->set > other->set) - (one->set < other->set);
}

void sicht_twice_count(struct sicht_twice *twice, struct sicht_import_totals *totals)
{
	const struct sicht_twice_item *items = twice->items;
	size_t first = 0; /* of the file at hand */
	bool counted = false;
	if (twice->count > 0)
		qsort(twice->items, twice->count, sizeof *twice->items, compare);
	for (size_t i = 1; i < twice->count; i++) {
		if (compare(&items[i], &items[first]) != 0) {
			first = i;
			counted = false;
		} else if (!counted && items[i].category != items[first].category) {
			if (totals->contradicted++ == 0)
				totals->contradicted_first = items[i].file;
			counted = true;
		}
	}
}

void sicht_twice_free(struct sicht_twice *twice)
{
	free(twice->items);
	*twice = (struct sicht_twice){0};
}
