# Everything starts here: `make run`, `make demo`, `make test`, `make check`.
# Settings come from the environment: HOST, PORT, AIXIN_DATA_DIR, AIXIN_DATABASE_URL.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

BIN := .venv/bin
# Tests run on every core and on both databases, unless told otherwise:
# make test DATABASE=sqlite TESTS=tests/children
JOBS ?= $(shell nproc)
DATABASE ?= both
TESTS ?=
KILLS ?= 200
SERVE = exec $(BIN)/granian --interface wsgi --host "$$HOST" --port "$$PORT" \
	--blocking-threads 8 --log-level warning wsgi:app

# The demo has a folder of its own and never sees the station's database.
demo: export AIXIN_DATA_DIR := $(CURDIR)/var/demo
demo: export AIXIN_DEMO := 1
demo: export AIXIN_DATABASE_URL :=

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

.PHONY: setup
setup:
	@scripts/setup.sh runtime
	@$(BIN)/python scripts/translations.py compile

.PHONY: setup-dev
setup-dev:
	@scripts/setup.sh dev
	@$(BIN)/python scripts/translations.py compile

.PHONY: run
run: setup  ## install what is missing, then serve the station at http://$HOST:$PORT
	@$(BIN)/flask db upgrade
	@$(BIN)/flask regions load
	@echo "http://$$HOST:$$PORT  (Ctrl+C stops)"
	@$(SERVE)

.PHONY: demo
demo: setup  ## serve a demonstration station with invented data, apart from the real one
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo make
	@echo "http://$$HOST:$$PORT  (Ctrl+C stops)"
	@$(SERVE)

.PHONY: test
test: setup-dev  ## run all tests, on SQLite and PostgreSQL, with a browser
	@$(BIN)/python -m pytest -q -n $(JOBS) --database $(DATABASE) $(TESTS)

.PHONY: check
check: setup-dev  ## run what must pass before a merge: lint, types, floors, translations, holes, tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/translations.py check
	@$(BIN)/python scripts/audit.py
	@$(MAKE) test

.PHONY: audit
audit: setup-dev  ## compare every locked package with the published holes; fails without an answer
	@$(BIN)/python scripts/audit.py --must-answer

.PHONY: sbom
sbom: setup-dev  ## write build/sbom.cdx.json: what the program is made of (CycloneDX, with hashes)
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml \
		--output-reproducible --short-PURLs --output-file build/sbom.cdx.json
	@$(BIN)/python -c "import json; print(len(json.load(open('build/sbom.cdx.json'))['components']), 'components in build/sbom.cdx.json')"

.PHONY: bench-crash
bench-crash: setup-dev  ## kill the server KILLS times (200) amid its work, on both databases
	@$(BIN)/python -m bench.crash --kills $(KILLS)
	@$(BIN)/python -m bench.crash --kills $(KILLS) --database postgresql

.PHONY: bench-line
bench-line: setup-dev  ## fill in 1000 forms over a line that cuts, delays and loses answers
	@$(BIN)/python -m bench.bad_line --forms 1000

.PHONY: install-service
install-service: setup  ## as root: run the station at every start of this computer (systemd)
	@deploy/install.sh

.PHONY: translations
translations: setup-dev  ## take new texts out of code and templates, say what lacks Chinese
	@$(BIN)/python scripts/translations.py update
	@$(BIN)/python scripts/translations.py check
	@$(BIN)/python scripts/translations.py compile

.PHONY: lock
lock: setup-dev  ## lock requirements/*.in with hashes; UPGRADE=1 takes newer versions
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean:  ## remove what can be made again; leaves var/ alone
	@if [ -L .venv ]; then echo ".venv is a link and stays"; else rm -rf .venv; fi
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find app tests scripts migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@find app/translations -name '*.mo' -delete 2>/dev/null || true
