/* SPDX-License-Identifier: MIT */
/*
 * threads-race race|none: threads that add to one number, each for itself or as OpenMP has them do
 * it. Shows that the sanitizer sees what is there, and believes OpenMP's barriers.
 */
#include <omp.h>
#include <stdio.h>
#include <string.h>

#define STEPS 10000

static int add_in_turns(void)
{
	int total = 0;
#pragma omp parallel for num_threads(4) schedule(dynamic, 1) reduction(+ : total)
	for (int i = 0; i < STEPS; i++)
		total += i & 1;
	return total;
}

static int add_at_once(void)
{
	int total = 0;
#pragma omp parallel for num_threads(4) schedule(dynamic, 1)
	for (int i = 0; i < STEPS; i++)
		total += i & 1;
	return total;
}

int main(int argc, char **argv)
{
	int total = argc > 1 && strcmp(argv[1], "race") == 0 ? add_at_once() : add_in_turns();
	printf("%d\n", total);
	return 0;
}
