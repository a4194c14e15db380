/* SPDX-License-Identifier: MIT */
/* Digests of known answers (RFC 1321, FIPS 180-4), in one piece and in many. */
#include "sicht/hash.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_hex(
	const struct sicht_digests *digests, enum sicht_digest_kind kind, const char *expected)
{
	char text[65] = {0};
	size_t size = sicht_digest_size(kind);
	sicht_hex_encode(sicht_digest_get(digests, kind), size, text);
	cr_expect_str_eq(text, expected, "%s", sicht_digest_name(kind));
}

static struct sicht_digester *digester_of(unsigned kinds)
{
	struct sicht_digester *digester = NULL;
	cr_assert(sicht_digester_new(kinds, &digester) == SICHT_OK);
	return digester;
}

Test(digest, known_answers)
{
	struct sicht_digester *digester = digester_of(7);
	struct sicht_digests digests;
	sicht_digester_begin(digester);
	sicht_digester_update(digester, "abc", 3);
	sicht_digester_finish(digester, &digests);
	cr_expect(digests.have == 7);
	expect_hex(&digests, SICHT_DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72");
	expect_hex(&digests, SICHT_DIGEST_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d");
	expect_hex(&digests, SICHT_DIGEST_SHA256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sicht_digester_free(digester);
}

Test(digest, can_be_used_again_and_of_nothing)
{
	struct sicht_digester *digester = digester_of(7);
	struct sicht_digests digests;
	sicht_digester_begin(digester);
	sicht_digester_update(digester, "abandoned", 9);
	for (int round = 0; round < 2; round++) {
		sicht_digester_begin(digester);
		sicht_digester_finish(digester, &digests);
		expect_hex(&digests, SICHT_DIGEST_MD5, "d41d8cd98f00b204e9800998ecf8427e");
		expect_hex(&digests, SICHT_DIGEST_SHA256,
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	}
	sicht_digester_free(digester);
}

Test(digest, so_far_is_the_digest_of_what_was_given_and_more_may_follow)
{
	struct sicht_digester *digester = digester_of(7);
	struct sicht_digests so_far, digests;
	sicht_digester_begin(digester);
	sicht_digester_update(digester, "abc", 3);
	sicht_digester_so_far(digester, &so_far);
	cr_expect(so_far.have == 7);
	expect_hex(&so_far, SICHT_DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72");
	expect_hex(&so_far, SICHT_DIGEST_SHA256,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sicht_digester_update(digester, "d", 1);
	sicht_digester_finish(digester, &digests);
	expect_hex(&digests, SICHT_DIGEST_MD5, "e2fc714c4727ee9395f324cd2e7f331f");
	sicht_digester_free(digester);
}

Test(digest, the_pieces_do_not_matter)
{
	struct sicht_digester *digester = digester_of(1 << SICHT_DIGEST_SHA1);
	struct sicht_digests digests;
	sicht_digester_begin(digester);
	for (size_t sent = 0, piece = 1; sent < 1000000; sent += piece, piece = piece * 7 % 613) {
		char as[613];
		piece = piece < 1000000 - sent ? piece : 1000000 - sent;
		memset(as, 'a', sizeof as);
		sicht_digester_update(digester, as, piece);
	}
	sicht_digester_finish(digester, &digests);
	cr_expect(digests.have == 1 << SICHT_DIGEST_SHA1);
	expect_hex(&digests, SICHT_DIGEST_SHA1, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
	sicht_digester_free(digester);
}

Test(digest, none_at_all_is_allowed)
{
	struct sicht_digester *digester = digester_of(0);
	struct sicht_digests digests = {.have = 3};
	sicht_digester_begin(digester);
	sicht_digester_update(digester, "abc", 3);
	sicht_digester_finish(digester, &digests);
	cr_expect(digests.have == 0);
	sicht_digester_free(digester);
	sicht_digester_free(NULL);
}
