/* SPDX-License-Identifier: MIT */
/*
 * bench-vics-list: a hash set in VICS JSON as national portals distribute it, on one line; and how
 * long jansson alone takes for its records, against which the import is measured.
 *
 *     bench-vics-list make N >FILE      N records: all have PhotoDNA, MD5, SHA-1, a category; one in
 *                                       ten PDQ in AlternativeHashes, and another one MediaFiles
 *     bench-vics-list parse FILE        records a second, parsed one by one and thrown away
 */
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

static uint64_t state = 1;

/* splitmix64 */
static uint64_t random_word(void)
{
	uint64_t z = (state += 0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
	z = (z ^ z >> 27) * 0x94D049BB133111EB;
	return z ^ z >> 31;
}

static void put_digits(const char *alphabet, unsigned bits, unsigned count)
{
	char text[192];
	uint64_t word = 0;
	for (unsigned i = 0; i < count; i++) {
		if (i * bits % 48 == 0)
			word = random_word();
		text[i] = alphabet[word >> (i * bits % 48) & ((1u << bits) - 1)];
	}
	fwrite(text, 1, count, stdout);
}

static void put_hex(unsigned count)
{
	put_digits("0123456789ABCDEF", 4, count);
}

static void put_record(uint64_t number)
{
	printf("%s{\"MediaID\":%" PRIu64 ",\"Category\":%u,\"MD5\":\"", number > 1 ? "," : "",
		number, (unsigned)(random_word() % 5));
	put_hex(32);
	printf("\",\"SHA1\":\"");
	put_hex(40);
	printf("\",\"MediaSize\":%u,\"PhotoDNA\":\"", (unsigned)(random_word() % 4000000));
	put_digits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 192);
	printf("\",\"VictimIdentified\":\"false\",\"OffenderIdentified\":\"false\","
	       "\"IsDistributed\":\"true\",\"Series\":\"\",\"Tags\":\"\",\"MimeType\":\"image/"
	       "jpeg\","
	       "\"DateUpdated\":\"2026-03-02T09:15:00+01:00\"");
	if (number % 10 == 3) {
		printf(",\"AlternativeHashes\":[{\"HashName\":\"PDQ\",\"HashValue\":\"");
		put_hex(64);
		printf("\"}]");
	}
	if (number % 10 == 7)
		printf(",\"MediaFiles\":[{\"FileName\":\"IMG_%06" PRIu64 ".JPG\",\"FilePath\":"
		       "\"\\\\DCIM\\\\%u\",\"Created\":\"2024-01-02T03:04:05Z\",\"Unallocated\":"
		       "\"false\",\"SourceID\":\"A-1\"}]",
			number, (unsigned)(number / 1000));
	putchar('}');
}

static int make(uint64_t count)
{
	printf("{\"@odata.context\":\"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/"
	       "2.0.xml/US/$metadata#Media\",\"value\":[");
	for (uint64_t i = 1; i <= count; i++)
		put_record(i);
	printf("]}");
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int parse(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &status) != 0)
		return 1;
	const char *text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return 1;
	const char *end = text + status.st_size, *at = memchr(text, '[', (size_t)status.st_size);
	double begin = now();
	uint64_t count = 0;
	while (at != NULL && at < end && (*at == '[' || *at == ',')) {
		json_error_t error;
		json_t *record =
			json_loadb(at + 1, (size_t)(end - at - 1), JSON_DISABLE_EOF_CHECK, &error);
		if (record == NULL)
			return 1;
		at += 1 + error.position;
		json_decref(record);
		count++;
	}
	double seconds = now() - begin;
	printf("%" PRIu64 " records, %.0f a second, %.0f MB/s\n", count, (double)count / seconds,
		(double)status.st_size / 1e6 / seconds);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "make") == 0)
		return make(strtoull(argv[2], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "parse") == 0)
		return parse(argv[2]);
	fprintf(stderr, "Usage: bench-vics-list make N >FILE | parse FILE\n");
	return 2;
}
