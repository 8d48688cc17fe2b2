# Tests: tests/run runs them and adds up. tests/README.md says what they look like.

again = $(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST))
RUN = $(S)tests/run --build $(BUILD) $(if $(V),-v) $(if $(J),-j $(J)) $(if $(SAN)$(filter no,$(SLOW)),--no-slow)

.PHONY: check check-all check-run test-build check-unit check-fuzz check-cli check-log \
	check-kafka check-par check-layers check-headers check-docs check-static \
	bench demo
test-build: bins unit-bins gen-bins replay-bins
	@mkdir -p $(BUILD)/bin $(BUILD)/tests/unit
	@echo '$(SAN)' > $(BUILD)/san

# deps may install what the next make finds with pkg-config.
check: deps deps-test ## all tests; installs what they need
	@+$(again) check-run

# A case that takes a sample of a matrix looks for this variable.
check-all: ## all tests, with matrices whole of which check takes a sample
	@+SLUICE_TEST_ALL=yes $(again) check

check-run: test-build ## all tests, installs nothing; FILTER picks
	@$(RUN) $(FILTER)
check-unit: test-build ## the unit tests
	@$(RUN) --kinds unit $(FILTER)
check-fuzz: test-build ## the samples of the fuzz targets
	@$(RUN) --kinds fuzz $(FILTER)
check-cli: test-build ## the command-line cases
	@$(RUN) --kinds cli $(FILTER)
check-log: test-build ## the cases for both logs, with the local one
	@$(RUN) --kinds log --logs local $(FILTER)
check-kafka: test-build ## the cases that need a broker
	@$(RUN) --kinds log,kafka --logs kafka $(FILTER)
check-par: test-build ## what is worth its time under SAN=thread
	@$(RUN) --kinds unit,cli,log --logs local --tag par --no-slow $(FILTER)

check-layers: ## includes point down, threads and exits are where they belong
	@$(S)mk/check-layers $(or $(S),.)

# A template that is included once per type or instruction set is no header: name it .inc.
headers := $(wildcard $(S)libcore/*/*.h)
.PHONY: $(headers:%=header-%)
check-headers: $(headers:%=header-%) ## each header compiles alone
	@echo "$(words $(headers)) headers compile alone"
$(headers:%=header-%): header-%:
	@echo '#include "$*"' | $(CC) $(all_cflags) -Werror -fsyntax-only \
		-Wno-unused-function -iquote . -x c -

check-docs: test-build ## manuals, -h, completions and README agree; examples run
	@if [ -x $(S)tests/docs/check ]; then $(S)tests/docs/check $(BUILD); \
		else echo "no tests/docs/check yet"; fi

check-static: ## cppcheck
	@$(S)mk/check-static $(BUILD) $(or $(S),.)

bench: bins gen-bins bench-bins ## measure against other tools, as ratios; BENCH picks
	@if [ -x $(S)bench/run ]; then BUILD=$(abspath $(BUILD)) $(S)bench/run $(BENCH); \
		else echo "no bench/run yet"; fi

demo: deps ## build, then show the first session
	@+$(again) bins
	@PATH="$$(cd $(BUILD) && pwd)/bin:$$PATH" $(S)tests/demo
