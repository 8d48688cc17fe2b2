/* tally.c - counts the rows that a filter keeps. */
#include "expr/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Those of different workers share no cache line, nor a pair of them. */
struct expr_tally_worker {
	struct expr_scratch *scratch;
	int64_t rows;
	char apart[112];
};

static int
add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	const struct expr_tally *t = (struct expr_tally *)o;
	int64_t n;

	(void)input;
	(void)to;
	if (expr_count(t->expr, t->worker[w].scratch, b, &n, e) != 0)
		return -1;
	t->worker[w].rows += n;
	return 0;
}

static const struct op_ops tally_ops = { .add = add };

int
expr_tally_init(struct expr_tally *t, const struct expr *x, int jobs, struct err *e)
{
	size_t size = (size_t)jobs * sizeof(struct expr_tally_worker);

	*t = (struct expr_tally){ { &tally_ops, NULL, 0 }, x, mem_aligned(size, e), jobs };
	if (t->worker == NULL)
		return -1;
	memset(t->worker, 0, size);
	for (int i = 0; i < jobs; i++) {
		if ((t->worker[i].scratch = expr_scratch_new(x, e)) == NULL) {
			expr_tally_release(t);
			return -1;
		}
	}
	return 0;
}

int
expr_tally_rows(const struct expr_tally *t, int64_t *rows, struct err *e)
{
	*rows = 0;
	for (int i = 0; i < t->jobs; i++)
		if (__builtin_add_overflow(*rows, t->worker[i].rows, rows))
			return err_set(e, STATUS_DATA, "more rows than can be counted");
	return 0;
}

void
expr_tally_release(struct expr_tally *t)
{
	for (int i = 0; t->worker != NULL && i < t->jobs; i++)
		expr_scratch_free(t->worker[i].scratch);
	free(t->worker);
	*t = (struct expr_tally){ 0 };
}
