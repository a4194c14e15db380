/* SPDX-License-Identifier: MIT */
/* See store_helper.h. */
#include "tests/index/store_helper.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/segment/segment.h"
#include "index/store/segments.h"
#include "sicht/limits.h"

static char root[64];

void helper_begin(void)
{
	/* Where syncing costs nothing: what a kill leaves behind is the same there. */
	const char *folder = getenv("TMPDIR");
	if (folder == NULL)
		folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(root, sizeof root, "%.40s/sicht-XXXXXX", folder);
	cr_assert_not_null(mkdtemp(root));
}

void helper_end(void)
{
	helper_remove_tree(root);
}

const char *helper_path(const char *name)
{
	static char paths[8][256];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s/%s", root, name);
	return path;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

void helper_remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

unsigned char *helper_read(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	cr_assert_not_null(file, "cannot open %s", path);
	fseek(file, 0, SEEK_END);
	*size = (size_t)ftell(file);
	rewind(file);
	unsigned char *data = malloc(*size + 1);
	cr_assert_eq(fread(data, 1, *size, file), *size);
	fclose(file);
	return data;
}

void helper_write(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "wb");
	cr_assert_not_null(file, "cannot open %s", path);
	cr_assert_eq(fwrite(data, 1, size, file), size);
	fclose(file);
}

static void copy_file(const char *from, const char *to)
{
	size_t size;
	unsigned char *data = helper_read(from, &size);
	helper_write(to, data, size);
	free(data);
}

void helper_copy_tree(const char *from, const char *to)
{
	DIR *stream = opendir(from);
	cr_assert_not_null(stream, "cannot open %s", from);
	mkdir(to, 0700);
	const struct dirent *entry;
	while ((entry = readdir(stream)) != NULL) {
		char source[512], target[512];
		struct stat info;
		if (entry->d_name[0] == '.')
			continue;
		snprintf(source, sizeof source, "%s/%s", from, entry->d_name);
		snprintf(target, sizeof target, "%s/%s", to, entry->d_name);
		if (stat(source, &info) == 0 && S_ISDIR(info.st_mode))
			helper_copy_tree(source, target);
		else
			copy_file(source, target);
	}
	closedir(stream);
}

size_t helper_segment_files(const char *store)
{
	char path[512];
	size_t count = 0;
	snprintf(path, sizeof path, "%s/segments", store);
	DIR *stream = opendir(path);
	cr_assert_not_null(stream);
	for (const struct dirent *entry; (entry = readdir(stream)) != NULL;)
		count += entry->d_name[0] != '.';
	closedir(stream);
	return count;
}

uint64_t helper_random(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15ull;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
	return z ^ (z >> 31);
}

/* ---- entries ---- */

static struct sicht_bytes text(struct sicht_arena *arena, const char *what, unsigned number)
{
	return sicht_bytes_of(sicht_arena_printf(arena, "%s-%u", what, number));
}

/* Some names are longer than a page of LMDB, some are no UTF-8. */
static struct sicht_bytes path_of(struct sicht_arena *arena, unsigned number)
{
	size_t padding = number % 50 == 49 ? 6000 : number % 20;
	char *path = sicht_arena_alloc(arena, padding + 32);
	memset(path, number % 3 == 0 ? 0xFF : 'x', padding);
	int size = snprintf(path + padding, 32, "/IMG_%u.JPG", number);
	return sicht_bytes(path, padding + (size_t)size);
}

static struct sicht_window_print hash_of(uint64_t *state, unsigned window)
{
	struct sicht_window_print hash = {
		.window = (uint16_t)(window < 9 ? window : SICHT_WINDOW_CROP_FIRST + window),
		.profile = window % 4 == 3 ? SICHT_PROFILE_REF512 : SICHT_PROFILE_FULLRES,
		.quality = (uint8_t)(helper_random(state) % 101),
		.exact = window % 2 == 0,
		.form_count = window % 5 == 4 ? SICHT_DIHEDRAL_COUNT : 1,
	};
	for (int form = 0; form < hash.form_count; form++) {
		for (int word = 0; word < 4; word++)
			hash.form[form].word[word] = helper_random(state);
	}
	return hash;
}

struct sicht_entry helper_entry(struct sicht_arena *arena, unsigned number)
{
	uint64_t state = number;
	unsigned hashes = number % 97 == 96 ? 200 : number % 5;
	struct sicht_entry entry = {
		.outcome = (enum sicht_outcome)(number % SICHT_OUTCOME_COUNT),
		.media = (enum sicht_media)(number % SICHT_MEDIA_COUNT),
		.has_size = number % 2 == 0,
		.size_bytes = number * 1000ull,
		.has_mtime = true,
		.mtime_ns = number * 7ll - 50,
		.ctime_ns = number * 11ll,
		.width = number,
		.height = number + 1,
		.pictures = number % 3 == 2 ? hashes + 2 : 0,
		.digests.have = (uint8_t)(1 + number % 7),
		.category = {sicht_bytes_of("scheme"), text(arena, "code", number % 4)},
		.path = path_of(arena, number),
		.source = sicht_bytes_of("source"),
		.external = number % 2 == 0 ? text(arena, "external", number) : sicht_bytes("", 0),
		.series = text(arena, "series", number % 10),
		.supplier = sicht_bytes_of("supplier"),
		.tags = sicht_bytes_of("red\ngreen\n"),
		.hash_count = hashes,
		.hashes = sicht_arena_alloc(arena, hashes * sizeof *entry.hashes + 1),
	};
	for (int i = 0; i < 16; i++)
		entry.digests.md5[i] = (uint8_t)helper_random(&state);
	for (int i = 0; i < 20; i++)
		entry.digests.sha1[i] = (uint8_t)helper_random(&state);
	for (int i = 0; i < 32; i++)
		entry.digests.sha256[i] = (uint8_t)helper_random(&state);
	for (unsigned i = 0; i < hashes; i++)
		entry.hashes[i] = hash_of(&state, i);
	for (unsigned i = 0; entry.pictures > 0 && i < hashes; i++)
		entry.hashes[i].page = (uint16_t)i;
	return entry;
}

struct sicht_indexer *helper_open(const char *store)
{
	struct sicht_indexer *indexer = NULL;
	struct sicht_indexer_options options = {.create = true, .threads = 1};
	ASSERT_OK(sicht_indexer_open(store, &options, &indexer));
	ASSERT_OK(sicht_indexer_audit(indexer, sicht_bytes_of("{\"who\":\"tester\"}")));
	return indexer;
}

uint32_t helper_set(struct sicht_indexer *indexer, const char *name, enum sicht_role role)
{
	uint32_t set = 0;
	struct sicht_set_options options = {.name = sicht_bytes_of(name), .role = role};
	ASSERT_OK(sicht_indexer_set(indexer, &options, &set));
	return set;
}

void helper_add(struct sicht_indexer *indexer, uint32_t set, unsigned first, unsigned count)
{
	struct sicht_arena arena = {0};
	for (unsigned i = first; i < first + count; i++) {
		struct sicht_indexer_add_options options = {
			.volatile_outcome = i % 3 == 0, .options_digest = i};
		uint64_t id;
		sicht_arena_reset(&arena);
		struct sicht_entry entry = helper_entry(&arena, i);
		entry.set = set;
		ASSERT_OK(sicht_indexer_add(indexer, &entry, &options, &id));
	}
	sicht_arena_free(&arena);
}

void helper_fill(
	const char *store, const char *set, enum sicht_role role, unsigned first, unsigned count)
{
	struct sicht_indexer *indexer = helper_open(store);
	helper_add(indexer, helper_set(indexer, set, role), first, count);
	ASSERT_OK(sicht_indexer_commit(indexer));
	sicht_indexer_close(indexer);
}

/* ---- fingerprints ---- */

static void mix(uint64_t *print, const void *data, size_t size)
{
	const unsigned char *bytes = data;
	for (size_t i = 0; i < size; i++)
		*print = (*print ^ bytes[i]) * 0x100000001B3ull;
	*print = (*print ^ size) * 0x100000001B3ull;
}

static void mix_number(uint64_t *print, uint64_t number)
{
	mix(print, &number, sizeof number);
}

static void mix_bytes(uint64_t *print, struct sicht_bytes bytes)
{
	mix(print, bytes.data, bytes.size);
}

static void mix_entry(uint64_t *print, const struct sicht_entry *entry)
{
	uint64_t numbers[] = {entry->id, entry->set, (uint64_t)entry->outcome,
		(uint64_t)entry->media, entry->has_size, entry->size_bytes, entry->has_mtime,
		(uint64_t)entry->mtime_ns, (uint64_t)entry->ctime_ns, entry->width, entry->height,
		entry->pictures, entry->digests.have, entry->hash_count};
	struct sicht_bytes texts[] = {entry->category.scheme, entry->category.code, entry->path,
		entry->external, entry->series, entry->supplier, entry->source, entry->tags};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		mix_number(print, numbers[i]);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		mix_bytes(print, texts[i]);
	mix(print, entry->digests.md5, 16);
	mix(print, entry->digests.sha1, 20);
	mix(print, entry->digests.sha256, 32);
	for (uint32_t i = 0; i < entry->hash_count; i++)
		mix(print, &entry->hashes[i], sizeof entry->hashes[i]);
}

/* Postings of live entries as a sum: the order depends on how they lie in segments. */
struct postings {
	const struct sicht_store *store;
	uint64_t sum;
};

static bool sum_pdq(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	struct postings *postings = context;
	uint64_t print = owner;
	mix(&print, hash, sizeof *hash);
	if (!sicht_tombstones_has(
		    sicht_store_tombstones(postings->store), sicht_owner_entry(owner)))
		postings->sum += print;
	return true;
}

static bool sum_digest(void *context, const uint8_t *digest, uint64_t entry)
{
	struct postings *postings = context;
	uint64_t print = entry;
	mix(&print, digest, 16);
	if (!sicht_tombstones_has(sicht_store_tombstones(postings->store), entry))
		postings->sum += print;
	return true;
}

static enum sicht_status mix_segments(uint64_t *print, const struct sicht_store *store)
{
	for (unsigned kind = 0; kind < SICHT_SEGMENT_KIND_COUNT; kind++) {
		for (int role = SICHT_ROLE_KNOWN; role <= SICHT_ROLE_IGNORABLE; role++) {
			struct postings postings = {store, 0};
			size_t count;
			const struct sicht_segment *const *segments =
				sicht_store_segments(store, kind, (enum sicht_role)role, &count);
			for (size_t i = 0; i < count; i++) {
				SICHT_TRY(sicht_segment_need(segments[i], 1));
				if (kind >= SICHT_SEGMENT_PDQ_FULLRES)
					sicht_segment_each_pdq(segments[i], sum_pdq, &postings);
				else
					sicht_segment_each_digest(
						segments[i], sum_digest, &postings);
			}
			mix_number(print, postings.sum);
		}
	}
	return SICHT_OK;
}

/* FNV-1a begins so. */
#define PRINT_BEGIN 0xCBF29CE484222325ull

static enum sicht_status fingerprint(const struct sicht_store *store, uint64_t *out)
{
	uint64_t print = PRINT_BEGIN, id = 0;
	size_t count;
	const struct sicht_set *sets = sicht_store_sets(store, &count);
	for (size_t i = 0; i < count; i++) {
		mix_bytes(&print, sets[i].name);
		mix_number(&print, sets[i].id);
		mix_number(&print, sets[i].entry_count);
	}
	for (;;) {
		struct sicht_arena arena = {0};
		struct sicht_entry entry;
		SICHT_TRY(sicht_store_next_entry(store, id, &id));
		if (id == 0)
			break;
		enum sicht_status status = sicht_store_entry(store, id, &arena, &entry);
		if (status == SICHT_OK)
			mix_entry(&print, &entry);
		sicht_arena_free(&arena);
		SICHT_TRY(status);
	}
	SICHT_TRY(mix_segments(&print, store));
	*out = print;
	return SICHT_OK;
}

uint64_t helper_entry_print(const struct sicht_entry *entry)
{
	uint64_t print = PRINT_BEGIN;
	mix_entry(&print, entry);
	return print;
}

struct sicht_store *helper_open_store(const char *path)
{
	struct sicht_store *store = NULL;
	ASSERT_OK(sicht_store_open(path, NULL, &store));
	return store;
}

uint64_t helper_fingerprint(const struct sicht_store *store)
{
	uint64_t print = 0;
	ASSERT_OK(fingerprint(store, &print));
	return print;
}

enum sicht_status helper_read_all(const char *path, uint64_t *out)
{
	struct sicht_store *store = NULL;
	SICHT_TRY(sicht_store_open(path, NULL, &store));
	enum sicht_status status = fingerprint(store, out);
	sicht_store_close(store);
	return status;
}
