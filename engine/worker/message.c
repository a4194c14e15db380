/* SPDX-License-Identifier: MIT */
/*
 * Checks of messages. One idea: a packet is accepted only if it is, to the last bit, one that a
 * correct sender could have written; whatever a type does not use must be zero.
 */
#include "engine/worker/message.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

_Static_assert(sizeof(struct sicht_job_message) == 56, "no padding");
_Static_assert(sizeof(struct sicht_reply_message) == 288, "no padding");

static bool all_zero(const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint8_t any = 0;
	for (size_t i = 0; i < size; i++)
		any |= bytes[i];
	return any == 0;
}

/* Is the rest of `reply` zero from byte `used` on? */
static bool ends_at(const struct sicht_reply_message *reply, size_t used)
{
	return all_zero((const uint8_t *)reply + used, sizeof *reply - used);
}

#define END_OF(member)                                                                             \
	(offsetof(struct sicht_reply_message, member) +                                            \
		sizeof(((struct sicht_reply_message *)NULL)->member))

static bool page_allowed(uint32_t page, const struct sicht_job_message *job)
{
	return page < (job->first ? 1 : SICHT_PICTURES_MAX);
}

static bool check_picture(
	const struct sicht_reply_message *reply, const struct sicht_job_message *job)
{
	return page_allowed(reply->picture.page, job) && reply->picture.width > 0 &&
	       reply->picture.height > 0 && ends_at(reply, END_OF(picture));
}

static bool window_allowed(unsigned window, const struct sicht_job_message *job)
{
	if (window >= SICHT_WINDOW_CROP_FIRST)
		return window <= SICHT_WINDOW_CROP_LAST && job->windows == SICHT_WINDOWS_CROPS;
	if (window == SICHT_WINDOW_THUMBNAIL)
		return job->thumbnail != 0;
	if (window == SICHT_WINDOW_FULL)
		return true;
	return window <= SICHT_WINDOW_PART_2 && job->windows != SICHT_WINDOWS_FULL;
}

static bool check_window(
	const struct sicht_reply_message *reply, const struct sicht_job_message *job)
{
	unsigned forms = job->all_forms ? SICHT_DIHEDRAL_COUNT : 1;
	if (!ends_at(reply, END_OF(window)) || !page_allowed(reply->window.page, job) ||
		reply->window.form_count != forms)
		return false;
	if (!all_zero(&reply->window.form[forms],
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

/* Is it printable ASCII, ended, and zero from there on? */
static bool is_line(const char *text, size_t room)
{
	size_t length = strnlen(text, room);
	for (size_t i = 0; i < length; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
	}
	return length < room && all_zero(text + length, room - length);
}

static bool check_outcome(const struct sicht_reply_message *reply)
{
	return is_line(reply->outcome.detail, sizeof reply->outcome.detail) &&
	       ends_at(reply, END_OF(outcome)) && outcome_allowed(reply->outcome.outcome) &&
	       reply->outcome.pictures <= SICHT_PICTURES_COUNT_MAX;
}

static bool check_hello(const struct sicht_reply_message *reply)
{
	return reply->type == SICHT_REPLY_HELLO && reply->nonce == 0 &&
	       (reply->hello.layers & ~SICHT_SANDBOX_ALL) == 0 &&
	       is_line(reply->hello.versions, sizeof reply->hello.versions) &&
	       ends_at(reply, END_OF(hello));
}

bool sicht_reply_check(const struct sicht_reply_message *reply, size_t size_bytes,
	const struct sicht_job_message *job)
{
	if (size_bytes != sizeof *reply || reply->magic != SICHT_REPLY_MAGIC ||
		reply->version != SICHT_MESSAGE_VERSION || reply->unused != 0)
		return false;
	if (job == NULL)
		return check_hello(reply);
	if (reply->nonce != job->nonce)
		return false;
	switch (reply->type) {
	case SICHT_REPLY_PICTURE:
		return check_picture(reply, job);
	case SICHT_REPLY_WINDOW:
		return check_window(reply, job);
	case SICHT_REPLY_OUTCOME:
		return check_outcome(reply);
	default:
		return false;
	}
}

bool sicht_job_check(const struct sicht_job_message *job, size_t size_bytes)
{
	return size_bytes == sizeof *job && job->magic == SICHT_JOB_MAGIC &&
	       job->version == SICHT_MESSAGE_VERSION && job->nonce != 0 && job->size_bytes > 0 &&
	       job->size_bytes <= SICHT_PICTURE_BYTES_MAX && job->pixels_max > 0 &&
	       job->media > SICHT_MEDIA_NONE && job->media < SICHT_MEDIA_COUNT &&
	       job->media != SICHT_MEDIA_OTHER && job->profiles > 0 &&
	       job->profiles < 1u << SICHT_PROFILE_COUNT && job->windows <= SICHT_WINDOWS_CROPS &&
	       job->cpu_ms_max > 0 && job->cpu_ms_max <= SICHT_JOB_SECONDS_MAX * 1000u &&
	       job->exact <= 1 && job->all_forms <= 1 && job->thumbnail <= 1 && job->first <= 1 &&
	       all_zero(job->unused, sizeof job->unused);
}

/* Room for one descriptor beside a message. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool sicht_job_send(int socket, const struct sicht_job_message *job, int fd)
{
	union control control = {0};
	struct iovec part = {.iov_base = (void *)job, .iov_len = sizeof *job};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.bytes,
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	ssize_t sent;
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)sizeof *job;
}

int sicht_job_receive(int socket, struct sicht_job_message *job, int *fd)
{
	union control control;
	struct iovec part = {.iov_base = job, .iov_len = sizeof *job};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control.bytes,
	};
	ssize_t size;
	do
		size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (size < 0 && errno == EINTR);
	if (size <= 0)
		return 0;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ||
		!sicht_job_check(job, (size_t)size) || header == NULL ||
		header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
		header->cmsg_len != CMSG_LEN(sizeof *fd))
		return -1;
	memcpy(fd, CMSG_DATA(header), sizeof *fd);
	return 1;
}

uint64_t sicht_job_cpu_ms(const struct sicht_job_message *job, uint64_t pictures, uint64_t pixels)
{
	if (pixels > job->pixels_max)
		pixels = job->pixels_max;
	uint64_t cpu_ms = SICHT_JOB_MS_BASE + (pixels >> 20) * SICHT_JOB_MS_PER_MEGAPIXEL;
	if (job->windows == SICHT_WINDOWS_CROPS)
		cpu_ms += SICHT_JOB_MS_CROPS * (pictures > 0 ? pictures : 1) +
			  (pixels >> 20) * SICHT_JOB_MS_CROPS_PER_MEGAPIXEL;
	return cpu_ms < job->cpu_ms_max ? cpu_ms : job->cpu_ms_max;
}

const char *sicht_layers_text(unsigned layers, char text[SICHT_LAYERS_TEXT_SIZE])
{
	static const char *const names[] = {
		"no-new-privs", "rlimits", "landlock", "seccomp", "namespaces"};
	size_t used = 0;
	text[0] = '\0';
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if ((layers >> i & 1) == 0)
			continue;
		used += (size_t)snprintf(text + used, SICHT_LAYERS_TEXT_SIZE - used, "%s%s",
			used > 0 ? ", " : "", names[i]);
	}
	return used > 0 ? text : strcpy(text, "none");
}
