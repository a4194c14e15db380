/* SPDX-License-Identifier: MIT */
/*
 * A random walk over the commands that change a store, beside a model that knows what it should
 * hold. After each step export, set list and match are asked, and must say what the model says.
 * Commands are killed at crash points, too: then the store is as before or as after, and nothing in
 * between that is no commit. Most wrong answers came from right commands in an order that nobody
 * had thought of.
 *
 * Mistakes put into the code that the three seeds of the ordinary tests notice, each within 30
 * steps: an edition that does not take out the one before it; a set whose removal loses another;
 * compaction that forgets the digests of ignorable files; a tombstone that wakes those beside it.
 * One that no walk notices: --prune that looks into other sets, since only one set of it has files
 * (index-store does). Without a mistake, 20 seeds of 500 steps agree.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/faults/random.h"
#include "tests/walk/program.h"

/* What one step does to the store, and what it should do to the model. */
struct step {
	const char *command[16];
	struct model after;
	struct model between; /* where it is not one commit: what a kill may leave as well */
	int status;           /* as expected of a run that is not killed */
	char text[512];       /* for people */
};

struct walk {
	const char *sicht;
	uint64_t random; /* the state of its generator */
	struct model model;
	bool there;        /* is there a store? */
	struct model kept; /* what the backup holds */
	bool kept_there;
	int folder[NAMES]; /* contents of the files in "folder", 0: none */
};

static int roll(struct walk *walk, int bound)
{
	return (int)random_below(&walk->random, (size_t)bound);
}

static void command(struct step *step, const char *const *words)
{
	size_t count = 0, used = 0;
	for (; words[count] != NULL; count++) {
		step->command[count] = words[count];
		used += (size_t)snprintf(
			step->text + used, sizeof step->text - used, " %s", words[count]);
	}
	step->command[count] = NULL;
}

/* -------------------------------------------------------------------------------------- steps */

static void write_list(const struct edition *edition)
{
	char digest[HEX_SIZE], hash[HEX_SIZE];
	FILE *list = fopen("list.jsonl", "w");
	for (int thing = 0; thing < THINGS; thing++) {
		int version = edition->version[thing];
		if (version == 0)
			continue;
		thing_digest(thing, digest);
		thing_hash(thing, version, hash);
		fputc('{', list);
		if (thing_has_id(thing))
			fprintf(list, "\"external\":\"%s\",", digest);
		if (thing_has_path(thing))
			fprintf(list, "\"path\":\"%s\",", digest);
		if (thing_has_hash(thing))
			fprintf(list,
				"\"pdq\":[{\"window\":\"full\",\"hash\":\"%s\",\"quality\":100,"
				"\"profile\":\"fullres\"}],",
				hash);
		fprintf(list,
			"\"sha256\":\"%s\",\"category\":{\"scheme\":\"us-vics-2\",\"code\":\"%d\"}}"
			"\n",
			digest, version);
	}
	fclose(list);
}

/* An edition of a list: of one set, some things in some version; now and then a short one. */
static void import(struct walk *walk, struct step *step)
{
	struct edition edition = {.set = roll(walk, FOLDER_SET)};
	int share = 1 + roll(walk, 10);
	for (int thing = 0; thing < THINGS; thing++)
		edition.version[thing] = roll(walk, 10) < share ? 1 + roll(walk, VERSIONS) : 0;
	edition.version[roll(walk, THINGS)] = 1; /* it is not empty */
	write_list(&edition);
	const char *more =
		(const char *const[]){NULL, NULL, "--replace", "--dry-run"}[roll(walk, 4)];
	bool dry = more != NULL && strcmp(more, "--dry-run") == 0;
	command(step,
		(const char *const[]){"import", "--store", "store", "--role", set_role(edition.set),
			"--set", set_name(edition.set), "list.jsonl", more, NULL});
	if (dry && !walk->there)
		step->status = 2;
	else if (!dry)
		model_import(&step->after, &edition, more != NULL);
}

static void change_folder(struct walk *walk)
{
	for (int changes = roll(walk, 3); changes >= 0; changes--) {
		int name = roll(walk, NAMES), content = roll(walk, CONTENTS + 1);
		char path[32];
		snprintf(path, sizeof path, "folder/%d.txt", name);
		walk->folder[name] = content;
		unlink(path);
		if (content == 0)
			continue;
		FILE *file = fopen(path, "w");
		fputs(content_text(content), file);
		fclose(file);
	}
}

static bool folder_is_empty(const struct walk *walk)
{
	for (int name = 0; name < NAMES; name++) {
		if (walk->folder[name] != 0)
			return false;
	}
	return true;
}

static void index_folder(struct walk *walk, struct step *step)
{
	change_folder(walk);
	bool prune = roll(walk, 2) == 1;
	/* an empty source is an error, and not what is looked for here */
	while (folder_is_empty(walk))
		change_folder(walk);
	command(step, (const char *const[]){"index", "--store", "store", "--role",
			      set_role(FOLDER_SET), "--set", set_name(FOLDER_SET), "--threads", "1",
			      "folder", prune ? "--prune" : NULL, NULL});
	/* what is gone is taken out when all batches are in */
	model_index(&step->between, walk->folder, false);
	model_index(&step->after, walk->folder, prune);
}

static void remove_set(struct walk *walk, struct step *step)
{
	int set = roll(walk, SETS);
	command(step,
		(const char *const[]){"set", "remove", "--store", "store", set_name(set), NULL});
	if (!walk->there || !walk->model.set[set])
		step->status = 2;
	model_remove_set(&step->after, set);
}

static void compact(struct walk *walk, struct step *step)
{
	command(step, (const char *const[]){"store", "compact", "--store", "store", NULL});
	step->status = walk->there ? 0 : 2;
}

static void verify(struct walk *walk, struct step *step)
{
	command(step, (const char *const[]){"store", "verify", "--store", "store", NULL});
	step->status = walk->there ? 0 : 2;
}

/* ------------------------------------------------------------------------------ looking at it */

/* Does the store hold what the model says, by all that it is asked? */
static bool agrees(struct walk *walk, const struct model *model)
{
	struct lines expected[3] = {0}, seen[3] = {0};
	bool any = false;
	for (int set = 0; set < SETS; set++)
		any |= model->set[set];
	/* match refuses a store without any set: nothing would be compared */
	bool same = program_export(walk->sicht, "store", &seen[0]) &&
		    program_sets(walk->sicht, "store", &seen[1]) &&
		    (!any || program_matches(walk->sicht, "store", "evidence", &seen[2]));
	model_export(model, &expected[0]);
	model_sets(model, &expected[1]);
	model_matches(model, &expected[2]);
	static const char *const what[3] = {"export", "set list", "match"};
	for (int i = 0; i < 3; i++) {
		same = same && lines_are_same(what[i], &expected[i], &seen[i]);
		lines_free(&expected[i]);
		lines_free(&seen[i]);
	}
	return same;
}

/* The entries alone, compared without a word: which of two models is the store? */
static bool holds(struct walk *walk, const struct model *model)
{
	struct lines expected = {0}, seen = {0};
	model_export(model, &expected);
	bool same = program_export(walk->sicht, "store", &seen) && expected.count == seen.count;
	fflush(stderr);
	int talk = dup(2);
	if (freopen("/dev/null", "w", stderr) == NULL)
		abort();
	same = same && lines_are_same("export", &expected, &seen);
	fflush(stderr);
	dup2(talk, 2);
	close(talk);
	lines_free(&expected);
	lines_free(&seen);
	return same;
}

static bool store_is_there(void)
{
	return access("store/data.mdb", F_OK) == 0;
}

static void copy_store(const char *from, const char *to)
{
	char line[128];
	snprintf(line, sizeof line, "rm -rf %s && cp -r %s %s", to, from, to);
	if (system(line) != 0)
		abort();
}

/* A backup, with the command; now and then what it made takes the store's place. */
static bool backup_or_restore(struct walk *walk)
{
	if (walk->kept_there && roll(walk, 3) == 0) {
		copy_store("backup", "store");
		walk->model = walk->kept;
		walk->there = true;
		return true;
	}
	if (!walk->there)
		return true;
	if (system("rm -rf backup") != 0)
		abort();
	if (program_run(walk->sicht, NULL,
		    (const char *const[]){"store", "backup", "--store", "store", "backup", NULL}) !=
		0) {
		fprintf(stderr, "store backup failed\n");
		return false;
	}
	walk->kept = walk->model;
	walk->kept_there = true;
	return true;
}

/* ------------------------------------------------------------------------------------ walking */

static const char *const crash_points[] = {"segment-before-build", "segment-built",
	"segment-replaced-removed", "batch-before-commit", "batch-committed", "merge-before-build",
	"merge-built", "compact-records-removed", "compact-segments-built", "segment-swept",
	"store-directory-made", "store-locked", "store-files-made", "store-state-committed"};
#define CRASH_POINTS (int)(sizeof crash_points / sizeof *crash_points)

/* A killed command leaves the store as it was, as it should be, or as it is between two commits. */
static bool after_kill(struct walk *walk, const struct step *step)
{
	walk->there = store_is_there();
	if (walk->there &&
		program_run(walk->sicht, NULL,
			(const char *const[]){"set", "list", "--store", "store", NULL}) != 0) {
		/* it was killed while the store was made: nothing was ever in it */
		walk->there = false;
		return walk->model.set[0] + walk->model.set[1] + walk->model.set[2] +
			       walk->model.set[3] ==
		       0;
	}
	if (walk->there && holds(walk, &step->after))
		walk->model = step->after;
	else if (walk->there && holds(walk, &step->between))
		walk->model = step->between;
	return true;
}

static bool take_step(struct walk *walk, struct step *step)
{
	static void (*const kinds[])(struct walk *, struct step *) = {import, import, import,
		import, index_folder, index_folder, remove_set, compact, verify};
	kinds[roll(walk, (int)(sizeof kinds / sizeof *kinds))](walk, step);
	const char *point = roll(walk, 4) == 0 ? crash_points[roll(walk, CRASH_POINTS)] : NULL;
	int status = program_run(walk->sicht, point, step->command);
	if (status == 128 + 9 && point != NULL) {
		snprintf(step->text + strlen(step->text), sizeof step->text - strlen(step->text),
			" (killed at %s)", point);
		return after_kill(walk, step);
	}
	if (status != step->status) {
		fprintf(stderr, "status %d, expected %d\n", status, step->status);
		return false;
	}
	if (status == 0) {
		walk->model = step->after;
		walk->there |= store_is_there();
	}
	return true;
}

/* What is compared with the store, once for all steps. */
static bool make_evidence(const char *sicht)
{
	char hex[HEX_SIZE];
	FILE *list = fopen("evidence.jsonl", "w");
	for (int thing = 0; thing < THINGS; thing++) {
		thing_digest(thing, hex);
		fprintf(list, "{\"path\":\"thing-%d\",\"sha256\":\"%s\"}\n", thing, hex);
		examined_hash(thing, hex);
		fprintf(list,
			"{\"path\":\"near-%d\",\"pdq\":[{\"window\":\"full\",\"hash\":\"%s\","
			"\"quality\":100,\"profile\":\"fullres\"}]}\n",
			thing, hex);
	}
	for (int content = 1; content <= CONTENTS; content++) {
		content_digest(content, hex);
		fprintf(list, "{\"path\":\"content-%d\",\"sha256\":\"%s\"}\n", content, hex);
	}
	fclose(list);
	return program_run(sicht, NULL,
		       (const char *const[]){"import", "--store", "evidence", "--role", "evidence",
			       "--set", "drive", "evidence.jsonl", NULL}) == 0;
}

/* Ctrl-C: the command that runs gets it as well, and is waited for. */
static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
	interrupted = signal_number;
}

static bool walk_once(const char *sicht, int seed, int steps)
{
	struct walk walk = {.sicht = sicht, .random = (uint64_t)seed};
	bool good = system("rm -rf store backup folder evidence") == 0 &&
		    mkdir("folder", 0700) == 0 && make_evidence(sicht);
	for (int number = 1; good && !interrupted && number <= steps; number++) {
		struct step step = {.after = walk.model, .between = walk.model};
		if (roll(&walk, 10) == 0) {
			strcpy(step.text, " backup or restore");
			good = backup_or_restore(&walk);
		} else {
			good = take_step(&walk, &step);
		}
		good = good && (!walk.there || agrees(&walk, &walk.model));
		if (!good && !interrupted)
			fprintf(stderr, "seed %d, step %d:%s\n", seed, number, step.text);
	}
	return good;
}

int main(int count, char **arguments)
{
	int first = 1, seeds = 3, steps = 60, passed = 0, option;
	while ((option = getopt(count, arguments, "f:s:n:")) != -1) {
		if (option == 'f')
			first = atoi(optarg);
		else if (option == 's')
			seeds = atoi(optarg);
		else if (option == 'n')
			steps = atoi(optarg);
		else
			return 2;
	}
	if (optind + 1 != count) {
		fprintf(stderr, "usage: walk [-f FIRST-SEED] [-s SEEDS] [-n STEPS] SICHT\n");
		return 2;
	}
	char sicht[4096], folder[4096];
	const char *parent = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/sicht-walk-XXXXXX", parent != NULL ? parent : "/tmp");
	if (realpath(arguments[optind], sicht) == NULL || mkdtemp(folder) == NULL ||
		chdir(folder) != 0) {
		perror("walk");
		return 2;
	}
	/* the stores are tiny, and threads that wait for work would take most of the time */
	setenv("OMP_WAIT_POLICY", "passive", 1);
	sigaction(
		SIGINT, &(struct sigaction){.sa_handler = interrupt, .sa_flags = SA_RESTART}, NULL);
	for (int seed = first; !interrupted && seed < first + seeds; seed++)
		passed += walk_once(sicht, seed, steps);
	if (passed < seeds && !interrupted)
		fprintf(stderr, "what the last seed left is in %s\n", folder);
	else if (system("rm -rf \"$PWD\"") != 0)
		perror(folder);
	printf("%d passed, %d failed\n", passed, seeds - passed);
	return passed == seeds ? 0 : 1;
}
