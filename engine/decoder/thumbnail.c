/* SPDX-License-Identifier: MIT */
/* The thumbnail in a JPEG file, decoded like a picture of its own. */
#include "engine/decoder/decode.h"
#include "engine/decoder/exif/exif.h"

bool sicht_decode_thumbnail(const struct sicht_decoding *decoding, struct sicht_decoding *out)
{
	const struct sicht_decode_job *job = decoding->job;
	struct sicht_bytes head = decoding->file;
	struct sicht_decoding thumbnail = {.job = job, .fd = decoding->fd, .is_thumbnail = true};
	if (!job->thumbnail || job->media != SICHT_MEDIA_JPEG || decoding->page > 0)
		return false;
	if (head.size > SICHT_THUMBNAIL_HEAD_BYTES)
		head.size = SICHT_THUMBNAIL_HEAD_BYTES;
	if (!sicht_exif_thumbnail(head, &thumbnail.embedded))
		return false;
	sicht_decode_jpeg(&thumbnail);
	if (thumbnail.outcome != SICHT_OUTCOME_DECODED) {
		sicht_decoding_close(&thumbnail);
		return false;
	}
	*out = thumbnail;
	return true;
}
