/* SPDX-License-Identifier: MIT */
/* What is done where memory is out and no caller could do anything about it. */
#ifndef SICHT_ENGINE_BASE_MEMORY_H
#define SICHT_ENGINE_BASE_MEMORY_H

/*
 * For allocations that are small whatever the input: say so on standard error and end the process.
 * What grows with the input is answered by SICHT_ERROR_MEMORY instead. Nothing that was committed
 * is lost: this is no worse than kill -9.
 */
_Noreturn void sicht_out_of_memory(void);

#endif
