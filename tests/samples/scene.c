/* SPDX-License-Identifier: MIT */
/*
 * Scenes from a seed: a landscape, a town, a room or a close-up. What matters for a perceptual
 * hash is that two of them share no large shapes; so every place, size and colour is drawn anew,
 * and some things are large.
 */
#include "tests/samples/scene.h"

#include <math.h>
#include <stdbool.h>

enum kind {
	LANDSCAPE,
	TOWN,
	ROOM,
	CLOSE_UP,
	KIND_COUNT,
};

static struct colour mixed(struct colour a, struct colour b, float share)
{
	return (struct colour){
		a.r + (b.r - a.r) * share, a.g + (b.g - a.g) * share, a.b + (b.b - a.b) * share};
}

/* A colour around `brightness`, away from grey by `saturation` at most. */
static struct colour any_colour(uint64_t *chance, float brightness, float saturation)
{
	struct colour colour = {brightness, brightness, brightness};
	colour.r += noise_between(chance, -saturation, saturation);
	colour.g += noise_between(chance, -saturation, saturation);
	colour.b += noise_between(chance, -saturation, saturation);
	return colour;
}

/* A direction without sine and cosine, whose last bit differs between C libraries. */
static void any_turn(uint64_t *chance, float share, float *cosine, float *sine)
{
	float x = 1, y = noise_between(chance, -share, share);
	float length = sqrtf(x * x + y * y);
	*cosine = x / length;
	*sine = y / length;
}

static struct thing *add_thing(struct scene *scene, uint64_t *chance, enum shape shape)
{
	struct thing *thing = &scene->things[scene->thing_count++];
	*thing = (struct thing){
		.shape = shape,
		.x = noise_between(chance, -0.1f, scene->aspect + 0.1f),
		.y = noise_between(chance, 0.05f, 0.95f),
		.width = noise_between(chance, 0.03f, 0.16f),
		.height = noise_between(chance, 0.03f, 0.16f),
		.colour = any_colour(chance, noise_between(chance, 0.15f, 0.9f), 0.18f),
		.roughness = noise_between(chance, 0.1f, 0.7f),
		.grain = noise_between(chance, 0.3f, 1.5f),
		.seed = noise_mix(*chance),
	};
	any_turn(chance, 0.0f, &thing->cosine, &thing->sine);
	return thing;
}

static void add_trees(struct scene *scene, uint64_t *chance, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		float near = (float)(i + 1) / (float)count; /* painted from far to near */
		bool fir = noise_next(chance) < 0.5f;
		struct thing *tree = add_thing(scene, chance, fir ? SHAPE_CONE : SHAPE_ELLIPSE);
		float foot = scene->horizon + (1 - scene->horizon) * near * near * 0.9f;
		tree->height = noise_between(chance, 0.05f, 0.14f) * (0.6f + 1.7f * near);
		tree->width = tree->height * noise_between(chance, 0.4f, 1.0f);
		tree->y = foot - tree->height;
		tree->colour = (struct colour){noise_between(chance, 0.1f, 0.4f),
			noise_between(chance, 0.2f, 0.5f), noise_between(chance, 0.05f, 0.25f)};
		tree->roughness = 1.1f;
		tree->grain = noise_between(chance, 1.5f, 3);
		tree->ragged = fir ? 0.5f : 1.2f;
	}
}

static void add_houses(struct scene *scene, uint64_t *chance, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct thing *house = add_thing(scene, chance, SHAPE_BOX);
		float near = (float)(i + 1) / (float)count;
		float foot = scene->horizon + (1 - scene->horizon) * 0.8f * near * near;
		house->height = noise_between(chance, 0.08f, 0.38f);
		house->width = noise_between(chance, 0.05f, 0.16f);
		house->y = foot - house->height;
		house->columns = 2 + (unsigned)(noise_next(chance) * 6);
		house->rows = 2 + (unsigned)(house->height * 24);
	}
}

static void add_furniture(struct scene *scene, uint64_t *chance, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		bool box = noise_next(chance) < 0.5f;
		struct thing *thing = add_thing(scene, chance, box ? SHAPE_BOX : SHAPE_ELLIPSE);
		thing->width *= 1.6f;
		thing->height *= 1.6f;
		if (box && noise_next(chance) < 0.4f)
			thing->columns = thing->rows = 1 + (unsigned)(noise_next(chance) * 3);
		any_turn(chance, 0.3f, &thing->cosine, &thing->sine);
	}
}

/* Petals, fruit, faces of stone: large round shapes one over the other. */
static void add_blobs(struct scene *scene, uint64_t *chance, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct thing *thing = add_thing(scene, chance, SHAPE_ELLIPSE);
		float larger = i < count / 3 ? 2.8f : 1.3f;
		thing->width *= larger;
		thing->height *= larger;
		any_turn(chance, 2.0f, &thing->cosine, &thing->sine);
	}
}

static void add_ridges(struct scene *scene, uint64_t *chance, unsigned count)
{
	struct colour rock = any_colour(chance, noise_between(chance, 0.15f, 0.4f), 0.1f);
	for (unsigned i = 0; i < count; i++) {
		float near = (float)(i + 1) / (float)count;
		scene->ridges[i] = (struct ridge){
			.height = scene->horizon - 0.22f * (1 - near) + 0.05f,
			.swing = noise_between(chance, 0.15f, 0.5f),
			.scale = noise_between(chance, 0.08f, 0.25f),
			.place = noise_next(chance),
			.colour = mixed(scene->sky_low, rock, 0.35f + 0.55f * near),
		};
	}
	scene->ridge_count = count;
}

static void fill(struct scene *scene, uint64_t *chance, enum kind kind)
{
	unsigned some = (unsigned)(noise_next(chance) * 8);
	switch (kind) {
	case LANDSCAPE:
		add_ridges(scene, chance, 1 + some % (SCENE_RIDGES_MAX - 1));
		add_trees(scene, chance, 6 + some * 2);
		add_blobs(scene, chance, 2 + some / 3); /* boulders, balloons, a thumb */
		break;
	case TOWN:
		add_ridges(scene, chance, 1);
		add_houses(scene, chance, 9 + some);
		add_trees(scene, chance, 3 + some);
		break;
	case ROOM:
		add_furniture(scene, chance, 14 + some);
		break;
	default:
		add_blobs(scene, chance, 16 + some);
		break;
	}
}

void scene_invent(struct scene *scene, uint64_t seed, float aspect)
{
	uint64_t chance = noise_mix(seed);
	enum kind kind = (enum kind)(noise_next(&chance) * KIND_COUNT);
	bool inside = kind == ROOM || kind == CLOSE_UP;
	scene->aspect = aspect;
	scene->seed = seed;
	scene->ridge_count = scene->thing_count = 0;
	scene->horizon = noise_between(&chance, 0.3f, 0.75f);
	float day = noise_between(&chance, 0.35f, 0.9f);
	scene->sky_top = any_colour(&chance, day * 0.75f, inside ? 0.2f : 0.04f);
	scene->sky_low = any_colour(&chance, day, inside ? 0.1f : 0.04f);
	scene->ground_near = any_colour(&chance, noise_between(&chance, 0.2f, 0.6f), 0.06f);
	if (!inside) { /* blue above; green, sand or earth below */
		scene->sky_top.r -= 0.2f;
		scene->sky_top.b += 0.15f;
		scene->ground_near.b *= 0.5f;
	}
	scene->ground_far = mixed(scene->ground_near, scene->sky_low, 0.5f);
	scene->cloud_scale = noise_between(&chance, 0.12f, 0.5f);
	scene->cloud_place = noise_next(&chance);
	scene->cloud_threshold = noise_between(&chance, 0.3f, 0.65f);
	scene->ground_scale = noise_between(&chance, 0.05f, 0.3f);
	scene->ground_contrast = noise_between(&chance, 0.4f, 0.9f);
	float x = noise_between(&chance, -1, 1), y = noise_between(&chance, -1, -0.2f);
	float length = sqrtf(x * x + y * y + 0.5f);
	scene->light_x = x / length;
	scene->light_y = y / length;
	scene->light_z = sqrtf(0.5f) / length;
	scene->vignette = noise_between(&chance, 0, 0.5f);
	scene->grain = noise_between(&chance, 0.005f, 0.03f);
	fill(scene, &chance, kind);
	noise_fill(&scene->noise, noise_mix(chance));
}
