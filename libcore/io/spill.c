/* spill.c - bytes in a file without a name. */
#include "io/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "codec/whole.h"
#include "io/tmp.h"

struct spill {
	pthread_mutex_t open;		/* guards the opening */
	atomic_int fd;			/* -1: not yet */
	_Atomic int64_t end;		/* of what is taken in the file */
	_Atomic int64_t memory, disk;
};

struct spill_worker {
	struct whole_pack *pack;
	struct whole_unpack *unpack;
	struct buf packed, plain;
};

struct spill *
spill_new(struct err *e)
{
	struct spill *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	pthread_mutex_init(&s->open, NULL);
	s->fd = -1;
	return s;
}

void
spill_free(struct spill *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	pthread_mutex_destroy(&s->open);
	free(s);
}

struct spill_worker *
spill_worker_new(struct err *e)
{
	struct spill_worker *w = mem_zero(1, sizeof(*w), e);

	if (w == NULL)
		return NULL;
	if ((w->pack = whole_pack_new(WHOLE_ZSTD, 1, e)) == NULL ||
	    (w->unpack = whole_unpack_new(WHOLE_ZSTD, e)) == NULL) {
		spill_worker_free(w);
		return NULL;
	}
	return w;
}

void
spill_worker_free(struct spill_worker *w)
{
	if (w == NULL)
		return;
	whole_pack_free(w->pack);
	whole_unpack_free(w->unpack);
	buf_release(&w->packed);
	buf_release(&w->plain);
	free(w);
}

/* The descriptor, opened at the first call; -1. */
static int
open_once(struct spill *s, struct err *e)
{
	pthread_mutex_lock(&s->open);
	if (s->fd < 0)
		s->fd = tmp_open(e);
	pthread_mutex_unlock(&s->open);
	return s->fd;
}

static int
write_failed(const struct spill *s, size_t n, struct err *e)
{
	const char *dir = getenv("TMPDIR");

	return err_sys(e, "cannot write a temporary file in %s: %" PRId64 " bytes are there, and "
	    "%zu more were to come", dir != NULL && *dir != '\0' ? dir : "/tmp",
	    atomic_load(&s->end) - (int64_t)n, n);
}

int
spill_write(struct spill *s, struct spill_worker *w, const void *p, size_t n,
    struct spill_extent *out, struct err *e)
{
	int fd = open_once(s, e);
	size_t done = 0;
	ssize_t k;

	w->packed.len = 0;
	if (fd < 0 || whole_pack(w->pack, p, n, &w->packed, e) != 0)
		return -1;
	*out = (struct spill_extent){ atomic_fetch_add(&s->end, (int64_t)w->packed.len),
	    hash_bytes(p, n, 0), (uint32_t)n, (uint32_t)w->packed.len };
	while (done < w->packed.len) {
		k = pwrite(fd, w->packed.data + done, w->packed.len - done,
		    (off_t)(out->at + (int64_t)done));
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return write_failed(s, w->packed.len, e);
		done += (size_t)k;
	}
	atomic_fetch_add(&s->memory, (int64_t)n);
	atomic_fetch_add(&s->disk, (int64_t)w->packed.len);
	return 0;
}

int
spill_read(struct spill *s, struct spill_worker *w, const struct spill_extent *x,
    const uint8_t **out, struct err *e)
{
	size_t done = 0;
	ssize_t k;

	w->packed.len = w->plain.len = 0;
	if (buf_reserve(&w->packed, x->packed, e) != 0)
		return -1;
	while (done < x->packed) {
		k = pread(s->fd, w->packed.data + done, x->packed - done,
		    (off_t)(x->at + (int64_t)done));
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return err_sys(e, "cannot read a temporary file");
		if (k == 0)
			break;
		done += (size_t)k;
	}
	if (done < x->packed || whole_unpack(w->unpack, w->packed.data, x->packed, x->size,
	    x->size, &w->plain, NULL) != 0 || w->plain.len != x->size ||
	    hash_bytes(w->plain.data, x->size, 0) != x->hash)
		return err_set(e, STATUS_SYSTEM, "a temporary file is damaged: byte %" PRId64, x->at);
	*out = w->plain.data;
	return 0;
}

void
spill_clear(struct spill *s)
{
	/* The room is given back; where that fails it is only used longer. */
	if (s->fd >= 0 && ftruncate(s->fd, 0) == 0)
		s->end = 0;
}

void
spill_figures(const struct spill *s, int64_t *memory, int64_t *disk)
{
	*memory = atomic_load(&s->memory);
	*disk = atomic_load(&s->disk);
}
