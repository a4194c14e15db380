/* SPDX-License-Identifier: MIT */
/*
 * The table of schemes, each scheme's codes together. A scheme that is not in it is somebody's own:
 * its codes carry their meaning with them, so that it goes wherever the entry goes. See severity.h.
 */
#include "engine/match/severity.h"

#include <string.h>

#include "sicht/status.h"

/*
 * Codes as the schemes define them: see "Project VIC" in public importers, and the classification
 * in the hash sharing of NCMEC, which the reports of XARF have as well.
 */
static const struct {
	const char *scheme, *code;
	enum sicht_severity severity;
} severities[] = {
	{"us-vics-1", "0", SICHT_SEVERITY_SEVERE}, /* uncategorised */
	{"us-vics-1", "1", SICHT_SEVERITY_SEVERE},
	{"us-vics-1", "2", SICHT_SEVERITY_SEVERE},
	{"us-vics-1", "3", SICHT_SEVERITY_DOUBTFUL},
	{"us-vics-1", "4", SICHT_SEVERITY_MINOR},
	{"us-vics-1", "5", SICHT_SEVERITY_HARMLESS},
	{"us-vics-2", "0", SICHT_SEVERITY_HARMLESS},
	{"us-vics-2", "1", SICHT_SEVERITY_SEVERE},
	{"us-vics-2", "2", SICHT_SEVERITY_SEVERE},
	{"us-vics-2", "3", SICHT_SEVERITY_DOUBTFUL},
	{"us-vics-2", "4", SICHT_SEVERITY_MINOR},
	/* the legal grades; that lists number them so is not on record, but would change nothing */
	{"uk-caid", "A", SICHT_SEVERITY_SEVERE},
	{"uk-caid", "B", SICHT_SEVERITY_SEVERE},
	{"uk-caid", "C", SICHT_SEVERITY_SEVERE},
	{"uk-caid", "1", SICHT_SEVERITY_SEVERE},
	{"uk-caid", "2", SICHT_SEVERITY_SEVERE},
	{"uk-caid", "3", SICHT_SEVERITY_SEVERE},
	/* A: before puberty, B: in it; 1: a sexual act, 2: lascivious exhibition. All are illegal. */
	{"ncmec", "A1", SICHT_SEVERITY_SEVERE},
	{"ncmec", "A2", SICHT_SEVERITY_SEVERE},
	{"ncmec", "B1", SICHT_SEVERITY_SEVERE},
	{"ncmec", "B2", SICHT_SEVERITY_SEVERE},
	/*
	 * Interpol: baseline is what is illegal in every country that takes part, the child 13 or
	 * younger. What is not baseline is in its database all the same.
	 */
	{"interpol-baseline", "yes", SICHT_SEVERITY_SEVERE},
	{"interpol-baseline", "no", SICHT_SEVERITY_SEVERE},
};

#define SEVERITY_COUNT (sizeof severities / sizeof *severities)

static const char *const words[] = {
	[SICHT_SEVERITY_HARMLESS] = "harmless",
	[SICHT_SEVERITY_MINOR] = "minor",
	[SICHT_SEVERITY_DOUBTFUL] = "doubtful",
	[SICHT_SEVERITY_SEVERE] = "severe",
};

static bool is_scheme(size_t row, struct sicht_bytes scheme)
{
	return sicht_bytes_equal(scheme, sicht_bytes_of(severities[row].scheme));
}

/* The word behind the last "=" of a code. */
static bool read_word(struct sicht_bytes code, enum sicht_severity *severity)
{
	const char *equals = code.size > 0 ? memrchr(code.data, '=', code.size) : NULL;
	if (equals == NULL || equals == code.data)
		return false;
	size_t before = (size_t)(equals + 1 - (const char *)code.data);
	struct sicht_bytes word = sicht_bytes(equals + 1, code.size - before);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (sicht_bytes_equal(word, sicht_bytes_of(words[i]))) {
			*severity = (enum sicht_severity)i;
			return true;
		}
	}
	return false;
}

/* In our table, or by its own word if the scheme is not there. */
static bool find(const struct sicht_category *category, enum sicht_severity *severity)
{
	bool ours = false;
	for (size_t i = 0; i < SEVERITY_COUNT; i++) {
		if (!is_scheme(i, category->scheme))
			continue;
		ours = true;
		*severity = severities[i].severity;
		if (sicht_bytes_equal(category->code, sicht_bytes_of(severities[i].code)))
			return true;
	}
	return !ours && read_word(category->code, severity);
}

enum sicht_severity sicht_severity_of(const struct sicht_category *category)
{
	enum sicht_severity severity;
	return find(category, &severity) ? severity : SICHT_SEVERITY_SEVERE;
}

/* The codes of a scheme of ours, or nothing. */
static void append_codes(struct sicht_text *text, struct sicht_bytes scheme)
{
	for (size_t i = 0; i < SEVERITY_COUNT; i++) {
		if (is_scheme(i, scheme))
			sicht_text_printf(
				text, "%s%s", text->size > 0 ? ", " : "", severities[i].code);
	}
}

static void append_schemes(struct sicht_text *text)
{
	for (size_t i = 0; i < SEVERITY_COUNT; i++) {
		if (i == 0 || strcmp(severities[i].scheme, severities[i - 1].scheme) != 0)
			sicht_text_printf(text, "%s%s", i > 0 ? ", " : "", severities[i].scheme);
	}
}

bool sicht_category_is_known(const struct sicht_category *category, struct sicht_text *why)
{
	enum sicht_severity severity;
	if (find(category, &severity))
		return true;
	if (why == NULL)
		return false;
	SICHT_DEFER(sicht_text_free) struct sicht_text codes = {0}, scheme = {0}, code = {0};
	append_codes(&codes, category->scheme);
	sicht_escape_terminal(&scheme, category->scheme);
	sicht_escape_terminal(&code, category->code);
	if (codes.size > 0) {
		sicht_text_printf(why, "scheme %s has no code %s; it has %s", scheme.data,
			code.data, codes.data);
		return false;
	}
	sicht_text_printf(why, "scheme %s is not known; known are ", scheme.data);
	append_schemes(why);
	sicht_text_printf(why,
		"; a code of an own scheme says how urgent it is: %s:%s=severe, or =doubtful, "
		"=minor, =harmless",
		scheme.data, code.data);
	return false;
}
