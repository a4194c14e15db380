/* SPDX-License-Identifier: MIT */
/*
 * `sicht index --role evidence` from its start to its end, against the same work in this process:
 * read, digest, decode, hash. Both on one core and in processor time, so that a decoder at work
 * beside its sicht counts. Then two threads on two cores against one on one, in wall time: this
 * wants a machine that has nothing else to do.
 */
#include <dirent.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/hash/hash.h"

#define ROUNDS 3

/* What is indexed: so many links to the files of a set that a run takes some seconds. */
static const struct {
	const char *set;
	unsigned links;
} runs[] = {{"web JPEG", 7200}, {"12 MP JPEG", 300}};

static double wall_s(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void use_cores(int count)
{
	cpu_set_t cores;
	CPU_ZERO(&cores);
	for (int i = 0; i < count; i++)
		CPU_SET(i, &cores);
	bench_check(sched_setaffinity(0, sizeof cores, &cores) == 0, "there are not enough cores");
}

static void remove_tree(const char *path)
{
	char command[2 * BENCH_PATH_SIZE];
	snprintf(command, sizeof command, "rm -rf '%s'", path);
	bench_check(system(command) == 0, "cannot remove a directory");
}

/* Seconds of wall time of one `sicht index` of `source`; `*cpu_s`: of processor time. */
static double run_sicht(const char *source, int threads, double *cpu_s)
{
	char program[PATH_MAX + 16], store[BENCH_PATH_SIZE + 16], number[16];
	ssize_t size = readlink("/proc/self/exe", program, PATH_MAX);
	bench_check(size > 0, "cannot find this program");
	program[size] = '\0';
	strcpy(strrchr(program, '/') + 1, "sicht");
	snprintf(store, sizeof store, "%s.store", source);
	snprintf(number, sizeof number, "%d", threads);
	remove_tree(store);
	fflush(stdout); /* the child would write what waits there once more */
	double start_s = wall_s();
	pid_t child = fork();
	if (child == 0) {
		use_cores(threads);
		if (freopen("/dev/null", "w", stdout) != NULL)
			execl(program, "sicht", "index", "-q", "--threads", number, "--store",
				store, "--role", "evidence", source, NULL);
		_exit(127);
	}
	int status;
	struct rusage usage;
	bench_check(child > 0 && wait4(child, &status, 0, &usage) == child && status == 0,
		"sicht index failed");
	double seconds = wall_s() - start_s;
	*cpu_s = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
		 (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
	remove_tree(store);
	return seconds;
}

/* Seconds of processor time of the same work without processes, messages, a plan or a store. */
static double run_parts(const struct bench_file *files, unsigned count, unsigned links)
{
	double start_ms = bench_cpu_ms();
	for (unsigned i = 0; i < links; i++)
		bench_examine(&files[i % count]);
	return (bench_cpu_ms() - start_ms) / 1000;
}

static void link_files(const struct bench_file *files, unsigned count, unsigned links,
	const char *suffix, const char *source)
{
	remove_tree(source);
	bench_check(mkdir(source, 0700) == 0, "cannot make a directory");
	for (unsigned i = 0; i < links; i++) {
		char path[BENCH_PATH_SIZE + 64];
		snprintf(path, sizeof path, "%s/%05u.%s", source, i, suffix);
		bench_check(link(files[i % count].path, path) == 0, "cannot link a picture");
	}
}

static void measure(const struct bench_set *set, const char *directory, unsigned links)
{
	struct bench_file *files = calloc(set->count, sizeof *files);
	char source[BENCH_PATH_SIZE + 16];
	double parts_s = 0, one_s = 0, two_s = 0, cpu_s = 0;
	bench_check(files != NULL, "no memory");
	for (unsigned i = 0; i < set->count; i++)
		files[i] = bench_file_open(set, directory, i);
	snprintf(source, sizeof source, "%s/linked", directory);
	link_files(files, set->count, links, set->suffix, source);
	for (int round = 0; round < ROUNDS; round++) {
		double used_s, unused_s;
		use_cores(1);
		double now_parts_s = run_parts(files, set->count, links);
		double now_one_s = run_sicht(source, 1, &used_s);
		double now_two_s = run_sicht(source, 2, &unused_s);
		parts_s = round == 0 || now_parts_s < parts_s ? now_parts_s : parts_s;
		one_s = round == 0 || now_one_s < one_s ? now_one_s : one_s;
		two_s = round == 0 || now_two_s < two_s ? now_two_s : two_s;
		cpu_s = round == 0 || used_s < cpu_s ? used_s : cpu_s;
	}
	printf("%-18s %6u %9.2f %9.2f %7.2f x %9.2f %9.2f %7.2f x\n", set->name, links, parts_s,
		cpu_s, cpu_s / parts_s, one_s, two_s, one_s / two_s);
	fflush(stdout);
	remove_tree(source);
	for (unsigned i = 0; i < set->count; i++)
		bench_file_close(&files[i]);
	free(files);
}

void bench_index(const char *directory)
{
	printf("\nsicht index --role evidence against its parts (seconds, best of %d)\n", ROUNDS);
	printf("%-18s %6s %9s %9s %9s %9s %9s %9s\n", "set", "files", "parts", "sicht", "",
		"1 thread", "2 threads", "gain");
	for (const struct bench_set *set = bench_sets; set->name != NULL; set++) {
		for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
			if (strcmp(set->name, runs[i].set) == 0)
				measure(set, directory, runs[i].links);
		}
	}
}
