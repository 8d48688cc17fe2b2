/* begins.c - whether a text that is meant to be lines begins as JSON of several lines. */
#include "json/begins.h"

#include <stdbool.h>
#include <string.h>

#include "json/scan.h"

/* How the n bytes are JSON: values one after the other, the last one whole or cut. */
static enum json_fault
fault_of(struct json_scan *s, const uint8_t *p, size_t n)
{
	const struct json_piece piece = {
		.text = p, .len = n, .from = JSON_EDGE_TOP, .last = true
	};

	return json_scan_check(s, &piece, NULL) == 0 ? JSON_OK : s->bad.fault;
}

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int
json_begins(const uint8_t *p, size_t n, enum json_begins *what, struct err *e)
{
	struct json_scan *s;
	const uint8_t *line;
	enum json_fault fault;

	*what = JSON_BEGINS_NOT;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		n -= 3;
	}
	for (; n > 0 && is_white(*p); n--)
		p++;
	if (n == 0 || (*p != '[' && *p != '{'))
		return 0;
	if ((s = json_scan_new(0, e)) == NULL)
		return -1;
	fault = fault_of(s, p, n);
	if (*p == '[' && (fault == JSON_OK || fault == JSON_CUT))
		*what = JSON_BEGINS_ARRAY;
	else if (*p == '{' && (fault == JSON_OK || fault == JSON_CUT) &&
	    (line = memchr(p, '\n', n)) != NULL &&
	    fault_of(s, p, (size_t)(line - p)) == JSON_CUT)
		*what = JSON_BEGINS_OBJECT;
	json_scan_free(s);
	return 0;
}
