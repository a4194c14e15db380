/* SPDX-License-Identifier: MIT */
/* The first and the last line of findings, taken apart. See read.h. */
#include "engine/finding/read.h"

#include <stddef.h>
#include <stdlib.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define IN(type, member) .offset = offsetof(struct type, member)
#define SAID(row) (seen >> (row)&1)

/* ------------------------------------------------------------------------------------- any line */

bool sicht_reading_begin(struct sicht_reading *reading, struct sicht_bytes line, json_t **object)
{
	json_error_t error;
	const char *text = line.data;
	sicht_arena_reset(&reading->arena);
	json_decref(reading->line);
	reading->line = NULL;
	reading->part = NULL;
	reading->number = 0;
	/* from brace to brace: a rank is put before the last byte */
	if (line.size < 2 || text[0] != '{' || text[line.size - 1] != '}')
		return sicht_reading_refuse(reading, "it is not one object");
	reading->line =
		json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (reading->line == NULL) {
		SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
		sicht_escape_terminal(&shown, sicht_bytes_of(error.text));
		return sicht_reading_refuse(reading, "it is not JSON: %s", shown.data);
	}
	*object = reading->line;
	return true;
}

void sicht_reading_free(struct sicht_reading *reading)
{
	sicht_arena_free(&reading->arena);
	json_decref(reading->line);
	sicht_text_free(&reading->why);
}

/* ----------------------------------------------------------------------------------- the header */

/* Which store: where it was made anew, what it holds is said in place of that. */
enum known_row {
	KNOWN_NAME,
	KNOWN_CONTENT,
	KNOWN_STORE,
	KNOWN_SNAPSHOT,
	KNOWN_ENTRIES,
	KNOWN_HASHES
};

static bool read_known(struct sicht_reading *reading, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		[KNOWN_NAME] = {"name", sicht_read_text, IN(sicht_findings_known, store.name),
			.exact = "name_b64", .needed = true},
		[KNOWN_CONTENT] = {"content", sicht_read_hex, IN(sicht_findings_known, content),
			.max = 32},
		[KNOWN_STORE] = {"store", sicht_read_text, IN(sicht_findings_known, store.id)},
		[KNOWN_SNAPSHOT] = {"snapshot", sicht_read_u64,
			IN(sicht_findings_known, store.snapshot)},
		[KNOWN_ENTRIES] = {"entries", sicht_read_u64, IN(sicht_findings_known, entries),
			.needed = true},
		[KNOWN_HASHES] = {"hashes", sicht_read_u64, IN(sicht_findings_known, hashes),
			.needed = true},
	};
	struct sicht_findings_known *known = out;
	uint64_t seen;
	if (!sicht_members_read(reading, members, LENGTH(members), value, known, &seen))
		return false;
	known->is_folder = SAID(KNOWN_CONTENT);
	if (SAID(KNOWN_STORE) == known->is_folder || SAID(KNOWN_SNAPSHOT) == known->is_folder)
		return sicht_reading_refuse(
			reading, "it is neither a store with its snapshot nor a folder's content");
	return true;
}

static bool read_known_array(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_findings_header *header = out;
	void *items;
	if (!sicht_members_read_array(reading, member, value, "known",
		    sizeof(struct sicht_findings_known), read_known, &items, &header->known_count))
		return false;
	header->known = items;
	return true;
}

static bool read_evidence(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		{"name", sicht_read_text, IN(sicht_findings_store, name), .exact = "name_b64",
			.needed = true},
		{"store", sicht_read_text, IN(sicht_findings_store, id), .needed = true},
		{"snapshot", sicht_read_u64, IN(sicht_findings_store, snapshot), .needed = true},
	};
	uint64_t seen;
	(void)member;
	return sicht_members_read(reading, members, LENGTH(members), value, out, &seen);
}

enum source_row { SOURCE_NAME, SOURCE_EXHIBIT, SOURCE_CASE, SOURCE_EVIDENCE };

static bool read_source(struct sicht_reading *reading, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		[SOURCE_NAME] = {"name", sicht_read_text, IN(sicht_findings_source, name),
			.exact = "name_b64", .needed = true},
		[SOURCE_EXHIBIT] = {"exhibit", sicht_read_text, IN(sicht_findings_source, exhibit)},
		[SOURCE_CASE] = {"case", sicht_read_text, IN(sicht_findings_source, case_id)},
		[SOURCE_EVIDENCE] = {"evidence", read_evidence,
			IN(sicht_findings_source, evidence)},
	};
	struct sicht_findings_source *source = out;
	uint64_t seen;
	if (!sicht_members_read(reading, members, LENGTH(members), value, source, &seen))
		return false;
	source->is_evidence = SAID(SOURCE_EVIDENCE);
	return true;
}

static bool read_source_array(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_findings_header *header = out;
	void *items;
	if (!sicht_members_read_array(reading, member, value, "source",
		    sizeof(struct sicht_findings_source), read_source, &items,
		    &header->source_count))
		return false;
	header->sources = items;
	return true;
}

static bool read_parameters(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		{"threshold", sicht_read_u32, IN(sicht_findings_header, threshold_bits),
			.max = SICHT_PDQ_BITS, .needed = true},
		{"possible", sicht_read_u32, IN(sicht_findings_header, possible_bits),
			.max = SICHT_PDQ_BITS},
		{"variants", sicht_read_bool, IN(sicht_findings_header, variants), .needed = true},
		{"max_megapixels", sicht_read_u32, IN(sicht_findings_header, max_megapixels)},
		{"max_seconds", sicht_read_u32, IN(sicht_findings_header, max_seconds)},
	};
	uint64_t seen;
	reading->part = member->name;
	if (!sicht_members_read(reading, members, LENGTH(members), value, out, &seen))
		return false;
	reading->part = NULL;
	return true;
}

/* As text, in the order in which it stands there. */
static bool read_libraries(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	char *text = json_is_object(value) ? json_dumps(value, JSON_COMPACT) : NULL;
	if (text == NULL)
		return sicht_reading_refuse(reading, "its %s are no object", member->name);
	*(struct sicht_bytes *)out = sicht_arena_copy(&reading->arena, sicht_bytes_of(text));
	free(text);
	return true;
}

static const struct sicht_member header_members[] = {
	{"tool", sicht_read_text, IN(sicht_findings_header, tool), .needed = true},
	{"libraries", read_libraries, IN(sicht_findings_header, libraries)},
	{"case", sicht_read_text, IN(sicht_findings_header, case_id)},
	{"parameters", read_parameters, .needed = true},
	{"known", read_known_array, .needed = true},
	{"sources", read_source_array, .needed = true},
};

bool sicht_read_header(struct sicht_reading *reading, struct sicht_bytes line,
	struct sicht_findings_header *out, uint32_t *version)
{
	static const struct sicht_member versions[] = {
		{"version", sicht_read_u32, .needed = true},
	};
	json_t *object;
	uint64_t seen;
	*version = 0;
	*out = (struct sicht_findings_header){0};
	/* of another version, the rest may be anything */
	return sicht_reading_begin(reading, line, &object) &&
	       sicht_members_read(reading, versions, 1, object, version, &seen) &&
	       (*version != SICHT_FINDINGS_VERSION ||
		       sicht_members_read(reading, header_members, LENGTH(header_members), object,
			       out, &seen));
}

/* -------------------------------------------------------------------------------------- the end */

/* Numbers of files by the words that are some kind's names; the kind is told by its parser. */
static bool read_counts(struct sicht_reading *reading, const struct sicht_member *member,
	json_t *value, bool (*parse)(struct sicht_bytes name, unsigned *index), uint64_t *counts)
{
	if (!json_is_object(value))
		return sicht_reading_refuse(reading, "its %s are no object", member->name);
	for (void *at = json_object_iter(value); at != NULL;
		at = json_object_iter_next(value, at)) {
		struct sicht_bytes word = sicht_bytes_of(json_object_iter_key(at));
		struct sicht_member count = {.name = json_object_iter_key(at)};
		unsigned index;
		if (!parse(word, &index))
			return sicht_refuse_word(
				reading, &(struct sicht_member){.name = member->name}, word);
		if (!sicht_read_u64(reading, &count, json_object_iter_value(at), &counts[index]))
			return false;
	}
	return true;
}

static bool parse_outcome(struct sicht_bytes name, unsigned *index)
{
	enum sicht_outcome outcome;
	bool known = sicht_outcome_parse(name, &outcome);
	*index = known ? (unsigned)outcome : 0;
	return known;
}

static bool parse_tier(struct sicht_bytes name, unsigned *index)
{
	enum sicht_rank_tier tier;
	bool known = sicht_rank_parse(name, &tier);
	*index = known ? (unsigned)tier : 0;
	return known;
}

static bool read_outcomes(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	return read_counts(reading, member, value, parse_outcome, out);
}

static bool read_tiers(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	return read_counts(reading, member, value, parse_tier, out);
}

/* The only other line that begins with this member. */
static bool read_kind(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes word;
	(void)out;
	if (!sicht_read_word(reading, member, value, &word))
		return false;
	return sicht_bytes_equal(word, sicht_bytes_of("end")) ||
	       sicht_refuse_word(reading, member, word);
}

bool sicht_read_end(
	struct sicht_reading *reading, struct sicht_bytes line, struct sicht_findings_end *out)
{
	static const struct sicht_member members[] = {
		{"sicht", read_kind, .needed = true},
		{"files", sicht_read_u64, IN(sicht_findings_end, files), .needed = true},
		{"outcomes", read_outcomes, IN(sicht_findings_end, outcomes), .needed = true},
		{"tiers", read_tiers, IN(sicht_findings_end, tiers), .needed = true},
		{"groups", sicht_read_u64, IN(sicht_findings_end, groups), .needed = true},
		{"sha256", sicht_read_hex, IN(sicht_findings_end, sha256), .max = 32,
			.needed = true},
	};
	json_t *object;
	uint64_t seen;
	*out = (struct sicht_findings_end){0};
	return sicht_reading_begin(reading, line, &object) &&
	       sicht_members_read(reading, members, LENGTH(members), object, out, &seen);
}
