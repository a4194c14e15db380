/* SPDX-License-Identifier: MIT */
/*
 * Versions. sicht links no decoder of media: it is the decoders that name those libraries, when
 * they say hello.
 */
#include "engine/cli/version.h"

#include <string.h>

#include "engine/base/text.h"
#include "engine/cli/common.h"
#include "engine/hash/kernel.h"
#include "sicht/limits.h"
#include "sicht/scan.h"
#include "sicht/version.h"

static const char *openmp_version(void)
{
	static char text[32];
	/* The standard names its editions by month; nobody else does. */
	static const struct {
		int month;
		const char *edition;
	} editions[] = {{202111, "5.2"}, {202011, "5.1"}, {201811, "5.0"}, {201511, "4.5"}};
	for (size_t i = 0; i < sizeof editions / sizeof *editions; i++) {
		if (_OPENMP >= editions[i].month)
			return editions[i].edition;
	}
	snprintf(text, sizeof text, "of %d", _OPENMP);
	return text;
}

/* The foreign libraries inside sicht. */
static const struct {
	const char *name;
	const char *(*version)(void); /* of the library as it is loaded now; lent */
} libraries[] = {
	{"libcrypto", sicht_version_libcrypto},
	{"lmdb", sicht_version_lmdb},
	{"xxhash", sicht_version_xxhash},
	{"jansson", sicht_version_jansson},
	{"sqlite", sicht_version_sqlite},
	{"expat", sicht_version_expat},
	{"openmp", openmp_version},
};

/* Each of "name version, name version". */
static void each_of(const char *versions, sicht_version_visit visit, void *context)
{
	char copy[SICHT_VERSIONS_BYTES];
	char *rest = strcpy(copy, versions), *name;
	while ((name = strsep(&rest, ",")) != NULL) {
		name += strspn(name, " ");
		char *version = strchr(name, ' ');
		if (version == NULL)
			continue;
		*version++ = '\0';
		visit(context, name, version);
	}
}

void sicht_version_each(
	const struct sicht_scanner *scanner, sicht_version_visit visit, void *context)
{
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		visit(context, libraries[i].name, libraries[i].version());
	if (scanner != NULL)
		each_of(sicht_scanner_versions(scanner), visit, context);
}

/* ------------------------------------------------------------------------------------ --version */

static void print_row(void *stream, const char *name, const char *value)
{
	fprintf(stream, "  %-14s %s\n", name, value);
}

static void print_kernels(FILE *stream)
{
	struct sicht_text text = {0};
	const struct sicht_kernels *const *kernels = sicht_kernels_all();
	for (size_t i = 0; kernels[i] != NULL; i++) {
		const char *state = "";
		if (kernels[i] == sicht_kernels())
			state = " (in use)";
		else if (!kernels[i]->supported())
			state = " (not on this processor)";
		sicht_text_printf(&text, "%s%s%s", i > 0 ? ", " : "", kernels[i]->name, state);
	}
	print_row(stream, "kernels", text.data);
	sicht_text_free(&text);
}

void sicht_version_print(FILE *stream)
{
	struct sicht_scanner *scanner = NULL;
	enum sicht_status status = sicht_common_ask(&scanner);
	fprintf(stream, "sicht %s\n", SICHT_VERSION);
	sicht_version_each(scanner, print_row, stream);
	if (status != SICHT_OK)
		print_row(stream, "sicht-decoder", sicht_message());
	print_kernels(stream);
	sicht_scanner_close(scanner);
}
