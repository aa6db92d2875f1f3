"""From a backtest's result to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from custom_risk.configuration import SECTION, load_settings
from custom_risk.stops import STOP_POLICIES
from enygma.research.candles_chart import PairChart
from enygma.research.configuration import enygma_section
from enygma.research.equity import equity_curve
from enygma.research.page import Page
from enygma.research.refusal import RequestError
from enygma.research.refusals import refusal_rows
from enygma.research.risk_chart import RiskChart
from enygma.research.score_chart import ScoreScale
from enygma.research.scored_candles import score_pair
from enygma.research.stop_path import recorded_path, stop_path
from enygma.research.summary import summarise
from enygma.research.trades import trade_rows
from enygma.scoring import load_profile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from custom_risk.stops import StopPolicy
    from enygma.research.candles import CandleStore
    from enygma.research.result import BacktestResult
    from enygma.research.stop_path import StopPath
    from enygma.research.trades import Trade
    from enygma.scoring import ScoringProfile

    Steps = Mapping[tuple[str, int], list[tuple[int, float]]]


def build_page(
    result: BacktestResult,
    store: CandleStore,
    settings: Mapping[str, Any],
    environ: Mapping[str, str],
    focus: int | None = None,
) -> Page:
    """Score the candles again, walk the stops, count the trades and the refusals.

    Args:
        result: the backtest.
        store: where its candles are.
        settings: the configuration it was run with. Of its risk the result itself knows more:
            the choices of the strategy's class.
        environ: environment variables, which may switch the scoring profile.
        focus: number of the trade that the page opens with.

    Raises:
        CandleStoreError: the candles of the backtest are not in the store.
        ScoringConfigError, RiskConfigError: the settings cannot be used.
        RequestError: there is no trade of that number.
    """
    _require_trade(result, focus)
    profile = load_profile(enygma_section(settings), environ)
    told = result.risk_section
    risk = load_settings(settings.get(SECTION) if told is None else told)
    policy = STOP_POLICIES[risk.stops.policy](risk)
    charts = [_pair_chart(result, store, pair, profile, policy) for pair in result.pairs]
    charts = [chart for chart in charts if not chart.scored.empty]
    charts.sort(key=lambda chart: len(chart.trades), reverse=True)
    equity = _equity(result, charts)
    return Page(
        result=result,
        summary=summarise(result),
        equity=equity,
        risk=RiskChart(equity, result.trades, risk.limits, refusal_rows(result.stats)),
        charts=charts,
        scale=ScoreScale.of(profile),
        profile=str(enygma_section(settings).get("profile", profile.name)),
        focus=focus,
    )


def _require_trade(result: BacktestResult, number: int | None) -> None:
    if number is not None and not 1 <= number <= len(result.trades):
        raise RequestError(f"--trade {number}: the result holds {len(result.trades)} trades")


def _pair_chart(
    result: BacktestResult,
    store: CandleStore,
    pair: str,
    profile: ScoringProfile,
    policy: StopPolicy,
) -> PairChart:
    scored = score_pair(result, store, pair, profile)
    trades = result.trades_of(pair)
    told = result.stop_steps
    stops = [_path(trade, told, scored, policy) for trade in trade_rows(trades)]
    return PairChart(pair, scored, trades, stops)


def _path(trade: Trade, told: Steps, scored: pd.DataFrame, policy: StopPolicy) -> StopPath:
    steps = told.get((str(trade["pair"]), int(trade["open_timestamp"])))
    return recorded_path(trade, steps) if steps else stop_path(trade, scored, policy)


def _equity(result: BacktestResult, charts: list[PairChart]) -> pd.Series:
    candle = pd.Timedelta(result.timeframe)
    closes = {
        chart.pair: chart.scored.set_index(chart.scored["date"] + candle)["close"]
        for chart in charts
    }
    return equity_curve(result.trades, closes, result.starting_balance)
