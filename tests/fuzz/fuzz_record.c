/* SPDX-License-Identifier: MIT */
/*
 * Values of the store: the first byte chooses a decoder, the rest is its content. Whatever is
 * believed must be encoded to the same bytes again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "index/store/record.h"
#include "sicht/store.h"
#include "tests/fuzz/fuzz.h"

static void try_state(struct sicht_bytes content)
{
	struct sicht_record_state state;
	uint8_t again[SICHT_RECORD_STATE_BYTES];
	if (!sicht_record_state_decode(content, &state) ||
		state.format_version > SICHT_FORMAT_VERSION)
		return;
	sicht_record_state_encode(&state, again);
	assert(content.size == sizeof again && memcmp(again, content.data, sizeof again) == 0);
}

static void try_set(struct sicht_bytes content)
{
	struct sicht_set set;
	if (!sicht_record_set_decode(content, &set))
		return;
	assert(sicht_record_set_size(&set) == content.size);
	uint8_t *again = malloc(content.size);
	sicht_record_set_encode(&set, again);
	assert(memcmp(again, content.data, content.size) == 0);
	free(again);
}

static void try_entry(struct sicht_bytes content)
{
	struct sicht_record_entry record;
	uint8_t again[SICHT_RECORD_ENTRY_BYTES_MAX];
	if (!sicht_record_entry_decode(content, &record))
		return;
	assert(record.entry.outcome < SICHT_OUTCOME_COUNT);
	sicht_record_entry_encode(&record, again);
	assert(content.size == sicht_record_entry_size(&record));
	assert(memcmp(again, content.data, content.size) == 0);
}

static void try_text(struct sicht_bytes content)
{
	struct sicht_entry entry = {0};
	if (!sicht_record_text_decode(content, &entry))
		return;
	/* An empty string that is stored as present is read, but not written again. */
	assert(sicht_record_text_size(&entry) <= content.size);
}

static void try_hashes(struct sicht_bytes content)
{
	struct sicht_window_print hashes[64], one;
	size_t count = content.size / SICHT_RECORD_HASH_BYTES_MIN;
	for (size_t i = 0; i <= count && i <= 64; i++) {
		if (!sicht_record_hashes_decode(content, hashes, i))
			continue;
		assert(sicht_record_hashes_size(hashes, i) == content.size);
		for (uint32_t k = 0; k < i; k++)
			assert(sicht_record_hash_at(content, k, &one) &&
				memcmp(&one, &hashes[k], sizeof one) == 0);
	}
}

static void try_small(struct sicht_bytes content)
{
	uint64_t number;
	struct sicht_segment_info info;
	struct sicht_record_range range;
	struct sicht_audit_record audit;
	if (sicht_record_number_decode(content, &number))
		assert(number > 0 && number <= SICHT_OWNER_ENTRY_MAX);
	if (sicht_record_segment_decode(content, &info))
		assert(info.kind < SICHT_SEGMENT_KIND_COUNT);
	if (sicht_record_range_decode(content, &range))
		assert(range.count > 0 && range.first + range.count - 1 <= SICHT_OWNER_ENTRY_MAX);
	if (sicht_record_audit_decode(content, &audit))
		assert(sicht_record_audit_size(&audit) == content.size);
}

static void try_frame(struct sicht_bytes value)
{
	struct sicht_bytes content;
	if (sicht_frame_open(1, sicht_bytes("key", 3), value, &content))
		assert(content.size + SICHT_FRAME_BYTES == value.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const decoders[])(struct sicht_bytes content) = {
		try_state, try_set, try_entry, try_text, try_hashes, try_small, try_frame};
	if (size > 0)
		decoders[data[0] % 7](sicht_bytes(data + 1, size - 1));
	return 0;
}
