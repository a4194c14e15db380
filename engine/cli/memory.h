/* SPDX-License-Identifier: MIT */
/*
 * Out of memory: one line and exit status 2, for what the library answers by sicht_out_of_memory()
 * and for jansson, which cannot tell lack of memory from wrong syntax: a sound list or findings
 * file would be called damaged. What jansson allocates is bounded by the length of a line.
 */
#ifndef SICHT_ENGINE_CLI_MEMORY_H
#define SICHT_ENGINE_CLI_MEMORY_H

/* Once, before anything else runs. */
void sicht_memory_install(void);

#endif
