/* route.h - the syntax of paths (path.h), as nodes of a trie. */
#ifndef SLUICE_JSON_ROUTE_H
#define SLUICE_JSON_ROUTE_H

#include "json/tree.h"

/*
 * Follows the path at *text (NUL-terminated) from root, making the nodes that are
 * missing, and leaves *text after it.  NULL: memory, or STATUS_USAGE with *text at
 * the fault.
 */
struct json_node *json_route(struct json_node *root, const char **text, struct err *e);

/* One name at *text, bare or in backquotes, into *name; *text goes after it.  0 or -1. */
int json_route_word(const char **text, struct buf *name, struct err *e);

/* A copy of the last name on the way to node, or "value"; NULL: memory. */
char *json_route_name(const struct json_node *node, struct err *e);

#endif
