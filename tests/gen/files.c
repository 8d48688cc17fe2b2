/*
 * files.c - a tree of small files of JSON-like text.
 *
 *	gen-files [-n COUNT] [-s LEAST] [-S MOST] DIR
 *
 * COUNT (1000) files of LEAST to MOST (1000 to 20000) bytes, at most 1000 in a
 * folder: DIR/000/000000.json and so on.  The same arguments give the same bytes.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t state = 88172645463325252u;

static uint64_t
draw(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % below;
}

static void
die(const char *what)
{
	(void)fprintf(stderr, "gen-files: %s: %s\n", what, strerror(errno));
	exit(3);
}

/* Fills in n bytes: fields with words, numbers and identifiers. */
static void
fill(char *p, size_t n)
{
	static const char *const word[] = {
		"status", "created", "customer", "amount", "shipping", "address", "comment",
		"delivered", "pending", "cancelled", "Berlin", "Lisbon", "Osaka", "Quito", "note",
		"express", "standard", "invoice", "quantity", "article", "colour", "returned"
	};
	size_t at = 0, words = sizeof(word) / sizeof(*word);
	char field[160];

	while (at < n) {
		int k = snprintf(field, sizeof(field),
		    "{\"%s\": \"%s %s\", \"%s\": %d.%02d, \"id\": \"%08x\"},\n", word[draw(words)],
		    word[draw(words)], word[draw(words)], word[draw(words)], (int)draw(10000),
		    (int)draw(100), (unsigned)draw(UINT32_MAX));
		size_t more = (size_t)k < n - at ? (size_t)k : n - at;

		memcpy(p + at, field, more);
		at += more;
	}
}

static void
write_file(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		die(path);
}

int
main(int argc, char **argv)
{
	long count = 1000, least = 1000, most = 20000, i;
	char path[4096], *text;
	int o;

	while ((o = getopt(argc, argv, "n:s:S:")) != -1) {
		switch (o) {
		case 'n':
			count = atol(optarg);
			break;
		case 's':
			least = atol(optarg);
			break;
		case 'S':
			most = atol(optarg);
			break;
		default:
			return 2;
		}
	}
	if (optind + 1 != argc || least < 0 || most < least || (text = malloc((size_t)most + 1)) == NULL)
		return 2;
	if (mkdir(argv[optind], 0777) != 0 && errno != EEXIST)
		die(argv[optind]);
	for (i = 0; i < count; i++) {
		size_t n = (size_t)(least + (long)draw((uint64_t)(most - least) + 1));

		(void)snprintf(path, sizeof(path), "%s/%03ld", argv[optind], i / 1000);
		if (i % 1000 == 0 && mkdir(path, 0777) != 0 && errno != EEXIST)
			die(path);
		(void)snprintf(path, sizeof(path), "%s/%03ld/%06ld.json", argv[optind], i / 1000, i);
		fill(text, n);
		write_file(path, text, n);
	}
	free(text);
	return 0;
}
