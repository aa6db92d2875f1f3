"""From points to the score of each candle, how many agree, how far to trust it, what lets it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from enygma.scoring.candles import BoolArray, Candles
from enygma.scoring.confidence import read_confidence
from enygma.scoring.gates import GATES, Evidence, pass_gates
from enygma.scoring.indicators.base import Indicator, Reading
from enygma.scoring.indicators.ema_trend import EmaTrend
from enygma.scoring.profile import INDICATORS, ScoringProfile
from enygma.scoring.rounding import FloatArray, round_price
from enygma.scoring.timeframes import Timeframe
from enygma.scoring.volatility import UNKNOWN, RegimeArray, atr_percent, read_regimes
from enygma.scoring.warmup import warmup_candles

IntArray = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value a candle. Confidence is in hundredths; `gates` has one row a gate."""

    evidence: Evidence
    atr: FloatArray
    bull: IntArray
    bear: IntArray
    gates: BoolArray
    entry: IntArray


def read_indicators(
    candles: Candles, timeframe: Timeframe, profile: ScoringProfile
) -> dict[str, Reading]:
    """What each indicator that counts on the timeframe makes of the candles, by its name."""
    return {each.name: each.read(candles, timeframe) for each in profile.counted(timeframe)}


def read_points(
    candles: Candles, timeframe: Timeframe, indicators: Iterable[Indicator], out: IntArray
) -> None:
    """Write the points of the indicators to their rows of `out`, in the order of `INDICATORS`."""
    for each in indicators:
        out[INDICATORS.index(each.name)] = each.read(candles, timeframe).points


def judge(
    candles: Candles,
    timeframe: Timeframe,
    profile: ScoringProfile,
    points: IntArray,
    dom_score: int,
    funding: IntArray | int = 0,
) -> Verdict:
    """Judge candles by their points; rows before the warm-up have no score and no gate opens.

    `points` has one row an indicator, 0 for those that do not count. `dom_score` is added to the
    newest candle, `funding` to the sum of the points.
    """
    warmup = warmup_candles(timeframe, profile)
    atr = atr_percent(candles, profile.volatility.period)
    regimes = read_regimes(atr, profile.volatility)
    regimes[:warmup] = UNKNOWN
    total = profile.sub_scores.total(points, INDICATORS) + funding
    bull, bear = _votes(points)
    total[:warmup] = 0
    score = _score(total, regimes, profile)
    if len(score) > warmup:
        score[-1] = _with_order_book(int(score[-1]), dom_score, profile)
    side = np.sign(score)
    confluence = np.where(side < 0, bear, bull) * np.abs(side)
    counted = len(profile.counted(timeframe))
    confluence_pct = (np.arange(counted + 1) * 100.0 / counted).take(confluence)
    confidence = read_confidence(
        profile.confidence, np.abs(score), regimes, atr, np.minimum(bull, bear), confluence_pct
    )
    confidence[:warmup] = 0
    trend = _trend(candles, profile.indicators.ema_trend)
    evidence = Evidence(score, regimes, confluence, confluence_pct, confidence, trend)
    gates = np.empty((len(GATES), len(score)), bool)
    pass_gates(profile.gates, evidence, gates)
    gates[:, :warmup] = False
    entry = np.logical_and.reduce(gates, axis=0) * side
    return Verdict(evidence, atr, bull, bear, gates, entry)


def _votes(points: IntArray) -> tuple[IntArray, IntArray]:
    """How many indicators vote for and against, on each candle."""
    bull = np.add.reduce(points > 0, axis=0, dtype=np.int16)
    bear = np.add.reduce(points < 0, axis=0, dtype=np.int16)
    return bull, bear


def _score(total: IntArray, regimes: RegimeArray, profile: ScoringProfile) -> IntArray:
    modifiers = np.array(profile.volatility.modifiers, dtype=np.int16)
    magnitude = np.abs(total) + modifiers.take(regimes)
    score: IntArray = np.clip(magnitude, 0, profile.caps.indicators) * np.sign(total)
    return score


def _with_order_book(score: int, dom_score: int, profile: ScoringProfile) -> int:
    caps = profile.caps
    added = score + max(-caps.order_book, min(caps.order_book, dom_score))
    return max(-caps.total, min(caps.total, added))


def _trend(candles: Candles, rules: EmaTrend) -> npt.NDArray[np.int8]:
    """The side of the short EMA against the long one, whether or not they give points."""
    short = round_price(candles.ema(rules.short), candles.scale)
    long = round_price(candles.ema(rules.long), candles.scale)
    return (short > long).view(np.int8) - (short < long).view(np.int8)
