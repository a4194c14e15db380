/* SPDX-License-Identifier: MIT */
/* The model itself is the first twenty lines; all else is how it is spelled. See model.h. */
#include "tests/walk/model.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void model_import(struct model *model, const struct edition *edition, bool replace)
{
	model->set[edition->set] = true;
	for (int thing = 0; thing < THINGS; thing++) {
		if (edition->version[thing] != 0 || replace)
			model->version[edition->set][thing] = edition->version[thing];
	}
}

void model_index(struct model *model, const int folder[NAMES], bool prune)
{
	model->set[FOLDER_SET] = true;
	for (int name = 0; name < NAMES; name++) {
		if (folder[name] != 0 || prune)
			model->content[name] = folder[name];
	}
}

void model_remove_set(struct model *model, int set)
{
	model->set[set] = false;
	memset(model->version[set], 0, sizeof model->version[set]);
	if (set == FOLDER_SET)
		memset(model->content, 0, sizeof model->content);
}

/* ----------------------------------------------------------------------------------- spelling */

const char *set_name(int set)
{
	static const char *const names[SETS] = {"first", "second", "harmless", "folder"};
	return names[set];
}

const char *set_role(int set)
{
	return set == 2 ? "ignorable" : "known";
}

bool thing_has_id(int thing)
{
	return thing % 3 == 0;
}

bool thing_has_path(int thing)
{
	return thing % 3 != 2;
}

bool thing_has_hash(int thing)
{
	return thing % 4 != 3;
}

static void hex_of(const uint8_t bytes[32], char hex[HEX_SIZE])
{
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

static void sha256_of(const char *text, uint8_t digest[32])
{
	EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL);
}

void thing_digest(int thing, char hex[HEX_SIZE])
{
	char text[32];
	uint8_t digest[32];
	snprintf(text, sizeof text, "thing %d", thing);
	sha256_of(text, digest);
	hex_of(digest, hex);
}

/* A hash that no other thing comes near, with `flipped` bits flipped from bit `first` on. */
static void flipped_hash(int thing, unsigned first, unsigned flipped, char hex[HEX_SIZE])
{
	char text[32];
	uint8_t hash[32];
	snprintf(text, sizeof text, "hash %d", thing);
	sha256_of(text, hash);
	for (unsigned bit = first; bit < first + flipped; bit++)
		hash[bit / 8] ^= (uint8_t)(1u << bit % 8);
	hex_of(hash, hex);
}

/*
 * A thing whose digest and hashes are all that it is known by keeps its hash. Versions lie two bits
 * apart, behind the bits that are flipped in what is examined.
 */
static unsigned version_bits(int thing, int version)
{
	return thing_has_path(thing) || thing_has_id(thing) ? 2 * (unsigned)(version - 1) : 0;
}

void thing_hash(int thing, int version, char hex[HEX_SIZE])
{
	flipped_hash(thing, 128, version_bits(thing, version), hex);
}

unsigned examined_distance(int thing)
{
	return (unsigned)thing * 2;
}

void examined_hash(int thing, char hex[HEX_SIZE])
{
	flipped_hash(thing, 0, examined_distance(thing), hex);
}

const char *content_text(int content)
{
	static char text[32];
	snprintf(text, sizeof text, "content %d\n", content);
	return text;
}

void content_digest(int content, char hex[HEX_SIZE])
{
	uint8_t digest[32];
	sha256_of(content_text(content), digest);
	hex_of(digest, hex);
}

void model_export(const struct model *model, struct lines *out)
{
	char digest[HEX_SIZE], hash[HEX_SIZE];
	for (int set = 0; set < SETS; set++) {
		for (int thing = 0; thing < THINGS; thing++) {
			int version = model->version[set][thing];
			if (version == 0)
				continue;
			thing_digest(thing, digest);
			thing_hash(thing, version, hash);
			lines_add(out, "%s id=%s path=%s sha256=%s category=%d pdq=%s",
				set_name(set), thing_has_id(thing) ? digest : "",
				thing_has_path(thing) ? digest : "", digest, version,
				thing_has_hash(thing) ? hash : "");
		}
	}
	for (int name = 0; name < NAMES; name++) {
		if (model->content[name] == 0)
			continue;
		content_digest(model->content[name], digest);
		lines_add(out, "%s id= path=%d.txt sha256=%s category=0 pdq=", set_name(FOLDER_SET),
			name, digest);
	}
}

void model_sets(const struct model *model, struct lines *out)
{
	for (int set = 0; set < SETS; set++) {
		int count = 0;
		for (int thing = 0; thing < THINGS; thing++)
			count += model->version[set][thing] != 0;
		for (int name = 0; set == FOLDER_SET && name < NAMES; name++)
			count += model->content[name] != 0;
		if (model->set[set])
			lines_add(out, "%s %s %d", set_name(set), set_role(set), count);
	}
}

/* What is known of a thing in one set: by digest, and by a hash that is near enough. */
static void matches_of_thing(const struct model *model, int set, int thing, struct lines *out)
{
	char digest[HEX_SIZE];
	int version = model->version[set][thing];
	if (version == 0)
		return;
	thing_digest(thing, digest);
	lines_add(out, "thing-%d: sha256 in %s", thing, set_name(set));
	unsigned distance = examined_distance(thing) + version_bits(thing, version);
	if (thing_has_hash(thing) && strcmp(set_role(set), "known") == 0 && distance <= 31)
		lines_add(out, "near-%d: pdq %u in %s", thing, distance, set_name(set));
}

void model_matches(const struct model *model, struct lines *out)
{
	for (int set = 0; set < SETS; set++) {
		for (int thing = 0; thing < THINGS; thing++)
			matches_of_thing(model, set, thing, out);
	}
	for (int name = 0; name < NAMES; name++) {
		if (model->content[name] != 0)
			lines_add(out, "content-%d: sha256 in %s", model->content[name],
				set_name(FOLDER_SET));
	}
}

/* -------------------------------------------------------------------------------------- lines */

void lines_add(struct lines *lines, const char *format, ...)
{
	va_list arguments;
	char *line;
	va_start(arguments, format);
	if (vasprintf(&line, format, arguments) < 0)
		abort();
	va_end(arguments);
	if (lines->count == lines->capacity) {
		lines->capacity = lines->capacity * 2 + 64;
		lines->items = realloc(lines->items, lines->capacity * sizeof *lines->items);
		if (lines->items == NULL)
			abort();
	}
	lines->items[lines->count++] = line;
}

void lines_free(struct lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i]);
	free(lines->items);
	*lines = (struct lines){0};
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lines_sort(struct lines *lines)
{
	if (lines->count > 0)
		qsort(lines->items, lines->count, sizeof *lines->items, by_text);
}

bool lines_are_same(const char *what, struct lines *expected, struct lines *seen)
{
	bool same = true;
	lines_sort(expected);
	lines_sort(seen);
	for (size_t i = 0, j = 0; i < expected->count || j < seen->count;) {
		int order = i == expected->count ? 1
			    : j == seen->count   ? -1
						 : strcmp(expected->items[i], seen->items[j]);
		if (order < 0)
			fprintf(stderr, "%s: missing: %s\n", what, expected->items[i]);
		if (order > 0)
			fprintf(stderr, "%s: too many: %s\n", what, seen->items[j]);
		same &= order == 0;
		i += order <= 0;
		j += order >= 0;
	}
	return same;
}
