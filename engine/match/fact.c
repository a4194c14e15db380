/* SPDX-License-Identifier: MIT */
/* Facts as JSON, members always in the same order, so that equal facts are equal bytes. */
#include "engine/match/fact.h"

#include <string.h>

#include "engine/base/json.h"
#include "sicht/hash.h"
#include "sicht/limits.h"
#include "sicht/version.h"

static void write_category(struct sicht_json *json, const struct sicht_category *category)
{
	if (category->scheme.size == 0 && category->code.size == 0)
		return;
	sicht_json_begin(json, "category", '{');
	sicht_json_string(json, "scheme", category->scheme);
	sicht_json_string(json, "code", category->code);
	sicht_json_end(json, '}');
}

/* Said where it is not the first. */
static void write_page(struct sicht_json *json, const char *key, unsigned page)
{
	if (page > 0)
		sicht_json_unsigned(json, key, page + 1);
}

static void write_match(
	struct sicht_json *json, const struct sicht_known_match *known, bool several_stores)
{
	const struct sicht_match *match = &known->match;
	char window[SICHT_WINDOW_NAME_SIZE];
	sicht_json_begin(json, NULL, '{');
	sicht_json_word(json, "by", sicht_match_by_name(match->by));
	if (match->by == SICHT_MATCH_PDQ) {
		sicht_json_unsigned(json, "distance", match->distance);
		if (match->distance_exact >= 0)
			sicht_json_signed(json, "distance_exact", match->distance_exact);
		sicht_json_word(json, "window", sicht_window_name(match->window, window));
		sicht_json_word(
			json, "known_window", sicht_window_name(match->known_window, window));
		write_page(json, "page", match->page);
		write_page(json, "known_page", match->known_page);
		sicht_json_word(json, "transform", sicht_transform_name(match->transform));
		sicht_json_word(json, "profile", sicht_profile_name(match->profile));
	}
	sicht_json_word(json, "tier", sicht_tier_name(match->tier));
	if (several_stores)
		sicht_json_unsigned(json, "store", known->store);
	sicht_json_unsigned(json, "entry", match->entry);
	sicht_json_name(json, "known", known->name);
	sicht_json_string(json, "set", known->set);
	sicht_json_word(json, "role", sicht_role_name(known->role));
	write_category(json, &known->category);
	sicht_json_end(json, '}');
}

static void write_item(struct sicht_json *json, const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link)
{
	struct sicht_bytes exhibit = context->sources[item->source].exhibit;
	sicht_json_unsigned(json, "ordinal", item->ordinal);
	sicht_json_name(json, "path", item->path);
	if (context->source_count > 1)
		sicht_json_unsigned(json, "source", item->source);
	if (exhibit.size > 0)
		sicht_json_string(json, "exhibit", exhibit);
	if (item->kind != SICHT_ITEM_UNREADABLE || item->content.inode != 0) {
		sicht_json_unsigned(json, "size", item->content.size_bytes);
		int64_t seconds = item->content.mtime_ns / 1000000000;
		sicht_json_time(json, "mtime", seconds - (item->content.mtime_ns % 1000000000 < 0));
	}
	if (first_link != UINT64_MAX)
		sicht_json_unsigned(json, "hard_link_of", first_link);
}

static void write_digests(struct sicht_json *json, const struct sicht_digests *digests)
{
	for (enum sicht_digest_kind kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (digests->have & 1u << kind)
			sicht_json_hex(json, sicht_digest_name(kind),
				sicht_digest_get(digests, kind), sicht_digest_size(kind));
	}
}

/* How many of the pictures in a file were not looked at is no secret. */
static void write_pictures(struct sicht_json *json, const struct sicht_print *print)
{
	uint32_t examined = sicht_pictures_examined(print->windows, print->window_count);
	if (print->pictures < 2)
		return;
	sicht_json_unsigned(json, "pictures", print->pictures);
	if (examined < print->pictures)
		sicht_json_unsigned(json, "pictures_examined", examined);
}

/*
 * The full window's hash of the first picture and profile: what other tools would compute of this
 * file.
 */
static void write_pdq(struct sicht_json *json, const struct sicht_print *print)
{
	if (print->window_count == 0 || print->windows[0].page > 0 ||
		print->windows[0].window != SICHT_WINDOW_FULL)
		return;
	const struct sicht_window_print *full = &print->windows[0];
	sicht_json_begin(json, "pdq", '{');
	sicht_json_pdq(json, "hash", &full->form[0]);
	sicht_json_unsigned(json, "quality", full->quality);
	sicht_json_word(json, "profile", sicht_profile_name(full->profile));
	sicht_json_end(json, '}');
}

static void write_print(struct sicht_json *json, const struct sicht_print *print)
{
	const char *media = sicht_media_name(print->media);
	if (media[0] != '\0')
		sicht_json_word(json, "media", media);
	sicht_json_word(json, "outcome", sicht_outcome_name(print->outcome));
	if (print->volatile_outcome)
		sicht_json_bool(json, "volatile", true);
	if (print->anomaly != NULL)
		sicht_json_word(json, "anomaly", print->anomaly);
	if (print->detail != NULL && print->detail[0] != '\0')
		sicht_json_word(json, "detail", print->detail);
	write_digests(json, &print->digests);
	if (print->width > 0) {
		sicht_json_unsigned(json, "width", print->width);
		sicht_json_unsigned(json, "height", print->height);
	}
	write_pictures(json, print);
	write_pdq(json, print);
}

void sicht_fact_begin(struct sicht_text *text, const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link)
{
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	write_item(&json, context, item, first_link);
}

bool sicht_fact_has_begun(const char *rest)
{
	/* the members with which write_print() may begin */
	static const char *const next[] = {",\"media\":", ",\"outcome\":"};
	return strncmp(rest, next[0], strlen(next[0])) == 0 ||
	       strncmp(rest, next[1], strlen(next[1])) == 0;
}

void sicht_fact_write(struct sicht_text *text, const struct sicht_fact_context *context,
	const struct sicht_item *item, const struct sicht_print *print,
	const struct sicht_file_matches *matches, uint64_t first_link)
{
	struct sicht_json json = {.text = text, .comma = true};
	sicht_fact_begin(text, context, item, first_link);
	write_print(&json, print);
	sicht_json_begin(&json, "matches", '[');
	for (size_t i = 0; i < matches->count; i++)
		write_match(&json, &matches->items[i], context->store_count > 1);
	sicht_json_end(&json, ']');
	if (matches->omitted > 0)
		sicht_json_unsigned(&json, "matches_omitted", matches->omitted);
	sicht_json_end(&json, '}');
	sicht_text_append_string(text, "\n");
}

/* -------------------------------------------------------------------------------------- header */

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

static enum sicht_status write_directory(
	struct sicht_json *json, const struct sicht_known_store *known)
{
	uint8_t digest[32];
	uint64_t hash_count;
	SICHT_TRY(digest_content(known, digest, &hash_count));
	sicht_json_hex(json, "content", digest, sizeof digest);
	sicht_json_unsigned(
		json, "entries", sicht_store_set(known->store, known->set)->entry_count);
	sicht_json_unsigned(json, "hashes", hash_count);
	return SICHT_OK;
}

static void write_store(struct sicht_json *json, const struct sicht_known_store *known)
{
	struct sicht_store_info info;
	sicht_store_info(known->store, &info);
	sicht_json_word(json, "store", info.id);
	sicht_json_unsigned(json, "snapshot", info.snapshot);
	sicht_json_unsigned(json, "entries", info.entry_count);
	sicht_json_unsigned(json, "hashes", info.hash_count);
}

static enum sicht_status write_known(
	struct sicht_json *json, const struct sicht_known_store *known, size_t known_count)
{
	sicht_json_begin(json, "known", '[');
	for (size_t i = 0; i < known_count; i++) {
		sicht_json_begin(json, NULL, '{');
		sicht_json_name(json, "name", known[i].name);
		if (known[i].set != 0)
			SICHT_TRY(write_directory(json, &known[i]));
		else
			write_store(json, &known[i]);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
	return SICHT_OK;
}

/* Where what is said of a source comes from, if not from itself. */
static void write_evidence(struct sicht_json *json, const struct sicht_examined *examined, size_t i)
{
	const struct sicht_evidence *evidence = &examined->evidence[i];
	struct sicht_store_info info;
	sicht_store_info(examined->stores[evidence->store], &info);
	if (evidence->case_id.size > 0)
		sicht_json_string(json, "case", evidence->case_id);
	sicht_json_begin(json, "evidence", '{');
	sicht_json_name(json, "name", evidence->store_name);
	sicht_json_word(json, "store", info.id);
	sicht_json_unsigned(json, "snapshot", info.snapshot);
	sicht_json_end(json, '}');
}

static void write_sources(struct sicht_json *json, const struct sicht_examined *examined)
{
	sicht_json_begin(json, "sources", '[');
	for (size_t i = 0; i < examined->source_count; i++) {
		const struct sicht_source *source = &examined->sources[i];
		sicht_json_begin(json, NULL, '{');
		sicht_json_name(json, "name", source->name);
		if (source->exhibit.size > 0)
			sicht_json_string(json, "exhibit", source->exhibit);
		if (examined->evidence != NULL)
			write_evidence(json, examined, i);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, ']');
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

enum sicht_status sicht_fact_header(struct sicht_text *text,
	const struct sicht_match_options *options, const struct sicht_known_store *known,
	size_t known_count, const struct sicht_examined *examined)
{
	struct sicht_json json = {.text = text};
	struct sicht_bytes case_id = case_of(options, examined);
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "sicht", "findings");
	sicht_json_unsigned(&json, "version", 1);
	sicht_json_word(&json, "tool", "sicht " SICHT_VERSION);
	sicht_json_raw(&json, "libraries", options->libraries);
	if (case_id.size > 0)
		sicht_json_string(&json, "case", case_id);
	sicht_json_begin(&json, "parameters", '{');
	sicht_json_unsigned(&json, "threshold", options->threshold_bits);
	if (options->possible_bits > 0)
		sicht_json_unsigned(&json, "possible", options->possible_bits);
	sicht_json_bool(&json, "variants", !options->no_variants);
	if (options->max_megapixels > 0)
		sicht_json_unsigned(&json, "max_megapixels", options->max_megapixels);
	if (options->max_seconds > 0)
		sicht_json_unsigned(&json, "max_seconds", options->max_seconds);
	sicht_json_end(&json, '}');
	SICHT_TRY(write_known(&json, known, known_count));
	write_sources(&json, examined);
	sicht_json_end(&json, '}');
	sicht_text_append_string(text, "\n");
	return SICHT_OK;
}
