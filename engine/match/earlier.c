/* SPDX-License-Identifier: MIT */
/*
 * A fact begins with what the walk saw of its file. One idea: write that beginning for the file as
 * it is now, with the very code that wrote the fact; the fact holds if the bytes are the same. See
 * earlier.h.
 */
#include "engine/match/earlier.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum sicht_status sicht_earlier_open(const struct sicht_part *part, struct sicht_earlier *out)
{
	SICHT_DEFER(sicht_earlier_close) struct sicht_earlier earlier = {.left = part->lines};
	int fd = dup(part->fd);
	ssize_t size = -1;
	earlier.file = fd < 0 ? NULL : fdopen(fd, "r");
	if (earlier.file != NULL && fseek(earlier.file, 0, SEEK_SET) == 0)
		size = getline(&earlier.line, &earlier.capacity, earlier.file);
	if (size < 0)
		return sicht_fail_errno(errno, "cannot read %s", part->path);
	earlier.size_bytes = (uint64_t)size;
	*out = earlier;
	earlier = (struct sicht_earlier){0};
	return SICHT_OK;
}

bool sicht_earlier_holds(struct sicht_earlier *earlier, const struct sicht_fact_context *context,
	const struct sicht_item *item, uint64_t first_link)
{
	ssize_t size = getline(&earlier->line, &earlier->capacity, earlier->file);
	sicht_text_clear(&earlier->expected);
	const struct sicht_finding finding = sicht_fact_of_item(context, item, first_link);
	sicht_finding_write_item(&earlier->expected, &finding);
	struct sicht_bytes expected = sicht_text_bytes(&earlier->expected);
	if (size < (ssize_t)expected.size ||
		memcmp(earlier->line, expected.data, expected.size) != 0 ||
		!sicht_finding_is_past_item(
			sicht_bytes(earlier->line + expected.size, (size_t)size - expected.size)))
		return false;
	earlier->size_bytes += (uint64_t)size;
	earlier->kept++;
	earlier->left--;
	return true;
}

enum sicht_status sicht_earlier_cut(const struct sicht_earlier *earlier, struct sicht_part *part)
{
	return sicht_part_cut(part, earlier->kept, earlier->size_bytes);
}

void sicht_earlier_close(struct sicht_earlier *earlier)
{
	if (earlier->file != NULL)
		fclose(earlier->file);
	free(earlier->line);
	sicht_text_free(&earlier->expected);
	*earlier = (struct sicht_earlier){0};
}
