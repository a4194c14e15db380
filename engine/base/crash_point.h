/* SPDX-License-Identifier: MIT */
/*
 * For tests of crash safety: sicht_crash_point("name") ends the process by SIGKILL if the
 * environment variable SICHT_CRASH_POINT is that name; else it costs one look at a pointer. The
 * names in use are listed by the code that calls it and by tests/faults.
 */
#ifndef SICHT_ENGINE_BASE_CRASH_POINT_H
#define SICHT_ENGINE_BASE_CRASH_POINT_H

void sicht_crash_point(const char *name);

#endif
