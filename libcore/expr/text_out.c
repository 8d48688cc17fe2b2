/* text_out.c - text results of kernels. */
#include <string.h>

#include "expr/node.h"

/* The most that a guess may allocate; what is really needed grows. */
#define GUESS_MAX ((size_t)1 << 24)

int
text_start(struct text_out *t, struct expr_call *c, size_t guess)
{
	struct block *b = block_new(((size_t)c->rows + 1) * sizeof(int32_t), c->e);

	memset(t, 0, sizeof(*t));
	if (b == NULL)
		return -1;
	t->call = c;
	c->out->hold[1] = b;
	t->offsets = (int32_t *)(void *)b->data;
	c->out->offsets = t->offsets;
	t->data = block_new(guess < 64 ? 64 : guess > GUESS_MAX ? GUESS_MAX : guess, c->e);
	return t->data == NULL ? -1 : 0;
}

char *
text_room(struct text_out *t, int64_t row, size_t n)
{
	struct expr_scratch *s = t->call->eval->s;
	size_t want, most = s != NULL ? s->text_max : INT32_MAX;

	while (t->row <= row)
		t->offsets[t->row++] = (int32_t)t->len;
	want = t->len + n;
	if (n > most || want > most) {
		if (s != NULL)
			s->too_big = true;
		call_error(t->call, row, "the text passes %zu bytes", most);
		return NULL;
	}
	if (want > t->data->size) {
		if (want < INT32_MAX / 2)
			want *= 2;
		if (block_resize(&t->data, want, t->call->e) != 0)
			return NULL;
	}
	return (char *)t->data->data + t->len;
}

int
text_add(struct text_out *t, int64_t row, const void *p, size_t n)
{
	char *room = text_room(t, row, n);

	if (room == NULL)
		return -1;
	if (n > 0)
		memcpy(room, p, n);
	t->len += n;
	return 0;
}

int
text_finish(struct text_out *t)
{
	while (t->row <= t->call->rows)
		t->offsets[t->row++] = (int32_t)t->len;
	t->call->out->hold[2] = t->data;
	t->call->out->values = t->data->data;
	t->data = NULL;
	return 0;
}

void
text_release(struct text_out *t)
{
	block_unref(t->data);
	t->data = NULL;
}
