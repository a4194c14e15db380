/* SPDX-License-Identifier: MIT */
/* Lists of text with a record a line: plain digests, what md5sum and its kin print, hashdeep. */
#include "tests/index/list/list_helper.h"

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define MD5_B "0123456789abcdef0123456789abcdef"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

TestSuite(list_lines, .init = helper_begin, .fini = helper_end);

Test(list_lines, digests_are_told_by_their_length)
{
	helper_expect_list("hashlist", MD5 "\n" MD5_B "\n", NULL,
		"\"md5\":\"" MD5 "\"\n\"md5\":\"" MD5_B "\"\n");
	helper_expect_list("hashlist", SHA1, NULL, "\"sha1\":\"" SHA1 "\"\n");
	helper_expect_list("hashlist", SHA256 "\r\n", NULL, "\"sha256\":\"" SHA256 "\"\n");
	helper_expect_list("hashlist",
		"\xEF\xBB\xBF# a comment\r\n\r\nD41D8CD98F00B204E9800998ECF8427E\t\r\n", NULL,
		"\"md5\":\"" MD5 "\"\n");
	helper_expect_list(
		"hashlist", "SHA-256\n" SHA256 "\n", NULL, "\"sha256\":\"" SHA256 "\"\n");
}

Test(list_lines, digests_of_one_list_are_of_one_kind)
{
	helper_expect_refusal("hashlist", MD5 "\n" SHA1 "\n", NULL,
		"line 2, column 1: found \"" SHA1
		"\", expected 32 hex digits (md5), as in the lines before");
	helper_expect_refusal("hashlist", "sha1\n" MD5 "\n", NULL,
		"line 2, column 1: found \"" MD5 "\", expected 40 hex digits (sha1)");
	helper_expect_refusal("hashlist", "  " MD5 "0\n", NULL,
		"line 1, column 3: found \"" MD5
		"0\", expected 32, 40 or 64 hex digits (MD5, SHA-1 "
		"or SHA-256) and nothing else");
}

Test(list_lines, sixty_four_digits_are_not_guessed)
{
	cr_assert(helper_looks_like("hashlist", "# x\n" MD5 "\n"));
	cr_assert(helper_looks_like("hashlist", SHA1));
	cr_assert(helper_looks_like("hashlist", "sha-256\n" SHA256 "\n"));
	cr_assert_not(helper_looks_like("hashlist", SHA256 "\n"));
	cr_assert_not(helper_looks_like("hashlist", MD5 "  name\n"));
	cr_assert_not(helper_looks_like("hashlist", ""));
	cr_assert(sicht_digests_or_pdq(sicht_bytes_of(SHA256 "\n")));
	cr_assert_not(sicht_digests_or_pdq(sicht_bytes_of(SHA256 ",50\n")));
	cr_assert_not(sicht_digests_or_pdq(sicht_bytes_of(MD5 "\n")));
}

Test(list_lines, a_list_that_ends_in_a_record_is_said_to_be_truncated)
{
	static const char end[] = "; the list ends in this line, perhaps it is truncated";
	const char *const cut[][2] = {
		{"hashlist", MD5 "\n" MD5_B "\n0123"},
		{"md5sum", SHA256 "  a\n" SHA256},
		{"hashdeep", "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1," MD5 ",a\n1,0123"},
	};
	for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
		struct sicht_text text = {0};
		ASSERT_FAILS(helper_read_list(cut[i][0], sicht_bytes_of(cut[i][1]), NULL, &text),
			SICHT_ERROR_FORMAT, end);
		sicht_text_free(&text);
	}
	struct sicht_text text = {0};
	ASSERT_FAILS(helper_read_list("hashlist", sicht_bytes_of("0123\n"), NULL, &text),
		SICHT_ERROR_FORMAT, "found");
	cr_assert_null(strstr(sicht_message(), "truncated"));
	sicht_text_free(&text);
}

Test(list_lines, zero_bytes_are_no_text)
{
	static const char list[] = MD5 "  a\0b\n";
	struct sicht_text text = {0};
	ASSERT_FAILS(helper_read_list("md5sum", sicht_bytes(list, sizeof list - 1), NULL, &text),
		SICHT_ERROR_FORMAT, "line 1, column 36: found a zero byte, expected text");
	sicht_text_free(&text);
}

#define SUM(path, digest) "\"path\":\"" path "\"," digest "\n"
#define IS_MD5 "\"md5\":\"" MD5 "\""
#define IS_SHA1 "\"sha1\":\"" SHA1 "\""
#define IS_SHA256 "\"sha256\":\"" SHA256 "\""

Test(list_lines, sums_of_all_layouts_are_read)
{
	helper_expect_list("md5sum",
		MD5 "  a b.jpg\n" SHA1 " *c\\d.jpg\n# no sum\n" SHA256 " e\r\n", NULL,
		SUM("a b.jpg", IS_MD5) SUM("c\\\\d.jpg", IS_SHA1) SUM("e", IS_SHA256));
	helper_expect_list("md5sum", "MD5 (a (1).jpg) = " MD5 "\nSHA1 (b) = c) = " SHA1 "\n", NULL,
		SUM("a (1).jpg", IS_MD5) SUM("b) = c", IS_SHA1));
	helper_expect_list("md5sum", "SHA2-256(a)= " SHA256 "\nSHA256 (b) = " SHA256 " \n", NULL,
		SUM("a", IS_SHA256) SUM("b", IS_SHA256));
	helper_expect_list("md5sum", "\\" MD5 "  a\\\\b\\nc\\r\n\\SHA256 (d\\\\) = " SHA256 "\n",
		NULL, SUM("a\\\\b\\nc\\u000d", IS_MD5) SUM("d\\\\", IS_SHA256));
	cr_assert(helper_looks_like("md5sum", "# x\n" SHA256 "  a\n"));
	cr_assert(helper_looks_like("md5sum", "SHA1 (a) = " SHA1));
	cr_assert_not(helper_looks_like("md5sum", SHA256 ",95,a\n"));
	cr_assert_not(helper_looks_like("md5sum", MD5 "\n"));
}

Test(list_lines, wrong_sums_are_named)
{
	helper_expect_refusal("md5sum", MD5 "  a\n" MD5 "0  b\n", NULL,
		"line 2, column 1: found \"" MD5 "0  b\", expected 32, 40 or 64 hex digits");
	helper_expect_refusal("md5sum", "MD5 (a) = " SHA1 "\n", NULL, "line 1, column 1: found");
	helper_expect_refusal("md5sum", "\\" MD5 "  a\\tb\n", NULL,
		"line 1, column 37: expected \\\\, \\n or \\r, since the line begins with a "
		"backslash");
}

#define HEAD "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n"

Test(list_lines, hashdeep_names_keep_their_commas)
{
	helper_expect_list("hashdeep",
		HEAD "## $ hashdeep .\n##\n1," MD5 "," SHA256 ",/a, b,.jpg\n", NULL,
		"\"path\":\"/a, b,.jpg\",\"size\":1," IS_MD5 "," IS_SHA256 "\n");
	helper_expect_list("hashdeep",
		"%%%% HASHDEEP-1.0\n%%%% sha1, size ,tiger,filename\n" SHA1 ",2,xyz,a\n" HEAD
		"1,," SHA256 ",b\n",
		NULL,
		"\"path\":\"a\",\"size\":2," IS_SHA1 "\n\"path\":\"b\",\"size\":1," IS_SHA256 "\n");
	cr_assert(helper_looks_like("hashdeep", HEAD));
	cr_assert_not(helper_looks_like("hashdeep", "%%%% HASHDEEP-2.0\n"));
}

Test(list_lines, wrong_lines_of_hashdeep_are_named)
{
	helper_expect_refusal("hashdeep", "1," MD5 ",a\n", NULL,
		"line 1, column 1: expected the head of a list of hashdeep: %%%% HASHDEEP-1.0");
	helper_expect_refusal("hashdeep", "%%%% HASHDEEP-1.0\n%%%% filename,md5\n", NULL,
		"line 2, column 6: expected the columns");
	helper_expect_refusal("hashdeep", "%%%% HASHDEEP-2.0\n", NULL,
		"line 1, column 6: expected version HASHDEEP-1.0");
	helper_expect_refusal("hashdeep", HEAD "1," MD5 ",12,a\n", NULL,
		"line 3, column 36: found \"12\", expected 64 hex digits (sha256)");
	helper_expect_refusal("hashdeep", HEAD "x," MD5 "," SHA256 ",a\n", NULL,
		"line 3, column 1: found \"x\", expected a size in bytes");
	helper_expect_refusal("hashdeep", HEAD "1," MD5 "\n", NULL,
		"line 3, column 35: expected a comma and more columns");
	helper_expect_refusal(
		"hashdeep", HEAD "1,,,a\n", NULL, "line 3, column 1: expected a digest");
}

static void expect_written(const char *name, const struct sicht_entry *entry, const char *line)
{
	struct sicht_list_entry listed = {.entry = *entry};
	struct sicht_text text = {0};
	sicht_list_format_by_name(name)->writer->entry(&text, &listed);
	cr_assert_str_eq(text.size > 0 ? text.data : "", line, "%s", name);
	sicht_text_free(&text);
}

Test(list_lines, what_has_no_place_in_a_format_is_left_out)
{
	struct sicht_entry entry = {
		.path = sicht_bytes_of("a\\b\nc"), .has_size = true, .size_bytes = 7};
	expect_written("hashlist", &entry, "");
	expect_written("md5sum", &entry, "");
	expect_written("hashdeep", &entry, "");
	cr_assert(sicht_hex_decode(sicht_bytes_of(SHA256), entry.digests.sha256, 32));
	entry.digests.have = 1u << SICHT_DIGEST_SHA256;
	expect_written("hashlist", &entry, "");
	expect_written("md5sum", &entry, "\\" SHA256 "  a\\\\b\\nc\n");
	expect_written("hashdeep", &entry, "");
	cr_assert(sicht_hex_decode(sicht_bytes_of(MD5), entry.digests.md5, 16));
	entry.digests.have |= 1u << SICHT_DIGEST_MD5;
	expect_written("hashlist", &entry, MD5 "\n");
	expect_written("hashdeep", &entry, "7," MD5 "," SHA256 ",a\\\\b\\nc\n");
	entry.path = sicht_bytes_of("a, b");
	expect_written("md5sum", &entry, SHA256 "  a, b\n");
	expect_written("hashdeep", &entry, "7," MD5 "," SHA256 ",a, b\n");
	entry.path.size = 0;
	expect_written("md5sum", &entry, "");
	expect_written("hashdeep", &entry, "");
}
