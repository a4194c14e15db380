/* SPDX-License-Identifier: MIT */
/*
 * A thousand findings files in which something was changed at random, always the same: each is
 * refused with a line and a reason, or says what jansson alone reads in it.
 */
#include "tests/finding/file.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define FILES 1000
#define FINDINGS 8

static uint64_t random_state = 2026;

static size_t below(size_t bound)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (size_t)(random_state % bound);
}

/* ------------------------------------------------------------------------------------ the files */

static void write_one(struct sicht_text *text, uint64_t i)
{
	static const char *const paths[] = {"a/b.jpg", "\xc3\xa4\\\"\n.png", "bad \xff\xfe.gif"};
	const struct sicht_finding_match match = {
		.match = {.by = i % 2 ? SICHT_MATCH_PDQ : SICHT_MATCH_SHA1,
			.tier = i % 2 ? SICHT_TIER_MATCH : SICHT_TIER_IDENTICAL,
			.entry = 40 + i,
			.distance = 4,
			.distance_exact = -1},
		.role = SICHT_ROLE_KNOWN,
		.known = sicht_bytes_of(paths[i % 3]),
		.set = sicht_bytes_of("set"),
	};
	struct sicht_finding finding = {
		.ordinal = 3 * i,
		.path = sicht_bytes_of(paths[i % 3]),
		.has_size = i != 3,
		.size_bytes = 1000000 * i + 7,
		.has_mtime = i % 2,
		.mtime_s = 1700000000 + (int64_t)i,
		.media = i % 2 ? SICHT_MEDIA_PNG : SICHT_MEDIA_NONE,
		.outcome = (enum sicht_outcome)(i * 2),
		.digests = {.have = i == 4 ? 0 : 7, .md5 = {1}, .sha1 = {2}, .sha256 = {3, 0xab}},
		.has_pdq = i % 2,
		.pdq_quality = 77,
		.matches = &match,
		.match_count = i < 4 ? 0 : 1,
		.ranked = true,
		.rank = {.place = 9 - i,
			.tier = (enum sicht_rank_tier)(i % SICHT_RANK_COUNT),
			.score = 5,
			.reason = sicht_bytes_of("for a reason"),
			.group = i},
	};
	finding.digests.sha256[31] = (uint8_t)i;
	sicht_finding_write(text, &finding);
}

static void write_file(struct sicht_text *text)
{
	sicht_text_append_string(text, HEADER);
	for (uint64_t i = 0; i < FINDINGS; i++)
		write_one(text, i);
	append_end(text, FINDINGS, 0, SICHT_OUTCOME_DECODED, SICHT_RANK_OTHER);
}

/* In place of text[at..at+size) stands `with`. */
static void replace(struct sicht_text *text, size_t at, size_t size, struct sicht_bytes with)
{
	struct sicht_text changed = {0};
	sicht_text_append(&changed, text->data, at);
	sicht_text_append(&changed, with.data, with.size);
	sicht_text_append(&changed, text->data + at + size, text->size - at - size);
	sicht_text_free(text);
	*text = changed;
}

/* From `at`, the first byte of a set; else `at`. */
static size_t next_of(const struct sicht_text *text, size_t at, const char *set)
{
	size_t found = at + strcspn(text->data + at, set);
	return found < text->size ? found : at;
}

static void change(struct sicht_text *text)
{
	static const char digits[] = "0123456789";
	size_t at = below(text->size), from = below(text->size), size;
	char byte;
	switch (below(8)) {
	case 0: /* any byte */
		byte = (char)below(256);
		replace(text, at, 1, sicht_bytes(&byte, 1));
		break;
	case 1: /* a byte that stands elsewhere */
		byte = text->data[from];
		replace(text, at, 1, sicht_bytes(&byte, 1));
		break;
	case 2:
		replace(text, at, 1, sicht_bytes(NULL, 0));
		break;
	case 3: /* some bytes again, elsewhere */
		size = 1 + below(16);
		if (from + size <= text->size)
			replace(text, at, 0, sicht_bytes(text->data + from, size));
		break;
	case 4: /* another number */
	case 5:
		at = next_of(text, at, digits);
		replace(text, at, 1, sicht_bytes(&digits[below(10)], 1));
		break;
	case 6: /* another case */
		at = next_of(text, at, "abcdef");
		text->data[at] ^= 0x20;
		break;
	default: /* a line less */
		at = next_of(text, at, "\n") + 1;
		size = at < text->size ? strcspn(text->data + at, "\n") + 1 : 0;
		if (at + size <= text->size)
			replace(text, at, size, sicht_bytes(NULL, 0));
	}
}

/* ----------------------------------------------------------------- what jansson reads in a line */

static void expect_word(const json_t *value, const char *word, const char *line)
{
	cr_expect(json_is_string(value) && strcmp(json_string_value(value), word) == 0, "%s: %s",
		word, line);
}

static void expect_number(const json_t *value, bool has, uint64_t number, const char *line)
{
	cr_expect_eq(value != NULL, has, "%s", line);
	cr_expect_eq((uint64_t)json_integer_value(value), number, "%s", line);
}

static void expect_path(const json_t *object, struct sicht_bytes path, const char *line)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text exact = {0};
	const json_t *value = json_object_get(object, "path");
	const json_t *encoded = json_object_get(object, "path_b64");
	struct sicht_bytes said = sicht_bytes(json_string_value(value), json_string_length(value));
	if (encoded != NULL) {
		cr_expect(sicht_base64_decode(&exact, sicht_bytes_of(json_string_value(encoded))));
		said = sicht_text_bytes(&exact);
	}
	cr_expect(sicht_bytes_equal(path, said), "%s", line);
}

static void expect_sha256(
	const json_t *value, const struct sicht_digests *digests, const char *line)
{
	char hex[65] = "";
	bool has = digests->have >> SICHT_DIGEST_SHA256 & 1;
	sicht_hex_encode(digests->sha256, 32, hex);
	cr_expect_eq(value != NULL, has, "%s", line);
	cr_expect(!has || strcasecmp(json_string_value(value), hex) == 0, "%s: %s", hex, line);
}

static void expect_same(struct sicht_bytes line, const struct sicht_finding *finding)
{
	json_t *object =
		json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	const json_t *rank = json_object_get(object, "rank");
	cr_assert_not_null(object);
	expect_word(json_object_get(object, "outcome"), sicht_outcome_name(finding->outcome),
		line.data);
	expect_path(object, finding->path, line.data);
	expect_number(
		json_object_get(object, "size"), finding->has_size, finding->size_bytes, line.data);
	expect_sha256(json_object_get(object, "sha256"), &finding->digests, line.data);
	expect_word(json_object_get(rank, "tier"), sicht_rank_name(finding->rank.tier), line.data);
	expect_number(json_object_get(rank, "place"), true, finding->rank.place, line.data);
	json_decref(object);
}

/* ------------------------------------------------------------------------------------- the test */

/* `count` findings were read before it. */
static void expect_reason(enum sicht_status status, uint64_t count, const char *text)
{
	const char *message = sicht_message();
	unsigned long long line = 0;
	int begin = 0;
	if (status == SICHT_ERROR_FORMAT) { /* of the file, not of a line of it */
		cr_expect_eq(strncmp(message, "F ", 2), 0, "%s", message);
		cr_expect_eq(count, 0);
		return;
	}
	cr_expect_eq(status, SICHT_ERROR_DAMAGED, "%s", message);
	sscanf(message, "line %llu of F is damaged: %n", &line, &begin);
	cr_expect(begin > 0 && message[begin] != '\0', "%s", message);
	unsigned long long next = strstr(message, "behind the end") != NULL ? count + 3 : count + 2;
	cr_expect(line == next || (line == 1 && count == 0), "%s: %s", message, text);
}

/* False: it was refused. */
static bool read_or_refuse(const struct sicht_text *text)
{
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding;
	const char *at = text->data, *end = text->data + text->size;
	uint64_t count = 0;
	int fd = file_of(sicht_bytes(text->data, text->size));
	enum sicht_status status = sicht_findings_open_fd(fd, "F", NULL, &findings);
	while (status == SICHT_OK) {
		status = sicht_findings_next(findings, &finding);
		if (status != SICHT_OK || finding == NULL)
			break;
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		expect_same(sicht_bytes(at, (size_t)(newline - at)), finding);
		count++;
	}
	if (status != SICHT_OK)
		expect_reason(status, count, text->data);
	sicht_findings_close(findings);
	close(fd);
	return status == SICHT_OK;
}

Test(mutated, a_changed_file_is_refused_with_a_reason_or_read_as_it_stands)
{
	unsigned read = 0;
	for (unsigned i = 0; i < FILES; i++) {
		SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
		write_file(&text);
		for (size_t changes = 1 + below(3); changes > 0; changes--)
			change(&text);
		read += read_or_refuse(&text);
	}
	cr_expect(read > FILES / 10 && read < FILES * 9 / 10,
		"%u of %u were read: changes of another kind are needed", read, FILES);
}
