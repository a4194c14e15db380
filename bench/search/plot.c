/* SPDX-License-Identifier: MIT */
/* The plot of bench-search: microseconds a query against the number of hashes, as SVG. */
#include "bench/search/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 760
#define HEIGHT 480
#define LEFT 80
#define RIGHT 200
#define TOP 40
#define BOTTOM 60

struct scale {
	double x_min, x_max, y_min, y_max; /* decimal logarithms */
};

static double x_of(const struct scale *scale, double hashes)
{
	return LEFT + (log10(hashes) - scale->x_min) / (scale->x_max - scale->x_min) *
			      (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct scale *scale, double cost_us)
{
	return HEIGHT - BOTTOM -
	       (log10(cost_us) - scale->y_min) / (scale->y_max - scale->y_min) *
		       (HEIGHT - TOP - BOTTOM);
}

static bool is_plotted(const struct bench_row *row, unsigned threshold)
{
	return row->threshold == threshold && row->threads == 1 && row->ratio > 0 &&
	       strcmp(row->set, "uniform") == 0;
}

static struct scale scale_of(const struct bench_report *report, unsigned threshold)
{
	struct scale scale = {99, -99, 99, -99};
	for (size_t i = 0; i < report->count; i++) {
		const struct bench_row *row = &report->rows[i];
		if (!is_plotted(row, threshold))
			continue;
		double x = log10((double)row->count), y = log10(1e6 / bench_rate(row));
		scale.x_min = fmin(scale.x_min, floor(x));
		scale.x_max = fmax(scale.x_max, ceil(x));
		scale.y_min = fmin(scale.y_min, floor(y));
		scale.y_max = fmax(scale.y_max, ceil(y));
	}
	if (scale.x_max <= scale.x_min)
		scale.x_max = scale.x_min + 1;
	if (scale.y_max <= scale.y_min)
		scale.y_max = scale.y_min + 1;
	return scale;
}

static void write_axes(FILE *file, const struct scale *scale, unsigned threshold)
{
	fprintf(file,
		"<text x=\"%d\" y=\"20\" font-weight=\"bold\">Microseconds a query (one core), "
		"threshold %u</text>\n<text x=\"%d\" y=\"%d\">hashes</text>\n",
		LEFT, threshold, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 15);
	for (double x = scale->x_min; x <= scale->x_max; x++) {
		double at = x_of(scale, pow(10, x));
		fprintf(file,
			"<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ddd\"/>"
			"<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>\n",
			at, TOP, at, HEIGHT - BOTTOM, at, HEIGHT - BOTTOM + 18, pow(10, x));
	}
	for (double y = scale->y_min; y <= scale->y_max; y++) {
		double at = y_of(scale, pow(10, y));
		fprintf(file,
			"<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>"
			"<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n",
			LEFT, at, WIDTH - RIGHT, at, LEFT - 6, at + 4, pow(10, y));
	}
}

/* Do they stand on one line of the plot: asked in the same way? */
static bool is_same_way(const struct bench_row *a, const struct bench_row *b)
{
	return strcmp(a->engine, b->engine) == 0 && strcmp(a->kernel, b->kernel) == 0 &&
	       (a->at_once == b->at_once || strcmp(a->engine, "linear") == 0);
}

/* The points of one way to ask, from the row where it first comes. */
static void write_line(FILE *file, const struct bench_report *report, size_t first,
	unsigned threshold, const struct scale *scale, unsigned number)
{
	static const char *const colours[] = {"#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e",
		"#8c564b", "#17becf", "#7f7f7f", "#e377c2", "#bcbd22", "#000000", "#5254a3",
		"#843c39"};
	const char *colour = colours[number % (sizeof colours / sizeof *colours)];
	const struct bench_row *named = &report->rows[first];
	double x = 0, y = 0;
	fprintf(file, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
	for (size_t i = first; i < report->count; i++) {
		const struct bench_row *row = &report->rows[i];
		if (!is_plotted(row, threshold) || !is_same_way(row, named))
			continue;
		x = x_of(scale, (double)row->count);
		y = y_of(scale, 1e6 / bench_rate(row));
		fprintf(file, "%.1f,%.1f ", x, y);
	}
	fprintf(file,
		"\"/>\n<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>"
		"<text x=\"%d\" y=\"%u\" fill=\"%s\">%s x%llu %s</text>\n",
		x, y, colour, WIDTH - RIGHT + 10, TOP + 16 * number, colour, named->engine,
		(unsigned long long)named->at_once, named->kernel);
}

void bench_write_svg(const struct bench_report *report, unsigned threshold, const char *path)
{
	struct scale scale = scale_of(report, threshold);
	unsigned lines = 0;
	FILE *file = fopen(path, "we");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"font-family=\"sans-serif\" font-size=\"12\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
		WIDTH, HEIGHT);
	write_axes(file, &scale, threshold);
	for (size_t i = 0; i < report->count; i++) {
		bool seen = !is_plotted(&report->rows[i], threshold);
		for (size_t j = 0; j < i && !seen; j++)
			seen = is_plotted(&report->rows[j], threshold) &&
			       is_same_way(&report->rows[i], &report->rows[j]);
		if (!seen)
			write_line(file, report, i, threshold, &scale, lines++);
	}
	fprintf(file, "</svg>\n");
	fclose(file);
}
