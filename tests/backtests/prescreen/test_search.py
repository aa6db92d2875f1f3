"""A search that begins in the model ends in freqtrade, and every set of parameters is counted."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

from enygma.backtests.prescreen.screen import Screened
from enygma.backtests.prescreen.search import best
from enygma.backtests.prescreen.switch import epochs_to_screen
from enygma.research.evidence.ledger import Ledger
from tests.strategies.conftest import EASY_GATES

Configure = Callable[..., dict[str, Any]]
SCREENED, RUN = 25, 3


def searching(configure: Configure, **changes: Any) -> dict[str, Any]:
    """The configuration of a search that begins in the model."""
    enygma = {"profile": "canonical", "scoring": {"gates": EASY_GATES}, "prescreen": SCREENED}
    return configure(RunMode.HYPEROPT, enygma=enygma) | {
        "timerange": "20251001-20251010",
        "spaces": ["risk"],
        "epochs": RUN,
        "hyperopt_jobs": 1,
        "hyperopt_loss": "OnlyProfitHyperOptLoss",
        "hyperopt_random_state": 3,
        "hyperopt_min_trades": 1,
        "disableparamexport": True,
        "print_colorized": False,
        **changes,
    }


def run(config: dict[str, Any]) -> tuple[list[dict[str, Any]], Any]:
    """The epochs that freqtrade stored, and the search."""
    from freqtrade.optimize.hyperopt import Hyperopt

    hyperopt = Hyperopt(config)
    hyperopt.start()
    lines = Path(hyperopt.results_file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], hyperopt


def test_the_best_of_the_model_are_run_in_freqtrade_and_alone_stored(
    configure: Configure, caplog: pytest.LogCaptureFixture
) -> None:
    config = searching(configure)
    with caplog.at_level(logging.INFO):
        epochs, hyperopt = run(config)
    screened = hyperopt.hyperopter.screened
    assert len({json.dumps(each.parameters) for each in screened}) == len(screened) == SCREENED
    losses = sorted({each.loss for each in screened})
    assert [each["loss"] for each in epochs] == pytest.approx(losses[:RUN])
    # what is stored is freqtrade's: the model knows neither tags nor statistics
    assert all(each["results_metrics"]["trades"][0]["enter_tag"] for each in epochs)
    told = f"ran {RUN} of {SCREENED} sets of parameters. In {RUN} of them its loss is the model's"
    assert told in caplog.text
    (entry,) = Ledger.of(config["user_data_dir"]).entries("EnygmaStrategy")
    assert entry.trials == SCREENED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hyperopt_loss": "MaxDrawDownPerPairHyperOptLoss"}, "'results_per_pair' of the statis"),
        ({"custom_risk": {"stops": {"policy": "percent"}}}, "stops.policy is percent, not roi_sta"),
    ],
)
def test_where_the_model_does_not_know_enough_every_epoch_is_freqtrades_own(
    configure: Configure, caplog: pytest.LogCaptureFixture, changes: Any, reason: str
) -> None:
    risk = changes.pop("custom_risk", {})
    config = searching(
        lambda *given, **more: configure(*given, custom_risk=risk, **more), epochs=1, **changes
    )
    epochs, hyperopt = run(config)
    assert (len(epochs), hyperopt.hyperopter.screened) == (1, [])
    assert "Pre-screen steps aside, every epoch is freqtrade's own" in caplog.text
    assert reason in caplog.text
    (entry,) = Ledger.of(config["user_data_dir"]).entries("EnygmaStrategy")
    assert entry.trials == 1


def test_without_fast_backtests_there_is_no_model_either(
    configure: Configure, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENYGMA_FAST_BACKTEST", "0")
    epochs, hyperopt = run(searching(configure, epochs=1))
    assert (len(epochs), hyperopt.hyperopter.screened) == (1, [])
    assert "Pre-screen steps aside: it needs fast backtests, which are off." in caplog.text


@pytest.mark.parametrize("asked", [-1, 2.5, True, "many", None])
def test_anything_but_a_number_of_sets_is_refused(asked: object) -> None:
    with pytest.raises(OperationalException, match=r"'enygma.prescreen' is .*: write how many"):
        epochs_to_screen({"enygma": {"prescreen": asked}})


def test_without_numba_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enygma.backtests.prescreen.switch.find_spec", lambda _name: None)
    assert epochs_to_screen({"enygma": {}}) == epochs_to_screen({}) == 0
    with pytest.raises(OperationalException, match=r"pip install 'enygma\[hyperopt\]'"):
        epochs_to_screen({"enygma": {"prescreen": 10}})


def test_sets_that_traded_the_same_are_run_once_and_those_with_too_few_trades_never() -> None:
    found = [
        Screened({"a": number}, loss, trades, {})
        for number, (loss, trades) in enumerate([(3.0, 5), (1.0, 5), (1.0, 5), (1.0, 6), (1e5, 0)])
    ]
    assert best(found, 9) == [{"a": 1}, {"a": 3}, {"a": 0}]
    assert best(found, 1) == [{"a": 1}]
