/* SPDX-License-Identifier: MIT */
/* What the parts of bench-hash share: the pictures, clocks, and how to give up. */
#ifndef SICHT_BENCH_HASH_HASH_H
#define SICHT_BENCH_HASH_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sicht/types.h"

/* One format in one size: `count` pictures, the files 0.SUFFIX, 1.SUFFIX, ... of a folder. */
struct bench_set {
	const char *name, *suffix, *options; /* of the encoder */
	int width, height;
	unsigned count;
	enum sicht_media media;
	bool is_camera; /* as large as cameras make them */
};

/* All sets, ended by one without a name. */
extern const struct bench_set bench_sets[];

/* Make the set's pictures in `directory`, unless they are there. */
void bench_set_make(const struct bench_set *set, const char *directory);

/* Where picture `number` of the set lies, into `path`. */
#define BENCH_PATH_SIZE 4096
void bench_set_path(const struct bench_set *set, const char *directory, unsigned number,
	char path[BENCH_PATH_SIZE]);

/* One picture in the page cache and in memory. */
struct bench_file {
	int fd;
	uint8_t *bytes; /* malloc'ed */
	size_t size;
	enum sicht_media media;
	char path[BENCH_PATH_SIZE];
};
struct bench_file bench_file_open(
	const struct bench_set *set, const char *directory, unsigned number);
void bench_file_close(struct bench_file *file);

/* Processor time of this process, in milliseconds. */
double bench_cpu_ms(void);

/* End with this message unless it holds. */
void bench_check(bool holds, const char *what);

/* Luma by libjpeg-turbo, at the strongest scale that leaves 256 pixels of the shorter side. */
void bench_libjpeg(const struct bench_file *file);

/* A thumbnail of 512 pixels by libvips. */
void bench_vips_thumbnail(const struct bench_file *file);

/* `sicht index` as a whole against the sum of its parts, and two threads against one. */
void bench_index(const char *directory);

/* Read, digest, decode and hash the file as an index of evidence does, in this process. */
void bench_examine(const struct bench_file *file);

#endif
