/*
 * replay.c - main() for a fuzz target without libFuzzer: runs the target on every
 * file of the folders and on the files named, and says how many there were.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

static unsigned count;

static int
complain(const char *path)
{
	fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
	return -1;
}

/* The copy is exactly as large as the file, so that a sanitizer sees any step past it. */
static int
replay_file(const char *path, size_t size)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(size ? size : 1);
	int rc = -1;

	if (f == NULL || data == NULL || fread(data, 1, size, f) != size) {
		complain(path);
	} else {
		printf("%s\n", path);
		fflush(stdout);
		LLVMFuzzerTestOneInput(data, size);
		count++;
		rc = 0;
	}
	free(data);
	if (f != NULL)
		fclose(f);
	return rc;
}

static int
replay(const char *path)
{
	struct stat st;
	struct dirent **names;
	char sub[4096];
	int n, rc = 0;

	if (stat(path, &st) != 0)
		return complain(path);
	if (!S_ISDIR(st.st_mode))
		return replay_file(path, (size_t)st.st_size);
	n = scandir(path, &names, NULL, alphasort);
	if (n < 0)
		return complain(path);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			snprintf(sub, sizeof(sub), "%s/%s", path, names[i]->d_name);
			rc |= replay(sub);
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

int
main(int argc, char **argv)
{
	int rc = 0;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++)
		rc |= replay(argv[i]);
	printf("%u samples\n", count);
	return rc != 0;
}
