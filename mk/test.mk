# Tests: all of them are run and added up by tests/run.

RUN = $(S)tests/run --build $(BUILD) $(if $(J),-j $(J))
NOSLOW = $(if $(SAN),--no-slow)

.PHONY: check check-run test-build check-unit check-cli check-log check-kafka \
	check-par check-layers check-headers
test-build: bins unit-bins gen-bins
	@mkdir -p $(BUILD)/bin $(BUILD)/tests/unit
	@echo '$(SAN)' > $(BUILD)/san

check: deps deps-test
	@+$(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST)) check-run

check-run: test-build
	@$(RUN) $(NOSLOW) $(FILTER)
check-unit: test-build
	@$(RUN) --kinds unit $(FILTER)
check-cli: test-build
	@$(RUN) --kinds cli $(NOSLOW) $(FILTER)
check-log: test-build
	@$(RUN) --kinds log --logs local $(NOSLOW) $(FILTER)
check-kafka: test-build
	@$(RUN) --kinds log,kafka --logs kafka $(NOSLOW) $(FILTER)
# What is worth its time under SAN=thread.
check-par: test-build
	@$(RUN) --kinds unit,cli,log --logs local --tag par --no-slow $(FILTER)

check-layers:
	@$(S)mk/check-layers $(or $(S),.)

headers := $(wildcard $(S)libcore/*/*.h)
.PHONY: $(headers:%=header-%)
check-headers: $(headers:%=header-%)
	@echo "$(words $(headers)) headers compile alone"
$(headers:%=header-%): header-%:
	@echo '#include "$*"' | $(CC) $(all_cflags) -Werror -fsyntax-only -x c \
		-iquote . -Wno-unused-function -
