/* opt_test.c - option tables: parsing, typed arguments, help, completions. */
#include "check.h"

#include "cli/help.h"
#include "cli/opt.h"

static const struct opt more[] = {
	{ 'j', "jobs", "count", "threads", 0, NULL, NULL },
	{ 300, "progress", NULL, "a line", 0, NULL, NULL },
	{ 301, "no-progress", NULL, "no line", 0, NULL, NULL },
	OPT_END
};

static const struct opt table[] = {
	{ 'n', "rows", "count", "how many", 0, NULL, NULL },
	{ 'q', "quiet", NULL, "say nothing", 0, NULL, NULL },
	{ 'w', "where", "expr", "it's [this]: a\\b", OPT_MANY, NULL, NULL },
	{ 'o', "output", "format", "format", 0, "arrow|json|jsonl", NULL },
	OPT_INCLUDE(more),
	{ 302, "secret", NULL, "hidden", OPT_HIDDEN, NULL, NULL },
	{ 303, "allow", "eof", "maybe", OPT_MAYBE, "eof", NULL },
	{ 304, "file", "file", "a file", OPT_FILE, NULL, NULL },
	OPT_END
};

#define WORDS_MAX 16

/* Parses the words of a line cut at blanks; "~" is a word without letters. */
static int
parse(struct opts **o, const struct opt_verb *verbs, const char *line, struct err *e)
{
	static char copy[512];
	char *argv[WORDS_MAX], *p;
	int argc = 0;

	snprintf(copy, sizeof(copy), "tool %s", line);
	for (p = strtok(copy, " "); p != NULL && argc < WORDS_MAX; p = strtok(NULL, " "))
		argv[argc++] = strcmp(p, "~") == 0 ? p + 1 : p;
	err_clear(e);
	return opts_parse(o, table, verbs, argc, argv, e);
}

TEST(options_and_operands_mix)
{
	struct err e = ERR_INIT;
	struct opts *o;
	const char *const *v;

	REQUIRE(parse(&o, NULL, "a -qn5 b --where x=y --where=z - -o json -- -q --x", &e) == 0);
	CHECK_INT(opts_operands(o, &v), 5);
	CHECK_STR(v[0], "a");
	CHECK_STR(v[1], "b");
	CHECK_STR(v[2], "-");
	CHECK_STR(v[3], "-q");
	CHECK_STR(v[4], "--x");
	CHECK_INT(opt_count(o, 'q'), 1);
	CHECK_STR(opt_text(o, 'n', NULL), "5");
	CHECK_INT(opt_count(o, 'w'), 2);
	CHECK_STR(opt_nth(o, 'w', 0), "x=y");
	CHECK_STR(opt_nth(o, 'w', 1), "z");
	CHECK(opt_nth(o, 'w', 2) == NULL);
	CHECK_STR(opt_text(o, 'j', "none"), "none");
	CHECK(!opt_given(o, 'j'));
	opts_free(o);
}

TEST(the_last_one_counts_and_names_may_be_cut)
{
	struct err e = ERR_INIT;
	struct opts *o;

	REQUIRE(parse(&o, NULL, "-n 1 -n-2 --quie --job 3 --no-p --allow", &e) == 0);
	CHECK_STR(opt_text(o, 'n', NULL), "-2");
	CHECK(opt_given(o, 'q'));
	CHECK_STR(opt_text(o, 'j', NULL), "3");
	CHECK(opt_given(o, 301));
	CHECK(opt_given(o, 303));
	CHECK(opt_text(o, 303, NULL) == NULL);
	opts_free(o);
	REQUIRE(parse(&o, NULL, "--allow=eof", &e) == 0);
	CHECK_STR(opt_text(o, 303, NULL), "eof");
	opts_free(o);
}

TEST(usage_errors_name_the_word)
{
	static const struct {
		const char *line, *msg;
	} bad[] = {
		{ "-x", "unknown option -x" },
		{ "-qx", "unknown option -x" },
		{ "-\x01", "unknown option -\\x01" },
		{ "-1", "unknown option -1 (operands that begin with - come after --: -- \"-1\")" },
		{ "--wher3", "unknown option \"--wher3\"; near: \"where\"" },
		{ "--zzz", "unknown option \"--zzz\"" },
		{ "--secre", "unknown option \"--secre\"" },
		{ "-n", "option -n needs an argument: count" },
		{ "--file", "option --file needs an argument: file" },
		{ "--quiet=1", "option -q takes no argument: \"1\"" },
		{ "-o xml", "option -o: not one of arrow|json|jsonl: \"xml\"" },
		{ "-o jso", "option -o: not one of arrow|json|jsonl: \"jso\"" },
		{ "-o ~", "option -o: not one of arrow|json|jsonl: \"\"" },
		{ "--allow=bof", "option --allow: not one of eof: \"bof\"" },
	};
	struct err e = ERR_INIT;
	struct opts *o;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK_INT(parse(&o, NULL, bad[i].line, &e), -1);
		CHECK_INT(e.status, STATUS_USAGE);
		CHECK_STR(e.msg, bad[i].msg);
		opts_free(o);
	}
}

TEST(an_ambiguous_name_is_an_error)
{
	static const struct opt two[] = {
		{ 300, "keep", NULL, "", 0, NULL, NULL },
		{ 301, "keep-all", NULL, "", 0, NULL, NULL },
		{ 302, "keep-none", NULL, "", 0, NULL, NULL },
		OPT_END
	};
	char name[] = "tool", cut[] = "--keep-", whole[] = "--keep";
	char *argv[] = { name, cut };
	struct err e = ERR_INIT;
	struct opts *o;

	CHECK_INT(opts_parse(&o, two, NULL, 2, argv, &e), -1);
	CHECK_HAS(e.msg, "ambiguous option \"--keep-\"");
	opts_free(o);
	argv[1] = whole;
	CHECK_INT(opts_parse(&o, two, NULL, 2, argv, &e), 0);
	CHECK(opt_given(o, 300));
	opts_free(o);
}

TEST(after_an_error_the_rest_is_understood)
{
	struct err e = ERR_INIT;
	struct opts *o;

	CHECK_INT(parse(&o, NULL, "--bad -o json x -y", &e), -1);
	CHECK_STR(e.msg, "unknown option \"--bad\"");
	REQUIRE(o != NULL);
	CHECK_STR(opt_text(o, 'o', NULL), "json");
	opts_free(o);
}

TEST(typed_arguments)
{
	struct err e = ERR_INIT;
	struct opts *o;
	int64_t n = 7, ms = 9;
	uint64_t size = 8;
	int choice = 5;

	REQUIRE(parse(&o, NULL, "-n 12 -w 1.5G -j 500ms -o json", &e) == 0);
	CHECK_INT(opt_int(o, 'n', 0, 20, &n, &e), 0);
	CHECK_INT(n, 12);
	CHECK_INT(opt_size(o, 'w', &size, &e), 0);
	CHECK_UINT(size, 3u << 29);
	CHECK_INT(opt_time(o, 'j', &ms, &e), 0);
	CHECK_INT(ms, 500);
	CHECK_INT(opt_choice(o, 'o', &choice, &e), 0);
	CHECK_INT(choice, 1);
	CHECK_INT(opt_int(o, 'n', 13, 20, &n, &e), -1);
	CHECK_STR(e.msg, "option -n: less than 13: \"12\"");
	CHECK_INT(opt_int(o, 'n', 0, 11, &n, &e), -1);
	CHECK_STR(e.msg, "option -n: more than 11: \"12\"");
	CHECK_INT(opt_int(o, 'w', 0, 11, &n, &e), -1);
	CHECK_STR(e.msg, "option -w: not a number: \"1.5G\"");
	CHECK_INT(opt_size(o, 'o', &size, &e), -1);
	CHECK_STR(e.msg, "option -o: not a size (such as 64M): \"json\"");
	CHECK_INT(opt_time(o, 'o', &ms, &e), -1);
	CHECK_STR(e.msg, "option -o: not a duration (such as 30s): \"json\"");
	CHECK_INT(n, 12);
	opts_free(o);

	REQUIRE(parse(&o, NULL, "-n 99999999999999999999", &e) == 0);
	n = 1;
	CHECK_INT(opt_int(o, 'n', 0, INT64_MAX, &n, &e), -1);
	CHECK_STR(e.msg, "option -n: number out of range: \"99999999999999999999\"");
	CHECK_INT(opt_int(o, 'j', 0, 9, &n, &e), 0);
	CHECK_INT(n, 1);
	opts_free(o);
}

TEST(lists)
{
	char name[] = "tool", opt[] = "-w", a[] = " key , value", b[] = "a b", c[] = "x,,y";
	char *argv[] = { name, opt, a, opt, b }, *bad[] = { name, opt, c };
	struct words w = WORDS_INIT;
	struct err e = ERR_INIT;
	struct opts *o;

	REQUIRE(opts_parse(&o, table, NULL, 5, argv, &e) == 0);
	CHECK_INT(opt_list(o, 'w', &w, &e), 0);
	REQUIRE(w.n == 3);
	CHECK_STR(w.v[0], "key");
	CHECK_STR(w.v[1], "value");
	CHECK_STR(w.v[2], "a b");
	words_release(&w);
	opts_free(o);
	REQUIRE(opts_parse(&o, table, NULL, 3, bad, &e) == 0);
	CHECK_INT(opt_list(o, 'w', &w, &e), -1);
	CHECK_STR(e.msg, "option -w: an empty word in the list: \"x,,y\"");
	words_release(&w);
	opts_free(o);
}

TEST(verbs_add_their_tables)
{
	static const struct opt create[] = {
		{ 'p', "partitions", "count", "how many", 0, NULL, NULL },
		OPT_END
	};
	static const struct opt_verb verbs[] = {
		{ "create", create }, { "delete", NULL }, { NULL, NULL }
	};
	struct err e = ERR_INIT;
	struct opts *o;
	const char *const *v;

	REQUIRE(parse(&o, verbs, "-q create foo -p 3", &e) == 0);
	CHECK_INT(opts_verb(o), 0);
	CHECK_STR(opt_text(o, 'p', NULL), "3");
	REQUIRE(opts_operands(o, &v) == 1);
	CHECK_STR(v[0], "foo");
	opts_free(o);
	CHECK_INT(parse(&o, verbs, "delete foo -p 3", &e), -1);
	CHECK_STR(e.msg, "unknown option -p");
	opts_free(o);
	CHECK_INT(parse(&o, verbs, "creat foo", &e), -1);
	CHECK_STR(e.msg, "unknown command \"creat\"; near: \"create\"");
	opts_free(o);
	REQUIRE(parse(&o, verbs, "-q", &e) == 0);
	CHECK_INT(opts_verb(o), -1);
	opts_free(o);
}

static const struct cmd_def def = {
	.name = "tool", .synopsis = "[-q] [file ...]", .about = "do a thing", .opts = table
};

static bool
has(struct buf *b, const char *part)
{
	return buf_add(b, "", 1, NULL) == 0 && (b->len--, true) &&
	    CHECK_HAS((const char *)b->data, part);
}

TEST(help_shows_every_option_but_hidden_ones)
{
	struct buf b = BUF_INIT;

	REQUIRE(help_text(&def, NULL, &b, NULL) == 0);
	has(&b, "usage: tool [-q] [file ...]\ndo a thing\n\n");
	has(&b, "  -n, --rows count        how many\n");
	has(&b, "      --allow[=eof]       maybe\n");
	has(&b, "  -o, --output arrow|json|jsonl\n                          format\n");
	has(&b, "      --version           print the version\n");
	CHECK(strstr((const char *)b.data, "secret") == NULL);
	buf_release(&b);
}

TEST(dump_shows_all)
{
	struct buf b = BUF_INIT;

	REQUIRE(help_dump(&def, &b, NULL) == 0);
	has(&b, "synopsis\t-\t[-q] [file ...]\nabout\t-\tdo a thing\n");
	has(&b, "-\tn\trows\tcount\t-\t-\thow many\n");
	has(&b, "-\t-\tsecret\t-\t-\thidden\thidden\n");
	has(&b, "-\t-\tallow\teof\teof\tmaybe\tmaybe\n");
	buf_release(&b);
}

TEST(completions_quote_their_words)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	REQUIRE(help_completion(&def, "bash", &b, &e) == 0);
	has(&b, "\t-o|--output) _sluice_offer '' arrow json jsonl; return ;;\n");
	has(&b, "complete -F _sluice_tool tool\n");
	buf_release(&b);
	REQUIRE(help_completion(&def, "zsh", &b, &e) == 0);
	has(&b, "'*--where=[it'\\''s \\[this\\]\\: a\\\\b]:expr:' \\\n");
	has(&b, "'--allow=-[maybe]::eof:(eof)' \\\n");
	buf_release(&b);
	REQUIRE(help_completion(&def, "fish", &b, &e) == 0);
	has(&b, "complete -c tool -s w -l where -x -d 'it'\\''s [this]: a\\b'\n");
	has(&b, "complete -c tool -l file -r -d 'a file'\n");
	buf_release(&b);
	CHECK_INT(help_completion(&def, "tcsh", &b, &e), -1);
	buf_release(&b);
}
