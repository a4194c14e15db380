/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/base/text.h"

static const struct {
	const char *plain, *encoded;
} vectors[] = {
	{"", ""},
	{"f", "Zg=="},
	{"fo", "Zm8="},
	{"foo", "Zm9v"},
	{"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="},
	{"foobar", "Zm9vYmFy"},
};

Test(base64, vectors_of_rfc_4648)
{
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct sicht_text text = {0};
		sicht_text_append(&text, "", 0);
		sicht_base64_encode(&text, sicht_bytes_of(vectors[i].plain));
		cr_assert_str_eq(text.data, vectors[i].encoded);
		sicht_text_clear(&text);
		cr_assert(sicht_base64_decode(&text, sicht_bytes_of(vectors[i].encoded)));
		cr_assert_str_eq(text.data, vectors[i].plain);
		sicht_text_free(&text);
	}
}

Test(base64, every_byte_at_every_place_comes_back)
{
	for (unsigned size = 1; size <= 4; size++) {
		for (unsigned byte = 0; byte < 256; byte++) {
			for (unsigned place = 0; place < size; place++) {
				uint8_t bytes[4] = {0x5A, 0xA5, 0x00, 0xFF};
				struct sicht_text encoded = {0}, decoded = {0};
				bytes[place] = (uint8_t)byte;
				sicht_base64_encode(&encoded, sicht_bytes(bytes, size));
				cr_assert(
					sicht_base64_decode(&decoded, sicht_text_bytes(&encoded)));
				cr_assert(sicht_bytes_equal(
					sicht_text_bytes(&decoded), sicht_bytes(bytes, size)));
				sicht_text_free(&encoded);
				sicht_text_free(&decoded);
			}
		}
	}
}

Test(base64, other_spellings_are_refused_and_add_nothing)
{
	const char *const bad[] = {"Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n", " Zm9v",
		"Zm9-", "Zm9_", "Zm=v", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm9vYmFyZ", "Zm9vZm9-"};
	struct sicht_text text = {0};
	sicht_text_append_string(&text, "before");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cr_expect_not(sicht_base64_decode(&text, sicht_bytes_of(bad[i])), "%s", bad[i]);
		cr_expect_str_eq(text.data, "before");
		cr_expect_eq(text.size, 6);
	}
	cr_assert_not(sicht_base64_decode(&text, sicht_bytes("Zm\0v", 4)));
	cr_assert_not(sicht_base64_decode(&text, sicht_bytes("Zm9v\xC3\xA9==", 8)));
	sicht_text_free(&text);
}
