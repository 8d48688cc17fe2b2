/* options.c - what the options of jflat come to. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/files.h"
#include "io/in.h"
#include "jflat.h"

/* The text of --schema: that of a file where there is one of that name. */
static char *
schema_text(const char *arg, struct err *e)
{
	struct buf text = BUF_INIT;
	char block[4096], *out;
	struct in *in;
	size_t got;
	int rc;

	if (access(arg, F_OK) != 0)
		return strdup(arg);
	if ((in = in_open(arg, false, e)) == NULL)
		return NULL;
	while ((rc = in_read(in, block, sizeof(block), &got, e)) == 0 && got > 0)
		if ((rc = buf_add(&text, block, got, e)) != 0)
			break;
	in_free(in);
	out = rc == 0 && buf_zero(&text, 1, e) == 0 ? strdup((char *)text.data) : NULL;
	buf_release(&text);
	return out;
}

static int
get_path(struct jflat *j, const struct opts *o, struct err *e)
{
	struct buf list = BUF_INIT;

	/* Given several times, it is one list. */
	for (size_t i = 0; i < opt_count(o, OPT_PATH); i++)
		if (buf_printf(&list, e, "%s%s", i > 0 ? ", " : "", opt_nth(o, OPT_PATH, i)) != 0)
			goto out;
	if (buf_zero(&list, 1, e) != 0)
		goto out;
	j->cols = json_cols_parse((const char *)list.data, j->conf.pieces.depth, e);
	if (j->cols == NULL)
		err_prefix(e, "option --path: ");
out:
	buf_release(&list);
	return j->cols == NULL ? -1 : 0;
}

static int
get_schema(struct jflat *j, const struct opts *o, struct err *e)
{
	char *text;

	if (!opt_given(o, OPT_SCHEMA)) {
		j->infer = true;
		return 0;
	}
	if ((text = schema_text(opt_text(o, OPT_SCHEMA, ""), e)) == NULL)
		return -1;
	j->cols = json_cols_ddl(text, j->conf.pieces.depth, e);
	if (j->cols == NULL)
		err_prefix(e, "option --schema: ");
	free(text);
	return j->cols == NULL ? -1 : 0;
}

static int
get_bad(struct jflat *j, const struct opts *o, struct err *e)
{
	const char *where = opt_text(o, OPT_BAD, "fail");
	struct words names = WORDS_INIT;
	struct out *file = NULL;
	int rc;

	if (strcmp(where, "fail") == 0)
		return 0;
	if (strcmp(where, "skip") != 0) {
		j->bad_file = where;
		/* It must be no input, which is seen before it is emptied. */
		rc = cmd_files(j->cmd, 0, &names, e);
		words_release(&names);
		if (rc != 0)
			return -1;
		if ((file = out_create(where, e)) == NULL)
			return -1;
	}
	j->bad = j->conf.bad = bad_log_new(file, e);
	j->conf.pieces.recover = true;
	return j->bad == NULL ? -1 : 0;
}

int
jflat_options(struct jflat *j, struct err *e)
{
	const struct opts *o = cmd_opts(j->cmd);

	if (opt_given(o, OPT_PATH) && opt_given(o, OPT_FLATTEN))
		return opt_error(o, OPT_PATH, e, "--flatten says otherwise");
	if (opt_given(o, OPT_SCHEMA) && !opt_given(o, OPT_FLATTEN))
		return opt_error(o, OPT_SCHEMA, e, "needs --flatten");
	if (opt_given(o, OPT_KEEP) && !opt_given(o, 'c'))
		return opt_error(o, OPT_KEEP, e, "needs -c");
	if (cmd_depth(j->cmd, &j->conf.pieces.depth, e) != 0)
		return -1;
	j->conf.pieces.value_max = json_pieces_value_max(cmd_memory(j->cmd));
	j->conf.pieces.lines = opt_given(o, 'i');
	if ((opt_given(o, OPT_PATH) && get_path(j, o, e) != 0) ||
	    (opt_given(o, OPT_FLATTEN) && get_schema(j, o, e) != 0))
		return -1;
	j->conf.cols = j->cols;
	return get_bad(j, o, e);
}

int
jflat_take(struct jflat *j, struct json_infer *f, int rc, struct err *e)
{
	int64_t rows = rc == 0 ? json_infer_rows(f) : 0;

	if (rc == 0)
		j->conf.cols = j->cols = json_infer_cols(f, e);
	json_infer_free(f);
	if (rc != 0 || j->cols == NULL)
		return -1;
	if (j->cols->n == 0 && rows > 0)
		return err_set(e, STATUS_DATA, "no value has a member for --flatten to make a "
		    "column of: --schema names the columns");
	return 0;
}
