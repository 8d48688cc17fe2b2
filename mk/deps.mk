# What building and testing need. DEPS=no checks and never installs.

.PHONY: deps deps-test
deps:
	@DEPS=$(DEPS) CC=$(CC) $(S)mk/deps build
deps-test: deps
	@DEPS=$(DEPS) $(S)mk/deps test
