/*
 * archive_lib.h - the functions of libarchive, loaded when the first archive is met.
 *
 * libarchive brings libxml2, ICU and libstdc++ with it: to load them takes half of the
 * time of a short command, and most commands meet no archive.
 */
#ifndef SLUICE_HADOOP_ARCHIVE_LIB_H
#define SLUICE_HADOOP_ARCHIVE_LIB_H

#include <archive.h>
#include <archive_entry.h>

#include "base/err.h"

/* What is used of it. */
#define ARCHIVE_LIB(X) \
	X(archive_entry_filetype) \
	X(archive_entry_hardlink) \
	X(archive_entry_is_data_encrypted) \
	X(archive_entry_mtime) \
	X(archive_entry_mtime_is_set) \
	X(archive_entry_nlink) \
	X(archive_entry_pathname) \
	X(archive_entry_pathname_utf8) \
	X(archive_entry_size) \
	X(archive_entry_size_is_set) \
	X(archive_error_string) \
	X(archive_read_data) \
	X(archive_read_free) \
	X(archive_read_header_position) \
	X(archive_read_new) \
	X(archive_read_next_header) \
	X(archive_read_open1) \
	X(archive_read_set_callback_data) \
	X(archive_read_set_options) \
	X(archive_read_set_read_callback) \
	X(archive_read_set_seek_callback) \
	X(archive_read_support_filter_compress) \
	X(archive_read_support_format_7zip) \
	X(archive_read_support_format_cpio) \
	X(archive_read_support_format_iso9660) \
	X(archive_read_support_format_raw) \
	X(archive_read_support_format_tar) \
	X(archive_read_support_format_zip_seekable) \
	X(archive_set_error)

struct archive_lib {
#define ARCHIVE_LIB_FIELD(name) __typeof__(name) *name;
	ARCHIVE_LIB(ARCHIVE_LIB_FIELD)
#undef ARCHIVE_LIB_FIELD
};

/* Any thread.  Static; NULL (STATUS_SYSTEM) where the library is not installed. */
const struct archive_lib *archive_lib(struct err *e);

#endif
