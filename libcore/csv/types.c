/* types.c - names and types of columns. */
#include "csv/types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "csv/cell.h"

/* More columns than that are no table any more. */
#define COLUMNS_MAX 100000

#define HINT " (-i csv:header=no names the columns _c0, _c1, ...)"

struct csv_types {
	bool enough;
	size_t n;
	char **name;
	size_t *length;
	struct csv_seen *seen;
	size_t *place;		/* of the input at hand: by cell, its column; NULL: in order */
	struct csv_index index;
	struct buf scratch;
	size_t rows;
	int64_t bytes;
	struct schema *schema;
};

struct csv_types *
csv_types_new(bool strings, struct err *e)
{
	struct csv_types *t = mem_zero(1, sizeof(*t), e);

	if (t == NULL)
		return NULL;
	t->enough = strings;
	return t;
}

void
csv_types_free(struct csv_types *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; t->name != NULL && i < t->n; i++)
		free(t->name[i]);
	free(t->name);
	free(t->length);
	free(t->seen);
	free(t->place);
	csv_index_release(&t->index);
	buf_release(&t->scratch);
	schema_unref(t->schema);
	free(t);
}

/* -- names -- */

/* The text of cell c of the record at p. */
static const char *
cell_text(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t c,
    size_t *n, struct err *e)
{
	const uint8_t *cell = csv_cell(&t->index, t->n, p, 0, c, n);

	return *n == 0 ? "" : csv_text(d, cell, *n, &t->scratch, n, e);
}

static int
refuse(const struct csv_types *t, const uint8_t *p, size_t c, const char *what,
    struct err *e)
{
	const uint8_t *cell;
	char shown[120];
	size_t n;

	cell = csv_cell(&t->index, t->n, p, 0, c, &n);
	return err_byte(e, (size_t)(cell - p), "the name of column %zu %s: %s" HINT, c + 1,
	    what, err_quote(shown, sizeof(shown), cell, n));
}

static int
take_name(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t c,
    struct err *e)
{
	char number[32];
	const char *name = number;
	size_t n;

	if (!d->header) {
		n = (size_t)snprintf(number, sizeof(number), "_c%zu", c);
	} else {
		if ((name = cell_text(t, d, p, c, &n, e)) == NULL)
			return -1;
		if (n == 0)
			return refuse(t, p, c, "is empty", e);
		if (utf8_valid_prefix(name, n) < n || memchr(name, '\0', n) != NULL)
			return refuse(t, p, c, "is not UTF-8 without NUL", e);
	}
	t->length[c] = n;
	return (t->name[c] = mem_dup(name, n, e)) == NULL ? -1 : 0;
}

static int
by_name(const void *a, const void *b, void *types)
{
	const struct csv_types *t = types;
	size_t i = *(const size_t *)a, k = *(const size_t *)b;
	int c = mem_compare(t->name[i], t->length[i], t->name[k], t->length[k]);

	return c != 0 ? c : i < k ? -1 : 1;
}

/* The first column whose name an earlier one has, or t->n. */
static int
find_twice(struct csv_types *t, size_t *found, struct err *e)
{
	size_t *order = mem_zero(t->n, sizeof(*order), e);

	if (order == NULL)
		return -1;
	for (size_t i = 0; i < t->n; i++)
		order[i] = i;
	qsort_r(order, t->n, sizeof(*order), by_name, t);
	*found = t->n;
	for (size_t i = 1; i < t->n; i++)
		if (strcmp(t->name[order[i]], t->name[order[i - 1]]) == 0 &&
		    order[i] < *found)
			*found = order[i];
	free(order);
	return 0;
}

static int
take_names(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct err *e)
{
	size_t twice;

	if (n > COLUMNS_MAX)
		return err_byte(e, 0, "more than %d columns", COLUMNS_MAX);
	if ((t->name = mem_zero(n, sizeof(*t->name), e)) == NULL ||
	    (t->length = mem_zero(n, sizeof(*t->length), e)) == NULL ||
	    (t->seen = mem_zero(n, sizeof(*t->seen), e)) == NULL)
		return -1;
	t->n = n;
	for (size_t c = 0; c < n; c++)
		if (take_name(t, d, p, c, e) != 0)
			return -1;
	if (!d->header)
		return 0;
	if (find_twice(t, &twice, e) != 0)
		return -1;
	return twice == n ? 0 : refuse(t, p, twice, "occurs twice", e);
}

/* The column of that name, else the only one whose name differs in case alone; or t->n. */
static size_t
find_name(const struct csv_types *t, const char *name, size_t len)
{
	size_t near = t->n, several = 0;

	for (size_t c = 0; c < t->n; c++) {
		if (t->length[c] != len || strncasecmp(name, t->name[c], len) != 0)
			continue;
		if (memcmp(name, t->name[c], len) == 0)
			return c;
		near = c;
		several++;
	}
	return several == 1 ? near : t->n;
}

/* Cell c of the header, which is not the name of column c: t->place says which it is. */
static int
place_name(struct csv_types *t, bool *taken, size_t c, const char *name, size_t len,
    struct err *e)
{
	char shown[80];
	size_t at = find_name(t, name, len);

	if (at == t->n)
		return err_byte(e, 0, "column %zu is %s, which is none in the files before", c + 1,
		    err_quote(shown, sizeof(shown), name, len));
	if (taken[at])
		return err_byte(e, 0, "column %zu is %s, which occurs twice", c + 1,
		    err_quote(shown, sizeof(shown), name, len));
	taken[at] = true;
	t->place[c] = at;
	return 0;
}

/* Another input: the same columns, in any order. */
static int
match_names(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct err *e)
{
	bool *taken = NULL, moved = false;
	const char *name;
	size_t len;
	int rc = 0;

	free(t->place);
	t->place = NULL;
	if (n != t->n)
		return err_byte(e, 0, "%zu columns, but %zu in the files before", n, t->n);
	if (!d->header)
		return 0;
	if ((t->place = mem_zero(n + 1, sizeof(*t->place), e)) == NULL ||
	    (taken = mem_zero(n + 1, sizeof(*taken), e)) == NULL)
		return -1;
	for (size_t c = 0; rc == 0 && c < n; c++) {
		if ((name = cell_text(t, d, p, c, &len, e)) == NULL)
			rc = -1;
		else if (!taken[c] && mem_compare(name, len, t->name[c], t->length[c]) == 0)
			taken[t->place[c] = c] = true;
		else if ((rc = place_name(t, taken, c, name, len, e)) == 0)
			moved = moved || t->place[c] != c;
	}
	free(taken);
	if (rc == 0 && !moved) {
		free(t->place);
		t->place = NULL;
	}
	return rc;
}

int
csv_types_head(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    struct err *e)
{
	struct csv_index *x = &t->index;

	/* As many columns as there are cells. */
	if (csv_index(x, d, p, n, 0, e) != 0)
		return -1;
	if (x->fault != CSV_CELLS)
		return csv_index_fault(x, p, n, NULL, t->n, e);
	return t->n == 0 && t->schema == NULL ? take_names(t, d, p, x->cells, e) :
	    match_names(t, d, p, x->cells, e);
}

size_t
csv_types_columns(const struct csv_types *t)
{
	return t->n;
}

/* -- types -- */

static int
see(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t r, struct err *e)
{
	for (size_t c = 0; c < t->n; c++) {
		size_t n;
		const uint8_t *cell = csv_cell(&t->index, t->n, p, r, c, &n);
		const char *text = (const char *)cell;
		struct csv_seen *seen = &t->seen[t->place != NULL ? t->place[c] : c];

		if ((seen->kinds & CSV_TEXT) != 0 || csv_is_null(d, cell, n))
			continue;
		if ((text = csv_text(d, cell, n, &t->scratch, &n, e)) == NULL)
			return -1;
		if (n == 0)
			seen->kinds |= CSV_TEXT;
		else
			csv_see(seen, text, n);
	}
	return 0;
}

int
csv_types_look(struct csv_types *t, const struct csv_dialect *d, const uint8_t *p, size_t n,
    size_t missing, struct err *e)
{
	const uint32_t *start;
	size_t r;

	if (t->enough)
		return 0;
	if (csv_index(&t->index, d, p, n, t->n, e) != 0)
		return -1;
	start = (const uint32_t *)(const void *)t->index.start.data;
	for (r = 0; r < t->index.rows && !t->enough; r++) {
		t->enough = t->rows == SAMPLE_ROWS ||
		    t->bytes + start[r] + (int64_t)(r > 0 ? missing : 0) >= SAMPLE_BYTES;
		if (t->enough)
			break;
		if (see(t, d, p, r, e) != 0)
			return -1;
		t->rows++;
	}
	t->enough = t->enough || t->index.fault != CSV_OK;
	t->bytes += (int64_t)(n + missing);
	return 0;
}

bool
csv_types_enough(const struct csv_types *t)
{
	return (t->enough && t->n > 0) || t->schema != NULL;
}

struct schema *
csv_types_schema(struct csv_types *t, struct err *e)
{
	struct schema *s;

	if (t->schema != NULL)
		return schema_ref(t->schema);
	if ((s = schema_new(e)) == NULL)
		return NULL;
	for (size_t c = 0; c < t->n; c++) {
		struct type type = csv_seen_type(&t->seen[c]);

		if (schema_add(s, t->name[c], &type, true, e) == NULL) {
			schema_unref(s);
			return NULL;
		}
	}
	t->schema = s;
	return schema_ref(s);
}

size_t *
csv_types_take_place(struct csv_types *t)
{
	size_t *place = t->place;

	t->place = NULL;
	return place;
}

struct schema *
csv_types_placed(struct csv_types *t, const size_t *place, struct err *e)
{
	struct schema *all = csv_types_schema(t, e), *s;

	if (all == NULL || place == NULL)
		return all;
	s = schema_new(e);
	for (size_t c = 0; s != NULL && c < all->nfield; c++)
		if (schema_add_field(s, &all->field[place[c]], e) == NULL) {
			schema_unref(s);
			s = NULL;
		}
	schema_unref(all);
	return s;
}
