/* SPDX-License-Identifier: MIT */
/* Signals. The handler does nothing but set a flag and write one constant line, see signals.h. */
#include "engine/cli/signals.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "engine/cli/exit.h"

static volatile sig_atomic_t stop;

/* To a person; to nobody else, since this may stand in the middle of another line. */
static void tell(const char *line, size_t size)
{
	if (isatty(STDERR_FILENO) != 1)
		return;
	ssize_t written = write(STDERR_FILENO, line, size);
	(void)written; /* nobody to tell */
}

static void on_stop(int signal)
{
	static const char first[] = "\r\033[Ksicht: stopping (once more to end at once)\n";
	static const char second[] = "\r\033[Ksicht: ended\n";
	(void)signal;
	if (stop != 0) {
		tell(second, sizeof second - 1);
		_exit(SICHT_EXIT_INTERRUPTED);
	}
	stop = 1;
	int saved = errno;
	tell(first, sizeof first - 1);
	errno = saved;
}

void sicht_signals_install(void)
{
	/* Restarting keeps the lines of stdio whole; waiting for decoders is never restarted. */
	struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

const volatile sig_atomic_t *sicht_signals_stop(void)
{
	return &stop;
}
