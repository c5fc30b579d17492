# Everything runs from .venv, which is made on first use. Needs on the machine: Python 3.11 or later, and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
SOURCES := platform/config platform/kernel platform/observability tenants shared_catalog markets graphql/api

# It needs no database, and would warn that it asked none.
MAKEMIGRATIONS := DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations

# `make demo SERVE=0` stops after the report; `make demo FULL=1` brings the real number of tickets.
SERVE ?= 1
FULL ?= 0

# As pip does: trust whom the machine trusts, which behind a company's proxy is more than uv's own list.
export UV_SYSTEM_CERTS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.NOTPARALLEL:
.PHONY: demo serve test check check-deep layout format-check lint types contracts migrations-check schema-check
.PHONY: format migrations schema lock hooks clean

demo: .venv/.installed
	$(BIN)/tadamun demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(filter-out 0,$(FULL)),--full)

serve: .venv/.installed
	$(BIN)/tadamun serve

test: .venv/.installed
	$(BIN)/pytest -m "not deep"

check: layout format-check lint types contracts migrations-check schema-check test

check-deep: .venv/.installed
	$(BIN)/pytest -m "deep or property" --hypothesis-profile=deep

layout: .venv/.installed
	.ci/layout-check

format-check: .venv/.installed
	$(BIN)/ruff format --check .

lint: .venv/.installed
	$(BIN)/ruff check .

types: .venv/.installed
	$(BIN)/mypy $(SOURCES)

contracts: .venv/.installed
	$(BIN)/lint-imports

migrations-check: .venv/.installed
	$(MAKEMIGRATIONS) --check --dry-run

schema-check: .venv/.installed
	$(BIN)/tadamun schema --check

format: .venv/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations: .venv/.installed
	$(MAKEMIGRATIONS)

schema: .venv/.installed
	$(BIN)/tadamun schema

# Hashes and no index addresses, so the lock is the same whichever mirror made it.
lock: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.lock

hooks: .venv/.installed
	$(BIN)/pre-commit install

# The data goes too: the embedded server's folder may lie outside the checkout (tadamun db status names it).
clean:
	if [ -x $(BIN)/tadamun ]; then DATABASE_URL= $(BIN)/tadamun db remove --yes; fi
	rm -rf var dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.installed: requirements.lock pyproject.toml $(BIN)/uv
	$(BIN)/uv pip sync --python $(BIN)/python --quiet requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --editable .
	touch $@

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tadamun needs Python 3.11 or later: name one with make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is not complete; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
