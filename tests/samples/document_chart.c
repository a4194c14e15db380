/* SPDX-License-Identifier: MIT */
/* Plots and diagrams, as programs for statistics and for slides draw them. */
#include "tests/samples/documents.h"

/* The box of a plot within its axes. */
static VipsRect draw_axes(struct sheet *sheet)
{
	VipsRect plot = {sheet->width / 8 + sheet_form(sheet, -8, 8),
		sheet->height / 8 + sheet_form(sheet, -8, 8), sheet->width * 31 / 40,
		sheet->height * 3 / 4};
	int ticks = sheet_form(sheet, 4, 8);
	bool framed = sheet_form(sheet, 0, 1), grid = sheet_form(sheet, 0, 1);
	for (int i = 0; i <= ticks; i++) {
		int x = plot.left + plot.width * i / ticks, y = plot.top + plot.height * i / ticks;
		if (grid)
			sheet_box(sheet, plot.left, y, plot.width, 1, 200);
		sheet_words(sheet, x - 10, plot.top + plot.height + 8, 24, 1, 9, 40);
		sheet_words(sheet, plot.left - 34, y - 5, 26, 1, 9, 40);
	}
	sheet_words(sheet, sheet->width / 3, plot.top / 3, sheet->width / 3, 1, 14, 0);
	if (framed)
		sheet_frame(sheet, plot.left, plot.top, plot.width, plot.height, 0);
	sheet_box(sheet, plot.left, plot.top, 2, plot.height, 0);
	sheet_box(sheet, plot.left, plot.top + plot.height, plot.width, 2, 0);
	return plot;
}

static void draw_lines(struct sheet *sheet)
{
	VipsRect plot = draw_axes(sheet);
	for (int curve = sheet_any(sheet, 1, 4); curve > 0; curve--) {
		int grey = sheet_any(sheet, 20, 150), steps = sheet_any(sheet, 8, 40);
		int y = sheet_any(sheet, 0, plot.height), drift = sheet_any(sheet, -12, 12);
		for (int i = 0; i < steps; i++) {
			int next = y + drift + sheet_any(sheet, -plot.height / 8, plot.height / 8);
			next = VIPS_CLIP(0, next, plot.height);
			sheet_stroke(sheet, plot.left + plot.width * i / steps, plot.top + y,
				plot.left + plot.width * (i + 1) / steps, plot.top + next, 2, grey);
			y = next;
		}
	}
}

static void draw_scatter(struct sheet *sheet)
{
	VipsRect plot = draw_axes(sheet);
	int slope = sheet_any(sheet, -100, 100), spread = sheet_any(sheet, 5, 60);
	for (int i = sheet_any(sheet, 40, 250); i > 0; i--) {
		int x = sheet_any(sheet, 0, plot.width);
		int y = plot.height / 2 + (x - plot.width / 2) * slope / 130 +
			sheet_any(sheet, -spread, spread) + sheet_any(sheet, -spread, spread);
		if (y > 0 && y < plot.height)
			sheet_disc(sheet, plot.left + x, plot.top + y, 4, 70);
	}
}

static void draw_bars(struct sheet *sheet)
{
	VipsRect plot = draw_axes(sheet);
	int bars = sheet_any(sheet, 4, 9), step = plot.width / bars,
	    series = sheet_any(sheet, 1, 2);
	for (int i = 0; i < bars * series; i++) {
		int height = plot.height * sheet_any(sheet, 5, 98) / 100;
		int width = step * 7 / 10 / series;
		sheet_box(sheet, plot.left + i / series * step + step / 7 + i % series * width,
			plot.top + plot.height - height, width, height, i % series ? 170 : 90);
	}
}

static void draw_histogram(struct sheet *sheet)
{
	VipsRect plot = draw_axes(sheet);
	int bins = sheet_any(sheet, 12, 40), peak = sheet_any(sheet, bins / 4, bins * 3 / 4);
	int spread = sheet_any(sheet, bins * bins / 40 + 1, bins * bins / 8);
	for (int i = 0; i < bins; i++) {
		int height = plot.height * sheet_any(sheet, 80, 98) / 100 * spread /
			     (spread + (i - peak) * (i - peak));
		sheet_box(sheet, plot.left + plot.width * i / bins, plot.top + plot.height - height,
			plot.width / bins - 1, height, 110);
	}
}

/* Sectors of a disc, or of a ring, and what they mean beside it. */
static void draw_pie(struct sheet *sheet, int hole)
{
	int parts = sheet_any(sheet, 3, 8), radius = sheet->height * 2 / 5;
	int x = sheet->width * 2 / 5 + sheet_form(sheet, -10, 10), y = sheet->height / 2 + 8;
	float from = 0;
	sheet_words(sheet, sheet->width / 4, 8, sheet->width / 2, 1, 14, 0);
	for (int i = 0; i < parts; i++) {
		float share = (float)sheet_any(sheet, 30, 170) / 100 / (float)(parts - i);
		float to = i + 1 < parts ? from + (1 - from) * VIPS_MIN(share, 0.9f) : 1;
		int grey = sheet_any(sheet, 40, 220), top = 60 + i * 28;
		sheet_sector(sheet, x, y, radius * hole / 100, radius, from, to, grey);
		sheet_box(sheet, sheet->width * 4 / 5, top, 14, 14, grey);
		sheet_words(sheet, sheet->width * 4 / 5 + 20, top + 2, 70, 1, 10, 40);
		from = to;
	}
}

static void draw_full_pie(struct sheet *sheet)
{
	draw_pie(sheet, 0);
}

static void draw_ring(struct sheet *sheet)
{
	draw_pie(sheet, 55);
}

/* Values of a table as shades. */
static void draw_heat(struct sheet *sheet)
{
	VipsRect plot = draw_axes(sheet);
	int across = sheet_form(sheet, 6, 14), down = sheet_form(sheet, 5, 10);
	for (int i = 0; i < across * down; i++)
		sheet_box(sheet, plot.left + plot.width * (i % across) / across,
			plot.top + plot.height * (i / across) / down, plot.width / across + 1,
			plot.height / down + 1, sheet_any(sheet, 20, 250));
}

/* Boxes in rows, each led to from one above. */
static void draw_flow(struct sheet *sheet)
{
	int rows = sheet_form(sheet, 3, 5), above = 1, height = sheet->height / rows / 2;
	for (int row = 0; row < rows; row++) {
		int boxes = row == 0 ? 1 : sheet_any(sheet, 1, 4), y = 20 + row * 2 * height;
		for (int i = 0; i < boxes; i++) {
			int x = sheet->width * (2 * i + 1) / (2 * boxes);
			int from = sheet->width * (2 * sheet_any(sheet, 0, above - 1) + 1) /
				   (2 * above);
			if (row > 0)
				sheet_stroke(sheet, from, y - height, x, y, 2, 0);
			sheet_frame(sheet, x - 60, y, 120, height, 0);
			sheet_words(sheet, x - 50, y + 8, 100, 2, 10, 0);
		}
		above = boxes;
	}
}

/* Bars of time, one a row, each beginning where chance tells. */
static void draw_gantt(struct sheet *sheet)
{
	int rows = sheet_form(sheet, 8, 16), step = (sheet->height - 50) / rows, left = 150;
	for (int x = left; x < sheet->width; x += 40)
		sheet_box(sheet, x, 30, 1, sheet->height - 40, 210);
	for (int i = 0; i < rows; i++) {
		int from = sheet_any(sheet, 0, sheet->width - left - 100);
		sheet_words(sheet, 10, 44 + i * step, 120, 1, 10, 30);
		int grey = sheet_any(sheet, 60, 180), length = sheet_any(sheet, 30, 200);
		sheet_box(sheet, left + from, 40 + i * step, length, step * 2 / 3, grey);
	}
}

/* Lines that turn at right angles between parts with pins. */
static void draw_circuit(struct sheet *sheet)
{
	for (int i = sheet_any(sheet, 6, 12); i > 0; i--) {
		int x = sheet_any(sheet, 2, 28) * 20, y = sheet_any(sheet, 2, 20) * 20;
		int to_x = sheet_any(sheet, 2, 28) * 20, to_y = sheet_any(sheet, 2, 20) * 20;
		sheet_stroke(sheet, x, y, to_x, y, 2, 0);
		sheet_stroke(sheet, to_x, y, to_x, to_y, 2, 0);
		sheet_box(sheet, x - 20, y - 10, 40, 20, 255);
		sheet_frame(sheet, x - 20, y - 10, 40, 20, 0);
		sheet_disc(sheet, to_x, to_y, 5, 0);
		sheet_words(sheet, x - 15, y - 26, 40, 1, 9, 40);
	}
}

static const struct sample_document charts[] = {
	{"line plot", 640, 480, draw_lines},
	{"scatter plot", 640, 480, draw_scatter},
	{"bar chart", 640, 480, draw_bars},
	{"histogram", 640, 480, draw_histogram},
	{"pie chart", 560, 420, draw_full_pie},
	{"ring chart", 560, 420, draw_ring},
	{"heat map", 640, 480, draw_heat},
	{"flow chart", 600, 450, draw_flow},
	{"time plan", 700, 440, draw_gantt},
	{"circuit", 600, 450, draw_circuit},
};

struct sample_documents sample_documents_chart(void)
{
	return (struct sample_documents){charts, sizeof charts / sizeof *charts};
}
