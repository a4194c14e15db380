/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "sicht/status.h"

Test(status, a_failure_carries_its_line)
{
	cr_assert_str_eq(sicht_message(), "");
	cr_assert_eq(sicht_fail(SICHT_ERROR_USAGE, "no set %s", "x"), SICHT_ERROR_USAGE);
	cr_assert_str_eq(sicht_message(), "no set x");
}

Test(status, a_line_may_quote_the_one_before)
{
	(void)!sicht_fail(SICHT_ERROR_FORMAT, "line 3 is cut off");
	(void)!sicht_fail(SICHT_ERROR_FORMAT, "list.csv: %s", sicht_message());
	cr_assert_str_eq(sicht_message(), "list.csv: line 3 is cut off");
}

Test(status, system_errors_are_sorted_and_explained)
{
	cr_assert_eq(sicht_fail_errno(ENOSPC, "cannot write %s", "f"), SICHT_ERROR_FULL);
	cr_assert_str_eq(sicht_message(), "cannot write f: No space left on device");
	cr_assert_eq(sicht_fail_errno(EDQUOT, "w"), SICHT_ERROR_FULL);
	cr_assert_eq(sicht_fail_errno(ENOMEM, "w"), SICHT_ERROR_MEMORY);
	cr_assert_eq(sicht_fail_errno(EIO, "w"), SICHT_ERROR_IO);
}

Test(status, an_endless_name_does_not_hide_the_reason)
{
	char name[5000];
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	(void)!sicht_fail_errno(EACCES, "cannot open %s", name);
	cr_assert_not_null(strstr(sicht_message(), ": Permission denied"));
}

static void *fail_elsewhere(void *unused)
{
	(void)!sicht_fail(SICHT_ERROR_IO, "elsewhere");
	return unused;
}

Test(status, each_thread_has_its_own_line)
{
	pthread_t thread;
	(void)!sicht_fail(SICHT_ERROR_IO, "here");
	cr_assert_eq(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
	pthread_join(thread, NULL);
	cr_assert_str_eq(sicht_message(), "here");
}

static enum sicht_status two_steps(enum sicht_status first, int *done)
{
	SICHT_TRY(first);
	*done = 1;
	return SICHT_OK;
}

static void count_up(int *const *counter)
{
	**counter += 1;
}

static enum sicht_status with_cleanup(enum sicht_status first, int *cleaned)
{
	SICHT_DEFER(count_up) int *counter = cleaned;
	(void)counter;
	SICHT_TRY(first);
	return SICHT_OK;
}

Test(status, try_leaves_at_the_first_failure_and_defer_runs_always)
{
	int done = 0, cleaned = 0;
	cr_assert_eq(two_steps(SICHT_ERROR_BUSY, &done), SICHT_ERROR_BUSY);
	cr_assert_eq(done, 0);
	cr_assert_eq(two_steps(SICHT_OK, &done), SICHT_OK);
	cr_assert_eq(done, 1);
	cr_assert_eq(with_cleanup(SICHT_ERROR_IO, &cleaned), SICHT_ERROR_IO);
	cr_assert_eq(with_cleanup(SICHT_OK, &cleaned), SICHT_OK);
	cr_assert_eq(cleaned, 2);
}
