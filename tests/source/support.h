/* SPDX-License-Identifier: MIT */
/* Plans over scratch directories. */
#ifndef SICHT_TESTS_SOURCE_SUPPORT_H
#define SICHT_TESTS_SOURCE_SUPPORT_H

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "sicht/content.h"
#include "sicht/source.h"
#include "tests/scratch.h"

/* A plan and everything in it. */
struct planned {
	struct sicht_plan *plan;
	struct sicht_arena arena;
	struct sicht_item *items;
	size_t count;
};

/* Open a plan that must open, read all of its items (a few at a time). */
struct planned plan_all(
	const char *const *names, size_t name_count, const struct sicht_plan_options *options);
struct planned plan_one(const char *name);
void planned_free(struct planned *planned);

/* The item with this path; the test fails if there is not exactly one. */
const struct sicht_item *planned_find(const struct planned *planned, const char *path);

/* The paths in order, each followed by a newline, in one static buffer. */
const char *planned_paths(const struct planned *planned);

/* A plan that must not open; the status. */
enum sicht_status plan_refused(
	const char *const *names, size_t name_count, const struct sicht_plan_options *options);

#endif
