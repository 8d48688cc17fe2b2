/* opt_get.c - the typed arguments of options. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "cli/opt.h"

int
opt_error(const struct opts *o, int id, struct err *e, const char *fmt, ...)
{
	char name[OPT_NAME_MAX], words[1500];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	return err_set(e, STATUS_USAGE, "option %s: %s", opt_name(o, id, name), words);
}

int
opt_refuse(const struct opts *o, const int *ids, const char *why, struct err *e)
{
	for (; *ids != 0; ids++)
		if (opt_given(o, *ids))
			return opt_error(o, *ids, e, "%s", why);
	return 0;
}

/* "option -n: WHAT: "x"". */
static int
misfit(const struct opts *o, int id, struct err *e, const char *what, const char *arg)
{
	char quoted[200];

	return opt_error(o, id, e, "%s: %s", what,
	    err_quote(quoted, sizeof(quoted), arg, strlen(arg)));
}

int
opt_int(const struct opts *o, int id, int64_t min, int64_t max, int64_t *v, struct err *e)
{
	const char *arg = opt_text(o, id, NULL);
	int64_t n;
	char range[96];

	if (arg == NULL)
		return 0;
	if (!num_parse_i64(arg, strlen(arg), &n)) {
		/* Digits alone are a number, only not one that fits. */
		if (*arg == '\0' || strspn(arg, "+-0123456789") != strlen(arg))
			return misfit(o, id, e, "not a number", arg);
		return misfit(o, id, e, "number out of range", arg);
	}
	if (n >= min && n <= max) {
		*v = n;
		return 0;
	}
	if (n < min)
		snprintf(range, sizeof(range), "less than %lld", (long long)min);
	else
		snprintf(range, sizeof(range), "more than %lld", (long long)max);
	return misfit(o, id, e, range, arg);
}

int
opt_size(const struct opts *o, int id, uint64_t *v, struct err *e)
{
	const char *arg = opt_text(o, id, NULL);

	if (arg == NULL || num_parse_size(arg, strlen(arg), v))
		return 0;
	return misfit(o, id, e, "not a size (such as 64M)", arg);
}

int
opt_time(const struct opts *o, int id, int64_t *ms, struct err *e)
{
	const char *arg = opt_text(o, id, NULL);

	if (arg == NULL || num_parse_duration(arg, strlen(arg), ms))
		return 0;
	return misfit(o, id, e, "not a duration (such as 30s)", arg);
}

int
opt_choice(const struct opts *o, int id, int *v, struct err *e)
{
	const char *arg = opt_text(o, id, NULL);
	int index;

	if (arg == NULL)
		return 0;
	if (!opt_is_choice(opt_find(o, id), arg, &index))
		return misfit(o, id, e, "not a choice", arg);
	*v = index;
	return 0;
}

int
words_add(struct words *w, const char *p, size_t n, struct err *e)
{
	char *copy;

	if (mem_grow(&w->v, &w->cap, w->n + 1, sizeof(*w->v), e) != 0)
		return -1;
	if ((copy = mem_dup(p, n, e)) == NULL)
		return -1;
	w->v[w->n++] = copy;
	return 0;
}

void
words_release(struct words *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		free(w->v[i]);
	free(w->v);
	*w = (struct words)WORDS_INIT;
}

int
opt_list(const struct opts *o, int id, struct words *w, struct err *e)
{
	size_t k, n = opt_count(o, id), from, len, end;
	const char *p;

	for (k = 0; k < n; k++) {
		if ((p = opt_nth(o, id, k)) == NULL)
			continue;
		for (;; p += len + 1) {
			len = strcspn(p, ",");
			from = strspn(p, " \t");
			if (from > len)
				from = len;
			for (end = len; end > from && strchr(" \t", p[end - 1]) != NULL; end--)
				;
			if (end == from)
				return misfit(o, id, e, "an empty word in the list",
				    opt_nth(o, id, k));
			if (words_add(w, p + from, end - from, e) != 0)
				return -1;
			if (p[len] == '\0')
				break;
		}
	}
	return 0;
}
