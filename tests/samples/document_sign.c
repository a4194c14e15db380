/* SPDX-License-Identifier: MIT */
/* Codes, icons, boards and what screens show: few shapes, large, with straight edges. */
#include "tests/samples/documents.h"

/* One or two plain shapes in the middle of a plain ground. */
static void draw_icon(struct sheet *sheet)
{
	int side = sheet->width, middle = side / 2, ink = sheet_any(sheet, 0, 90);
	if (sheet_form(sheet, 0, 1)) {
		sheet_box(sheet, side / 16, side / 16, side * 7 / 8, side * 7 / 8,
			sheet_any(sheet, 60, 190));
		ink = 250;
	}
	for (int shape = sheet_any(sheet, 1, 2); shape > 0; shape--, ink = 255 - ink) {
		int size = side * sheet_any(sheet, 15, 32) / 100, kind = sheet_any(sheet, 0, 5);
		if (kind == 0)
			sheet_disc(sheet, middle, middle, size, ink);
		else if (kind == 1)
			sheet_box(sheet, middle - size, middle - size * 2 / 3, 2 * size,
				size * 4 / 3, ink);
		else if (kind == 2)
			sheet_sector(sheet, middle, middle, size * 2 / 3, size, 0, 1, ink);
		else if (kind == 3)
			for (int i = 0; i < 3; i++)
				sheet_box(sheet, middle - size, middle - size + i * size * 4 / 5,
					2 * size, size / 3, ink);
		else if (kind == 4)
			for (int i = 0; i <= size; i++)
				sheet_box(sheet, middle - i, middle - size + 2 * i, 2 * i, 2, ink);
		else
			for (int i = 0; i < 2; i++)
				sheet_box(sheet, middle - (i ? size : size / 4),
					middle - (i ? size / 4 : size), i ? 2 * size : size / 2,
					i ? size / 2 : 2 * size, ink);
	}
}

static void draw_logo(struct sheet *sheet)
{
	int y = sheet->height / 2, ink = sheet_any(sheet, 20, 140), parts = sheet_any(sheet, 2, 4);
	for (int i = 0; i < parts; i++) {
		float from = (float)sheet_any(sheet, 0, 60) / 100;
		sheet_sector(sheet, 120, y, 80 - i * 20, 90 - i * 20, from,
			from + (float)sheet_any(sheet, 20, 40) / 100, ink);
	}
	sheet_words(sheet, 230, y - 24, sheet_any(sheet, 150, 300), 1, 40, ink);
	sheet_words(sheet, 230, y + 34, sheet_any(sheet, 100, 200), 1, 12, 120);
}

static void draw_barcode(struct sheet *sheet)
{
	int width = sheet_form(sheet, 2, 3);
	for (int x = 30; x < sheet->width - 40;) {
		int bar = width * sheet_any(sheet, 1, 4);
		sheet_box(sheet, x, 20, bar, sheet->height - 70, 0);
		x += bar + width * sheet_any(sheet, 1, 4);
	}
	sheet_words(sheet, 60, sheet->height - 38, sheet->width - 120, 1, 20, 0);
}

/* Squares by chance, and the three by which a reader finds the code. */
static void draw_matrix(struct sheet *sheet)
{
	int cells = 21 + 4 * sheet_form(sheet, 0, 3), size = (sheet->width - 40) / cells;
	int end = 20 + (cells - 7) * size;
	const int corners[3][2] = {{20, 20}, {end, 20}, {20, end}};
	for (int i = 0; i < cells * cells; i++)
		sheet_box(sheet, 20 + i % cells * size, 20 + i / cells * size, size, size,
			sheet_any(sheet, 0, 1) ? 255 : 0);
	for (int i = 0; i < 3; i++) {
		for (int ring = -1; ring < 3; ring++) {
			int left = corners[i][0] + ring * size, top = corners[i][1] + ring * size;
			int side = (7 - 2 * ring) * size;
			sheet_box(sheet, left, top, side, side, ring % 2 ? 255 : 0);
		}
		sheet_box(sheet, corners[i][0] + 2 * size, corners[i][1] + 2 * size, 3 * size,
			3 * size, 0);
	}
}

static void draw_crossword(struct sheet *sheet)
{
	int cells = sheet_form(sheet, 11, 17), size = (sheet->width - 20) / cells;
	for (int i = 0; i < cells * cells; i++) {
		int x = 10 + i % cells * size, y = 10 + i / cells * size;
		bool black = sheet_any(sheet, 0, 99) < 22;
		sheet_box(sheet, x, y, size, size, black ? 0 : 255);
		sheet_frame(sheet, x, y, size, size, 0);
		if (!black && sheet_any(sheet, 0, 3) == 0)
			sheet_words(sheet, x + 4, y + 4, 12, 1, 8, 0);
	}
}

static void draw_board(struct sheet *sheet)
{
	int size = (sheet->width - 20) / 8, dark = sheet_form(sheet, 90, 170);
	for (int i = 0; i < 64; i++) {
		int x = 10 + i % 8 * size, y = 10 + i / 8 * size;
		sheet_box(sheet, x, y, size, size, (i + i / 8) % 2 ? dark : 240);
		if (sheet_any(sheet, 0, 3) == 0)
			sheet_disc(sheet, x + size / 2, y + size / 2, size / 3,
				sheet_any(sheet, 0, 1) ? 20 : 210);
	}
}

static void draw_slide(struct sheet *sheet)
{
	int ground = sheet_form(sheet, 0, 1) ? 255 : 40, ink = 255 - ground;
	int left = sheet_form(sheet, 40, 80), lines = sheet_any(sheet, 3, 6);
	sheet_box(sheet, 0, 0, sheet->width, sheet->height, ground);
	sheet_box(sheet, 0, 0, sheet->width, sheet_form(sheet, 10, 90), 120);
	sheet_words(sheet, left, 100, sheet_any(sheet, 200, 400), 1, 30, ink);
	for (int i = 0; i < lines; i++) {
		sheet_disc(sheet, left + 6, 172 + i * 40, 5, ink);
		sheet_words(sheet, left + 24, 164 + i * 40, sheet_any(sheet, 120, 330), 1, 16, ink);
	}
	if (sheet_any(sheet, 0, 1))
		sheet_box(sheet, 460, 170, 200, 150, sheet_any(sheet, 80, 200));
}

/* Streets that cross, blocks and water between them. */
static void draw_map(struct sheet *sheet)
{
	sheet_box(sheet, 0, 0, sheet->width, sheet->height, 235);
	for (int i = sheet_any(sheet, 2, 5); i > 0; i--) {
		int radius = sheet_any(sheet, 30, 130), y = sheet_any(sheet, 0, sheet->height);
		sheet_disc(sheet, sheet_any(sheet, 0, sheet->width), y, radius, 190);
	}
	for (int i = sheet_any(sheet, 8, 20); i > 0; i--) {
		bool steep = sheet_any(sheet, 0, 1);
		int thick = sheet_any(sheet, 2, 9), a = sheet_any(sheet, 0, sheet->width);
		int b = sheet_any(sheet, 0, sheet->width);
		sheet_stroke(sheet, steep ? a : 0, steep ? 0 : a, steep ? b : sheet->width,
			steep ? sheet->height : b, thick, thick > 5 ? 150 : 255);
	}
	for (int i = 0; i < 8; i++) {
		int y = sheet_any(sheet, 0, sheet->height);
		sheet_words(sheet, sheet_any(sheet, 0, sheet->width - 80), y, 80, 1, 9, 40);
	}
}

static void draw_code(struct sheet *sheet)
{
	int ground = sheet_form(sheet, 0, 1) ? 30 : 252, indent = 0;
	sheet_box(sheet, 0, 0, sheet->width, sheet->height, ground);
	sheet_box(sheet, 0, 0, 36, sheet->height, ground > 128 ? 235 : 50);
	for (int y = 12; y < sheet->height - 12; y += 17) {
		sheet_words(sheet, 8, y, 22, 1, 9, 130);
		indent = VIPS_CLIP(0, indent + sheet_any(sheet, -1, 1), 5);
		if (sheet_any(sheet, 0, 6) == 0)
			continue;
		int ink = ground > 128 ? sheet_any(sheet, 10, 110) : sheet_any(sheet, 140, 240);
		sheet_words(sheet, 48 + 24 * indent, y, sheet_any(sheet, 40, 380), 1, 9, ink);
	}
}

/* A message with a title, a sign and buttons. */
static void draw_dialog(struct sheet *sheet)
{
	int bar = sheet_form(sheet, 24, 36), buttons = sheet_any(sheet, 1, 3);
	sheet_box(sheet, 0, 0, sheet->width, sheet->height, 240);
	sheet_box(sheet, 0, 0, sheet->width, bar, sheet_form(sheet, 40, 200));
	sheet_words(sheet, 10, 8, sheet_any(sheet, 60, 200), 1, 12, 250);
	sheet_disc(sheet, 56, bar + 60, 26, sheet_any(sheet, 60, 180));
	sheet_words(sheet, 110, bar + 36, sheet->width - 150, sheet_any(sheet, 1, 4), 11, 20);
	for (int i = 0; i < buttons; i++) {
		int x = sheet->width - (i + 1) * 110;
		sheet_box(sheet, x, sheet->height - 48, 96, 32, 215);
		sheet_frame(sheet, x, sheet->height - 48, 96, 32, 150);
		sheet_words(sheet, x + 20, sheet->height - 38, 60, 1, 11, 20);
	}
}

static const struct sample_document signs[] = {
	{"icon", 256, 256, draw_icon},
	{"logo", 600, 240, draw_logo},
	{"barcode", 420, 220, draw_barcode},
	{"matrix code", 400, 400, draw_matrix},
	{"crossword", 500, 500, draw_crossword},
	{"board", 500, 500, draw_board},
	{"slide", 720, 405, draw_slide},
	{"map", 600, 600, draw_map},
	{"code listing", 640, 480, draw_code},
	{"dialog", 480, 220, draw_dialog},
};

struct sample_documents sample_documents_sign(void)
{
	return (struct sample_documents){signs, sizeof signs / sizeof *signs};
}
