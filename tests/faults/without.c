/* SPDX-License-Identifier: MIT */
/*
 * fault-without LAYER... -- PROGRAM ARGUMENT...: run a program where the kernel does not know a
 * layer of the sandbox (ENOSYS), as old kernels and strict containers are.
 *
 *   landlock     landlock_*              seccomp   seccomp, and prctl(PR_SET_SECCOMP)
 *   namespaces   unshare                 network   sockets, but local ones: the caller is killed
 *   memory-files memfd_create, by which the decoder's server makes the filter of its children
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what)
{
	fprintf(stderr, "fault-without: %s\n", what);
	exit(125);
}

static void refuse(scmp_filter_ctx filter, int call)
{
	if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0)
		fail("cannot add a rule");
}

static void refuse_layer(scmp_filter_ctx filter, const char *layer)
{
	if (strcmp(layer, "landlock") == 0) {
		refuse(filter, SCMP_SYS(landlock_create_ruleset));
		refuse(filter, SCMP_SYS(landlock_add_rule));
		refuse(filter, SCMP_SYS(landlock_restrict_self));
	} else if (strcmp(layer, "namespaces") == 0) {
		refuse(filter, SCMP_SYS(unshare));
	} else if (strcmp(layer, "seccomp") == 0) {
		refuse(filter, SCMP_SYS(seccomp));
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
			    SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0)) != 0)
			fail("cannot add a rule");
	} else if (strcmp(layer, "memory-files") == 0) {
		refuse(filter, SCMP_SYS(memfd_create));
	} else if (strcmp(layer, "network") == 0) {
		if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 1,
			    SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0)) != 0)
			fail("cannot add a rule");
	} else {
		fail("no such layer");
	}
}

int main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int next = 1;
	if (filter == NULL)
		fail("no seccomp here");
	while (next < argc && strcmp(argv[next], "--") != 0)
		refuse_layer(filter, argv[next++]);
	if (next + 1 >= argc)
		fail("usage: fault-without LAYER... -- PROGRAM ARGUMENT...");
	if (seccomp_load(filter) != 0)
		fail("cannot load the filter");
	seccomp_release(filter);
	execvp(argv[next + 1], argv + next + 1);
	fail(strerror(errno));
}
