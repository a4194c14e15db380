/* SPDX-License-Identifier: MIT */
/*
 * sicht-decoder: reads hostile pictures, and can do nothing else.
 *
 * It is started by sicht with a socket as descriptor 3, lets its libraries do what they do once,
 * locks itself in, says HELLO, and then answers jobs until the socket ends: itself, or by a process
 * for that job alone (server.h). Nothing of one job is kept for the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/decoder/decode.h"
#include "engine/decoder/reply.h"
#include "engine/decoder/sandbox.h"
#include "engine/decoder/selftest.h"
#include "engine/decoder/server.h"
#include "engine/decoder/verdict.h"
#include "engine/decoder/version.h"
#include "sicht/version.h"

#define STATUS_USAGE 2
#define STATUS_NOT_READY 4

static void decode(struct sicht_decoding *decoding)
{
	if (lseek(decoding->fd, 0, SEEK_SET) != 0) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_CORRUPT, "not a file");
		return;
	}
	switch (decoding->job->media) {
	case SICHT_MEDIA_JPEG:
		sicht_decode_jpeg(decoding);
		break;
	case SICHT_MEDIA_BMP:
		sicht_decode_bmp(decoding);
		break;
	case SICHT_MEDIA_ICO:
		sicht_decode_icon(decoding);
		break;
	case SICHT_MEDIA_PSD:
		sicht_decode_psd(decoding);
		break;
	case SICHT_MEDIA_WEBP:
		sicht_decode_webp(decoding);
		break;
	case SICHT_MEDIA_TIFF:
		sicht_decode_tiff(decoding);
		break;
	case SICHT_MEDIA_RAW:
		sicht_decode_raw(decoding);
		break;
	case SICHT_MEDIA_PNG:
	case SICHT_MEDIA_GIF:
	case SICHT_MEDIA_HEIF:
	case SICHT_MEDIA_AVIF:
	case SICHT_MEDIA_HDR:
		sicht_decode_vips(decoding);
		break;
	default:
		sicht_decode_still(decoding);
		break;
	}
	if (decoding->picture.data == NULL && decoding->outcome == SICHT_OUTCOME_TRUNCATED)
		decoding->outcome = SICHT_OUTCOME_CORRUPT;
}

/* Is the full picture too flat in every profile? */
static bool is_flat(const struct sicht_window_print *windows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (windows[i].window == SICHT_WINDOW_FULL &&
			windows[i].quality >= SICHT_QUALITY_MIN)
			return false;
	}
	return true;
}

static struct sicht_hash_options options_of(const struct sicht_decode_job *job)
{
	return (struct sicht_hash_options){
		.profiles = job->profiles,
		.windows = (enum sicht_window_choice)job->windows,
		.exact = job->exact != 0,
		.all_forms = job->all_forms != 0,
	};
}

static struct sicht_hasher *hasher;

/* Hash the picture into `windows`; how many. */
static size_t hash(struct sicht_decoding *decoding, struct sicht_window_print *windows)
{
	const struct sicht_picture *picture = &decoding->picture;
	const struct sicht_hash_options options = options_of(decoding->job);
	size_t count = 0;
	if (sicht_hash_picture(hasher, picture, &options, windows, &count) != SICHT_OK) {
		sicht_decoding_end(decoding, SICHT_OUTCOME_OUT_OF_MEMORY, sicht_message());
		return 0;
	}
	if (picture->full_width < SICHT_SIDE_MIN_PIXELS ||
		picture->full_height < SICHT_SIDE_MIN_PIXELS)
		sicht_decoding_end(decoding, SICHT_OUTCOME_TOO_SMALL, "");
	else if (decoding->outcome == SICHT_OUTCOME_DECODED && is_flat(windows, count))
		sicht_decoding_end(decoding, SICHT_OUTCOME_TOO_FLAT, "");
	return count;
}

/* The same for its thumbnail, which may be sound where the picture is not. */
static size_t hash_thumbnail(
	const struct sicht_decoding *decoding, struct sicht_window_print *windows)
{
	struct sicht_decoding thumbnail;
	const struct sicht_hash_options options = options_of(decoding->job);
	size_t count = 0;
	if (decoding->outcome == SICHT_OUTCOME_OUT_OF_MEMORY || /* it will be tried once more */
		!sicht_decode_thumbnail(decoding, &thumbnail))
		return 0;
	if (sicht_hash_thumbnail(hasher, &thumbnail.picture, &options, windows, &count) != SICHT_OK)
		count = 0;
	sicht_decoding_close(&thumbnail);
	return count;
}

/* The order in which windows are told: by profile, then by number. */
static int by_place(const void *left, const void *right)
{
	const struct sicht_window_print *a = left, *b = right;
	if (a->profile != b->profile)
		return a->profile - b->profile;
	return a->window - b->window;
}

/* A picture that failed for another reason than its end has no hashes. */
static bool is_hashable(const struct sicht_decoding *decoding)
{
	return decoding->picture.data != NULL &&
	       (decoding->outcome == SICHT_OUTCOME_DECODED ||
		       decoding->outcome == SICHT_OUTCOME_TRUNCATED);
}

/* The picture that is meant, its thumbnail, and what is told of them. */
static void do_picture(struct sicht_decoding *decoding)
{
	static struct sicht_window_print windows[SICHT_WINDOW_PRINTS_MAX];
	size_t count = 0;
	decode(decoding);
	if (is_hashable(decoding))
		count = hash(decoding, windows);
	sicht_decoding_free(decoding);
	count += hash_thumbnail(decoding, windows + count);
	qsort(windows, count, sizeof *windows, by_place);
	for (size_t i = 0; i < count; i++) {
		windows[i].page = (uint16_t)decoding->page;
		sicht_reply_window(decoding->job, &windows[i]);
	}
}

/* Decode, hash, answer. */
static void do_job(const struct sicht_decode_job *job, int fd)
{
	struct sicht_decoding decoding = {.job = job, .fd = fd};
	struct sicht_verdict verdict = {0};
	do {
		do_picture(&decoding);
		sicht_verdict_add(&verdict, &decoding);
	} while (sicht_decoding_next(&decoding));
	sicht_decoding_close(&decoding);
	sicht_reply_outcome(job, verdict.outcome, decoding.pictures, verdict.detail);
}

/*
 * The formats whose libraries are not trusted with a second file; those with the highest numbers
 * are rare, so a process for each costs nothing.
 */
static bool needs_process(const struct sicht_decode_job *job)
{
	return job->media == SICHT_MEDIA_HEIF || job->media == SICHT_MEDIA_AVIF ||
	       job->media > SICHT_MEDIA_OTHER;
}

static void take_job(void)
{
	struct sicht_decode_job job;
	int fd;
	sicht_reply_await_job(&job, &fd);
	if (needs_process(&job))
		sicht_server_do(&job, fd);
	else
		do_job(&job, fd);
	close(fd);
}

static bool is_socket(int fd)
{
	int type = 0;
	socklen_t size = sizeof type;
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

static int print_version(void)
{
	char versions[SICHT_VERSIONS_BYTES];
	if (!sicht_vips_prepare())
		return STATUS_NOT_READY;
	sicht_decoder_versions(versions);
	printf("sicht-decoder %s (%s)\n", SICHT_VERSION, versions);
	return 0;
}

int main(int argc, char **argv)
{
	pid_t parent = getppid();
	if (argc == 2 && strcmp(argv[1], "--self-test") == 0)
		return sicht_self_test();
	if (argc == 3 && strcmp(argv[1], "--self-test-without") == 0)
		return sicht_self_test_without(argv[2]);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return print_version();
	if (argc != 1 || !is_socket(SICHT_WORKER_SOCKET)) {
		fputs("sicht-decoder: it is sicht that starts this program; "
		      "sicht-decoder --self-test tries whether its sandbox holds, "
		      "sicht-decoder --self-test-without LAYER what its other layers hold, "
		      "sicht-decoder --version names its libraries\n",
			stderr);
		return STATUS_USAGE;
	}
	if (!sicht_server_prepare())
		return STATUS_NOT_READY;
	sicht_decoding_prepare();
	sicht_frame_prepare();
	if (!sicht_vips_prepare() || sicht_hasher_new(&hasher) != SICHT_OK)
		return STATUS_NOT_READY;
	char versions[SICHT_VERSIONS_BYTES];
	sicht_decoder_versions(versions);
	int server_layers = sicht_server_start(parent, do_job);
	if (server_layers < 0)
		return STATUS_NOT_READY;
	unsigned layers = sicht_sandbox_enter(parent, SICHT_SANDBOX_DECODES);
	sicht_reply_hello(layers & (unsigned)server_layers, versions);
	for (;;)
		take_job();
}
