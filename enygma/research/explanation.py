"""The explanation of one candle, from the candles freqtrade downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from enygma.research.answer import Answer, GatePart, IndicatorPart, PenaltyPart, TimeframePart
from enygma.research.gate_parts import gate_parts
from enygma.research.moment import SHOWN, Moment, candle_at
from enygma.scoring import score_candles, warmup_candles
from enygma.scoring.candles import read_candles
from enygma.scoring.verdict import read_indicators
from enygma.scoring.volatility import REGIMES, UNKNOWN, atr_percent

if TYPE_CHECKING:
    from decimal import Decimal

    from enygma.research.candles import CandleStore
    from enygma.scoring import ScoringProfile
    from enygma.scoring.indicators.base import Indicator, Reading
    from enygma.scoring.rounding import FloatArray


def explain(
    store: CandleStore,
    pair: str,
    time: pd.Timestamp,
    timeframes: tuple[str, ...],
    profile: ScoringProfile,
    max_drawdown_pct: Decimal,
) -> Answer:
    """Why there was an entry or none at the candle that `time` falls into.

    Args:
        store: where the candles are.
        pair: for example ETH/USDT:USDT.
        time: a time within the candle, in UTC.
        timeframes: the primary one, then those that must agree with it.
        profile: the numbers to score by.
        max_drawdown_pct: how far below the day's peak the equity may be for an entry.

    Raises:
        CandleStoreError: the candles are missing, broken or end before `time`.
        ScoringConfigError: there are no parameters for a timeframe.
    """
    primary = timeframes[0]
    profile.parameters_timeframe(primary)
    candles = store.load(pair, primary)
    moment = candle_at(candles, time, primary)
    known = candles[candles["date"] <= moment.opened].reset_index(drop=True)
    ranks = store.funding_ranks(pair, known, primary, profile)
    others = [_timeframe_part(store, pair, each, moment, profile) for each in timeframes[1:]]
    judged = _Judged(pair, primary, profile, max_drawdown_pct, moment, known, ranks, others)
    return judged.answer()


def _timeframe_part(
    store: CandleStore, pair: str, timeframe: str, moment: Moment, profile: ScoringProfile
) -> TimeframePart:
    candles = store.load(pair, timeframe)
    closed = candles[candles["date"] + pd.Timedelta(timeframe) <= moment.closed]
    if closed.empty:
        return TimeframePart(timeframe, None, None)
    closed = closed.reset_index(drop=True)
    ranks = store.funding_ranks(pair, closed, timeframe, profile)
    newest = score_candles(closed, timeframe, profile, funding=ranks).iloc[-1]
    return TimeframePart(timeframe, f"{newest['date']:{SHOWN}}", int(newest["enygma_score"]))


@dataclass(frozen=True)
class _Judged:
    """A candle (the last one of `candles`) and all that is needed to judge it."""

    pair: str
    timeframe: str
    profile: ScoringProfile
    max_drawdown_pct: Decimal
    moment: Moment
    candles: pd.DataFrame
    ranks: FloatArray | None
    others: list[TimeframePart]

    def answer(self) -> Answer:
        scored = score_candles(self.candles, self.timeframe, self.profile, funding=self.ranks)
        row = {str(name): value for name, value in scored.iloc[-1].items()}
        indicators = self._indicators(row)
        own = TimeframePart(self.timeframe, f"{row['date']:{SHOWN}}", int(row["enygma_score"]))
        timeframes = [own, *self.others]
        previous = int(scored["enygma_score"].iloc[-2]) if len(scored) > 1 else None
        return Answer(
            pair=self.pair,
            timeframe=self.timeframe,
            profile=self.profile.name,
            moment=self.moment,
            warm=len(scored) > warmup_candles(self.timeframe, self.profile),
            score=int(row["enygma_score"]),
            score_class=str(row["enygma_class"]),
            regime=str(row["enygma_regime"]),
            points_sum=self._points_sum(scored),
            funding_points=int(row["enygma_points_funding"]),
            regime_modifier=self._modifier(row),
            score_limit=self.profile.caps.indicators,
            confluence=int(row["enygma_confluence"]),
            confluence_pct=float(row["enygma_confluence_pct"]),
            confidence=float(row["enygma_confidence"]),
            penalties=self._penalties(row, indicators),
            indicators=indicators,
            gates=self._gates(row, previous, indicators, timeframes),
            timeframes=timeframes,
        )

    def _points_sum(self, scored: pd.DataFrame) -> int:
        own = self.profile.parameters_timeframe(self.timeframe)
        names = tuple(each.name for each in self.profile.counted(own))
        points = scored[[f"enygma_points_{each}" for each in names]].to_numpy(np.int16).T
        return int(self.profile.sub_scores.total(points, names)[-1])

    def _modifier(self, row: dict[str, Any]) -> int:
        return self.profile.volatility.modifiers[REGIMES.index(row["enygma_regime"])]

    def _indicators(self, row: dict[str, Any]) -> list[IndicatorPart]:
        own = self.profile.parameters_timeframe(self.timeframe)
        market, _ = read_candles(self.candles)
        warm = len(market) > warmup_candles(self.timeframe, self.profile)
        readings = read_indicators(market, own, self.profile) if warm else {}
        return [
            _indicator_part(each, readings.get(each.name), int(row[f"enygma_points_{each.name}"]))
            for each in self.profile.indicators.all()
        ]

    def _penalties(self, row: dict[str, Any], indicators: list[IndicatorPart]) -> list[PenaltyPart]:
        if row["enygma_regime"] not in REGIMES[:UNKNOWN]:
            return []
        rules, score = self.profile.confidence, abs(int(row["enygma_score"]))
        votes = [part.vote for part in indicators]
        conflicts = min(votes.count("long"), votes.count("short"))
        atr = self._atr()
        wild = atr > rules.high_volatility_above
        lively = atr > rules.medium_volatility_above and not wild
        chop = row["enygma_regime"] == "LOW" and score < rules.chop_below
        few = row["enygma_confluence_pct"] < rules.low_confluence_below_pct
        possible = [
            (chop, f"LOW regime and |score| < {rules.chop_below}", rules.chop_penalty),
            (wild, f"ATR {atr:.2f} % of the price", rules.high_volatility_penalty),
            (lively, f"ATR {atr:.2f} % of the price", rules.medium_volatility_penalty),
            (
                conflicts > 0,
                f"votes on both sides, {conflicts} on the weaker one",
                conflicts * rules.conflict_penalty,
            ),
            (score < rules.weak_below, f"|score| < {rules.weak_below}", rules.weak_penalty),
            (
                few,
                f"confluence < {rules.low_confluence_below_pct:g} %",
                rules.low_confluence_penalty,
            ),
        ]
        return [PenaltyPart(reason, round(taken, 2)) for holds, reason, taken in possible if holds]

    def _atr(self) -> float:
        market, _ = read_candles(self.candles)
        values = atr_percent(market, self.profile.volatility.period)
        return float(values[-1]) if len(values) else float("nan")

    def _gates(
        self,
        row: dict[str, Any],
        previous: int | None,
        indicators: list[IndicatorPart],
        timeframes: list[TimeframePart],
    ) -> list[GatePart]:
        rank = None if self.ranks is None else float(self.ranks[-1])
        parts = (indicators, timeframes, rank)
        return gate_parts(self.profile, row, previous, *parts, self.max_drawdown_pct)


def _indicator_part(indicator: Indicator, reading: Reading | None, points: int) -> IndicatorPart:
    if reading is None:
        return IndicatorPart(indicator.short_name, False, 0, indicator.max_points, {}, [])
    values = {name: _number(series[-1]) for name, series in reading.values.items()}
    signals = [
        f"{signal.label} ({'+' if holds is signal.holds.bull else '-'}{signal.points})"
        for signal in reading.signals
        for holds in signal.holds
        if holds[-1]
    ]
    return IndicatorPart(indicator.short_name, True, points, indicator.max_points, values, signals)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
