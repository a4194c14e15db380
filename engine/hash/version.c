/* SPDX-License-Identifier: MIT */
/* The version of the library that computes the digests. */
#include "sicht/version.h"

#include <openssl/crypto.h>

const char *sicht_version_libcrypto(void)
{
	return OpenSSL_version(OPENSSL_VERSION_STRING);
}
