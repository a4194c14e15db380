/* SPDX-License-Identifier: MIT */
/*
 * One untrusted process: start it, hear its HELLO, see what CPU time it uses, end it. Nothing here
 * waits without a deadline, and a process that cannot be ended (its disk hangs) is left behind
 * rather than waited for.
 *
 * Main thread only for start (the child dies with the thread that started it); the rest anywhere.
 */
#ifndef SICHT_ENGINE_WORKER_SPAWN_H
#define SICHT_ENGINE_WORKER_SPAWN_H

#include <sys/types.h>

#include "engine/worker/message.h"
#include "sicht/status.h"

struct sicht_worker_program; /* pool.h */

struct sicht_worker {
	pid_t pid;       /* 0: there is no process */
	int socket;      /* not blocking, close-on-exec; belongs to the worker */
	bool greeted;    /* it has said HELLO */
	unsigned layers; /* enum sicht_sandbox_layer, from its HELLO */
	char versions[SICHT_VERSIONS_BYTES]; /* of its libraries, likewise */
	uint64_t jobs;                       /* given to it so far */
};

/*
 * Start the program at `path` in a process group of its own: the socket is its descriptor 3 and the
 * only one besides /dev/null, the environment is fixed. Does not wait. SICHT_ERROR_IO if it cannot
 * be run.
 */
SICHT_MUST_CHECK enum sicht_status sicht_worker_start(
	const struct sicht_worker_program *program, const char *path, struct sicht_worker *out);

/*
 * Wait for HELLO until `deadline_ns` (monotonic). SICHT_ERROR_IO and the process ended if it does
 * not come, or is not one of this kind; `path` is for the message.
 */
SICHT_MUST_CHECK enum sicht_status sicht_worker_greet(struct sicht_worker *worker,
	const struct sicht_worker_program *program, const char *path, int64_t deadline_ns);

/* Wait until the socket has something to read or has ended, or until `deadline_ns`; false: late. */
bool sicht_worker_wait(const struct sicht_worker *worker, int64_t deadline_ns);

/*
 * CPU time that the process has used since it was started, all its threads together: by the
 * kernel's clock, which no process can set. 0 where it cannot be read.
 */
int64_t sicht_worker_cpu_ns(const struct sicht_worker *worker);

/* Has somebody stopped it (SIGSTOP)? It would never answer. */
bool sicht_worker_is_stopped(const struct sicht_worker *worker);

/* How a process ended. */
struct sicht_worker_end {
	bool by_us;  /* it had to be killed, or could not even be that */
	bool signal; /* ended by the signal `status`, else by exit with it; for !by_us */
	int status;
};

/*
 * End the process and those that it has started (SIGKILL), reap them, close the socket; *worker is
 * zero afterwards. `patient`: its socket has ended, so give it a moment to end by itself. A worker
 * without process is left as it is.
 */
struct sicht_worker_end sicht_worker_stop(struct sicht_worker *worker, bool patient);

#endif
