/* SPDX-License-Identifier: MIT */
/*
 * See known.h. The store in which the hashes of directories are kept has a set for each, named by
 * the directory's real path: so a directory is one set however it is spelled, and what another run
 * kept there waits for it, and does not answer.
 */
#include "engine/cli/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/cli/scanning.h"
#include "engine/cli/signals.h"
#include "engine/cli/terminal.h"
#include "engine/match/part.h"
#include "sicht/intake.h"
#include "sicht/store.h"

void sicht_known_close(struct sicht_known_list *list)
{
	for (size_t i = 0; i < list->opened_count; i++)
		sicht_store_close(list->opened[i]);
	free(list->opened);
	free(list->items);
	*list = (struct sicht_known_list){0};
}

/* ------------------------------------------------------------------------------- a directory */

/* Everything that hashing a directory opens. */
struct refresh {
	struct sicht_plan *plan;
	struct sicht_indexer *indexer;
	struct sicht_scanner *scanner;
	struct sicht_text audit;
	struct sicht_progress progress;
};

static void refresh_close(struct refresh *refresh)
{
	sicht_scanner_close(refresh->scanner);
	sicht_indexer_close(refresh->indexer);
	sicht_plan_close(refresh->plan);
	sicht_text_free(&refresh->audit);
}

static void show_progress(void *context, const struct sicht_intake_totals *totals)
{
	sicht_progress_skip(context, totals->already_there, totals->already_there_bytes);
	sicht_progress_update(context, totals->seen, totals->bytes);
}

static enum sicht_status intake(struct refresh *refresh, const struct sicht_hash_options *hash,
	const struct sicht_known_request *request, struct sicht_bytes real)
{
	const struct sicht_talk_options *talk = request->talk;
	struct sicht_set_options set_options = {.name = real, .role = SICHT_ROLE_KNOWN};
	struct sicht_intake_options options = {
		.prune = true,
		.stop = sicht_signals_stop(),
		.max_megapixels = request->reading->max_megapixels,
		.progress = show_progress,
		.progress_context = &refresh->progress,
	};
	struct sicht_intake_totals totals;
	SICHT_TRY(sicht_indexer_set(refresh->indexer, &set_options, &options.set));
	SICHT_TRY(sicht_common_begin(refresh->plan, talk, "known", &refresh->progress));
	enum sicht_status status = sicht_intake(
		refresh->indexer, refresh->plan, refresh->scanner, hash, &options, &totals);
	sicht_progress_end(&refresh->progress);
	SICHT_TRY(status);
	for (size_t i = 0; i < SICHT_OUTCOME_COUNT; i++)
		request->outcomes[i] += totals.outcomes[i];
	sicht_detail("%.*s: %llu files, %llu of them hashed already, %llu gone", (int)real.size,
		(const char *)real.data, (unsigned long long)totals.seen,
		(unsigned long long)totals.already_there, (unsigned long long)totals.gone);
	return SICHT_OK;
}

/* Hash the directory `real` into the store at `path`, or bring it up to date. */
static enum sicht_status refresh_directory(const struct sicht_call *call, const char *real,
	const char *path, const struct sicht_known_request *request)
{
	SICHT_DEFER(refresh_close) struct refresh refresh = {0};
	const char *const outputs[] = {path, NULL};
	const char *const names[] = {real};
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
		.upgrade = true, /* this store is sicht's own: nobody need be asked */
	};
	uint32_t from, to;
	SICHT_TRY(sicht_indexer_open(path, &indexer_options, &refresh.indexer));
	SICHT_TRY(sicht_indexer_audit(refresh.indexer, sicht_text_bytes(&refresh.audit)));
	SICHT_TRY(sicht_indexer_upgrade(refresh.indexer, &from, &to));
	return intake(&refresh, &hash, request, sicht_bytes_of(real));
}

/* --------------------------------------------------------------------------------- the list */

/* One call of sicht_known_open(). */
struct opening {
	const struct sicht_call *call;
	const struct sicht_known_request *request;
	struct sicht_known_list list;
	size_t directories;
	struct sicht_arena arena; /* names as they can be shown */
};

static void opening_free(struct opening *opening)
{
	sicht_known_close(&opening->list);
	sicht_arena_free(&opening->arena);
}

static const char *shown(struct opening *opening, const struct sicht_known_store *known)
{
	return sicht_printable(&opening->arena, known->name);
}

static enum sicht_status open_store(
	struct opening *opening, const char *path, struct sicht_store **store)
{
	struct sicht_store_options options = {.stop = sicht_signals_stop()};
	SICHT_TRY(sicht_store_open(path, &options, store));
	opening->list.opened[opening->list.opened_count++] = *store;
	return SICHT_OK;
}

/* What is known already from the store at `path`; NULL: nothing. */
static const struct sicht_known_store *find_store(const struct opening *opening, const char *path)
{
	for (size_t i = 0; i < opening->list.count; i++) {
		if (sicht_store_is_at(opening->list.items[i].store, path))
			return &opening->list.items[i];
	}
	return NULL;
}

/* The store that is examined, if it lies at `path`. */
static struct sicht_store *find_examined(const struct opening *opening, const char *path)
{
	const struct sicht_examined *examined = opening->request->examined;
	for (size_t i = 0; i < examined->store_count; i++) {
		if (sicht_store_is_at(examined->stores[i], path))
			return examined->stores[i];
	}
	return NULL;
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

/* ------------------------------------------------------------------------------------- copies */

/* A link of an audit chain that is looked for. */
struct wanted_link {
	uint64_t number;
	const uint8_t *digest;
	bool found;
};

static bool compare_link(void *context, const struct sicht_audit_record *record)
{
	struct wanted_link *wanted = context;
	wanted->found = record->number == wanted->number &&
			memcmp(record->digest, wanted->digest, sizeof record->digest) == 0;
	return record->number < wanted->number;
}

/*
 * Does the newer of two copies hold all that the older one holds? Its audit chain goes on from it.
 */
static enum sicht_status goes_on(
	const struct sicht_store *newer, const struct sicht_store_info *older, bool *out)
{
	struct wanted_link wanted = {.number = older->audit_count,
		.digest = older->audit_digest,
		.found = older->audit_count == 0};
	if (!wanted.found)
		SICHT_TRY(sicht_store_each_audit(newer, compare_link, &wanted));
	*out = wanted.found;
	return SICHT_OK;
}

/* `known` is a copy of `there`, or the other way round: the newer one stays in its place. */
static enum sicht_status choose_copy(struct opening *opening, struct sicht_known_store *there,
	const struct sicht_known_store *known)
{
	struct sicht_store_info ours, theirs;
	bool follows;
	sicht_store_info(known->store, &ours);
	sicht_store_info(there->store, &theirs);
	bool is_newer = ours.audit_count > theirs.audit_count ||
			(ours.audit_count == theirs.audit_count && ours.snapshot > theirs.snapshot);
	const struct sicht_known_store *newer = is_newer ? known : there;
	SICHT_TRY(goes_on(newer->store, is_newer ? &theirs : &ours, &follows));
	if (!follows)
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s and %s are copies of one store, and each has changed since; compare "
			"with one of them, or with each in a run of its own",
			shown(opening, there), shown(opening, known));
	sicht_warn("%s and %s are copies of one store; only %s is used, which holds all of it",
		shown(opening, there), shown(opening, known), shown(opening, newer));
	*there = *newer;
	return SICHT_OK;
}

static struct sicht_known_store *find_copy(
	struct opening *opening, const struct sicht_known_store *known)
{
	struct sicht_store_info ours, theirs;
	sicht_store_info(known->store, &ours);
	for (size_t i = 0; i < opening->list.count; i++) {
		sicht_store_info(opening->list.items[i].store, &theirs);
		if (opening->list.items[i].set == 0 && strcmp(ours.id, theirs.id) == 0)
			return &opening->list.items[i];
	}
	return NULL;
}

/* ------------------------------------------------------------------------------ what is named */

static void tell_twin(struct opening *opening, const struct sicht_known_store *there,
	const struct sicht_known_store *known)
{
	sicht_warn("--known %s and --known %s are the same, and are used once",
		shown(opening, there), shown(opening, known));
}

static enum sicht_status add_store(struct opening *opening, const char *name)
{
	struct sicht_known_store known = {.name = sicht_bytes_of(name)};
	const struct sicht_known_store *same = find_store(opening, name);
	if (same != NULL && same->set != 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"in %s this run keeps the hashes of %s; leave it out",
			shown(opening, &known), shown(opening, same));
	if (same != NULL) {
		tell_twin(opening, same, &known);
		return SICHT_OK;
	}
	known.store = find_examined(opening, name);
	if (known.store == NULL)
		SICHT_TRY(open_store(opening, name, &known.store));
	SICHT_TRY(check_roles(known.store, name));
	struct sicht_known_store *copy = find_copy(opening, &known);
	if (copy != NULL)
		return choose_copy(opening, copy, &known);
	opening->list.items[opening->list.count++] = known;
	return SICHT_OK;
}

/* What is known already from the directory `real`; NULL: nothing. */
static const struct sicht_known_store *find_directory(
	const struct opening *opening, const char *real)
{
	for (size_t i = 0; i < opening->list.count; i++) {
		const struct sicht_known_store *known = &opening->list.items[i];
		const struct sicht_set *set = sicht_store_set(known->store, known->set);
		if (known->set != 0 && sicht_bytes_equal(set->name, sicht_bytes_of(real)))
			return known;
	}
	return NULL;
}

/* The first directory is kept in FINDINGS.known, the second in FINDINGS.known2, and so on. */
static char *path_of_kept(struct opening *opening)
{
	char suffix[32] = ".known";
	if (++opening->directories > 1)
		snprintf(suffix, sizeof suffix, ".known%zu", opening->directories);
	return sicht_findings_beside(opening->request->findings, suffix);
}

static enum sicht_status keep_directory(
	struct opening *opening, const char *real, struct sicht_known_store *known)
{
	SICHT_DEFER(sicht_free_pointer) char *path = path_of_kept(opening);
	if (find_store(opening, path) != NULL || find_examined(opening, path) != NULL)
		return sicht_fail(SICHT_ERROR_USAGE,
			"in %s this run keeps the hashes of %s; leave it out, or name other "
			"--findings",
			path, shown(opening, known));
	SICHT_TRY(refresh_directory(opening->call, real, path, opening->request));
	SICHT_TRY(open_store(opening, path, &known->store));
	const struct sicht_set *set = sicht_store_set_by_name(known->store, sicht_bytes_of(real));
	if (set == NULL || set->entry_count == 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"there is no file in %s to compare with; is it mounted?",
			shown(opening, known));
	known->set = set->id;
	opening->list.items[opening->list.count++] = *known;
	return SICHT_OK;
}

static enum sicht_status add_directory(struct opening *opening, const char *name)
{
	struct sicht_known_store known = {.name = sicht_bytes_of(name)};
	if (strcmp(opening->request->findings, "-") == 0)
		return sicht_fail(SICHT_ERROR_USAGE,
			"%s is a directory: its hashes are kept beside the findings, so name a "
			"file with --findings",
			name);
	SICHT_DEFER(sicht_free_pointer) char *real = realpath(name, NULL);
	if (real == NULL)
		return sicht_fail_errno(errno, "--known %s", name);
	const struct sicht_known_store *same = find_directory(opening, real);
	if (same == NULL)
		return keep_directory(opening, real, &known);
	tell_twin(opening, same, &known);
	return SICHT_OK;
}

static enum sicht_status add(struct opening *opening, const char *name)
{
	struct stat status;
	if (stat(name, &status) != 0)
		return sicht_fail_errno(errno, "--known %s", name);
	if (sicht_store_is(name))
		return add_store(opening, name);
	if (S_ISDIR(status.st_mode))
		return add_directory(opening, name);
	return sicht_fail(SICHT_ERROR_USAGE,
		"--known %s is neither a store nor a directory; sicht import takes a hash list "
		"into a store",
		name);
}

enum sicht_status sicht_known_open(const struct sicht_call *call,
	const struct sicht_known_request *request, struct sicht_known_list *out)
{
	SICHT_DEFER(opening_free) struct opening opening = {.call = call, .request = request};
	struct sicht_known_list *list = &opening.list;
	list->items = calloc(request->names->count + 1, sizeof *list->items);
	list->opened = calloc(request->names->count + 1, sizeof *list->opened);
	if (list->items == NULL || list->opened == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < request->names->count; i++)
		SICHT_TRY(add(&opening, request->names->item[i]));
	*out = *list;
	*list = (struct sicht_known_list){0};
	return SICHT_OK;
}
