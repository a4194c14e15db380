/* SPDX-License-Identifier: MIT */
/* The version of the library that base uses. */
#include "sicht/version.h"

#include <jansson.h>

const char *sicht_version_jansson(void)
{
	return jansson_version_str();
}
