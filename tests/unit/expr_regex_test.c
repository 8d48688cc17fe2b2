/*
 * expr_regex_test.c - RLIKE finds what Java finds: every line of tests/golden/regex.tsv
 * (golden/RegexJudge.java says what the columns are and how they were made).  With
 * REGEX_TABLE it is that table; refusing what Java takes is then only counted.
 */
#include "check.h"
#include "expr_help.h"

#include "base/utf8.h"

#define MOST 256

struct table {
	char *subject[MOST];
	size_t n;
	bool random;
	long same, refused, values;
};

/* %XX in place. */
static char *
decode(char *text)
{
	char *in = text, *out = text;
	unsigned byte;

	for (; *in != '\0'; out++) {
		if (*in == '%' && sscanf(in + 1, "%2x", &byte) == 1) {
			*out = (char)byte;
			in += 3;
		} else {
			*out = *in++;
		}
	}
	*out = '\0';
	return text;
}

static struct batch *
batch_of(const struct table *t, const char *pattern, size_t from, size_t to)
{
	static const struct type string = { .id = TYPE_STRING };
	struct schema *s = schema_new(NULL);
	struct batch_builder bb;
	struct batch *b;
	size_t i;

	schema_add(s, "s", &string, true, NULL);
	schema_add(s, "p", &string, true, NULL);
	batch_builder_init(&bb, s, NULL);
	for (i = from; i < to; i++) {
		builder_bytes(&bb.col[0], t->subject[i], strlen(t->subject[i]), NULL);
		builder_bytes(&bb.col[1], pattern, strlen(pattern), NULL);
	}
	b = batch_builder_finish(&bb, NULL);
	batch_builder_release(&bb);
	schema_unref(s);
	return b;
}

/* Our answer for one subject: 1, 0, E for a refused pattern, V for a refused value. */
static char
one(const struct table *t, const char *pattern, size_t i)
{
	struct batch *b = batch_of(t, pattern, i, i + 1);
	const char *got = VALUES(b, "cast(s rlike p as int)");
	char c = got[0];

	if (strncmp(got, "error", 5) == 0)
		c = strstr(got, "bad pattern") != NULL ? 'E' : 'V';
	batch_free(b);
	return c;
}

/* Our answers for all subjects: "0110", "ERROR" where the pattern is refused, V for a value that is. */
static void
answer(const struct table *t, const char *pattern, char *out)
{
	struct batch *b = batch_of(t, pattern, 0, t->n);
	const char *got = VALUES(b, "cast(s rlike p as int)");
	size_t i;

	if (strncmp(got, "error", 5) != 0) {
		for (i = 0; i < t->n; i++)
			out[i] = got[2 * i];
		out[i] = '\0';
	} else if (strstr(got, "bad pattern") != NULL) {
		strcpy(out, "ERROR");
	} else {
		for (i = 0; i < t->n; i++)
			out[i] = one(t, pattern, i);
		out[i] = '\0';
	}
	batch_free(b);
}

/* Equal, but for values that are refused. */
static bool
agree(const char *ours, const char *java)
{
	for (; *ours != '\0' && *java != '\0'; ours++, java++) {
		if (*ours != *java && *ours != 'V')
			return false;
	}
	return *ours == *java;
}

static void
line(struct table *t, char *text)
{
	char ours[MOST + 8], words[1024], shown[512];
	char *java, *mark;
	bool refused;

	text[strcspn(text, "\n")] = '\0';
	if (strncmp(text, "= ", 2) == 0) {
		t->subject[t->n++] = strdup(decode(text + 2));
		return;
	}
	if (text[0] == '#' || (java = strchr(text, '\t')) == NULL)
		return;
	*java++ = '\0';
	if ((mark = strchr(java, '\t')) != NULL)
		*mark++ = '\0';
	snprintf(shown, sizeof(shown), "%s", text);
	answer(t, decode(text), ours);
	refused = strcmp(ours, "ERROR") == 0;
	t->values += strchr(ours, 'V') != NULL;
	if (refused && strcmp(java, "ERROR") != 0 && (t->random || mark != NULL)) {
		t->refused++;
		return;
	}
	t->same++;
	if (mark != NULL || !agree(ours, java)) {
		snprintf(words, sizeof(words), "%s: %s, not %s%s", shown, ours, java,
		    mark != NULL ? " (marked as refused)" : "");
		CHECK_STR(words, "");
	}
}

TEST(as_java)
{
	const char *src = getenv("SRC"), *own = getenv("REGEX_TABLE");
	struct table t = { .random = own != NULL };
	char path[4096], *text = malloc(1 << 16);
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/golden/regex.tsv", src ? src : ".");
	f = fopen(own != NULL ? own : path, "r");
	CHECK(f != NULL && text != NULL);
	while (f != NULL && fgets(text, 1 << 16, f) != NULL)
		line(&t, text);
	if (t.random)
		fprintf(stderr, "%ld as Java, %ld refused, %ld with refused values\n", t.same, t.refused,
		    t.values);
	CHECK(t.same > t.refused);
	while (t.n > 0)
		free(t.subject[--t.n]);
	free(text);
	if (f != NULL)
		fclose(f);
}
