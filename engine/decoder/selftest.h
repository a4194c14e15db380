/* SPDX-License-Identifier: MIT */
#ifndef SICHT_ENGINE_DECODER_SELFTEST_H
#define SICHT_ENGINE_DECODER_SELFTEST_H

/*
 * Try, in a locked-in child process each, what a decoder that was taken over would try
 * (forbidden.h); print one line an action: "ended" and "refused", as it should be; "ALLOWED";
 * "WRONG", if it was prevented otherwise than it should be, so that nobody knows by what. Exit
 * status: 0 if everything was prevented as it should be, 1 if anything was not.
 */
int sicht_self_test(void);

/*
 * The same with the layer of this name (sicht_layers_text()) left out: what it alone holds is then
 * "done". Exit status: 0 if exactly that was done, and the rest prevented as it should be; 77 if
 * this system has no such layer.
 */
int sicht_self_test_without(const char *layer);

#endif
