/* SPDX-License-Identifier: MIT */
/* Files of findings: what is refused, in which words; whole, unfinished, cut; gaps; the seal. */
#include "tests/finding/file.h"

#include <stdio.h>
#include <stdlib.h>

#include "sicht/limits.h"

#define LINE(ordinal, more)                                                                        \
	"{\"ordinal\":" #ordinal ",\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[]" more "}\n"
#define MATCHED(match)                                                                             \
	"{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[{" match "}]}\n"
#define DIGEST_MATCH(more)                                                                         \
	MATCHED("\"by\":\"md5\",\"tier\":\"identical\",\"entry\":1,\"known\":\"k\",\"set\":\"s\"," \
		"\"role\":\"known\"" more)
#define PDQ_MATCH(distance, more)                                                                  \
	MATCHED("\"by\":\"pdq\",\"distance\":" distance ",\"window\":\"full\",\"known_window\":"   \
		"\"full\",\"transform\":\"original\",\"profile\":\"fullres\",\"tier\":\"match\","  \
		"\"entry\":1,\"known\":\"k\",\"set\":\"s\",\"role\":\"known\"" more)
#define RANKED(tier, score)                                                                        \
	",\"rank\":{\"place\":1,\"tier\":\"" tier "\",\"score\":" #score ",\"reason\":\"r\"}"
#define MAX "9223372036854775807"

Test(findings, a_line_is_refused_with_its_number_and_a_reason)
{
	static const struct {
		const char *line, *reason;
	} cases[] = {
		{"{\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[]}\n",
			"its ordinal is missing"},
		{"{\"ordinal\":0,\"outcome\":\"empty\",\"matches\":[]}\n", "its path is missing"},
		{"{\"ordinal\":0,\"path\":\"a\",\"matches\":[]}\n", "its outcome is missing"},
		{"{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"empty\"}\n",
			"its matches is missing"},
		{"\n", "it is not one object"},
		{"[]\n", "it is not one object"},
		{" " LINE(0, ""), "it is not one object"},
		{"{\"ordinal\":}\n", "it is not JSON: unexpected token near '}'"},
		{LINE(0, ",\"ordinal\":1"),
			"it is not JSON: duplicate object key near '\"ordinal\"'"},
		{LINE(-1, ""), "its ordinal is no whole number from 0 to " MAX},
		{LINE("1", ""), "its ordinal is no whole number from 0 to " MAX},
		{LINE(1.0, ""), "its ordinal is no whole number from 0 to " MAX},
		{LINE(0, ",\"source\":1"), "its source is none of the header's"},
		{LINE(0, ",\"source\":4294967296"),
			"its source is no whole number from 0 to 4294967295"},
		{LINE(0, ",\"exhibit\":7"), "its exhibit is no text"},
		{LINE(0, ",\"size\":-3"), "its size is no whole number from 0 to " MAX},
		{LINE(0, ",\"mtime\":\"2025-02-30T00:00:00Z\""),
			"its mtime is no time like 2025-03-18T09:15:00Z"},
		{LINE(0, ",\"mtime\":5"), "its mtime is no text"},
		{LINE(2, ",\"hard_link_of\":2"), "its hard_link_of is no ordinal before its own"},
		{LINE(0, ",\"media\":\"image/\\u001b\""), "its media 'image/\\x1b' is unknown"},
		{LINE(0, ",\"volatile\":1"), "its volatile is neither true nor false"},
		{LINE(0, ",\"anomaly\":\"odd\""), "its anomaly 'odd' is unknown"},
		{LINE(0, ",\"detail\":null"), "its detail is no text"},
		{LINE(0, ",\"md5\":\"00\""), "its md5 is not 32 hex digits"},
		{LINE(0, ",\"sha1\":\"00\""), "its sha1 is not 40 hex digits"},
		{LINE(0, ",\"sha256\":\"xy\""), "its sha256 is not 64 hex digits"},
		{LINE(0, ",\"width\":0,\"height\":1"),
			"its width is no whole number from 1 to 4294967295"},
		{LINE(0, ",\"width\":1"), "its width and height are not both there"},
		{LINE(0, ",\"pictures\":1"),
			"its pictures is no whole number from 2 to 4294967295"},
		{LINE(0, ",\"pictures\":2,\"pictures_examined\":2"),
			"its pictures_examined are not fewer than its pictures"},
		{LINE(0, ",\"pdq\":[]"), "pdq: it is no object"},
		{LINE(0, ",\"pdq\":{\"hash\":\"00\"}"), "pdq: its hash is not 64 hex digits"},
		{LINE(0, ",\"pdq\":{\"quality\":101}"),
			"pdq: its quality is no whole number from 0 to 100"},
		{LINE(0, ",\"pdq\":{\"quality\":1,\"profile\":\"fullres\"}"),
			"pdq: its hash is missing"},
		{LINE(0, ",\"matches_omitted\":0"),
			"its matches_omitted is no whole number from 1 to " MAX},
		{"{\"ordinal\":0,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":7}\n",
			"its matches is no array"},
		{LINE(0, RANKED("other", 1)), "its rank and group are not both there"},
		{LINE(0, ",\"group\":0"), "its rank and group are not both there"},
		{LINE(0, RANKED("best", 1) ",\"group\":0"), "rank: its tier 'best' is unknown"},
		{LINE(0, RANKED("other", 1001) ",\"group\":0"),
			"rank: its score is no whole number from 0 to 1000"},
		{LINE(0, RANKED("other", 1) ",\"group\":1"),
			"its group is an ordinal behind its own"},
		{LINE(0, ",\"sicht\":\"end\""), "it has a member sicht, as no finding has"},
		{LINE(0, ",\"path_b64\":\"YQ==\""),
			"its path and its path_b64 are not the same name"},
		{LINE(0, ",\"path_b64\":\"/w==\""),
			"its path and its path_b64 are not the same name"},
		{LINE(0, ",\"path_b64\":\"_\""), "its path_b64 is no base64"},
	};
	char text[4096], message[256];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, HEADER "%s", cases[i].line);
		snprintf(message, sizeof message, "line 2 of F is damaged: %s", cases[i].reason);
		expect_refusal(text, false, message);
	}
}

Test(findings, a_match_is_refused_with_its_number)
{
	static const struct {
		const char *line, *reason;
	} cases[] = {
		{MATCHED("\"by\":\"luck\""), "its by 'luck' is unknown"},
		{MATCHED("\"by\":\"md5\""), "its tier is missing"},
		{DIGEST_MATCH(",\"distance\":1"), "a distance, but by digest"},
		{DIGEST_MATCH(",\"page\":1"), "its page is no whole number from 2 to 65536"},
		{DIGEST_MATCH(",\"category\":{\"scheme\":\"s\"}"), "its code is missing"},
		{DIGEST_MATCH(",\"known_b64\":\"aw==\""),
			"its known and its known_b64 are not the same name"},
		{PDQ_MATCH("257", ""), "its distance is no whole number from 0 to 256"},
		{PDQ_MATCH("1", ",\"distance_exact\":-1"),
			"its distance_exact is no whole number from 0 to 256"},
		{MATCHED("\"by\":\"pdq\",\"tier\":\"identical\",\"entry\":1,\"known\":\"k\","
			 "\"set\":"
			 "\"s\",\"role\":\"known\""),
			"identical by pdq"},
		{MATCHED("\"by\":\"pdq\",\"tier\":\"match\",\"entry\":1,\"known\":\"k\",\"set\":"
			 "\"s\","
			 "\"role\":\"known\""),
			"its distance is missing"},
		{MATCHED("\"entry\":0"), "its entry is no whole number from 1 to " MAX},
		{MATCHED("\"role\":\"friend\""), "its role 'friend' is unknown"},
		{MATCHED("\"window\":\"crop-0123\""), "its window 'crop-0123' is unknown"},
		{MATCHED("\"transform\":\"rot45\""), "its transform 'rot45' is unknown"},
	};
	char text[4096], message[256];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, HEADER "%s", cases[i].line);
		snprintf(message, sizeof message, "line 2 of F is damaged: match 1: %s",
			cases[i].reason);
		expect_refusal(text, false, message);
	}
	expect_refusal(HEADER DIGEST_MATCH(",\"store\":1"), false,
		"line 2 of F is damaged: the store of a match is none of the header's");
	cr_expect_eq(read_all(sicht_bytes_of(HEADER PDQ_MATCH("0", ",\"store\":0")), true, NULL),
		SICHT_OK, "%s", sicht_message());
}

Test(findings, what_is_no_findings_file_is_refused)
{
	expect_refusal("", false, "F has no whole line: unfinished, or cut off");
	expect_refusal("{\"sicht\":\"findings\",\"ver", false,
		"F has no whole line: unfinished, or cut off");
	expect_refusal("x", false, "F is not a findings file");
	expect_refusal("{\"sicht\":\"run\"}\n", false, "F is not a findings file");
	expect_refusal("{\"sicht\":\"findings\",\"version\":2,\"other\":1}\n", false,
		"F is of version 2 of the format; this sicht reads version 1");
	expect_refusal("{\"sicht\":\"findings\"}\n", false,
		"line 1 of F is damaged: its version is missing");
	expect_refusal("{\"sicht\":\"findings\",\"version\":1,\"tool\":\"t\",\"libraries\":{},"
		       "\"parameters\":{\"threshold\":31}}\n",
		false, "line 1 of F is damaged: parameters: its variants is missing");
	expect_refusal("{\"sicht\":\"findings\",\"version\":1,\"known\":[{\"name\":\"k\","
		       "\"entries\":1,\"hashes\":1}]}\n",
		false,
		"line 1 of F is damaged: known 1: it is neither a store with its snapshot nor a "
		"folder's content");
}

Test(findings, ordinals_go_up_with_gaps)
{
	uint64_t count;
	cr_expect_eq(
		read_all(sicht_bytes_of(HEADER LINE(3, "") LINE(4, "") LINE(90, "")), true, &count),
		SICHT_OK);
	cr_expect_eq(count, 3);
	expect_refusal(HEADER LINE(3, "") LINE(3, ""), false,
		"line 3 of F is damaged: its ordinal does not follow that of the line before it");
	expect_refusal(HEADER LINE(3, "") LINE(2, ""), false,
		"line 3 of F is damaged: its ordinal does not follow that of the line before it");
}

Test(findings, either_all_lines_are_ranked_or_none)
{
	expect_refusal(HEADER LINE(0, "") LINE(1, RANKED("other", 0) ",\"group\":1"), false,
		"line 3 of F is damaged: it is ranked, and lines before it are not");
	expect_refusal(HEADER LINE(0, RANKED("other", 0) ",\"group\":0") LINE(1, ""), false,
		"line 3 of F is damaged: it is not ranked, and lines before it are");
}

Test(findings, members_of_newer_versions_are_passed_over_and_their_order_does_not_matter)
{
	const char *text =
		HEADER "{\"new\":[1,{}],\"matches\":[{\"new\":1,\"role\":\"known\","
		       "\"set\":\"s\",\"known\":\"k\",\"entry\":9,\"tier\":\"identical\","
		       "\"by\":\"sha1\"}],\"outcome\":\"empty\",\"path_b64\":\"/w==\","
		       "\"path\":\"\xef\xbf\xbd\",\"ordinal\":5}\n";
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding = NULL;
	int fd = file_of(sicht_bytes_of(text));
	cr_assert_eq(sicht_findings_open_fd(fd, "F", NULL, &findings), SICHT_OK);
	cr_assert_eq(sicht_findings_next(findings, &finding), SICHT_OK, "%s", sicht_message());
	cr_expect_eq(finding->ordinal, 5);
	cr_expect(sicht_bytes_equal(finding->path, sicht_bytes_of("\xff")));
	cr_expect_eq(finding->matches[0].match.entry, 9);
	sicht_findings_close(findings);
	close(fd);
}

/* As a run that was interrupted, or killed in the middle of a line, left it. */
Test(findings, an_unfinished_file_is_read_to_its_last_whole_line)
{
	static const char *const texts[] = {HEADER LINE(0, "") LINE(1, ""),
		HEADER LINE(0, "") LINE(1, "") "{\"ordinal\":2,\"pa",
		HEADER LINE(0, "") LINE(1, "") "{\"sicht\":\"end\",\"fi"};
	for (size_t i = 0; i < 3; i++) {
		struct sicht_findings *findings = NULL;
		const struct sicht_finding *finding = NULL;
		uint64_t count = 0;
		int fd = file_of(sicht_bytes_of(texts[i]));
		cr_assert_eq(sicht_findings_open_fd(fd, "F", NULL, &findings), SICHT_OK);
		do {
			cr_assert_eq(sicht_findings_next(findings, &finding), SICHT_OK);
			count += finding != NULL;
		} while (finding != NULL);
		cr_expect_eq(count, 2);
		cr_expect_eq(sicht_findings_count(findings), 2);
		cr_expect_null(sicht_findings_end(findings));
		cr_expect_eq(lseek(fd, 0, SEEK_CUR), (off_t)strlen(texts[i]),
			"the descriptor is where it was");
		sicht_findings_close(findings);
		close(fd);
	}
}

static struct sicht_text whole_file(uint64_t files, uint64_t groups)
{
	struct sicht_text text = {0};
	sicht_text_append_string(&text, HEADER LINE(0, RANKED("other", 0) ",\"group\":0")
						LINE(1, RANKED("other", 0) ",\"group\":0")
							LINE(7, RANKED("other", 0) ",\"group\":0"));
	append_end(&text, files, groups, SICHT_OUTCOME_EMPTY, SICHT_RANK_OTHER);
	return text;
}

Test(findings, the_seal_is_checked_if_that_is_wished)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = whole_file(3, 1);
	cr_expect_eq(
		read_all(sicht_text_bytes(&text), true, NULL), SICHT_OK, "%s", sicht_message());
	memcpy(strstr(text.data, "\"r\"") + 1, "R", 1);
	cr_expect_eq(read_all(sicht_text_bytes(&text), false, NULL), SICHT_OK);
	expect_refusal(text.data, true,
		"F was changed after it was written: its lines are not those that its last line "
		"names");
}

Test(findings, the_totals_are_checked_if_that_is_wished)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = whole_file(2, 1);
	expect_refusal(text.data, true,
		"line 5 of F is damaged: its number of files does not match the lines before it");
	sicht_text_free(&text);
	text = whole_file(3, 2);
	expect_refusal(text.data, true,
		"line 5 of F is damaged: its groups do not match the lines before it");
	sicht_text_free(&text);
	sicht_text_append_string(&text, HEADER LINE(0, RANKED("other", 0) ",\"group\":0"));
	size_t size = text.size;
	append_end(&text, 1, 0, SICHT_OUTCOME_CRASHED, SICHT_RANK_OTHER);
	expect_refusal(text.data, true,
		"line 3 of F is damaged: its outcomes do not match the lines before it");
	text.size = size;
	append_end(&text, 1, 0, SICHT_OUTCOME_EMPTY, SICHT_RANK_SIMILAR);
	expect_refusal(text.data, true,
		"line 3 of F is damaged: its tiers do not match the lines before it");
}

Test(findings, nothing_stands_behind_the_end)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = whole_file(3, 1);
	sicht_text_append_string(&text, LINE(8, ""));
	expect_refusal(text.data, false, "line 6 of F is damaged: it follows the last line");
	text.data[text.size - strlen(LINE(8, "")) + 1] = '\0';
	expect_refusal(text.data, false, "line 6 of F is damaged: it follows the last line");
}

Test(findings, an_end_is_refused_like_any_line)
{
	expect_refusal(HEADER "{\"sicht\":\"End\"}\n", false,
		"line 2 of F is damaged: its sicht 'End' is unknown");
	expect_refusal(HEADER "{\"sicht\":\"end\",\"files\":0,\"outcomes\":{\"fine\":1}}\n", false,
		"line 2 of F is damaged: its outcomes 'fine' is unknown");
	expect_refusal(HEADER "{\"sicht\":\"end\",\"files\":0,\"tiers\":{\"other\":-1}}\n", false,
		"line 2 of F is damaged: its other is no whole number from 0 to " MAX);
}

/* Whoever wants one of them need not read the others. */
Test(findings, lines_can_be_passed_over)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = whole_file(3, 1);
	const struct sicht_findings_options options = {.check = true};
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding = NULL;
	struct sicht_bytes line;
	uint8_t digest[32];
	int fd = file_of(sicht_text_bytes(&text));
	cr_assert_eq(sicht_findings_open_fd(fd, "F", &options, &findings), SICHT_OK);
	cr_assert_eq(sicht_findings_next_line(findings, &line), SICHT_OK);
	cr_assert_eq(sicht_findings_next_line(findings, &line), SICHT_OK);
	cr_expect(sicht_bytes_equal(line,
		sicht_bytes_of(
			"{\"ordinal\":1,\"path\":\"a\",\"outcome\":\"empty\",\"matches\":[],"
			"\"rank\":{\"place\":1,\"tier\":\"other\",\"score\":0,\"reason\":\"r\"},"
			"\"group\":0}")));
	cr_assert_eq(sicht_findings_read(findings, &finding), SICHT_OK);
	cr_expect_eq(finding->ordinal, 1);
	cr_assert_eq(sicht_findings_next_line(findings, &line), SICHT_OK);
	cr_assert_eq(sicht_findings_next_line(findings, &line), SICHT_OK, "%s", sicht_message());
	cr_expect_null(line.data);
	cr_assert_not_null(sicht_findings_end(findings));
	sicht_findings_digest(findings, digest);
	sicht_findings_close(findings);
	close(fd);
	struct sicht_digester *digester = NULL;
	struct sicht_digests digests;
	cr_assert_eq(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &digester), SICHT_OK);
	sicht_digester_begin(digester);
	sicht_digester_update(digester, text.data, text.size);
	sicht_digester_finish(digester, &digests);
	sicht_digester_free(digester);
	cr_expect_arr_eq(digest, digests.sha256, sizeof digest);
}

/* Lines longer than what is read at once. */
Test(findings, long_lines_are_read_whole_and_endless_ones_refused)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_finding finding = {0};
	size_t size = (size_t)1 << 20;
	char *path = malloc(size);
	memset(path, 'p', size);
	finding.path = sicht_bytes(path, size);
	sicht_text_append_string(&text, HEADER);
	for (finding.ordinal = 0; finding.ordinal < 3; finding.ordinal++)
		sicht_finding_write(&text, &finding);
	uint64_t count;
	cr_expect_eq(read_all(sicht_text_bytes(&text), false, &count), SICHT_OK);
	cr_expect_eq(count, 3);
	while (text.size <= SICHT_FINDINGS_LINE_BYTES_MAX + (4u << 20))
		sicht_text_append(&text, path, size);
	cr_expect_eq(read_all(sicht_text_bytes(&text), false, &count), SICHT_ERROR_FORMAT);
	cr_expect_eq(count, 3);
	cr_expect_str_eq(sicht_message(),
		"F: line 5 has no end within 64 MiB; no line of findings is as long");
	free(path);
}

Test(findings, a_path_and_standard_input_are_read_too)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = whole_file(3, 1);
	struct sicht_findings *findings = NULL;
	char path[64];
	int fd = file_of(sicht_text_bytes(&text));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	cr_assert_eq(sicht_findings_open(path, NULL, &findings), SICHT_OK, "%s", sicht_message());
	sicht_findings_close(findings);
	int pipes[2];
	cr_assert_eq(pipe(pipes), 0);
	cr_assert_eq(write(pipes[1], text.data, text.size), (ssize_t)text.size);
	close(pipes[1]);
	cr_assert_eq(dup2(pipes[0], STDIN_FILENO), STDIN_FILENO);
	const struct sicht_finding *finding = NULL;
	cr_assert_eq(sicht_findings_open("-", NULL, &findings), SICHT_OK, "%s", sicht_message());
	for (size_t i = 0; i < 4; i++)
		cr_assert_eq(sicht_findings_next(findings, &finding), SICHT_OK);
	cr_expect_null(finding);
	cr_expect_not_null(sicht_findings_end(findings));
	sicht_findings_close(findings);
	cr_expect_eq(sicht_findings_open("/nothing/here", NULL, &findings), SICHT_ERROR_IO);
	close(fd);
}
