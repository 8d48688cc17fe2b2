/*
 * seq_pack_read.c - files, then members of archives, in units.
 *
 * Of a file only the name goes into the unit: its content is loaded where the unit is
 * encoded.  A member's content comes out of the archive here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hadoop/record_name.h"
#include "hadoop/seq_pack_impl.h"
#include "seqfile/vint.h"

#define READ_AT_ONCE (1 << 20)

/* The most bytes of a member's name in an error. */
#define SHOWN 200

/* What a member says of its size is taken for memory up to here; then what it has. */
#define TRUST (64 << 20)

/* -- items -- */

/* An empty item.  NULL on failure. */
static struct pack_item *
item_get(struct pack *p, struct err *e)
{
	struct pack_item *k = idle_take(&p->items);

	if (k == NULL && (k = mem_zero(1, sizeof(*k), e)) != NULL)
		k->unit = (struct seq_unit)SEQ_UNIT_INIT;
	return k;
}

/* Waits until there is room for so many bytes, of which taken are in flight then. */
static void
wait_for_room(struct pack *p, uint64_t raw, uint64_t taken)
{
	pthread_mutex_lock(&p->lock);
	while (p->flight > 0 && p->flight + raw > p->most)
		pthread_cond_wait(&p->landed, &p->lock);
	p->flight += taken;
	pthread_mutex_unlock(&p->lock);
}

/* Empties the item; large memory is given back. */
static void
clear(struct pack_item *k)
{
	for (size_t i = 0; i < k->problems; i++)
		free(k->problem[i]);
	if (k->data.cap > SEQ_PACK_KEEP)
		buf_release(&k->data);
	if (k->text.cap > SEQ_PACK_KEEP)
		buf_release(&k->text);
	if (k->unit.data.cap > SEQ_PACK_KEEP)
		seq_unit_release(&k->unit);
	if (k->piece.cap > SEQ_PACK_KEEP)
		buf_release(&k->piece);
	k->text.len = k->piece.len = k->data.len = k->entries = k->problems = 0;
	k->members = k->large = false;
	k->raw = k->files = k->bytes = 0;
}

void
pack_item_put(struct pack *p, struct pack_item *k, bool launched)
{
	uint64_t raw = k->raw;

	clear(k);
	idle_give(&p->items, k);
	if (!launched)
		return;
	pthread_mutex_lock(&p->lock);
	p->flight -= raw;
	pthread_cond_signal(&p->landed);
	pthread_mutex_unlock(&p->lock);
}

void
pack_item_free(void *item)
{
	struct pack_item *k = item;

	seq_unit_release(&k->unit);
	buf_release(&k->text);
	buf_release(&k->data);
	buf_release(&k->piece);
	free(k->entry);
	free(k->problem);
	free(k);
}

/* -- units -- */

/* Serialized bytes of a Text of n bytes and of a BytesWritable of size bytes. */
static uint64_t
raw_key(size_t n)
{
	uint8_t size[VINT_MAX];

	return vint_put(size, (int32_t)n) + n;
}

static uint64_t
raw_value(int64_t size)
{
	return 4 + (uint64_t)size;
}

static bool
begins_unit(struct pack *p, size_t nkey, int64_t size)
{
	return seq_cutter_next(&p->cutter, raw_key(nkey), raw_value(size));
}

struct pack_entry *
pack_entry_add(struct pack_item *k, const uint8_t *key, size_t nkey, int64_t size,
    struct err *e)
{
	struct pack_entry *t;

	if (k->entries >= k->entry_cap && mem_grow(&k->entry, &k->entry_cap, k->entries + 1,
	    sizeof(*k->entry), e) != 0)
		return NULL;
	t = &k->entry[k->entries];
	memset(t, 0, sizeof(*t));
	t->key = k->text.len;
	t->nkey = nkey;
	t->size = size;
	if (buf_add(&k->text, key, nkey, e) != 0)
		return NULL;
	k->entries++;
	k->raw += raw_key(nkey) + raw_value(size);
	return t;
}

/* -- files -- */

int
pack_file_add(struct pack *p, struct pack_item *k, struct err *e)
{
	const struct file_entry *f = &p->file;
	struct pack_entry *t = pack_entry_add(k, f->key, f->nkey, f->size, e);

	if (t == NULL)
		return -1;
	t->mtime = f->mtime;
	t->dev = f->dev;
	t->ino = f->ino;
	t->path = k->text.len;
	return buf_add(&k->text, f->path, strlen(f->path) + 1, e);
}

/* Files up to the end of the unit: 1 when another begins after it, 0 after the last. */
static int
read_files(struct pack *p, struct pack_item *k, struct err *e)
{
	int rc = 1;

	while (p->waits || (rc = file_list_next(p->list, &p->file, e)) == 1) {
		if (pack_is_large(p, p->file.size)) {
			p->waits = true;
			return k->entries > 0 ? 1 : pack_large_read(p, k, NULL, 0, e);
		}
		if (!p->waits && begins_unit(p, p->file.nkey, p->file.size)) {
			p->waits = true;
			if (k->entries > 0)
				return 1;
		}
		p->waits = false;
		if (pack_file_add(p, k, e) != 0)
			return -1;
	}
	return rc;
}

/* -- members -- */

int
pack_member_error(const struct pack *p, const char *words, struct err *e)
{
	return err_set(e, STATUS_DATA, "%s: %.*s%s: %s", archive_in_name(p->archive),
	    SHOWN, (const char *)p->member.name, p->member.nname > SHOWN ? "..." : "", words);
}

static int
too_large(const struct pack *p, int64_t size, int64_t most, struct err *e)
{
	char words[100];

	(void)snprintf(words, sizeof(words), "%s%" PRId64 " bytes; a record holds at most %"
	    PRId64, size < 0 ? "more than " : "", size < 0 ? most : size, most);
	return pack_member_error(p, words, e);
}

/* The most bytes of a member. */
static int64_t
most_of(const struct pack *p)
{
	return p->conf->files.size_max == 0 ? SEQ_PACK_FILE_MAX : p->conf->files.size_max;
}

/* Appends the content of the member: as many bytes as it says, where it says so. */
static int
read_content(struct pack *p, struct buf *out, int64_t *size, struct err *e)
{
	int64_t most = most_of(p), want = p->member.size;
	size_t start = out->len, got = 1;

	if (want > 0 && buf_reserve(out, (size_t)(want < TRUST ? want : TRUST) + 1, e) != 0)
		return -1;
	while (got > 0) {
		/* One byte too many is asked for, to see the end. */
		int64_t left = (want >= 0 ? want : most) - (int64_t)(out->len - start) + 1;
		size_t n = left < READ_AT_ONCE ? (size_t)left : READ_AT_ONCE;

		if (buf_reserve(out, n, e) != 0 ||
		    archive_in_read(p->archive, out->data + out->len, n, &got, e) != 0)
			return -1;
		out->len += got;
		if (got == (size_t)left)
			return want < 0 ? too_large(p, -1, most, e) :
			    pack_member_error(p, "longer than it says", e);
		if (got < n)
			break;
	}
	*size = (int64_t)(out->len - start);
	return want >= 0 && *size < want ? pack_member_error(p, "shorter than it says", e) : 0;
}

/* The key of the member, into p->path from *at on. */
static int
member_key(struct pack *p, size_t *at, struct err *e)
{
	p->path.len = 0;
	if (name_clean((const char *)p->member.name, p->member.nname, &p->path, at, e) != 0)
		return -1;
	if (p->conf->files.key != FILE_KEY_PATH)
		*at += name_last(p->path.data + *at, p->path.len - *at);
	if (p->path.len == *at || p->path.len - *at > SEQ_PACK_KEY_MAX)
		return pack_member_error(p, p->path.len == *at ? "a file without a name" :
		    "its name is too long", e);
	if (p->conf->files.key == FILE_KEY_NAME_MTIME)
		return buf_printf(&p->path, e, "@%" PRId64, p->member.mtime);
	return 0;
}

/* Adds the member that was read to; its content is in k->data from data on. */
static int
add_member(struct pack *p, struct pack_item *k, size_t at, size_t data, int64_t size,
    struct err *e)
{
	struct pack_entry *t = pack_entry_add(k, p->path.data + at, p->path.len - at, size, e);

	if (t == NULL)
		return -1;
	t->data = data;
	return 0;
}

/* Opens the next archive, or ends the one at hand: 1, 0 after the last, -1. */
static int
next_archive(struct pack *p, struct err *e)
{
	if (p->archive != NULL) {
		const struct file_counts *c = archive_in_counts(p->archive);

		for (int i = 0; i < FILE_OTHERS; i++)
			p->r->counts.others[i] += c->others[i];
		archive_in_free(p->archive);
		p->archive = NULL;
	}
	if (p->archives == file_list_archives(p->list))
		return 0;
	p->archive = archive_in_open(file_list_dir(p->list),
	    file_list_archive(p->list, p->archives++), e);
	return p->archive == NULL ? -1 : 1;
}

/* The next member of any archive: 1, 0, -1. */
static int
next_member(struct pack *p, struct err *e)
{
	int rc = 1;

	while (p->archive == NULL || (rc = archive_in_next(p->archive, &p->member, e)) == 0)
		if ((rc = next_archive(p, e)) != 1)
			return rc;
	return rc;
}

/* A content of a size that is not known before counts where the next unit may begin. */
static int
read_members(struct pack *p, struct pack_item *k, struct err *e)
{
	size_t at, data;
	int64_t size = 0;
	int rc;

	k->members = true;
	for (;;) {
		bool known;

		if (!p->waits && (rc = next_member(p, e)) != 1)
			return rc;
		if (member_key(p, &at, e) != 0)
			return -1;
		if (p->member.size > most_of(p))
			return too_large(p, p->member.size, most_of(p), e);
		if (pack_is_large(p, p->member.size)) {
			p->waits = true;
			return k->entries > 0 ? 1 : pack_large_read(p, k, p->path.data + at,
			    p->path.len - at, e);
		}
		known = p->member.size >= 0;
		if (!p->waits && begins_unit(p, p->path.len - at, known ? p->member.size : 0) &&
		    k->entries > 0) {
			p->waits = true;
			return 1;
		}
		p->waits = false;
		data = k->data.len;
		if (read_content(p, &k->data, &size, e) != 0)
			return -1;
		p->cutter.raw += known ? 0 : (uint64_t)size;
		if (add_member(p, k, at, data, size, e) != 0)
			return -1;
	}
}

int
pack_read(struct pack *p, struct pack_item **out, struct err *e)
{
	struct pack_item *k = item_get(p, e);
	int rc = -1;

	if (k == NULL)
		return -1;
	if (!p->listed && (rc = read_files(p, k, e)) == 0) {
		/* Members begin a unit of their own: their content is elsewhere. */
		p->listed = true;
		p->cutter.raw = p->cutter.records = 0;
	}
	if (p->listed && k->entries == 0) {
		/* Their content is held from here on. */
		wait_for_room(p, p->cutter.size, 0);
		rc = read_members(p, k, e);
	}
	if (rc < 0 || k->entries == 0) {
		pack_item_put(p, k, false);
		return rc < 0 ? -1 : 0;
	}
	wait_for_room(p, k->raw, k->raw);
	*out = k;
	return 1;
}
