# `make` lists every target. `make run` and `make test` are all a newcomer needs.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: .venv/local ## start the whole site with demo data at http://127.0.0.1:8000 (PORT=9000 moves it)
	@$(BIN)/python -m standins.run || [ $$? -eq 130 ] # Ctrl-C is how it is meant to end

test: .venv/dev ## everything that must hold: lint, types, import contracts, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest

clock: .venv/local ## move a running local site into the future: make clock BY=+3d (+2h, show, reset)
	@$(BIN)/python -m standins.shell tmcard clock $(or $(BY),show)

fmt: .venv/dev ## format the code and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

faults: .venv/dev ## the proof: 10,000 schedules of kills and faults (N=0 all single ones, N=40000 more, REPLAY="..." one)
	$(BIN)/python -m tests.faults --n $(or $(N),10000) --seed $(or $(SEED),1) --replay "$(REPLAY)"

mutants: .venv/dev ## take out each protective line in turn: the proof or a test must notice
	$(BIN)/python -m tests.faults.mutants

bench: .venv/dev ## measure pages against a bare Flask view; ratios of one run
	$(BIN)/python -m bench

words: .venv/dev ## collect new strings into the Chinese catalogue and compile it
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -o .venv/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-pot-creation-date -i .venv/messages.pot -d tmcard/translations -l zh
	$(BIN)/pybabel -q compile -d tmcard/translations

lock: ## pin and hash every dependency anew (needs uv)
	for name in requirements requirements-local requirements-dev; do \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links $$name.in -o $$name.txt || exit 1; \
	done

clean: ## remove the environment and the local run's data
	rm -rf .venv instance

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing (Debian: apt-get install python3-venv)"; exit 1; }

.venv/local: requirements.txt requirements-local.txt | .venv/bin/python
	@echo "Installing what the site needs ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.txt -r requirements-local.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/local
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: help run test clock fmt faults mutants bench words lock clean
