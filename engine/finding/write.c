/* SPDX-License-Identifier: MIT */
/*
 * The writer: members always in the same order, so that equal findings are equal bytes. What is the
 * rule of the format (which member is left out when) stands here, and in read.c the way back.
 */
#include <string.h>

#include "engine/base/json.h"
#include "sicht/finding.h"

/* Text that may be missing. */
static void write_text(struct sicht_json *json, const char *key, struct sicht_bytes value)
{
	if (value.size > 0)
		sicht_json_string(json, key, value);
}

/* A number of which 0 is not said. */
static void write_number(struct sicht_json *json, const char *key, uint64_t value)
{
	if (value > 0)
		sicht_json_unsigned(json, key, value);
}

/* ---------------------------------------------------------------------------------- the finding */

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

static void write_match(struct sicht_json *json, const struct sicht_finding_match *said)
{
	const struct sicht_match *match = &said->match;
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
	if (said->has_store)
		sicht_json_unsigned(json, "store", said->store);
	sicht_json_unsigned(json, "entry", match->entry);
	sicht_json_name(json, "known", said->known);
	sicht_json_string(json, "set", said->set);
	sicht_json_word(json, "role", sicht_role_name(said->role));
	write_category(json, &said->category);
	sicht_json_end(json, '}');
}

static void write_item(struct sicht_json *json, const struct sicht_finding *finding)
{
	sicht_json_unsigned(json, "ordinal", finding->ordinal);
	sicht_json_name(json, "path", finding->path);
	if (finding->has_source)
		sicht_json_unsigned(json, "source", finding->source);
	write_text(json, "exhibit", finding->exhibit);
	if (finding->has_size)
		sicht_json_unsigned(json, "size", finding->size_bytes);
	if (finding->has_mtime)
		sicht_json_time(json, "mtime", finding->mtime_s);
	if (finding->is_hard_link)
		sicht_json_unsigned(json, "hard_link_of", finding->hard_link_of);
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
static void write_pictures(struct sicht_json *json, const struct sicht_finding *finding)
{
	if (finding->pictures < 2)
		return;
	sicht_json_unsigned(json, "pictures", finding->pictures);
	if (finding->pictures_examined < finding->pictures)
		sicht_json_unsigned(json, "pictures_examined", finding->pictures_examined);
}

static void write_pdq(struct sicht_json *json, const struct sicht_finding *finding)
{
	if (!finding->has_pdq)
		return;
	sicht_json_begin(json, "pdq", '{');
	sicht_json_pdq(json, "hash", &finding->pdq);
	sicht_json_unsigned(json, "quality", finding->pdq_quality);
	sicht_json_word(json, "profile", sicht_profile_name(finding->pdq_profile));
	sicht_json_end(json, '}');
}

static void write_print(struct sicht_json *json, const struct sicht_finding *finding)
{
	write_text(json, "media", sicht_bytes_of(sicht_media_name(finding->media)));
	sicht_json_word(json, "outcome", sicht_outcome_name(finding->outcome));
	if (finding->volatile_outcome)
		sicht_json_bool(json, "volatile", true);
	write_text(json, "anomaly", sicht_bytes_of(sicht_anomaly_name(finding->anomaly)));
	write_text(json, "detail", finding->detail);
	write_digests(json, &finding->digests);
	if (finding->width > 0) {
		sicht_json_unsigned(json, "width", finding->width);
		sicht_json_unsigned(json, "height", finding->height);
	}
	write_pictures(json, finding);
	write_pdq(json, finding);
}

static void write_rank(struct sicht_json *json, const struct sicht_finding_rank *rank)
{
	sicht_json_begin(json, "rank", '{');
	sicht_json_unsigned(json, "place", rank->place);
	sicht_json_word(json, "tier", sicht_rank_name(rank->tier));
	sicht_json_unsigned(json, "score", rank->score);
	sicht_json_string(json, "reason", rank->reason);
	sicht_json_end(json, '}');
	sicht_json_unsigned(json, "group", rank->group);
}

void sicht_finding_write_item(struct sicht_text *text, const struct sicht_finding *finding)
{
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	write_item(&json, finding);
}

static bool begins(struct sicht_bytes text, const char *beginning)
{
	size_t size = strlen(beginning);
	return text.size >= size && memcmp(text.data, beginning, size) == 0;
}

bool sicht_finding_is_past_item(struct sicht_bytes rest)
{
	/* the members with which write_print() may begin */
	return begins(rest, ",\"media\":") || begins(rest, ",\"outcome\":");
}

void sicht_finding_write(struct sicht_text *text, const struct sicht_finding *finding)
{
	struct sicht_json json = {.text = text, .comma = true};
	sicht_finding_write_item(text, finding);
	write_print(&json, finding);
	sicht_json_begin(&json, "matches", '[');
	for (size_t i = 0; i < finding->match_count; i++)
		write_match(&json, &finding->matches[i]);
	sicht_json_end(&json, ']');
	write_number(&json, "matches_omitted", finding->matches_omitted);
	if (finding->ranked)
		write_rank(&json, &finding->rank);
	sicht_text_append_string(text, "}\n");
}

void sicht_finding_write_ranked(
	struct sicht_text *text, struct sicht_bytes line, const struct sicht_finding_rank *rank)
{
	struct sicht_json json = {.text = text, .comma = true};
	sicht_text_append(text, line.data, line.size - 1); /* to its last brace */
	write_rank(&json, rank);
	sicht_text_append_string(text, "}\n");
}

/* ---------------------------------------------------------------------- the first and last line */

static void write_store(struct sicht_json *json, const struct sicht_findings_store *store)
{
	sicht_json_string(json, "store", store->id);
	sicht_json_unsigned(json, "snapshot", store->snapshot);
}

static void write_known(struct sicht_json *json, const struct sicht_findings_known *known)
{
	sicht_json_begin(json, NULL, '{');
	sicht_json_name(json, "name", known->store.name);
	if (known->is_folder)
		sicht_json_hex(json, "content", known->content, sizeof known->content);
	else
		write_store(json, &known->store);
	sicht_json_unsigned(json, "entries", known->entries);
	sicht_json_unsigned(json, "hashes", known->hashes);
	sicht_json_end(json, '}');
}

static void write_source(struct sicht_json *json, const struct sicht_findings_source *source)
{
	sicht_json_begin(json, NULL, '{');
	sicht_json_name(json, "name", source->name);
	write_text(json, "exhibit", source->exhibit);
	write_text(json, "case", source->case_id);
	if (source->is_evidence) {
		sicht_json_begin(json, "evidence", '{');
		sicht_json_name(json, "name", source->evidence.name);
		write_store(json, &source->evidence);
		sicht_json_end(json, '}');
	}
	sicht_json_end(json, '}');
}

static void write_parameters(struct sicht_json *json, const struct sicht_findings_header *header)
{
	sicht_json_begin(json, "parameters", '{');
	sicht_json_unsigned(json, "threshold", header->threshold_bits);
	write_number(json, "possible", header->possible_bits);
	sicht_json_bool(json, "variants", header->variants);
	write_number(json, "max_megapixels", header->max_megapixels);
	write_number(json, "max_seconds", header->max_seconds);
	sicht_json_end(json, '}');
}

void sicht_findings_write_header(
	struct sicht_text *text, const struct sicht_findings_header *header)
{
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "sicht", "findings");
	sicht_json_unsigned(&json, "version", SICHT_FINDINGS_VERSION);
	sicht_json_string(&json, "tool", header->tool);
	if (header->libraries.size > 0)
		sicht_json_raw(&json, "libraries", header->libraries);
	write_text(&json, "case", header->case_id);
	write_parameters(&json, header);
	sicht_json_begin(&json, "known", '[');
	for (size_t i = 0; i < header->known_count; i++)
		write_known(&json, &header->known[i]);
	sicht_json_end(&json, ']');
	sicht_json_begin(&json, "sources", '[');
	for (size_t i = 0; i < header->source_count; i++)
		write_source(&json, &header->sources[i]);
	sicht_json_end(&json, ']');
	sicht_text_append_string(text, "}\n");
}

void sicht_findings_write_end(struct sicht_text *text, const struct sicht_findings_end *end)
{
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_word(&json, "sicht", "end");
	sicht_json_unsigned(&json, "files", end->files);
	sicht_json_begin(&json, "outcomes", '{');
	for (enum sicht_outcome i = 0; i < SICHT_OUTCOME_COUNT; i++)
		write_number(&json, sicht_outcome_name(i), end->outcomes[i]);
	sicht_json_end(&json, '}');
	sicht_json_begin(&json, "tiers", '{');
	for (enum sicht_rank_tier i = 0; i < SICHT_RANK_COUNT; i++)
		write_number(&json, sicht_rank_name(i), end->tiers[i]);
	sicht_json_end(&json, '}');
	sicht_json_unsigned(&json, "groups", end->groups);
	sicht_json_hex(&json, "sha256", end->sha256, sizeof end->sha256);
	sicht_text_append_string(text, "}\n");
}
