/* map.c - expressions in a flow. */
#include "expr/map.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/batch.h"

int
expr_map_init(struct expr_map *m, const struct expr *x, int jobs, struct err *e)
{
	int i;

	*m = (struct expr_map){ .expr = x, .jobs = jobs };
	m->scratch = mem_zero((size_t)jobs, sizeof(struct expr_scratch *), e);
	if (m->scratch == NULL)
		return -1;
	for (i = 0; i < jobs; i++) {
		if ((m->scratch[i] = expr_scratch_new(x, e)) == NULL) {
			expr_map_release(m);
			return -1;
		}
	}
	return 0;
}

void
expr_map_release(struct expr_map *m)
{
	int i;

	for (i = 0; m->scratch != NULL && i < m->jobs; i++)
		expr_scratch_free(m->scratch[i]);
	free(m->scratch);
	*m = (struct expr_map){ 0 };
}

int
expr_map_rows(void *ctx, int worker, const struct batch *in, struct batch_list *out,
    struct err *e)
{
	const struct expr_map *m = ctx;

	return expr_run(m->expr, m->scratch[worker], in, out, e);
}

static int
tally_start(void *acc, const void *arg, struct err *e)
{
	struct expr_tally *t = acc;

	t->scratch = expr_scratch_new(arg, e);
	return t->scratch == NULL ? -1 : 0;
}

static int
tally_add(void *acc, const void *arg, const struct batch *b, struct err *e)
{
	struct expr_tally *t = acc;
	int64_t n;

	if (expr_count(arg, t->scratch, b, &n, e) != 0)
		return -1;
	t->rows += n;
	return 0;
}

static int
tally_merge(void *into, const void *from, struct err *e)
{
	struct expr_tally *t = into;
	const struct expr_tally *f = from;

	if (__builtin_add_overflow(t->rows, f->rows, &t->rows))
		return err_set(e, STATUS_DATA, "more rows than can be counted");
	return 0;
}

static void
tally_release(void *acc)
{
	struct expr_tally *t = acc;

	expr_scratch_free(t->scratch);
}

const struct part_job expr_tally_job = {
	sizeof(struct expr_tally), tally_start, tally_add, tally_merge, tally_release
};
