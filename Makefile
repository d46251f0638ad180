# Two commands: `make run` and `make test`. Everything they need is installed into .venv, everything they make lies in var/.
VENV := .venv
PY := $(VENV)/bin/python
STATIC_INPUTS := $(shell find static -type f 2>/dev/null) requirements/base.txt reseller_portal/lib/static.py

.PHONY: run test drills bench bench-list bench-customers bench-ledger bench-usage screenshots requirements lint clean

# honcho counts from 5000 unless it is told, and gives each process a PORT of its own: the first, the web server, gets this
# one, and links in mail lead there from all of them.
run: $(VENV)/.base var/static/.collected
	@$(PY) manage.py prepare --demo --welcome
	@PORT="$${PORT:-8000}" PORTAL_ORIGIN="$${PORTAL_ORIGIN:-http://localhost:$${PORT:-8000}}" PATH="$(CURDIR)/$(VENV)/bin:$$PATH" \
		$(VENV)/bin/honcho --no-prefix start

test: $(VENV)/.dev lint
	@$(PY) tests/cluster.py $(PY) -m pytest

drills: $(VENV)/.dev
	@$(PY) tests/cluster.py $(PY) -m pytest -m drill

lint: $(VENV)/.dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(VENV)/bin/mypy

bench: bench-list

bench-list: $(VENV)/.dev
	@$(PY) bench/list.py --customers 1000
	@$(PY) bench/list.py --customers 100000

bench-customers: $(VENV)/.dev
	@$(PY) -m bench.customers

# Without the baseline it measures what it can, and says what it could not.
bench-ledger: $(VENV)/.dev
	@$(MAKE) --no-print-directory $(VENV)/.bench || true
	@$(PY) -m bench.ledger

bench-usage: $(VENV)/.dev
	@$(PY) -m bench.usage

screenshots: $(VENV)/.dev
	@$(PY) -m pytest -m screenshots

# Compiled without the index they came from, so that any mirror will do.
requirements: $(VENV)/bin/python
	@$(VENV)/bin/pip install --quiet uv
	@cd requirements && for name in base dev bench; do ../$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--no-emit-index-url --no-emit-find-links --no-header --generate-hashes $$name.in -o $$name.txt; done

clean:
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@echo "Making a virtual environment ..."
	@python3 -m venv $(VENV)

# uv is quick but knows nothing of pip's own settings, so where it cannot reach an index, pip does it.
$(VENV)/.base $(VENV)/.dev $(VENV)/.bench: $(VENV)/.%: requirements/%.txt | $(VENV)/bin/python
	@echo "Installing what requirements/$*.txt lists ..."
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check uv 2>/dev/null || true
	@$(VENV)/bin/uv pip install --quiet --python $(PY) --require-hashes -r $< 2>/dev/null \
		|| $(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

var/static/.collected: $(STATIC_INPUTS) $(VENV)/.base
	@echo "Collecting static files ..."
	@$(PY) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
