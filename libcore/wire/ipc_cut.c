/* ipc_cut.c - of the values of a buffer no more than is looked at, while it is read. */
#include <string.h>

#include "base/utf8.h"
#include "wire/ipc_cut.h"

/* Bytes of what is not UTF-8 that stay: so many tell that it is not. */
#define FAULT 4

/* Continuation bytes after the last one that is looked at. */
#define LAST 3

/* What is shorter is read as it is, and so is what would hardly become shorter. */
#define CUT_LEAST (1 << 20)

int64_t
ipc_cut_room(int64_t rows, size_t most, int64_t n)
{
	int64_t each = (int64_t)most + LAST + FAULT;

	if (n < CUT_LEAST || rows > n / 2 / each)
		return 0;
	return rows * each;
}

static int64_t
offset(const struct ipc_cutter *c, int64_t i)
{
	int32_t narrow;
	int64_t wide;

	if (c->cut->width == sizeof(wide)) {
		memcpy(&wide, c->offsets + i * (int64_t)sizeof(wide), sizeof(wide));
		return wide;
	}
	memcpy(&narrow, c->offsets + i * (int64_t)sizeof(narrow), sizeof(narrow));
	return narrow;
}

static void
set_offset(struct ipc_cutter *c, int64_t i)
{
	int32_t narrow = (int32_t)c->out;

	if (c->cut->width == sizeof(c->out))
		memcpy(c->offsets + i * (int64_t)sizeof(c->out), &c->out, sizeof(c->out));
	else
		memcpy(c->offsets + i * (int64_t)sizeof(narrow), &narrow, sizeof(narrow));
}

bool
ipc_cutter_init(struct ipc_cutter *c, struct ipc_cut *cut, uint8_t *offsets, uint8_t *to,
    size_t most)
{
	int64_t last;

	*c = (struct ipc_cutter){ .cut = cut, .offsets = offsets, .to = to, .most = most };
	c->end = last = offset(c, 0);
	for (int64_t i = 0; i <= cut->rows; i++) {
		int64_t next = offset(c, i);

		if (next < last || next > cut->n || last < 0)
			return false;
		last = next;
	}
	c->i = -1;
	return true;
}

/* Adds n bytes at p to the value at hand. */
static void
put(struct ipc_cutter *c, const uint8_t *p, size_t n)
{
	memcpy(c->to + c->out, p, n);
	c->out += (int64_t)n;
	c->kept += n;
}

/* Begins the value after the one at hand: false when there is none. */
static bool
next_value(struct ipc_cutter *c)
{
	int64_t next = c->end;

	if (c->i + 1 > c->cut->rows)
		return false;
	c->i++;
	if (c->i < c->cut->rows)
		next = offset(c, c->i + 1);
	set_offset(c, c->i);
	c->kept = 0;
	c->faulty = false;
	c->begin = c->end;
	c->end = next;
	return c->i < c->cut->rows;
}

/* Takes the n bytes at p of the value at hand; *taken: fewer where a character goes on. */
static int
take(struct ipc_cutter *c, const uint8_t *p, size_t n, size_t *taken, struct err *e)
{
	size_t at = c->kept < c->most ? c->most - c->kept : 0, valid;
	bool ends = c->at + (int64_t)n == c->end;
	struct gap fault = { .at = (size_t)c->i };

	*taken = n;
	if (c->faulty)
		return 0;
	at = at < n ? at : n;
	put(c, p, at);
	/* The last character that stays is whole. */
	while (at < n && c->cut->text && c->kept < c->most + LAST && (p[at] & 0xc0) == 0x80 &&
	    c->begin + (int64_t)c->kept == c->at + (int64_t)at)
		put(c, p + at++, 1);
	if (at == n || !c->cut->text)
		return 0;
	valid = utf8_valid_prefix(p + at, n - at);
	*taken = at + valid;
	if (valid == n - at || (!ends && n - at - valid < FAULT))
		return 0;
	fault.bytes = (size_t)(c->at - c->begin) + at + valid - c->kept;
	fault.text = c->kept;
	n -= at + valid;
	put(c, p + at + valid, n < FAULT ? n : FAULT);
	c->faulty = true;
	*taken += n;
	return fault.bytes > 0 ? gaps_add(&c->cut->faults, &fault, e) : 0;
}

int
ipc_cutter_take(struct ipc_cutter *c, const uint8_t *p, size_t n, size_t *taken, struct err *e)
{
	size_t done = 0, k, some;

	while (done < n) {
		int64_t left = c->end - c->at;

		if (left == 0 && !next_value(c) && c->i == c->cut->rows)
			break;
		left = c->end - c->at;
		some = left < (int64_t)(n - done) ? (size_t)left : n - done;
		if (c->i < 0)
			k = some;
		else if (take(c, p + done, some, &k, e) != 0)
			return -1;
		c->at += (int64_t)k;
		done += k;
		if (k < some)
			break;
	}
	*taken = c->i == c->cut->rows ? n : done;
	return 0;
}

void
ipc_cutter_finish(struct ipc_cutter *c)
{
	while (next_value(c))
		;
}
