/* SPDX-License-Identifier: MIT */
/* See memory.h. Standard error is not buffered, so that this works without any memory. */
#include "engine/base/memory.h"

#include <stdio.h>
#include <stdlib.h>

void sicht_out_of_memory(void)
{
	fputs("sicht: out of memory; use fewer --threads\n", stderr);
	abort();
}
