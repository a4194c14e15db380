/* SPDX-License-Identifier: MIT */
/*
 * Gives every file of a corpus to a fuzz target, in the order of their names, and writes a line for
 * each: its name, and what the target said. With a second argument these lines must be those of
 * that file: a reader that begins to read something else is noticed, not only one that crashes.
 *
 *     fuzz-NAME CORPUS [EXPECTED]
 *
 * Each input is given twice, since an answer must not depend on what was read before it.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define INPUT_BYTES_MAX ((size_t)16 << 20)

/* Longer answers are cut, and end in a checksum of the whole. */
#define ANSWER_BYTES_MAX 160

/* What is being said of the input at hand. */
static FILE *said;

static uint64_t checksum_of(const void *data, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325; /* FNV-1a */
	for (size_t i = 0; i < size; i++)
		sum = (sum ^ ((const uint8_t *)data)[i]) * 0x100000001b3;
	return sum;
}

void fuzz_say(const char *format, ...)
{
	char text[4096];
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (size < 0 || (size_t)size >= sizeof text)
		abort();
	fputc(' ', said);
	for (const char *at = text; *at != '\0'; at++) {
		if (*at >= ' ' && *at <= '~')
			fputc(*at, said);
		else
			fprintf(said, "\\x%02x", (unsigned char)*at);
	}
}

void fuzz_say_bytes(const char *what, const void *data, size_t size)
{
	fuzz_say("%s %zu:%016llx", what, size, (unsigned long long)checksum_of(data, size));
}

static void *allocate(size_t size)
{
	void *memory = malloc(size > 0 ? size : 1);
	if (memory == NULL)
		exit(2);
	return memory;
}

/* In a block of exactly its size, so that a sanitizer sees every byte too many. */
static char *answer_to(const uint8_t *data, size_t size)
{
	char *answer = NULL;
	size_t answer_size;
	uint8_t *exact = allocate(size);
	memcpy(exact, data, size);
	said = open_memstream(&answer, &answer_size);
	if (said == NULL)
		exit(2);
	LLVMFuzzerTestOneInput(exact, size);
	fclose(said);
	free(exact);
	return answer;
}

static size_t read_file(const char *path, uint8_t **out)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	*out = allocate(INPUT_BYTES_MAX);
	size_t size = fread(*out, 1, INPUT_BYTES_MAX - 1, file);
	(*out)[size] = '\0';
	fclose(file);
	return size;
}

static void replay(const char *path, const char *name, FILE *lines)
{
	uint8_t *input;
	size_t size = read_file(path, &input);
	char *answer = answer_to(input, size), *again = answer_to(input, size);
	if (strcmp(answer, again) != 0) {
		printf("%s: another answer the second time:\n%s\n%s\n", path, answer, again);
		exit(1);
	}
	fprintf(lines, "%s:%.*s", name, ANSWER_BYTES_MAX, answer);
	if (strlen(answer) > ANSWER_BYTES_MAX)
		fprintf(lines, "... %016llx",
			(unsigned long long)checksum_of(answer, strlen(answer)));
	fputc('\n', lines);
	free(input);
	free(answer);
	free(again);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int replay_folder(const char *folder, FILE *lines)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_shown, by_bytes);
	if (count < 0) {
		perror(folder);
		exit(2);
	}
	for (int i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		replay(path, entries[i]->d_name, lines);
		free(entries[i]);
	}
	free(entries);
	return count;
}

/* How many lines differ, each of which is printed. */
static int compare(const char *expected, const char *got)
{
	int differences = 0;
	while (*expected != '\0' || *got != '\0') {
		size_t a = strcspn(expected, "\n"), b = strcspn(got, "\n");
		if (a != b || memcmp(expected, got, a) != 0) {
			printf("-%.*s\n+%.*s\n", (int)a, expected, (int)b, got);
			differences++;
		}
		expected += a + (expected[a] != '\0');
		got += b + (got[b] != '\0');
	}
	return differences;
}

int main(int argc, char **argv)
{
	char *got = NULL;
	uint8_t *expected;
	size_t size;
	if (argc < 2 || argc > 3)
		return 2;
	FILE *lines = open_memstream(&got, &size);
	if (lines == NULL)
		return 2;
	int count = replay_folder(argv[1], lines), differences = 0;
	fclose(lines);
	if (argc == 2) {
		fputs(got, stdout);
	} else {
		read_file(argv[2], &expected);
		differences = compare((const char *)expected, got);
		printf("%d inputs, %d answers that were not expected\n", count, differences);
		free(expected);
	}
	free(got);
	return count > 0 && differences == 0 ? 0 : 1; /* an empty corpus tests nothing */
}
