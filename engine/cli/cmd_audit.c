/* SPDX-License-Identifier: MIT */
/* sicht audit: who changed a store, or made findings: when, how. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"
#include "engine/base/json.h"
#include "engine/cli/commands.h"
#include "engine/base/stop.h"
#include "engine/cli/common.h"
#include "engine/cli/signals.h"
#include "engine/cli/seal.h"
#include "engine/cli/store_use.h"
#include "engine/cli/terminal.h"

enum format {
	FORMAT_TEXT = 1,
	FORMAT_JSONL,
};
static const char *const format_words[] = {"text", "jsonl", NULL};

struct audit_options {
	const char *store;
	unsigned format;
	struct sicht_talk_options talk;
};

static const struct sicht_option show_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.offset = offsetof(struct audit_options, store),
		.help = "the store, instead of FINDINGS"},
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.words = format_words,
		.default_value = "text",
		.offset = offsetof(struct audit_options, format),
		.help = "text, or jsonl: one object a line"},
	SICHT_OPTION_TALK(struct audit_options),
	{0},
};

static const struct sicht_option verify_table[] = {
	{.name = "store",
		.kind = SICHT_OPTION_TEXT,
		.value = "STORE",
		.offset = offsetof(struct audit_options, store),
		.help = "the store, instead of FINDINGS"},
	SICHT_OPTION_TALK(struct audit_options),
	{0},
};

static enum sicht_status check_call(const struct sicht_call *call)
{
	const struct audit_options *options = call->options;
	if ((options->store != NULL) == (call->operand_count > 0))
		return sicht_fail(SICHT_ERROR_USAGE, "say which: --store STORE, or FINDINGS");
	return SICHT_OK;
}

/* ----------------------------------------------------------------------------------------- show */

/* Members that have their own place in the text; of the rest, numbers that are not 0 are shown. */
static bool has_place(const char *key)
{
	static const char *const keys[] = {
		"user", "uid", "host", "command", "sicht", "libraries", "case", "examiner"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(keys[i], key) == 0)
			return true;
	}
	return false;
}

static void print_escaped(const char *before, const char *string)
{
	if (string == NULL)
		return;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_escape_terminal(&text, sicht_bytes_of(string));
	printf("%s%s", before, text.size > 0 ? text.data : "");
}

static void print_command(const json_t *command)
{
	const char *line[256] = {0};
	size_t index;
	json_t *word;
	json_array_foreach(command, index, word)
	{
		if (index + 1 < sizeof line / sizeof *line)
			line[index] =
				json_string_value(word) != NULL ? json_string_value(word) : "";
	}
	if (line[0] == NULL)
		return;
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	sicht_common_command_line(line, &text);
	printf("      %s\n", text.data);
}

static void print_numbers(json_t *record)
{
	const char *key;
	json_t *value;
	const char *before = "      ";
	json_object_foreach(record, key, value)
	{
		if (has_place(key) || json_integer_value(value) == 0)
			continue;
		print_escaped(before, key);
		printf(": %lld", (long long)json_integer_value(value));
		before = ", ";
	}
	if (before[0] == ',')
		printf("\n");
}

/* As it is on record, for programs; for a terminal, in characters that cannot move its cursor. */
static void print_object(const json_t *object)
{
	json_dumpf(
		object, stdout, JSON_COMPACT | (sicht_terminal_is(stdout) ? JSON_ENSURE_ASCII : 0));
	printf("\n");
}

static void print_text(uint64_t number, const char *time, json_t *record)
{
	printf("%4llu  %s", (unsigned long long)number, sicht_style(stdout, SICHT_STYLE_BOLD));
	print_escaped("", time);
	printf("%s", sicht_style(stdout, SICHT_STYLE_PLAIN));
	print_escaped("  ", json_string_value(json_object_get(record, "user")));
	print_escaped("@", json_string_value(json_object_get(record, "host")));
	print_escaped("  sicht ", json_string_value(json_object_get(record, "sicht")));
	print_escaped("  case ", json_string_value(json_object_get(record, "case")));
	print_escaped("  examiner ", json_string_value(json_object_get(record, "examiner")));
	printf("\n");
	print_command(json_object_get(record, "command"));
	print_numbers(record);
}

static bool show_record(void *context, const struct sicht_audit_record *record)
{
	const struct audit_options *options = context;
	char time[SICHT_TIME_TEXT_SIZE];
	sicht_time_format(record->time_s, time);
	if (options->format == FORMAT_TEXT) {
		json_auto_t *object = json_loadb(record->text.data, record->text.size, 0, NULL);
		print_text(record->number, time, object);
		return true;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text text = {0};
	struct sicht_json json = {.text = &text};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_unsigned(&json, "number", record->number);
	sicht_json_word(&json, "time", time);
	sicht_json_hex(&json, "digest", record->digest, sizeof record->digest);
	sicht_json_raw(&json, "record", record->text);
	sicht_json_end(&json, '}');
	if (sicht_terminal_is(stdout)) {
		json_auto_t *line = json_loadb(text.data, text.size, 0, NULL);
		print_object(line);
	} else {
		printf("%s\n", text.data);
	}
	return sicht_output_flush();
}

static enum sicht_status show_findings(const struct audit_options *options, const char *findings)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text path = {0};
	sicht_seal_run_path(findings, &path);
	json_error_t error;
	json_auto_t *run = json_load_file(path.data, 0, &error);
	if (run == NULL)
		return sicht_fail(SICHT_ERROR_NOT_FOUND,
			"%s, where the run is on record, cannot be read: %s", path.data,
			error.text);
	if (options->format == FORMAT_JSONL) {
		print_object(run);
		return SICHT_OK;
	}
	const char *started = json_string_value(json_object_get(run, "started"));
	print_text(1, started, json_object_get(run, "run"));
	return SICHT_OK;
}

static enum sicht_status run_show(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct audit_options *options = call->options;
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	(void)end;
	SICHT_TRY(check_call(call));
	if (options->store == NULL)
		return show_findings(options, call->operands[0]);
	SICHT_TRY(sicht_store_look(options->store, &store));
	return sicht_store_each_audit(store, show_record, (void *)options);
}

/* --------------------------------------------------------------------------------------- verify */

static void print_seal(const char *what, const uint8_t digest[32])
{
	char hex[64];
	sicht_hex_encode(digest, 32, hex);
	sicht_report("%s: %.64s\n", what, hex);
}

static bool walk_on(void *context, const struct sicht_audit_record *record)
{
	(void)context;
	(void)record;
	return !sicht_stop_asked(sicht_signals_stop());
}

static enum sicht_status verify_store(const char *path)
{
	SICHT_DEFER(sicht_store_closer) struct sicht_store *store = NULL;
	struct sicht_store_info info;
	SICHT_TRY(sicht_store_look(path, &store));
	SICHT_TRY(sicht_store_each_audit(store, walk_on, NULL));
	SICHT_TRY(sicht_stop_check(sicht_signals_stop()));
	sicht_store_info(store, &info);
	sicht_report("the chain of %llu records is whole\n", (unsigned long long)info.audit_count);
	print_seal("digest of the last one", info.audit_digest);
	return SICHT_OK;
}

static enum sicht_status verify_findings(const char *path)
{
	struct sicht_seal seal;
	SICHT_TRY(sicht_seal_check(path, &seal));
	SICHT_DEFER(sicht_text_free) struct sicht_text lines = {0};
	sicht_text_count(&lines, seal.lines);
	sicht_report("the findings on %s files are as they were written%s\n", lines.data,
		seal.has_run ? ", and belong to the run on record" : "");
	print_seal("SHA-256", seal.sha256);
	return SICHT_OK;
}

static enum sicht_status run_verify(const struct sicht_call *call, enum sicht_exit *end)
{
	const struct audit_options *options = call->options;
	(void)end;
	SICHT_TRY(check_call(call));
	return options->store != NULL ? verify_store(options->store)
				      : verify_findings(call->operands[0]);
}

/* ---------------------------------------------------------------------------------------- table */

static const struct sicht_command show = {
	.name = "show",
	.summary = "who changed the store, or made the findings: when, with which command",
	.operands = "FINDINGS",
	.operands_max = 1,
	.examples =
		(const struct sicht_example[]){
			{"sicht audit show --store ~/known",
				"Every change of a store since it was made."},
			{0}},
	.options = show_table,
	.options_size = sizeof(struct audit_options),
	.talk_offset = offsetof(struct audit_options, talk),
	.run = run_show,
};

static const struct sicht_command verify = {
	.name = "verify",
	.summary = "is the record whole, are the findings as they were written?",
	.description =
		"Each record of a store carries a digest over itself and the one before, findings "
		"carry one over all their lines. The digest that is printed, noted elsewhere, "
		"shows later whether everything was replaced.",
	.operands = "FINDINGS",
	.operands_max = 1,
	.examples = (const struct sicht_example[]){{"sicht audit verify findings.jsonl",
							   "Before the findings go to court."},
		{0}},
	.options = verify_table,
	.options_size = sizeof(struct audit_options),
	.talk_offset = offsetof(struct audit_options, talk),
	.run = run_verify,
};

const struct sicht_command sicht_command_audit = {
	.name = "audit",
	.summary = "who changed a store or made findings, when, how",
	.verbs = (const struct sicht_command *const[]){&show, &verify, NULL},
};
