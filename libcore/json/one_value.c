/* one_value.c - one value by itself. */
#include "json/json.h"

#include <string.h>

#include "json/scan.h"

int
json_check(const void *text, size_t n, unsigned depth, struct json_bad *bad)
{
	struct json_scan *s = json_scan_new(depth, NULL);
	const struct json_piece p = {
		.text = text, .len = n, .from = JSON_EDGE_TOP, .last = true, .one = true
	};
	int rc;

	*bad = (struct json_bad){ JSON_OK, 0, SIZE_MAX };
	if (s == NULL)
		return -1;
	rc = json_scan_check(s, &p, NULL);
	*bad = s->bad;
	json_scan_free(s);
	return rc;
}

void
json_place(const void *text, size_t at, uint64_t *line, uint64_t *column)
{
	const char *p = text, *end = p + at, *q;

	*line = 1;
	while ((q = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		++*line;
		p = q + 1;
	}
	*column = (uint64_t)(end - p) + 1;
}

int
json_refuse(struct err *e, const void *text, size_t n, const struct json_bad *bad,
    unsigned depth)
{
	char words[200], shown[80];
	uint64_t line, column;

	json_words(words, sizeof(words), text, n, bad, depth);
	json_place(text, bad->at, &line, &column);
	err_quote(shown, sizeof(shown), text, n);
	err_set(e, STATUS_DATA, "not JSON: %s at byte %zu (%llu:%llu): %s", words,
	    bad->at, (unsigned long long)line, (unsigned long long)column, shown);
	if (e != NULL)
		e->byte = (int64_t)bad->at;
	return -1;
}
