/* SPDX-License-Identifier: MIT */
/* The table of schemes. See severity.h. */
#include "engine/match/severity.h"

/* Codes as the schemes define them; see "Project VIC" and CAID in public importers. */
static const struct {
	const char *scheme, *code;
	enum sicht_severity severity;
} severities[] = {
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
};

enum sicht_severity sicht_severity_of(const struct sicht_category *category)
{
	for (size_t i = 0; i < sizeof severities / sizeof *severities; i++) {
		if (sicht_bytes_equal(category->scheme, sicht_bytes_of(severities[i].scheme)) &&
			sicht_bytes_equal(category->code, sicht_bytes_of(severities[i].code)))
			return severities[i].severity;
	}
	return SICHT_SEVERITY_SEVERE;
}
