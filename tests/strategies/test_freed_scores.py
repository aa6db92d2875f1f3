"""What a profile may change beside its numbers, in freqtrade's own backtester."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame

from enygma.scoring import INDICATORS

from .conftest import EASY_GATES

Backtest = Callable[..., Backtesting]


def traded(backtest: Backtest, **scoring: Any) -> DataFrame:
    """The trades under a profile that differs from the canonical one in this."""
    gates = EASY_GATES | scoring.pop("gates", {})
    profile = {"profile": "canonical", "scoring": {"gates": gates, **scoring}}
    results = backtest(enygma=profile).results
    return DataFrame(results["strategy"]["EnygmaStrategy"]["trades"])


def test_turned_signs_enter_on_the_other_side(backtest: Backtest) -> None:
    free = {"require_trend": False}
    plain = traded(backtest, gates=free)
    turned = traded(
        backtest, gates=free, indicators={each: {"inverted": True} for each in INDICATORS}
    )
    first = ["pair", "open_date"]
    both = plain.merge(turned, on=first, suffixes=("", "_turned"))
    assert len(both) > 10
    assert (both["is_short"] != both["is_short_turned"]).all()


def test_it_trades_by_a_smoothed_trend_alone(backtest: Backtest) -> None:
    parts = {
        "trend": {"weight_pct": 200, "smoothing": 3},
        "mean_reversion": {"weight_pct": 0},
    }
    trades = traded(backtest, sub_scores=parts, gates={"min_confluence_pct": 0})
    assert len(trades) > 10
    assert trades["enter_tag"].str.contains("EMA").mean() > 0.5


def test_filters_leave_shorts_calm_markets_and_what_the_longest_denies_out(
    backtest: Backtest,
) -> None:
    plain = traded(backtest)
    filters = {"allow_short": False, "allow_low": False, "higher_score": 40}
    trades = traded(backtest, filters=filters)
    assert 0 < len(trades) < (~plain["is_short"]).sum()
    assert not trades["is_short"].any()
