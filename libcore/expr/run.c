/* run.c - compiled expressions over batches: filter first, then the outputs of what is left. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/check.h"
#include "expr/expr.h"
#include "expr/gather.h"
#include "model/batch.h"
#include "model/bits.h"

struct expr_scratch *
expr_scratch_new(const struct expr *x, struct err *e)
{
	struct expr_scratch *s = mem_zero(1, sizeof(*s), e);

	if (s == NULL)
		return NULL;
	s->nslot = x->nnode;
	s->text_max = INT32_MAX;
	if ((s->slot = mem_zero(x->nnode + 1, sizeof(*s->slot), e)) == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

/* Forgets the results of a batch. */
static void
scratch_clear(struct expr_scratch *s)
{
	size_t i;

	for (i = 0; i < s->nslot; i++) {
		vec_release(&s->slot[i].all);
		vec_release(&s->slot[i].kept);
	}
	s->too_big = false;
}

void
expr_scratch_free(struct expr_scratch *s)
{
	if (s == NULL)
		return;
	scratch_clear(s);
	free(s->slot);
	free(s->where);
	free(s);
}

/* Evaluates the filter into s->where; *count rows are kept. */
static int
filter(const struct expr *x, struct eval *v, int64_t *count)
{
	struct expr_scratch *s = v->s;
	int64_t w, words = (v->rows + 63) / 64;
	struct vec out;
	size_t cap = (size_t)s->cap;

	if (mem_grow(&s->where, &cap, (size_t)words, sizeof(*s->where), v->e) != 0)
		return -1;
	s->cap = (int64_t)cap;
	if (node_eval(v, x->where, NULL, &out) != 0)
		return -1;
	if (out.constant) {
		bool keep = !column_is_null(out.c, 0) && column_bit(out.c->values, 0);

		memset(s->where, keep ? 0xff : 0, (size_t)words * 8);
		*count = keep ? v->rows : 0;
	} else {
		for (*count = 0, w = 0; w < words; w++) {
			s->where[w] = bits_word(out.c->values, w, v->rows);
			if (out.c->valid != NULL)
				s->where[w] &= bits_word(out.c->valid, w, v->rows);
			*count += __builtin_popcountll(s->where[w]);
		}
	}
	vec_release(&out);
	return 0;
}

/* The value of an output as a column of the batch that goes out. */
static int
put_column(struct eval *v, const struct expr_output *o, struct column *out)
{
	struct vec r;
	int rc;

	if (node_eval(v, o->node, NULL, &r) != 0)
		return -1;
	if (r.constant) {
		rc = gather_repeat(v, o->node->type, r.c, v->rows, out);
	} else if (r.c == &r.own) {
		*out = r.own;
		r.c = NULL;
		rc = 0;
	} else {
		rc = column_share(out, r.c, v->e);
	}
	vec_release(&r);
	return rc;
}

static int
run_rows(const struct expr *x, struct expr_scratch *s, const struct batch *in,
    struct batch **result, struct err *e)
{
	struct eval v = { .s = s, .in = in, .rows = in->rows, .e = e };
	struct batch *out;
	int64_t count = in->rows;
	size_t i;

	if (x->where != NULL && in->rows > 0 && filter(x, &v, &count) != 0)
		return -1;
	if ((out = batch_new(x->out, count, e)) == NULL)
		return -1;
	batch_inherit(out, in);
	if (count != in->rows) {
		out->first = -1;
		v.kept = (const uint8_t *)s->where;
		v.rows = count;
	}
	for (i = 0; i < x->noutput; i++) {
		if (count == 0 ? column_nulls(&out->col[i], x->output[i].node->type, 0, e) != 0 :
		    put_column(&v, &x->output[i], &out->col[i]) != 0) {
			batch_free(out);
			return -1;
		}
	}
	*result = out;
	return 0;
}

int
expr_run(const struct expr *x, struct expr_scratch *s, const struct batch *in,
    struct batch_list *out, struct err *e)
{
	struct batch *result = NULL, *part;
	struct err own = ERR_INIT;
	int64_t half = in->rows / 2;
	bool too_big;
	int rc;

	if (e == NULL)
		e = &own;
	rc = run_rows(x, s, in, &result, e);
	too_big = s->too_big;
	scratch_clear(s);
	if (rc == 0)
		return batch_list_add(out, result, e);
	if (!too_big || in->rows < 2)
		return -1;
	/* A text column of this many rows passes 2 GiB: half of them, then the others. */
	err_clear(e);
	if ((part = batch_slice(in, 0, half, e)) == NULL)
		return -1;
	rc = expr_run(x, s, part, out, e);
	batch_free(part);
	if (rc != 0 || (part = batch_slice(in, half, in->rows - half, e)) == NULL)
		return -1;
	rc = expr_run(x, s, part, out, e);
	batch_free(part);
	if (rc != 0 && e->row >= 0)
		e->row += half;
	return rc;
}

int
expr_count(const struct expr *x, struct expr_scratch *s, const struct batch *in,
    int64_t *count, struct err *e)
{
	struct eval v = { .s = s, .in = in, .rows = in->rows, .e = e };
	struct err own = ERR_INIT;
	int rc = 0;

	if (e == NULL)
		v.e = &own;
	*count = in->rows;
	if (x->where != NULL && in->rows > 0) {
		rc = filter(x, &v, count);
		scratch_clear(s);
	}
	return rc;
}
