/* SPDX-License-Identifier: MIT */
/*
 * What people do to pictures before they pass them on: edits by their names, one after another.
 * The edits themselves stand in edit_*.c.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "tests/samples/edits.h"

/* Does "name" or "name=value", `size` bytes of it, call for this edit? */
static bool is_called(const struct sample_edit *edit, const char *text, size_t size, double *value)
{
	size_t name_size = strlen(edit->name);
	bool takes_value = edit->most > 0;
	if (size < name_size || memcmp(text, edit->name, name_size) != 0)
		return false;
	if (!takes_value)
		return size == name_size;
	if (size < name_size + 2 || text[name_size] != '=')
		return false;
	char *end;
	*value = strtod(text + name_size + 1, &end);
	return end == text + size && *value >= edit->least && *value <= edit->most;
}

static const struct sample_edit *find_edit(const char *text, size_t size, double *value)
{
	const struct sample_edits tables[] = {sample_edits_tone(), sample_edits_shape(),
		sample_edits_overlay(), sample_edits_canvas()};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		for (size_t j = 0; j < tables[i].count; j++) {
			if (is_called(&tables[i].items[j], text, size, value))
				return &tables[i].items[j];
		}
	}
	return NULL;
}

enum sicht_status sicht_sample_edit(VipsImage *image, const char *edits, VipsImage **out)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *result = NULL;
	if (sample_plain_copy(image, &result) != 0)
		return sicht_sample_fail("edit a picture");
	for (const char *text = edits; *text != '\0';) {
		size_t size = strcspn(text, "+");
		double value = 0;
		const struct sample_edit *edit = find_edit(text, size, &value);
		if (edit == NULL) {
			SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
			sicht_escape_terminal(&shown, sicht_bytes(text, size));
			return sicht_fail(SICHT_ERROR_USAGE, "there is no edit %s", shown.data);
		}
		SICHT_DEFER(sicht_sample_free) VipsImage *edited = NULL;
		SICHT_DEFER(sicht_sample_free) VipsImage *before = result;
		result = NULL;
		if (edit->function(before, value, &edited) != 0 ||
			sample_plain_copy(edited, &result) != 0)
			return sicht_sample_fail("edit a picture");
		text += size + (text[size] == '+');
	}
	*out = result;
	result = NULL;
	return SICHT_OK;
}
