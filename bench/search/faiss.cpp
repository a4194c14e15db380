/* SPDX-License-Identifier: MIT */
/*
 * FAISS beside our own engines: the exact ones of its binary indexes. Its range search is strict
 * (distance < radius), so the radius is the threshold + 1. IndexBinaryMultiHash with n hashes of b
 * bits and nflip r is exact if n (r + 1) > threshold.
 */
#include <cstdint>
#include <memory>
#include <vector>

#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHash.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <omp.h>

extern "C" {
#include "bench/search/search.h"
}

namespace
{

const size_t batch = 100000;

/* The multi-hash indexes are exact below 16 (1 + 1) and 11 (2 + 1). */
const unsigned exact_threshold_max = 31;

/* Bytes of the hash tables alone, as FAISS's containers take them (not of malloc's overhead). */
double table_bytes(const faiss::IndexBinaryMultiHash &index)
{
	double bytes = 0;
	for (const auto &map : index.maps) {
		bytes += (double)map.bucket_count() * sizeof(void *);
		for (const auto &list : map)
			bytes += sizeof(list) + 2 * sizeof(void *) +
				 (double)list.second.capacity() * sizeof(list.second[0]);
	}
	return bytes;
}

void add_all(faiss::IndexBinary &index, const struct bench_set *set)
{
	std::vector<struct sicht_pdq> hashes;
	for (uint64_t first = 0; first < set->count; first += batch) {
		uint64_t end = first + batch < set->count ? first + batch : set->count;
		hashes.clear();
		for (uint64_t i = first; i < end; i++)
			hashes.push_back(bench_hash(set, i));
		index.add((faiss::IndexBinary::idx_t)hashes.size(),
			reinterpret_cast<const uint8_t *>(hashes.data()));
	}
}

} // namespace

bool bench_faiss(unsigned which, const struct bench_set *set, const struct sicht_pdq *queries,
	size_t query_count, unsigned threshold, struct bench_row *row)
{
	static const char *const names[] = {
		"faiss flat", "faiss multihash 16x16", "faiss multihash 11x23"};
	if (which >= 3 || (which > 0 && threshold > exact_threshold_max))
		return false;
	omp_set_num_threads(1);
	std::unique_ptr<faiss::IndexBinary> index;
	faiss::IndexBinaryMultiHash *hashed = nullptr;
	if (which == 0) {
		index.reset(new faiss::IndexBinaryFlat(256));
	} else {
		hashed = which == 1 ? new faiss::IndexBinaryMultiHash(256, 16, 16)
				    : new faiss::IndexBinaryMultiHash(256, 11, 23);
		hashed->nflip = which;
		index.reset(hashed);
	}
	double start = bench_cpu_s();
	add_all(*index, set);
	row->build_us = (bench_cpu_s() - start) * 1e6 / (double)set->count;
	row->bytes_per_hash = 32 + (hashed ? table_bytes(*hashed) / (double)set->count : 0);
	faiss::RangeSearchResult result(query_count);
	double wall = bench_wall_s();
	start = bench_cpu_s();
	index->range_search((faiss::IndexBinary::idx_t)query_count,
		reinterpret_cast<const uint8_t *>(queries), (int)threshold + 1, &result);
	row->cpu_s = bench_cpu_s() - start;
	row->wall_s = bench_wall_s() - wall;
	row->engine = names[which];
	row->hits = result.lims[query_count];
	for (size_t query = 0; query < query_count; query++) {
		for (size_t i = result.lims[query]; i < result.lims[query + 1]; i++)
			row->checksum += bench_checksum_of((uint32_t)query,
				(uint64_t)result.labels[i] + 1, (unsigned)result.distances[i]);
	}
	return true;
}
