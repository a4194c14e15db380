/* SPDX-License-Identifier: MIT */
/* What was found, as tables for people and as tab-separated values. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/robustness/robustness.h"
#include "tests/samples/samples.h"

/* Thresholds at which false positives are counted. */
static const unsigned thresholds[] = {31, 40, 50, 60};
#define THRESHOLDS (sizeof thresholds / sizeof *thresholds)

static const char *const pairing_names[PAIR_COUNT] = {
	[PAIR_PHOTOS] = "photographs",
	[PAIR_EDITED] = "edited photographs",
	[PAIR_PAGES] = "pages, drawings, screens",
	[PAIR_DOCUMENTS] = "documents",
	[PAIR_DOCUMENT_OTHERS] = "documents and others",
};

static const char *const view_names[VIEW_COUNT] = {
	[VIEW_PLAIN] = "plain",
	[VIEW_FORMS] = "forms",
	[VIEW_WINDOWS] = "windows",
	[VIEW_CROPS] = "crops",
	[VIEW_LISTED] = "listed",
	[VIEW_CORNERS] = "corners",
};

double tally_share(const struct tally *tally, unsigned part)
{
	return tally->count == 0 ? 0 : 100.0 * part / tally->count;
}

FILE *report_open(const char *path)
{
	FILE *file = fopen(path, "we");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	return file;
}

static bool is_beyond(enum edit_group group)
{
	return group == GROUP_BEYOND || group == GROUP_BEYOND_RANDOM;
}

/* --------------------------------------------------------------------------------------- means */

/* Shares in per cent, added up over edits. */
struct mean {
	unsigned edits;
	double matches[VIEW_COUNT], possible[VIEW_COUNT];
};

static void add_to_mean(struct mean *mean, const struct tally *tally)
{
	mean->edits++;
	for (int view = 0; view < VIEW_COUNT; view++) {
		mean->matches[view] += tally_share(tally, tally->matches[view]);
		mean->possible[view] += tally_share(tally, tally->possible[view]);
	}
}

static struct mean mean_of_group(const struct results *results, enum edit_group group)
{
	struct mean mean = {0};
	for (size_t i = 0; i < results->edit_count; i++) {
		if (results->edits[i].group == group && results->tally[i].count > 0)
			add_to_mean(&mean, &results->tally[i]);
	}
	return mean;
}

static struct mean mean_of_all(const struct results *results)
{
	struct mean mean = {0};
	for (size_t i = 0; i < results->edit_count; i++) {
		if (!is_beyond(results->edits[i].group) && results->tally[i].count > 0)
			add_to_mean(&mean, &results->tally[i]);
	}
	return mean;
}

/* --------------------------------------------------------------------------------------- print */

static void print_mean(const char *name, const struct mean *mean)
{
	if (mean->edits == 0)
		return;
	printf("%-36s %6s", name, "");
	for (int view = 0; view < VIEW_COUNT; view++)
		printf(" %7.1f", mean->matches[view] / mean->edits);
	for (int view = 0; view < VIEW_CROPS; view++)
		printf(" %7.1f", mean->possible[view] / mean->edits);
	printf("\n");
}

static void print_edit(const struct edit *edit, const struct tally *tally)
{
	double bits = tally->count > 0 ? (double)tally->plain_bits / tally->count : 0;
	printf("%-36s %6.1f", edit->name, bits);
	for (int view = 0; view < VIEW_COUNT; view++)
		printf(" %7.1f", tally_share(tally, tally->matches[view]));
	for (int view = 0; view < VIEW_CROPS; view++)
		printf(" %7.1f", tally_share(tally, tally->possible[view]));
	printf("\n");
}

static void print_recall(const struct results *results)
{
	printf("recall in %%, of %u pictures (%u more are too flat): a match is within %d bits; "
	       "possible is a match, or the full picture within %d\n\n",
		results->tally[0].count, results->pictures->flat, MATCH_BITS, POSSIBLE_BITS);
	printf("%-36s %6s", "edit", "bits");
	for (int view = 0; view < VIEW_COUNT; view++)
		printf(" %7s", view_names[view]);
	for (int view = 0; view < VIEW_CROPS; view++)
		printf(" %7s", view_names[view]);
	printf("\n%-36s %6s %47s %23s\n", "", "", "-----------------------------------------match",
		"---------------possible");
	for (size_t i = 0; i < results->edit_count; i++) {
		if (results->tally[i].count > 0)
			print_edit(&results->edits[i], &results->tally[i]);
	}
	printf("\n");
	for (int group = 0; group < GROUP_COUNT; group++) {
		struct mean mean = mean_of_group(results, group);
		print_mean(edits_group_name(group), &mean);
	}
	struct mean mean = mean_of_all(results);
	print_mean("mean of the 74", &mean);
}

/* Pairs within a threshold. */
static uint64_t within(const uint64_t near[FAR_BITS], unsigned bits)
{
	uint64_t pairs = 0;
	for (unsigned i = 0; i <= bits; i++)
		pairs += near[i];
	return pairs;
}

static bool is_compared(enum pairing pairing, enum view view)
{
	return view != VIEW_CROPS || pairing == PAIR_PHOTOS;
}

static void print_strangers(const struct strangers *strangers)
{
	printf("\nfalse positives: pairs of pictures that have nothing to do with each other\n\n");
	printf("%-26s %-8s %12s", "", "", "pairs");
	for (size_t i = 0; i < THRESHOLDS; i++)
		printf("   <= %2u", thresholds[i]);
	printf("\n");
	for (int pairing = 0; pairing < PAIR_COUNT; pairing++) {
		for (int view = 0; view < VIEW_COUNT; view++) {
			if (!is_compared(pairing, view))
				continue;
			printf("%-26s %-8s %12llu", pairing_names[pairing], view_names[view],
				(unsigned long long)strangers->pairs[pairing]);
			for (size_t i = 0; i < THRESHOLDS; i++)
				printf(" %7llu",
					(unsigned long long)within(
						strangers->near[pairing][view], thresholds[i]));
			printf("\n");
		}
	}
}

/* What documents find among each other, by the class that was examined. */
static void print_classes(const struct strangers *strangers)
{
	printf("\ndocuments taken for others, within %d bits: pairs, by the examined "
	       "class\n\n%-26s",
		MATCH_BITS, "");
	for (int view = VIEW_CORNERS; view > VIEW_PLAIN; view--) {
		if (view != VIEW_CROPS)
			printf(" %7s", view_names[view]);
	}
	printf("\n");
	for (unsigned class = 0; sicht_sample_document_name(class) != NULL; class ++) {
		printf("%-26s", sicht_sample_document_name(class));
		for (int view = VIEW_CORNERS; view > VIEW_PLAIN; view--) {
			if (view != VIEW_CROPS)
				printf(" %7llu",
					(unsigned long long)strangers->by_class[class][view]);
		}
		printf("\n");
	}
}

void report_print(const struct results *results)
{
	print_recall(results);
	print_strangers(&results->strangers);
	if (results->pictures->options->documents > 0)
		print_classes(&results->strangers);
}

/* ----------------------------------------------------------------------------------------- TSV */

void report_tsv(const struct results *results, const char *path)
{
	FILE *file = report_open(path);
	fprintf(file,
		"edit\tgroup\tpictures\tplain_bits\tplain\tforms\twindows\tcrops\tlisted\tcorners\t"
		"possible_plain\tpossible_forms\tpossible_windows\n");
	for (size_t i = 0; i < results->edit_count; i++) {
		const struct edit *edit = &results->edits[i];
		const struct tally *tally = &results->tally[i];
		fprintf(file, "%s\t%s\t%u\t%.2f", edit->name, edits_group_name(edit->group),
			tally->count,
			tally->count > 0 ? (double)tally->plain_bits / tally->count : 0);
		for (int view = 0; view < VIEW_COUNT; view++)
			fprintf(file, "\t%.2f", tally_share(tally, tally->matches[view]));
		for (int view = 0; view < VIEW_CROPS; view++)
			fprintf(file, "\t%.2f", tally_share(tally, tally->possible[view]));
		fprintf(file, "\n");
	}
	fclose(file);
}
