/* SPDX-License-Identifier: MIT */
/*
 * fault-hostile names FOLDER COUNT SEED   COUNT files with names as an adversary would choose them
 * fault-hostile deep FOLDER LEVELS BYTES  one folder in the other, each name of BYTES bytes, and a
 *                                         file in the innermost (far beyond PATH_MAX)
 * fault-hostile many FOLDER COUNT PER     COUNT empty files, PER in a folder
 * fault-hostile links FILE COUNT          COUNT hard links FILE.0, FILE.1, ...
 * fault-hostile tree FOLDER COUNT SEED BASE
 *                                         COUNT files, 50 in a folder, each a picture of the folder
 *                                         BASE with a few bytes behind its end, so that no two are
 *                                         equal; some are cut short, some are text, some are empty
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/faults/random.h"

static void fail(const char *what)
{
	fprintf(stderr, "fault-hostile: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int open_folder(int at, const char *name)
{
	if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
		fail(name);
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		fail(name);
	return fd;
}

/* False if there is one of that name. */
static bool make_file(int at, const char *name, const char *content)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return false;
	size_t size = strlen(content);
	if (fd < 0 || write(fd, content, size) != (ssize_t)size || close(fd) != 0)
		fail(name);
	return true;
}

static const char *const chosen[] = {
	"line\nbreak",
	"return\rback",
	"tab\there",
	"\n",
	" ",
	" leading",
	"trailing ",
	"...",
	"-rf",
	"--help",
	"-",
	"=cmd|' C:calc'!A0",
	"+1+1",
	"@SUM(A1)",
	"'quoted'",
	"\"double\"",
	"a,b;c",
	"<script>alert(1)<script>",
	"&amp;",
	"\"><img src=x>",
	"\033[2J\033[31mred",
	"\033]0;title\007",
	"\x9b"
	"31m",
	"\xe2\x80\xaegpj.exe",
	"\xe2\x81\xa6isolate\xe2\x81\xa9",
	"\xc2\x9b"
	"31m",
	"\xff\xfe",
	"\xc3(",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xc0\xaf",
	"\x7f",
	"\x01\x02\x03",
	"e\xcc\x81",
	"\xc3\xa9",
	"\xef\xbb\xbf"
	"bom",
	"\xef\xbc\x9d"
	"1+1",
	"%s%n%p",
	"$(touch pwned)",
	"`id`",
	"*",
	"?",
	"[a]",
	"~",
	"#",
	"\\",
	"\\x41",
	"\\n",
	"CON",
	"nul.txt",
	"a:b",
	"{\"a\":1}",
	"null",
	"\xe2\x80\xa8"
	"separator",
	"findings.jsonl",
	"data.mdb",
	"lock.mdb",
};

static void random_name(uint64_t *random, char name[256])
{
	size_t size = 1 + random_below(random, 255);
	bool printable = random_below(random, 3) == 0;
	for (size_t i = 0; i < size; i++) {
		do
			name[i] = (char)(printable ? ' ' + (int)random_below(random, 95)
						   : 1 + (int)random_below(random, 255));
		while (name[i] == '/');
	}
	name[size] = '\0';
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		name[0] = 'x';
}

static void make_names(int folder, size_t count, uint64_t random)
{
	size_t made = 0;
	for (size_t i = 0; i < sizeof chosen / sizeof *chosen && made < count; i++)
		made += make_file(folder, chosen[i], "x");
	while (made < count) {
		char name[256];
		random_name(&random, name);
		made += make_file(folder, name, "x");
	}
}

static void make_deep(int folder, size_t levels, size_t name_bytes)
{
	char name[256];
	if (name_bytes == 0 || name_bytes > 255)
		name_bytes = 1;
	memset(name, 'd', name_bytes);
	name[name_bytes] = '\0';
	for (size_t i = 0; i < levels; i++) {
		int inner = open_folder(folder, name);
		close(folder);
		folder = inner;
	}
	make_file(folder, "at the bottom", "x");
}

static void make_many(int folder, size_t count, size_t per_folder)
{
	int inner = -1;
	for (size_t i = 0; i < count; i++) {
		char name[32];
		if (i % per_folder == 0) {
			if (inner >= 0)
				close(inner);
			snprintf(name, sizeof name, "folder-%06zu", i / per_folder);
			inner = open_folder(folder, name);
		}
		snprintf(name, sizeof name, "file-%06zu.jpg", i);
		make_file(inner, name, "");
	}
}

/* ------------------------------------------------------------------------- a tree of pictures */

struct picture {
	char *data;
	size_t size;
	char suffix[8];
};

#define PICTURES_MAX 64

/* By name, so that a seed means the same everywhere. */
static size_t load_pictures(const char *folder, struct picture pictures[PICTURES_MAX])
{
	struct dirent **entries;
	size_t loaded = 0;
	int count = scandir(folder, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		char path[4096];
		const char *suffix = strrchr(entries[i]->d_name, '.');
		snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
		FILE *file = entries[i]->d_name[0] != '.' ? fopen(path, "re") : NULL;
		if (file != NULL && loaded < PICTURES_MAX) {
			struct picture *picture = &pictures[loaded++];
			fseek(file, 0, SEEK_END);
			picture->size = (size_t)ftell(file);
			picture->data = malloc(picture->size + 1);
			rewind(file);
			if (picture->data == NULL ||
				fread(picture->data, 1, picture->size, file) != picture->size)
				fail(path);
			snprintf(picture->suffix, sizeof picture->suffix, "%s",
				suffix != NULL ? suffix : "");
		}
		if (file != NULL)
			fclose(file);
		free(entries[i]);
	}
	if (loaded == 0)
		fail(folder);
	free(entries);
	return loaded;
}

static void make_tree(int folder, size_t count, uint64_t random, const char *base)
{
	const size_t per_folder = 50;
	struct picture pictures[PICTURES_MAX];
	size_t picture_count = load_pictures(base, pictures);
	int inner = -1;
	for (size_t i = 0; i < count; i++) {
		char name[64], end[64];
		if (i % per_folder == 0) {
			if (inner >= 0)
				close(inner);
			snprintf(name, sizeof name, "folder-%03zu", i / per_folder);
			inner = open_folder(folder, name);
		}
		const struct picture *picture = &pictures[random_below(&random, picture_count)];
		size_t kind = random_below(&random, 40);
		size_t size = kind == 0 ? 1 + random_below(&random, picture->size) : picture->size;
		size_t end_size = (size_t)snprintf(end, sizeof end, "%zu of %016llx", i,
			(unsigned long long)random_next(&random));
		snprintf(name, sizeof name, "%04zu%s", i, kind == 1 ? ".txt" : picture->suffix);
		int fd = openat(inner, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		bool has_picture = kind == 0 || kind > 2, has_end = kind == 1 || kind > 2;
		if (fd < 0 || (has_picture && write(fd, picture->data, size) != (ssize_t)size) ||
			(has_end && write(fd, end, end_size) != (ssize_t)end_size) ||
			close(fd) != 0)
			fail(name);
	}
}

static void make_links(const char *path, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char name[4096];
		snprintf(name, sizeof name, "%s.%zu", path, i);
		if (link(path, name) != 0)
			fail(name);
	}
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fputs("usage: fault-hostile names|deep|many|links|tree WHERE COUNT [MORE...]\n",
			stderr);
		return 2;
	}
	size_t count = strtoull(argv[3], NULL, 10),
	       more = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
	if (strcmp(argv[1], "links") == 0) {
		make_links(argv[2], count);
		return 0;
	}
	int folder = open_folder(AT_FDCWD, argv[2]);
	if (strcmp(argv[1], "names") == 0)
		make_names(folder, count, more);
	else if (strcmp(argv[1], "deep") == 0)
		make_deep(folder, count, more);
	else if (strcmp(argv[1], "many") == 0 && more > 0)
		make_many(folder, count, more);
	else if (strcmp(argv[1], "tree") == 0 && argc > 5)
		make_tree(folder, count, more, argv[5]);
	return 0;
}
