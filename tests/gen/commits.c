/*
 * gen-commits - JSON like a list of commits from a forge, for tests, the demo and
 * the benchmarks: nested objects and arrays, nulls, escapes, text beyond ASCII,
 * about 4 KB a record. The same bytes everywhere and always: record i does not
 * depend on how many there are. The first committer is Nico Williams.
 *
 * The text is canonical, as jq -c would write each record: escapes only where
 * JSON wants them, numbers in their shortest form. Some fields are there to be
 * awkward: "score" is an integer until record 49, "notes" is missing until record
 * 96, "author" of a record may be null.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes JSON text; pretty is two spaces a level, as jq . does. */
struct out {
	char buf[1 << 16];
	size_t len;
	unsigned depth;
	bool pretty, first;	/* first: nothing written yet at this depth */
	bool failed;
};

static void
flush(struct out *o)
{
	if (o->len != 0 && fwrite(o->buf, 1, o->len, stdout) != o->len)
		o->failed = true;
	o->len = 0;
}

static void
put(struct out *o, const char *s, size_t n)
{
	while (n > 0) {
		size_t k = sizeof(o->buf) - o->len;

		if (k == 0) {
			flush(o);
			continue;
		}
		if (k > n)
			k = n;
		memcpy(o->buf + o->len, s, k);
		o->len += k;
		s += k;
		n -= k;
	}
}

static void
puts_to(struct out *o, const char *s)
{
	put(o, s, strlen(s));
}

static void
indent(struct out *o)
{
	if (!o->pretty)
		return;
	put(o, "\n", 1);
	for (unsigned i = 0; i < o->depth; i++)
		put(o, "  ", 2);
}

/* What stands before a value or a key: comma, line break. */
static void
sep(struct out *o)
{
	if (!o->first)
		put(o, ",", 1);
	o->first = false;
	if (o->depth > 0)
		indent(o);
}

static void
quoted(struct out *o, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	const char *run = s;

	put(o, "\"", 1);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		char esc[7] = "\\u00";
		const char *short_form;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		put(o, run, (size_t)(s - run));
		run = s + 1;
		short_form = strchr("\"\"\\\\\bb\ff\nn\rr\tt", c);
		if (short_form != NULL) {
			/* pairs of a character and its letter */
			esc[1] = short_form[1];
			put(o, esc, 2);
		} else {
			esc[4] = hex[c >> 4];
			esc[5] = hex[c & 15];
			put(o, esc, 6);
		}
	}
	put(o, run, (size_t)(s - run));
	put(o, "\"", 1);
}

/* The key of the next value; NULL inside an array. */
static void
key(struct out *o, const char *k)
{
	sep(o);
	if (k == NULL)
		return;
	quoted(o, k);
	puts_to(o, o->pretty ? ": " : ":");
}

static void
open(struct out *o, const char *k, const char *bracket)
{
	key(o, k);
	put(o, bracket, 1);
	o->depth++;
	o->first = true;
}

static void
close_with(struct out *o, const char *bracket)
{
	bool empty = o->first;

	o->depth--;
	o->first = false;
	if (!empty)
		indent(o);
	put(o, bracket, 1);
}

static void
string(struct out *o, const char *k, const char *v)
{
	key(o, k);
	if (v == NULL)
		puts_to(o, "null");
	else
		quoted(o, v);
}

static void
literal(struct out *o, const char *k, const char *text)
{
	key(o, k);
	puts_to(o, text);
}

static void
number(struct out *o, const char *k, uint64_t v)
{
	char t[24];

	snprintf(t, sizeof(t), "%" PRIu64, v);
	literal(o, k, t);
}

/* ---- the records --------------------------------------------------------- */

struct rnd {
	uint64_t state;
};

/* splitmix64, Steele, Lea and Flood 2014. */
static uint64_t
next(struct rnd *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static unsigned
below(struct rnd *r, unsigned n)
{
	return (unsigned)(next(r) >> 33) % n;
}

struct person {
	const char *name, *login;
};

static const struct person people[] = {
	{ "Nico Williams", "nico" },
	{ "Zo\xc3\xab M\xc3\xbcller", "zoe-m" },
	{ "\xe5\xb1\xb1\xe7\x94\xb0\xe5\xa4\xaa\xe9\x83\x8e", "taro" },
	{ "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2", "ipetrov" },
	{ "Jos\xc3\xa9 \xc3\x91\xc3\xba\xc3\xb1""ez", "jnunez" },
	{ "Robert \"Bob\" O'Brien", "bob" },
	{ "Theja", "theja" },
	{ "A. Back\\Slash", "back" },
	{ "Am\xc3\xa9lie Lef\xc3\xa8vre", "amelie" },
	{ "\xf0\x9f\x90\x99 Robot", "robot" },
};

static const char *const words[] = {
	"fix", "parser", "the", "of", "when", "a", "value", "is", "empty", "add",
	"test", "for", "stream", "buffer", "and", "remove", "old", "path", "\"quoted\"",
	"na\xc3\xafve", "caf\xc3\xa9", "\xe6\xbc\xa2\xe5\xad\x97", "C:\\temp", "tab\there",
	"overflow", "offset", "x < y && y > z", "batch", "\xe2\x80\x9c" "curly" "\xe2\x80\x9d",
	"schema", "column", ("\x01" "control"),
};

#define COUNT(a) ((unsigned)(sizeof(a) / sizeof((a)[0])))

static void
hexes(struct rnd *r, char *to, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		uint64_t v = i % 16 ? 0 : next(r);

		/* one draw fills up to sixteen digits */
		for (unsigned j = 0; i % 16 == 0 && j < 16 && i + j < n; j++)
			to[i + j] = "0123456789abcdef"[(v >> (4 * j)) & 15];
	}
	to[n] = '\0';
}

static void
text(struct rnd *r, char *to, size_t room, unsigned count)
{
	size_t n = 0;

	for (unsigned i = 0; i < count; i++) {
		const char *w = words[below(r, COUNT(words))];
		size_t k = strlen(w);

		if (n + k + 2 > room)
			break;
		memcpy(to + n, w, k);
		n += k;
		to[n++] = i % 12 == 11 ? '\n' : ' ';
	}
	to[n > 0 ? n - 1 : 0] = '\0';
}

static void
url(struct out *o, const char *k, const char *kind, const char *id)
{
	char t[160];

	snprintf(t, sizeof(t), "https://forge.example/repos/tools/flow/%s/%s", kind, id);
	string(o, k, t);
}

static void
signature(struct out *o, const char *k, const struct person *p, uint64_t seconds)
{
	char t[80];
	unsigned s = (unsigned)(seconds % 86400), d = (unsigned)(seconds / 86400 % 28);
	unsigned m = (unsigned)(seconds / (86400 * 28) % 12);

	open(o, k, "{");
	string(o, "name", p->name);
	snprintf(t, sizeof(t), "%s@example.org", p->login);
	string(o, "email", t);
	snprintf(t, sizeof(t), "%u-%02u-%02uT%02u:%02u:%02uZ",
		2013 + (unsigned)(seconds / (86400 * 28 * 12)) % 12, m + 1, d + 1,
		s / 3600, s / 60 % 60, s % 60);
	string(o, "date", t);
	close_with(o, "}");
}

static void
account(struct out *o, const char *k, const struct person *p, bool known)
{
	static const char *const links[] = {
		"followers", "following", "gists", "starred", "subscriptions",
		"organizations", "repos", "events",
	};
	char t[64];

	if (!known) {
		string(o, k, NULL);
		return;
	}
	open(o, k, "{");
	string(o, "login", p->login);
	number(o, "id", 1000 + 7919 * (uint64_t)(p - people));
	string(o, "avatar_url", "https://forge.example/avatars/u/1?v=4");
	string(o, "gravatar_id", "");
	for (unsigned i = 0; i < COUNT(links); i++) {
		snprintf(t, sizeof(t), "%s_url", links[i]);
		url(o, t, links[i], p->login);
	}
	string(o, "type", "User");
	literal(o, "site_admin", "false");
	close_with(o, "}");
}

static void
commit(struct out *o, struct rnd *r, uint64_t i, const struct person *author,
	const struct person *committer)
{
	char t[2048], sha[41];
	uint64_t when = i * 5521 + below(r, 3600);

	open(o, "commit", "{");
	signature(o, "author", author, when);
	signature(o, "committer", committer, when + below(r, 90));
	text(r, t, sizeof(t), 6 + below(r, 60));
	string(o, "message", t);
	open(o, "tree", "{");
	hexes(r, sha, 40);
	string(o, "sha", sha);
	url(o, "url", "git/trees", sha);
	close_with(o, "}");
	number(o, "comment_count", below(r, 5));
	open(o, "verification", "{");
	literal(o, "verified", below(r, 2) ? "true" : "false");
	string(o, "reason", "unsigned");
	string(o, "signature", NULL);
	string(o, "payload", NULL);
	close_with(o, "}");
	close_with(o, "}");
}

static void
files(struct out *o, struct rnd *r)
{
	static const char *const status[] = { "added", "modified", "removed" };
	unsigned n = 1 + below(r, 4);
	char t[1024], sha[41];

	open(o, "files", "[");
	for (unsigned f = 0; f < n; f++) {
		open(o, NULL, "{");
		hexes(r, sha, 40);
		string(o, "sha", sha);
		snprintf(t, sizeof(t), "src/part%u/file%u.c", below(r, 9), below(r, 99));
		string(o, "filename", t);
		string(o, "status", status[below(r, 3)]);
		number(o, "changes", below(r, 60));
		text(r, t, sizeof(t), 10 + below(r, 60));
		string(o, "patch", t);
		close_with(o, "}");
	}
	close_with(o, "]");
}

static void
record(struct out *o, uint64_t i)
{
	struct rnd r = { 42 + i * 1000003 };
	const struct person *author = &people[below(&r, COUNT(people))];
	const struct person *committer = &people[i == 0 ? 0 : below(&r, COUNT(people))];
	unsigned added = below(&r, 120), deleted = below(&r, 60);
	unsigned parents = 1 + (below(&r, 6) == 0);
	char t[1024], sha[41];

	open(o, NULL, "{");
	hexes(&r, sha, 40);
	string(o, "sha", sha);
	commit(o, &r, i, author, committer);
	url(o, "url", "commits", sha);
	url(o, "html_url", "commit", sha);
	url(o, "comments_url", "comments", sha);
	account(o, "author", author, below(&r, 8) != 0);
	account(o, "committer", committer, true);
	open(o, "parents", "[");
	while (parents-- > 0) {
		open(o, NULL, "{");
		hexes(&r, sha, 40);
		string(o, "sha", sha);
		url(o, "url", "commits", sha);
		close_with(o, "}");
	}
	close_with(o, "]");
	open(o, "stats", "{");
	number(o, "total", added + deleted);
	number(o, "additions", added);
	number(o, "deletions", deleted);
	close_with(o, "}");
	if (i % 50 == 49)
		literal(o, "score", "0.5");
	else
		number(o, "score", below(&r, 10));
	files(o, &r);
	if (i % 97 == 96) {
		open(o, "notes", "{");
		text(&r, t, sizeof(t), 20);
		string(o, "text", t);
		open(o, "labels", "[");
		close_with(o, "]");
		close_with(o, "}");
	}
	close_with(o, "}");
}

int
main(int argc, char **argv)
{
	static struct out o = { .first = true };
	unsigned long long count = 100;
	bool lines = false;
	char *end;
	int c;

	while ((c = getopt(argc, argv, "lpn:")) != -1) {
		switch (c) {
		case 'l':
			lines = true;
			break;
		case 'p':
			o.pretty = true;
			break;
		case 'n':
			errno = 0;
			count = strtoull(optarg, &end, 10);
			if (errno == 0 && end != optarg && *end == '\0')
				break;
			__attribute__((fallthrough));
		default:
			fprintf(stderr, "usage: gen-commits [-lp] [-n records]\n"
				"  -l  a record a line instead of one array\n"
				"  -p  indented\n");
			return 2;
		}
	}
	if (!lines)
		open(&o, NULL, "[");
	for (uint64_t i = 0; i < count && !o.failed; i++) {
		if (lines && i > 0) {
			put(&o, "\n", 1);
			o.first = true;
		} else if (!lines && !o.pretty && i > 0) {
			put(&o, ",\n", 2);
			o.first = true;
		}
		record(&o, i);
	}
	if (!lines)
		close_with(&o, "]");
	if (!lines || count > 0)
		put(&o, "\n", 1);
	flush(&o);
	if (o.failed || fflush(stdout) != 0) {
		fprintf(stderr, "gen-commits: cannot write: %s\n", strerror(errno));
		return 3;
	}
	return 0;
}
