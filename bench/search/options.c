/* SPDX-License-Identifier: MIT */
/* The options of bench-search. */
#include "bench/search/search.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/search/kernel.h"

static uint64_t parse_number(const char *text)
{
	char *end;
	uint64_t number = strtoull(text, &end, 10);
	if (*end == 'k' || *end == 'M') {
		number *= *end == 'k' ? 1000 : 1000000;
		end++;
	}
	if (end == text || *end != '\0') {
		fprintf(stderr, "bench-search: not a number: %s\n", text);
		exit(2);
	}
	return number;
}

static struct bench_list parse_list(char *text)
{
	struct bench_list list = {.count = 0};
	for (char *item; (item = strsep(&text, ",")) != NULL && list.count < BENCH_LIST_MAX;)
		list.items[list.count++] = parse_number(item);
	return list;
}

static void parse_kernels(char *text, struct bench_settings *settings)
{
	settings->kernel_count = 0;
	for (char *item;
		(item = strsep(&text, ",")) != NULL && settings->kernel_count < BENCH_LIST_MAX;)
		settings->kernels[settings->kernel_count++] = item;
}

static void help(void)
{
	printf("bench-search [OPTION]...\n"
	       "  --sizes LIST       hashes, as 1M,10M (1M); 0: none\n"
	       "  --thresholds LIST  of 0..63 (15,31,60)\n"
	       "  --batches LIST     queries a call (1,1k,10k,100k)\n"
	       "  --threads LIST     of the rows named auto (1,2)\n"
	       "  --kernels LIST     as avx512,avx2,scalar (the best one)\n"
	       "  --pictures N       whole pictures a batch, 57 queries each; 0: none (1000)\n"
	       "  --linear N         queries that the linear kernel answers (1000)\n"
	       "  --faiss N          queries that FAISS answers; 0: none (0)\n"
	       "  --skew N           skewed sets around N equal hashes; 0: none (0)\n"
	       "  --digests N        digests to look 1M up in; 0: none (0)\n"
	       "  --repeat N         the best of so many runs (3)\n"
	       "  --seconds N        leave rows out that would take longer (10)\n"
	       "  --hashes FILE      perturb these hashes (hex, a line each) for the set\n"
	       "  --seed N           of data and queries (1)\n"
	       "  --dir DIR          where segments are written for the time of the run (/tmp)\n"
	       "  --tsv FILE, --svg FILE  write the table, the plot for threshold 31\n");
}

static void take_option(int option, struct bench_settings *settings)
{
	switch (option) {
	case 's':
		settings->sizes = parse_list(optarg);
		break;
	case 't':
		settings->thresholds = parse_list(optarg);
		break;
	case 'b':
		settings->batches = parse_list(optarg);
		break;
	case 'j':
		settings->threads = parse_list(optarg);
		break;
	case 'k':
		parse_kernels(optarg, settings);
		break;
	case 'p':
		settings->pictures = parse_number(optarg);
		break;
	case 'l':
		settings->linear_queries = parse_number(optarg);
		break;
	case 'f':
		settings->faiss_queries = parse_number(optarg);
		break;
	case 'w':
		settings->skew = parse_number(optarg);
		break;
	case 'd':
		settings->digests = parse_number(optarg);
		break;
	case 'n':
		settings->repeat = parse_number(optarg);
		break;
	case 'S':
		settings->seconds = (double)parse_number(optarg);
		break;
	case 'H':
		settings->hashes = optarg;
		break;
	case 'r':
		settings->seed = parse_number(optarg);
		break;
	case 'D':
		settings->dir = optarg;
		break;
	case 'T':
		settings->tsv = optarg;
		break;
	case 'V':
		settings->svg = optarg;
		break;
	case 'h':
		help();
		exit(0);
	default:
		exit(2);
	}
}

void bench_parse(int count, char **arguments, struct bench_settings *settings)
{
	static const struct option options[] = {{"sizes", 1, NULL, 's'},
		{"thresholds", 1, NULL, 't'}, {"batches", 1, NULL, 'b'}, {"threads", 1, NULL, 'j'},
		{"kernels", 1, NULL, 'k'}, {"pictures", 1, NULL, 'p'}, {"linear", 1, NULL, 'l'},
		{"faiss", 1, NULL, 'f'}, {"skew", 1, NULL, 'w'}, {"digests", 1, NULL, 'd'},
		{"repeat", 1, NULL, 'n'}, {"seconds", 1, NULL, 'S'}, {"hashes", 1, NULL, 'H'},
		{"seed", 1, NULL, 'r'}, {"dir", 1, NULL, 'D'}, {"tsv", 1, NULL, 'T'},
		{"svg", 1, NULL, 'V'}, {"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}};
	*settings = (struct bench_settings){
		.sizes = {{1000000}, 1},
		.thresholds = {{15, 31, 60}, 3},
		.batches = {{1, 1000, 10000, 100000}, 4},
		.threads = {{1, 2}, 2},
		.kernels = {sicht_search_kernels()->name},
		.kernel_count = 1,
		.seed = 1,
		.pictures = 1000,
		.linear_queries = 1000,
		.repeat = 3,
		.seconds = 10,
		.dir = "/tmp",
	};
	for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;)
		take_option(option, settings);
}
