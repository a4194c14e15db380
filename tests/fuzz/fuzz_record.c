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
	if (!sicht_record_state_decode(content, &state))
		return;
	if (state.format_version > SICHT_FORMAT_VERSION) {
		fuzz_say("state of version %u", state.format_version);
		return;
	}
	assert(state.entry_count + state.tombstone_count == state.next_entry - 1);
	assert(state.kept_count <= state.tombstone_count &&
		state.range_count <= state.tombstone_count);
	assert(state.set_count < state.next_set && state.segment_count < state.next_segment);
	fuzz_say("state");
	sicht_record_state_encode(&state, again);
	assert(content.size == sizeof again && memcmp(again, content.data, sizeof again) == 0);
}

static void try_set(struct sicht_bytes content)
{
	struct sicht_set set;
	if (!sicht_record_set_decode(content, &set))
		return;
	struct sicht_bytes left = set.origins;
	struct sicht_origin origin;
	size_t origins_bytes = 0;
	while (sicht_origin_next(&left, &origin))
		origins_bytes += sicht_record_origin_size(&origin);
	assert(origins_bytes == set.origins.size);
	assert(set.id > 0 && set.role >= SICHT_ROLE_KNOWN && set.role <= SICHT_ROLE_EVIDENCE);
	fuzz_say("set %u", set.id);
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
	assert(record.entry.media < SICHT_MEDIA_COUNT);
	fuzz_say("entry of set %u: %s, %u hashes%s", record.entry.set,
		sicht_outcome_name(record.entry.outcome), record.entry.hash_count,
		record.volatile_outcome ? ", volatile" : "");
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
	size_t size = sicht_record_text_size(&entry);
	assert(size <= content.size);
	struct sicht_entry read = {0};
	uint8_t *again = malloc(size), *once_more = malloc(size);
	sicht_record_text_encode(&entry, again);
	assert(sicht_record_text_decode(sicht_bytes(again, size), &read));
	assert(sicht_record_text_size(&read) == size);
	sicht_record_text_encode(&read, once_more);
	assert(memcmp(again, once_more, size) == 0);
	fuzz_say_bytes("text", again, size);
	free(again);
	free(once_more);
}

static void try_hashes(struct sicht_bytes content)
{
	struct sicht_window_print hashes[64], one;
	size_t count = content.size / SICHT_RECORD_HASH_BYTES_MIN;
	for (uint32_t k = 0; k < 3; k++) {
		if (sicht_record_hash_at(content, k, &one))
			fuzz_say("hash %u: window %u, page %u", k, one.window, one.page);
	}
	for (size_t i = 0; i <= count && i <= 64; i++) {
		if (!sicht_record_hashes_decode(content, hashes, i))
			continue;
		assert(sicht_record_hashes_size(hashes, i) == content.size);
		uint8_t *again = malloc(content.size + 1);
		sicht_record_hashes_encode(hashes, i, again);
		assert(memcmp(again, content.data, content.size) == 0);
		free(again);
		fuzz_say("%zu hashes", i);
		for (uint32_t k = 0; k < i; k++)
			assert(sicht_record_hash_at(content, k, &one) &&
				memcmp(&one, &hashes[k], sizeof one) == 0);
	}
}

static void must_be_equal(
	const char *what, struct sicht_bytes content, const uint8_t *again, size_t size)
{
	fuzz_say("%s", what);
	assert(sicht_bytes_equal(content, sicht_bytes(again, size)));
}

static void try_small(struct sicht_bytes content)
{
	uint64_t number;
	struct sicht_segment_info info;
	struct sicht_record_range range;
	struct sicht_audit_record audit;
	uint8_t *again = malloc(content.size + SICHT_RECORD_SEGMENT_BYTES);
	if (sicht_record_number_decode(content, &number)) {
		assert(number > 0 && number <= SICHT_OWNER_ENTRY_MAX);
		sicht_record_number_encode(number, again);
		must_be_equal("number", content, again, SICHT_RECORD_NUMBER_BYTES);
	}
	if (sicht_record_segment_decode(content, &info)) {
		assert(info.kind < SICHT_SEGMENT_KIND_COUNT && info.role <= SICHT_ROLE_IGNORABLE);
		sicht_record_segment_encode(&info, again);
		must_be_equal("segment", content, again, SICHT_RECORD_SEGMENT_BYTES);
	}
	if (sicht_record_range_decode(content, &range)) {
		assert(range.count > 0 && range.first + range.count - 1 <= SICHT_OWNER_ENTRY_MAX);
		sicht_record_range_encode(&range, again);
		must_be_equal("range", content, again, SICHT_RECORD_RANGE_BYTES);
	}
	if (sicht_record_audit_decode(content, &audit)) {
		assert(audit.number > 0);
		sicht_record_audit_encode(&audit, again);
		must_be_equal("audit", content, again, sicht_record_audit_size(&audit));
	}
	free(again);
}

/* As a number, which is a key: it has one spelling. */
static void try_key(struct sicht_bytes content)
{
	uint64_t number;
	uint8_t key[SICHT_NUMBER_KEY_BYTES];
	if (!sicht_number_key_parse(content, &number))
		return;
	sicht_number_key(number, key);
	must_be_equal("key", content, key, sizeof key);
}

static void try_frame(struct sicht_bytes value)
{
	struct sicht_bytes content;
	if (!sicht_frame_open(1, sicht_bytes("key", 3), value, &content))
		return;
	fuzz_say("frame");
	assert(content.size + SICHT_FRAME_BYTES == value.size);
	assert(!sicht_frame_open(2, sicht_bytes("key", 3), value, &content));
	assert(!sicht_frame_open(1, sicht_bytes("kez", 3), value, &content));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const decoders[])(struct sicht_bytes content) = {
		try_state, try_set, try_entry, try_text, try_hashes, try_small, try_frame, try_key};
	if (size > 0)
		decoders[data[0] % 8](sicht_bytes(data + 1, size - 1));
	return 0;
}
