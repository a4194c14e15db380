/* SPDX-License-Identifier: MIT */
/*
 * Whether a run is to stop: a flag that the handler of SIGINT and SIGTERM sets
 * (engine/cli/signals.c) and that every long loop looks at, at least once in 100 ms of work of its
 * own.
 */
#ifndef SICHT_ENGINE_BASE_STOP_H
#define SICHT_ENGINE_BASE_STOP_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "sicht/status.h"

/* `stop` may be NULL: then nobody ever asks. */
static inline bool sicht_stop_asked(const volatile sig_atomic_t *stop)
{
	return stop != NULL && *stop != 0;
}

/* SICHT_ERROR_INTERRUPTED once the run is to stop. */
SICHT_MUST_CHECK static inline enum sicht_status sicht_stop_check(const volatile sig_atomic_t *stop)
{
	if (!sicht_stop_asked(stop))
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_INTERRUPTED, "interrupted");
}

/* How a long piece of work is done. Zero: by all threads, to its end. */
struct sicht_work {
	unsigned threads; /* 0: all */
	const volatile sig_atomic_t *stop;
};

#endif
