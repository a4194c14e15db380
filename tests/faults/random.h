/* SPDX-License-Identifier: MIT */
/* Numbers that look random and are the same in every run (splitmix64, Steele and others 2014). */
#ifndef SICHT_TESTS_FAULTS_RANDOM_H
#define SICHT_TESTS_FAULTS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t random_next(uint64_t *state)
{
	uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	return mixed ^ mixed >> 31;
}

/* 0 .. bound - 1 */
static inline size_t random_below(uint64_t *state, size_t bound)
{
	return (size_t)(random_next(state) % bound);
}

#endif
