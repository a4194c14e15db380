/* SPDX-License-Identifier: MIT */
/*
 * A line becomes a finding. Its members and their ranges stand in the tables, in the order in which
 * write.c writes them; what members say together is checked behind them.
 */
#include "engine/finding/read.h"

#include <stddef.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define IN(type, member) .offset = offsetof(struct type, member)

/* A row was read. */
#define SAID(row) (seen >> (row)&1)

/* ---------------------------------------------------------------------------------------- words */

/* A row's reader of a word from a closed list, into the enum that its parser sets. */
#define WORD_READER(name, parse)                                                                   \
	static bool name(struct sicht_reading *reading, const struct sicht_member *member,         \
		json_t *value, void *out)                                                          \
	{                                                                                          \
		struct sicht_bytes word;                                                           \
		return sicht_read_word(reading, member, value, &word) &&                           \
		       (parse(word, out) || sicht_refuse_word(reading, member, word));             \
	}

WORD_READER(read_media, sicht_media_parse)
WORD_READER(read_outcome, sicht_outcome_parse)
WORD_READER(read_anomaly, sicht_anomaly_parse)
WORD_READER(read_profile, sicht_profile_parse)
WORD_READER(read_rank_tier, sicht_rank_parse)
WORD_READER(read_by, sicht_match_by_parse)
WORD_READER(read_match_tier, sicht_tier_parse)
WORD_READER(read_role, sicht_role_parse)

/* Into uint16_t. */
static bool read_window(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes word;
	unsigned window;
	if (!sicht_read_word(reading, member, value, &word))
		return false;
	if (!sicht_window_parse(word, &window))
		return sicht_refuse_word(reading, member, word);
	*(uint16_t *)out = (uint16_t)window;
	return true;
}

/* Into uint8_t. */
static bool read_transform(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes word;
	enum sicht_transform transform;
	if (!sicht_read_word(reading, member, value, &word))
		return false;
	if (!sicht_transform_parse(word, &transform))
		return sicht_refuse_word(reading, member, word);
	*(uint8_t *)out = (uint8_t)transform;
	return true;
}

/* Into uint8_t. */
static bool read_match_profile(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	enum sicht_profile profile;
	if (!read_profile(reading, member, value, &profile))
		return false;
	*(uint8_t *)out = (uint8_t)profile;
	return true;
}

/* Into uint16_t, from 0; people count from 1, and the first is not said. */
static bool read_page(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	uint32_t page;
	if (!sicht_read_u32(reading, member, value, &page))
		return false;
	*(uint16_t *)out = (uint16_t)(page - 1);
	return true;
}

static bool read_distance_exact(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	uint16_t bits;
	if (!sicht_read_u16(reading, member, value, &bits))
		return false;
	*(int16_t *)out = (int16_t)bits;
	return true;
}

/* Into struct sicht_pdq. */
static bool read_pdq_hash(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_bytes text;
	if (!sicht_read_word(reading, member, value, &text))
		return false;
	return sicht_pdq_from_hex(text, out) ||
	       sicht_reading_refuse(reading, "its %s is not 64 hex digits", member->name);
}

/* -------------------------------------------------------------------------------------- matches */

static bool read_category(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		{"scheme", sicht_read_text, IN(sicht_category, scheme), .needed = true},
		{"code", sicht_read_text, IN(sicht_category, code), .needed = true},
	};
	uint64_t seen;
	(void)member;
	return sicht_members_read(reading, members, LENGTH(members), value, out, &seen);
}

enum match_row {
	MATCH_BY,
	MATCH_DISTANCE,
	MATCH_DISTANCE_EXACT,
	MATCH_WINDOW,
	MATCH_KNOWN_WINDOW,
	MATCH_PAGE,
	MATCH_KNOWN_PAGE,
	MATCH_TRANSFORM,
	MATCH_PROFILE,
	MATCH_TIER,
	MATCH_STORE,
	MATCH_ENTRY,
	MATCH_KNOWN,
	MATCH_SET,
	MATCH_ROLE,
	MATCH_CATEGORY,
	MATCH_ROWS,
};

#define PAGES_MAX (UINT16_MAX + 1)

/* What a match by hash says, and which of that it must. */
#define MATCH_PDQ_ROWS ((1u << MATCH_TIER) - (1u << MATCH_DISTANCE))
#define MATCH_PDQ_NEEDED                                                                           \
	(1u << MATCH_DISTANCE | 1u << MATCH_WINDOW | 1u << MATCH_KNOWN_WINDOW |                    \
		1u << MATCH_TRANSFORM | 1u << MATCH_PROFILE)

static const struct sicht_member match_members[MATCH_ROWS] = {
	[MATCH_BY] = {"by", read_by, IN(sicht_finding_match, match.by), .needed = true},
	[MATCH_DISTANCE] = {"distance", sicht_read_u16, IN(sicht_finding_match, match.distance),
		.max = SICHT_PDQ_BITS},
	[MATCH_DISTANCE_EXACT] = {"distance_exact", read_distance_exact,
		IN(sicht_finding_match, match.distance_exact), .max = SICHT_PDQ_BITS},
	[MATCH_WINDOW] = {"window", read_window, IN(sicht_finding_match, match.window)},
	[MATCH_KNOWN_WINDOW] = {"known_window", read_window,
		IN(sicht_finding_match, match.known_window)},
	[MATCH_PAGE] = {"page", read_page, IN(sicht_finding_match, match.page), 2, PAGES_MAX},
	[MATCH_KNOWN_PAGE] = {"known_page", read_page, IN(sicht_finding_match, match.known_page), 2,
		PAGES_MAX},
	[MATCH_TRANSFORM] = {"transform", read_transform, IN(sicht_finding_match, match.transform)},
	[MATCH_PROFILE] = {"profile", read_match_profile, IN(sicht_finding_match, match.profile)},
	[MATCH_TIER] = {"tier", read_match_tier, IN(sicht_finding_match, match.tier),
		.needed = true},
	[MATCH_STORE] = {"store", sicht_read_u32, IN(sicht_finding_match, store)},
	[MATCH_ENTRY] = {"entry", sicht_read_u64, IN(sicht_finding_match, match.entry), .min = 1,
		.needed = true},
	[MATCH_KNOWN] = {"known", sicht_read_text, IN(sicht_finding_match, known),
		.exact = "known_b64", .needed = true},
	[MATCH_SET] = {"set", sicht_read_text, IN(sicht_finding_match, set), .needed = true},
	[MATCH_ROLE] = {"role", read_role, IN(sicht_finding_match, role), .needed = true},
	[MATCH_CATEGORY] = {"category", read_category, IN(sicht_finding_match, category)},
};

static bool read_match(struct sicht_reading *reading, json_t *value, void *out)
{
	struct sicht_finding_match *said = out;
	uint64_t seen;
	said->match.distance_exact = -1;
	if (!sicht_members_read(reading, match_members, MATCH_ROWS, value, said, &seen))
		return false;
	bool by_hash = said->match.by == SICHT_MATCH_PDQ;
	if (by_hash == (said->match.tier == SICHT_TIER_IDENTICAL))
		return sicht_reading_refuse(reading, "%s by %s", sicht_tier_name(said->match.tier),
			sicht_match_by_name(said->match.by));
	for (unsigned row = 0; row < MATCH_ROWS; row++) {
		if (by_hash && MATCH_PDQ_NEEDED >> row & 1 && !SAID(row))
			return sicht_reading_refuse(
				reading, "its %s is missing", match_members[row].name);
		if (!by_hash && MATCH_PDQ_ROWS >> row & 1 && SAID(row))
			return sicht_reading_refuse(
				reading, "a %s, but by digest", match_members[row].name);
	}
	said->has_store = SAID(MATCH_STORE);
	return true;
}

static bool read_matches(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	struct sicht_finding *finding = out;
	void *matches;
	if (!sicht_members_read_array(reading, member, value, "match",
		    sizeof(struct sicht_finding_match), read_match, &matches,
		    &finding->match_count))
		return false;
	finding->matches = matches;
	return true;
}

/* ---------------------------------------------------------------------------------- the finding */

static bool read_pdq(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		{"hash", read_pdq_hash, IN(sicht_finding, pdq), .needed = true},
		{"quality", sicht_read_u8, IN(sicht_finding, pdq_quality), .max = 100,
			.needed = true},
		{"profile", read_profile, IN(sicht_finding, pdq_profile), .needed = true},
	};
	uint64_t seen;
	reading->part = member->name;
	if (!sicht_members_read(reading, members, LENGTH(members), value, out, &seen))
		return false;
	reading->part = NULL;
	return true;
}

static bool read_rank(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	static const struct sicht_member members[] = {
		{"place", sicht_read_u64, IN(sicht_finding_rank, place), .min = 1, .needed = true},
		{"tier", read_rank_tier, IN(sicht_finding_rank, tier), .needed = true},
		{"score", sicht_read_u32, IN(sicht_finding_rank, score),
			.max = SICHT_RANK_SCORE_MAX, .needed = true},
		{"reason", sicht_read_text, IN(sicht_finding_rank, reason), .needed = true},
	};
	uint64_t seen;
	reading->part = member->name;
	if (!sicht_members_read(reading, members, LENGTH(members), value, out, &seen))
		return false;
	reading->part = NULL;
	return true;
}

/* The first and the last line alone have it, as their first member. */
static bool refuse_sicht(
	struct sicht_reading *reading, const struct sicht_member *member, json_t *value, void *out)
{
	(void)value;
	(void)out;
	return sicht_reading_refuse(reading, "it has a member %s, as no finding has", member->name);
}

enum row {
	ROW_ORDINAL,
	ROW_PATH,
	ROW_SOURCE,
	ROW_EXHIBIT,
	ROW_SIZE,
	ROW_MTIME,
	ROW_HARD_LINK_OF,
	ROW_MEDIA,
	ROW_OUTCOME,
	ROW_VOLATILE,
	ROW_ANOMALY,
	ROW_DETAIL,
	ROW_MD5,
	ROW_SHA1,
	ROW_SHA256,
	ROW_WIDTH,
	ROW_HEIGHT,
	ROW_PICTURES,
	ROW_PICTURES_EXAMINED,
	ROW_PDQ,
	ROW_MATCHES,
	ROW_MATCHES_OMITTED,
	ROW_RANK,
	ROW_GROUP,
	ROW_SICHT,
	ROWS,
};

static const struct sicht_member members[ROWS] = {
	[ROW_ORDINAL] = {"ordinal", sicht_read_u64, IN(sicht_finding, ordinal), .needed = true},
	[ROW_PATH] = {"path", sicht_read_text, IN(sicht_finding, path), .exact = "path_b64",
		.needed = true},
	[ROW_SOURCE] = {"source", sicht_read_u32, IN(sicht_finding, source)},
	[ROW_EXHIBIT] = {"exhibit", sicht_read_text, IN(sicht_finding, exhibit)},
	[ROW_SIZE] = {"size", sicht_read_u64, IN(sicht_finding, size_bytes)},
	[ROW_MTIME] = {"mtime", sicht_read_time, IN(sicht_finding, mtime_s)},
	[ROW_HARD_LINK_OF] = {"hard_link_of", sicht_read_u64, IN(sicht_finding, hard_link_of)},
	[ROW_MEDIA] = {"media", read_media, IN(sicht_finding, media)},
	[ROW_OUTCOME] = {"outcome", read_outcome, IN(sicht_finding, outcome), .needed = true},
	[ROW_VOLATILE] = {"volatile", sicht_read_bool, IN(sicht_finding, volatile_outcome)},
	[ROW_ANOMALY] = {"anomaly", read_anomaly, IN(sicht_finding, anomaly)},
	[ROW_DETAIL] = {"detail", sicht_read_text, IN(sicht_finding, detail)},
	[ROW_MD5] = {"md5", sicht_read_hex, IN(sicht_finding, digests.md5), .max = 16},
	[ROW_SHA1] = {"sha1", sicht_read_hex, IN(sicht_finding, digests.sha1), .max = 20},
	[ROW_SHA256] = {"sha256", sicht_read_hex, IN(sicht_finding, digests.sha256), .max = 32},
	[ROW_WIDTH] = {"width", sicht_read_u32, IN(sicht_finding, width), .min = 1},
	[ROW_HEIGHT] = {"height", sicht_read_u32, IN(sicht_finding, height)},
	[ROW_PICTURES] = {"pictures", sicht_read_u32, IN(sicht_finding, pictures), .min = 2},
	[ROW_PICTURES_EXAMINED] = {"pictures_examined", sicht_read_u32,
		IN(sicht_finding, pictures_examined)},
	[ROW_PDQ] = {.name = "pdq", .read = read_pdq},
	[ROW_MATCHES] = {"matches", read_matches, .needed = true},
	[ROW_MATCHES_OMITTED] = {"matches_omitted", sicht_read_u64,
		IN(sicht_finding, matches_omitted), .min = 1},
	[ROW_RANK] = {"rank", read_rank, IN(sicht_finding, rank)},
	[ROW_GROUP] = {"group", sicht_read_u64, IN(sicht_finding, rank.group)},
	[ROW_SICHT] = {.name = "sicht", .read = refuse_sicht},
};

static bool check_together(
	struct sicht_reading *reading, const struct sicht_finding *finding, uint64_t seen)
{
	if (SAID(ROW_WIDTH) != SAID(ROW_HEIGHT))
		return sicht_reading_refuse(reading, "its width and height are not both there");
	if (SAID(ROW_PICTURES_EXAMINED) && finding->pictures_examined >= finding->pictures)
		return sicht_reading_refuse(
			reading, "its pictures_examined are not fewer than its pictures");
	if (finding->is_hard_link && finding->hard_link_of >= finding->ordinal)
		return sicht_reading_refuse(
			reading, "its hard_link_of is no ordinal before its own");
	if (SAID(ROW_RANK) != SAID(ROW_GROUP))
		return sicht_reading_refuse(reading, "its rank and group are not both there");
	if (finding->ranked && finding->rank.group > finding->ordinal)
		return sicht_reading_refuse(reading, "its group is an ordinal behind its own");
	return true;
}

bool sicht_read_finding(
	struct sicht_reading *reading, struct sicht_bytes line, struct sicht_finding *out)
{
	json_t *object;
	uint64_t seen;
	*out = (struct sicht_finding){0};
	if (!sicht_reading_begin(reading, line, &object) ||
		!sicht_members_read(reading, members, ROWS, object, out, &seen))
		return false;
	out->has_source = SAID(ROW_SOURCE);
	out->has_size = SAID(ROW_SIZE);
	out->has_mtime = SAID(ROW_MTIME);
	out->is_hard_link = SAID(ROW_HARD_LINK_OF);
	out->has_pdq = SAID(ROW_PDQ);
	out->ranked = SAID(ROW_RANK);
	out->digests.have =
		(uint8_t)(SAID(ROW_MD5) << SICHT_DIGEST_MD5 | SAID(ROW_SHA1) << SICHT_DIGEST_SHA1 |
			  SAID(ROW_SHA256) << SICHT_DIGEST_SHA256);
	if (!SAID(ROW_PICTURES_EXAMINED))
		out->pictures_examined = out->pictures;
	return check_together(reading, out, seen);
}
