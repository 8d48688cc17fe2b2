/* parts.c - a data set by one name. */
#include "dataset/parts.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

/* The name of a file in a directory. */
static char *
join(const char *dir, const char *name, struct err *e)
{
	size_t n = strlen(dir);

	return mem_printf(e, "%s%s%s", dir, n > 0 && dir[n - 1] == '/' ? "" : "/", name);
}

static bool
is_kind(const char *path, mode_t kind)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == kind;
}

bool
parts_is_mapfile(const char *path)
{
	struct err e;
	char *data = join(path, "data", &e);
	bool yes = data != NULL && is_kind(data, S_IFREG);

	free(data);
	return yes;
}

int
parts_refuse_column(const char *path, struct err *e)
{
	return err_set(e, STATUS_USAGE, "%s: directories KEY=VALUE below another are not read yet: "
	    "the column would be lost", path);
}

/* Not what is hidden or a job's own; "_temporary" is left by one that did not finish. */
static int
wanted(const struct dirent *d)
{
	return d->d_name[0] != '.' &&
	    (d->d_name[0] != '_' || strcmp(d->d_name, "_temporary") == 0);
}

static int
in_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

bool
parts_is_empty(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0;
}

/* A directory that is being walked, and those it was come to through. */
struct level {
	const struct level *up;
	const struct stat *st;
	int depth;
};

static int each_part(const char *dir, const struct level *l, const struct parts *p, size_t *n,
    struct err *e);

/* Symbolic links are followed: one may lead back. */
static int
check_way(const char *path, const struct level *l, struct err *e)
{
	const struct level *o;

	if (l->depth > PARTS_DEPTH)
		return err_set(e, STATUS_DATA, "%s: directories nested too deeply", path);
	for (o = l->up; o != NULL; o = o->up)
		if (o->st->st_ino == l->st->st_ino && o->st->st_dev == l->st->st_dev)
			return err_set(e, STATUS_DATA, "%s: a link back to a directory that it is "
			    "in: there is no end of files below", path);
	return 0;
}

/* A directory in one; a MapFile is its data. */
static int
see_dir(const char *path, const char *name, const struct level *l, const struct parts *p,
    size_t *n, struct err *e)
{
	char *data;
	int rc;

	if (strchr(name, '=') != NULL)
		return parts_refuse_column(path, e);
	if (!parts_is_mapfile(path))
		return each_part(path, l, p, n, e);
	if ((data = join(path, "data", e)) == NULL)
		return -1;
	++*n;
	rc = p->see(p->arg, data, e);
	free(data);
	return rc;
}

/* What is called name, at path; *n counts the files of data. */
static int
see_path(const char *path, const char *name, const struct level *up, const struct parts *p,
    size_t *n, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_sys(e, "cannot open %s", path);
	if (S_ISDIR(st.st_mode))
		return see_dir(path, name, &(struct level){ up, &st, up->depth + 1 }, p, n, e);
	if (S_ISREG(st.st_mode) && st.st_size == 0) {
		if (p->empty != NULL)
			p->empty(p->arg, path);
		return 0;
	}
	++*n;
	return p->see(p->arg, path, e);
}

/* One entry of a directory. */
static int
see_entry(const char *dir, const char *name, const struct level *l, const struct parts *p,
    size_t *n, struct err *e)
{
	char *path;
	int rc;

	if (strcmp(name, "_temporary") == 0)
		return err_set(e, STATUS_DATA, "%s: _temporary in it says that the job that writes "
		    "it has not finished", dir);
	if ((path = join(dir, name, e)) == NULL)
		return -1;
	rc = see_path(path, name, l, p, n, e);
	free(path);
	return rc;
}

static int
each_part(const char *dir, const struct level *l, const struct parts *p, size_t *n, struct err *e)
{
	struct dirent **list;
	int count, rc = check_way(dir, l, e);

	if (rc != 0)
		return rc;
	if ((count = scandir(dir, &list, wanted, in_bytes)) < 0)
		return err_sys(e, "cannot read directory %s", dir);
	for (int i = 0; i < count; i++) {
		if (rc == 0)
			rc = see_entry(dir, list[i]->d_name, l, p, n, e);
		free(list[i]);
	}
	free(list);
	return rc;
}

int
parts_each(const char *path, const struct parts *p, struct err *e)
{
	struct stat st;
	size_t n = 0;
	char *data;
	int rc;

	if (stat(path, &st) != 0)
		return err_sys(e, "cannot open %s", path);
	if (!S_ISDIR(st.st_mode))
		return p->see(p->arg, path, e);
	if (!parts_is_mapfile(path)) {
		rc = each_part(path, &(struct level){ NULL, &st, 1 }, p, &n, e);
		return rc != 0 || n > 0 ? rc :
		    err_set(e, STATUS_DATA, "%s: a directory without part files", path);
	}
	if ((data = join(path, "data", e)) == NULL)
		return -1;
	rc = p->see(p->arg, data, e);
	free(data);
	return rc;
}
