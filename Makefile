# Everything a newcomer needs: `make demo`, `make test`. Both make their own environment.
#
# uv is used where it is installed or can be; else venv and pip, which do the same more slowly.
# PYTHON=python3.12 chooses an interpreter.

VENV ?= .venv
PYTHON ?= $(shell sh .ci/python)
BIN := $(VENV)/bin
RUN := PYTHONPATH= $(BIN)

.PHONY: demo test test-all test-whoosh2 torture bench eval lint types suite clean

demo: $(VENV)/.installed
	@VNNEWS="$(BIN)/vnnews" sh samples/demo.sh

test: $(VENV)/.installed-dev lint types suite

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

suite: $(VENV)/.installed-dev
	$(BIN)/pytest

# The suite on every Python from 3.11 to 3.14 that this machine has.
test-all:
	@for python in $$(sh .ci/python all); do \
	  echo "== $$($$python --version)"; \
	  $(MAKE) --no-print-directory suite PYTHON=$$python \
	    VENV=.venv-$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])') || exit 1; \
	done

# The engine on the original Whoosh, in an environment of its own.
WHOOSH2 := .venv-whoosh2
test-whoosh2: $(WHOOSH2)/.installed-whoosh2
	@$(WHOOSH2)/bin/python -c 'import sys, whoosh; print("== Whoosh", whoosh.versionstring()); \
	  sys.exit(whoosh.__version__ != (2, 7, 4))'
	$(WHOOSH2)/bin/pytest tests/engines

# What must never happen, tried for long: make torture TORTURE="--times 50 kills", all by default.
torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture $(TORTURE)

# All benchmarks, with the peers that are installed: pip install '.[bench,evals]' has them all.
bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/analysis.py
	$(BIN)/python benchmarks/loading.py
	$(BIN)/python benchmarks/search.py 5000 --queries 300

# All evals, or some: make eval EVALS="segmentation retrieval". Reads the data of VNNEWS_DATA.
eval: $(VENV)/.installed-dev
	$(BIN)/python -m evals $(EVALS)

$(VENV)/.installed: pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/install .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/install '.[dev]'
	@touch $@ $(VENV)/.installed

$(WHOOSH2)/.installed-whoosh2: pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(WHOOSH2)" sh .ci/install '.[dev]'
	@VENV="$(WHOOSH2)" sh .ci/whoosh2
	@touch $@

clean:
	rm -rf .venv .venv-3.* $(WHOOSH2) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
