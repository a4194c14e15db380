/* SPDX-License-Identifier: MIT */
/* How the values of include/sicht/types.h are spelt, and read back. */
#include "sicht/types.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const outcome_names[SICHT_OUTCOME_COUNT] = {
	"decoded",
	"not-media",
	"empty",
	"unsupported",
	"corrupt",
	"truncated",
	"too-flat",
	"too-small",
	"encrypted",
	"over-limit",
	"timeout",
	"crashed",
	"policy-violation",
	"out-of-memory",
	"unreadable",
	"changed",
	"not-here",
	"not-reached",
	"special",
	"container",
};

static const char *const anomaly_names[] = {"", "unsteady", "paths-differ"};

static const char *const media_names[SICHT_MEDIA_COUNT] = {
	"",
	"image/jpeg",
	"image/png",
	"image/webp",
	"image/tiff",
	"image/gif",
	"image/heif",
	"image/avif",
	"image/bmp",
	"",
	"image/jxl",
	"image/jp2",
	"image/vnd.microsoft.icon",
	"image/x-tga",
	"image/x-portable-anymap",
	"image/vnd.zbrush.pcx",
	"image/vnd.adobe.photoshop",
	"image/x-sgi",
	"image/vnd-ms.dds",
	"image/qoi",
	"image/vnd.radiance",
	"image/x-exr",
	"image/x-xbitmap",
	"image/x-xpixmap",
	"image/x-sun-raster",
	"image/x-xwindowdump",
	"image/x-dpx",
	"image/x-dcraw",
};

static const char *const profile_names[SICHT_PROFILE_COUNT] = {"fullres", "ref512"};

static const char *const transform_names[] = {
	"original",
	"rot90",
	"rot180",
	"rot270",
	"flipx",
	"flipy",
	"flip_plus1",
	"flip_minus1",
	"negative",
};

static const char *const window_names[] = {
	"full",
	"trim-a",
	"trim-b",
	"top-left",
	"top-right",
	"bottom-left",
	"bottom-right",
	"enlarged",
	"thumbnail",
	"part-1",
	"part-2",
};

static const char *const role_names[] = {"", "known", "ignorable", "evidence"};
static const char *const match_by_names[] = {"sha256", "sha1", "md5", "pdq"};
static const char *const tier_names[] = {"identical", "match", "possible"};
static const char *const digest_names[] = {"md5", "sha1", "sha256"};
static const size_t digest_sizes[] = {16, 20, 32};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

uint32_t sicht_pictures_examined(const struct sicht_window_print *windows, size_t count)
{
	uint32_t examined = 0;
	for (size_t i = 0, page = SIZE_MAX; i < count; i++) {
		if (windows[i].window != SICHT_WINDOW_FULL || windows[i].page == page)
			continue;
		page = windows[i].page;
		examined++;
	}
	return examined;
}

bool sicht_outcome_is_volatile(enum sicht_outcome outcome)
{
	switch (outcome) {
	case SICHT_OUTCOME_TIMEOUT:
	case SICHT_OUTCOME_CRASHED:
	case SICHT_OUTCOME_OUT_OF_MEMORY:
	case SICHT_OUTCOME_UNREADABLE:
	case SICHT_OUTCOME_CHANGED:
		return true;
	default:
		return false;
	}
}

const char *sicht_outcome_name(enum sicht_outcome outcome)
{
	assert((size_t)outcome < LENGTH(outcome_names));
	return outcome_names[outcome];
}

const char *sicht_anomaly_name(enum sicht_anomaly anomaly)
{
	assert((size_t)anomaly < LENGTH(anomaly_names));
	return anomaly_names[anomaly];
}

const char *sicht_media_name(enum sicht_media media)
{
	assert((size_t)media < LENGTH(media_names));
	return media_names[media];
}

const char *sicht_profile_name(enum sicht_profile profile)
{
	assert((size_t)profile < LENGTH(profile_names));
	return profile_names[profile];
}

const char *sicht_transform_name(enum sicht_transform transform)
{
	assert((size_t)transform < LENGTH(transform_names));
	return transform_names[transform];
}

const char *sicht_role_name(enum sicht_role role)
{
	assert((size_t)role < LENGTH(role_names));
	return role_names[role];
}

const char *sicht_match_by_name(enum sicht_match_by by)
{
	assert((size_t)by < LENGTH(match_by_names));
	return match_by_names[by];
}

const char *sicht_tier_name(enum sicht_match_tier tier)
{
	assert((size_t)tier < LENGTH(tier_names));
	return tier_names[tier];
}

const char *sicht_digest_name(enum sicht_digest_kind kind)
{
	assert((size_t)kind < LENGTH(digest_names));
	return digest_names[kind];
}

size_t sicht_digest_size(enum sicht_digest_kind kind)
{
	assert((size_t)kind < LENGTH(digest_sizes));
	return digest_sizes[kind];
}

uint8_t *sicht_digest_of(struct sicht_digests *digests, enum sicht_digest_kind kind)
{
	switch (kind) {
	case SICHT_DIGEST_MD5:
		return digests->md5;
	case SICHT_DIGEST_SHA1:
		return digests->sha1;
	case SICHT_DIGEST_SHA256:
		return digests->sha256;
	}
	assert(!"a digest of an unknown kind");
	return NULL;
}

const uint8_t *sicht_digest_get(const struct sicht_digests *digests, enum sicht_digest_kind kind)
{
	return sicht_digest_of((struct sicht_digests *)digests, kind);
}

/* Crops are spelt by the per cent cut off: top, bottom, left, right, in steps of three. */
const char *sicht_window_name(unsigned window, char text[SICHT_WINDOW_NAME_SIZE])
{
	if (window < LENGTH(window_names)) {
		snprintf(text, SICHT_WINDOW_NAME_SIZE, "%s", window_names[window]);
		return text;
	}
	assert(window >= SICHT_WINDOW_CROP_FIRST && window <= SICHT_WINDOW_CROP_LAST);
	unsigned step = window - SICHT_WINDOW_CROP_FIRST;
	snprintf(text, SICHT_WINDOW_NAME_SIZE, "crop-%u%u%u%u", (step >> 6 & 3) * 3,
		(step >> 4 & 3) * 3, (step >> 2 & 3) * 3, (step & 3) * 3);
	return text;
}

static bool find_name(
	struct sicht_bytes name, const char *const *names, size_t count, unsigned *out)
{
	for (size_t i = 0; i < count; i++) {
		if (name.size > 0 && sicht_bytes_equal(name, sicht_bytes_of(names[i]))) {
			*out = (unsigned)i;
			return true;
		}
	}
	return false;
}

bool sicht_window_parse(struct sicht_bytes name, unsigned *out)
{
	static const char prefix[] = "crop-";
	const size_t prefix_size = sizeof prefix - 1;
	if (find_name(name, window_names, LENGTH(window_names), out))
		return true;
	if (name.size != prefix_size + 4 || memcmp(name.data, prefix, prefix_size) != 0)
		return false;
	unsigned step = 0;
	for (size_t i = 0; i < 4; i++) {
		unsigned per_cent = (unsigned)((const char *)name.data)[prefix_size + i] - '0';
		if (per_cent > 9 || per_cent % 3 != 0)
			return false;
		step = step * 4 + per_cent / 3;
	}
	*out = SICHT_WINDOW_CROP_FIRST + step;
	return true;
}

bool sicht_outcome_parse(struct sicht_bytes name, enum sicht_outcome *out)
{
	return find_name(name, outcome_names, LENGTH(outcome_names), out);
}

bool sicht_anomaly_parse(struct sicht_bytes name, enum sicht_anomaly *out)
{
	return find_name(name, anomaly_names, LENGTH(anomaly_names), out);
}

bool sicht_media_parse(struct sicht_bytes name, enum sicht_media *out)
{
	return find_name(name, media_names, LENGTH(media_names), out);
}

bool sicht_profile_parse(struct sicht_bytes name, enum sicht_profile *out)
{
	return find_name(name, profile_names, LENGTH(profile_names), out);
}

bool sicht_transform_parse(struct sicht_bytes name, enum sicht_transform *out)
{
	return find_name(name, transform_names, LENGTH(transform_names), out);
}

bool sicht_role_parse(struct sicht_bytes name, enum sicht_role *out)
{
	return find_name(name, role_names, LENGTH(role_names), out);
}

bool sicht_match_by_parse(struct sicht_bytes name, enum sicht_match_by *out)
{
	return find_name(name, match_by_names, LENGTH(match_by_names), out);
}

bool sicht_tier_parse(struct sicht_bytes name, enum sicht_match_tier *out)
{
	return find_name(name, tier_names, LENGTH(tier_names), out);
}

struct sicht_bytes sicht_bytes_of(const char *text)
{
	return sicht_bytes(text, text != NULL ? strlen(text) : 0);
}

bool sicht_bytes_equal(struct sicht_bytes a, struct sicht_bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

void sicht_hex_encode(const void *data, size_t size, char *text)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = data;
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
}

/* The value of each digit, and with it a bit that tells it from what is none. */
#define DIGIT 16
static const uint8_t hex_values[UINT8_MAX + 1] = {
	['0'] = DIGIT | 0,
	['1'] = DIGIT | 1,
	['2'] = DIGIT | 2,
	['3'] = DIGIT | 3,
	['4'] = DIGIT | 4,
	['5'] = DIGIT | 5,
	['6'] = DIGIT | 6,
	['7'] = DIGIT | 7,
	['8'] = DIGIT | 8,
	['9'] = DIGIT | 9,
	['a'] = DIGIT | 10,
	['b'] = DIGIT | 11,
	['c'] = DIGIT | 12,
	['d'] = DIGIT | 13,
	['e'] = DIGIT | 14,
	['f'] = DIGIT | 15,
	['A'] = DIGIT | 10,
	['B'] = DIGIT | 11,
	['C'] = DIGIT | 12,
	['D'] = DIGIT | 13,
	['E'] = DIGIT | 14,
	['F'] = DIGIT | 15,
};

bool sicht_hex_decode(struct sicht_bytes text, void *out, size_t size)
{
	const uint8_t *digits = text.data;
	uint8_t *bytes = out, all = DIGIT;
	if (text.size != 2 * size)
		return false;
	for (size_t i = 0; i < text.size; i++)
		all &= hex_values[digits[i]];
	if (all != DIGIT)
		return false;
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(hex_values[digits[2 * i]] << 4 |
				     (hex_values[digits[2 * i + 1]] & 15));
	return true;
}

void sicht_pdq_to_hex(const struct sicht_pdq *hash, char text[SICHT_PDQ_HEX_DIGITS])
{
	uint8_t bytes[32];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(hash->word[3 - i / 8] >> (56 - 8 * (i % 8)));
	sicht_hex_encode(bytes, sizeof bytes, text);
}

bool sicht_pdq_from_hex(struct sicht_bytes text, struct sicht_pdq *out)
{
	uint8_t bytes[32];
	if (!sicht_hex_decode(text, bytes, sizeof bytes))
		return false;
	struct sicht_pdq hash = {{0}};
	for (size_t i = 0; i < sizeof bytes; i++)
		hash.word[3 - i / 8] |= (uint64_t)bytes[i] << (56 - 8 * (i % 8));
	*out = hash;
	return true;
}
