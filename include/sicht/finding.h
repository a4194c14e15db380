/* SPDX-License-Identifier: MIT */
/*
 * Finding: the fifth noun as data. What `match` writes and every view of it reads.
 *
 * A findings file is JSON Lines: a header; one line a file, ordinals going up; an end with totals
 * and the SHA-256 of all lines before it. FINDINGS.part is the same without ranks and without an
 * end. Written, equal values are equal bytes; read, no line is believed before it is checked.
 *
 *     struct sicht_findings *findings;
 *     const struct sicht_finding *finding;
 *     SICHT_TRY(sicht_findings_open(path, NULL, &findings));
 *     do {
 *             SICHT_TRY(sicht_findings_next(findings, &finding));
 *             ...
 *     } while (finding != NULL);
 *     sicht_findings_close(findings);
 */
#ifndef SICHT_FINDING_H
#define SICHT_FINDING_H

#include <signal.h>

#include "sicht/api.h"
#include "sicht/status.h"
#include "sicht/types.h"

SICHT_API_BEGIN

struct sicht_text;

/* The version of the format. Newer minor versions add members, which are passed over here. */
#define SICHT_FINDINGS_VERSION 1

/* ------------------------------------------------------------------------------------- the data */

/*
 * What a person should do with a file, most urgent first; the order is the first key of the rank.
 */
enum sicht_rank_tier {
	SICHT_RANK_IDENTICAL = 0, /* "known-identical": its digest is that of known material */
	SICHT_RANK_SIMILAR,       /* "known-similar": within the threshold of known material */
	SICHT_RANK_POSSIBLE,      /* "known-possible": within --possible, or a thumbnail */
	SICHT_RANK_UNEXAMINED,    /* "unexamined": may hold a picture, but could not be compared */
	SICHT_RANK_UNKNOWN,       /* "unknown": compared; nothing like it is known */
	SICHT_RANK_OTHER,         /* "other": holds no picture */
	SICHT_RANK_IGNORABLE,     /* "ignorable": its digest is that of ignorable material */
};
#define SICHT_RANK_COUNT 7
#define SICHT_RANK_SCORE_MAX 1000

const char *sicht_rank_name(enum sicht_rank_tier tier);
/* True and `*out` set if `name` is one of the words, else false. */
bool sicht_rank_parse(struct sicht_bytes name, enum sicht_rank_tier *out);

/* A match, with what is said of its other side. */
struct sicht_finding_match {
	struct sicht_match match;
	bool has_store; /* said where there are several */
	uint32_t store; /* which of the header's known material */
	enum sicht_role role;
	struct sicht_bytes known; /* name of the entry: bytes, as all names */
	struct sicht_bytes set;
	struct sicht_category category; /* both empty: none */
};

struct sicht_finding_rank {
	uint64_t place; /* from 1 */
	enum sicht_rank_tier tier;
	uint32_t score; /* 0..SICHT_RANK_SCORE_MAX, within the tier */
	struct sicht_bytes reason;
	uint64_t group; /* ordinal of the first file that shows the same picture: at most its own */
};

/*
 * One line: an item, its outcome, its matches, its rank. Text is not escaped for any sink. Numbers
 * are at most INT64_MAX, as JSON readers have no more.
 */
struct sicht_finding {
	/* the item, as the walk saw it: the beginning of its line */
	uint64_t ordinal;
	bool has_source; /* said where there are several */
	uint32_t source; /* which of the header's */
	struct sicht_bytes path;
	struct sicht_bytes exhibit; /* may be empty */
	bool has_size, has_mtime;
	uint64_t size_bytes;
	int64_t mtime_s; /* since 1970 UTC; written, and so read back, within the years 0 to 9999 */
	bool is_hard_link;
	uint64_t hard_link_of; /* ordinal of the first name of the same file */
	/* its print */
	enum sicht_media media; /* NONE and OTHER are not said: NONE when read */
	enum sicht_outcome outcome;
	bool volatile_outcome;
	enum sicht_anomaly anomaly;
	struct sicht_bytes detail; /* may be empty */
	struct sicht_digests digests;
	uint32_t width, height;     /* width 0: neither is known */
	uint32_t pictures;          /* that it holds, where there are several; else 0 */
	uint32_t pictures_examined; /* of these */
	bool has_pdq;               /* the full window of the first picture */
	struct sicht_pdq pdq;
	uint8_t pdq_quality; /* 0..100 */
	enum sicht_profile pdq_profile;
	/* those that rank first come first */
	const struct sicht_finding_match *matches;
	size_t match_count;
	uint64_t matches_omitted; /* further entries that it met */
	/* by the second pass */
	bool ranked;
	struct sicht_finding_rank rank;
};

/* A store, as a header speaks of it. */
struct sicht_findings_store {
	struct sicht_bytes name; /* as the user gave it */
	struct sicht_bytes id;
	uint64_t snapshot;
};

/* What was compared with. */
struct sicht_findings_known {
	struct sicht_findings_store store;
	/* a folder: in place of id and snapshot, the SHA-256 of what it holds */
	bool is_folder;
	uint8_t content[32];
	uint64_t entries, hashes;
};

struct sicht_findings_source {
	struct sicht_bytes name;
	struct sicht_bytes exhibit; /* may be empty */
	struct sicht_bytes case_id; /* of evidence; may be empty */
	bool is_evidence;           /* its prints come from a store */
	struct sicht_findings_store evidence;
};

/* All that decides what the lines say: two runs with equal headers give equal lines. */
struct sicht_findings_header {
	struct sicht_bytes tool;      /* "sicht 0.1.0" */
	struct sicht_bytes libraries; /* their versions: a JSON object, as text; may be empty */
	struct sicht_bytes case_id;   /* may be empty */
	uint32_t threshold_bits, possible_bits; /* possible 0: off */
	bool variants;
	uint32_t max_megapixels, max_seconds; /* 0: the standard */
	const struct sicht_findings_known *known;
	size_t known_count;
	const struct sicht_findings_source *sources;
	size_t source_count;
};

struct sicht_findings_end {
	uint64_t files;
	uint64_t outcomes[SICHT_OUTCOME_COUNT], tiers[SICHT_RANK_COUNT]; /* each adds up to files */
	uint64_t groups;                                                 /* of two or more files */
	uint8_t sha256[32]; /* of all lines before this one, newlines included */
};

/* -------------------------------------------------------------------------------------- writing */

/* Each appends one line with its newline. Members always come in the same order. */
void sicht_findings_write_header(
	struct sicht_text *text, const struct sicht_findings_header *header);
void sicht_finding_write(struct sicht_text *text, const struct sicht_finding *finding);
void sicht_findings_write_end(struct sicht_text *text, const struct sicht_findings_end *end);

/*
 * The beginning of a finding's line: what it says of the item itself, whatever becomes of it.
 * `rest` is what follows that in a line: has that line no more to say of its item?
 */
void sicht_finding_write_item(struct sicht_text *text, const struct sicht_finding *finding);
bool sicht_finding_is_past_item(struct sicht_bytes rest);

/* `line`, of a finding that is not ranked, as it stands (no newline), with its rank put in. */
void sicht_finding_write_ranked(
	struct sicht_text *text, struct sicht_bytes line, const struct sicht_finding_rank *rank);

/* -------------------------------------------------------------------------------------- reading */

/*
 * A reader: one pass, one line in memory (SICHT_FINDINGS_LINE_BYTES_MAX). One thread at a time.
 *
 * Checked of each line: that it is one object without duplicate members, the type and range of
 * every member, closed lists of words, that what belongs together is there, that sources and stores
 * are the header's, and that ordinals go up (with gaps: a shard). Either all lines are ranked or
 * none. A line that fails is SICHT_ERROR_DAMAGED, "line 17 of F is damaged: its outcome 'xyz' is
 * unknown"; a file that does not begin as findings do, or is of another version, is
 * SICHT_ERROR_FORMAT.
 *
 * A file without an end is unfinished; what stands behind its last newline is not read.
 */
struct sicht_findings;

struct sicht_findings_options {
	/*
	 * Hold the lines against the end: SICHT_ERROR_DAMAGED with the last of them if its SHA-256
	 * or its totals are others. (Outcomes, tiers and groups if every line was read. Takes 8
	 * bytes for each file that shows the same picture as one before it.)
	 */
	bool check;
	const volatile sig_atomic_t
		*stop; /* SICHT_ERROR_INTERRUPTED once it is not 0; may be NULL */
};

/* `path` "-" is standard input. `options` may be NULL. The header is read. */
SICHT_MUST_CHECK enum sicht_status sicht_findings_open(const char *path,
	const struct sicht_findings_options *options, struct sicht_findings **out);

/*
 * The same of a descriptor, which stays the caller's, with its position as it was, and outlives the
 * reader: a regular file, read from its start. `name` for messages.
 */
SICHT_MUST_CHECK enum sicht_status sicht_findings_open_fd(int fd, const char *name,
	const struct sicht_findings_options *options, struct sicht_findings **out);
void sicht_findings_close(struct sicht_findings *findings); /* accepts NULL */

/* Lent, until the reader is closed. */
const struct sicht_findings_header *sicht_findings_header(const struct sicht_findings *findings);
struct sicht_bytes sicht_findings_header_line(
	const struct sicht_findings *findings); /* as it stands */

/* The next finding, lent until the next call; NULL: there are no more. */
SICHT_MUST_CHECK enum sicht_status sicht_findings_next(
	struct sicht_findings *findings, const struct sicht_finding **out);

/*
 * The same in two steps, for callers that need only some of the lines: the next line as it stands,
 * without its newline (data NULL: there are no more), and what it says. Of a line that is not read,
 * only that it is no header and no end is known. Both lent until the next line.
 */
SICHT_MUST_CHECK enum sicht_status sicht_findings_next_line(
	struct sicht_findings *findings, struct sicht_bytes *line);
SICHT_MUST_CHECK enum sicht_status sicht_findings_read(
	struct sicht_findings *findings, const struct sicht_finding **out);

/* How many findings there were so far. */
uint64_t sicht_findings_count(const struct sicht_findings *findings);

/* After the last finding. The end; NULL if the file is unfinished. Lent until closed. */
const struct sicht_findings_end *sicht_findings_end(const struct sicht_findings *findings);

/* After the end, with options->check: SHA-256 of the whole file. */
void sicht_findings_digest(struct sicht_findings *findings, uint8_t sha256[32]);

SICHT_API_END

#endif
