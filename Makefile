# What people run. Everything is set up in .venv/ in this folder; no root, no Docker, no server needed beforehand.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

install: $(INSTALLED)  ## set up .venv/ with all that running and testing need

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Saring needs Python 3.11 or newer; name one: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV)/ (once; half a minute or so)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(INSTALLED)  ## run the main job once on bundled pages; KEEP=1 stays up
	@$(BIN)/python -m worker.local.demo.run $(if $(KEEP),--keep)

test: $(INSTALLED)  ## all tests
	$(BIN)/python -m pytest -m "not chaos"

screenshots: $(INSTALLED)  ## take the pictures of docs/screenshots anew; needs Chromium
	@PYTHONPATH=tests $(BIN)/python tests/e2e/browser/screenshots.py

bench: $(INSTALLED)  ## measure ours against peers, side by side; BENCH="--size 5000" and the like
	@$(BIN)/python benchmarks/speed.py $(BENCH)

chaos: $(INSTALLED)  ## the fault suite, which kills processes on purpose (minutes)
	$(BIN)/python -m pytest -m chaos -s

fuzz: $(INSTALLED)  ## 20,000 mutated pages through extract, clean and sign (several minutes); FUZZ_SEED chooses
	@seed=$${FUZZ_SEED:-$$($(BIN)/python -c 'import secrets; print(secrets.randbelow(10**8))')}; \
	  echo "FUZZ_SEED=$$seed"; FUZZ_SEED=$$seed FUZZ_PAGES=$${FUZZ_PAGES:-20000} $(BIN)/python -m pytest -p no:randomly tests/fuzz

audit: $(INSTALLED)  ## known vulnerabilities of the locked packages; says so where the service can't be reached
	@test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && \
	  .venv-audit/bin/pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'; } || true
	@$(BIN)/python .ci/audit.py

check: $(INSTALLED)  ## format, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

lock: $(INSTALLED)  ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra test --extra check --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --output-file requirements.lock

clean:  ## remove .venv/ and the caches
	rm -rf $(VENV) .venv-audit .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

.PHONY: help install demo test screenshots bench chaos fuzz audit check lock clean
