# Every target sets up .venv by itself where it is missing, older than the project's own files, or made elsewhere.
PYTHON_CANDIDATES = python3.13 python3.12 python3.11 python3
PYTHON = .venv/bin/python
READY = .venv/.ready
comma := ,
RECIPE = recipes/convolutional/lenet5.py

# What else is installed, such as gpu: make setup EXTRAS=gpu. It is kept until another is named.
EXTRAS = $(shell sed -n 's/.* extras //p' $(READY) 2>/dev/null)

# The stamp names the folder that the environment was made for, and its extras: a moved or half-removed one, or one
# without the extras that are asked for, is made anew.
ifneq ($(shell $(PYTHON) -c 'print(open("$(READY)").read().strip())' 2>/dev/null),$(strip $(CURDIR) extras $(EXTRAS)))
# Read before the stamp is removed.
READ := $(EXTRAS)
override EXTRAS := $(READ)
$(shell rm -f $(READY))
endif

.PHONY: setup train quick test check results benchmark board clean

setup: $(READY)

# A candidate counts only if it really starts (version managers put names on the path that do not) and can make a venv.
$(READY): setup.cfg pyproject.toml
	@chosen=; for candidate in $(PYTHON_CANDIDATES); do \
	    if $$candidate -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	    then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then echo "keras_nets needs Python 3.11, 3.12 or 3.13 with venv; install one and try again" >&2; exit 2; fi; \
	echo "setting up .venv with $$($$chosen --version): TensorFlow, Keras and what else setup.cfg names$(if $(EXTRAS), ($(EXTRAS)))"; \
	echo "takes some minutes, about 0.8 GB of downloads and 3 GB on the disk$(if $(findstring gpu,$(EXTRAS)),; CUDA comes on top)"; \
	$$chosen -m venv --clear .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[$(if $(EXTRAS),dev$(comma)$(EXTRAS),dev)]'
	@echo "$(CURDIR) extras $(EXTRAS)" > $(READY)

train: $(READY)
	@$(PYTHON) $(RECIPE)

quick: $(READY)
	@$(PYTHON) -m pytest -m "not slow"

test: $(READY)
	@$(PYTHON) -m pytest

check: $(READY)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) tools/results.py --check
	@$(PYTHON) tests/readme/walk.py
	@$(PYTHON) tools/check.py

results: $(READY)
	@$(PYTHON) tools/results.py --run

benchmark: $(READY)
	@$(PYTHON) tools/benchmark.py

board: $(READY)
	@.venv/bin/tensorboard --logdir runs

clean:
	rm -rf .venv build *.egg-info
