/* SPDX-License-Identifier: MIT */
/*
 * A findings file, line by line. One idea: lines lie in a buffer as they were read and are lent
 * from there; what a line says is read only when somebody asks. See include/sicht/finding.h.
 */
#include "sicht/finding.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/sort.h"
#include "engine/base/stop.h"
#include "engine/finding/read.h"
#include "sicht/hash.h"
#include "sicht/limits.h"

#define BUFFER_BYTES ((size_t)256 << 10)

#define FIRST "{\"sicht\":\"findings\""
#define FIRST_OR_LAST "{\"sicht\":"

struct sicht_findings {
	int fd;
	bool owns_fd, by_offset; /* a file of somebody else's: read at its offsets */
	char *name;
	struct sicht_findings_options options;
	/* the bytes at hand: data[begin..end), the first of them at no line's middle */
	char *data;
	size_t capacity, begin, end;
	uint64_t offset; /* in the file, of what is read next */
	bool at_end;     /* of the file, or behind the last line */
	uint64_t line_number, count, read_count;
	struct sicht_bytes line; /* the current finding's */
	struct sicht_reading reading, header_reading;
	struct sicht_findings_header header;
	struct sicht_bytes header_line;
	struct sicht_finding finding;
	bool any_read, ranked; /* some line was read; are they ranked? */
	uint64_t last_ordinal;
	bool has_end;
	struct sicht_findings_end the_end, counted;
	uint64_t *groups; /* of findings that are not the first of theirs */
	size_t group_count, group_capacity;
	struct sicht_digester *digester;
};

/* ---------------------------------------------------------------------------------------- lines */

static enum sicht_status damaged(const struct sicht_findings *findings, const char *why)
{
	return sicht_fail(SICHT_ERROR_DAMAGED, "line %llu of %s is damaged: %s",
		(unsigned long long)findings->line_number, findings->name, why);
}

static enum sicht_status check_length(const struct sicht_findings *findings, size_t size)
{
	if (size <= SICHT_FINDINGS_LINE_BYTES_MAX)
		return SICHT_OK;
	return sicht_fail(SICHT_ERROR_FORMAT,
		"%s: line %llu has no end within %zu MiB; no line of findings is as long",
		findings->name, (unsigned long long)findings->line_number + 1,
		SICHT_FINDINGS_LINE_BYTES_MAX >> 20);
}

/* Room for more behind data[end]: what was handed out already gives way. */
static enum sicht_status make_room(struct sicht_findings *findings)
{
	size_t size = findings->end - findings->begin;
	if (findings->begin > 0)
		memmove(findings->data, findings->data + findings->begin, size);
	findings->begin = 0;
	findings->end = size;
	if (size < findings->capacity)
		return SICHT_OK;
	size_t capacity = findings->capacity > 0 ? findings->capacity * 2 : BUFFER_BYTES;
	char *data = realloc(findings->data, capacity);
	if (data == NULL)
		return sicht_fail(
			SICHT_ERROR_MEMORY, "out of memory while reading %s", findings->name);
	findings->data = data;
	findings->capacity = capacity;
	return SICHT_OK;
}

/* More bytes; at_end if there are none. */
static enum sicht_status fill(struct sicht_findings *findings)
{
	SICHT_TRY(make_room(findings));
	for (;;) {
		SICHT_TRY(sicht_stop_check(findings->options.stop));
		char *to = findings->data + findings->end;
		size_t room = findings->capacity - findings->end;
		ssize_t count = findings->by_offset
					? pread(findings->fd, to, room, (off_t)findings->offset)
					: read(findings->fd, to, room);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return sicht_fail_errno(errno, "cannot read %s", findings->name);
		findings->end += (size_t)count;
		findings->offset += (uint64_t)count;
		findings->at_end = count == 0;
		return SICHT_OK;
	}
}

/* The next line with its newline; size 0: there is none, but what is left in data[begin..end). */
static enum sicht_status take_line(struct sicht_findings *findings, struct sicht_bytes *line)
{
	size_t searched = 0;
	*line = sicht_bytes(NULL, 0);
	for (;;) {
		char *begin = findings->data != NULL ? findings->data + findings->begin : NULL;
		size_t size = findings->end - findings->begin;
		char *newline =
			size > searched ? memchr(begin + searched, '\n', size - searched) : NULL;
		if (newline != NULL) {
			SICHT_TRY(check_length(findings, (size_t)(newline - begin)));
			*line = sicht_bytes(begin, (size_t)(newline - begin) + 1);
			findings->begin += line->size;
			findings->line_number++;
			return SICHT_OK;
		}
		searched = size;
		SICHT_TRY(check_length(findings, size));
		if (findings->at_end)
			return SICHT_OK;
		SICHT_TRY(fill(findings));
	}
}

static struct sicht_bytes without_newline(struct sicht_bytes line)
{
	return sicht_bytes(line.data, line.size - 1);
}

static bool begins(struct sicht_bytes line, const char *beginning)
{
	size_t size = strlen(beginning);
	return line.size >= size && memcmp(line.data, beginning, size) == 0;
}

static void add_to_digest(struct sicht_findings *findings, struct sicht_bytes line)
{
	if (findings->digester != NULL)
		sicht_digester_update(findings->digester, line.data, line.size);
}

/* -------------------------------------------------------------------------------------- the end */

static int by_number(const void *left, const void *right, void *unused)
{
	const uint64_t *a = left, *b = right;
	(void)unused;
	return (*a > *b) - (*a < *b);
}

static enum sicht_status count_groups(struct sicht_findings *findings)
{
	SICHT_TRY(sicht_sort(findings->groups, findings->group_count, sizeof *findings->groups,
		by_number, NULL, findings->options.stop));
	for (size_t i = 0; i < findings->group_count; i++)
		findings->counted.groups +=
			i == 0 || findings->groups[i] != findings->groups[i - 1];
	return SICHT_OK;
}

/* Does the end speak of the lines before it? */
static enum sicht_status check_end(struct sicht_findings *findings)
{
	const struct sicht_findings_end *end = &findings->the_end;
	struct sicht_findings_end *counted = &findings->counted;
	struct sicht_digests digests;
	sicht_digester_so_far(findings->digester, &digests);
	if (memcmp(digests.sha256, end->sha256, sizeof end->sha256) != 0)
		return sicht_fail(SICHT_ERROR_DAMAGED,
			"%s was changed after it was written: its lines are not those that its "
			"last line names",
			findings->name);
	if (end->files != findings->count)
		return damaged(findings, "its number of files does not match the lines before it");
	if (findings->read_count < findings->count)
		return SICHT_OK;
	SICHT_TRY(count_groups(findings));
	if (memcmp(end->outcomes, counted->outcomes, sizeof end->outcomes) != 0)
		return damaged(findings, "its outcomes do not match the lines before it");
	if (memcmp(end->tiers, counted->tiers, sizeof end->tiers) != 0)
		return damaged(findings, "its tiers do not match the lines before it");
	if (end->groups != counted->groups)
		return damaged(findings, "its groups do not match the lines before it");
	return SICHT_OK;
}

static enum sicht_status read_end(struct sicht_findings *findings, struct sicht_bytes line)
{
	if (!sicht_read_end(&findings->reading, without_newline(line), &findings->the_end))
		return damaged(findings, findings->reading.why.data);
	if (findings->options.check)
		SICHT_TRY(check_end(findings));
	add_to_digest(findings, line);
	while (!findings->at_end && findings->begin == findings->end)
		SICHT_TRY(fill(findings));
	if (findings->begin < findings->end) {
		findings->line_number++;
		return damaged(findings, "it follows the last line");
	}
	findings->has_end = true;
	return SICHT_OK;
}

/* ------------------------------------------------------------------------------------- findings */

enum sicht_status sicht_findings_next_line(
	struct sicht_findings *findings, struct sicht_bytes *line)
{
	struct sicht_bytes next;
	*line = findings->line = sicht_bytes(NULL, 0);
	SICHT_TRY(take_line(findings, &next));
	if (next.size == 0)
		return SICHT_OK;
	if (begins(next, FIRST_OR_LAST))
		return read_end(findings, next);
	add_to_digest(findings, next);
	findings->count++;
	*line = findings->line = without_newline(next);
	return SICHT_OK;
}

/* What one line says that others do not allow. */
static const char *contradiction(
	const struct sicht_findings *findings, const struct sicht_finding *finding)
{
	const struct sicht_findings_header *header = &findings->header;
	if (findings->any_read && finding->ordinal <= findings->last_ordinal)
		return "its ordinal does not follow that of the line before it";
	if (findings->any_read && finding->ranked != findings->ranked)
		return finding->ranked ? "it is ranked, and lines before it are not"
				       : "it is not ranked, and lines before it are";
	if (!finding->has_source && header->source_count > 1)
		return "its source is missing";
	if (finding->source >= header->source_count)
		return "its source is none of the header's";
	for (size_t i = 0; i < finding->match_count; i++) {
		if (!finding->matches[i].has_store && header->known_count > 1)
			return "the store of a match is missing";
		if (finding->matches[i].store >= header->known_count)
			return "the store of a match is none of the header's";
	}
	return NULL;
}

static enum sicht_status count_finding(
	struct sicht_findings *findings, const struct sicht_finding *finding)
{
	findings->counted.outcomes[finding->outcome]++;
	if (!finding->ranked)
		return SICHT_OK;
	findings->counted.tiers[finding->rank.tier]++;
	if (finding->rank.group == finding->ordinal)
		return SICHT_OK;
	if (findings->group_count == findings->group_capacity) {
		size_t capacity = findings->group_capacity * 2 + 1024;
		uint64_t *groups = realloc(findings->groups, capacity * sizeof *groups);
		if (groups == NULL)
			return sicht_fail(SICHT_ERROR_MEMORY, "out of memory while reading %s",
				findings->name);
		findings->groups = groups;
		findings->group_capacity = capacity;
	}
	findings->groups[findings->group_count++] = finding->rank.group;
	return SICHT_OK;
}

enum sicht_status sicht_findings_read(
	struct sicht_findings *findings, const struct sicht_finding **out)
{
	struct sicht_finding *finding = &findings->finding;
	assert(findings->line.data != NULL);
	if (!sicht_read_finding(&findings->reading, findings->line, finding))
		return damaged(findings, findings->reading.why.data);
	const char *why = contradiction(findings, finding);
	if (why != NULL)
		return damaged(findings, why);
	findings->any_read = true;
	findings->ranked = finding->ranked;
	findings->last_ordinal = finding->ordinal;
	findings->read_count++;
	if (findings->options.check)
		SICHT_TRY(count_finding(findings, finding));
	*out = finding;
	return SICHT_OK;
}

enum sicht_status sicht_findings_next(
	struct sicht_findings *findings, const struct sicht_finding **out)
{
	struct sicht_bytes line;
	*out = NULL;
	SICHT_TRY(sicht_findings_next_line(findings, &line));
	return line.data != NULL ? sicht_findings_read(findings, out) : SICHT_OK;
}

/* ----------------------------------------------------------------------------- opening, closing */

static enum sicht_status read_header(struct sicht_findings *findings)
{
	struct sicht_bytes line;
	uint32_t version;
	SICHT_TRY(take_line(findings, &line));
	struct sicht_bytes first = line.size > 0 ? line
						 : sicht_bytes(findings->data + findings->begin,
							   findings->end - findings->begin);
	if (first.size > 0 && !begins(first, FIRST))
		return sicht_fail(SICHT_ERROR_FORMAT, "%s is not a findings file", findings->name);
	if (line.size == 0)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s has no whole line: unfinished, or cut off", findings->name);
	add_to_digest(findings, line);
	bool read = sicht_read_header(
		&findings->header_reading, without_newline(line), &findings->header, &version);
	if (version != 0 && version != SICHT_FINDINGS_VERSION)
		return sicht_fail(SICHT_ERROR_FORMAT,
			"%s is of version %u of the format; this sicht reads version %d",
			findings->name, version, SICHT_FINDINGS_VERSION);
	if (!read)
		return damaged(findings, findings->header_reading.why.data);
	findings->header_line =
		sicht_arena_copy(&findings->header_reading.arena, without_newline(line));
	return SICHT_OK;
}

static void close_findings(struct sicht_findings **findings)
{
	sicht_findings_close(*findings);
}

static enum sicht_status open_findings(int fd, bool owns_fd, bool by_offset, const char *name,
	const struct sicht_findings_options *options, struct sicht_findings **out)
{
	SICHT_DEFER(close_findings)
	struct sicht_findings *findings = calloc(1, sizeof *findings);
	char *copy = strdup(name);
	if (findings == NULL || copy == NULL) {
		free(copy);
		if (owns_fd)
			close(fd);
		return sicht_fail(SICHT_ERROR_MEMORY, "out of memory while reading %s", name);
	}
	findings->fd = fd;
	findings->owns_fd = owns_fd;
	findings->by_offset = by_offset;
	findings->name = copy;
	if (options != NULL)
		findings->options = *options;
	if (findings->options.check) {
		SICHT_TRY(sicht_digester_new(1u << SICHT_DIGEST_SHA256, &findings->digester));
		sicht_digester_begin(findings->digester);
	}
	SICHT_TRY(read_header(findings));
	*out = findings;
	findings = NULL;
	return SICHT_OK;
}

enum sicht_status sicht_findings_open(
	const char *path, const struct sicht_findings_options *options, struct sicht_findings **out)
{
	if (strcmp(path, "-") == 0)
		return open_findings(STDIN_FILENO, false, false, "standard input", options, out);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return sicht_fail_errno(errno, "cannot read %s", path);
	return open_findings(fd, true, false, path, options, out);
}

enum sicht_status sicht_findings_open_fd(int fd, const char *name,
	const struct sicht_findings_options *options, struct sicht_findings **out)
{
	return open_findings(fd, false, true, name, options, out);
}

void sicht_findings_close(struct sicht_findings *findings)
{
	if (findings == NULL)
		return;
	if (findings->owns_fd)
		close(findings->fd);
	sicht_reading_free(&findings->reading);
	sicht_reading_free(&findings->header_reading);
	sicht_digester_free(findings->digester);
	free(findings->groups);
	free(findings->data);
	free(findings->name);
	free(findings);
}

const struct sicht_findings_header *sicht_findings_header(const struct sicht_findings *findings)
{
	return &findings->header;
}

struct sicht_bytes sicht_findings_header_line(const struct sicht_findings *findings)
{
	return findings->header_line;
}

uint64_t sicht_findings_count(const struct sicht_findings *findings)
{
	return findings->count;
}

const struct sicht_findings_end *sicht_findings_end(const struct sicht_findings *findings)
{
	return findings->has_end ? &findings->the_end : NULL;
}

void sicht_findings_digest(struct sicht_findings *findings, uint8_t sha256[32])
{
	struct sicht_digests digests;
	assert(findings->has_end && findings->digester != NULL);
	sicht_digester_so_far(findings->digester, &digests);
	memcpy(sha256, digests.sha256, sizeof digests.sha256);
}
