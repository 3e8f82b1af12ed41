# `make` alone lists the targets. Everything is installed under .venv/ and everything runs under .multaqa/.

# The one list of what is taken from Debian (libcurl4: mongod links against it; pango and fonts: WeasyPrint shapes
# French and Arabic with them).
DEBIAN_PACKAGES := rabbitmq-server python3-venv libcurl4 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core

# What only tests need: a browser, and what runs the receiver in PHP that subscribers are shown.
TEST_PACKAGES := chromium php-cli

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
MULTAQA := $(BIN)/multaqa
PYTEST := $(BIN)/python -m pytest
ROUNDS ?= 20
PARALLEL ?= 4
GREEN_TESTS := $(wildcard tests/unit tests/contract tests/integration)
THREADED_TESTS := $(wildcard tests/e2e tests/faults)

.DEFAULT_GOAL := help
.PHONY: help install test-packages demo compose-demo up doctor test stress faults bench lint format conformance lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: .venv/installed ## make .venv from the lock file, and install from Debian what is missing

.venv/installed: requirements-dev.lock pyproject.toml deploy/debian
	@sh deploy/debian $(DEBIAN_PACKAGES)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Multaqa needs Python 3.11, 3.12 or 3.13; $(PYTHON) is another. Say which one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear .venv
	@echo "Installing Python packages into .venv ..."
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: install ## play the season of Fes-Meknes through the API (KEEP=1 leaves it running)
	@$(MULTAQA) demo $(if $(KEEP),--keep)

compose-demo: ## the same season against docker compose (KEEP=1 leaves it running)
	@sh deploy/compose-demo

up: install ## start everything and keep it running until Ctrl-C
	@$(MULTAQA) up

doctor: install ## say in words what is wrong with this set-up
	@$(MULTAQA) doctor

test-packages: install
	@sh deploy/debian $(TEST_PACKAGES)

test: test-packages ## every test that runs in minutes, on private nodes
	@status=0; root=$$(sh deploy/test-root .multaqa/test); \
	$(MULTAQA) nodes --root "$$root" --fresh -- $(PYTEST) $(GREEN_TESTS) || status=1; \
	case "$$root" in /dev/shm/*) rm -rf "$$root" ;; esac; \
	$(PYTEST) $(THREADED_TESTS) || status=1; \
	[ $$status = 0 ] || { echo "What failed last, in either part:"; cat .pytest_cache/v/cache/lastfailed; }; \
	exit $$status

stress: install ## the bus's promises, many times in parallel (ROUNDS=20 PARALLEL=4)
	@mkdir -p .multaqa/stress
	@$(MULTAQA) nodes --root .multaqa/test --fresh -- sh -c 'seq $(ROUNDS) | xargs -P $(PARALLEL) -I ROUND sh -c \
		"$(PYTEST) -q -p no:cacheprovider tests/integration/bus > .multaqa/stress/ROUND.log 2>&1 && tail -n 1 .multaqa/stress/ROUND.log \
		|| { cat .multaqa/stress/ROUND.log; exit 1; }"'

faults: install ## every fault, in its long form, with its table
	@$(PYTEST) tests/faults --long --timeout 3600

bench: install ## print how fast, as ratios against a peer (PARTS="path relay": only some)
	@$(BIN)/python -m benchmarks $(PARTS)

lint: install ## everything that can be said without running
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@! git ls-files '*.py' | grep -E '(^|/)(utils?|helpers?|common|manager|managers|misc)(\.py|/)' \
		|| { echo "Name a module by its noun, not by its being useful." >&2; exit 1; }

format: install ## let ruff put the code in order
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

conformance: install ## outside checks of the API and message descriptions (needs npm)
	@sh deploy/conformance

lock: install ## write the lock files anew from pyproject.toml
	@sh deploy/lock $(BIN)/uv

clean: ## forget .venv and .multaqa
	rm -rf .venv .multaqa
