.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
MINUTES ?= 3
FUZZ_MINUTES ?= 10
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help
help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-10s %s\n", $$1, $$2}'

# --- what everything needs ---------------------------------------------------

$(VENV)/pip: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade -c constraints.txt pip
	@touch $@

$(VENV)/app: $(VENV)/pip pyproject.toml
	$(PIP) install -c constraints.txt --editable .
	@touch $@

$(VENV)/dev: $(VENV)/app
	$(PIP) install -c constraints.txt --group dev
	@touch $@

.PHONY: bootstrap
bootstrap: $(VENV)/dev ## Install everything a developer needs

# --- the product -------------------------------------------------------------

.PHONY: run
run: $(VENV)/app ## Set everything up and serve the site with its sample world (HOST, PORT)
	@$(BIN)/rcp-exchange init
	@$(BIN)/rcp-exchange sample-data
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/rcp-exchange run

.PHONY: wheel
wheel: $(VENV)/dev ## Build dist/*.whl
	$(BIN)/python -m build --wheel

# --- checks ------------------------------------------------------------------

.PHONY: test
test: $(VENV)/dev ## Install what tests need and run them
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: looks
looks: $(VENV)/dev ## Look at every page in Arabic as well, where the tests look at one of each kind
	$(BIN)/python -m pytest -n auto -m exhaustive

.PHONY: lint
lint: $(VENV)/dev ## Check style, strict types and import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fix
fix: $(VENV)/dev ## Fix what can be fixed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: check
check: lint test ## Everything CI runs

.PHONY: stress
stress: $(VENV)/dev ## Kill writers and readers of the index on both databases (MINUTES)
	$(BIN)/python -m tests.stress --minutes $(MINUTES)

.PHONY: fuzz
fuzz: $(VENV)/dev ## Try damaged files on everything that reads, 10 minutes for each of two engines
	$(BIN)/python -m tests.fuzz --minutes $(FUZZ_MINUTES) $(ARGS)

.PHONY: bench
bench: $(VENV)/dev ## Measure, and write docs/benchmarks.md (ARGS="--only engine")
	$(BIN)/python -m benchmarks $(ARGS)

# --- the model --------------------------------------------------------------------

.PHONY: student
student: $(VENV)/dev ## Train the six-language student from DATA="folder …" (search/training/README.md)
	PYTHONPATH=search $(BIN)/python -m training --data $(DATA) --work .cache/training

# --- translations and vendored files -------------------------------------------

TRANSLATIONS := platform/rcp_platform/translations

.PHONY: messages
messages: $(VENV)/dev ## Collect new texts for translation and compile the catalogues
	$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext --no-location --sort-output --omit-header --width 100 -o $(TRANSLATIONS)/messages.pot platform templates
	$(BIN)/pybabel -q update -i $(TRANSLATIONS)/messages.pot -d $(TRANSLATIONS) --no-fuzzy-matching --ignore-obsolete --width 100
	$(BIN)/pybabel -q compile -d $(TRANSLATIONS)
