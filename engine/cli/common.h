/* SPDX-License-Identifier: MIT */
/*
 * Options that several commands share, as tables to be included (SICHT_OPTION_INCLUDE), and what
 * several commands do with them.
 */
#ifndef SICHT_ENGINE_CLI_COMMON_H
#define SICHT_ENGINE_CLI_COMMON_H

#include "engine/cli/frame.h"
#include "engine/cli/progress.h"
#include "sicht/scan.h"
#include "sicht/source.h"

struct sicht_json;
struct sicht_text;

/* How much is said, and how progress is shown. Every command includes this one. */
struct sicht_talk_options {
	bool quiet, verbose;
	unsigned progress; /* enum sicht_progress_mode */
};
extern const struct sicht_option sicht_talk_table[];

/* Which sources, beside the operands. */
struct sicht_source_options {
	const char *files_from;
	bool nul_separated, one_file_system;
};
extern const struct sicht_option sicht_source_table[];

/* How files are read. */
struct sicht_reading_options {
	unsigned threads;                     /* 0: as OpenMP decides */
	unsigned max_megapixels, max_seconds; /* 0: as limits.h says */
	bool insecure_decoders;
	const char *decoder;
};
extern const struct sicht_option sicht_reading_table[];

/* To which case a run belongs. */
struct sicht_case_options {
	const char *case_id, *examiner;
	struct sicht_option_list exhibits; /* "ID=SOURCE" */
};
extern const struct sicht_option sicht_case_table[];

/*
 * The rows of these tables in that of a command, whose options have the members `talk`, `sources`,
 * `reading` and `of_case`; and the row of the one store that a command works on.
 */
#define SICHT_OPTION_SHARED(title, table, type, member)                                            \
	{                                                                                          \
		.name = (title), .kind = SICHT_OPTION_INCLUDE, .include = (table),                 \
		.offset = offsetof(type, member)                                                   \
	}
#define SICHT_OPTION_TALK(type) SICHT_OPTION_SHARED("Talk", sicht_talk_table, type, talk)
#define SICHT_OPTION_SOURCES(type) SICHT_OPTION_SHARED("Sources", sicht_source_table, type, sources)
#define SICHT_OPTION_READING(type)                                                                 \
	SICHT_OPTION_SHARED("Reading", sicht_reading_table, type, reading)
#define SICHT_OPTION_CASE(type) SICHT_OPTION_SHARED("Case", sicht_case_table, type, of_case)
#define SICHT_OPTION_STORE(type)                                                                   \
	{                                                                                          \
		.name = "store", .kind = SICHT_OPTION_TEXT, .value = "STORE", .required = true,    \
		.offset = offsetof(type, store), .help = "the store"                               \
	}

/* The words of --role; a role's number is its place, counted from 1. */
extern const char *const sicht_role_words[];

/*
 * What is to be read: the operands of `call`, then the SOURCEs of --exhibit that are not among
 * them. `of_case` may be NULL. out->item is the caller's, to be freed.
 */
SICHT_MUST_CHECK enum sicht_status sicht_common_sources(const struct sicht_call *call,
	const struct sicht_case_options *of_case, struct sicht_option_list *out);

/*
 * A plan over these sources (and --files-from). `outputs` (may be NULL) are paths that
 * must not lie inside a source; `of_case` (may be NULL) names exhibits. Warns of sources on which
 * reading leaves a trace (promise P1). SICHT_ERROR_USAGE if no source was named at all.
 */
SICHT_MUST_CHECK enum sicht_status sicht_common_plan(const struct sicht_call *call,
	const struct sicht_source_options *sources, const struct sicht_case_options *of_case,
	const char *const *outputs, struct sicht_plan **out);

/*
 * Begin to show progress over `plan` (NULL: what lies ahead is not known), as talk->progress says:
 * where it is shown, what lies ahead is counted first, and that is shown too.
 */
SICHT_MUST_CHECK enum sicht_status sicht_common_begin(const struct sicht_plan *plan,
	const struct sicht_talk_options *talk, const char *what, struct sicht_progress *progress);

/* Options of a scan; stop, threads and decoder are set, the rest is the caller's. */
struct sicht_scan_options sicht_common_scan(
	const struct sicht_reading_options *reading, const struct sicht_hash_options *hash);

/*
 * A scanner that is opened only to be asked what decoders are like on this machine: which layers
 * lock them in, which libraries they have.
 */
SICHT_MUST_CHECK enum sicht_status sicht_common_ask(struct sicht_scanner **out);

/* With -v: what locks the decoders of `scanner` in (NULL: none are used). */
void sicht_common_tell_scanner(const struct sicht_scanner *scanner);

/*
 * Who runs what, as members of the object that is being written: user, uid, host, command. What
 * differs from run to run.
 */
void sicht_common_run_members(const struct sicht_call *call, struct sicht_json *json);

/*
 * The versions of the libraries, as an object: sicht's own, and those of the decoders of `scanner`
 * (NULL: none are used).
 */
void sicht_common_libraries(
	struct sicht_json *json, const char *key, const struct sicht_scanner *scanner);

/*
 * The record for the audit chain of a store, a whole object: who runs what, with which versions
 * (`scanner` as above), and (if `of_case` is not NULL and says so) case and examiner.
 */
void sicht_common_audit(const struct sicht_call *call, const struct sicht_case_options *of_case,
	const struct sicht_scanner *scanner, struct sicht_text *text);

/*
 * What a command that can be resumed returns when it was interrupted after `files` files: says so,
 * and shows the line that goes on.
 */
SICHT_MUST_CHECK enum sicht_status sicht_common_interrupted(
	const struct sicht_call *call, uint64_t files);

/* "sicht index --store 'my store' ..." as it could be typed again. */
void sicht_common_command_line(const char *const *line, struct sicht_text *text);

#endif
