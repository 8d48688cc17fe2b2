/* opt_words.c - the choices and the help of an option, which for formats come of their list. */
#include <stdio.h>
#include <string.h>

#include "cli/opt.h"
#include "format/format.h"

const struct format_end *const *
opt_formats(const struct opt *opt)
{
	return opt == NULL || (opt->flags & OPT_FORMATS) == 0 ? NULL : opt->include;
}

bool
opt_has_choices(const struct opt *opt)
{
	return opt->choices != NULL || opt_formats(opt) != NULL;
}

const char *
opt_choices(const struct opt *opt, char out[OPT_CHOICES_MAX])
{
	const struct format_end *const *f = opt_formats(opt);
	size_t n = 0;

	if (f == NULL)
		return opt->choices;
	for (out[0] = '\0'; *f != NULL && n < OPT_CHOICES_MAX; f++)
		n += (size_t)snprintf(out + n, OPT_CHOICES_MAX - n, "%s%s", n > 0 ? "|" : "",
		    (*f)->format->name);
	return out;
}

bool
opt_is_choice(const struct opt *opt, const char *word, int *index)
{
	char choices[OPT_CHOICES_MAX];
	const char *c = opt_choices(opt, choices);
	size_t n = (opt->flags & OPT_FORMATS) != 0 ? strcspn(word, ":") : strlen(word), len;

	if (c == NULL)
		return false;
	for (*index = 0;; (*index)++) {
		len = strcspn(c, "|");
		if (len == n && memcmp(c, word, n) == 0)
			return true;
		if (c[len] == '\0')
			return false;
		c += len + 1;
	}
}

const char *
opt_help(const struct opt *opt, char out[OPT_HELP_MAX])
{
	const struct format_end *const *f = opt_formats(opt);
	const char *gap = strstr(opt->help, "%s");
	size_t n, i;

	if (f == NULL || gap == NULL)
		return opt->help;
	n = (size_t)snprintf(out, OPT_HELP_MAX, "%.*s", (int)(gap - opt->help), opt->help);
	for (i = 0; f[i] != NULL && n < OPT_HELP_MAX; i++)
		n += (size_t)snprintf(out + n, OPT_HELP_MAX - n, "%s%s",
		    i == 0 ? "" : f[i + 1] == NULL ? " or " : ", ", f[i]->format->about);
	if (n < OPT_HELP_MAX)
		snprintf(out + n, OPT_HELP_MAX - n, "%s", gap + 2);
	return out;
}
