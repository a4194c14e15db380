/* SPDX-License-Identifier: MIT */
/*
 * What a store should hold, in the plainest way: a table of sets, in each at most one record for
 * every known thing and every file of a folder. What sicht says of a store is compared with it.
 *
 * A *thing* is what a list speaks of again and again, under the same name: THINGS of them. An
 * edition of a list has one of VERSIONS versions of it: another category, another hash.
 */
#ifndef SICHT_TESTS_WALK_MODEL_H
#define SICHT_TESTS_WALK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETS 4
#define THINGS 24
#define VERSIONS 3
#define NAMES 6     /* of files in the folder that is indexed */
#define CONTENTS 10 /* that such a file may have */

/* The last set takes the folder, the others take lists. */
#define FOLDER_SET (SETS - 1)

struct model {
	bool set[SETS];            /* is there */
	int version[SETS][THINGS]; /* 0: not there, else 1..VERSIONS */
	int content[NAMES];        /* of the entry in FOLDER_SET; 0: not there, else 1..CONTENTS */
};

/* What a list has, and what happens to a store that takes it in. */
struct edition {
	int set;
	int version[THINGS]; /* 0: not in the list */
};
void model_import(struct model *model, const struct edition *edition, bool replace);

/* The folder's files (0: none of that name) are indexed. */
void model_index(struct model *model, const int folder[NAMES], bool prune);
void model_remove_set(struct model *model, int set);

const char *set_name(int set);
const char *set_role(int set);

/* The digest and the hash of a version of a thing, in hex. Versions share the digest. */
#define HEX_SIZE 65
void thing_digest(int thing, char hex[HEX_SIZE]);
void thing_hash(int thing, int version, char hex[HEX_SIZE]);

/* Does the thing have an id in the list, a path, a hash? Else it is known by its digest alone. */
bool thing_has_id(int thing);
bool thing_has_path(int thing);
bool thing_has_hash(int thing);

/* The text of content 1..CONTENTS, and its digest. */
const char *content_text(int content);
void content_digest(int content, char hex[HEX_SIZE]);

/* Lines of text that are compared as a set. */
struct lines {
	char **items;
	size_t count, capacity;
};
void lines_add(struct lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lines_free(struct lines *lines);

/* True if both hold the same lines; else says on standard error which ones differ. Sorts both. */
bool lines_are_same(const char *what, struct lines *expected, struct lines *seen);

/* What export, set list and match should say, in the words of program.h. */
void model_export(const struct model *model, struct lines *out);
void model_sets(const struct model *model, struct lines *out);
void model_matches(const struct model *model, struct lines *out);

/*
 * What is examined: for each thing a file with its digest, and one whose hash lies
 * examined_distance(thing) bits from that of version 1; for each content a file with its digest.
 */
unsigned examined_distance(int thing);
void examined_hash(int thing, char hex[HEX_SIZE]);

#endif
