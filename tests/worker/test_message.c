/* SPDX-License-Identifier: MIT */
/* A packet is taken only if a correct sender could have written it, to the last bit. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/worker/decoder_answer.h"

static struct sicht_decode_job sound_job(void)
{
	return (struct sicht_decode_job){
		.envelope = sicht_envelope_of(SICHT_WORKER_DECODER, SICHT_DECODE_JOB, 7),
		.size_bytes = 1000,
		.pixels_max = 1000000,
		.media = SICHT_MEDIA_JPEG,
		.profiles = 3,
		.windows = SICHT_WINDOWS_DEFAULT,
		.cpu_ms_max = 60000,
	};
}

static struct sicht_decode_reply sound_reply(enum sicht_decode_type type)
{
	struct sicht_decode_reply reply;
	memset(&reply, 0, sizeof reply);
	reply.envelope = sicht_envelope_of(SICHT_WORKER_DECODER, type, 7);
	switch (type) {
	case SICHT_DECODE_PICTURE:
		reply.picture.width = 640;
		reply.picture.height = 480;
		break;
	case SICHT_DECODE_WINDOW:
		reply.window.window = SICHT_WINDOW_FULL;
		reply.window.quality = 100;
		reply.window.form_count = 1;
		reply.window.form[0].word[3] = ~0ull;
		break;
	case SICHT_DECODE_OUTCOME:
		reply.outcome.pictures = 1;
		strcpy(reply.outcome.detail, "a line");
		break;
	case SICHT_DECODE_JOB:
		break;
	}
	return reply;
}

static struct sicht_hello_message sound_hello(void)
{
	struct sicht_hello_message hello = {
		.envelope = sicht_envelope_of(SICHT_WORKER_DECODER, SICHT_MESSAGE_HELLO, 0),
		.layers = SICHT_SANDBOX_ALL,
		.versions = "liba 1.0, libb 2.1",
	};
	return hello;
}

static bool check_hello(const struct sicht_hello_message *hello)
{
	return sicht_hello_check(hello, sizeof *hello, SICHT_WORKER_DECODER);
}

Test(message, sound_ones_pass)
{
	struct sicht_decode_job job = sound_job();
	cr_expect(sicht_decode_job_check(&job, sizeof job));
	for (int type = SICHT_DECODE_PICTURE; type <= SICHT_DECODE_OUTCOME; type++) {
		struct sicht_decode_reply reply = sound_reply((enum sicht_decode_type)type);
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job), "type %d", type);
	}
	struct sicht_hello_message hello = sound_hello();
	cr_expect(check_hello(&hello));
}

/* A job that comes back is no reply to itself. */
Test(message, a_job_is_no_reply)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_JOB);
	cr_expect_not(sicht_decode_reply_check(&reply, sizeof reply, &job));
}

Test(message, a_program_of_another_kind_is_not_greeted)
{
	struct sicht_hello_message hello = sound_hello();
	cr_expect_not(sicht_hello_check(
		&hello, sizeof hello, (enum sicht_worker_kind)(SICHT_WORKER_DECODER + 1)));
}

Test(message, sizes_must_fit)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_PICTURE);
	for (size_t size = 0; size < 2 * sizeof reply; size++) {
		cr_expect(sicht_decode_reply_check(&reply, size, &job) == (size == sizeof reply));
		cr_expect(sicht_decode_job_check(&job, size) == (size == sizeof job));
	}
	struct sicht_hello_message hello = sound_hello();
	for (size_t size = 0; size < 2 * sizeof hello; size++)
		cr_expect(sicht_hello_check(&hello, size, SICHT_WORKER_DECODER) ==
			  (size == sizeof hello));
}

/* Every bit but those of the layers and of the versions' letters. */
Test(message, no_flipped_bit_of_hello_passes_unseen)
{
	const size_t layers = offsetof(struct sicht_hello_message, layers);
	const size_t versions = offsetof(struct sicht_hello_message, versions);
	for (size_t bit = 0; bit < 8 * sizeof(struct sicht_hello_message); bit++) {
		struct sicht_hello_message hello = sound_hello();
		((uint8_t *)&hello)[bit / 8] ^= (uint8_t)(1u << bit % 8);
		bool layer = bit >= 8 * layers && bit < 8 * layers + 32 &&
			     (SICHT_SANDBOX_ALL >> (bit - 8 * layers) & 1) != 0;
		bool letter =
			bit / 8 >= versions && bit / 8 < versions + sizeof "liba 1.0, libb 2.1";
		if (!letter)
			cr_expect(check_hello(&hello) == layer, "bit %zu", bit);
	}
}

/* Every single bit of a picture's reply but those of its numbers matters. */
Test(message, no_flipped_bit_passes_unseen)
{
	struct sicht_decode_job job = sound_job();
	const size_t numbers = offsetof(struct sicht_decode_reply, picture);
	for (size_t bit = 0; bit < 8 * sizeof(struct sicht_decode_reply); bit++) {
		struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_PICTURE);
		((uint8_t *)&reply)[bit / 8] ^= (uint8_t)(1u << bit % 8);
		bool page = bit >= 8 * numbers && bit < 8 * numbers + 6; /* below 64 */
		bool side = bit / 8 >= numbers + 4 && bit / 8 < numbers + 12;
		bool number = page || side;
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job) == number, "bit %zu",
			bit);
	}
}

Test(message, window_replies_must_answer_the_question)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_WINDOW);
	job.profiles = 1u << SICHT_PROFILE_REF512;
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "a profile not asked for");
	job = sound_job();
	job.exact = 1;
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "fast instead of exact");
	job = sound_job();
	job.all_forms = 1;
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "one form instead of eight");
	job = sound_job();
	reply.window.window = SICHT_WINDOW_CROP_FIRST;
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "a window not asked for");
	job.windows = SICHT_WINDOWS_CROPS;
	cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job));
	reply.window.quality = 101;
	cr_expect_not(sicht_decode_reply_check(&reply, sizeof reply, &job));
	reply = sound_reply(SICHT_DECODE_WINDOW);
	reply.window.window = SICHT_WINDOW_THUMBNAIL;
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "a thumbnail not asked for");
	job.thumbnail = 1;
	cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job));
}

/* Who asks for the full picture alone gets no other window. */
Test(message, windows_are_those_that_were_asked_for)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_WINDOW);
	for (uint16_t number = SICHT_WINDOW_FULL; number <= SICHT_WINDOW_PART_2; number++) {
		reply.window.window = number;
		bool asked = number != SICHT_WINDOW_THUMBNAIL;
		job.windows = SICHT_WINDOWS_DEFAULT;
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job) == asked);
		job.windows = SICHT_WINDOWS_FULL;
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job) ==
			  (number == SICHT_WINDOW_FULL));
	}
}

Test(message, outcomes_are_those_that_a_decoder_can_know)
{
	static const bool known[SICHT_OUTCOME_COUNT] = {
		[SICHT_OUTCOME_DECODED] = true,
		[SICHT_OUTCOME_UNSUPPORTED] = true,
		[SICHT_OUTCOME_CORRUPT] = true,
		[SICHT_OUTCOME_TRUNCATED] = true,
		[SICHT_OUTCOME_TOO_FLAT] = true,
		[SICHT_OUTCOME_TOO_SMALL] = true,
		[SICHT_OUTCOME_OVER_LIMIT] = true,
		[SICHT_OUTCOME_OUT_OF_MEMORY] = true,
	};
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_OUTCOME);
	for (uint32_t i = 0; i < 2 * SICHT_OUTCOME_COUNT; i++) {
		reply.outcome.outcome = i;
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job) ==
				  (i < SICHT_OUTCOME_COUNT && known[i]),
			"%u", i);
	}
}

Test(message, pages_are_bounded)
{
	struct sicht_decode_job job = sound_job(), first = sound_job();
	struct sicht_decode_reply picture = sound_reply(SICHT_DECODE_PICTURE),
				  window = sound_reply(SICHT_DECODE_WINDOW),
				  outcome = sound_reply(SICHT_DECODE_OUTCOME);
	first.first = 1;
	for (uint16_t page = 0; page < 2 * SICHT_PICTURES_MAX; page++) {
		picture.picture.page = window.window.page = page;
		bool sound = page < SICHT_PICTURES_MAX;
		cr_expect(sicht_decode_reply_check(&picture, sizeof picture, &job) == sound);
		cr_expect(sicht_decode_reply_check(&window, sizeof window, &job) == sound);
		cr_expect(
			sicht_decode_reply_check(&picture, sizeof picture, &first) == (page == 0));
		cr_expect(sicht_decode_reply_check(&window, sizeof window, &first) == (page == 0));
	}
	outcome.outcome.pictures = SICHT_PICTURES_COUNT_MAX;
	cr_expect(sicht_decode_reply_check(&outcome, sizeof outcome, &job));
	outcome.outcome.pictures++;
	cr_expect_not(sicht_decode_reply_check(&outcome, sizeof outcome, &job));
}

Test(message, versions_are_printable_and_ended)
{
	struct sicht_hello_message hello = sound_hello();
	hello.versions[2] = '\n';
	cr_expect_not(check_hello(&hello));
	memset(hello.versions, 'x', sizeof hello.versions);
	cr_expect_not(check_hello(&hello), "no ending zero");
	hello = sound_hello();
	hello.versions[sizeof hello.versions - 1] = 'x';
	cr_expect_not(check_hello(&hello), "something behind the end");
}

Test(message, details_are_printable_and_ended)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_OUTCOME);
	for (int c = 1; c < 256; c++) {
		reply.outcome.detail[2] = (char)c;
		cr_expect(sicht_decode_reply_check(&reply, sizeof reply, &job) ==
			  (c >= 32 && c < 127));
	}
	memset(reply.outcome.detail, 'x', sizeof reply.outcome.detail);
	cr_expect_not(sicht_decode_reply_check(&reply, sizeof reply, &job), "not ended");
	reply = sound_reply(SICHT_DECODE_OUTCOME);
	reply.outcome.detail[100] = 'x';
	cr_expect_not(
		sicht_decode_reply_check(&reply, sizeof reply, &job), "something behind the end");
}

Test(message, jobs_are_checked_as_well)
{
	struct sicht_decode_job job = sound_job();
	job.media = SICHT_MEDIA_OTHER;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.profiles = 4;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.first = 2;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.unused[3] = 1;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.cpu_ms_max = 0;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.envelope.nonce = 0;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
	job = sound_job();
	job.size_bytes = SICHT_PICTURE_BYTES_MAX + 1;
	cr_expect_not(sicht_decode_job_check(&job, sizeof job));
}

Test(message, a_job_has_time_for_its_pixels_and_windows)
{
	const uint64_t pixels = 12 << 20;
	struct sicht_decode_job job = sound_job();
	job.pixels_max = 100 << 20;
	const uint64_t plain_ms = SICHT_JOB_MS_BASE + 12 * SICHT_JOB_MS_PER_MEGAPIXEL;
	cr_expect_eq(sicht_decode_cpu_ms(&job, 0, 0), SICHT_JOB_MS_BASE);
	cr_expect_eq(sicht_decode_cpu_ms(&job, 1, pixels), plain_ms);
	job.windows = SICHT_WINDOWS_CROPS;
	job.cpu_ms_max = 1000000;
	cr_expect_eq(sicht_decode_cpu_ms(&job, 1, pixels),
		plain_ms + SICHT_JOB_MS_CROPS + 12 * SICHT_JOB_MS_CROPS_PER_MEGAPIXEL);
	cr_expect_eq(sicht_decode_cpu_ms(&job, 1, UINT64_MAX),
		sicht_decode_cpu_ms(&job, 1, job.pixels_max), "more pixels are not decoded");
	job.cpu_ms_max = 60000;
	cr_expect_eq(sicht_decode_cpu_ms(&job, 1, UINT64_MAX), job.cpu_ms_max, "--max-seconds");
}

/* ----------------------------------------------------------------------------- whole answers */

static enum sicht_exchange_step take(
	struct sicht_answer *answer, struct sicht_decode_job job, struct sicht_decode_reply reply)
{
	return sicht_answer_take(answer, &job, &reply, sizeof reply);
}

static struct sicht_decode_reply window(unsigned number, unsigned profile)
{
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_WINDOW);
	reply.window.window = (uint16_t)number;
	reply.window.profile = (uint8_t)profile;
	return reply;
}

Test(answer, a_sound_one_is_gathered)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	cr_expect(take(&answer, job, sound_reply(SICHT_DECODE_PICTURE)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, window(0, 0)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, window(3, 0)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, window(0, 1)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, sound_reply(SICHT_DECODE_OUTCOME)) == SICHT_EXCHANGE_END);
	cr_expect(answer.width == 640 && answer.height == 480 && answer.window_count == 3);
	cr_expect(answer.windows[2].profile == 1 && answer.windows[2].form[0].word[3] == ~0ull);
	cr_expect(answer.outcome == SICHT_OUTCOME_DECODED);
	cr_expect_str_eq(answer.detail, "a line");
}

Test(answer, replies_may_share_a_packet_that_ends_with_the_outcome)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply packet[SICHT_DECODE_REPLIES_MAX + 1];
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	packet[0] = sound_reply(SICHT_DECODE_PICTURE);
	packet[1] = window(0, 0);
	packet[2] = window(0, 1);
	packet[3] = sound_reply(SICHT_DECODE_OUTCOME);
	packet[4] = packet[3];
	cr_expect(
		sicht_answer_take(&answer, &job, packet, 4 * sizeof *packet) == SICHT_EXCHANGE_END);
	cr_expect(answer.window_count == 2 && answer.outcome == SICHT_OUTCOME_DECODED);
	for (size_t size = 0; size <= 5 * sizeof *packet; size++) {
		sicht_answer_free(&answer);
		enum sicht_exchange_step step = sicht_answer_take(&answer, &job, packet, size);
		bool whole = size > 0 && size % sizeof *packet == 0 && size <= 4 * sizeof *packet;
		cr_expect(whole == (step != SICHT_EXCHANGE_NONSENSE), "%zu bytes", size);
	}
	for (size_t i = 0; i < SICHT_DECODE_REPLIES_MAX; i++)
		packet[i + 1] = window((unsigned)i % 7, (unsigned)i / 7);
	sicht_answer_free(&answer);
	cr_expect(
		sicht_answer_take(&answer, &job, packet, sizeof packet) == SICHT_EXCHANGE_NONSENSE,
		"a packet too large");
	cr_expect(answer.window_count == 0);
}

/* The thumbnail is of the first picture, and told before the second. */
Test(answer, a_thumbnail_belongs_to_the_first_picture)
{
	struct sicht_decode_job job = sound_job();
	struct sicht_decode_reply second = sound_reply(SICHT_DECODE_PICTURE);
	struct sicht_decode_reply thumbnail = window(SICHT_WINDOW_THUMBNAIL, 0);
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	job.thumbnail = 1;
	second.picture.page = 1;
	take(&answer, job, sound_reply(SICHT_DECODE_PICTURE));
	thumbnail.window.page = 1;
	cr_expect(take(&answer, job, thumbnail) == SICHT_EXCHANGE_NONSENSE, "of no picture");
	cr_expect(take(&answer, job, second) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, thumbnail) == SICHT_EXCHANGE_NONSENSE, "of the second");
	thumbnail.window.page = 0;
	cr_expect(take(&answer, job, thumbnail) == SICHT_EXCHANGE_NONSENSE, "too late");
}

Test(answer, windows_rise_and_come_once)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	take(&answer, job, sound_reply(SICHT_DECODE_PICTURE));
	cr_expect(take(&answer, job, window(3, 0)) == SICHT_EXCHANGE_NONSENSE, "not the full one");
	take(&answer, job, window(0, 0));
	take(&answer, job, window(3, 0));
	cr_expect(take(&answer, job, window(3, 0)) == SICHT_EXCHANGE_NONSENSE);
	cr_expect(take(&answer, job, window(0, 0)) == SICHT_EXCHANGE_NONSENSE);
	cr_expect(take(&answer, job, window(0, 1)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, window(4, 0)) == SICHT_EXCHANGE_NONSENSE);
}

Test(answer, a_picture_over_the_limit_has_no_windows)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	struct sicht_decode_reply outcome = sound_reply(SICHT_DECODE_OUTCOME);
	job.pixels_max = 640 * 480 - 1;
	cr_expect(take(&answer, job, sound_reply(SICHT_DECODE_PICTURE)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, window(0, 0)) == SICHT_EXCHANGE_NONSENSE);
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_NONSENSE, "decoded all the same");
	outcome.outcome.outcome = SICHT_OUTCOME_OVER_LIMIT;
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_END);
}

Test(answer, a_thumbnail_alone_is_no_hash_of_the_picture)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	struct sicht_decode_reply outcome = sound_reply(SICHT_DECODE_OUTCOME);
	job.thumbnail = 1;
	cr_expect(take(&answer, job, window(SICHT_WINDOW_THUMBNAIL, 0)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_NONSENSE, "decoded without a hash");
	outcome.outcome.outcome = SICHT_OUTCOME_CORRUPT;
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_END);
	sicht_answer_free(&answer);
	take(&answer, job, sound_reply(SICHT_DECODE_PICTURE));
	take(&answer, job, window(0, 0));
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_NONSENSE, "corrupt, with a hash");
}

static struct sicht_decode_reply picture(unsigned page, uint32_t width)
{
	struct sicht_decode_reply reply = sound_reply(SICHT_DECODE_PICTURE);
	reply.picture.page = page;
	reply.picture.width = width;
	return reply;
}

static struct sicht_decode_reply of_page(unsigned page, unsigned profile)
{
	struct sicht_decode_reply reply = window(SICHT_WINDOW_FULL, profile);
	reply.window.page = (uint16_t)page;
	return reply;
}

/* One page of 640 x 480, whole. */
static void take_page(struct sicht_answer *answer, struct sicht_decode_job job, unsigned page)
{
	cr_expect(take(answer, job, picture(page, 640)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(answer, job, of_page(page, 0)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(answer, job, of_page(page, 1)) == SICHT_EXCHANGE_MORE);
}

Test(answer, pages_follow_one_another)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	struct sicht_decode_reply outcome = sound_reply(SICHT_DECODE_OUTCOME);
	job.pixels_max = 64ull * 640 * 480;
	for (unsigned page = 0; page < 64; page++)
		take_page(&answer, job, page);
	cr_expect(answer.announced == 64 && answer.pixels == job.pixels_max);
	cr_expect(answer.window_count == 128 && answer.windows[127].page == 63);
	outcome.outcome.pictures = 63;
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_NONSENSE, "fewer than there were");
	outcome.outcome.pictures = 90;
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_END);
	cr_expect(answer.pictures == 90 && answer.width == 640);
	sicht_answer_free(&answer);
}

Test(answer, pages_rise_and_keep_their_windows)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	job.pixels_max = 10 * 640 * 480;
	job.thumbnail = 1;
	take_page(&answer, job, 0);
	take_page(&answer, job, 2); /* the one between could not be read */
	struct sicht_answer at_two = answer;
	cr_expect(take(&answer, job, of_page(0, 0)) == SICHT_EXCHANGE_NONSENSE);
	cr_expect(take(&answer, job, of_page(3, 0)) == SICHT_EXCHANGE_NONSENSE, "not announced");
	cr_expect(take(&answer, job, window(SICHT_WINDOW_THUMBNAIL, 1)) == SICHT_EXCHANGE_NONSENSE,
		"too late");
	cr_expect(take(&answer, job, picture(2, 640)) == SICHT_EXCHANGE_NONSENSE, "again");
	cr_expect(take(&answer, job, picture(1, 640)) == SICHT_EXCHANGE_NONSENSE, "back");
	answer = at_two;
	cr_expect(take(&answer, job, picture(3, 640)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, of_page(3, 0)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, picture(4, 640)) == SICHT_EXCHANGE_NONSENSE,
		"a profile of the page before it is missing");
}

Test(answer, all_pages_share_one_budget_of_pixels)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	job.pixels_max = 2 * 640 * 480;
	take_page(&answer, job, 0);
	cr_expect(take(&answer, job, picture(1, 641)) == SICHT_EXCHANGE_MORE);
	cr_expect(answer.announced == 1 && answer.pixels == 640 * 480);
	cr_expect(take(&answer, job, of_page(1, 0)) == SICHT_EXCHANGE_NONSENSE);
	take_page(&answer, job, 2);
	cr_expect(take(&answer, job, picture(3, 1)) == SICHT_EXCHANGE_MORE);
	cr_expect(take(&answer, job, of_page(3, 0)) == SICHT_EXCHANGE_NONSENSE);
}

Test(answer, a_flat_cover_may_stand_before_a_corrupt_page)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	struct sicht_decode_reply outcome = sound_reply(SICHT_DECODE_OUTCOME);
	outcome.outcome.outcome = SICHT_OUTCOME_CORRUPT;
	take_page(&answer, job, 0);
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_NONSENSE, "of the only picture");
	outcome.outcome.pictures = 2;
	cr_expect(take(&answer, job, outcome) == SICHT_EXCHANGE_END);
	sicht_answer_begin(&answer);
	cr_expect(answer.window_count == 0 && answer.window_room > 0 && answer.announced == 0);
	sicht_answer_free(&answer);
}

Test(answer, decoded_means_every_profile)
{
	struct sicht_decode_job job = sound_job();
	SICHT_DEFER(sicht_answer_free) struct sicht_answer answer = {0};
	take(&answer, job, sound_reply(SICHT_DECODE_PICTURE));
	take(&answer, job, window(0, 0));
	cr_expect(take(&answer, job, sound_reply(SICHT_DECODE_OUTCOME)) == SICHT_EXCHANGE_NONSENSE);
}
