/* SPDX-License-Identifier: MIT */
/*
 * Radix sort from the most significant byte, in place ("American flag sort": P. McIlroy,
 * K. Bostic, M. D. McIlroy, "Engineering radix sort", 1993).
 *
 * The one idea: hashes and digests are close to random, so two bytes leave few records together
 * and insertion does the rest; where data is skewed, the bytes go on, at most 40 of them, so that
 * no choice of hashes makes sorting slow. Ranges that wait are kept on a stack of our own: its
 * depth is bounded by bytes times values.
 */
#include "index/segment/sort.h"

#include <stdlib.h>

#include "index/segment/threads.h"

#define VALUES 256
#define BYTES (SICHT_RECORD_WORDS * 8)
#define INSERTION_MAX 24

struct range {
	size_t begin, end;
	unsigned byte;
};

struct stack {
	struct range *items; /* room for BYTES * VALUES */
	size_t count;
};

static inline unsigned byte_of(const struct sicht_record *record, unsigned byte)
{
	return (unsigned)(record->word[byte / 8] >> (56 - 8 * (byte % 8))) & 0xff;
}

static inline bool is_before(const struct sicht_record *a, const struct sicht_record *b)
{
	for (unsigned i = 0; i < SICHT_RECORD_WORDS; i++) {
		if (a->word[i] != b->word[i])
			return a->word[i] < b->word[i];
	}
	return false;
}

static void insertion(struct sicht_record *records, size_t begin, size_t end)
{
	for (size_t i = begin + 1; i < end; i++) {
		struct sicht_record moved = records[i];
		size_t hole = i;
		for (; hole > begin && is_before(&moved, &records[hole - 1]); hole--)
			records[hole] = records[hole - 1];
		records[hole] = moved;
	}
}

/* Put the records of `range` in order of one byte; `end` gets where each value ends. */
static void distribute(struct sicht_record *records, const struct range *range, size_t end[VALUES])
{
	size_t head[VALUES], counts[VALUES] = {0}, at = range->begin;
	for (size_t i = range->begin; i < range->end; i++)
		counts[byte_of(&records[i], range->byte)]++;
	for (unsigned value = 0; value < VALUES; value++) {
		head[value] = at;
		at += counts[value];
		end[value] = at;
		if (counts[value] == range->end - range->begin)
			head[value] = at; /* all are alike: nothing has to move */
	}
	for (unsigned value = 0; value < VALUES; value++) {
		while (head[value] < end[value]) {
			struct sicht_record moved = records[head[value]];
			unsigned home = byte_of(&moved, range->byte);
			while (home != value) {
				struct sicht_record next = records[head[home]];
				records[head[home]++] = moved;
				moved = next;
				home = byte_of(&moved, range->byte);
			}
			records[head[value]++] = moved;
		}
	}
}

static void sort_range(struct sicht_record *records, struct range range, struct stack *stack)
{
	stack->items[stack->count++] = range;
	while (stack->count > 0) {
		struct range top = stack->items[--stack->count];
		if (top.end - top.begin <= INSERTION_MAX) {
			insertion(records, top.begin, top.end);
			continue;
		}
		size_t end[VALUES];
		distribute(records, &top, end);
		size_t begin = top.begin;
		for (unsigned value = 0; value < VALUES; begin = end[value++]) {
			if (top.byte + 1 < BYTES && end[value] - begin > 1)
				stack->items[stack->count++] =
					(struct range){begin, end[value], top.byte + 1};
		}
	}
}

enum sicht_status sicht_records_sort(
	struct sicht_record *records, size_t count, struct sicht_work work)
{
	int thread_count = sicht_threads(work.threads);
	struct range *waiting = calloc((size_t)thread_count * BYTES * VALUES, sizeof *waiting);
	size_t end[VALUES];
	if (waiting == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory");
	distribute(records, &(struct range){0, count, 0}, end);
#pragma omp parallel for schedule(dynamic, 1) num_threads(thread_count)
	for (unsigned value = 0; value < VALUES; value++) {
		if (sicht_stop_asked(work.stop))
			continue;
		struct stack stack = {waiting + (size_t)omp_get_thread_num() * BYTES * VALUES, 0};
		struct range range = {value > 0 ? end[value - 1] : 0, end[value], 1};
		sort_range(records, range, &stack);
	}
	free(waiting);
	return sicht_stop_check(work.stop);
}
