# Two commands do everything on a machine with Python 3.11 to 3.13 and make: `make run` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test lint types check-data unit browser screenshots bench format clean

run: $(VENV)/.run
	@echo "Korea Posture Ledger: http://127.0.0.1:$(PORT)"
	@PORT=$(PORT) $(BIN)/python deploy/serve.py

test: lint types check-data unit browser

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

check-data: $(VENV)/.test
	$(BIN)/python -m components.tables
	$(BIN)/frictionless validate data/datapackage.json

unit: $(VENV)/.test
	$(BIN)/python -m pytest --ignore=tests/browser -n 2

browser: $(VENV)/.browser
	$(BIN)/python -m pytest tests/browser

screenshots: $(VENV)/.browser
	$(BIN)/python tests/browser/screenshots.py

# An environment of its own: Dash brings a pytest plugin that would run in every test.
bench: $(VENV)-bench/.bench
	$(VENV)-bench/bin/python tests/benchmarks/bench.py $(BENCH)

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/.browser: $(VENV)/.test
	$(BIN)/python tests/browser/install.py
	@touch $@

$(VENV)-bench/.bench: requirements.txt requirements-dev.txt requirements-bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt -r requirements-bench.txt
	$(VENV)-bench/bin/python tests/browser/install.py
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench build .pytest_cache .mypy_cache .ruff_cache .hypothesis
