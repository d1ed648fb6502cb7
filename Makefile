# Two commands do everything on a machine with Python 3.11 to 3.13 and make: `make run` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8501
# What is installed is what the locks name: each file is compared with its hash, and nothing is built from source.
LOCKED := -m pip install --quiet --disable-pip-version-check --require-hashes
# What an instance with sign-in needs besides has a lock of its own, which names the rest too.
SIGN_IN := $(wildcard deploy/requirements-sign-in.txt)
LOCKS := deploy/requirements.lock $(SIGN_IN:.txt=.lock)
# The one tool that is pinned here: it makes the locks, for Python from 3.11 on and for every system at once.
UV := uv==0.13.9
COMPILE = $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --emit-build-options --custom-compile-command "make lock" $(UPGRADE)

.PHONY: run test lint types check-data unit browser fuzz audit sbom lock screenshots bench format clean

run: $(VENV)/.run
	@echo "Korea Posture Ledger: http://127.0.0.1:$(PORT)"
	@PORT=$(PORT) $(BIN)/python deploy/serve.py

test: lint types check-data unit browser audit

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

# Known vulnerabilities of what runs in production fail; a service of advisories that can't be reached is said, and does not.
# `make audit AUDIT=--strict` fails then too.
audit: $(VENV)/.test
	$(BIN)/python deploy/audit.py $(AUDIT)

# What is in a production environment, as CycloneDX: build/sbom.cdx.json. Its time is that of the last commit, so that it can be made again.
sbom: $(VENV)/.test $(VENV)-sbom/.packages
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null) $(BIN)/python deploy/sbom.py $(VENV)-sbom

# After a change of a direct pin. Other packages keep their versions; UPGRADE=--upgrade takes the newest of all, UPGRADE="--upgrade-package NAME" of one.
lock: $(VENV)-lock/.uv
	$(COMPILE) requirements.txt -o deploy/requirements.lock
	$(if $(SIGN_IN),$(COMPILE) requirements.txt $(SIGN_IN) -c deploy/requirements.lock -o deploy/requirements-sign-in.lock)
	$(COMPILE) requirements.txt $(SIGN_IN) requirements-dev.txt $(LOCKS:%=-c %) -o tests/requirements.lock

fuzz: $(VENV)/.test
	$(BIN)/python -m tests.fuzz.run --minutes 10

screenshots: $(VENV)/.browser
	$(BIN)/python tests/browser/screenshots.py

# An environment of its own: Dash brings a pytest plugin that would run in every test.
bench: $(VENV)-bench/.bench
	$(VENV)-bench/bin/python tests/benchmarks/bench.py $(BENCH)

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.run: deploy/requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(LOCKED) -r deploy/requirements.lock
	@touch $@

$(VENV)/.test: tests/requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(LOCKED) -r tests/requirements.lock
	@touch $@ $(VENV)/.run

$(VENV)/.browser: $(VENV)/.test
	$(BIN)/python tests/browser/install.py
	@touch $@

# The app and the tests' tools from the lock, then the rivals beside them, as they come.
$(VENV)-bench/.bench: tests/requirements.lock requirements-bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python $(LOCKED) -r tests/requirements.lock
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	$(VENV)-bench/bin/python tests/browser/install.py
	@touch $@

# Production's packages and nothing else, not even pip.
$(VENV)-sbom/.packages: $(VENV)/.test deploy/requirements.lock
	$(PYTHON) -m venv --clear --without-pip $(VENV)-sbom
	$(BIN)/python -m pip --python $(VENV)-sbom/bin/python install --quiet --disable-pip-version-check --require-hashes -r deploy/requirements.lock
	@touch $@

$(VENV)-lock/.uv: Makefile
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench $(VENV)-lock $(VENV)-sbom build .pytest_cache .mypy_cache .ruff_cache .hypothesis
