/* table_writer.c - the writer of tables. */
#include "format/format.h"
#include "format/table_sink.h"

static struct sink *
create_table(struct out *out, struct schema *s, const struct format_writing *w, struct err *e)
{
	return table_sink_new(out, s, w->table, w->memory, w->epochs, e);
}

const struct format_end write_table = { .format = &format_table, .create = create_table };
