# What each command does stands in scripts/; all that this file needs is make and a Python of 3.11 or newer.

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{ printf "%-14s %s\n", $$1, $$2 }'

run: ## start the demo on http://127.0.0.1:8000 (CAUSERIE_PORT, CAUSERIE_DATA_DIR)
test: ## run every test
check: ## lint, types, floors, schema, sizes
dev: ## the demo, and whatever you edit is reloaded
format: ## format every source file
bench: ## measure how fast it is; FULL=1 for the long run
light: ## score a page with and without the widget by Lighthouse
screens: ## take the contact sheet of every screen
faults: ## break what can break, under load, and check what was promised
schema: ## write the front ends' types from the server's API
web: ## build the front ends, if they have changed
env: ## make .venv, the environment for working on Causerie
lock: ## write requirements/*.txt anew

run test check dev format bench light screens faults schema web env lock:
	@exec sh scripts/python -m scripts $@

.PHONY: help run test check dev format bench light screens faults schema web env lock
