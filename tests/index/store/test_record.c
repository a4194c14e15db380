/* SPDX-License-Identifier: MIT */
/* Values of the store: what is written is read back, and nothing else passes for it. */
#include <stdlib.h>
#include <string.h>

#include "index/store/kv.h"
#include "index/segment/pack.h"
#include "index/store/record.h"
#include "tests/index/store_helper.h"

TestSuite(record);

/* A frame around "content" under the key "key". */
static size_t make_frame(uint8_t frame[64])
{
	memcpy(frame + SICHT_FRAME_BYTES, "content", 7);
	sicht_frame_seal(SICHT_KV_TEXT, sicht_bytes("key", 3), frame, 7);
	return SICHT_FRAME_BYTES + 7;
}

Test(record, frame_gives_its_content_back)
{
	uint8_t frame[64];
	struct sicht_bytes content;
	size_t size = make_frame(frame);
	cr_assert(sicht_frame_open(
		SICHT_KV_TEXT, sicht_bytes("key", 3), sicht_bytes(frame, size), &content));
	cr_assert(sicht_bytes_equal(content, sicht_bytes("content", 7)));
}

Test(record, frame_tells_every_flipped_bit)
{
	uint8_t frame[64];
	struct sicht_bytes content;
	size_t size = make_frame(frame);
	for (size_t bit = 0; bit < size * 8; bit++) {
		frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
		cr_assert_not(sicht_frame_open(SICHT_KV_TEXT, sicht_bytes("key", 3),
				      sicht_bytes(frame, size), &content),
			"bit %zu", bit);
		frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

Test(record, frame_belongs_to_its_key_and_table)
{
	uint8_t frame[64];
	struct sicht_bytes content, value = sicht_bytes(frame, make_frame(frame));
	cr_assert_not(sicht_frame_open(SICHT_KV_TEXT, sicht_bytes("kez", 3), value, &content));
	cr_assert_not(sicht_frame_open(SICHT_KV_HASHES, sicht_bytes("key", 3), value, &content));
}

Test(record, frame_of_any_other_length_is_refused)
{
	uint8_t frame[64] = {0};
	struct sicht_bytes content;
	size_t size = make_frame(frame);
	for (size_t i = 0; i <= sizeof frame; i++)
		cr_assert_eq(sicht_frame_open(SICHT_KV_TEXT, sicht_bytes("key", 3),
				     sicht_bytes(frame, i), &content),
			i == size, "%zu bytes", i);
}

static struct sicht_record_state some_state(void)
{
	struct sicht_record_state state = {.format_version = SICHT_FORMAT_VERSION,
		.id = {1, 2, 3},
		.snapshot = 7,
		.transaction = 8,
		.created_s = -5,
		.changed_s = 1700000000,
		.next_entry = 101,
		.next_segment = 10,
		.next_set = 3,
		.entry_count = 90,
		.hash_count = 400,
		.tombstone_count = 10,
		.kept_count = 4,
		.set_count = 2,
		.segment_count = 5,
		.range_count = 3,
		.place_count = 88,
		.external_count = 45,
		.audit_count = 6,
		.audit_digest = {9, 8, 7}};
	return state;
}

Test(record, state_is_read_back)
{
	uint8_t bytes[SICHT_RECORD_STATE_BYTES], again[SICHT_RECORD_STATE_BYTES];
	struct sicht_record_state state = some_state(), read = {0};
	sicht_record_state_encode(&state, bytes);
	cr_assert(sicht_record_state_decode(sicht_bytes(bytes, sizeof bytes), &read));
	cr_assert_eq(read.entry_count, 90);
	cr_assert_eq(read.external_count, 45);
	sicht_record_state_encode(&read, again);
	cr_assert_eq(memcmp(bytes, again, sizeof bytes), 0);
}

Test(record, state_of_a_newer_version_tells_its_version)
{
	uint8_t bytes[SICHT_RECORD_STATE_BYTES];
	struct sicht_record_state state = some_state(), read = {0};
	state.format_version = SICHT_FORMAT_VERSION + 1;
	sicht_record_state_encode(&state, bytes);
	cr_assert(sicht_record_state_decode(sicht_bytes(bytes, 20), &read));
	cr_assert_eq(read.format_version, SICHT_FORMAT_VERSION + 1);
}

static bool is_taken(const struct sicht_record_state *state)
{
	uint8_t bytes[SICHT_RECORD_STATE_BYTES];
	struct sicht_record_state read;
	sicht_record_state_encode(state, bytes);
	return sicht_record_state_decode(sicht_bytes(bytes, sizeof bytes), &read);
}

/* Each counter as high as may be, and one higher. */
Test(record, state_that_contradicts_itself_is_refused)
{
	struct sicht_record_state state = some_state();
	state.kept_count = state.range_count = state.tombstone_count;
	state.segment_count = (uint32_t)state.next_segment - 1;
	state.set_count = state.next_set - 1;
	cr_expect(is_taken(&state));
	struct sicht_record_state wrong[] = {state, state, state, state, state, state, state};
	wrong[0].tombstone_count++; /* 90 + 11 != 100 */
	wrong[1].kept_count++;
	wrong[2].range_count++;
	wrong[3].segment_count++;
	wrong[4].set_count++;
	wrong[5].entry_count = 101;
	wrong[5].tombstone_count = UINT64_MAX;
	wrong[6].format_version = 0;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		cr_expect_not(is_taken(&wrong[i]), "row %zu", i);
}

Test(record, entries_are_read_back)
{
	struct sicht_arena arena = {0};
	for (unsigned i = 0; i < 200; i++) {
		uint8_t fixed[SICHT_RECORD_ENTRY_BYTES_MAX];
		struct sicht_record_entry record = {.volatile_outcome = i % 2, .options_digest = i};
		struct sicht_record_entry read;
		sicht_arena_reset(&arena);
		record.entry = helper_entry(&arena, i);
		record.entry.set = 1 + i;
		sicht_record_entry_encode(&record, fixed);
		cr_assert(sicht_record_entry_decode(
			sicht_bytes(fixed, sicht_record_entry_size(&record)), &read));
		cr_assert_eq(read.entry.pictures, record.entry.pictures);
		cr_assert_eq(read.volatile_outcome, record.volatile_outcome);
		cr_assert_eq(read.options_digest, i);

		size_t text_size = sicht_record_text_size(&record.entry);
		uint8_t *text = sicht_arena_alloc(&arena, text_size);
		sicht_record_text_encode(&record.entry, text);
		cr_assert(sicht_record_text_decode(sicht_bytes(text, text_size), &read.entry));

		size_t hash_size =
			sicht_record_hashes_size(record.entry.hashes, record.entry.hash_count);
		uint8_t *hashes = sicht_arena_alloc(&arena, hash_size + 1);
		sicht_record_hashes_encode(record.entry.hashes, record.entry.hash_count, hashes);
		struct sicht_window_print prints[200];
		cr_assert(sicht_record_hashes_decode(
			sicht_bytes(hashes, hash_size), prints, read.entry.hash_count));
		cr_assert_eq(memcmp(prints, record.entry.hashes,
				     record.entry.hash_count * sizeof prints[0]),
			0);
		for (uint32_t k = 0; k < read.entry.hash_count; k++) {
			struct sicht_window_print one;
			cr_assert(sicht_record_hash_at(sicht_bytes(hashes, hash_size), k, &one));
			cr_assert_eq(memcmp(&one, &record.entry.hashes[k], sizeof one), 0);
		}
		cr_assert(sicht_bytes_equal(read.entry.path, record.entry.path));
		cr_assert(sicht_bytes_equal(read.entry.category.code, record.entry.category.code));
		cr_assert_eq(read.entry.mtime_ns, record.entry.mtime_ns);
		cr_assert_eq(memcmp(&read.entry.digests, &record.entry.digests,
				     sizeof read.entry.digests),
			0);
	}
	sicht_arena_free(&arena);
}

/* Each bit that has no meaning, and each number above the last that has one, is refused. */
Test(record, entries_of_unknown_meaning_are_refused)
{
	static const struct {
		size_t at;
		uint8_t good, bad;
	} rows[] = {{4, SICHT_OUTCOME_COUNT - 1, SICHT_OUTCOME_COUNT},
		{5, SICHT_MEDIA_COUNT - 1, SICHT_MEDIA_COUNT}, {6, 7, 16}, {6, 0, 8}, {6, 1, 128},
		{7, (1u << SICHT_DIGEST_KIND_COUNT) - 1, 1u << SICHT_DIGEST_KIND_COUNT}};
	struct sicht_record_entry read, record = {.entry = {.set = 1}};
	uint8_t fixed[SICHT_RECORD_ENTRY_BYTES_MAX];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sicht_record_entry_encode(&record, fixed);
		struct sicht_bytes content = sicht_bytes(fixed, sicht_record_entry_size(&record));
		fixed[rows[i].at] = rows[i].good;
		cr_expect(sicht_record_entry_decode(content, &read), "row %zu", i);
		fixed[rows[i].at] = rows[i].bad;
		cr_expect_not(sicht_record_entry_decode(content, &read), "row %zu", i);
	}
	record.entry.set = 0;
	sicht_record_entry_encode(&record, fixed);
	cr_expect_not(sicht_record_entry_decode(
		sicht_bytes(fixed, sicht_record_entry_size(&record)), &read));
}

/* What came later does not change a byte of what has nothing of it: older stores stay readable. */
Test(record, sets_and_texts_of_older_stores_are_read)
{
	static const uint8_t old_text[] = {1, 3, 0, 0, 0, 'a', '/', 'b'};
	uint8_t bytes[128], text[sizeof old_text];
	struct sicht_set set = {.id = 1, .role = SICHT_ROLE_EVIDENCE, .name = sicht_bytes_of("n")};
	struct sicht_set read;
	struct sicht_entry entry = {0};
	size_t size = sicht_record_set_size(&set);
	cr_assert_eq(size, 4 + 1 + 8 + 8 + 3 * 4 + 1);
	sicht_record_set_encode(&set, bytes);
	cr_assert(sicht_record_set_decode(sicht_bytes(bytes, size), &read));
	cr_expect_eq(read.case_id.size + read.examiner.size + read.origins.size, 0);
	cr_assert(sicht_record_text_decode(sicht_bytes(old_text, sizeof old_text), &entry));
	cr_expect(sicht_bytes_equal(entry.path, sicht_bytes_of("a/b")));
	cr_expect_eq(entry.detail.size + entry.link.size, 0);
	cr_assert_eq(sicht_record_text_size(&entry), sizeof old_text);
	sicht_record_text_encode(&entry, text);
	cr_expect_arr_eq(text, old_text, sizeof old_text);
}

Test(record, case_origins_details_and_links_are_read_back)
{
	uint8_t packed[64], bytes[256];
	const struct sicht_origin origins[] = {
		{true, sicht_bytes_of("/mnt/a1"), sicht_bytes_of("A-1")},
		{false, sicht_bytes_of("-"), sicht_bytes("", 0)}};
	size_t first = sicht_record_origin_size(&origins[0]);
	sicht_record_origin_encode(&origins[0], packed);
	sicht_record_origin_encode(&origins[1], packed + first);
	struct sicht_set read, set = {.id = 1,
				       .role = SICHT_ROLE_EVIDENCE,
				       .case_id = sicht_bytes_of("17"),
				       .origins = sicht_bytes(packed,
					       first + sicht_record_origin_size(&origins[1]))};
	size_t size = sicht_record_set_size(&set);
	sicht_record_set_encode(&set, bytes);
	cr_assert(sicht_record_set_decode(sicht_bytes(bytes, size), &read));
	cr_expect(sicht_bytes_equal(read.case_id, set.case_id));
	struct sicht_origin origin;
	for (size_t i = 0; i < 2; i++) {
		cr_assert(sicht_origin_next(&read.origins, &origin));
		cr_expect_eq(origin.in_order, origins[i].in_order);
		cr_expect(sicht_bytes_equal(origin.source, origins[i].source));
		cr_expect(sicht_bytes_equal(origin.exhibit, origins[i].exhibit));
	}
	cr_expect_not(sicht_origin_next(&read.origins, &origin));
	for (size_t cut = 4 + 1 + 8 + 8 + 3 * 4 + 1; cut < size; cut++)
		cr_expect_not(sicht_record_set_decode(sicht_bytes(bytes, cut), &read));

	struct sicht_entry again = {0}, entry = {.path = sicht_bytes_of("a"),
						.detail = sicht_bytes_of("why"),
						.link = sicht_bytes_of("same")};
	sicht_record_text_encode(&entry, bytes);
	size = sicht_record_text_size(&entry);
	cr_assert(sicht_record_text_decode(sicht_bytes(bytes, size), &again));
	cr_expect(sicht_bytes_equal(again.path, entry.path));
	cr_expect(sicht_bytes_equal(again.detail, entry.detail));
	cr_expect(sicht_bytes_equal(again.link, entry.link));
}

/* Exact memory behind each cut, so that a sanitizer sees any byte too many. */
Test(record, cut_contents_are_refused)
{
	struct sicht_arena arena = {0};
	struct sicht_entry entry = helper_entry(&arena, 4);
	uint8_t text[4096], hashes[4096];
	size_t text_size = sicht_record_text_size(&entry);
	size_t hash_size = sicht_record_hashes_size(entry.hashes, entry.hash_count);
	struct sicht_window_print prints[8];
	sicht_record_text_encode(&entry, text);
	sicht_record_hashes_encode(entry.hashes, entry.hash_count, hashes);
	for (size_t i = 0; i < text_size; i++) {
		uint8_t *cut = memcpy(malloc(i + 1), text, i);
		cr_assert_not(sicht_record_text_decode(sicht_bytes(cut, i), &entry));
		free(cut);
	}
	for (size_t i = 0; i < hash_size; i++) {
		uint8_t *cut = memcpy(malloc(i + 1), hashes, i);
		cr_assert_not(
			sicht_record_hashes_decode(sicht_bytes(cut, i), prints, entry.hash_count));
		free(cut);
	}
	cr_assert_not(
		sicht_record_hash_at(sicht_bytes(hashes, hash_size), entry.hash_count, &prints[0]));
	sicht_arena_free(&arena);
}

Test(record, numbers_as_keys_sort_as_numbers)
{
	static const uint64_t numbers[] = {
		0, 1, 255, 256, 65535, 1ull << 32, 1ull << 39, UINT64_MAX};
	uint8_t before[SICHT_NUMBER_KEY_BYTES], key[SICHT_NUMBER_KEY_BYTES];
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		uint64_t read;
		cr_assert(sicht_number_key_parse(sicht_number_key(numbers[i], key), &read));
		cr_assert_eq(read, numbers[i]);
		if (i > 0)
			cr_assert_lt(memcmp(before, key, sizeof key), 0);
		memcpy(before, key, sizeof key);
	}
}

Test(record, ranges_that_run_over_the_last_number_are_refused)
{
	uint8_t bytes[SICHT_RECORD_RANGE_BYTES];
	struct sicht_record_range read;
	struct sicht_record_range range = {SICHT_OWNER_ENTRY_MAX, 1, true};
	sicht_record_range_encode(&range, bytes);
	cr_assert(sicht_record_range_decode(sicht_bytes(bytes, sizeof bytes), &read));
	range.count = 2;
	sicht_record_range_encode(&range, bytes);
	cr_assert_not(sicht_record_range_decode(sicht_bytes(bytes, sizeof bytes), &read));
	range = (struct sicht_record_range){1, UINT64_MAX, true};
	sicht_record_range_encode(&range, bytes);
	cr_assert_not(sicht_record_range_decode(sicht_bytes(bytes, sizeof bytes), &read));
}
