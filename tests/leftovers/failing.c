/* SPDX-License-Identifier: MIT */
/*
 * Tests that are there to fail, for run: one is in the middle of a job, whose decoder does not
 * answer and whose folder is not removed yet, when the other fails and --fail-fast ends both.
 */
#include <criterion/criterion.h>
#include <unistd.h>

#include "tests/scratch.h"
#include "tests/worker/support.h"

Test(failing, in_the_middle_of_a_job)
{
	struct scratch scratch = scratch_new();
	struct sicht_arena arena = {0};
	struct sicht_print print;
	char *program = test_program("faulty-decoder");
	struct sicht_pool *pool = test_pool(program, 2, 600000);
	int fd = test_file("sleep", 5);
	struct sicht_job job = test_job(fd, 5, SICHT_MEDIA_PNG, true);
	close(open(scratch_path(&scratch, "working"), O_WRONLY | O_CREAT, 0600));
	test_run(pool, &job, &arena, &print);
}

/* Not before the other is at it. */
Test(failing, fails)
{
	char command[4096];
	snprintf(command, sizeof command, "ls %s/sicht-test-*/working >/dev/null 2>&1",
		getenv("TMPDIR"));
	while (system(command) != 0)
		usleep(1000);
	cr_assert(false, "as it should");
}
