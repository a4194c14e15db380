/* SPDX-License-Identifier: MIT */
/* What is written is read back, member by member; and the bytes are those of the format. */
#include "tests/finding/file.h"

#define BYTES(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}

static const struct sicht_finding_match full_matches[] = {
	{.match = {.by = SICHT_MATCH_PDQ,
		 .tier = SICHT_TIER_POSSIBLE,
		 .entry = 1234,
		 .page = 2,
		 .known_page = 65535,
		 .window = SICHT_WINDOW_CROP_FIRST + 27,
		 .known_window = SICHT_WINDOW_PART_2,
		 .transform = SICHT_TRANSFORM_NEGATIVE,
		 .profile = SICHT_PROFILE_REF512,
		 .distance = 256,
		 .distance_exact = 0},
		.has_store = true,
		.store = 1,
		.role = SICHT_ROLE_KNOWN,
		.known = BYTES("k\xff\n"),
		.set = BYTES("l\"k\"a"),
		.category = {BYTES("us-vics-2"), BYTES("1")}},
	{.match = {.by = SICHT_MATCH_MD5,
		 .tier = SICHT_TIER_IDENTICAL,
		 .entry = INT64_MAX,
		 .distance_exact = -1},
		.has_store = true,
		.role = SICHT_ROLE_IGNORABLE,
		.set = BYTES("nsrl")},
};

static const struct sicht_finding full = {
	.ordinal = 17,
	.has_source = true,
	.source = 1,
	.path = BYTES("DCIM/\xc3\xa4\xff.JPG"),
	.exhibit = BYTES("A-1"),
	.has_size = true,
	.has_mtime = true,
	.size_bytes = INT64_MAX,
	.mtime_s = -315619200,
	.is_hard_link = true,
	.hard_link_of = 3,
	.media = SICHT_MEDIA_TIFF,
	.outcome = SICHT_OUTCOME_TRUNCATED,
	.volatile_outcome = true,
	.anomaly = SICHT_ANOMALY_UNSTEADY,
	.detail = BYTES("cut \xe2\x80\xa8 off"),
	.digests = {.have = 7, .md5 = {1}, .sha1 = {2}, .sha256 = {3}},
	.width = 4032,
	.height = 1,
	.pictures = 9,
	.pictures_examined = 0,
	.has_pdq = true,
	.pdq = {{1, 2, 3, UINT64_MAX}},
	.pdq_quality = 100,
	.pdq_profile = SICHT_PROFILE_REF512,
	.matches = full_matches,
	.match_count = 2,
	.matches_omitted = 5,
	.ranked = true,
	.rank = {.place = 3,
		.tier = SICHT_RANK_POSSIBLE,
		.score = 1000,
		.reason = BYTES("a\0b"),
		.group = 2},
};

static const struct sicht_findings_known knowns[] = {
	{.store = {BYTES("k1"), BYTES("0123"), 9}, .entries = 5, .hashes = 6},
	{.store = {.name = BYTES("\xfe")}, .is_folder = true, .content = {7}, .entries = 1},
};
static const struct sicht_findings_source sources[] = {
	{.name = BYTES("/mnt"), .exhibit = BYTES("E"), .case_id = BYTES("C")},
	{.name = BYTES("x\xff"),
		.is_evidence = true,
		.evidence = {BYTES("ev\xff"), BYTES("45"), 2}},
};
static const struct sicht_findings_header header = {
	.tool = BYTES("sicht 0.1.0"),
	.libraries = BYTES("{\"b\":\"1\",\"a\":\"2\"}"),
	.case_id = BYTES("2025-17"),
	.threshold_bits = 31,
	.possible_bits = 45,
	.variants = true,
	.max_megapixels = 100,
	.max_seconds = 60,
	.known = knowns,
	.known_count = 2,
	.sources = sources,
	.source_count = 2,
};

#define expect_bytes(a, b) cr_expect(sicht_bytes_equal(a, b), #a)
#define expect_number(member) cr_expect_eq(read->member, written->member, #member)

static void expect_match(
	const struct sicht_finding_match *read, const struct sicht_finding_match *written)
{
	expect_number(match.by);
	expect_number(match.tier);
	expect_number(match.entry);
	expect_number(match.page);
	expect_number(match.known_page);
	expect_number(match.window);
	expect_number(match.known_window);
	expect_number(match.transform);
	expect_number(match.profile);
	expect_number(match.distance);
	expect_number(match.distance_exact);
	expect_number(has_store);
	expect_number(store);
	expect_number(role);
	expect_bytes(read->known, written->known);
	expect_bytes(read->set, written->set);
	expect_bytes(read->category.scheme, written->category.scheme);
	expect_bytes(read->category.code, written->category.code);
}

static void expect_item(const struct sicht_finding *read, const struct sicht_finding *written)
{
	expect_number(ordinal);
	expect_number(has_source);
	expect_number(source);
	expect_bytes(read->path, written->path);
	expect_bytes(read->exhibit, written->exhibit);
	expect_number(has_size);
	expect_number(has_mtime);
	expect_number(size_bytes);
	expect_number(mtime_s);
	expect_number(is_hard_link);
	expect_number(hard_link_of);
}

static void expect_finding(const struct sicht_finding *read, const struct sicht_finding *written)
{
	expect_item(read, written);
	expect_number(media);
	expect_number(outcome);
	expect_number(volatile_outcome);
	expect_number(anomaly);
	expect_bytes(read->detail, written->detail);
	cr_expect_eq(memcmp(&read->digests, &written->digests, sizeof read->digests), 0);
	expect_number(width);
	expect_number(height);
	expect_number(pictures);
	expect_number(pictures_examined);
	expect_number(has_pdq);
	cr_expect_eq(memcmp(&read->pdq, &written->pdq, sizeof read->pdq), 0);
	expect_number(pdq_quality);
	expect_number(pdq_profile);
	cr_assert_eq(read->match_count, written->match_count);
	for (size_t i = 0; i < read->match_count; i++)
		expect_match(&read->matches[i], &written->matches[i]);
	expect_number(matches_omitted);
	expect_number(ranked);
	expect_number(rank.place);
	expect_number(rank.tier);
	expect_number(rank.score);
	expect_bytes(read->rank.reason, written->rank.reason);
	expect_number(rank.group);
}

/* The finding behind the header above, read back and written again. */
static void expect_round_trip(const struct sicht_finding *written)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0}, again = {0};
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *read = NULL;
	sicht_findings_write_header(&text, &header);
	size_t begin = text.size;
	sicht_finding_write(&text, written);
	int fd = file_of(sicht_text_bytes(&text));
	cr_assert_eq(
		sicht_findings_open_fd(fd, "F", NULL, &findings), SICHT_OK, "%s", sicht_message());
	cr_assert_eq(sicht_findings_next(findings, &read), SICHT_OK, "%s", sicht_message());
	cr_assert_not_null(read);
	expect_finding(read, written);
	sicht_finding_write(&again, read);
	cr_expect_str_eq(again.data, text.data + begin);
	sicht_findings_close(findings);
	close(fd);
}

Test(round_trip, every_member_of_a_finding)
{
	struct sicht_finding unranked = full;
	expect_round_trip(&full);
	unranked.ranked = false;
	unranked.rank = (struct sicht_finding_rank){0};
	expect_round_trip(&unranked);
	const struct sicht_finding least = {.has_source = true};
	expect_round_trip(&least);
}

Test(round_trip, every_word)
{
	for (unsigned i = 0; i < SICHT_MEDIA_COUNT; i++) {
		struct sicht_finding finding = {.has_source = true, .ordinal = i};
		finding.media = i == SICHT_MEDIA_OTHER ? SICHT_MEDIA_NONE : (enum sicht_media)i;
		finding.outcome = (enum sicht_outcome)(i % SICHT_OUTCOME_COUNT);
		finding.anomaly = (enum sicht_anomaly)(i % 3);
		finding.ranked = true;
		finding.rank.place = 1;
		finding.rank.tier = (enum sicht_rank_tier)(i % SICHT_RANK_COUNT);
		expect_round_trip(&finding);
	}
}

Test(round_trip, times_before_1970_and_beyond_four_digits)
{
	struct sicht_finding finding = {.has_source = true, .has_mtime = true, .mtime_s = -1};
	expect_round_trip(&finding);
	finding.mtime_s = -62167219200;
	expect_round_trip(&finding);
	finding.mtime_s = 253402300799;
	expect_round_trip(&finding);
}

/* Others rely on these bytes: a change here is another version of the format. */
Test(round_trip, the_bytes_of_a_line)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_finding_write(&text, &full);
	cr_expect_str_eq(text.data,
		"{\"ordinal\":17,\"path\":\"DCIM/\xc3\xa4\xef\xbf\xbd.JPG\","
		"\"path_b64\":\"RENJTS/DpP8uSlBH\",\"source\":1,\"exhibit\":\"A-1\","
		"\"size\":9223372036854775807,\"mtime\":\"1960-01-01T00:00:00Z\","
		"\"hard_link_of\":3,\"media\":\"image/tiff\",\"outcome\":\"truncated\","
		"\"volatile\":true,\"anomaly\":\"unsteady\",\"detail\":\"cut \\u2028 off\","
		"\"md5\":\"01000000000000000000000000000000\","
		"\"sha1\":\"0200000000000000000000000000000000000000\","
		"\"sha256\":"
		"\"0300000000000000000000000000000000000000000000000000000000000000\","
		"\"width\":4032,\"height\":1,\"pictures\":9,\"pictures_examined\":0,"
		"\"pdq\":{\"hash\":"
		"\"ffffffffffffffff000000000000000300000000000000020000000000000001\","
		"\"quality\":100,\"profile\":\"ref512\"},"
		"\"matches\":[{\"by\":\"pdq\",\"distance\":256,\"distance_exact\":0,"
		"\"window\":\"crop-0369\",\"known_window\":\"part-2\",\"page\":3,"
		"\"known_page\":65536,\"transform\":\"negative\",\"profile\":\"ref512\","
		"\"tier\":\"possible\",\"store\":1,\"entry\":1234,\"known\":\"k\xef\xbf\xbd\\n\","
		"\"known_b64\":\"a/8K\",\"set\":\"l\\\"k\\\"a\",\"role\":\"known\","
		"\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"1\"}},"
		"{\"by\":\"md5\",\"tier\":\"identical\",\"store\":0,"
		"\"entry\":9223372036854775807,\"known\":\"\",\"set\":\"nsrl\","
		"\"role\":\"ignorable\"}],\"matches_omitted\":5,"
		"\"rank\":{\"place\":3,\"tier\":\"known-possible\",\"score\":1000,"
		"\"reason\":\"a\\u0000b\"},\"group\":2}\n");
}

Test(round_trip, a_rank_is_put_into_a_line_as_if_it_had_been_there)
{
	SICHT_DEFER(sicht_text_free)
	struct sicht_text facts = {0}, ranked = {0}, expected = {0};
	struct sicht_finding unranked = full;
	unranked.ranked = false;
	sicht_finding_write(&facts, &unranked);
	sicht_finding_write_ranked(&ranked, sicht_bytes(facts.data, facts.size - 1), &full.rank);
	sicht_finding_write(&expected, &full);
	cr_expect_str_eq(ranked.data, expected.data);
}

Test(round_trip, the_beginning_of_a_line_is_that_of_its_item)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text line = {0}, item = {0};
	struct sicht_finding other = full;
	sicht_finding_write(&line, &full);
	sicht_finding_write_item(&item, &full);
	cr_assert_eq(memcmp(line.data, item.data, item.size), 0);
	cr_expect(sicht_finding_is_past_item(sicht_bytes_of(line.data + item.size)));
	sicht_text_clear(&item);
	other.is_hard_link = false;
	sicht_finding_write_item(&item, &other);
	cr_expect_not(sicht_finding_is_past_item(sicht_bytes_of(line.data + item.size)),
		"it has more to say of its item");
	cr_expect_not(sicht_finding_is_past_item(sicht_bytes(NULL, 0)));
}

static void expect_store(
	const struct sicht_findings_store *read, const struct sicht_findings_store *written)
{
	expect_bytes(read->name, written->name);
	expect_bytes(read->id, written->id);
	expect_number(snapshot);
}

static void expect_header(const struct sicht_findings_header *read)
{
	const struct sicht_findings_header *written = &header;
	expect_bytes(read->tool, written->tool);
	expect_bytes(read->libraries, written->libraries);
	expect_bytes(read->case_id, written->case_id);
	expect_number(threshold_bits);
	expect_number(possible_bits);
	expect_number(variants);
	expect_number(max_megapixels);
	expect_number(max_seconds);
	cr_assert_eq(read->known_count, 2);
	cr_assert_eq(read->source_count, 2);
	for (size_t i = 0; i < 2; i++) {
		expect_store(&read->known[i].store, &knowns[i].store);
		expect_number(known[i].is_folder);
		expect_number(known[i].content[0]);
		expect_number(known[i].entries);
		expect_number(known[i].hashes);
		expect_bytes(read->sources[i].name, sources[i].name);
		expect_bytes(read->sources[i].exhibit, sources[i].exhibit);
		expect_bytes(read->sources[i].case_id, sources[i].case_id);
		expect_number(sources[i].is_evidence);
		expect_store(&read->sources[i].evidence, &sources[i].evidence);
	}
}

Test(round_trip, every_member_of_the_header_and_of_the_end)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0}, again = {0};
	struct sicht_findings_end written = {.files = 7, .groups = 2, .sha256 = {1, 2, 3}};
	struct sicht_findings *findings = NULL;
	const struct sicht_finding *finding = NULL;
	for (size_t i = 0; i < SICHT_OUTCOME_COUNT; i++)
		written.outcomes[i] = i;
	for (size_t i = 0; i < SICHT_RANK_COUNT; i++)
		written.tiers[i] = 10 + i;
	sicht_findings_write_header(&text, &header);
	size_t header_size = text.size;
	sicht_findings_write_end(&text, &written);
	int fd = file_of(sicht_text_bytes(&text));
	cr_assert_eq(
		sicht_findings_open_fd(fd, "F", NULL, &findings), SICHT_OK, "%s", sicht_message());
	expect_header(sicht_findings_header(findings));
	expect_bytes(sicht_findings_header_line(findings), sicht_bytes(text.data, header_size - 1));
	cr_assert_eq(sicht_findings_next(findings, &finding), SICHT_OK, "%s", sicht_message());
	cr_expect_null(finding);
	const struct sicht_findings_end *read = sicht_findings_end(findings);
	cr_assert_not_null(read);
	cr_expect_eq(memcmp(read, &written, sizeof written), 0);
	sicht_findings_write_header(&again, sicht_findings_header(findings));
	sicht_findings_write_end(&again, read);
	cr_expect_str_eq(again.data, text.data);
	sicht_findings_close(findings);
	close(fd);
}
