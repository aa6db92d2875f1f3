"""What the page draws of one pair: candles, score, trades and the path of each stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from enygma.research.encoding import pack
from enygma.research.trades import fills, trade_rows

if TYPE_CHECKING:
    import pandas as pd

    from enygma.research.stop_path import StopPath
    from enygma.research.trades import Trade

PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True)
class PairChart:
    """The data of one pair: its scored candles within the backtest, its trades, their stops."""

    pair: str
    scored: pd.DataFrame
    trades: pd.DataFrame
    stops: list[StopPath]
    """One a trade, in the order of `trades`."""

    def payload(self) -> dict[str, Any]:
        """The data as the page's script reads it; times are Unix milliseconds, evenly spaced."""
        first, step = _clock(self.scored["date"])
        classes, codes = _classes(self.scored)
        return {
            "pair": self.pair,
            "start": first,
            "step": step,
            "prices": {name: pack(self.scored[name], "f4") for name in PRICES},
            "score": pack(self.scored["enygma_score"], "i2"),
            "classes": classes,
            "class": pack(codes, "i1"),
            "confluence": pack(self.scored["enygma_confluence"], "i1"),
            "confidence": pack((self.scored["enygma_confidence"] * 100).round(), "i1"),
            "trades": [
                _trade(trade, stop)
                for trade, stop in zip(trade_rows(self.trades), self.stops, strict=True)
            ],
        }


def _clock(dates: pd.Series) -> tuple[int, int]:
    times = dates.dt.as_unit("ms").astype("int64").to_numpy()
    step = int(times[1] - times[0]) if len(times) > 1 else 0
    return int(times[0]), step


def _classes(scored: pd.DataFrame) -> tuple[list[str], pd.Series]:
    labels = scored["enygma_class"].astype(str)
    names = sorted(labels.unique())
    return names, labels.map({name: code for code, name in enumerate(names)})


def _trade(trade: Trade, stop: StopPath) -> dict[str, Any]:
    return {
        "number": int(trade["number"]),
        "short": bool(trade["is_short"]),
        "open": int(trade["open_timestamp"]),
        "close": int(trade["close_timestamp"]),
        "entry": float(trade["open_rate"]),
        "exit": float(trade["close_rate"]),
        "leverage": float(trade["leverage"]),
        "margin": round(float(trade["stake_amount"]), 2),
        "roi": round(float(trade["profit_ratio"]) * 100, 2),
        "profit": round(float(trade["profit_abs"]), 2),
        "reason": str(trade["exit_reason"]),
        "tag": str(trade["enter_tag"] or ""),
        "fills": [
            [int(fill["order_filled_timestamp"]), float(fill["safe_price"])]
            for fill in fills(trade)[1:-1]
        ],
        "stop": {"times": stop.times_ms, "prices": stop.prices, "source": stop.source.value},
    }
