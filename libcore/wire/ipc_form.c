/* ipc_form.c - the frame around every message that is written. */
#include "wire/ipc_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wire/arrow.h"

#define PREFIX 8

void
ipc_message_release(struct ipc_message *m)
{
	buf_release(&m->head);
	buf_release(&m->scratch);
	free(m->piece);
	memset(m, 0, sizeof(*m));
}

int
ipc_piece_add(struct ipc_message *m, const void *p, size_t n, struct err *e)
{
	struct ipc_piece *last = m->npiece > 1 ? &m->piece[m->npiece - 1] : NULL;

	m->bytes += (int64_t)n;
	if (last != NULL && (const char *)last->p + last->n == p) {
		last->n += n;
		return 0;
	}
	if (mem_grow(&m->piece, &m->cappiece, m->npiece + 1, sizeof(*m->piece), e) != 0)
		return -1;
	m->piece[m->npiece].p = p;
	m->piece[m->npiece].n = n;
	m->npiece++;
	return 0;
}

void
ipc_message_begin(struct fbw *w, struct ipc_message *m, int type, int64_t body, bool meta,
    size_t *links, struct err *e)
{
	const struct fbw_slot slot[MESSAGE_SLOTS] = {
		[MESSAGE_VERSION] = { 2, ARROW_V5 },
		[MESSAGE_TYPE] = { 1, type },
		[MESSAGE_HEADER] = { 4, 0 },
		[MESSAGE_BODY] = { 8, body },
		[MESSAGE_META] = { meta ? 4 : 0, 0 }
	};
	int rc = buf_zero(&m->head, PREFIX, e);

	fbw_begin(w, &m->head, e);
	if (rc != 0)
		w->failed = true;
	fbw_table(w, FBW_ROOT, slot, MESSAGE_SLOTS, links);
}

int
ipc_message_end(struct fbw *w, struct ipc_message *m, struct err *e)
{
	struct buf *head = &m->head;
	uint32_t size;

	/* Bodies then begin at multiples of 64 in the stream too. */
	if (fbw_end(w) != 0 ||
	    buf_zero(head, (BLOCK_ALIGN - head->len % BLOCK_ALIGN) % BLOCK_ALIGN, e) != 0)
		return -1;
	if (head->len - PREFIX > IPC_META_MAX)
		return err_set(e, STATUS_DATA, "a schema or metadata over %d MiB",
		    IPC_META_MAX >> 20);
	size = (uint32_t)(head->len - PREFIX);
	memcpy(head->data, ipc_eos, 4);
	memcpy(head->data + 4, &size, sizeof(size));
	m->piece[0].p = head->data;
	m->piece[0].n = head->len;
	m->bytes += (int64_t)head->len;
	return 0;
}
