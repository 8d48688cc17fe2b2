/* expr_case_test.c - lower() of a sigma at the end of a word: Unicode's Final_Sigma. */
#include "check.h"
#include "expr_help.h"

TEST(final_sigma)
{
	static const char *const cases[][2] = {
		{ "ΟΔΟΣ ΣΟΦΙΑΣ", "οδος σοφιας" }, { "Σ", "σ" }, { "1Σ", "1σ" }, { "aΣ1", "aς1" },
		/* Cased without a mapping; letters that know no case. */
		{ "ĸΣ", "ĸς" }, { "ªΣ", "ªς" }, { "ⓐΣ", "ⓐς" }, { "ㅏΣ", "ㅏσ" }, { "我Σ", "我σ" },
		/* Ignorable characters, beyond U+036F and beyond U+FFFF. */
		{ "a\u1ab0Σ\u1dc0", "a\u1ab0ς\u1dc0" }, { "aΣ\u1dc0b", "aσ\u1dc0b" },
		{ "aΣ\U000e0001", "aς\U000e0001" }, { "aΣ\U000e0001b", "aσ\U000e0001b" },
		{ "aΣ:b", "aσ:b" }, { "aΣ-b", "aς-b" }, { "a.Σ", "a.ς" }, { ".Σ", ".σ" },
		/* Cased and ignorable at once: cased. */
		{ "ʰΣ", "ʰς" }, { "aΣʰ", "aσʰ" }, { "aΣ\u0345", "aσ\u0345" }
	};
	const char *rows[2] = { NULL, NULL };
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct batch *b;

		rows[0] = cases[i][0];
		b = help_batch("s string", rows);
		CHECK_STR(VALUES(b, "lower(s)"), cases[i][1]);
		batch_free(b);
	}
}
