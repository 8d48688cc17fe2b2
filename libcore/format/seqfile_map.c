/* seqfile_map.c - MapFiles: opening one, and the bytes of its data. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "format/seqfile_map_impl.h"
#include "io/fd.h"

/* What is read at once when a few bytes are wanted. */
#define WINDOW (16 << 10)

char *
seqfile_map_data(const char *path, struct err *e)
{
	return mem_printf(e, "%s/data", path);
}

int
seqfile_map_bytes(struct seqfile_map *m, uint64_t pos, size_t n, const uint8_t **p,
    struct err *e)
{
	uint64_t end = m->window_at + m->window.len;
	size_t want = n < WINDOW ? WINDOW : n;

	if (pos > m->size || n > m->size - pos)
		return err_set(e, STATUS_DATA, "%s: byte %" PRIu64 ": cut: %zu bytes are "
		    "missing", m->data, m->size, (size_t)(n - (m->size - pos)));
	if (m->window.data == NULL || pos < m->window_at || pos + n > end) {
		m->window.len = 0;
		m->window_at = pos;
		if (want > m->size - pos)
			want = (size_t)(m->size - pos);
		if (buf_reserve(&m->window, want + 1, e) != 0 || fd_pread(m->fd, m->window.data,
		    want, (int64_t)pos, &m->window.len, m->data, e) != 0)
			return -1;
		if (m->window.len < n)
			return err_set(e, STATUS_DATA, "%s was cut while it was read", m->data);
	}
	*p = m->window.data + (pos - m->window_at);
	return 0;
}

/* Reads the header of the data. */
static int
read_header(struct seqfile_map *m, struct err *e)
{
	const uint8_t *p;
	int rc = 0;

	for (size_t n = WINDOW; rc == 0; n *= 2) {
		size_t have = n < m->size ? n : (size_t)m->size;

		if (seqfile_map_bytes(m, 0, have, &p, e) != 0)
			return -1;
		rc = seq_header_parse(&m->header, p, have, e);
		if (rc < 0)
			err_prefix(e, "%s: byte %" PRId64 ": ", m->data,
			    e != NULL && e->byte >= 0 ? e->byte : 0);
		else if (rc == 0 && have == m->size)
			return err_set(e, STATUS_DATA, "%s: byte %" PRIu64 ": the header is cut",
			    m->data, m->size);
	}
	return rc > 0 ? 0 : -1;
}

static int
open_data(struct seqfile_map *m, struct err *e)
{
	struct stat st;

	if ((m->fd = open(m->data, O_RDONLY | O_CLOEXEC)) < 0 || fstat(m->fd, &st) != 0)
		return err_sys(e, "cannot read %s", m->data);
	if (!S_ISREG(st.st_mode))
		return err_set(e, STATUS_USAGE, "%s is no regular file", m->data);
	m->size = (uint64_t)st.st_size;
	if (read_header(m, e) != 0)
		return -1;
	if ((m->order = seq_order_find(m->header.key_class)) == NULL)
		return err_set(e, STATUS_USAGE, "%s: keys of class %s have no order", m->data,
		    m->header.key_class);
	m->keys = seq_decoder_new(&m->header, SEQ_KEYS, m->limit, e);
	return m->keys == NULL ? -1 : 0;
}

struct seqfile_map *
seqfile_map_open(const char *path, size_t limit, struct err *e)
{
	struct seqfile_map *m = mem_zero(1, sizeof(*m), e);

	if (m == NULL)
		return NULL;
	m->fd = -1;
	m->limit = limit;
	if ((m->data = seqfile_map_data(path, e)) != NULL &&
	    (m->index_path = mem_printf(e, "%s/index", path)) != NULL &&
	    open_data(m, e) == 0 && seqfile_map_index_open(m, e) == 0)
		return m;
	seqfile_map_free(m);
	return NULL;
}

void
seqfile_map_free(struct seqfile_map *m)
{
	if (m == NULL)
		return;
	seq_decoder_free(m->keys);
	seq_decoder_free(m->all);
	seq_header_release(&m->header);
	seqfile_map_index_release(m);
	buf_release(&m->window);
	buf_release(&m->last_key);
	if (m->fd >= 0)
		close(m->fd);
	free(m->data);
	free(m->index_path);
	free(m);
}

const struct seq_header *
seqfile_map_header(const struct seqfile_map *m)
{
	return &m->header;
}
