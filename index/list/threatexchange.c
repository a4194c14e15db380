/* SPDX-License-Identifier: MIT */
/*
 * Signals of ThreatExchange, read: the files of its command line tool (python-threatexchange).
 *
 *     <signal type> <value>                            the local file exchange, a signal a line
 *     <value>,[<indicator>,]<descriptor>,<time>,<labels>   its cache, simple.<TYPE>.te: CSV
 *
 * In the cache the name of the file says what the values are. Labels are words, and become tags.
 * Signals that are no hash of a file (addresses, texts) are passed over and counted; one whose type
 * is not known is refused.
 */
#include "index/list/formats.h"

#include <string.h>

#include "index/list/fields.h"
#include "index/list/lines.h"
#include "sicht/limits.h"

enum kind {
	KIND_MD5 = SICHT_DIGEST_MD5,
	KIND_SHA1 = SICHT_DIGEST_SHA1,
	KIND_SHA256 = SICHT_DIGEST_SHA256,
	KIND_PDQ,
	KIND_OTHER, /* no hash of a file, or none that is kept here */
};

/* By the names of the tool, and by those of the API. */
static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{"pdq", KIND_PDQ},
	{"video_md5", KIND_MD5},
	{"video_sha256", KIND_SHA256},
	{"md5", KIND_MD5},
	{"sha1", KIND_SHA1},
	{"sha256", KIND_SHA256},
	{"HASH_PDQ", KIND_PDQ},
	{"HASH_MD5", KIND_MD5},
	{"HASH_SHA1", KIND_SHA1},
	{"HASH_SHA256", KIND_SHA256},
	{"HASH_VIDEO_MD5", KIND_MD5},
	{"HASH_VIDEO_SHA256", KIND_SHA256},
	{"vpdq", KIND_OTHER},
	{"pdq_ocr", KIND_OTHER},
	{"url", KIND_OTHER},
	{"url_md5", KIND_OTHER},
	{"raw_text", KIND_OTHER},
	{"text_tlsh", KIND_OTHER},
	{"trend_query", KIND_OTHER},
	{"HASH_PDQ_OCR", KIND_OTHER},
	{"HASH_TEXT_TLSH", KIND_OTHER},
	{"HASH_URL_MD5", KIND_OTHER},
	{"URI", KIND_OTHER},
	{"RAW_URI", KIND_OTHER},
};

static bool find_kind(struct sicht_bytes name, enum kind *out)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (sicht_bytes_equal(name, sicht_bytes_of(kinds[i].name))) {
			*out = kinds[i].kind;
			return true;
		}
	}
	return false;
}

/* Up to `byte`, or all; what follows it is left in *rest. */
static struct sicht_bytes cut(struct sicht_bytes *rest, char byte)
{
	if (rest->size == 0)
		return sicht_bytes("", 0);
	const char *start = rest->data, *found = memchr(start, byte, rest->size);
	size_t size = found != NULL ? (size_t)(found - start) : rest->size;
	size_t taken = found != NULL ? size + 1 : size;
	*rest = sicht_bytes(start + taken, rest->size - taken);
	return sicht_bytes(start, size);
}

static bool is_value(enum kind kind, struct sicht_bytes value)
{
	size_t digits = kind == KIND_PDQ ? SICHT_PDQ_HEX_DIGITS
					 : 2 * sicht_digest_size((enum sicht_digest_kind)kind);
	return value.size == digits && sicht_field_hex_digits(value) == digits;
}

bool sicht_threatexchange_sniff(struct sicht_bytes head)
{
	struct sicht_bytes value = sicht_field_first_line(head);
	struct sicht_bytes name = cut(&value, ' ');
	enum kind kind;
	return find_kind(name, &kind) && kind != KIND_OTHER &&
	       is_value(kind, sicht_field_trim(value));
}

/* ---- the cache ---- */

/* The kind that the name of a file says, simple.<TYPE>.te; false if it is none. */
static bool kind_of_cache(struct sicht_bytes path, enum kind *kind)
{
	static const char before[] = "simple.", behind[] = ".te";
	const size_t first = sizeof before - 1, last = sizeof behind - 1;
	const char *start = path.data;
	const char *slash = path.size > 0 ? memrchr(start, '/', path.size) : NULL;
	size_t size = path.size;
	if (slash != NULL) {
		size -= (size_t)(slash + 1 - start);
		start = slash + 1;
	}
	if (size <= first + last || memcmp(start, before, first) != 0 ||
		memcmp(start + size - last, behind, last) != 0)
		return false;
	return find_kind(sicht_bytes(start + first, size - first - last), kind);
}

/* The last field of a row of CSV, without its quotation marks. */
static struct sicht_bytes last_field(struct sicht_bytes row)
{
	const char *start = row.data, *end = start + row.size, *at = end;
	if (row.size > 0 && end[-1] == '"') {
		at = memrchr(start, '"', row.size - 1);
		return at != NULL ? sicht_bytes(at + 1, (size_t)(end - 1 - (at + 1)))
				  : sicht_bytes(start, 0);
	}
	at = row.size > 0 ? memrchr(start, ',', row.size) : NULL;
	return at != NULL ? sicht_bytes(at + 1, (size_t)(end - (at + 1))) : sicht_bytes(start, 0);
}

/* Words, each of which becomes a tag. */
static void add_labels(
	struct sicht_bytes labels, struct sicht_arena *arena, struct sicht_entry *entry)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text tags = {0};
	while (labels.size > 0) {
		struct sicht_bytes label = cut(&labels, ' ');
		if (label.size == 0)
			continue;
		sicht_text_append(&tags, label.data, label.size);
		sicht_text_append_string(&tags, "\n");
	}
	entry->tags = sicht_arena_copy(arena, sicht_text_bytes(&tags));
}

/* ---- reading ---- */

static enum sicht_status take_value(const struct sicht_lines *lines, enum kind kind,
	struct sicht_bytes value, size_t column, struct sicht_arena *arena,
	struct sicht_list_entry *listed)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text found = {0};
	struct sicht_entry *entry = &listed->entry;
	if (kind == KIND_OTHER) {
		listed->hashless = true;
		return SICHT_OK;
	}
	if (!is_value(kind, value)) {
		sicht_field_found(&found, value);
		return sicht_lines_fail(lines, column, "expected %s hex digits, %s",
			kind == KIND_MD5    ? "32"
			: kind == KIND_SHA1 ? "40"
					    : "64",
			found.data);
	}
	if (kind != KIND_PDQ) {
		enum sicht_digest_kind digest;
		sicht_field_digest(value, &entry->digests, &digest);
		return SICHT_OK;
	}
	entry->hash_count = 1;
	entry->hashes = sicht_arena_alloc(arena, sizeof *entry->hashes);
	*entry->hashes = (struct sicht_window_print){
		.window = SICHT_WINDOW_FULL,
		.profile = (uint8_t)sicht_lines_options(lines)->profile,
		.quality = 100, /* not said: whoever lists a hash found it good */
		.exact = true,
		.form_count = 1,
	};
	sicht_pdq_from_hex(value, &entry->hashes->form[0]);
	return SICHT_OK;
}

static enum sicht_status read_signal(const struct sicht_lines *lines, struct sicht_bytes line,
	struct sicht_arena *arena, struct sicht_list_entry *listed)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text found = {0};
	struct sicht_bytes value = line, name = cut(&value, ' ');
	enum kind kind;
	if (!find_kind(name, &kind)) {
		sicht_field_found(&found, name);
		return sicht_lines_fail(lines, 1,
			"expected a type of signal, such as pdq or video_md5, and its value, or a "
			"file named as simple.HASH_PDQ.te; %s",
			found.data);
	}
	return take_value(lines, kind, sicht_field_trim(value), name.size + 2, arena, listed);
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct sicht_lines *lines = reader;
	struct sicht_list_entry listed = {0};
	struct sicht_bytes line;
	enum kind kind;
	SICHT_TRY(sicht_lines_next_text(lines, &line));
	*end = line.data == NULL;
	if (*end)
		return SICHT_OK;
	if (kind_of_cache(sicht_lines_path(lines), &kind)) {
		struct sicht_bytes rest = line, value = cut(&rest, ',');
		SICHT_TRY(take_value(lines, kind, value, 1, arena, &listed));
		add_labels(last_field(rest), arena, &listed.entry);
	} else {
		SICHT_TRY(read_signal(lines, line, arena, &listed));
	}
	*out = listed;
	return SICHT_OK;
}

const struct sicht_list_reader sicht_threatexchange_reader = {
	sicht_lines_open, read_entry, sicht_lines_place, sicht_lines_close};
