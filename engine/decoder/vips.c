/* SPDX-License-Identifier: MIT */
/*
 * PNG, TIFF, GIF, HEIF, AVIF and Radiance by libvips, as a reader and nothing more.
 *
 * One idea: only the loader of the sniffed media runs, and libvips' own machinery stays out of the
 * way: every other loader is blocked, there is no cache, no thread pool (strips are pulled in the
 * calling thread), no file on disk (the threshold for temporary files is out of reach), and no code
 * made at run time (vector off). Samples are taken as they are; colours are converted only where
 * they are not plain grey, RGB or CMYK.
 */
#include <vips/vips.h>

#include <vips/vector.h>

#include "engine/decoder/boxes/boxes.h"
#include "engine/decoder/decode.h"
#include "engine/decoder/exif/tiff_pages.h"
#include "engine/decoder/hevc.h"
#include "engine/decoder/reply.h"

#include <dlfcn.h>
#include <gmodule.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Rows that are computed at a time. */
#define STRIP_ROWS 32

/* More than any picture has that passes the budgets. */
#define DISC_THRESHOLD "1000g"

/* Where libvips finds no modules. */
#define NO_MODULES "/dev/null"

static const char *const loaders[] = {
	"VipsForeignLoadPng",
	"VipsForeignLoadTiff",
	"VipsForeignLoadNsgif",
	"VipsForeignLoadHeif",
	"VipsForeignLoadRad",
};

/* ---------------------------------------------------------------------------------- preparation */

/* The decoding in progress, for the one callback that GLib gives no other way. */
static struct sicht_decoding *current;

/* GLib ends the process where it cannot allocate; sicht is told why before that. */
static void take_log(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
	(void)domain;
	(void)message;
	(void)data;
	if (current == NULL || (level & G_LOG_FLAG_FATAL) == 0)
		return;
	sicht_reply_outcome(current->job, SICHT_OUTCOME_OUT_OF_MEMORY, current->pictures,
		"no memory for a library");
	_exit(0);
}

/*
 * Loaders that libvips does not have in itself are modules beside it, and it loads them all: with
 * those for PDF, microscopes and ImageMagick come two dozen libraries that nothing here may use. So
 * it is kept from looking, and the one that is wanted is loaded, if there is one.
 */
static bool load_heif(void)
{
	char path[PATH_MAX];
	Dl_info vips;
	if (dladdr(dlsym(RTLD_DEFAULT, "vips_init"), &vips) == 0)
		return false;
	const char *slash = strrchr(vips.dli_fname, '/');
	int folder_size = slash != NULL ? (int)(slash + 1 - vips.dli_fname) : 0;
	int size = snprintf(path, sizeof path, "%.*svips-modules-%d.%d/vips-heif.so", folder_size,
		vips.dli_fname, vips_version(0), vips_version(1));
	if (size >= (int)sizeof path)
		return false;
	return access(path, F_OK) != 0 || g_module_open(path, G_MODULE_BIND_LAZY) != NULL;
}

bool sicht_vips_prepare(void)
{
	setenv("VIPS_DISC_THRESHOLD", DISC_THRESHOLD, 1);
	setenv("VIPSHOME", NO_MODULES, 1);
	g_log_set_default_handler(take_log, NULL);
	if (vips_init("sicht-decoder") != 0 || !load_heif() || !sicht_hevc_prepare())
		return false;
	vips_cache_set_max(0);
	vips_concurrency_set(1);
	vips_vector_set_enabled(FALSE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		vips_operation_block_set(loaders[i], FALSE);
	g_random_int(); /* opens a file when it is first used */
	return true;
}

/* ---------------------------------------------------------------------------------------- pages */

/* Of the file under way, found with its first picture. */
static struct sicht_tiff_pages tiff;
static int heif_primary;

/* A file position of ours: libvips moves the descriptor's own with each call. */
static int64_t tiff_position;

static gint64 read_page(VipsSourceCustom *source, void *buffer, gint64 size, gpointer data)
{
	struct sicht_decoding *decoding = data;
	(void)source;
	ssize_t count = pread(decoding->fd, buffer, (size_t)size, tiff_position);
	if (count <= 0)
		return count;
	sicht_tiff_pages_isolate(
		&tiff, decoding->page, (uint64_t)tiff_position, buffer, (size_t)count);
	tiff_position += count;
	return count;
}

static gint64 seek_page(VipsSourceCustom *source, gint64 offset, int whence, gpointer data)
{
	const struct sicht_decoding *decoding = data;
	(void)source;
	int64_t from = whence == SEEK_CUR   ? tiff_position
		       : whence == SEEK_END ? (int64_t)decoding->job->size_bytes
					    : 0;
	if (offset > INT64_MAX - from || from + offset < 0)
		return -1;
	return tiff_position = from + offset;
}

/* The file; of a TIFF with several pages, one as if it were alone. */
static VipsSource *open_source(struct sicht_decoding *decoding)
{
	bool has_pages = decoding->job->media == SICHT_MEDIA_TIFF && tiff.count > 1;
	if (!has_pages)
		return vips_source_new_from_descriptor(decoding->fd);
	VipsSourceCustom *source = vips_source_custom_new();
	tiff_position = 0;
	g_signal_connect(source, "read", G_CALLBACK(read_page), decoding);
	g_signal_connect(source, "seek", G_CALLBACK(seek_page), decoding);
	return VIPS_SOURCE(source);
}

/* How many pictures the file holds, as far as its loader knows; frames are not decoded. */
static void count_pictures(struct sicht_decoding *decoding, const VipsImage *image)
{
	uint64_t count = (uint64_t)vips_image_get_n_pages((VipsImage *)image);
	switch (decoding->job->media) {
	case SICHT_MEDIA_TIFF:
		break; /* known already */
	case SICHT_MEDIA_HEIF:
	case SICHT_MEDIA_AVIF:
		heif_primary = 0;
		if (vips_image_get_typeof(image, "heif-primary") != 0)
			vips_image_get_int(image, "heif-primary", &heif_primary);
		sicht_decoding_count(decoding, count, count);
		break;
	default:
		sicht_decoding_count(decoding, count, 1);
		break;
	}
}

/* -------------------------------------------------------------------------------------- opening */

/* The primary image is the first; the others follow in the order of the file. */
static VipsImage *load_heif_page(VipsSource *source, uint32_t page, VipsFailOn fail_on)
{
	int place = (int)page - ((int)page <= heif_primary);
	const VipsAccess access = VIPS_ACCESS_SEQUENTIAL;
	VipsImage *image = NULL;
	if (page == 0)
		vips_heifload_source(source, &image, "access", access, "fail_on", fail_on, NULL);
	else
		vips_heifload_source(
			source, &image, "access", access, "fail_on", fail_on, "page", place, NULL);
	return image;
}

static VipsImage *load(
	VipsSource *source, enum sicht_media media, uint32_t page, VipsFailOn fail_on)
{
	const VipsAccess access = VIPS_ACCESS_SEQUENTIAL;
	VipsImage *image = NULL;
	switch (media) {
	case SICHT_MEDIA_PNG:
		vips_pngload_source(source, &image, "access", access, "fail_on", fail_on, NULL);
		break;
	case SICHT_MEDIA_TIFF:
		vips_tiffload_source(source, &image, "access", access, "fail_on", fail_on, NULL);
		break;
	case SICHT_MEDIA_GIF:
		vips_gifload_source(source, &image, "access", access, "fail_on", fail_on, NULL);
		break;
	case SICHT_MEDIA_HDR:
		vips_radload_source(source, &image, "access", access, "fail_on", fail_on, NULL);
		break;
	default:
		image = load_heif_page(source, page, fail_on);
		break;
	}
	return image;
}

/* What libvips says in words only. */
static enum sicht_outcome outcome_of(const char *text)
{
	static const char *const unsupported[] = {
		"blocked", "nsupported", "not supported", "not a known"};
	if (strstr(text, "out of memory") != NULL)
		return SICHT_OUTCOME_OUT_OF_MEMORY;
	for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++) {
		if (strstr(text, unsupported[i]) != NULL)
			return SICHT_OUTCOME_UNSUPPORTED;
	}
	return SICHT_OUTCOME_CORRUPT;
}

/* ------------------------------------------------------------------------------ samples to ours */

/* How the bands of a picture are read. */
enum layout {
	GREY,
	COLOUR,
	INK,   /* cyan, magenta, yellow, black */
	OTHER, /* to be converted first */
};

static enum layout layout_of(const VipsImage *image)
{
	if (image->BandFmt != VIPS_FORMAT_UCHAR && image->BandFmt != VIPS_FORMAT_USHORT)
		return OTHER;
	switch (image->Type) {
	case VIPS_INTERPRETATION_CMYK:
		return image->Bands >= 4 ? INK : OTHER;
	case VIPS_INTERPRETATION_MULTIBAND:
	case VIPS_INTERPRETATION_B_W:
	case VIPS_INTERPRETATION_GREY16:
	case VIPS_INTERPRETATION_sRGB:
	case VIPS_INTERPRETATION_RGB:
	case VIPS_INTERPRETATION_RGB16:
		return image->Bands >= 3 ? COLOUR : GREY;
	default:
		return OTHER;
	}
}

/* Replace *image by one that is grey or sRGB of 8 bits. */
static bool convert(VipsImage **image)
{
	VipsImage *colours = NULL, *bytes = NULL;
	if (vips_colourspace(*image, &colours, VIPS_INTERPRETATION_sRGB, NULL) != 0) {
		vips_error_clear(); /* no way from there: take the numbers as they are */
		colours = g_object_ref(*image);
	}
	int failed = vips_cast_uchar(colours, &bytes, NULL);
	g_object_unref(colours);
	if (failed)
		return false;
	g_object_unref(*image);
	*image = bytes;
	return true;
}

/* Sample `band` of pixel `x`: 8 bits, or the high ones of 16. */
static inline uint8_t sample(const VipsPel *row, int format, size_t index)
{
	if (format == VIPS_FORMAT_UCHAR)
		return row[index];
	return (uint8_t)(((const uint16_t *)(const void *)row)[index] >> 8);
}

static void copy_row(const VipsImage *image, enum layout layout, const VipsPel *from, uint8_t *to)
{
	size_t bands = (size_t)image->Bands, kept = layout == GREY ? 1 : 3;
	int format = image->BandFmt;
	if (format == VIPS_FORMAT_UCHAR && bands == kept) {
		memcpy(to, from, (size_t)image->Xsize * kept);
		return;
	}
	for (size_t x = 0; x < (size_t)image->Xsize; x++) {
		for (size_t band = 0; band < kept; band++) {
			unsigned value = sample(from, format, x * bands + band);
			if (layout == INK)
				value = sicht_cmyk_light(
					255 - value, 255u - sample(from, format, x * bands + 3));
			to[x * kept + band] = (uint8_t)value;
		}
	}
}

/* Pull the picture through in strips. False: an error, in the error buffer. */
static bool read_strips(
	struct sicht_decoding *decoding, VipsImage *image, enum layout layout, bool *has_rows)
{
	VipsRegion *region = vips_region_new(image);
	bool sound = true;
	for (int top = 0; top < image->Ysize && sound; top += STRIP_ROWS) {
		VipsRect strip = {0, top, image->Xsize,
			image->Ysize - top < STRIP_ROWS ? image->Ysize - top : STRIP_ROWS};
		sound = vips_region_prepare(region, &strip) == 0;
		for (int row = 0; row < strip.height && sound; row++)
			copy_row(image, layout, VIPS_REGION_ADDR(region, 0, top + row),
				decoding->samples +
					(size_t)(top + row) * decoding->picture.stride_bytes);
		*has_rows |= sound;
	}
	g_object_unref(region);
	return sound;
}

/* The picture's size is told, and room made, by the first attempt. */
static bool prepare(struct sicht_decoding *decoding, const VipsImage *image, enum layout layout)
{
	if (decoding->samples != NULL) {
		if (decoding->picture.width == (uint32_t)image->Xsize &&
			decoding->picture.height == (uint32_t)image->Ysize &&
			decoding->picture.bands == (layout == GREY ? 1 : 3))
			return true;
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "two pictures in one");
		return false;
	}
	return sicht_decoding_allocate(
		decoding, (uint32_t)image->Xsize, (uint32_t)image->Ysize, layout == GREY ? 1 : 3);
}

static bool read_image(struct sicht_decoding *decoding, VipsImage **image, bool *has_rows)
{
	if (decoding->page == 0)
		count_pictures(decoding, *image);
	if (!decoding->announced && !sicht_decoding_announce(decoding, (uint64_t)(*image)->Xsize,
					    (uint64_t)(*image)->Ysize))
		return true;
	if (layout_of(*image) == OTHER && !convert(image))
		return false;
	enum layout layout = layout_of(*image);
	if (layout == OTHER) {
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_UNSUPPORTED, "its sample format is not supported");
		return true;
	}
	return !prepare(decoding, *image, layout) ||
	       read_strips(decoding, *image, layout, has_rows);
}

/* One attempt to read everything. False: it met an error; `*has_rows`: but not at once. */
static bool attempt(struct sicht_decoding *decoding, VipsFailOn fail_on, bool *has_rows)
{
	VipsSource *source = open_source(decoding);
	if (source == NULL)
		return false;
	VipsImage *image =
		load(source, (enum sicht_media)decoding->job->media, decoding->page, fail_on);
	bool sound = image != NULL && read_image(decoding, &image, has_rows);
	if (image != NULL)
		g_object_unref(image);
	g_object_unref(source);
	return sound;
}

/* What libheif decodes without a word. */
static void note_damage(struct sicht_decoding *decoding)
{
	if (sicht_hevc_damage() != NULL)
		sicht_decoding_end(decoding, SICHT_OUTCOME_TRUNCATED, sicht_hevc_damage());
	if (decoding->job->media != SICHT_MEDIA_AVIF || decoding->outcome != SICHT_OUTCOME_DECODED)
		return;
	if (decoding->file.data == NULL && !sicht_decoding_load(decoding, SICHT_AVIF_BYTES_MAX))
		return;
	if (sicht_boxes_end_in_zeros(decoding->file))
		sicht_decoding_end(
			decoding, SICHT_OUTCOME_TRUNCATED, "the coded picture ends in zeros");
}

/*
 * First strictly, to know that nothing is missing; if something is, once more by loaders that go on
 * with what they have.
 */
void sicht_decode_vips(struct sicht_decoding *decoding)
{
	bool has_rows = false;
	current = decoding;
	sicht_hevc_begin();
	if (decoding->job->media == SICHT_MEDIA_TIFF && decoding->page == 0) {
		sicht_tiff_pages_find(decoding->fd, &tiff);
		sicht_decoding_count(decoding, tiff.count, tiff.count);
	}
	if (!attempt(decoding, VIPS_FAIL_ON_TRUNCATED, &has_rows)) {
		enum sicht_outcome outcome = outcome_of(vips_error_buffer());
		if (outcome == SICHT_OUTCOME_CORRUPT) {
			sicht_decoding_end(decoding, SICHT_OUTCOME_TRUNCATED, vips_error_buffer());
			vips_error_clear();
			attempt(decoding, VIPS_FAIL_ON_NONE, &has_rows);
			outcome = outcome_of(vips_error_buffer());
		}
		if (!has_rows || outcome == SICHT_OUTCOME_OUT_OF_MEMORY)
			sicht_decoding_end(decoding, outcome, vips_error_buffer());
	}
	note_damage(decoding);
	if (!has_rows)
		sicht_decoding_free(decoding);
	vips_error_clear();
	current = NULL;
}
