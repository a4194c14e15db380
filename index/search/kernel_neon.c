/* SPDX-License-Identifier: MIT */
/* Search kernels for NEON: bits are counted in bytes, so a tile is kept as planes of bytes. */
#include "index/search/kernel.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "engine/hash/cpu.h"
#include "index/search/kernel_body.h"

#define LANES 16
#define VECTORS 4 /* sums that are kept in registers */
#define GROUP (LANES * VECTORS)

/* ------------------------------------------------------------------------------------- tiles */

/* The tile: byte[b][i] is byte b of hash i. */
struct planes {
	uint8_t byte[32][SICHT_TILE_HASHES];
};
_Static_assert(sizeof(struct planes) <= SICHT_TILE_BYTES, "a tile is large enough");

static inline uint8_t byte_of(const struct sicht_pdq *hash, unsigned byte)
{
	return (uint8_t)(hash->word[byte / 8] >> (8 * (byte % 8)));
}

static void tile_load(const struct sicht_pdq *hashes, size_t count, unsigned threshold, void *tile)
{
	struct planes *planes = tile;
	unsigned bytes = 2 * sicht_tile_prefix_chunks(threshold);
	for (size_t i = 0; i < (count + GROUP - 1) / GROUP * GROUP; i++) {
		for (unsigned b = 0; b < bytes; b++)
			planes->byte[b][i] = i < count ? byte_of(&hashes[i], b) : 0;
	}
}

/* Distances over the prefix, of VECTORS * LANES hashes. */
static inline void prefix_distances(const struct planes *planes, const struct sicht_pdq *query,
	unsigned bytes, size_t at, uint8x16_t sum[VECTORS])
{
	for (int v = 0; v < VECTORS; v++)
		sum[v] = vdupq_n_u8(0);
	for (unsigned b = 0; b < bytes; b++) {
		const uint8x16_t value = vdupq_n_u8(byte_of(query, b));
		for (int v = 0; v < VECTORS; v++) {
			uint8x16_t plane = vld1q_u8(&planes->byte[b][at + (size_t)v * LANES]);
			sum[v] = vaddq_u8(sum[v], vcntq_u8(veorq_u8(plane, value)));
		}
	}
}

/* The survivors of the prefix, compared in full. */
static size_t check_group(const uint8x16_t sum[VECTORS], const struct sicht_pdq *hashes, size_t at,
	size_t count, const struct sicht_pdq *query, uint32_t number, unsigned threshold,
	uint32_t *out)
{
	uint8_t prefix[GROUP];
	size_t found = 0;
	for (int v = 0; v < VECTORS; v++)
		vst1q_u8(&prefix[v * LANES], sum[v]);
	for (size_t i = at; i < at + GROUP && i < count; i++) {
		if (prefix[i - at] > threshold)
			continue;
		unsigned bits = full_distance(&hashes[i], query);
		if (bits <= threshold)
			out[found++] = sicht_tile_hit(number, (uint32_t)i, bits);
	}
	return found;
}

static size_t tile_scan(const void *tile, const struct sicht_pdq *hashes, size_t count,
	const struct sicht_pdq *queries, size_t query_count, unsigned threshold, uint32_t *out)
{
	unsigned bytes = 2 * sicht_tile_prefix_chunks(threshold);
	size_t found = 0;
	for (uint32_t number = 0; number < query_count; number++) {
		for (size_t at = 0; at < count; at += GROUP) {
			uint8x16_t sum[VECTORS];
			prefix_distances(tile, &queries[number], bytes, at, sum);
			uint8x16_t least =
				vminq_u8(vminq_u8(sum[0], sum[1]), vminq_u8(sum[2], sum[3]));
			if (vminvq_u8(least) <= threshold)
				found += check_group(sum, hashes, at, count, &queries[number],
					number, threshold, out + found);
		}
	}
	return found;
}

/* ------------------------------------------------------------------------------------ sketches */

#define SKETCHES 8 /* in a register */

/* Nibble i is set for each of the first `count` entries i within `limit` bits; none other is. */
static inline uint32_t near_entries(
	const uint16_t *sketches, size_t count, uint16x8_t query, unsigned limit)
{
	uint16x8_t x = veorq_u16(vld1q_u16(sketches), query);
	uint16x8_t bits = vpaddlq_u8(vcntq_u8(vreinterpretq_u8_u16(x)));
	uint8x8_t near = vmovn_u16(vcleq_u16(bits, vdupq_n_u16((uint16_t)limit)));
	uint64_t bytes = vget_lane_u64(vreinterpret_u64_u8(near), 0);
	/* one bit of each byte, moved together four bits apart */
	bytes &= 0x0101010101010101;
	bytes = (bytes | bytes >> 4) & 0x0011001100110011;
	bytes = (bytes | bytes >> 8) & 0x0000111100001111;
	uint32_t nibbles = (uint32_t)(bytes | bytes >> 16);
	return count >= SKETCHES ? nibbles : nibbles & ((1u << 4 * count) - 1);
}

static size_t probe(const uint16_t *sketches, const struct sicht_ring_probes *probes,
	uint16_t sketch, unsigned limit, uint32_t *out)
{
	const uint16x8_t query = vdupq_n_u16(sketch);
	const struct sicht_ring_range *range = probes->ranges;
	size_t found = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; range < probes->ranges + probes->end[far]; range++) {
			uint32_t end = range->begin + range->count;
			for (uint32_t at = range->begin; at < end; at += SKETCHES) {
				uint32_t near =
					near_entries(&sketches[at], end - at, query, limit - far);
				for (; near != 0; near &= near - 1)
					out[found++] = sicht_ring_place(
						at + (uint32_t)__builtin_ctz(near) / 4, far);
			}
		}
	}
	return found;
}

static size_t join(const struct sicht_ring_run *run, const struct sicht_join_queries *queries,
	unsigned limit, uint32_t *out)
{
	size_t found = 0;
	unsigned number = 0;
	for (unsigned far = 0; far <= SICHT_RING_RADIUS_MAX; far++) {
		for (; number < queries->end[far]; number++) {
			uint16x8_t query = vdupq_n_u16((uint16_t)queries->items[number].sketch);
			for (uint32_t done = 0; done < run->count; done += SKETCHES) {
				uint32_t near = near_entries(&run->sketches[done],
					run->count - done, query, limit - far);
				for (; near != 0; near &= near - 1)
					out[found++] = number << 16 |
						       (done + (uint32_t)__builtin_ctz(near) / 4);
			}
		}
	}
	return found;
}

const struct sicht_search_kernels sicht_search_kernels_neon = {
	.name = "neon",
	.supported = sicht_cpu_has_neon,
	.tile_load = tile_load,
	.tile_scan = tile_scan,
	.find = find,
	.probe = probe,
	.screen = screen,
	.gather = gather,
	.join = join,
	.join_screen = join_screen,
	.check = check,
};

#endif
