# Compiler, flags and libraries.

ifneq ($(filter undefined default,$(origin CC)),)
CC := gcc
endif
ifneq ($(filter undefined default,$(origin AR)),)
AR := ar
endif
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
Q := $(if $(V),,@)
ifeq ($(V),)
ifeq ($(findstring s,$(firstword -$(MAKEFLAGS))),)
Q = @echo "  $(notdir $@)";
endif
endif

machine := $(shell $(CC) -dumpmachine 2>/dev/null)
x86_64 := $(filter x86_64-%,$(machine))
aarch64 := $(filter aarch64-%,$(machine))

# The OpenSSF compiler hardening guide, as far as gcc 12 and clang 14 both know
# the flag; without -Wconversion and -Wsign-conversion, which breed casts.
warn_flags := -Wall -Wextra -Wformat=2 -Wimplicit-fallthrough \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wundef -Wvla \
	-Wwrite-strings -Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion \
	$(if $(WERROR),-Werror)
harden_flags := -fstack-protector-strong -fstack-clash-protection -fPIE \
	-fno-delete-null-pointer-checks -fno-strict-overflow \
	-fno-strict-aliasing -fexceptions \
	$(if $(x86_64),-fcf-protection=full) \
	$(if $(aarch64),-mbranch-protection=standard)
harden_ldflags := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack \
	-Wl,--as-needed -Wl,--no-copy-dt-needed-entries

# Checked library calls need optimisation and hide bugs from the sanitizers.
ifeq ($(SAN),)
harden_flags += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else
san_flags := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

NO_KAFKA := $(findstring thread,$(SAN))

defines := -D_GNU_SOURCE -DSLUICE_VERSION='"$(VERSION)"' \
	$(if $(NO_KAFKA),-DSLUICE_NO_KAFKA)
includes := -I$(or $(S),./)libcore
ifneq ($(S),)
includes += -ffile-prefix-map=$(S)=
endif

# No -march=native: these files are chosen at run time by base/cpu.
simd_flags = $(if $(x86_64),$(simd$(suffix $(subst _,.,$(basename $(@F))))))
simd.avx2 := -mavx2 -mbmi -mbmi2 -mlzcnt -mpopcnt -mpclmul
simd.sse42 := -msse4.2 -mpopcnt -mpclmul
simd.avx512 := -mavx512f -mavx512bw -mavx512vl -mbmi -mbmi2 -mlzcnt -mpopcnt -mpclmul

# ---- libraries -------------------------------------------------------------

mods_codec := libpcre2-8 libzstd liblz4 liblzma zlib libdeflate
mods_json := yajl
mods_files := libarchive
mods_log := lmdb libxxhash $(if $(NO_KAFKA),,rdkafka)

pkg_libs = $(shell $(PKG_CONFIG) --libs $1 2>/dev/null || echo missing-library--run--make-deps)
libs_codec := $(call pkg_libs,$(mods_codec)) -lbz2 -ldl -lm -pthread
libs_json := $(call pkg_libs,$(mods_json))
# Tests make archives; the commands load the library when they meet one.
libs_files := $(call pkg_libs,$(mods_files))
libs_log := $(call pkg_libs,$(mods_log))
# yajl's own flag names the folder of its headers; we write <yajl/yajl_parse.h>.
pkg_cflags := $(filter-out -I/usr/include/yajl,$(shell $(PKG_CONFIG) --cflags \
	$(mods_codec) $(mods_json) $(mods_files) $(mods_log) 2>/dev/null))

all_cflags = -std=gnu11 $(CFLAGS) $(warn_flags) $(harden_flags) $(san_flags) \
	$(defines) $(includes) $(pkg_cflags) $(CPPFLAGS) -pthread
all_ldflags = $(harden_ldflags) $(san_flags) $(CFLAGS) $(LDFLAGS) -pthread
