/* regex.c - RLIKE: Java's patterns translated, matched by PCRE2 with its JIT compiler. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "expr/pattern.h"
#include "expr/regex_java.h"

/*
 * Steps after which a match is given up with an error, besides those for each byte of
 * the value.  A match begins with few; what it takes beyond them counts for the run.
 */
#define STEPS 10000000
#define STEPS_FREE 10000
#define STEPS_BYTE 16
#define STEPS_RUN 500000000
#define STACK_LEAST ((size_t)32 << 10)
#define STACK_MOST ((size_t)1 << 20)

/* Beside PCRE2's errors, which are few: the steps of the run are used up. */
#define RUN_OVER (-10000)

struct regex {
	pcre2_code *code;
	pcre2_code *doubt;		/* values that it matches are refused; NULL: none */
	bool halves;			/* so are those with characters beyond U+FFFF */
};

static pcre2_code *
compile(const void *pattern, size_t n, uint32_t options, struct err *e)
{
	uint8_t words[160];
	size_t at = 0;
	int code = 0;
	pcre2_code *r = pcre2_compile(n > 0 ? pattern : (PCRE2_SPTR)"", n,
	    PCRE2_UTF | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C | options, &code, &at, NULL);

	if (r == NULL) {
		if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAP_FAILED) {
			err_nomem(e, n);
			return NULL;
		}
		/* The place is one of the translation, which nobody has seen. */
		pcre2_get_error_message(code, words, sizeof(words));
		err_set(e, STATUS_USAGE, "bad pattern: %s", (char *)words);
		return NULL;
	}
	/* Without JIT (no memory for code) matching is slower, not different. */
	(void)pcre2_jit_compile(r, PCRE2_JIT_COMPLETE);
	return r;
}

struct regex *
regex_new(const char *pattern, size_t n, struct err *e)
{
	struct regex *r = mem_zero(1, sizeof(*r), e);
	struct regex_traits traits;
	struct buf text = BUF_INIT;

	if (r == NULL || regex_translate(pattern, n, &text, &traits, e) != 0 ||
	    /* 10.42's JIT looks past an atomic group: (?>a*|)a finds aa with its optimized start. */
	    (r->code = compile(text.data, text.len,
	    traits.atomic ? PCRE2_NO_START_OPTIMIZE : 0, e)) == NULL ||
	    (traits.words &&
	    (r->doubt = compile(REGEX_WORDS, sizeof(REGEX_WORDS) - 1, 0, e)) == NULL)) {
		regex_free(r);
		r = NULL;
	} else {
		r->halves = traits.halves;
	}
	buf_release(&text);
	return r;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	pcre2_code_free(r->doubt);
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
	if (m->stack != NULL)
		pcre2_jit_stack_assign(m->context, NULL, m->stack);
	return 0;
}

static bool
over(int rc)
{
	return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT ||
	    rc == PCRE2_ERROR_JIT_STACKLIMIT || rc == PCRE2_ERROR_HEAPLIMIT;
}

/* PCRE2's answer, with more and more steps as long as those of the run last. */
static int
search(const struct matcher *m, const pcre2_code *code, const char *p, size_t n, int64_t *spent)
{
	uint64_t base = STEPS_BYTE * (uint64_t)n, more, steps;
	int rc;

	for (more = STEPS_FREE; ; more *= 10) {
		steps = base + more;
		pcre2_set_match_limit(m->context, steps < UINT32_MAX ? (uint32_t)steps : UINT32_MAX);
		rc = pcre2_match(code, (PCRE2_SPTR)(n > 0 ? p : ""), n, 0, PCRE2_NO_UTF_CHECK,
		    m->data, m->context);
		if (rc != PCRE2_ERROR_MATCHLIMIT || more >= STEPS)
			return rc;
		if (__atomic_add_fetch(spent, (int64_t)more * 10, __ATOMIC_RELAXED) > STEPS_RUN) {
			/* The run ends with this error, but the rows before it are wanted again. */
			__atomic_store_n(spent, 0, __ATOMIC_RELAXED);
			return RUN_OVER;
		}
	}
}

/* Whether Java's answer for the value may be another: 1, 0, or an error of PCRE2's. */
static int
in_doubt(const struct regex *r, const struct matcher *m, const char *p, size_t n, int64_t *spent)
{
	uint8_t most = 0;
	size_t i;
	int rc;

	if (!r->halves && r->doubt == NULL)
		return 0;
	for (i = 0; i < n; i++)
		most = (uint8_t)p[i] > most ? (uint8_t)p[i] : most;
	if (most < 0xcc)
		return 0;
	if (r->halves && most >= 0xf0)
		return 1;
	if (r->doubt == NULL)
		return 0;
	rc = search(m, r->doubt, p, n, spent);
	return rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : rc;
}

/* 1 it matches somewhere, 0 not, -1 and the error of the row. */
static int
match(struct expr_call *c, const struct regex *r, const struct matcher *m, int64_t i)
{
	int64_t *spent = ((const struct rlike *)c->data)->spent;
	uint8_t words[160];
	size_t n;
	const char *p = vec_bytes(&c->arg[0], i, &n);
	int rc = in_doubt(r, m, p, n, spent);

	if (rc > 0)
		return call_error(c, i, "Java may see this value otherwise: it counts characters "
		    "beyond U+FFFF as two in a lookbehind and for \\B, and looks for words "
		    "behind any number of combining marks");
	if (rc == 0)
		rc = search(m, r->code, p, n, spent);
	if (rc >= 0)
		return 1;
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc == RUN_OVER)
		return call_error(c, i, "the pattern has needed too many steps on the values so far");
	if (over(rc))
		return call_error(c, i, "the pattern needs too many steps on this value");
	pcre2_get_error_message(rc, words, sizeof(words));
	return call_error(c, i, "the pattern fails on this value: %s", (char *)words);
}

/* A pattern per row, compiled when it differs from the one before. */
static const struct regex *
row_regex(struct expr_call *c, int64_t i, struct regex **own, const char **last, size_t *lastlen)
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
regex_kernel(struct expr_call *c)
{
	const struct regex *r = ((const struct rlike *)c->data)->constant;
	const bool each = r == NULL;
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
		if (each && (r = row_regex(c, i, &own, &last, &lastlen)) == NULL)
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
