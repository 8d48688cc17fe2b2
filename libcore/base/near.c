/* near.c - near matches by edit distance. */
#include "base/near.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define LONGEST 64
/* Names that are shown all where none is near. */
#define FEW 10
#define KEEP 3

/* Edit distance (insert, delete, replace, swap of neighbours), cases folded. */
static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned rows[3][LONGEST + 1], *prev2 = rows[0], *prev = rows[1], *cur = rows[2];
	unsigned best, cost, *t;
	size_t i, j;

	for (j = 0; j <= nb; j++)
		prev[j] = (unsigned)j;
	for (i = 1; i <= na; i++) {
		cur[0] = (unsigned)i;
		for (j = 1; j <= nb; j++) {
			cost = tolower((unsigned char)a[i - 1]) !=
			    tolower((unsigned char)b[j - 1]);
			best = prev[j - 1] + cost;
			if (prev[j] + 1 < best)
				best = prev[j] + 1;
			if (cur[j - 1] + 1 < best)
				best = cur[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && prev2[j - 2] + 1 < best)
				best = prev2[j - 2] + 1;
			cur[j] = best;
		}
		t = prev2;
		prev2 = prev;
		prev = cur;
		cur = t;
	}
	return prev[nb];
}

static unsigned
limit_for(size_t len)
{
	return len <= 3 ? 1 : len <= 8 ? 2 : (unsigned)len / 3;
}

bool
near_enough(const char *name, size_t len, const char *other, size_t n)
{
	unsigned limit = limit_for(len);

	if (len > LONGEST || n > LONGEST)
		return false;
	if (len >= 3 && n >= len && strncasecmp(other, name, len) == 0)
		return true;
	/* Each byte more or less is an edit. */
	return (n < len ? len - n : n - len) <= limit && distance(name, len, other, n) <= limit;
}

size_t
near_names(char *out, size_t outsz, const char *name, const char *const *names,
    size_t count)
{
	const char *kept[KEEP];
	unsigned score[KEEP], d, limit;
	size_t n = 0, i, k, used = 0, len = strlen(name), other;
	char quoted[300];

	if (outsz > 0)
		out[0] = '\0';
	if (len > LONGEST)
		return 0;
	limit = limit_for(len);
	for (i = 0; i < count; i++) {
		if ((other = strlen(names[i])) > LONGEST)
			continue;
		d = distance(name, len, names[i], other);
		/* A name that the wanted one begins is near, however long the rest. */
		if (d > limit && len >= 3 && strncasecmp(names[i], name, len) == 0)
			d = limit;
		if (d > limit)
			continue;
		for (k = n; k > 0 && score[k - 1] > d; k--) {
			if (k < KEEP) {
				score[k] = score[k - 1];
				kept[k] = kept[k - 1];
			}
		}
		if (k < KEEP) {
			score[k] = d;
			kept[k] = names[i];
			if (n < KEEP)
				n++;
		}
	}
	for (i = 0; i < n; i++) {
		err_quote(quoted, sizeof(quoted), kept[i], strlen(kept[i]));
		k = strlen(quoted) + (i > 0 ? 2 : 0);
		if (used + k + 1 > outsz)
			break;
		(void)snprintf(out + used, outsz - used, "%s%s", i > 0 ? ", " : "", quoted);
		used += k;
	}
	return i;
}

const char *
near_hint(char *out, size_t outsz, const char *name, const char *const *names, size_t count)
{
	static const char near[] = "; near: ", all[] = "; there are: ";
	size_t i, used, n;

	if (outsz <= sizeof(all))
		return "";
	if (near_names(out + sizeof(near) - 1, outsz - sizeof(near) + 1, name, names, count) > 0) {
		memcpy(out, near, sizeof(near) - 1);
		return out;
	}
	used = sizeof(all) - 1;
	memcpy(out, all, sizeof(all));
	for (i = 0; i < count && i < FEW; i++) {
		if (outsz - used < 16)
			break;
		used += (size_t)snprintf(out + used, outsz - used, "%s", i > 0 ? ", " : "");
		err_quote(out + used, outsz - used, names[i], strlen(names[i]));
		n = strlen(out + used);
		used += n;
	}
	if (count == 0 || i < count)
		out[0] = '\0';
	return out;
}
