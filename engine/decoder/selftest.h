/* SPDX-License-Identifier: MIT */
#ifndef SICHT_ENGINE_DECODER_SELFTEST_H
#define SICHT_ENGINE_DECODER_SELFTEST_H

/*
 * Try, in a locked-in child process each, what a decoder that was taken over would try; print one
 * line an action. Exit status: 0 if everything was refused, 1 if anything was not.
 */
int sicht_self_test(void);

#endif
