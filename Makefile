# Every target sets up what it needs and is instant when nothing is missing. `make` alone lists them.
SHELL := /bin/bash
BIN := .venv/bin
# Two pages in two processes beat one page in two threads
export OMP_THREAD_LIMIT := 1
export OMP_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check bench cost picture samples lock tesseract chromium

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.ready  ## turn a scan of seven pages into Markdown and show it
	@scripts/demo.sh

test: check tesseract chromium  ## check, then all tests, with the real Tesseract
	$(BIN)/python -m pytest -q -n 2

check: .venv/.ready  ## style and types of the whole tree
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/.ready tesseract  ## accuracy and cost beside other tools: make bench [DATA=folder] [ROUNDS=3]
	@benchmarks/compare.sh $(or $(DATA),samples/scans) --rounds $(or $(ROUNDS),3)

cost: .venv/.ready tesseract  ## time and memory per page, against Tesseract alone: make cost [SCANS=...]
	@$(BIN)/python -m benchmarks.cost $(SCANS)

picture: .venv/.ready  ## draw the picture of the README from what sohoa makes of the sample
	@scripts/need_fonts.sh
	$(BIN)/sohoa convert samples/scans/05-kl-tu.pdf -o out/picture.md --force
	$(BIN)/python -m samples.make_picture samples/scans/05-kl-tu.pdf out/picture.md docs/scan-and-markdown.png

samples: .venv/.ready  ## draw the sample scans anew (needs the Tinos fonts)
	@scripts/need_fonts.sh
	$(BIN)/python -m samples.make_samples

lock:  ## renew requirements.lock after a change of the dependencies
	scripts/lock.sh
	scripts/setup.sh

tesseract:
	@scripts/need_tesseract.sh

chromium:
	@scripts/need_chromium.sh

.venv/.ready: requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh
