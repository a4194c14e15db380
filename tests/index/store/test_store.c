/* SPDX-License-Identifier: MIT */
/* Who may have a store open at the same time, and what each of them sees. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/index/store_helper.h"

TestSuite(store, .init = helper_begin, .fini = helper_end, .timeout = 120);

/*
 * A second process, in step with this one: it waits for the first go(), runs `work`, and stops at
 * each step() until the next one. LMDB wants a store open once a process, so readers beside a
 * writer need one of their own; it is forked before anything uses OpenMP, which does not survive
 * a fork.
 */
struct partner {
	pid_t process;
	int go[2], done[2];
};

static void step(const struct partner *partner)
{
	char byte = 'x';
	cr_assert_eq(write(partner->done[1], &byte, 1), 1);
	cr_assert_eq(read(partner->go[0], &byte, 1), 1);
}

static void await(const struct partner *partner)
{
	char byte;
	cr_assert_eq(read(partner->done[0], &byte, 1), 1, "the other process has ended early");
}

static void go(const struct partner *partner)
{
	cr_assert_eq(write(partner->go[1], "x", 1), 1);
}

static struct partner start(const char *path, void (*work)(struct partner *, const char *))
{
	struct partner partner;
	cr_assert_eq(pipe(partner.go), 0);
	cr_assert_eq(pipe(partner.done), 0);
	partner.process = fork();
	if (partner.process == 0) {
		char byte;
		prctl(PR_SET_PDEATHSIG,
			SIGKILL); /* with a test that fails, or it would be waited for */
		close(partner.done[0]);
		close(partner.go[1]);
		if (read(partner.go[0], &byte, 1) != 1)
			_exit(1);
		work(&partner, path);
		ssize_t written = write(partner.done[1], "!", 1);
		_exit(written == 1 ? 0 : 1);
	}
	close(partner.done[1]);
	close(partner.go[0]);
	return partner;
}

static void finish(const struct partner *partner)
{
	int status;
	char byte = 0;
	cr_assert_eq(read(partner->done[0], &byte, 1), 1);
	cr_assert_eq(byte, '!', "the other process has not come to its end");
	cr_assert_eq(waitpid(partner->process, &status, 0), partner->process);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void hold_writer(struct partner *partner, const char *path)
{
	struct sicht_indexer *indexer = helper_open(path);
	step(partner);
	sicht_indexer_close(indexer);
}

Test(store, the_second_writer_is_told_who_the_first_is)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, hold_writer);
	char process[32];
	struct sicht_indexer *indexer = NULL;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	go(&partner);
	await(&partner);
	snprintf(process, sizeof process, "process %d", (int)partner.process);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_BUSY, process);
	go(&partner);
	finish(&partner);
	ASSERT_OK(sicht_indexer_open(path, NULL, &indexer));
	sicht_indexer_close(indexer);
}

/* Between its lock and its number. */
Test(store, a_writer_that_has_not_said_who_it_is_is_no_reader)
{
	const char *path = helper_path("store");
	struct sicht_indexer *indexer = NULL;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	int fd = open(helper_path("store/writer.lock"), O_RDONLY);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_BUSY, "being written");
	cr_assert_eq(flock(fd, LOCK_SH), 0);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_BUSY, "a reader");
	close(fd);
}

Test(store, whoever_makes_no_store_leaves_nothing_behind_and_waits_for_one_that_is_being_made)
{
	const char *path = helper_path("store"), *lock = helper_path("store/writer.lock");
	struct sicht_indexer *indexer = NULL;
	cr_assert_eq(mkdir(path, 0700), 0);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_NOT_FOUND, "no store");
	cr_assert_neq(access(lock, F_OK), 0);
	int fd = open(lock, O_RDWR | O_CREAT, 0600);
	cr_assert_eq(flock(fd, LOCK_EX), 0);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_BUSY, "being written");
	close(fd);
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_NOT_FOUND, "no store");
}

Test(store, a_killed_writer_blocks_nobody)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, hold_writer);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	go(&partner);
	await(&partner);
	cr_assert_eq(kill(partner.process, SIGKILL), 0);
	waitpid(partner.process, NULL, 0);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 10, 10);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Many commits, with merges, removals and a compaction, step by step. */
static void write_much(struct partner *partner, const char *path)
{
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	step(partner);
	for (unsigned i = 0; i < 40; i++) {
		helper_add(indexer, set, 1000 + i * 20, 20);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	for (uint64_t id = 1; id <= 100; id++)
		ASSERT_OK(sicht_indexer_remove(indexer, id));
	ASSERT_OK(sicht_indexer_commit(indexer));
	ASSERT_OK(sicht_indexer_compact(indexer));
	sicht_indexer_close(indexer);
	step(partner);
}

Test(store, a_reader_sees_one_state_whatever_a_writer_does)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, write_much);
	struct sicht_store *store = NULL;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 200);
	go(&partner);
	await(&partner);
	store = helper_open_store(path);
	uint64_t before = helper_fingerprint(store);
	go(&partner);
	await(&partner);
	cr_assert_eq(helper_fingerprint(store), before);
	size_t count;
	cr_assert_eq(sicht_store_sets(store, &count)[0].entry_count, 200);
	sicht_store_close(store);
	store = helper_open_store(path);
	cr_assert_eq(sicht_store_sets(store, &count)[0].entry_count, 900);
	sicht_store_close(store);
	go(&partner);
	finish(&partner);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Has it come to its end? Does not wait. */
static bool has_ended(const struct partner *partner)
{
	struct pollfd waiting = {.fd = partner->done[0], .events = POLLIN};
	return poll(&waiting, 1, 0) != 0;
}

static void write_on(struct partner *partner, const char *path)
{
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	step(partner);
	for (unsigned i = 0; i < 120; i++) {
		helper_add(indexer, set, 1000 + i * 5, 5);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	sicht_indexer_close(indexer);
}

/* Opening while segments are merged under one's hands, and every state seen is one committed. */
Test(store, readers_can_open_at_any_moment_of_a_writer)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, write_on);
	uint64_t entries = 0, opened = 0;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 50);
	go(&partner);
	await(&partner);
	go(&partner);
	while (!has_ended(&partner)) {
		struct sicht_store *store = NULL;
		struct sicht_store_info info;
		store = helper_open_store(path);
		sicht_store_info(store, &info);
		cr_assert_geq(info.entry_count, entries);
		cr_assert_eq(info.entry_count % 5, 0);
		helper_fingerprint(store);
		entries = info.entry_count;
		opened++;
		sicht_store_close(store);
	}
	cr_assert_gt(opened, 0);
	finish(&partner);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

static void backup_now(struct partner *partner, const char *path)
{
	struct sicht_indexer *indexer = helper_open(path);
	uint32_t set = helper_set(indexer, "set", SICHT_ROLE_KNOWN);
	step(partner);
	for (unsigned i = 0; i < 60; i++) {
		helper_add(indexer, set, 1000 + i * 5, 5);
		ASSERT_OK(sicht_indexer_commit(indexer));
	}
	sicht_indexer_close(indexer);
}

Test(store, a_backup_is_whole_while_a_writer_writes)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, backup_now);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 200);
	go(&partner);
	await(&partner);
	go(&partner);
	for (unsigned i = 0; i < 5; i++) {
		char name[16];
		snprintf(name, sizeof name, "backup-%u", i);
		ASSERT_OK(sicht_store_backup(path, helper_path(name), NULL));
		ASSERT_OK(sicht_store_verify(helper_path(name), 1, NULL));
	}
	finish(&partner);
}

Test(store, a_backup_holds_what_the_store_holds_and_can_be_written)
{
	const char *path = helper_path("store"), *copy = helper_path("copy");
	uint64_t before = 0, after = 0;
	struct stat info;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 200);
	ASSERT_OK(sicht_store_backup(path, copy, NULL));
	ASSERT_OK(helper_read_all(path, &before));
	ASSERT_OK(helper_read_all(copy, &after));
	cr_assert_eq(before, after);
	cr_assert_eq(stat(copy, &info), 0);
	cr_assert_eq(info.st_mode & 07777, 0700);
	helper_fill(copy, "set", SICHT_ROLE_KNOWN, 200, 50);
	ASSERT_OK(sicht_store_verify(copy, 1, NULL));
	ASSERT_FAILS(sicht_store_backup(path, copy, NULL), SICHT_ERROR_EXISTS, "exists");
}

Test(store, a_damaged_store_is_not_backed_up)
{
	const char *path = helper_path("store");
	char data_path[512];
	size_t size;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 200);
	snprintf(data_path, sizeof data_path, "%s/data.mdb", path);
	unsigned char *data = helper_read(data_path, &size);
	helper_write(data_path, data, size / 2);
	ASSERT_FAILS(sicht_store_backup(path, helper_path("copy"), NULL), SICHT_ERROR_DAMAGED,
		"data.mdb");
	cr_assert_neq(access(helper_path("copy"), F_OK), 0);
	free(data);
}

/* As another user, who may read the store but not write lock.mdb. */
static void as_nobody(void)
{
	if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		_exit(3);
}

static void open_for_others(const char *path)
{
	static const char *const names[] = {"data.mdb", "lock.mdb", "writer.lock", "segments"};
	char text[512], *slash;
	snprintf(text, sizeof text, "%s", path);
	chmod(text, 0755);
	slash = strrchr(text, '/');
	*slash = '\0';
	chmod(text, 0755);
	for (size_t i = 0; i < 4; i++) {
		snprintf(text, sizeof text, "%s/%s", path, names[i]);
		chmod(text, i == 3 ? 0755 : 0444);
	}
	snprintf(text, sizeof text, "chmod 0444 '%s'/segments/*", path);
	cr_assert_eq(system(text), 0);
}

static void read_as_nobody(struct partner *partner, const char *path)
{
	struct sicht_store *store = NULL;
	as_nobody();
	store = helper_open_store(path);
	uint64_t before = helper_fingerprint(store);
	step(partner);
	cr_assert_eq(helper_fingerprint(store), before);
	sicht_store_close(store);
}

Test(store, the_store_of_somebody_else_can_be_read_and_is_safe_meanwhile)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, read_as_nobody);
	struct sicht_indexer *indexer = NULL;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 100);
	open_for_others(path);
	go(&partner);
	await(&partner);
	if (geteuid() == 0)
		ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_BUSY, "reader");
	go(&partner);
	finish(&partner);
}

static void be_refused_as_nobody(struct partner *partner, const char *path)
{
	struct sicht_indexer *indexer = NULL;
	struct sicht_store *store = NULL;
	as_nobody();
	ASSERT_FAILS(sicht_store_open(path, NULL, &store), SICHT_ERROR_BUSY, "being written");
	ASSERT_FAILS(sicht_indexer_open(path, NULL, &indexer), SICHT_ERROR_IO, "Permission denied");
	step(partner);
}

Test(store, somebody_else_waits_for_the_writer_and_cannot_write)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, be_refused_as_nobody);
	if (geteuid() != 0)
		cr_skip_test("skipped: needs root to become another user");
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 100);
	open_for_others(path);
	struct sicht_indexer *indexer = helper_open(path);
	go(&partner);
	await(&partner);
	go(&partner);
	finish(&partner);
	sicht_indexer_close(indexer);
}

Test(store, a_copy_without_its_lock_files_can_be_read)
{
	const char *path = helper_path("store");
	char text[512];
	uint64_t before = 0, after = 0;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 100);
	ASSERT_OK(helper_read_all(path, &before));
	snprintf(text, sizeof text, "%s/lock.mdb", path);
	unlink(text);
	snprintf(text, sizeof text, "%s/writer.lock", path);
	unlink(text);
	ASSERT_OK(helper_read_all(path, &after));
	cr_assert_eq(before, after);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 100, 10);
	ASSERT_OK(sicht_store_verify(path, 1, NULL));
}

/* Little address space: the map is made smaller, not the store unusable. */
static void work_in_little_room(struct partner *partner, const char *path)
{
	struct rlimit limit = {3ull << 30, 3ull << 30};
	cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 50);
	uint64_t print = 0;
	ASSERT_OK(helper_read_all(path, &print));
	step(partner);
}

/* Pages of address space that this process has; a sanitizer's shadow takes very many. */
static unsigned long address_pages(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file == NULL || fscanf(file, "%lu", &pages) != 1)
		pages = 0;
	if (file != NULL)
		fclose(file);
	return pages;
}

Test(store, little_address_space_is_enough)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, work_in_little_room);
	if (address_pages() > 1ul << 28)
		cr_skip_test("skipped: a sanitizer takes the address space");
	go(&partner);
	await(&partner);
	go(&partner);
	finish(&partner);
}

Test(store, a_store_is_told_by_its_names)
{
	const char *path = helper_path("store");
	cr_assert_not(sicht_store_is(path));
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	cr_assert(sicht_store_is(path));
}

/* A store is what its files are: a link leads to it, a copy is another. */
Test(store, a_store_is_known_by_its_files)
{
	const char *path = helper_path("store"), *link = helper_path("link"),
		   *copy = helper_path("copy");
	struct sicht_store *store;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	helper_copy_tree(path, copy);
	cr_assert_eq(symlink("store", link), 0);
	store = helper_open_store(path);
	cr_assert(sicht_store_is_at(store, path));
	cr_assert(sicht_store_is_at(store, link));
	cr_assert_not(sicht_store_is_at(store, copy));
	cr_assert_not(sicht_store_is_at(store, helper_path("nothing")));
	cr_assert_not(sicht_store_is_at(store, helper_path("")));
	sicht_store_close(store);
}

static void hold_reader(struct partner *partner, const char *path)
{
	struct sicht_store *store = helper_open_store(path);
	step(partner);
	sicht_store_close(store);
}

/* Can a process of its own open the store? It then ends without closing it, as one that was killed. */
static bool opens_and_dies(const char *path)
{
	int status;
	pid_t reader = fork();
	if (reader == 0) {
		struct sicht_store *store = NULL;
		_exit(sicht_store_open(path, NULL, &store) == SICHT_OK ? 0 : 1);
	}
	cr_assert(reader > 0 && waitpid(reader, &status, 0) == reader && WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

/* LMDB has a place for each reader and keeps that of a dead one as long as any other lives. */
Test(store, a_writer_clears_the_places_of_dead_readers)
{
	const char *path = helper_path("store");
	struct partner partner = start(path, hold_reader);
	struct sicht_indexer *indexer = NULL;
	helper_fill(path, "set", SICHT_ROLE_KNOWN, 0, 10);
	go(&partner);
	await(&partner);
	unsigned opened = 0;
	while (opens_and_dies(path))
		cr_assert_lt(++opened, 1000, "there is always a place");
	cr_expect_gt(opened, 0);
	ASSERT_OK(sicht_indexer_open(path, NULL, &indexer));
	sicht_indexer_close(indexer);
	cr_expect(opens_and_dies(path), "after %u dead readers there is no place left", opened);
	go(&partner);
	finish(&partner);
}
