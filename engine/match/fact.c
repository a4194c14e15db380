/* SPDX-License-Identifier: MIT */
/* What the walk, the scan and the look-up found of one file, brought together. See fact.h. */
#include "engine/match/fact.h"

struct sicht_finding sicht_fact_of_item(const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link)
{
	struct sicht_finding finding = {
		.ordinal = item->ordinal,
		.has_source = context->source_count > 1,
		.source = item->source,
		.path = item->path,
		.exhibit = context->sources[item->source].exhibit,
		.is_hard_link = first_link != UINT64_MAX,
	};
	if (finding.is_hard_link)
		finding.hard_link_of = first_link;
	if (item->kind != SICHT_ITEM_UNREADABLE || item->content.inode != 0) {
		int64_t seconds = item->content.mtime_ns / 1000000000;
		finding.has_size = finding.has_mtime = true;
		finding.size_bytes = item->content.size_bytes;
		finding.mtime_s = seconds - (item->content.mtime_ns % 1000000000 < 0);
	}
	return finding;
}

/*
 * The full window's hash of the first picture and profile: what other tools would compute of this
 * file.
 */
static void set_pdq(const struct sicht_print *print, struct sicht_finding *finding)
{
	if (print->window_count == 0 || print->windows[0].page > 0 ||
		print->windows[0].window != SICHT_WINDOW_FULL)
		return;
	const struct sicht_window_print *full = &print->windows[0];
	finding->has_pdq = true;
	finding->pdq = full->form[0];
	finding->pdq_quality = full->quality;
	finding->pdq_profile = full->profile;
}

static void set_pictures(const struct sicht_print *print, struct sicht_finding *finding)
{
	uint32_t examined = sicht_pictures_examined(print->windows, print->window_count);
	if (print->pictures < 2)
		return;
	finding->pictures = print->pictures;
	finding->pictures_examined = examined < print->pictures ? examined : print->pictures;
}

static struct sicht_finding_match say(const struct sicht_known_match *known, bool several_stores)
{
	return (struct sicht_finding_match){
		.match = known->match,
		.has_store = several_stores,
		.store = known->store,
		.role = known->role,
		.known = known->name,
		.set = known->set,
		.category = known->category,
	};
}

struct sicht_finding sicht_fact_of(const struct sicht_fact_context *context,
	const struct sicht_item *item, const struct sicht_print *print,
	const struct sicht_file_matches *matches, uint64_t first_link, struct sicht_arena *arena)
{
	struct sicht_finding finding = sicht_fact_of_item(context, item, first_link);
	finding.media = print->media;
	finding.outcome = print->outcome;
	finding.volatile_outcome = print->volatile_outcome;
	finding.anomaly = print->anomaly;
	if (print->detail != NULL)
		finding.detail = sicht_bytes_of(print->detail);
	finding.digests = print->digests;
	finding.width = print->width;
	finding.height = print->height;
	set_pictures(print, &finding);
	set_pdq(print, &finding);
	struct sicht_finding_match *said = sicht_arena_alloc(arena, matches->count * sizeof *said);
	for (size_t i = 0; i < matches->count; i++)
		said[i] = say(&matches->items[i], context->store_count > 1);
	finding.matches = said;
	finding.match_count = matches->count;
	finding.matches_omitted = matches->omitted;
	return finding;
}
