/* dir_tree.c - directories in directories. */
#include "io/dir_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static int walk(int fd, const char *shown, const char *path, int depth, const struct dir_tree *t,
    struct err *e);

static int
call(int (*fn)(void *, int, const char *, const char *, struct err *), const struct dir_tree *t,
    int dir, const char *name, const char *path, struct err *e)
{
	return fn == NULL ? 0 : fn(t->arg, dir, name, path, e);
}

/* The entry of that name in the directory fd. */
static int
see(int fd, const char *shown, const char *name, const char *path, int depth,
    const struct dir_tree *t, struct err *e)
{
	struct stat st;
	int sub, rc;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : err_sys(e, "cannot look at %s/%s", shown, path);
	if (!S_ISDIR(st.st_mode))
		return call(t->file, t, fd, name, path, e);
	if (depth == 0)
		return err_set(e, STATUS_DATA, "%s/%s: directories nested too deeply", shown, path);
	if (call(t->enter, t, fd, name, path, e) != 0)
		return -1;
	sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (sub < 0)
		return err_sys(e, "cannot read directory %s/%s", shown, path);
	rc = walk(sub, shown, path, depth - 1, t, e);
	close(sub);
	return rc != 0 ? -1 : call(t->leave, t, fd, name, path, e);
}

/* What is in the directory fd, which is at path below the one called shown. */
static int
walk(int fd, const char *shown, const char *path, int depth, const struct dir_tree *t,
    struct err *e)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	DIR *s = own < 0 ? NULL : fdopendir(own);
	const struct dirent *d;
	char *at;

	if (s == NULL) {
		rc = err_sys(e, "cannot read directory %s%s%s", shown, *path ? "/" : "", path);
		if (own >= 0)
			close(own);
		return rc;
	}
	/* cppcheck-suppress readdirCalled; the stream is ours alone */
	while (rc == 0 && (d = readdir(s)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		at = mem_printf(e, "%s%s%s", path, *path ? "/" : "", d->d_name);
		rc = at == NULL ? -1 : see(fd, shown, d->d_name, at, depth, t, e);
		free(at);
	}
	closedir(s);
	return rc;
}

int
dir_tree_walk(int fd, const char *shown, const struct dir_tree *t, struct err *e)
{
	return walk(fd, shown, "", DIR_TREE_DEPTH, t, e);
}

static int
remove_file(void *arg, int dir, const char *name, const char *path, struct err *e)
{
	(void)arg;
	(void)path;
	(void)e;
	(void)unlinkat(dir, name, 0);
	return 0;
}

static int
remove_dir(void *arg, int dir, const char *name, const char *path, struct err *e)
{
	(void)arg;
	(void)path;
	(void)e;
	(void)unlinkat(dir, name, AT_REMOVEDIR);
	return 0;
}

void
dir_tree_remove(int fd)
{
	const struct dir_tree t = { .file = remove_file, .leave = remove_dir };

	(void)dir_tree_walk(fd, "", &t, NULL);
}

static int
sync_fd(int fd, const char *shown, const char *path, struct err *e)
{
	if (fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
		return err_sys(e, "cannot sync %s%s%s", shown, *path ? "/" : "", path);
	return 0;
}

static int
sync_sub(void *arg, int dir, const char *name, const char *path, struct err *e)
{
	const char *shown = arg;
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_sys(e, "cannot sync %s/%s", shown, path);
	rc = sync_fd(fd, shown, path, e);
	close(fd);
	return rc;
}

int
dir_tree_sync(int fd, const char *shown, struct err *e)
{
	char *name = mem_dup(shown, strlen(shown), e);
	const struct dir_tree t = { .leave = sync_sub, .arg = name };
	int rc = name == NULL ? -1 : dir_tree_walk(fd, shown, &t, e);

	free(name);
	return rc != 0 ? -1 : sync_fd(fd, shown, "", e);
}

int
dir_tree_make(int fd, const char *path, struct err *e)
{
	char part[PATH_MAX];
	size_t n = strlen(path);

	if (n >= sizeof(part))
		return err_set(e, STATUS_USAGE, "a path that is too long: %.100s...", path);
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdirat(fd, part, 0777) != 0 && errno != EEXIST)
			return err_sys(e, "cannot create directory %s", part);
	}
	return 0;
}
