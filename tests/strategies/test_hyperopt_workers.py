"""hyperopt with more than one process: what trades is sent to workers of their own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

from enygma.research.evidence.hold_out import declare
from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.span import Span
from enygma.research.evidence.trial_returns import load_returns

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
    ledger = Ledger.of(config["user_data_dir"])
    (entry,) = ledger.entries("EnygmaStrategy")
    assert (entry.kind, entry.trials, entry.timeframe) == ("hyperopt", 2, "30m")
    assert (entry.start, entry.end) == ("20251001", "20251010")
    returns = load_returns(ledger, entry.returns)
    assert returns.shape == (9, 2)
    wallet = 10_000.0
    for trial, told in enumerate(results):
        earned = wallet * (np.prod(1.0 + returns[:, trial]) - 1.0)
        assert earned == pytest.approx(told["profit_total_abs"], abs=0.01)


def test_parameters_are_not_searched_on_days_of_a_hold_out(configure: Configure) -> None:
    pytest.importorskip("optuna", reason="hyperopt is not installed")
    from freqtrade.optimize.hyperopt import Hyperopt

    config = configure(RunMode.HYPEROPT) | {"spaces": ["risk"], "epochs": 1}
    ledger = Ledger.of(config["user_data_dir"])
    assert declare(ledger, "EnygmaStrategy", Span("20251020", "20251101"))
    for timerange in ("20251001-20251021", "20251001-", None):
        with pytest.raises(OperationalException, match="reaches into the hold-out 20251020"):
            Hyperopt(config | {"timerange": timerange})
