/* SPDX-License-Identifier: MIT */
/*
 * Calls of the system, disturbed and watched, as disks, signals and power cuts would.
 *
 * A test program that is linked with calls.c (tests/CMakeLists.txt) has the calls of our own code
 * come here first; those of Criterion, LMDB and the C library do not. Nothing is changed until a
 * test sets a field; each Criterion test is a process of its own, so nothing needs to be set back.
 */
#ifndef SICHT_TESTS_CALLS_H
#define SICHT_TESTS_CALLS_H

#include <criterion/criterion.h>
#include <stddef.h>

struct calls {
	/*
	 * Unless it is 0: every other read, pread, write and pwrite is interrupted (EINTR, nothing
	 * done), and the rest do at most so many bytes.
	 */
	size_t most_bytes;
	size_t interrupted; /* how many were */

	int sync_error; /* what fsync fails with, without doing anything; 0: it does not */

	/*
	 * What was done, a letter each: 'f' a file was synced, 'd' a directory, 'r' a file got
	 * another name. What is beyond its end is not kept.
	 */
	char trace[64];
	size_t traced;
};

extern struct calls calls;

/* From now on every second call is interrupted, and the others are short. */
static inline void calls_disturb(size_t most_bytes)
{
	calls = (struct calls){.most_bytes = most_bytes};
}

/* Back to how it was. Something must have been disturbed, or the test says nothing. */
static inline void calls_leave_alone(void)
{
	cr_assert(calls.interrupted > 0);
	calls = (struct calls){0};
}

#endif
