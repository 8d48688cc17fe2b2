/* walk.c - the parts of a valid array or object. */
#include "json/scalar.h"
#include "json/value.h"

static const uint8_t *
skip(const uint8_t *p, const uint8_t *end)
{
	while (p < end && json_white[*p])
		p++;
	return p;
}

const uint8_t *
json_value_end(const uint8_t *p, const uint8_t *end)
{
	size_t depth = 0;

	if (*p != '"' && *p != '{' && *p != '[') {
		while (p < end && !json_boundary[*p])
			p++;
		return p;
	}
	do {
		if (*p == '"') {
			p = json_string_end(p, end, NULL);
			if (p == end)
				return end;
		} else if (*p == '{' || *p == '[') {
			depth++;
		} else if (*p == '}' || *p == ']') {
			depth--;
		}
		p++;
	} while (depth > 0 && p < end);
	return p;
}

bool
json_walk_next(struct json_walk *w)
{
	const uint8_t *p = skip(w->p, w->end);

	/* A bracket opens, or a comma goes on; the rest closes. */
	if (p < w->end && (*p == '{' || *p == '[' || *p == ','))
		p = skip(p + 1, w->end);
	else
		return false;
	if (p == w->end || *p == ']' || *p == '}')
		return false;
	w->key = NULL;
	if (w->object) {
		w->key = p;
		p = json_value_end(p, w->end);
		w->keylen = (size_t)(p - w->key);
		p = skip(p, w->end);
		p = skip(p < w->end ? p + 1 : p, w->end);
		if (p == w->end)
			return false;
	}
	w->value = p;
	w->p = json_value_end(p, w->end);
	w->len = (size_t)(w->p - p);
	return true;
}

struct json_walk
json_walk(const uint8_t *p, size_t n)
{
	return (struct json_walk){ .p = p, .end = p + n, .object = *p == '{' };
}
