/* SPDX-License-Identifier: MIT */
/* See tally.h. */
#include "engine/cli/tally.h"

#include "engine/base/text.h"
#include "engine/cli/terminal.h"

/* A file that cannot be read is an outcome; so many of them are a disk, a mount, or rights. */
static bool is_mostly_unreadable(const struct sicht_source_tally *tally)
{
	return tally->unreadable > tally->files / 2;
}

static void tell_empty(const struct sicht_source *source, const char *name)
{
	if (source->kind == SICHT_SOURCE_DIRECTORY)
		sicht_error(
			"nothing was examined in %s: there is no file in it; is it mounted?", name);
	else
		sicht_error("nothing was examined in %s: it names no file", name);
}

static void tell_unreadable(const struct sicht_source_tally *tally, const char *name)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text unreadable = {0}, files = {0};
	sicht_text_count(&unreadable, tally->unreadable);
	sicht_text_count(&files, tally->files);
	sicht_error("%s of %s files of %s could not be read; is it there, and whole, and may "
		    "you read it?",
		unreadable.data, files.data, name);
}

void sicht_tally_tell(const struct sicht_source *sources, const struct sicht_source_tally *tallies,
	size_t count, enum sicht_exit *end)
{
	for (size_t i = 0; i < count; i++) {
		const struct sicht_source_tally *tally = &tallies[i];
		SICHT_DEFER(sicht_text_free) struct sicht_text name = {0};
		sicht_escape_terminal(&name, sources[i].name);
		if (sources[i].cleaned)
			sicht_warn("%s has line ends (CR LF) or a mark of another system; names "
				   "were found without them",
				name.data);
		if (tally->files == 0)
			tell_empty(&sources[i], name.data);
		else if (is_mostly_unreadable(tally))
			tell_unreadable(tally, name.data);
		if (tally->unreadable == tally->files)
			*end = SICHT_EXIT_FAILED;
	}
}
