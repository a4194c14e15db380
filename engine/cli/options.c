/* SPDX-License-Identifier: MIT */
/*
 * Parsing by table. One idea: the table, with what it includes, is laid out flat first; every
 * question (which option is that, was it given, which ones are missing) is then a walk over a
 * short array.
 */
#include "engine/cli/options.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"

#define OPTIONS_MAX 64

struct binding {
	const struct sicht_option *option;
	void *value;
	bool given;
};

struct parser {
	struct binding bindings[OPTIONS_MAX];
	size_t count;
	struct sicht_parsed *out;
	const char *const *next; /* argument to be read next */
};

bool sicht_options_each(const struct sicht_option *table,
	bool (*visit)(void *context, const struct sicht_option *option, size_t base), void *context)
{
	for (const struct sicht_option *option = table; option->name != NULL; option++) {
		if (!visit(context, option, 0))
			return false;
		if (option->kind != SICHT_OPTION_INCLUDE)
			continue;
		const struct sicht_option *inner = option->include;
		for (; inner->name != NULL; inner++) {
			if (!visit(context, inner, option->offset))
				return false;
		}
	}
	return true;
}

static bool lay_out(void *context, const struct sicht_option *option, size_t base)
{
	struct parser *parser = context;
	if (option->kind == SICHT_OPTION_INCLUDE)
		return true;
	assert(parser->count < OPTIONS_MAX);
	parser->bindings[parser->count++] = (struct binding){
		.option = option,
		.value = (char *)parser->out->options + base + option->offset,
	};
	return true;
}

static struct binding *find_name(struct parser *parser, const char *name, size_t length)
{
	for (size_t i = 0; i < parser->count; i++) {
		const char *other = parser->bindings[i].option->name;
		if (strlen(other) == length && memcmp(other, name, length) == 0)
			return &parser->bindings[i];
	}
	return NULL;
}

static struct binding *find_letter(struct parser *parser, char letter)
{
	for (size_t i = 0; i < parser->count; i++) {
		if (parser->bindings[i].option->letter == letter)
			return &parser->bindings[i];
	}
	return NULL;
}

/* --------------------------------------------------------------------------------------- values */

static enum sicht_status set_number(const struct binding *binding, const char *text)
{
	char *end;
	errno = 0;
	unsigned long number = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
		number < binding->option->minimum || number > binding->option->maximum)
		return sicht_fail(SICHT_ERROR_USAGE, "--%s wants a whole number from %u to %u",
			binding->option->name, binding->option->minimum, binding->option->maximum);
	*(unsigned *)binding->value = (unsigned)number;
	return SICHT_OK;
}

const char *sicht_option_word(const struct sicht_option *option, size_t index)
{
	return option->words != NULL ? option->words[index] : option->word(index);
}

static enum sicht_status wrong_word(
	const struct sicht_option *option, const char *wrong, size_t length)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0}, choice = {0};
	sicht_escape_terminal(&shown, sicht_bytes(wrong, length));
	for (size_t i = 0; sicht_option_word(option, i) != NULL; i++) {
		const char *before = ", ";
		if (i == 0)
			before = "";
		else if (sicht_option_word(option, i + 1) == NULL)
			before = " or ";
		sicht_text_printf(&choice, "%s%s", before, sicht_option_word(option, i));
	}
	return sicht_fail(SICHT_ERROR_USAGE, "--%s wants %s, not '%.100s'", option->name,
		choice.data, shown.size > 0 ? shown.data : "");
}

/* JSON is always written and read as one object a line, so these mean the same everywhere. */
static bool is_json(const char *word, size_t length)
{
	return (length == 4 && memcmp(word, "json", 4) == 0) ||
	       (length == 5 && memcmp(word, "jsonl", 5) == 0);
}

/* The index of the word in the option's words, or -1. */
static int word_index(const struct sicht_option *option, const char *word, size_t length)
{
	const char *allowed;
	for (int i = 0; (allowed = sicht_option_word(option, (size_t)i)) != NULL; i++) {
		size_t other = strlen(allowed);
		if ((other == length && memcmp(allowed, word, length) == 0) ||
			(is_json(word, length) && is_json(allowed, other)))
			return i;
	}
	return -1;
}

static enum sicht_status set_words(const struct binding *binding, const char *text)
{
	unsigned set = 0;
	for (const char *word = text;; word++) {
		size_t length = strcspn(word, ",");
		int bit = word_index(binding->option, word, length);
		if (bit < 0)
			return wrong_word(binding->option, word, length);
		set |= 1u << bit;
		word += length;
		if (*word == '\0')
			break;
	}
	*(unsigned *)binding->value = set;
	return SICHT_OK;
}

static void add_to_list(struct sicht_option_list *list, const char *text)
{
	const char **item = realloc(list->item, (list->count + 2) * sizeof *item);
	if (item == NULL)
		sicht_out_of_memory(); /* as many pointers as the command line has words */
	item[list->count++] = text;
	item[list->count] = NULL;
	list->item = item;
}

static enum sicht_status set_value(const struct binding *binding, const char *text)
{
	const struct sicht_option *option = binding->option;
	if (text[0] == '\0')
		return sicht_fail(SICHT_ERROR_USAGE, "--%s wants a value (%s), not an empty one",
			option->name, option->value);
	switch (option->kind) {
	case SICHT_OPTION_TEXT:
		*(const char **)binding->value = text;
		return SICHT_OK;
	case SICHT_OPTION_LIST:
		add_to_list(binding->value, text);
		return SICHT_OK;
	case SICHT_OPTION_NUMBER:
		return set_number(binding, text);
	case SICHT_OPTION_WORDS:
		return set_words(binding, text);
	case SICHT_OPTION_WORD: {
		int word = word_index(option, text, strlen(text));
		if (word < 0)
			return wrong_word(option, text, strlen(text));
		*(unsigned *)binding->value = 1 + (unsigned)word;
		return SICHT_OK;
	}
	case SICHT_OPTION_FLAG:
	case SICHT_OPTION_INCLUDE:
		break;
	}
	assert(!"a flag takes no value");
	return SICHT_OK;
}

static enum sicht_status set_defaults(struct parser *parser)
{
	for (size_t i = 0; i < parser->count; i++) {
		if (parser->bindings[i].option->default_value != NULL)
			SICHT_TRY(set_value(
				&parser->bindings[i], parser->bindings[i].option->default_value));
	}
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------ arguments */

static enum sicht_status give(struct parser *parser, struct binding *binding, const char *value)
{
	const struct sicht_option *option = binding->option;
	if (binding->given && option->kind != SICHT_OPTION_LIST &&
		option->kind != SICHT_OPTION_FLAG)
		return sicht_fail(SICHT_ERROR_USAGE, "--%s was given twice", option->name);
	binding->given = true;
	if (option->kind == SICHT_OPTION_FLAG) {
		*(bool *)binding->value = true;
		return SICHT_OK;
	}
	if (value == NULL) {
		value = *parser->next;
		if (value == NULL)
			return sicht_fail(SICHT_ERROR_USAGE, "--%s wants a value (%s)",
				option->name, option->value);
		if (value[0] == '-' && value[1] == '-')
			return sicht_fail(SICHT_ERROR_USAGE,
				"--%s wants a value (%s), but an option follows; if it is meant as "
				"the value write --%s=...",
				option->name, option->value, option->name);
		parser->next++;
	}
	return set_value(binding, value);
}

static enum sicht_status unknown(struct parser *parser, const char *name, size_t length)
{
	const char *names[OPTIONS_MAX + 2] = {"help"};
	for (size_t i = 0; i < parser->count; i++)
		names[i + 1] = parser->bindings[i].option->name;
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0}, wrong = {0};
	sicht_escape_terminal(&shown, sicht_bytes(name, length));
	sicht_text_append(&wrong, name, length);
	const char *nearest = sicht_nearest(wrong.size > 0 ? wrong.data : "", names);
	if (nearest == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "there is no option --%.100s",
			shown.size > 0 ? shown.data : "");
	return sicht_fail(SICHT_ERROR_USAGE, "there is no option --%.100s; did you mean --%s?",
		shown.data, nearest);
}

static enum sicht_status parse_name(struct parser *parser, const char *argument)
{
	size_t length = strcspn(argument, "=");
	const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
	struct binding *binding = find_name(parser, argument, length);
	if (binding == NULL)
		return unknown(parser, argument, length);
	if (value != NULL && binding->option->kind == SICHT_OPTION_FLAG)
		return sicht_fail(SICHT_ERROR_USAGE, "--%s takes no value", binding->option->name);
	return give(parser, binding, value);
}

static enum sicht_status parse_letters(struct parser *parser, const char *letters)
{
	for (; *letters != '\0'; letters++) {
		struct binding *binding = find_letter(parser, *letters);
		if (binding == NULL) {
			SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
			sicht_escape_terminal(&shown, sicht_bytes(letters, 1));
			return sicht_fail(SICHT_ERROR_USAGE, "there is no option -%s", shown.data);
		}
		if (binding->option->kind != SICHT_OPTION_FLAG)
			return give(parser, binding, letters[1] != '\0' ? letters + 1 : NULL);
		SICHT_TRY(give(parser, binding, NULL));
	}
	return SICHT_OK;
}

static bool asks_for_help(const char *const *arguments)
{
	for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
		if (strcmp(*arguments, "--help") == 0 || strcmp(*arguments, "-h") == 0)
			return true;
	}
	return false;
}

static enum sicht_status parse_all(struct parser *parser)
{
	bool operands_only = false;
	while (*parser->next != NULL) {
		const char *argument = *parser->next++;
		if (operands_only || argument[0] != '-' || argument[1] == '\0')
			parser->out->operands[parser->out->operand_count++] = argument;
		else if (strcmp(argument, "--") == 0)
			operands_only = true;
		else if (argument[1] == '-')
			SICHT_TRY(parse_name(parser, argument + 2));
		else
			SICHT_TRY(parse_letters(parser, argument + 1));
	}
	return SICHT_OK;
}

static enum sicht_status check_required(const struct parser *parser)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text missing = {0};
	unsigned count = 0;
	for (size_t i = 0; i < parser->count; i++) {
		const struct binding *binding = &parser->bindings[i];
		if (binding->option->required && !binding->given)
			sicht_text_printf(&missing, "%s--%s %s", count++ > 0 ? " and " : "",
				binding->option->name, binding->option->value);
	}
	if (count > 0)
		return sicht_fail(SICHT_ERROR_USAGE, "%s %s missing", missing.data,
			count == 1 ? "is" : "are");
	return SICHT_OK;
}

void sicht_option_list_free(struct sicht_option_list *list)
{
	free(list->item);
}

static void free_lists(struct parser *parser)
{
	for (size_t i = 0; i < parser->count; i++) {
		if (parser->bindings[i].option->kind == SICHT_OPTION_LIST)
			sicht_option_list_free(parser->bindings[i].value);
	}
}

enum sicht_status sicht_options_parse(const struct sicht_option *table, size_t options_size,
	const char *const *arguments, struct sicht_parsed *out)
{
	size_t count = 0;
	while (arguments[count] != NULL)
		count++;
	struct sicht_parsed parsed = {
		.table = table,
		.options = calloc(1, options_size > 0 ? options_size : 1),
		.operands = calloc(count + 1, sizeof *parsed.operands),
		.help = asks_for_help(arguments),
	};
	if (parsed.options == NULL || parsed.operands == NULL)
		sicht_out_of_memory(); /* some hundred bytes at the start of a run */
	struct parser parser = {.out = &parsed, .next = arguments};
	sicht_options_each(table, lay_out, &parser);
	enum sicht_status status = set_defaults(&parser);
	assert(status == SICHT_OK);
	if (!parsed.help) {
		status = parse_all(&parser);
		if (status == SICHT_OK)
			status = check_required(&parser);
	}
	if (status != SICHT_OK) {
		sicht_parsed_free(&parsed);
		return status;
	}
	*out = parsed;
	return SICHT_OK;
}

void sicht_parsed_free(struct sicht_parsed *parsed)
{
	if (parsed->options == NULL)
		return;
	struct parser parser = {.out = parsed};
	sicht_options_each(parsed->table, lay_out, &parser);
	free_lists(&parser);
	free(parsed->options);
	free(parsed->operands);
	*parsed = (struct sicht_parsed){0};
}
