/* SPDX-License-Identifier: MIT */
/* A conversation is more than its messages: order, number and consistency. See decoder_answer.h. */
#include "engine/worker/decoder_answer.h"

#include <stdlib.h>
#include <string.h>

void sicht_answer_begin(struct sicht_answer *answer)
{
	*answer = (struct sicht_answer){
		.windows = answer->windows, .window_room = answer->window_room};
}

void sicht_answer_free(struct sicht_answer *answer)
{
	free(answer->windows);
	*answer = (struct sicht_answer){0};
}

/* One picture, and all that may be hashed together. */
static bool is_within_limits(const struct sicht_answer *answer, const struct sicht_decode_job *job,
	uint32_t width, uint32_t height)
{
	return width <= SICHT_SIDE_MAX_PIXELS && height <= SICHT_SIDE_MAX_PIXELS &&
	       (uint64_t)width * height <= job->pixels_max - answer->pixels;
}

/* The picture under way has no more windows: has it all that it must have? */
static bool close_picture(struct sicht_answer *answer, const struct sicht_decode_job *job)
{
	if (answer->profiles != 0 && answer->profiles != job->profiles)
		return false;
	answer->hashed += answer->profiles != 0;
	answer->profiles = 0;
	answer->open = false;
	return true;
}

static enum sicht_exchange_step take_picture(struct sicht_answer *answer,
	const struct sicht_decode_job *job, const struct sicht_decode_reply *reply)
{
	uint32_t page = reply->picture.page, width = reply->picture.width,
		 height = reply->picture.height;
	bool after_windows = page == 0 && answer->window_count > 0;
	if (page < answer->next_page || after_windows || !close_picture(answer, job))
		return SICHT_EXCHANGE_NONSENSE;
	answer->next_page = page + 1;
	answer->open = is_within_limits(answer, job, width, height);
	if (answer->open) {
		answer->announced++;
		answer->pixels += (uint64_t)width * height;
	}
	if (page == 0) {
		answer->width = width;
		answer->height = height;
	}
	return SICHT_EXCHANGE_MORE;
}

/* NULL: memory is out. */
static struct sicht_window_print *new_window(struct sicht_answer *answer)
{
	if (answer->window_count == answer->window_room) {
		size_t room = 2 * answer->window_room + 32;
		struct sicht_window_print *windows =
			realloc(answer->windows, room * sizeof *windows);
		if (windows == NULL)
			return NULL;
		answer->windows = windows;
		answer->window_room = room;
	}
	return &answer->windows[answer->window_count++];
}

/* Does it come behind the last one, as windows are ordered? */
static bool rises(const struct sicht_answer *answer, const struct sicht_decode_reply *reply)
{
	if (answer->window_count == 0)
		return true;
	const struct sicht_window_print *last = &answer->windows[answer->window_count - 1];
	if (reply->window.page != last->page)
		return reply->window.page > last->page;
	if (reply->window.profile != last->profile)
		return reply->window.profile > last->profile;
	return reply->window.window > last->window;
}

static enum sicht_exchange_step take_window(
	struct sicht_answer *answer, const struct sicht_decode_reply *reply)
{
	bool of_thumbnail = reply->window.window == SICHT_WINDOW_THUMBNAIL;
	bool of_picture = answer->open && reply->window.page + 1u == answer->next_page;
	if (of_thumbnail ? reply->window.page > 0 || answer->next_page > 1 : !of_picture)
		return SICHT_EXCHANGE_NONSENSE;
	if (!rises(answer, reply))
		return SICHT_EXCHANGE_NONSENSE;
	if (reply->window.window == SICHT_WINDOW_FULL)
		answer->profiles |= 1u << reply->window.profile;
	else if (!of_thumbnail && (answer->profiles >> reply->window.profile & 1) == 0)
		return SICHT_EXCHANGE_NONSENSE;
	struct sicht_window_print *window = new_window(answer);
	if (window == NULL)
		return SICHT_EXCHANGE_NO_MEMORY;
	*window = (struct sicht_window_print){
		.page = reply->window.page,
		.window = reply->window.window,
		.profile = reply->window.profile,
		.quality = reply->window.quality,
		.exact = reply->window.exact != 0,
		.form_count = reply->window.form_count,
	};
	memcpy(window->form, reply->window.form, sizeof window->form);
	return SICHT_EXCHANGE_MORE;
}

static enum sicht_exchange_step take_outcome(struct sicht_answer *answer,
	const struct sicht_decode_job *job, const struct sicht_decode_reply *reply)
{
	enum sicht_outcome outcome = (enum sicht_outcome)reply->outcome.outcome;
	bool hashed = outcome == SICHT_OUTCOME_DECODED || outcome == SICHT_OUTCOME_TRUNCATED ||
		      outcome == SICHT_OUTCOME_TOO_FLAT;
	bool announced = hashed || outcome == SICHT_OUTCOME_TOO_SMALL;
	if (!close_picture(answer, job) || reply->outcome.pictures < answer->next_page ||
		(announced && answer->announced == 0) || (hashed && answer->hashed == 0) ||
		(!announced && answer->hashed > 0 && reply->outcome.pictures < 2))
		return SICHT_EXCHANGE_NONSENSE;
	answer->pictures = reply->outcome.pictures;
	answer->outcome = outcome;
	memcpy(answer->detail, reply->outcome.detail, sizeof answer->detail);
	return SICHT_EXCHANGE_END;
}

static enum sicht_exchange_step take_reply(struct sicht_answer *answer,
	const struct sicht_decode_job *job, const struct sicht_decode_reply *reply)
{
	if (!sicht_decode_reply_check(reply, sizeof *reply, job))
		return SICHT_EXCHANGE_NONSENSE;
	switch (reply->envelope.type) {
	case SICHT_DECODE_PICTURE:
		return take_picture(answer, job, reply);
	case SICHT_DECODE_WINDOW:
		return take_window(answer, reply);
	default:
		return take_outcome(answer, job, reply);
	}
}

enum sicht_exchange_step sicht_answer_take(struct sicht_answer *answer,
	const struct sicht_decode_job *job, const struct sicht_decode_reply *replies,
	size_t size_bytes)
{
	const size_t count = size_bytes / sizeof *replies;
	enum sicht_exchange_step step = SICHT_EXCHANGE_MORE;
	if (count == 0 || count > SICHT_DECODE_REPLIES_MAX || size_bytes % sizeof *replies != 0)
		return SICHT_EXCHANGE_NONSENSE;
	for (size_t i = 0; i < count; i++) {
		if (step == SICHT_EXCHANGE_END)
			return SICHT_EXCHANGE_NONSENSE;
		step = take_reply(answer, job, &replies[i]);
		if (step != SICHT_EXCHANGE_MORE && step != SICHT_EXCHANGE_END)
			return step;
	}
	return step;
}
