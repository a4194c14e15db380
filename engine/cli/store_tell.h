/* SPDX-License-Identifier: MIT */
/* What `store info` tells. */
#ifndef SICHT_ENGINE_CLI_STORE_TELL_H
#define SICHT_ENGINE_CLI_STORE_TELL_H

#include <stdbool.h>

#include "sicht/status.h"

/*
 * On standard output: what the store at `path` is, what its sets hold, and with what it would be
 * used on this machine. Reads every entry.
 */
SICHT_MUST_CHECK enum sicht_status sicht_store_tell(const char *path, bool as_json);

#endif
