/* SPDX-License-Identifier: MIT */
/*
 * The cell in which a decoder reads hostile bytes. Whatever takes it over finds a process that can
 * compute, read the descriptor it was given, and answer on its socket: no files, no network, no
 * programs, no processes or threads beside itself, no memory that is both written and executed, and
 * no way to the evidence's metadata (chmod, chown, times and attributes work on descriptors that
 * were opened for reading) or to how other processes are scheduled.
 */
#ifndef SICHT_ENGINE_DECODER_SANDBOX_H
#define SICHT_ENGINE_DECODER_SANDBOX_H

#include <sys/types.h>

#include "engine/worker/decoder_message.h"

/* What a process of the decoder does, and so what it may call. */
enum sicht_sandbox_role {
	SICHT_SANDBOX_DECODES, /* reads hostile bytes: neither processes nor threads */
	SICHT_SANDBOX_FORKS,   /* reads none; starts a process a job: see server.h */
};

/* Descriptors of the decoder's processes among each other. */
#define SICHT_SANDBOX_SERVER_SOCKET 4
#define SICHT_SANDBOX_CHILD_SOCKET 5

/*
 * Lock the calling process in, for good, and say which layers hold (enum sicht_sandbox_layer). A
 * layer that the system refuses is left out, never an error: sicht decides what is enough. The
 * process dies with the thread of `parent` that started it, and ends here if that is gone already.
 * Call it while there is one thread.
 */
unsigned sicht_sandbox_enter(pid_t parent, enum sicht_sandbox_role role);

/*
 * The same without some layers (enum sicht_sandbox_layer), to see what the others hold. For the
 * self-test alone.
 */
unsigned sicht_sandbox_enter_without(unsigned layers, pid_t parent, enum sicht_sandbox_role role);

/* A part of that: root, in a namespace or outside, keeps nothing of what makes it root. */
void sicht_sandbox_drop_capabilities(void);

/* The version of landlock that the kernel has; 0: none. */
long sicht_sandbox_landlock_version(void);

/*
 * In a process that one of the second role has just started (`server`): take back what that may do
 * beyond one that decodes, so that it can start nothing and hear nobody, and limit the CPU time to
 * `cpu_ms`, at most `cpu_ms_max` later on. Ends the process if that fails.
 */
void sicht_sandbox_enter_child(pid_t server, uint64_t cpu_ms, uint64_t cpu_ms_max);

/* In such a process, of those of the decoder: it may use so much CPU time in all. */
void sicht_sandbox_allow_cpu(uint64_t cpu_ms);

#endif
