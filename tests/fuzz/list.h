/* SPDX-License-Identifier: MIT */
/*
 * What the targets for hash lists share: read a list; write what was read; read that again. And
 * read the list once more, from a descriptor that gives it in pieces.
 */
#ifndef SICHT_TESTS_FUZZ_LIST_H
#define SICHT_TESTS_FUZZ_LIST_H

#include <assert.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "index/list/formats.h"
#include "tests/fuzz/fuzz.h"

/* What was read, in the words of the format, or of JSON Lines where it has none for this entry. */
static inline void fuzz_say_entry(
	const struct sicht_list_format *format, const struct sicht_list_entry *entry)
{
	struct sicht_text text = {0};
	if (format->writer != NULL)
		format->writer->entry(&text, entry);
	if (text.size == 0)
		sicht_list_format_by_name("jsonl")->writer->entry(&text, entry);
	fuzz_say_bytes(entry->gone       ? "gone"
		       : entry->hashless ? "hashless"
					 : "entry",
		text.data, text.size);
	sicht_text_free(&text);
}

/*
 * The first entry of a list that one entry was written to must be that entry: written again, it
 * gives the same text.
 */
static inline void fuzz_again(
	const struct sicht_list_format *format, const struct sicht_list_entry *entry)
{
	struct sicht_text text = {0}, once_more = {0};
	struct sicht_arena arena = {0};
	void *reader = NULL;
	struct sicht_list_options options = {
		.profile = entry->entry.hash_count > 0
				   ? (enum sicht_profile)entry->entry.hashes[0].profile
				   : SICHT_PROFILE_FULLRES,
		.scheme = entry->entry.category.scheme};
	struct sicht_list_entry again = {0};
	bool end = true;
	if (format->writer == NULL)
		return;
	format->writer->entry(&once_more, entry);
	if (once_more.size == 0) /* it has no place for this one */
		return;
	sicht_text_clear(&once_more);
	if (format->writer->begin != NULL) {
		format->writer->begin(&text);
		format->writer->begin(&once_more);
	}
	format->writer->entry(&text, entry);
	struct sicht_list_input input = sicht_list_input_of(sicht_text_bytes(&text), "again");
	if (format->reader->open(&input, &options, &reader) == SICHT_OK) {
		enum sicht_status status = format->reader->next(reader, &arena, &again, &end);
		assert(status == SICHT_OK && !end);
		format->writer->entry(&once_more, &again);
		assert(sicht_bytes_equal(sicht_text_bytes(&text), sicht_text_bytes(&once_more)));
	}
	format->reader->close(reader);
	sicht_arena_free(&arena);
	sicht_text_free(&text);
	sicht_text_free(&once_more);
}

/* The place and what is expected there; of what the JSON parser refuses, the line alone. */
static inline void fuzz_say_refusal(const char *message)
{
	static const char begin[] = "list: ";
	assert(strncmp(message, begin, strlen(begin)) == 0);
	message += strlen("list: ");
	bool parsed = strstr(message, "a JSON object:") == NULL;
	fuzz_say("refused: %.*s", (int)(parsed ? strlen(message) : strcspn(message, ",")), message);
}

/* What a target gives as --map; of csv alone. */
static struct sicht_bytes fuzz_map;

static inline void fuzz_tell(void *context, const char *line)
{
	(void)context;
	fuzz_say("told: %s;", line);
}

/* All entries up to the end or to a refusal. */
struct fuzz_reading {
	unsigned entries;
	enum sicht_status status;
	struct sicht_text text; /* of all of them, written */
};

static inline struct fuzz_reading fuzz_read_list(
	const struct sicht_list_format *format, struct sicht_list_input *input, bool first_time)
{
	struct sicht_list_options options = {.profile = SICHT_PROFILE_REF512,
		.scheme = sicht_bytes_of("own"),
		.map = fuzz_map,
		.tell = first_time ? fuzz_tell : NULL};
	struct fuzz_reading reading = {0};
	struct sicht_arena arena = {0};
	void *reader = NULL;
	reading.status = format->reader->open(input, &options, &reader);
	for (; reading.status == SICHT_OK; reading.entries++) {
		struct sicht_list_entry entry;
		bool end = false;
		sicht_arena_reset(&arena);
		reading.status = format->reader->next(reader, &arena, &entry, &end);
		if (reading.status != SICHT_OK || end)
			break;
		sicht_list_format_by_name("jsonl")->writer->entry(&reading.text, &entry);
		if (first_time) {
			fuzz_say_entry(format, &entry);
			fuzz_again(format, &entry);
		}
	}
	format->reader->close(reader);
	sicht_arena_free(&arena);
	return reading;
}

/* So many packets at most, which wait in a socket. */
#define FUZZ_PIECES_MAX 64

static inline void fuzz_in_pieces(const struct sicht_list_format *format, const uint8_t *data,
	size_t size, const struct fuzz_reading *whole)
{
	int pair[2];
	struct sicht_list_input input;
	size_t piece = size / FUZZ_PIECES_MAX + 1;
	if (piece > 1024 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return;
	for (size_t at = 0; at < size; at += piece) {
		size_t some = size - at < piece ? size - at : piece;
		ssize_t sent = send(pair[1], data + at, some, MSG_DONTWAIT);
		assert(sent == (ssize_t)some);
	}
	close(pair[1]);
	if (sicht_list_input_open(pair[0], "list", &input) == SICHT_OK) {
		struct fuzz_reading reading = fuzz_read_list(format, &input, false);
		assert(reading.entries == whole->entries && reading.status == whole->status);
		assert(sicht_bytes_equal(
			sicht_text_bytes(&reading.text), sicht_text_bytes(&whole->text)));
		assert(reading.status != SICHT_OK || input.consumed == size);
		sicht_text_free(&reading.text);
	}
	sicht_list_input_close(&input);
	close(pair[0]);
}

static inline void fuzz_list(const char *name, const uint8_t *data, size_t size)
{
	const struct sicht_list_format *format = sicht_list_format_by_name(name);
	struct sicht_list_input input = sicht_list_input_of(sicht_bytes(data, size), "list");
	if (format->sniff(sicht_bytes(data, size)))
		fuzz_say("looks like it;");
	struct fuzz_reading reading = fuzz_read_list(format, &input, true);
	assert(reading.status == SICHT_OK || reading.status == SICHT_ERROR_FORMAT ||
		(reading.status == SICHT_ERROR_USAGE && fuzz_map.size > 0));
	if (reading.status == SICHT_ERROR_USAGE)
		fuzz_say("refused: %s", sicht_message());
	else if (reading.status != SICHT_OK)
		fuzz_say_refusal(sicht_message());
	else
		assert(input.consumed == size);
	fuzz_in_pieces(format, data, size, &reading);
	sicht_text_free(&reading.text);
}

/*
 * The same for a database, which is read from its file alone: as memory, and once more as a file.
 * What SQLite says of one that is damaged changes from version to version.
 */
static inline void fuzz_database(const char *name, const uint8_t *data, size_t size)
{
	static const char begin[] = "list: ", damaged[] = "expected a sound database: ";
	const struct sicht_list_format *format = sicht_list_format_by_name(name);
	struct sicht_list_input input = sicht_list_input_of(sicht_bytes(data, size), "list");
	if (format->sniff(sicht_bytes(data, size)))
		fuzz_say("looks like it;");
	struct fuzz_reading reading = fuzz_read_list(format, &input, true), again;
	assert(reading.status == SICHT_OK || reading.status == SICHT_ERROR_FORMAT);
	assert(input.consumed <= size);
	if (reading.status != SICHT_OK) {
		const char *message = sicht_message(), *words = strstr(message, damaged);
		assert(strncmp(message, begin, strlen(begin)) == 0);
		message += strlen(begin);
		fuzz_say("refused: %.*s",
			words != NULL ? (int)(words - message) + (int)strlen(damaged) - 2
				      : (int)strlen(message),
			message);
	}
	int fd = memfd_create("list", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0 &&
		sicht_list_input_open(fd, "list", &input) == SICHT_OK) {
		again = fuzz_read_list(format, &input, false);
		assert(again.entries == reading.entries && again.status == reading.status);
		assert(sicht_bytes_equal(
			sicht_text_bytes(&again.text), sicht_text_bytes(&reading.text)));
		sicht_text_free(&again.text);
		sicht_list_input_close(&input);
	}
	close(fd);
	sicht_text_free(&reading.text);
}

#endif
