/* SPDX-License-Identifier: MIT */
/* A conversation is more than its messages: order, number and consistency. See answer.h. */
#include "engine/worker/answer.h"

#include <string.h>

static bool within_limits(const struct sicht_answer *answer, const struct sicht_job_message *job)
{
	return answer->width > 0 && answer->width <= SICHT_SIDE_MAX_PIXELS &&
	       answer->height <= SICHT_SIDE_MAX_PIXELS &&
	       (uint64_t)answer->width * answer->height <= job->pixels_max;
}

static enum sicht_answer_step take_picture(
	struct sicht_answer *answer, const struct sicht_reply_message *reply)
{
	if (answer->width != 0)
		return SICHT_ANSWER_NONSENSE;
	answer->width = reply->picture.width;
	answer->height = reply->picture.height;
	return SICHT_ANSWER_MORE;
}

static enum sicht_answer_step take_window(struct sicht_answer *answer,
	const struct sicht_job_message *job, const struct sicht_reply_message *reply)
{
	bool of_picture = reply->window.window != SICHT_WINDOW_THUMBNAIL;
	if ((of_picture && !within_limits(answer, job)) ||
		answer->window_count == SICHT_WINDOW_PRINTS_MAX)
		return SICHT_ANSWER_NONSENSE;
	if (answer->window_count > 0) {
		const struct sicht_window_print *last = &answer->windows[answer->window_count - 1];
		if (reply->window.profile < last->profile ||
			(reply->window.profile == last->profile &&
				reply->window.window <= last->window))
			return SICHT_ANSWER_NONSENSE;
	}
	struct sicht_window_print *window = &answer->windows[answer->window_count++];
	*window = (struct sicht_window_print){
		.window = reply->window.window,
		.profile = reply->window.profile,
		.quality = reply->window.quality,
		.exact = reply->window.exact != 0,
		.form_count = reply->window.form_count,
	};
	memcpy(window->form, reply->window.form, sizeof window->form);
	return SICHT_ANSWER_MORE;
}

/* A thumbnail may be sound where the picture is not. */
static bool has_thumbnail_alone(const struct sicht_answer *answer)
{
	for (size_t i = 0; i < answer->window_count; i++) {
		if (answer->windows[i].window != SICHT_WINDOW_THUMBNAIL)
			return false;
	}
	return true;
}

/* Profiles whose full window has come, as bits. */
static unsigned hashed_profiles(const struct sicht_answer *answer)
{
	unsigned profiles = 0;
	for (size_t i = 0; i < answer->window_count; i++) {
		if (answer->windows[i].window == SICHT_WINDOW_FULL)
			profiles |= 1u << answer->windows[i].profile;
	}
	return profiles;
}

static enum sicht_answer_step take_outcome(struct sicht_answer *answer,
	const struct sicht_job_message *job, const struct sicht_reply_message *reply)
{
	enum sicht_outcome outcome = (enum sicht_outcome)reply->outcome.outcome;
	bool hashed = outcome == SICHT_OUTCOME_DECODED || outcome == SICHT_OUTCOME_TRUNCATED ||
		      outcome == SICHT_OUTCOME_TOO_FLAT;
	bool announced = hashed || outcome == SICHT_OUTCOME_TOO_SMALL;
	if ((announced && !within_limits(answer, job)) ||
		(hashed && hashed_profiles(answer) != job->profiles))
		return SICHT_ANSWER_NONSENSE;
	if (!announced && !has_thumbnail_alone(answer))
		return SICHT_ANSWER_NONSENSE;
	answer->outcome = outcome;
	memcpy(answer->detail, reply->outcome.detail, sizeof answer->detail);
	return SICHT_ANSWER_END;
}

static enum sicht_answer_step take_reply(struct sicht_answer *answer,
	const struct sicht_job_message *job, const struct sicht_reply_message *reply)
{
	if (!sicht_reply_check(reply, sizeof *reply, job))
		return SICHT_ANSWER_NONSENSE;
	switch (reply->type) {
	case SICHT_REPLY_PICTURE:
		return take_picture(answer, reply);
	case SICHT_REPLY_WINDOW:
		return take_window(answer, job, reply);
	default:
		return take_outcome(answer, job, reply);
	}
}

enum sicht_answer_step sicht_answer_take(struct sicht_answer *answer,
	const struct sicht_job_message *job, const struct sicht_reply_message *replies,
	size_t size_bytes)
{
	const size_t count = size_bytes / sizeof *replies;
	enum sicht_answer_step step = SICHT_ANSWER_MORE;
	if (count == 0 || count > SICHT_PACKET_REPLIES_MAX || size_bytes % sizeof *replies != 0)
		return SICHT_ANSWER_NONSENSE;
	for (size_t i = 0; i < count; i++) {
		if (step != SICHT_ANSWER_MORE)
			return SICHT_ANSWER_NONSENSE;
		step = take_reply(answer, job, &replies[i]);
	}
	return step;
}
