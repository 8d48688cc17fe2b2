/*
 * no_library.so - a machine without a library, for tests.
 *
 *	LD_PRELOAD=no_library.so NO_LIBRARY=libsnappy command
 *
 * dlopen() finds none whose name contains that.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *
dlopen(const char *name, int flags)
{
	static void *(*next)(const char *, int);

	const char *lacks = getenv("NO_LIBRARY");

	if (name != NULL && lacks != NULL && strstr(name, lacks) != NULL)
		return NULL;
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "dlopen");
	return next(name, flags);
}
