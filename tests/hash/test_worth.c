/* SPDX-License-Identifier: MIT */
/* What a near hash is worth: how much its rows repeat each other, and the rule for quadrants. */
#include <criterion/criterion.h>

#include "sicht/hash.h"
#include "sicht/limits.h"

#define SIDE 16

static struct sicht_pdq parse(const char *text)
{
	struct sicht_pdq hash = {{0}};
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(text), &hash));
	return hash;
}

static int value(const struct sicht_pdq *hash, int i, int j)
{
	int k = i * SIDE + j;
	return hash->word[k / 64] >> (k % 64) & 1 ? 1 : -1;
}

static void set(struct sicht_pdq *hash, int i, int j, int to)
{
	int k = i * SIDE + j;
	hash->word[k / 64] |= (uint64_t)(to > 0) << (k % 64);
}

/* The square of A * A^T, added up, as it is written. */
static uint32_t repeats_by_the_book(const struct sicht_pdq *hash)
{
	uint32_t sum = 0;
	for (int i = 0; i < SIDE; i++) {
		for (int j = 0; j < SIDE; j++) {
			int product = 0;
			for (int k = 0; k < SIDE; k++)
				product += value(hash, i, k) * value(hash, j, k);
			sum += (uint32_t)(product * product);
		}
	}
	return sum;
}

static struct sicht_pdq random_hash(uint64_t *state)
{
	struct sicht_pdq hash;
	for (int i = 0; i < 4; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		hash.word[i] = *state ^ *state >> 29;
	}
	return hash;
}

Test(worth, golden_values)
{
	static const struct {
		const char *hash;
		uint32_t repeats;
	} golden[] = {
		/* nothing; stripes; a checkerboard, as of a nearly empty corner */
		{"0000000000000000000000000000000000000000000000000000000000000000", 65536},
		{"5555555555555555555555555555555555555555555555555555555555555555", 65536},
		{"5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa", 65536},
		/* rows that have nothing to do with each other: Hadamard's matrix */
		{"6996c33ca55a0ff0996633cc55aaff0096963c3c5a5af0f06666ccccaaaa0000", 4096},
		/* a quadrant of a photograph, and one of a disc */
		{"852703dcf81b01e77e0ec058f1f32f86f00d10791bf23c3d3fb15a5a2d2f8785", 10016},
		{"332c266ce6c9ccdd8cd239966336c6668c6d38cde39987333873d1c62f1c70f0", 8960},
	};
	for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
		struct sicht_pdq hash = parse(golden[i].hash);
		cr_expect_eq(sicht_pdq_repeats(&hash), golden[i].repeats, "%s: %u", golden[i].hash,
			sicht_pdq_repeats(&hash));
	}
}

Test(worth, repeats_are_those_of_the_matrix_however_it_is_turned)
{
	uint64_t state = 7;
	uint64_t sum = 0;
	for (int round = 0; round < 1000; round++) {
		struct sicht_pdq hash = random_hash(&state);
		struct sicht_pdq across = {{0}}, mirrored = {{0}};
		struct sicht_pdq negative = sicht_pdq_complement(&hash);
		for (int i = 0; i < SIDE * SIDE; i++) {
			int bit = value(&hash, i / SIDE, i % SIDE);
			set(&across, i % SIDE, i / SIDE, bit);
			set(&mirrored, i / SIDE, i % SIDE, i % 2 ? -bit : bit);
		}
		uint32_t repeats = sicht_pdq_repeats(&hash);
		cr_assert_eq(repeats, repeats_by_the_book(&hash));
		cr_assert_eq(repeats, sicht_pdq_repeats(&across));
		cr_assert_eq(repeats, sicht_pdq_repeats(&mirrored));
		cr_assert_eq(repeats, sicht_pdq_repeats(&negative));
		sum += repeats;
	}
	cr_expect_float_eq((double)sum / 1000, 7936, 80, "what chance gives");
}

/* ---- the rule for quadrants ---- */

struct side {
	struct sicht_window_print window, full;
};

static struct side make_side(
	enum sicht_window window, const struct sicht_pdq *part, const struct sicht_pdq *whole)
{
	struct side side = {
		.window = {.window = window, .quality = SICHT_QUALITY_MIN},
		.full = {.window = SICHT_WINDOW_FULL, .quality = 100},
	};
	side.window.form_count = side.full.form_count = SICHT_DIHEDRAL_COUNT;
	for (int form = 0; form < SICHT_DIHEDRAL_COUNT; form++) {
		side.window.form[form] = *part;
		side.full.form[form] = *whole;
	}
	return side;
}

static enum sicht_worth worth(const struct side *a, const struct side *b)
{
	const struct sicht_hit_side examined = {&a->window, &a->full};
	const struct sicht_hit_side known = {&b->window, &b->full};
	return sicht_hit_worth(&examined, &known, SICHT_TRANSFORM_FLIPX);
}

static void flip_bits(struct sicht_pdq *hash, int count)
{
	for (int k = 0; k < count; k++)
		hash->word[k / 64] ^= UINT64_C(1) << (k % 64);
}

struct corner_case {
	const char *what;
	enum sicht_window window;
	bool plain; /* a corner that is a checkerboard */
	int bits;   /* between the corners */
	int full_bits;
	enum sicht_worth expected;
};

static const struct corner_case corner_cases[] = {
	{"rich, very near", SICHT_WINDOW_TOP_LEFT, false, 16, 128, SICHT_WORTH_MATCH},
	{"rich, full near", SICHT_WINDOW_TOP_RIGHT, false, 31, 50, SICHT_WORTH_MATCH},
	{"rich, neither", SICHT_WINDOW_BOTTOM_LEFT, false, 17, 51, SICHT_WORTH_POSSIBLE},
	{"plain, full near", SICHT_WINDOW_BOTTOM_RIGHT, true, 17, 50, SICHT_WORTH_POSSIBLE},
	{"plain, very near", SICHT_WINDOW_TOP_LEFT, true, 0, 50, SICHT_WORTH_POSSIBLE},
	{"plain, strangers", SICHT_WINDOW_TOP_LEFT, true, 0, 51, SICHT_WORTH_NOTHING},
	{"no quadrant", SICHT_WINDOW_TRIM_A, true, 31, 128, SICHT_WORTH_MATCH},
	{"no quadrant", SICHT_WINDOW_PART_1, true, 31, 128, SICHT_WORTH_MATCH},
};

Test(worth, a_quadrant_that_meets_a_quadrant_needs_more)
{
	const struct sicht_pdq plain =
		parse("5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa5555aaaa");
	uint64_t state = 3;
	const struct sicht_pdq rich = random_hash(&state), whole = random_hash(&state);
	for (size_t i = 0; i < sizeof corner_cases / sizeof *corner_cases; i++) {
		const struct corner_case *at = &corner_cases[i];
		const struct sicht_pdq *corner = at->plain ? &plain : &rich;
		struct side examined = make_side(at->window, corner, &whole);
		struct side known = examined;
		flip_bits(&examined.window.form[SICHT_TRANSFORM_FLIPX], at->bits);
		flip_bits(&examined.full.form[SICHT_TRANSFORM_FLIPX], at->full_bits);
		cr_expect_eq(worth(&examined, &known), at->expected, "%s", at->what);
	}
}

/* Four rows that have nothing to do with each other, four times each: just not rich any more. */
Test(worth, a_corner_at_the_limit_is_not_rich)
{
	const struct sicht_pdq limit =
		parse("0000000000000000aaaaaaaaaaaaaaaacccccccccccccccc6666666666666666");
	struct sicht_pdq below = limit;
	cr_assert_eq(sicht_pdq_repeats(&limit), SICHT_QUADRANT_REPEATS_MAX);
	flip_bits(&below, 1);
	cr_assert(sicht_pdq_repeats(&below) < SICHT_QUADRANT_REPEATS_MAX);
	struct side corner = make_side(SICHT_WINDOW_TOP_LEFT, &limit, &limit);
	struct side richer = make_side(SICHT_WINDOW_TOP_LEFT, &below, &limit);
	cr_expect_eq(worth(&corner, &corner), SICHT_WORTH_POSSIBLE);
	cr_expect_eq(worth(&richer, &richer), SICHT_WORTH_MATCH);
}

/* One plain corner suffices, on either side. */
Test(worth, both_corners_must_be_rich)
{
	const struct sicht_pdq plain = {{0}};
	uint64_t state = 11;
	const struct sicht_pdq rich = random_hash(&state), whole = random_hash(&state),
			       other = random_hash(&state);
	struct side good = make_side(SICHT_WINDOW_TOP_LEFT, &rich, &whole);
	struct side poor = make_side(SICHT_WINDOW_TOP_LEFT, &plain, &whole);
	cr_expect_eq(worth(&good, &poor), SICHT_WORTH_POSSIBLE);
	cr_expect_eq(worth(&poor, &good), SICHT_WORTH_POSSIBLE);
	poor = make_side(SICHT_WINDOW_TOP_LEFT, &plain, &other);
	cr_expect_eq(worth(&good, &poor), SICHT_WORTH_NOTHING);
	cr_expect_eq(worth(&poor, &good), SICHT_WORTH_NOTHING);
}

Test(worth, a_quadrant_that_meets_another_window_needs_no_more)
{
	const struct sicht_pdq zero = {{0}};
	struct side corner = make_side(SICHT_WINDOW_TOP_LEFT, &zero, &zero);
	struct side full = make_side(SICHT_WINDOW_FULL, &zero, &zero);
	cr_expect_eq(worth(&corner, &full), SICHT_WORTH_MATCH);
	cr_expect_eq(worth(&full, &corner), SICHT_WORTH_MATCH);
}

Test(worth, without_the_full_pictures_nothing_agrees)
{
	uint64_t state = 5;
	const struct sicht_pdq rich = random_hash(&state);
	struct side a = make_side(SICHT_WINDOW_TOP_LEFT, &rich, &rich), b = a;
	const struct sicht_hit_side whole = {&a.window, &a.full}, part = {&a.window, NULL};
	const struct sicht_hit_side twin = {&b.window, &b.full};
	flip_bits(&b.window.form[0], SICHT_QUADRANT_BITS_MAX + 1);
	flip_bits(&b.window.form[SICHT_TRANSFORM_FLIPX], SICHT_QUADRANT_BITS_MAX + 1);
	cr_expect_eq(sicht_hit_worth(&whole, &twin, 0), SICHT_WORTH_MATCH);
	cr_expect_eq(sicht_hit_worth(&part, &twin, 0), SICHT_WORTH_POSSIBLE);
	cr_expect_eq(sicht_hit_worth(&twin, &part, 0), SICHT_WORTH_POSSIBLE);
	b.full.quality = SICHT_QUALITY_MIN - 1;
	cr_expect_eq(worth(&a, &b), SICHT_WORTH_POSSIBLE, "a flat picture agrees with every other");
	cr_expect_eq(worth(&b, &a), SICHT_WORTH_POSSIBLE);
}
