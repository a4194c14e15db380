/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target: one function that is given any bytes and must come back, with its invariants
 * asserted. libFuzzer calls it with what it invents; replay.c with the files of the corpus.
 */
#ifndef SICHT_TESTS_FUZZ_FUZZ_H
#define SICHT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
