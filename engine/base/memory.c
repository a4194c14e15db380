/* SPDX-License-Identifier: MIT */
/* See memory.h. */
#include "engine/base/memory.h"

#include <stdlib.h>

__attribute__((weak)) void sicht_out_of_memory(void)
{
	abort();
}
