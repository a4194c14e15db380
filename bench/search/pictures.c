/* SPDX-License-Identifier: MIT */
/* Whole pictures: every window in every form, as the matcher asks for them, a batch at once. */
#include "bench/search/search.h"

#include <stdlib.h>

/* Seven windows in eight forms, and the complement of the first. */
#define PICTURE_QUERIES (7 * 8 + 1)

void bench_pictures(struct bench *bench)
{
	const struct bench_settings *settings = bench->settings;
	struct bench asked = *bench;
	asked.query_count = settings->pictures * PICTURE_QUERIES;
	asked.queries = bench_need(reallocarray(NULL, asked.query_count, sizeof *asked.queries));
	bench_queries(&bench->set, settings->seed + 7, asked.queries, asked.query_count);
	for (size_t i = 0; i < settings->pictures; i++) {
		struct sicht_pdq *picture = asked.queries + i * PICTURE_QUERIES;
		for (int w = 0; w < 4; w++)
			picture[PICTURE_QUERIES - 1].word[w] = ~picture[0].word[w];
	}
	for (size_t i = 0; i < settings->threads.count; i++) {
		struct bench_way way = {.name = "whole pictures",
			.threshold = 31,
			.threads = (unsigned)settings->threads.items[i],
			.count = asked.query_count,
			.at_once = asked.query_count};
		struct bench_row row = bench_measure(&asked, &way);
		row.queries = row.at_once = settings->pictures;
		bench_add(bench->report, &row);
	}
	free(asked.queries);
}
