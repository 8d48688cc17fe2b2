/* golden.h - tables of questions and answers. */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

#include "check.h"

/*
 * A table of tests/golden (tests/run says where the sources are): lines of a question, a
 * tab, an answer; '#' begins a comment.
 */
struct golden {
	FILE *f;
	char *line, *answer;		/* line ends with the question */
	size_t cap, n, lines;		/* bytes of the answer; lines so far */
};

/* false: there is no such file. */
static inline bool
golden_open(struct golden *t, const char *name)
{
	const char *src = getenv("SRC");
	char path[4096];

	memset(t, 0, sizeof(*t));
	(void)snprintf(path, sizeof(path), "%s/tests/golden/%s", src ? src : ".", name);
	return (t->f = fopen(path, "r")) != NULL;
}

/* The next line, false at the end, or at one without a tab. */
static inline bool
golden_next(struct golden *t)
{
	ssize_t n;

	while ((n = getline(&t->line, &t->cap, t->f)) > 0) {
		if (t->line[n - 1] == '\n')
			t->line[--n] = '\0';
		if (n == 0 || t->line[0] == '#')
			continue;
		if ((t->answer = strchr(t->line, '\t')) == NULL)
			break;
		*t->answer++ = '\0';
		t->n = (size_t)(t->line + n - t->answer);
		t->lines++;
		return true;
	}
	CHECK(feof(t->f));
	free(t->line);
	fclose(t->f);
	return false;
}

#endif
