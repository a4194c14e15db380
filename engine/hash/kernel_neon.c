/* SPDX-License-Identifier: MIT */
/* The kernels for NEON on 64-bit ARM. */
#if defined(__aarch64__)

#define LANES 4
#include "engine/hash/cpu.h"
#include "engine/hash/kernel_vector.h"

#include <arm_neon.h>

#define COLUMNS 16

static inline uint16x4_t luma_of_four(uint16x4_t red, uint16x4_t green, uint16x4_t blue)
{
	uint32x4_t sum = vmull_n_u16(red, 9798);
	sum = vmlal_n_u16(sum, green, 19235);
	sum = vmlal_n_u16(sum, blue, 3735);
	return vmovn_u32(vrshrq_n_u32(sum, 15));
}

static void luma(const uint8_t *rgb, size_t count, uint8_t *out)
{
	size_t i = 0;
	for (; i + 8 <= count; i += 8) {
		uint8x8x3_t pixels = vld3_u8(rgb + 3 * i);
		uint16x8_t red = vmovl_u8(pixels.val[0]);
		uint16x8_t green = vmovl_u8(pixels.val[1]);
		uint16x8_t blue = vmovl_u8(pixels.val[2]);
		uint16x4_t low =
			luma_of_four(vget_low_u16(red), vget_low_u16(green), vget_low_u16(blue));
		uint16x4_t high =
			luma_of_four(vget_high_u16(red), vget_high_u16(green), vget_high_u16(blue));
		vst1_u8(out + i, vmovn_u16(vcombine_u16(low, high)));
	}
	sicht_kernels_scalar.luma(rgb + 3 * i, count - i, out + i);
}

static inline int16x8_t drop_bits(int32x4_t low, int32x4_t high, int32x4_t shift)
{
	return vcombine_s16(vmovn_s32(vshlq_s32(low, shift)), vmovn_s32(vshlq_s32(high, shift)));
}

static void tent_down_at(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t x, int16_t *out)
{
	const int drop = (int)shift - SICHT_TENT_FRACTION;
	const int32x4_t half = vdupq_n_s32(1 << (drop - 1));
	const int32x4_t right = vdupq_n_s32(-drop);
	int32x4_t sums[4] = {half, half, half, half};
	for (size_t t = 0; t < count; t++) {
		uint8x16_t row = vld1q_u8(rows[t] + x);
		int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(row)));
		int16x8_t high = vreinterpretq_s16_u16(vmovl_u8(vget_high_u8(row)));
		sums[0] = vmlal_n_s16(sums[0], vget_low_s16(low), weights[t]);
		sums[1] = vmlal_n_s16(sums[1], vget_high_s16(low), weights[t]);
		sums[2] = vmlal_n_s16(sums[2], vget_low_s16(high), weights[t]);
		sums[3] = vmlal_n_s16(sums[3], vget_high_s16(high), weights[t]);
	}
	vst1q_s16(out + x, drop_bits(sums[0], sums[1], right));
	vst1q_s16(out + x + 8, drop_bits(sums[2], sums[3], right));
}

static void tent_down(const uint8_t *const *rows, const int16_t *weights, size_t count,
	unsigned shift, size_t width, int16_t *out)
{
	if (width < COLUMNS) {
		sicht_kernels_scalar.tent_down(rows, weights, count, shift, width, out);
		return;
	}
	for (size_t x = 0; x + COLUMNS <= width; x += COLUMNS)
		tent_down_at(rows, weights, count, shift, x, out);
	if (width % COLUMNS != 0) /* the last columns, some of them a second time */
		tent_down_at(rows, weights, count, shift, width - COLUMNS, out);
}

static void tent_across(const int16_t *line, const struct sicht_tent *tent, float scale, float *out)
{
	for (size_t o = 0; o < SICHT_BLOCK_SIDE; o++) {
		const int16_t *weights = tent->weight + o * tent->taps;
		const int16_t *samples = line + tent->first[o];
		int32x4_t sum = vdupq_n_s32(0);
		for (size_t t = 0; t < tent->taps; t += SICHT_TENT_TAPS_STEP) {
			int16x8_t sample = vld1q_s16(samples + t), weight = vld1q_s16(weights + t);
			sum = vmlal_s16(sum, vget_low_s16(sample), vget_low_s16(weight));
			sum = vmlal_high_s16(sum, sample, weight);
		}
		out[o] = (float)vaddvq_s32(sum) * scale;
	}
}

/* Along a row every sum waits for the one before: the scalar definition is what there is to do. */
static void box_across(
	const float *const *in, size_t rows, size_t count, size_t window, float *const *out)
{
	sicht_kernels_scalar.box_across(in, rows, count, window, out);
}

const struct sicht_kernels sicht_kernels_neon = {
	.name = "neon",
	.supported = sicht_cpu_has_neon,
	.luma = luma,
	.tent_down = tent_down,
	.tent_across = tent_across,
	.box_across = box_across,
	.box_down = box_down,
	.dct = dct,
	.variation = variation,
	.count_below = count_below,
};

#else
#include "engine/hash/kernel.h" /* nothing here for this target */
#endif
