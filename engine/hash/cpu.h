/* SPDX-License-Identifier: MIT */
/*
 * Which instruction sets the kernels may use. The one place that asks the processor, so that every
 * table of kernels (pictures here, range search in index/) answers to the same variable:
 *
 *   SICHT_KERNEL=scalar   no instruction set beyond the compiler's own target
 *   SICHT_KERNEL=avx2     at most AVX2
 *   SICHT_KERNEL=avx512   as without the variable, on x86
 *   SICHT_KERNEL=neon     as without the variable, on ARM
 *
 * Any other value is as no value. A level that the processor lacks is never used, whatever the
 * variable says. Results do not depend on it: every kernel gives the same bits.
 *
 * The environment is read at each call: ask once, before the work, and keep the answer. Any thread
 * may call while nobody changes the environment.
 */
#ifndef SICHT_ENGINE_HASH_CPU_H
#define SICHT_ENGINE_HASH_CPU_H

#include <stdbool.h>

/* AVX2 with BMI1, BMI2 and POPCNT: what the files *_avx2.c are compiled for. */
bool sicht_cpu_has_avx2(void);

/*
 * AVX-512 F, BW, VL, DQ and CD with VPOPCNTDQ, BITALG, VBMI, VBMI2, VNNI, IFMA and GFNI: what the
 * files *_avx512.c are compiled for (Ice Lake, Zen 4 and later). The operating system saves the
 * registers.
 */
bool sicht_cpu_has_avx512(void);

/* NEON, which every 64-bit ARM has. */
bool sicht_cpu_has_neon(void);

#endif
