/* narrow.c - expressions on the workers of a flow. */
#include "ops/narrow.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What belongs to one worker, on cache lines of its own. */
struct narrow_worker {
	struct expr_scratch *scratch;
	int64_t rows;
	char pad[128 - sizeof(struct expr_scratch *) - sizeof(int64_t)];
};

int
narrow_init(struct narrow *n, const struct expr *expr, int jobs, struct err *e)
{
	int i;

	n->expr = expr;
	n->jobs = 0;
	if ((n->worker = mem_zero((size_t)jobs, sizeof(*n->worker), e)) == NULL)
		return -1;
	for (i = 0; i < jobs; i++, n->jobs++) {
		if ((n->worker[i].scratch = expr_scratch_new(expr, e)) == NULL) {
			narrow_release(n);
			return -1;
		}
	}
	return 0;
}

void
narrow_release(struct narrow *n)
{
	int i;

	for (i = 0; i < n->jobs; i++)
		expr_scratch_free(n->worker[i].scratch);
	free(n->worker);
	n->worker = NULL;
	n->jobs = 0;
}

int
narrow_push(const struct expr *expr, struct source *s, bool values, struct err *e)
{
	bool where = expr_has_where(expr), *used;

	if (s->ops->push == NULL)
		return 0;
	if ((used = mem_zero(s->schema->nfield + 1, sizeof(*used), e)) == NULL)
		return -1;
	if (values || where)
		expr_columns(expr, used);
	s->ops->push(s, used, where ? expr : NULL);
	free(used);
	return 0;
}

int
narrow_map(void *ctx, int worker, struct batch *in, struct batch_list *out, struct err *e)
{
	struct narrow *n = ctx;
	int rc = expr_run(n->expr, n->worker[worker].scratch, in, out, e);

	batch_free(in);
	return rc;
}

int
narrow_count(void *ctx, int worker, struct batch *in, struct batch_list *out, struct err *e)
{
	struct narrow *n = ctx;
	int64_t rows = 0;
	int rc = expr_count(n->expr, n->worker[worker].scratch, in, &rows, e);

	(void)out;
	n->worker[worker].rows += rows;
	batch_free(in);
	return rc;
}

int64_t
narrow_total(const struct narrow *n)
{
	int64_t sum = 0;
	int i;

	for (i = 0; i < n->jobs; i++)
		sum += n->worker[i].rows;
	return sum;
}
