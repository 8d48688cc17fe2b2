/* writable.c - the table of classes, their names and their types. */
#include "seqfile/writable.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seqfile/writable_impl.h"

#define PACKAGE "org.apache.hadoop.io."

static const struct writable_class table[WRITABLE_COUNT] = {
	[WRITABLE_RAW] = { NULL, TYPE_BINARY, 0, 0 },
	[WRITABLE_NULL] = { PACKAGE "NullWritable", TYPE_VOID, -119, 0 },
	[WRITABLE_BOOLEAN] = { PACKAGE "BooleanWritable", TYPE_BOOLEAN, -126, 1 },
	[WRITABLE_BYTE] = { PACKAGE "ByteWritable", TYPE_TINYINT, 0, 1 },
	[WRITABLE_SHORT] = { PACKAGE "ShortWritable", TYPE_SMALLINT, 0, 2 },
	[WRITABLE_INT] = { PACKAGE "IntWritable", TYPE_INT, -123, 4 },
	[WRITABLE_LONG] = { PACKAGE "LongWritable", TYPE_BIGINT, -122, 8 },
	[WRITABLE_VINT] = { PACKAGE "VIntWritable", TYPE_INT, -114, 0 },
	[WRITABLE_VLONG] = { PACKAGE "VLongWritable", TYPE_BIGINT, -113, 0 },
	[WRITABLE_FLOAT] = { PACKAGE "FloatWritable", TYPE_FLOAT, -124, 4 },
	[WRITABLE_DOUBLE] = { PACKAGE "DoubleWritable", TYPE_DOUBLE, 0, 8 },
	[WRITABLE_TEXT] = { PACKAGE "Text", TYPE_STRING, -116, 0 },
	[WRITABLE_BYTES] = { PACKAGE "BytesWritable", TYPE_BINARY, -125, 0 },
	[WRITABLE_MD5] = { PACKAGE "MD5Hash", TYPE_BINARY, -120, 16 },
	[WRITABLE_UTF8] = { PACKAGE "UTF8", TYPE_STRING, 0, 0 },
	[WRITABLE_ARRAY] = { PACKAGE "ArrayWritable", TYPE_ARRAY, -127, 0 },
	[WRITABLE_ARRAY_2D] = { PACKAGE "TwoDArrayWritable", TYPE_ARRAY, -115, 0 },
	[WRITABLE_ARRAY_PRIMITIVE] = { PACKAGE "ArrayPrimitiveWritable", TYPE_ARRAY, 0, 0 },
	[WRITABLE_MAP] = { PACKAGE "MapWritable", TYPE_MAP, -121, 0 },
	[WRITABLE_SORTED_MAP] = { PACKAGE "SortedMapWritable", TYPE_MAP, -117, 0 },
	[WRITABLE_CHAR] = { "char", TYPE_INT, 0, 2 },
};

static const struct {
	const char *word;
	enum writable_id id;
} primitive[] = {
	{ "boolean", WRITABLE_BOOLEAN }, { "byte", WRITABLE_BYTE }, { "char", WRITABLE_CHAR },
	{ "short", WRITABLE_SHORT }, { "int", WRITABLE_INT }, { "long", WRITABLE_LONG },
	{ "float", WRITABLE_FLOAT }, { "double", WRITABLE_DOUBLE },
}, alias[] = {
	{ "null", WRITABLE_NULL }, { "long", WRITABLE_LONG }, { "UTF8", WRITABLE_UTF8 },
	{ "MD5Hash", WRITABLE_MD5 },
};

const struct writable_class *
writable_class(enum writable_id id)
{
	return &table[id];
}

static bool
equal(const char *word, const char *name, size_t n)
{
	return strlen(word) == n && memcmp(word, name, n) == 0;
}

enum writable_id
writable_find(const char *name, size_t n)
{
	for (int i = WRITABLE_NULL; i < WRITABLE_CHAR; i++)
		if (equal(table[i].name, name, n))
			return (enum writable_id)i;
	return WRITABLE_RAW;
}

enum writable_id
writable_primitive(const char *word, size_t n)
{
	for (size_t i = 0; i < sizeof(primitive) / sizeof(*primitive); i++)
		if (equal(primitive[i].word, word, n))
			return primitive[i].id;
	return WRITABLE_RAW;
}

const char *
writable_word(enum writable_id id)
{
	for (size_t i = 0; i < sizeof(primitive) / sizeof(*primitive); i++)
		if (primitive[i].id == id)
			return primitive[i].word;
	return "";
}

/* As writable_find(), also for an alias, as a header may have it. */
static enum writable_id
find_named(const char *name, size_t n)
{
	enum writable_id id = writable_find(name, n);

	for (size_t i = 0; id == WRITABLE_RAW && i < sizeof(alias) / sizeof(*alias); i++)
		if (equal(alias[i].word, name, n))
			id = alias[i].id;
	return id;
}

/* The same, also without the package. */
static enum writable_id
find_any(const char *name, size_t n)
{
	enum writable_id id = find_named(name, n);

	for (int i = WRITABLE_NULL; id == WRITABLE_RAW && i < WRITABLE_CHAR; i++)
		if (equal(table[i].name + sizeof(PACKAGE) - 1, name, n))
			id = (enum writable_id)i;
	return id;
}

/* -- names -- */

const char *
writable_name(const struct writable *w)
{
	return w->name != NULL ? w->name : w->id == WRITABLE_RAW ? "" : table[w->id].name;
}

static const char *
without_package(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL ? name : dot + 1;
}

const char *
writable_short(const struct writable *w)
{
	return without_package(writable_name(w));
}

const char *
writable_id_short(enum writable_id id)
{
	return id == WRITABLE_RAW ? "item" : without_package(table[id].name);
}

void
writable_release(struct writable *w)
{
	for (int i = 0; w->child != NULL && i < 2; i++)
		writable_release(&w->child[i]);
	free(w->child);
	free(w->name);
	memset(w, 0, sizeof(*w));
}

int
writable_children(struct writable *w, struct err *e)
{
	if (w->child == NULL)
		w->child = mem_zero(2, sizeof(*w->child), e);
	return w->child == NULL ? -1 : 0;
}

int
writable_named(struct writable *w, const char *name, size_t n, struct err *e)
{
	memset(w, 0, sizeof(*w));
	if ((w->id = find_named(name, n)) != WRITABLE_RAW)
		return 0;
	return (w->name = mem_dup(name, n, e)) == NULL ? -1 : 0;
}

/* -- NAME<ELEMENT> -- */

/* How many classes w wants inside its angle brackets. */
static int
inside(const struct writable *w)
{
	if (writable_is_map(w->id))
		return 2;
	return w->id == WRITABLE_ARRAY || w->id == WRITABLE_ARRAY_2D ||
	    w->id == WRITABLE_ARRAY_PRIMITIVE;
}

static int parse(struct writable *w, const char **p, const struct writable *in, int depth,
    struct err *e);

/* What stands between < and >, *p being after the <. */
static int
parse_inside(struct writable *w, const char **p, int depth, struct err *e)
{
	int want = inside(w);

	if (want == 0)
		return err_set(e, STATUS_USAGE, "class %s holds no other classes",
		    writable_name(w));
	if (writable_children(w, e) != 0)
		return -1;
	for (int i = 0; i < want; i++) {
		if (parse(&w->child[i], p, w, depth + 1, e) != 0)
			return -1;
		if (**p != (i + 1 < want ? ',' : '>'))
			return err_set(e, STATUS_USAGE, "class %s: '%c' is missing",
			    writable_name(w), i + 1 < want ? ',' : '>');
		++*p;
	}
	return 0;
}

/* Whether w may stand inside the class in. */
static int
check_child(const struct writable *in, const struct writable *w, bool key, struct err *e)
{
	bool good = writable_is_map(in->id) ? !key || w->id != WRITABLE_NULL :
	    w->id != WRITABLE_NULL;

	if (in->id == WRITABLE_ARRAY_PRIMITIVE)
		good = *writable_word(w->id) != '\0';
	if (!good || !(writable_known(w) || writable_open(w)))
		return err_set(e, STATUS_USAGE, "class %s cannot hold %s", writable_name(in),
		    writable_name(w));
	return 0;
}

static int
parse(struct writable *w, const char **p, const struct writable *in, int depth,
    struct err *e)
{
	const char *name = *p;
	size_t n = strcspn(name, "<>, ");

	memset(w, 0, sizeof(*w));
	if (n == 0)
		return err_set(e, STATUS_USAGE, "the name of a class is missing");
	if (depth >= WRITABLE_DEPTH)
		return err_set(e, STATUS_USAGE, "classes inside each other %d deep", depth);
	*p += n;
	w->id = in != NULL && in->id == WRITABLE_ARRAY_PRIMITIVE ?
	    writable_primitive(name, n) : find_any(name, n);
	if (w->id == WRITABLE_RAW) {
		if ((w->name = mem_dup(name, n, e)) == NULL)
			return -1;
		if (**p == '<')
			w->id = WRITABLE_ARRAY;
	}
	if (**p == '<') {
		++*p;
		if (parse_inside(w, p, depth, e) != 0)
			return -1;
	}
	return in == NULL ? 0 : check_child(in, w, w == &in->child[0], e);
}

int
writable_parse(struct writable *w, const char *name, struct err *e)
{
	const char *p = name;

	if (parse(w, &p, NULL, 0, e) == 0) {
		if (*p == '\0')
			return 0;
		err_set(e, STATUS_USAGE, "class %s: \"%s\" is left over", writable_name(w), p);
	}
	writable_release(w);
	return -1;
}

static int
spec(const struct writable *w, bool component, struct buf *out, struct err *e)
{
	int n = inside(w);

	if (buf_printf(out, e, "%s", component ? writable_word(w->id) : writable_name(w)) != 0)
		return -1;
	if (n == 0 || !writable_known(w))
		return 0;
	for (int i = 0; i < n; i++)
		if (buf_add(out, i == 0 ? "<" : ",", 1, e) != 0 ||
		    spec(&w->child[i], w->id == WRITABLE_ARRAY_PRIMITIVE, out, e) != 0)
			return -1;
	return buf_add(out, ">", 1, e);
}

int
writable_spec(const struct writable *w, struct buf *out, struct err *e)
{
	return spec(w, false, out, e);
}

bool
writable_known(const struct writable *w)
{
	if (w->id == WRITABLE_RAW)
		return false;
	for (int i = 0; i < inside(w); i++)
		if (w->child == NULL || !writable_known(&w->child[i]))
			return false;
	return true;
}

/* -- types -- */

static int
array_type(const struct type *element, struct type *out, struct err *e)
{
	return type_array(out, element, false, e);
}

static int
inner_type(const struct writable *w, enum writable_view v, struct type *out, struct err *e)
{
	struct type a = { .id = TYPE_VOID }, b = { .id = TYPE_VOID };
	int rc = -1;

	memset(out, 0, sizeof(*out));
	out->id = table[w->id].type;
	if (inside(w) == 0) {
		if (v == WRITABLE_AS_BYTES && out->id == TYPE_STRING)
			out->id = TYPE_BINARY;
		return 0;
	}
	if (inner_type(&w->child[0], v, &a, e) != 0)
		goto out;
	if (writable_is_map(w->id))
		rc = inner_type(&w->child[1], v, &b, e) != 0 ? -1 : type_map(out, &a, &b, true, e);
	else if (w->id == WRITABLE_ARRAY_2D)
		rc = array_type(&a, &b, e) != 0 ? -1 : array_type(&b, out, e);
	else
		rc = array_type(&a, out, e);
out:
	type_release(&a);
	type_release(&b);
	return rc;
}

int
writable_type(const struct writable *w, enum writable_view v, struct type *out,
    bool *nullable, struct err *e)
{
	*nullable = false;
	memset(out, 0, sizeof(*out));
	out->id = v == WRITABLE_AS_TEXT ? TYPE_STRING : TYPE_BINARY;
	if (v == WRITABLE_AS_TEXT || v == WRITABLE_AS_RAW || !writable_known(w))
		return 0;
	*nullable = w->id == WRITABLE_NULL;
	return inner_type(w, v, out, e);
}
