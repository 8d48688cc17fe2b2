/* seqfile_split.c - OFFSET:LENGTH. */
#include "format/seqfile_split.h"

#include <string.h>

#include "base/num.h"

bool
seqfile_split_parse(const char *text, int64_t *from, int64_t *to)
{
	const char *colon = strchr(text, ':');
	uint64_t offset, length;

	if (colon == NULL || !num_parse_size(text, (size_t)(colon - text), &offset) ||
	    !num_parse_size(colon + 1, strlen(colon + 1), &length) || length == 0 ||
	    offset > INT64_MAX || length > INT64_MAX)
		return false;
	*from = (int64_t)offset;
	*to = length > (uint64_t)(INT64_MAX - *from) ? INT64_MAX : *from + (int64_t)length;
	return true;
}
