# Every target does its own set-up from a fresh clone: Debian 12, Python 3.11, git and make suffice.
SHELL := /bin/bash
BIN := .venv/bin
PORT ?= 8000
SOURCES := bot handlers locales storage programme
CODE := $(SOURCES) tests benchmarks
ARGS ?=
# Tests that run beside one another; they wait for the disk, for PostgreSQL and for the browser.
WORKERS ?= 4
# Files in the order of their names: those of the browser, which take longest, come early.
BESIDE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
# The tests start the program a hundred times: compiled once, it starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test check lint types contract bench crash format lock messages clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 16

.venv/stamp-%: requirements/%.txt pyproject.toml .ci/setup
	@.ci/setup $*

install: .venv/stamp-base ## the program, into .venv

demo: .venv/stamp-base ## the bot and a page with phones on it, at port 8000; PORT= takes another
	@$(BIN)/ocop-bot demo --port $(PORT)

test: .venv/stamp-dev ## every test; ARGS="-k idea" chooses
	@$(BIN)/python -m pytest $(BESIDE) $(ARGS)

check: .venv/stamp-bench ## all that a change must pass: style, types, imports, catalogues, tests, coverage
	@$(MAKE) --no-print-directory -j 3 --output-sync lint types contract
	$(BIN)/python -m locales.check
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest $(BESIDE) $(ARGS)
	@$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: .venv/stamp-dev
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: .venv/stamp-bench
	$(BIN)/mypy

contract: .venv/stamp-dev
	$(BIN)/lint-imports

bench: .venv/stamp-bench ## speed, pace and memory beside the peers; prints the table
	@$(BIN)/python -m benchmarks $(ARGS)

crash: .venv/stamp-dev ## kill -9 at 60 random moments under 200 farmers, and under a broadcast to 20,000; nothing lost
	@OCOP_CRASH_LONG=1 $(BIN)/python -m pytest -m crash -s $(ARGS)

format: .venv/stamp-dev ## put the code in order
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)

messages: .venv/stamp-dev ## collect the sentences of the code into the catalogues
	@$(BIN)/python -m locales.update

lock: .venv/stamp-lock ## write requirements/*.txt anew; ARGS=--upgrade takes newer versions
	@.ci/lock $(ARGS)

clean: ## remove what the targets above made
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis htmlcov
	@rm -f .coverage .coverage.*
