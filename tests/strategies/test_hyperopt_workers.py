"""hyperopt with more than one process: what trades is sent to workers of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from freqtrade.enums import RunMode

from .conftest import Configure


@pytest.mark.slow
def test_workers_get_the_strategy_with_its_risk(configure: Configure) -> None:
    pytest.importorskip("optuna", reason="hyperopt is not installed")
    from freqtrade.optimize.hyperopt import Hyperopt

    config = configure(RunMode.HYPEROPT) | {
        "timerange": "20251001-20251010",
        "spaces": ["risk"],
        "epochs": 2,
        "hyperopt_jobs": 2,
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
        "hyperopt_random_state": 3,
        "hyperopt_min_trades": 1,
        "disableparamexport": True,
        "print_colorized": False,
    }
    hyperopt = Hyperopt(config)
    hyperopt.start()
    lines = Path(hyperopt.results_file).read_text(encoding="utf-8").splitlines()
    results = [json.loads(line)["results_metrics"] for line in lines]
    assert len(results) == 2
    assert all(each["total_trades"] and "custom_risk" not in each for each in results)
