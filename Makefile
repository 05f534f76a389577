# Two commands do everything: `make demo` (the main job) and `make test` (every check).
PYTHON ?= python3.11
VENV   ?= .venv
OUT    ?= out
FUZZ_SECONDS ?= 1200
EXAMPLES ?= 1000
BIN    := $(VENV)/bin
PACKAGES := frr nftables iptables iproute2

.PHONY: demo test quick thousands lint typecheck bench conformance lock setup system clean help

help:
	@echo "make demo    build and prove the reference city into $(OUT)/"
	@echo "make test    every check: style, types, layers, tests with the real programs, coverage"
	@echo "make quick   tests without the long ones"
	@echo "make thousands  sets against brute force on thousands of random lists and networks (EXAMPLES=1000)"
	@echo "make fuzz    the parsers against hostile text, 20 minutes each"
	@echo "make bench   the figures of docs/benchmarks.md"

demo: setup
	$(BIN)/kawanet build topology/kawasaki -o $(OUT)

test: setup system lint typecheck
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term --cov-fail-under=90
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/ansible-lint --offline -q playbooks

quick: setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not long"

thousands: setup
	KAWANET_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n 2 -q tests/property/test_filters_against_brute_force.py \
		tests/property/test_reach_against_the_tracer.py tests/property/test_places_and_changes_against_the_tracer.py \
		tests/property/test_policy_routes_against_the_tracer.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

typecheck: setup
	$(BIN)/mypy

# Twenty minutes for each parser by default; what reaches new code is kept in tests/fuzz/corpus.
fuzz: setup
	$(BIN)/python tests/fuzz/run.py --seconds $(FUZZ_SECONDS)

bench: setup
	$(BIN)/python benchmarks/run.py

conformance: setup
	$(BIN)/python benchmarks/conformance.py

# The one lock file: every dependency, pinned with its hash.
lock: setup
	$(BIN)/uv pip compile -q --all-extras --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header pyproject.toml -o requirements.lock

setup: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "kawanet needs $(PYTHON)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# The programs that read our output for real. Debian: /usr/sbin holds vtysh's daemons and nft.
system:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing$$missing"; apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "The tests run the real programs. Please install:$$missing (apt-get install$$missing)"; exit 2; \
	fi

clean:
	rm -rf $(OUT) $(VENV) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
