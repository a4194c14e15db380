/* SPDX-License-Identifier: MIT */
/*
 * The header of a run's findings: what is known and what is examined, as they are now. See fact.h.
 */
#include <string.h>

#include "engine/match/fact.h"
#include "sicht/hash.h"
#include "sicht/store.h"
#include "sicht/version.h"

static enum sicht_status add_to_digest(struct sicht_digester *digester,
	const struct sicht_known_store *known, uint64_t id, struct sicht_arena *arena,
	uint64_t *hash_count)
{
	struct sicht_entry entry;
	SICHT_TRY(sicht_store_entry(known->store, id, arena, &entry));
	if (entry.set != known->set)
		return SICHT_OK;
	sicht_digester_update(digester, &entry.id, sizeof entry.id);
	sicht_digester_update(digester, entry.digests.sha256, sizeof entry.digests.sha256);
	sicht_digester_update(digester, entry.path.data, entry.path.size);
	sicht_digester_update(digester, "", 1);
	*hash_count += entry.hash_count;
	return SICHT_OK;
}

static void free_digester(struct sicht_digester **digester)
{
	sicht_digester_free(*digester);
}

/*
 * A folder of known pictures is named by what it holds: its store is made anew wherever the
 * findings are, and its id says nothing.
 */
static enum sicht_status digest_content(
	const struct sicht_known_store *known, uint8_t digest[32], uint64_t *hash_count)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	SICHT_DEFER(free_digester) struct sicht_digester *digester = NULL;
	struct sicht_digests digests;
	uint64_t id = 0;
	SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester));
	sicht_digester_begin(digester);
	*hash_count = 0;
	for (;;) {
		sicht_arena_reset(&arena);
		SICHT_TRY(sicht_store_next_entry(known->store, id, &id));
		if (id == 0)
			break;
		SICHT_TRY(add_to_digest(digester, known, id, &arena, hash_count));
	}
	sicht_digester_finish(digester, &digests);
	memcpy(digest, digests.sha256, sizeof digests.sha256);
	return SICHT_OK;
}

static void describe_store(const struct sicht_store *store, struct sicht_bytes name,
	struct sicht_arena *arena, struct sicht_store_info *info, struct sicht_findings_store *out)
{
	sicht_store_info(store, info);
	out->name = name;
	out->id = sicht_arena_copy(arena, sicht_bytes_of(info->id));
	out->snapshot = info->snapshot;
}

static enum sicht_status describe_known(const struct sicht_known_store *known,
	struct sicht_arena *arena, struct sicht_findings_known *out)
{
	struct sicht_store_info info;
	describe_store(known->store, known->name, arena, &info, &out->store);
	out->entries = info.entry_count;
	out->hashes = info.hash_count;
	out->is_folder = known->set != 0;
	if (!out->is_folder)
		return SICHT_OK;
	out->entries = sicht_store_set(known->store, known->set)->entry_count;
	return digest_content(known, out->content, &out->hashes);
}

/* Where what is said of a source comes from, if not from itself, is said as well. */
static void describe_source(const struct sicht_examined *examined, size_t i,
	struct sicht_arena *arena, struct sicht_findings_source *out)
{
	struct sicht_store_info info;
	out->name = examined->sources[i].name;
	out->exhibit = examined->sources[i].exhibit;
	if (examined->evidence == NULL)
		return;
	const struct sicht_evidence *evidence = &examined->evidence[i];
	out->case_id = evidence->case_id;
	out->is_evidence = true;
	describe_store(examined->stores[evidence->store], evidence->store_name, arena, &info,
		&out->evidence);
}

/* The case that the examiner names, or else the one that all evidence belongs to. */
static struct sicht_bytes case_of(
	const struct sicht_match_options *options, const struct sicht_examined *examined)
{
	if (options->case_id.size > 0 || examined->evidence == NULL || examined->source_count == 0)
		return options->case_id;
	for (size_t i = 1; i < examined->source_count; i++) {
		if (!sicht_bytes_equal(
			    examined->evidence[i].case_id, examined->evidence[0].case_id))
			return options->case_id;
	}
	return examined->evidence[0].case_id;
}

enum sicht_status sicht_fact_header(const struct sicht_match_options *options,
	const struct sicht_known_store *known, size_t known_count,
	const struct sicht_examined *examined, struct sicht_text *text)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	struct sicht_findings_known *knowns =
		sicht_arena_alloc(&arena, known_count * sizeof *knowns);
	struct sicht_findings_source *sources =
		sicht_arena_alloc(&arena, examined->source_count * sizeof *sources);
	for (size_t i = 0; i < known_count; i++)
		SICHT_TRY(describe_known(&known[i], &arena, &knowns[i]));
	for (size_t i = 0; i < examined->source_count; i++)
		describe_source(examined, i, &arena, &sources[i]);
	const struct sicht_findings_header header = {
		.tool = sicht_bytes_of("sicht " SICHT_VERSION),
		.libraries = options->libraries,
		.case_id = case_of(options, examined),
		.threshold_bits = options->near.threshold_bits,
		.possible_bits = options->near.possible_bits,
		.variants = !options->near.no_variants,
		.max_megapixels = options->max_megapixels,
		.max_seconds = options->max_seconds,
		.known = knowns,
		.known_count = known_count,
		.sources = sources,
		.source_count = examined->source_count,
	};
	sicht_findings_write_header(text, &header);
	return SICHT_OK;
}
