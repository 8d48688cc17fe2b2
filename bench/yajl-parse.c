/*
 * yajl-parse.c - a bare yajl parse loop: the peer of the scanner without vector code.
 *
 *	yajl-parse < FILE
 *
 * It validates and calls back nothing.
 */
#include <stdio.h>
#include <unistd.h>
#include <yajl/yajl_parse.h>

int
main(void)
{
	static unsigned char buf[256 << 10];
	yajl_handle h = yajl_alloc(NULL, NULL, NULL);
	yajl_status ok;
	ssize_t n;

	if (h == NULL)
		return 3;
	(void)yajl_config(h, yajl_allow_multiple_values, 1);
	do {
		n = read(STDIN_FILENO, buf, sizeof(buf));
		ok = n > 0 ? yajl_parse(h, buf, (size_t)n) : yajl_complete_parse(h);
	} while (n > 0 && ok == yajl_status_ok);
	yajl_free(h);
	if (n >= 0 && ok == yajl_status_ok)
		return 0;
	(void)fprintf(stderr, "yajl-parse: %s\n", n < 0 ? "cannot read" : "not JSON");
	return 1;
}
