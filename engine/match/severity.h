/* SPDX-License-Identifier: MIT */
/*
 * What a category means, read by its scheme: lists hold illegal, doubtful and harmless material side
 * by side, so that membership alone is no urgency.
 */
#ifndef SICHT_ENGINE_MATCH_SEVERITY_H
#define SICHT_ENGINE_MATCH_SEVERITY_H

#include "sicht/types.h"

enum sicht_severity {
	SICHT_SEVERITY_HARMLESS = 0, /* listed, but not pertinent */
	SICHT_SEVERITY_MINOR,        /* comparison or exemplar pictures */
	SICHT_SEVERITY_DOUBTFUL,     /* drawn or computer-generated */
	SICHT_SEVERITY_SEVERE,
};

/*
 * Of a category; SEVERE if there is none, or none that we can read: a person should see it rather
 * than miss it.
 */
enum sicht_severity sicht_severity_of(const struct sicht_category *category);

#endif
