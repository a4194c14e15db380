/* SPDX-License-Identifier: MIT */
/* Hashes as values: text and back, distance, complement. */
#include "sicht/hash.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char published[] = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22";

Test(hash, text_and_back)
{
	struct sicht_pdq hash;
	char text[SICHT_PDQ_HEX_DIGITS];
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(published), &hash));
	cr_expect(hash.word[3] == UINT64_C(0xd8f8f0cee0f4a84f));
	cr_expect(hash.word[0] == UINT64_C(0x33e6339c4e9c9b22));
	sicht_pdq_to_hex(&hash, text);
	cr_expect(memcmp(text, published, sizeof text) == 0);
	cr_expect(sicht_pdq_from_hex(
		sicht_bytes_of("D8F8F0CEE0F4A84F0637022A078F67F0B36E2ED596621E1D33E6339C4E9C9B22"),
		&hash));
	cr_expect(hash.word[3] == UINT64_C(0xd8f8f0cee0f4a84f));
}

Test(hash, other_text_is_refused_and_nothing_is_written)
{
	const struct sicht_pdq before = {{1, 2, 3, 4}};
	struct sicht_pdq hash = before;
	char text[66];
	snprintf(text, sizeof text, "%s0", published);
	cr_expect_not(sicht_pdq_from_hex(sicht_bytes_of(text), &hash));
	cr_expect_not(sicht_pdq_from_hex(sicht_bytes(published, 63), &hash));
	cr_expect_not(sicht_pdq_from_hex(sicht_bytes("", 0), &hash));
	memcpy(text, published, 64);
	text[63] = 'g';
	cr_expect_not(sicht_pdq_from_hex(sicht_bytes(text, 64), &hash));
	cr_expect(sicht_pdq_distance(&hash, &before) == 0);
}

Test(hash, distance_counts_bits_and_the_complement_is_farthest)
{
	struct sicht_pdq hash, other;
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(published), &hash));
	other = hash;
	cr_expect(sicht_pdq_distance(&hash, &other) == 0);
	other.word[0] ^= 1;
	other.word[3] ^= UINT64_C(1) << 63;
	cr_expect(sicht_pdq_distance(&hash, &other) == 2);
	other = sicht_pdq_complement(&hash);
	cr_expect(sicht_pdq_distance(&hash, &other) == SICHT_PDQ_BITS);
}
