/* SPDX-License-Identifier: MIT */
/*
 * Segments whose bytes are not what the writer wrote, and whose checksums nobody looked at: what is
 * found lies in the segment, or it is called damaged. The first byte chooses a segment; 0 has the
 * rest as its whole file, the others are good ones in which words are replaced: a byte says how
 * they are searched, then seven bytes each, three where and four what.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "index/search/search.h"
#include "index/segment/view.h"
#include "tests/fuzz/fuzz.h"

#define PDQ_FLAT 300u
#define PDQ_RING (SICHT_SEGMENT_FLAT_MAX + 100u)
#define DIGESTS 400u
#define QUERIES 8u
#define CHANGES_MAX 32u

struct base {
	struct sicht_segment_info info;
	uint8_t *bytes; /* the file, mapped for writing: what a segment opened from it reads */
};

static char folder[] = "/tmp/sicht-fuzz-XXXXXX";
static int folder_fd = -1;
static struct base bases[3];
static struct sicht_pdq queries[QUERIES];

static void remove_folder(void)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	for (uint64_t number = 0; number <= 3; number++)
		unlinkat(folder_fd, sicht_segment_name(number, name), 0);
	rmdir(folder);
}

static uint64_t random_word(void)
{
	static uint64_t state = 1;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state ^ state >> 29;
}

static void map_base(struct base *base)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	int fd = openat(folder_fd, sicht_segment_name(base->info.number, name), O_RDWR | O_CLOEXEC);
	base->bytes = mmap(NULL, base->info.size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || base->bytes == MAP_FAILED)
		abort();
	close(fd);
}

/* Some hashes are near the queries, some have several owners. */
static void make_pdq(struct base *base, uint64_t number, size_t count)
{
	struct sicht_pdq_posting *postings = calloc(count, sizeof *postings);
	for (size_t i = 0; i < count; i++) {
		for (unsigned word = 0; word < 4; word++)
			postings[i].hash.word[word] =
				i < 64 ? queries[i % QUERIES].word[word] : random_word();
		postings[i].hash.word[0] ^= i < 32 ? i : 0;
		postings[i].owner = sicht_owner_make(i + 1, 0);
	}
	base->info = (struct sicht_segment_info){
		.number = number, .kind = SICHT_SEGMENT_PDQ_FULLRES, .role = SICHT_ROLE_KNOWN};
	if (sicht_segment_build_pdq(folder_fd, postings, count, (struct sicht_work){.threads = 1},
		    &base->info) != SICHT_OK)
		abort();
	free(postings);
	map_base(base);
}

static void make_digests(struct base *base, uint64_t number)
{
	struct sicht_digest_posting *postings = calloc(DIGESTS, sizeof *postings);
	for (size_t i = 0; i < DIGESTS; i++) {
		uint64_t word = i < QUERIES ? queries[i].word[0] : random_word();
		memcpy(postings[i].digest, &word, sizeof word);
		postings[i].entry = i + 1;
	}
	base->info = (struct sicht_segment_info){
		.number = number, .kind = SICHT_SEGMENT_MD5, .role = SICHT_ROLE_KNOWN};
	if (sicht_segment_build_digests(folder_fd, postings, DIGESTS,
		    (struct sicht_work){.threads = 1}, &base->info) != SICHT_OK)
		abort();
	free(postings);
	map_base(base);
}

static void make_bases(void)
{
	if (folder_fd >= 0)
		return;
	if (mkdtemp(folder) == NULL)
		abort();
	folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	atexit(remove_folder);
	for (unsigned i = 0; i < 4 * QUERIES; i++)
		queries[i / 4].word[i % 4] = random_word();
	make_digests(&bases[0], 1);
	make_pdq(&bases[1], 2, PDQ_FLAT);
	make_pdq(&bases[2], 3, PDQ_RING);
}

static void say_pdq(const struct sicht_hits *hits)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < hits->count; i++) {
		const struct sicht_hit *hit = &hits->items[i];
		sum = sum * 31 + hit->owner * 1000 + hit->query * 300 + hit->distance_bits;
	}
	fuzz_say("%zu hits:%llx", hits->count, (unsigned long long)sum);
}

/* Six bits say how far, two which engine. Higher thresholds take seconds over tables. */
static void search_pdq(const struct sicht_segment *segment, uint8_t how)
{
	struct sicht_hits hits = {0};
	struct sicht_search_options options = {
		.threshold_bits = how % (SICHT_THRESHOLD_DEFAULT + 1),
		.threads = 1,
		.engine = (enum sicht_search_engine)(how >> 6),
		.owners_max = 10,
	};
	if (sicht_search_range(&segment, 1, queries, QUERIES, &options, &hits) == SICHT_OK) {
		for (size_t i = 0; i < hits.count; i++)
			assert(hits.items[i].query < QUERIES &&
				hits.items[i].distance_bits <= options.threshold_bits);
		say_pdq(&hits);
	} else {
		fuzz_say("damaged");
	}
	sicht_hits_free(&hits);
}

static bool count_pdq(void *context, const struct sicht_pdq *hash, sicht_owner owner)
{
	(void)hash;
	*(sicht_owner *)context ^= owner;
	return true;
}

static bool count_digest(void *context, const uint8_t *digest, uint64_t entry)
{
	*(uint64_t *)context ^= entry + digest[0];
	return true;
}

static void use(const struct sicht_segment *segment, uint8_t how)
{
	uint64_t sum = 0;
	if (sicht_segment_is_pdq(sicht_segment_info(segment)->kind)) {
		search_pdq(segment, how);
		sicht_segment_each_pdq(segment, count_pdq, &sum);
		fuzz_say("all %llx", (unsigned long long)sum);
		return;
	}
	uint8_t digests[QUERIES][32] = {{0}};
	struct sicht_digest_hits hits = {0};
	for (unsigned i = 0; i < QUERIES; i++)
		memcpy(digests[i], &queries[i].word[0], 8);
	if (sicht_search_digests(&segment, 1, (const uint8_t(*)[32])digests, QUERIES, NULL, 1,
		    &hits) == SICHT_OK) {
		for (size_t i = 0; i < hits.count; i++)
			assert(hits.items[i].query < QUERIES);
		fuzz_say("%zu hits", hits.count);
	} else {
		fuzz_say("damaged");
	}
	sicht_digest_hits_free(&hits);
	sicht_segment_each_digest(segment, count_digest, &sum);
	fuzz_say("all %llx", (unsigned long long)sum);
}

static void try_changed(const struct base *base, const uint8_t *data, size_t size)
{
	uint32_t old[CHANGES_MAX];
	size_t at[CHANGES_MAX], count = 0;
	struct sicht_segment *segment = NULL;
	uint8_t how = size > 0 ? data[0] : 0;
	for (size_t i = 1; i + 7 <= size && count < CHANGES_MAX; i += 7, count++) {
		size_t words = base->info.size_bytes / 4;
		at[count] =
			(data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16) % words;
		memcpy(&old[count], base->bytes + 4 * at[count], 4);
		memcpy(base->bytes + 4 * at[count], data + i + 3, 4);
	}
	if (sicht_segment_open(folder_fd, &base->info, &segment) == SICHT_OK) {
		sicht_segment_believe(segment); /* or a checksum would end it here */
		use(segment, how);
		if (sicht_segment_verify(segment, (struct sicht_work){.threads = 1}) != SICHT_OK)
			fuzz_say("%s", sicht_message());
	} else {
		fuzz_say("%s", sicht_message());
	}
	sicht_segment_close(segment);
	while (count-- > 0)
		memcpy(base->bytes + 4 * at[count], &old[count], 4);
}

static void try_whole(const uint8_t *data, size_t size)
{
	char name[SICHT_SEGMENT_NAME_SIZE];
	struct sicht_segment *segment = NULL;
	struct sicht_segment_info info = {
		.kind = size > 0 ? data[0] % 6 : 0, .role = 1, .size_bytes = size, .item_count = 3};
	int fd = openat(folder_fd, sicht_segment_name(0, name),
		O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	if (sicht_segment_open(folder_fd, &info, &segment) == SICHT_OK)
		use(segment, 31);
	else
		fuzz_say("%s", sicht_message());
	sicht_segment_close(segment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	make_bases();
	if (size == 0)
		return 0;
	if (data[0] % 4 == 0)
		try_whole(data + 1, size - 1);
	else
		try_changed(&bases[data[0] % 4 - 1], data + 1, size - 1);
	return 0;
}
