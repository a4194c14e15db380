/* SPDX-License-Identifier: MIT */
/* Lists that are tables: csv as it comes, columns by name and by --map, and csv written. */
#include <stdio.h>
#include <stdlib.h>

#include "sicht/limits.h"
#include "tests/index/list/list_helper.h"

#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define MD5_B "0123456789abcdef0123456789abcdef"
#define SHA1 "da39a3ee5e6b4b0d3255bfef95601890afd80709"
#define SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define PDQ "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
#define IS_MD5 "\"md5\":\"" MD5 "\""
#define IS_MD5_B "\"md5\":\"" MD5_B "\""
#define NAMED(path) "\"path\":\"" path "\"," IS_MD5 "\n"

TestSuite(list_csv, .init = helper_begin, .fini = helper_end);

static void expect(const char *list, const char *lines)
{
	struct sicht_list_options options = {.scheme = sicht_bytes_of("own")};
	helper_expect_list("csv", list, &options, lines);
}

static void expect_refusal(const char *list, const char *message)
{
	helper_expect_refusal("csv", list, NULL, message);
}

Test(list_csv, columns_are_found_by_name_and_delimiters_by_the_header)
{
	expect("md5,path\n" MD5 ",a\n", NAMED("a"));
	expect("Name;MD5;Size\na,b;" MD5 ";5\n", "\"path\":\"a,b\",\"size\":5," IS_MD5 "\n");
	expect("Name\tHash (MD5)\na b\t" MD5 "\n", NAMED("a b"));
	expect("\xEF\xBB\xBFsep=;\r\nMD5;File Name\r\n" MD5 ";a\r\n", NAMED("a"));
	expect("Category,Initial Category,MD5,SHA-1,PhotoDNA,Series Name,Tags,File Name,File Path\n"
	       "2,1,D41D8CD98F00B204E9800998ECF8427E," SHA1 ",AA,s,t,b.jpg,C:\\x\\b.jpg\n",
		"\"path\":\"C:\\\\x\\\\b.jpg\"," IS_MD5 ",\"sha1\":\"" SHA1
		"\",\"category\":{\"scheme\":\"own\",\"code\":\"2\"},\"series\":\"s\",\"tags\":["
		"\"t\"]\n");
	cr_assert(helper_looks_like("csv", "Name;SHA-256\n"));
	cr_assert_not(helper_looks_like("csv", "Name;Hash\n"));
	cr_assert_not(helper_looks_like("csv", ""));
}

Test(list_csv, quotes_hold_delimiters_line_breaks_and_quotes)
{
	expect("md5,path\r\n" MD5 ",\"a, \"\"b\"\"\"\r\n", NAMED("a, \\\"b\\\""));
	expect("md5,path\n" MD5 ",\"a\r\nb\n\nc\"\n" MD5_B ",d\n",
		NAMED("a\\u000d\\nb\\n\\nc") "\"path\":\"d\"," IS_MD5_B "\n");
	expect("md5,path\n" MD5 ",5\" disk\n", NAMED("5\\\" disk"));
	expect("md5,path\n" MD5 ",\"a\"b\"\n", NAMED("a\\\"b"));
	expect("md5,path\n\"" MD5 "\" ,\"\"\n", IS_MD5 "\n");
}

Test(list_csv, rows_are_named_where_they_are_wrong)
{
	expect_refusal("md5,path\n" MD5 ",a\n" MD5 "0,b\n",
		"line 3, column 1: found \"" MD5 "0\", expected 32 hex digits (md5)");
	expect_refusal("path,md5\n\"a\nb\"," MD5 "\n\"c\nd\",12\n",
		"line 5, column 4: found \"12\", expected 32 hex digits (md5)");
	expect_refusal("md5,path\n" MD5 ",a,b\n",
		"line 2, column 36: found \"b\", expected the end of the row, since the header has "
		"2 columns; a field that holds the delimiter stands in quotes");
	expect_refusal("pdq,quality\n" PDQ ",101\n",
		"line 2, column 66: found \"101\", expected a quality of 0 to 100");
	expect_refusal("md5,size\n" MD5 ",1.5\n",
		"line 2, column 34: found \"1.5\", expected a size in bytes");
}

Test(list_csv, what_a_quote_or_a_row_lacks_is_truncated)
{
	expect_refusal("md5,path\n" MD5 ",\"a\nb\n",
		"line 2, column 34: expected a quote where this field ends, found the end of the "
		"list: it is truncated");
	expect_refusal("md5,path\n" MD5 ",\"a",
		"line 2, column 34: expected a quote where this field ends, found the end of the "
		"list; the list ends in this line, perhaps it is truncated");
	expect_refusal("md5,path\n" MD5 ",a\n" MD5, "line 3, column 33: found 1 of 2 columns; the "
						    "list ends in this line, perhaps it is "
						    "truncated");
	expect("md5,path\n" MD5 "\n" MD5 ",a", IS_MD5 "\n" NAMED("a"));
}

Test(list_csv, an_open_quote_does_not_take_the_list)
{
	size_t size = SICHT_LIST_LINE_BYTES_MAX + 4096;
	char *list = malloc(size);
	struct sicht_text text = {0};
	cr_assert_not_null(list);
	memset(list, 'x', size);
	for (size_t i = 100; i < size; i += 100)
		list[i] = '\n';
	memcpy(list, "md5,path\n\"", 10);
	ASSERT_FAILS(helper_read_list("csv", sicht_bytes(list, size), NULL, &text),
		SICHT_ERROR_FORMAT,
		"line 2, column 1: expected a quote where this field ends; no row may be longer");
	sicht_text_free(&text);
	free(list);
}

static unsigned tells;
static char told[1024];

static void tell(void *context, const char *line)
{
	(void)context;
	tells++;
	snprintf(told, sizeof told, "%s", line);
}

Test(list_csv, a_map_goes_before_names)
{
	struct sicht_list_options options = {
		.map = sicht_bytes_of("md5=Hash, category=Kat,series=category,path="),
		.scheme = sicht_bytes_of("us-vics-2"),
		.tell = tell,
	};
	helper_expect_list("csv", "Hash;Kat;Category;Path\n" MD5 ";1;s;a\n", &options,
		IS_MD5
		",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"1\"},\"series\":\"s\"\n");
	cr_assert_eq(tells, 1);
	cr_assert_str_eq(told, "columns: md5 from \"Hash\", category from \"Kat\", series from "
			       "\"Category\"; not used: \"Path\"");
	options.map = sicht_bytes_of("md5=Hush");
	helper_expect_refusal("csv", "Hash;Kat\n", &options,
		"line 1, column 1: expected a column that --map names: Hush, found the columns "
		"\"Hash\", \"Kat\"");
	struct sicht_text text = {0};
	options.map = sicht_bytes_of("hash=Hash");
	ASSERT_FAILS(helper_read_list("csv", sicht_bytes_of("Hash\n"), &options, &text),
		SICHT_ERROR_USAGE, "--map: expected FIELD=COLUMN,..., with the fields md5, sha1");
	sicht_text_free(&text);
}

Test(list_csv, without_hashes_or_a_scheme_it_is_refused)
{
	expect_refusal("Name,Hash\na," MD5 "\n",
		"line 1, column 1: expected a column of hashes (md5, sha1, sha256 or pdq; --format "
		"csv --map md5=COLUMN names it), found the columns \"Name\", \"Hash\"");
	expect_refusal("md5,Category\n" MD5 ",1\n",
		"line 1, column 5: found \"Category\", expected to be told what its categories "
		"mean: name their scheme with --scheme");
	expect_refusal("md5,category,scheme\n" MD5 ",1,x\n" MD5_B ",1,\n",
		"line 3, column 34: found \"1\", expected a scheme for this category");
}

Test(list_csv, rows_without_a_hash_are_counted_and_blank_ones_are_not)
{
	expect("md5,path\n,a\n,\n" MD5 ",b\n\n,c\n", NAMED("b"));
	cr_assert_eq(helper_hashless, 2);
}

/* What is written of an entry, behind its header, and read again. */
static void expect_back(const struct sicht_entry *entry, const char *row)
{
	struct sicht_list_entry listed = {.entry = *entry}, expected = {0};
	struct sicht_text list = {0}, text = {0}, lines = {0};
	sicht_csv_writer.begin(&list);
	sicht_csv_writer.entry(&list, &listed);
	cr_assert_str_eq(strchr(list.data, '\n') + 1, row);
	expected.entry = *entry;
	sicht_jsonl_writer.entry(&lines, &expected);
	ASSERT_OK(helper_read_list("csv", sicht_text_bytes(&list), NULL, &text));
	cr_assert_str_eq(text.data, lines.data);
	sicht_text_free(&list);
	sicht_text_free(&text);
	sicht_text_free(&lines);
}

Test(list_csv, all_that_has_a_column_comes_back)
{
	struct sicht_window_print hash = {
		.profile = SICHT_PROFILE_REF512, .quality = 77, .exact = true, .form_count = 1};
	struct sicht_entry entry = {
		.category = {sicht_bytes_of("us-vics-2"), sicht_bytes_of("1")},
		.path = sicht_bytes_of("C:\\a, \"b\"\n\xC3\xBC.jpg"),
		.series = sicht_bytes_of("=1+1"),
		.external = sicht_bytes_of("'-x"),
		.tags = sicht_bytes_of("x\ny z\n"),
		.media = SICHT_MEDIA_JPEG,
		.has_size = true,
		.size_bytes = 17,
		.hash_count = 1,
		.hashes = &hash,
	};
	cr_assert(sicht_pdq_from_hex(sicht_bytes_of(PDQ), &hash.form[0]));
	expect_back(&entry, ",,," PDQ ",77,ref512,1,us-vics-2,\"'=1+1\",\"C:\\a, "
			    "\"\"b\"\"\n\xC3\xBC.jpg\",17,image/jpeg,\"x|y z\",\"''-x\"\n");
	cr_assert(sicht_hex_decode(sicht_bytes_of(MD5), entry.digests.md5, 16));
	entry = (struct sicht_entry){.digests = entry.digests, .path = sicht_bytes_of("'a'")};
	entry.digests.have = 1u << SICHT_DIGEST_MD5;
	expect_back(&entry, MD5 ",,,,,,,,,'a',,,,\n");
}

/* A table is looked at in a terminal as well, and in a spreadsheet that takes UTF-8. */
Test(list_csv, names_that_are_no_text_are_escaped)
{
	struct sicht_list_entry listed = {
		.entry = {.path = sicht_bytes_of("a\\b\x1b[2J\r\xFF\n.jpg"), .digests.have = 1}};
	struct sicht_text text = {0};
	sicht_csv_writer.entry(&text, &listed);
	cr_expect_not_null(strstr(text.data, ",a\\\\b\\x1b[2J\\x0d\\xff\\n.jpg,"), "%s", text.data);
	sicht_text_free(&text);
}

Test(list_csv, of_a_picture_the_full_window_has_a_place)
{
	struct sicht_window_print hash = {.window = SICHT_WINDOW_TRIM_A, .form_count = 1};
	struct sicht_list_entry listed = {.entry = {.hash_count = 1, .hashes = &hash}};
	struct sicht_text text = {0};
	sicht_csv_writer.entry(&text, &listed);
	cr_assert_eq(text.size, 0);
	hash.window = SICHT_WINDOW_FULL;
	sicht_csv_writer.entry(&text, &listed);
	cr_assert(text.size > 0);
	sicht_text_free(&text);
}

#define ICSE                                                                                       \
	"MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series "  \
	"name;Number of submissions;File Available;Media Type;Baseline\r\n"

Test(list_csv, icse_says_baseline_by_a_scheme_of_its_own)
{
	helper_expect_list("icse",
		ICSE MD5 ";" SHA1 ";AA==;17;yes;no;yes;summer;3;yes;Image;yes\r\n" MD5_B
			 ";;;18;;;;;;;;No\r\n",
		NULL,
		"\"external\":\"17\"," IS_MD5 ",\"sha1\":\"" SHA1
		"\",\"category\":{\"scheme\":\"interpol-baseline\",\"code\":\"yes\"},\"series\":"
		"\"summer\",\"tags\":[\"distributed\",\"offender-identified\"]\n\"external\":"
		"\"18\"," IS_MD5_B
		",\"category\":{\"scheme\":\"interpol-baseline\",\"code\":\"no\"}\n");
	helper_expect_list("icse", "Baseline;ZZ40;Image ID;SHA1\n;x;5;" SHA1 "\n", NULL,
		"\"external\":\"5\",\"sha1\":\"" SHA1 "\"\n");
	helper_expect_refusal("icse", "MD5;Image ID;Baseline\n" MD5 ";1;maybe\n", NULL,
		"line 2, column 36: found \"maybe\", expected yes or no");
	cr_assert(helper_looks_like("icse", ICSE));
	cr_assert_not(helper_looks_like("icse", "MD5;Image ID\n"));
	cr_assert_not(helper_looks_like("icse", "MD5,Image ID,Baseline\n"));
}

#define NSRL                                                                                       \
	"\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\","  \
	"\"SpecialCode\"\r\n"
#define IS_SHA1 ",\"sha1\":\"" SHA1 "\""

Test(list_csv, nsrl_takes_a_file_of_several_products_once)
{
	helper_expect_list("nsrl",
		NSRL "\"" SHA1 "\",\"" MD5 "\",\"0\",\"a\\b.dll\",17,1,\"x\",\"\"\r\n"
		     "\"" SHA1 "\",\"" MD5 "\",\"0\",\"c.dll\",17,2,\"x\",\"\"\r\n"
		     "\"" SHA1 "\",\"" MD5_B "\",\"0\",\"d\",18,2,\"x\",\"\"\r\n",
		NULL,
		"\"path\":\"a\\\\b.dll\",\"size\":17," IS_MD5 IS_SHA1 "\n"
		"\"path\":\"d\",\"size\":18," IS_MD5_B IS_SHA1 "\n");
	helper_expect_list("nsrl",
		"\"SHA-1\",\"FileName\",\"FileSize\",\"ProductCode\",\"OpSystemCode\",\"MD4\","
		"\"MD5\","
		"\"CRC32\",\"SpecialCode\"\n\"" SHA1 "\",\"a\",5,1,\"x\",\"" MD5_B "\",\"" MD5
		"\",\"0\",\"\"\n",
		NULL, "\"path\":\"a\",\"size\":5," IS_MD5 IS_SHA1 "\n");
	cr_assert(helper_looks_like("nsrl", NSRL));
	cr_assert_not(helper_looks_like("nsrl", "SHA-1,MD5,FileName\n"));
}
