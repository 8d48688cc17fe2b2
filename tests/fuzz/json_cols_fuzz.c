/*
 * json_cols_fuzz.c - any text as the columns of --path and --schema: columns, or a
 * usage error that says something.  The first byte picks which of the two.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "json/cols.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct err e = ERR_INIT;
	struct json_cols *c;
	char *text;

	if (len == 0 || len > 1 << 14 || (text = malloc(len)) == NULL)
		return 0;
	memcpy(text, data + 1, len - 1);
	text[len - 1] = '\0';
	c = (data[0] & 1) != 0 ? json_cols_parse(text, 0, &e) : json_cols_ddl(text, 0, &e);
	if (c == NULL ? e.status != STATUS_USAGE || e.msg[0] == '\0' :
	    c->n == 0 || c->n != c->schema->nfield)
		abort();
	json_cols_free(c);
	free(text);
	return 0;
}
