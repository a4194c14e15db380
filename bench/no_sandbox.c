/* SPDX-License-Identifier: MIT */
/*
 * In place of engine/decoder/sandbox.c and selftest.c: a decoder that is not locked in, for
 * comparison alone.
 */
#include "engine/decoder/sandbox.h"
#include "engine/decoder/selftest.h"

unsigned sicht_sandbox_enter(pid_t parent, enum sicht_sandbox_role role)
{
	(void)parent;
	(void)role;
	return 0;
}

void sicht_sandbox_enter_child(pid_t server, uint64_t cpu_ms, uint64_t cpu_ms_max)
{
	(void)server;
	(void)cpu_ms;
	(void)cpu_ms_max;
}

void sicht_sandbox_allow_cpu(uint64_t cpu_ms)
{
	(void)cpu_ms;
}

int sicht_self_test(void)
{
	return 1;
}

int sicht_self_test_without(const char *layer)
{
	(void)layer;
	return 1;
}
