/* SPDX-License-Identifier: MIT */
/* Pictures become hashes by the decoder that sicht itself uses, locked in as it is there. */
#include <fcntl.h>
#include <omp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/robustness/robustness.h"
#include "engine/base/file.h"
#include "engine/worker/sniff.h"

void hashing_open(struct hashing *out)
{
	*out = (struct hashing){.threads = omp_get_max_threads()};
	const struct sicht_pool_options options = {
		.program = &sicht_decoder_program, .slots = (unsigned)out->threads};
	out->arenas = calloc((size_t)out->threads, sizeof *out->arenas);
	if (out->arenas == NULL)
		bench_fail("no memory");
	if (sicht_pool_open(&options, &out->pool) != SICHT_OK)
		bench_fail(sicht_message());
}

void hashing_rest(struct hashing *hashing)
{
	for (int i = 0; i < hashing->threads; i++)
		sicht_arena_reset(&hashing->arenas[i]);
	if (sicht_pool_refill(hashing->pool) != SICHT_OK)
		bench_fail(sicht_message());
}

void hashing_close(struct hashing *hashing)
{
	sicht_pool_close(hashing->pool);
	for (int i = 0; i < hashing->threads; i++)
		sicht_arena_free(&hashing->arenas[i]);
	free(hashing->arenas);
}

static bool answer(struct hashing *hashing, const struct sicht_job *job, struct sicht_print *out)
{
	int thread = omp_get_thread_num();
	*out = (struct sicht_print){.outcome = SICHT_OUTCOME_DECODED};
	return sicht_decoder_begin(hashing->pool, (unsigned)thread, job) &&
	       sicht_decoder_finish(hashing->pool, (unsigned)thread, &hashing->arenas[thread],
		       out) == SICHT_JOB_DONE &&
	       out->window_count > 0;
}

static bool hash_descriptor(struct hashing *hashing, int fd, const struct sicht_hash_options *hash,
	struct sicht_print *out)
{
	static _Thread_local uint8_t head[SICHT_SNIFF_BYTES];
	struct stat state;
	ssize_t size = sicht_pread_full(fd, head, sizeof head, 0);
	if (size <= 0 || fstat(fd, &state) != 0)
		return false;
	const struct sicht_job job = {
		.content = sicht_content_of_file(fd, (uint64_t)state.st_size),
		.media = sicht_sniff(sicht_bytes(head, (size_t)size)).media,
		.hash = *hash,
	};
	if (job.media == SICHT_MEDIA_NONE || job.media == SICHT_MEDIA_OTHER)
		return false;
	/* Once more after a failure, as a scan does: a busy machine makes deadlines pass. */
	return answer(hashing, &job, out) || answer(hashing, &job, out);
}

bool hashing_file(struct hashing *hashing, const char *path, const struct sicht_hash_options *hash,
	struct sicht_print *out)
{
	SICHT_DEFER(sicht_close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 && hash_descriptor(hashing, fd, hash, out);
}

bool hashing_image(struct hashing *hashing, VipsImage *image, const char *format,
	const struct sicht_hash_options *hash, struct sicht_print *out)
{
	SICHT_DEFER(sicht_close_fd) int fd = memfd_create("bench", MFD_CLOEXEC);
	void *data = NULL;
	size_t size;
	if (fd < 0 || vips_image_write_to_buffer(image, format, &data, &size, NULL) != 0)
		bench_fail("cannot encode a picture");
	int failed = sicht_write_full(fd, data, size);
	g_free(data);
	return failed == 0 && hash_descriptor(hashing, fd, hash, out);
}
