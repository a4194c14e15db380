/* SPDX-License-Identifier: MIT */
/* See examined.h. */
#include "engine/cli/examined.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/cli/signals.h"
#include "sicht/store.h"

/* Stores among what was named. */
static size_t count_stores(const struct sicht_option_list *names)
{
	size_t count = 0;
	for (size_t i = 0; i < names->count; i++)
		count += sicht_store_is_alone(names->item[i]);
	return count;
}

static enum sicht_status check_evidence(const struct sicht_store *store, const char *name)
{
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	for (size_t i = 0; i < count; i++) {
		if (sets[i].role == SICHT_ROLE_EVIDENCE)
			return SICHT_OK;
	}
	return sicht_fail(SICHT_ERROR_USAGE,
		"%s is a store, but holds no evidence; compare with it by --known %s", name, name);
}

/* The ID of --exhibit ID=SOURCE for this source, or nothing. */
static struct sicht_bytes find_exhibit(const struct sicht_case_options *of_case, const char *name)
{
	for (size_t i = 0; i < of_case->exhibits.count; i++) {
		const char *exhibit = of_case->exhibits.item[i], *equals = strchr(exhibit, '=');
		if (equals != NULL && strcmp(equals + 1, name) == 0)
			return sicht_bytes(exhibit, (size_t)(equals - exhibit));
	}
	return sicht_bytes(NULL, 0);
}

/* An exhibit number that is said now counts for all of the store. */
static void assign_exhibits(
	const struct sicht_case_options *of_case, const struct sicht_examined *examined)
{
	struct sicht_source *sources = (struct sicht_source *)examined->sources;
	for (size_t i = 0; i < examined->source_count; i++) {
		struct sicht_bytes exhibit =
			find_exhibit(of_case, examined->evidence[i].store_name.data);
		if (exhibit.size > 0)
			sources[i].exhibit = exhibit;
	}
}

static enum sicht_status open_stores(const struct sicht_option_list *names,
	const struct sicht_case_options *of_case, struct sicht_examined *examined)
{
	struct sicht_store **stores = calloc(names->count, sizeof *stores);
	SICHT_DEFER(sicht_free_pointer)
	struct sicht_bytes *store_names = calloc(names->count, sizeof *store_names);
	examined->stores = stores;
	if (stores == NULL || store_names == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->item[i];
		for (size_t j = 0; j < i; j++) {
			if (sicht_store_is_at(stores[j], name))
				return sicht_fail(SICHT_ERROR_USAGE,
					"%s and %s are one store; name it once", names->item[j],
					name);
		}
		SICHT_TRY(sicht_store_open(name, NULL, &stores[i]));
		examined->store_count = i + 1;
		store_names[i] = sicht_bytes_of(name);
		SICHT_TRY(check_evidence(stores[i], name));
	}
	SICHT_TRY(sicht_evidence_sources(store_names, examined));
	assign_exhibits(of_case, examined);
	return SICHT_OK;
}

enum sicht_status sicht_examined_open(const struct sicht_call *call,
	const struct sicht_examined_request *request, struct sicht_examined *out)
{
	SICHT_DEFER(sicht_examined_close)
	struct sicht_examined examined = {.stop = sicht_signals_stop()};
	SICHT_DEFER(sicht_option_list_free) struct sicht_option_list names = {0};
	SICHT_TRY(sicht_common_sources(call, request->of_case, &names));
	size_t stores = count_stores(&names);
	if (stores > 0 && (stores < names.count || request->sources->files_from != NULL))
		return sicht_fail(SICHT_ERROR_USAGE, "evidence stores and files cannot be examined "
						     "in one run; use two runs with "
						     "two --findings");
	if (stores > 0) {
		SICHT_TRY(open_stores(&names, request->of_case, &examined));
	} else {
		SICHT_TRY(sicht_common_plan(call, request->sources, request->of_case,
			request->outputs, &examined.plan));
		examined.sources = sicht_plan_sources(examined.plan, &examined.source_count);
	}
	*out = examined;
	examined = (struct sicht_examined){0};
	return SICHT_OK;
}

void sicht_examined_close(struct sicht_examined *examined)
{
	for (size_t i = 0; i < examined->store_count; i++)
		sicht_store_close(examined->stores[i]);
	if (examined->plan == NULL)
		free((void *)examined->sources);
	free((void *)examined->evidence);
	free((void *)examined->stores);
	sicht_plan_close(examined->plan);
	*examined = (struct sicht_examined){0};
}
