/* dataset_test.c - several inputs as one. */
/* par */
#include "check.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dataset/concat.h"
#include "format/lines.h"
#include "io/in.h"
#include "par/flow.h"

struct files {
	const char *text[4];
	bool binary_last;
	size_t opened;
};

static struct source *
open_text(void *arg, size_t i, struct err *e)
{
	struct files *f = arg;
	const struct lines_conf conf = { '\n', f->binary_last && f->text[i + 1] == NULL, false, 0 };
	char name[] = "f0";
	int fd = memfd_create("t", MFD_CLOEXEC);
	ssize_t n = (ssize_t)strlen(f->text[i]);

	if (fd < 0 || write(fd, f->text[i], (size_t)n) != n ||
	    lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	name[1] = (char)('0' + i);
	f->opened++;
	return lines_source_new(in_fd(fd, name, false, e), &conf, e);
}

struct sum {
	struct op op;
	_Atomic int64_t rows;
};

static int
add(struct op *o, int worker, int input, const struct batch *b, struct emit *to, struct err *e)
{
	(void)worker;
	(void)input;
	(void)to;
	(void)e;
	atomic_fetch_add(&((struct sum *)o)->rows, b->rows);
	return 0;
}

static const struct op_ops sum_ops = { .add = add };

static int
run(struct files *f, int jobs, int64_t *rows, struct err *e)
{
	struct sum total = { .op.ops = &sum_ops };
	struct op *op[] = { &total.op };
	struct flow flow = { .limit = -1, .jobs = jobs, .line.op = op, .line.nop = 1 };
	struct concat_conf conf = { .open = open_text, .arg = f, .size = -1 };
	int rc;

	while (f->text[conf.n] != NULL)
		conf.n++;
	*rows = 0;
	if ((flow.line.source = concat_new(&conf, e)) == NULL)
		return -1;
	rc = flow_run(&flow, e);
	source_free(flow.line.source);
	*rows = total.rows;
	return rc;
}

TEST(inputs_follow_each_other)
{
	struct files f = { .text = { "a\nb", "", "c\nd\n" } };
	struct err e = ERR_INIT;
	int64_t rows;

	for (int jobs = 1; jobs <= 4; jobs++) {
		CHECK_INT(run(&f, jobs, &rows, &e), 0);
		CHECK_INT(rows, 4);
	}
	CHECK_UINT(f.opened, 12);
}

TEST(the_place_is_in_the_right_input)
{
	struct files f = { .text = { "a\nb\n", "c\n", "d\ne\xff\n" } };
	struct err e = ERR_INIT;
	int64_t rows;

	for (int jobs = 1; jobs <= 4; jobs++) {
		CHECK_INT(run(&f, jobs, &rows, &e), -1);
		CHECK_HAS(e.msg, "f2:2: not UTF-8");
		/* The line before it counts. */
		CHECK_INT(rows, 4);
	}
}

TEST(schemas_must_agree)
{
	struct files f = { .text = { "a\n", "b\n" }, .binary_last = true };
	struct err e = ERR_INIT;
	int64_t rows;

	CHECK_INT(run(&f, 1, &rows, &e), -1);
	CHECK_STR(e.msg, "f1: column value is binary, in f0 it is string");
	CHECK_INT(e.status, STATUS_DATA);
}
