# What a person types. The steps are in scripts/, one file each, and can be run alone.

# Rounds of kill -9 that `make crash` plays; `make test` plays 20.
ROUNDS ?= 100
# Seeds of faults that `make simulate` plays; `make test` plays 2,000.
SEEDS ?= 1000000
# One of them alone, with its whole trace: make simulate SEED=7
SEED ?=
# How long `make fuzz` looks, over all targets; `make test` looks for 60 s.
SECONDS ?= 3600
# More arguments for the demo: make run DEMO="--speed 20"
DEMO ?=

.DEFAULT_GOAL := help
.PHONY: help run test fmt crash bench simulate fuzz mutants

help: ## list what can be made
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## set up, build, migrate, and start the demo - an event with tills that sell - and the web app
	@scripts/run $(DEMO)

test: ## set up and check everything: format, lints, dependencies, every test on both databases
	@scripts/setup test
	@scripts/check

fmt: ## format the code
	cargo fmt --all

crash: ## kill the server under load, ROUNDS=100 times on each database, and look for a lost sale
	@scripts/setup test
	HANGTAG_TEST_CRASH_ROUNDS=$(ROUNDS) scripts/with-postgres cargo test --locked --test it -- --nocapture crash

simulate: ## play SEEDS=1000000 seeds of faults against the owners, or SEED=7 alone (docs/robustness.md)
	HANGTAG_SIMULATION_SEEDS=$(SEEDS) $(if $(SEED),HANGTAG_SIMULATION_SEED=$(SEED)) \
		cargo test --locked --lib -- --nocapture owner::simulation::every_seed

fuzz: ## look for SECONDS=3600 for input that breaks a reader of what comes from outside
	scripts/fuzz $(SECONDS)

mutants: ## change the rules in src/domain one by one, and see whether a test notices (half an hour)
	@scripts/setup mutants
	scripts/mutants

bench: ## measure everything on both databases in about 17 minutes (docs/performance.md says how)
	@scripts/setup test
	scripts/with-postgres scripts/bench
