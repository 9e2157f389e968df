# Everything sets itself up in .venv; all that is needed is Python 3.11 and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
LANE := requirements/current.txt
BIN := .venv/bin
ready = $(1)/ready-$(shell cat $(2) requirements/uv.txt 2>/dev/null | cksum | cut -d' ' -f1)
PARTS := browser contract docs examples habits pages proof site snippets
READY := $(call ready,.venv,$(LANE))
READER := $(call ready,.venv-reader,requirements/reader.txt)
LEGACY := $(call ready,.venv-legacy,requirements/legacy.txt)

.PHONY: site test lanes downloads serve check coverage update figures new twins addresses bench mutants faults twice audit lock clean help
.DEFAULT_GOAL := help

site: $(READY)  ## Build the whole site into site/ (SITE_DIR=folder, SITE_URL=address, REPO_URL=address)
	@$(BIN)/python -m asrun build

test: $(READY)  ## Run every example and every test (PART=snippets: those of a folder of tests/; JUNIT=file; FRESH=1: all anew; CI=true: nothing may be skipped)
	@$(if $(filter-out $(PARTS),$(PART)),echo "PART=$(PART): there is no such part; there are: $(PARTS)" >&2; exit 1)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(if $(PART),tests/$(PART)) $(if $(JUNIT),--junitxml=$(JUNIT))

lanes: $(READY) $(LEGACY)  ## Try all examples, scripts and recommendations on TensorFlow 2.15/Keras 2 as well, and lock what holds
	@$(BIN)/python -m asrun lanes $(BIN)/python .venv-legacy/bin/python
	@$(BIN)/python -m tests.proof .venv-legacy/bin/python
	@$(BIN)/python -m tests.contract $(BIN)/python .venv-legacy/bin/python
	@$(BIN)/python -m asrun verified $(BIN)/python .venv-legacy/bin/python

downloads: site $(READER)  ## Run every notebook and script of site/ where only TensorFlow and what they name is installed
	@$(BIN)/python tools/downloads.py $(or $(SITE_DIR),site) .venv-reader/bin/python

serve: $(READY)  ## Live preview of both languages at http://127.0.0.1:8000/ (PORT=number)
	@$(BIN)/python -m asrun serve --port $(PORT)

check: $(READY)  ## Check pages, twins, links, data and snippets without running anything
	@$(BIN)/python -m asrun check

coverage: $(READY)  ## Hold the pages against docs/items.csv, the list of what they must teach
	@$(BIN)/python -m asrun coverage

update: $(READY)  ## Rewrite the expected outputs in snippets/ that no longer hold
	@$(BIN)/python -m asrun update

new: $(READY)  ## Begin a page: snippet, test, both languages, navigation (PAGE=tensors/einsum)
	@$(if $(PAGE),,echo "name the page: make new PAGE=tensors/einsum" >&2; exit 1)
	@$(BIN)/python -m asrun new $(PAGE)

twins: $(READY)  ## After reading both languages of a page: mark it as in step with its twin (PAGE="tensors/sets glossary ...")
	@$(if $(PAGE),,echo "name the pages that were read: make twins PAGE=tensors/sets" >&2; exit 1)
	@$(BIN)/python -m asrun twins $(PAGE)

addresses: $(READY)  ## List what is published now in docs/addresses.txt, of which nothing may disappear
	@$(BIN)/python -m asrun addresses

figures: $(READY)  ## Show the figures that changed, old beside new (ACCEPT="name name": keep these, which you have looked at)
	@$(BIN)/python -m asrun figures $(ACCEPT)

bench: $(READY)  ## Times as ratios: make test to a cold run, builds to plain MkDocs (PART=proof, build or copied)
	@$(BIN)/python tools/bench.py $(PART)

mutants: $(READY)  ## Plant faults in copies, and see the tests turn red (ONLY=kind, path or words; FULL=5: drawn, whole make test; SEED=number)
	@$(BIN)/python -m tools.mutants $(if $(ONLY),"$(ONLY)") $(if $(FULL),--full $(FULL)) $(if $(SEED),--seed $(SEED))

faults: $(READY)  ## Break builds in every way, and see that the last good site stands and the next build is right (WORDS="disk killed", PROJECT=folder)
	@PROJECT="$(PROJECT)" $(BIN)/python tools/faults.py $(WORDS)

twice: $(READY)  ## Build the site twice, cold, on other cores and in other folders, and compare byte by byte (RECORDS=kept, PROJECT=tiny)
	@PROJECT="$(PROJECT)" RECORDS="$(RECORDS)" $(BIN)/python tools/twice.py

audit: $(READY)  ## Ask what is known of weaknesses in the locked packages (needs the network)
	@$(BIN)/python tools/audit.py

lock: $(READY)  ## Bring the locked dependencies up to date
	@for lane in current legacy reader; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate requirements/$$lane.in --output-file requirements/$$lane.txt || exit 1; done

clean:  ## Remove what was built and recorded (the environment stays)
	rm -rf site .site-new .site-old .build .preview .records .pytest_cache .ruff_cache .mypy_cache .import_linter_cache

help:  ## List the targets
	@echo "make <target>  (DOCS_RECORDS=folder keeps the records of runs elsewhere)"
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1|\2/' | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

$(READY): $(LANE) requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv module is needed (Debian: apt-get install python3.11-venv)" >&2; rm -rf .venv; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --allow-empty-requirements $(LANE) requirements/uv.txt
	@rm -f .venv/ready-* && touch $@

.venv-%: $(READY)
	@test -x $@/bin/python || $(PYTHON) -m venv --without-pip $@

$(LEGACY): requirements/legacy.txt | .venv-legacy
$(READER): requirements/reader.txt | .venv-reader
$(LEGACY) $(READER):
	@VIRTUAL_ENV=$(CURDIR)/$(@D) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes $<
	@rm -f $(@D)/ready-* && touch $@
