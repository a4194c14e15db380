/* SPDX-License-Identifier: MIT */
/*
 * A scene becomes pixels, row by row, from far to near. Rows do not depend on each other, so they
 * are painted in parallel, and every pixel is computed by additions, products, quotients and
 * square roots alone: the same bits everywhere.
 */
#include <math.h>
#include <stdbool.h>

#include "tests/samples/samples.h"
#include "tests/samples/scene.h"

#define SIDE_MAX 32768

/* One row under the brush. */
struct row {
	const struct scene *scene;
	const float *ridges; /* lines of the ridges: ridge_count times `width` heights */
	struct colour *pixels;
	int width, index;
	float pixel; /* the size of one */
	float y;
};

static float clamped(float value)
{
	return value < 0 ? 0 : value > 1 ? 1 : value;
}

static void blend(struct colour *under, struct colour over, float share)
{
	under->r += (over.r - under->r) * share;
	under->g += (over.g - under->g) * share;
	under->b += (over.b - under->b) * share;
}

static struct colour lit(struct colour colour, float light)
{
	return (struct colour){colour.r * light, colour.g * light, colour.b * light};
}

static void paint_sky(const struct row *row)
{
	const struct scene *scene = row->scene;
	const struct colour white = {0.95f, 0.95f, 0.97f};
	float height = row->y / scene->horizon;
	/* clouds are flatter the nearer they are to the horizon */
	float depth = scene->cloud_scale / (1.25f - height);
	for (int i = 0; i < row->width; i++) {
		float x = (float)i * row->pixel - scene->aspect / 2;
		float cloud = noise_at(&scene->noise, scene->cloud_place + x * depth, depth);
		struct colour colour = scene->sky_top;
		blend(&colour, scene->sky_low, height);
		blend(&colour, white, clamped((cloud - scene->cloud_threshold) * 3) * 0.8f);
		row->pixels[i] = colour;
	}
}

static void paint_ground(const struct row *row)
{
	const struct scene *scene = row->scene;
	float below = (row->y - scene->horizon) / (1 - scene->horizon);
	float depth = scene->ground_scale / (below + 0.12f);
	for (int i = 0; i < row->width; i++) {
		float x = (float)i * row->pixel - scene->aspect / 2;
		float rough = noise_at(&scene->noise, x * depth * 3, depth * 6);
		struct colour colour = scene->ground_far;
		blend(&colour, scene->ground_near, below);
		row->pixels[i] = lit(colour, 1 + (rough - 0.5f) * 2 * scene->ground_contrast);
	}
}

static void paint_ridges(const struct row *row)
{
	const struct scene *scene = row->scene;
	for (unsigned k = 0; k < scene->ridge_count; k++) {
		const struct ridge *ridge = &scene->ridges[k];
		const float *line = row->ridges + (size_t)k * (size_t)row->width;
		if (row->y > scene->horizon + 0.02f)
			continue;
		for (int i = 0; i < row->width; i++) {
			float inside = (row->y - line[i]) / row->pixel;
			if (inside <= 0)
				continue;
			float x = (float)i * row->pixel;
			float rough = noise_at(&scene->noise, x * 0.6f + ridge->place,
				(row->y - line[i] * 0.7f) * 0.6f);
			blend(&row->pixels[i], lit(ridge->colour, 0.45f + 1.1f * rough),
				clamped(inside));
		}
	}
}

/* How far (u, v) is inside the shape, in shares of its half width; negative outside. */
static float depth_inside(const struct thing *thing, float u, float v)
{
	switch (thing->shape) {
	case SHAPE_ELLIPSE:
		return 1 - sqrtf(u * u + v * v);
	case SHAPE_BOX:
		return fminf(1 - fabsf(u), 1 - fabsf(v));
	case SHAPE_CONE:
		break;
	}
	return fminf((v + 1) / 2 - fabsf(u), 1 - v);
}

/* Light and dark panes, the same ones for every row of pixels. */
static bool is_window(const struct thing *thing, float u, float v, float *light)
{
	float column = (u + 1) / 2 * (float)thing->columns, row = (v + 1) / 2 * (float)thing->rows;
	float in_column = column - floorf(column), in_row = row - floorf(row);
	if (in_column < 0.25f || in_column > 0.8f || in_row < 0.25f || in_row > 0.75f)
		return false;
	uint64_t pane = (uint64_t)column << 32 | (uint64_t)row;
	*light = noise_unit(noise_mix(thing->seed ^ pane)) < 0.3f ? 1.9f : 0.35f;
	return true;
}

static float light_on(const struct scene *scene, const struct thing *thing, float u, float v)
{
	float light = 0.75f - 0.15f * v, window;
	if (thing->shape == SHAPE_ELLIPSE) {
		float z = sqrtf(fmaxf(0, 1 - u * u - v * v));
		float facing = u * scene->light_x + v * scene->light_y + z * scene->light_z;
		light = 0.35f + 0.85f * fmaxf(0, facing);
	} else if (thing->shape == SHAPE_CONE) {
		light = 0.7f + 0.5f * u * scene->light_x;
	} else if (thing->columns > 0 && is_window(thing, u, v, &window)) {
		light = window;
	}
	return light;
}

static void paint_thing(const struct row *row, const struct thing *thing)
{
	const struct scene *scene = row->scene;
	float c = thing->cosine, s = thing->sine;
	float reach_x = fabsf(thing->width * c) + fabsf(thing->height * s);
	float reach_y = fabsf(thing->width * s) + fabsf(thing->height * c);
	float dy = row->y - thing->y;
	if (fabsf(dy) > reach_y)
		return;
	int first = (int)fmaxf(0, (thing->x - reach_x) / row->pixel);
	int last = (int)fminf((float)row->width - 1, (thing->x + reach_x) / row->pixel);
	float edge = fminf(thing->width, thing->height) / row->pixel;
	float place = noise_unit(thing->seed);
	for (int i = first; i <= last; i++) {
		float dx = (float)i * row->pixel - thing->x;
		float u = (dx * c + dy * s) / thing->width, v = (dy * c - dx * s) / thing->height;
		float inside = depth_inside(thing, u, v);
		if (inside <= -thing->ragged / 2)
			continue;
		float rough = noise_at(&scene->noise, place + dx * thing->grain,
				      place + dy * thing->grain) -
			      0.5f;
		inside += rough * thing->ragged;
		float share = clamped(inside * edge);
		float light = light_on(scene, thing, u, v) * (1 + 2 * thing->roughness * rough);
		blend(&row->pixels[i], lit(thing->colour, light), share);
	}
}

/* The camera: darker corners, grain, eight bits. */
static void expose(const struct row *row, uint8_t *out)
{
	const struct scene *scene = row->scene;
	for (int i = 0; i < row->width; i++) {
		float x = (float)i * row->pixel / scene->aspect - 0.5f, y = row->y - 0.5f;
		uint64_t place = (uint64_t)row->index << 32 | (uint64_t)i;
		float grain = noise_unit(noise_mix(scene->seed ^ place)) - 0.5f;
		float light = 1 - scene->vignette * 2 * (x * x + y * y);
		const struct colour colour = lit(row->pixels[i], light);
		const float channels[3] = {colour.r, colour.g, colour.b};
		for (int k = 0; k < 3; k++)
			out[3 * i + k] =
				(uint8_t)(255 * clamped(channels[k] + 2 * scene->grain * grain) +
					  0.5f);
	}
}

static void paint_row(struct row *row, uint8_t *out)
{
	if (row->y < row->scene->horizon)
		paint_sky(row);
	else
		paint_ground(row);
	paint_ridges(row);
	for (unsigned i = 0; i < row->scene->thing_count; i++)
		paint_thing(row, &row->scene->things[i]);
	expose(row, out);
}

static void draw_ridge_lines(const struct scene *scene, int width, float pixel, float *lines)
{
	for (unsigned k = 0; k < scene->ridge_count; k++) {
		const struct ridge *ridge = &scene->ridges[k];
		for (int i = 0; i < width; i++) {
			float x = (float)i * pixel * ridge->scale;
			float swing =
				noise_at(&scene->noise, x + ridge->place, ridge->place) - 0.5f;
			lines[(size_t)k * (size_t)width + (size_t)i] =
				ridge->height + ridge->swing * swing;
		}
	}
}

static void paint(const struct scene *scene, const float *lines, VipsImage *image)
{
	const float pixel = 1.0f / (float)image->Ysize;
#pragma omp parallel
	{
		struct colour *pixels = g_new(struct colour, image->Xsize);
#pragma omp for schedule(dynamic, 16)
		for (int y = 0; y < image->Ysize; y++) {
			struct row row = {
				.scene = scene,
				.ridges = lines,
				.pixels = pixels,
				.width = image->Xsize,
				.index = y,
				.pixel = pixel,
				.y = ((float)y + 0.5f) * pixel,
			};
			paint_row(&row, VIPS_IMAGE_ADDR(image, 0, y));
		}
		g_free(pixels);
	}
}

enum sicht_status sicht_sample_photo(uint64_t seed, int width, int height, VipsImage **out)
{
	if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX)
		return sicht_fail(SICHT_ERROR_USAGE, "a sample is 1 to %d pixels a side", SIDE_MAX);
	SICHT_DEFER(sicht_sample_free) VipsImage *image = vips_image_new_memory();
	vips_image_init_fields(image, width, height, 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE,
		VIPS_INTERPRETATION_sRGB, 2.835, 2.835);
	if (vips_image_write_prepare(image) != 0)
		return sicht_sample_fail("paint a picture");
	struct scene *scene = g_new0(struct scene, 1);
	float *lines = g_new(float, (size_t)SCENE_RIDGES_MAX *(size_t)width);
	scene_invent(scene, seed, (float)width / (float)height);
	draw_ridge_lines(scene, width, 1.0f / (float)height, lines);
	paint(scene, lines, image);
	g_free(lines);
	g_free(scene);
	*out = image;
	image = NULL;
	return SICHT_OK;
}
