# The two commands: `make chat` and `make test`. Everything is installed into .venv here.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: chat test check lock clean

chat: .venv/.chat
	$(BIN)/python app.py

test: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip check
	$(BIN)/pytest

# Only what runs in seconds, for use while working.
check: .venv/.test
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports
	$(BIN)/pytest -m "not model and not browser"

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.chat: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -r requirements.lock
	$(BIN)/pip install --no-deps --no-build-isolation -e .
	touch $@

.venv/.test: requirements-dev.lock .venv/.chat
	$(BIN)/pip install -r requirements-dev.lock
	touch $@

# Writes both locks anew from what a clean environment resolves to.
lock:
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install torch==2.13.0 setuptools wheel
	.venv-lock/bin/pip install .
	.venv-lock/bin/pip freeze --all --exclude seeqa --exclude pip | sed 's/+cpu$$//' > requirements.lock
	.venv-lock/bin/pip install ".[dev]"
	.venv-lock/bin/pip freeze --all --exclude seeqa --exclude pip | sed 's/+cpu$$//' > requirements-dev.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache
