# The first commands of a newcomer, and the same ones CI runs. Each does all the set-up it needs.
#   PYTHON=python3.12 make test    another Python than the first 3.11 or newer that is found
#   ARGS="-k intake" make test     more arguments for pytest, the demo or the benchmark
#   TESTERS=2 make test            as many tests at once (3: some wait for a clock while others work)
#   ONCE=1 make demo               tell the story once, check it, and end
#   SECONDS=600 make fuzz          as long for each target

.POSIX:
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help demo test check container sbom audit faults mutants bench fuzz messages lock clean

PYTHON ?=
ARGS ?=
ONCE ?=
WORKERS ?= 2
TESTERS ?= 3
SECONDS ?= 60

VENV = .venv
RUN = $(VENV)/bin/python -m
PIP = $(RUN) pip install --quiet --disable-pip-version-check --no-input
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

demo: $(VENV)/.demo ## the whole archive with invented mail, on this machine alone (ONCE=1: once, then end)
	@$(VENV)/bin/archiver demo $(if $(ONCE),--once) $(ARGS)

test: $(VENV)/.dev ## every test, against real servers; installs them with apt-get where they are missing
	@.ci/system-packages test
	@$(RUN) pytest -n $(TESTERS) --durations 40 $(ARGS)

check: $(VENV)/.dev ## format, lint, types, import rules, requirements
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports
	@.ci/check-requirements

container: $(VENV)/.dev ## build the image and run docker-compose.yml with it, as root: mail in, receipt out, upgrade
	@.ci/system-packages test container
	@$(RUN) pytest -n 0 --timeout 1200 tests/container/end_to_end.py $(ARGS)

sbom: $(VENV)/.dev ## what the program is made of, with licences: build/sbom.cdx.json (CycloneDX)
	@$(RUN) tools.sbom $(ARGS)

audit: $(VENV)/.dev ## ask whether anything is known against the pinned requirements; says so when nobody can be asked
	@$(RUN) tools.audit

faults: $(VENV)/.dev ## break it at every step and count the mail: an afternoon; ARGS="steps --size quick" for less
	@.ci/system-packages test
	@$(RUN) tests.faults --workers $(WORKERS) $(ARGS)

bench: $(VENV)/.dev ## what it costs, beside what one would use instead: half an hour; ARGS="start idle" for less
	@.ci/system-packages test bench
	@$(RUN) benchmarks $(ARGS)

fuzz: $(VENV)/.dev ## every fuzz target, SECONDS=60 each; a finding is left here as crash-...
	@for target in $$($(RUN) tests.fuzz --list); do $(RUN) tests.fuzz $$target --seconds $(SECONDS) || exit 1; done

mutants: $(VENV)/.dev ## the harness must see: twenty bugs, each has to turn the campaign red
	@.ci/system-packages test
	@$(RUN) tests.faults.mutants $(ARGS)

messages: $(VENV)/.dev ## collect the sentences a person reads into the Danish catalogue, and compile it
	@$(RUN) tools.messages

lock: ## resolve pyproject.toml anew into requirements/ (needs uv)
	$(LOCK) --upgrade --extra dev pyproject.toml -o requirements/dev.txt
	$(LOCK) --upgrade -c requirements/dev.txt --extra demo pyproject.toml -o requirements/demo.txt
	$(LOCK) --upgrade -c requirements/dev.txt --extra handover --extra objects --extra pdf --extra postgresql --extra oauth2 --extra openid pyproject.toml -o requirements/runtime.txt
	$(LOCK) --upgrade -c requirements/dev.txt requirements/build.in -o requirements/build.txt
	$(LOCK) --upgrade -c requirements/dev.txt requirements/deploy.in -o requirements/deploy.txt
	@.ci/check-requirements

clean: ## remove the virtual environment and the caches; mail and databases stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.venv: .ci/virtual-environment
	@.ci/virtual-environment $(VENV) "$(PYTHON)"
	@touch $@

$(VENV)/.demo: $(VENV)/.venv requirements/build.txt requirements/demo.txt pyproject.toml
	@echo "setting up $(VENV) with what the demo needs ..." >&2
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/demo.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.venv requirements/build.txt requirements/dev.txt requirements/deploy.txt pyproject.toml
	@echo "setting up $(VENV) with what the checks and tests need ..." >&2
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/dev.txt -r requirements/deploy.txt
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@ $(VENV)/.demo
