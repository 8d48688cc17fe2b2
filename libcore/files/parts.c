/* parts.c - a data set by one name. */
#include "files/parts.h"

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

/* One entry of a directory; *n counts the files of data. */
static int
see_entry(const char *dir, const char *name,
    int (*see)(void *arg, const char *file, struct err *e), void *arg, size_t *n,
    struct err *e)
{
	char *path = join(dir, name, e), *data = NULL;
	int rc = -1;

	if (path == NULL)
		return -1;
	if (strcmp(name, "_temporary") == 0) {
		err_set(e, STATUS_DATA, "%s: _temporary in it says that the job that writes it has "
		    "not finished", dir);
	} else if (!is_kind(path, S_IFDIR)) {
		++*n;
		rc = see(arg, path, e);
	} else if (!parts_is_mapfile(path)) {
		err_set(e, STATUS_DATA, "%s: a directory in a directory of part files", path);
	} else if ((data = join(path, "data", e)) != NULL) {
		++*n;
		rc = see(arg, data, e);
	}
	free(data);
	free(path);
	return rc;
}

static int
each_part(const char *dir, int (*see)(void *arg, const char *file, struct err *e), void *arg,
    struct err *e)
{
	struct dirent **list;
	int count = scandir(dir, &list, wanted, in_bytes), rc = 0;
	size_t n = 0;

	if (count < 0)
		return err_sys(e, "cannot read directory %s", dir);
	for (int i = 0; i < count; i++) {
		if (rc == 0)
			rc = see_entry(dir, list[i]->d_name, see, arg, &n, e);
		free(list[i]);
	}
	free(list);
	if (rc == 0 && n == 0)
		return err_set(e, STATUS_DATA, "%s: a directory without part files", dir);
	return rc;
}

int
parts_each(const char *path, int (*see)(void *arg, const char *file, struct err *e),
    void *arg, struct err *e)
{
	struct stat st;
	char *data;
	int rc;

	if (stat(path, &st) != 0)
		return err_sys(e, "cannot open %s", path);
	if (!S_ISDIR(st.st_mode))
		return see(arg, path, e);
	if (!parts_is_mapfile(path))
		return each_part(path, see, arg, e);
	if ((data = join(path, "data", e)) == NULL)
		return -1;
	rc = see(arg, data, e);
	free(data);
	return rc;
}
