/* SPDX-License-Identifier: MIT */
/* What several commands share: options, plans, the record of who ran what. */
#include "engine/cli/common.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/cli/signals.h"
#include "engine/cli/terminal.h"
#include "engine/cli/version.h"
#include "engine/worker/message.h"
#include "sicht/limits.h"
#include "sicht/version.h"

/* Sources named in one warning; more are counted. */
#define TRACES_SHOWN 3

static const char *const progress_words[] = {"auto", "json", "none", NULL};
const char *const sicht_role_words[] = {"known", "ignorable", "evidence", NULL};

const struct sicht_option sicht_talk_table[] = {
	{.name = "quiet",
		.letter = 'q',
		.offset = offsetof(struct sicht_talk_options, quiet),
		.help = "say nothing but warnings and failures"},
	{.name = "verbose",
		.letter = 'v',
		.offset = offsetof(struct sicht_talk_options, verbose),
		.help = "say more"},
	{.name = "progress",
		.kind = SICHT_OPTION_WORD,
		.value = "MODE",
		.words = progress_words,
		.default_value = "auto",
		.offset = offsetof(struct sicht_talk_options, progress),
		.help = "auto (on a terminal), json (one object a line, and nothing else, on "
			"standard error) or none"},
	{0},
};

const struct sicht_option sicht_source_table[] = {
	{.name = "files-from",
		.kind = SICHT_OPTION_TEXT,
		.value = "FILE",
		.offset = offsetof(struct sicht_source_options, files_from),
		.help = "read names from FILE, one a line; - is standard input"},
	{.name = "null",
		.letter = '0',
		.offset = offsetof(struct sicht_source_options, nul_separated),
		.help = "names in lists end with a zero byte, as find -print0 writes them"},
	{.name = "one-file-system",
		.offset = offsetof(struct sicht_source_options, one_file_system),
		.help = "do not descend into other file systems"},
	{0},
};

const struct sicht_option sicht_reading_table[] = {
	{.name = "threads",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.minimum = 1,
		.maximum = SICHT_THREADS_MAX,
		.offset = offsetof(struct sicht_reading_options, threads),
		.help = "work on N files at once (all cores, or OMP_NUM_THREADS)"},
	{.name = "max-megapixels",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.minimum = 1,
		.maximum = SICHT_MEGAPIXELS_MAX,
		.offset = offsetof(struct sicht_reading_options, max_megapixels),
		.help = "decode no picture of more than N times 1,048,576 pixels (256)"},
	{.name = "max-seconds",
		.kind = SICHT_OPTION_NUMBER,
		.value = "N",
		.minimum = 1,
		.maximum = SICHT_JOB_SECONDS_MAX,
		.offset = offsetof(struct sicht_reading_options, max_seconds),
		.help = "give up on a file after N seconds of CPU time (60)"},
	{.name = "insecure-decoders",
		.offset = offsetof(struct sicht_reading_options, insecure_decoders),
		.help = "run although this system cannot lock the decoders in as it should"},
	{.name = "decoder",
		.kind = SICHT_OPTION_TEXT,
		.value = "PROGRAM",
		.offset = offsetof(struct sicht_reading_options, decoder),
		.help = "use another sicht-decoder (for tests)"},
	{0},
};

const struct sicht_option sicht_case_table[] = {
	{.name = "case",
		.kind = SICHT_OPTION_TEXT,
		.value = "ID",
		.offset = offsetof(struct sicht_case_options, case_id),
		.help = "number of the case, for the records"},
	{.name = "examiner",
		.kind = SICHT_OPTION_TEXT,
		.value = "NAME",
		.offset = offsetof(struct sicht_case_options, examiner),
		.help = "who examines, for the records"},
	{.name = "exhibit",
		.kind = SICHT_OPTION_LIST,
		.value = "ID=SOURCE",
		.offset = offsetof(struct sicht_case_options, exhibits),
		.help = "a source, and its exhibit number; may be repeated"},
	{0},
};

/* -------------------------------------------------------------------------------- plan and scan */

static void warn_of_traces(const struct sicht_plan *plan)
{
	struct sicht_bytes names[TRACES_SHOWN];
	size_t count = sicht_plan_traces(plan, names, TRACES_SHOWN);
	if (count == 0)
		return;
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	for (size_t i = 0; i < count && i < TRACES_SHOWN; i++) {
		sicht_text_append_string(&shown, i > 0 ? ", " : "");
		sicht_escape_terminal(&shown, names[i]);
	}
	if (count > TRACES_SHOWN)
		sicht_text_printf(&shown, " and %zu more", count - TRACES_SHOWN);
	sicht_warn("reading changes access times in %s; mount it read-only or with noatime, or "
		   "work as its owner, to prevent that",
		shown.data);
}

static bool is_among(const struct sicht_option_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->item[i], name) == 0)
			return true;
	}
	return false;
}

enum sicht_status sicht_common_sources(const struct sicht_call *call,
	const struct sicht_case_options *of_case, struct sicht_option_list *out)
{
	size_t exhibits = of_case != NULL ? of_case->exhibits.count : 0;
	SICHT_DEFER(sicht_free_pointer)
	const char **names = calloc(call->operand_count + exhibits + 1, sizeof *names);
	if (names == NULL)
		return sicht_fail_errno(ENOMEM, "cannot list the sources");
	struct sicht_option_list list = {names, call->operand_count};
	for (size_t i = 0; i < call->operand_count; i++)
		names[i] = call->operands[i];
	for (size_t i = 0; i < exhibits; i++) {
		const char *exhibit = of_case->exhibits.item[i], *equals = strchr(exhibit, '=');
		if (equals == NULL || equals == exhibit || equals[1] == '\0') {
			SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
			sicht_escape_terminal(&shown, sicht_bytes_of(exhibit));
			return sicht_fail(SICHT_ERROR_USAGE,
				"%s is not an exhibit; write ID=SOURCE, as in A-1=/media/a1",
				shown.data);
		}
		if (!is_among(&list, equals + 1))
			names[list.count++] = equals + 1;
	}
	*out = list;
	names = NULL;
	return SICHT_OK;
}

enum sicht_status sicht_common_plan(const struct sicht_call *call,
	const struct sicht_source_options *sources, const struct sicht_case_options *of_case,
	const char *const *outputs, struct sicht_plan **out)
{
	SICHT_DEFER(sicht_option_list_free) struct sicht_option_list names = {0};
	SICHT_TRY(sicht_common_sources(call, of_case, &names));
	if (names.count == 0 && sources->files_from == NULL)
		return sicht_fail(SICHT_ERROR_USAGE, "nothing was named to be read; give a "
						     "directory, a file, - or --files-from");
	if (sources->nul_separated && sources->files_from == NULL) {
		if (!is_among(&names, "-"))
			return sicht_fail(SICHT_ERROR_USAGE,
				"-0 says how names in a list end, but no list was given; add "
				"--files-from FILE");
	}
	struct sicht_plan_options options = {
		.one_file_system = sources->one_file_system,
		.stop = sicht_signals_stop(),
		.files_from = sources->files_from,
		.nul_separated = sources->nul_separated,
		.outputs = outputs,
		.exhibits = of_case != NULL ? of_case->exhibits.item : NULL,
	};
	SICHT_TRY(sicht_plan_open(names.item, names.count, &options, out));
	warn_of_traces(*out);
	return SICHT_OK;
}

static bool show_count(void *context, const struct sicht_plan_size *so_far)
{
	sicht_progress_update(context, so_far->files, so_far->bytes);
	return *sicht_signals_stop() == 0;
}

enum sicht_status sicht_common_begin(const struct sicht_plan *plan,
	const struct sicht_talk_options *talk, const char *what, struct sicht_progress *progress)
{
	struct sicht_plan_size size = {0};
	if (plan != NULL && sicht_progress_is_shown(talk->progress)) {
		sicht_progress_begin(progress, talk->progress, "count", 0, 0);
		enum sicht_status status = sicht_plan_estimate(plan, show_count, progress, &size);
		sicht_progress_update(progress, size.files, size.bytes);
		sicht_progress_end(progress);
		SICHT_TRY(status);
	}
	sicht_progress_begin(progress, talk->progress, what, size.files, size.bytes);
	return SICHT_OK;
}

struct sicht_scan_options sicht_common_scan(
	const struct sicht_reading_options *reading, const struct sicht_hash_options *hash)
{
	return (struct sicht_scan_options){
		.threads = reading->threads,
		.hash = *hash,
		.pixels_max = (uint64_t)reading->max_megapixels << 20,
		.job_seconds_max = reading->max_seconds,
		.decoder = reading->decoder,
		.insecure_decoders = reading->insecure_decoders,
		.stop = sicht_signals_stop(),
	};
}

enum sicht_status sicht_common_ask(struct sicht_scanner **out)
{
	struct sicht_reading_options reading = {.threads = 1, .insecure_decoders = true};
	struct sicht_hash_options hash = {.profiles = 1u << SICHT_PROFILE_FULLRES};
	struct sicht_scan_options options = sicht_common_scan(&reading, &hash);
	return sicht_scanner_open(&options, out);
}

void sicht_common_tell_scanner(const struct sicht_scanner *scanner)
{
	char layers[SICHT_LAYERS_TEXT_SIZE];
	if (scanner != NULL && sicht_scanner_layers(scanner) != 0)
		sicht_detail("decoders are locked in by %s",
			sicht_layers_text(sicht_scanner_layers(scanner), layers));
}

/* ---------------------------------------------------------------------------------- the records */

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-+=./:,@%^";
	return word[0] != '\0' && word[strspn(word, plain)] == '\0';
}

/* In quotes that a shell takes off again; bytes that would disturb a terminal as $'\xNN'. */
static void quote(struct sicht_text *text, const char *word)
{
	if (is_plain(word)) {
		sicht_text_append_string(text, word);
		return;
	}
	SICHT_DEFER(sicht_text_free) struct sicht_text shown = {0};
	sicht_escape_terminal(&shown, sicht_bytes_of(word));
	bool as_it_is = shown.size == strlen(word);
	sicht_text_append_string(text, as_it_is ? "'" : "$'");
	for (const char *byte = word; *byte != '\0'; byte++) {
		unsigned char value = (unsigned char)*byte;
		if (*byte == '\'')
			sicht_text_append_string(text, as_it_is ? "'\\''" : "\\'");
		else if (*byte == '\\' && !as_it_is)
			sicht_text_append_string(text, "\\\\");
		else if (!as_it_is && (value < 32 || value > 126))
			sicht_text_printf(text, "\\x%02x", value);
		else
			sicht_text_append(text, byte, 1);
	}
	sicht_text_append_string(text, "'");
}

void sicht_common_command_line(const char *const *line, struct sicht_text *text)
{
	for (size_t i = 0; line[i] != NULL; i++) {
		sicht_text_append_string(text, i > 0 ? " " : "");
		quote(text, i > 0 ? line[i] : "sicht");
	}
}

enum sicht_status sicht_common_interrupted(const struct sicht_call *call, uint64_t files)
{
	SICHT_DEFER(sicht_text_free) struct sicht_text count = {0}, line = {0};
	sicht_text_count(&count, files);
	sicht_common_command_line(call->line, &line);
	sicht_error("interrupted after %s files; what is finished is kept. To go on:\n  %s",
		count.data, line.data);
	return sicht_fail(SICHT_ERROR_INTERRUPTED, "%s", ""); /* all is said */
}

void sicht_common_run_members(const struct sicht_call *call, struct sicht_json *json)
{
	char host[HOST_NAME_MAX + 1] = "";
	if (gethostname(host, sizeof host - 1) != 0)
		host[0] = '\0';
	const struct passwd *user = getpwuid(getuid());
	sicht_json_name(json, "user", sicht_bytes_of(user != NULL ? user->pw_name : ""));
	sicht_json_unsigned(json, "uid", getuid());
	sicht_json_name(json, "host", sicht_bytes_of(host));
	sicht_json_begin(json, "command", '[');
	for (size_t i = 0; i < call->line_count; i++)
		sicht_json_string(json, NULL, sicht_bytes_of(call->line[i]));
	sicht_json_end(json, ']');
}

static void add_library(void *context, const char *name, const char *version)
{
	sicht_json_word(context, name, version);
}

void sicht_common_libraries(
	struct sicht_json *json, const char *key, const struct sicht_scanner *scanner)
{
	sicht_json_begin(json, key, '{');
	sicht_version_each(scanner, add_library, json);
	sicht_json_end(json, '}');
}

void sicht_common_audit(const struct sicht_call *call, const struct sicht_case_options *of_case,
	const struct sicht_scanner *scanner, struct sicht_text *text)
{
	struct sicht_json json = {.text = text};
	sicht_json_begin(&json, NULL, '{');
	sicht_common_run_members(call, &json);
	sicht_json_word(&json, "sicht", SICHT_VERSION);
	sicht_common_libraries(&json, "libraries", scanner);
	if (of_case != NULL && of_case->case_id != NULL)
		sicht_json_name(&json, "case", sicht_bytes_of(of_case->case_id));
	if (of_case != NULL && of_case->examiner != NULL)
		sicht_json_name(&json, "examiner", sicht_bytes_of(of_case->examiner));
	sicht_json_end(&json, '}');
}
