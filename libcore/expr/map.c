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
	m->count = mem_zero((size_t)jobs * EXPR_MAP_STRIDE, sizeof(*m->count), e);
	if (m->scratch == NULL || m->count == NULL)
		goto fail;
	for (i = 0; i < jobs; i++) {
		if ((m->scratch[i] = expr_scratch_new(x, e)) == NULL)
			goto fail;
	}
	return 0;
fail:
	expr_map_release(m);
	return -1;
}

void
expr_map_release(struct expr_map *m)
{
	int i;

	for (i = 0; m->scratch != NULL && i < m->jobs; i++)
		expr_scratch_free(m->scratch[i]);
	free(m->scratch);
	free(m->count);
	*m = (struct expr_map){ 0 };
}

int
expr_map_push(const struct expr_map *m, struct source *s, bool filter_only, struct err *e)
{
	bool *used;

	if (s->ops->push == NULL)
		return 0;
	if ((used = mem_zero(s->schema->nfield, sizeof(*used), e)) == NULL)
		return -1;
	if (!filter_only || expr_has_where(m->expr))
		expr_columns(m->expr, used);
	s->ops->push(s, used, expr_has_where(m->expr) ? m->expr : NULL);
	free(used);
	return 0;
}

int
expr_map_rows(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e)
{
	const struct expr_map *m = ctx;
	int rc = expr_run(m->expr, m->scratch[worker], in, out, e);

	batch_free(in);
	return rc;
}

int
expr_map_count(void *ctx, int worker, struct batch *in, struct batch_list *out,
    struct err *e)
{
	const struct expr_map *m = ctx;
	int64_t n = 0;
	int rc;

	(void)out;
	rc = expr_count(m->expr, m->scratch[worker], in, &n, e);
	m->count[worker * EXPR_MAP_STRIDE] += n;
	batch_free(in);
	return rc;
}

int64_t
expr_map_total(const struct expr_map *m)
{
	int64_t sum = 0;
	int i;

	for (i = 0; i < m->jobs; i++)
		sum += m->count[i * EXPR_MAP_STRIDE];
	return sum;
}
