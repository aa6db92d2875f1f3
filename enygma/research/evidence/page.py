"""The page of the evidence: the verdict, its figures and the pictures behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from enygma.research.document import document
from enygma.research.encoding import pack
from enygma.research.evidence.bootstrap import equity_band
from enygma.research.evidence.figures import SEED
from enygma.research.evidence.returns import DAY_MS
from enygma.research.evidence.thresholds import INTERVAL
from enygma.research.evidence.verdict import Standing
from enygma.research.evidence.words import number, rows
from enygma.research.figures import TallyTable, row, tone

if TYPE_CHECKING:
    from enygma.research.evidence.evidence import Evidence
    from enygma.research.evidence.sample import Sample

SCRIPTS = ("series.js", "charts.js", "evidence.js")
TONES = {Standing.NO_EDGE: "bad", Standing.EDGE: "good"}


def page_of(evidence: Evidence) -> str:
    """The whole page. Raises `ResearchError` when plotly is not installed."""
    return document("evidence.html.j2", SCRIPTS, _payload(evidence), _words(evidence))


def _payload(evidence: Evidence) -> dict[str, Any]:
    sample, measured = evidence.sample, evidence.figures
    placebos = measured.placebos
    return {
        "currency": sample.currency,
        "starting_balance": sample.starting_balance,
        "profit": measured.total.profit,
        "equity": _equity(sample),
        "placebos": None if placebos is None else pack(placebos, "f4"),
        "months": _months(sample),
    }


def _equity(sample: Sample) -> dict[str, Any]:
    """Equity after each day, and what the same days in another order come to."""
    profits = sample.closed().daily_profits
    low, high = equity_band(profits, np.random.default_rng(SEED), INTERVAL)
    start = sample.starting_balance
    first_ms = sample.first_ms // DAY_MS * DAY_MS
    return {
        "times": [first_ms + (day + 1) * DAY_MS for day in range(len(profits))],
        "equity": pack(start + np.cumsum(profits), "f4"),
        "low": pack(start + low, "f4"),
        "high": pack(start + high, "f4"),
    }


def _months(sample: Sample) -> dict[str, Any]:
    trades = sample.trades
    closed = pd.to_datetime(trades["close_timestamp"], unit="ms", utc=True)
    table = trades.pivot_table(
        index="pair", columns=closed.dt.strftime("%Y-%m"), values="profit_abs", aggfunc="sum"
    )
    cells = table.to_numpy(dtype=np.float64)
    return {
        "pairs": [str(pair) for pair in table.index],
        "months": [str(month) for month in table.columns],
        "profits": [
            [None if np.isnan(cell) else round(cell, 2) for cell in line] for line in cells
        ],
    }


def _words(evidence: Evidence) -> dict[str, Any]:
    sample, measured, verdict = evidence.sample, evidence.figures, evidence.verdict
    return {
        "title": f"{sample.strategy}: {sample.kind} on {len(sample.pairs)} pairs",
        "subtitle": (
            f"{sample.start:%Y-%m-%d} to {sample.end:%Y-%m-%d} UTC · {sample.timeframe} candles"
            + (f" · profile {sample.profile}" if sample.profile else "")
        ),
        "verdict": f"{verdict.words[0].upper()}{verdict.words[1:]}.",
        "tone": TONES.get(verdict.standing, "open"),
        "reasons": verdict.reasons,
        "figures": rows(evidence),
        "currency": sample.currency,
        "equity_note": (
            "Closed trades after fees and funding. Shaded: where nine in ten of the same days, "
            "drawn again in blocks, end up."
        ),
        "placebo_note": _placebo_note(evidence),
        "tables": [
            TallyTable(f"By {name}", name.capitalize(), [*map(row, each), row(measured.total)])
            for name, each in measured.groups.items()
        ],
        "sensitivities": [
            (each.name, f"{each.profit:+,.2f}", number(each.profit_factor), tone(each.profit))
            for each in measured.sensitivities
        ],
        "notes": measured.notes,
        "footer": f"From {sample.source}. Made {evidence.made_at:%Y-%m-%d %H:%M} UTC.",
    }


def _placebo_note(evidence: Evidence) -> str:
    placebos = evidence.figures.placebos
    if placebos is None:
        return "Not known: it takes the candles of the trades."
    return (
        f"{len(placebos):,} times the same entries at other times: side, size, holding time and "
        "costs as they were."
    )
