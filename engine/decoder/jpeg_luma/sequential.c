/* SPDX-License-Identifier: MIT */
/*
 * Sequential files, read for all coefficients of luma, which go to the canvas; chroma is stepped
 * over. What costs time is that each look at the bits has to wait for the one before. So one look
 * gives two coefficients where it can.
 *
 * Every turn of read_ac() advances by one coefficient or more.
 */
#include "engine/decoder/jpeg_luma/mcu.h"

/*
 * Take one word and its value: the coefficients done after it, and the value of the last of them.
 * False: it errs.
 */
static inline bool take_word(struct sicht_bits *bits, const struct sicht_scan_block *block,
	const struct sicht_ac_entry *entry, unsigned *done, int32_t *value)
{
	unsigned symbol;
	if (!sicht_take_symbol(bits, block->ac_code, entry, &symbol))
		return false;
	unsigned advance = sicht_symbol_advance(symbol), size = symbol & 15;
	if ((advance == 0 && symbol != SICHT_AC_END) || *done + advance > COEFFICIENTS)
		return false;
	sicht_bits_refill(bits);
	*value = sicht_value_of(bits->word, size);
	sicht_bits_take(bits, size);
	*done = advance == 0 ? COEFFICIENTS : *done + advance;
	return true;
}

/* The AC coefficients of a block; none: `is_flat`. False: it errs. */
static inline bool read_ac(struct sicht_bits *bits, const struct sicht_scan_block *from,
	struct sicht_block *block, bool *is_flat)
{
	unsigned done = 1;
	*is_flat = false;
	while (done < COEFFICIENTS) {
		const struct sicht_ac_entry *entry =
			&from->ac_table->entry[sicht_bits_look(bits, SICHT_AC_LOOK_BITS)];
		unsigned after = done + entry->advance, first = done + (entry->symbol >> 4);
		if (__builtin_expect(after < COEFFICIENTS, true)) {
			sicht_bits_take(bits, entry->bits);
			sicht_bits_refill(bits);
			sicht_block_set(block, first, entry->first);
			sicht_block_set(block, after - 1, entry->last);
			done = after;
		} else if (sicht_is_end(after)) {
			*is_flat = after == SICHT_ADVANCE_END + 1;
			if (entry->symbol != SICHT_AC_END)
				sicht_block_set(block, first, entry->first);
			sicht_bits_take(bits, entry->bits);
			return true;
		} else {
			int32_t value;
			if (!take_word(bits, from, entry, &done, &value))
				return false;
			sicht_bits_refill(bits);
			sicht_block_set(block, done - 1, value);
		}
	}
	return true;
}

/* Right after the difference. */
static inline bool read_luma(const struct sicht_scan *scan, struct sicht_progress *progress,
	struct sicht_bits *bits, const struct sicht_scan_block *from, int32_t difference)
{
	uint32_t column = progress->column * scan->luma_columns + from->column;
	uint32_t row = progress->row * scan->luma_rows + from->row;
	struct sicht_block *block = sicht_canvas_next(scan->canvas, column, row);
	bool is_flat;
	progress->luma += difference;
	if (progress->luma < INT16_MIN || progress->luma > INT16_MAX)
		return false;
	sicht_block_set(block, 0, progress->luma);
	if (!read_ac(bits, from, block, &is_flat))
		return false;
	return is_flat ? sicht_canvas_fill(scan->canvas, column, row, progress->luma)
		       : sicht_canvas_put(scan->canvas);
}

bool sicht_mcu_read_sequential(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	struct sicht_bits bits = *progress->bits; /* in registers, for the time being */
	for (unsigned i = 0; i < scan->block_count; i++) {
		const struct sicht_scan_block *block = &scan->block[i];
		int32_t difference;
		sicht_bits_refill(&bits);
		if (!sicht_take_difference(&bits, block, &difference))
			return false;
		if (!(block->is_luma ? read_luma(scan, progress, &bits, block, difference)
				     : sicht_skip_ac(&bits, block, true)))
			return false;
	}
	*progress->bits = bits;
	return true;
}
