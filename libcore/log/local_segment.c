/* local_segment.c - segment files: taking one, appending, clearing away. */
#include "log/local_segment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/clock.h"
#include "base/mem.h"
#include "log/local_fs.h"

/* Write-back is started after this many bytes, so that the sync finds little left. */
#define KICK_BYTES (UINT64_C(8) << 20)

_Static_assert(sizeof(struct segment_header) == 64, "a segment's header is 64 bytes");

char *
segment_path(const char *dir, uint64_t id, struct err *e)
{
	return mem_printf(e, "%s/segments/%016llx.seg", dir, (unsigned long long)id);
}

/* -- looking into the ledger -- */

struct look {
	uint64_t id;
	struct rec_segment rec;
	int found;
};

static int
look_segment(struct ledger_txn *t, void *arg, struct err *e)
{
	struct look *k = arg;

	k->found = ledger_segment_get(t, k->id, &k->rec, e);
	return k->found < 0 ? -1 : 0;
}

/* In a damaged ledger what is there may not be found. */
static int
look_for_unlink(struct ledger_txn *t, void *arg, struct err *e)
{
	return ledger_segments_whole(t, e) == 0 ? look_segment(t, arg, e) : -1;
}

#define LIST 64

struct list {
	uint64_t after;
	uint64_t id[LIST];
	struct rec_segment rec[LIST];
	size_t n;
};

static int
list_segments(struct ledger_txn *t, void *arg, struct err *e)
{
	struct list *s = arg;

	return ledger_segments(t, s->after, s->id, s->rec, LIST, &s->n, e);
}

/* -- taking a segment -- */

/* Opens and locks a file; -1 without a word when it is gone or another's. */
static int
open_locked(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink > 0)
		return fd;
	close(fd);
	return -1;
}

/* Tries to take an idle segment over.  1 taken, 0 not this one, -1. */
static int
take(struct segment_writer *w, uint64_t id, struct err *e)
{
	struct look k = { .id = id };
	struct stat st;
	char *path = segment_path(w->dir, id, e);
	int fd, r = 0;

	if (path == NULL)
		return -1;
	fd = open_locked(path);
	free(path);
	if (fd < 0)
		return 0;
	/* Now that the lock is ours, only a delete can change its record. */
	if (ledger_read_last(w->ledger, look_segment, &k, e) != 0)
		r = -1;
	else if (k.found && k.rec.end < SEGMENT_FULL && fstat(fd, &st) == 0 &&
	    (uint64_t)st.st_size >= k.rec.end && ftruncate(fd, (off_t)k.rec.end) == 0)
		r = 1;
	if (r != 1) {
		close(fd);
		return r;
	}
	w->fd = fd;
	w->id = id;
	w->end = w->committed = w->kicked = k.rec.end;
	w->fresh = false;
	return 1;
}

static int
take_idle(struct segment_writer *w, struct err *e)
{
	struct list s = { .after = 0 };
	size_t i;
	int r;

	for (;;) {
		if (ledger_read(w->ledger, list_segments, &s, e) != 0)
			return -1;
		for (i = 0; i < s.n; i++)
			if (s.rec[i].end < SEGMENT_FULL &&
			    (r = take(w, s.id[i], e)) != 0)
				return r;
		if (s.n < LIST)
			return 0;
		s.after = s.id[LIST - 1];
	}
}

/* Sorts by time of birth; O_EXCL makes it the only one. */
static uint64_t
new_id(void)
{
	uint16_t salt = 0;

	if (getrandom(&salt, sizeof salt, GRND_NONBLOCK) != sizeof salt)
		salt = (uint16_t)getpid();
	return (uint64_t)clock_wall_ms() << 16 | salt;
}

static int
write_header(int fd, uint64_t id)
{
	struct segment_header h = { .format = SEGMENT_FORMAT, .id = id };
	ssize_t n;

	memcpy(h.magic, SEGMENT_MAGIC, sizeof h.magic);
	n = pwrite(fd, &h, sizeof h, 0);
	if (n >= 0 && n != sizeof h)
		errno = ENOSPC;
	return n == sizeof h ? 0 : -1;
}

static int
make_folder(const char *dir, struct err *e)
{
	char *path = mem_printf(e, "%s/segments", dir);
	int r = 0;

	if (path == NULL)
		return -1;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		r = err_sys(e, "%s", path);
	free(path);
	return r;
}

/* Makes a segment.  1, 0 when another one cleared it away before it was locked, -1. */
static int
make_segment(struct segment_writer *w, struct err *e)
{
	uint64_t id = new_id();
	struct stat st;
	char *path = segment_path(w->dir, id, e);
	int fd, r = -1;

	if (path == NULL)
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		r = errno == EEXIST ? 0 : err_sys(e, "%s", path);
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		r = errno == EWOULDBLOCK ? 0 : err_sys(e, "%s: lock", path);
	} else if (fstat(fd, &st) != 0 || st.st_nlink == 0) {
		r = 0;
	} else if (write_header(fd, id) != 0) {
		r = err_sys(e, "%s", path);
		unlink(path);
	} else {
		local_fs_follow(w->dir, "segments", fd);
		w->fd = fd;
		w->id = id;
		w->end = w->committed = w->kicked = sizeof(struct segment_header);
		w->fresh = true;
		r = 1;
	}
	if (r != 1 && fd >= 0)
		close(fd);
	free(path);
	return r;
}

static int
hold_segment(struct segment_writer *w, struct err *e)
{
	int r;

	if (w->fd >= 0)
		return 0;
	r = take_idle(w, e);
	if (r == 0) {
		if (make_folder(w->dir, e) != 0)
			return -1;
		segment_collect(w->ledger, w->dir);
		while ((r = make_segment(w, e)) == 0)
			;
	}
	return r == 1 ? 0 : -1;
}

void
segment_writer_init(struct segment_writer *w, struct ledger *l, const char *dir)
{
	memset(w, 0, sizeof *w);
	w->ledger = l;
	w->dir = dir;
	w->fd = -1;
}

void
segment_writer_release(struct segment_writer *w)
{
	if (w->fd < 0)
		return;
	/* Should this fail, the next holder does it. */
	if (w->end > w->committed && ftruncate(w->fd, (off_t)w->committed) != 0)
		w->end = w->committed;
	close(w->fd);
	w->fd = -1;
}

/* -- appending -- */

/* Writes pieces [*at, n) at pos, as many as one call takes.  Bytes, or -1. */
static ssize_t
write_some(int fd, const struct ipc_piece *piece, size_t n, size_t skip, uint64_t pos)
{
	struct iovec iov[64];
	size_t i, k = 0;

	for (i = 0; i < n && k < sizeof iov / sizeof *iov; i++) {
		if (piece[i].n <= skip) {
			skip -= piece[i].n;
			continue;
		}
		iov[k].iov_base = (char *)(uintptr_t)piece[i].p + skip;
		iov[k].iov_len = piece[i].n - skip;
		skip = 0;
		k++;
	}
	return k == 0 ? 0 : pwritev(fd, iov, (int)k, (off_t)pos);
}

static int
write_message(struct segment_writer *w, const struct ipc_message *m, struct err *e)
{
	const struct ipc_piece *p = m->piece;
	size_t left = m->npiece, skip = 0;
	uint64_t pos = w->end;
	ssize_t got;

	while (left > 0) {
		if (skip >= p->n) {
			skip -= p->n;
			p++;
			left--;
			continue;
		}
		got = write_some(w->fd, p, left, skip, pos);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			if (got == 0)
				errno = ENOSPC;
			return err_sys(e, "%s/segments/%016llx.seg", w->dir,
			    (unsigned long long)w->id);
		}
		pos += (uint64_t)got;
		skip += (size_t)got;
	}
	return 0;
}

static int
hash_message(const struct ipc_message *m, uint64_t *out, struct err *e)
{
	XXH3_state_t *state = XXH3_createState();
	size_t i;

	if (state == NULL)
		return err_nomem(e, 0);
	XXH3_64bits_reset(state);
	for (i = 0; i < m->npiece; i++)
		XXH3_64bits_update(state, m->piece[i].p, m->piece[i].n);
	*out = XXH3_64bits_digest(state);
	XXH3_freeState(state);
	return 0;
}

int
segment_append(struct segment_writer *w, const struct ipc_message *m,
    struct rec_range *r, struct err *e)
{
	if (hold_segment(w, e) != 0 || write_message(w, m, e) != 0 ||
	    hash_message(m, &r->hash, e) != 0)
		return -1;
	r->segment = w->id;
	r->position = w->end;
	r->length = (uint64_t)m->bytes;
	r->head = (uint32_t)m->head.len;
	w->end += r->length;
	if (w->end - w->kicked >= KICK_BYTES) {
		/* Only a hint: the sync reports what fails. */
		(void)sync_file_range(w->fd, (off_t)w->kicked, (off_t)(w->end - w->kicked),
		    SYNC_FILE_RANGE_WRITE);
		w->kicked = w->end;
	}
	return 0;
}

int
segment_sync(struct segment_writer *w, struct err *e)
{
	char *folder;
	int r;

	if (w->fd < 0)
		return 0;
	if (fdatasync(w->fd) != 0)
		return err_sys(e, "%s/segments/%016llx.seg: sync", w->dir,
		    (unsigned long long)w->id);
	if (!w->fresh)
		return 0;
	folder = mem_printf(e, "%s/segments", w->dir);
	if (folder == NULL)
		return -1;
	r = local_fs_sync_dir(folder, e);
	free(folder);
	/* The folder may be as fresh, whoever made it. */
	if (r == 0)
		r = local_fs_sync_dir(w->dir, e);
	if (r == 0)
		w->fresh = false;
	return r;
}

void
segment_committed(struct segment_writer *w)
{
	w->committed = w->end;
	if (w->fd >= 0 && w->end >= SEGMENT_FULL)
		segment_writer_release(w);
}

/* -- clearing away -- */

/* Unlinks one file if the ledger does not know it and nobody writes it. */
static void
collect_one(struct ledger *l, const char *dir, uint64_t id)
{
	struct look k = { .id = id };
	char *path = segment_path(dir, id, NULL);
	int fd;

	if (path == NULL)
		return;
	if (ledger_read(l, look_segment, &k, NULL) == 0 && !k.found &&
	    (fd = open_locked(path)) >= 0) {
		/* Its writer may have committed and let go in between. */
		if (ledger_read_last(l, look_for_unlink, &k, NULL) == 0 && !k.found)
			unlink(path);
		close(fd);
	}
	free(path);
}

void
segment_collect(struct ledger *l, const char *dir)
{
	char *folder = mem_printf(NULL, "%s/segments", dir);
	DIR *d = folder != NULL ? opendir(folder) : NULL;
	struct dirent *f;

	/* cppcheck-suppress readdirCalled; the stream is ours alone */
	while (d != NULL && (f = readdir(d)) != NULL) {
		char *end;
		unsigned long long id = strtoull(f->d_name, &end, 16);

		if (end == f->d_name + 16 && strcmp(end, ".seg") == 0)
			collect_one(l, dir, id);
	}
	if (d != NULL)
		closedir(d);
	free(folder);
}
