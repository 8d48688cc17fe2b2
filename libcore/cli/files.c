/* files.c - the files that a command's operands name. */
#include "cli/files.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/recognize.h"
#include "dataset/parts.h"
#include "io/output_id.h"

static bool
is_stdin(const char *name)
{
	return strcmp(name, "-") == 0;
}

struct adder {
	const struct cmd *cmd;
	struct words *out;
};

static void
pass_over(void *arg, const char *name)
{
	cmd_warn(((struct adder *)arg)->cmd, "%s: an empty part file, passed over", name);
}

static int
add_part(void *arg, const char *name, struct err *e)
{
	return words_add(((struct adder *)arg)->out, name, strlen(name), e);
}

/* Where the last part of a path begins; slashes behind it do not count. */
static const char *
base(const char *path)
{
	const char *p = path + strlen(path);

	while (p > path && p[-1] == '/')
		p--;
	while (p > path && p[-1] != '/')
		p--;
	return p;
}

/* What Hadoop's jobs leave beside their output is no match but of a pattern that says so. */
static bool
is_hidden(const char *name, const char *pattern)
{
	const char *last = base(name);

	return (*last == '_' || *last == '.') && *base(pattern) != *last &&
	    strcmp(last, "_temporary") != 0 && strcmp(last, "_temporary/") != 0;
}

static bool
is_dir(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
refuse_dir(const char *name, struct err *e)
{
	return err_set(e, STATUS_USAGE, "%s is a directory (seqfile pack -O - makes a "
	    "record of each file in it)", name);
}

/* One match of a pattern. */
static int
add_match(const char *pattern, const char *name, bool whole, const struct parts *p, struct err *e)
{
	const char *last = base(name);

	if (strncmp(last, "_temporary", 10) == 0 && (last[10] == '\0' || last[10] == '/'))
		return err_set(e, STATUS_DATA, "%s: the job that writes here has not finished",
		    name);
	if (!is_dir(name))
		return parts_each(name, p, e);
	if (whole)
		return refuse_dir(name, e);
	if (strchr(last, '=') != NULL && strchr(base(pattern), '=') == NULL)
		return parts_refuse_column(name, e);
	return parts_each(name, p, e);
}

/* The matches of a pattern, and what is in those that are directories. */
static int
add_matches(const char *pattern, const glob_t *g, bool whole, const struct parts *p,
    struct err *e)
{
	size_t found = 0;
	int rc = 0;

	for (size_t i = 0; i < g->gl_pathc && rc == 0; i++) {
		const char *name = g->gl_pathv[i];

		if (is_hidden(name, pattern))
			continue;
		found++;
		rc = add_match(pattern, name, whole, p, e);
	}
	return rc != 0 || found > 0 ? rc :
	    err_set(e, STATUS_SYSTEM, "no file matches %s", pattern);
}

static int
add_glob(const char *pattern, bool whole, const struct parts *p, struct err *e)
{
	glob_t g;
	int rc = glob(pattern, GLOB_ERR, NULL, &g);

	if (rc == GLOB_NOMATCH)
		return err_set(e, STATUS_SYSTEM, "no file matches %s", pattern);
	if (rc != 0)
		return rc == GLOB_NOSPACE ? err_nomem(e, 0) :
		    err_sys(e, "cannot look for %s", pattern);
	rc = add_matches(pattern, &g, whole, p, e);
	globfree(&g);
	return rc;
}

/* A file that is missing is said before anything is read.  whole: no directory is one. */
static int
add_name(const struct cmd *c, const char *name, bool whole, struct words *out, struct err *e)
{
	struct adder a = { c, out };
	const struct parts p = { add_part, pass_over, &a };
	struct stat st;
	int err;

	if (is_stdin(name))
		return words_add(out, name, strlen(name), e);
	if (whole && is_dir(name))
		return refuse_dir(name, e);
	if (stat(name, &st) == 0)
		return S_ISDIR(st.st_mode) ? parts_each(name, &p, e) :
		    words_add(out, name, strlen(name), e);
	err = errno;
	if (strpbrk(name, "*?[") != NULL && err == ENOENT)
		return add_glob(name, whole, &p, e);
	errno = err;
	return err_sys(e, "cannot open %s", name);
}

/* None of the names is what is written; all of them before the first is read. */
static int
check_outputs(const struct words *names, struct err *e)
{
	struct stat st;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < names->n; i++) {
		bool in = is_stdin(names->v[i]);

		if ((in ? fstat(STDIN_FILENO, &st) : stat(names->v[i], &st)) == 0)
			rc = output_id_check(&st, in ? "stdin" : names->v[i], e);
	}
	return rc;
}

int
cmd_files_as(struct cmd *c, size_t skip, bool whole, struct words *out, struct err *e)
{
	const char *const *v;
	size_t n = cmd_operands(c, &v), i, stdins = 0;

	for (i = skip; i < n; i++) {
		if ((stdins += is_stdin(v[i])) > 1)
			return err_set(e, STATUS_USAGE, "stdin is named twice");
		if (add_name(c, v[i], whole, out, e) != 0)
			return -1;
	}
	if (n <= skip && words_add(out, "-", 1, e) != 0)
		return -1;
	return check_outputs(out, e);
}

int
cmd_files_of(const struct cmd *c, const char *name, struct words *out, struct err *e)
{
	return add_name(c, name, false, out, e);
}

int
cmd_files(struct cmd *c, size_t skip, struct words *out, struct err *e)
{
	return cmd_files_as(c, skip, false, out, e);
}

/* 1: a SequenceFile in a regular file; 0, or -1 where it cannot be read. */
static int
is_seqfile(const char *name, struct err *e)
{
	enum magic m;
	struct stat st;
	struct in *in;
	int rc;

	if (is_stdin(name) || stat(name, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if ((in = in_open(name, false, e)) == NULL)
		return -1;
	rc = input_magic(in, &m, e);
	in_free(in);
	return rc != 0 ? -1 : m == MAGIC_SEQFILE;
}

/* Takes out the names that empty[] marks. */
static void
drop(const struct cmd *c, struct words *names, const bool *empty)
{
	size_t n = 0, i;

	for (i = 0; i < names->n; i++) {
		if (empty[i]) {
			cmd_warn(c, "%s: an empty part file, passed over", names->v[i]);
			free(names->v[i]);
		} else {
			names->v[n++] = names->v[i];
		}
	}
	names->n = n;
}

int
cmd_pass_empty(const struct cmd *c, struct words *names, struct err *e)
{
	bool *empty = mem_zero(names->n + 1, sizeof(*empty), e);
	size_t n = 0, i;
	int rc = 1;

	if (empty == NULL)
		return -1;
	for (i = 0; i < names->n; i++)
		n += empty[i] = !is_stdin(names->v[i]) && parts_is_empty(names->v[i]);
	if (n == 0 || n == names->n)
		rc = 0;
	for (i = 0; i < names->n && rc == 1; i++)
		if (!empty[i])
			rc = is_seqfile(names->v[i], e);
	if (rc == 1)
		drop(c, names, empty);
	free(empty);
	return rc < 0 ? -1 : 0;
}

int64_t
cmd_files_size(const struct words *names)
{
	struct stat st;
	int64_t sum = 0;
	size_t i;

	for (i = 0; i < names->n; i++) {
		if (is_stdin(names->v[i]) || stat(names->v[i], &st) != 0 || !S_ISREG(st.st_mode))
			return -1;
		sum += st.st_size;
	}
	return sum;
}
