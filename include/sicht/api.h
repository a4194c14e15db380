/* SPDX-License-Identifier: MIT */
/*
 * What stands around the declarations of every public header: they have C linkage, also in C++, and
 * are all that the shared library exports.
 */
#ifndef SICHT_API_H
#define SICHT_API_H

#ifdef __cplusplus
#define SICHT_API_BEGIN                                                                            \
	extern "C" {                                                                               \
	_Pragma("GCC visibility push(default)")
#define SICHT_API_END                                                                              \
	_Pragma("GCC visibility pop")                                                              \
	}
#else
#define SICHT_API_BEGIN _Pragma("GCC visibility push(default)")
#define SICHT_API_END _Pragma("GCC visibility pop")
#endif

#endif
