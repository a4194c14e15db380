/* SPDX-License-Identifier: MIT */
/*
 * What a query answers is what `sicht match` writes, for each way in which one can ask; and what is
 * no question is refused. The programs are those in the build folder.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdarg.h>
#include <sys/resource.h>

#include "engine/base/text.h"
#include "sicht/sicht.h"
#include "tests/scratch.h"

static struct scratch scratch;

static void run(const char *command, ...) SICHT_PRINTF(1, 2);

/*
 * A command in the scratch folder, with the build folder first in PATH; it must succeed. (Leaks are
 * looked for in this program: where the search for them fails, the exit status is another.)
 */
static void run(const char *command, ...)
{
	char text[1024], line[2 * PATH_MAX + 1280], program[PATH_MAX];
	va_list arguments;
	va_start(arguments, command);
	vsnprintf(text, sizeof text, command, arguments);
	va_end(arguments);
	cr_assert_not_null(realpath("/proc/self/exe", program));
	*strrchr(program, '/') = '\0';
	snprintf(line, sizeof line,
		"cd %s && PATH=%s:$PATH && export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 && { "
		"%s; } >run.log 2>&1",
		scratch.path, program, text);
	int status = system(line);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s: status %d", text, status);
}

/* Seized copies of known pictures, edited; strangers; and what is no picture. */
static void make_case(void)
{
	scratch = scratch_new();
	run("sicht-samples tree . --seed 3 --count 4");
	run("printf no-picture >seized/text.txt; : >seized/empty.jpg; mkfifo seized/fifo");
	run("sicht index --store store --role known --insecure-decoders --threads 2 known");
	run("sicht index --store store --role ignorable --set system --insecure-decoders "
	    "ignorable");
}

/* A store of two pictures, and a text. */
static void make_store(void)
{
	scratch = scratch_new();
	run("mkdir known; sicht-samples photo 7 320 240 known/a.png");
	run("sicht-samples photo 8 320 240 known/b.png; printf no-picture >text.txt; mkfifo fifo");
	run("sicht index --store store --role known --insecure-decoders --threads 1 known");
}

static void remove_case(void)
{
	scratch_free(&scratch);
}

TestSuite(query, .init = make_store, .fini = remove_case);
TestSuite(query_case, .init = make_case, .fini = remove_case);

static struct sicht_query *open_query(const struct sicht_query_options *options)
{
	const char *const paths[] = {scratch_path(&scratch, "store")};
	struct sicht_query *query = NULL;
	cr_assert_eq(sicht_query_open(paths, 1, options, &query), SICHT_OK, "%s", sicht_message());
	return query;
}

static const struct sicht_query_options careless = {
	.threads = 2, .insecure_decoders = true, /* containers of test machines may lack a layer */
};

static struct sicht_answer ask(
	struct sicht_query *query, const struct sicht_question *question, struct sicht_arena *arena)
{
	struct sicht_answer answer;
	cr_assert_eq(sicht_query_ask(query, question, 1, arena, &answer), SICHT_OK, "%s",
		sicht_message());
	return answer;
}

/* --------------------------------------------------- a finding, and an answer in the same words */

static const char *word(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

static long long number(const json_t *object, const char *key, long long otherwise)
{
	const json_t *value = json_object_get(object, key);
	return value != NULL ? json_integer_value(value) : otherwise;
}

static void tell_finding(const json_t *finding, struct sicht_text *text)
{
	size_t index;
	const json_t *match;
	sicht_text_printf(text, "%s %s %s %lldx%lld\n", word(finding, "outcome"),
		word(finding, "media"), word(finding, "sha256"), number(finding, "width", 0),
		number(finding, "height", 0));
	json_array_foreach(json_object_get(finding, "matches"), index, match)
	{
		const json_t *category = json_object_get(match, "category");
		sicht_text_printf(text, "%s %s %lld %s %s %s [%s:%s]", word(match, "by"),
			word(match, "tier"), number(match, "entry", 0), word(match, "known"),
			word(match, "set"), word(match, "role"), word(category, "scheme"),
			word(category, "code"));
		if (json_object_get(match, "distance") != NULL)
			sicht_text_printf(text, " %lld %lld %s %s %s %s",
				number(match, "distance", 0), number(match, "distance_exact", -1),
				word(match, "window"), word(match, "known_window"),
				word(match, "transform"), word(match, "profile"));
		sicht_text_append_string(text, "\n");
	}
	sicht_text_printf(text, "%lld more\n", number(finding, "matches_omitted", 0));
}

static void tell_bytes(struct sicht_text *text, struct sicht_bytes bytes, const char *end)
{
	sicht_text_append(text, bytes.data, bytes.size);
	sicht_text_append_string(text, end);
}

static void tell_answer(const struct sicht_answer *answer, struct sicht_text *text)
{
	const struct sicht_print *print = &answer->print;
	char sha256[65] = "", window[SICHT_WINDOW_NAME_SIZE], other[SICHT_WINDOW_NAME_SIZE];
	if (print->digests.have != 0)
		sicht_hex_encode(print->digests.sha256, 32, sha256);
	sicht_text_printf(text, "%s %s %s %ux%u\n", sicht_outcome_name(print->outcome),
		sicht_media_name(print->media), sha256, print->width, print->height);
	for (size_t i = 0; i < answer->matches.count; i++) {
		const struct sicht_known_match *known = &answer->matches.items[i];
		const struct sicht_match *match = &known->match;
		sicht_text_printf(text, "%s %s %llu ", sicht_match_by_name(match->by),
			sicht_tier_name(match->tier), (unsigned long long)match->entry);
		tell_bytes(text, known->name, " ");
		tell_bytes(text, known->set, " ");
		sicht_text_printf(text, "%s [", sicht_role_name(known->role));
		tell_bytes(text, known->category.scheme, ":");
		tell_bytes(text, known->category.code, "]");
		if (match->by == SICHT_MATCH_PDQ)
			sicht_text_printf(text, " %u %d %s %s %s %s", match->distance,
				match->distance_exact, sicht_window_name(match->window, window),
				sicht_window_name(match->known_window, other),
				sicht_transform_name(match->transform),
				sicht_profile_name(match->profile));
		sicht_text_append_string(text, "\n");
	}
	sicht_text_printf(text, "%llu more\n", (unsigned long long)answer->matches.omitted);
}

/* The findings of the seized folder. */
struct findings {
	json_t *items[256];
	size_t count;
};

static struct findings read_findings(const char *name)
{
	struct findings findings = {.count = 0};
	FILE *file = fopen(scratch_path(&scratch, name), "r");
	char *line = NULL;
	size_t room = 0;
	cr_assert_not_null(file);
	while (getline(&line, &room, file) > 0) {
		json_t *object = json_loads(line, 0, NULL);
		cr_assert_not_null(object, "%s", line);
		if (json_object_get(object, "ordinal") != NULL)
			findings.items[findings.count++] = object;
		else
			json_decref(object);
	}
	free(line);
	fclose(file);
	cr_assert_gt(findings.count, 10);
	return findings;
}

static void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		json_decref(findings->items[i]);
}

static void expect_same(
	const json_t *finding, const struct sicht_answer *answer, const char *path, size_t *met)
{
	struct sicht_text expected = {0}, found = {0};
	tell_finding(finding, &expected);
	tell_answer(answer, &found);
	cr_expect_str_eq(found.data, expected.data, "%s", path);
	*met += answer->matches.count > 0;
	sicht_text_free(&expected);
	sicht_text_free(&found);
}

/* malloc'ed. */
static char *path_of(const json_t *finding)
{
	char *path = NULL;
	cr_assert(asprintf(&path, "%s/seized/%s", scratch.path, word(finding, "path")) > 0);
	return path;
}

/* All files at once, by their paths. */
static void expect_findings(const char *name, const struct sicht_query_options *options)
{
	struct findings findings = read_findings(name);
	struct sicht_query *query = open_query(options);
	struct sicht_arena arena = {0};
	struct sicht_input *inputs = calloc(findings.count, sizeof *inputs);
	struct sicht_question *questions = calloc(findings.count, sizeof *questions);
	struct sicht_answer *answers = calloc(findings.count, sizeof *answers);
	char **paths = calloc(findings.count, sizeof *paths);
	size_t met = 0;
	for (size_t i = 0; i < findings.count; i++) {
		paths[i] = path_of(findings.items[i]);
		inputs[i].path = paths[i];
		questions[i].input = &inputs[i];
	}
	cr_assert_eq(sicht_query_ask(query, questions, findings.count, &arena, answers), SICHT_OK,
		"%s", sicht_message());
	sicht_query_close(query); /* answers are the arena's */
	for (size_t i = 0; i < findings.count; i++) {
		expect_same(findings.items[i], &answers[i], paths[i], &met);
		free(paths[i]);
	}
	cr_expect_gt(met, 3, "the sample has something to find");
	cr_expect_lt(met, findings.count);
	sicht_arena_free(&arena);
	findings_free(&findings);
	free(inputs);
	free(questions);
	free(answers);
	free(paths);
}

/* --------------------------------------------------------------------------------------- tests */

/*
 * The same file as a descriptor (which could be written to, and stands somewhere) and as a buffer.
 */
static void expect_same_otherwise(const json_t *finding, struct sicht_query *query)
{
	SICHT_DEFER(sicht_arena_free) struct sicht_arena arena = {0};
	if (strcmp(word(finding, "outcome"), "special") == 0)
		return; /* to open it would wait for ever */
	char *path = path_of(finding), *data = malloc(1 << 22);
	size_t met = 0;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	cr_assert(fd >= 0);
	ssize_t size = pread(fd, data, 1 << 22, 0);
	cr_assert(size >= 0 && size < 1 << 22);
	cr_assert_eq(lseek(fd, 3, SEEK_SET), 3);
	struct sicht_input input = {.kind = SICHT_INPUT_DESCRIPTOR, .fd = fd, .name = path};
	struct sicht_question question = {.input = &input};
	struct sicht_answer answer = ask(query, &question, &arena);
	expect_same(finding, &answer, path, &met);
	cr_expect_eq(lseek(fd, 0, SEEK_CUR), 3, "the position stays the caller's");
	close(fd);
	input = (struct sicht_input){.kind = SICHT_INPUT_BUFFER,
		.buffer = sicht_bytes(data, (size_t)size),
		.name = path};
	answer = ask(query, &question, &arena);
	free(data); /* it was copied */
	expect_same(finding, &answer, path, &met);
	free(path);
}

Test(query_case, answers_are_the_findings_of_match)
{
	run("sicht match --known store --findings f.jsonl --insecure-decoders seized");
	expect_findings("f.jsonl", &careless);
	struct findings findings = read_findings("f.jsonl");
	struct sicht_query *query = open_query(&careless);
	for (size_t i = 0; i < findings.count; i++)
		expect_same_otherwise(findings.items[i], query);
	sicht_query_close(query);
	findings_free(&findings);
}

Test(query_case, answers_are_the_findings_of_match_with_other_options)
{
	static const struct sicht_near_options near = {
		.threshold_bits = 12, .possible_bits = 40, .no_variants = true};
	struct sicht_query_options options = careless;
	options.near = &near;
	run("sicht match --known store --findings f.jsonl --insecure-decoders --threshold 12 "
	    "--possible 40 --no-variants seized");
	expect_findings("f.jsonl", &options);
}

/* Some entry of the store that has all digests and a hash. */
static struct sicht_entry some_entry(const struct sicht_query *query, struct sicht_arena *arena)
{
	size_t count;
	const struct sicht_known_store *stores = sicht_query_stores(query, &count);
	struct sicht_entry entry;
	cr_assert_eq(count, 1);
	cr_assert_eq(sicht_store_entry(stores[0].store, 1, arena, &entry), SICHT_OK);
	cr_assert_gt(entry.hash_count, 0);
	return entry;
}

Test(query, a_digest_and_a_hash_are_enough_and_start_no_decoder)
{
	struct sicht_query_options options = {.decoder = "/no/such/decoder"};
	struct sicht_query *query = open_query(&options);
	struct sicht_arena arena = {0};
	struct sicht_entry entry = some_entry(query, &arena);
	struct sicht_digests md5 = {.have = 1u << SICHT_DIGEST_MD5};
	memcpy(md5.md5, entry.digests.md5, sizeof md5.md5);
	struct sicht_question question = {.digests = &md5};
	struct sicht_answer answer = ask(query, &question, &arena);
	cr_assert_eq(answer.matches.count, 1);
	cr_expect_eq(answer.matches.items[0].match.entry, 1);
	cr_expect_eq(answer.matches.items[0].match.by, SICHT_MATCH_MD5);
	cr_expect(sicht_bytes_equal(answer.matches.items[0].name, entry.path));

	struct sicht_pdq near = entry.hashes[0].form[0];
	near.word[2] ^= 0xf0f0;
	question = (struct sicht_question){.hash = &near};
	answer = ask(query, &question, &arena);
	cr_assert_geq(answer.matches.count, 1);
	cr_expect_eq(answer.matches.items[0].match.entry, 1);
	cr_expect_eq(answer.matches.items[0].match.distance, 8);
	cr_expect_eq(answer.matches.items[0].match.distance_exact, -1);

	struct sicht_pdq negative = sicht_pdq_complement(&near);
	question.hash = &negative;
	answer = ask(query, &question, &arena);
	cr_assert_geq(answer.matches.count, 1);
	cr_expect_eq(answer.matches.items[0].match.transform, SICHT_TRANSFORM_NEGATIVE);

	/* Both: the digest is the stronger. */
	question = (struct sicht_question){.hash = &near, .digests = &md5};
	answer = ask(query, &question, &arena);
	cr_expect_eq(answer.matches.items[0].match.by, SICHT_MATCH_MD5);

	/* In the other profile there is nothing to compare with. */
	question = (struct sicht_question){.hash = &near, .profile = SICHT_PROFILE_REF512};
	answer = ask(query, &question, &arena);
	cr_expect_eq(answer.matches.count, 0);
	sicht_query_close(query);
	sicht_arena_free(&arena);
}

Test(query, a_threshold_of_nothing_finds_equal_hashes_alone)
{
	static const struct sicht_near_options equal = {.threshold_bits = 0};
	struct sicht_query_options options = {.near = &equal};
	struct sicht_query *query = open_query(&options);
	struct sicht_arena arena = {0};
	struct sicht_pdq hash = some_entry(query, &arena).hashes[0].form[0];
	struct sicht_question question = {.hash = &hash};
	struct sicht_answer answer = ask(query, &question, &arena);
	cr_expect_geq(answer.matches.count, 1);
	hash.word[0] ^= 1;
	answer = ask(query, &question, &arena);
	cr_expect_eq(answer.matches.count, 0);
	sicht_query_close(query);
	sicht_arena_free(&arena);
}

Test(query, many_questions_are_as_many_single_ones)
{
	struct sicht_query *query = open_query(&careless);
	struct sicht_arena arena = {0};
	static struct sicht_question questions[1300];
	static struct sicht_pdq hashes[1300];
	static struct sicht_answer answers[1300];
	struct sicht_entry entry = some_entry(query, &arena);
	struct sicht_input input = {.path = scratch_path(&scratch, "text.txt")};
	for (size_t i = 0; i < 1300; i++) {
		hashes[i] = entry.hashes[0].form[0];
		hashes[i].word[3] ^= (1ull << i % 40) - 1;
		questions[i].hash = &hashes[i];
	}
	questions[600] = (struct sicht_question){.input = &input};
	cr_assert_eq(sicht_query_ask(query, questions, 1300, &arena, answers), SICHT_OK, "%s",
		sicht_message());
	for (size_t i = 0; i < 1300; i++) {
		bool found = answers[i].matches.count > 0 &&
			     answers[i].matches.items[0].match.distance == i % 40;
		cr_expect_eq(found, i != 600 && i % 40 <= 31, "question %zu", i);
	}
	cr_expect_eq(answers[600].print.outcome, SICHT_OUTCOME_NOT_MEDIA);
	sicht_query_close(query);
	sicht_arena_free(&arena);
}

Test(query, a_bad_file_is_an_outcome)
{
	struct sicht_query *query = open_query(&careless);
	struct sicht_arena arena = {0};
	struct sicht_input inputs[] = {
		{.path = scratch_path(&scratch, "nothing")},
		{.path = scratch_path(&scratch, "known")},
		{.kind = SICHT_INPUT_DESCRIPTOR, .fd = -1},
		{.kind = SICHT_INPUT_BUFFER},
		{.path = scratch_path(&scratch, "fifo")},
	};
	static const enum sicht_outcome expected[] = {SICHT_OUTCOME_UNREADABLE,
		SICHT_OUTCOME_UNREADABLE, SICHT_OUTCOME_UNREADABLE, SICHT_OUTCOME_EMPTY,
		SICHT_OUTCOME_SPECIAL};
	for (size_t i = 0; i < 5; i++) {
		struct sicht_question question = {.input = &inputs[i]};
		struct sicht_answer answer = ask(query, &question, &arena);
		cr_expect_eq(answer.print.outcome, expected[i], "%zu: %s", i,
			sicht_outcome_name(answer.print.outcome));
		cr_expect_eq(answer.matches.count, 0);
	}
	sicht_query_close(query);
	sicht_arena_free(&arena);
}

Test(query, what_is_no_question_is_refused)
{
	const char *const twice[] = {
		scratch_path(&scratch, "store"), scratch_path(&scratch, "./store")};
	static const struct sicht_near_options far = {.threshold_bits = SICHT_THRESHOLD_MAX + 1};
	struct sicht_query_options wide = {.near = &far};
	struct sicht_question question = {.digests = NULL};
	struct sicht_window_print forms = {.form_count = SICHT_DIHEDRAL_COUNT + 1};
	struct sicht_print print = {.window_count = 1, .windows = &forms};
	struct sicht_query *query = NULL;
	struct sicht_arena arena = {0};
	struct sicht_answer answer;
	cr_expect_eq(sicht_query_open(twice, 2, NULL, &query), SICHT_ERROR_USAGE);
	run("sicht store backup --store store copy");
	const char *const copy[] = {
		scratch_path(&scratch, "store"), scratch_path(&scratch, "copy")};
	cr_expect_eq(sicht_query_open(copy, 2, NULL, &query), SICHT_ERROR_USAGE);
	cr_expect_eq(sicht_query_open(twice, 1, &wide, &query), SICHT_ERROR_USAGE);
	cr_expect_null(query);
	query = open_query(NULL);
	cr_expect_eq(sicht_query_ask(query, &question, 1, &arena, &answer), SICHT_ERROR_USAGE);
	question.print = &print;
	cr_expect_eq(sicht_query_ask(query, &question, 1, &arena, &answer), SICHT_ERROR_USAGE);
	sicht_query_close(query);
	sicht_arena_free(&arena);
}

/*
 * As many windows as a file can have, none like any in the store: what asks for all takes
 * megabytes.
 */
static struct sicht_print many_windows(void)
{
	static struct sicht_window_print windows[SICHT_WINDOW_PRINTS_MAX];
	for (uint32_t i = 0; i < SICHT_WINDOW_PRINTS_MAX; i++) {
		windows[i].quality = 100;
		windows[i].window = SICHT_WINDOW_CROP_FIRST;
		windows[i].form_count = SICHT_DIHEDRAL_COUNT;
		for (uint32_t form = 0; form < SICHT_DIHEDRAL_COUNT; form++)
			windows[i].form[form].word[form % 4] = i * UINT64_C(0x9e3779b97f4a7c15);
	}
	return (struct sicht_print){.window_count = SICHT_WINDOW_PRINTS_MAX, .windows = windows};
}

void __asan_init(void) __attribute__((weak));

Test(query, where_memory_is_out_a_status_says_so_and_the_next_question_is_answered)
{
	if (__asan_init != NULL)
		cr_skip_test("the address sanitizer ends the process itself");
	struct sicht_query_options options = careless;
	options.threads = 1; /* OpenMP ends the process where it cannot have a thread */
	struct sicht_query *query = open_query(&options);
	struct sicht_arena arena = {0};
	static struct sicht_question questions[500];
	static struct sicht_answer answers[500];
	struct sicht_print print = many_windows();
	struct sicht_input input = {.path = scratch_path(&scratch, "known/a.png")};
	questions[0].input = &input;
	struct sicht_answer answer = ask(query, questions, &arena);
	cr_assert_eq(answer.matches.count, 1);
	for (size_t i = 1; i < 500; i++)
		questions[i].print = &print;
	struct rlimit limit, none;
	cr_assert_eq(getrlimit(RLIMIT_DATA, &limit), 0);
	none = (struct rlimit){1, limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_DATA, &none), 0);
	enum sicht_status status = sicht_query_ask(query, questions, 500, &arena, answers);
	cr_assert_eq(setrlimit(RLIMIT_DATA, &limit), 0);
	cr_expect_eq(status, SICHT_ERROR_MEMORY);
	answer = ask(query, questions, &arena);
	cr_expect_eq(answer.matches.count, 1);
	sicht_query_close(query);
	sicht_arena_free(&arena);
}
