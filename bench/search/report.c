/* SPDX-License-Identifier: MIT */
/* The table of bench-search: lines for people, and the same as TSV. */
#include "bench/search/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double bench_cpu_s(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double bench_wall_s(void)
{
	return seconds(CLOCK_MONOTONIC);
}

double bench_rate(const struct bench_row *row)
{
	return (double)row->queries / (row->threads == 1 ? row->cpu_s : row->wall_s);
}

uint64_t bench_checksum_of(uint32_t query, uint64_t owner, unsigned distance)
{
	uint64_t z = (owner ^ (uint64_t)query << 40) * 0xbf58476d1ce4e5b9 + distance;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

void bench_print_header(void)
{
	printf("%-8s %10s %4s %-7s %-21s %7s %2s %8s %11s %10s %10s %8s %9s  %s\n", "set", "hashes",
		"bits", "kernel", "engine", "a call", "th", "queries", "queries/s", "us/query",
		"us wall", "x linear", "hits", "checksum");
}

static void print(const struct bench_row *row)
{
	printf("%-8s %10llu %4u %-7s %-21s %7llu %2u %8llu %11.0f %10.2f %10.2f", row->set,
		(unsigned long long)row->count, row->threshold, row->kernel, row->engine,
		(unsigned long long)row->at_once, row->threads, (unsigned long long)row->queries,
		bench_rate(row), 1e6 / bench_rate(row), 1e6 * row->wall_s / (double)row->queries);
	if (row->ratio > 0)
		printf(" %8.2f", row->ratio);
	else
		printf(" %8s", "");
	printf(" %9llu  %016llx\n", (unsigned long long)row->hits,
		(unsigned long long)row->checksum);
	fflush(stdout);
}

void bench_add(struct bench_report *report, const struct bench_row *row)
{
	if (report->count == report->capacity) {
		report->capacity = report->capacity * 2 + 64;
		report->rows = bench_need(
			reallocarray(report->rows, report->capacity, sizeof *report->rows));
	}
	report->rows[report->count++] = *row;
	print(row);
}

void bench_write_tsv(const struct bench_report *report, const char *path)
{
	FILE *file = fopen(path, "we");
	if (file == NULL) {
		perror(path);
		exit(2);
	}
	fprintf(file, "set\thashes\tthreshold\tkernel\tengine\tqueries_a_call\tthreads\tqueries\t"
		      "queries_per_s\tcpu_s\twall_s\tratio_to_linear\thits\tchecksum\t"
		      "bytes_per_hash\tbuild_us_per_hash\n");
	for (size_t i = 0; i < report->count; i++) {
		const struct bench_row *row = &report->rows[i];
		fprintf(file,
			"%s\t%llu\t%u\t%s\t%s\t%llu\t%u\t%llu\t%.1f\t%.6f\t%.6f\t%.2f\t%llu\t"
			"%016llx\t%.1f\t%.3f\n",
			row->set, (unsigned long long)row->count, row->threshold, row->kernel,
			row->engine, (unsigned long long)row->at_once, row->threads,
			(unsigned long long)row->queries, bench_rate(row), row->cpu_s, row->wall_s,
			row->ratio, (unsigned long long)row->hits,
			(unsigned long long)row->checksum, row->bytes_per_hash, row->build_us);
	}
	fclose(file);
}
