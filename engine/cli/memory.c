/* SPDX-License-Identifier: MIT */
/*
 * The command's end where memory is out, in place of the library's abort(): one line, and the exit
 * status of a run that failed. Nothing is allocated, flushed or freed on the way, and decoders end
 * with the process that started them.
 */
#include "engine/base/memory.h"

#include <unistd.h>

#include "engine/cli/exit.h"

void sicht_out_of_memory(void)
{
	static const char line[] = "sicht: out of memory; use fewer --threads\n";
	ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
	(void)written; /* nobody to tell */
	_exit(SICHT_EXIT_FAILED);
}
