# Everything here is thin: the work is in tools/, frontend/build.py and the flyingstart command.
# Written for GNU make 3.81 and later, so that the make of macOS will do.
PYTHON ?= python3
export PORT

# Where this file lies, so that `make -f path/Makefile` works from anywhere, spaces included.
HERE := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd)
GO = cd "$(HERE)" &&
OURS = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-spark demo dev test test-deep test-spark test-schedules bench pictures format lock audit setup-dev pages
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' "$(HERE)/Makefile" | \
		awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

setup: ## the environment only: .venv with the flyingstart command
	@$(GO) "$(PYTHON)" -m tools.setup run

setup-spark: setup ## Spark laid over it, for the engine of pooled facts; needs Java 17
	@$(GO) "$(PYTHON)" -m tools.setup spark

demo: setup pages ## a made-up town on this machine; prints the address and a sign-in
	@$(GO) exec $(OURS) -m tools.demo

dev: setup-dev pages ## web and worker that follow your changes; error pages show code
	@$(GO) exec $(OURS) -m tools.dev

test: setup-dev pages ## everything that guards a change
	@$(GO) exec $(OURS) -m tools.check

test-deep: setup-dev pages ## the tests with many more made-up worlds; takes about twice as long
	@$(GO) FLYINGSTART_DEEP=1 exec $(OURS) -m tools.check

test-spark: setup-dev setup-spark ## every measure on Spark equals DuckDB; needs Java, takes minutes
	@$(GO) .venv/bin/pytest -q -n 0 tests/evidence/spark_parity.py

test-schedules: setup-dev ## 10,000 random mornings of tablets without a network; takes minutes
	@$(GO) FLYINGSTART_SCHEDULES=10000 .venv/bin/pytest -q tests/activities/registers/test_schedules.py

bench: setup-dev ## every claim about speed, measured beside its limit
	@$(GO) exec $(OURS) -m bench

pictures: setup-dev pages ## the pictures of the docs, drawn by the browser journeys
	@$(GO) FLYINGSTART_PICTURES=1 .venv/bin/pytest -q -n 0 tests/journeys/test_reach.py \
		tests/journeys/test_door.py tests/journeys/test_joining.py

format: setup-dev ## format and mend what can be mended
	@$(GO) .venv/bin/ruff format . && .venv/bin/ruff check --fix .

lock: setup-dev ## pin packages anew after a change in pyproject.toml (UPGRADE=1: newest ones)
	@$(GO) $(OURS) -m tools.lock $(if $(UPGRADE),--upgrade)

audit: setup-dev ## published faults of the packages we pin; needs the internet, and says when it is not there
	@$(GO) $(OURS) -m tools.audit

setup-dev:
	@$(GO) "$(PYTHON)" -m tools.setup dev

pages: setup
	@$(GO) $(OURS) frontend/build.py
