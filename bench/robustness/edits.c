/* SPDX-License-Identifier: MIT */
/*
 * The 74 edits, and some beyond them. A crop of N per cent takes N per cent of each side's length
 * in all: at the centre one half of it from either end, at the corner all of it from one. An
 * overlay of N per cent covers so much of the area.
 */
#include "bench/robustness/robustness.h"

#define JPEG ".jpg[Q=85]"

static const struct edit edits[] = {
	{"none (jpeg q85)", "", JPEG, GROUP_CODING},
	{"jpeg q70", "", ".jpg[Q=70]", GROUP_CODING},
	{"jpeg q50", "", ".jpg[Q=50]", GROUP_CODING},
	{"jpeg q30", "", ".jpg[Q=30]", GROUP_CODING},
	{"jpeg q10", "", ".jpg[Q=10]", GROUP_CODING},
	{"webp q30", "", ".webp[Q=30]", GROUP_CODING},
	{"avif q30", "", ".avif[Q=30,effort=0]", GROUP_CODING},
	{"resize 0.25x", "resize=0.25", JPEG, GROUP_CODING},
	{"resize 0.5x", "resize=0.5", JPEG, GROUP_CODING},
	{"resize 2x", "resize=2", JPEG, GROUP_CODING},
	{"aspect width*0.9", "width=0.9", JPEG, GROUP_CODING},
	{"aspect width*0.75", "width=0.75", JPEG, GROUP_CODING},
	{"greyscale", "grey", JPEG, GROUP_TONE},
	{"brightness +20%", "brightness=1.2", JPEG, GROUP_TONE},
	{"brightness -40%", "brightness=0.6", JPEG, GROUP_TONE},
	{"contrast 1.4", "contrast=1.4", JPEG, GROUP_TONE},
	{"contrast 0.6", "contrast=0.6", JPEG, GROUP_TONE},
	{"gamma 0.6", "gamma=0.6", JPEG, GROUP_TONE},
	{"gamma 1.8", "gamma=1.8", JPEG, GROUP_TONE},
	{"saturation 0.3", "saturation=0.3", JPEG, GROUP_TONE},
	{"saturation 2", "saturation=2", JPEG, GROUP_TONE},
	{"blur sigma1", "blur=1", JPEG, GROUP_TONE},
	{"blur sigma3", "blur=3", JPEG, GROUP_TONE},
	{"sharpen strong", "sharpen=4", JPEG, GROUP_TONE},
	{"noise sigma10", "noise=10", JPEG, GROUP_TONE},
	{"noise sigma25", "noise=25", JPEG, GROUP_TONE},
	{"hist equalise", "equalise", JPEG, GROUP_TONE},
	{"invert", "invert", JPEG, GROUP_TONE},
	{"text band 5%", "band=5", JPEG, GROUP_OVERLAY},
	{"text band 10%", "band=10", JPEG, GROUP_OVERLAY},
	{"text band 15%", "band=15", JPEG, GROUP_OVERLAY},
	{"watermark 35% alpha", "watermark=35", JPEG, GROUP_OVERLAY},
	{"logo corner 5%", "logo=5", JPEG, GROUP_OVERLAY},
	{"logo corner 10%", "logo=10", JPEG, GROUP_OVERLAY},
	{"flip horizontal", "mirror", JPEG, GROUP_TURN},
	{"flip vertical", "flip", JPEG, GROUP_TURN},
	{"rot 90", "rot90", JPEG, GROUP_TURN},
	{"rot 180", "rot180", JPEG, GROUP_TURN},
	{"rot 270", "rot270", JPEG, GROUP_TURN},
	{"rotate 1 (black)", "rotate=1", JPEG, GROUP_ROTATION},
	{"rotate 2", "rotate=2", JPEG, GROUP_ROTATION},
	{"rotate 5", "rotate=5", JPEG, GROUP_ROTATION},
	{"rotate 10", "rotate=10", JPEG, GROUP_ROTATION},
	{"rotate 20", "rotate=20", JPEG, GROUP_ROTATION},
	{"rotate 2 inscribed", "inscribed=2", JPEG, GROUP_ROTATION},
	{"rotate 5 inscribed", "inscribed=5", JPEG, GROUP_ROTATION},
	{"rotate 10 inscribed", "inscribed=10", JPEG, GROUP_ROTATION},
	{"crop 2% centre", "crop=1", JPEG, GROUP_CROP},
	{"crop 5% centre", "crop=2.5", JPEG, GROUP_CROP},
	{"crop 10% centre", "crop=5", JPEG, GROUP_CROP},
	{"crop 20% centre", "crop=10", JPEG, GROUP_CROP},
	{"crop 30% centre", "crop=15", JPEG, GROUP_CROP},
	{"crop 2% corner", "corner=2", JPEG, GROUP_CROP},
	{"crop 5% corner", "corner=5", JPEG, GROUP_CROP},
	{"crop 10% corner", "corner=10", JPEG, GROUP_CROP},
	{"crop 20% corner", "corner=20", JPEG, GROUP_CROP},
	{"crop 30% corner", "corner=30", JPEG, GROUP_CROP},
	{"crop width 10%", "narrow=5", JPEG, GROUP_CROP},
	{"crop width 25%", "narrow=12.5", JPEG, GROUP_CROP},
	{"letterbox 10%+10%", "bars=10", JPEG, GROUP_FRAME},
	{"letterbox 20%+20%", "bars=20", JPEG, GROUP_FRAME},
	{"pillarbox 10%+10%", "pillars=10", JPEG, GROUP_FRAME},
	{"pillarbox 20%+20%", "pillars=20", JPEG, GROUP_FRAME},
	{"border white 5%", "white=5", JPEG, GROUP_FRAME},
	{"border colour 10%", "red=10", JPEG, GROUP_FRAME},
	{"meme text bands", "meme", JPEG, GROUP_OTHER},
	{"phone screenshot", "screenshot", JPEG, GROUP_SCREEN},
	{"desktop viewer screenshot", "viewer", JPEG, GROUP_SCREEN},
	{"collage 2-up", "beside=0", JPEG, GROUP_OTHER},
	{"collage 2x2", "four", JPEG, GROUP_OTHER},
	{"flip + crop 5% + jpeg50", "mirror+crop=2.5", ".jpg[Q=50]", GROUP_OTHER},
	{"mirror + letterbox 10% + q50", "mirror+bars=10", ".jpg[Q=50]", GROUP_OTHER},
	{"screenshot + mirror", "screenshot+mirror", JPEG, GROUP_SCREEN},
	{"crop 10% + text 10% + q30", "crop=5+band=10", ".jpg[Q=30]", GROUP_OTHER},

	{"crop 3% centre", "crop=1.5", JPEG, GROUP_BEYOND},
	{"crop 4% centre", "crop=2", JPEG, GROUP_BEYOND},
	{"random crop, to 3% a side", "uneven=3", JPEG, GROUP_BEYOND_RANDOM},
	{"random crop, to 6% a side", "uneven=6", JPEG, GROUP_BEYOND_RANDOM},
	{"random crop, to 9% a side", "uneven=9", JPEG, GROUP_BEYOND_RANDOM},
	{"random crop, to 9%, mirrored, q50", "uneven=9+mirror", ".jpg[Q=50]", GROUP_BEYOND_RANDOM},
	{"random crop, to 15% a side", "uneven=15", JPEG, GROUP_BEYOND},
	{"rotate 3 inscribed", "inscribed=3", JPEG, GROUP_BEYOND},
	{"caption 15% below", "caption=15", JPEG, GROUP_BEYOND},
	{"caption 30% below", "caption=30", JPEG, GROUP_BEYOND},
	{"caption 30%, mirrored", "mirror+caption=30", JPEG, GROUP_BEYOND},
	{"collage 2-up, upright", "below=0", JPEG, GROUP_BEYOND},
	{"collage 2-up with a gap", "beside=10", JPEG, GROUP_BEYOND},
	{"small copy 0.15x", "resize=0.15", JPEG, GROUP_BEYOND},
	{"border 5% + text 10%", "band=10+white=5", JPEG, GROUP_BEYOND},
	{"meme, then a screenshot", "meme+screenshot", JPEG, GROUP_BEYOND},
};

const struct edit *edits_all(size_t *count)
{
	*count = sizeof edits / sizeof *edits;
	return edits;
}

const char *edits_group_name(enum edit_group group)
{
	static const char *const names[GROUP_COUNT] = {
		[GROUP_CODING] = "coding and scaling",
		[GROUP_TONE] = "light, colour, sharpness",
		[GROUP_OVERLAY] = "overlays to 15 %",
		[GROUP_TURN] = "flips and quarter turns",
		[GROUP_ROTATION] = "rotations",
		[GROUP_CROP] = "crops",
		[GROUP_FRAME] = "bars and borders",
		[GROUP_SCREEN] = "screenshots",
		[GROUP_OTHER] = "captions, collages, several at once",
		[GROUP_BEYOND] = "beyond the 74",
		[GROUP_BEYOND_RANDOM] = "random crops to 9 % a side",
	};
	return names[group];
}
