/* SPDX-License-Identifier: MIT */
/* The life of one decoding: announced, allocated, ended. See decode.h. */
#include "engine/decoder/decode.h"

#include <assert.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/decoder/reply.h"
#include "engine/decoder/server.h"

/* Arenas of threads reserve address space that is limited. */
#define ARENAS_MAX 2

/* Above the first of these, which is the C library's limit, memory always goes back at once. */
void sicht_decoding_prepare(void)
{
	mallopt(M_ARENA_MAX, ARENAS_MAX);
	mallopt(M_MMAP_THRESHOLD, SICHT_DECODER_KEPT_BYTES / 2);
	mallopt(M_TRIM_THRESHOLD, SICHT_DECODER_KEPT_BYTES);
}

void sicht_decoding_end(
	struct sicht_decoding *decoding, enum sicht_outcome outcome, const char *detail)
{
	if (decoding->outcome != SICHT_OUTCOME_DECODED &&
		decoding->outcome != SICHT_OUTCOME_TRUNCATED)
		return;
	decoding->outcome = outcome;
	if (*detail == '\0')
		return; /* an earlier line still says more */
	memset(decoding->detail, 0, sizeof decoding->detail);
	for (size_t i = 0; i < SICHT_DETAIL_BYTES - 1 && detail[i] != '\0'; i++) {
		bool printable = detail[i] >= ' ' && detail[i] <= '~';
		decoding->detail[i] = printable ? detail[i] : ' ';
	}
	for (size_t end = strlen(decoding->detail); end > 0 && decoding->detail[end - 1] == ' ';)
		decoding->detail[--end] = '\0';
}

bool sicht_decoding_announce(struct sicht_decoding *decoding, uint64_t width, uint64_t height)
{
	assert(!decoding->announced);
	if (width == 0 || height == 0) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "its width or height is zero");
		return false;
	}
	if (width > UINT32_MAX || height > UINT32_MAX) {
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_OVER_LIMIT, "one side has too many pixels");
		return false;
	}
	decoding->announced = true;
	if (decoding->pictures == 0)
		sicht_decoding_count(decoding, 1, 1);
	uint64_t pixels_max = decoding->job->pixels_max - decoding->pixels;
	if (!decoding->is_thumbnail)
		sicht_reply_picture(
			decoding->job, decoding->page, (uint32_t)width, (uint32_t)height);
	else if (pixels_max > SICHT_THUMBNAIL_PIXELS_MAX)
		pixels_max = SICHT_THUMBNAIL_PIXELS_MAX;
	decoding->picture.full_width = (uint32_t)width;
	decoding->picture.full_height = (uint32_t)height;
	if (width > SICHT_SIDE_MAX_PIXELS || height > SICHT_SIDE_MAX_PIXELS) {
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_OVER_LIMIT, "one side has too many pixels");
		return false;
	}
	if (width * height > pixels_max) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OVER_LIMIT, "too many pixels");
		return false;
	}
	decoding->pixels += width * height;
	if (!decoding->is_thumbnail)
		sicht_server_announce(decoding->job, decoding->page + 1, decoding->pixels);
	return true;
}

void sicht_decoding_count(struct sicht_decoding *decoding, uint64_t pictures, uint64_t pages)
{
	if (pictures > SICHT_PICTURES_COUNT_MAX)
		pictures = SICHT_PICTURES_COUNT_MAX;
	decoding->pictures = (uint32_t)pictures;
	decoding->pages = (uint32_t)(pages < pictures ? pages : pictures);
}

bool sicht_decoding_next(struct sicht_decoding *decoding)
{
	uint32_t next = decoding->page + 1;
	sicht_decoding_free(decoding);
	if (decoding->job->first || next >= decoding->pages || next == SICHT_PICTURES_MAX ||
		decoding->outcome == SICHT_OUTCOME_OUT_OF_MEMORY) /* it will be tried once more */
		return false;
	*decoding = (struct sicht_decoding){
		.job = decoding->job,
		.fd = decoding->fd,
		.file = decoding->file,
		.pictures = decoding->pictures,
		.pages = decoding->pages,
		.pixels = decoding->pixels,
		.page = next,
	};
	return true;
}

bool sicht_decoding_allocate(
	struct sicht_decoding *decoding, uint32_t width, uint32_t height, uint32_t bands)
{
	assert(decoding->announced && width <= SICHT_SIDE_MAX_PIXELS && bands <= 3);
	size_t stride_bytes = (size_t)width * bands;
	decoding->samples = calloc(height, stride_bytes);
	if (decoding->samples == NULL) {
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for the samples");
		return false;
	}
	decoding->picture.data = decoding->samples;
	decoding->picture.stride_bytes = stride_bytes;
	decoding->picture.width = width;
	decoding->picture.height = height;
	decoding->picture.bands = bands;
	return true;
}

bool sicht_decoding_load(struct sicht_decoding *decoding, uint64_t size_max)
{
	uint64_t size = decoding->job->size_bytes;
	if (decoding->file.data != NULL)
		return true;
	if (size > size_max)
		size = size_max;
	uint8_t *bytes = malloc((size_t)size);
	if (bytes == NULL) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, "no memory for the file");
		return false;
	}
	size_t done = 0;
	while (done < size) {
		ssize_t count = pread(decoding->fd, bytes + done, size - done, (off_t)done);
		if (count <= 0)
			break; /* it ends here now; who decodes will see that */
		done += (size_t)count;
	}
	decoding->file = sicht_bytes(bytes, done);
	return true;
}

void sicht_decoding_free(struct sicht_decoding *decoding)
{
	free(decoding->samples);
	decoding->samples = NULL;
	decoding->picture.data = NULL;
}

void sicht_decoding_close(struct sicht_decoding *decoding)
{
	sicht_decoding_free(decoding);
	free((void *)decoding->file.data);
	decoding->file = sicht_bytes(NULL, 0);
}
