/* SPDX-License-Identifier: MIT */
/*
 * MD5, SHA-1 and SHA-256 in one pass over a file's bytes; the only file that knows libcrypto.
 *
 * What can fail for a reason (an algorithm that the system's policy forbids) fails when the
 * digester is made: algorithms are fetched and every context is initialised once there. Later on
 * only the some hundred bytes can be missing that libcrypto takes for each initialisation.
 */
#include "sicht/hash.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

struct sicht_digester {
	unsigned kinds;
	EVP_MD *algorithm[SICHT_DIGEST_KIND_COUNT];
	EVP_MD_CTX *context[SICHT_DIGEST_KIND_COUNT];
};

static const char *const algorithm_names[SICHT_DIGEST_KIND_COUNT] = {"MD5", "SHA1", "SHA256"};

static bool is_wanted(const struct sicht_digester *digester, unsigned kind)
{
	return digester->kinds >> kind & 1;
}

static void free_digester(struct sicht_digester **digester)
{
	sicht_digester_free(*digester);
}

enum sicht_status sicht_digester_new(unsigned kinds, struct sicht_digester **out)
{
	assert(kinds >> SICHT_DIGEST_KIND_COUNT == 0);
	SICHT_DEFER(free_digester) struct sicht_digester *digester = calloc(1, sizeof *digester);
	if (!digester)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for digests");
	digester->kinds = kinds;
	/* asked for by name, libcrypto uses a context that it may have had no memory to make */
	if (OPENSSL_init_crypto(0, NULL) != 1 || OSSL_LIB_CTX_get0_global_default() == NULL)
		return sicht_fail(SICHT_ERROR_MEMORY, "no memory for libcrypto");
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (!is_wanted(digester, kind))
			continue;
		digester->algorithm[kind] = EVP_MD_fetch(NULL, algorithm_names[kind], NULL);
		digester->context[kind] = EVP_MD_CTX_new();
		if (!digester->algorithm[kind] || !digester->context[kind] ||
			EVP_DigestInit_ex(
				digester->context[kind], digester->algorithm[kind], NULL) != 1)
			return sicht_fail(SICHT_ERROR_USAGE,
				"libcrypto offers no %s, or had no memory for it; leave this "
				"digest "
				"out, or check the system's cryptographic policy",
				algorithm_names[kind]);
	}
	*out = digester;
	digester = NULL;
	return SICHT_OK;
}

void sicht_digester_free(struct sicht_digester *digester)
{
	if (!digester)
		return;
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		EVP_MD_CTX_free(digester->context[kind]);
		EVP_MD_free(digester->algorithm[kind]);
	}
	free(digester);
}

void sicht_digester_begin(struct sicht_digester *digester)
{
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (!is_wanted(digester, kind))
			continue;
		if (EVP_DigestInit_ex(digester->context[kind], digester->algorithm[kind], NULL) !=
			1)
			sicht_out_of_memory();
	}
}

void sicht_digester_update(struct sicht_digester *digester, const void *data, size_t size)
{
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (!is_wanted(digester, kind))
			continue;
		int done = EVP_DigestUpdate(digester->context[kind], data, size);
		assert(done == 1);
	}
}

static void finish(EVP_MD_CTX *context, enum sicht_digest_kind kind, struct sicht_digests *digests)
{
	unsigned size = 0;
	int done = EVP_DigestFinal_ex(context, sicht_digest_of(digests, kind), &size);
	assert(done == 1 && size == sicht_digest_size(kind));
}

void sicht_digester_so_far(const struct sicht_digester *digester, struct sicht_digests *out)
{
	struct sicht_digests digests = {.have = (uint8_t)digester->kinds};
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (!is_wanted(digester, kind))
			continue;
		EVP_MD_CTX *copy = EVP_MD_CTX_new();
		if (copy == NULL || EVP_MD_CTX_copy_ex(copy, digester->context[kind]) != 1)
			sicht_out_of_memory();
		finish(copy, kind, &digests);
		EVP_MD_CTX_free(copy);
	}
	*out = digests;
}

void sicht_digester_finish(struct sicht_digester *digester, struct sicht_digests *out)
{
	struct sicht_digests digests = {.have = (uint8_t)digester->kinds};
	for (unsigned kind = 0; kind < SICHT_DIGEST_KIND_COUNT; kind++) {
		if (is_wanted(digester, kind))
			finish(digester->context[kind], kind, &digests);
	}
	*out = digests;
}
