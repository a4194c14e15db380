/* SPDX-License-Identifier: MIT */
/*
 * What a category means, read by its scheme: lists hold illegal, doubtful and harmless material
 * side by side, so that membership alone is no urgency.
 */
#ifndef SICHT_ENGINE_MATCH_SEVERITY_H
#define SICHT_ENGINE_MATCH_SEVERITY_H

#include "engine/base/text.h"
#include "sicht/types.h"

enum sicht_severity {
	SICHT_SEVERITY_HARMLESS = 0, /* listed, but not pertinent */
	SICHT_SEVERITY_MINOR,        /* comparison or exemplar pictures */
	SICHT_SEVERITY_DOUBTFUL,     /* drawn or computer-generated */
	SICHT_SEVERITY_SEVERE,
};

/*
 * Of a category; SEVERE if there is none, or none that we can read: a person should see it rather
 * than miss it. A code of an own scheme may say it itself: "9=minor", with the words harmless,
 * minor, doubtful and severe.
 */
enum sicht_severity sicht_severity_of(const struct sicht_category *category);

/*
 * Can we read it? If not, `why` (may be NULL) gets what is known instead, for people: "scheme foo
 * is not known; ...".
 */
bool sicht_category_is_known(const struct sicht_category *category, struct sicht_text *why);

#endif
