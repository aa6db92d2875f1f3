"""What the compiled model finds is what freqtrade finds, trade for trade."""

from __future__ import annotations

from typing import Any

from pandas import DataFrame

from enygma.backtests.prescreen.agreement import Agreement, agreement
from enygma.backtests.prescreen.screen import Screen
from tests.strategies.conftest import EASY_GATES

from .conftest import Prepared

EPOCHS = 6
SEED = 11


def compared(optimizer: Any, epochs: int = EPOCHS) -> tuple[Agreement, DataFrame]:
    """Sets of parameters that a sampler proposes, in freqtrade and in the model."""
    screen, study = Screen(optimizer), optimizer.get_optimizer(SEED)
    same = trades = 0
    differing: dict[str, int] = {}
    reasons = []
    for _ in range(epochs):
        parameters = study.ask(optimizer.o_dimensions).params
        model = screen.epoch(parameters)
        own = optimizer.generate_optimizer(dict(parameters))
        trades_own = DataFrame(own["results_metrics"]["trades"])
        assert abs(model.loss - own["loss"]) <= 1e-6 * max(1.0, abs(own["loss"]))
        found = agreement(trades_own, screen.trades)
        same, trades = same + found.same, trades + found.trades
        differing |= found.differing
        reasons.append(screen.trades)
    return Agreement(trades, same, differing), _joined(reasons)


def _joined(frames: list[DataFrame]) -> DataFrame:
    return DataFrame([row for each in frames for row in each.to_dict("records")])


def test_both_close_every_trade_at_the_same_time_rate_and_profit(prepared: Prepared) -> None:
    found, trades = compared(prepared(["risk", "roi"]))
    assert found.trades > 200
    assert (found.same, found.differing) == (found.trades, {})
    assert set(trades["exit_reason"]) >= {"trailing_stop_loss", "stop_loss"}
    assert set(trades["is_short"]) == {True, False}


def test_slices_targets_exits_by_score_and_by_age_and_few_places(prepared: Prepared) -> None:
    section = {
        "stops": {
            "initial_roi": 9, "milestones": [],
            "break_even": {"activation_roi": 5.5}, "trailing": {"activation_roi": 30},
        },
        "exits": {
            "take_profit_roi": 6,
            "partial_exits": [{"roi": 2, "percent": 30}, {"roi": 4, "percent": 30}],
        },
        "limits": {"max_open_positions": 1, "max_daily_drawdown_pct": 1},
    }  # fmt: skip
    exits = {"on_score": True, "score": -40, "after_candles": 40}
    enygma = {"profile": "canonical", "scoring": {"gates": EASY_GATES, "exits": exits}}
    found, trades = compared(prepared(["sell"], custom_risk=section, enygma=enygma), 4)
    assert found.trades > 30
    assert (found.same, found.differing) == (found.trades, {})
    assert len(set(trades["exit_reason"])) >= 4, set(trades["exit_reason"])


def test_an_agreement_names_what_differs(prepared: Prepared) -> None:
    optimizer = prepared(["risk"])
    screen = Screen(optimizer)
    screen.epoch(optimizer.get_optimizer(SEED).ask(optimizer.o_dimensions).params)
    own = screen.trades
    other = own.copy()
    places = other.index.to_numpy()
    other["close_rate"] = other["close_rate"].where(places != 0, 1.0)
    other["exit_reason"] = other["exit_reason"].where(places != 1, "another")
    other = other.drop(index=2)
    told = agreement(own, other)
    assert (told.trades, told.same) == (len(own), len(own) - 3)
    assert told.differing == {"entry": 1, "close_rate": 1, "exit_reason": 1}
