/* csv_out.h - rows as CSV (RFC 4180) or TSV. */
#ifndef SLUICE_FORMAT_CSV_OUT_H
#define SLUICE_FORMAT_CSV_OUT_H

#include "base/date.h"
#include "format/text_sink.h"

enum csv_binary { CSV_BINARY_TEXT, CSV_BINARY_BASE64, CSV_BINARY_HEX };

struct csv_out_conf {
	char separator;		/* nothing that numbers, dates and quotes are made of */
	bool tsv;		/* TSV's escapes, else CSV's quotes */
	bool header;		/* a first line of names */
	enum csv_binary binary;	/* TEXT: a value that is not UTF-8 is an error */
	const char *null;	/* text of NULL; NULL: nothing between the separators */
	const struct date_zone *zone;
};

/*
 * Whether there are columns and every one has a CSV form: nested ones have none
 * (STATUS_USAGE).  0 or -1.
 */
int csv_out_check(const struct schema *s, struct err *e);

/*
 * CSV: fields with the separator, a quote, CR, LF, or blanks at an end are quoted, and so are
 * an empty string (NULL is empty without quotes) and text equal to null.
 * TSV: tab, LF, CR and backslash are \t, \n, \r and \\, nothing is quoted; NULL and an
 * empty string are one unless null is given, and only a null that begins with a backslash
 * cannot be text.
 * conf is a struct csv_out_conf.
 */
extern const struct text_encoder csv_out;

#endif
