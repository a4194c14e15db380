/* SPDX-License-Identifier: MIT */
/*
 * AC coefficients of progressive files: a band of them, without their lowest bits, and then these
 * bits one by one (T.81 G.1.2.2, G.1.2.3). A block's bits in `nonzero` say where a scan that
 * refines has to go; so its loops are over coefficients that are there, and not over all.
 *
 * Every turn of a loop over words advances by one coefficient or more, and takes at most
 * SICHT_CODE_BITS_MAX + SICHT_AC_VALUE_BITS_MAX bits; a correction takes one bit more, which is
 * below what a block may take, see stream.h.
 */
#include "engine/decoder/jpeg_luma/mcu.h"

/* A word without a value says how many blocks, this one included, have nothing (more) to come. */
static bool take_end(struct sicht_bits *bits, unsigned symbol, unsigned *blocks)
{
	unsigned size = symbol >> 4;
	if ((symbol & 15) != 0 || size == 15)
		return false;
	sicht_bits_refill(bits);
	*blocks = (1u << size) + (unsigned)(bits->word >> 1 >> (63 - size));
	sicht_bits_take(bits, size);
	return true;
}

/* ---------------------------------------------------------------------------------- first scan */

/* Take one word and its value, or how many blocks end. */
static inline bool take_word(struct sicht_bits *bits, const struct sicht_scan *scan,
	const struct sicht_ac_entry *entry, unsigned *after, int32_t *value, unsigned *ended)
{
	unsigned symbol;
	if (!sicht_take_symbol(bits, scan->block[0].ac_code, entry, &symbol))
		return false;
	unsigned advance = sicht_symbol_advance(symbol), size = symbol & 15;
	if (advance == 0)
		return take_end(bits, symbol, ended);
	sicht_bits_refill(bits);
	*value = sicht_value_of(bits->word, size);
	sicht_bits_take(bits, size);
	*after += advance;
	return true;
}

/* A block's band as far as it is read. */
struct band {
	int16_t *numbers;
	uint64_t nonzero;
	uint32_t magnitudes;
	unsigned shift;
};

static inline void set(struct band *band, unsigned k, int32_t value)
{
	value *= 1 << band->shift;
	band->magnitudes |= (uint32_t)(value ^ value >> 31);
	band->numbers[k] = (int16_t)value;
	band->nonzero |= (uint64_t)(value != 0) << k;
}

static inline bool read_band(
	const struct sicht_scan *scan, struct sicht_bits *bits, struct band *band, unsigned *ended)
{
	const struct sicht_ac_table *table = scan->block[0].ac_table;
	const unsigned end = scan->last + 1;
	unsigned done = scan->first;
	while (done < end) {
		const struct sicht_ac_entry *entry =
			&table->entry[sicht_bits_look(bits, SICHT_AC_LOOK_BITS)];
		unsigned after = done + entry->advance, first = done + (entry->symbol >> 4);
		if (__builtin_expect(after <= end, true)) {
			sicht_bits_take(bits, entry->bits);
			set(band, first, entry->first);
			set(band, after - 1, entry->last);
			done = after;
		} else {
			int32_t value = 0;
			if (!take_word(bits, scan, entry, &done, &value, ended) || done > end)
				return false;
			if (*ended > 0)
				return true;
			set(band, done - 1, value);
		}
		sicht_bits_refill(bits);
	}
	return true;
}

bool sicht_mcu_read_ac_first(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	if (progress->ended == 0) {
		const size_t index = sicht_block_index(scan, progress, scan->block);
		struct sicht_bits bits = *progress->bits;
		struct band band = {.numbers = scan->plane->number + index * COEFFICIENTS,
			.shift = scan->shift};
		sicht_bits_refill(&bits);
		if (!read_band(scan, &bits, &band, &progress->ended) || band.magnitudes > INT16_MAX)
			return false;
		scan->plane->nonzero[index] |= band.nonzero;
		*progress->bits = bits;
	}
	progress->ended -= progress->ended > 0;
	return true;
}

/* ----------------------------------------------------------------------------------- refinement */

void sicht_bit_lists_fill(struct sicht_bit_list lists[SICHT_BIT_LISTS])
{
	for (unsigned set = 0; set < SICHT_BIT_LISTS; set++) {
		struct sicht_bit_list list = {0, 0};
		for (unsigned bit = 0; bit < 8; bit++) {
			if (set >> bit & 1)
				list.places |= (uint64_t)bit << 8 * list.count++;
		}
		lists[set] = list;
	}
}

/*
 * The coefficients of a band that were there before the scan get one bit each, does its magnitude
 * grow, in their order; those bits stand between the words about new ones. They are put together,
 * and looked at in the end.
 */
struct corrections {
	uint64_t bits;
	unsigned count;
};

static inline void take_corrections(
	struct sicht_bits *bits, struct corrections *corrections, unsigned count)
{
	corrections->count += count;
	while (count > 0) {
		unsigned some = count < 32 ? count : 32;
		corrections->bits = corrections->bits << some | sicht_bits_look(bits, some);
		sicht_bits_take(bits, some);
		sicht_bits_refill(bits);
		count -= some;
	}
}

static void correct(
	const struct corrections *corrections, int16_t *numbers, uint64_t known, unsigned shift)
{
	unsigned left = corrections->count;
	for (; known != 0; known &= known - 1) {
		unsigned k = (unsigned)__builtin_ctzll(known);
		int32_t grows = (int32_t)(corrections->bits >> --left & 1) << shift;
		int32_t sign = numbers[k] >> 15; /* 0 or -1 */
		numbers[k] = (int16_t)(numbers[k] + ((grows ^ sign) - sign));
	}
}

/*
 * A band of a block: which coefficients were there before, and the places of those that were not.
 */
struct refined {
	unsigned first, end;
	uint64_t known;
	unsigned zero_count;
	uint8_t zero[COEFFICIENTS + 8];
};

/* Eight coefficients at a time: all places are written, but only those of zeros stay. */
static inline void list_zeros(struct refined *band, const struct sicht_bit_list *lists)
{
	const uint64_t zeros = ~band->known >> band->first << band->first;
	band->zero_count = 0;
	for (unsigned k = 0; k < band->end; k += 8) {
		const struct sicht_bit_list *list = &lists[zeros >> k & 255];
		uint64_t places = list->places + k * 0x0101010101010101;
		memcpy(band->zero + band->zero_count, &places, sizeof places);
		band->zero_count += list->count;
	}
}

/*
 * What is new in a band: a word passes over so many zeros and is about the next one, and what was
 * known is corrected on the way.
 */
static bool read_news(const struct sicht_scan *scan, struct sicht_bits *bits, struct refined *band,
	struct corrections *corrections, int16_t *numbers, uint64_t *nonzero, unsigned *ended)
{
	unsigned zeros = 0, done = band->first;
	while (done < band->end) {
		const struct sicht_ac_entry *entry =
			&scan->block[0].ac_table->entry[sicht_bits_look(bits, SICHT_AC_LOOK_BITS)];
		unsigned symbol;
		if (!sicht_take_symbol(bits, scan->block[0].ac_code, entry, &symbol))
			return false;
		if (sicht_symbol_advance(symbol) == 0)
			return take_end(bits, symbol, ended);
		unsigned passed = symbol >> 4, is_new = symbol & 15;
		if (zeros == 0)
			list_zeros(band, scan->lists);
		zeros += passed + 1;
		if (is_new > 1 || zeros > band->zero_count || band->zero[zeros - 1] >= band->end)
			return false;
		unsigned k = band->zero[zeros - 1];
		int32_t sign = (int32_t)sicht_bits_look(bits, 1) * 2 - 1;
		sicht_bits_take(bits, is_new);
		sicht_bits_refill(bits);
		take_corrections(bits, corrections, k - done - passed);
		if (is_new == 1) {
			numbers[k] = (int16_t)(sign * (1 << scan->shift));
			*nonzero |= 1ull << k;
		}
		done = k + 1;
	}
	return true;
}

static inline unsigned count_bits(uint64_t set)
{
	unsigned count = 0;
	for (; set != 0; set &= set - 1)
		count++;
	return count;
}

bool sicht_mcu_read_ac_refine(const struct sicht_scan *scan, struct sicht_progress *progress)
{
	const size_t index = sicht_block_index(scan, progress, scan->block);
	int16_t *numbers = scan->plane->number + index * COEFFICIENTS;
	uint64_t *nonzero = &scan->plane->nonzero[index];
	const uint64_t all = ~0ull >> (COEFFICIENTS - 1 - scan->last) >> scan->first << scan->first;
	struct sicht_bits bits = *progress->bits;
	struct corrections corrections = {0, 0};
	struct refined band;
	band.first = scan->first;
	band.end = scan->last + 1;
	band.known = *nonzero & all;
	sicht_bits_refill(&bits);
	if (progress->ended == 0 &&
		!read_news(scan, &bits, &band, &corrections, numbers, nonzero, &progress->ended))
		return false;
	if (progress->ended > 0) {
		sicht_bits_refill(&bits);
		take_corrections(&bits, &corrections, count_bits(band.known) - corrections.count);
		progress->ended--;
	}
	correct(&corrections, numbers, band.known, scan->shift);
	*progress->bits = bits;
	return true;
}
