/* SPDX-License-Identifier: MIT */
/*
 * Recall as a picture: a bar for each edit. Each view finds what the ones before it find, so their
 * bars lie one over the other, the plainest on top and darkest.
 */
#include <stdio.h>

#include "bench/robustness/robustness.h"

#define LEFT 250
#define BAR_WIDTH 500
#define WIDTH (LEFT + BAR_WIDTH + 60)
#define TOP 64
#define ROW 15
#define BAR 11

static const struct {
	const char *colour, *name;
} looks[VIEW_CROPS + 1] = {
	[VIEW_PLAIN] = {"#0b3c5d", "plain PDQ"},
	[VIEW_FORMS] = {"#328cc1", "eight forms, complement"},
	[VIEW_WINDOWS] = {"#8fc7e8", "all windows"},
	[VIEW_CROPS] = {"#d9e8f2", "and the crop grid"},
};

static void write_legend(FILE *file, unsigned pictures)
{
	fprintf(file,
		"<text x=\"10\" y=\"20\" font-weight=\"bold\">Found within %d bits, in %% of %u "
		"pictures</text>\n",
		MATCH_BITS, pictures);
	for (int view = 0; view <= VIEW_CROPS; view++) {
		int x = 10 + view * 180;
		fprintf(file,
			"<rect x=\"%d\" y=\"32\" width=\"12\" height=\"12\" fill=\"%s\"/>"
			"<text x=\"%d\" y=\"42\">%s</text>\n",
			x, looks[view].colour, x + 18, looks[view].name);
	}
}

static void write_scale(FILE *file, int height)
{
	for (int share = 0; share <= 100; share += 25) {
		int x = LEFT + BAR_WIDTH * share / 100;
		fprintf(file,
			"<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#bbb\"/>"
			"<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
			x, TOP - 4, x, height - 18, x, height - 4, share);
	}
}

static void write_bar(FILE *file, const struct edit *edit, const struct tally *tally, int y)
{
	fprintf(file, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 10,
		edit->name);
	for (int view = VIEW_CROPS; view >= 0; view--)
		fprintf(file,
			"<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
			LEFT, y, tally_share(tally, tally->matches[view]) * BAR_WIDTH / 100, BAR,
			looks[view].colour);
	fprintf(file, "<text x=\"%d\" y=\"%d\">%.0f</text>\n", LEFT + BAR_WIDTH + 8, y + 10,
		tally_share(tally, tally->matches[VIEW_WINDOWS]));
}

void report_svg(const struct results *results, const char *path)
{
	FILE *file = report_open(path);
	int height = TOP + ROW * (int)results->edit_count + 24;
	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"font-family=\"sans-serif\" font-size=\"11\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
		WIDTH, height);
	write_legend(file, results->tally[0].count);
	write_scale(file, height);
	for (size_t i = 0; i < results->edit_count; i++)
		write_bar(file, &results->edits[i], &results->tally[i], TOP + ROW * (int)i);
	fprintf(file, "</svg>\n");
	fclose(file);
}
