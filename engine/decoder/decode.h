/* SPDX-License-Identifier: MIT */
/*
 * From the bytes of a file to 8-bit samples: what all decoders of pictures share. They follow the
 * rules of the reference's own tools, so that hashes agree to the bit:
 *
 *   colour        no profile is applied; samples count as they are
 *   CMYK          the naive rule, R = (255 - C) (255 - K) / 255
 *   alpha         dropped, never blended: the colour below counts
 *   16 bits       the high byte; floating point is cut to 0..1
 *   palette       expanded; one bit becomes 0 and 255
 *   pages         all of them, one after the other; of an animation the first frame
 *   orientation   as stored (JPEG, TIFF); HEIF turns belong to its coding and are applied
 *
 * A decoder announces the picture's size before it touches a sample; that is where budgets are
 * kept. It leaves the picture, or none, and an outcome.
 */
#ifndef SICHT_ENGINE_DECODER_DECODE_H
#define SICHT_ENGINE_DECODER_DECODE_H

#include "engine/worker/decoder_message.h"

struct sicht_decoding {
	/* the file */
	const struct sicht_decode_job *job;
	int fd;
	struct sicht_bytes file; /* after sicht_decoding_load(): its bytes, malloc'ed */
	uint32_t pictures;       /* that it holds; set by the decoder that it was given to first */
	uint32_t pages;          /* of these, pages and still images: each is decoded */
	uint64_t pixels;         /* announced so far */
	/* the picture that is meant */
	uint32_t page;               /* which of them, from 0; a decoder may ignore it if it is 0 */
	struct sicht_bytes embedded; /* this JPEG, not the file */
	bool is_thumbnail;           /* sicht is told nothing of it */
	bool announced;              /* the size was told */
	struct sicht_picture picture; /* data NULL: none */
	uint8_t *samples;             /* malloc'ed; what `picture` shows */
	enum sicht_outcome outcome;   /* DECODED until something is wrong */
	char detail[SICHT_DETAIL_BYTES];
};

/*
 * One a media type. A picture that is there in part: TRUNCATED, with samples. Who reads files with
 * several pictures says how many there are (sicht_decoding_count()).
 */
void sicht_decode_jpeg(struct sicht_decoding *decoding);
void sicht_decode_webp(struct sicht_decoding *decoding);
void sicht_decode_vips(struct sicht_decoding *decoding); /* PNG, TIFF, GIF, HEIF, AVIF, HDR */
void sicht_decode_tiff(struct sicht_decoding *decoding); /* by libvips, unless a camera's raw one */
void sicht_decode_raw(struct sicht_decoding *decoding);  /* by the preview in it */
void sicht_decode_bmp(struct sicht_decoding *decoding);
void sicht_decode_icon(struct sicht_decoding *decoding);
void sicht_decode_psd(struct sicht_decoding *decoding);
void sicht_decode_still(struct sicht_decoding *decoding); /* all others, by libavcodec */

/*
 * `bytes`, a part of the loaded file or all of it, by the decoder that libavcodec calls `codec`.
 */
void sicht_decode_frame(
	struct sicht_decoding *decoding, struct sicht_bytes bytes, const char *codec);

/*
 * A part of sicht_decode_jpeg(), once the size is announced: the picture's luma by the luma reader,
 * if it is wanted, divided by `divisor` (1, 2, 4 or 8; 8 is taken for less if that is large
 * enough). False: libjpeg is to decode it; nothing has happened but time.
 */
bool sicht_decode_jpeg_luma(struct sicht_decoding *decoding, unsigned divisor);

/*
 * The thumbnail in a JPEG file that was decoded, well or not, if it is wanted: into a decoding of
 * its own, of which sicht is told nothing. True if all of it was decoded, else `out` is nothing.
 */
bool sicht_decode_thumbnail(const struct sicht_decoding *decoding, struct sicht_decoding *out);

/* How memory is taken: before all else. */
void sicht_decoding_prepare(void);

/* Go on to the next page of the file. False: there is none, or none is wanted. */
bool sicht_decoding_next(struct sicht_decoding *decoding);

/* Give back all that a decoding holds. */
void sicht_decoding_close(struct sicht_decoding *decoding);

/* Everything that libraries do once, before the process is locked in. False: they cannot run. */
bool sicht_vips_prepare(void);
void sicht_frame_prepare(void);

/* ------------------------------------------------------------------- for the decoders' use */

/*
 * Set how it ended; `detail`, which may come from a library, is made one printable line. The first
 * error counts, what follows is its consequence; an error outweighs a warning (truncated).
 */
void sicht_decoding_end(
	struct sicht_decoding *decoding, enum sicht_outcome outcome, const char *detail);

/*
 * The file holds so many pictures, of which so many are pages or still images of their own. Unless
 * it is called, there is one.
 */
void sicht_decoding_count(struct sicht_decoding *decoding, uint64_t pictures, uint64_t pages);

/*
 * The file says that the picture has this size. Tells sicht, and false (outcome set) if it is over
 * a limit, all pictures of the file together are, or it has no area.
 */
bool sicht_decoding_announce(struct sicht_decoding *decoding, uint64_t width, uint64_t height);

/*
 * Room, black, for the samples of the announced picture, reduced to `width` x `height` x `bands`.
 * False, outcome out-of-memory, if there is none.
 */
bool sicht_decoding_allocate(
	struct sicht_decoding *decoding, uint32_t width, uint32_t height, uint32_t bands);

/* One sample of CMYK by the naive rule; both are light, not ink: 255 is none. */
static inline uint8_t sicht_cmyk_light(unsigned colour, unsigned black)
{
	return (uint8_t)((colour * black + 127) / 255);
}

/*
 * Read the file, once, its first `size_max` bytes at most. False, outcome out-of-memory, if it
 * cannot.
 */
bool sicht_decoding_load(struct sicht_decoding *decoding, uint64_t size_max);

/* Give back the samples alone. */
void sicht_decoding_free(struct sicht_decoding *decoding);

#endif
