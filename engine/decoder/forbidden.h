/* SPDX-License-Identifier: MIT */
/*
 * What a decoder that was taken over would try: a table of actions, each with the way in which it
 * must end and the layers of the sandbox that see to that. selftest.c tries them.
 */
#ifndef SICHT_ENGINE_DECODER_FORBIDDEN_H
#define SICHT_ENGINE_DECODER_FORBIDDEN_H

#include <stddef.h>
#include <sys/types.h>

/* What actions are tried on, made anew for each of them. */
struct sicht_ground {
	char folder[48]; /* with a file "file" in it; nothing else of the system is at risk */
	int evidence;    /* that file, open for reading, as a decoder gets it */
	int open;        /* the same, open for writing: nobody gets it, so the layers must do */
	pid_t other;     /* a process of the same user, outside the cell */
	int socket;      /* whose other end is outside too */
};

/*
 * How an action ends: 0: it was done; an errno below 140: refused; else by a signal. It fits the
 * exit status of a process.
 */
#define SICHT_END_BY(signal_number) (140 + (signal_number))

/* Beside the layers of the sandbox (enum sicht_sandbox_layer): who else stands in the way. */
#define SICHT_HELD_BY_RIGHTS (1u << 8)     /* no capabilities: always */
#define SICHT_HELD_BY_DESCRIPTOR (1u << 9) /* it is open for reading: always */
#define SICHT_HELD_BY_SYSTEM (1u << 10)    /* perhaps: other kernels and containers differ */

enum sicht_cell {
	SICHT_CELL_DECODER,
	SICHT_CELL_CHILD, /* a process of the server, for one job */
	SICHT_CELL_COUNT,
};

struct sicht_forbidden {
	const char *name;
	long (*run)(const struct sicht_ground *at); /* -1 and errno if it was refused */
	unsigned held;                              /* by this layer, if all of them are there */
	int end[SICHT_CELL_COUNT]; /* in that way; 0: in that cell it is not forbidden */
	unsigned held_else;        /* by this one, if the first is missing; 0: it is done */
	int end_else;              /* in that way */
	long landlock_from;        /* if that is landlock: since which version of it */
};

const struct sicht_forbidden *sicht_forbidden_actions(size_t *count);

#endif
