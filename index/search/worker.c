/* SPDX-License-Identifier: MIT */
/* What a thread has to itself: the matches that it found, and room for its engine. See work.h. */
#include "index/search/work.h"

#include <stdlib.h>
#include <string.h>

bool sicht_search_worker_need(struct sicht_search_worker *worker, void *pointer, size_t size)
{
	void *memory;
	memcpy(&memory, pointer, sizeof memory);
	if (memory != NULL)
		return true;
	memory = aligned_alloc(64, (size + 63) & ~(size_t)63);
	memcpy(pointer, &memory, sizeof memory);
	if (memory == NULL)
		worker->out_of_memory = true;
	return memory != NULL;
}

void sicht_search_worker_add(
	struct sicht_search_worker *worker, const struct sicht_raw_match *match)
{
	if (worker->match_count == worker->match_capacity) {
		size_t capacity = worker->match_capacity * 2 + 256;
		bool full = worker->match_max > 0 && worker->match_count >= worker->match_max;
		void *items =
			worker->out_of_memory || full
				? NULL
				: reallocarray(worker->matches, capacity, sizeof *worker->matches);
		if (items == NULL) {
			worker->out_of_memory = true;
			return;
		}
		worker->matches = items;
		worker->match_capacity = capacity;
	}
	worker->matches[worker->match_count++] = *match;
}
