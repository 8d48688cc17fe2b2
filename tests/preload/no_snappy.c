/*
 * no_snappy.so - a machine without libsnappy, for tests.
 *
 *	LD_PRELOAD=no_snappy.so command
 *
 * dlopen() finds no library of that name.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void *
dlopen(const char *name, int flags)
{
	static void *(*next)(const char *, int);

	if (name != NULL && strstr(name, "libsnappy") != NULL)
		return NULL;
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "dlopen");
	return next(name, flags);
}
