/* local_segread.c - segment files: reading ranges and proving them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/mem.h"
#include "log/local_segment.h"

static int
check_header(struct segment_file *f, struct err *e)
{
	struct segment_header h;
	ssize_t n = pread(f->fd, &h, sizeof h, 0);

	if (n < 0)
		return err_sys(e, "%s", f->path);
	if (n != sizeof h || memcmp(h.magic, SEGMENT_MAGIC, sizeof h.magic) != 0 ||
	    h.id != f->id)
		return err_set(e, STATUS_DATA, "%s: damaged: not the header of this "
		    "segment", f->path);
	if (h.format != SEGMENT_FORMAT)
		return err_set(e, STATUS_SYSTEM, "%s: of format %u, this program knows %d",
		    f->path, h.format, SEGMENT_FORMAT);
	return 0;
}

struct segment_file *
segment_file_open(const char *dir, uint64_t id, bool *missing, struct err *e)
{
	struct segment_file *f = mem_zero(1, sizeof *f, e);

	*missing = false;
	if (f == NULL)
		return NULL;
	atomic_init(&f->refs, 1);
	f->id = id;
	f->fd = -1;
	f->path = segment_path(dir, id, e);
	if (f->path == NULL)
		goto fail;
	f->fd = open(f->path, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0) {
		*missing = errno == ENOENT;
		err_sys(e, "%s", f->path);
		goto fail;
	}
	if (check_header(f, e) == 0)
		return f;
fail:
	segment_file_unref(f);
	return NULL;
}

struct segment_file *
segment_file_ref(struct segment_file *f)
{
	atomic_fetch_add_explicit(&f->refs, 1, memory_order_relaxed);
	return f;
}

void
segment_file_unref(struct segment_file *f)
{
	if (f == NULL || atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f);
}

static int
damaged(const struct segment_file *f, const struct rec_range *r, const char *why,
    struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: damaged: %s, at byte %llu, length %llu",
	    f->path, why, (unsigned long long)r->position, (unsigned long long)r->length);
}

/* Reads exactly the two parts that iov names. */
static int
read_parts(struct segment_file *f, struct iovec *iov, const struct rec_range *r,
    struct err *e)
{
	off_t pos = (off_t)r->position;
	ssize_t got;
	int i = 0;

	while (i < 2) {
		if (iov[i].iov_len == 0) {
			i++;
			continue;
		}
		got = preadv(f->fd, iov + i, 2 - i, pos);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(e, "%s: at byte %lld", f->path, (long long)pos);
		if (got == 0)
			return damaged(f, r, "the file is too short", e);
		pos += got;
		for (; i < 2 && (size_t)got >= iov[i].iov_len; i++) {
			got -= (ssize_t)iov[i].iov_len;
			iov[i].iov_len = 0;
		}
		if (i < 2) {
			iov[i].iov_base = (char *)iov[i].iov_base + got;
			iov[i].iov_len -= (size_t)got;
		}
	}
	return 0;
}

static int
check_hash(const struct segment_file *f, const struct rec_range *r,
    const struct buf *head, const struct block *body, struct err *e)
{
	XXH3_state_t *state = XXH3_createState();
	uint64_t hash;

	if (state == NULL)
		return err_nomem(e, 0);
	XXH3_64bits_reset(state);
	XXH3_64bits_update(state, head->data, head->len);
	XXH3_64bits_update(state, body->data, body->size);
	hash = XXH3_64bits_digest(state);
	XXH3_freeState(state);
	if (hash != r->hash)
		return damaged(f, r, "its bytes are not those that were written", e);
	return 0;
}

int
segment_read(struct segment_file *f, const struct rec_range *r, struct buf *head,
    struct block **body, struct err *e)
{
	struct iovec iov[2];
	struct stat st;
	struct block *b;
	size_t n;

	/* No allocation by what the ledger says alone. */
	if (fstat(f->fd, &st) != 0)
		return err_sys(e, "%s", f->path);
	if (r->length > (uint64_t)st.st_size || r->position > (uint64_t)st.st_size - r->length)
		return damaged(f, r, "the file is too short", e);
	if (r->head < 8 || r->head > r->length)
		return damaged(f, r, "impossible lengths", e);
	n = (size_t)(r->length - r->head);
	head->len = 0;
	if (buf_reserve(head, r->head, e) != 0 || (b = block_new(n, e)) == NULL)
		return -1;
	iov[0] = (struct iovec){ head->data, r->head };
	iov[1] = (struct iovec){ b->data, n };
	if (read_parts(f, iov, r, e) != 0) {
		block_unref(b);
		return -1;
	}
	head->len = r->head;
	if (check_hash(f, r, head, b, e) != 0) {
		block_unref(b);
		return -1;
	}
	*body = b;
	return 0;
}
