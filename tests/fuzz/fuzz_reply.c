/* SPDX-License-Identifier: MIT */
/*
 * What a decoder that was taken over may send. The first byte says what was asked; packets follow,
 * each behind two bytes with its length. The heads of all their replies are filled in, so that
 * inputs get further than the first comparison.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/worker/decoder_answer.h"
#include "tests/fuzz/fuzz.h"

#define NONCE 7

static struct sicht_decode_job job_of(uint8_t choice)
{
	return (struct sicht_decode_job){
		.envelope = sicht_envelope_of(SICHT_WORKER_DECODER, SICHT_DECODE_JOB, NONCE),
		.size_bytes = 1000,
		.pixels_max = SICHT_PIXELS_MAX,
		.media = SICHT_MEDIA_JPEG,
		.profiles = 1 + choice % 3,
		.windows = choice / 3 % 3,
		.cpu_ms_max = 1000,
		.exact = choice >> 6 & 1,
		.all_forms = choice >> 7,
		.thumbnail = choice >> 5 & 1,
		.first = choice % 251 == 0,
	};
}

/* The packet in a block of its own; unless it is meant to be raw, its replies' heads are right. */
static uint8_t *packet_of(const uint8_t *data, size_t size, bool raw)
{
	uint8_t *packet = malloc(size > 0 ? size : 1);
	assert(packet != NULL);
	memcpy(packet, data, size);
	for (size_t at = 0; !raw && at + sizeof(struct sicht_envelope) <= size;
		at += sizeof(struct sicht_decode_reply)) {
		struct sicht_envelope given, sound;
		memcpy(&given, packet + at, sizeof given);
		sound = sicht_envelope_of(SICHT_WORKER_DECODER, given.type, NONCE);
		sound.kind += given.kind; /* mostly 0 there */
		memcpy(packet + at, &sound, sizeof sound);
	}
	return packet;
}

static void check_answer(const struct sicht_answer *answer, const struct sicht_decode_job *job)
{
	assert(answer->window_count <= SICHT_PICTURES_MAX * SICHT_WINDOW_PRINTS_MAX);
	assert(memchr(answer->detail, '\0', sizeof answer->detail) != NULL);
	for (size_t i = 0; i < answer->window_count; i++) {
		assert((job->profiles >> answer->windows[i].profile & 1) != 0);
		assert(answer->windows[i].quality <= 100);
		assert(answer->windows[i].form_count == (job->all_forms ? 8 : 1));
	}
}

/* The replies of a packet one at a time, in a conversation of its own: it makes no difference. */
static void take_in_pieces(struct sicht_answer *answer, const struct sicht_decode_job *job,
	const struct sicht_decode_reply *replies, size_t size, enum sicht_exchange_step step)
{
	const size_t count = size / sizeof *replies;
	enum sicht_exchange_step single = SICHT_EXCHANGE_MORE;
	if (count == 0 || count > SICHT_DECODE_REPLIES_MAX || size % sizeof *replies != 0) {
		assert(step == SICHT_EXCHANGE_NONSENSE);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (single != SICHT_EXCHANGE_MORE) {
			assert(step == SICHT_EXCHANGE_NONSENSE);
			return;
		}
		single = sicht_answer_take(answer, job, &replies[i], sizeof *replies);
	}
	assert(single == step);
}

static bool is_same(const struct sicht_answer *a, const struct sicht_answer *b)
{
	for (size_t i = 0; i < a->window_count && i < b->window_count; i++) {
		if (memcmp(&a->windows[i], &b->windows[i], sizeof a->windows[i]) != 0)
			return false;
	}
	return a->window_count == b->window_count && a->width == b->width &&
	       a->height == b->height && a->pixels == b->pixels && a->pictures == b->pictures &&
	       a->outcome == b->outcome && strcmp(a->detail, b->detail) == 0;
}

static void say(const struct sicht_answer *answer, enum sicht_exchange_step step)
{
	static const char *const steps[] = {"more", "end", "nonsense"};
	fuzz_say("%s: %s \"%s\", %ux%u of %u, %llu pixels, %zu windows", steps[step],
		step == SICHT_EXCHANGE_END ? sicht_outcome_name(answer->outcome) : "-",
		answer->detail, answer->width, answer->height, answer->pictures,
		(unsigned long long)answer->pixels, answer->window_count);
	for (size_t i = 0; i < answer->window_count; i++)
		fuzz_say_bytes("", answer->windows[i].form, sizeof answer->windows[i].form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sicht_answer answer = {0}, pieces = {0};
	if (size == 0)
		return 0;
	struct sicht_decode_job job = job_of(data[0]);
	enum sicht_exchange_step step = SICHT_EXCHANGE_MORE;
	for (size_t at = 1; at + 2 <= size && step == SICHT_EXCHANGE_MORE;) {
		bool raw = (data[at + 1] & 0x80) != 0;
		size_t length = data[at] | (size_t)(data[at + 1] & 0x7f) << 8;
		at += 2;
		if (length > size - at)
			length = size - at;
		uint8_t *packet = packet_of(data + at, length, raw);
		/* shorter packets are received into a whole message, the rest of which is old */
		struct sicht_decode_reply replies[SICHT_DECODE_REPLIES_MAX] = {0};
		memcpy(replies, packet, length < sizeof replies ? length : sizeof replies);
		struct sicht_hello_message hello;
		memcpy(&hello, replies, sizeof hello);
		if (sicht_hello_check(&hello, length, SICHT_WORKER_DECODER))
			fuzz_say("hello of %u: %s", hello.layers, hello.versions);
		step = sicht_answer_take(&answer, &job, replies, length);
		take_in_pieces(&pieces, &job, replies, length, step);
		check_answer(&answer, &job);
		free(packet);
		at += length;
	}
	assert(step == SICHT_EXCHANGE_NONSENSE || is_same(&answer, &pieces));
	say(&answer, step);
	sicht_answer_free(&answer);
	sicht_answer_free(&pieces);
	return 0;
}
