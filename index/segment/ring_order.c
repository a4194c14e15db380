/* SPDX-License-Identifier: MIT */
/*
 * See ring_order.h. Whole lines change nothing, so buckets are told apart by what they have beyond
 * them: their rest, in entries. A bucket lies in as few lines as can be if its rest fits into what
 * is left of the current line.
 *
 * The rule: fill the line exactly, by one bucket or by two; else take the greatest rest that fits,
 * and hope; else the greatest there is. A mask of the rests that are left makes each question a
 * few instructions. (Trying harder is not worth it: in groups of 128 buckets of 15 entries, 5 in
 * 100 lie across two lines.)
 */
#include "index/segment/ring_order.h"

#include "index/segment/ring.h"

#define RESTS 32 /* sketches in a line */
#define NONE 0xff

_Static_assert(RESTS * sizeof(uint16_t) == SICHT_RING_LINE_BYTES, "a line of sketches");
_Static_assert(SICHT_RING_GROUP < NONE, "numbers of buckets fit in a byte");

/* The buckets that are left, in a list for each rest. */
struct rests {
	uint32_t there; /* bit r: list r has a bucket */
	uint8_t first[RESTS], next[SICHT_RING_GROUP];
};

static void collect(const uint32_t counts[SICHT_RING_GROUP], struct rests *rests)
{
	rests->there = 0;
	for (unsigned i = 0; i < RESTS; i++)
		rests->first[i] = NONE;
	for (unsigned i = SICHT_RING_GROUP; i-- > 0;) {
		unsigned rest = counts[i] % RESTS;
		rests->next[i] = rests->first[rest];
		rests->first[rest] = (uint8_t)i;
		rests->there |= 1u << rest;
	}
}

static unsigned take(struct rests *rests, unsigned rest)
{
	unsigned bucket = rests->first[rest];
	rests->first[rest] = rests->next[bucket];
	if (rests->first[rest] == NONE)
		rests->there &= ~(1u << rest);
	return bucket;
}

static uint32_t reversed(uint32_t bits)
{
	bits = (bits >> 1 & 0x55555555) | (bits & 0x55555555) << 1;
	bits = (bits >> 2 & 0x33333333) | (bits & 0x33333333) << 2;
	bits = (bits >> 4 & 0x0f0f0f0f) | (bits & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(bits);
}

/* The rests that have a partner: both together are `room`, 1 .. RESTS. */
static uint32_t paired(const struct rests *rests, unsigned room)
{
	/* bit r of the mirror is bit room - r of the mask */
	uint32_t mirror = (uint32_t)((uint64_t)reversed(rests->there) << 1 >> (RESTS - room));
	uint32_t pairs = rests->there & mirror;
	if (room % 2 == 0) { /* a rest is its own partner if there are two */
		unsigned half = room / 2;
		if (rests->first[half] == NONE || rests->next[rests->first[half]] == NONE)
			pairs &= ~(1u << half);
	}
	return pairs & ~1u;
}

static unsigned greatest(uint32_t rests)
{
	return RESTS - 1 - (unsigned)__builtin_clz(rests);
}

/* The rest that comes next, with `room` entries left in the line. */
static unsigned choose(const struct rests *rests, unsigned room)
{
	uint32_t fitting = rests->there & (uint32_t)((1ull << room) - 1);
	uint32_t pairs = paired(rests, room) & fitting;
	if (rests->there >> room % RESTS & 1)
		return room % RESTS;
	if (pairs != 0)
		return greatest(pairs);
	return greatest(fitting & ~1u ? fitting : rests->there);
}

void sicht_ring_order(
	const uint32_t counts[SICHT_RING_GROUP], uint32_t begin, uint32_t places[SICHT_RING_GROUP])
{
	struct rests rests;
	uint32_t at = begin;
	collect(counts, &rests);
	while (rests.there != 0) {
		unsigned bucket = take(&rests, choose(&rests, RESTS - at % RESTS));
		places[bucket] = at;
		at += counts[bucket];
	}
}
