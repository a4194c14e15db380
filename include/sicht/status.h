/* SPDX-License-Identifier: MIT */
/*
 * How a broken run is reported, and how scopes clean up.
 *
 * Three kinds of failure, never mixed:
 *   a bug           aborts (assert);
 *   a bad file      is an `enum sicht_outcome` in its finding and never stops a run;
 *   a broken run    is an `enum sicht_status` other than SICHT_OK, and carries one line of text
 *                   that says what failed, where, and what to do about it.
 *
 * A status other than SICHT_OK can only be made by sicht_fail(), so no failure is without its
 * line. The line belongs to the calling thread and holds until that thread fails again; code that
 * leaves a parallel region copies it out first.
 */
#ifndef SICHT_STATUS_H
#define SICHT_STATUS_H

#include "sicht/api.h"

SICHT_API_BEGIN

enum sicht_status {
	SICHT_OK = 0,
	SICHT_ERROR_USAGE,       /* the caller asked for something that makes no sense */
	SICHT_ERROR_IO,          /* the system refused: open, read, write, sync */
	SICHT_ERROR_MEMORY,      /* an allocation failed */
	SICHT_ERROR_FULL,        /* no space left where results or the store are written */
	SICHT_ERROR_FORMAT,      /* a list, a findings file or a message is not what it should be */
	SICHT_ERROR_DAMAGED,     /* a store or a findings file fails its checks */
	SICHT_ERROR_BUSY,        /* somebody else is writing there */
	SICHT_ERROR_EXISTS,      /* refused to overwrite */
	SICHT_ERROR_NOT_FOUND,   /* no such set, entry, store */
	SICHT_ERROR_UNSAFE,      /* the sandbox is weaker than the minimum */
	SICHT_ERROR_INTERRUPTED, /* SIGINT or SIGTERM; what was finished is kept */
};

#define SICHT_MUST_CHECK __attribute__((warn_unused_result))
#define SICHT_PRINTF(text, first) __attribute__((format(printf, text, first)))

/*
 * Record `message` (printf-like, one line, no newline, no trailing stop) as this thread's
 * failure and return `status`. Names that come from evidence must have gone through
 * sicht_escape_terminal() before they are put into a message.
 */
SICHT_MUST_CHECK enum sicht_status sicht_fail(enum sicht_status status, const char *message, ...)
	SICHT_PRINTF(2, 3);

/*
 * The same for a failed system call: adds ": " and the text of `error_number`. Returns
 * SICHT_ERROR_FULL for ENOSPC and EDQUOT, SICHT_ERROR_MEMORY for ENOMEM, else SICHT_ERROR_IO.
 */
SICHT_MUST_CHECK enum sicht_status sicht_fail_errno(int error_number, const char *message, ...)
	SICHT_PRINTF(2, 3);

/* The line of this thread's last failure; "" if there was none. Lent, see above. */
const char *sicht_message(void);

/*
 * The only two macros of control flow in the tree.
 *
 * SICHT_TRY(call)     leaves the function with the status of `call` unless it is SICHT_OK.
 * SICHT_DEFER(fn) T v declares v; fn(&v) runs when the scope ends, whichever way.
 */
#define SICHT_TRY(call)                                                                            \
	do {                                                                                       \
		enum sicht_status sicht_try_status = (call);                                       \
		if (sicht_try_status != SICHT_OK)                                                  \
			return sicht_try_status;                                                   \
	} while (0)

#define SICHT_DEFER(fn) __attribute__((cleanup(fn)))

SICHT_API_END

#endif
