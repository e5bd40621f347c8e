# Every command is also `python start.py COMMAND`, for machines without make.
PYTHON ?= $(or $(shell command -v python3),python)
START = @$(PYTHON) start.py

.PHONY: help lab doctor test check notebooks pictures pages catalog site pins bench mutation simulate-learners
help:       ## these lines
	@sed -n 's/^\([a-z-]*:  *\)## /  make \1/p' $(MAKEFILE_LIST)
lab:        ## learn: JupyterLab on your own copy of the lessons  (ARGS=--no-browser on a server)
	$(START) lab $(ARGS)
doctor:     ## say whether everything is here that the lessons need
	$(START) doctor
test:       ## everything that CI does
	$(START) test $(ARGS)
check:      ## the fast part, about a minute: ruff, mypy, fast tests
	$(START) check $(ARGS)
notebooks:  ## print notebooks/src/*.md as notebooks with outputs  (ARGS=--check only says which print is stale)
	$(START) notebooks $(ARGS)
pictures:   ## draw the pictures of README.md and docs/  (ARGS=--check only says which is stale)
	$(START) pictures $(ARGS)
bench:      ## how long decisions and calls take in an account at AWS's quotas, beside moto
	$(START) bench
simulate-learners:  ## how soon the tutor knows what simulated learners believe, five minutes  (ARGS=--write into the docs)
	$(START) simulate-learners $(ARGS)
mutation:   ## break the simulator in a thousand small ways and see that tests notice  (ARGS="matching policy")
	$(START) mutation $(ARGS)
pages:      ## write lessons, summary and glossary, and cards for votes, as plain HTML in pages/, for a phone, paper or a wall
	$(START) pages $(ARGS)
catalog:    ## write iamsim/aws/actions.txt.gz, the list of AWS's actions  (ARGS=--check only says whether it is stale)
	$(START) catalog $(ARGS)
site:       ## build the course as a static site in site/, for any web server  (PANDAS=1: with pandas)
	$(START) site $(ARGS)

PIN = uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-emit-index-url --generate-hashes \
      --no-emit-find-links --custom-compile-command "make pins" --upgrade \
      --constraint requirements/limits.in pyproject.toml
# The last file is for Pyodide's Python alone: markers would be read by the Python that builds the site.
pins:       ## pin the newest packages that fit together, with hashes, for each Python from 3.11 on  (needs uv)
	$(PIN) --extra lab --group build --extra test --output-file requirements/test.txt
	$(PIN) --extra lab --group build --constraint requirements/test.txt --output-file requirements/lab.txt
	$(PIN) --group build --group site --constraint requirements/lab.txt --output-file requirements/site.txt
	$(PIN) --group build --group catalog --constraint requirements/lab.txt --output-file requirements/catalog.txt
	$(subst --universal --python-version 3.11,--python-version 3.14,$(PIN)) --no-deps --group browser --constraint requirements/lab.txt --output-file requirements/browser.txt
