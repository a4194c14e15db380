/* SPDX-License-Identifier: MIT */
/*
 * The libraries that sicht-decoder calls name themselves. Those that libvips and libavcodec call
 * for it are asked by the names of their functions: the decoder needs none of their headers, and
 * they differ from one system to the next.
 */
#include "engine/decoder/version.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <libavcodec/avcodec.h>
#include <seccomp.h>
#include <vips/vips.h>
#include <webp/decode.h>

#define LITERALLY(tokens) #tokens
#define EXPANDED(macro) LITERALLY(macro)

/* How a library tells its version. */
enum telling {
	WORDS,    /* const char *f(void) */
	WORDS_OF, /* const char *f(const void *), which may be NULL */
	MILLIONS, /* uint32_t f(void): 1002003 is 1.2.3 */
};

static const struct {
	const char *library, *function;
	enum telling telling;
} behind[] = {
	{"libpng", "png_get_libpng_ver", WORDS_OF},
	{"libspng", "spng_version_string", WORDS},
	{"libtiff", "TIFFGetVersion", WORDS},
	{"libheif", "heif_get_version", WORDS},
	{"libde265", "de265_get_version", WORDS},
	{"dav1d", "dav1d_version", WORDS},
	{"libaom", "aom_codec_version_str", WORDS},
	{"libjxl", "JxlDecoderVersion", MILLIONS},
};

/* Add one, if there is room for the whole of it. */
static void add(char text[SICHT_VERSIONS_BYTES], const char *library, const char *version)
{
	size_t used = strlen(text), room = SICHT_VERSIONS_BYTES - used;
	int size = snprintf(text + used, room, "%s%s %s", used > 0 ? ", " : "", library, version);
	if (size < 0 || (size_t)size >= room)
		text[used] = '\0';
}

/* "LIBTIFF, Version 4.5.0\nCopyright ..." and "v1.0.0" are more than a version. */
static void add_words(char text[SICHT_VERSIONS_BYTES], const char *library, const char *words)
{
	char version[32];
	const char *start = words + strcspn(words, "0123456789");
	int size = (int)strspn(start, "0123456789.-+~abcdefghijklmnopqrstuvwxyz");
	snprintf(version, sizeof version, "%.*s", size, start);
	add(text, library, version);
}

static void add_numbers(char text[SICHT_VERSIONS_BYTES], const char *library, unsigned major,
	unsigned minor, unsigned patch)
{
	char version[40];
	snprintf(version, sizeof version, "%u.%u.%u", major, minor, patch);
	add(text, library, version);
}

static void add_behind(char text[SICHT_VERSIONS_BYTES], size_t index)
{
	union {
		void *address;
		const char *(*words)(void);
		const char *(*words_of)(const void *);
		uint32_t (*millions)(void);
	} function = {.address = dlsym(RTLD_DEFAULT, behind[index].function)};
	const char *library = behind[index].library;
	if (function.address == NULL)
		return;
	switch (behind[index].telling) {
	case WORDS:
		add_words(text, library, function.words());
		break;
	case WORDS_OF:
		add_words(text, library, function.words_of(NULL));
		break;
	case MILLIONS:
		add_numbers(text, library, function.millions() / 1000000,
			function.millions() / 1000 % 1000, function.millions() % 1000);
		break;
	}
}

void sicht_decoder_versions(char text[SICHT_VERSIONS_BYTES])
{
	unsigned avcodec = avcodec_version(), webp = (unsigned)WebPGetDecoderVersion();
	const struct scmp_version *seccomp = seccomp_version();
	text[0] = '\0';
	add_numbers(text, "libvips", (unsigned)vips_version(0), (unsigned)vips_version(1),
		(unsigned)vips_version(2));
	/* It does not tell at run time; this is the one that sicht was built with. */
	add(text, "libjpeg-turbo", EXPANDED(LIBJPEG_TURBO_VERSION));
	add_numbers(text, "libwebp", webp >> 16, webp >> 8 & 255, webp & 255);
	add_numbers(text, "libavcodec", AV_VERSION_MAJOR(avcodec), AV_VERSION_MINOR(avcodec),
		AV_VERSION_MICRO(avcodec));
	add_numbers(text, "libseccomp", seccomp->major, seccomp->minor, seccomp->micro);
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		add_behind(text, i);
}
