# What building and testing need. DEPS=no checks and never installs; DEPS=apt asks
# neither Maven nor pip.

.PHONY: deps deps-test deps-ci
deps: ## install what building lacks; DEPS=no only says so
	@DEPS='$(DEPS)' CC='$(CC)' $(S)mk/deps build
deps-test: deps ## the same for testing
	@DEPS='$(DEPS)' $(S)mk/deps test
deps-ci: deps-test ## the same for .ci/run
	@DEPS='$(DEPS)' $(S)mk/deps ci
