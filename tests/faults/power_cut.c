/* SPDX-License-Identifier: MIT */
/*
 * Plays power cuts: reads a journal (journal.h) of what sicht did to a disk, and at each point of
 * it puts the disk into a state in which a power cut could have left it. Then sicht store verify
 * must find the store sound, and sicht export must say what it said when the last command was done,
 * or what it will say when the one under way is done.
 *
 * The disk promises what POSIX does and no more. What was written to a file is there once the file
 * was synced; a name is there, or gone, once its folder was synced. Until then any part of it may
 * be there: nothing, everything, or some writes and not others, a write cut at a sector. A rename
 * is there or not.
 *
 *     power_cut [--every N] [--seed N] [--without PATTERN] SICHT JOURNAL STATES SCRATCH
 *     power_cut --mark FOLDER JOURNAL
 *
 * --mark notes in the journal that a command is done; the first mark only says which folder the
 * disk is. STATES/k is what export said after k commands; "none" is the text of a store that is not
 * there. --without: syncs of files and folders whose path matches are not believed (fnmatch; "meta"
 * is what LMDB writes through its descriptor with O_DSYNC): is it noticed? Exit status 0: all cuts
 * were survived, 1: one was not, 2: it could not be tried.
 */
#include "tests/faults/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <getopt.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/faults/random.h"

extern char **environ;

#define SECTOR 512

/* One thing that is not on the disk for certain yet. */
struct pending {
	enum journal_call call;
	uint64_t offset; /* WRITE: where; RESIZE: the new size */
	uint64_t size;
	const uint8_t *data; /* in the journal */
};

struct node {
	uint64_t inode;
	bool folder;
	char path[4096]; /* its newest */
	uint8_t *data;   /* for certain */
	uint64_t size;
	struct pending *pending;
	size_t pending_count;
};

/* A change of names: `from` goes, `to` comes to be `node`. Either may be missing (NULL). */
struct naming {
	struct node *from_folder, *to_folder, *node;
	char from[256], to[256];
	bool certain;
};

struct disk {
	struct node **nodes;
	size_t node_count;
	struct node *root;
	struct naming *namings; /* all that ever were, in order */
	size_t naming_count;
	unsigned done; /* commands that have told their user so */
};

struct name {
	struct node *folder, *node;
	char text[256];
};

/* The names of all things, as of some of the namings. */
struct names {
	struct name *items;
	size_t count;
};

static void *grow(void *items, size_t count, size_t size)
{
	if ((count & (count - 1)) == 0)
		items = realloc(items, (count == 0 ? 1 : count * 2) * size);
	if (items == NULL)
		abort();
	return items;
}

static const char *without; /* the option */

/* -------------------------------------------------------------------------------------- names */

static void take_name(struct names *names, const struct node *folder, const char *text)
{
	for (size_t i = 0; i < names->count; i++) {
		if (names->items[i].folder == folder && strcmp(names->items[i].text, text) == 0) {
			names->items[i] = names->items[--names->count];
			return;
		}
	}
}

static void apply_naming(struct names *names, const struct naming *naming)
{
	if (naming->from_folder != NULL)
		take_name(names, naming->from_folder, naming->from);
	if (naming->to_folder == NULL)
		return;
	take_name(names, naming->to_folder, naming->to);
	names->items = grow(names->items, names->count, sizeof *names->items);
	struct name *name = &names->items[names->count++];
	name->folder = naming->to_folder;
	name->node = naming->node;
	snprintf(name->text, sizeof name->text, "%s", naming->to);
}

static struct node *look_up(
	const struct names *names, const struct node *folder, const char *text, size_t size)
{
	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		if (name->folder == folder && strlen(name->text) == size &&
			memcmp(name->text, text, size) == 0)
			return name->node;
	}
	return NULL;
}

/* The folder of a path, and in `last` its last part. */
static struct node *folder_of(
	const struct disk *disk, const struct names *names, const char *path, char last[256])
{
	struct node *folder = disk->root;
	for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		folder = look_up(names, folder, path, (size_t)(slash - path));
		if (folder == NULL) {
			fprintf(stderr,
				"power_cut: the journal names a folder that is not there\n");
			exit(2);
		}
	}
	snprintf(last, 256, "%s", path);
	return folder;
}

/* ---------------------------------------------------------------------------- the disk's calls */

static struct node *node_new(struct disk *disk, uint64_t inode, const char *path, bool folder)
{
	struct node *node = calloc(1, sizeof *node);
	if (node == NULL)
		abort();
	node->inode = inode;
	node->folder = folder;
	snprintf(node->path, sizeof node->path, "%s", path);
	disk->nodes = grow(disk->nodes, disk->node_count, sizeof *disk->nodes);
	disk->nodes[disk->node_count++] = node;
	return node;
}

/* The newest of that number: numbers are used again. */
static struct node *node_of(const struct disk *disk, uint64_t inode)
{
	for (size_t i = disk->node_count; i-- > 0;) {
		if (disk->nodes[i]->inode == inode)
			return disk->nodes[i];
	}
	return NULL;
}

static void resize(uint8_t **data, uint64_t *size, uint64_t wanted)
{
	*data = realloc(*data, wanted + 1);
	if (*data == NULL)
		abort();
	if (wanted > *size)
		memset(*data + *size, 0, wanted - *size);
	*size = wanted;
}

/* Put the first `size` bytes of a pending call into a file's bytes. */
static void apply(uint8_t **data, uint64_t *file_size, const struct pending *call, uint64_t size)
{
	if (call->call == JOURNAL_RESIZE) {
		resize(data, file_size, call->offset);
		return;
	}
	if (call->offset + size > *file_size)
		resize(data, file_size, call->offset + size);
	memcpy(*data + call->offset, call->data, size);
}

static void sync_node(struct disk *disk, struct node *node)
{
	for (size_t i = 0; i < node->pending_count; i++)
		apply(&node->data, &node->size, &node->pending[i], node->pending[i].size);
	node->pending_count = 0;
	for (size_t i = 0; i < disk->naming_count; i++) {
		struct naming *naming = &disk->namings[i];
		naming->certain |= naming->from_folder == node || naming->to_folder == node;
	}
}

static bool is_believed(const struct node *node, bool meta)
{
	return without == NULL || fnmatch(without, meta ? "meta" : node->path, 0) != 0;
}

static void play_naming(struct disk *disk, struct names *names, const struct journal_record *record,
	const char *name, const char *other)
{
	struct naming naming = {0};
	if (record->call == JOURNAL_RENAME || record->call == JOURNAL_UNLINK) {
		naming.from_folder = folder_of(disk, names, name, naming.from);
		naming.node = look_up(names, naming.from_folder, naming.from, strlen(naming.from));
	}
	if (record->call == JOURNAL_CREATE || record->call == JOURNAL_MKDIR) {
		naming.to_folder = folder_of(disk, names, name, naming.to);
		naming.node = node_new(disk, record->inode, name, record->call == JOURNAL_MKDIR);
	}
	if (record->call == JOURNAL_RENAME) {
		naming.to_folder = folder_of(disk, names, other, naming.to);
		snprintf(naming.node->path, sizeof naming.node->path, "%s", other);
	}
	disk->namings = grow(disk->namings, disk->naming_count, sizeof *disk->namings);
	disk->namings[disk->naming_count++] = naming;
	apply_naming(names, &naming);
}

static void play(struct disk *disk, struct names *names, const struct journal_record *record,
	const char *name, const char *other, const uint8_t *data)
{
	struct node *node = node_of(disk, record->inode);
	switch ((enum journal_call)record->call) {
	case JOURNAL_WRITE:
	case JOURNAL_RESIZE:
		node->pending = grow(node->pending, node->pending_count, sizeof *node->pending);
		node->pending[node->pending_count++] =
			(struct pending){record->call, record->offset, record->data_size, data};
		if (record->at_once && is_believed(node, true)) {
			struct pending *last = &node->pending[--node->pending_count];
			apply(&node->data, &node->size, last, last->size);
		}
		break;
	case JOURNAL_SYNC:
		if (is_believed(node, false))
			sync_node(disk, node);
		break;
	case JOURNAL_DONE:
		disk->done++;
		break;
	default:
		play_naming(disk, names, record, name, other);
	}
}

/* ---------------------------------------------------------------------------------- power cuts */

enum survivors { NOTHING_SURVIVES, EVERYTHING_SURVIVES, SOME_SURVIVE };

static bool survives(enum survivors survivors, uint64_t *random)
{
	return survivors == EVERYTHING_SURVIVES ||
	       (survivors == SOME_SURVIVE && random_below(random, 2) == 0);
}

static void write_file(
	const struct node *node, const char *path, enum survivors survivors, uint64_t *random)
{
	uint64_t size = node->size;
	uint8_t *data = malloc(size + 1);
	if (data == NULL)
		abort();
	if (size > 0)
		memcpy(data, node->data, size);
	for (size_t i = 0; i < node->pending_count; i++) {
		const struct pending *call = &node->pending[i];
		uint64_t kept = call->size;
		if (!survives(survivors, random))
			continue;
		if (survivors == SOME_SURVIVE && random_below(random, 4) == 0)
			kept = random_below(random, kept / SECTOR + 1) * SECTOR;
		apply(&data, &size, call, kept);
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
		perror(path);
		exit(2);
	}
	close(fd);
	free(data);
}

static void write_folder(const struct names *names, const struct node *folder, const char *path,
	enum survivors survivors, uint64_t *random)
{
	char below[4096];
	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		if (name->folder != folder)
			continue;
		snprintf(below, sizeof below, "%s/%s", path, name->text);
		if (name->node->folder && mkdir(below, 0700) == 0)
			write_folder(names, name->node, below, survivors, random);
		else if (!name->node->folder)
			write_file(name->node, below, survivors, random);
	}
}

/* The disk after a power cut, in SCRATCH/disk. */
static void cut(
	const struct disk *disk, const char *path, enum survivors survivors, uint64_t *random)
{
	struct names names = {0};
	for (size_t i = 0; i < disk->naming_count; i++) {
		if (disk->namings[i].certain || survives(survivors, random))
			apply_naming(&names, &disk->namings[i]);
	}
	char line[4200];
	snprintf(line, sizeof line, "rm -rf '%s'", path);
	if (system(line) != 0 || mkdir(path, 0700) != 0) {
		perror(path);
		exit(2);
	}
	write_folder(&names, disk->root, path, survivors, random);
	free(names.items);
}

/* ------------------------------------------------------------------------ looking at the store */

static int run(const char *sicht, const char *const *words, const char *out)
{
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	posix_spawn_file_actions_adddup2(&files, 1, 2);
	pid_t child;
	int status = -1;
	if (posix_spawn(&child, sicht, &files, NULL, (char *const *)words, environ) == 0)
		waitpid(child, &status, 0);
	posix_spawn_file_actions_destroy(&files);
	return status;
}

static char *read_whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t capacity = 0;
	ssize_t count = file != NULL ? getdelim(&text, &capacity, '\0', file) : -1;
	if (file != NULL)
		fclose(file);
	*size = count > 0 ? (size_t)count : 0;
	return text;
}

static bool are_same(const char *left, const char *right)
{
	size_t left_size, right_size;
	char *a = read_whole(left, &left_size), *b = read_whole(right, &right_size);
	bool same = left_size == right_size && (left_size == 0 || memcmp(a, b, left_size) == 0);
	free(a);
	free(b);
	return same;
}

/*
 * Sound, and as after the last command or as after the one under way? (While the first makes the
 * store, it may be there and hold nothing.)
 */
static bool is_well(const char *sicht, const char *scratch, const char *states, unsigned done)
{
	char store[4096], said[4096], state[4096];
	snprintf(store, sizeof store, "%s/disk/store", scratch);
	snprintf(said, sizeof said, "%s/said", scratch);
	const char *verify[] = {sicht, "store", "verify", "--store", store, NULL};
	const char *export[] = {sicht, "export", "--store", store, NULL};
	int status = run(sicht, verify, said);
	if (status == 0)
		status = run(sicht, export, said);
	if (status != 0) {
		size_t size;
		char *text = read_whole(said, &size);
		bool none = text != NULL && strstr(text, "there is no store") != NULL;
		free(text);
		if (!none)
			return false;
		FILE *file = fopen(said, "w");
		fputs("none\n", file);
		fclose(file);
	}
	if (done == 0 && status == 0) {
		struct stat empty;
		if (stat(said, &empty) == 0 && empty.st_size == 0)
			return true;
	}
	for (unsigned number = done; number <= done + 1; number++) {
		snprintf(state, sizeof state, "%s/%u", states, number);
		if (access(state, F_OK) == 0 && are_same(said, state))
			return true;
	}
	return false;
}

static void show(const char *scratch)
{
	char said[4096];
	size_t size;
	snprintf(said, sizeof said, "%s/said", scratch);
	char *text = read_whole(said, &size);
	fprintf(stderr, "    %.200s\n", text != NULL ? text : "");
	free(text);
}

static int mark(const char *folder, const char *journal)
{
	struct stat status;
	int fd = open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || stat(folder, &status) != 0)
		return 2;
	struct journal_record record = {.call = JOURNAL_DONE, .inode = status.st_ino};
	return write(fd, &record, sizeof record) == sizeof record ? 0 : 2;
}

int main(int count, char **arguments)
{
	static const struct option options[] = {{"every", required_argument, NULL, 'e'},
		{"seed", required_argument, NULL, 's'}, {"without", required_argument, NULL, 'w'},
		{"mark", required_argument, NULL, 'm'}, {0}};
	const char *marked = NULL;
	unsigned long every = 1, point = 0, tried = 0, failed = 0;
	uint64_t random = 1;
	for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
		if (option == 'e')
			every = strtoul(optarg, NULL, 10);
		else if (option == 's')
			random = strtoul(optarg, NULL, 10);
		else if (option == 'w')
			without = optarg;
		else if (option == 'm')
			marked = optarg;
		else
			return 2;
	}
	if (marked != NULL && optind + 1 == count)
		return mark(marked, arguments[optind]);
	if (optind + 4 != count || every == 0) {
		fprintf(stderr, "usage: power_cut [--every N] [--seed N] [--without PATTERN] SICHT "
				"JOURNAL STATES SCRATCH\n");
		return 2;
	}
	const char *sicht = arguments[optind], *states = arguments[optind + 2],
		   *scratch = arguments[optind + 3];
	char disk_path[4096];
	snprintf(disk_path, sizeof disk_path, "%s/disk", scratch);
	size_t size;
	FILE *file = fopen(arguments[optind + 1], "r");
	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		return 2;
	size = (size_t)ftell(file);
	rewind(file);
	uint8_t *journal = malloc(size + 1);
	if (journal == NULL || fread(journal, 1, size, file) != size)
		return 2;
	fclose(file);
	struct disk disk = {0};
	struct names names = {0};
	disk.root = node_new(&disk, 0, ".", true);
	for (const uint8_t *at = journal; at < journal + size; point++) {
		struct journal_record record;
		char name[4096], other[4096];
		memcpy(&record, at, sizeof record);
		at += sizeof record;
		snprintf(name, sizeof name, "%.*s", (int)record.name_size, (const char *)at);
		at += record.name_size;
		snprintf(other, sizeof other, "%.*s", (int)record.other_size, (const char *)at);
		at += record.other_size;
		if (disk.root->inode == 0 && record.call == JOURNAL_DONE)
			disk.root->inode = record.inode; /* the first record tells the root's */
		else
			play(&disk, &names, &record, name, other, at);
		at += record.data_size;
		if (point % every != 0 && record.call != JOURNAL_DONE)
			continue;
		for (enum survivors survivors = 0; survivors <= SOME_SURVIVE; survivors++) {
			cut(&disk, disk_path, survivors, &random);
			tried++;
			if (is_well(sicht, scratch, states, disk.done))
				continue;
			failed++;
			if (failed <= 5 && without == NULL) {
				fprintf(stderr,
					"power_cut: after call %lu, command %u under way:\n", point,
					disk.done + 1);
				show(scratch);
			}
		}
		if (failed > 0 && without != NULL)
			break;
	}
	printf("%lu calls, %lu power cuts, %lu not survived\n", point, tried, failed);
	return failed > 0 ? 1 : 0;
}
