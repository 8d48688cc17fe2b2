/* expr_kernel_test.c - vector kernels over many rows: every CPU's answer, tails, slices, selections. */
#include "check.h"
#include "expr_help.h"

#include "base/cpu.h"
#include "base/utf8.h"
#include "expr/compare.h"
#include "expr/node.h"
#include "expr/pattern.h"
#include "model/bits.h"

static uint64_t seed = 88172645463325252u;

static uint64_t
next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

/* Values near each other, and the ends of the type. */
static void
fill(enum type_id id, void *values, int64_t n)
{
	static const double special[] = { 0.0, -0.0, 1.5, -1.5, (double)INFINITY,
		-(double)INFINITY, (double)NAN, -(double)NAN, 2.5 };
	int64_t i;

	for (i = 0; i < n; i++) {
		uint64_t r = next_random();
		int64_t v = r % 7 == 0 ? INT64_MAX : r % 7 == 1 ? INT64_MIN : (int64_t)(r % 5) - 2;
		double d = special[r % 9];

		switch (id) {
		case TYPE_TINYINT:
			((int8_t *)values)[i] = (int8_t)(v ^ (v >> 32));
			break;
		case TYPE_SMALLINT:
			((int16_t *)values)[i] = (int16_t)(v ^ (v >> 32));
			break;
		case TYPE_INT:
		case TYPE_DATE:
			((int32_t *)values)[i] = (int32_t)(v ^ (v >> 32));
			break;
		case TYPE_FLOAT:
			((float *)values)[i] = (float)d;
			break;
		case TYPE_DOUBLE:
			((double *)values)[i] = d;
			break;
		default:
			((int64_t *)values)[i] = v;
			break;
		}
	}
}

TEST(comparisons_are_alike_on_every_cpu)
{
	static const enum type_id ids[] = { TYPE_TINYINT, TYPE_SMALLINT, TYPE_INT, TYPE_BIGINT,
		TYPE_FLOAT, TYPE_DOUBLE, TYPE_DATE, TYPE_TIMESTAMP, TYPE_TIMESTAMP_NTZ };
	static const int64_t sizes[] = { 1, 2, 7, 63, 64, 65, 127, 128, 129, 1000 };
	uint64_t a[1000], b[1000], want[17], got[17];
	size_t k, s;
	int op, one, i;

	for (k = 0; k < sizeof(ids) / sizeof(ids[0]); k++) {
		struct column ca = { .values = a }, cb = { .values = b };
		const struct type t = { .id = ids[k] };

		for (s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			int64_t n = sizes[s];

			fill(ids[k], a, n);
			fill(ids[k], b, n);
			for (op = COMPARE_EQ; op <= COMPARE_GT; op++) {
				for (one = 0; one < 2; one++) {
					memset(want, 0xee, sizeof(want));
					memset(got, 0xee, sizeof(got));
					compare_portable(ids[k], (enum compare_op)op)(a, b, one, n, want);
					for (i = 0; i < n; i++) {
						int three = compare_values(&t, &ca, i, &cb, one ? 0 : i);

						CHECK_INT(column_bit(want, i), op == COMPARE_EQ ? three == 0 :
						    op == COMPARE_LT ? three < 0 : three > 0);
					}
#if defined(__x86_64__)
					compare_fn *fast = cpu_level() < CPU_AVX2 ? NULL :
					    compare_avx2(ids[k], (enum compare_op)op);

					if (fast == NULL)
						continue;
					fast(a, b, one, n, got);
					CHECK_MEM(got, sizeof(got), want, sizeof(want));
#endif
				}
			}
		}
	}
}

/* n rows: i, NULL at every seventh, text of it, its double; from row from on. */
static struct batch *
many(int64_t n)
{
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b;
	char text[32];
	int64_t i;

	schema_add_id(s, "i", TYPE_BIGINT, false, NULL);
	schema_add_id(s, "v", TYPE_BIGINT, true, NULL);
	schema_add_id(s, "s", TYPE_STRING, true, NULL);
	schema_add_id(s, "d", TYPE_DOUBLE, true, NULL);
	schema_add_id(s, "b", TYPE_BOOLEAN, true, NULL);
	batch_builder_init(&bb, s, NULL);
	for (i = 0; i < n; i++) {
		builder_i64(&bb.col[0], i, NULL);
		if (i % 7 == 3) {
			builder_null(&bb.col[1], NULL);
			builder_null(&bb.col[2], NULL);
		} else {
			builder_i64(&bb.col[1], i, NULL);
			builder_bytes(&bb.col[2], text, (size_t)sprintf(text, "%d", (int)i), NULL);
		}
		builder_f64(&bb.col[3], (double)i / 4, NULL);
		if (i % 5 == 0)
			builder_null(&bb.col[4], NULL);
		else
			builder_i64(&bb.col[4], i % 2, NULL);
	}
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	schema_unref(s);
	return b;
}

/* The result of text over b, or NULL and a failure. */
static struct batch *
result(const struct batch *b, const char *list, const char *where)
{
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, NULL, &e);
	struct expr_scratch *s = NULL;
	struct batch_list l = { 0 };
	struct batch *out = NULL;

	if (expr_select(x, list, &e) == 0 && (where == NULL || expr_where(x, where, &e) == 0) &&
	    (s = expr_scratch_new(x, &e)) != NULL && expr_run(x, s, b, &l, &e) == 0 && l.n == 1) {
		out = l.batch[0];
		l.n = 0;
	} else {
		check_fail(__FILE__, __LINE__, "%s: %s", list, e.msg);
	}
	batch_list_release(&l);
	expr_scratch_free(s);
	expr_free(x);
	return out;
}

static int64_t
i64_at(const struct batch *b, size_t col, int64_t row)
{
	return ((const int64_t *)b->col[col].values)[row];
}

/* Filters and values over slices that begin anywhere. */
TEST(slices_and_tails)
{
	static const int64_t from[] = { 0, 1, 7, 8, 64, 99 }, count[] = { 0, 1, 63, 64, 65, 700 };
	struct batch *b = many(1000);
	size_t f, c;

	for (f = 0; f < 6; f++) {
		for (c = 0; c < 6; c++) {
			struct batch *part = batch_slice(b, from[f], count[c], NULL);
			struct batch *r = result(part, "i, v + i AS w, CAST(s AS BIGINT) AS t, "
			    "CASE WHEN b THEN d WHEN NOT b THEN -d END AS e, s || '!' AS x",
			    "v % 3 = 1 OR v > 500 AND NOT v > 600");
			int64_t i, at = 0;

			REQUIRE(r != NULL);
			for (i = from[f]; i < from[f] + count[c]; i++) {
				double want = i % 2 ? (double)i / 4 : -(double)i / 4;
				char text[32];
				const char *p;
				size_t n;

				if (i % 7 == 3 || (i % 3 != 1 && !(i > 500 && i <= 600)))
					continue;
				REQUIRE(at < r->rows);
				CHECK_INT(i64_at(r, 0, at), i);
				CHECK_INT(i64_at(r, 1, at), 2 * i);
				CHECK_INT(i64_at(r, 2, at), i);
				CHECK_INT(column_is_null(&r->col[3], at), i % 5 == 0);
				if (i % 5 != 0)
					CHECK_DBL(((const double *)r->col[3].values)[at], want);
				p = column_bytes(&r->col[4], at, &n);
				CHECK_MEM(p, n, text, (size_t)sprintf(text, "%d!", (int)i));
				at++;
			}
			CHECK_INT(r->rows, at);
			CHECK_INT(r->col[1].nulls, 0);
			batch_free(r);
			batch_free(part);
		}
	}
	batch_free(b);
}

/* A column that the filter computed on all rows serves the rows that are left. */
TEST(results_of_the_filter_are_used_again)
{
	struct batch *b = many(300);
	struct batch *r = result(b, "CAST(s AS BIGINT) AS n, CAST(s AS BIGINT) * 2 AS m", "n % 2 = 0");
	int64_t i, at = 0;

	REQUIRE(r != NULL);
	for (i = 0; i < 300; i += 2) {
		if (i % 7 == 3)
			continue;
		CHECK_INT(i64_at(r, 0, at), i);
		CHECK_INT(i64_at(r, 1, at++), 2 * i);
	}
	CHECK_INT(r->rows, at);
	batch_free(r);
	batch_free(b);
}

/* Overflow is found in any row, but not in rows that nobody asked for. */
TEST(overflow_anywhere)
{
	struct batch *b = many(1000);
	struct err e = ERR_INIT;
	struct expr *x;
	struct expr_scratch *s;
	struct batch_list l = { 0 };
	static const char *const lists[] = {
		"i + 9223372036854774840", "i * 9542028192777670", "-9223372036854774841 - i",
		"9223372036854774840 + i"
	};
	static const int at[] = { 968, 967, 968, 968 };
	size_t k;

	for (k = 0; k < 4; k++) {
		x = expr_new(b->schema, NULL, NULL);
		CHECK_INT(expr_select(x, lists[k], NULL), 0);
		s = expr_scratch_new(x, NULL);
		CHECK_INT(expr_run(x, s, b, &l, &e), -1);
		CHECK_INT(e.row, at[k]);
		CHECK_INT(e.status, STATUS_DATA);
		CHECK_HAS(e.msg, "does not fit BIGINT");
		expr_scratch_free(s);
		CHECK_INT(expr_where(x, "i < 900", NULL), 0);
		s = expr_scratch_new(x, NULL);
		CHECK_INT(expr_run(x, s, b, &l, &e), 0);
		CHECK_INT(l.batch[0]->rows, 900);
		batch_list_release(&l);
		expr_scratch_free(s);
		expr_free(x);
	}
	batch_free(b);
}

/* Short integers are read eight digits at a time; every length, every wrong byte in every place. */
TEST(integers_from_text)
{
	static const char wrong[] = "/:;-+ .x\x01\xc3\x80";
	char text[32], quoted[80];
	const char *values[3] = { text, "0000000000000000", NULL };
	size_t n, at, w;
	int64_t want;

	for (n = 1; n < 22; n++) {
		for (at = 0; at <= n; at++) {
			for (w = 0; w < sizeof(wrong) - (at < n); w++) {
				struct batch *b, *r;

				for (size_t i = 0; i < n; i++)
					text[i] = (char)('0' + next_random() % 10);
				if (at < n)
					text[at] = wrong[w];
				text[n] = '\0';
				b = help_batch("s string", values);
				r = result(b, "try_cast(s AS BIGINT) AS i, try_cast(s AS TINYINT) AS t", NULL);
				REQUIRE(r != NULL);
				err_quote(quoted, sizeof(quoted), text, n);
				/* Blanks and control characters around it are no part of it. */
				const char *p = text, *end = text + n;

				while (p < end && *p > 0 && *p <= ' ')
					p++;
				while (end > p && end[-1] > 0 && end[-1] <= ' ')
					end--;
				if (num_parse_i64(p, (size_t)(end - p), &want) !=
				    !column_is_null(&r->col[0], 0) ||
				    (!column_is_null(&r->col[0], 0) && i64_at(r, 0, 0) != want) ||
				    (!column_is_null(&r->col[1], 0) &&
				    ((const int8_t *)r->col[1].values)[0] != want))
					check_fail(__FILE__, __LINE__, "%s", quoted);
				CHECK_INT(i64_at(r, 0, 1), 0);
				batch_free(r);
				batch_free(b);
			}
		}
	}
}

/* A decimal beside an integer column must decide as exact arithmetic does. */
TEST(integers_against_decimals)
{
	static const char *const five[] = { "-11", "-10", "10", "11", "NULL", NULL };
	struct batch *b = help_batch("n int", five);

	CHECK_STR(VALUES(b, "n > 10.5, n >= 10.5, n < 10.5, n <= 10.5, n = 10.5, n <> 10.5"),
	    "false|false|true|true|false|true,false|false|true|true|false|true,"
	    "false|false|true|true|false|true,true|true|false|false|false|true,"
	    "NULL|NULL|NULL|NULL|NULL|NULL");
	CHECK_STR(VALUES(b, "n > -10.5, n >= -10.5, n < -10.5, n <= -10.5"),
	    "false|false|true|true,true|true|false|false,true|true|false|false,"
	    "true|true|false|false,NULL|NULL|NULL|NULL");
	CHECK_STR(VALUES(b, "n > 10.0, n >= 10.0, n < 10.0, n <= 10.0, n = 10.0"),
	    "false|false|true|true|false,false|false|true|true|false,"
	    "false|true|false|true|true,true|true|false|false|false,NULL|NULL|NULL|NULL|NULL");
	CHECK_STR(VALUES(b, "10.5 < n, n > 99999999999.5, n < 99999999999999999999999.5"),
	    "false|false|true,false|false|true,false|false|true,true|false|true,NULL|NULL|NULL");
	batch_free(b);
}

TEST(long_in_lists)
{
	struct batch *b = many(1000);
	struct buf list = BUF_INIT;
	struct batch *r;
	int64_t n = 0;
	int i;

	buf_printf(&list, NULL, "i IN (0");
	for (i = 1; i < 400; i++)
		buf_printf(&list, NULL, ", %d", i * 5);
	buf_printf(&list, NULL, ") AND s IN ('x'");
	for (i = 0; i < 400; i++)
		buf_printf(&list, NULL, ", '%d'", i * 3);
	buf_printf(&list, NULL, ")");
	buf_add(&list, "", 1, NULL);
	r = result(b, "i", (const char *)list.data);
	REQUIRE(r != NULL);
	for (i = 0; i < 1000; i += 15) {
		if (i % 7 != 3)
			CHECK_INT(i64_at(r, 0, n++), i);
	}
	CHECK_INT(r->rows, n);
	buf_release(&list);
	batch_free(r);
	batch_free(b);
}

TEST(like_patterns)
{
	static const struct {
		const char *text, *pattern;
		bool match;
	} cases[] = {
		{ "", "", true }, { "a", "", false }, { "", "%", true }, { "", "_", false },
		{ "abc", "abc", true }, { "abc", "abcd", false }, { "abc", "a%", true },
		{ "abc", "%c", true }, { "abc", "%b%", true }, { "abc", "%d%", false },
		{ "abc", "a_c", true }, { "abc", "_%_", true }, { "ab", "_%_", true },
		{ "a", "_%_", false }, { "aé", "a_", true }, { "é", "_", true }, { "é", "__", false },
		{ "aXbXc", "a%X%c", true }, { "aXbXc", "a%X_c", false }, { "abab", "%ab", true },
		{ "ababa", "%ab", false }, { "a%b", "a\\%b", true }, { "axb", "a\\%b", false },
		{ "a\\b", "a\\\\b", true }, { "aaab", "%aab", true }, { "aab", "a%ab", true },
		{ "ab", "a%ab", false }, { "xay", "%a%%", true }, { "mississippi", "m%iss%ip%", true },
		{ "mississippi", "m%iss%iss%iss%", false }, { "a\nb", "a%b", true },
		{ "日本語", "日_語", true }, { "日本語", "%本%", true }, { "日本語", "___", true },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "%a%a%a%a%a%a%a%a%b", false },
		{ "a_b", "%\\_%", true }, { "ab", "%\\_%", false }
	};
	struct like l = { .escape = '\\' };
	const char *why;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		REQUIRE(like_compile(&l, cases[i].pattern, strlen(cases[i].pattern), &why, NULL));
		if (like_matches(&l, cases[i].text, strlen(cases[i].text), NULL) != cases[i].match)
			check_fail(__FILE__, __LINE__, "\"%s\" LIKE \"%s\" is not %d",
			    cases[i].text, cases[i].pattern, cases[i].match);
	}
	CHECK(!like_compile(&l, "a\\", 2, &why, NULL));
	CHECK_STR(why, "the pattern ends with its escape character");
	CHECK(!like_compile(&l, "a\\b", 3, &why, NULL));
	like_release(&l);
}

/* LIKE by its definition, for patterns without escapes: which texts up to p the pattern so far takes. */
static bool
like_slowly(const char *text, size_t n, const char *pattern, size_t m)
{
	bool *reach = calloc(n + 1, 1), *next = calloc(n + 1, 1), *swap, match;
	size_t i, len;

	if (!CHECK(reach != NULL && next != NULL))
		exit(1);
	reach[0] = true;
	for (; m > 0; pattern += len, m -= len) {
		len = utf8_len((const uint8_t *)pattern, m);
		memset(next, 0, n + 1);
		for (i = 0; i <= n; i++) {
			size_t size = i < n ? utf8_len((const uint8_t *)text + i, n - i) : 0;

			if (*pattern == '%')
				next[i] = reach[i] || (i > 0 && next[i - 1]);
			else if (reach[i] && size > 0 && (*pattern == '_' ||
			    (size == len && memcmp(text + i, pattern, len) == 0)))
				next[i + size] = true;
		}
		swap = reach;
		reach = next;
		next = swap;
	}
	match = reach[n];
	free(reach);
	free(next);
	return match;
}

/* So many characters, one of few but mostly the first, after what is in b. */
static void
add_random(struct buf *b, const char *const *few, size_t n, size_t count)
{
	while (count-- > 0) {
		uint64_t r = next_random();

		CHECK(buf_printf(b, NULL, "%s", few[r % 3 != 0 ? 0 : r / 3 % n]) == 0);
	}
}

TEST(like_is_what_its_definition_says)
{
	static const char *const letters[] = { "a", "b", "é", "è", "日", "😀" };
	static const char *const wild[] = { "a", "_", "%", "é", "_", "日", "%", "b", "_" };
	struct like l = { .escape = '\\' };
	struct buf text = BUF_INIT, pattern = BUF_INIT;
	const char *why;
	int matches = 0, i;

	for (i = 0; i < 3000; i++) {
		/* Long ones with many a _ are searched by bits, in one word and in more. */
		size_t most = i % 3 == 0 ? 12 : i % 3 == 1 ? 60 : 300;
		bool want;

		text.len = pattern.len = 0;
		add_random(&text, letters, i % 2 == 0 ? 2 : 6, next_random() % (most * 4));
		if (i % 4 < 2) {
			CHECK(buf_printf(&pattern, NULL, "%%") == 0);
			add_random(&pattern, (const char *const[]){ "_", "a" }, 2, next_random() % most);
		}
		add_random(&pattern, wild, 9, next_random() % (i % 4 == 0 ? 4 : most));
		if (i % 4 != 3)
			CHECK(buf_printf(&pattern, NULL, i % 8 < 4 ? "%%" : "a_b%%") == 0);
		REQUIRE(like_compile(&l, (char *)pattern.data, pattern.len, &why, NULL));
		want = like_slowly((char *)text.data, text.len, (char *)pattern.data, pattern.len);
		matches += want;
		if (like_matches(&l, (char *)text.data, text.len, NULL) != want)
			check_fail(__FILE__, __LINE__, "\"%.*s\" LIKE \"%.*s\" is not %d",
			    (int)text.len, (char *)text.data, (int)pattern.len,
			    (char *)pattern.data, want);
	}
	CHECK(matches > 500 && matches < 2500);
	like_release(&l);
	buf_release(&text);
	buf_release(&pattern);
}

/* Beginning by beginning this would take minutes. */
TEST(like_is_not_slowed_down_by_its_text)
{
	struct like l = { .escape = '\\' };
	struct buf text = BUF_INIT, pattern = BUF_INIT;
	const char *why;
	int i;

	for (i = 0; i < 150000; i++)
		CHECK(buf_add(&text, "aaaaaaaaaa", 10, NULL) == 0);
	CHECK(buf_add(&text, "b", 1, NULL) == 0);
	CHECK(buf_add(&pattern, "%", 1, NULL) == 0);
	for (i = 0; i < 10000; i++)
		CHECK(buf_add(&pattern, "a_", 2, NULL) == 0);
	CHECK(buf_add(&pattern, "b%", 2, NULL) == 0);
	REQUIRE(like_compile(&l, (char *)pattern.data, pattern.len, &why, NULL));
	CHECK_INT(like_matches(&l, (char *)text.data, text.len, NULL), 1);
	like_release(&l);
	buf_release(&text);
	buf_release(&pattern);
}

/* A pattern column is compiled row by row. */
TEST(patterns_in_columns)
{
	static const char *const five[] = { "abc|a%", "abc|%d", "abc|NULL", "abc|_b_", "abc|x%", NULL };
	struct batch *b = help_batch("s string, p string", five);

	CHECK_STR(VALUES(b, "s LIKE p"), "true,false,NULL,true,false");
	CHECK_STR(VALUES(b, "s RLIKE replace(replace(p, '%', '.*'), '_', '.')"),
	    "true,false,NULL,true,false");
	CHECK_STR(VALUES(b, "s RLIKE concat(p, '(')"),
	    "error 1 at row 0: column RLIKE(s, concat(p, ()): bad pattern: a group that "
	    "is not closed, at its character 3");
	CHECK_STR(VALUES(b, "s LIKE concat(p, '\\\\')"),
	    "error 1 at row 0: column s LIKE concat(p, \\): the pattern ends with its escape "
	    "character");
	batch_free(b);
}

/* A pattern that would run for ever is an error of the row. */
TEST(regular_expressions_have_a_limit)
{
	static const char *const two[] = { "b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac",
		NULL };
	struct batch *b = help_batch("s string", two);

	CHECK_STR(VALUES(b, "s RLIKE '^(a+)+(a+)+$' AS r"),
	    "error 1 at row 1: column r: the pattern needs too many steps on this value");
	batch_free(b);
}

/* Text over the limit of one column comes out as several batches; one value over it is an error. */
TEST(too_much_text_is_split)
{
	struct batch *b = many(1000);
	struct expr *x = expr_new(b->schema, NULL, NULL);
	struct expr_scratch *scratch;
	struct batch_list l = { 0 };
	struct err e = ERR_INIT;
	int64_t rows = 0;
	size_t i;

	CHECK_INT(expr_select(x, "i, CASE WHEN i = 700 THEN NULL ELSE s || '-' || s END AS t", NULL), 0);
	scratch = expr_scratch_new(x, NULL);
	scratch->text_max = 2000;
	CHECK_INT(expr_run(x, scratch, b, &l, &e), 0);
	CHECK(l.n >= 4);
	for (i = 0; i < l.n; i++) {
		CHECK_INT(i64_at(l.batch[i], 0, 0), rows);
		rows += l.batch[i]->rows;
		CHECK(l.batch[i]->col[1].offsets[l.batch[i]->rows] <= 2000);
	}
	CHECK_INT(rows, 1000);
	batch_list_release(&l);
	scratch->text_max = 6;
	CHECK_INT(expr_run(x, scratch, b, &l, &e), -1);
	CHECK_INT(e.row, 100);
	CHECK_STR(e.msg, "column t: the text passes 6 bytes");
	batch_list_release(&l);
	expr_scratch_free(scratch);
	expr_free(x);
	batch_free(b);
}
