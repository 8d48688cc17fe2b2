# Installation, archives, completions.

PREFIX ?= /usr/local
bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
bashdir = $(PREFIX)/share/bash-completion/completions
zshdir = $(PREFIX)/share/zsh/site-functions
fishdir = $(PREFIX)/share/fish/vendor_completions.d

# SOURCE>TARGET for every data file; programs are installed by themselves.
man_files := $(wildcard $(S)man/*.[157])
installed = \
	$(foreach f,$(man_files),$f>$(mandir)/man$(subst .,,$(suffix $f))/$(notdir $f)) \
	$(foreach f,$(wildcard $(S)completions/bash/*),$f>$(bashdir)/$(notdir $f)) \
	$(foreach f,$(wildcard $(S)completions/zsh/*),$f>$(zshdir)/$(notdir $f)) \
	$(foreach f,$(wildcard $(S)completions/fish/*),$f>$(fishdir)/$(notdir $f))

.PHONY: install uninstall dist completions
install: bins ## install below PREFIX (/usr/local), staged in DESTDIR
	@install -d "$(DESTDIR)$(bindir)"
	@for b in $(cmds); do \
		install -m 755 $(BUILD)/bin/$$b "$(DESTDIR)$(bindir)/$$b" || exit; done
	@set -f; for f in $(subst >,:,$(installed)); do \
		install -D -m 644 "$${f%%:*}" "$(DESTDIR)$${f#*:}" || exit; done

uninstall: ## remove what install has put there
	@rm -f $(cmds:%="$(DESTDIR)$(bindir)/%")
	@for f in $(subst >,:,$(installed)); do rm -f "$(DESTDIR)$${f#*:}"; done

dist: ## build/sluice-VERSION.tar.gz of the committed sources
	@mkdir -p $(BUILD)
	git -C $(or $(S),.) archive --prefix=sluice-$(VERSION)/ HEAD | \
		gzip -9n > $(BUILD)/sluice-$(VERSION).tar.gz

# The tools print them from their option tables; check-docs compares.
completions: bins ## write completions/ anew
	@mkdir -p $(addprefix $(S)completions/,bash zsh fish)
	@for t in $(cmds); do \
		$(BUILD)/bin/$$t --completion bash > $(S)completions/bash/$$t && \
		$(BUILD)/bin/$$t --completion zsh > $(S)completions/zsh/_$$t && \
		$(BUILD)/bin/$$t --completion fish > $(S)completions/fish/$$t.fish || exit; done
