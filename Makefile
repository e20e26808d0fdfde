# Everything a person does with this repository; `make` alone lists it. The work is in tools/ and in Maven.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

MAVEN := tools/maven.sh

# The tests that compare what is generated with what is committed, and rewrite it with -Dsluice.generate=true.
GENERATED := -Dtest='*Current*,*ReferenceTest' -Dsurefire.failIfNoSpecifiedTests=false

.PHONY: help build run test golden check-generate crds chart images bench e2e kube-tools clean format

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## compile and package the command; bin/sluice runs what this builds
	@tools/build.sh -DskipTests

run: ## serve examples/quickstart with two echo backends and print curl commands to try
	@tools/quickstart.sh

test: ## all tests: unit, integration on a real API server, end to end (builds kube-tools first)
	@tools/test.sh

e2e: ## only the tests of the whole system: API server, operator, data planes, real traffic
	@tools/test.sh -Dsurefire.skip=true -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='*E2E' -Dfailsafe.failIfNoSpecifiedTests=false

golden: ## rewrite the golden files from what the code does now; review the diff
	@$(MAVEN) test --projects compiler,operator --also-make -Dsluice.golden=write -Dtest='*Golden*,Chart*' -Dsurefire.failIfNoSpecifiedTests=false
	@git status --short -- compiler operator charts

crds: ## rewrite the CRD YAML, its copy in the chart, and the reference pages
	@$(MAVEN) test --projects crds,compiler,dataplane --also-make -Dsluice.generate=true $(GENERATED)
	@git status --short -- crds charts/sluice-crds docs/reference

check-generate: ## fail when a generated file is not what the code says
	@$(MAVEN) test --projects crds,compiler,dataplane --also-make $(GENERATED)

chart: ## lint and render the charts, and rewrite the rendered copies
	@tools/chart.sh

images: ## build the image as a tar, with no Docker and no registry
	@tools/images.sh

bench: ## run the benchmarks and write their results
	@tools/bench.sh

kube-tools: ## build the pinned kube-apiserver, etcd and kubectl of the tests, once, into a cache
	@tools/kube-tools.sh --print-dir

format: ## bring all Java sources into the one format
	@$(MAVEN) --quiet spotless:apply

clean: ## remove what was built here (the cache of kube-tools stays)
	@$(MAVEN) --quiet clean
