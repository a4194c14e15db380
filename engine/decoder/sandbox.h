/* SPDX-License-Identifier: MIT */
/*
 * The cell in which a decoder reads hostile bytes. Whatever takes it over finds a process that can
 * compute, read the descriptor it was given, and answer on its socket: no files, no network, no
 * programs, no memory that is both written and executed, and no way to the evidence's metadata
 * (chmod, chown, times and attributes work on descriptors that were opened for reading).
 */
#ifndef SICHT_ENGINE_DECODER_SANDBOX_H
#define SICHT_ENGINE_DECODER_SANDBOX_H

#include <sys/types.h>

#include "engine/worker/message.h"

/*
 * Lock the calling process in, for good, and say which layers hold (enum sicht_sandbox_layer). A
 * layer that the system refuses is left out, never an error: sicht decides what is enough. The
 * process dies with the thread of `parent` that started it, and ends here if that is gone already.
 * Call it while there is one thread.
 */
unsigned sicht_sandbox_enter(pid_t parent);

#endif
