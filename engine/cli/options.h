/* SPDX-License-Identifier: MIT */
/*
 * Options of a command: one constant table says what they are called, what they take, where their
 * value goes and what they mean. Nothing else in the program knows an option's name.
 *
 * Forms: --name VALUE, --name=VALUE, -n VALUE, -nVALUE, flags together (-qv), and -- before
 * operands that begin with a dash. Options and operands may be mixed. An option is given once,
 * unless it is a list.
 */
#ifndef SICHT_ENGINE_CLI_OPTIONS_H
#define SICHT_ENGINE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "sicht/status.h"

enum sicht_option_kind {
	SICHT_OPTION_FLAG = 0, /* bool */
	SICHT_OPTION_TEXT,     /* const char *: not empty; NULL if not given */
	SICHT_OPTION_LIST,     /* struct sicht_option_list: may be given again and again */
	SICHT_OPTION_NUMBER,   /* unsigned, minimum..maximum */
	SICHT_OPTION_WORD,     /* unsigned: place in `words`, counted from 1; 0 if not given */
	SICHT_OPTION_WORDS,    /* unsigned: 1 << place in `words`, from 0, for each of "a,b,c" */
	/*
	 * Not an option: a table that several commands share. `name` is the heading over it in
	 * help, `offset` that of its struct inside the command's.
	 */
	SICHT_OPTION_INCLUDE,
};

/* The values in the order of the command line; item[count] is NULL, item NULL if there are none. */
struct sicht_option_list {
	const char **item;
	size_t count;
};

void sicht_option_list_free(struct sicht_option_list *list); /* for SICHT_DEFER */

struct sicht_option {
	const char *name; /* without the dashes; NULL ends a table */
	char letter;      /* short form, or 0 */
	bool required;
	enum sicht_option_kind kind;
	const char *value; /* what stands for the value in help, "STORE" */
	size_t offset;     /* into the command's struct of options */
	const char
		*default_value; /* value if it is not given, as the user would write it, or NULL */
	unsigned minimum, maximum;
	/* The values allowed, NULL-terminated, or from 0 to NULL; "json" means "jsonl" too. */
	const char *const *words;
	const char *(*word)(size_t index);
	const char *(*meaning)(size_t index); /* what help says of each; may be NULL */
	const struct sicht_option *include;
	const char *help; /* one sentence without a capital and a stop */
};

struct sicht_parsed {
	const struct sicht_option *table;
	void *options;         /* of the size asked for */
	const char **operands; /* NULL-terminated; the strings are lent by the arguments */
	size_t operand_count;
	bool help; /* --help was among the arguments: nothing else was checked */
};

/*
 * Parse `arguments` (NULL-terminated) by `table` into a struct of `options_size` bytes.
 * SICHT_ERROR_USAGE says what was expected, and names the nearest option of a wrong one. With
 * `help` set the rest of `*out` is valid, but holds the standard values alone.
 */
SICHT_MUST_CHECK enum sicht_status sicht_options_parse(const struct sicht_option *table,
	size_t options_size, const char *const *arguments, struct sicht_parsed *out);
void sicht_parsed_free(struct sicht_parsed *parsed); /* for SICHT_DEFER; accepts zero */

/*
 * Walk a table, included ones in their place. `visit` is called for every option, and for every
 * INCLUDE before its options; `base` is to be added to the option's offset. It returns false to
 * stop; so does the walk then.
 */
bool sicht_options_each(const struct sicht_option *table,
	bool (*visit)(void *context, const struct sicht_option *option, size_t base),
	void *context);

/* The value allowed at this place, from 0; NULL behind the last. */
const char *sicht_option_word(const struct sicht_option *option, size_t index);

/* The word of `words` (NULL-terminated) that is nearest to a mistyped one, or NULL: none is. */
const char *sicht_nearest(const char *wrong, const char *const *words);

#endif
