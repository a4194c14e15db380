/* SPDX-License-Identifier: MIT */
/*
 * Where in an AVIF file its coded pictures lie, and whether their ends are there.
 *
 * A file that was carved from a drive, or never finished, has its size and an end of zeros, which a
 * decoder of AV1 takes for a smooth picture without a word.
 *
 *     file     boxes: four bytes of size (1: eight more follow the type; 0: to the end), type, content
 *     meta     boxes again, behind four bytes
 *     iinf     infe boxes: number and type ("av01") of each item
 *     iloc     for each item where its parts (extents) lie in the file
 *
 * Source: ISO/IEC 14496-12, 8.11.
 */
#ifndef SICHT_ENGINE_DECODER_BOXES_BOXES_H
#define SICHT_ENGINE_DECODER_BOXES_BOXES_H

#include "sicht/types.h"

/* So many zeros at the end of a picture are no picture: an arithmetic coder does not write them. */
#define SICHT_BOXES_ZEROS 64

/* Has `file` an item of AV1, a part of which ends in so many zeros? */
bool sicht_boxes_end_in_zeros(struct sicht_bytes file);

#endif
