/* SPDX-License-Identifier: MIT */
/*
 * See known.h. The store of a directory holds one set, which has the last part of its real path as its
 * name and the path itself as its supplier, and follows the directory, however it is spelled. What the
 * store held of another directory is taken out.
 */
#include "engine/cli/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/cli/scanning.h"
#include "engine/cli/signals.h"
#include "engine/cli/store_use.h"
#include "engine/cli/terminal.h"
#include "engine/match/part.h"
#include "sicht/intake.h"
#include "sicht/store.h"

void sicht_known_close(struct sicht_known_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		sicht_store_close(list->items[i].store);
	free(list->items);
	*list = (struct sicht_known_list){0};
}

/* Everything that hashing a directory opens. */
struct refresh {
	struct sicht_plan *plan;
	struct sicht_indexer *indexer;
	struct sicht_scanner *scanner;
	struct sicht_text audit;
	struct sicht_progress progress;
	uint32_t *others; /* sets of other directories that the store held */
};

static void close_store(struct sicht_store **store)
{
	sicht_store_close(*store);
}

static void refresh_close(struct refresh *refresh)
{
	sicht_scanner_close(refresh->scanner);
	sicht_indexer_close(refresh->indexer);
	sicht_plan_close(refresh->plan);
	sicht_text_free(&refresh->audit);
	free(refresh->others);
}

static void show_progress(void *context, const struct sicht_intake_totals *totals)
{
	sicht_progress_skip(context, totals->already_there, totals->already_there_bytes);
	sicht_progress_update(context, totals->seen, totals->bytes);
}

/* The set of a directory, by its real path. */
static struct sicht_set_options set_of(const char *real)
{
	const char *slash = strrchr(real, '/');
	return (struct sicht_set_options){
		.name = sicht_bytes_of(slash[1] != '\0' ? slash + 1 : real),
		.supplier = sicht_bytes_of(real),
		.role = SICHT_ROLE_KNOWN,
	};
}

/* Numbers of the sets that belong to other directories, ended by 0; NULL: none. */
static enum sicht_status find_others(const char *path, const char *real, uint32_t **others)
{
	SICHT_DEFER(close_store) struct sicht_store *store = NULL;
	const struct sicht_set_options ours = set_of(real);
	size_t count, found = 0;
	*others = NULL;
	enum sicht_status status = sicht_store_open(path, NULL, &store);
	if (status == SICHT_ERROR_NOT_FOUND)
		return SICHT_OK;
	SICHT_TRY(status);
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	uint32_t *numbers = calloc(count + 1, sizeof *numbers);
	if (numbers == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < count; i++) {
		if (!sicht_bytes_equal(sets[i].name, ours.name) ||
			!sicht_bytes_equal(sets[i].supplier, ours.supplier))
			numbers[found++] = sets[i].id;
	}
	*others = numbers;
	return SICHT_OK;
}

static enum sicht_status intake(struct refresh *refresh, const struct sicht_hash_options *hash,
	const struct sicht_known_request *request, const char *directory, const char *real)
{
	const struct sicht_talk_options *talk = request->talk;
	const struct sicht_set_options set_options = set_of(real);
	struct sicht_intake_options options = {
		.prune = true,
		.max_megapixels = request->reading->max_megapixels,
		.progress = show_progress,
		.progress_context = &refresh->progress,
	};
	struct sicht_intake_totals totals;
	for (const uint32_t *other = refresh->others; other != NULL && *other != 0; other++)
		SICHT_TRY(sicht_indexer_remove_set(refresh->indexer, *other));
	SICHT_TRY(sicht_indexer_set(refresh->indexer, &set_options, &options.set));
	SICHT_TRY(sicht_common_begin(refresh->plan, talk, "known", &refresh->progress));
	enum sicht_status status = sicht_intake(
		refresh->indexer, refresh->plan, refresh->scanner, hash, &options, &totals);
	sicht_progress_end(&refresh->progress);
	SICHT_TRY(status);
	for (size_t i = 0; i < SICHT_OUTCOME_COUNT; i++)
		request->outcomes[i] += totals.outcomes[i];
	sicht_detail("%s: %llu files, %llu of them hashed already, %llu gone", directory,
		(unsigned long long)totals.seen, (unsigned long long)totals.already_there,
		(unsigned long long)totals.removed);
	return SICHT_OK;
}

/* Hash `directory` into the store at `path`, or bring it up to date. */
static enum sicht_status refresh_directory(const struct sicht_call *call, const char *directory,
	const char *path, const struct sicht_known_request *request)
{
	SICHT_DEFER(refresh_close) struct refresh refresh = {0};
	SICHT_DEFER(sicht_free_pointer) char *real = realpath(directory, NULL);
	if (real == NULL)
		return sicht_fail_errno(errno, "--known %s", directory);
	SICHT_TRY(find_others(path, real, &refresh.others));
	const char *const outputs[] = {path, NULL};
	const char *const names[] = {directory};
	struct sicht_plan_options plan_options = {.outputs = outputs, .stop = sicht_signals_stop()};
	struct sicht_hash_options hash = sicht_intake_hash_options(SICHT_ROLE_KNOWN, false);
	struct sicht_scan_options scan = sicht_common_scan(request->reading, &hash);
	SICHT_TRY(sicht_plan_open(names, 1, &plan_options, &refresh.plan));
	SICHT_TRY(sicht_scanning_open(&scan, &refresh.scanner));
	sicht_common_audit(call, NULL, refresh.scanner, &refresh.audit);
	struct sicht_indexer_options indexer_options = {
		.create = true,
		.threads = request->reading->threads,
		.stop = sicht_signals_stop(),
	};
	SICHT_TRY(sicht_indexer_open(path, &indexer_options, &refresh.indexer));
	SICHT_TRY(sicht_indexer_audit(refresh.indexer, sicht_text_bytes(&refresh.audit)));
	return intake(&refresh, &hash, request, directory, real);
}

/* A store that holds nothing to compare with is a mistake worth telling. */
static enum sicht_status check_roles(const struct sicht_store *store, const char *name)
{
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	for (size_t i = 0; i < count; i++) {
		if (sets[i].role != SICHT_ROLE_EVIDENCE)
			return SICHT_OK;
	}
	return sicht_fail(SICHT_ERROR_USAGE,
		"%s holds no known and no ignorable material; give evidence as a SOURCE", name);
}

/* The first directory is kept in FINDINGS.known, the others in FINDINGS.known2, and so on. */
static enum sicht_status open_directory(const struct sicht_call *call, const char *name,
	const struct sicht_known_request *request, size_t place, struct sicht_store **out)
{
	char suffix[32] = ".known";
	if (strcmp(request->findings, "-") == 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s is a directory: its hashes are kept beside the findings, so name a "
			"file with --findings",
			name);
	if (place > 0)
		snprintf(suffix, sizeof suffix, ".known%zu", place + 1);
	SICHT_DEFER(sicht_free_pointer)
	char *path = sicht_findings_beside(request->findings, suffix);
	SICHT_TRY(refresh_directory(call, name, path, request));
	struct sicht_store_options options = {.stop = sicht_signals_stop()};
	return sicht_store_open(path, &options, out);
}

/* Has one of the stores before the last one its number? Then one is a copy of the other. */
static bool is_copy(const struct sicht_known_list *list, const struct sicht_store *store)
{
	struct sicht_store_info ours, other;
	sicht_store_info(store, &ours);
	for (size_t i = 0; i + 1 < list->count; i++) {
		sicht_store_info(list->items[i].store, &other);
		if (strcmp(ours.id, other.id) == 0)
			return true;
	}
	return false;
}

/* LMDB forbids to open one store twice in a process, and it would answer twice. */
static enum sicht_status check_sources(const struct sicht_known_request *request, const char *name)
{
	for (size_t i = 0; i < request->examined->store_count; i++) {
		const char *source = request->examined->sources[i].name.data;
		if (sicht_store_is_one(name, source))
			return sicht_fail(SICHT_ERROR_USAGE,
				"%s is both --known and a SOURCE; export what is known from it "
				"into a store of its own",
				name);
	}
	return SICHT_OK;
}

/* Is it one of the names before it, spelled differently? */
static const char *find_twin(const struct sicht_option_list *names, size_t place)
{
	for (size_t i = 0; i < place; i++) {
		if (sicht_store_is_one(names->item[i], names->item[place]))
			return names->item[i];
	}
	return NULL;
}

/* A directory that is hashed, or a store. `directories` counts the former. */
static enum sicht_status open_one(const struct sicht_call *call,
	const struct sicht_known_request *request, const char *name, size_t *directories,
	struct sicht_known_store *out)
{
	struct sicht_store_options options = {.stop = sicht_signals_stop()};
	struct stat status;
	if (stat(name, &status) != 0)
		return sicht_fail_errno(errno, "--known %s", name);
	out->name = sicht_bytes_of(name);
	out->from_directory = !sicht_store_is(name);
	if (!out->from_directory)
		return sicht_store_open(name, &options, &out->store);
	if (!S_ISDIR(status.st_mode))
		return sicht_fail(SICHT_ERROR_USAGE,
			"--known %s is neither a store nor a directory; sicht import takes a hash "
			"list into a store",
			name);
	return open_directory(call, name, request, (*directories)++, &out->store);
}

enum sicht_status sicht_known_open(const struct sicht_call *call,
	const struct sicht_known_request *request, struct sicht_known_list *out)
{
	SICHT_DEFER(sicht_known_close) struct sicht_known_list list = {0};
	const struct sicht_option_list *names = request->names;
	size_t directories = 0;
	list.items = calloc(names->count + 1, sizeof *list.items);
	if (list.items == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < names->count; i++) {
		struct sicht_known_store *known = &list.items[list.count];
		const char *name = names->item[i], *twin = find_twin(names, i);
		if (twin != NULL) {
			sicht_warn("--known %s and --known %s are one, which is used once", twin,
				name);
			continue;
		}
		SICHT_TRY(check_sources(request, name));
		SICHT_TRY(open_one(call, request, name, &directories, known));
		list.count++;
		SICHT_TRY(check_roles(known->store, name));
		if (is_copy(&list, known->store))
			return sicht_fail(SICHT_ERROR_USAGE,
				"--known %s is a copy of another store that is named; leave out "
				"one "
				"of them",
				name);
	}
	*out = list;
	list = (struct sicht_known_list){0};
	return SICHT_OK;
}
