/* SPDX-License-Identifier: MIT */
/* The thumbnail in a JPEG file, decoded like a picture of its own. */
#include <stdlib.h>

#include "engine/decoder/decode.h"
#include "engine/decoder/exif/exif.h"

static void free_bytes(uint8_t **bytes)
{
	free(*bytes);
}

bool sicht_decode_thumbnail(struct sicht_decoding *decoding)
{
	const struct sicht_job_message *job = decoding->job;
	if (!job->thumbnail || job->media != SICHT_MEDIA_JPEG)
		return false;
	SICHT_DEFER(free_bytes) uint8_t *head = malloc(SICHT_THUMBNAIL_HEAD_BYTES);
	if (head == NULL)
		return false;
	size_t size = sicht_decoding_read_file(decoding, head, SICHT_THUMBNAIL_HEAD_BYTES);
	if (!sicht_exif_thumbnail(sicht_bytes(head, size), &decoding->embedded))
		return false;
	sicht_decode_jpeg(decoding);
	decoding->embedded = sicht_bytes(NULL, 0);
	if (decoding->outcome == SICHT_OUTCOME_DECODED)
		return true;
	sicht_decoding_free(decoding);
	return false;
}
