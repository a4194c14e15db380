/* SPDX-License-Identifier: MIT */
/*
 * The values of the store's tables, as bytes: see record.h for the layout of the frame.
 *
 * The idea: encoding and decoding of one record stand beside each other, as two lists of the same
 * fields in the same order, on a packer and an unpacker that do all bounds (pack.h).
 */
#include "index/store/record.h"

#include "index/segment/checksum.h"
#include "index/segment/pack.h"
#include "sicht/limits.h"
#include "sicht/store.h"

#define FRAME_MARK 0x6353u
#define FRAME_LAYOUT 1u

/* Over key, header and content, each in its place: 24 bytes of which two thirds are checksums. */
static uint64_t frame_checksum(
	struct sicht_bytes key, const uint8_t *header, const void *content, size_t size)
{
	uint8_t parts[24];
	struct sicht_packer packer = {parts, parts + sizeof parts};
	sicht_pack_u64(&packer, sicht_checksum(key.data, key.size));
	sicht_pack_bytes(&packer, header, 8);
	sicht_pack_u64(&packer, sicht_checksum(content, size));
	return sicht_checksum(parts, sizeof parts);
}

void sicht_frame_seal(unsigned table, struct sicht_bytes key, uint8_t *frame, size_t size)
{
	assert(size <= UINT32_MAX && table <= UINT8_MAX);
	struct sicht_packer packer = {frame, frame + SICHT_FRAME_BYTES};
	sicht_pack_u16(&packer, FRAME_MARK);
	sicht_pack_u8(&packer, (uint8_t)table);
	sicht_pack_u8(&packer, FRAME_LAYOUT);
	sicht_pack_u32(&packer, (uint32_t)size);
	sicht_pack_u64(&packer, frame_checksum(key, frame, frame + SICHT_FRAME_BYTES, size));
}

bool sicht_frame_open(unsigned table, struct sicht_bytes key, struct sicht_bytes value,
	struct sicht_bytes *content)
{
	struct sicht_unpacker unpacker = sicht_unpacker(value);
	bool right = sicht_unpack_u16(&unpacker) == FRAME_MARK;
	right &= sicht_unpack_u8(&unpacker) == table;
	right &= sicht_unpack_u8(&unpacker) == FRAME_LAYOUT;
	size_t size = sicht_unpack_u32(&unpacker);
	uint64_t checksum = sicht_unpack_u64(&unpacker);
	const uint8_t *data = sicht_unpack_bytes(&unpacker, size);
	if (!right || !sicht_unpack_done(&unpacker) ||
		checksum != frame_checksum(key, value.data, data, size))
		return false;
	*content = sicht_bytes(data, size);
	return true;
}

struct sicht_bytes sicht_number_key(uint64_t number, uint8_t key[SICHT_NUMBER_KEY_BYTES])
{
	for (int i = 0; i < SICHT_NUMBER_KEY_BYTES; i++)
		key[i] = (uint8_t)(number >> (56 - 8 * i));
	return sicht_bytes(key, SICHT_NUMBER_KEY_BYTES);
}

bool sicht_number_key_parse(struct sicht_bytes key, uint64_t *number)
{
	if (key.size != SICHT_NUMBER_KEY_BYTES)
		return false;
	const uint8_t *data = key.data;
	uint64_t value = 0;
	for (int i = 0; i < SICHT_NUMBER_KEY_BYTES; i++)
		value = value << 8 | data[i];
	*number = value;
	return true;
}

/* ---- state ---- */

void sicht_record_state_encode(
	const struct sicht_record_state *state, uint8_t out[SICHT_RECORD_STATE_BYTES])
{
	struct sicht_packer packer = {out, out + SICHT_RECORD_STATE_BYTES};
	sicht_pack_u32(&packer, state->format_version);
	sicht_pack_bytes(&packer, state->id, sizeof state->id);
	sicht_pack_u64(&packer, state->snapshot);
	sicht_pack_u64(&packer, state->transaction);
	sicht_pack_u64(&packer, (uint64_t)state->created_s);
	sicht_pack_u64(&packer, (uint64_t)state->changed_s);
	sicht_pack_u64(&packer, state->next_entry);
	sicht_pack_u64(&packer, state->next_segment);
	sicht_pack_u32(&packer, state->next_set);
	sicht_pack_u64(&packer, state->entry_count);
	sicht_pack_u64(&packer, state->hash_count);
	sicht_pack_u64(&packer, state->tombstone_count);
	sicht_pack_u64(&packer, state->kept_count);
	sicht_pack_u32(&packer, state->set_count);
	sicht_pack_u32(&packer, state->segment_count);
	sicht_pack_u64(&packer, state->range_count);
	sicht_pack_u64(&packer, state->place_count);
	sicht_pack_u64(&packer, state->external_count);
	sicht_pack_u64(&packer, state->audit_count);
	sicht_pack_bytes(&packer, state->audit_digest, sizeof state->audit_digest);
	assert(packer.at == packer.end);
}

/* Numbers that contradict each other are not believed, whatever the checksum says. */
static bool state_plausible(const struct sicht_record_state *state)
{
	return state->next_entry >= 1 && state->next_entry <= SICHT_OWNER_ENTRY_MAX + 1 &&
	       state->entry_count <= state->next_entry - 1 &&
	       state->tombstone_count == state->next_entry - 1 - state->entry_count &&
	       state->kept_count <= state->tombstone_count && state->next_segment >= 1 &&
	       state->segment_count < state->next_segment && state->next_set >= 1 &&
	       state->set_count < state->next_set && state->range_count <= state->tombstone_count;
}

bool sicht_record_state_decode(struct sicht_bytes content, struct sicht_record_state *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_record_state state = {.format_version = sicht_unpack_u32(&unpacker)};
	if (!unpacker.failed && state.format_version > SICHT_FORMAT_VERSION) {
		*out = state;
		return true;
	}
	sicht_unpack_copy(&unpacker, state.id, sizeof state.id);
	state.snapshot = sicht_unpack_u64(&unpacker);
	state.transaction = sicht_unpack_u64(&unpacker);
	state.created_s = (int64_t)sicht_unpack_u64(&unpacker);
	state.changed_s = (int64_t)sicht_unpack_u64(&unpacker);
	state.next_entry = sicht_unpack_u64(&unpacker);
	state.next_segment = sicht_unpack_u64(&unpacker);
	state.next_set = sicht_unpack_u32(&unpacker);
	state.entry_count = sicht_unpack_u64(&unpacker);
	state.hash_count = sicht_unpack_u64(&unpacker);
	state.tombstone_count = sicht_unpack_u64(&unpacker);
	state.kept_count = sicht_unpack_u64(&unpacker);
	state.set_count = sicht_unpack_u32(&unpacker);
	state.segment_count = sicht_unpack_u32(&unpacker);
	state.range_count = sicht_unpack_u64(&unpacker);
	state.place_count = sicht_unpack_u64(&unpacker);
	state.external_count = sicht_unpack_u64(&unpacker);
	state.audit_count = sicht_unpack_u64(&unpacker);
	sicht_unpack_copy(&unpacker, state.audit_digest, sizeof state.audit_digest);
	if (!sicht_unpack_done(&unpacker) || state.format_version == 0 || !state_plausible(&state))
		return false;
	*out = state;
	return true;
}

/* ---- set ---- */

size_t sicht_record_origin_size(const struct sicht_origin *origin)
{
	return 1 + 8 + origin->source.size + origin->exhibit.size;
}

void sicht_record_origin_encode(const struct sicht_origin *origin, uint8_t *out)
{
	struct sicht_packer packer = {out, out + sicht_record_origin_size(origin)};
	sicht_pack_u8(&packer, origin->in_order);
	sicht_pack_string(&packer, origin->source);
	sicht_pack_string(&packer, origin->exhibit);
	assert(packer.at == packer.end);
}

bool sicht_origin_next(struct sicht_bytes *origins, struct sicht_origin *out)
{
	if (origins->size == 0)
		return false; /* and maybe no pointer either */
	struct sicht_unpacker unpacker = sicht_unpacker(*origins);
	unsigned in_order = sicht_unpack_u8(&unpacker);
	struct sicht_origin origin = {.in_order = in_order != 0};
	origin.source = sicht_unpack_string(&unpacker);
	origin.exhibit = sicht_unpack_string(&unpacker);
	if (unpacker.failed || in_order > 1)
		return false;
	*origins = sicht_bytes(unpacker.at, (size_t)(unpacker.end - unpacker.at));
	*out = origin;
	return true;
}

/* What an older store does not say of a set. */
static size_t later_size(const struct sicht_set *set)
{
	size_t size = set->case_id.size + set->examiner.size + set->origins.size;
	return size > 0 ? 12 + size : 0;
}

size_t sicht_record_set_size(const struct sicht_set *set)
{
	return 4 + 1 + 8 + 8 + 12 + set->name.size + set->supplier.size + set->scheme.size +
	       later_size(set);
}

void sicht_record_set_encode(const struct sicht_set *set, uint8_t *out)
{
	struct sicht_packer packer = {out, out + sicht_record_set_size(set)};
	sicht_pack_u32(&packer, set->id);
	sicht_pack_u8(&packer, (uint8_t)set->role);
	sicht_pack_u64(&packer, set->entry_count);
	sicht_pack_u64(&packer, (uint64_t)set->added_s);
	sicht_pack_string(&packer, set->name);
	sicht_pack_string(&packer, set->supplier);
	sicht_pack_string(&packer, set->scheme);
	if (later_size(set) > 0) {
		sicht_pack_string(&packer, set->case_id);
		sicht_pack_string(&packer, set->examiner);
		sicht_pack_string(&packer, set->origins);
	}
	assert(packer.at == packer.end);
}

static bool unpack_later(struct sicht_unpacker *unpacker, struct sicht_set *set)
{
	struct sicht_origin origin;
	set->case_id = sicht_unpack_string(unpacker);
	set->examiner = sicht_unpack_string(unpacker);
	set->origins = sicht_unpack_string(unpacker);
	struct sicht_bytes left = set->origins;
	while (sicht_origin_next(&left, &origin))
		;
	return left.size == 0 && later_size(set) > 0;
}

bool sicht_record_set_decode(struct sicht_bytes content, struct sicht_set *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_set set = {.id = sicht_unpack_u32(&unpacker)};
	unsigned role = sicht_unpack_u8(&unpacker);
	set.role = (enum sicht_role)role;
	set.entry_count = sicht_unpack_u64(&unpacker);
	set.added_s = (int64_t)sicht_unpack_u64(&unpacker);
	set.name = sicht_unpack_string(&unpacker);
	set.supplier = sicht_unpack_string(&unpacker);
	set.scheme = sicht_unpack_string(&unpacker);
	bool right = sicht_unpack_done(&unpacker) || unpack_later(&unpacker, &set);
	if (!right || !sicht_unpack_done(&unpacker) || set.id == 0 || role < SICHT_ROLE_KNOWN ||
		role > SICHT_ROLE_EVIDENCE)
		return false;
	*out = set;
	return true;
}

/* ---- entry ---- */

#define ENTRY_HAS_SIZE 1u
#define ENTRY_HAS_MTIME 2u
#define ENTRY_VOLATILE 4u
#define ENTRY_HAS_PICTURES 8u

size_t sicht_record_entry_size(const struct sicht_record_entry *record)
{
	return record->entry.pictures > 1 ? SICHT_RECORD_ENTRY_BYTES_MAX : SICHT_RECORD_ENTRY_BYTES;
}

void sicht_record_entry_encode(const struct sicht_record_entry *record, uint8_t *out)
{
	const struct sicht_entry *entry = &record->entry;
	struct sicht_packer packer = {out, out + sicht_record_entry_size(record)};
	sicht_pack_u32(&packer, entry->set);
	sicht_pack_u8(&packer, (uint8_t)entry->outcome);
	sicht_pack_u8(&packer, (uint8_t)entry->media);
	sicht_pack_u8(&packer, (uint8_t)((entry->has_size ? ENTRY_HAS_SIZE : 0) |
					 (entry->has_mtime ? ENTRY_HAS_MTIME : 0) |
					 (record->volatile_outcome ? ENTRY_VOLATILE : 0) |
					 (entry->pictures > 1 ? ENTRY_HAS_PICTURES : 0)));
	sicht_pack_u8(&packer, entry->digests.have);
	sicht_pack_u64(&packer, entry->size_bytes);
	sicht_pack_u64(&packer, (uint64_t)entry->mtime_ns);
	sicht_pack_u64(&packer, (uint64_t)entry->ctime_ns);
	sicht_pack_u64(&packer, (uint64_t)entry->added_s);
	sicht_pack_u32(&packer, entry->width);
	sicht_pack_u32(&packer, entry->height);
	sicht_pack_u32(&packer, entry->hash_count);
	sicht_pack_u32(&packer, record->options_digest);
	sicht_pack_bytes(&packer, entry->digests.md5, sizeof entry->digests.md5);
	sicht_pack_bytes(&packer, entry->digests.sha1, sizeof entry->digests.sha1);
	sicht_pack_bytes(&packer, entry->digests.sha256, sizeof entry->digests.sha256);
	if (entry->pictures > 1)
		sicht_pack_u32(&packer, entry->pictures);
	assert(packer.at == packer.end);
}

bool sicht_record_entry_decode(struct sicht_bytes content, struct sicht_record_entry *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_record_entry record = {0};
	struct sicht_entry *entry = &record.entry;
	entry->set = sicht_unpack_u32(&unpacker);
	unsigned outcome = sicht_unpack_u8(&unpacker);
	unsigned media = sicht_unpack_u8(&unpacker);
	unsigned flags = sicht_unpack_u8(&unpacker);
	entry->digests.have = sicht_unpack_u8(&unpacker);
	entry->size_bytes = sicht_unpack_u64(&unpacker);
	entry->mtime_ns = (int64_t)sicht_unpack_u64(&unpacker);
	entry->ctime_ns = (int64_t)sicht_unpack_u64(&unpacker);
	entry->added_s = (int64_t)sicht_unpack_u64(&unpacker);
	entry->width = sicht_unpack_u32(&unpacker);
	entry->height = sicht_unpack_u32(&unpacker);
	entry->hash_count = sicht_unpack_u32(&unpacker);
	record.options_digest = sicht_unpack_u32(&unpacker);
	sicht_unpack_copy(&unpacker, entry->digests.md5, sizeof entry->digests.md5);
	sicht_unpack_copy(&unpacker, entry->digests.sha1, sizeof entry->digests.sha1);
	sicht_unpack_copy(&unpacker, entry->digests.sha256, sizeof entry->digests.sha256);
	if ((flags & ENTRY_HAS_PICTURES) != 0)
		entry->pictures = sicht_unpack_u32(&unpacker);
	bool has_pictures = entry->pictures > 1;
	if (!sicht_unpack_done(&unpacker) || entry->set == 0 ||
		has_pictures != ((flags & ENTRY_HAS_PICTURES) != 0) ||
		outcome >= SICHT_OUTCOME_COUNT || media >= SICHT_MEDIA_COUNT ||
		flags >= 2 * ENTRY_HAS_PICTURES ||
		entry->digests.have >= 1u << SICHT_DIGEST_KIND_COUNT ||
		entry->hash_count > 1u << SICHT_OWNER_ORDINAL_BITS)
		return false;
	entry->outcome = (enum sicht_outcome)outcome;
	entry->media = (enum sicht_media)media;
	entry->has_size = (flags & ENTRY_HAS_SIZE) != 0;
	entry->has_mtime = (flags & ENTRY_HAS_MTIME) != 0;
	record.volatile_outcome = entry->volatile_outcome = (flags & ENTRY_VOLATILE) != 0;
	*out = record;
	return true;
}

/* ---- text ---- */

#define TEXT_FIELDS 10

/* Of which so many have their bits in one byte. */
#define TEXT_FIELDS_AT_ONCE 8

/* The strings of an entry in their stored order; empty ones are not stored. */
static void text_fields(struct sicht_entry *entry, struct sicht_bytes *fields[TEXT_FIELDS])
{
	struct sicht_bytes *all[TEXT_FIELDS] = {&entry->path, &entry->external, &entry->series,
		&entry->supplier, &entry->source, &entry->tags, &entry->category.scheme,
		&entry->category.code, &entry->detail, &entry->link};
	memcpy(fields, all, sizeof all);
}

/* The bits of the fields `first` .. that are not empty, as far as one byte goes. */
static unsigned present_fields(struct sicht_bytes *const fields[TEXT_FIELDS], int first)
{
	unsigned present = 0;
	for (int i = first; i < TEXT_FIELDS && i < first + TEXT_FIELDS_AT_ONCE; i++)
		present |= fields[i]->size > 0 ? 1u << (i - first) : 0;
	return present;
}

size_t sicht_record_text_size(const struct sicht_entry *entry)
{
	struct sicht_entry copy = *entry;
	struct sicht_bytes *fields[TEXT_FIELDS];
	text_fields(&copy, fields);
	size_t size = present_fields(fields, TEXT_FIELDS_AT_ONCE) != 0 ? 2 : 1;
	for (int i = 0; i < TEXT_FIELDS; i++)
		size += fields[i]->size > 0 ? 4 + fields[i]->size : 0;
	return size;
}

void sicht_record_text_encode(const struct sicht_entry *entry, uint8_t *out)
{
	struct sicht_entry copy = *entry;
	struct sicht_bytes *fields[TEXT_FIELDS];
	text_fields(&copy, fields);
	struct sicht_packer packer = {out, out + sicht_record_text_size(entry)};
	for (int i = 0; i < TEXT_FIELDS; i++) {
		if (i == 0 || (i == TEXT_FIELDS_AT_ONCE && present_fields(fields, i) != 0))
			sicht_pack_u8(&packer, (uint8_t)present_fields(fields, i));
		if (fields[i]->size > 0)
			sicht_pack_string(&packer, *fields[i]);
	}
	assert(packer.at == packer.end);
}

bool sicht_record_text_decode(struct sicht_bytes content, struct sicht_entry *out)
{
	struct sicht_entry copy = *out;
	struct sicht_bytes *fields[TEXT_FIELDS];
	text_fields(&copy, fields);
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	unsigned present = sicht_unpack_u8(&unpacker);
	for (int i = 0; i < TEXT_FIELDS; i++) {
		if (i == TEXT_FIELDS_AT_ONCE)
			present = sicht_unpack_done(&unpacker) ? 0 : sicht_unpack_u8(&unpacker);
		*fields[i] =
			(present & 1) != 0 ? sicht_unpack_string(&unpacker) : sicht_bytes("", 0);
		present >>= 1;
	}
	if (present != 0 || !sicht_unpack_done(&unpacker))
		return false;
	*out = copy;
	return true;
}

/* ---- hashes ---- */

#define HASH_EXACT 1u
#define HASH_HAS_PAGE 2u

size_t sicht_record_hashes_size(const struct sicht_window_print *hashes, size_t count)
{
	size_t size = 0;
	for (size_t i = 0; i < count; i++)
		size += 6 + (hashes[i].page > 0 ? 2 : 0) + 32 * (size_t)hashes[i].form_count;
	return size;
}

void sicht_record_hashes_encode(const struct sicht_window_print *hashes, size_t count, uint8_t *out)
{
	struct sicht_packer packer = {out, out + sicht_record_hashes_size(hashes, count)};
	for (size_t i = 0; i < count; i++) {
		sicht_pack_u16(&packer, hashes[i].window);
		sicht_pack_u8(&packer, hashes[i].profile);
		sicht_pack_u8(&packer, hashes[i].quality);
		sicht_pack_u8(&packer, (uint8_t)((hashes[i].exact ? HASH_EXACT : 0) |
						 (hashes[i].page > 0 ? HASH_HAS_PAGE : 0)));
		sicht_pack_u8(&packer, hashes[i].form_count);
		if (hashes[i].page > 0)
			sicht_pack_u16(&packer, hashes[i].page);
		for (int form = 0; form < hashes[i].form_count; form++) {
			for (int word = 0; word < 4; word++)
				sicht_pack_u64(&packer, hashes[i].form[form].word[word]);
		}
	}
	assert(packer.at == packer.end);
}

static bool unpack_hash(struct sicht_unpacker *unpacker, struct sicht_window_print *hash)
{
	*hash = (struct sicht_window_print){0};
	hash->window = sicht_unpack_u16(unpacker);
	hash->profile = sicht_unpack_u8(unpacker);
	hash->quality = sicht_unpack_u8(unpacker);
	unsigned flags = sicht_unpack_u8(unpacker);
	hash->exact = (flags & HASH_EXACT) != 0;
	hash->form_count = sicht_unpack_u8(unpacker);
	if ((flags & HASH_HAS_PAGE) != 0)
		hash->page = sicht_unpack_u16(unpacker);
	bool has_page = hash->page > 0;
	if (unpacker->failed || has_page != ((flags & HASH_HAS_PAGE) != 0) ||
		hash->window > SICHT_WINDOW_CROP_LAST || hash->profile >= SICHT_PROFILE_COUNT ||
		hash->quality > 100 || flags >= 2 * HASH_HAS_PAGE ||
		(hash->form_count != 1 && hash->form_count != SICHT_DIHEDRAL_COUNT))
		return false;
	for (int form = 0; form < hash->form_count; form++) {
		for (int word = 0; word < 4; word++)
			hash->form[form].word[word] = sicht_unpack_u64(unpacker);
	}
	return true;
}

bool sicht_record_hashes_decode(
	struct sicht_bytes content, struct sicht_window_print *hashes, size_t count)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	for (size_t i = 0; i < count; i++) {
		if (!unpack_hash(&unpacker, &hashes[i]))
			return false;
	}
	return sicht_unpack_done(&unpacker);
}

bool sicht_record_hash_at(
	struct sicht_bytes content, uint32_t index, struct sicht_window_print *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	for (uint32_t i = 0; i < index && !unpacker.failed; i++) {
		sicht_unpack_bytes(&unpacker, 4);
		unsigned flags = sicht_unpack_u8(&unpacker);
		size_t forms = sicht_unpack_u8(&unpacker);
		sicht_unpack_bytes(&unpacker, (flags & HASH_HAS_PAGE) != 0 ? 2 : 0);
		sicht_unpack_bytes(&unpacker, 32 * forms);
	}
	struct sicht_window_print hash;
	if (unpacker.failed || !unpack_hash(&unpacker, &hash) || unpacker.failed)
		return false;
	*out = hash;
	return true;
}

/* ---- numbers and segments ---- */

void sicht_record_number_encode(uint64_t number, uint8_t out[SICHT_RECORD_NUMBER_BYTES])
{
	struct sicht_packer packer = {out, out + SICHT_RECORD_NUMBER_BYTES};
	sicht_pack_u64(&packer, number);
}

bool sicht_record_number_decode(struct sicht_bytes content, uint64_t *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	uint64_t number = sicht_unpack_u64(&unpacker);
	if (!sicht_unpack_done(&unpacker) || number == 0 || number > SICHT_OWNER_ENTRY_MAX)
		return false;
	*out = number;
	return true;
}

void sicht_record_segment_encode(
	const struct sicht_segment_info *info, uint8_t out[SICHT_RECORD_SEGMENT_BYTES])
{
	struct sicht_packer packer = {out, out + SICHT_RECORD_SEGMENT_BYTES};
	sicht_pack_u64(&packer, info->number);
	sicht_pack_u8(&packer, info->kind);
	sicht_pack_u8(&packer, info->role);
	sicht_pack_u64(&packer, info->size_bytes);
	sicht_pack_u64(&packer, info->checksum);
	sicht_pack_u64(&packer, info->item_count);
	sicht_pack_u64(&packer, info->owner_count);
	assert(packer.at == packer.end);
}

bool sicht_record_segment_decode(struct sicht_bytes content, struct sicht_segment_info *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_segment_info info = {.number = sicht_unpack_u64(&unpacker)};
	info.kind = sicht_unpack_u8(&unpacker);
	info.role = sicht_unpack_u8(&unpacker);
	info.size_bytes = sicht_unpack_u64(&unpacker);
	info.checksum = sicht_unpack_u64(&unpacker);
	info.item_count = sicht_unpack_u64(&unpacker);
	info.owner_count = sicht_unpack_u64(&unpacker);
	if (!sicht_unpack_done(&unpacker) || info.kind >= SICHT_SEGMENT_KIND_COUNT ||
		info.role < SICHT_ROLE_KNOWN || info.role > SICHT_ROLE_IGNORABLE)
		return false;
	*out = info;
	return true;
}

/* ---- tombstones and audit ---- */

void sicht_record_range_encode(
	const struct sicht_record_range *range, uint8_t out[SICHT_RECORD_RANGE_BYTES])
{
	struct sicht_packer packer = {out, out + SICHT_RECORD_RANGE_BYTES};
	sicht_pack_u64(&packer, range->first);
	sicht_pack_u64(&packer, range->count);
	sicht_pack_u8(&packer, range->kept);
	assert(packer.at == packer.end);
}

bool sicht_record_range_decode(struct sicht_bytes content, struct sicht_record_range *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_record_range range = {.first = sicht_unpack_u64(&unpacker)};
	range.count = sicht_unpack_u64(&unpacker);
	unsigned kept = sicht_unpack_u8(&unpacker);
	range.kept = kept != 0;
	if (!sicht_unpack_done(&unpacker) || kept > 1 || range.first == 0 || range.count == 0 ||
		range.first > SICHT_OWNER_ENTRY_MAX ||
		range.count > SICHT_OWNER_ENTRY_MAX - range.first + 1)
		return false;
	*out = range;
	return true;
}

size_t sicht_record_audit_size(const struct sicht_audit_record *record)
{
	return 8 + 8 + 4 + record->text.size + sizeof record->digest;
}

void sicht_record_audit_encode(const struct sicht_audit_record *record, uint8_t *out)
{
	struct sicht_packer packer = {out, out + sicht_record_audit_size(record)};
	sicht_pack_u64(&packer, record->number);
	sicht_pack_u64(&packer, (uint64_t)record->time_s);
	sicht_pack_string(&packer, record->text);
	sicht_pack_bytes(&packer, record->digest, sizeof record->digest);
	assert(packer.at == packer.end);
}

bool sicht_record_audit_decode(struct sicht_bytes content, struct sicht_audit_record *out)
{
	struct sicht_unpacker unpacker = sicht_unpacker(content);
	struct sicht_audit_record record = {.number = sicht_unpack_u64(&unpacker)};
	record.time_s = (int64_t)sicht_unpack_u64(&unpacker);
	record.text = sicht_unpack_string(&unpacker);
	sicht_unpack_copy(&unpacker, record.digest, sizeof record.digest);
	if (!sicht_unpack_done(&unpacker) || record.number == 0)
		return false;
	*out = record;
	return true;
}
