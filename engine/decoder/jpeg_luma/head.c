/* SPDX-License-Identifier: MIT */
/* See head.h. */
#include "engine/decoder/jpeg_luma/head.h"

#define SHIFT_MAX 13

static bool find_component(const struct sicht_jpeg_luma *reader, unsigned id, unsigned *index)
{
	for (*index = 0; *index < reader->component_count; ++*index) {
		if (reader->component[*index].id == id)
			return true;
	}
	return false;
}

static bool read_head(const struct sicht_jpeg_luma *reader, struct sicht_scan_head *head)
{
	const uint8_t *data = reader->scan_head.data;
	size_t size = reader->scan_head.size;
	if (size < 1 || data[0] < 1 || data[0] > reader->component_count ||
		size != 2u * data[0] + 4)
		return false;
	head->component_count = *data++;
	for (unsigned i = 0; i < head->component_count; i++, data += 2) {
		head->dc_code[i] = data[1] >> 4;
		head->ac_code[i] = data[1] & 15;
		if (!find_component(reader, data[0], &head->component[i]) ||
			(i > 0 && head->component[i] <= head->component[i - 1]) ||
			head->dc_code[i] >= TABLES_MAX || head->ac_code[i] >= TABLES_MAX)
			return false;
	}
	head->first = data[0];
	head->last = data[1];
	head->before = data[2] >> 4;
	head->shift = data[2] & 15;
	return true;
}

/* Do the coefficients and bits make sense for this kind of file? */
static bool is_head_sound(const struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head)
{
	if (!reader->progressive)
		return head->first == 0 && head->last == COEFFICIENTS - 1 && head->before == 0 &&
		       head->shift == 0;
	bool band = head->first == 0 ? head->last == 0
				     : head->first <= head->last && head->last < COEFFICIENTS &&
					       head->component_count == 1;
	bool bits = head->before == 0 ? head->shift <= SHIFT_MAX : head->shift + 1 == head->before;
	return band && bits;
}

/* Keep account of what is coded. False if the scan codes again, or refines what was not there. */
static bool note_coded(struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head)
{
	for (unsigned i = 0; i < head->component_count; i++) {
		struct sicht_component *component = &reader->component[head->component[i]];
		int expected = head->before == 0 ? NOT_CODED : (int)head->before;
		if (head->first > 0 && component->missing[0] == NOT_CODED)
			return false;
		for (unsigned k = head->first; k <= head->last; k++) {
			if (component->missing[k] != expected)
				return false;
			component->missing[k] = (int8_t)head->shift;
		}
	}
	return true;
}

/* Is everything there that the scan needs, if only to be stepped over? */
static bool has_tables(const struct sicht_jpeg_luma *reader, const struct sicht_scan_head *head)
{
	for (unsigned i = 0; i < head->component_count; i++) {
		const struct sicht_component *component = &reader->component[head->component[i]];
		bool needs_dc = head->first == 0 && head->before == 0, needs_ac = head->last > 0;
		if (reader->quantiser[component->quantiser][0] == 0 ||
			(needs_dc && !reader->dc_code[head->dc_code[i]].defined) ||
			(needs_ac && !reader->ac_code[head->ac_code[i]].defined))
			return false;
	}
	return true;
}

bool sicht_scan_head_read(struct sicht_jpeg_luma *reader, struct sicht_scan_head *out)
{
	return read_head(reader, out) && is_head_sound(reader, out) && has_tables(reader, out) &&
	       note_coded(reader, out);
}

bool sicht_is_all_coded(const struct sicht_jpeg_luma *reader)
{
	for (unsigned i = 0; i < reader->component_count; i++) {
		for (unsigned k = 0; k < COEFFICIENTS; k++) {
			if (reader->component[i].missing[k] != 0)
				return false;
		}
	}
	return reader->component_count > 0;
}
