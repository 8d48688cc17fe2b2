/* whole.c - whole buffers: what all kinds share. */
#include "codec/whole.h"

#include <stdlib.h>

#include "base/mem.h"
#include "codec/whole_impl.h"

struct whole_pack {
	const struct whole_kind *kind;
	void *state;
};

struct whole_unpack {
	const struct whole_kind *kind;
	void *state;
};

/* -- bytes as they are -- */

static int
copy_pack(void *state, const uint8_t *p, size_t n, struct buf *out, struct err *e)
{
	(void)state;
	return buf_add(out, p, n, e);
}

static int
copy_unpack(void *state, const struct whole_job *job, struct err *e)
{
	(void)state;
	if (job->nin > job->most)
		return whole_too_much(job, e);
	return buf_add(job->out, job->in, job->nin, e);
}

static const struct whole_kind whole_none = {
	.name = "none", .pack = copy_pack, .unpack = copy_unpack };

static const struct whole_kind *const kinds[WHOLE_KINDS] = {
	[WHOLE_NONE] = &whole_none,
	[WHOLE_ZLIB] = &whole_zlib,
	[WHOLE_GZIP] = &whole_gzip,
	[WHOLE_BZIP2] = &whole_bzip2,
	[WHOLE_ZSTD] = &whole_zstd,
	[WHOLE_SNAPPY] = &whole_snappy,
	[WHOLE_LZ4] = &whole_lz4,
};

const char *
whole_name(enum whole kind)
{
	return kinds[kind]->name;
}

void
whole_levels(enum whole kind, int *least, int *most)
{
	*least = kinds[kind]->level_least;
	*most = kinds[kind]->level_most;
}

/* -- packing -- */

static int
check_level(const struct whole_kind *k, int level, struct err *e)
{
	if (level == 0 || (level >= k->level_least && level <= k->level_most))
		return 0;
	if (k->level_most == 0)
		return err_set(e, STATUS_USAGE, "%s has no compression levels", k->name);
	return err_set(e, STATUS_USAGE, "no level %d in %s: %d to %d", level, k->name,
	    k->level_least, k->level_most);
}

struct whole_pack *
whole_pack_new(enum whole kind, int level, struct err *e)
{
	const struct whole_kind *k = kinds[kind];
	struct whole_pack *w;

	if (check_level(k, level, e) != 0 || (w = mem_zero(1, sizeof(*w), e)) == NULL)
		return NULL;
	w->kind = k;
	if (k->pack_new != NULL &&
	    (w->state = k->pack_new(level == 0 ? k->level_usual : level, e)) == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void
whole_pack_free(struct whole_pack *w)
{
	if (w == NULL)
		return;
	if (w->kind->pack_free != NULL)
		w->kind->pack_free(w->state);
	free(w);
}

int
whole_pack(struct whole_pack *w, const void *p, size_t n, struct buf *out, struct err *e)
{
	size_t base = out->len;

	if (w->kind->pack(w->state, p, n, out, e) == 0)
		return 0;
	out->len = base;
	return -1;
}

/* -- unpacking -- */

struct whole_unpack *
whole_unpack_new(enum whole kind, struct err *e)
{
	const struct whole_kind *k = kinds[kind];
	struct whole_unpack *w = mem_zero(1, sizeof(*w), e);

	if (w == NULL)
		return NULL;
	w->kind = k;
	if (k->unpack_new != NULL && (w->state = k->unpack_new(e)) == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void
whole_unpack_free(struct whole_unpack *w)
{
	if (w == NULL)
		return;
	if (w->kind->unpack_free != NULL)
		w->kind->unpack_free(w->state);
	free(w);
}

int
whole_unpack(struct whole_unpack *w, const void *p, size_t n, size_t size, size_t limit,
    struct buf *out, struct err *e)
{
	struct whole_job job = { .in = p, .nin = n, .out = out, .base = out->len, .size = size };
	size_t got;

	if (limit == 0)
		limit = WHOLE_LIMIT;
	if (size != WHOLE_UNKNOWN && size > limit)
		return err_set(e, STATUS_DATA, "%zu bytes of decompressed data are over the "
		    "limit of %zu", size, limit);
	job.most = size != WHOLE_UNKNOWN ? size : limit;
	/* Empty results have an address as well. */
	if (buf_reserve(out, 1, e) != 0)
		return -1;
	if (w->kind->unpack(w->state, &job, e) != 0) {
		out->len = job.base;
		return -1;
	}
	got = out->len - job.base;
	if (size == WHOLE_UNKNOWN || got == size)
		return 0;
	out->len = job.base;
	return err_set(e, STATUS_DATA, "%s data of %zu bytes, not %zu", w->kind->name, got, size);
}

int
whole_too_much(const struct whole_job *job, struct err *e)
{
	if (job->size != WHOLE_UNKNOWN)
		return err_set(e, STATUS_DATA, "decompresses to more than the %zu bytes that it "
		    "should", job->size);
	return err_set(e, STATUS_DATA, "decompresses to more than the limit of %zu bytes "
	    "(decompress-limit allows more)", job->most);
}

/* What may still be added. */
static size_t
missing(const struct whole_job *job)
{
	return job->most - (job->out->len - job->base);
}

int
whole_room(const struct whole_job *job, size_t n, size_t ratio, size_t *room,
    struct err *e)
{
	size_t most = missing(job), want = n > SIZE_MAX / ratio - 64 ? SIZE_MAX : n * ratio + 64;
	size_t have = job->out->cap - job->out->len;

	if (job->size == WHOLE_UNKNOWN && want / 4 > n)
		want = n > SIZE_MAX / 4 - 64 ? SIZE_MAX : n * 4 + 64;
	if (want < have)
		want = have;
	*room = want < most ? want : most;
	return buf_reserve(job->out, *room, e);
}

int
whole_more_room(const struct whole_job *job, size_t *room, struct err *e)
{
	size_t most = missing(job);

	if (*room >= most)
		return whole_too_much(job, e);
	*room = *room > most / 2 ? most : *room * 2;
	if (*room < 64)
		*room = most < 64 ? most : 64;
	return buf_reserve(job->out, *room, e);
}
