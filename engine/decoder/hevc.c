/* SPDX-License-Identifier: MIT */
/*
 * A decoder of HEVC as libheif wants one, on libde265. See hevc.h.
 *
 * One idea: a picture is given memory that is filled with words which no picture holds. Where they
 * still stand when it is done nothing was decoded: that is damage, whether libde265 noticed or not,
 * and black is shown there.
 *
 * The rest of what counts as damage: every error and warning of libde265, and a unit of the stream
 * that ends in a zero byte, which the standard forbids (ITU-T H.265, 7.4.2.1) and files have that
 * were carved from a drive, or never finished: their end is filled up with zeros.
 */
#include "engine/decoder/hevc.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libde265/de265.h>
#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

/* libheif's own decoders have 100 and 150. */
#define PRIORITY 200

/* libde265's kernels want this. */
#define ALIGNMENT 16

static const char *damage; /* the first that was noticed */

void sicht_hevc_begin(void)
{
	damage = NULL;
}

const char *sicht_hevc_damage(void)
{
	return damage;
}

static void note(const char *what)
{
	if (damage == NULL)
		damage = what;
}

static const struct heif_error fine = {heif_error_Ok, heif_suberror_Unspecified, "Success"};

static struct heif_error failure(enum heif_suberror_code code, const char *text)
{
	return (struct heif_error){heif_error_Decoder_plugin_error, code, text};
}

/* ------------------------------------------------------------------------------- marked memory */

/* What stands, undecoded, in word `index` of a plane. */
static inline uint64_t mark(size_t index)
{
	return (index + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static size_t sample_bytes(const struct de265_image *image, int plane)
{
	return de265_get_bits_per_pixel(image, plane) > 8 ? 2 : 1;
}

static void release_planes(de265_decoder_context *context, struct de265_image *image, void *unused)
{
	(void)context;
	(void)unused;
	for (int plane = 0; plane < 3; plane++) {
		free(de265_get_image_plane_user_data(image, plane));
		de265_set_image_plane(image, plane, NULL, 0, NULL);
	}
}

static bool add_plane(struct de265_image *image, int plane, size_t width, size_t height)
{
	size_t stride = (width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	size_t words = stride * height * sample_bytes(image, plane) / sizeof(uint64_t);
	/* its kernels read a little beyond the end */
	uint64_t *memory = aligned_alloc(ALIGNMENT, words * sizeof *memory + ALIGNMENT);
	if (memory == NULL)
		return false;
	for (size_t i = 0; i < words; i++)
		memory[i] = mark(i);
	memset(memory + words, 0, ALIGNMENT);
	de265_set_image_plane(image, plane, memory, (int)stride, memory);
	return true;
}

static int allocate_planes(de265_decoder_context *context, struct de265_image_spec *spec,
	struct de265_image *image, void *unused)
{
	const size_t width = (size_t)spec->width, height = (size_t)spec->height;
	const bool half_width = spec->format == de265_image_format_YUV420P8 ||
				spec->format == de265_image_format_YUV422P8;
	const bool half_height = spec->format == de265_image_format_YUV420P8;
	bool done = add_plane(image, 0, width, height);
	for (int plane = 1; plane < 3 && spec->format != de265_image_format_mono8; plane++)
		done = done && add_plane(image, plane, half_width ? (width + 1) / 2 : width,
				       half_height ? (height + 1) / 2 : height);
	if (!done)
		release_planes(context, image, unused);
	return done;
}

/*
 * Copy `size` bytes that lie at `from`, in the plane that begins at `plane`; words that are marks
 * still become `black`.
 */
static void copy_row(
	const uint8_t *plane, const uint8_t *from, size_t size, uint64_t black, uint8_t *to)
{
	size_t at = (size_t)(from - plane), end = at + size;
	memcpy(to, from, size);
	for (size_t word = (at + 7) / 8; word * 8 + 8 <= end; word++) {
		uint64_t value;
		memcpy(&value, plane + word * 8, sizeof value);
		if (value != mark(word))
			continue;
		memcpy(to + (word * 8 - at), &black, sizeof black);
		note("a part of the picture is missing");
	}
}

/* Eight bytes of no light, or of no colour. */
static uint64_t black_of(int plane, int bits)
{
	if (plane == 0)
		return 0;
	return bits > 8 ? UINT64_C(0x0001000100010001) << (bits - 1) : UINT64_C(0x8080808080808080);
}

/* ----------------------------------------------------------------------------- libheif's wishes */

static const char *get_name(void)
{
	return "libde265, watched";
}

static void begin_library(void)
{
	de265_init();
}

static void end_library(void)
{
	de265_free();
}

static int supports(enum heif_compression_format format)
{
	return format == heif_compression_HEVC ? PRIORITY : 0;
}

static void set_strict(void *decoder, int flag)
{
	(void)decoder;
	(void)flag; /* damage is always told, and never a reason to give up */
}

/* Without de265_start_worker_threads() there are none. */
static struct heif_error new_decoder(void **out)
{
	static struct de265_image_allocation allocation = {allocate_planes, release_planes};
	de265_decoder_context *context = de265_new_decoder();
	if (context == NULL)
		return failure(heif_suberror_Unspecified, "out of memory");
	de265_set_image_allocation_functions(context, &allocation, NULL);
	*out = context;
	return fine;
}

static void free_decoder(void *decoder)
{
	de265_free_decoder(decoder);
}

/* Units of the stream, each behind its size in four bytes: libheif sees to that. */
static struct heif_error push(void *decoder, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	while (size >= 4) {
		size_t unit = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 |
			      (size_t)bytes[2] << 8 | bytes[3];
		bytes += 4;
		size -= 4;
		if (unit > size)
			return failure(
				heif_suberror_End_of_data, "a unit of the stream is cut off");
		if (unit == 0 || bytes[unit - 1] == 0)
			note("a unit of the stream ends in zeros");
		if (unit > 0 && de265_push_NAL(decoder, bytes, (int)unit, 0, NULL) != DE265_OK)
			return failure(heif_suberror_Unspecified, "out of memory");
		bytes += unit;
		size -= unit;
	}
	return size == 0 ? fine : failure(heif_suberror_End_of_data, "the stream is cut off");
}

/* What libde265 says of a sound stream as well. */
static bool is_harmless(de265_error error)
{
	return error == DE265_OK || error == DE265_ERROR_WAITING_FOR_INPUT_DATA ||
	       error == DE265_WARNING_NO_WPP_CANNOT_USE_MULTITHREADING ||
	       error == DE265_WARNING_SPS_MISSING_CANNOT_DECODE_SEI;
}

static struct heif_error copy_plane(
	const struct de265_image *picture, int plane, int bits, struct heif_image *image)
{
	static const enum heif_channel channels[] = {
		heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
	int width = de265_get_image_width(picture, plane);
	int height = de265_get_image_height(picture, plane);
	int from_stride, to_stride;
	if (de265_get_bits_per_pixel(picture, plane) != bits)
		return failure(
			heif_suberror_Unsupported_color_conversion, "planes of other depths");
	if (width <= 0 || height <= 0)
		return failure(heif_suberror_Invalid_image_size, "a plane without area");
	struct heif_error error = heif_image_add_plane(image, channels[plane], width, height, bits);
	if (error.code != heif_error_Ok)
		return error;
	const uint8_t *from = de265_get_image_plane(picture, plane, &from_stride);
	const uint8_t *start = de265_get_image_plane_user_data(picture, plane);
	/* Behind the sample adaptive offset the planes are libde265's copies of ours. */
	if (start == NULL)
		start = from;
	uint8_t *to = heif_image_get_plane(image, channels[plane], &to_stride);
	for (size_t y = 0; y < (size_t)height; y++)
		copy_row(start, from + y * (size_t)from_stride,
			(size_t)width * sample_bytes(picture, plane), black_of(plane, bits),
			to + y * (size_t)to_stride);
	return fine;
}

static void copy_colours(const struct de265_image *picture, struct heif_image *image)
{
	struct heif_color_profile_nclx *colours = heif_nclx_color_profile_alloc();
	heif_nclx_color_profile_set_color_primaries(
		colours, (uint16_t)de265_get_image_colour_primaries(picture));
	heif_nclx_color_profile_set_transfer_characteristics(
		colours, (uint16_t)de265_get_image_transfer_characteristics(picture));
	heif_nclx_color_profile_set_matrix_coefficients(
		colours, (uint16_t)de265_get_image_matrix_coefficients(picture));
	colours->full_range_flag = de265_get_image_full_range_flag(picture) != 0;
	heif_image_set_nclx_color_profile(image, colours);
	heif_nclx_color_profile_free(colours);
}

static struct heif_error copy_picture(const struct de265_image *picture, struct heif_image **out)
{
	const enum de265_chroma chroma = de265_get_chroma_format(picture);
	const bool grey = chroma == de265_chroma_mono;
	struct heif_image *image;
	struct heif_error error = heif_image_create(de265_get_image_width(picture, 0),
		de265_get_image_height(picture, 0),
		grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr, (enum heif_chroma)chroma,
		&image);
	if (error.code != heif_error_Ok)
		return error;
	int bits = de265_get_bits_per_pixel(picture, 0);
	for (int plane = 0; plane < (grey ? 1 : 3) && error.code == heif_error_Ok; plane++)
		error = copy_plane(picture, plane, bits, image);
	if (error.code != heif_error_Ok) {
		heif_image_release(image);
		return error;
	}
	copy_colours(picture, image);
	*out = image;
	return fine;
}

/* The last picture of the stream; there is one as a rule. */
static struct heif_error decode_picture(void *decoder, struct heif_image **out)
{
	struct heif_error error = failure(heif_suberror_Unspecified, "the stream shows no picture");
	de265_error said;
	int more = 1;
	*out = NULL;
	de265_flush_data(decoder);
	while (more) {
		more = 0;
		said = de265_decode(decoder, &more);
		if (!is_harmless(said))
			note(de265_get_error_text(said));
		const struct de265_image *picture = de265_get_next_picture(decoder);
		if (picture == NULL) {
			more = more && said == DE265_OK;
			continue;
		}
		if (*out != NULL)
			heif_image_release(*out);
		*out = NULL;
		error = copy_picture(picture, out);
		de265_release_next_picture(decoder);
	}
	while ((said = de265_get_warning(decoder)) != DE265_OK) {
		if (!is_harmless(said))
			note(de265_get_error_text(said));
	}
	return error;
}

/*
 * libheif decodes the tiles of a picture in threads of its own, unless each context is told not to.
 * It is libvips that makes them, so the function by which it does is this one: the linker prefers
 * what the program has, and it lets that be seen.
 */
struct heif_context *heif_context_alloc(void)
{
	union {
		void *address;
		struct heif_context *(*allocate)(void);
	} own = {.address = dlsym(RTLD_NEXT, "heif_context_alloc")};
	struct heif_context *context = own.address != NULL ? own.allocate() : NULL;
	if (context != NULL)
		heif_context_set_max_decoding_threads(context, 0);
	return context;
}

bool sicht_hevc_prepare(void)
{
	static const struct heif_decoder_plugin plugin = {
		.plugin_api_version = 3,
		.get_plugin_name = get_name,
		.init_plugin = begin_library,
		.deinit_plugin = end_library,
		.does_support_format = supports,
		.new_decoder = new_decoder,
		.free_decoder = free_decoder,
		.push_data = push,
		.decode_image = decode_picture,
		.set_strict_decoding = set_strict,
		.id_name = "sicht",
	};
	return heif_register_decoder_plugin(&plugin).code == heif_error_Ok;
}
