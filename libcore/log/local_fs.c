/* local_fs.c - the folders of the local log. */
#include "log/local_fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/mem.h"

#define FUSE_MAGIC 0x65735546

/* f_type values as statfs(2) and linux/magic.h list them. */
static const struct {
	uint32_t type;
	const char *name;
} remote[] = {
	{ 0x6969, "NFS" }, { 0x517b, "SMB" }, { 0xff534d42, "CIFS" },
	{ 0xfe534d42, "SMB2" }, { 0x01021997, "9p" }, { 0x00c36400, "CephFS" },
	{ 0x5346414f, "AFS" }, { 0x6b414653, "AFS" }, { 0x73757245, "Coda" },
	{ 0x564c, "NCP" }, { 0x01161970, "GFS2" }, { 0x7461636f, "OCFS2" },
	{ 0x0bd00bd0, "Lustre" }, { 0x47504653, "GPFS" }, { 0x19830326, "BeeGFS" },
	{ 0x20030528, "OrangeFS" }, { 0xaad7aaea, "PanFS" }
};

/* Subtypes of FUSE that keep their files on this machine. */
static const char *const fuse_local[] = {
	"fuse-overlayfs", "ntfs-3g", "ntfs", "exfat", "gocryptfs", "encfs", "cryfs",
	"bindfs", "mergerfs", "zfs", "lxcfs", "ext2", "apfs"
};

const char *
local_fs_refused(long type, const char *subtype)
{
	size_t i;

	for (i = 0; i < sizeof remote / sizeof *remote; i++)
		if ((uint32_t)type == remote[i].type)
			return remote[i].name;
	/* A FUSE without subtype is on a block device (fuseblk). */
	if ((uint32_t)type != FUSE_MAGIC || *subtype == '\0')
		return NULL;
	for (i = 0; i < sizeof fuse_local / sizeof *fuse_local; i++)
		if (strcmp(subtype, fuse_local[i]) == 0)
			return NULL;
	return subtype;
}

/* The X of "fuse.X" in the line of mountinfo for a device, or "". */
static void
fuse_subtype(dev_t dev, char *out, size_t outsz)
{
	FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[4096], want[32];
	char *type;

	*out = '\0';
	if (f == NULL)
		return;
	snprintf(want, sizeof want, " %u:%u ", major(dev), minor(dev));
	while (fgets(line, sizeof line, f) != NULL) {
		type = strstr(line, " - fuse.");
		if (type == NULL || strstr(line, want) == NULL)
			continue;
		type += strlen(" - fuse.");
		snprintf(out, outsz, "%.*s", (int)strcspn(type, " \n"), type);
		break;
	}
	fclose(f);
}

int
local_fs_check(const char *dir, struct err *e)
{
	struct statfs fs;
	struct stat st;
	char subtype[64] = "";
	const char *name;

	if (stat(dir, &st) != 0 || statfs(dir, &fs) != 0)
		return errno == ENOENT ? 0 : err_sys(e, "local log %s", dir);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, STATUS_SYSTEM, "local log %s: not a folder", dir);
	if ((uint32_t)fs.f_type == FUSE_MAGIC)
		fuse_subtype(st.st_dev, subtype, sizeof subtype);
	name = local_fs_refused((long)fs.f_type, subtype);
	if (name == NULL)
		return 1;
	return err_set(e, STATUS_SYSTEM, "local log %s: on a network file system (%s), "
	    "where locks and mapped memory of several machines do not agree; choose a "
	    "local folder with -b file:DIR", dir, name);
}

int
local_fs_sync_dir(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = 0;

	if (fd < 0)
		return err_sys(e, "%s", dir);
	/* Some file systems have no fsync for folders, and need none. */
	if (fsync(fd) != 0 && errno != EINVAL)
		r = err_sys(e, "%s: sync", dir);
	close(fd);
	return r;
}

void
local_fs_follow(const char *dir, const char *folder, int fd)
{
	char *path = mem_printf(NULL, "%s/%s", dir, folder);
	struct stat st;

	if (path != NULL && stat(path, &st) == 0) {
		(void)fchmod(fd, st.st_mode & 0666);
		if (geteuid() == 0 && st.st_uid != 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
			(void)fchmod(fd, 0600);
	}
	free(path);
}

int
local_fs_sync_up(const char *dir, struct err *e)
{
	char *path = realpath(dir, NULL), *slash;
	int r;

	if (path == NULL)
		return err_sys(e, "local log %s", dir);
	r = local_fs_sync_dir(path, e);
	/* Above it, what cannot be opened cannot have been changed by us. */
	while (r == 0 && (slash = strrchr(path, '/')) != NULL && path[1] != '\0') {
		slash[slash == path] = '\0';
		if (access(path, R_OK | W_OK) == 0)
			r = local_fs_sync_dir(path, e);
	}
	free(path);
	return r;
}

static int
make_one(const char *path, struct err *e)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	return err_sys(e, "local log: cannot make %s", path);
}

int
local_fs_make(const char *dir, struct err *e)
{
	char *path = mem_dup(dir, strlen(dir), e), *p;
	int r = 0;

	if (path == NULL)
		return -1;
	for (p = path + 1; r == 0 && *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		r = make_one(path, e);
		*p = '/';
	}
	if (r == 0 && p[-1] != '/')
		r = make_one(path, e);
	free(path);
	return r;
}

void
local_fs_remove(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *f;

	/* cppcheck-suppress readdirCalled; the stream is ours alone */
	while (d != NULL && (f = readdir(d)) != NULL)
		unlinkat(dirfd(d), f->d_name, 0);
	if (d != NULL)
		closedir(d);
	rmdir(dir);
}
