/* SPDX-License-Identifier: MIT */
/*
 * How `sicht` ends. Scripts rely on these four numbers; there are no others.
 */
#ifndef SICHT_ENGINE_CLI_EXIT_H
#define SICHT_ENGINE_CLI_EXIT_H

enum sicht_exit {
	SICHT_EXIT_DONE = 0,          /* for `match`: something was found */
	SICHT_EXIT_NOTHING = 1,       /* `match` alone: nothing was found */
	SICHT_EXIT_FAILED = 2,        /* the run failed, or was asked for nonsense; errors win */
	SICHT_EXIT_INTERRUPTED = 130, /* SIGINT or SIGTERM; what was finished is kept */
};

#endif
