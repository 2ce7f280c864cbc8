# The commands of the house. Needs git, make and any Node ≥ 20 with npm;
# the repository brings its own Node 24 through npm.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

WEB_SOURCES := $(shell find apps/web packages -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print 2>/dev/null)
DATABASE_SOURCES := $(shell find apps/server/src/kernel/db scripts/build-empty-database.ts -type f 2>/dev/null)
NPM_CI := npm ci --no-audit --no-fund --loglevel=error

.PHONY: help install dev demo test acceptance check bench screenshots lock format clean

help: ## Says what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install: build/installed apps/web/dist/index.html build/empty-database.stamp ## Installs and builds all that running needs

dev: install ## Starts everything on http://127.0.0.1:8080 and reloads on change
	@node scripts/dev.ts

demo: install ## Fills a workspace with believable pages and two colleagues who write (FRESH=1 starts anew)
	@FRESH='$(FRESH)' node scripts/demo.ts

test: build/installed-with-tools apps/web/dist/index.html build/empty-database.stamp ## Check, unit, integration and browser tests
	@scripts/test-parts.sh
	@node scripts/test.ts

acceptance: build/installed-with-tools apps/web/dist/index.html build/empty-database.stamp ## Crash, power-cut and fuzz runs at full count (NAME=… for one)
	@node scripts/acceptance.ts $(NAME)

check: build/installed-with-tools ## Types, lint, format, import law, unused code, the lock
	@node scripts/check.ts

bench: build/installed-with-tools apps/web/dist/index.html build/empty-database.stamp ## Lists the benchmarks; NAME=… runs one
	@node scripts/bench.ts $(NAME)

screenshots: build/installed-with-tools apps/web/dist/index.html build/empty-database.stamp ## Every screen into docs/screens (NAME=… for some, OUT=folder elsewhere)
	@NAME='$(NAME)' OUT='$(OUT)' node scripts/screenshots.ts

lock: ## Updates package-lock.json and completes it for other platforms
	npm install --no-audit --no-fund --loglevel=error
	node scripts/complete-lock.ts

format: build/installed-with-tools ## Formats the code
	oxfmt .

clean: ## Removes what was installed and built (never data)
	rm -rf node_modules apps/*/node_modules packages/*/node_modules apps/web/dist build

# Running needs no test tools; once those are installed they serve for both.
build/installed: package-lock.json
	@if [ build/installed-with-tools -nt package-lock.json ]; then :; else $(NPM_CI) --omit=dev; fi
	@mkdir -p build && touch $@

build/installed-with-tools: package-lock.json
	@$(NPM_CI)
	@mkdir -p build && touch $@ build/installed

apps/web/dist/index.html: $(WEB_SOURCES) | build/installed
	@cd apps/web && vite build --logLevel warn

build/empty-database.stamp: $(DATABASE_SOURCES) | build/installed
	@node scripts/build-empty-database.ts
	@touch $@
