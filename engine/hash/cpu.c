/* SPDX-License-Identifier: MIT */
/* What the processor can run and SICHT_KERNEL allows. Detection is the compiler's runtime's. */
#include "engine/hash/cpu.h"

#include <stdlib.h>
#include <string.h>

/* Is SICHT_KERNEL one of these names, which stand for less than the level in question? */
static bool is_held_below(const char *first, const char *second)
{
	const char *wanted = getenv("SICHT_KERNEL");
	return wanted && (strcmp(wanted, first) == 0 || strcmp(wanted, second) == 0);
}

#if defined(__x86_64__)

static bool can_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

bool sicht_cpu_has_avx2(void)
{
	return !is_held_below("scalar", "scalar") && can_avx2();
}

bool sicht_cpu_has_avx512(void)
{
	return !is_held_below("scalar", "avx2") && can_avx2() &&
	       __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vpopcntdq") &&
	       __builtin_cpu_supports("avx512bitalg") && __builtin_cpu_supports("avx512vbmi") &&
	       __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vnni") &&
	       __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("gfni");
}

bool sicht_cpu_has_neon(void)
{
	return false;
}

#else

bool sicht_cpu_has_avx2(void)
{
	return false;
}

bool sicht_cpu_has_avx512(void)
{
	return false;
}

bool sicht_cpu_has_neon(void)
{
#if defined(__aarch64__)
	return !is_held_below("scalar", "scalar");
#else
	return false;
#endif
}

#endif
