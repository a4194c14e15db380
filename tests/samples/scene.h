/* SPDX-License-Identifier: MIT */
/*
 * What a sample photograph shows: a backdrop with a horizon, ridges before it, things before
 * these, and a camera. Lengths are in picture heights; the left upper corner is (0, 0).
 */
#ifndef SICHT_TESTS_SAMPLES_SCENE_H
#define SICHT_TESTS_SAMPLES_SCENE_H

#include <stdint.h>

#include "tests/samples/noise.h"

struct colour {
	float r, g, b; /* 0..1 */
};

enum shape {
	SHAPE_ELLIPSE, /* shaded as an ellipsoid */
	SHAPE_BOX,     /* a house front, a picture on a wall */
	SHAPE_CONE,    /* a fir, a roof */
};

struct thing {
	enum shape shape;
	float x, y;          /* centre */
	float width, height; /* half of each */
	float cosine, sine;  /* of its turn */
	struct colour colour;
	float roughness;        /* how much noise there is on it */
	float grain;            /* how fine that noise is */
	float ragged;           /* how far that noise bites into the edge: leaves and needles */
	unsigned columns, rows; /* windows of a box; 0: none */
	uint64_t seed;
};

struct ridge {
	float height, swing; /* mean line from above, and how far it goes up and down */
	float scale, place;  /* of the noise that draws it */
	struct colour colour;
};

#define SCENE_RIDGES_MAX 5
#define SCENE_THINGS_MAX 64

struct scene {
	float aspect;
	float horizon;
	struct colour sky_top, sky_low, ground_near, ground_far;
	float cloud_scale, cloud_place, cloud_threshold;
	float ground_scale, ground_contrast;
	float light_x, light_y, light_z; /* where the light comes from; of length 1 */
	float vignette, grain;
	unsigned ridge_count, thing_count;
	struct ridge ridges[SCENE_RIDGES_MAX];
	struct thing things[SCENE_THINGS_MAX];
	uint64_t seed;
	struct noise noise;
};

void scene_invent(struct scene *scene, uint64_t seed, float aspect);

#endif
