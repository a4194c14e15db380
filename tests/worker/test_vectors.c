/* SPDX-License-Identifier: MIT */
/* The published vectors, file to hash through the locked-in decoder: the reference's own bits. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/worker/sniff.h"
#include "tests/hash/vectors.h"
#include "tests/worker/support.h"

static struct vector vectors[VECTORS_MAX];

static int open_vector(const struct vector *vector, struct sicht_job *job)
{
	static uint8_t head[SICHT_SNIFF_BYTES];
	const char *named = getenv("SICHT_PDQ_VECTORS");
	char path[4096];
	struct stat status;
	snprintf(path, sizeof path, "%s/%s",
		named != NULL ? named : SICHT_SOURCE_DIR "/../shared/pdq-vectors", vector->path);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	cr_assert(fd >= 0 && fstat(fd, &status) == 0, "%s", path);
	ssize_t size = pread(fd, head, sizeof head, 0);
	cr_assert(size > 0);
	enum sicht_media media = sicht_sniff(sicht_bytes(head, (size_t)size)).media;
	*job = test_job(fd, (size_t)status.st_size, media, true);
	return fd;
}

static const struct sicht_window_print *full_window(
	const struct sicht_print *print, enum sicht_profile profile)
{
	for (unsigned i = 0; i < print->window_count; i++) {
		if (print->windows[i].profile == profile &&
			print->windows[i].window == SICHT_WINDOW_FULL)
			return &print->windows[i];
	}
	return NULL;
}

static void expect_reference(const struct vector *vector, const struct sicht_print *print)
{
	for (int profile = 0; profile < SICHT_PROFILE_COUNT; profile++) {
		const struct sicht_window_print *window =
			full_window(print, (enum sicht_profile)profile);
		cr_assert_not_null(window, "%s: %s, %s", vector->path,
			sicht_outcome_name(print->outcome), print->detail);
		unsigned distance = sicht_pdq_distance(&window->form[0], &vector->hash[profile]);
		cr_expect(distance == 0, "%s, %s: %u bits", vector->path,
			sicht_profile_name((enum sicht_profile)profile), distance);
		cr_expect(window->quality == vector->quality[profile], "%s: quality %u",
			vector->path, window->quality);
	}
	for (int form = 1; form < SICHT_DIHEDRAL_COUNT; form++) {
		const struct sicht_window_print *window = full_window(print, SICHT_PROFILE_REF512);
		cr_expect(sicht_pdq_distance(&window->form[form], &vector->form[form]) == 0,
			"%s, form %d", vector->path, form);
	}
}

Test(vectors, decoder_gives_the_reference_bits)
{
	size_t count = vectors_load(vectors);
	if (count == 0)
		return;
	struct sicht_arena arena = {0};
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	for (size_t i = 0; i < count; i++) {
		struct sicht_job job;
		struct sicht_print print;
		int fd = open_vector(&vectors[i], &job);
		job.hash.profiles = (1u << SICHT_PROFILE_COUNT) - 1;
		job.hash.all_forms = true;
		cr_assert(test_run(pool, &job, &arena, &print) == SICHT_JOB_DONE, "%s: %s",
			vectors[i].path, print.detail);
		expect_reference(&vectors[i], &print);
		close(fd);
	}
	sicht_pool_close(pool);
	sicht_arena_free(&arena);
}
