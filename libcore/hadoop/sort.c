/*
 * sort.c - names of files in the order of their keys, in bounded memory.
 *
 * Names are held one after the other in the form in which they are spilled: a struct
 * form, the key, the prefix.  A run is such names in order.
 */
#include "hadoop/sort.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "io/fd.h"
#include "io/tmp.h"

#define MEMORY (16 << 20)
#define WINDOW (64 << 10)	/* of a run that is merged; any name fits */
#define TEMPORARY "a temporary file of names"
#define RUNS 64			/* are merged into one when there are more */

/* A name in memory and in the file; key and prefix follow. */
struct form {
	int64_t size, mtime;
	uint64_t dev, ino;
	uint32_t nkey, nprefix, ntail, pad;
};

struct run {
	off_t at, end;		/* what is left of it in the file */
	uint8_t *window;
	size_t have, used;
};

struct name_sort {
	size_t memory;
	struct buf names;
	uint32_t *place;	/* of each name in names */
	size_t count, place_cap, next;
	bool in_order;		/* as they came */
	int fd;			/* of the runs, -1 without */
	off_t end;
	struct run run[RUNS];
	size_t runs;
	struct run *heap[RUNS];	/* the least name on top */
	size_t heaped;
	struct run *taken;	/* whose name was given last */
};

/* -- names -- */

static size_t
form_size(const struct form *f)
{
	return (sizeof(*f) + f->nkey + f->nprefix + 7) & ~(size_t)7;
}

static const struct form *
form_at(const uint8_t *p)
{
	return (const void *)p;
}

static int
compare(const uint8_t *a, const uint8_t *b)
{
	const struct form *f = form_at(a), *g = form_at(b);
	int c = mem_compare(a + sizeof(*f), f->nkey, b + sizeof(*g), g->nkey);

	return c != 0 ? c : mem_compare(a + sizeof(*f) + f->nkey, f->nprefix,
	    b + sizeof(*g) + g->nkey, g->nprefix);
}

static void
unform(const uint8_t *p, struct name_rec *r)
{
	const struct form *f = form_at(p);

	r->key = p + sizeof(*f);
	r->prefix = r->key + f->nkey;
	r->nkey = f->nkey;
	r->nprefix = f->nprefix;
	r->ntail = f->ntail;
	r->size = f->size;
	r->mtime = f->mtime;
	r->dev = f->dev;
	r->ino = f->ino;
}

static int
compare_places(const void *a, const void *b, void *ctx)
{
	const uint8_t *names = ctx;

	return compare(names + *(const uint32_t *)a, names + *(const uint32_t *)b);
}

static void
sort_places(struct name_sort *s)
{
	if (!s->in_order)
		qsort_r(s->place, s->count, sizeof(*s->place), compare_places, s->names.data);
	s->in_order = true;
}

/* -- runs -- */

static int
write_at(int fd, const uint8_t *p, size_t n, off_t at, struct err *e)
{
	while (n > 0) {
		ssize_t k = pwrite(fd, p, n, at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			if (k == 0)
				errno = ENOSPC;
			return err_sys(e, "cannot write " TEMPORARY);
		}
		p += k;
		n -= (size_t)k;
		at += k;
	}
	return 0;
}

/* Makes a whole name visible at the front of the run: 1; 0 at its end; -1. */
static int
run_fill(int fd, struct run *r, struct err *e)
{
	size_t left = r->have - r->used, want, got;

	if (left >= sizeof(struct form) && left >= form_size(form_at(r->window + r->used)))
		return 1;
	if (left > 0)
		memmove(r->window, r->window + r->used, left);
	r->used = 0;
	r->have = left;
	want = WINDOW - left;
	if ((off_t)want > r->end - r->at)
		want = (size_t)(r->end - r->at);
	if (fd_pread(fd, r->window + left, want, r->at, &got, TEMPORARY, e) != 0)
		return -1;
	if (got < want)
		return err_set(e, STATUS_SYSTEM, "cannot read " TEMPORARY ": it was cut");
	r->have += got;
	r->at += (off_t)got;
	return r->have > 0;
}

static bool
before(const struct run *a, const struct run *b)
{
	return compare(a->window + a->used, b->window + b->used) < 0;
}

static void
sift_down(struct name_sort *s, size_t i)
{
	struct run *r = s->heap[i];

	for (size_t child; (child = 2 * i + 1) < s->heaped; i = child) {
		if (child + 1 < s->heaped && before(s->heap[child + 1], s->heap[child]))
			child++;
		if (!before(s->heap[child], r))
			break;
		s->heap[i] = s->heap[child];
	}
	s->heap[i] = r;
}

static int
start_merge(struct name_sort *s, struct err *e)
{
	s->heaped = 0;
	s->taken = NULL;
	for (size_t i = 0; i < s->runs; i++) {
		struct run *r = &s->run[i];
		int rc;

		r->have = r->used = 0;
		if (r->window == NULL && (r->window = mem_aligned(WINDOW, e)) == NULL)
			return -1;
		if ((rc = run_fill(s->fd, r, e)) < 0)
			return -1;
		if (rc > 0)
			s->heap[s->heaped++] = r;
	}
	for (size_t i = s->heaped / 2; i-- > 0;)
		sift_down(s, i);
	return 0;
}

/* The least name of the runs; it lasts until the next call.  1, 0, -1. */
static int
merge_next(struct name_sort *s, const uint8_t **p, struct err *e)
{
	struct run *r = s->taken;
	int rc;

	if (r != NULL) {
		r->used += form_size(form_at(r->window + r->used));
		if ((rc = run_fill(s->fd, r, e)) < 0)
			return -1;
		if (rc == 0)
			s->heap[0] = s->heap[--s->heaped];
		if (s->heaped > 0)
			sift_down(s, 0);
		s->taken = NULL;
	}
	if (s->heaped == 0)
		return 0;
	s->taken = s->heap[0];
	*p = s->taken->window + s->taken->used;
	return 1;
}

/* Gathers n bytes in the window of names, which is written when it is full. */
static int
put_run(int fd, struct buf *b, off_t *end, const uint8_t *p, size_t n,
    struct err *e)
{
	if (b->len + n > WINDOW) {
		if (write_at(fd, b->data, b->len, *end, e) != 0)
			return -1;
		*end += (off_t)b->len;
		b->len = 0;
	}
	return buf_add(b, p, n, e);
}

/* Makes one run, in a file of its own, of all that there are. */
static int
merge_runs(struct name_sort *s, struct err *e)
{
	struct buf b = BUF_INIT;
	const uint8_t *p;
	off_t end = 0;
	int fd = tmp_open(e), rc = -1;

	if (fd < 0)
		return -1;
	if (buf_reserve(&b, WINDOW, e) == 0 && start_merge(s, e) == 0)
		while ((rc = merge_next(s, &p, e)) == 1)
			if (put_run(fd, &b, &end, p, form_size(form_at(p)), e) != 0) {
				rc = -1;
				break;
			}
	if (rc == 0)
		rc = write_at(fd, b.data, b.len, end, e);
	end += (off_t)b.len;
	buf_release(&b);
	if (rc != 0) {
		close(fd);
		return -1;
	}
	close(s->fd);
	s->fd = fd;
	s->end = end;
	s->runs = 1;
	s->run[0].at = 0;
	s->run[0].end = end;
	return 0;
}

/* Writes what is held as another run. */
static int
spill(struct name_sort *s, struct err *e)
{
	struct buf b = BUF_INIT;
	off_t end;
	int rc;

	if (s->count == 0)
		return 0;
	if (s->fd < 0 && (s->fd = tmp_open(e)) < 0)
		return -1;
	if (s->runs == RUNS && merge_runs(s, e) != 0)
		return -1;
	sort_places(s);
	end = s->end;
	rc = buf_reserve(&b, WINDOW, e);
	for (size_t i = 0; rc == 0 && i < s->count; i++) {
		const uint8_t *p = s->names.data + s->place[i];

		rc = put_run(s->fd, &b, &end, p, form_size(form_at(p)), e);
	}
	if (rc == 0)
		rc = write_at(s->fd, b.data, b.len, end, e);
	if (rc == 0) {
		end += (off_t)b.len;
		s->run[s->runs].at = s->end;
		s->run[s->runs++].end = end;
		s->end = end;
		s->names.len = s->count = 0;
		s->in_order = true;
	}
	buf_release(&b);
	return rc;
}

/* -- from outside -- */

struct name_sort *
name_sort_new(size_t memory, struct err *e)
{
	struct name_sort *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	s->memory = memory > 0 && memory < INT32_MAX ? memory : MEMORY;
	s->fd = -1;
	s->in_order = true;
	return s;
}

void
name_sort_free(struct name_sort *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < RUNS; i++)
		free(s->run[i].window);
	if (s->fd >= 0)
		close(s->fd);
	buf_release(&s->names);
	free(s->place);
	free(s);
}

int
name_sort_add(struct name_sort *s, const struct name_rec *r, struct err *e)
{
	struct form f = { r->size, r->mtime, r->dev, r->ino, r->nkey, r->nprefix, r->ntail, 0 };
	size_t n = form_size(&f), at;

	if ((size_t)r->nkey + r->nprefix > NAME_SORT_MAX)
		return err_set(e, STATUS_DATA, "a name of %zu bytes",
		    (size_t)r->nkey + r->nprefix);
	if (s->names.len + n > s->memory && spill(s, e) != 0)
		return -1;
	if ((s->count >= s->place_cap && mem_grow(&s->place, &s->place_cap, s->count + 1,
	    sizeof(*s->place), e) != 0) || buf_reserve(&s->names, n, e) != 0)
		return -1;
	at = s->names.len;
	buf_put_bytes(&s->names, &f, sizeof(f));
	buf_put_bytes(&s->names, r->key, r->nkey);
	buf_put_bytes(&s->names, r->prefix, r->nprefix);
	memset(s->names.data + s->names.len, 0, at + n - s->names.len);
	s->names.len = at + n;
	if (s->in_order && s->count > 0)
		s->in_order = compare(s->names.data + s->place[s->count - 1],
		    s->names.data + at) <= 0;
	s->place[s->count++] = (uint32_t)at;
	return 0;
}

int
name_sort_finish(struct name_sort *s, struct err *e)
{
	if (s->runs == 0) {
		sort_places(s);
		return 0;
	}
	if (spill(s, e) != 0)
		return -1;
	buf_release(&s->names);
	free(s->place);
	s->place = NULL;
	s->place_cap = 0;
	return start_merge(s, e);
}

int
name_sort_next(struct name_sort *s, struct name_rec *r, struct err *e)
{
	const uint8_t *p;
	int rc;

	if (s->runs > 0) {
		if ((rc = merge_next(s, &p, e)) != 1)
			return rc;
	} else {
		if (s->next >= s->count)
			return 0;
		p = s->names.data + s->place[s->next++];
	}
	unform(p, r);
	return 1;
}
