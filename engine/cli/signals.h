/* SPDX-License-Identifier: MIT */
/*
 * SIGINT and SIGTERM: the first asks the run to stop, the second ends the process at once (which
 * is safe: whatever was committed stays). SIGPIPE is ignored: a reader that has left shows as a
 * failed write (sicht_output_flush()).
 */
#ifndef SICHT_ENGINE_CLI_SIGNALS_H
#define SICHT_ENGINE_CLI_SIGNALS_H

#include <signal.h>

/* Once, before anything else runs. */
void sicht_signals_install(void);

/* Not 0 once the run was asked to stop: for `stop` of the scan and of the match. */
const volatile sig_atomic_t *sicht_signals_stop(void);

#endif
