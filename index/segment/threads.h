/* SPDX-License-Identifier: MIT */
/* What this layer asks of OpenMP. */
#ifndef SICHT_INDEX_SEGMENT_THREADS_H
#define SICHT_INDEX_SEGMENT_THREADS_H

#include <omp.h>

/* Threads for a parallel region: as many as were asked for, or all (0). */
static inline int sicht_threads(unsigned threads)
{
	return threads > 0 ? (int)threads : omp_get_max_threads();
}

#endif
