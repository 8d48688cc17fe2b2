/* taken.c - which names below a directory are taken. */
#include "hadoop/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

struct taken {
	int dir;		/* -1: there is none */
	struct buf top;		/* the first component looked at last, */
	bool there;		/* and whether it is there */
	struct buf path;	/* scratch: with a NUL */
};

struct taken *
taken_new(const char *dir, struct err *e)
{
	struct taken *t = mem_zero(1, sizeof(*t), e);

	if (t != NULL)
		t->dir = open(dir != NULL ? dir : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return t;
}

void
taken_free(struct taken *t)
{
	if (t == NULL)
		return;
	if (t->dir >= 0)
		close(t->dir);
	buf_release(&t->top);
	buf_release(&t->path);
	free(t);
}

/* Looks at the first n bytes of the key: 0, or errno; -1 and e. */
static int
look(struct taken *t, const uint8_t *key, size_t n, struct err *e)
{
	struct stat st;

	t->path.len = 0;
	if (buf_add(&t->path, key, n, e) != 0 || buf_add(&t->path, "", 1, e) != 0)
		return -1;
	return fstatat(t->dir, (const char *)t->path.data, &st, AT_SYMLINK_NOFOLLOW) == 0 ? 0 :
	    errno;
}

/* Whether the first component of the key is there; many keys have the same.  1, 0, -1. */
static int
top_there(struct taken *t, const uint8_t *key, size_t nkey, struct err *e)
{
	const uint8_t *slash = memchr(key, '/', nkey);
	size_t n = slash != NULL ? (size_t)(slash - key) : nkey;
	int rc;

	if (n == t->top.len && n > 0 && memcmp(t->top.data, key, n) == 0)
		return t->there;
	if ((rc = look(t, key, n, e)) < 0)
		return -1;
	t->there = rc == 0;
	t->top.len = 0;
	return buf_add(&t->top, key, n, e) != 0 ? -1 : t->there;
}

int
taken_check(struct taken *t, const uint8_t *key, size_t nkey, struct err *e)
{
	char quoted[300];
	int rc;

	if (t->dir < 0 || (rc = top_there(t, key, nkey, e)) == 0)
		return 0;
	if (rc < 0 || (rc = look(t, key, nkey, e)) < 0)
		return -1;
	if (rc != 0 && rc != ENOTDIR)
		return 0;
	return err_set(e, STATUS_DATA, "%s: %s", err_quote(quoted, sizeof(quoted), key, nkey),
	    rc == 0 ? "it exists" : "there is a file where a directory of it must be");
}
