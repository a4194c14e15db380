/* SPDX-License-Identifier: MIT */
/*
 * The pictures that a picture is made of: the halves of a collage, the photograph in a viewer,
 * above a caption or among the writing of a screen.
 *
 * A seam is a straight line across a part, from edge to edge, at which one line of cells differs
 * from the next far more than the lines around it do: pictures meet there, or a picture and a
 * page. The whole is cut at its strongest seam, uniform margins are peeled off what lies on either
 * side, and each side is cut on. Where both sides are full of detail, two pictures have been told
 * apart, and neither is cut again but for slivers along its edges: a horizon is a seam too, and
 * must not cut a photograph that has been found.
 *
 * Decided on the canonical reduction of trim.h, in integers, so both paths and all processors cut
 * alike.
 */
#ifndef SICHT_ENGINE_HASH_SEAM_H
#define SICHT_ENGINE_HASH_SEAM_H

#include "engine/hash/trim.h"

#define SICHT_SEAM_PARTS_MAX 2

/*
 * The parts of `within`, which trim A gave, that have the most detail, in cells of the grid, the
 * richest first; returns their number, 0 if there is no seam. No part is under an eighth of the
 * grid's side.
 */
size_t sicht_seam_parts(const struct sicht_grid *grid, const struct sicht_rect *within,
	struct sicht_rect out[SICHT_SEAM_PARTS_MAX]);

#endif
