/* SPDX-License-Identifier: MIT */
/* Gives every file of the folders named on the command line to a fuzz target, once. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define INPUT_BYTES_MAX ((size_t)16 << 20)

/* In a block of exactly its size, so that a sanitizer sees every byte too many. */
static void replay(const char *path)
{
	static uint8_t buffer[INPUT_BYTES_MAX];
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	size_t size = fread(buffer, 1, sizeof buffer, file);
	fclose(file);
	uint8_t *exact = malloc(size > 0 ? size : 1);
	if (exact == NULL)
		exit(2);
	memcpy(exact, buffer, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static unsigned replay_folder(const char *folder)
{
	char path[4096];
	unsigned count = 0;
	DIR *directory = opendir(folder);
	if (directory == NULL) {
		perror(folder);
		exit(2);
	}
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		replay(path);
		count++;
	}
	closedir(directory);
	return count;
}

int main(int argc, char **argv)
{
	unsigned count = 0;
	for (int i = 1; i < argc; i++)
		count += replay_folder(argv[i]);
	printf("%u inputs survived\n", count);
	return count > 0 ? 0 : 1; /* an empty corpus tests nothing */
}
