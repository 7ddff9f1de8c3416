# Two commands are all anyone needs: `make demo` and `make test`. Both install what is missing.
SHELL := /bin/bash
HEARD_DIR ?= .demo
HEARD_LISTEN ?= 127.0.0.1:8080

.PHONY: demo test relink crash bench build assets screenshots install-demo install-test

# The living demonstration: http://127.0.0.1:8080. FRESH=1 starts over. Ctrl-C stops everything.
demo: install-demo assets
	@cargo build --locked --profile demo
	@exec cargo run --quiet --locked --profile demo -- demo --dir "$(HEARD_DIR)" --listen "$(HEARD_LISTEN)" $(if $(FRESH),--fresh)

# Everything that .ci/run runs: style, lints, tests, browser, licences, advisories.
test: install-test assets
	@bash .ci/check

# The attack on the ballot box at its full size: ten waves of 200 people, answered over HTTP through the real
# processes. Prints what was found; fails where somebody was, or where a copy that is broken on purpose was not.
relink: install-demo assets
	@cargo build --locked --profile demo
	@exec cargo run --quiet --locked --profile demo -- relink

# What an answer costs, held against what pgbench makes of the same statements on the same database in the same run.
bench: install-demo assets
	@cargo build --release --locked
	@exec target/release/heard bench

# A minute in which the database and the mixer are killed at random while twelve people at a time answer.
crash: install-test assets
	@cargo test --locked --quiet --test suite crash::killed -- --ignored --nocapture

# An optimised binary at target/release/heard.
build: assets
	cargo build --release --locked

# Style sheet and script, built from npm's packages; nothing of them is committed.
assets: src/web/assets/built/.done

src/web/assets/built/.done: $(shell find src/web/assets -type f -not -path '*/node_modules/*' -not -path '*/built/*' 2>/dev/null)
	@cd src/web/assets && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent build
	@touch $@

# Pictures of every page at 320 and 1280 px, in screenshots/ (not committed).
screenshots: install-test assets
	@cargo build --locked
	@cd tests/browser && node --test screenshots.mjs

install-demo:
	@bash .ci/install demo

install-test:
	@bash .ci/install test
