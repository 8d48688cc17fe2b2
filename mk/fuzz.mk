# Fuzz targets: tests/fuzz/NAME_fuzz.c, seeds and regression samples in
# tests/fuzz/corpus/NAME/. Each is linked twice: with libFuzzer, and with replay.c
# as a test that runs its samples under any compiler.

FUZZ_CC ?= clang-14
FUZZ_SECONDS ?= 60
fuzz_names := $(fuzz_src:$(S)tests/fuzz/%_fuzz.c=%)

.PHONY: fuzz fuzz-bins replay-bins
fuzz: ## fuzz each target for FUZZ_SECONDS (60); TARGETS picks some
	@+$(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST)) fuzz-bins \
		BUILD=$(or $(FUZZ_BUILD),build-fuzz) CC=$(FUZZ_CC) \
		SAN=fuzzer-no-link,address,undefined
	@$(S)tests/fuzz/run $(or $(FUZZ_BUILD),build-fuzz) $(FUZZ_SECONDS) $(TARGETS)

fuzz-bins: $(fuzz_names:%=$(BUILD)/fuzz/%)
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%_fuzz.o $(lib)
	@mkdir -p $(@D)
	$(link) -fsanitize=fuzzer $(libs_log) $(libs_json) $(libs_codec)

replay-bins: $(fuzz_names:%=$(BUILD)/tests/fuzz/%)
$(BUILD)/tests/fuzz/%: $(BUILD)/obj/tests/fuzz/%_fuzz.o \
		$(BUILD)/obj/tests/fuzz/replay.o $(lib)
	@mkdir -p $(@D)
	$(link) $(libs_log) $(libs_json) $(libs_codec)
