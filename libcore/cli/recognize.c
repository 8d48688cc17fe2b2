/* recognize.c - the format of an input. */
#include "cli/recognize.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line that is whole waits so long for bytes that would make it another format. */
#define PATIENCE_MS 1000

/* Peeks at as many bytes as decide; on a pipe the first short line may be all for a long time. */
static int
peek_magic(struct in *in, const uint8_t **p, size_t *n, struct err *e)
{
	size_t want = in_is_file(in) ? MAGIC_BYTES : 1;
	bool line = false;

	do {
		if ((line ? in_peek_for(in, want, PATIENCE_MS, p, n, e) :
		    in_peek(in, want, p, n, e)) != 0)
			return -1;
		line = line || (*n > 0 && ((*p)[*n - 1] == '\n' || (*p)[*n - 1] == '\0'));
	} while (*n == want++ && magic_more(*p, *n));
	return 0;
}

int
input_magic(struct in *in, enum magic *m, struct err *e)
{
	const uint8_t *p;
	size_t n;

	if (peek_magic(in, &p, &n, e) != 0)
		return -1;
	*m = magic_find(p, n);
	return 0;
}

/* Whether an input without bytes must be a neighbour that died. */
static bool
is_pipe(const char *name)
{
	struct stat st;

	return (strcmp(name, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(name, &st)) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

/* The first of the list that the bytes are. */
static const struct format_end *
by_magic(const struct format_end *const *list, enum magic m)
{
	while (*list != NULL && !format_has_magic((*list)->format, m))
		list++;
	return *list;
}

/* The first of the list that the name promises, and that is text or not. */
static const struct format_end *
by_name(const struct format_end *const *list, const char *name, bool text)
{
	for (; *list != NULL; list++)
		if ((((*list)->format->flags & FORMAT_TEXT) != 0) == text &&
		    format_has_suffix((*list)->format, name, FORMAT_IN))
			return *list;
	return NULL;
}

/* What is read where nothing says anything. */
static const struct format_end *
rest(const struct format_end *const *list)
{
	while (*list != NULL && ((*list)->format->flags & FORMAT_REST) == 0)
		list++;
	return *list;
}

/* What the word promises. */
static const struct format_end *
by_word(const struct format_end *word, const struct in *in, enum magic m, struct err *e)
{
	/* Whoever reads it knows words for no bytes, and too few of them. */
	if ((word->format->flags & FORMAT_ANY) != 0 || m == MAGIC_EMPTY ||
	    format_has_magic(word->format, m) ||
	    ((word->format->flags & FORMAT_TEXT) != 0 && m == MAGIC_NONE))
		return word;
	err_set(e, STATUS_DATA, "%s: not %s: %s", in_name(in), word->format->called, magic_name(m));
	return NULL;
}

static const struct format_end *
refuse(const struct recognize_conf *conf, const struct in *in, enum magic m, const char *called,
    struct err *e)
{
	if (conf->refuse != NULL)
		conf->refuse(in, m, e);
	else	/* Without the article, for the plural. */
		err_set(e, STATUS_USAGE, "%s: %ss are not supported yet by this tool "
		    "(-i lines takes it as lines%s)", in_name(in), strchr(called, ' ') + 1,
		    (conf->flags & RECOGNIZE_HAS_WHOLE) != 0 ? ", --whole as one record" : "");
	return NULL;
}

/* What a name promises that is not read as lines, as magic_name() has it; or NULL. */
static const char *
promised(const char *name, char *out, size_t size)
{
	const struct format *f = format_of_name(name, FORMAT_IN);
	bool text;

	if (f == NULL || (f->flags & FORMAT_REST) != 0)
		return f == NULL ? magic_of_suffix(name, &text) : NULL;
	snprintf(out, size, "a %s file", f->about);
	return out;
}

/* By its bytes, or by its name. */
static const struct format_end *
by_itself(const struct recognize_conf *conf, const char *name, const struct in *in,
    enum magic m, struct err *e)
{
	bool any = (conf->flags & RECOGNIZE_ANY_TEXT) != 0;
	const struct format_end *f = by_magic(conf->list, m);
	bool text = m == MAGIC_NONE || m == MAGIC_EMPTY;
	const char *called;
	char file[60];

	if (f != NULL)
		return f;
	if (!any && (f = by_name(conf->list, name, false)) != NULL) {
		if (m == MAGIC_EMPTY)
			return f;	/* which knows words for that */
		err_set(e, STATUS_DATA, "%s: not %s, as its name says: %s", name, f->format->called,
		    magic_name(m));
		return NULL;
	}
	if (m == MAGIC_EMPTY && is_pipe(name) && (conf->flags & RECOGNIZE_NONE_OK) == 0) {
		err_set(e, STATUS_SYSTEM, "%s: no bytes at all, so that whatever should write it "
		    "has died (-i lines takes it as no lines)", in_name(in));
		return NULL;
	}
	if (text && (f = by_name(conf->list, name, true)) != NULL)
		return f;
	called = !text ? magic_name(m) : any ? NULL : promised(name, file, sizeof(file));
	return called == NULL ? rest(conf->list) : refuse(conf, in, m, called, e);
}

const struct format_end *
recognize(const struct recognize_conf *conf, const char *name, struct in *in, struct err *e)
{
	enum magic m;

	if (conf->word != NULL && (conf->word->format->flags & FORMAT_ANY) != 0)
		return conf->word;
	if (input_magic(in, &m, e) != 0)
		return NULL;
	return conf->word != NULL ? by_word(conf->word, in, m, e) :
	    by_itself(conf, name, in, m, e);
}
