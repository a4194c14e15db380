/* SPDX-License-Identifier: MIT */
/*
 * The command's end where memory is out, in place of the library's abort(). Nothing is allocated,
 * flushed or freed on the way, and decoders end with the process that started them. See memory.h.
 */
#include "engine/cli/memory.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/memory.h"
#include "engine/cli/exit.h"

void sicht_out_of_memory(void)
{
	static const char line[] = "sicht: out of memory; use fewer --threads\n";
	ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
	(void)written; /* nobody to tell */
	_exit(SICHT_EXIT_FAILED);
}

static void *allocate(size_t size)
{
	void *memory = malloc(size);
	if (memory == NULL)
		sicht_out_of_memory();
	return memory;
}

void sicht_memory_install(void)
{
	json_set_alloc_funcs(allocate, free);
}
