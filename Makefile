# Everything runs from .venv, which is made on first use. Needs on the machine: Python 3.11 or later, and make.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
SOURCES := platform/config platform/kernel platform/observability tenants shared_catalog markets graphql/api

GRAPHIQL := graphql/api/graphiql/source
PYTHON_CLIENT := graphql/clients/python
TYPESCRIPT_CLIENT := graphql/clients/typescript
NPM_OPTIONS := --ignore-scripts --no-audit --no-fund --loglevel=error

# It needs no database, and would warn that it asked none.
MAKEMIGRATIONS := DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations

# `make demo SERVE=0` stops after the report; `make demo FULL=1` brings the real number of tickets.
SERVE ?= 1
FULL ?= 0

# Whoever uses the API as this commit describes it must not be broken; continuous integration names the branch it joins.
AGAINST ?= $(shell git rev-parse --quiet --verify HEAD 2>/dev/null)

# As pip does: trust whom the machine trusts, which behind a company's proxy is more than uv's own list.
export UV_SYSTEM_CERTS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

.NOTPARALLEL:
.PHONY: demo serve test check check-deep bench bench-full layout format-check lint types contracts migrations-check schema-check
.PHONY: clients-check format migrations schema lock hooks clean test-clients graphiql npm-lock clients

demo: .venv/.installed
	$(BIN)/tadamun demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(filter-out 0,$(FULL)),--full)

serve: .venv/.installed
	$(BIN)/tadamun serve

test: .venv/.installed
	$(BIN)/pytest -m "not deep and not clients" --numprocesses=auto --dist=worksteal

check: layout format-check lint types contracts migrations-check schema-check clients-check test

check-deep: .venv/.installed
	$(BIN)/pytest -m "deep or property" --hypothesis-profile=deep

# How fast it is beside its own database, and beside graphene-django: bench/README.md.
bench: .venv/.installed
	$(BIN)/python -m bench

bench-full: .venv/.installed
	$(BIN)/python -m bench --full

# Other people's clients and tools against a server that really listens. Needs Chromium: apt install chromium.
test-clients: .venv/.installed tests/clients/node_modules/.installed $(GRAPHIQL)/node_modules/.installed \
		$(TYPESCRIPT_CLIENT)/node_modules/.installed tests/clients/.venv/.installed
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
		{ echo "This needs a browser; on Debian and Ubuntu: apt install chromium" >&2; exit 1; }
	$(BIN)/pytest -m clients tests/clients

# What browsers get at /graphql/; commit what it changes.
graphiql: $(GRAPHIQL)/node_modules/.installed
	cd $(GRAPHIQL) && $(CURDIR)/$(BIN)/node build.mjs ../built

layout: .venv/.installed
	.ci/layout-check

format-check: .venv/.installed
	$(BIN)/ruff format --check .

lint: .venv/.installed
	$(BIN)/ruff check .

types: .venv/.installed
	$(BIN)/mypy $(SOURCES)
	cd $(PYTHON_CLIENT) && $(CURDIR)/$(BIN)/mypy --cache-dir $(CURDIR)/.mypy_cache/client -p tadamun_client

contracts: .venv/.installed
	$(BIN)/lint-imports

migrations-check: .venv/.installed
	$(MAKEMIGRATIONS) --check --dry-run

schema-check: .venv/.installed
	$(BIN)/tadamun schema --check $(if $(AGAINST),--against $(AGAINST))

clients-check: .venv/.installed
	.ci/clients-check

format: .venv/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrations: .venv/.installed
	$(MAKEMIGRATIONS)

schema: .venv/.installed
	$(BIN)/tadamun schema

# Whoever changed the schema or graphql/clients/operations; commit what it changes.
clients: .venv/.installed $(TYPESCRIPT_CLIENT)/node_modules/.installed
	.ci/generate-python-client $(PYTHON_CLIENT)
	cd $(TYPESCRIPT_CLIENT) && $(CURDIR)/$(BIN)/node node_modules/.bin/graphql-codegen --config codegen.mjs

# Hashes and no index addresses, so the lock is the same whichever mirror made it.
lock: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.lock
	$(BIN)/uv pip compile tests/clients/requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --quiet --output-file tests/clients/requirements.lock

# As above, for npm: no addresses (.npmrc says so).
npm-lock: .venv/.installed
	for folder in $(GRAPHIQL) $(TYPESCRIPT_CLIENT) tests/clients; do \
		(cd $$folder && $(CURDIR)/$(BIN)/npm install --package-lock-only $(NPM_OPTIONS)) || exit 1; done

# Other people's Python, which asks for another graphql-core than ours.
tests/clients/.venv/.installed: tests/clients/requirements.lock .venv/.installed
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python tests/clients/.venv
	$(BIN)/uv pip sync --python tests/clients/.venv/bin/python --quiet tests/clients/requirements.lock
	touch $@

%/node_modules/.installed: %/package-lock.json .venv/.installed
	cd $* && $(CURDIR)/$(BIN)/npm ci $(NPM_OPTIONS)
	touch $@

hooks: .venv/.installed
	$(BIN)/pre-commit install

# The data goes too: the embedded server's folder may lie outside the checkout (tadamun db status names it).
clean:
	if [ -x $(BIN)/tadamun ]; then DATABASE_URL= $(BIN)/tadamun db remove --yes; fi
	rm -rf var dist tests/clients/node_modules $(GRAPHIQL)/node_modules $(TYPESCRIPT_CLIENT)/node_modules
	rm -rf tests/clients/.venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

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
