"""ENYGMA with a callback that does not say beforehand where it stays silent."""

from __future__ import annotations

from typing import Any

from strategies.enygma import EnygmaStrategy


class Asking(EnygmaStrategy):
    """Wants to leave at some hours, whatever the risk rules say of the candle."""

    def custom_exit(
        self, pair: str, trade: Any, current_time: Any, *more: Any, **terms: Any
    ) -> Any:
        """The rules first; what is done to the copy of the trade must not count."""
        reason = super().custom_exit(pair, trade, current_time, *more, **terms)
        trade.stop_loss = 1.0
        return reason or ("hour" if current_time.hour == 7 else None)
