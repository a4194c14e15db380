/* SPDX-License-Identifier: MIT */
/*
 * index_buffer STORE SET NAME <FILE: put what comes on standard input into a set of known material
 * under that name; what the set had under it before is replaced. An example that builds against the
 * installed library (libsicht(3)).
 */
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sicht/sicht.h>
#include <vector>

struct Close {
	void operator()(sicht_scanner *scanner) const { sicht_scanner_close(scanner); }
	void operator()(sicht_indexer *indexer) const { sicht_indexer_close(indexer); }
};

static sicht_status index(const char *store, const char *set, const char *name,
	const std::vector<char> &bytes)
{
	sicht_scan_options scan = {};
	scan.threads = 1;
	scan.hash = sicht_intake_hash_options(SICHT_ROLE_KNOWN, false);
	scan.insecure_decoders = std::getenv("SICHT_EXAMPLE_INSECURE") != nullptr;
	sicht_scanner *scanner = nullptr;
	SICHT_TRY(sicht_scanner_open(&scan, &scanner));
	std::unique_ptr<sicht_scanner, Close> closes_scanner(scanner);
	sicht_input input = {};
	input.kind = SICHT_INPUT_BUFFER;
	input.buffer = sicht_bytes(bytes.data(), bytes.size());
	sicht_print print;
	SICHT_TRY(sicht_scan_inputs(scanner, &input, 1, nullptr, &print));

	sicht_indexer_options options = {};
	options.create = true;
	sicht_indexer *indexer = nullptr;
	SICHT_TRY(sicht_indexer_open(store, &options, &indexer));
	std::unique_ptr<sicht_indexer, Close> closes_indexer(indexer);
	sicht_set_options wanted = {};
	wanted.name = sicht_bytes_of(set);
	wanted.role = SICHT_ROLE_KNOWN;
	sicht_entry entry = sicht_intake_entry(&print);
	entry.path = sicht_bytes_of(name);
	entry.has_size = true;
	entry.size_bytes = bytes.size();
	SICHT_TRY(sicht_indexer_set(indexer, &wanted, &entry.set));
	sicht_known_file before;
	SICHT_TRY(sicht_indexer_find(indexer, entry.set, entry.source, entry.path, &before));
	sicht_indexer_add_options add = {};
	add.replaces = before.id;
	uint64_t id = 0;
	SICHT_TRY(sicht_indexer_add(indexer, &entry, &add, &id));
	SICHT_TRY(sicht_indexer_commit(indexer));
	std::printf("entry %llu: %s, %u hashes\n", static_cast<unsigned long long>(id),
		sicht_outcome_name(print.outcome), print.window_count);
	return SICHT_OK;
}

int main(int argc, char **argv)
{
	std::vector<char> bytes;
	for (int byte; (byte = std::getchar()) != EOF;)
		bytes.push_back(static_cast<char>(byte));
	if (argc == 4 && index(argv[1], argv[2], argv[3], bytes) == SICHT_OK)
		return 0;
	std::fprintf(stderr, "index_buffer: %s\n", sicht_message());
	return 2;
}
