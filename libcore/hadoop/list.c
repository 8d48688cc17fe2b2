/* list.c - the files that operands stand for. */
#include "hadoop/list.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "hadoop/archive.h"
#include "hadoop/record_name.h"
#include "hadoop/sort.h"
#include "hadoop/tree_walk.h"
#include "io/in.h"

struct file_list {
	struct file_list_conf conf;
	struct file_counts counts;
	struct name_sort *names;
	int dir;
	bool has_output;
	dev_t output_dev;
	ino_t output_ino;
	const char **archive;		/* of conf.name */
	size_t archives, archive_cap;
	struct buf path, key;		/* scratch: of the name at hand */
	size_t key_at;			/* where its key begins in path */
	struct buf last;		/* prefix and key of the file given last */
	size_t last_prefix;
	bool first;
};

/* -- what is found -- */

static int
problem(void *ctx, const struct err *why, struct err *e)
{
	struct file_list *l = ctx;

	l->counts.unreadable++;
	if (l->conf.problem != NULL)
		return l->conf.problem(l->conf.ctx, why, e);
	return err_copy(e, why);
}

static void
other(void *ctx, enum file_other kind)
{
	struct file_list *l = ctx;

	l->counts.others[kind]++;
}

static bool
is_output(void *ctx, const struct stat *st)
{
	const struct file_list *l = ctx;

	return l->has_output && st->st_dev == l->output_dev && st->st_ino == l->output_ino;
}

/* A regular file: its key is what the list was asked for. */
static int
add_file(void *ctx, const char *path, size_t n, const struct stat *st, struct err *e)
{
	struct file_list *l = ctx;
	size_t at = l->key_at, nkey;
	struct name_rec r = { .size = st->st_size, .mtime = st->st_mtim.tv_sec,
	    .dev = st->st_dev, .ino = st->st_ino };

	if (is_output(l, st))
		return 0;
	if (l->conf.size_max > 0 && st->st_size > l->conf.size_max)
		return err_set(e, STATUS_DATA, "%s: %" PRId64 " bytes; a record holds at most %"
		    PRId64, path, (int64_t)st->st_size, l->conf.size_max);
	if (l->conf.key != FILE_KEY_PATH)
		at += name_last((const uint8_t *)path + at, n - at);
	nkey = n - at;
	r.prefix = (const uint8_t *)path;
	r.nprefix = (uint32_t)at;
	r.key = r.prefix + at;
	if (l->conf.key == FILE_KEY_NAME_MTIME) {
		l->key.len = 0;
		if (buf_add(&l->key, r.key, nkey, e) != 0 ||
		    buf_printf(&l->key, e, "@%" PRId64, r.mtime) != 0)
			return -1;
		r.key = l->key.data;
		r.ntail = (uint32_t)(l->key.len - nkey);
		nkey = l->key.len;
	}
	r.nkey = (uint32_t)nkey;
	l->counts.files++;
	l->counts.bytes += (uint64_t)st->st_size;
	return name_sort_add(l->names, &r, e);
}

/* -- names -- */

static int
add_tree(struct file_list *l, const char *name, struct err *e)
{
	struct walk w = { add_file, other, problem, l->has_output ? is_output : NULL, l, l->dir,
	    l->conf.memory };
	struct err why = ERR_INIT;
	int fd = openat(l->dir, name, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		err_sys(&why, "cannot open %s", name);
		return problem(l, &why, e);
	}
	return walk_tree(&w, fd, &l->path, e);
}

static int
add_archive(struct file_list *l, const char *name, struct err *e)
{
	if (mem_grow(&l->archive, &l->archive_cap, l->archives + 1, sizeof(*l->archive), e) != 0)
		return -1;
	l->archive[l->archives++] = name;
	return 0;
}

/*
 * Whether the operand is an archive, or a pipe that the shell has put under /dev, which is
 * one as "-" is: 1 or 0; -1 for a failure other than a problem.
 */
static int
is_archive(struct file_list *l, const char *name, struct err *e)
{
	struct err why = ERR_INIT;
	struct stat st;
	int fd = openat(l->dir, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), rc;

	/* A file that cannot be opened is a problem when it is packed. */
	if (fd < 0)
		return 0;
	rc = fstat(fd, &st) != 0 ? 0 : S_ISREG(st.st_mode) ? archive_in_is(fd, name, &why) :
	    S_ISFIFO(st.st_mode) && strncmp(name, "/dev/", 5) == 0;
	close(fd);
	if (rc == 1 && add_archive(l, name, e) != 0)
		return -1;
	return rc == 1;
}

/* A name as it is given; operand: it may be an archive. */
static int
add_name(struct file_list *l, const char *name, bool operand, struct err *e)
{
	struct err why = ERR_INIT;
	struct stat st;
	int rc = 0;

	l->path.len = 0;
	if (name_clean(name, strlen(name), &l->path, &l->key_at, e) != 0 ||
	    buf_reserve(&l->path, 1, e) != 0)
		return -1;
	l->path.data[l->path.len] = '\0';
	if (fstatat(l->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		err_sys(&why, "cannot open %s", name);
		return problem(l, &why, e);
	}
	if (operand && is_output(l, &st))
		return err_set(e, STATUS_USAGE, "%s is the output, too", name);
	if (S_ISDIR(st.st_mode))
		return add_tree(l, name, e);
	if (operand && !l->conf.no_archives && (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)))
		rc = is_archive(l, name, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (S_ISREG(st.st_mode))
		return add_file(l, (const char *)l->path.data, l->path.len, &st, e);
	other(l, walk_other(st.st_mode));
	return 0;
}

/* A name of the list: n bytes without the delimiter, to be followed by a NUL. */
static int
add_listed(struct file_list *l, struct buf *name, uint64_t number, struct err *e)
{
	const char *what = l->conf.nul ? "name" : "line";
	struct err why = ERR_INIT;
	char quoted[100];

	if (name->len == 0)
		return err_set(e, STATUS_DATA, "%s: %s %" PRIu64 ": an empty name", l->conf.from,
		    what, number);
	if (memchr(name->data, '\0', name->len) != NULL)
		return err_set(e, STATUS_DATA, "%s: line %" PRIu64 ": a NUL byte in a name (names "
		    "that end with NUL need -0)", l->conf.from, number);
	if (name->len >= PATH_MAX) {
		err_set(&why, STATUS_SYSTEM, "%s: %s %" PRIu64 ": a name that is too long for a "
		    "path: %s", l->conf.from, what, number,
		    err_quote(quoted, sizeof(quoted), name->data, name->len));
		name->len = 0;
		return problem(l, &why, e);
	}
	if (buf_add(name, "", 1, e) != 0 || add_name(l, (char *)name->data, false, e) != 0)
		return -1;
	name->len = 0;
	return 0;
}

/* Appends what comes before the delimiter; *p moves past it.  1 when it was there. */
static int
take_name(struct buf *name, const uint8_t **p, const uint8_t *end, int delim, struct err *e)
{
	const uint8_t *at = memchr(*p, delim, (size_t)(end - *p)), *to = at != NULL ? at : end;

	/* No path is longer; what follows is read and not kept. */
	if (name->len <= PATH_MAX && buf_add(name, *p, (size_t)(to - *p), e) != 0)
		return -1;
	*p = at != NULL ? at + 1 : end;
	return at != NULL;
}

static int
read_list(struct file_list *l, struct in *in, struct err *e)
{
	struct buf name = BUF_INIT;
	uint8_t *block = mem_aligned(64 << 10, e);
	uint64_t number = 1;
	size_t got = 1;
	int rc = block == NULL ? -1 : 0;

	while (rc == 0 && (rc = in_read(in, block, 64 << 10, &got, e)) == 0 && got > 0) {
		const uint8_t *p = block, *end = block + got;

		while (rc == 0 && p < end) {
			rc = take_name(&name, &p, end, l->conf.nul ? '\0' : '\n', e);
			if (rc == 1)
				rc = add_listed(l, &name, number++, e);
		}
	}
	if (rc == 0 && name.len > 0)
		rc = add_listed(l, &name, number, e);
	buf_release(&name);
	free(block);
	return rc;
}

static int
add_from(struct file_list *l, struct err *e)
{
	bool is_stdin = strcmp(l->conf.from, "-") == 0;
	struct in *in = in_operand(l->conf.from, true, e);
	int rc;

	if (in == NULL)
		return -1;
	if (is_stdin)
		l->conf.from = "stdin";
	rc = read_list(l, in, e);
	in_free(in);
	return rc;
}

static int
add_operands(struct file_list *l, struct err *e)
{
	bool from_stdin = l->conf.from != NULL && strcmp(l->conf.from, "-") == 0;
	size_t n = l->conf.names;

	if (n == 0 && l->conf.from == NULL)
		return err_set(e, STATUS_USAGE, "no files to pack");
	for (size_t i = 0; i < n; i++) {
		const char *name = l->conf.name[i];

		if (*name == '\0')
			return err_set(e, STATUS_USAGE, "an empty file name");
		if (strcmp(name, "-") == 0) {
			if (from_stdin)
				return err_set(e, STATUS_USAGE, "stdin is named twice");
			from_stdin = true;
			if (add_archive(l, name, e) != 0)
				return -1;
		} else if (add_name(l, name, true, e) != 0) {
			return -1;
		}
	}
	return 0;
}

/* -- from outside -- */

/* Which file the output is to replace, relative to where we are. */
static void
find_output(struct file_list *l)
{
	struct stat st;

	if (l->conf.output == NULL || stat(l->conf.output, &st) != 0)
		return;
	l->has_output = true;
	l->output_dev = st.st_dev;
	l->output_ino = st.st_ino;
}

struct file_list *
file_list_new(const struct file_list_conf *conf, struct err *e)
{
	struct file_list *l = mem_zero(1, sizeof(*l), e);

	if (l == NULL)
		return NULL;
	l->conf = *conf;
	l->first = true;
	l->dir = AT_FDCWD;
	find_output(l);
	if (conf->dir != NULL && (l->dir = open(conf->dir, O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC)) < 0)
		err_sys(e, "cannot open directory %s", conf->dir);
	else if ((l->names = name_sort_new(conf->memory, e)) != NULL &&
	    add_operands(l, e) == 0 && (conf->from == NULL || add_from(l, e) == 0) &&
	    name_sort_finish(l->names, e) == 0)
		return l;
	file_list_free(l);
	return NULL;
}

void
file_list_free(struct file_list *l)
{
	if (l == NULL)
		return;
	name_sort_free(l->names);
	if (l->dir >= 0)
		close(l->dir);
	free(l->archive);
	buf_release(&l->path);
	buf_release(&l->key);
	buf_release(&l->last);
	free(l);
}

const struct file_counts *
file_list_counts(const struct file_list *l)
{
	return &l->counts;
}

int
file_list_dir(const struct file_list *l)
{
	return l->dir;
}

size_t
file_list_archives(const struct file_list *l)
{
	return l->archives;
}

const char *
file_list_archive(const struct file_list *l, size_t i)
{
	return l->archive[i];
}

/* Whether the file is the one before again: 1, 0, or -1 for another of the same path. */
static int
compare_last(const struct file_list *l, const struct name_rec *r, struct err *e)
{
	const struct buf *b = &l->last;

	if (l->first || b->len - l->last_prefix != r->nkey ||
	    (r->nkey > 0 && memcmp(b->data + l->last_prefix, r->key, r->nkey) != 0))
		return 0;
	if (l->last_prefix == r->nprefix &&
	    (r->nprefix == 0 || memcmp(b->data, r->prefix, r->nprefix) == 0))
		return 1;
	if (l->conf.key != FILE_KEY_PATH)
		return 0;
	return err_set(e, STATUS_USAGE, "two files have the key %.*s: %.*s and %.*s%.*s",
	    (int)r->nkey, (const char *)r->key, (int)b->len, (const char *)b->data,
	    (int)r->nprefix, (const char *)r->prefix, (int)r->nkey, (const char *)r->key);
}

int
file_list_next(struct file_list *l, struct file_entry *f, struct err *e)
{
	struct name_rec r;
	int rc, same;

	do {
		if ((rc = name_sort_next(l->names, &r, e)) != 1)
			return rc;
		if ((same = compare_last(l, &r, e)) < 0)
			return -1;
		if (same) {
			l->counts.files--;
			l->counts.bytes -= (uint64_t)r.size;
		}
	} while (same);
	l->first = false;
	l->last.len = 0;
	l->path.len = 0;
	if (buf_add(&l->last, r.prefix, r.nprefix, e) != 0 ||
	    buf_add(&l->last, r.key, r.nkey, e) != 0 ||
	    buf_add(&l->path, l->last.data, l->last.len - r.ntail, e) != 0 ||
	    buf_add(&l->path, "", 1, e) != 0)
		return -1;
	l->last_prefix = r.nprefix;
	*f = (struct file_entry){ l->last.data + r.nprefix, r.nkey,
	    (const char *)l->path.data, r.size, r.mtime, r.dev, r.ino };
	return 1;
}
