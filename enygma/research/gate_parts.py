"""The gates of an entry in words: what each needs and what there was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from enygma.research.answer import GatePart, IndicatorPart, TimeframePart
from enygma.scoring import GATES, timeframe_alignment
from enygma.scoring.volatility import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from enygma.scoring import ScoringProfile
    from enygma.scoring.filters import Filters
    from enygma.scoring.gates import Gates

OFF = "nothing (switched off)"


def gate_parts(
    profile: ScoringProfile,
    row: Mapping[str, Any],
    previous: int | None,
    indicators: list[IndicatorPart],
    timeframes: list[TimeframePart],
    funding_rank: float | None,
    max_drawdown_pct: Decimal,
) -> list[GatePart]:
    """Every gate in the order in which it is asked, then the filters that are on.

    Args:
        profile: its gates and filters.
        row: the scored candle.
        previous: score of the candle before.
        indicators: what the indicators gave; the averages of the trend are taken from there.
        timeframes: the score of each configured timeframe, the primary first.
        funding_rank: in percent, NaN while it is not known; None where nothing asks for it.
        max_drawdown_pct: how far below the day's peak the equity may be for an entry.
    """
    gates, filters = profile.gates, profile.filters
    words = _words(gates, row, previous, indicators)
    own = [
        GatePart(name.replace("_", " "), bool(row[f"enygma_gate_{name}"]), *words[name])
        for name in GATES
    ]
    passed = [_alignment(gates, timeframes), *_filters(filters, row, timeframes)]
    funded = [] if funding_rank is None else [*_funding(profile, row, funding_rank)]
    return [*own, *passed, *funded, _drawdown(max_drawdown_pct)]


def _words(
    gates: Gates, row: Mapping[str, Any], previous: int | None, indicators: list[IndicatorPart]
) -> dict[str, tuple[str, str]]:
    score, confluence = int(row["enygma_score"]), int(row["enygma_confluence"])
    threshold = gates.min_score + (gates.high_regime_boost if row["enygma_regime"] == "HIGH" else 0)
    raised = " (raised in the HIGH regime)" if threshold != gates.min_score else ""
    trend = "EMA short above long" if score > 0 else "EMA short below long"
    return {
        "threshold": (f"|score| >= {threshold}{raised}", f"{score:+d}"),
        "cross": (
            f"a candle before below {threshold} on this side" if gates.require_cross else OFF,
            "none" if previous is None else f"{previous:+d} before, {score:+d} now",
        ),
        "dead_zone": (f"|score| >= {gates.dead_zone}", f"{score:+d}"),
        "confluence": (
            f">= {gates.min_confluence} votes and >= {gates.min_confluence_pct:g} %",
            f"{confluence} votes, {row['enygma_confluence_pct']:.1f} %",
        ),
        "confidence": (f">= {gates.min_confidence:.2f}", f"{row['enygma_confidence']:.2f}"),
        "trend": (trend if gates.require_trend else OFF, _averages(indicators)),
        "band": (
            f"|score| outside {gates.toxic_from}-{gates.toxic_to}"
            if gates.block_toxic_band
            else OFF,
            f"{score:+d}",
        ),
    }


def _averages(indicators: list[IndicatorPart]) -> str:
    values = next((part.values for part in indicators if "medium" in part.values), {})
    short, long = values.get("short"), values.get("long")
    if short is None or long is None:
        return "not shown: the EMA indicator is off on this timeframe"
    return f"{short:,.8g} against {long:,.8g}"


def _alignment(gates: Gates, timeframes: list[TimeframePart]) -> GatePart:
    if not gates.require_alignment:
        return GatePart("alignment", True, OFF, _scores(timeframes))
    scores = [np.array([part.score or 0], dtype=np.int16) for part in timeframes]
    passed = bool(timeframe_alignment(scores, gates)[0])
    needed = (
        f"{gates.min_timeframes} to {gates.max_timeframes} timeframes on this side "
        f"with |score| >= {gates.alignment_score}"
    )
    return GatePart("alignment", passed, needed, _scores(timeframes))


def _filters(
    filters: Filters, row: Mapping[str, Any], timeframes: list[TimeframePart]
) -> Iterator[GatePart]:
    score = int(row["enygma_score"])
    if not (filters.allow_long and filters.allow_short):
        passed = bool(filters.sides(np.array([score]))[0])
        only = "long" if filters.allow_long else "short"
        yield GatePart("side", passed, f"a score for a {only}", f"{score:+d}")
    if len(filters.regimes) < UNKNOWN:
        regime = str(row["enygma_regime"])
        yield GatePart("regime", regime in filters.regimes, " or ".join(filters.regimes), regime)
    if filters.higher_score:
        longest = timeframes[-1]
        reached = (longest.score or 0) * np.sign(score) >= filters.higher_score
        needed = f"|score| >= {filters.higher_score} on this side on {longest.timeframe}"
        yield GatePart("higher timeframe", bool(reached), needed, _scores([longest]))


def _funding(profile: ScoringProfile, row: Mapping[str, Any], rank: float) -> Iterator[GatePart]:
    filters, score = profile.filters, int(row["enygma_score"])
    actual = "not known" if np.isnan(rank) else f"{rank:.1f} %"
    if profile.funding.weight:
        yield GatePart("funding known", not np.isnan(rank), "a rank of the funding rate", actual)
    if filters.asks_funding:
        passed = bool(filters.funding(np.array([score]), np.array([rank]))[0])
        most, least = filters.funding_long_max, filters.funding_short_min
        needed = f"a rank of at most {most} %" if score > 0 else f"a rank of at least {least} %"
        yield GatePart("funding", passed, needed, actual)


def _scores(timeframes: list[TimeframePart]) -> str:
    return ", ".join(
        f"{part.timeframe} {'unknown' if part.score is None else format(part.score, '+d')}"
        for part in timeframes
    )


def _drawdown(max_drawdown_pct: Decimal) -> GatePart:
    return GatePart(
        "drawdown",
        None,
        f"equity <= {max_drawdown_pct:.1f} % below the day's peak",
        "known to the running bot only",
    )
