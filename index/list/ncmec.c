/* SPDX-License-Identifier: MIT */
/*
 * The answers of NCMEC's hash sharing (version 2 of its API), read: XML.
 *
 *     <queryResult>
 *       <images> <image> <member id="42">Name</member> <id>1</id> <classification>A1</classification>
 *                        <fingerprints> <md5>..</md5> <sha1>..</sha1> <pdq>..</pdq> .. </fingerprints>
 *                        <feedback> <negativeFeedback type="Md5">..</negativeFeedback> .. </feedback>
 *                </image>
 *                <deletedImage> <member id="42">Name</member> <id>1</id> </deletedImage> ..
 *       </images>
 *       <videos> <video>.. <deletedVideo>.. </videos>
 *       <paging> <next>..</next> </paging>
 *     </queryResult>
 *
 * Source: python-threatexchange, exchanges/clients/ncmec (its client and the data of its tests).
 *
 * An entry is known by its member and its id together; of several the last one counts, and one that
 * is deleted takes it back. Fingerprints that are not kept here (PhotoDNA and others) are passed over.
 * Feedback becomes tags. An answer is one page of many: what another page has is not gone.
 *
 * The idea: expat stops behind each entry, so that there is never more than one of them here. A
 * document type is refused, and with it entities; a piece of XML that does not end is, too.
 */
#include "index/list/formats.h"

#include <expat.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/list/fields.h"
#include "sicht/limits.h"
#include "sicht/version.h"

#define BUFFER_BYTES 65536

/* The longest that is wanted is a name; the deepest is a member that gave feedback. */
#define TEXT_BYTES_MAX 4096
#define DEPTH_MAX 32

/* How deep an element stands, from 1 for the root. */
enum level {
	LEVEL_ROOT = 1,
	LEVEL_KIND,  /* images, videos, paging */
	LEVEL_ENTRY, /* image, deletedImage, ... */
	LEVEL_FIELD, /* id, member, fingerprints, ... */
	LEVEL_VALUE, /* md5, negativeFeedback, ... */
};

/* What an element is in its place. */
enum element {
	ELEMENT_OTHER = 0,
	ELEMENT_ENTRIES,
	ELEMENT_ENTRY,
	ELEMENT_DELETED,
	ELEMENT_FINGERPRINTS,
	ELEMENT_FEEDBACK,
	ELEMENT_FEEDBACK_OF_KIND,
	ELEMENT_TEXT, /* from here on: text alone */
	ELEMENT_MEMBER,
	ELEMENT_ID,
	ELEMENT_CLASSIFICATION,
	ELEMENT_MD5,
	ELEMENT_SHA1,
	ELEMENT_SHA256,
	ELEMENT_PDQ,
};

/* Elements that are looked for, by the one that they stand in. */
static const struct {
	int level;
	enum element parent;
	const char *name;
	enum element element;
} elements[] = {
	{LEVEL_KIND, ELEMENT_OTHER, "images", ELEMENT_ENTRIES},
	{LEVEL_KIND, ELEMENT_OTHER, "videos", ELEMENT_ENTRIES},
	{LEVEL_ENTRY, ELEMENT_ENTRIES, "image", ELEMENT_ENTRY},
	{LEVEL_ENTRY, ELEMENT_ENTRIES, "video", ELEMENT_ENTRY},
	{LEVEL_ENTRY, ELEMENT_ENTRIES, "deletedImage", ELEMENT_DELETED},
	{LEVEL_ENTRY, ELEMENT_ENTRIES, "deletedVideo", ELEMENT_DELETED},
	{LEVEL_FIELD, ELEMENT_ENTRY, "member", ELEMENT_MEMBER},
	{LEVEL_FIELD, ELEMENT_ENTRY, "id", ELEMENT_ID},
	{LEVEL_FIELD, ELEMENT_ENTRY, "classification", ELEMENT_CLASSIFICATION},
	{LEVEL_FIELD, ELEMENT_ENTRY, "fingerprints", ELEMENT_FINGERPRINTS},
	{LEVEL_FIELD, ELEMENT_ENTRY, "feedback", ELEMENT_FEEDBACK},
	{LEVEL_FIELD, ELEMENT_DELETED, "member", ELEMENT_MEMBER},
	{LEVEL_FIELD, ELEMENT_DELETED, "id", ELEMENT_ID},
	{LEVEL_VALUE, ELEMENT_FINGERPRINTS, "md5", ELEMENT_MD5},
	{LEVEL_VALUE, ELEMENT_FINGERPRINTS, "sha1", ELEMENT_SHA1},
	{LEVEL_VALUE, ELEMENT_FINGERPRINTS, "sha256", ELEMENT_SHA256},
	{LEVEL_VALUE, ELEMENT_FINGERPRINTS, "pdq", ELEMENT_PDQ},
	{LEVEL_VALUE, ELEMENT_FEEDBACK, "affirmativeFeedback", ELEMENT_FEEDBACK_OF_KIND},
	{LEVEL_VALUE, ELEMENT_FEEDBACK, "negativeFeedback", ELEMENT_FEEDBACK_OF_KIND},
};

/* The entry under way. */
struct record {
	struct sicht_text member_id, member, id, code, tags;
	struct sicht_digests digests;
	struct sicht_pdq pdq;
	bool has_pdq, deleted, complete;
	unsigned long line, column;
};

struct ncmec {
	struct sicht_list_input *input;
	const struct sicht_list_options *options;
	XML_Parser parser;
	int depth;
	enum element path[DEPTH_MAX + 1];
	struct record record;
	struct sicht_text text; /* of the element under way */
	size_t silent_bytes;    /* that were parsed since something was found in them */
	bool at_end, suspended;
	enum sicht_status status; /* of what is called by expat */
};

const char *sicht_version_expat(void)
{
	const char *text = XML_ExpatVersion(); /* "expat_2.5.0" */
	const char *number = strchr(text, '_');
	return number != NULL ? number + 1 : text;
}

bool sicht_ncmec_sniff(struct sicht_bytes head)
{
	struct sicht_bytes first = sicht_field_trim(sicht_field_first_line(head));
	return first.size > 0 && *(const char *)first.data == '<' &&
	       memmem(head.data, head.size, "queryResult", strlen("queryResult")) != NULL;
}

/* ---- failures ---- */

static enum sicht_status fail(struct ncmec *ncmec, const char *what, ...) SICHT_PRINTF(2, 3);

/* Here, once: what comes behind a failure is not looked at. */
static enum sicht_status fail(struct ncmec *ncmec, const char *what, ...)
{
	char text[512];
	va_list arguments;
	va_start(arguments, what);
	vsnprintf(text, sizeof text, what, arguments);
	va_end(arguments);
	ncmec->status = sicht_fail(SICHT_ERROR_FORMAT, "%s: line %lu, column %lu: %s",
		ncmec->input->name, XML_GetCurrentLineNumber(ncmec->parser),
		XML_GetCurrentColumnNumber(ncmec->parser) + 1, text);
	XML_StopParser(ncmec->parser, XML_FALSE);
	return ncmec->status;
}

static void fail_found(struct ncmec *ncmec, const char *expected, struct sicht_bytes found)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_field_found(&text, found);
	ncmec->status = fail(ncmec, "expected %s, %s", expected, text.data);
}

/* What expat itself refuses. */
static enum sicht_status fail_parse(struct ncmec *ncmec)
{
	enum XML_Error error = XML_GetErrorCode(ncmec->parser);
	bool cut = error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN ||
		   error == XML_ERROR_PARTIAL_CHAR || error == XML_ERROR_UNCLOSED_CDATA_SECTION;
	if (error == XML_ERROR_NO_MEMORY)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	return fail(ncmec, "expected XML: %s%s", XML_ErrorString(error),
		cut ? "; the list ends here, perhaps it is truncated" : "");
}

/* ---- elements ---- */

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon != NULL ? colon + 1 : name;
}

static const char *attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	}
	return "";
}

static enum element element_of(const struct ncmec *ncmec, const char *name)
{
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		if (elements[i].level == ncmec->depth &&
			elements[i].parent == ncmec->path[ncmec->depth - 1] &&
			strcmp(elements[i].name, name) == 0)
			return elements[i].element;
	}
	return ELEMENT_OTHER;
}

static void begin_record(struct ncmec *ncmec, bool deleted)
{
	struct record *record = &ncmec->record;
	sicht_text_clear(&record->member_id);
	sicht_text_clear(&record->member);
	sicht_text_clear(&record->id);
	sicht_text_clear(&record->code);
	sicht_text_clear(&record->tags);
	record->digests = (struct sicht_digests){0};
	record->has_pdq = record->complete = false;
	record->deleted = deleted;
	record->line = XML_GetCurrentLineNumber(ncmec->parser);
	record->column = XML_GetCurrentColumnNumber(ncmec->parser) + 1;
}

/* "negative feedback: Md5" */
static void add_feedback(struct ncmec *ncmec, const char *name, const char *kind)
{
	struct sicht_text *tags = &ncmec->record.tags;
	size_t from = tags->size;
	sicht_text_printf(tags, "%s feedback: %s",
		strncmp(name, "negative", 8) == 0 ? "negative" : "affirmative", kind);
	for (size_t i = from; i < tags->size; i++) {
		if (tags->data[i] == '\n')
			tags->data[i] = ' ';
	}
	sicht_text_append_string(tags, "\n");
	if (tags->size > SICHT_LIST_ROW_BYTES_MAX)
		fail(ncmec,
			"expected the end of the feedback of one entry; there is too much of it");
}

static void start_element(void *context, const char *full_name, const char **attributes)
{
	struct ncmec *ncmec = context;
	const char *name = local_name(full_name);
	ncmec->silent_bytes = 0;
	if (ncmec->status != SICHT_OK)
		return;
	if (ncmec->depth == DEPTH_MAX) {
		fail(ncmec, "expected the end of an element: %d stand in each other", DEPTH_MAX);
		return;
	}
	if (ncmec->path[ncmec->depth] > ELEMENT_TEXT) {
		fail_found(ncmec, "text alone", sicht_bytes_of(name));
		return;
	}
	ncmec->depth++;
	enum element element = element_of(ncmec, name);
	ncmec->path[ncmec->depth] = element;
	sicht_text_clear(&ncmec->text);
	if (ncmec->depth == LEVEL_ROOT && strcmp(name, "queryResult") != 0)
		fail_found(ncmec, "the element queryResult", sicht_bytes_of(name));
	else if (ncmec->depth == LEVEL_ENTRY && element == ELEMENT_OTHER &&
		 ncmec->path[LEVEL_KIND] == ELEMENT_ENTRIES)
		fail_found(
			ncmec, "image, video, deletedImage or deletedVideo", sicht_bytes_of(name));
	else if (element == ELEMENT_ENTRY || element == ELEMENT_DELETED)
		begin_record(ncmec, element == ELEMENT_DELETED);
	else if (element == ELEMENT_MEMBER) {
		sicht_text_clear(&ncmec->record.member_id);
		sicht_text_append_string(&ncmec->record.member_id, attribute(attributes, "id"));
	} else if (element == ELEMENT_FEEDBACK_OF_KIND)
		add_feedback(ncmec, name, attribute(attributes, "type"));
}

static void characters(void *context, const char *data, int size)
{
	struct ncmec *ncmec = context;
	enum element element = ncmec->path[ncmec->depth];
	ncmec->silent_bytes = 0;
	if (ncmec->status != SICHT_OK || element < ELEMENT_TEXT)
		return;
	sicht_text_append(&ncmec->text, data, (size_t)size);
	if (ncmec->text.size > TEXT_BYTES_MAX)
		fail(ncmec, "expected at most %d bytes of text in an element", TEXT_BYTES_MAX);
}

static void copy_text(struct sicht_text *out, struct sicht_bytes text)
{
	sicht_text_clear(out);
	sicht_text_append(out, text.data, text.size);
}

static void take_digest(struct ncmec *ncmec, enum sicht_digest_kind kind, struct sicht_bytes text)
{
	static const char *const expected[] = {"an MD5 of 32 hex digits",
		"a SHA-1 of 40 hex digits", "a SHA-256 of 64 hex digits"};
	struct sicht_digests *digests = &ncmec->record.digests;
	if ((digests->have & 1u << kind) != 0)
		fail(ncmec, "expected one fingerprint of a kind, found another %s",
			sicht_digest_name(kind));
	else if (!sicht_hex_decode(text, sicht_digest_of(digests, kind), sicht_digest_size(kind)))
		fail_found(ncmec, expected[kind], text);
	else
		digests->have |= (uint8_t)(1u << kind);
}

static void take_pdq(struct ncmec *ncmec, struct sicht_bytes text)
{
	struct record *record = &ncmec->record;
	if (record->has_pdq)
		fail(ncmec, "expected one fingerprint of a kind, found another pdq");
	else if (!sicht_pdq_from_hex(text, &record->pdq))
		fail_found(ncmec, "a PDQ hash of 64 hex digits", text);
	else
		record->has_pdq = true;
}

static void end_record(struct ncmec *ncmec)
{
	struct record *record = &ncmec->record;
	if (record->id.size == 0 || record->member_id.size == 0) {
		fail(ncmec, "expected an entry with an id and a member's id; there is no %s",
			record->id.size == 0 ? "id" : "member's id");
		return;
	}
	record->complete = true;
	XML_StopParser(ncmec->parser, XML_TRUE);
}

/* Without the white space at both ends, which XML that is written for people has. */
static struct sicht_bytes trimmed(const struct sicht_text *text)
{
	if (text->size == 0)
		return sicht_bytes("", 0);
	const char *start = text->data, *end = start + text->size;
	while (start < end && strchr(" \t\r\n", *start) != NULL)
		start++;
	while (start < end && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	return sicht_bytes(start, (size_t)(end - start));
}

static void end_element(void *context, const char *name)
{
	struct ncmec *ncmec = context;
	enum element element = ncmec->path[ncmec->depth];
	struct record *record = &ncmec->record;
	struct sicht_bytes text = trimmed(&ncmec->text);
	(void)name;
	ncmec->silent_bytes = 0;
	if (ncmec->status != SICHT_OK)
		return;
	ncmec->depth--;
	switch (element) {
	case ELEMENT_ENTRY:
	case ELEMENT_DELETED:
		end_record(ncmec);
		break;
	case ELEMENT_MEMBER:
		copy_text(&record->member, text);
		break;
	case ELEMENT_ID:
		copy_text(&record->id, text);
		break;
	case ELEMENT_CLASSIFICATION:
		copy_text(&record->code, text);
		break;
	case ELEMENT_MD5:
		take_digest(ncmec, SICHT_DIGEST_MD5, text);
		break;
	case ELEMENT_SHA1:
		take_digest(ncmec, SICHT_DIGEST_SHA1, text);
		break;
	case ELEMENT_SHA256:
		take_digest(ncmec, SICHT_DIGEST_SHA256, text);
		break;
	case ELEMENT_PDQ:
		take_pdq(ncmec, text);
		break;
	default:
		break;
	}
}

static void anything_else(void *context, const char *data, int size)
{
	(void)data, (void)size;
	((struct ncmec *)context)->silent_bytes = 0;
}

static void doctype(void *context, const char *name, const char *system_id, const char *public_id,
	int has_subset)
{
	(void)name, (void)system_id, (void)public_id, (void)has_subset;
	fail(context, "expected XML without a document type (<!DOCTYPE)");
}

/* ---- reading ---- */

static void close_ncmec(void *reader)
{
	struct ncmec *ncmec = reader;
	if (ncmec == NULL)
		return;
	struct sicht_text *texts[] = {&ncmec->record.member_id, &ncmec->record.member,
		&ncmec->record.id, &ncmec->record.code, &ncmec->record.tags, &ncmec->text};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		sicht_text_free(texts[i]);
	if (ncmec->parser != NULL)
		XML_ParserFree(ncmec->parser);
	free(ncmec);
}

static enum sicht_status open_ncmec(
	struct sicht_list_input *input, const struct sicht_list_options *options, void **reader)
{
	struct ncmec *ncmec = calloc(1, sizeof *ncmec);
	XML_Parser parser = XML_ParserCreate(NULL);
	if (ncmec == NULL || parser == NULL) {
		free(ncmec);
		if (parser != NULL)
			XML_ParserFree(parser);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	}
	*ncmec = (struct ncmec){.input = input, .options = options, .parser = parser};
	XML_SetUserData(parser, ncmec);
	XML_SetElementHandler(parser, start_element, end_element);
	XML_SetCharacterDataHandler(parser, characters);
	XML_SetStartDoctypeDeclHandler(parser, doctype);
	XML_SetDefaultHandler(parser, anything_else);
	*reader = ncmec;
	return SICHT_OK;
}

/* Give expat what comes next, or let it go on with what it has. */
static enum sicht_status parse_some(struct ncmec *ncmec)
{
	enum XML_Status status;
	if (ncmec->suspended) {
		ncmec->suspended = false;
		status = XML_ResumeParser(ncmec->parser);
	} else {
		size_t count;
		void *buffer = XML_GetBuffer(ncmec->parser, BUFFER_BYTES);
		if (buffer == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
		SICHT_TRY(sicht_list_input_read(ncmec->input, buffer, BUFFER_BYTES, &count));
		ncmec->at_end = count < BUFFER_BYTES;
		ncmec->silent_bytes += count;
		status = XML_ParseBuffer(ncmec->parser, (int)count, ncmec->at_end);
	}
	ncmec->suspended = status == XML_STATUS_SUSPENDED;
	SICHT_TRY(ncmec->status);
	if (status == XML_STATUS_ERROR)
		return fail_parse(ncmec);
	if (ncmec->silent_bytes > SICHT_LIST_ROW_BYTES_MAX)
		return fail(ncmec, "expected the end of a tag or a comment; none may be longer");
	return SICHT_OK;
}

static void fill_entry(
	const struct ncmec *ncmec, struct sicht_arena *arena, struct sicht_list_entry *listed)
{
	const struct record *record = &ncmec->record;
	struct sicht_entry *entry = &listed->entry;
	SICHT_DEFER(sicht_text_free) struct sicht_text external = {0};
	sicht_text_printf(&external, "%s-%s", record->member_id.data, record->id.data);
	entry->external = sicht_arena_copy(arena, sicht_text_bytes(&external));
	entry->supplier = sicht_arena_copy(arena, sicht_text_bytes(&record->member));
	entry->tags = sicht_arena_copy(arena, sicht_text_bytes(&record->tags));
	entry->digests = record->digests;
	if (record->code.size > 0) {
		entry->category.scheme = sicht_bytes_of("ncmec");
		entry->category.code = sicht_arena_copy(arena, sicht_text_bytes(&record->code));
	}
	if (record->has_pdq) {
		entry->hashes = sicht_arena_alloc(arena, sizeof *entry->hashes);
		entry->hash_count = 1;
		*entry->hashes = (struct sicht_window_print){
			.window = SICHT_WINDOW_FULL,
			.profile = (uint8_t)ncmec->options->profile,
			.quality = 100, /* not said: whoever lists a hash found it good */
			.exact = true,
			.form_count = 1,
			.form = {record->pdq},
		};
	}
	listed->by_id = true;
	listed->gone = record->deleted;
	listed->hashless = !record->deleted && record->digests.have == 0 && !record->has_pdq;
}

static enum sicht_status read_entry(
	void *reader, struct sicht_arena *arena, struct sicht_list_entry *out, bool *end)
{
	struct ncmec *ncmec = reader;
	ncmec->record.complete = false;
	while (!ncmec->record.complete && (ncmec->suspended || !ncmec->at_end))
		SICHT_TRY(parse_some(ncmec));
	*end = !ncmec->record.complete;
	if (*end)
		return SICHT_OK;
	struct sicht_list_entry listed = {0};
	fill_entry(ncmec, arena, &listed);
	*out = listed;
	return SICHT_OK;
}

static void place_of_entry(const void *reader, struct sicht_text *text)
{
	const struct record *record = &((const struct ncmec *)reader)->record;
	sicht_text_printf(text, "line %lu, column %lu", record->line, record->column);
}

const struct sicht_list_reader sicht_ncmec_reader = {
	open_ncmec, read_entry, place_of_entry, close_ncmec};
