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

/* Nothing more comes: p is the closing bracket, or the end. */
static bool
closed(struct json_walk *w, const uint8_t *p)
{
	w->p = p < w->end ? p + 1 : p;
	return false;
}

/* The next part starts at *at. */
static bool
next(struct json_walk *w, const uint8_t **at)
{
	const uint8_t *p = skip(w->p, w->end);

	/* A bracket opens, or a comma goes on; the rest closes. */
	if (p == w->end || (*p != '{' && *p != '[' && *p != ','))
		return closed(w, p);
	p = skip(p + 1, w->end);
	if (p == w->end || *p == ']' || *p == '}')
		return closed(w, p);
	*at = p;
	return true;
}

bool
json_walk_key(struct json_walk *w)
{
	return next(w, &w->key);
}

bool
json_walk_value(struct json_walk *w)
{
	const uint8_t *p = skip(w->key + w->keylen, w->end);

	p = skip(p < w->end ? p + 1 : p, w->end);
	if (p == w->end)
		return closed(w, p);
	w->value = p;
	return true;
}

bool
json_walk_step(struct json_walk *w)
{
	w->key = NULL;
	if (!w->object)
		return next(w, &w->value);
	if (!json_walk_key(w))
		return false;
	w->keylen = (size_t)(json_value_end(w->key, w->end) - w->key);
	return json_walk_value(w);
}

bool
json_walk_next(struct json_walk *w)
{
	if (!json_walk_step(w))
		return false;
	w->p = json_value_end(w->value, w->end);
	w->len = (size_t)(w->p - w->value);
	return true;
}

struct json_walk
json_walk(const uint8_t *p, size_t n)
{
	return (struct json_walk){ .p = p, .end = p + n, .object = *p == '{' };
}
