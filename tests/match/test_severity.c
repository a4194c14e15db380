/* SPDX-License-Identifier: MIT */
/* What categories mean, and which ones nobody here can read. */
#include <criterion/criterion.h>
#include <string.h>

#include "engine/match/severity.h"

static struct sicht_category category(const char *scheme, const char *code)
{
	return (struct sicht_category){sicht_bytes_of(scheme), sicht_bytes_of(code)};
}

Test(severity, an_own_code_says_what_it_means_and_a_known_scheme_is_not_talked_over)
{
	static const struct {
		const char *scheme, *code;
		enum sicht_severity severity;
		bool known;
	} cases[] = {
		{"us-vics-2", "0", SICHT_SEVERITY_HARMLESS, true},
		{"us-vics-2", "77", SICHT_SEVERITY_SEVERE, false},
		{"us-vics-2", "0=severe", SICHT_SEVERITY_SEVERE, false},
		{"us-vics-2", "1=harmless", SICHT_SEVERITY_SEVERE, false},
		{"us-vics", "1", SICHT_SEVERITY_SEVERE, false},
		{"own", "9", SICHT_SEVERITY_SEVERE, false},
		{"own", "9=severe", SICHT_SEVERITY_SEVERE, true},
		{"own", "9=doubtful", SICHT_SEVERITY_DOUBTFUL, true},
		{"own", "a=b=minor", SICHT_SEVERITY_MINOR, true},
		{"own", "9=harmless", SICHT_SEVERITY_HARMLESS, true},
		{"own", "9=Harmless", SICHT_SEVERITY_SEVERE, false},
		{"own", "=harmless", SICHT_SEVERITY_SEVERE, false},
		{"own", "9=", SICHT_SEVERITY_SEVERE, false},
		{"", "", SICHT_SEVERITY_SEVERE, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sicht_category given = category(cases[i].scheme, cases[i].code);
		cr_expect_eq(sicht_severity_of(&given), cases[i].severity, "%s:%s", cases[i].scheme,
			cases[i].code);
		cr_expect_eq(sicht_category_is_known(&given, NULL), cases[i].known, "%s:%s",
			cases[i].scheme, cases[i].code);
	}
	struct sicht_category none = {0};
	cr_expect_eq(sicht_severity_of(&none), SICHT_SEVERITY_SEVERE);
}

Test(severity, every_code_of_the_hash_sharing_is_severe)
{
	static const char *const codes[] = {"A1", "A2", "B1", "B2"};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct sicht_category given = category("ncmec", codes[i]);
		cr_expect(sicht_category_is_known(&given, NULL), "%s", codes[i]);
		cr_expect_eq(sicht_severity_of(&given), SICHT_SEVERITY_SEVERE);
	}
	struct sicht_category other = category("ncmec", "C1");
	cr_expect_not(sicht_category_is_known(&other, NULL));
}

/* The schemes as their makers define them; what is not listed by one is not known there. */
Test(severity, every_code_of_every_scheme_means_what_its_scheme_says)
{
	enum { NONE = -1 };
	static const struct {
		const char *scheme;
		int severities[7]; /* of the codes 0 to 6 */
	} schemes[] = {
		{"us-vics-1", {SICHT_SEVERITY_SEVERE, SICHT_SEVERITY_SEVERE, SICHT_SEVERITY_SEVERE,
				      SICHT_SEVERITY_DOUBTFUL, SICHT_SEVERITY_MINOR,
				      SICHT_SEVERITY_HARMLESS, NONE}},
		{"uk-caid", {NONE, SICHT_SEVERITY_SEVERE, SICHT_SEVERITY_SEVERE,
				    SICHT_SEVERITY_SEVERE, NONE, NONE, NONE}},
		{"us-vics-2",
			{SICHT_SEVERITY_HARMLESS, SICHT_SEVERITY_SEVERE, SICHT_SEVERITY_SEVERE,
				SICHT_SEVERITY_DOUBTFUL, SICHT_SEVERITY_MINOR, NONE, NONE}},
	};
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		for (int number = 0; number < 7; number++) {
			const char code[] = {(char)('0' + number), '\0'};
			struct sicht_category given = category(schemes[i].scheme, code);
			int expected = schemes[i].severities[number];
			cr_expect_eq(sicht_category_is_known(&given, NULL), expected != NONE,
				"%s:%s", schemes[i].scheme, code);
			cr_expect_eq((int)sicht_severity_of(&given),
				expected != NONE ? expected : SICHT_SEVERITY_SEVERE, "%s:%s",
				schemes[i].scheme, code);
		}
	}
}

Test(severity, who_gives_an_unknown_category_is_told_what_is_known)
{
	struct sicht_text why = {0};
	struct sicht_category wrong = category("us-vics-2", "\0337");
	cr_assert_not(sicht_category_is_known(&wrong, &why));
	cr_expect_str_eq(why.data, "scheme us-vics-2 has no code \\x1b7; it has 0, 1, 2, 3, 4");
	sicht_text_clear(&why);
	wrong = category("own", "9");
	cr_assert_not(sicht_category_is_known(&wrong, &why));
	cr_expect_not_null(strstr(why.data,
		"scheme own is not known; known are us-vics-1, us-vics-2, uk-caid, ncmec"));
	cr_expect_not_null(strstr(why.data, "own:9=severe"));
	sicht_text_free(&why);
}
