"""A trade as both sides tell it: the backtest's result and the bot's database."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from freqtrade.data.btanalysis import load_trades_from_db

from enygma.research.result import load_result

from .project import Project


@dataclass(frozen=True)
class Traded:
    """One trade. Times in Unix ms, prices in USDT.

    `exits` counts its filled exit orders, `close_rate` is the price of the last of them.
    """

    pair: str
    is_short: bool
    open_ms: int
    open_rate: float
    leverage: float
    close_ms: int | None
    close_rate: float | None
    exit_reason: str
    exits: int
    profit_ratio: float

    @property
    def side(self) -> str:
        """`long` or `short`."""
        return "short" if self.is_short else "long"

    def candle_ms(self, timeframe_ms: int) -> int:
        """Open time of the candle in which it was entered."""
        return self.open_ms - self.open_ms % timeframe_ms

    def key(self, timeframe_ms: int) -> tuple[str, str, int]:
        """What entries are compared by: pair, side, candle."""
        return self.pair, self.side, self.candle_ms(timeframe_ms)


def of_backtest(project: Project) -> list[Traded]:
    """The trades of the newest backtest in a project, oldest first."""
    result = load_result(project.database.parent / "backtest_results")
    return _rows(result.trades)


def of_database(project: Project) -> list[Traded]:
    """The trades of a live bot, oldest first; open ones included."""
    return _rows(load_trades_from_db(f"sqlite:///{project.database}"))


def _rows(trades: pd.DataFrame) -> list[Traded]:
    rows = [_traded(row) for row in trades.to_dict(orient="records")]
    return sorted(rows, key=lambda each: (each.open_ms, each.pair))


def _traded(row: dict[Hashable, Any]) -> Traded:
    closed = pd.notna(row["close_date"])
    orders = row["orders"] or []
    exits = [each for each in orders if not each["ft_is_entry"] and each.get("filled", 1)]
    return Traded(
        pair=str(row["pair"]),
        is_short=bool(row["is_short"]),
        open_ms=_ms(row["open_date"]),
        open_rate=float(str(row["open_rate"])),
        leverage=float(str(row["leverage"])),
        close_ms=_ms(row["close_date"]) if closed else None,
        close_rate=float(exits[-1]["safe_price"]) if closed and exits else None,
        exit_reason=str(row["exit_reason"] or ""),
        exits=len(exits),
        profit_ratio=float(str(row["profit_ratio"])),
    )


def _ms(moment: object) -> int:
    return int(pd.Timestamp(str(moment)).timestamp() * 1000)
