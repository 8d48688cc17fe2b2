/* expr_test.c - select lists, names, errors with their place, filters, lazy branches. */
#include "check.h"
#include "expr/plan.h"
#include "expr_help.h"

#include "model/bits.h"

static struct batch *
table(void)
{
	static const char *const four[] = {
		"1|10|a|2|{\"k\":{\"x\":\"u\"}}|x|{7,{deep}}", "2|0|NULL|0|{\"k\":null}|y|{8,NULL}",
		"NULL|30|c|4|7|12|NULL", "4|40|dd|0|\"s\"|z|{9,{low}}", NULL
	};

	return help_batch("a int, n bigint!, s string, d int!, j string, k binary, "
	    "st struct<x:int,y:struct<z:string>>", four);
}

TEST(names_of_results)
{
	static const struct {
		const char *list, *want;
	} cases[] = {
		{ "a", "a:int" },
		{ "*", "a:int,n:bigint!,s:string,d:int!,j:string,k:binary,"
		    "st:struct<x:int,y:struct<z:string>>" },
		{ "st.*", "x:int,y:struct<z:string>" },
		{ "CAST(k AS STRING)", "k:string" },
		{ "CAST(CAST(k AS STRING) AS INT)", "k:int" },
		{ "k::string::int", "k:int" },
		{ "CAST(k AS STRING), CAST(s AS BINARY)", "k:string,s:binary" },
		{ "j:k.x", "x:string" },
		{ "j:k[0]['odd key']", "odd key:string" },
		{ "j:['odd key'][3]", "odd key:string" },
		{ "j:[0]", "j:string" },
		{ "j:k.x::int", "x:int" },
		{ "CAST(j:k.x AS INT)", "x:int" },
		{ "st.y.z", "z:string" },
		{ "st.x AS b", "b:int" },
		{ "st.x b", "b:int" },
		{ "a AS `odd name`", "odd name:int" },
		{ "n + 1", "(n + 1):bigint!" },
		{ "upper(s) || 'x'", "concat(upper(s), x):string" },
		{ "a AS x, a AS y, a", "x:int,y:int,a:int" },
		{ "try_cast(s AS INT), try_cast(n AS STRING) AS t", "s:int,t:string!" },
		{ "CASE a WHEN 1 THEN 'x' END", "CASE WHEN (a = 1) THEN x END:string" },
		{ "-a, - 5, +a", "(- a):int,-5:int!,(+ a):int" },
		{ "`a`", "a:int" },
		{ "a IN (1, 2, NULL)", "(a IN (1, 2, NULL)):boolean" },
		{ "NOT a BETWEEN 1 AND 2", "(NOT ((a >= 1) AND (a <= 2))):boolean" }
	};
	struct batch *b = table();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!CHECK_STR(help_run(b, cases[i].list, NULL, HELP_SCHEMA), cases[i].want))
			printf("\tof %s\n", cases[i].list);
	}
	batch_free(b);
}

/* The words, the expression, the caret. */
TEST(usage_errors_show_the_place)
{
	static const struct {
		const char *list, *want;
	} cases[] = {
		{ "a, nn + 1", "no column \"nn\"; near: \"n\"\na, nn + 1\n   ^" },
		{ "uper(s)", "no function \"uper\"; near: \"upper\"\nuper(s)\n^" },
		{ "st.y.zz", "no field \"zz\"; near: \"z\"\nst.y.zz\n     ^" },
		{ "st.q", "no field \"q\"; near: \"x\", \"y\"\nst.q\n   ^" },
		{ "a.b", "no field \"b\" in a value of type INT\na.b\n  ^" },
		{ "", "an empty select list\n\n^" },
		{ "a,", "the expression ends where an operand is needed\na,\n  ^" },
		{ "a b c", "expected a comma, an operator or the end, not \"c\"\na b c\n    ^" },
		{ "a +", "the expression ends where an operand is needed\na +\n   ^" },
		{ "(a", "expected ), not the end\n(a\n  ^" },
		{ "a AND AND s", "expected an operand, not AND; a column of that name is written "
		    "`AND`\na AND AND s\n      ^" },
		{ "'abc", "the quote is not closed\n'abc\n^" },
		{ "a ? b", "this character means nothing here\na ? b\n  ^" },
		{ "CAST(a AS STRNG)", "no type \"STRNG\"; near: \"string\"\nCAST(a AS STRNG)\n"
		    "          ^" },
		{ "CAST(a INT)", "expected AS, not \"INT\"\nCAST(a INT)\n       ^" },
		{ "substring(s)", "substring takes 2 to 3 arguments, not 1\nsubstring(s)\n^" },
		{ "upper(s, s)", "upper takes 1 argument, not 2\nupper(s, s)\n^" },
		{ "sum(a)", "sum is over many rows, and here each row stands alone\nsum(a)\n^" },
		{ "s > 10", ">: STRING and INT do not go together: write CAST(s AS INT)\n"
		    "s > 10\n^" },
		{ "j:k.x + 1", "+: STRING and INT do not go together: write CAST(j:k.x AS INT)\n"
		    "j:k.x + 1\n ^" },
		{ "coalesce(s, 1)", "coalesce: STRING and INT do not go together: write "
		    "CAST(s AS INT)\ncoalesce(s, 1)\n         ^" },
		{ "k > 1", ">: BINARY and INT do not go together\nk > 1\n    ^" },
		{ "CAST(k AS INT)", "BINARY cannot be cast to INT; CAST it to STRING first\n"
		    "CAST(k AS INT)\n^" },
		{ "a AND s = 'x'", "AND needs a condition, not INT\na AND s = 'x'\n^" },
		{ "a AS x, n AS x", "two results are named \"x\": give one another name with AS\n"
		    "a AS x, n AS x\n        ^" },
		{ "a, CAST(a AS STRING)", "two results are named \"a\": give one another name with "
		    "AS\na, CAST(a AS STRING)\n   ^" },
		{ "*, 1 AS a", "two results are named \"a\": give one another name with AS\n"
		    "*, 1 AS a\n   ^" },
		{ "s LIKE 'x\\\\'", "the pattern ends with its escape character\ns LIKE 'x\\\\'\n"
		    "       ^" },
		{ "s RLIKE '('", "bad pattern: a group that is not closed, at its character 1\n"
		    "s RLIKE '('\n        ^" },
		{ "DATE '2024-02-30'", "cannot cast \"2024-02-30\" to DATE\nDATE '2024-02-30'\n^" },
		{ "upper(*)", "expected an operand, not *\nupper(*)\n      ^" },
		{ "999Y", "999Y does not fit TINYINT\n999Y\n^" },
		{ "a:b", "a JSON path needs text, not INT\na:b\n ^" },
		{ "a NOT 1", "expected IN, BETWEEN, LIKE or RLIKE after NOT, not \"1\"\na NOT 1\n"
		    "      ^" },
		{ "k['x']", "[] needs an array, a map or a struct, not BINARY\nk['x']\n^" }
	};
	struct batch *b = table();
	char want[512];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(want, sizeof(want), "error 2: %s", cases[i].want);
		if (!CHECK_STR(help_run(b, cases[i].list, NULL, HELP_VALUES), want))
			printf("\tof %s\n", cases[i].list);
	}
	batch_free(b);
}

/* A long expression is cut around the place; control characters become blanks. */
TEST(long_expressions_are_cut)
{
	struct batch *b = table();
	char text[1000] = "", *got, *line, *caret;
	size_t i;

	for (i = 0; i < 20; i++)
		(void)snprintf(text + strlen(text), 40, "a AS c%02d, ", (int)i);
	strcat(text, "\nbad, ");
	for (i = 20; i < 40; i++)
		(void)snprintf(text + strlen(text), 40, "a AS c%02d, ", (int)i);
	strcat(text, "a");
	got = help_run(b, text, NULL, HELP_VALUES);
	CHECK(strncmp(got, "error 2: no column \"bad\"", 24) == 0);
	REQUIRE((line = strchr(got, '\n')) != NULL);
	REQUIRE((caret = strchr(++line, '\n')) != NULL);
	CHECK(strncmp(line, "...", 3) == 0);
	CHECK(strncmp(caret - 3, "...", 3) == 0);
	CHECK(strncmp(line + strcspn(caret + 1, "^"), "bad", 3) == 0);
	CHECK(strncmp(line + strcspn(caret + 1, "^") - 3, ",  ", 3) == 0);
	CHECK(strchr(caret + 1, '\n') == NULL);
	batch_free(b);
}

/* The field of an array of structs is the array of that field. */
TEST(fields_of_arrays)
{
	static const char *const rows[] = {
		"1|[{1,{x}},{NULL,{y}}]", "2|NULL", "3|[]", "4|[NULL,{4,NULL},{5,{NULL}}]", NULL
	};
	struct batch *b = help_batch("n int, h array<struct<k:int,v:struct<z:string>>>", rows);

	CHECK_STR(help_run(b, "h.k, h.v, h.v.z AS z", NULL, HELP_SCHEMA),
	    "k:array<int>,v:array<struct<z:string>>,z:array<string>");
	CHECK_STR(VALUES(b, "h.k, h.v.z"), "[1, NULL]|[x, y],NULL|NULL,[]|[],"
	    "[NULL, 4, 5]|[NULL, NULL, NULL]");
	CHECK_STR(VALUES(b, "n, get(h.k, 1) AS second, size(h.k) AS many"),
	    "1|NULL|2,2|NULL|NULL,3|NULL|0,4|4|3");
	CHECK_STR(VALUES(b, "CASE WHEN n = 1 THEN h END.k AS k"), "[1, NULL],NULL,NULL,NULL");
	CHECK_STR(help_run(b, "h.k", "get(h.v.z, 0) = 'x'", HELP_VALUES), "[1, NULL]");
	CHECK_STR(VALUES(b, "h.q"), "error 2: no field \"q\"; near: \"k\", \"v\"\nh.q\n  ^");
	batch_free(b);
}

/* A dotted path: an exact column first, then fields; backquotes decide. */
TEST(dotted_names)
{
	static const char *const one[] = { "1|{2,{3}}|4", NULL };
	struct batch *b = help_batch("a.b int, a struct<b:int,c:struct<d:int>>, a.c.e int", one);

	CHECK_STR(VALUES(b, "a.c.d, a.c.e"), "3|4");
	CHECK_STR(help_run(b, "a.c.e", NULL, HELP_SCHEMA), "a.c.e:int");
	CHECK_STR(help_run(b, "a.c.d", NULL, HELP_SCHEMA), "d:int");
	CHECK_STR(VALUES(b, "`a.b`, `a`.b AS f"), "1|2");
	CHECK_STR(VALUES(b, "a.b"), "error 2: this is both column \"a.b\" and a field of a struct: "
	    "write `a.b` for the column, `a`.b for the field\na.b\n^");
	CHECK_STR(VALUES(b, "a.c.x"), "error 2: no field \"x\"; near: \"d\"\na.c.x\n    ^");
	batch_free(b);
}

TEST(several_columns_of_one_name)
{
	static const char *const one[] = { "1|2|3", NULL };
	struct batch *b = help_batch("a int, a int, b int", one);

	CHECK_STR(VALUES(b, "*"), "1|2|3");
	CHECK_STR(VALUES(b, "b"), "3");
	CHECK_STR(VALUES(b, "a"), "error 2: there are several columns \"a\"\na\n^");
	batch_free(b);
}

TEST(where_sees_inputs_then_given_names)
{
	struct batch *b = table();

	CHECK_STR(help_run(b, "a", "n > 5", HELP_VALUES), "1,NULL,4");
	CHECK_STR(help_run(b, "n * 2 AS m", "m >= 60", HELP_VALUES), "60,80");
	CHECK_STR(help_run(b, "n * 2 AS m", "n >= 30 AND m < 70", HELP_VALUES), "60");
	CHECK_STR(help_run(b, "a AS a", "a > 1", HELP_VALUES), "2,4");
	CHECK_STR(help_run(b, "n AS a", "a > 1", HELP_VALUES),
	    "error 2: \"a\" is a column of the input and another name given with AS: give another "
	    "name\na > 1\n^");
	CHECK_STR(help_run(b, "upper(s)", "`upper(s)` = 'A'", HELP_VALUES),
	    "error 2: no column \"upper(s)\"; here only names given with AS count besides those "
	    "of the input\n`upper(s)` = 'A'\n^");
	CHECK_STR(help_run(b, "a", "n", HELP_VALUES),
	    "error 2: a filter needs a condition, not BIGINT\nn\n^");
	/* NULL is not true. */
	CHECK_STR(help_run(b, "n", "a > 0", HELP_VALUES), "10,0,40");
	CHECK_STR(help_run(b, "n", "NOT (a > 0)", HELP_VALUES), "");
	CHECK_STR(help_run(b, "n", "true", HELP_VALUES), "10,0,30,40");
	CHECK_STR(help_run(b, "n", "NULL", HELP_VALUES), "");
	batch_free(b);
}

TEST(rows_dropped_are_not_evaluated)
{
	struct batch *b = table();

	CHECK_STR(help_run(b, "n / d", "d <> 0", HELP_VALUES), "5.0,7.5");
	CHECK_STR(help_run(b, "CAST(CAST(k AS STRING) AS INT) AS i", "a IS NULL", HELP_VALUES),
	    "12");
	/* A name of the filter is evaluated on all rows. */
	CHECK_STR(help_run(b, "CAST(CAST(k AS STRING) AS INT) AS i", "i = 12", HELP_VALUES),
	    "error 1 at row 0: column i: cannot cast \"x\" to INT");
	/* The row is that of the batch, not of what the filter left. */
	CHECK_STR(help_run(b, "n / d", "n >= 30", HELP_VALUES),
	    "error 1 at row 3: column (n / d): division by zero: the dividend is 40.0");
	CHECK_STR(help_run(b, "n / 0", "false", HELP_VALUES), "");
	batch_free(b);
}

TEST(branches_not_taken_raise_nothing)
{
	struct batch *b = table();

	CHECK_STR(VALUES(b, "CASE WHEN d <> 0 THEN n / d END"), "5.0,NULL,7.5,NULL");
	CHECK_STR(VALUES(b, "CASE WHEN d = 0 THEN -1 ELSE n div d END"), "5,-1,7,-1");
	CHECK_STR(VALUES(b, "if(d = 0, NULL, n div d)"), "5,NULL,7,NULL");
	CHECK_STR(VALUES(b, "d <> 0 AND n div d > 5"), "false,false,true,false");
	CHECK_STR(VALUES(b, "d = 0 OR n div d > 5"), "false,true,true,true");
	CHECK_STR(VALUES(b, "coalesce(a, CAST(CAST(k AS STRING) AS INT))"), "1,2,12,4");
	CHECK_STR(VALUES(b, "n div d > 5 AND d <> 0"),
	    "error 1 at row 1: column (((n div d) > 5) AND (NOT (d = 0))): division by zero: the "
	    "dividend is 0");
	CHECK_STR(VALUES(b, "if(a IS NULL, CAST(s AS INT), 0)"),
	    "error 1 at row 2: column (IF((a IS NULL), CAST(s AS INT), 0)): cannot cast \"c\" to "
	    "INT");
	CHECK_STR(VALUES(b, "CASE WHEN n < 0 THEN 1 / 0 ELSE 2 END"), "2.0,2.0,2.0,2.0");
	CHECK_STR(VALUES(b, "CASE WHEN n = 30 THEN 1 / 0 ELSE 2 END"),
	    "error 1 at row 2: column CASE WHEN (n = 30) THEN (1 / 0) ELSE 2 END: division by "
	    "zero: the dividend is 1.0");
	batch_free(b);
}

TEST(json_paths)
{
	struct batch *b = table();

	CHECK_STR(VALUES(b, "j:k.x"), "u,NULL,NULL,NULL");
	CHECK_STR(VALUES(b, "j:k.x, j:k, j:$ AS all"),
	    "u|{\"x\":\"u\"}|{\"k\":{\"x\":\"u\"}},NULL|NULL|{\"k\":null},NULL|NULL|7,"
	    "NULL|NULL|s");
	CHECK_STR(help_run(b, "j:k.x, j:k", "j:k IS NOT NULL", HELP_VALUES), "u|{\"x\":\"u\"}");
	CHECK_STR(help_run(b, "j:k, j:k.x", "a >= 2", HELP_VALUES), "NULL|NULL,NULL|NULL");
	CHECK_STR(VALUES(b, "CASE WHEN a = 1 THEN j:k.x WHEN a = 4 THEN j:$ END AS c"),
	    "u,NULL,NULL,s");
	/* Binary holds JSON as well; where it does not, the row is named. */
	CHECK_STR(VALUES(b, "if(a IS NULL, k:$, 'no') AS c"), "no,no,12,no");
	CHECK(strncmp(VALUES(b, "k:x"), "error 1 at row 0: column x: not JSON: ", 37) == 0);
	CHECK(strncmp(help_run(b, "k:x", "a = 4", HELP_VALUES),
	    "error 1 at row 3: column x: not JSON: ", 37) == 0);
	batch_free(b);
}

TEST(nested_values)
{
	static const char *const four[] = {
		"[1,2,3]|{k>1,l>2}|0|k", "[]|{}|0|k", "NULL|NULL|1|l", "[NULL,5]|{k>NULL,l>9}|1|l", NULL
	};
	struct batch *b = help_batch("v array<int>, m map<string,int>, i int, k string", four);

	CHECK_STR(VALUES(b, "get(v, i)"), "1,NULL,NULL,5");
	CHECK_STR(VALUES(b, "v[i]"), "error 1 at row 1: column v[i]: index 0 is outside an array of 0 "
	    "elements; get(array, index) gives NULL instead");
	CHECK_STR(help_run(b, "v[i]", "size(v) > 0", HELP_VALUES), "1,5");
	CHECK_STR(VALUES(b, "m[k], m.k, m['l'] AS l2"), "1|1|2,NULL|NULL|NULL,NULL|NULL|NULL,"
	    "9|NULL|9");
	CHECK_STR(VALUES(b, "size(v), size(m)"), "3|2,0|0,NULL|NULL,2|2");
	CHECK_STR(VALUES(b, "CAST(v AS STRING), CAST(m AS STRING)"),
	    "[1, 2, 3]|{k -> 1, l -> 2},[]|{},NULL|NULL,[null, 5]|{k -> null, l -> 9}");
	CHECK_STR(VALUES(b, "CAST(v AS ARRAY<STRING>)"), "[1, 2, 3],[],NULL,[NULL, 5]");
	CHECK_STR(VALUES(b, "try_cast(v AS ARRAY<BOOLEAN>) AS t"),
	    "[true, true, true],[],NULL,[NULL, true]");
	CHECK_STR(VALUES(b, "CASE WHEN i = 0 THEN v END AS c"), "[1, 2, 3],[],NULL,NULL");
	CHECK_STR(VALUES(b, "coalesce(m, NULL) AS c"), "{k -> 1, l -> 2},{},NULL,{k -> NULL, l -> 9}");
	CHECK_STR(VALUES(b, "v = v, v <=> NULL"), "true|false,true|false,NULL|true,true|false");
	batch_free(b);
}

TEST(struct_fields_under_null)
{
	struct batch *b = table();

	CHECK_STR(VALUES(b, "st.x, st.y.z"), "7|deep,8|NULL,NULL|NULL,9|low");
	CHECK_STR(help_run(b, "st.y.z", "st.x > 7", HELP_VALUES), "NULL,low");
	CHECK_STR(VALUES(b, "CAST(st AS STRUCT<p:STRING,q:STRUCT<r:STRING>>) AS c"),
	    "{7, {deep}},{8, NULL},NULL,{9, {low}}");
	CHECK_STR(VALUES(b, "CAST(st AS STRUCT<p:DATE,q:STRUCT<r:STRING>>) AS c"),
	    "error 2: struct<x:int,y:struct<z:string>> cannot be cast to "
	    "struct<p:date,q:struct<r:string>>\n"
	    "CAST(st AS STRUCT<p:DATE,q:STRUCT<r:STRI...\n^");
	batch_free(b);
}

TEST(a_value_inside_an_array_names_its_row)
{
	static const char *const three[] = { "[1,2]", "[]", "[3,x]", NULL };
	struct batch *b = help_batch("v array<string>", three);

	CHECK_STR(VALUES(b, "CAST(v AS ARRAY<INT>)"),
	    "error 1 at row 2: column v: cannot cast \"x\" to INT");
	CHECK_STR(VALUES(b, "try_cast(v AS ARRAY<INT>)"), "[1, 2],[],[3, NULL]");
	batch_free(b);
}

/* with, drop, rename: in the order of the calls; what comes later sees what came before. */
TEST(steps)
{
	struct batch *b = table();
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, NULL, &e);
	struct expr_scratch *s;
	struct batch_list l = { 0 };
	struct buf out = BUF_INIT;
	struct want want;
	const bool *used;
	size_t i;

	CHECK(expr_is_identity(x));
	CHECK_INT(expr_with(x, "m = n + 1", &e), 0);
	CHECK_INT(expr_with(x, "a = m * 2", &e), 0);
	CHECK_INT(expr_drop(x, "st, j, `k`", &e), 0);
	CHECK_INT(expr_rename(x, "s = `odd name`, d=e", &e), 0);
	CHECK_INT(expr_where(x, "m > 10", &e), 0);
	CHECK_INT(expr_where(x, "e = 0", &e), 0);
	CHECK(!expr_is_identity(x));
	CHECK(expr_has_where(x));
	for (i = 0; i < expr_schema(x)->nfield; i++)
		buf_printf(&out, NULL, "%s ", expr_schema(x)->field[i].name);
	CHECK_STR(help_text(&out), "a n odd name e m ");
	CHECK_INT(expr_want(x, false, &want, &e), 0);
	used = want.column;
	CHECK(!used[0] && used[1] && used[2] && used[3] && !used[4] && !used[5] && !used[6]);
	CHECK(!want.named);
	want_release(&want);
	s = expr_scratch_new(x, &e);
	CHECK_INT(expr_run(x, s, b, &l, &e), 0);
	help_rows(&out, &l);
	CHECK_STR(help_text(&out), "82|40|dd|0|41");
	CHECK_INT(l.batch[0]->first, -1);
	batch_list_release(&l);
	expr_scratch_free(s);
	CHECK_INT(expr_drop(x, "nope", &e), -1);
	CHECK_STR(e.msg, "no column \"nope\"; there are: \"a\", \"n\", \"odd name\", \"e\", \"m\"\n"
	    "nope\n^");
	expr_free(x);
	batch_free(b);
}

/* "0, 1.0.2, ..." of what a select list (NULL: none) and a filter look at. */
static const char *
wanted(struct batch *b, const char *list, const char *where, bool filter_only)
{
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, NULL, &e);
	struct buf out = BUF_INIT;
	struct want w = { 0 };
	size_t i;
	uint32_t k;

	if (list != NULL)
		CHECK_INT(expr_select(x, list, &e), 0);
	if (where != NULL)
		CHECK_INT(expr_where(x, where, &e), 0);
	CHECK_INT(expr_want(x, filter_only, &w, &e), 0);
	for (i = 0; i < b->schema->nfield; i++)
		if (w.column[i])
			buf_printf(&out, NULL, " %zu", i);
	for (i = 0; i < w.nfield; i++) {
		buf_printf(&out, NULL, ",");
		for (k = 0; k < w.field[i].n; k++)
			buf_printf(&out, NULL, " %u", w.field[i].at[k]);
	}
	buf_printf(&out, NULL, "%s", w.named ? " named" : "");
	want_release(&w);
	expr_free(x);
	return help_text(&out);
}

/* Columns, then the fields of structs; named: no star. */
TEST(what_is_looked_at)
{
	static const char *const one[] = { "1|{1,{2,3}}|{4}|[{5,6}]", NULL };
	struct batch *b = help_batch("n int, s struct<x:int,y:struct<z:int,u:int>>, t struct<v:int>, "
	    "l array<struct<p:int,q:int>>", one);

	CHECK_STR(wanted(b, NULL, NULL, false), " 0 1 2 3");
	CHECK_STR(wanted(b, "*", "s.x > 1", false), " 0 1 2 3");
	CHECK_STR(wanted(b, "n", NULL, false), " 0 named");
	CHECK_STR(wanted(b, "*", "n = 1", true), " 0 named");
	CHECK_STR(wanted(b, "s.x", NULL, false), " 1, 1 0 named");
	CHECK_STR(wanted(b, "s.y.u AS o, t.v", "s.x = 1", false), " 1 2, 1 1 1, 2 0, 1 0 named");
	/* All of it, whatever else. */
	CHECK_STR(wanted(b, "s.x", "s IS NULL", false), " 1 named");
	CHECK_STR(wanted(b, "s.y, s.y.u", NULL, false), " 1, 1 1, 1 1 1 named");
	CHECK_STR(wanted(b, "s.*, t.v", NULL, false), " 1 2, 2 0 named");
	/* Lists are taken whole. */
	CHECK_STR(wanted(b, "l.p", NULL, false), " 3 named");
	CHECK_STR(wanted(b, "l[0].p", NULL, false), " 3 named");
	batch_free(b);
}

TEST(bad_steps)
{
	struct batch *b = table();
	struct err e = ERR_INIT;
	struct expr *x = expr_new(b->schema, NULL, &e);

	CHECK_INT(expr_with(x, "m", &e), -1);
	CHECK_STR(e.msg, "expected name = expression\nm\n ^");
	CHECK_INT(expr_with(x, "m = ", &e), -1);
	CHECK_STR(e.msg, "an empty expression\nm = \n    ^");
	CHECK_INT(expr_with(x, "1 = 2", &e), -1);
	CHECK_HAS(e.msg, "expected a column name");
	CHECK_INT(expr_rename(x, "a", &e), -1);
	CHECK_STR(e.msg, "expected old=new\na\n ^");
	CHECK_INT(expr_rename(x, "a=n", &e), -1);
	CHECK_STR(e.msg, "two results are named \"n\"\na=n\n  ^");
	CHECK_INT(expr_rename(x, "aa=q", &e), -1);
	CHECK_HAS(e.msg, "no column \"aa\"; near: \"a\"");
	CHECK_INT(expr_drop(x, "a n", &e), -1);
	CHECK_HAS(e.msg, "expected a comma or the end");
	CHECK_INT(expr_where(x, "", &e), -1);
	CHECK_STR(e.msg, "an empty expression\n\n^");
	CHECK_INT(expr_select(x, "\xff", &e), -1);
	CHECK_STR(e.msg, "the expression is not UTF-8 at byte 0");
	CHECK_INT(e.status, STATUS_USAGE);
	expr_free(x);
	batch_free(b);
}

TEST(field_metadata_and_flags_stay)
{
	static const char *const one[] = { "1|x", NULL };
	struct schema *s = schema_new(NULL);
	struct field *f = schema_add_id(s, "a", TYPE_INT, false, NULL);
	struct batch *b = help_batch("a int, b string", one);
	struct expr *x;

	meta_add(&f->meta, "key", 3, "value", 5, NULL);
	schema_add_id(s, "b", TYPE_STRING, true, NULL);
	meta_add(&s->meta, "sluice.live", 11, "1", 1, NULL);
	x = expr_new(s, NULL, NULL);
	CHECK_INT(expr_select(x, "a AS c, a + 1 AS d, b", NULL), 0);
	CHECK_STR(meta_get(&expr_schema(x)->meta, "sluice.live"), "1");
	CHECK_STR(meta_get(&expr_schema(x)->field[0].meta, "key"), "value");
	CHECK_STR(meta_get(&expr_schema(x)->field[1].meta, "key"), NULL);
	CHECK(!expr_schema(x)->field[0].nullable);
	CHECK(!expr_schema(x)->field[1].nullable);
	CHECK(expr_schema(x)->field[2].nullable);
	expr_free(x);
	schema_unref(s);
	batch_free(b);
}

/* Columns that are only chosen share their memory with the input. */
TEST(chosen_columns_are_not_copied)
{
	struct batch *b = table();
	struct expr *x = expr_new(b->schema, NULL, NULL);
	struct expr_scratch *s;
	struct batch_list l = { 0 };

	CHECK_INT(expr_select(x, "n, CAST(k AS STRING), st.x AS f", NULL), 0);
	s = expr_scratch_new(x, NULL);
	CHECK_INT(expr_run(x, s, b, &l, NULL), 0);
	CHECK(l.batch[0]->col[0].values == b->col[1].values);
	CHECK(l.batch[0]->col[1].values == b->col[5].values);
	CHECK_INT(l.batch[0]->first, b->first);
	batch_list_release(&l);
	expr_scratch_free(s);
	expr_free(x);
	batch_free(b);
}

TEST(counts)
{
	struct batch *b = table();
	struct expr *x = expr_new(b->schema, NULL, NULL);
	struct expr_scratch *s;
	int64_t count;

	s = expr_scratch_new(x, NULL);
	CHECK_INT(expr_count(x, s, b, &count, NULL), 0);
	CHECK_INT(count, 4);
	expr_scratch_free(s);
	CHECK_INT(expr_where(x, "n >= 10 AND d = 0", NULL), 0);
	s = expr_scratch_new(x, NULL);
	CHECK_INT(expr_count(x, s, b, &count, NULL), 0);
	CHECK_INT(count, 1);
	expr_scratch_free(s);
	expr_free(x);
	batch_free(b);
}

TEST(depth_and_length_are_limited)
{
	struct batch *b = table();
	struct expr *x = expr_new(b->schema, NULL, NULL);
	struct err e = ERR_INIT;
	size_t n = 100000, i;
	char *deep = malloc(n + 2), *long_text = malloc(EXPR_MAX_TEXT + 2);
	static const char *const open[] = { "(", "-", "NOT ", "CASE ", "upper(", "a[" };

	for (i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		size_t k, step = strlen(open[i]);

		for (k = 0; k + step <= n; k += step)
			memcpy(deep + k, open[i], step);
		deep[k] = '\0';
		CHECK_INT(expr_select(x, deep, &e), -1);
		CHECK(strncmp(e.msg, "nested deeper than 400", 22) == 0);
	}
	/* Operators to the left nest as well, as far as stacks go, but a chain of AND does not. */
	for (i = 0; i + 2 <= n; i += 2)
		memcpy(deep + i, "1+", 2);
	strcpy(deep + i - 2, "1");
	CHECK_INT(expr_select(x, deep, &e), -1);
	CHECK(strncmp(e.msg, "chained or nested deeper than ", 30) == 0);
	for (i = 0; i + 12 <= n; i += 12)
		memcpy(deep + i, "a > 0 AND   ", 12);
	strcpy(deep + i - 12, "true");
	CHECK_INT(expr_where(x, deep, &e), 0);
	memset(long_text, ' ', EXPR_MAX_TEXT + 1);
	long_text[EXPR_MAX_TEXT + 1] = '\0';
	CHECK_INT(expr_select(x, long_text, &e), -1);
	CHECK_HAS(e.msg, "over the limit");
	free(deep);
	free(long_text);
	expr_free(x);
	batch_free(b);
}

TEST(try_cast_is_nullable_where_it_may_fail)
{
	static const struct {
		const char *type, *text;
		bool nullable;
	} cases[] = {
		{ "int", "try_cast(x AS BIGINT)", false }, { "bigint", "try_cast(x AS INT)", true },
		{ "int", "try_cast(x AS STRING)", false }, { "binary", "try_cast(x AS STRING)", true },
		{ "struct<a:int>", "try_cast(x AS STRING)", false },
		{ "struct<a:int,b:array<binary>>", "try_cast(x AS STRING)", true },
		{ "map<string,binary>", "try_cast(x AS STRING)", true },
		{ "map<string,binary>", "cast(x AS STRING)", false }
	};
	struct schema *s;
	struct expr *x;
	struct type t;
	const char *p;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		p = cases[i].type;
		CHECK_INT(type_parse(&p, &t, NULL), 0);
		s = schema_new(NULL);
		schema_add(s, "x", &t, false, NULL);
		x = expr_new(s, NULL, NULL);
		CHECK_INT(expr_select(x, cases[i].text, NULL), 0);
		if (expr_schema(x)->field[0].nullable != cases[i].nullable)
			check_fail(__FILE__, __LINE__, "%s of %s", cases[i].text, cases[i].type);
		expr_free(x);
		schema_unref(s);
		type_release(&t);
	}
}
