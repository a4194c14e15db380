/* SPDX-License-Identifier: MIT */
/*
 * sicht, run as a user runs it, and what it says of a store as lines that compare with the model's:
 *
 *     export     SET id=ID path=PATH sha256=HEX category=CODE pdq=HEX
 *     set list   SET ROLE ENTRIES
 *     match      FILE: sha256 in SET, or FILE: pdq BITS in SET
 */
#ifndef SICHT_TESTS_WALK_PROGRAM_H
#define SICHT_TESTS_WALK_PROGRAM_H

#include "tests/walk/model.h"

/*
 * Run `sicht` with the arguments (ended by NULL) in the working directory; its output goes to the
 * file "out", what it says besides to "err". The exit status, or 128 + the signal that ended it.
 * `crash_point` (may be NULL): where it is to kill itself, see engine/base/crash_point.h.
 */
int program_run(const char *sicht, const char *crash_point, const char *const *arguments);

/* Each runs sicht and reads what it says. False, and said on standard error, if that fails. */
bool program_export(const char *sicht, const char *store, struct lines *out);
bool program_sets(const char *sicht, const char *store, struct lines *out);
bool program_matches(const char *sicht, const char *store, const char *evidence, struct lines *out);

#endif
