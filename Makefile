# make report   bring the results up to date (makes the environment on first use)
# make test     the tests, without those that take minutes
# make test-all all tests
# make lint     form, types, and whether the generated documents are in step with the code
# make check    quick checks: the code compiles, imports point one way, the workflow can be read
# make accept   take the present results as the accepted ones, with which later runs are compared
# make docs     write docs/data_dictionary.md and docs/schemas from the models, docs/checks.md from the audit, docs/images/rooms.svg from the imports
# make bench    measure the statistics against other libraries, run and report against the cost of starting their tools
# make matrix   renew the table of docs/validation.md that says which typing errors are noticed
# make lock     renew requirements/lock.txt from pyproject.toml and requirements/test.in
# make clean    remove results, logs and caches; the environment stays

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help report test test-all lint form types documents imports check accept docs bench matrix lock clean
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

# The environment belongs to one place, one lock file and one way of installing: when any of them changes, it is made again.
STAMP := .venv/.made-$(shell { pwd; cat requirements/lock.txt; sed '/^\[tool\.pytest/,$$d' pyproject.toml; } | cksum | cut -d' ' -f1)
BIN := .venv/bin
DOCS := docs
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

help:
	@sed -n 's/^# make /  make /p' Makefile

report: $(STAMP)
	@$(BIN)/reanalysis run

test: $(STAMP)
	@$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile

test-all: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist loadfile --hypothesis-profile explore

lint: form types documents imports

form: $(STAMP)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/snakefmt --check Snakefile workflow/Snakefile workflow/reanalysis/workflow
	@$(BIN)/python tools/form.py
	@$(BIN)/python tools/workflow_lint.py

types: $(STAMP)
	@$(BIN)/python tools/ratchet.py

# What make docs would write now, compared with what stands in docs.
documents: $(STAMP)
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; \
	$(MAKE) --silent --no-print-directory docs DOCS="$$fresh" > /dev/null; \
	for made in $$(cd "$$fresh" && find * -type f); do \
	  cmp -s "$$fresh/$$made" "docs/$$made" || { echo "docs/$$made is not in step with the code: make docs"; wrong=1; }; \
	done; \
	exit $${wrong:-0}

imports: $(STAMP)
	@$(BIN)/python -m pytest tests/unit/test_imports.py

check: $(STAMP)
	@$(BIN)/python -m compileall -q workflow benchmarks tests
	@$(BIN)/python -m pytest tests/unit/test_imports.py tests/unit/test_fingerprint.py
	@said=$$($(BIN)/snakemake --dry-run 2>&1) && echo "The workflow can be read." || { echo "$$said"; exit 1; }

accept: $(STAMP)
	@$(BIN)/reanalysis accept

docs: $(STAMP)
	@$(BIN)/python -m reanalysis.report.exports.documentation $(DOCS)
	@$(BIN)/python -m reanalysis.audit.document $(DOCS)
	@$(BIN)/python docs/rooms.py $(DOCS)
	@$(BIN)/python docs/replications.py $(DOCS)
	@echo "docs/data_dictionary.md and docs/schemas are in step with the models, docs/checks.md with the audit, docs/images/rooms.svg with the imports, docs/replications.md with what is pooled now."

bench: $(STAMP)
	@$(BIN)/python benchmarks/bench_entry.py
	@$(BIN)/python benchmarks/bench_statistics.py
	@$(BIN)/python benchmarks/bench.py
	@$(BIN)/reanalysis run --quiet
	@$(BIN)/python benchmarks/bench_report.py

matrix: $(STAMP)
	@cd tests/faults && ../../$(BIN)/python -m mutation.matrix

lock:
	@rm -rf .lock-tools
	@$(PYTHON) -m venv .lock-tools
	@.lock-tools/bin/python -m pip --disable-pip-version-check --quiet install uv
	@.lock-tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  pyproject.toml requirements/test.in -o requirements/lock.txt
	@sed -n 's/ \\$$//; /^[^ ]/p' requirements/lock.txt > workflow/reanalysis/base/locked.txt
	@rm -rf .lock-tools
	@echo "requirements/lock.txt is renewed; make remakes the environment from it."

clean:
	@rm -rf results data/processed logs .snakemake .cache .pytest_cache .hypothesis
	@echo "Results, logs and caches are removed."

# packaging, setuptools and wheel come first: one package of the lock has no wheel and is built with them.
$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is not one. Name one: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@echo "Making the environment in .venv (about a minute, once)"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@awk '/^[^ ]/ { wanted = /^(packaging|setuptools|wheel)==/ } wanted' requirements/lock.txt > .venv/first.txt
	@$(PIP) install --compile --require-hashes -r .venv/first.txt
	@$(PIP) install --compile --require-hashes --no-build-isolation -r requirements/lock.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q workflow
	@touch $(STAMP)
