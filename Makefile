# ENYGMA for freqtrade. `make` alone prints what there is.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# What `make backtest` runs on: the synthetic market, or DATA=<folder with freqtrade's feather files>.
DATA      ?=
SEED      ?= 1
TIMERANGE ?= $(if $(DATA),,20250701-20260101)
# Candles before the range, for indicators that need a past: 45 days are 540 candles of 2h.
DOWNLOAD  ?= $(if $(DATA),,20250517-20260101)
STRATEGY  ?= EnygmaStrategy
EPOCHS    ?= 20
JOBS      ?= 2
WINDOWS   ?= 6
SPACES    ?= buy
WHERE     ?=
ANEW      ?=
SEEDS     ?= 20
HOURS     ?= 24
PAIR      ?= ETH/USDT:USDT
AT        ?= 2025-11-05T14:30
CONFIG    ?= config.sandbox.json
# Where a configuration keeps its trades: those of the sandbox stay apart.
USER_DATA ?= $(if $(findstring sandbox,$(CONFIG)),user_data/sandbox,user_data)
LIVE_DB   ?= sqlite:///$(USER_DATA)/tradesv3.live.sqlite
FLATTEN   ?=

.DEFAULT_GOAL := help
.PHONY: help setup lock backtest evidence evidence-of calibrate download test lint bench bias sandbox dry-run live flatten kill unkill simulate parity hyperopt walk-forward explain plot clean
# Where Python may not keep bytecode, freqtrade takes seconds longer to start.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(abspath $(BIN)):$(PATH)

help: ## print what there is
	@echo "ENYGMA for freqtrade: make TARGET [VARIABLE=value]"; echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16
	@echo; echo "  variables: DATA SEED TIMERANGE CONFIG LIVE_DB EPOCHS JOBS WINDOWS SPACES SEEDS HOURS PAIR AT PYTHON VENV"

setup: $(VENV)/.ready ## make the virtual environment from requirements.lock

$(VENV)/.ready: requirements.lock pyproject.toml enygma_autoload.pth
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info[:2] <= (3, 13); sys.exit(0 if ok else "enygma needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is %d.%d. Name another one: make setup PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@mkdir -p user_data/sandbox && $(BIN)/enygma secrets
	@touch $@

lock: ## resolve the dependencies again into the lock files
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --extra plot --extra hyperopt --extra dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --extra plot --extra hyperopt --extra dask --extra build --constraint requirements.lock --no-emit-package freqtrade pyproject.toml -o requirements-image.lock

SANDBOX = enygma sandbox --seed $(SEED) $(foreach dir,$(DATA),--data $(dir))
# Around a command the sandbox needs no limits, and ccxt no pauses between calls.
# Its time begins right after the range, so that the candles are the same on any day.
WITH_SANDBOX = FREQTRADE__EXCHANGE__CCXT_CONFIG__enableRateLimit=false $(SANDBOX) --no-rate-limit \
	  $(if $(DATA),,--start 2026-01-02) --
FREQTRADE    = --config config.sandbox.json --timerange $(or $(TIMERANGE),$$SANDBOX_TIMERANGE)
FETCH        = freqtrade download-data --config config.sandbox.json --timeframes 30m 2h --erase \
	  --timerange $(or $(DOWNLOAD),$$SANDBOX_TIMERANGE)

backtest: setup ## the main job: sandbox, download, backtest, report and page (DATA=dir for real candles)
	$(WITH_SANDBOX) sh -ec ' \
	  $(FETCH); \
	  freqtrade backtesting $(FREQTRADE) --enable-protections --export signals --cache none; \
	  enygma page --config config.sandbox.json'

# Real candles beside the repository, where there are some; they are measured after the synthetic market.
REAL       ?= $(wildcard ../shared/data/long)
REAL_RANGE ?= 20240301-20250701
# Those recorded every 30 minutes or finer: the sandbox invents what lies between coarser candles.
REAL_PAIRS ?= BTC/USDT:USDT ETH/USDT:USDT SOL/USDT:USDT
EVIDENCE_DIR ?= $(USER_DATA)/evidence-synthetic
ONLY_PAIRS = $(if $(PAIRS),--pairs $(PAIRS))

evidence: setup ## what the canon's trades say of an edge: synthetic market, and REAL=dir where it is there
	@$(MAKE) --no-print-directory evidence-of
	$(if $(REAL),@$(MAKE) --no-print-directory evidence-of DATA=$(REAL) \
	  TIMERANGE=$(REAL_RANGE) PAIRS="$(REAL_PAIRS)" EVIDENCE_DIR=$(USER_DATA)/evidence-real)

evidence-of: setup
	@mkdir -p $(EVIDENCE_DIR)
	$(WITH_SANDBOX) sh -ec ' \
	  $(FETCH) --userdir $(EVIDENCE_DIR) $(ONLY_PAIRS); \
	  freqtrade backtesting $(FREQTRADE) --userdir $(EVIDENCE_DIR) $(ONLY_PAIRS) --enable-protections --cache none; \
	  enygma evidence --config config.sandbox.json --userdir $(EVIDENCE_DIR)'

calibrate: setup ## how often the verdict is right, on strategies whose edge is known
	$(BIN)/python -m benchmarks.calibrate

download: setup ## candles, mark prices and funding into user_data (CONFIG=config.json for KuCoin)
	freqtrade download-data --config $(CONFIG) --timeframes 30m 2h $(if $(TIMERANGE),--timerange $(TIMERANGE))

# A file stays in one process, and what a folder shares is made while its files run.
test: setup ## the tests, in JOBS=2 processes (JOBS=0: in one)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: setup ## ruff, mypy, the contracts between packages, bandit
	ruff check .
	ruff format --check .
	mypy enygma custom_risk benchmarks
	mypy strategies
	lint-imports
	bandit --quiet --recursive --configfile pyproject.toml enygma custom_risk strategies

bench: setup ## speed and memory, as ratios measured in one run
	$(BIN)/python -m benchmarks

bias: setup ## freqtrade's lookahead and recursive analysis
	$(WITH_SANDBOX) sh -ec ' \
	  $(FETCH); \
	  freqtrade lookahead-analysis $(FREQTRADE); \
	  freqtrade recursive-analysis $(FREQTRADE) --startup-candle 150 200 338 600'

sandbox: setup ## a KuCoin Futures exchange on this machine, until Ctrl-C (DATA=dir to replay)
	$(SANDBOX)

dry-run: setup ## the bot with paper money (CONFIG=config.json for KuCoin; `make sandbox` first otherwise)
	freqtrade trade --config $(CONFIG) --dry-run

live: setup ## the bot with REAL ORDERS, when it is armed: LIVE_TRADING_ARMED=true make live CONFIG=...
	@echo "Live trading with $(CONFIG), trades in $(LIVE_DB), log in $(USER_DATA)/logs/live.log."
	@echo "Before the first order it checks that it is armed, the key, the clock and every position,"
	@echo "and asks you at this terminal. Ctrl-C ends the bot; positions and their stops stay."
	@echo "make kill stops entries, make flatten closes everything (with the same CONFIG)."
	BOT_MODE=live FREQTRADE__DRY_RUN=false freqtrade trade --config $(CONFIG) \
	  --db-url $(LIVE_DB) --logfile $(USER_DATA)/logs/live.log

flatten: setup ## close every position on the exchange and cancel every order, with or without a bot
	enygma flatten --config $(CONFIG)

kill: ## throw the kill switch: no entry leaves (FLATTEN=yes: the bot closes its positions too)
	@mkdir -p $(USER_DATA) && echo "$(if $(FLATTEN),flatten,no entries)" > $(USER_DATA)/KILL
	@echo "$(USER_DATA)/KILL is there: no entry leaves$(if $(FLATTEN), and every position is closed). make unkill takes it away."

unkill: ## take the kill switch away
	@rm -f $(USER_DATA)/KILL && echo "$(USER_DATA)/KILL is gone: entries may leave."

simulate: setup ## days of the live bot under fire, in minutes (SEEDS=20 HOURS=24 JOBS=2)
	@$(BIN)/python -m tests.live.simulation chaos --seeds $(SEEDS) --hours $(HOURS) --jobs $(JOBS)

parity: setup ## the same candles through a backtest and the live bot, trade by trade (HOURS=24)
	@$(BIN)/python -m tests.live.simulation parity --hours $(HOURS)

hyperopt: setup ## look for better parameters (EPOCHS=20 JOBS=2)
	$(WITH_SANDBOX) sh -ec ' \
	  $(FETCH); \
	  freqtrade hyperopt $(FREQTRADE) --epochs $(EPOCHS) --job-workers $(JOBS) --spaces buy \
	    --hyperopt-loss SharpeHyperOptLossDaily --random-state 1 --disable-param-export'

# WHERE="--dask tcp://host:8786" or "--ray host:6379": epochs on a cluster. ANEW=yes: begin again.
walk-forward: setup ## search in windows, trade the unseen days after (WINDOWS=6 EPOCHS=20 JOBS=2)
	$(WITH_SANDBOX) sh -ec ' \
	  $(FETCH); \
	  enygma walk-forward $(FREQTRADE) --windows $(WINDOWS) --epochs $(EPOCHS) --jobs $(JOBS) \
	    --spaces $(SPACES) $(WHERE) $(if $(ANEW),--anew)'

explain: setup ## why it did or did not enter: PAIR=ETH/USDT:USDT AT=2025-11-05T14:30
	enygma explain --config $(CONFIG) --pair $(PAIR) --at $(AT)

plot: setup ## the page of the newest backtest
	enygma page --config $(CONFIG)

clean: ## remove caches and the virtual environment; data and results stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
