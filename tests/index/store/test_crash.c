/* SPDX-License-Identifier: MIT */
/*
 * Promise P2: whatever the moment of a kill, the store is whole, holds what was acknowledged, and
 * the same work done again leads to the same store as without the kill.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/index/store_helper.h"

TestSuite(crash, .init = helper_begin, .fini = helper_end, .timeout = 300);

/* What processes tell each other. One that has used OpenMP cannot fork: children do the work. */
struct shared {
	volatile unsigned acknowledged; /* entries */
	volatile uint64_t fingerprint;
	volatile bool done;
};

static struct shared *make_shared(void)
{
	void *memory = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(memory, MAP_FAILED);
	return memory;
}

/* Entries first .. first + count - 1, those left out that are there already. */
static void add_new(struct sicht_indexer *indexer, uint32_t set, unsigned first, unsigned count)
{
	struct sicht_arena arena = {0};
	for (unsigned i = first; i < first + count; i++) {
		struct sicht_entry entry = helper_entry(&arena, i);
		struct sicht_known_file known;
		ASSERT_OK(sicht_indexer_find(indexer, set, entry.source, entry.path, &known));
		if (known.id == 0)
			helper_add(indexer, set, i, 1);
		sicht_arena_reset(&arena);
	}
	sicht_arena_free(&arena);
}

/* Enough batches that segments are merged, a set that comes and goes, compaction, a backup. */
static void live(const char *path, struct shared *shared)
{
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "stays", SICHT_ROLE_KNOWN);
	for (unsigned i = 0; i < 12; i++) {
		add_new(indexer, set, i * 10, 10);
		ASSERT_OK(sicht_indexer_commit(indexer));
		if (shared->acknowledged < (i + 1) * 10)
			shared->acknowledged = (i + 1) * 10;
	}
	uint32_t goes = helper_set(indexer, "goes", SICHT_ROLE_IGNORABLE);
	add_new(indexer, goes, 500, 10);
	ASSERT_OK(sicht_indexer_commit(indexer));
	ASSERT_OK(sicht_indexer_remove_set(indexer, goes));
	ASSERT_OK(sicht_indexer_commit(indexer));
	ASSERT_OK(sicht_indexer_compact(indexer));
	sicht_indexer_close(indexer);
	char copy[300];
	snprintf(copy, sizeof copy, "%s.copy", path);
	if (access(copy, F_OK) != 0)
		ASSERT_OK(sicht_store_backup(path, copy, NULL));
	ASSERT_OK(sicht_store_verify(copy, 1, NULL));
}

/* After a kill: whole, or not born yet; what was acknowledged is there. */
static void look(const char *path, struct shared *shared)
{
	enum sicht_status status = sicht_store_verify(path, 1, NULL);
	if (status == SICHT_ERROR_NOT_FOUND && shared->acknowledged == 0)
		return;
	cr_assert_eq(status, SICHT_OK, "%s", sicht_message());
	struct sicht_store *store = helper_open_store(path);
	struct sicht_store_info info;
	sicht_store_info(store, &info);
	cr_assert_geq(info.entry_count, shared->acknowledged);
	sicht_store_close(store);
}

static void end(const char *path, struct shared *shared)
{
	uint64_t print = 0;
	live(path, shared);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
	ASSERT_OK(helper_read_all(path, &print));
	shared->fingerprint = print;
}

/* Do `work` in a child with a crash point set (or NULL); how it ended. */
static int in_child(void (*work)(const char *, struct shared *), const char *path,
	struct shared *shared, const char *point)
{
	int status;
	shared->done = false;
	pid_t child = fork();
	if (child == 0) {
		if (point != NULL)
			setenv("SICHT_CRASH_POINT", point, 1);
		work(path, shared);
		shared->done = true;
		_exit(0);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	return status;
}

static void expect_done(
	void (*work)(const char *, struct shared *), const char *path, struct shared *shared)
{
	in_child(work, path, shared, NULL);
	cr_assert(shared->done);
}

static bool was_killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static uint64_t print_without_kill(void)
{
	struct shared *shared = make_shared();
	expect_done(end, helper_path("reference"), shared);
	return shared->fingerprint;
}

Test(crash, at_each_point_nothing_acknowledged_is_lost)
{
	static const char *const points[] = {"store-directory-made", "store-locked",
		"store-files-made", "store-segments-made", "store-state-before-commit",
		"store-state-committed", "segment-before-build", "segment-built",
		"merge-before-build", "merge-built", "batch-before-commit", "batch-committed",
		"segment-replaced-removed", "compact-records-removed", "compact-segments-built",
		"backup-lmdb-copied", "backup-segments-copied", "backup-before-rename",
		"backup-renamed"};
	uint64_t right = print_without_kill();
	for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
		struct shared *shared = make_shared();
		const char *path = helper_path(points[i]);
		cr_assert(was_killed(in_child(live, path, shared, points[i])), "%s was not reached",
			points[i]);
		expect_done(look, path, shared);
		expect_done(end, path, shared);
		cr_assert_eq(shared->fingerprint, right, "%s", points[i]);
	}
}

Test(crash, in_the_midst_of_sweeping)
{
	struct shared *shared = make_shared();
	const char *path = helper_path("store");
	uint64_t right = print_without_kill();
	cr_assert(was_killed(in_child(live, path, shared, "batch-before-commit")));
	cr_assert(was_killed(in_child(live, path, shared, "segment-swept")));
	expect_done(look, path, shared);
	expect_done(end, path, shared);
	cr_assert_eq(shared->fingerprint, right);
}
