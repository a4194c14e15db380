/* SPDX-License-Identifier: MIT */
/*
 * What did they mean? The word with the fewest slips of the finger from what was typed: letters
 * left out, added, exchanged, or two neighbours swapped (optimal string alignment). A word of which
 * the typed one is the beginning counts as one slip. More than a third of slips is no likeness.
 */
#include <stdint.h>
#include <string.h>

#include "engine/cli/options.h"

#define LENGTH_MAX 31

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned smaller = a < b ? a : b;
	return smaller < c ? smaller : c;
}

static unsigned slips(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b);
	if (a_length > LENGTH_MAX || b_length > LENGTH_MAX)
		return UINT32_MAX;
	if (a_length >= 2 && a_length < b_length && memcmp(a, b, a_length) == 0)
		return 1;
	unsigned cost[LENGTH_MAX + 1][LENGTH_MAX + 1];
	for (unsigned i = 0; i <= a_length; i++)
		cost[i][0] = i;
	for (unsigned j = 0; j <= b_length; j++)
		cost[0][j] = j;
	for (unsigned i = 1; i <= a_length; i++) {
		for (unsigned j = 1; j <= b_length; j++) {
			unsigned other = a[i - 1] != b[j - 1];
			cost[i][j] = least(
				cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + other);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				cost[i - 2][j - 2] + 1 < cost[i][j])
				cost[i][j] = cost[i - 2][j - 2] + 1;
		}
	}
	return cost[a_length][b_length];
}

const char *sicht_nearest(const char *wrong, const char *const *words)
{
	const char *nearest = NULL;
	unsigned fewest = (unsigned)(strlen(wrong) + 2) / 3 + 1;
	for (size_t i = 0; words[i] != NULL; i++) {
		unsigned count = slips(wrong, words[i]);
		if (count < fewest) {
			fewest = count;
			nearest = words[i];
		}
	}
	return nearest;
}
