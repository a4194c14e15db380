/* SPDX-License-Identifier: MIT */
#include "tests/source/support.h"

struct planned plan_all(
	const char *const *names, size_t name_count, const struct sicht_plan_options *options)
{
	static const struct sicht_plan_options defaults;
	struct planned planned = {0};
	size_t room = 3, count;
	cr_assert_eq(sicht_plan_open(names, name_count, options != NULL ? options : &defaults,
			     &planned.plan),
		SICHT_OK, "%s", sicht_message());
	do {
		planned.items =
			realloc(planned.items, (planned.count + room) * sizeof *planned.items);
		cr_assert_eq(sicht_plan_next(planned.plan, &planned.arena,
				     planned.items + planned.count, room, &count),
			SICHT_OK, "%s", sicht_message());
		for (size_t i = 0; i < count; i++)
			cr_assert_eq(planned.items[planned.count + i].ordinal, planned.count + i);
		planned.count += count;
		room = room * 2 + 1;
	} while (count > 0);
	return planned;
}

struct planned plan_one(const char *name)
{
	const char *const names[] = {name};
	return plan_all(names, 1, NULL);
}

void planned_free(struct planned *planned)
{
	sicht_plan_close(planned->plan);
	sicht_arena_free(&planned->arena);
	free(planned->items);
}

const struct sicht_item *planned_find(const struct planned *planned, const char *path)
{
	const struct sicht_item *found = NULL;
	for (size_t i = 0; i < planned->count; i++) {
		if (!sicht_bytes_equal(planned->items[i].path, sicht_bytes_of(path)))
			continue;
		cr_assert_null(found, "%s is there twice", path);
		found = &planned->items[i];
	}
	cr_assert_not_null(found, "%s is not there", path);
	return found;
}

const char *planned_paths(const struct planned *planned)
{
	static char text[10000];
	size_t size = 0;
	for (size_t i = 0; i < planned->count; i++)
		size += (size_t)snprintf(text + size, sizeof text - size, "%.*s\n",
			(int)planned->items[i].path.size,
			(const char *)planned->items[i].path.data);
	return text;
}

enum sicht_status plan_refused(
	const char *const *names, size_t name_count, const struct sicht_plan_options *options)
{
	static const struct sicht_plan_options defaults;
	struct sicht_plan *plan = NULL;
	enum sicht_status status =
		sicht_plan_open(names, name_count, options != NULL ? options : &defaults, &plan);
	cr_assert_neq(status, SICHT_OK, "the plan was opened");
	cr_assert_null(plan);
	return status;
}
