/* SPDX-License-Identifier: MIT */
/* See known.h. The store of a directory holds one set, "known", and follows the directory. */
#include "engine/cli/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	const struct sicht_known_request *request, const char *directory)
{
	const struct sicht_talk_options *talk = request->talk;
	struct sicht_set_options set_options = {
		.name = sicht_bytes_of(directory), .role = SICHT_ROLE_KNOWN};
	struct sicht_intake_options options = {
		.prune = true,
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
	const char *const outputs[] = {path, NULL};
	const char *const names[] = {directory};
	struct sicht_plan_options plan_options = {.outputs = outputs};
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
	return intake(&refresh, &hash, request, directory);
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
	return sicht_store_open(path, NULL, out);
}

enum sicht_status sicht_known_open(const struct sicht_call *call,
	const struct sicht_known_request *request, struct sicht_known_list *out)
{
	SICHT_DEFER(sicht_known_close) struct sicht_known_list list = {0};
	size_t directories = 0;
	list.items = calloc(request->names->count + 1, sizeof *list.items);
	if (list.items == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < request->names->count; i++) {
		const char *name = request->names->item[i];
		struct sicht_known_store *known = &list.items[i];
		struct stat status;
		known->name = sicht_bytes_of(name);
		if (stat(name, &status) != 0)
			return sicht_fail_errno(errno, "--known %s", name);
		known->from_directory = !sicht_store_is(name);
		if (known->from_directory && !S_ISDIR(status.st_mode))
			return sicht_fail(SICHT_ERROR_USAGE,
				"--known %s is neither a store nor a directory; sicht import "
				"takes a hash list into a store",
				name);
		if (known->from_directory)
			SICHT_TRY(
				open_directory(call, name, request, directories++, &known->store));
		else
			SICHT_TRY(sicht_store_open(name, NULL, &known->store));
		list.count++;
		SICHT_TRY(check_roles(known->store, name));
	}
	*out = list;
	list = (struct sicht_known_list){0};
	return SICHT_OK;
}
