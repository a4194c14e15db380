/* SPDX-License-Identifier: MIT */
/* The cell holds: every forbidden action is prevented, on the system at hand. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/worker/support.h"

Test(sandbox, self_test_prevents_every_forbidden_action)
{
	char *program = test_program("sicht-decoder"), command[4096], line[256];
	unsigned prevented = 0;
	snprintf(command, sizeof command, "'%s' --self-test", program);
	FILE *output = popen(command, "r");
	cr_assert_not_null(output);
	while (fgets(line, sizeof line, output) != NULL) {
		cr_expect(strncmp(line, "ALLOWED", 7) != 0, "%s", line);
		prevented += strncmp(line, "ended", 5) == 0 || strncmp(line, "refused", 7) == 0;
	}
	cr_expect(pclose(output) == 0);
	cr_expect(prevented >= 30, "only %u actions were tried", prevented);
	free(program);
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

Test(sandbox, layers_have_words)
{
	char text[SICHT_LAYERS_TEXT_SIZE];
	cr_expect_str_eq(sicht_layers_text(0, text), "none");
	cr_expect_str_eq(sicht_layers_text(SICHT_SANDBOX_ALL, text),
		"no-new-privs, rlimits, landlock, seccomp, namespaces");
}
