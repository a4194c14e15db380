/* SPDX-License-Identifier: MIT */
/* In place of faiss.cpp where FAISS is not installed: no peers. */
#include "bench/search/search.h"

bool bench_faiss(unsigned which, const struct bench_set *set, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, struct bench_row *row)
{
	(void)which, (void)set, (void)queries, (void)query_count, (void)threshold, (void)row;
	return false;
}
