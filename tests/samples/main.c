/* SPDX-License-Identifier: MIT */
/* sicht-samples: the sample pictures of samples.h from the command line. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/samples/join.h"
#include "tests/samples/samples.h"

#define COUNT_DEFAULT 12
#define COUNT_MAX 100000

static const char usage[] =
	"usage: sicht-samples tree DIR [--seed N] [--count N]   a small case: known, seized, ...\n"
	"       sicht-samples corpus DIR                        one file of every format and kind\n"
	"       sicht-samples photo SEED WIDTH HEIGHT OUT       one picture\n"
	"       sicht-samples page KIND SEED WIDTH HEIGHT OUT   a document, drawing or screen (0, "
	"1, 2)\n"
	"       sicht-samples documents DIR FORM CONTENT        one of every class of documents\n"
	"       sicht-samples edit IN EDIT[+EDIT...] OUT        one picture, edited\n"
	"       sicht-samples join OUT IN...                    pages of a .tif or .heif, frames "
	"of a\n"
	"                                                       .gif, JPEGs in an .mpo\n"
	"\n"
	"EDIT: quality=Q resize=FACTOR width=FACTOR grey invert equalise brightness=FACTOR\n"
	"      contrast=FACTOR gamma=EXPONENT saturation=FACTOR blur=SIGMA sharpen=STRENGTH\n"
	"      noise=SIGMA rot90 rot180 rot270 mirror flip rotate=DEGREES inscribed=DEGREES\n"
	"      crop=PERCENT narrow=PERCENT corner=PERCENT uneven=PERCENT orientation=N "
	"band=PERCENT logo=PERCENT\n"
	"      watermark=PERCENT beside=GAP below=GAP border=PERCENT white=PERCENT red=PERCENT "
	"bars=PERCENT\n"
	"      pillars=PERCENT letterbox meme caption=PERCENT screenshot viewer four\n"
	"OUT:  its suffix tells the format; options of the encoder in brackets, as in o.jpg[Q=60]\n"
	"\n"
	"Example: sicht-samples photo 7 4032 3024 a.jpg && sicht-samples edit a.jpg mirror b.png\n";

SICHT_MUST_CHECK static enum sicht_status parse_number(
	const char *text, uint64_t most, uint64_t *number)
{
	char *end;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value > most)
		return sicht_fail(SICHT_ERROR_USAGE, "a number from 0 to %llu was expected",
			(unsigned long long)most);
	*number = value;
	return SICHT_OK;
}

SICHT_MUST_CHECK static enum sicht_status run_tree(int count, char **arguments)
{
	uint64_t seed = 1, pictures = COUNT_DEFAULT;
	for (int i = 1; i < count; i += 2) {
		if (i + 1 < count && strcmp(arguments[i], "--seed") == 0)
			SICHT_TRY(parse_number(arguments[i + 1], UINT64_MAX, &seed));
		else if (i + 1 < count && strcmp(arguments[i], "--count") == 0)
			SICHT_TRY(parse_number(arguments[i + 1], COUNT_MAX, &pictures));
		else
			return sicht_fail(SICHT_ERROR_USAGE, "tree takes --seed N and --count N");
	}
	return sicht_sample_tree(arguments[0], seed, (unsigned)pictures);
}

SICHT_MUST_CHECK static enum sicht_status run_photo(char **arguments)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	uint64_t seed, width, height;
	SICHT_TRY(parse_number(arguments[0], UINT64_MAX, &seed));
	SICHT_TRY(parse_number(arguments[1], INT32_MAX, &width));
	SICHT_TRY(parse_number(arguments[2], INT32_MAX, &height));
	SICHT_TRY(sicht_sample_photo(seed, (int)width, (int)height, &image));
	return sicht_sample_write(image, arguments[3], NULL);
}

SICHT_MUST_CHECK static enum sicht_status run_page(char **arguments)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *image = NULL;
	uint64_t kind, seed, width, height;
	SICHT_TRY(parse_number(arguments[0], SICHT_SAMPLE_PAGE_COUNT - 1, &kind));
	SICHT_TRY(parse_number(arguments[1], UINT64_MAX, &seed));
	SICHT_TRY(parse_number(arguments[2], INT32_MAX, &width));
	SICHT_TRY(parse_number(arguments[3], INT32_MAX, &height));
	SICHT_TRY(sicht_sample_page(
		(enum sicht_sample_page)kind, seed, (int)width, (int)height, &image));
	return sicht_sample_write(image, arguments[4], NULL);
}

SICHT_MUST_CHECK static enum sicht_status run_documents(char **arguments)
{
	uint64_t form, content;
	SICHT_TRY(parse_number(arguments[1], UINT64_MAX, &form));
	SICHT_TRY(parse_number(arguments[2], UINT64_MAX, &content));
	return sicht_sample_documents(arguments[0], form, content);
}

SICHT_MUST_CHECK static enum sicht_status run_edit(char **arguments)
{
	SICHT_DEFER(sicht_sample_free) VipsImage *edited = NULL;
	SICHT_DEFER(sicht_sample_free)
	VipsImage *image = vips_image_new_from_file(arguments[0], NULL);
	if (image == NULL)
		return sicht_sample_fail("read the picture");
	SICHT_TRY(sicht_sample_edit(image, arguments[1], &edited));
	return sicht_sample_write(edited, arguments[2], NULL);
}

SICHT_MUST_CHECK static enum sicht_status run(int count, char **arguments)
{
	const char *command = count > 1 ? arguments[1] : "";
	SICHT_TRY(sicht_samples_begin(arguments[0]));
	if (strcmp(command, "tree") == 0 && count > 2)
		return run_tree(count - 2, arguments + 2);
	if (strcmp(command, "corpus") == 0 && count == 3)
		return sicht_sample_corpus(arguments[2]);
	if (strcmp(command, "photo") == 0 && count == 6)
		return run_photo(arguments + 2);
	if (strcmp(command, "page") == 0 && count == 7)
		return run_page(arguments + 2);
	if (strcmp(command, "documents") == 0 && count == 5)
		return run_documents(arguments + 2);
	if (strcmp(command, "edit") == 0 && count == 5)
		return run_edit(arguments + 2);
	if (strcmp(command, "join") == 0 && count > 3)
		return sicht_sample_join(arguments[2], arguments + 3, (size_t)count - 3);
	return sicht_fail(SICHT_ERROR_USAGE, "that is no command; see sicht-samples --help");
}

int main(int count, char **arguments)
{
	if (count == 2 && strcmp(arguments[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (run(count, arguments) != SICHT_OK) {
		fprintf(stderr, "sicht-samples: %s\n", sicht_message());
		return 2;
	}
	return 0;
}
