# Gerai. `make help` lists what there is.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
BENCH := .gerai/bench-venv
BROKER ?= embedded
BROKERS ?= 1
AT_ONCE = -n $(if $(filter kafka,$(BROKER)),2,4)
# What Python has compiled is kept, whatever the environment says: collecting the tests takes 10 s of CPU in each worker then, not 19.
unexport PYTHONDONTWRITEBYTECODE

SEED ?= 1
RUNS ?= 300
WHOLE ?= 20
AGAIN ?= 0
LANES ?= 1
MINUTES ?= 30
SIZE ?= full

.PHONY: help install demo check test test-system test-kafka test-alerts test-browser test-look test-slow screenshots faults faults-slice mutants \
	bench large soak schemas kafka \
	keycloak test-keycloak requirements clean

help: ## List these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed ## Make the virtual environment from the hash-pinned requirements

$(VENV)/.installed: requirements/local.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt
	$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

check: install ## Formatting, lint and types
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy

test: install ## What can be tested on the embedded broker in some minutes; test-system, test-kafka and others have the rest
	$(RUN)/pytest $(AT_ONCE) -m "not system and not slow and not kafka and not keycloak and not promtool and not browser"

test-system: install ## Whole systems and the command line, as an operator meets them; the images of the services
	$(RUN)/pytest $(AT_ONCE) -m "system and not slow and not kafka"

test-kafka: install ## The tests that meet a broker, on Apache Kafka (needs Java 17 and Maven)
	GERAI_TEST_BROKER=kafka $(RUN)/pytest -n 2 -m "(broker or kafka) and not slow"

test-alerts: install ## The alert rules, by promtool (from the PATH, or built with Go)
	$(RUN)/pytest -m promtool

test-browser: install ## What people see and press, in a real browser (needs Debian's chromium)
	$(RUN)/pytest tests/browser -m browser

test-look: install ## Every page, in both languages and in hostile colours: axe-core, size, weight (needs Debian's chromium)
	$(RUN)/pytest tests/look -m browser

screenshots: install ## Pictures of every page, on a phone and at a desk, in .gerai/screenshots (needs Debian's chromium)
	$(RUN)/python -m tests.look

test-slow: install ## Tests that take a minute each; BROKER=kafka for Apache Kafka
	GERAI_TEST_BROKER=$(BROKER) $(RUN)/pytest $(AT_ONCE) -m slow

faults: install ## The fault campaign, or the rest of it: SEED=1 RUNS=300 WHOLE=20; LANES=2 for two at once; AGAIN=5 for one seed five times
	$(RUN)/python -m tests.faults.campaign --seed $(SEED) --runs $(RUNS) --whole $(WHOLE) --again $(AGAIN) --lanes $(LANES)

faults-slice: install ## Five episodes of the fault campaign
	$(RUN)/python -m tests.faults.campaign --slice --runs 5 --whole 0

mutants: install ## Take each guard out, in a copy, and see its test fail; ONLY="inbox-check lane-lock" for some
	GERAI_TEST_BROKER=$(BROKER) $(RUN)/python -m tests.mutants.run $(ONLY)

bench: install $(BENCH)/.installed ## Measure beside what one would pick instead; ONLY="relay-drain submit", SIZE=short or quick (needs Java 17 and Maven)
	$(RUN)/python -m tests.benchmarks --size $(SIZE) $(if $(ONLY),--only "$(ONLY)") $(if $(filter full,$(SIZE)),--write)

large: install ## Every page a hundred times in a city of 10,000 products: none may take more than 50 ms (p95); ONLY=/usaha, BY=work on a busy machine
	$(RUN)/python -m tests.large $(if $(ONLY),--only "$(ONLY)") $(if $(BY),--by $(BY))

soak: install ## Half an hour at 70% load while every process is ended and begun again: MINUTES=30 BROKER=kafka
	$(RUN)/python -m tests.soak --minutes $(MINUTES) --broker $(if $(filter file,$(origin BROKER)),kafka,$(BROKER)) $(if $(filter 30,$(MINUTES)),--write)

$(BENCH)/.installed: requirements/rivals.txt
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/rivals.txt
	@touch $@

demo: install ## The Ambon story on a system of its own, until Ctrl-C; SIZE=large adds a city of 10,000 products; BROKER=kafka for Apache Kafka (needs Java 17 and Maven)
	$(RUN)/gerai demo$(if $(filter large,$(SIZE)),-large) $(if $(filter file,$(origin BROKER)),,--broker $(BROKER))

schemas: install ## Write the JSON Schemas of all events; refuses an incompatible change
	$(RUN)/python -m tests.contracts.schemas

kafka: install ## Apache Kafka on loopback until Ctrl-C; BROKERS=3 for three (needs Java 17 and Maven)
	$(RUN)/python -m deploy.local.kafka --brokers $(BROKERS)

keycloak: install ## Keycloak on loopback with Gerai's realm until Ctrl-C (needs Java 17 and Maven)
	$(RUN)/python -m deploy.local.keycloak

test-keycloak: install ## The tests of signing in, on Keycloak (needs Java 17 and Maven)
	GERAI_TEST_PROVIDER=keycloak $(RUN)/pytest -m "provider or keycloak"

requirements: install ## Resolve the requirements anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/run.in -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/local.in -o requirements/local.txt
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 -c requirements/local.txt requirements/rivals.in -o requirements/rivals.txt

clean: ## Remove what these targets made; a system of your own stays, with its keys
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .gerai/bench-venv .gerai/faults .gerai/kafka-lib
	@for keys in $$(find .gerai -name secrets.json 2>/dev/null); do \
		test -e "$${keys%secrets.json}story-began" || { echo "$$keys belongs to a system of your own: .gerai stays."; exit 0; }; \
	done; rm -rf .gerai
