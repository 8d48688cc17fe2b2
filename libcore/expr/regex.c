/* regex.c - RLIKE, by PCRE2 with its JIT compiler. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/pattern.h"

/* Steps after which a match is given up with an error. */
#define STEPS 10000000
#define STACK_LEAST ((size_t)32 << 10)
#define STACK_MOST ((size_t)1 << 20)

struct regex {
	pcre2_code *code;
};

struct regex *
regex_new(const char *pattern, size_t n, struct err *e)
{
	struct regex *r = mem_zero(1, sizeof(*r), e);
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	uint8_t words[160];
	int code = PCRE2_ERROR_NOMEMORY;
	size_t at = 0;

	if (r == NULL || context == NULL)
		goto fail;
	/* As in Java, a point matches no line terminator, CR and U+2028 included. */
	pcre2_set_newline(context, PCRE2_NEWLINE_ANY);
	r->code = pcre2_compile((PCRE2_SPTR)pattern, n, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C,
	    &code, &at, context);
	if (r->code == NULL)
		goto fail;
	pcre2_compile_context_free(context);
	/* Without JIT (no memory for code) matching is slower, not different. */
	(void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
	return r;
fail:
	if (code != PCRE2_ERROR_NOMEMORY) {
		pcre2_get_error_message(code, words, sizeof(words));
		err_set(e, STATUS_USAGE, "bad pattern: %s at its byte %zu", (char *)words, at);
	} else {
		err_nomem(e, sizeof(*r));
	}
	if (context != NULL)
		pcre2_compile_context_free(context);
	free(r);
	return NULL;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	free(r);
}

/* What one thread needs to match. */
struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static void
matcher_release(struct matcher *m)
{
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	pcre2_jit_stack_free(m->stack);
}

static int
matcher_init(struct matcher *m, struct err *e)
{
	m->data = pcre2_match_data_create(1, NULL);
	m->context = pcre2_match_context_create(NULL);
	m->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	/* There is no stack where there is no JIT. */
	if (m->data == NULL || m->context == NULL) {
		matcher_release(m);
		return err_nomem(e, STACK_LEAST);
	}
	pcre2_set_match_limit(m->context, STEPS);
	if (m->stack != NULL)
		pcre2_jit_stack_assign(m->context, NULL, m->stack);
	return 0;
}

/* 1 it matches somewhere, 0 not, -1 and the error of the row. */
static int
match(struct call *c, const struct regex *r, const struct matcher *m, int64_t i)
{
	uint8_t words[160];
	size_t n;
	const char *p = vec_bytes(&c->arg[0], i, &n);
	int rc = pcre2_match(r->code, (PCRE2_SPTR)(n > 0 ? p : ""), n, 0, PCRE2_NO_UTF_CHECK,
	    m->data, m->context);

	if (rc >= 0)
		return 1;
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT ||
	    rc == PCRE2_ERROR_JIT_STACKLIMIT || rc == PCRE2_ERROR_HEAPLIMIT)
		return call_error(c, i, "the pattern needs too many steps on this value");
	pcre2_get_error_message(rc, words, sizeof(words));
	return call_error(c, i, "the pattern fails on this value: %s", (char *)words);
}

/* A pattern per row, compiled when it differs from the one before. */
static const struct regex *
row_regex(struct call *c, int64_t i, struct regex **own, const char **last, size_t *lastlen)
{
	struct err why = ERR_INIT;
	size_t n;
	const char *p = vec_bytes(&c->arg[1], i, &n);

	if (*own != NULL && n == *lastlen && (n == 0 || memcmp(p, *last, n) == 0))
		return *own;
	regex_free(*own);
	*last = p;
	*lastlen = n;
	if ((*own = regex_new(n > 0 ? p : "", n, &why)) == NULL)
		call_error(c, i, "%s", why.msg);
	return *own;
}

int
regex_kernel(struct call *c)
{
	const struct regex *r = c->data;
	struct regex *own = NULL;
	uint8_t *out = call_bits(c);
	struct active rows = call_rows(c);
	const char *last = NULL;
	struct matcher m;
	size_t lastlen = 0;
	int64_t i;
	int hit, rc = -1;

	if (out == NULL || matcher_init(&m, c->e) != 0)
		return -1;
	while ((i = active_next(&rows)) >= 0) {
		if (c->data == NULL && (r = row_regex(c, i, &own, &last, &lastlen)) == NULL)
			goto done;
		if ((hit = match(c, r, &m, i)) < 0)
			goto done;
		out[i >> 3] |= (uint8_t)(hit << (i & 7));
	}
	rc = 0;
done:
	regex_free(own);
	matcher_release(&m);
	return rc;
}
