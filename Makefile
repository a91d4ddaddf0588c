# `make run` and `make test` need only Python 3.11 or newer, git and make.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 4

# Many tests start Octavo, and pytest rewrites each of them: once is enough.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test checks collected test-slow structure soak fuzz snapshots screenshot bench format clean

run: $(READY)
	@$(BIN)/octavo

test: $(READY)
	@$(MAKE) --no-print-directory -j2 checks collected
	$(BIN)/pytest -n $(WORKERS) -m "not slow and not clock"

checks: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

# pytest compiles each test module once: before the workers start, who would all do it.
collected: $(READY)
	@$(BIN)/pytest --collect-only --quiet --no-header > $(VENV)/.collected || { cat $(VENV)/.collected; exit 1; }

# The tests that take too long for every change, and those that compare times: minutes.
test-slow: $(READY)
	$(BIN)/pytest -n $(WORKERS) -m "slow and not clock"
	$(BIN)/pytest -m clock

# The size of folders and modules, import cycles and wording, with their ceilings.
structure: $(READY)
	$(BIN)/python -m tests.architecture.structure

# The long runs behind docs/reliability.md, with their figures: some twelve minutes, and an hour of
# random keys over 100,000 papers. Fewer, shorter, or some of them:
# make soak KILLS=50 MARKS=100 CASES=20 SECONDS=120 SOAK=tests/tui/test_long_use.py
KILLS ?= 500
MARKS ?= 1000
CASES ?= 200
SECONDS ?= 3600
PAPERS ?= 100000
SOAK ?= tests/reliability tests/tui/test_long_use.py
soak: $(READY)
	OCTAVO_FIGURES=1 OCTAVO_KILLS=$(KILLS) OCTAVO_MARKS=$(MARKS) OCTAVO_CASES=$(CASES) \
	OCTAVO_SOAK_SECONDS=$(SECONDS) OCTAVO_SOAK_PAPERS=$(PAPERS) $(BIN)/pytest $(SOAK)

# Measures everything beside what one would use instead: some twenty minutes, and a few more the
# first time. The environment may name OCTAVO_CORPUS_PAPERS, a file with real papers. To try it
# out: make bench BENCH=--quick; parts of it: make bench BENCH="--only start --only lists".
bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py $(BENCH)

# Fuzzes every parser: FUZZ_SECONDS each (20), or FUZZ_RUNS, over again FUZZ_ROUNDS times. Counts,
# faults and what was learned stay in .fuzz.
fuzz: $(READY)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.run $(FUZZ)

# Render the snapshots again; look at each before you commit it.
snapshots: $(READY)
	$(BIN)/pytest -n 4 tests/tui/test_snapshots.py --snapshot-update

screenshot: $(READY)
	$(BIN)/python docs/screenshot.py

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "octavo needs Python 3.11 or newer: install it, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) comes without venv: install it (Debian, Ubuntu: apt install python3-venv; others: the package with venv and ensurepip), then run make again" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@# Most modules of the packages are never imported: Python compiles the others when they are.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@touch $@

$(VENV)/.bench: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@
