/* tree_walk.c - everything below a directory. */
#include "hadoop/tree_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define CHUNK (1 << 20)
/* Deeper directories are read whole and closed before what is in them is looked at. */
#define DEPTH_OPEN 200

/*
 * A name in a directory: one byte of type, the name, after that of a directory a slash,
 * so that names compare as the paths that begin with them do, and a NUL.
 */
struct level {
	DIR *d;			/* NULL once it is closed */
	bool end;
	struct buf names;
	uint32_t *place;
	size_t count, cap, depth;
};

enum file_other
walk_other(mode_t mode)
{
	return S_ISLNK(mode) ? FILE_SYMLINK : S_ISFIFO(mode) ? FILE_FIFO :
	    S_ISSOCK(mode) ? FILE_SOCKET : FILE_DEVICE;
}

static int
problem(const struct walk *w, const char *what, const struct buf *path, struct err *e)
{
	struct err why = ERR_INIT;

	err_sys(&why, "cannot %s %.*s", what, path->len > 0 ? (int)path->len : 1,
	    path->len > 0 ? (const char *)path->data : ".");
	return w->problem(w->ctx, &why, e);
}

static int
compare_places(const void *a, const void *b, void *ctx)
{
	const char *names = ctx;

	/* strcmp() compares as unsigned bytes. */
	return strcmp(names + *(const uint32_t *)a + 1, names + *(const uint32_t *)b + 1);
}

/* The type of an entry, where readdir() does not tell. */
static unsigned char
find_type(const struct level *l, const char *name)
{
	struct stat st;

	if (fstatat(dirfd(l->d), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_REG;	/* it is looked at again, and then reported */
	return IFTODT(st.st_mode);
}

static int
add_name(struct level *l, const struct dirent *d, struct err *e)
{
	unsigned char type = d->d_type;
	size_t n = strlen(d->d_name);

	if (type == DT_UNKNOWN)
		type = find_type(l, d->d_name);
	if (l->names.len > UINT32_MAX - n - 3)
		return err_nomem(e, l->names.len);
	if ((l->count >= l->cap && mem_grow(&l->place, &l->cap, l->count + 1,
	    sizeof(*l->place), e) != 0) || buf_reserve(&l->names, n + 3, e) != 0)
		return -1;
	l->place[l->count++] = (uint32_t)l->names.len;
	buf_put(&l->names, type);
	buf_put_bytes(&l->names, d->d_name, n);
	if (type == DT_DIR)
		buf_put(&l->names, '/');
	buf_put(&l->names, '\0');
	return 0;
}

/* Reads names up to a chunk, or all of them, and sorts them. */
static int
read_names(const struct walk *w, struct level *l, const struct buf *path, struct err *e)
{
	size_t most = (w->chunk > 0 ? w->chunk : CHUNK) >> (l->depth < 6 ? l->depth : 6);
	const struct dirent *d;

	l->names.len = l->count = 0;
	while (l->names.len < most || l->depth >= DEPTH_OPEN) {
		errno = 0;
		/* cppcheck-suppress readdirCalled; the stream is ours alone */
		if ((d = readdir(l->d)) == NULL) {
			l->end = true;
			if (errno != 0 && problem(w, "read directory", path, e) != 0)
				return -1;
			break;
		}
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		if (add_name(l, d, e) != 0)
			return -1;
	}
	if (l->depth >= DEPTH_OPEN) {
		closedir(l->d);
		l->d = NULL;
	}
	if (l->count > 0)
		qsort_r(l->place, l->count, sizeof(*l->place), compare_places, l->names.data);
	return 0;
}

static int walk_level(const struct walk *w, int fd, size_t depth, struct buf *path,
    struct err *e);

/* Enters the directory whose path is in path. */
static int
enter(const struct walk *w, const struct level *l, const char *name, struct buf *path,
    struct err *e)
{
	int fd = openat(l->d != NULL ? dirfd(l->d) : w->dir, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return problem(w, "open", path, e);
	return walk_level(w, fd, l->depth + 1, path, e);
}

/* Looks at an entry whose path is in path. */
static int
see(const struct walk *w, const struct level *l, unsigned char type, const char *name,
    struct buf *path, struct err *e)
{
	struct stat st;

	if (l->d == NULL)
		name = (const char *)path->data;
	if (type == DT_DIR)
		return enter(w, l, name, path, e);
	if (type != DT_REG) {
		w->other(w->ctx, walk_other(DTTOIF(type)));
		return 0;
	}
	if (fstatat(l->d != NULL ? dirfd(l->d) : w->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return problem(w, "open", path, e);
	if (S_ISDIR(st.st_mode))
		return enter(w, l, name, path, e);
	if (S_ISREG(st.st_mode))
		return w->file(w->ctx, (const char *)path->data, path->len, &st, e);
	w->other(w->ctx, walk_other(st.st_mode));
	return 0;
}

/* What was read of the names, in order. */
static int
see_names(const struct walk *w, const struct level *l, struct buf *path, struct err *e)
{
	size_t root = path->len;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < l->count; i++) {
		char *name = (char *)l->names.data + l->place[i];
		unsigned char type = (unsigned char)*name++;
		size_t n = strlen(name);

		if (type == DT_DIR)
			name[--n] = '\0';
		if (buf_reserve(path, n + 2, e) != 0)
			return -1;
		if (root > 0 && path->data[root - 1] != '/')
			buf_put(path, '/');
		buf_put_bytes(path, name, n);
		path->data[path->len] = '\0';
		errno = ENAMETOOLONG;
		rc = path->len >= PATH_MAX ? problem(w, "open", path, e) :
		    see(w, l, type, name, path, e);
		path->len = root;
	}
	return rc;
}

/* Whether the directory is one to be left out. */
static bool
skipped(const struct walk *w, int fd)
{
	struct stat st;

	return w->skip != NULL && fstat(fd, &st) == 0 && w->skip(w->ctx, &st);
}

static int
walk_level(const struct walk *w, int fd, size_t depth, struct buf *path, struct err *e)
{
	struct level l = { .depth = depth };
	int rc = 0;

	if (skipped(w, fd)) {
		close(fd);
		return 0;
	}
	if ((l.d = fdopendir(fd)) == NULL) {
		rc = problem(w, "read directory", path, e);
		close(fd);
		return rc;
	}
	while (rc == 0 && !l.end)
		if ((rc = read_names(w, &l, path, e)) == 0)
			rc = see_names(w, &l, path, e);
	if (l.d != NULL)
		closedir(l.d);
	buf_release(&l.names);
	free(l.place);
	return rc;
}

int
walk_tree(const struct walk *w, int fd, struct buf *path, struct err *e)
{
	return walk_level(w, fd, 0, path, e);
}
