/* SPDX-License-Identifier: MIT */
/* VICS JSON in the shapes that are met, refusals with their place, and back. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "index/list/formats.h"
#include "sicht/list.h"
#include "tests/index/store_helper.h"

TestSuite(list_vics, .init = helper_begin, .fini = helper_end);

#define PDQ "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
#define MD5_A "D41D8CD98F00B204E9800998ECF8427E"
#define MD5_B "00112233445566778899aabbccddeeff"
#define SHA1 "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"
#define SHA256 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define RECORD_A "{\"MD5\":\"" MD5_A "\"}"
#define RECORD_B "{\"MD5\":\"" MD5_B "\"}"
#define CATEGORISED "{\"MD5\":\"" MD5_A "\",\"Category\":0}"
#define BASE "http://github.com/"
#define CONTEXT_US                                                                                 \
	"\"@odata.context\":\"" BASE                                                               \
	"VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media\""
#define CONTEXT_UK                                                                                 \
	"\"@odata.context\":\"" BASE                                                               \
	"VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/UK/$metadata#Cases\""
#define CONTEXT_1 "\"odata.metadata\":\"" BASE "ICMEC/ProjectVic/DataModels/1.3.xml#Media\""

static const struct sicht_list_format *format(void)
{
	const struct sicht_list_format *vics = sicht_list_format_by_name("vics");
	cr_assert_not_null(vics);
	return vics;
}

/* What a list gives, as text: of each entry what is said, "-" for one without a hash. */
static enum sicht_status read_input(
	struct sicht_list_input *input, const char *scheme, struct sicht_text *out)
{
	struct sicht_arena arena = {0};
	void *reader = NULL;
	struct sicht_list_options options = {
		.profile = SICHT_PROFILE_REF512, .scheme = sicht_bytes_of(scheme)};
	enum sicht_status status = format()->reader->open(input, &options, &reader);
	while (status == SICHT_OK) {
		struct sicht_list_entry listed;
		bool end = false;
		status = format()->reader->next(reader, &arena, &listed, &end);
		if (status != SICHT_OK || end)
			break;
		const struct sicht_entry *entry = &listed.entry;
		char hex[65] = "";
		cr_assert(listed.by_digest);
		cr_assert_eq(entry->external.size, 0);
		if (listed.hashless) {
			sicht_text_append_string(out, "-;");
			continue;
		}
		for (int i = 0; i < SICHT_DIGEST_KIND_COUNT; i++) {
			enum sicht_digest_kind kind = (enum sicht_digest_kind)i;
			if ((entry->digests.have >> i & 1) == 0)
				continue;
			sicht_hex_encode(sicht_digest_get(&entry->digests, kind), 4, hex);
			sicht_text_printf(out, "%s=%.8s ", sicht_digest_name(kind), hex);
		}
		if (entry->category.code.size > 0)
			sicht_text_printf(out, "%.*s:%.*s ", (int)entry->category.scheme.size,
				(const char *)entry->category.scheme.data,
				(int)entry->category.code.size,
				(const char *)entry->category.code.data);
		if (entry->has_size)
			sicht_text_printf(out, "size=%lu ", entry->size_bytes);
		const struct sicht_bytes texts[] = {entry->path, entry->series, entry->tags};
		static const char *const names[] = {"path", "series", "tags"};
		for (size_t i = 0; i < 3; i++) {
			if (texts[i].size > 0)
				sicht_text_printf(out, "%s=%.*s ", names[i], (int)texts[i].size,
					(const char *)texts[i].data);
		}
		for (uint32_t i = 0; i < entry->hash_count; i++) {
			const struct sicht_window_print *hash = &entry->hashes[i];
			cr_assert(hash->profile == SICHT_PROFILE_REF512 && hash->exact &&
				  hash->window == SICHT_WINDOW_FULL && hash->form_count == 1);
			sicht_pdq_to_hex(&hash->form[0], hex);
			sicht_text_printf(out, "pdq=%.8s,%u ", hex, hash->quality);
		}
		sicht_text_append_string(out, ";");
	}
	format()->reader->close(reader);
	sicht_arena_free(&arena);
	return status;
}

static enum sicht_status read_text(const char *text, const char *scheme, struct sicht_text *out)
{
	struct sicht_list_input input = sicht_list_input_of(sicht_bytes_of(text), "list");
	return read_input(&input, scheme, out);
}

static void expect(const char *list, const char *scheme, const char *expected)
{
	struct sicht_text text = {0};
	ASSERT_OK(read_text(list, scheme, &text));
	cr_expect_str_eq(
		text.data != NULL ? text.data : "", expected, "%s\n-> %s\n", list, text.data);
	sicht_text_free(&text);
}

static void expect_refusal(const char *list, const char *message)
{
	struct sicht_text text = {0};
	enum sicht_status status = read_text(list, NULL, &text);
	cr_expect_eq(status, SICHT_ERROR_FORMAT, "%s", list);
	cr_expect_not_null(strstr(sicht_message(), message), "%s\n-> %s", list, sicht_message());
	sicht_text_free(&text);
}

#define A "md5=d41d8cd9 ;"
#define B "md5=00112233 ;"

Test(list_vics, hash_sets_cases_and_bare_arrays_are_read)
{
	expect("{\"value\":[" RECORD_A "," RECORD_B "]}", NULL, A B);
	expect("{\"value\":[]}", NULL, "");
	expect("[" RECORD_A "," RECORD_B "]", NULL, A B);
	expect("{\"media\":[" RECORD_A "]}", NULL, A);
	expect("{" CONTEXT_1 ",\"VALUE\" :\r\n [ " RECORD_A "\t,\n" RECORD_B " ] }\n", NULL, A B);
	expect("{" CONTEXT_US ",\"value\":[" RECORD_A "],\"more\":{\"Media\":[1]}}", NULL, A);
	expect("\xEF\xBB\xBF{\"value\":[" RECORD_A "]}", NULL, A);
	expect("{" CONTEXT_UK ",\"value\":[{\"CaseID\":\"x\",\"Media\":[" RECORD_A "]},"
	       "{\"Media\":[],\"CaseNumber\":1},{\"media\":[" RECORD_B
	       "],\"CaseMetadata\":[{\"a\":1}]}]}",
		NULL, A B);
	expect("[{\"Media\":[" RECORD_A "]}]", NULL, A);
	expect("{\"CaseID\":1,\"Media\":[" RECORD_A "],\"value\":[" RECORD_B "]}", NULL, A B);
}

Test(list_vics, all_that_an_entry_has_a_place_for_is_taken)
{
	expect("[{\"MediaID\":17,\"Category\":2,\"MD5\":\"" MD5_A "\",\"SHA1\":\"" SHA1
	       "\",\"MediaSize\":99,\"PhotoDNA\":\"AAAA\",\"Series\":\"s\",\"Tags\":\"a, b\","
	       "\"IsDistributed\":\"true\",\"VictimIdentified\":false,\"MimeType\":\"image\","
	       "\"RelativeFilePath\":\"files\\\\1.jpg\",\"DateUpdated\":\"2026-03-02T09:15:00+01:"
	       "00Z\","
	       "\"AlternativeHashes\":[{\"HashName\":\"PhotoDNA\",\"HashValue\":\"AAAA\"},"
	       "{\"hashname\":\"pdq\",\"HASHVALUE\":\"" PDQ "\",\"MD5\":\"x\"}]}]",
		"own",
		"md5=d41d8cd9 sha1=da39a3ee own:2 size=99 path=files\\1.jpg series=s "
		"tags=a, b\n pdq=f8f8f0ce,100 ;");
}

Test(list_vics, values_come_as_what_writers_make_of_them)
{
	expect("[{\"md5\":\"" MD5_A "\",\"CATEGORY\":\"0\",\"mediasize\":\"99\"}]", "s",
		"md5=d41d8cd9 s:0 size=99 ;");
	expect("[{\"MD5\":\"" MD5_A "\",\"Category\":0}]", "s", "md5=d41d8cd9 s:0 ;");
	expect("[{\"MD5\":\"" MD5_A "\",\"Category\":\"A\"}]", "s", "md5=d41d8cd9 s:A ;");
	expect("[{\"MD5\":\"" MD5_A "\",\"Category\":null,\"SHA1\":null,\"MediaSize\":\"\","
	       "\"MediaFiles\":null,\"AlternativeHashes\":null,\"Tags\":null,\"Series\":\"\"}]",
		NULL, A);
	expect("[{\"MD5\":\"" MD5_A "\",\"Category\":\"\"}]", NULL, A);
	expect("[{\"MD5\":\"" MD5_A "\",\"AlternativeHashes\":[{\"HashName\":\"SHA-256\","
	       "\"HashValue\":\"" SHA256 "\"},{\"HashName\":\"SHA1\",\"HashValue\":\"" SHA1
	       "\"},{},5,{\"HashName\":5}]}]",
		NULL, "md5=d41d8cd9 sha1=da39a3ee sha256=00010203 ;");
	expect("[{\"SHA256\":\"" SHA256 "\",\"Comments\":\"zero \\u0000 byte\"}]", NULL,
		"sha256=00010203 ;");
	expect("[{\"MD5\":\"" MD5_A "\",\"Tags\":\"a\\n\\nb\\n\"}]", NULL,
		"md5=d41d8cd9 tags=a\nb\n ;");
}

Test(list_vics, the_path_is_where_the_file_was_found)
{
	static const struct {
		const char *files, *path;
	} files[] = {
		{"[{\"FileName\":\"a.jpg\",\"FilePath\":\"/DCIM/a.jpg\"}]", "/DCIM/a.jpg"},
		{"[{\"FileName\":\"a.jpg\",\"FilePath\":\"/DCIM\"}]", "/DCIM/a.jpg"},
		{"[{\"FileName\":\"a.jpg\",\"FilePath\":\"/DCIM/\"}]", "/DCIM/a.jpg"},
		{"[{\"FileName\":\"a.jpg\",\"FilePath\":\"C:\\\\DCIM\"}]", "C:\\DCIM\\a.jpg"},
		{"[{\"FileName\":\"a.jpg\"},{\"FileName\":\"b.jpg\"}]", "a.jpg"},
		{"[{\"filepath\":\"/DCIM\"}]", "/DCIM"},
		{"[{}]", "7"},
		{"[]", "7"},
		{"5", "7"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct sicht_text list = {0}, expected = {0};
		sicht_text_printf(&list,
			"[{\"MD5\":\"" MD5_A "\",\"RelativeFilePath\":\"7\",\"MediaFiles\":%s}]",
			files[i].files);
		sicht_text_printf(&expected, "md5=d41d8cd9 path=%s ;", files[i].path);
		expect(list.data, NULL, expected.data);
		sicht_text_free(&list);
		sicht_text_free(&expected);
	}
}

Test(list_vics, records_without_a_hash_that_is_kept_are_passed_over)
{
	expect("[{\"MediaID\":1,\"PhotoDNA\":\"AAAA\"}," RECORD_A ",{},{\"MD5\":\"\"}]", NULL,
		"-;" A "-;-;");
}

/* A number is never taken without knowing its scheme. */
Test(list_vics, the_scheme_comes_from_the_option_or_from_the_context)
{
	static const char by_us[] = "md5=d41d8cd9 us-vics-2:0 ;";
	expect("{" CONTEXT_US ",\"value\":[" CATEGORISED "]}", NULL, by_us);
	expect("{" CONTEXT_UK ",\"value\":[" CATEGORISED "]}", NULL, "md5=d41d8cd9 uk-caid:0 ;");
	expect("{\"value\":[" CATEGORISED "]," CONTEXT_US "}", NULL, by_us);
	expect("{" CONTEXT_US ",\"value\":[{\"Media\":[" CATEGORISED "]}]}", NULL, by_us);
	expect("{" CONTEXT_US ",\"value\":[" CATEGORISED "]}", "own", "md5=d41d8cd9 own:0 ;");
	expect("{" CONTEXT_1 ",\"value\":[" CATEGORISED "]}", "us-vics-1",
		"md5=d41d8cd9 us-vics-1:0 ;");
	static const char refused[] = "Category: the list does not say up to here what its numbers "
				      "mean; name their scheme with --scheme: us-vics-1";
	expect_refusal("{" CONTEXT_1 ",\"value\":[" CATEGORISED "]}", refused);
	expect_refusal("[" CATEGORISED "]", "line 1, column 44: Category");
	expect_refusal("{\"x\":{" CONTEXT_US "},\"value\":[" CATEGORISED "]}", refused);
}

/* Behind more records than the head holds a context comes too late. */
Test(list_vics, a_late_context_is_refused_unless_the_scheme_is_given)
{
	struct sicht_text list = {0}, text = {0};
	sicht_text_append_string(&list, "{\"value\":[" CATEGORISED);
	for (int i = 0; i < 2000; i++)
		sicht_text_append_string(&list, "," RECORD_B);
	sicht_text_append_string(&list, "]," CONTEXT_US "}");
	const char *path = helper_path("late");
	helper_write(path, list.data, list.size);
	for (int given = 0; given < 2; given++) {
		struct sicht_list_input input;
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ASSERT_OK(sicht_list_input_open(fd, "list", &input));
		enum sicht_status status = read_input(&input, given ? "own" : NULL, &text);
		cr_expect_eq(status, given ? SICHT_OK : SICHT_ERROR_FORMAT);
		sicht_list_input_close(&input);
		close(fd);
	}
	cr_expect_not_null(strstr(sicht_message(), "--scheme"));
	sicht_text_free(&list);
	sicht_text_free(&text);
}

Test(list_vics, refusals_name_their_place_and_what_was_expected)
{
	static const char cut[] = "the list is cut off: expected ";
	expect_refusal("{\"value\":[" RECORD_A ",]}",
		"line 1, column 54: expected a record behind the comma: {, found ]");
	expect_refusal(
		"[" RECORD_A " " RECORD_A "]", "expected a comma or ] behind a record, found {");
	expect_refusal("[,", "column 2: expected a record or the end of the list: { or ], found ,");
	expect_refusal("[" RECORD_A ",5]", "expected a record behind the comma: {, found 5");
	expect_refusal("{\"value\":[" RECORD_A "]", cut);
	expect_refusal("{\"value\":[" RECORD_A, cut);
	expect_refusal("{\"value\":[" RECORD_A ",\n", "line 2, column 1: the list is cut off");
	expect_refusal("{\"value\":[" RECORD_A ",\n {\"MD5\":\"00",
		"line 2, column 2: the list is cut off: expected the end of the object");
	expect_refusal("{\"value\":[" RECORD_A "],}", "expected the name of a member, found }");
	expect_refusal("{\"value\":[" RECORD_A "] \"x\":1}", "expected a comma or } behind a list");
	expect_refusal("{ ,\"value\":[" RECORD_A "]}", "column 3: expected the name of a member");
	expect_refusal("{5 \"value\":[" RECORD_A "]}", "expected the name of a member, found 5");
	expect_refusal("{\"a\":1, 5 \"value\":[]}", "column 9: expected the name of a member");
	expect_refusal("{\"a\":tru,\"value\":[]}", "column 8: expected a JSON object");
	expect_refusal("{\"a\":1,,\"value\":[]}", "expected a JSON object");
	expect_refusal("{\"value\" [" RECORD_A "]}", "expected a colon, found [");
	expect_refusal("{\"value\":[],\"a\":1,}", "expected a JSON object");
	expect_refusal("{\"value\":5}", "expected an array of records under the name");
	expect_refusal("[]]", "expected the end of the file, found ]");
	expect_refusal("[" RECORD_A "]x", "expected the end of the file, found x");
	expect_refusal("", "cut off");
	expect_refusal("\xFF", "expected a list of records: [ or {, found a byte FF");
	expect_refusal("[{\"MD5\":\"" MD5_A "\",}]", "expected a JSON object");
	expect_refusal("[{\"MD5\":\"" MD5_A "\"\n,\n \"MD5\":\"" MD5_A "\"}]", "line 3, column");
	expect_refusal("[{\"MD5\":\"" MD5_A "\",\"md5\":\"" MD5_B "\"}]", "no more than one");
	expect_refusal("[{\"x\":[{\"MD5\":1}],\n\"MD5\":\"00\"}]",
		"line 2, column 1: MD5: expected 32 hex digits");
	expect_refusal("[{\"MD5\":5}]", "line 1, column 3: MD5: expected 32 hex digits");
	expect_refusal("[{\"SHA1\":\"x\"}]", "SHA1: expected 40 hex digits");
	expect_refusal("[{\"SHA256\":\"x\"}]", "SHA256: expected 64 hex digits");
	expect_refusal("[{\"MediaSize\":-1}]", "MediaSize: expected a size in bytes");
	expect_refusal("[{\"MediaSize\":\"9999999999999999999\"}]", "expected a size in bytes");
	expect_refusal("[{\"MediaSize\":1.5}]", "a string or a whole number");
	expect_refusal("[{\"Category\":true}]", "Category: expected a string or a whole number");
	expect_refusal("[{\"Series\":[]}]", "Series: expected a string or a whole number");
	expect_refusal("[{\"Series\":\"\\u0000\"}]", "Series: expected text");
	expect_refusal("[{\"AlternativeHashes\":{}}]", "AlternativeHashes: expected an array");
	expect_refusal("[{\"AlternativeHashes\":[{\"HashName\":\"PDQ\",\"HashValue\":\"00\"}]}]",
		"AlternativeHashes: expected 64 hex digits");
	expect_refusal("[{\"MD5\":\"\xFF\"}]", "expected a JSON object");
}

/* What nothing is taken of is checked all the same, wherever it stands. */
Test(list_vics, members_that_are_skipped_are_checked)
{
	static const char *const right[] = {"\"x\":\"\"", " \"x\" : \"~ !\" ", "\"x\":\"\\u00e4\"",
		"\"\xC3\xA4\":\"\xC3\xA4\"", "\"x\":1", "\"x\":[\"a\",\"b\"]", "\"\\n\":\"\""};
	static const char *const wrong[] = {"\"x\":\"\\u00\"", "\"x\":\"\t\"", "\"x\":\"\x80\"",
		"\"x\" \"y\"", "\"x\":\"y\" 5", "\"x\"", "\"x\":", "5 \"x\":\"y\"", "", " ",
		"\"\t\":\"y\"", "\"x\":\"\x7F\"}"};
	static const char *const records[] = {"[{%s,\"MD5\":\"" MD5_A "\"}]",
		"[{\"MD5\":\"" MD5_A "\",%s}]",
		"[{\"y\":\"z\",%s,\"MD5\":\"" MD5_A "\",\"z\":\"\"}]"};
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		for (size_t j = 0; j < sizeof right / sizeof *right; j++) {
			struct sicht_text list = {0};
			sicht_text_printf(&list, records[i], right[j]);
			expect(list.data, NULL, A);
			sicht_text_free(&list);
		}
		for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
			struct sicht_text list = {0};
			sicht_text_printf(&list, records[i], wrong[j]);
			expect_refusal(list.data, "line 1, column ");
			sicht_text_free(&list);
		}
	}
	expect_refusal("[{\"y\":\"z\",}]", "line 1, column 11: expected a JSON object");
	expect_refusal("[{\"y\":\"z\"]]", "expected a JSON object");
	expect("[{\"y\":\"z\"},{\"y\":\"z\",\"z\":\"\"}]", NULL, "-;-;");
	struct sicht_text list = {0};
	sicht_text_append_string(&list, "[{");
	for (int i = 0; i < 100; i++)
		sicht_text_printf(&list, "\"x%d\":\"y\",", i);
	sicht_text_append_string(&list, "\"MD5\":\"" MD5_A "\"}]");
	expect(list.data, NULL, A);
	sicht_text_free(&list);
}

/* Wherever the end of a buffer falls, and in whatever pieces a list comes. */
Test(list_vics, pieces_of_any_size_give_the_same)
{
	static const char record[] = " { \"MD5\" : \"" MD5_A "\" , \"x\\\\\" : \"\\\"]}\\\\\" } ,";
	for (size_t shift = 0; shift < sizeof record; shift++) {
		struct sicht_text list = {0}, text = {0};
		size_t count = 0;
		sicht_text_append_string(&list, "[");
		for (size_t i = 0; i < shift; i++)
			sicht_text_append_string(&list, " ");
		for (; list.size < ((size_t)1 << 18) + 4096; count++)
			sicht_text_append_string(&list, record);
		sicht_text_append_string(&list, RECORD_A "]");
		ASSERT_OK(read_text(list.data, NULL, &text));
		cr_assert_eq(text.size, (count + 1) * strlen(A));
		sicht_text_free(&list);
		sicht_text_free(&text);
	}
}

Test(list_vics, a_record_without_an_end_is_refused)
{
	size_t size = 40u << 20;
	char *text = malloc(size + 1);
	memset(text, 'x', size);
	text[size] = '\0';
	memcpy(text, "[{\"MD5\":\"", 9);
	expect_refusal(text, "line 1, column 2: expected the end of the object that begins here; "
			     "none may be longer than 16 MiB");
	free(text);
}

Test(list_vics, content_tells_the_format)
{
	static const struct {
		const char *text;
		bool is;
	} heads[] = {
		{"{" CONTEXT_US ",\"value\":[", true},
		{"\xEF\xBB\xBF\n[ {\"mediaid\":1", true},
		{"[{\"md5\":\"", true},
		{"{\"Media\" : [{\"MD5\"", true},
		{"{\"value\":[{\"Media\":[{\"md5\"", true},
		{"{\"@odata.context\":\"x\",\"value\":[]}\n", false},
		{"{\"entry\":1,\"md5\":\"" MD5_B "\",\"media\":\"image/jpeg\"}\n", false},
		{"{\"path\":\"\\\"value\\\":[\",\"md5\":\"" MD5_B "\"}\n", false},
		{"[\"MD5\"]", false},
		{"MD5", false},
		{"", false},
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		cr_expect_eq(format()->sniff(sicht_bytes_of(heads[i].text)), heads[i].is, "%s",
			heads[i].text);
}

/* ---- into a store, and out */

static enum sicht_status import(
	const char *store, const char *list, struct sicht_import_totals *totals)
{
	const char *path = helper_path("list.json");
	struct sicht_import_options options = {.set = "set", .role = SICHT_ROLE_KNOWN};
	options.list.scheme = sicht_bytes_of("us-vics-2");
	helper_write(path, list, strlen(list));
	struct sicht_indexer *indexer = helper_open(store);
	enum sicht_status status = sicht_list_import(indexer, path, &options, totals);
	if (status == SICHT_OK)
		status = sicht_indexer_commit(indexer);
	sicht_indexer_close(indexer);
	return status;
}

static char *export_as(const char *store_path, const char *name, const char *set)
{
	const char *path = helper_path("out");
	struct sicht_store *store = NULL;
	struct sicht_export_options options = {
		.format = sicht_list_format_by_name(name), .set = set};
	uint64_t written = 0;
	size_t size;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ASSERT_OK(sicht_store_open(store_path, NULL, &store));
	ASSERT_OK(sicht_list_export(store, &options, fd, &written));
	sicht_store_close(store);
	close(fd);
	char *text = (char *)helper_read(path, &size);
	text = realloc(text, size + 1);
	text[size] = '\0';
	for (char *at = text; (at = strstr(at, "DateUpdated\":\"")) != NULL; at++)
		memcpy(at + 14, "2026-01-01T00:00:00Z", 20);
	return text;
}

static const char exported[] =
	"{\"@odata.context\":\"" BASE
	"VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/CUSTOM/$metadata#Media\",\"value\":[\n"
	"{\"MediaID\":1,\"Category\":0,\"MD5\":\"" MD5_A "\",\"SHA1\":\"" SHA1 "\","
	"\"MediaSize\":0,\"Series\":\"s\",\"Tags\":\"a, "
	"b\",\"DateUpdated\":\"2026-01-01T00:00:00Z\","
	"\"AlternativeHashes\":[{\"HashName\":\"SHA256\",\"HashValue\":\""
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\"},"
	"{\"HashName\":\"PDQ\",\"HashValue\":\"" PDQ "\"}]},\n"
	"{\"MediaID\":2,\"Category\":\"01\",\"MD5\":\"00112233445566778899AABBCCDDEEFF\","
	"\"DateUpdated\":\"2026-01-01T00:00:00Z\"}\n]}\n";

Test(list_vics, what_is_exported_is_imported_and_exported_the_same)
{
	const char *first = helper_path("first"), *second = helper_path("second");
	struct sicht_import_totals totals;
	ASSERT_OK(import(first, exported, &totals));
	cr_expect(totals.added == 2 && totals.hashes == 1 && totals.digests == 4);
	char *text = export_as(first, "vics", NULL);
	cr_expect_str_eq(text, exported);
	ASSERT_OK(import(second, text, &totals));
	ASSERT_OK(import(second, text, &totals));
	cr_expect_eq(totals.unchanged, 2);
	free(text);
	text = export_as(second, "vics", NULL);
	cr_expect_str_eq(text, exported);
	free(text);
}

/* No MD5, or a hash that is not worth a search: not written. No entry: still a list. */
Test(list_vics, what_has_no_place_is_left_out)
{
	struct sicht_import_totals totals;
	const char *store = helper_path("store");
	ASSERT_OK(import(store, "{\"sha1\":\"" SHA1 "\"}\n", &totals));
	char *text = export_as(store, "vics", NULL);
	cr_expect_not_null(strstr(text, "\"value\":[\n\n]}\n"));
	free(text);
	ASSERT_OK(import(store,
		"{\"sha1\":\"" SHA1 "\"}\n{\"md5\":\"" MD5_B "\",\"pdq\":["
		"{\"hash\":\"" PDQ "\",\"quality\":49},"
		"{\"hash\":\"" PDQ "\",\"window\":\"trim-a\"},"
		"{\"hash\":\"" PDQ "\",\"page\":2},"
		"{\"hash\":\"" PDQ "\",\"profile\":\"ref512\"},"
		"{\"hash\":\"" PDQ "\",\"profile\":\"fullres\"}]}\n",
		&totals));
	text = export_as(store, "vics", NULL);
	cr_expect_not_null(strstr(
		text, "\"value\":[\n{\"MediaID\":1,\"MD5\":\"00112233445566778899AABBCCDDEEFF\","));
	cr_expect_not_null(strstr(text, "\"AlternativeHashes\":[{\"HashName\":\"PDQ\","
					"\"HashValue\":\"" PDQ "\"}]}\n]}\n"));
	free(text);
}

/* A list has one scheme, and does not say which. */
Test(list_vics, categories_of_two_schemes_are_not_mixed)
{
	struct sicht_import_totals totals;
	struct sicht_store *store = NULL;
	struct sicht_export_options options = {.format = format()};
	uint64_t written = 0;
	ASSERT_OK(import(helper_path("store"),
		"{\"md5\":\"" MD5_A "\",\"category\":{\"scheme\":\"one\",\"code\":\"1\"}}\n"
		"{\"md5\":\"" MD5_B "\",\"category\":{\"scheme\":\"two\",\"code\":\"1\"}}\n",
		&totals));
	ASSERT_OK(sicht_store_open(helper_path("store"), NULL, &store));
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	ASSERT_FAILS(sicht_list_export(store, &options, fd, &written), SICHT_ERROR_USAGE,
		"categories of the schemes one and two");
	close(fd);
	sicht_store_close(store);
}

/* MediaID and path change from edition to edition, and digests are added: still the same files. */
Test(list_vics, editions_are_compared_by_digest)
{
	static const char first[] =
		"[{\"MediaID\":1,\"MD5\":\"" MD5_A "\",\"Category\":1,\"RelativeFilePath\":\"1\"},"
		"{\"MediaID\":2,\"MD5\":\"" MD5_B "\",\"Category\":1}]";
	static const char second[] =
		"[{\"MediaID\":1,\"MD5\":\"" MD5_B "\",\"Category\":2,\"SHA1\":\"" SHA1 "\"},"
		"{\"MediaID\":2,\"MD5\":\"" MD5_A "\",\"Category\":1,\"RelativeFilePath\":\"2\"}]";
	const char *store = helper_path("store");
	struct sicht_import_totals totals;
	ASSERT_OK(import(store, first, &totals));
	cr_expect(totals.added == 2 && totals.contradicted == 0);
	ASSERT_OK(import(store, first, &totals));
	cr_expect_eq(totals.unchanged, 2);
	ASSERT_OK(import(store, second, &totals));
	cr_expect(totals.added == 0 && totals.recategorised == 1 && totals.gone == 0 &&
		  totals.unchanged == 0);
}

Test(list_vics, a_file_in_two_categories_is_kept_and_counted)
{
	static const char list[] =
		"[{\"MD5\":\"" MD5_A "\",\"Category\":1}," RECORD_A ",{\"MD5\":\"" MD5_A
		"\",\"Category\":2},{\"MD5\":\"" MD5_A "\",\"Category\":3},"
		"{\"MD5\":\"" MD5_B "\",\"Category\":1},{\"MD5\":\"" MD5_B "\",\"Category\":1},{}]";
	const char *store = helper_path("store");
	struct sicht_import_totals totals;
	ASSERT_OK(import(store, list, &totals));
	cr_expect_eq(totals.entries, 6);
	cr_expect_eq(totals.added, 6);
	cr_expect_eq(totals.hashless, 1);
	cr_expect_eq(totals.contradicted, 1);
	cr_expect_eq(totals.contradicted_first, 0xD41D8CD98F00B204);
	ASSERT_OK(import(store, list, &totals));
	cr_expect_eq(totals.unchanged, 6);
}

Test(list_vics, a_wrong_end_changes_nothing)
{
	const char *store = helper_path("store");
	uint64_t before = 0, after = 0;
	struct sicht_import_totals totals;
	helper_fill(store, "set", SICHT_ROLE_KNOWN, 0, 10);
	ASSERT_OK(helper_read_all(store, &before));
	ASSERT_FAILS(import(store, "[" RECORD_A "," RECORD_B, &totals), SICHT_ERROR_FORMAT,
		"list.json: line 1, column 87: the list is cut off");
	ASSERT_OK(helper_read_all(store, &after));
	cr_expect_eq(before, after);
}
