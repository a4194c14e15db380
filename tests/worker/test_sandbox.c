/* SPDX-License-Identifier: MIT */
/*
 * The cell holds: every forbidden action is prevented, on the system at hand, and by the layer that
 * is meant to.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/worker/support.h"

/* What the decoder's self-test printed. */
struct tried {
	char text[32768];
	int status;
};

static void self_test(const char *arguments, struct tried *tried)
{
	char *program = test_program("sicht-decoder"), command[4096];
	snprintf(command, sizeof command, "'%s' %s", program, arguments);
	FILE *output = popen(command, "r");
	cr_assert_not_null(output);
	size_t size = fread(tried->text, 1, sizeof tried->text - 1, output);
	tried->text[size] = '\0';
	tried->status = WEXITSTATUS(pclose(output));
	free(program);
}

/* Lines that begin with `word`. */
static unsigned count_lines(const char *text, const char *word)
{
	unsigned count = 0;
	for (const char *line = text; line != NULL && *line != '\0';) {
		count += strncmp(line, word, strlen(word)) == 0;
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return count;
}

Test(sandbox, self_test_prevents_every_forbidden_action)
{
	static struct tried tried;
	self_test("--self-test", &tried);
	cr_expect(tried.status == 0, "%s", tried.text);
	unsigned prevented = count_lines(tried.text, "ended") + count_lines(tried.text, "refused");
	cr_expect(count_lines(tried.text, "") == prevented + 2, "%s", tried.text);
	cr_expect(prevented >= 140, "only %u actions were tried", prevented);
}

struct layer {
	char name[16];
	unsigned done;     /* actions that it alone holds, in both cells; at least */
	char instance[64]; /* one of them, or one that others hold as well */
};

ParameterizedTestParameters(sandbox, without_a_layer_what_it_alone_holds_is_done)
{
	static struct layer layers[] = {
		{"no-new-privs", 0, "\nended    gain rights by a program"},
		{"rlimits", 6, "\ndone     write to the evidence as standard error"},
		{"landlock", 0, "\nrefused  open a file"},
		{"seccomp", 70, "\ndone     change the evidence's times"},
		{"namespaces", 0, "\nended    send over the network"},
	};
	return cr_make_param_array(struct layer, layers, sizeof layers / sizeof *layers, NULL);
}

/* Exactly that, since else the status is another; so it is this layer that holds it. */
ParameterizedTest(struct layer *layer, sandbox, without_a_layer_what_it_alone_holds_is_done)
{
	static struct tried tried;
	char arguments[64];
	snprintf(arguments, sizeof arguments, "--self-test-without %s", layer->name);
	self_test(arguments, &tried);
	if (tried.status == 77)
		cr_skip_test("%s", tried.text);
	cr_expect(tried.status == 0, "%s", tried.text);
	unsigned done = count_lines(tried.text, "done");
	cr_expect(layer->done == 0 ? done == 0 : done >= layer->done, "%s", tried.text);
	cr_expect_not_null(strstr(tried.text, layer->instance), "%s", tried.text);
}

Test(sandbox, decoders_have_at_least_the_minimum)
{
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	char text[SICHT_LAYERS_TEXT_SIZE];
	unsigned layers = sicht_pool_layers(pool);
	cr_log_info("layers: %s", sicht_layers_text(layers, text));
	cr_expect((layers & SICHT_SANDBOX_MINIMUM) == SICHT_SANDBOX_MINIMUM);
	sicht_pool_close(pool);
}

/* The line of /proc/PID/status that begins with `word`, without the word. */
static const char *status_of(long process, const char *word, char line[256])
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%ld/status", process);
	FILE *file = fopen(path, "r");
	cr_assert_not_null(file);
	do
		cr_assert_not_null(fgets(line, 256, file), "no %s", word);
	while (strncmp(line, word, strlen(word)) != 0);
	fclose(file);
	return line + strlen(word);
}

/*
 * As the kernel sees them. Its filter would end a decoder that used a capability; but where the
 * filter has a hole, there must be none to use, also for root and in a name space of its own.
 */
Test(sandbox, no_process_has_a_capability)
{
	static const char *const sets[] = {"CapInh:", "CapPrm:", "CapEff:"};
	struct sicht_pool *pool = test_pool(NULL, 1, 0);
	char path[64], line[256];
	long process;
	unsigned count = 0;
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *children = fopen(path, "r");
	if (children == NULL)
		cr_skip_test("this kernel does not name a process's children");
	for (; fscanf(children, "%ld", &process) == 1; count++) {
		for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
			cr_expect_eq(strtoull(status_of(process, sets[i], line), NULL, 16), 0, "%s",
				line);
		cr_expect_eq(atoi(status_of(process, "NoNewPrivs:", line)), 1);
		cr_expect_eq(atoi(status_of(process, "Seccomp:", line)), 2);
	}
	fclose(children);
	cr_expect_geq(count, 2, "the decoder, and the server of its processes");
	sicht_pool_close(pool);
}

Test(sandbox, layers_have_words)
{
	char text[SICHT_LAYERS_TEXT_SIZE];
	cr_expect_str_eq(sicht_layers_text(0, text), "none");
	cr_expect_str_eq(sicht_layers_text(SICHT_SANDBOX_ALL, text),
		"no-new-privs, rlimits, landlock, seccomp, namespaces");
}
