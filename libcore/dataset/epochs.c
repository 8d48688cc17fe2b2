/* epochs.c - a data set that grows by epochs. */
#include "dataset/epochs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "dataset/write_impl.h"
#include "io/atomic_dir.h"

#define PREFIX "epoch="
#define OFFSETS "_OFFSETS"
/* No list of offsets is longer. */
#define OFFSETS_MAX ((off_t)64 << 20)

/* The number in the name of an epoch's directory, or -1. */
static int64_t
number_of(const char *name)
{
	const char *p = name + strlen(PREFIX);
	int64_t n;

	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
	    num_take_i64(&p, '\0', INT64_MAX, &n) ? n : -1;
}

/* The text of the file at path, with a NUL after it.  0 or -1. */
static int
read_text(const char *path, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;
	struct stat st;

	if (fd < 0)
		return err_sys(e, "cannot open %s", path);
	if (fstat(fd, &st) != 0)
		err_sys(e, "cannot read %s", path);
	else if (st.st_size > OFFSETS_MAX)
		err_set(e, STATUS_DATA, "%s: too long", path);
	else if (buf_reserve(out, (size_t)st.st_size + 1, e) == 0) {
		while ((n = read(fd, out->data + out->len, (size_t)st.st_size - out->len)) > 0)
			out->len += (size_t)n;
		if (n < 0)
			err_sys(e, "cannot read %s", path);
		out->data[out->len] = '\0';
	}
	close(fd);
	return n < 0 ? -1 : 0;
}

/* The offsets of an epoch that is there. */
static struct epoch *
read_epoch(const char *path, int64_t number, struct err *e)
{
	char *file = mem_printf(e, "%s/" PREFIX "%" PRId64 "/" OFFSETS, path, number);
	struct buf text = BUF_INIT;
	struct epoch *ep = NULL;

	if (file != NULL && read_text(file, &text, e) == 0) {
		if (strlen((char *)text.data) != text.len || !epoch_text_ok((char *)text.data))
			err_set(e, STATUS_DATA, "%s: lines PARTITION FROM NEXT TOPIC are wanted",
			    file);
		else if ((ep = epoch_new(number, e)) != NULL &&
		    epoch_read(ep, (char *)text.data, e) != 0) {
			epoch_free(ep);
			ep = NULL;
		}
	}
	buf_release(&text);
	free(file);
	return ep;
}

int
epochs_last(const char *path, struct epoch **out, struct err *e)
{
	DIR *s = opendir(path);
	const struct dirent *d;
	int64_t last = -1, n;

	*out = NULL;
	if (s == NULL)
		return errno == ENOENT ? 0 : err_sys(e, "cannot read directory %s", path);
	/* cppcheck-suppress readdirCalled; the stream is ours alone */
	while ((d = readdir(s)) != NULL)
		if ((n = number_of(d->d_name)) > last)
			last = n;
	closedir(s);
	return last < 0 || (*out = read_epoch(path, last, e)) != NULL ? 0 : -1;
}

/* The offset of o's partition in ep, or NULL. */
static const struct offset *
find(const struct epoch *ep, const struct offset *o)
{
	for (size_t i = 0; i < ep->n; i++)
		if (ep->offset[i].partition == o->partition &&
		    strcmp(ep->offset[i].topic, o->topic) == 0)
			return &ep->offset[i];
	return NULL;
}

static bool
same_offsets(const struct epoch *there, const struct epoch *ep)
{
	for (size_t i = 0; i < ep->n; i++) {
		const struct offset *o = find(there, &ep->offset[i]);

		if (o == NULL || o->from != ep->offset[i].from || o->next != ep->offset[i].next)
			return false;
	}
	return true;
}

/* Whether ep was committed: 1 and 0; -1 where it can not be any more. */
static int
committed(const char *path, const struct epoch *last, const struct epoch *ep, struct err *e)
{
	struct epoch *there;
	bool same;

	if (last == NULL || ep->number > last->number)
		return 0;
	if ((there = read_epoch(path, ep->number, e)) == NULL)
		return -1;
	same = same_offsets(there, ep);
	epoch_free(there);
	return same ? 1 : err_set(e, STATUS_SYSTEM, "%s: epoch %" PRId64 " is there with other "
	    "offsets: another stream writes here", path, ep->number);
}

/* Every partition goes on where it ended. */
static int
check_follows(const char *path, const struct epoch *last, const struct epoch *ep, struct err *e)
{
	for (size_t i = 0; last != NULL && i < ep->n; i++) {
		const struct offset *o = &ep->offset[i], *was = find(last, o);

		if (was != NULL && was->next != o->from)
			return err_set(e, STATUS_SYSTEM, "%s: epoch %" PRId64 " of %s/%" PRId32
			    " begins at %" PRId64 ", but the one before ended at %" PRId64, path,
			    ep->number, o->topic, o->partition, o->from, was->next);
	}
	return 0;
}

/* Writes the offsets of ep, and those of last of which nothing came. */
static int
write_offsets(struct dataset *d, const struct epoch *last, const struct epoch *ep, struct err *e)
{
	struct out *o = atomic_dir_file(d->dir, OFFSETS, e);
	struct buf text = BUF_INIT;
	int rc = o == NULL ? -1 : epoch_text(ep, &text, e);

	for (size_t i = 0; rc == 0 && last != NULL && i < last->n; i++) {
		const struct offset *was = &last->offset[i];

		if (find(ep, was) == NULL)
			rc = buf_printf(&text, e, "%" PRId32 " %" PRId64 " %" PRId64 " %s\n",
			    was->partition, was->next, was->next, was->topic);
	}
	if (rc == 0)
		rc = out_write(o, text.data, text.len, e);
	buf_release(&text);
	if (rc == 0)
		return atomic_dir_close(o, e);
	out_free(o);
	return -1;
}

struct dataset *
epochs_create(const struct dataset_conf *conf, struct err *e)
{
	char *path = mem_printf(e, "%s/epoch", conf->path);
	struct dataset *d = NULL;

	if (path != NULL && mkdir(conf->path, 0777) != 0 && errno != EEXIST)
		err_sys(e, "cannot create %s", conf->path);
	else if (path != NULL)
		d = dataset_open(conf, path, ATOMIC_DIR_NEW, e);
	free(path);
	return d;
}

int
epochs_commit(struct dataset *d, const struct epoch *ep, struct err *e)
{
	const char *path = d->conf->path;
	struct epoch *last = NULL;
	char name[40];
	int rc = epochs_last(path, &last, e);

	snprintf(name, sizeof(name), PREFIX "%" PRId64, ep->number);
	if (rc == 0)
		rc = committed(path, last, ep, e);
	if (rc == 0 && check_follows(path, last, ep, e) == 0 &&
	    write_offsets(d, last, ep, e) == 0 && atomic_dir_rename(d->dir, name, e) == 0) {
		struct atomic_dir *dir = d->dir;

		d->dir = NULL;
		/* Another process may have committed it meanwhile. */
		if (atomic_dir_commit(dir, false, e) != 0) {
			epoch_free(last);
			last = NULL;
			rc = e != NULL && e->status != STATUS_DATA ? -1 :
			    epochs_last(path, &last, e) != 0 ? -1 : committed(path, last, ep, e);
			rc = rc == 0 ? -1 : rc;
		}
	} else if (rc == 0) {
		rc = -1;
	}
	epoch_free(last);
	dataset_abort(d);
	return rc;
}
