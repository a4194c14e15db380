/* SPDX-License-Identifier: MIT */
/* Signals. Handlers do nothing but set a flag, write one constant line or end, see signals.h. */
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

/* Any other SIGBUS is a bug: it returns to where it came from, and ends the process there. */
static void on_bus(int signal, siginfo_t *info, void *context)
{
	static const char line[] =
		"sicht: the store cannot be read or written through its map: its disk is full or "
		"fails, or a file of it was cut; \"sicht store verify\" tells which\n";
	(void)context;
	if (info->si_code != BUS_ADRERR) {
		sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
		return;
	}
	ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
	(void)written; /* nobody to tell */
	_exit(SICHT_EXIT_FAILED);
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
	action.sa_sigaction = on_bus;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGBUS, &action, NULL);
}

const volatile sig_atomic_t *sicht_signals_stop(void)
{
	return &stop;
}
