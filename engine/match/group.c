/* SPDX-License-Identifier: MIT */
/*
 * Which files show the same picture: files with an equal key are joined (union-find), kind by
 * kind. The representative of a group is its first file, so that the result does not depend on the
 * order of the joins. See rank.h.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/sort.h"
#include "engine/match/rank.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

struct keyed {
	struct sicht_group_key key;
	uint32_t index;
};

static int by_key(const void *left, const void *right, void *unused)
{
	(void)unused;
	const struct keyed *a = left, *b = right;
	for (size_t i = 0; i < 2; i++) {
		if (a->key.word[i] != b->key.word[i])
			return a->key.word[i] < b->key.word[i] ? -1 : 1;
	}
	return a->index < b->index ? -1 : a->index > b->index;
}

/* The root of a file's group; paths are halved on the way. */
static uint32_t find_root(uint32_t *parent, uint32_t index)
{
	while (parent[index] != index) {
		parent[index] = parent[parent[index]];
		index = parent[index];
	}
	return index;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
	uint32_t root_a = find_root(parent, a), root_b = find_root(parent, b);
	if (root_a < root_b)
		parent[root_b] = root_a;
	else
		parent[root_a] = root_b;
}

static enum sicht_status join_equal(
	struct keyed *keyed, size_t count, const volatile sig_atomic_t *stop, uint32_t *parent)
{
	SICHT_TRY(sicht_sort(keyed, count, sizeof *keyed, by_key, NULL, stop));
	for (size_t i = 1; i < count; i++) {
		if (keyed[i].key.word[0] == keyed[i - 1].key.word[0] &&
			keyed[i].key.word[1] == keyed[i - 1].key.word[1])
			join(parent, keyed[i - 1].index, keyed[i].index);
	}
	return SICHT_OK;
}

static struct sicht_group_key first_bytes(const uint8_t sha256[32])
{
	struct sicht_group_key key;
	memcpy(&key, sha256, sizeof key);
	return key;
}

struct sicht_group_keys sicht_group_keys_of(const struct sicht_finding *finding,
	const struct sicht_rank *rank, struct sicht_digester *digester)
{
	struct sicht_group_keys keys = {0};
	if (finding->digests.have >> SICHT_DIGEST_SHA256 & 1 &&
		finding->outcome != SICHT_OUTCOME_EMPTY)
		keys.of[SICHT_GROUP_BY_DIGEST] = first_bytes(finding->digests.sha256);
	/* behind equal covers, other pages */
	if (finding->has_pdq && finding->pictures == 0 &&
		finding->pdq_quality >= SICHT_QUALITY_MIN) {
		struct sicht_digests digests;
		sicht_digester_begin(digester);
		sicht_digester_update(digester, &finding->pdq, sizeof finding->pdq);
		sicht_digester_finish(digester, &digests);
		keys.of[SICHT_GROUP_BY_HASH] = first_bytes(digests.sha256);
	}
	/* what is possible may be another one */
	if (rank->found && rank->tier <= SICHT_RANK_SIMILAR)
		keys.of[SICHT_GROUP_BY_ENTRY] = (struct sicht_group_key){
			{rank->best->store + UINT64_C(1), rank->best->match.entry}};
	return keys;
}

enum sicht_status sicht_group(const struct sicht_group_keys *keys, size_t count,
	const volatile sig_atomic_t *stop, uint32_t *group)
{
	SICHT_DEFER(sicht_free_pointer)
	struct keyed *keyed = malloc((count + 1) * sizeof *keyed);
	if (keyed == NULL)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "out of memory while grouping %zu files", count);
	for (size_t i = 0; i < count; i++)
		group[i] = (uint32_t)i;
	for (size_t kind = 0; kind < SICHT_GROUP_KEY_KINDS; kind++) {
		size_t gathered = 0;
		for (size_t i = 0; i < count; i++) {
			const struct sicht_group_key *key = &keys[i].of[kind];
			if ((key->word[0] | key->word[1]) != 0)
				keyed[gathered++] = (struct keyed){*key, (uint32_t)i};
		}
		SICHT_TRY(join_equal(keyed, gathered, stop, group));
	}
	for (size_t i = 0; i < count; i++)
		group[i] = find_root(group, (uint32_t)i);
	return SICHT_OK;
}
