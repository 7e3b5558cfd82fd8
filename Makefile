# Hai lệnh chính / the two main commands:  make dossier   make test
VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ENV    := $(VENV)/.dossier
TESTENV := $(VENV)/.test

.PHONY: dossier test lab check lint lock clean

dossier: $(ENV)  ## chạy mọi kịch bản, xuất hồ sơ / run every scenario, export the dossier
	@$(BIN)/qd45 run

test: $(TESTENV)  ## kiểm thử / test
	@$(BIN)/ruff check src tests notebooks
	@$(BIN)/python -m pytest -n auto --dist loadfile

lab: $(ENV)  ## mở JupyterLab tiếng Việt / open JupyterLab in Vietnamese
	@JUPYTER_CONFIG_PATH=$(CURDIR)/src/helpers/run/lab $(BIN)/jupyter lab notebooks

check: $(ENV)
	@$(BIN)/qd45 check

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Cần Python 3.11 trở lên, có venv và ensurepip (Debian, Ubuntu: gói python3-venv). /" \
		"Python 3.11 or newer with venv and ensurepip is needed (Debian, Ubuntu: package python3-venv)."; exit 2; }
	@echo "Tạo môi trường .venv / creating the environment .venv"
	@$(PYTHON) -m venv $(VENV)

$(ENV): $(BIN)/python requirements.lock pyproject.toml
	@echo "Cài các gói (một lần) / installing packages (once)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TESTENV): $(ENV) tests/requirements.lock
	@$(PIP) install --require-hashes -r tests/requirements.lock
	@touch $@

lock:  ## làm lại hai tệp khóa phiên bản / renew both lock files (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml --group build -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links pyproject.toml --group build --extra test -c requirements.lock \
		-o tests/requirements.lock

clean:  ## xóa kết quả và môi trường / remove outputs and environment
	rm -rf $(VENV) .pytest_cache .ruff_cache
	find outputs -mindepth 1 ! -name .gitkeep -delete
