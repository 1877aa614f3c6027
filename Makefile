# Build products and tools are kept outside the clone, so that a fresh clone builds as fast as an old one.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/causeway
export CARGO_TARGET_DIR ?= $(CACHE)/target
export CAUSEWAY_TOOLS := $(CACHE)/tools
export PATH := $(CAUSEWAY_TOOLS)/bin:$(PATH)

# For programs that start a lab with sshd, whose instances need mount namespaces of their own.
AS_ROOT := $(if $(filter 0,$(shell id -u)),,scripts/as-root.sh)

NPM_PACKAGES := ui/node_modules/.package-lock.json
# The release build of everything, always in these words: other features of one package would build dependencies again.
RELEASE_BUILD := cargo build --release --package bench --package cli --package causeway-desktop --features causeway-desktop/custom-protocol
UI_SOURCES := ui/index.html ui/vite.config.ts ui/tsconfig.json $(shell find ui/src ui/public -type f 2>/dev/null)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run package test quick bench soak mutants

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, build, and open the app on the demo fleet
	scripts/setup.sh run
	$(MAKE) --no-print-directory ui/dist/index.html
	cargo build --package causeway-desktop --package cli --features causeway-desktop/custom-protocol
	scripts/run.sh

package: ## Build the .deb, install it, open a panel in what was installed, and remove it again
	scripts/setup.sh package
	$(MAKE) --no-print-directory ui/dist/index.html
	$(RELEASE_BUILD)
	scripts/package.sh
	scripts/check-package.sh $(CARGO_TARGET_DIR)/causeway_*.deb $(CARGO_TARGET_DIR)/artifacts/package.png

test: ## Install what is missing and run every check: the gate
	scripts/setup.sh test
	scripts/check.sh all

quick: ## Formatting, lints and unit tests, on what is already installed
	scripts/check.sh quick

bench: ## Measure panels, files, the pool and the window beside what people have today: about 30 minutes; see README, Speed
	scripts/setup.sh test
	$(MAKE) --no-print-directory ui/dist/index.html
	rm -rf "$(CARGO_TARGET_DIR)/bench" "$(CARGO_TARGET_DIR)/criterion"
	mkdir -p "$(CARGO_TARGET_DIR)/bench/parts" # so that it is not root's
	cargo bench --package pool --bench warm
	$(RELEASE_BUILD)
	$(AS_ROOT) $(CARGO_TARGET_DIR)/release/bench-panel
	$(AS_ROOT) $(CARGO_TARGET_DIR)/release/bench-files
	scripts/package.sh
	scripts/bench-window.sh
	$(CARGO_TARGET_DIR)/release/bench-report

soak: ## Run the random tests, the kills and the transfers for longer: see scripts/check.sh
	scripts/setup.sh test
	$(MAKE) --no-print-directory ui/dist/index.html
	scripts/check.sh soak

mutants: ## Change the code of the pool in every small way, and fail if its tests do not notice
	scripts/setup.sh mutants
	scripts/check.sh mutants

$(NPM_PACKAGES): ui/package.json ui/package-lock.json
	cd ui && npm ci
	@touch $@

ui/dist/index.html: $(NPM_PACKAGES) $(UI_SOURCES)
	cd ui && npm run build
