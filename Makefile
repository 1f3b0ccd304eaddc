# The whole developer interface. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
DEMO := MENTOR_MODE=demo
export PYTHONUNBUFFERED := 1

.PHONY: help demo demo-data test coverage journeys prove lint format bench messages lock clean

help: ## list what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

# The lock names every library, so nothing is resolved here: a newer release elsewhere cannot break the installation.
.venv/installed: requirements-dev.lock
	@echo "Installing pinned libraries with hashes into .venv ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements-dev.lock; \
	else \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock; \
	fi
	@touch $@

demo: demo-data ## try it: demo centre, web and worker on http://localhost:8000 (PORT=...), until Ctrl-C
	@$(DEMO) $(MANAGE) serve_demo --port $(PORT)

demo-data: .venv/installed ## everything that `make demo` does, but serve
	@$(DEMO) $(MANAGE) prepare_demo --port $(PORT)

test: .venv/installed ## lint, types, floors, tests on SQLite and PostgreSQL, one journey (under five minutes)
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/run_all.sh

coverage: .venv/installed ## the tests again, traced: all of kernel, services and engine must be run by them
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/coverage.sh

journeys: .venv/installed ## every journey in a real browser
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/prove.sh journeys

prove: .venv/installed ## coverage, journeys and the long proofs: security.md and the engine (may take an hour)
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/prove.sh

lint: .venv/installed ## style, templates, types and floors only
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/lint.sh

format: .venv/installed ## format Python and templates
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: .venv/installed ## ratios against rivals in one run, as Markdown (BENCH=full for 100,000)
	@$(BIN)/python -m benchmarks

messages: .venv/installed ## collect and compile the texts for translation (needs gettext)
	@$(MANAGE) makemessages --all --no-location --no-obsolete --ignore .venv --ignore var --ignore tests
	@$(MANAGE) compilemessages --ignore .venv --verbosity 0

lock: ## renew the lock files (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header \
	  --extra postgres --extra redis pyproject.toml -o requirements.lock
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header \
	  --extra postgres --extra redis --extra demo --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove the virtual environment and everything under var/
	@rm -rf .venv var
