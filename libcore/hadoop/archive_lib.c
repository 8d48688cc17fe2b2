/* archive_lib.c - the functions of libarchive, loaded at need. */
#include "hadoop/archive_lib.h"

#include <dlfcn.h>
#include <pthread.h>

#define NAME "libarchive.so.13"

static struct archive_lib lib;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *lacks = "archives need " NAME ", which is not installed: it is in the "
    "package libarchive13 or libarchive13t64 of Debian and Ubuntu, elsewhere libarchive";

static void
load(void)
{
	void *handle = dlopen(NAME, RTLD_NOW | RTLD_LOCAL);

	if (handle == NULL)
		return;
	lacks = NULL;
	/* A pointer to a function, written as ISO C allows. */
#define LOAD(name) \
	if ((*(void **)&lib.name = dlsym(handle, #name)) == NULL) \
		lacks = NAME " lacks the function " #name;
	ARCHIVE_LIB(LOAD)
#undef LOAD
	/* cppcheck-suppress resourceLeak; the library stays loaded */
}

const struct archive_lib *
archive_lib(struct err *e)
{
	(void)pthread_once(&once, load);
	if (lacks == NULL)
		return &lib;
	err_set(e, STATUS_SYSTEM, "%s", lacks);
	return NULL;
}
