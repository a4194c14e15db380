/* SPDX-License-Identifier: MIT */
/* The versions of the libraries that the store uses, in the form of their own releases. */
#include "sicht/version.h"

#include <lmdb.h>
#include <stdio.h>
#include <xxhash.h>

const char *sicht_version_lmdb(void)
{
	static _Thread_local char text[24];
	int major, minor, patch;
	mdb_version(&major, &minor, &patch);
	snprintf(text, sizeof text, "%d.%d.%d", major, minor, patch);
	return text;
}

const char *sicht_version_xxhash(void)
{
	static _Thread_local char text[24];
	unsigned number = XXH_versionNumber();
	snprintf(text, sizeof text, "%u.%u.%u", number / 10000, number / 100 % 100, number % 100);
	return text;
}
