/* SPDX-License-Identifier: MIT */
/*
 * Time: the wall clock for what is recorded, the monotonic one for what is measured.
 */
#ifndef SICHT_ENGINE_BASE_CLOCK_H
#define SICHT_ENGINE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "sicht/types.h"

struct timespec;

/*
 * Seconds since 1970 UTC, whatever the environment says: an audit trail whose times can be chosen
 * is none.
 */
int64_t sicht_clock_now_s(void);

/* From an arbitrary start, never backwards. */
int64_t sicht_clock_monotonic_ns(void);

/*
 * A time of a file in nanoseconds. File systems have years beyond 2262 and before 1677, where 64
 * bits end; there it stays at the end.
 */
int64_t sicht_clock_ns(const struct timespec *time);

/* "2025-03-18T09:15:00Z" for years 0 to 9999; others are clamped. */
#define SICHT_TIME_TEXT_SIZE 24
const char *sicht_time_format(int64_t seconds, char text[SICHT_TIME_TEXT_SIZE]);

/* The way back: exactly that form. */
bool sicht_time_parse(struct sicht_bytes text, int64_t *seconds);

#endif
