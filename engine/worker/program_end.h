/* SPDX-License-Identifier: MIT */
#ifndef SICHT_ENGINE_WORKER_PROGRAM_END_H
#define SICHT_ENGINE_WORKER_PROGRAM_END_H

#include "sicht/types.h"

/*
 * Is `head`, of a file of so many bytes, a program for Windows (PE) or Linux (ELF) behind whose end
 * more data stand, as in archives that unpack themselves? A few bytes do not count
 * (SICHT_PROGRAM_TAIL_BYTES_MIN).
 *
 * Sources: Microsoft, "PE format"; System V ABI, chapter 4.
 */
bool sicht_program_has_tail(struct sicht_bytes head, uint64_t size_bytes);

#endif
