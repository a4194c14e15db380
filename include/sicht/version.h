/* SPDX-License-Identifier: MIT */
/*
 * Versions: our own, and those of the foreign libraries as they are loaded now, each told by the
 * layer that uses it. The strings last as long as the thread.
 */
#ifndef SICHT_VERSION_H
#define SICHT_VERSION_H

#include "sicht/api.h"

SICHT_API_BEGIN

#define SICHT_VERSION "0.1.0"

const char *sicht_version_expat(void);
const char *sicht_version_jansson(void);
const char *sicht_version_libcrypto(void);
const char *sicht_version_lmdb(void);
const char *sicht_version_sqlite(void);
const char *sicht_version_xxhash(void);

SICHT_API_END

#endif
