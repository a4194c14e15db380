/* SPDX-License-Identifier: MIT */
#ifndef SICHT_ENGINE_WORKER_EXTENSION_H
#define SICHT_ENGINE_WORKER_EXTENSION_H

#include "sicht/types.h"

/*
 * What the name of a file promises: UNSUPPORTED (a picture or video), CONTAINER, or NOT_MEDIA
 * (nothing of the kind).
 */
enum sicht_outcome sicht_extension_promise(struct sicht_bytes name);

/* Is the name's extension one of `words`, which stand between spaces: " tga icb "? */
bool sicht_extension_is_one_of(struct sicht_bytes name, const char *words);

#endif
