# Everything sets itself up. All that is needed is make, and a Python from 3.9 on to fetch uv with; uv finds or
# fetches a Python that the lock is valid for.
PYTHON ?= python3
PYTHONS := >=3.11,<3.14
PORT ?= 8000
BIN := .venv/bin
UV := .uv/bin/uv
PARTS := browser contract docs examples habits pages proof site snippets
installed = $(1)/$(2)-$(shell cat requirements/$(2).txt requirements/uv.txt | cksum | cut -d' ' -f1)
SITE := $(call installed,.venv,site)
TESTS := $(call installed,.venv,tests)
READER := $(call installed,.venv-reader,reader)
LEGACY := $(call installed,.venv-legacy,legacy)
PEERS := $(call installed,.venv-peers,peers)

.PHONY: site test lanes downloads serve check coverage update figures new twins addresses bench mutants faults twice audit lock clean help
.DEFAULT_GOAL := help

site: $(SITE)  ## Build the whole site into site/ (SITE_DIR=folder, SITE_URL=address, REPO_URL=address)
	@$(BIN)/python -m asrun build

test: $(TESTS)  ## Run every example and every test (PART=snippets: those of a folder of tests/; JUNIT=file; FRESH=1: all anew; CI=true: nothing may be skipped)
	@$(if $(filter-out $(PARTS),$(PART)),echo "PART=$(PART): there is no such part; there are: $(PARTS)" >&2; exit 1)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(if $(PART),tests/$(PART)) $(if $(JUNIT),--junitxml=$(JUNIT))

lanes: $(TESTS) $(LEGACY)  ## Try all examples, scripts and recommendations on TensorFlow 2.15/Keras 2 as well, and lock what holds
	@$(BIN)/python -m asrun lanes $(BIN)/python .venv-legacy/bin/python
	@$(BIN)/python -m tests.proof .venv-legacy/bin/python
	@$(BIN)/python -m tests.contract $(BIN)/python .venv-legacy/bin/python
	@$(BIN)/python -m asrun verified $(BIN)/python .venv-legacy/bin/python

downloads: site $(TESTS) $(READER)  ## Run every notebook and script of site/ where only TensorFlow and what they name is installed
	@$(BIN)/python tools/downloads.py $(or $(SITE_DIR),site) .venv-reader/bin/python

serve: $(SITE)  ## Live preview of both languages at http://127.0.0.1:8000/ (PORT=number)
	@$(BIN)/python -m asrun serve --port $(PORT)

check: $(SITE)  ## Check pages, twins, links, data and snippets without running anything
	@$(BIN)/python -m asrun check

coverage: $(SITE)  ## Hold the pages against docs/items.csv, the list of what they must teach
	@$(BIN)/python -m asrun coverage

update: $(SITE)  ## Rewrite the expected outputs in snippets/ that no longer hold
	@$(BIN)/python -m asrun update

new: $(SITE)  ## Begin a page: snippet, test, both languages, navigation (PAGE=tensors/einsum)
	@$(if $(PAGE),,echo "name the page: make new PAGE=tensors/einsum" >&2; exit 1)
	@$(BIN)/python -m asrun new $(PAGE)

twins: $(SITE)  ## After reading both languages of a page: mark it as in step with its twin (PAGE="tensors/sets glossary ...")
	@$(if $(PAGE),,echo "name the pages that were read: make twins PAGE=tensors/sets" >&2; exit 1)
	@$(BIN)/python -m asrun twins $(PAGE)

addresses: $(SITE)  ## List what is published now in docs/addresses.txt, of which nothing may disappear
	@$(BIN)/python -m asrun addresses

figures: $(SITE)  ## Show the figures that changed, old beside new (ACCEPT="name name": keep these, which you have looked at)
	@$(BIN)/python -m asrun figures $(ACCEPT)

bench: $(TESTS) $(if $(filter peers,$(or $(PART),peers)),$(PEERS))  ## Times as ratios (PART=proof: make test to a cold run; builds: to plain MkDocs; cold: all examples; peers: other tools; growth; copied: lines of scripts)
	@$(BIN)/python -m tools.bench $(PART)

mutants: $(TESTS)  ## Plant faults in copies, and see the tests turn red (ONLY=kind, path or words; FULL=5: drawn, whole make test; SEED=number)
	@$(BIN)/python -m tools.mutants $(if $(ONLY),"$(ONLY)") $(if $(FULL),--full $(FULL)) $(if $(SEED),--seed $(SEED))

faults: $(TESTS)  ## Break builds in every way, and see that the last good site stands and the next build is right (WORDS="disk killed", PROJECT=folder)
	@PROJECT="$(PROJECT)" $(BIN)/python tools/faults.py $(WORDS)

twice: $(TESTS)  ## Build the site twice, cold, on other cores and in other folders, and compare byte by byte (RECORDS=kept, PROJECT=tiny)
	@PROJECT="$(PROJECT)" RECORDS="$(RECORDS)" $(BIN)/python tools/twice.py

audit: $(TESTS)  ## Ask what is known of weaknesses in the locked packages (needs the network)
	@$(BIN)/python tools/audit.py

lock: $(UV)  ## Bring the locked dependencies up to date
	@for lane in tests legacy reader peers; do $(LOCK) --upgrade requirements/$$lane.in --output-file requirements/$$lane.txt || exit 1; done
	@$(LOCK) --constraints requirements/tests.txt requirements/site.in --output-file requirements/site.txt

clean:  ## Remove what was built and recorded (the environment stays)
	rm -rf site .site-new .site-old .build .preview .records .pytest_cache .ruff_cache .mypy_cache .import_linter_cache

help:  ## List the targets
	@echo "make <target>  (DOCS_RECORDS=folder keeps the records of runs elsewhere)"
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1|\2/' | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 9))' || { echo "Python 3.9 or newer is needed: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .uv || { echo "Python's venv module is needed (Debian: apt-get install python3-venv)" >&2; rm -rf .uv; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt && touch $@

LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

# $(call environment,folder,pythons): with the first Python that fits: the one that was named, another of this machine, one that is fetched
environment = test -x $(1)/bin/python || $(UV) venv --quiet --clear --python '$(2)' $(1) || { echo "$(1) needs Python $(2): there is none here, and none could be fetched (is there a network?). Install one, and name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }
fits = $(shell $(PYTHON) -c 'import sys; print(sys.executable if (3, 11) <= sys.version_info[:2] < (3, 14) else "$(PYTHONS)")')
install = VIRTUAL_ENV=$(CURDIR)/$(1) $(UV) pip $(2) --quiet --compile-bytecode --require-hashes

$(SITE): requirements/site.txt $(UV)
	@$(call environment,.venv,$(fits))
	@$(call install,.venv,install) --requirement $< && rm -f .venv/site-* && touch $@

$(TESTS): requirements/tests.txt $(SITE)
	@$(call install,.venv,sync) $< && rm -f .venv/tests-* && touch $@

$(READER): requirements/reader.txt $(SITE)
	@$(call environment,.venv-reader,.venv/bin/python)
	@$(call install,.venv-reader,sync) $< && rm -f .venv-reader/reader-* && touch $@

$(PEERS): requirements/peers.txt $(SITE)
	@$(call environment,.venv-peers,.venv/bin/python)
	@$(call install,.venv-peers,sync) $< && rm -f .venv-peers/peers-* && touch $@

$(LEGACY): requirements/legacy.txt $(UV)
	@$(call environment,.venv-legacy,3.11)
	@$(call install,.venv-legacy,sync) $< && rm -f .venv-legacy/legacy-* && touch $@
