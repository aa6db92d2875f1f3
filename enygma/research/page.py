"""The page of a backtest: one HTML file that needs no network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enygma.research.document import document
from enygma.research.equity import drawdown
from enygma.research.equity_chart import equity_payload
from enygma.research.figures import Card, TallyTable, cards, tables
from enygma.research.stop_path import Source
from enygma.research.summary import Summary, verdict

if TYPE_CHECKING:
    import pandas as pd

    from enygma.research.candles_chart import PairChart
    from enygma.research.result import BacktestResult
    from enygma.research.risk_chart import RiskChart
    from enygma.research.score_chart import ScoreScale

SCRIPTS = ("series.js", "charts.js", "risk.js", "trade.js", "page.js")
STOPS = (
    (Source.RECORDED, "drawn as the backtest moved them"),
    (Source.REPLAYED, "replayed from the candles with the configured rules"),
    (Source.ENDS, "of which only the first and the last place are known"),
)
"""What the page says of stops, by where their steps come from."""


@dataclass(frozen=True)
class Page:
    """Everything that the page shows."""

    result: BacktestResult
    summary: Summary
    equity: pd.Series
    charts: list[PairChart]
    scale: ScoreScale
    profile: str
    """Name of the scoring profile, as the reader configured it."""
    risk: RiskChart
    focus: int | None = None
    """Number of the trade to open with; None: the one with the most steps of its stop."""

    def html(self) -> str:
        """The whole page. Raises `ResearchError` when plotly is not installed."""
        return document("page.html.j2", SCRIPTS, self.payload(), self._words())

    def payload(self) -> dict[str, Any]:
        """The data that the page's script draws."""
        return {
            "currency": self.result.stats["stake_currency"],
            "starting_balance": self.result.starting_balance,
            "equity": equity_payload(self.equity),
            "risk": self.risk.payload(),
            "focus": self.focus,
            "scoring": self.scale.payload(),
            "pairs": [chart.payload() for chart in self.charts],
        }

    def _words(self) -> dict[str, Any]:
        result = self.result
        return {
            "title": f"{result.strategy}: backtest of {len(result.pairs)} pairs",
            "subtitle": (
                f"{result.start:%Y-%m-%d %H:%M} to {result.end:%Y-%m-%d %H:%M} UTC · "
                f"{result.timeframe} candles · profile {self.profile} · "
                f"{result.stats['trading_mode']} {result.stats['margin_mode']}".rstrip()
            ),
            "verdict": verdict(self.summary),
            "tone": "bad" if self.summary.total.profit <= 0 else "open",
            "cards": self._cards(),
            "tables": self._tables(),
            "currency": result.stats["stake_currency"],
            "equity_note": (
                "Wallet and open positions valued at every candle's close, after fees; "
                "a trade's funding is booked when it closes. Dotted: the wallet at the start."
            ),
            "risk_note": self.risk.note(),
            "refusals": self.risk.refusals or [],
            "refusal_note": self.risk.refusal_note(),
            "score_colours": self.scale.legend(),
            "score_note": self.scale.note(),
            "stop_note": self._stop_note(),
            "footer": f"From {result.path.name}. Times are UTC; a candle has its open time.",
        }

    def _cards(self) -> list[Card]:
        lowest = float(drawdown(self.equity).min()) if len(self.equity) else 0.0
        return cards(self.summary, self.result.stats["stake_currency"], -lowest)

    def _tables(self) -> list[TallyTable]:
        return tables(self.summary)

    def _stop_note(self) -> str:
        paths = [stop for chart in self.charts for stop in chart.stops]
        if not paths:
            return ""
        many = Counter(path.source for path in paths)
        told = [f"{many[source]} {words}" for source, words in STOPS if many[source]]
        return f"Stops: {'; '.join(told)}."
