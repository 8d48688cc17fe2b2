/*
 * path.h - reaches into JSON text: value:commit.committer.name, [0], ['odd key'].
 *
 * A set of paths is compiled once and then read by any number of threads.  All
 * of its paths are followed in the one pass that also validates the text.
 *
 * Syntax: names and subscripts, name.name[0]['odd key'].name; a bare name is
 * made of letters, digits, _ and non-ASCII characters; `any name` in backquotes,
 * 'any name' or "any name" in brackets (the closing quote doubled, or \ before
 * a character, to have it inside).  A leading $ (as in Spark's get_json_object)
 * is the value itself: $.name, $[0], $.  Subscripts count from 0.  Names match
 * exactly, byte for byte after escapes are resolved.  Of duplicate keys the
 * first whose value is there and not null counts, as in get_json_object.
 */
#ifndef SLUICE_JSON_PATH_H
#define SLUICE_JSON_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/column.h"

struct json_paths;

/* An empty set, for values at most depth deep (0: JSON_DEPTH); NULL on failure. */
struct json_paths *json_paths_new(unsigned depth, struct err *e);

/* NULL is harmless. */
void json_paths_free(struct json_paths *p);

/*
 * Compiles the path that starts at *text (NUL-terminated) and leaves *text
 * after its last character: at the first one that cannot belong to a path.
 * Returns its index in the set (paths are numbered from 0 as they come), or -1:
 * STATUS_USAGE with *text at the fault, or out of memory.
 */
int json_paths_add(struct json_paths *p, const char **text, struct err *e);

/*
 * The name that path i gives to its column: its last name; for a subscript the
 * last name before it, else "value".  UTF-8; lives as long as the set.
 */
const char *json_paths_name(const struct json_paths *p, size_t i);

/*
 * Follows all paths in every row of in (string or binary).  out[i], one column
 * per path, becomes the string column of what path i finds: strings unescaped,
 * numbers and literals as their text, objects and arrays minified; NULL where it
 * finds nothing or JSON null, and where in is NULL.  rows, unless NULL, is a
 * bitmap: rows whose bit is clear are not looked at and give NULL.
 * 0; or -1 with nothing in out: the first value that is not JSON (e->row tells
 * which, e->byte where in it), or a column that would pass 2 GiB (STATUS_DATA).
 */
int json_paths_column(const struct json_paths *p, const struct column *in,
    const uint8_t *rows, struct column *out, struct err *e);

#endif
