/* SPDX-License-Identifier: MIT */
/*
 * Objects of JSON into structs: one table of members for each kind of object; each row knows the
 * type and the range of its value, and where that goes. Members that are in no row are passed over.
 */
#ifndef SICHT_ENGINE_FINDING_MEMBERS_H
#define SICHT_ENGINE_FINDING_MEMBERS_H

#include <jansson.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "sicht/status.h"

/* One line under way. Starts from zero. */
struct sicht_reading {
	struct sicht_arena arena; /* what the line's structs point to, but for its strings */
	json_t *line;             /* owns its strings */
	struct sicht_text why;    /* what is wrong with it, for people */
	/* in which part of the line one is: "match" 3, "rank" 0 (the only one); NULL: in none */
	const char *part;
	size_t number;
};

struct sicht_member {
	const char *name;
	bool (*read)(struct sicht_reading *reading, const struct sicht_member *member,
		json_t *value, void *out);
	size_t offset;     /* of what is set in `out` */
	uint64_t min, max; /* of numbers; max is the size of hex */
	const char *exact; /* of a name, the member with its bytes, there if they are no text */
	bool needed;
};

/*
 * Set in `out` what `value`, which must be an object, has of the members. *seen gets 1 << row for
 * each of them that is there. False, and `why` set: it is not so.
 */
bool sicht_members_read(struct sicht_reading *reading, const struct sicht_member *members,
	size_t count, json_t *value, void *out, uint64_t *seen);

/* Each element of the array `value`, by `read`, into a new array of structs of `size` bytes. */
bool sicht_members_read_array(struct sicht_reading *reading, const struct sicht_member *member,
	json_t *value, const char *element, size_t size,
	bool (*read)(struct sicht_reading *reading, json_t *value, void *out), void **items,
	size_t *count);

/* False, with `why`: the place in the line, then this. */
bool sicht_reading_refuse(struct sicht_reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The text of a word, or false; and that no such word is known. */
bool sicht_read_word(struct sicht_reading *reading, const struct sicht_member *member,
	const json_t *value, struct sicht_bytes *word);
bool sicht_refuse_word(
	struct sicht_reading *reading, const struct sicht_member *member, struct sicht_bytes word);

/* Rows' readers: into uint64_t, uint32_t, uint16_t, uint8_t, bool. */
bool sicht_read_u64(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);
bool sicht_read_u32(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);
bool sicht_read_u16(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);
bool sicht_read_u8(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);
bool sicht_read_bool(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);

/* Into struct sicht_bytes. */
bool sicht_read_text(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);

/* Into int64_t, seconds since 1970; into member->max bytes. */
bool sicht_read_time(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);
bool sicht_read_hex(struct sicht_reading *, const struct sicht_member *, json_t *value, void *out);

#endif
