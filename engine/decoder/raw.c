/* SPDX-License-Identifier: MIT */
/*
 * Raw pictures of cameras, by the JPEG that stands in them (engine/decoder/exif/preview.h). Many
 * are TIFF files whose first directory is a thumbnail, if anything: those are told from others
 * here.
 */
#include <string.h>
#include <unistd.h>

#include "engine/decoder/decode.h"
#include "engine/decoder/exif/preview.h"

/* Let the preview be the file. False: there is none, or no memory. */
static bool keep_preview(struct sicht_decoding *decoding)
{
	struct sicht_bytes preview;
	if (!sicht_decoding_load(decoding, SICHT_RAW_BYTES_MAX) ||
		!sicht_preview_find(decoding->file, &preview))
		return false;
	memmove((void *)decoding->file.data, preview.data, preview.size);
	decoding->file.size = preview.size;
	return true;
}

static void decode_preview(struct sicht_decoding *decoding)
{
	sicht_decoding_end(decoding, SICHT_OUTCOME_DECODED,
		"a camera's raw picture: what was compared is the preview in it");
	sicht_decode_jpeg(decoding);
	sicht_decoding_count(decoding, 1, 1); /* whatever directories and indexes say */
}

void sicht_decode_raw(struct sicht_decoding *decoding)
{
	if (keep_preview(decoding))
		decode_preview(decoding);
	else
		sicht_decoding_end(decoding, SICHT_OUTCOME_UNSUPPORTED,
			"a camera's raw picture without a preview");
}

void sicht_decode_tiff(struct sicht_decoding *decoding)
{
	uint8_t head[SICHT_RAW_HEAD_BYTES];
	ssize_t size = pread(decoding->fd, head, sizeof head, 0);
	if (size > 0 && sicht_tiff_is_raw(sicht_bytes(head, (size_t)size)) &&
		keep_preview(decoding)) {
		decode_preview(decoding);
		return;
	}
	sicht_decode_vips(decoding);
}
