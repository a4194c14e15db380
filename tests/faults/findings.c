/* SPDX-License-Identifier: MIT */
/*
 * fault-findings check FILE        is FILE a whole findings file? One line a file in order, one
 *                                  outcome each, totals that add up. Prints how many of each.
 * fault-findings paths FILE        the exact names in it, each ended by a zero byte
 * fault-findings outcomes FILE     "outcome path" a line
 * fault-findings differ ONE OTHER  lines whose facts differ although neither is volatile
 *
 * Knows the format from its description alone: nothing of sicht is linked.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
	json_t **lines;
	size_t count; /* with the header and the end */
};

static const char *place = "";
static size_t wrong;

static void complain(size_t line, const char *what)
{
	fprintf(stderr, "%s:%zu: %s\n", place, line + 1, what);
	wrong++;
}

static struct file load(const char *path)
{
	struct file file = {NULL, 0};
	char *text = NULL;
	size_t capacity = 0;
	ssize_t size;
	FILE *in = fopen(path, "re");
	place = path;
	if (in == NULL) {
		perror(path);
		exit(2);
	}
	while ((size = getline(&text, &capacity, in)) > 0) {
		json_error_t error;
		file.lines = realloc(file.lines, (file.count + 1) * sizeof *file.lines);
		json_t *line = json_loadb(text, (size_t)size, JSON_REJECT_DUPLICATES, &error);
		if (line == NULL || text[size - 1] != '\n')
			complain(file.count, line == NULL ? error.text : "no end of line");
		file.lines[file.count++] = line != NULL ? line : json_object();
	}
	free(text);
	fclose(in);
	return file;
}

static const char *word(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value != NULL ? value : "";
}

static void check_totals(const struct file *file, json_t *counts)
{
	const json_t *end = file->lines[file->count - 1];
	const char *key;
	json_t *value;
	json_int_t total = 0;
	json_object_foreach(counts, key, value)
	{
		total += json_integer_value(value);
		printf(", %s %lld", key, (long long)json_integer_value(value));
	}
	printf("\n");
	if (!json_equal(json_object_get(end, "outcomes"), counts))
		complain(file->count - 1, "the outcomes do not add up");
	if (total != (json_int_t)(file->count - 2) ||
		json_integer_value(json_object_get(end, "files")) != total)
		complain(file->count - 1, "the number of files does not add up");
}

static void check(const struct file *file)
{
	json_t *counts = json_object();
	if (file->count < 2 || strcmp(word(file->lines[0], "sicht"), "findings") != 0 ||
		strcmp(word(file->lines[file->count - 1], "sicht"), "end") != 0) {
		complain(file->count, "not a whole findings file");
		return;
	}
	for (size_t i = 1; i + 1 < file->count; i++) {
		const json_t *line = file->lines[i];
		const char *outcome = word(line, "outcome");
		if (json_integer_value(json_object_get(line, "ordinal")) != (json_int_t)i - 1)
			complain(i, "not the next ordinal");
		if (*outcome == '\0' || !json_is_object(json_object_get(line, "rank")))
			complain(i, "no outcome or no rank");
		json_int_t before = json_integer_value(json_object_get(counts, outcome));
		json_object_set_new(counts, outcome, json_integer(before + 1));
	}
	printf("files %zu", file->count - 2);
	check_totals(file, counts);
	json_decref(counts);
}

static int value_of(char letter)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = strchr(letters, letter);
	return letter == '\0' || found == NULL ? -1 : (int)(found - letters);
}

static void print_base64(const char *text)
{
	unsigned bits = 0, buffer = 0;
	for (; value_of(*text) >= 0; text++) {
		buffer = buffer << 6 | (unsigned)value_of(*text);
		bits += 6;
		if (bits >= 8)
			putchar((int)(buffer >> (bits -= 8) & 0xff));
	}
}

static void print_paths(const struct file *file)
{
	for (size_t i = 1; i + 1 < file->count; i++) {
		if (json_object_get(file->lines[i], "path_b64") != NULL)
			print_base64(word(file->lines[i], "path_b64"));
		else
			fputs(word(file->lines[i], "path"), stdout);
		putchar('\0');
	}
}

static void print_outcomes(const struct file *file)
{
	for (size_t i = 1; i + 1 < file->count; i++)
		printf("%s %s\n", word(file->lines[i], "outcome"), word(file->lines[i], "path"));
}

static bool is_volatile(const json_t *line)
{
	return json_is_true(json_object_get(line, "volatile"));
}

/* Rank and group depend on all lines: they are left out. */
static void differ(const struct file *one, const struct file *other)
{
	if (one->count != other->count)
		complain(0, "another number of lines");
	for (size_t i = 1; i + 1 < one->count && i + 1 < other->count; i++) {
		json_t *left = one->lines[i], *right = other->lines[i];
		json_object_del(left, "rank");
		json_object_del(left, "group");
		json_object_del(right, "rank");
		json_object_del(right, "group");
		if (!is_volatile(left) && !is_volatile(right) && !json_equal(left, right))
			complain(i, word(left, "path"));
	}
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: fault-findings check|paths|outcomes|differ FILE [OTHER]\n", stderr);
		return 2;
	}
	struct file file = load(argv[2]);
	if (strcmp(argv[1], "check") == 0)
		check(&file);
	else if (strcmp(argv[1], "paths") == 0)
		print_paths(&file);
	else if (strcmp(argv[1], "outcomes") == 0)
		print_outcomes(&file);
	else if (strcmp(argv[1], "differ") == 0 && argc > 3) {
		struct file other = load(argv[3]);
		differ(&file, &other);
	}
	return wrong > 0 ? 1 : 0;
}
