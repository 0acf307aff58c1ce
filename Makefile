# What a person types. The steps are in scripts/, one file each, and can be run alone.

# Rounds of kill -9 that `make crash` plays; `make test` plays 20.
ROUNDS ?= 100
# More arguments for the demo: make run DEMO="--speed 20"
DEMO ?=

.DEFAULT_GOAL := help
.PHONY: help run test fmt crash bench

help: ## list what can be made
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## set up, build, migrate, and start the demo: an event with tills that sell
	@scripts/run $(DEMO)

test: ## set up and check everything: format, lints, dependencies, every test on both databases
	@scripts/setup test
	@scripts/check

fmt: ## format the code
	cargo fmt --all

crash: ## kill the server under load, ROUNDS=100 times on each database, and look for a lost sale
	@scripts/setup test
	HANGTAG_TEST_CRASH_ROUNDS=$(ROUNDS) scripts/with-postgres cargo test --locked --test it -- --nocapture crash

bench: ## measure everything on both databases in about 15 minutes (docs/performance.md says how)
	@scripts/setup test
	scripts/with-postgres scripts/bench
