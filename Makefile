# Every command a publisher, a developer or CI needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8000
PROCESSES := -n auto --maxprocesses 4
# What tests write is gone after them: where memory has room for it, it never reaches a disk.
IN_MEMORY = $(shell .ci/memory)
PYTEST_ARGS ?=
SITE ?=
SEEDS ?= 1000:1400
MUTANTS ?= src/daybook/archive src/daybook/parse src/daybook/serve src/daybook/publish/delivery/plan
SAMPLE ?= 60
CORPUS ?= $(or $(DAYBOOK_CORPUS),../shared/corpus)

.PHONY: help setup demo test test-parts spark-test check lint types contract docs lock wheel-check release eval fidelity bench site-quality screenshots golden mutants clean
.DEFAULT_GOAL := help

# Machines that run tests often set these: all modules would be compiled anew by each of a hundred processes.
unexport PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Daybook needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment: on Debian, apt install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/installed  ## create .venv with the locked dependencies

demo: setup  ## build the sample site and serve it live, with search and API (SERVE=0 only builds; PORT=8000)
	$(BIN)/daybook demo demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: setup  ## run every test, in a process a core, of four at most (PYTEST_ARGS="-k parser" for some)
	$(IN_MEMORY) $(BIN)/python -m pytest $(PROCESSES) $(PYTEST_ARGS)

# What must come out the same on every Python: what is read, kept and written, and what guards against hostile sources.
test-parts: setup  ## parser, archive, publish and safety tests (PYTHON=python3.13 VENV=build/python-3.13)
	$(IN_MEMORY) $(BIN)/python -m pytest -q $(addprefix tests/,model network parse archive source enrich publish serve) -m "not mediawiki" $(PROCESSES) $(PYTEST_ARGS)

build/spark/bin/python:
	$(PYTHON) -m venv build/spark
	build/spark/bin/python -m pip install --quiet --disable-pip-version-check "pyspark>=4.1,<5" "pandas<3" "pyarrow>=21" .

spark-test: setup  ## the tables by Spark itself, where Java is (the other tests take Sail)
	@command -v java >/dev/null || { echo "no Java here: apt install default-jre-headless"; exit 0; }; \
	$(MAKE) --no-print-directory build/spark/bin/python && $(BIN)/python -m pytest -q tests/spark -k spark_itself $(PYTEST_ARGS)

check: test lint types contract wheel-check  ## all that CI runs: tests, lint, types, import contract, built distributions

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contract: setup
	$(BIN)/lint-imports

docs: setup  ## regenerate docs/reference from the code
	$(BIN)/python -m daybook.cli.reference docs/reference

golden: setup  ## regenerate the golden sample site and show what changed
	$(BIN)/python -m tests.golden_site
	git --no-pager diff --stat -- tests/golden

fidelity: setup  ## the parser against a real MediaWiki on made-up awkward pages (SEEDS=1000:1400)
	$(BIN)/python -m benchmarks.fidelity --seeds $(SEEDS) --show 5

eval: setup  ## parser, identity, related lists and search against the corpora beside the project (CORPUS=folder)
	mkdir -p build
	$(BIN)/python -m benchmarks.parse $(CORPUS)/linked $(CORPUS)/linked/truth.jsonl > build/parsed.jsonl
	$(BIN)/python -m benchmarks.identity $(CORPUS)/revisions/*.xml* > build/identity.jsonl
	$(CORPUS)/../tools/score-identity $(CORPUS)/revisions/identity.jsonl build/identity.jsonl
	$(BIN)/python -m benchmarks.evaluate_related $(CORPUS)/linked
	$(BIN)/python -m benchmarks.evaluate_search $(CORPUS)/linked $(CORPUS)/search/queries.jsonl build/search
	@echo; echo "search, the archive's engine"
	$(CORPUS)/../tools/search-score $(CORPUS)/search/queries.jsonl build/search/live.jsonl
	@echo; echo "search, the static site in Chromium"
	$(CORPUS)/../tools/search-score $(CORPUS)/search/queries.jsonl build/search/static.jsonl
	@echo; echo "asked as of a moment, against archives built until then"
	$(BIN)/python -m benchmarks.moments $(CORPUS)/revisions/*.xml*
	@echo; echo "the API against its own description"
	$(BIN)/python -m benchmarks.api_conformance --examples 200

bench: setup  ## speed and memory on the scale corpus; needs 25 GB in build/ (CORPUS=folder; HUGO=1 compares Hugo)
	mkdir -p build/bench
	$(BIN)/python -m benchmarks.intake $(CORPUS)/scale/*.xml* build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.build build/bench/archive.sqlite --folder build/bench
	$(if $(HUGO),$(BIN)/python -m benchmarks.hugo build/bench/archive.sqlite --folder build/bench)
	$(BIN)/python -m benchmarks.serve build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.addresses build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.moment_cost build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.index_cost $(CORPUS)/scale/*.xml* --archive build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.archive_growth build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.api_addresses build/bench/archive.sqlite
	$(BIN)/python -m benchmarks.import_cost $(CORPUS)/revisions/*.xml*
	$(BIN)/python -m benchmarks.parse --hostile

mutants: setup  ## small faults put into the code, and how many of them tests catch (MUTANTS=src/daybook/parse SAMPLE=60)
	$(BIN)/python -m benchmarks.mutants $(MUTANTS) --sample $(SAMPLE)

site-quality: setup  ## validity, accessibility, links, weight, paint times and search in Chromium (SITE=folder of a built site)
	$(if $(SITE),,$(MAKE) --no-print-directory demo SERVE=0)
	$(BIN)/python -m benchmarks.site_quality $(if $(SITE),--site $(SITE))
	$(BIN)/python -m benchmarks.search $(if $(SITE),--site $(SITE))

screenshots: setup  ## every page kind, three widths, light and dark, printed, without scripts (SITE=folder of a built site)
	$(if $(SITE),,$(MAKE) --no-print-directory demo SERVE=0)
	$(BIN)/python -m benchmarks.screenshots $(if $(SITE),--site $(SITE))

wheel-check: setup  ## build wheel and sdist, install and use them in bare environments (CI runs this)
	$(BIN)/python -m release.check_wheel build/wheel

release: setup  ## check that version, changelog and citation agree, with TAG=v0.2.0 the tag too; release notes in build/notes.md
	mkdir -p build
	$(BIN)/python -m release.check_version $(TAG) > build/notes.md

lock: setup  ## regenerate requirements.lock from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras --group dev \
		--no-header --output-file requirements.lock pyproject.toml

clean:  ## remove everything that can be made again
	rm -rf $(VENV) build demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
