/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target: one function that is given any bytes and must come back, with its invariants
 * asserted. libFuzzer calls it with what it invents; replay.c with the files of the corpus, and
 * compares what the target says of each with what is expected.
 */
#ifndef SICHT_TESTS_FUZZ_FUZZ_H
#define SICHT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * What was read of the input: whatever must not change unnoticed, and is the same on every machine
 * and with every compiler. Numbers and words one by one; of what is long, its size and a checksum.
 * While inputs are invented nobody listens.
 */
#ifdef SICHT_FUZZ_SILENT
__attribute__((format(printf, 1, 2))) static inline void fuzz_say(const char *format, ...)
{
	(void)format;
}
static inline void fuzz_say_bytes(const char *what, const void *data, size_t size)
{
	(void)what, (void)data, (void)size;
}
#else
__attribute__((format(printf, 1, 2))) void fuzz_say(const char *format, ...);
void fuzz_say_bytes(const char *what, const void *data, size_t size);
#endif

#endif
