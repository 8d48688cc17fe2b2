/*
 * dfsemi.c - a command with two inputs, for the tests of several: rows of LEFT whose first
 * column, as text, is one of RIGHT's.
 *
 *	dfsemi [-n COUNT] LEFT RIGHT
 *
 * RIGHT is read first.  -n: so many rows of RIGHT are enough.  Lines, CSV, JSON, frames come
 * in; values of the first column, which is text, go out as -o says.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/input.h"
#include "cli/output.h"
#include "model/text.h"

static const struct opt opts[] = {
	{ 'n', "enough", "count", "so many rows of RIGHT are enough", 0, NULL, NULL },
	OPT_INCLUDE(opt_typed_input),
	OPT_INCLUDE(opt_output),
	OPT_INCLUDE(opt_jobs),
	OPT_INCLUDE(opt_memory),
	OPT_END
};

struct semi {
	struct op op;
	pthread_mutex_t lock;
	char **key;			/* sorted once RIGHT has ended */
	size_t n, cap;
	int64_t enough, rows;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *
text_at(const struct batch *b, int64_t i)
{
	static const struct text_conf plain = { .null = "NULL" };
	struct buf t = BUF_INIT;

	if (text_value(&b->schema->field[0].type, &b->col[0], i, &plain, &t, NULL) != 0 ||
	    buf_add(&t, "", 1, NULL) != 0)
		abort();
	return (char *)t.data;
}

static int
take_keys(struct semi *s, const struct batch *b, struct err *e)
{
	int rc = 0;

	pthread_mutex_lock(&s->lock);
	for (int64_t i = 0; i < b->rows && rc == 0; i++) {
		rc = mem_grow(&s->key, &s->cap, s->n + 1, sizeof(*s->key), e);
		if (rc == 0)
			s->key[s->n++] = text_at(b, i);
	}
	s->rows += b->rows;
	if (rc == 0 && s->enough > 0 && s->rows >= s->enough)
		rc = OP_ENOUGH;
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static int
add(struct op *o, int w, int input, const struct batch *b, struct emit *to, struct err *e)
{
	struct semi *s = (struct semi *)o;
	uint8_t *sel;
	struct batch *out;
	int64_t n = 0;

	(void)w;
	if (input == 1)
		return take_keys(s, b, e);
	if ((sel = mem_zero((size_t)b->rows / 8 + 1, 1, e)) == NULL)
		return -1;
	for (int64_t i = 0; i < b->rows; i++) {
		char *t = text_at(b, i);

		if (s->n > 0 && bsearch(&t, s->key, s->n, sizeof(*s->key), compare) != NULL) {
			sel[i >> 3] |= (uint8_t)(1 << (i & 7));
			n++;
		}
		free(t);
	}
	out = batch_filter(b, sel, n, e);
	free(sel);
	return out == NULL ? -1 : emit(to, out, e);
}

static int
end(struct op *o, int input, bool last, int *tasks, struct err *e)
{
	struct semi *s = (struct semi *)o;

	(void)last, (void)tasks, (void)e;
	if (input == 1 && s->n > 0)
		qsort(s->key, s->n, sizeof(*s->key), compare);
	return 0;
}

static const struct op_ops semi_ops = { .add = add, .end = end };

static int
run(struct cmd *c, struct err *e)
{
	struct semi s = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct op *op[] = { &s.op };
	struct input_conf conf[2];
	struct flow_line line[2];
	struct flow_side side = { .at = 0, .input = 1 };
	struct flow f = { .limit = -1 };
	struct output_conf out = { .from = NULL };
	const char *const *v;
	int rc = -1;

	memset(conf, 0, sizeof(conf));
	(void)cmd_operands(c, &v);
	for (int i = 0; i < 2; i++) {
		conf[i].file = &v[i];
		conf[i].nfile = 1;
	}
	if (opt_int(cmd_opts(c), 'n', 1, INT64_MAX, &s.enough, e) != 0 ||
	    cmd_inputs(c, conf, 2, line, e) != 0)
		return -1;
	s.op = (struct op){ &semi_ops, line[0].source->schema, 0 };
	side.line = line[1];
	f.line = (struct flow_line){ line[0].source, op, 1, &side, 1, line[0].spool };
	out.from = line[0].source;
	if ((f.sink = cmd_output(c, line[0].source->schema, &out, e)) != NULL)
		rc = cmd_flow(c, &f, e);
	for (size_t i = 0; i < s.n; i++)
		free(s.key[i]);
	free(s.key);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct cmd_def def = {
		.name = "dfsemi", .synopsis = "[-n count] left right", .about = "test several inputs",
		.opts = opts, .run = run, .flags = CMD_FRAMES, .min_operands = 2, .max_operands = 2
	};

	return cmd_main(&def, argc, argv);
}
