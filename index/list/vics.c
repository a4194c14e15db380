/* SPDX-License-Identifier: MIT */
/*
 * VICS JSON 1.1 to 2.0 (Project VIC, CAID, and what tools write in that shape), read: hash sets
 * (#Media) and cases (#Cases). The data model itself is not public; this reads what is seen in
 * public importers and exporters, and is lenient where they differ.
 *
 *     {"@odata.context": "http://github.com/VICSDATAMODEL/.../2.0.xml/US/$metadata#Media",
 *      "value": [{"MediaID": 1, "Category": 1, "MD5": "...", "SHA1": "...", "MediaSize": 17,
 *                 "AlternativeHashes": [{"HashName": "PDQ", "HashValue": "<64 hex>"}], ...}]}
 *
 * The idea: records.h cuts the document into records, jansson parses each, and one table of fields
 * says what is taken of it. Names have no case; what is not in the table is skipped, at any depth.
 * A value that is null or empty is not there. Numbers may be strings.
 *
 * **Identity.** MediaID counts the records of one document and RelativeFilePath those of one export:
 * neither is the same in the next edition. So entries are known by their digests, MD5 first.
 *
 * **Category.** A number means something in its scheme alone: 0 is uncategorised in the older US
 * scheme and not pertinent in the newer one. --scheme says which it is; without it, the context
 * does, where version and profile decide (the table below). 1.x has no profile there: CAID's sets
 * and those of the US look the same. A context behind the records counts if it lies within the first
 * SICHT_LIST_HEAD_BYTES; later it is too late, and the list is refused unless --scheme is given.
 *
 * **Path.** Of the first MediaFiles entry, what the file was called where it was found, which says
 * something to a person; else RelativeFilePath, which is the exporter's own name for it.
 *
 * PDQ, SHA-256 and SHA-1 are taken from AlternativeHashes, too. PhotoDNA, which stands there in 1.x
 * and in a field of its own in 2.0, is not stored: it is skipped, and so are MimeType (not to be
 * trusted), DateUpdated, IsDistributed and its like, for which an entry has no place.
 */
#include "index/list/formats.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/text.h"
#include "index/list/member.h"
#include "index/list/records.h"

struct vics {
	struct sicht_records *records;
	const struct sicht_list_options *options;
	struct sicht_bytes scheme; /* of categories; empty: not known so far */
	struct sicht_text skimmed; /* of one record */
};

/*
 * Contexts whose version and profile decide what a category means. Of others seen ("Default",
 * "CUSTOM", and 1.1 to 1.3, which have none) nobody can tell.
 */
static const struct {
	const char *context, *scheme;
} contexts[] = {
	{"/DataModels/2.0.xml/US/", "us-vics-2"},
	{"/DataModels/2.0.xml/UK/", "uk-caid"},
};

static const char *const context_names[] = {"@odata.context", "odata.metadata"};

/* A record on its way to an entry. */
struct reading {
	struct vics *vics;
	struct sicht_bytes text;
	const char *name; /* of the member under way, as the record spells it */
	struct sicht_arena *arena;
	struct sicht_entry entry;
	struct sicht_bytes relative; /* path */
};

static enum sicht_status wrong(const struct reading *reading, const char *expected)
{
	return sicht_records_fail(reading->vics->records,
		sicht_member_offset(reading->text, reading->name), "%s: expected %s",
		sicht_printable(reading->arena, sicht_bytes_of(reading->name)), expected);
}

/* ---- kinds of values ---- */

static struct sicht_bytes string_of(const json_t *value)
{
	return json_is_string(value)
		       ? sicht_bytes(json_string_value(value), json_string_length(value))
		       : sicht_bytes(NULL, 0);
}

static bool is_absent(const json_t *value)
{
	return value == NULL || json_is_null(value) ||
	       (json_is_string(value) && json_string_length(value) == 0);
}

/* A member of an object, whatever the case of its name; NULL: there is none, or no object. */
static const json_t *member(const json_t *object, const char *wanted)
{
	const char *name;
	json_t *value;
	json_object_foreach((json_t *)object, name, value)
	{
		if (strcasecmp(name, wanted) == 0)
			return value;
	}
	return NULL;
}

static bool is_text(struct sicht_bytes bytes)
{
	return bytes.size == 0 || memchr(bytes.data, '\0', bytes.size) == NULL;
}

/* A string or a whole number, as text; empty if it is absent. */
static enum sicht_status read_word(
	const struct reading *reading, const json_t *value, struct sicht_bytes *out)
{
	struct sicht_bytes text = string_of(value);
	char digits[32];
	if (json_is_integer(value)) {
		int size = snprintf(
			digits, sizeof digits, "%lld", (long long)json_integer_value(value));
		text = sicht_bytes(digits, (size_t)size);
	} else if (!is_absent(value) && !json_is_string(value)) {
		return wrong(reading, "a string or a whole number");
	}
	if (!is_text(text))
		return wrong(reading, "text, found a zero byte");
	if (text.size > 0)
		*out = sicht_arena_copy(reading->arena, text);
	return SICHT_OK;
}

static enum sicht_status read_digest(
	struct reading *reading, const json_t *value, enum sicht_digest_kind kind)
{
	static const char *const expected[] = {
		[SICHT_DIGEST_MD5] = "32 hex digits",
		[SICHT_DIGEST_SHA1] = "40 hex digits",
		[SICHT_DIGEST_SHA256] = "64 hex digits",
	};
	struct sicht_digests *digests = &reading->entry.digests;
	if (is_absent(value))
		return SICHT_OK;
	if (!sicht_hex_decode(
		    string_of(value), sicht_digest_of(digests, kind), sicht_digest_size(kind)))
		return wrong(reading, expected[kind]);
	digests->have |= (uint8_t)(1u << kind);
	return SICHT_OK;
}

/* ---- fields ---- */

static enum sicht_status field_md5(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_MD5);
}

static enum sicht_status field_sha1(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_SHA1);
}

static enum sicht_status field_sha256(struct reading *reading, const json_t *value)
{
	return read_digest(reading, value, SICHT_DIGEST_SHA256);
}

static enum sicht_status field_category(struct reading *reading, const json_t *value)
{
	struct sicht_category *category = &reading->entry.category;
	SICHT_TRY(read_word(reading, value, &category->code));
	if (category->code.size == 0)
		return SICHT_OK;
	if (reading->vics->scheme.size == 0)
		return sicht_records_fail(reading->vics->records,
			sicht_member_offset(reading->text, reading->name),
			"Category: the list does not say up to here what its numbers mean; name "
			"their scheme with --scheme: us-vics-1 (where 0 is uncategorised), "
			"us-vics-2 (where 0 is not pertinent), uk-caid, or one of your own");
	category->scheme = reading->vics->scheme;
	return SICHT_OK;
}

static enum sicht_status field_size(struct reading *reading, const json_t *value)
{
	struct sicht_bytes text = {0};
	uint64_t size = 0;
	SICHT_TRY(read_word(reading, value, &text));
	if (text.size == 0)
		return SICHT_OK;
	for (size_t i = 0; i < text.size; i++) {
		char digit = ((const char *)text.data)[i];
		if (digit < '0' || digit > '9' || size > (uint64_t)INT64_MAX / 10 - 1)
			return wrong(reading, "a size in bytes");
		size = size * 10 + (uint64_t)(digit - '0');
	}
	reading->entry.has_size = true;
	reading->entry.size_bytes = size;
	return SICHT_OK;
}

static enum sicht_status field_series(struct reading *reading, const json_t *value)
{
	return read_word(reading, value, &reading->entry.series);
}

/* What separates tags is not documented: the string is one tag, or one a line. */
static enum sicht_status field_tags(struct reading *reading, const json_t *value)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text tags = {0};
	struct sicht_bytes text = {0};
	SICHT_TRY(read_word(reading, value, &text));
	if (text.size == 0)
		return SICHT_OK;
	const char *at = text.data, *end = at + text.size;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		if (stop > at) {
			sicht_text_append(&tags, at, (size_t)(stop - at));
			sicht_text_append_string(&tags, "\n");
		}
		at = stop + 1;
	}
	reading->entry.tags = sicht_arena_copy(reading->arena, sicht_text_bytes(&tags));
	return SICHT_OK;
}

static enum sicht_status field_relative(struct reading *reading, const json_t *value)
{
	return read_word(reading, value, &reading->relative);
}

/* FilePath may be of the folder or of the file itself. */
static enum sicht_status field_files(struct reading *reading, const json_t *value)
{
	const json_t *file = json_array_get(value, 0);
	struct sicht_bytes folder = {0}, name = {0};
	SICHT_TRY(read_word(reading, member(file, "FilePath"), &folder));
	SICHT_TRY(read_word(reading, member(file, "FileName"), &name));
	const char *path = folder.size > 0 ? folder.data : "";
	bool whole =
		folder.size >= name.size && memcmp(path + folder.size - name.size,
						    name.size > 0 ? name.data : "", name.size) == 0;
	if (whole || folder.size == 0) {
		reading->entry.path = whole ? folder : name;
		return SICHT_OK;
	}
	bool windows = strchr(path, '\\') != NULL && strchr(path, '/') == NULL;
	char last = path[folder.size - 1];
	const char *between = last == '/' || last == '\\' ? "" : windows ? "\\" : "/";
	reading->entry.path = sicht_bytes_of(sicht_arena_printf(
		reading->arena, "%s%s%s", path, between, (const char *)name.data));
	return SICHT_OK;
}

static enum sicht_status add_pdq(struct reading *reading, const json_t *value)
{
	struct sicht_entry *entry = &reading->entry;
	struct sicht_window_print *hash = &entry->hashes[entry->hash_count];
	if (is_absent(value))
		return SICHT_OK;
	if (!sicht_pdq_from_hex(string_of(value), &hash->form[0]))
		return wrong(reading, "64 hex digits of a PDQ hash");
	hash->window = SICHT_WINDOW_FULL;
	hash->profile = (uint8_t)reading->vics->options->profile;
	hash->quality = 100; /* not said: whoever lists a hash found it good */
	hash->exact = true;
	hash->form_count = 1;
	entry->hash_count++;
	return SICHT_OK;
}

/* A digest that the record has in a field of its own is the one there. */
static enum sicht_status add_digest(
	struct reading *reading, enum sicht_digest_kind kind, const json_t *value)
{
	if ((reading->entry.digests.have >> kind & 1) != 0)
		return SICHT_OK;
	return read_digest(reading, value, kind);
}

static enum sicht_status add_alternative(struct reading *reading, const json_t *alternative)
{
	const char *name = json_string_value(member(alternative, "HashName"));
	const json_t *value = member(alternative, "HashValue");
	if (name == NULL)
		return SICHT_OK;
	if (strcasecmp(name, "PDQ") == 0)
		return add_pdq(reading, value);
	if (strcasecmp(name, "SHA256") == 0 || strcasecmp(name, "SHA-256") == 0)
		return add_digest(reading, SICHT_DIGEST_SHA256, value);
	if (strcasecmp(name, "SHA1") == 0 || strcasecmp(name, "SHA-1") == 0)
		return add_digest(reading, SICHT_DIGEST_SHA1, value);
	return SICHT_OK;
}

static enum sicht_status field_alternatives(struct reading *reading, const json_t *value)
{
	struct sicht_entry *entry = &reading->entry;
	size_t count = json_array_size(value); /* 0 if it is no array */
	/* room is made for no more hashes than the record can hold */
	size_t most = reading->text.size / SICHT_PDQ_HEX_DIGITS;
	if (!is_absent(value) && !json_is_array(value))
		return wrong(reading, "an array");
	size_t room = count < most ? count : most;
	entry->hashes = sicht_arena_alloc(reading->arena, room * sizeof *entry->hashes);
	for (size_t i = 0; i < count; i++)
		SICHT_TRY(add_alternative(reading, json_array_get(value, i)));
	return SICHT_OK;
}

#define NAME(word) word, sizeof(word) - 1

static const struct field {
	const char *name;
	size_t size;
	enum sicht_status (*read)(struct reading *reading, const json_t *value);
} fields[] = {
	{NAME("MD5"), field_md5},
	{NAME("SHA1"), field_sha1},
	{NAME("SHA256"), field_sha256},
	{NAME("Category"), field_category},
	{NAME("MediaSize"), field_size},
	{NAME("Series"), field_series},
	{NAME("Tags"), field_tags},
	{NAME("RelativeFilePath"), field_relative},
	{NAME("MediaFiles"), field_files},
	{NAME("AlternativeHashes"), field_alternatives},
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

/* ---- records ---- */

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
		at++;
	return at;
}

/* Behind a string without escapes, which is well-formed whatever its place; NULL if it is none. */
static const char *skip_plain(const char *at, const char *end)
{
	if (at == end || *at != '"')
		return NULL;
	const char *quote = memchr(at + 1, '"', (size_t)(end - at - 1));
	if (quote == NULL)
		return NULL;
	for (at++; at < quote; at++) {
		unsigned char byte = (unsigned char)*at;
		if (byte < 0x20 || byte > 0x7E || byte == '\\')
			return NULL;
	}
	return quote + 1;
}

static bool is_field(const char *name, size_t size)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (size == fields[i].size && strncasecmp(name, fields[i].name, size) == 0)
			return true;
	}
	return false;
}

/* A well-formed member that is a plain string, and that nothing is taken of. */
static bool is_idle(const char *at, const char *end)
{
	const char *name = skip_space(at, end);
	at = skip_plain(name, end);
	if (at == NULL || is_field(name + 1, (size_t)(at - name) - 2))
		return false;
	at = skip_space(at, end);
	if (at == end || *at != ':')
		return false;
	at = skip_plain(skip_space(at + 1, end), end);
	return at != NULL && skip_space(at, end) == end;
}

/*
 * A record without its idle members, PhotoDNA above all: to parse those would take three quarters of
 * the time of an import. What is left is well-formed if the record is. False: it is not, by a
 * comma too many or its last bracket.
 */
static bool skim(const struct sicht_piece *piece, struct sicht_text *out)
{
	const char *text = piece->text.data, *at = text + 1, *end = text + piece->text.size - 1;
	sicht_text_clear(out);
	if (*end != '}') /* some other bracket */
		return false;
	for (size_t i = 0; i <= piece->comma_count; i++) {
		const char *stop = i < piece->comma_count ? text + piece->commas[i] : end;
		if (piece->comma_count > 0 && skip_space(at, stop) == stop)
			return false;
		if (!is_idle(at, stop)) {
			sicht_text_append_string(out, out->size == 0 ? "{" : ",");
			sicht_text_append(out, at, (size_t)(stop - at));
		}
		at = stop + 1;
	}
	sicht_text_append_string(out, out->size == 0 ? "{}" : "}");
	return true;
}

static json_t *parse(struct sicht_bytes text, json_error_t *error)
{
	return json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, error);
}

/* What does not parse is parsed as a whole: its places are those in the list. */
static enum sicht_status load(struct vics *vics, const struct sicht_piece *piece, json_t **out)
{
	json_error_t error;
	json_t *object = NULL;
	if (piece->kind == SICHT_PIECE_RECORD && skim(piece, &vics->skimmed))
		object = parse(sicht_text_bytes(&vics->skimmed), &error);
	if (object == NULL)
		object = parse(piece->text, &error);
	if (object != NULL) {
		*out = object;
		return SICHT_OK;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text what = {0};
	sicht_escape_terminal(&what, sicht_bytes_of(error.text));
	size_t offset = error.position > 0 ? (size_t)error.position - 1 : 0,
	       size = piece->text.size;
	return sicht_records_fail(vics->records, offset < size ? offset : size,
		"expected a JSON object: %s", what.data);
}

static enum sicht_status read_member(
	struct reading *reading, const char *name, const json_t *value, unsigned *seen)
{
	size_t size = strlen(name);
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (size != fields[i].size || strcasecmp(name, fields[i].name) != 0)
			continue;
		reading->name = name;
		if ((*seen >> i & 1) != 0)
			return wrong(reading, "no more than one of this name");
		*seen |= 1u << i;
		return fields[i].read(reading, value);
	}
	return SICHT_OK;
}

static enum sicht_status read_record(struct vics *vics, const struct sicht_piece *piece,
	struct sicht_arena *arena, struct sicht_list_entry *out)
{
	struct reading reading = {.vics = vics, .text = piece->text, .arena = arena};
	json_auto_t *object = NULL;
	unsigned seen = 0;
	const char *name;
	json_t *value;
	SICHT_TRY(load(vics, piece, &object));
	json_object_foreach(object, name, value)
	{
		SICHT_TRY(read_member(&reading, name, value, &seen));
	}
	if (reading.entry.path.size == 0)
		reading.entry.path = reading.relative;
	*out = (struct sicht_list_entry){
		.entry = reading.entry,
		.by_digest = true,
		.hashless = reading.entry.digests.have == 0 && reading.entry.hash_count == 0,
	};
	return SICHT_OK;
}

/* What members around the records say of all of them: the first context that decides counts. */
static enum sicht_status read_members(struct vics *vics, const struct sicht_piece *piece)
{
	json_auto_t *object = NULL;
	SICHT_TRY(load(vics, piece, &object));
	for (size_t i = 0; i < sizeof context_names / sizeof *context_names; i++) {
		const char *context = json_string_value(member(object, context_names[i]));
		for (size_t j = 0; j < sizeof contexts / sizeof *contexts; j++) {
			if (context != NULL && vics->scheme.size == 0 &&
				strcasestr(context, contexts[j].context) != NULL)
				vics->scheme = sicht_bytes_of(contexts[j].scheme);
		}
	}
	return SICHT_OK;
}

/* ---- the reader ---- */

static void close_reader(void *reader)
{
	struct vics *vics = reader;
	if (vics == NULL)
		return;
	sicht_records_close(vics->records);
	sicht_text_free(&vics->skimmed);
	free(vics);
}

static void vics_closep(struct vics **vics)
{
	close_reader(*vics);
}

static enum sicht_status vics_new(
	struct sicht_list_input *input, const struct sicht_list_options *options, struct vics **out)
{
	SICHT_DEFER(vics_closep) struct vics *vics = calloc(1, sizeof *vics);
	if (vics == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	vics->options = options;
	vics->scheme = options->scheme;
	SICHT_TRY(sicht_records_open(input, &vics->records));
	*out = vics;
	vics = NULL;
	return SICHT_OK;
}

/* The scheme that a context within the head of the list names, wherever it stands there. */
static enum sicht_status look_ahead(
	struct sicht_bytes head, const struct sicht_list_options *options, struct sicht_bytes *out)
{
	struct sicht_list_input input = sicht_list_input_of(head, "");
	SICHT_DEFER(vics_closep) struct vics *vics = NULL;
	struct sicht_piece piece;
	SICHT_TRY(vics_new(&input, options, &vics));
	/* its end is cut off as a rule, and what is wrong with it is said when it is read */
	while (vics->scheme.size == 0 && sicht_records_next(vics->records, &piece) == SICHT_OK &&
		piece.kind != SICHT_PIECE_END) {
		if (piece.kind == SICHT_PIECE_MEMBERS && read_members(vics, &piece) != SICHT_OK)
			break;
	}
	*out = vics->scheme;
	return SICHT_OK;
}

static enum sicht_status open_reader(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct vics *vics;
	struct sicht_bytes scheme;
	SICHT_TRY(look_ahead(input->head, options, &scheme));
	SICHT_TRY(vics_new(input, options, &vics));
	vics->scheme = scheme;
	*reader = vics;
	return SICHT_OK;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct vics *vics = reader;
	for (;;) {
		struct sicht_piece piece;
		SICHT_TRY(sicht_records_next(vics->records, &piece));
		*end = piece.kind == SICHT_PIECE_END;
		if (*end)
			return SICHT_OK;
		if (piece.kind == SICHT_PIECE_RECORD)
			return read_record(vics, &piece, arena, out);
		SICHT_TRY(read_members(vics, &piece));
	}
}

static void place(const void *reader, struct sicht_text *text)
{
	sicht_records_place(((const struct vics *)reader)->records, text);
}

/* ---- what it looks like ---- */

/* Does the text hold this word, whatever its case? */
static bool holds(struct sicht_bytes text, const char *word)
{
	const char *at = text.data, *end = at + text.size;
	size_t size = strlen(word);
	for (; (size_t)(end - at) >= size; at++) {
		if (strncasecmp(at, word, size) == 0)
			return true;
	}
	return false;
}

/* A name at whose value a list begins. */
static bool holds_list(struct sicht_bytes text, const char *name)
{
	const char *at = text.data, *end = at + text.size;
	size_t size = strlen(name);
	for (; (size_t)(end - at) > size; at++) {
		if (strncasecmp(at, name, size) != 0)
			continue;
		const char *colon = skip_space(at + size, end);
		if (colon < end && *colon == ':') {
			const char *list = skip_space(colon + 1, end);
			if (list < end && *list == '[')
				return true;
		}
	}
	return false;
}

/* An array of objects, or an object with a list or a context of this kind; and media in it. */
bool sicht_vics_sniff(struct sicht_bytes head)
{
	const char *at = head.data, *end = at + head.size;
	bool list;
	if (head.size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	at = skip_space(at, end);
	struct sicht_bytes text = sicht_bytes(at, (size_t)(end - at));
	if (text.size == 0 || (*at != '[' && *at != '{'))
		return false;
	if (*at == '[') {
		at = skip_space(at + 1, end);
		list = at < end && *at == '{';
	} else {
		list = holds_list(text, "\"value\"") || holds_list(text, "\"media\"") ||
		       holds(text, "$metadata#") || holds(text, ".xml#");
	}
	return list && (holds(text, "\"MD5\"") || holds(text, "\"MediaID\"") ||
			       holds(text, "#Media") || holds(text, "#Cases"));
}

const struct sicht_list_reader sicht_vics_reader = {open_reader, read_entry, place, close_reader};
