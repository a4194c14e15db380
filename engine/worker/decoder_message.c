/* SPDX-License-Identifier: MIT */
/* Checks of what a decoder is told and says. See decoder_message.h, and message.c for the idea. */
#include "engine/worker/decoder_message.h"

#include <stddef.h>

_Static_assert(sizeof(struct sicht_decode_job) == 64, "no padding");
_Static_assert(sizeof(struct sicht_decode_reply) == 288, "no padding");

/* Is the rest of `reply` zero from byte `used` on? */
static bool ends_at(const struct sicht_decode_reply *reply, size_t used)
{
	return sicht_message_is_zero((const uint8_t *)reply + used, sizeof *reply - used);
}

#define END_OF(member)                                                                             \
	(offsetof(struct sicht_decode_reply, member) +                                             \
		sizeof(((struct sicht_decode_reply *)NULL)->member))

static bool page_allowed(uint32_t page, const struct sicht_decode_job *job)
{
	return page < (job->first ? 1 : SICHT_PICTURES_MAX);
}

static bool check_picture(
	const struct sicht_decode_reply *reply, const struct sicht_decode_job *job)
{
	return page_allowed(reply->picture.page, job) && reply->picture.width > 0 &&
	       reply->picture.height > 0 && ends_at(reply, END_OF(picture));
}

static bool window_allowed(unsigned window, const struct sicht_decode_job *job)
{
	if (window >= SICHT_WINDOW_CROP_FIRST)
		return window <= SICHT_WINDOW_CROP_LAST && job->windows == SICHT_WINDOWS_CROPS;
	if (window == SICHT_WINDOW_THUMBNAIL)
		return job->thumbnail != 0;
	if (window == SICHT_WINDOW_FULL)
		return true;
	return window <= SICHT_WINDOW_PART_2 && job->windows != SICHT_WINDOWS_FULL;
}

static bool check_window(const struct sicht_decode_reply *reply, const struct sicht_decode_job *job)
{
	unsigned forms = job->all_forms ? SICHT_DIHEDRAL_COUNT : 1;
	if (!ends_at(reply, END_OF(window)) || !page_allowed(reply->window.page, job) ||
		reply->window.form_count != forms)
		return false;
	if (!sicht_message_is_zero(&reply->window.form[forms],
		    (SICHT_DIHEDRAL_COUNT - forms) * sizeof reply->window.form[0]))
		return false;
	return window_allowed(reply->window.window, job) &&
	       reply->window.profile < SICHT_PROFILE_COUNT &&
	       (job->profiles >> reply->window.profile & 1) != 0 && reply->window.quality <= 100 &&
	       reply->window.exact == job->exact;
}

/* What a decoder may say about a file; the rest is for sicht alone to find out. */
static bool outcome_allowed(uint32_t outcome)
{
	switch (outcome) {
	case SICHT_OUTCOME_DECODED:
	case SICHT_OUTCOME_UNSUPPORTED:
	case SICHT_OUTCOME_CORRUPT:
	case SICHT_OUTCOME_TRUNCATED:
	case SICHT_OUTCOME_TOO_FLAT:
	case SICHT_OUTCOME_TOO_SMALL:
	case SICHT_OUTCOME_OVER_LIMIT:
	case SICHT_OUTCOME_OUT_OF_MEMORY:
		return true;
	default:
		return false;
	}
}

static bool check_outcome(const struct sicht_decode_reply *reply)
{
	return sicht_message_is_line(reply->outcome.detail, sizeof reply->outcome.detail) &&
	       ends_at(reply, END_OF(outcome)) && outcome_allowed(reply->outcome.outcome) &&
	       reply->outcome.pictures <= SICHT_PICTURES_COUNT_MAX;
}

bool sicht_decode_reply_check(const struct sicht_decode_reply *reply, size_t size_bytes,
	const struct sicht_decode_job *job)
{
	if (size_bytes != sizeof *reply ||
		!sicht_envelope_check(&reply->envelope, SICHT_WORKER_DECODER) ||
		reply->envelope.nonce != job->envelope.nonce)
		return false;
	switch (reply->envelope.type) {
	case SICHT_DECODE_PICTURE:
		return check_picture(reply, job);
	case SICHT_DECODE_WINDOW:
		return check_window(reply, job);
	case SICHT_DECODE_OUTCOME:
		return check_outcome(reply);
	default:
		return false;
	}
}

bool sicht_decode_job_check(const struct sicht_decode_job *job, size_t size_bytes)
{
	return size_bytes == sizeof *job &&
	       sicht_envelope_check(&job->envelope, SICHT_WORKER_DECODER) &&
	       job->envelope.type == SICHT_DECODE_JOB && job->envelope.nonce != 0 &&
	       job->size_bytes > 0 && job->size_bytes <= SICHT_PICTURE_BYTES_MAX &&
	       job->pixels_max > 0 && job->media > SICHT_MEDIA_NONE &&
	       job->media < SICHT_MEDIA_COUNT && job->media != SICHT_MEDIA_OTHER &&
	       job->profiles > 0 && job->profiles < 1u << SICHT_PROFILE_COUNT &&
	       job->windows <= SICHT_WINDOWS_CROPS && job->cpu_ms_max > 0 &&
	       job->cpu_ms_max <= SICHT_JOB_SECONDS_MAX * 1000u && job->exact <= 1 &&
	       job->all_forms <= 1 && job->thumbnail <= 1 && job->first <= 1 &&
	       sicht_message_is_zero(job->unused, sizeof job->unused);
}

int sicht_decode_job_receive(int socket, struct sicht_decode_job *job, int *fd)
{
	ssize_t size = sicht_message_receive(socket, job, sizeof *job, fd);
	if (size <= 0)
		return (int)size;
	return sicht_decode_job_check(job, (size_t)size) ? 1 : -1;
}

uint64_t sicht_decode_cpu_ms(const struct sicht_decode_job *job, uint64_t pictures, uint64_t pixels)
{
	if (pixels > job->pixels_max)
		pixels = job->pixels_max;
	uint64_t cpu_ms = SICHT_JOB_MS_BASE + (pixels >> 20) * SICHT_JOB_MS_PER_MEGAPIXEL;
	if (job->windows == SICHT_WINDOWS_CROPS)
		cpu_ms += SICHT_JOB_MS_CROPS * (pictures > 0 ? pictures : 1) +
			  (pixels >> 20) * SICHT_JOB_MS_CROPS_PER_MEGAPIXEL;
	return cpu_ms < job->cpu_ms_max ? cpu_ms : job->cpu_ms_max;
}
