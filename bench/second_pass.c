/* SPDX-License-Identifier: MIT */
/*
 * For bench/second_pass.sh, loaded into `sicht match` by LD_PRELOAD: says what the second pass
 * took. The first pass ends with the last fdatasync() of FINDINGS.part; when the findings are there
 * and the run is over, FINDINGS.part is removed.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct timespec begin_wall, begin_cpu;

static double since(clockid_t clock, const struct timespec *begin)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)(now.tv_sec - begin->tv_sec) + (double)(now.tv_nsec - begin->tv_nsec) / 1e9;
}

int fdatasync(int fd)
{
	int (*next)(int);
	*(void **)&next = dlsym(RTLD_NEXT, "fdatasync");
	int result = next(fd);
	clock_gettime(CLOCK_MONOTONIC, &begin_wall);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin_cpu);
	return result;
}

int unlink(const char *path)
{
	int (*next)(const char *);
	*(void **)&next = dlsym(RTLD_NEXT, "unlink");
	size_t size = strlen(path);
	if (size > 5 && strcmp(path + size - 5, ".part") == 0)
		fprintf(stderr, "second pass: %.3f s CPU, %.3f s\n",
			since(CLOCK_PROCESS_CPUTIME_ID, &begin_cpu),
			since(CLOCK_MONOTONIC, &begin_wall));
	return next(path);
}
