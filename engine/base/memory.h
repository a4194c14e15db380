/* SPDX-License-Identifier: MIT */
/* What is done where memory is out and no caller could do anything about it. */
#ifndef SICHT_ENGINE_BASE_MEMORY_H
#define SICHT_ENGINE_BASE_MEMORY_H

/*
 * For allocations that are small whatever the input; what grows with the input is answered by
 * SICHT_ERROR_MEMORY instead. Carrying these few bytes' failure through every function that builds
 * a line of text would hide the failures that matter, and a caller without a hundred bytes can
 * only end as well.
 *
 * It aborts, as a library must not exit. A program that would rather end in its own words defines
 * this function itself: sicht does (engine/cli/memory.c), with one line and exit status 2. Ending
 * here is safe: it may be anywhere, and kill -9 may be anywhere too. What was committed stays, and
 * the same command goes on.
 */
_Noreturn void sicht_out_of_memory(void);

#endif
