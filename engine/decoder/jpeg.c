/* SPDX-License-Identifier: MIT */
/*
 * JPEG by libjpeg-turbo, in its default settings: the same samples as libvips and the reference's
 * tools get from it.
 *
 * libjpeg reports fatal errors by a function that must not return. All that a decoding needs lives
 * in struct reader, and guarded() is the only place with a jump in it: it runs one step and says
 * whether the step came to its end. So no local variable ever lives across a jump.
 *
 * The fast path wants luma alone and needs no more than SHORT_SIDE_MIN pixels of the shorter side:
 * libjpeg then leaves out chroma, and computes each block of 8x8 at a half, a quarter or an eighth.
 */
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "engine/decoder/decode.h"
#include "engine/decoder/exif/mpf.h"

/* A reduction that leaves fewer pixels moves hashes by more than two bits. */
#define SHORT_SIDE_MIN 256

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	struct sicht_decoding *decoding;
	uint8_t *ink; /* one row of CMYK, or NULL */
	bool has_rows;
};

/* ------------------------------------------------------------------------------------- errors */

static enum sicht_outcome outcome_of(int code)
{
	switch (code) {
	case JERR_OUT_OF_MEMORY:
		return SICHT_OUTCOME_OUT_OF_MEMORY;
	case JERR_IMAGE_TOO_BIG:
	case JERR_WIDTH_OVERFLOW:
		return SICHT_OUTCOME_OVER_LIMIT;
	case JERR_SOF_UNSUPPORTED:
	case JERR_BAD_PRECISION:
	case JERR_ARITH_NOTIMPL:
	case JERR_CONVERSION_NOTIMPL:
	case JERR_FRACT_SAMPLE_NOTIMPL:
	case JERR_CCIR601_NOTIMPL:
	case JERR_NOT_COMPILED:
		return SICHT_OUTCOME_UNSUPPORTED;
	default:
		return SICHT_OUTCOME_CORRUPT;
	}
}

static void fail(j_common_ptr common)
{
	struct reader *reader = common->client_data;
	char text[JMSG_LENGTH_MAX];
	enum sicht_outcome outcome = outcome_of(common->err->msg_code);
	/* behind rows that were read, what cannot be read is an end like any other */
	if (reader->has_rows && outcome != SICHT_OUTCOME_OUT_OF_MEMORY)
		outcome = SICHT_OUTCOME_TRUNCATED;
	common->err->format_message(common, text);
	sicht_decoding_end(reader->decoding, outcome, text);
	longjmp(reader->failed, 1);
}

/* Warnings that say that a part of the picture is not what it was. */
static bool is_loss(int code)
{
	switch (code) {
	case JWRN_JPEG_EOF:
	case JWRN_HIT_MARKER:
	case JWRN_HUFF_BAD_CODE:
	case JWRN_ARITH_BAD_CODE:
	case JWRN_MUST_RESYNC:
	case JWRN_BOGUS_PROGRESSION:
		return true;
	default:
		return false;
	}
}

static void warn(j_common_ptr common, int level)
{
	struct reader *reader = common->client_data;
	char text[JMSG_LENGTH_MAX];
	if (level >= 0 || !is_loss(common->err->msg_code))
		return;
	common->err->format_message(common, text);
	sicht_decoding_end(reader->decoding, SICHT_OUTCOME_TRUNCATED, text);
}

static bool guarded(struct reader *reader, bool (*step)(struct reader *reader))
{
	if (setjmp(reader->failed) != 0)
		return false;
	return step(reader);
}

/* -------------------------------------------------------------------------------------- steps */

/* The strongest reduction that leaves the shorter side SHORT_SIDE_MIN pixels. */
static unsigned reduction(unsigned width, unsigned height)
{
	unsigned side = width < height ? width : height, divisor = 8;
	while (divisor > 1 && (side + divisor - 1) / divisor < SHORT_SIDE_MIN)
		divisor /= 2;
	return divisor;
}

static bool choose_output(struct reader *reader)
{
	struct jpeg_decompress_struct *jpeg = &reader->jpeg;
	bool exact = reader->decoding->job->exact;
	switch (jpeg->jpeg_color_space) {
	case JCS_GRAYSCALE:
		jpeg->out_color_space = JCS_GRAYSCALE;
		break;
	case JCS_YCbCr:
		jpeg->out_color_space = exact ? JCS_RGB : JCS_GRAYSCALE;
		break;
	case JCS_RGB:
		jpeg->out_color_space = JCS_RGB;
		break;
	case JCS_CMYK:
	case JCS_YCCK:
		jpeg->out_color_space = JCS_CMYK;
		break;
	default:
		sicht_decoding_end(reader->decoding, SICHT_OUTCOME_UNSUPPORTED,
			"it has neither 1, 3 nor 4 colour components");
		return false;
	}
	if (!exact && jpeg->out_color_space == JCS_GRAYSCALE)
		jpeg->scale_denom = reduction(jpeg->image_width, jpeg->image_height);
	return true;
}

/* Exif's thumbnails have one scan; many of them in few bytes would only take time. */
static bool check_thumbnail(struct reader *reader)
{
	if (!reader->decoding->is_thumbnail || !jpeg_has_multiple_scans(&reader->jpeg))
		return true;
	sicht_decoding_end(reader->decoding, SICHT_OUTCOME_UNSUPPORTED, "a progressive thumbnail");
	return false;
}

static bool start(struct reader *reader)
{
	struct jpeg_decompress_struct *jpeg = &reader->jpeg;
	struct sicht_decoding *decoding = reader->decoding;
	jpeg_create_decompress(jpeg);
	struct sicht_bytes bytes =
		decoding->embedded.data != NULL ? decoding->embedded : decoding->file;
	jpeg_mem_src(jpeg, bytes.data, bytes.size);
	jpeg_read_header(jpeg, TRUE);
	if (!sicht_decoding_announce(decoding, jpeg->image_width, jpeg->image_height) ||
		!check_thumbnail(reader) || !choose_output(reader))
		return false;
	if (jpeg->out_color_space == JCS_GRAYSCALE &&
		sicht_decode_jpeg_luma(decoding, jpeg->scale_denom)) {
		reader->has_rows = true;
		return false;
	}
	jpeg_start_decompress(jpeg);
	if (jpeg->out_color_space == JCS_CMYK)
		reader->ink = jpeg->mem->alloc_large(
			(j_common_ptr)jpeg, JPOOL_IMAGE, (size_t)jpeg->output_width * 4);
	return sicht_decoding_allocate(decoding, jpeg->output_width, jpeg->output_height,
		jpeg->out_color_space == JCS_GRAYSCALE ? 1 : 3);
}

/*
 * Four-colour JPEGs are stored as light, not ink, whether they carry Adobe's marker or not: this is
 * what those who write them do and what the reference's decoder assumes.
 */
static void convert_ink(const uint8_t *ink, uint8_t *row, size_t width)
{
	for (size_t x = 0; x < width; x++) {
		for (size_t band = 0; band < 3; band++)
			row[3 * x + band] = sicht_cmyk_light(ink[4 * x + band], ink[4 * x + 3]);
	}
}

static bool read_rows(struct reader *reader)
{
	struct jpeg_decompress_struct *jpeg = &reader->jpeg;
	struct sicht_decoding *decoding = reader->decoding;
	while (jpeg->output_scanline < jpeg->output_height) {
		uint8_t *row =
			decoding->samples + jpeg->output_scanline * decoding->picture.stride_bytes;
		JSAMPROW target = reader->ink != NULL ? reader->ink : row;
		if (jpeg_read_scanlines(jpeg, &target, 1) != 1)
			return false;
		if (reader->ink != NULL)
			convert_ink(reader->ink, row, jpeg->output_width);
		reader->has_rows = true;
	}
	jpeg_finish_decompress(jpeg);
	return true;
}

/* Kinds that libjpeg refuses at once: lossless ones and those of 12 bits, and JPEG-LS. */
static const char *other_codec(int code)
{
	switch (code) {
	case JERR_SOF_UNSUPPORTED:
	case JERR_BAD_PRECISION:
		return "mjpeg";
	case JERR_UNKNOWN_MARKER:
		return "jpegls";
	default:
		return NULL;
	}
}

/*
 * Which JPEG is meant: the file, or a further picture in it. False, outcome set: it is not there.
 */
static bool choose_picture(struct sicht_decoding *decoding)
{
	if (decoding->page > 0) {
		bool there = sicht_mpf_picture(decoding->file, decoding->page, &decoding->embedded);
		if (!there)
			sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT,
				"it is not where the index of the file says");
		return there;
	}
	if (!sicht_decoding_load(decoding, SICHT_JPEG_BYTES_MAX))
		return false;
	uint32_t pictures = sicht_mpf_count(decoding->file);
	sicht_decoding_count(decoding, pictures, pictures);
	return true;
}

void sicht_decode_jpeg(struct sicht_decoding *decoding)
{
	struct reader reader = {.decoding = decoding};
	if (!decoding->is_thumbnail && !choose_picture(decoding))
		return;
	reader.jpeg.err = jpeg_std_error(&reader.errors);
	reader.jpeg.client_data = &reader;
	reader.errors.error_exit = fail;
	reader.errors.emit_message = warn;
	if (guarded(&reader, start))
		guarded(&reader, read_rows);
	if (!reader.has_rows)
		sicht_decoding_free(decoding);
	jpeg_destroy_decompress(&reader.jpeg);
	const char *codec = other_codec(reader.errors.msg_code);
	if (decoding->announced || decoding->embedded.data != NULL || codec == NULL)
		return;
	decoding->outcome = SICHT_OUTCOME_DECODED;
	decoding->detail[0] = '\0';
	sicht_decode_frame(decoding, decoding->file, codec);
}
