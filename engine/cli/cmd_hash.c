/* SPDX-License-Identifier: MIT */
/*
 * sicht hash: print perceptual hashes, in the layout of the PDQ reference's own tool unless another
 * is asked for. Files go through the decoder like those of any scan.
 *
 * Unlike a scan's, an operand that cannot be read is no reason to end: it gets its line in its
 * place, like every file that cannot be hashed, and the exit status tells.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/arena.h"
#include "engine/base/file.h"
#include "engine/base/json.h"
#include "engine/cli/commands.h"
#include "engine/cli/common.h"
#include "engine/cli/scanning.h"
#include "engine/cli/terminal.h"
#include "sicht/limits.h"

enum format {
	FORMAT_CSV = 1,
	FORMAT_TSV,
	FORMAT_JSONL,
};

struct hash_options {
	unsigned profile, format; /* places in the tables of words, from 1 */
	bool fast, dihedral, windows;
	struct sicht_source_options sources;
	struct sicht_reading_options reading;
	struct sicht_talk_options talk;
};

static const char *const profile_words[] = {"fullres", "ref512", NULL}; /* enum sicht_profile + 1 */
static const char *const format_words[] = {"csv", "tsv", "jsonl", NULL};

static const struct sicht_option hash_table[] = {
	{.name = "profile",
		.kind = SICHT_OPTION_WORD,
		.value = "PROFILE",
		.words = profile_words,
		.default_value = "ref512",
		.offset = offsetof(struct hash_options, profile),
		.help = "ref512, as the C++ reference hashes, or fullres, as the Python binding, "
			"HMA "
			"and vPDQ do"},
	{.name = "fast",
		.offset = offsetof(struct hash_options, fast),
		.help = "the fast path instead of the reference's arithmetic; a few bits may "
			"differ"},
	{.name = "dihedral",
		.offset = offsetof(struct hash_options, dihedral),
		.help = "eight hashes, in the reference's order: original, rot90, rot180, rot270, "
			"flipx, flipy, flip_plus1, flip_minus1"},
	{.name = "windows",
		.offset = offsetof(struct hash_options, windows),
		.help = "also hash the further pages or pictures of a file, what lies inside "
			"margins, the four quadrants, the pictures that a collage or a screen is "
			"made of, and a JPEG's embedded thumbnail"},
	{.name = "format",
		.kind = SICHT_OPTION_WORD,
		.value = "FORMAT",
		.words = format_words,
		.default_value = "csv",
		.offset = offsetof(struct hash_options, format),
		.help = "csv (hash,quality,name), tsv (with a header and all columns) or jsonl"},
	SICHT_OPTION_SOURCES(struct hash_options),
	SICHT_OPTION_READING(struct hash_options),
	SICHT_OPTION_TALK(struct hash_options),
	{0},
};

/* An operand that no plan would take: a special file, or (with the error) an unreadable one. */
struct bad_operand {
	const char *name;
	int error_number; /* 0: special */
	size_t before;    /* it stands before this source of the plan */
};

struct hash_run {
	const struct hash_options *options;
	const char **good; /* operands that are there; NULL-terminated */
	size_t good_count;
	struct bad_operand *bad;
	size_t bad_count, bad_told;
	struct sicht_plan *plan;
	struct sicht_scanner *scanner;
	struct sicht_arena arena; /* items of a batch */
	struct sicht_item *items;
	struct sicht_print *prints;
	struct sicht_text name, line;
	struct sicht_progress progress;
	uint64_t files, bytes;
	bool failed;
};

static void hash_run_close(struct hash_run *run)
{
	sicht_scanner_close(run->scanner);
	sicht_plan_close(run->plan);
	sicht_arena_free(&run->arena);
	sicht_text_free(&run->name);
	sicht_text_free(&run->line);
	free(run->items);
	free(run->prints);
	free(run->good);
	free(run->bad);
}

/* --------------------------------------------------------------------------------------- output */

static void append_hash(struct sicht_text *line, const struct sicht_pdq *hash)
{
	char hex[SICHT_PDQ_HEX_DIGITS];
	sicht_pdq_to_hex(hash, hex);
	sicht_text_append(line, hex, sizeof hex);
}

static void write_csv(struct hash_run *run, const struct sicht_window_print *window, unsigned form)
{
	append_hash(&run->line, &window->form[form]);
	sicht_text_printf(&run->line, ",%u,", window->quality);
	sicht_escape_terminal(&run->line, sicht_text_bytes(&run->name));
}

/* `window` is NULL for a file without hash. */
static void write_tsv(struct hash_run *run, const struct sicht_window_print *window, unsigned form,
	enum sicht_outcome outcome)
{
	char window_name[SICHT_WINDOW_NAME_SIZE];
	sicht_escape_terminal(&run->line, sicht_text_bytes(&run->name));
	sicht_text_append_string(&run->line, "\t");
	if (window != NULL) {
		append_hash(&run->line, &window->form[form]);
		sicht_text_printf(&run->line, "\t%u\t%s\t%s\t%s", window->quality,
			sicht_profile_name(window->profile),
			sicht_window_name(window->window, window_name),
			sicht_transform_name((enum sicht_transform)form));
	} else {
		sicht_text_append_string(&run->line, "\t\t\t\t");
	}
	sicht_text_printf(&run->line, "\t%s", sicht_outcome_name(outcome));
	if (run->options->windows)
		sicht_text_append_string(&run->line, "\t");
	if (run->options->windows && window != NULL)
		sicht_text_printf(&run->line, "%u", window->page + 1u);
}

static void write_jsonl(struct hash_run *run, const struct sicht_window_print *window,
	unsigned form, const struct sicht_print *print)
{
	char window_name[SICHT_WINDOW_NAME_SIZE];
	struct sicht_json json = {.text = &run->line};
	sicht_json_begin(&json, NULL, '{');
	sicht_json_name(&json, "path", sicht_text_bytes(&run->name));
	if (window != NULL) {
		sicht_json_pdq(&json, "hash", &window->form[form]);
		sicht_json_unsigned(&json, "quality", window->quality);
		sicht_json_word(&json, "profile", sicht_profile_name(window->profile));
		sicht_json_word(&json, "window", sicht_window_name(window->window, window_name));
		sicht_json_word(
			&json, "transform", sicht_transform_name((enum sicht_transform)form));
		if (window->page > 0)
			sicht_json_unsigned(&json, "page", window->page + 1u);
	} else {
		sicht_json_word(&json, "hash", "");
	}
	sicht_json_word(&json, "outcome", sicht_outcome_name(print->outcome));
	if (print->width > 0) {
		sicht_json_unsigned(&json, "width", print->width);
		sicht_json_unsigned(&json, "height", print->height);
	}
	if (print->digests.have & 1u << SICHT_DIGEST_SHA256)
		sicht_json_hex(
			&json, "sha256", print->digests.sha256, sizeof print->digests.sha256);
	sicht_json_end(&json, '}');
}

/* One line; `window` is NULL for a file without hash. */
static void write_line(struct hash_run *run, const struct sicht_window_print *window, unsigned form,
	const struct sicht_print *print)
{
	sicht_text_clear(&run->line);
	switch ((enum format)run->options->format) {
	case FORMAT_CSV:
		if (window == NULL)
			return;
		write_csv(run, window, form);
		break;
	case FORMAT_TSV:
		write_tsv(run, window, form, print->outcome);
		break;
	case FORMAT_JSONL:
		write_jsonl(run, window, form, print);
		break;
	}
	sicht_text_append_string(&run->line, "\n");
	sicht_terminal_clear_line();
	fwrite(run->line.data, 1, run->line.size, stdout);
}

/* What went wrong in words, or NULL where the outcome says it all. */
static const char *detail_of(const struct sicht_print *print)
{
	if (print->detail != NULL && print->detail[0] != '\0')
		return print->detail;
	switch (print->outcome) {
	case SICHT_OUTCOME_NOT_MEDIA:
		return "holds no picture";
	case SICHT_OUTCOME_CONTAINER:
		return "may hold pictures, and is not opened";
	case SICHT_OUTCOME_SPECIAL:
		return "link, device, FIFO or socket";
	default:
		return NULL;
	}
}

static void tell_error(struct hash_run *run, const struct sicht_print *print)
{
	const char *detail = detail_of(print);
	sicht_text_clear(&run->line);
	sicht_escape_terminal(&run->line, sicht_text_bytes(&run->name));
	if (detail != NULL)
		sicht_error("%s: not hashed: %s (%s)", run->line.data,
			sicht_outcome_name(print->outcome), detail);
	else
		sicht_error(
			"%s: not hashed: %s", run->line.data, sicht_outcome_name(print->outcome));
	run->failed = true;
}

/* All lines of the file whose name is in run->name. */
static void write_file(struct hash_run *run, const struct sicht_print *print)
{
	unsigned forms = run->options->dihedral ? SICHT_DIHEDRAL_COUNT : 1;
	for (size_t i = 0; i < print->window_count; i++) {
		for (unsigned form = 0; form < forms && form < print->windows[i].form_count; form++)
			write_line(run, &print->windows[i], form, print);
	}
	if (print->window_count == 0)
		write_line(run, NULL, 0, print);
	if (print->window_count == 0 || print->windows[0].window == SICHT_WINDOW_THUMBNAIL)
		tell_error(run, print);
}

/* Operands that are not there, as far as they stand before source `before` of the plan. */
static void write_bad(struct hash_run *run, size_t before)
{
	for (; run->bad_told < run->bad_count; run->bad_told++) {
		const struct bad_operand *bad = &run->bad[run->bad_told];
		if (bad->before > before)
			return;
		char reason[128];
		struct sicht_print print = {.outcome = SICHT_OUTCOME_SPECIAL};
		if (bad->error_number != 0) {
			print.outcome = SICHT_OUTCOME_UNREADABLE;
			print.detail = strerror_r(bad->error_number, reason, sizeof reason);
		}
		sicht_text_clear(&run->name);
		sicht_text_append_string(&run->name, bad->name);
		write_file(run, &print);
	}
}

/* ---------------------------------------------------------------------------------------- input */

/* True if a plan takes that name as a source; else *error_number is why not, 0: special. */
static bool is_source(const char *name, int *error_number)
{
	struct stat status;
	*error_number = 0;
	if (strcmp(name, "-") == 0)
		return true;
	if (stat(name, &status) != 0) {
		*error_number = errno;
		return false;
	}
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return false;
	if (faccessat(AT_FDCWD, name, R_OK, AT_EACCESS) != 0)
		*error_number = errno;
	return *error_number == 0;
}

static enum sicht_status sort_operands(const struct sicht_call *call, struct hash_run *run)
{
	run->good = calloc(call->operand_count + 1, sizeof *run->good);
	run->bad = calloc(call->operand_count + 1, sizeof *run->bad);
	if (run->good == NULL || run->bad == NULL)
		return sicht_fail_errno(ENOMEM, "cannot keep the names");
	for (size_t i = 0; i < call->operand_count; i++) {
		struct bad_operand bad = {.name = call->operands[i], .before = run->good_count};
		if (is_source(bad.name, &bad.error_number))
			run->good[run->good_count++] = bad.name;
		else
			run->bad[run->bad_count++] = bad;
	}
	return SICHT_OK;
}

static void name_item(struct hash_run *run, const struct sicht_item *item)
{
	size_t count;
	const struct sicht_source *source = &sicht_plan_sources(run->plan, &count)[item->source];
	sicht_text_clear(&run->name);
	if (source->kind == SICHT_SOURCE_FILE) {
		sicht_text_append(&run->name, source->name.data, source->name.size);
		return;
	}
	if (source->kind == SICHT_SOURCE_DIRECTORY) {
		const char *name = source->name.data;
		sicht_text_append(&run->name, name, source->name.size);
		if (source->name.size > 0 && name[source->name.size - 1] != '/')
			sicht_text_append_string(&run->name, "/");
	}
	sicht_text_append(&run->name, item->path.data, item->path.size);
}

static enum sicht_status scan_batch(struct hash_run *run, size_t room, size_t *count)
{
	sicht_arena_reset(&run->arena);
	SICHT_TRY(sicht_plan_next(run->plan, &run->arena, run->items, room, count));
	if (*count == 0)
		return SICHT_OK;
	SICHT_TRY(sicht_scan(run->scanner, run->plan, run->items, *count, NULL, run->prints));
	for (size_t i = 0; i < *count; i++) {
		write_bad(run, run->items[i].source);
		name_item(run, &run->items[i]);
		write_file(run, &run->prints[i]);
		run->bytes += run->items[i].content.size_bytes;
	}
	run->files += *count;
	sicht_progress_update(&run->progress, run->files, run->bytes);
	return SICHT_OK;
}

static enum sicht_status scan_all(struct hash_run *run)
{
	size_t room = sicht_scanner_room(run->scanner), count;
	run->items = calloc(room, sizeof *run->items);
	run->prints = calloc(room, sizeof *run->prints);
	if (run->items == NULL || run->prints == NULL)
		return sicht_fail_errno(ENOMEM, "cannot make a batch of files");
	SICHT_TRY(sicht_common_begin(run->plan, &run->options->talk, "hash", &run->progress));
	do {
		SICHT_TRY(scan_batch(run, sicht_scanner_pace(run->scanner), &count));
	} while (count > 0 && sicht_output_flush()); /* when nobody reads any more, stop */
	return SICHT_OK;
}

static enum sicht_status open_scan(const struct sicht_call *call, struct hash_run *run)
{
	const struct hash_options *options = run->options;
	struct sicht_hash_options hash = {
		.profiles = 1u << (options->profile - 1),
		.windows = options->windows ? SICHT_WINDOWS_DEFAULT : SICHT_WINDOWS_FULL,
		.exact = !options->fast,
		.all_forms = options->dihedral,
		.thumbnail = options->windows,
		.first = !options->windows,
	};
	struct sicht_scan_options scan = sicht_common_scan(&options->reading, &hash);
	scan.digests = 1u << SICHT_DIGEST_SHA256;
	struct sicht_call readable_call = *call;
	readable_call.operands = run->good;
	readable_call.operand_count = run->good_count;
	SICHT_TRY(sicht_common_plan(&readable_call, &options->sources, NULL, NULL, &run->plan));
	return sicht_scanning_open(&scan, &run->scanner);
}

static enum sicht_status run_hash(const struct sicht_call *call, enum sicht_exit *end)
{
	SICHT_DEFER(hash_run_close) struct hash_run run = {.options = call->options};
	SICHT_TRY(sort_operands(call, &run));
	bool anything = run.good_count > 0 || run.options->sources.files_from != NULL;
	if (anything || run.bad_count == 0)
		SICHT_TRY(open_scan(call, &run));
	if (run.options->format == FORMAT_TSV)
		printf("path\thash\tquality\tprofile\twindow\ttransform\toutcome%s\n",
			run.options->windows ? "\tpage" : "");
	if (anything) {
		enum sicht_status status = scan_all(&run);
		sicht_progress_end(&run.progress);
		SICHT_TRY(status);
	}
	write_bad(&run, SIZE_MAX);
	if (run.failed)
		*end = SICHT_EXIT_FAILED;
	return SICHT_OK;
}

const struct sicht_command sicht_command_hash = {
	.name = "hash",
	.summary = "print perceptual hashes of pictures",
	.description =
		"Prints the PDQ hash of each FILE, bit for bit that of the reference, one line a "
		"file: 64 hex digits, the quality (0 to 100; below 50 a hash is not usable), the "
		"name. Directories are walked.\n\n"
		"In csv and tsv, control characters, backslashes and bytes that are no UTF-8 are "
		"escaped in names; jsonl has the exact name.\n\n"
		"A file that cannot be hashed has an empty hash in tsv and jsonl, and a line on "
		"standard error; the others are still done, and the exit status is 2.",
	.operands = "FILE...",
	.examples = (const struct sicht_example[]){{"sicht hash photo.jpg",
							   "As the reference's tool prints it."},
		{"find . -name '*.png' -print0 | sicht hash -0 --files-from - --format tsv",
			"Many files, named by another program."},
		{0}},
	.options = hash_table,
	.options_size = sizeof(struct hash_options),
	.talk_offset = offsetof(struct hash_options, talk),
	.run = run_hash,
};
