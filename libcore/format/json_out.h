/* json_out.h - rows as JSON lines: an object per row, fields in order. */
#ifndef SLUICE_FORMAT_JSON_OUT_H
#define SLUICE_FORMAT_JSON_OUT_H

#include "base/date.h"
#include "format/text_sink.h"

struct schema;

struct json_out_conf {
	const struct date_zone *zone;	/* of timestamps; NULL is UTC */
};

/*
 * NULL is null; binary a string where it is UTF-8, else {"base64":"..."}; dates
 * and timestamps ISO 8601 strings; NaN and infinities the strings that Spark
 * writes; map keys strings.  conf is a struct json_out_conf.
 */
extern const struct text_encoder json_out;

/* Refuses a schema whose rows would be objects with two members of one name. */
int json_out_check(const struct schema *s, struct err *e);

#endif
