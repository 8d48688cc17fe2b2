# Sluice: build, install, test. GNU make.
#
#   make                     programs into build/bin
#   make SAN=address,undefined [target]     the same in build-asan
#   make SAN=thread [target]                the same in build-tsan, k* without kafka
#   make BUILD=DIR CC=clang-14 WERROR=1     another directory, compiler, strict
#   make help                every target

VERSION = 0.1.0

MAKEFLAGS += -rR
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL = /bin/bash

# S is the source directory with its slash, empty when make runs inside it.
S := $(patsubst ./%,%,$(dir $(lastword $(MAKEFILE_LIST))))

.PHONY: all
all: bins ## the programs (default)

SAN ?=
san_name_address,undefined = -asan
san_name_thread = -tsan
comma := ,
BUILD ?= build$(if $(SAN),$(or $(san_name_$(SAN)),-$(subst $(comma),-,$(SAN))))

include $(S)mk/flags.mk

# ---- sources ---------------------------------------------------------------

lib_src := $(wildcard $(S)libcore/*/*.c)
# librdkafka does not run under ThreadSanitizer: leave its log out.
ifneq ($(NO_KAFKA),)
lib_src := $(filter-out $(S)libcore/log/kafka%,$(lib_src))
endif
cmds := $(sort $(patsubst $(S)cmd/%.c,%,$(wildcard $(S)cmd/*.c)) \
	$(patsubst $(S)cmd/%/,%,$(dir $(wildcard $(S)cmd/*/*.c))))
unit_src := $(wildcard $(S)tests/unit/*_test.c)
ifneq ($(NO_KAFKA),)
unit_src := $(filter-out $(S)tests/unit/%kafka_test.c,$(unit_src))
endif
gen_src := $(wildcard $(S)tests/gen/*.c)
tool_src := $(wildcard $(S)tests/tool/*.c)
preload_src := $(wildcard $(S)tests/preload/*.c)
ifneq ($(NO_KAFKA),)
tool_src := $(filter-out $(S)tests/tool/kafka%,$(tool_src))
endif
fuzz_src := $(wildcard $(S)tests/fuzz/*_fuzz.c)
bench_src := $(wildcard $(S)bench/*.c)

obj = $(patsubst $(S)%.c,$(BUILD)/obj/%.o,$1)
lib := $(BUILD)/libcore.a
lib_obj := $(call obj,$(lib_src))
bins := $(cmds:%=$(BUILD)/bin/%)
unit_bins := $(unit_src:$(S)tests/unit/%.c=$(BUILD)/tests/unit/%)
gen_bins := $(gen_src:$(S)tests/gen/%.c=$(BUILD)/tests/bin/gen-%) \
	$(tool_src:$(S)tests/tool/%.c=$(BUILD)/tests/bin/%) \
	$(preload_src:$(S)tests/preload/%.c=$(BUILD)/tests/lib/%.so)
bench_bins := $(bench_src:$(S)bench/%.c=$(BUILD)/bench/%)

# ---- rules -----------------------------------------------------------------

.PHONY: bins lib unit-bins gen-bins bench-bins clean FORCE
bins: $(bins)
lib: $(lib)
unit-bins: $(unit_bins)
gen-bins: $(gen_bins)
bench-bins: $(bench_bins)

# A file that changes only when its text does: what depends on it is rebuilt
# when flags change, or when a source file comes or goes.
define stamp
@mkdir -p $(@D)
@printf '%s\n' '$(subst ','\'',$1)' | cmp -s - $@ || \
	printf '%s\n' '$(subst ','\'',$1)' > $@
endef

$(BUILD)/flags.stamp: FORCE
	$(call stamp,$(CC) $(all_cflags) $(all_ldflags))
$(BUILD)/sources.stamp: FORCE
	$(call stamp,$(lib_src))

$(BUILD)/obj/%.o: $(S)%.c $(BUILD)/flags.stamp
	@mkdir -p $(@D)
	$(Q)$(CC) $(all_cflags) $(simd_flags) -MMD -MP -c -o $@ $<

$(lib): $(lib_obj) $(BUILD)/sources.stamp
	@rm -f $@
	$(Q)$(AR) rcs $@ $(lib_obj)

link = $(Q)$(CC) $(all_ldflags) -o $@ $(filter %.o %.a,$^)

# Which libraries a command links beside the codecs: only k* the log's, only
# what reads JSON yajl.
libs_of = $(if $(filter k%,$1),$(libs_log)) \
	$(if $(filter jflat df%,$1),$(libs_json)) $(libs_codec)

cmd_obj = $(call obj,$(wildcard $(S)cmd/$1.c $(S)cmd/$1/*.c))
define cmd_rule
$(BUILD)/bin/$1: $(call cmd_obj,$1) $(lib)
	@mkdir -p $$(@D)
	$$(link) $(call libs_of,$1)
endef
$(foreach c,$(cmds),$(eval $(call cmd_rule,$c)))

$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(lib)
	@mkdir -p $(@D)
	$(link) $(libs_log) $(libs_json) $(libs_files) $(libs_codec)

# Generators know nothing of libcore; other helpers may use it.
$(BUILD)/tests/bin/gen-%: $(BUILD)/obj/tests/gen/%.o
	@mkdir -p $(@D)
	$(link)
$(BUILD)/tests/bin/%: $(BUILD)/obj/tests/tool/%.o $(lib)
	@mkdir -p $(@D)
	$(link) $(if $(filter kafka%,$(@F)),$(libs_log)) $(if $(filter df%,$(@F)),$(libs_json)) $(libs_codec)
# For LD_PRELOAD, where no sanitizer runs.
$(BUILD)/tests/lib/%.so: $(S)tests/preload/%.c $(BUILD)/flags.stamp
	@mkdir -p $(@D)
	$(Q)$(CC) $(filter-out $(san_flags),$(all_cflags)) -fPIC -shared -o $@ $< -ldl
# Peers that are no program, and what measures; they know nothing of libcore.
$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o
	@mkdir -p $(@D)
	$(link) $(libs_json)

clean: ## remove the build directories
	rm -rf build build-* $(BUILD)

.SECONDARY:
-include $(patsubst %.o,%.d,$(lib_obj) $(foreach c,$(cmds),$(call cmd_obj,$c)) \
	$(call obj,$(unit_src) $(gen_src) $(tool_src) $(fuzz_src) $(bench_src)))

include $(S)mk/deps.mk
include $(S)mk/fuzz.mk
include $(S)mk/test.mk
include $(S)mk/install.mk

.PHONY: help
help: ## the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		sort | awk -F'|' '{ printf "%-16s%s\n", $$1, $$2 }'
