/* SPDX-License-Identifier: MIT */
/* The engine that AUTO picks is the one that bench-search found to be the fastest. */
#include <criterion/criterion.h>

#include "index/search/work.h"

static struct sicht_search_choice choose(
	uint64_t hashes, unsigned threshold, size_t queries, enum sicht_search_engine engine)
{
	struct sicht_segment segment = {
		.info = {.kind = SICHT_SEGMENT_PDQ_FULLRES, .item_count = hashes}};
	struct sicht_ring_plan plan;
	sicht_ring_plan_make(threshold, &plan);
	return sicht_search_choose(&segment, &plan, engine, queries);
}

Test(search_choice, is_the_engine_that_was_measured_to_be_fastest)
{
	const struct {
		uint64_t hashes;
		unsigned threshold;
		size_t queries;
		enum sicht_search_engine engine;
	} rows[] = {
		{1000, 31, 1000, SICHT_SEARCH_LINEAR},
		{40000, 31, 1000, SICHT_SEARCH_SINGLE},
		{40000, 31, 100000, SICHT_SEARCH_JOIN},
		{40000, 60, 10000, SICHT_SEARCH_LINEAR},
		{1000000, 15, 1000, SICHT_SEARCH_SINGLE},
		{1000000, 31, 1, SICHT_SEARCH_SINGLE},
		{1000000, 31, 10000, SICHT_SEARCH_SINGLE},
		{1000000, 31, 100000, SICHT_SEARCH_JOIN},
		{1000000, 60, 1, SICHT_SEARCH_SINGLE},
		{1000000, 60, 1000, SICHT_SEARCH_LINEAR},
		{10000000, 31, 1000, SICHT_SEARCH_SINGLE},
		{10000000, 31, 30000, SICHT_SEARCH_JOIN},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sicht_search_choice choice = choose(
			rows[i].hashes, rows[i].threshold, rows[i].queries, SICHT_SEARCH_AUTO);
		cr_assert_eq(choice.engine, rows[i].engine, "row %zu: engine %d", i, choice.engine);
	}
}

/* Uniform hashes stay below the budget, or every query would be answered twice. */
Test(search_choice, leaves_room_for_what_chance_brings)
{
	for (uint64_t hashes = 33000; hashes < 1u << 24; hashes *= 2) {
		for (unsigned threshold = 0; threshold <= 63; threshold++) {
			for (size_t queries = 1; queries <= 131072; queries *= 8) {
				struct sicht_search_choice choice =
					choose(hashes, threshold, queries, SICHT_SEARCH_AUTO);
				struct sicht_ring_plan plan;
				double probes = 0;
				if (choice.engine == SICHT_SEARCH_LINEAR)
					continue;
				sicht_ring_plan_make(threshold, &plan);
				for (unsigned k = 0; k < SICHT_RING_CHUNKS; k++) {
					if (plan.radius[k] >= 0)
						probes += plan.mask_end[plan.radius[k]];
				}
				double entries = probes * (double)hashes / SICHT_RING_BUCKETS;
				cr_assert_gt(choice.budget_entries, 2 * entries,
					"%llu hashes, threshold %u, %zu queries",
					(unsigned long long)hashes, threshold, queries);
			}
		}
	}
}

/*
 * Here the join is estimated to be a quarter faster than the linear scan, but what it looks at by
 * chance already takes more than half of the budget: data a little worse than chance would be
 * answered twice.
 */
Test(search_choice, is_linear_where_chance_alone_uses_up_the_budget)
{
	cr_expect_eq(choose(300000, 54, 100000, SICHT_SEARCH_AUTO).engine, SICHT_SEARCH_LINEAR);
	cr_expect_eq(choose(300000, 54, 200000, SICHT_SEARCH_AUTO).engine, SICHT_SEARCH_LINEAR);
	cr_expect_eq(choose(300000, 48, 100000, SICHT_SEARCH_AUTO).engine, SICHT_SEARCH_JOIN);
}

Test(search_choice, lets_an_engine_that_was_asked_for_finish)
{
	struct sicht_search_choice choice = choose(1000000, 31, 100, SICHT_SEARCH_JOIN);
	cr_assert_eq(choice.engine, SICHT_SEARCH_JOIN);
	cr_assert_eq(choice.budget_entries, UINT32_MAX);
	cr_assert_eq(choose(1000, 31, 100, SICHT_SEARCH_JOIN).engine, SICHT_SEARCH_LINEAR,
		"a flat segment has no tables");
}

/* However skewed the data are, a query costs about as much as a linear scan and no more. */
Test(search_choice, bounds_what_a_query_may_cost)
{
	const size_t queries[] = {1, 1000, 100000};
	for (size_t i = 0; i < 3; i++) {
		struct sicht_search_choice choice =
			choose(1000000, 31, queries[i], SICHT_SEARCH_AUTO);
		cr_assert_neq(choice.engine, SICHT_SEARCH_LINEAR);
		cr_assert_lt(choice.budget_entries, 20000000u);
	}
}
