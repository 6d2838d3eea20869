# Each target calls one script or cargo; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check fmt release bench audit soak

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build what changed and start a demo hospital in ./data
	@scripts/run

test: ## Everything: format, lints, tests on SQLite and PostgreSQL, browsers
	@scripts/test

check: ## Format and lints only, in a minute
	@scripts/check

fmt: ## Write all Rust code in the house format
	@cargo fmt --all

release: ## Build the program that goes to a hospital
	@scripts/release

bench: ## Measure the program under load
	@scripts/bench

audit: ## Licences, sources and known holes of the dependencies
	@scripts/audit

soak: ## Slow proofs: servers killed a thousand times under load
	@scripts/soak
