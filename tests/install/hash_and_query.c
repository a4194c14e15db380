/* SPDX-License-Identifier: MIT */
/*
 * hash_and_query STORE FILE...: what each file is, its hash, and what it meets in the store. An
 * example that builds against the installed library (libsicht(3)).
 */
#include <sicht/sicht.h>
#include <stdio.h>
#include <stdlib.h>

static void tell(const char *name, const struct sicht_answer *answer)
{
	const struct sicht_print *print = &answer->print;
	char hex[SICHT_PDQ_HEX_DIGITS + 1] = "-";
	if (print->window_count > 0)
		sicht_pdq_to_hex(&print->windows[0].form[0], hex);
	printf("%s: %s %s\n", name, sicht_outcome_name(print->outcome), hex);
	for (size_t i = 0; i < answer->matches.count; i++) {
		const struct sicht_known_match *known = &answer->matches.items[i];
		printf("  by %s, %d bits from %.*s in %.*s\n", sicht_match_by_name(known->match.by),
			known->match.distance, (int)known->name.size,
			(const char *)known->name.data, (int)known->set.size,
			(const char *)known->set.data);
	}
}

int main(int argc, char **argv)
{
	const char *const stores[] = {argc > 1 ? argv[1] : ""};
	size_t count = argc > 2 ? (size_t)argc - 2 : 0;
	const struct sicht_query_options options = {
		.insecure_decoders = getenv("SICHT_EXAMPLE_INSECURE") != NULL};
	struct sicht_input *inputs = calloc(count + 1, sizeof *inputs);
	struct sicht_question *questions = calloc(count + 1, sizeof *questions);
	struct sicht_answer *answers = calloc(count + 1, sizeof *answers);
	struct sicht_query *query = NULL;
	struct sicht_arena arena = {0};
	for (size_t i = 0; i < count; i++) {
		inputs[i].path = argv[i + 2];
		questions[i].input = &inputs[i];
	}
	enum sicht_status status = sicht_query_open(stores, 1, &options, &query);
	if (status == SICHT_OK)
		status = sicht_query_ask(query, questions, count, &arena, answers);
	for (size_t i = 0; i < count && status == SICHT_OK; i++)
		tell(argv[i + 2], &answers[i]);
	if (status != SICHT_OK)
		fprintf(stderr, "hash_and_query: %s\n", sicht_message());
	sicht_query_close(query);
	sicht_arena_free(&arena);
	free(inputs);
	free(questions);
	free(answers);
	return status == SICHT_OK ? 0 : 2;
}
