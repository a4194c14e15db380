/* SPDX-License-Identifier: MIT */
/*
 * SIGINT and SIGTERM: the first asks the run to stop, the second ends the process at once (which
 * is safe: whatever was committed stays). SIGPIPE is ignored: a reader that has left shows as a
 * failed write (sicht_output_flush()).
 *
 * SIGBUS is how the kernel says that a page of a mapped file is not to be had: a bad sector under
 * the store, a file of it that was cut while it is in use, a full disk under LMDB's lock.mdb. The
 * run fails then, in words; nobody could go on in the middle of the instruction.
 */
#ifndef SICHT_ENGINE_CLI_SIGNALS_H
#define SICHT_ENGINE_CLI_SIGNALS_H

#include <signal.h>

/* Once, before anything else runs. */
void sicht_signals_install(void);

/* Not 0 once the run was asked to stop: for `stop` of the scan and of the match. */
const volatile sig_atomic_t *sicht_signals_stop(void);

#endif
