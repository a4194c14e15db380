/* SPDX-License-Identifier: MIT */
/* Pages of writing and figures: what offices, shops and schools print. */
#include "tests/samples/documents.h"

/* Rows and columns of figures; a head, and shaded rows if the form has them. */
static void draw_grid(struct sheet *sheet, const VipsRect *part, int rows, int columns)
{
	int shade = sheet_form(sheet, 0, 1) ? 232 : 255, step = part->height / rows;
	bool ruled = sheet_form(sheet, 0, 1);
	for (int row = 0; row < rows; row++) {
		int y = part->top + row * step;
		sheet_box(sheet, part->left, y, part->width, step,
			row == 0  ? 190
			: row % 2 ? 255
				  : shade);
		for (int column = 0; column < columns; column++) {
			int x = part->left + part->width * column / columns;
			int width = part->width / columns * sheet_any(sheet, 15, 90) / 100;
			sheet_words(sheet, x + 5, y + step / 4, width, 1, 9, 30);
		}
		if (ruled)
			sheet_box(sheet, part->left, y, part->width, 1, 90);
	}
	for (int column = 0; ruled && column <= columns; column++)
		sheet_box(sheet, part->left + part->width * column / columns, part->top, 1,
			rows * step, 90);
}

static void draw_letter(struct sheet *sheet)
{
	int left = sheet_form(sheet, 50, 80), width = sheet->width - 2 * left, y = 300;
	sheet_words(sheet, left, sheet_form(sheet, 40, 60), 180, 1, 18, 0);
	sheet_words(sheet, left, 130, 160, 4, 10, 20);
	sheet_words(sheet, sheet->width - left - 100, 230, 100, 1, 10, 20);
	for (int paragraph = sheet_any(sheet, 2, 5); paragraph > 0; paragraph--) {
		int lines = sheet_any(sheet, 2, 7);
		sheet_words(sheet, left, y, width, lines, 10, 20);
		y += lines * 17 + 14;
	}
	sheet_words(sheet, left, y + 20, 120, 1, 16, 60);
}

static void draw_invoice(struct sheet *sheet)
{
	int left = sheet_form(sheet, 40, 70), width = sheet->width - 2 * left;
	int rows = sheet_any(sheet, 3, 12), head = sheet_form(sheet, 60, 200);
	VipsRect part = {left, 330, width, (rows + 1) * 26};
	sheet_box(sheet, sheet_form(sheet, 0, 1) ? left : sheet->width - left - 130, 40, 130, 60,
		head);
	sheet_words(sheet, left, 140, 170, 4, 10, 20);
	sheet_words(sheet, sheet->width - left - 150, 140, 150, 4, 10, 20);
	sheet_words(sheet, left, 280, 200, 1, 18, 0);
	draw_grid(sheet, &part, rows + 1, 5);
	sheet_words(sheet, sheet->width - left - 200, part.top + part.height + 20, 200, 3, 11, 0);
	sheet_words(sheet, left, sheet->height - 70, width, 3, 8, 90);
}

/* Labels, and boxes to be filled in, some of which are. */
static void draw_blank(struct sheet *sheet)
{
	sheet_box(sheet, 0, 0, sheet->width, 70, sheet_form(sheet, 60, 220));
	for (int y = 100; y < sheet->height - 60; y += 54) {
		int columns = sheet_form(sheet, 1, 3);
		for (int column = 0; column < columns; column++) {
			int width = (sheet->width - 80) / columns, x = 40 + column * width;
			sheet_words(sheet, x, y, width / 2, 1, 8, 60);
			sheet_frame(sheet, x, y + 14, width - 12, 28, 60);
			if (sheet_any(sheet, 0, 3) > 0)
				sheet_words(sheet, x + 6, y + 21, width * 2 / 3, 1, 13, 20);
		}
	}
}

static void draw_table(struct sheet *sheet)
{
	VipsRect part = {30, 90, sheet->width - 60, sheet->height - 150};
	sheet_words(sheet, 30, 40, sheet->width / 2, 1, 16, 0);
	int columns = sheet_form(sheet, 3, 8), rows = sheet_form(sheet, 12, 30);
	draw_grid(sheet, &part, rows, columns);
}

/* As a program shows it: bars above, letters and numbers along the sides, cells filled by half. */
static void draw_spreadsheet(struct sheet *sheet)
{
	int width = sheet_form(sheet, 60, 110), rows = sheet_any(sheet, 5, 22);
	int columns = sheet_any(sheet, 2, 7);
	sheet_box(sheet, 0, 0, sheet->width, 70, 225);
	sheet_words(sheet, 10, 14, sheet->width / 2, 2, 12, 80);
	for (int x = 36; x < sheet->width; x += width)
		sheet_box(sheet, x, 70, 1, sheet->height, 200);
	for (int y = 90; y < sheet->height; y += 20)
		sheet_box(sheet, 0, y, sheet->width, 1, 200);
	sheet_box(sheet, 0, 70, 36, sheet->height, 235);
	for (int i = 0; i < rows * columns; i++) {
		if (sheet_any(sheet, 0, 9) > 1)
			sheet_words(sheet, 40 + i % columns * width, 96 + i / columns * 20,
				width * sheet_any(sheet, 30, 90) / 100, 1, 9, 30);
	}
}

static void draw_calendar(struct sheet *sheet)
{
	int top = sheet_form(sheet, 70, 120), width = (sheet->width - 40) / 7;
	int height = (sheet->height - top - 20) / 6, first = sheet_any(sheet, 0, 6);
	sheet_words(sheet, sheet->width / 3, 24, sheet->width / 3, 1, 24, 0);
	for (int day = 0; day < 42; day++) {
		int x = 20 + day % 7 * width, y = top + day / 7 * height;
		bool within = day >= first && day < first + 30;
		sheet_box(sheet, x, y, width, height, within ? 255 : 225);
		sheet_frame(sheet, x, y, width, height, 120);
		if (within)
			sheet_words(sheet, x + 6, y + 6, 18, 1, 12, 0);
		if (within && sheet_any(sheet, 0, 4) == 0)
			sheet_box(sheet, x + 4, y + 28, width - 8, 14, sheet_any(sheet, 80, 200));
	}
}

static void draw_receipt(struct sheet *sheet)
{
	int items = sheet_any(sheet, 4, 18), y = 150;
	sheet_words(sheet, 60, 30, sheet->width - 120, 2, 16, 0);
	sheet_words(sheet, 50, 90, sheet->width - 100, 2, 9, 20);
	for (int i = 0; i < items; i++, y += 22) {
		sheet_words(sheet, 20, y, sheet_any(sheet, 60, 160), 1, 10, 20);
		sheet_words(sheet, sheet->width - 70, y, 50, 1, 10, 20);
	}
	sheet_box(sheet, 20, y, sheet->width - 40, 2, 0);
	sheet_words(sheet, 20, y + 14, sheet->width - 40, 1, 18, 0);
}

static void draw_ticket(struct sheet *sheet)
{
	int stub = sheet->width * sheet_form(sheet, 65, 80) / 100;
	sheet_frame(sheet, 6, 6, sheet->width - 12, sheet->height - 12, 0);
	sheet_box(sheet, 8, 8, sheet->width - 16, 44, sheet_form(sheet, 40, 200));
	for (int y = 10; y < sheet->height; y += 12)
		sheet_box(sheet, stub, y, 2, 6, 0);
	for (int row = 0; row < 4; row++) {
		sheet_words(sheet, 30, 76 + row * 46, 120, 1, 9, 90);
		sheet_words(sheet, 30, 92 + row * 46, sheet_any(sheet, 100, 300), 1, 16, 0);
	}
	for (int x = stub + 20; x < sheet->width - 30; x += sheet_any(sheet, 3, 9))
		sheet_box(sheet, x, 80, sheet_any(sheet, 1, 4), sheet->height - 120, 0);
}

/* Five lines, and notes on them. */
static void draw_music(struct sheet *sheet)
{
	int step = sheet_form(sheet, 8, 11);
	for (int top = 70; top + 6 * step < sheet->height - 30; top += 9 * step) {
		for (int line = 0; line < 5; line++)
			sheet_box(sheet, 40, top + line * step, sheet->width - 80, 1, 0);
		for (int x = 80; x < sheet->width - 60; x += sheet_any(sheet, 18, 46)) {
			int y = top + sheet_any(sheet, -1, 9) * step / 2;
			sheet_disc(sheet, x, y, step / 2, 0);
			sheet_box(sheet, x + step / 2 - 1, y - 3 * step, 2, 3 * step, 0);
		}
		for (int bar = 1; bar <= 4; bar++)
			sheet_box(sheet, 40 + (sheet->width - 80) * bar / 4, top, 2, 4 * step, 0);
	}
}

static void draw_certificate(struct sheet *sheet)
{
	for (int i = 0; i < 3; i++)
		sheet_frame(sheet, 14 + i * 9, 14 + i * 9, sheet->width - 28 - i * 18,
			sheet->height - 28 - i * 18, sheet_form(sheet, 60, 180));
	sheet_words(sheet, sheet->width / 5, 90, sheet->width * 3 / 5, 1, 34, 0);
	sheet_words(sheet, sheet->width / 3, 180, sheet->width / 3, 1, 22, 20);
	sheet_words(sheet, sheet->width / 6, 240, sheet->width * 2 / 3, 3, 12, 40);
	int grey = sheet_form(sheet, 70, 170);
	sheet_disc(sheet, sheet_form(sheet, 0, 1) ? 130 : sheet->width - 130, sheet->height - 110,
		42, grey);
	sheet_words(sheet, sheet->width / 2 - 80, sheet->height - 100, 160, 1, 18, 60);
}

/* Two columns of justified writing with a head. */
static void draw_article(struct sheet *sheet)
{
	int lines = sheet_any(sheet, 35, 42), width = (sheet->width - 110) / 2;
	int figure = sheet_any(sheet, 0, 3);
	sheet_words(sheet, 60, 40, sheet->width - 120, 2, 18, 0);
	sheet_words(sheet, 40, 120, width, lines, 9, 20);
	sheet_words(sheet, 70 + width, 120, width, lines, 9, 20);
	if (figure > 0)
		sheet_box(sheet, figure % 2 ? 40 : 70 + width, 120 + figure * 90, width, 150,
			sheet_any(sheet, 80, 230));
}

static void draw_card(struct sheet *sheet)
{
	int ground = sheet_form(sheet, 0, 2) ? 255 : 60, ink = ground > 128 ? 20 : 240;
	sheet_box(sheet, 0, 0, sheet->width, sheet->height, ground);
	sheet_box(sheet, sheet_form(sheet, 20, 50), 40, 80, 80, 140);
	int width = sheet_any(sheet, 120, 240);
	sheet_words(sheet, sheet_form(sheet, 150, 190), 50, width, 1, 22, ink);
	sheet_words(sheet, 160, 90, sheet_any(sheet, 80, 160), 1, 11, ink);
	sheet_words(sheet, 40, 180, 190, 4, 11, ink);
}

static const struct sample_document papers[] = {
	{"letter", 595, 842, draw_letter},
	{"invoice", 595, 842, draw_invoice},
	{"form", 595, 842, draw_blank},
	{"table", 595, 842, draw_table},
	{"spreadsheet", 720, 480, draw_spreadsheet},
	{"calendar", 700, 520, draw_calendar},
	{"receipt", 300, 640, draw_receipt},
	{"ticket", 640, 280, draw_ticket},
	{"sheet music", 595, 842, draw_music},
	{"certificate", 800, 560, draw_certificate},
	{"article", 595, 842, draw_article},
	{"visiting card", 500, 300, draw_card},
};

struct sample_documents sample_documents_paper(void)
{
	return (struct sample_documents){papers, sizeof papers / sizeof *papers};
}
