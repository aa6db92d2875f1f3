"""Views of open trades, with what the strategy said when each was entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from custom_risk.inputs import finite, positive
from custom_risk.position import Position
from custom_risk.roi import Roi
from custom_risk.signal import Signal
from custom_risk.state import EntrySignals
from custom_risk.trade_terms import position_of
from custom_risk.trade_view import TradeView


class TradeViews:
    """Builds views; without a policy that asks for signals, none is looked up."""

    def __init__(
        self,
        newest: Callable[[str], Signal],
        before: Callable[[str, datetime], Signal],
        *,
        reads_signals: bool,
    ) -> None:
        """`newest` reads the last closed candle of a pair, `before` the last before a moment."""
        self._newest = newest
        self._before = before
        self._reads = reads_signals
        self._kept = EntrySignals()
        self._decided: dict[str, Signal] = {}
        self._seen_at: datetime | None = None
        self._seen: dict[str, Signal] = {}
        self._positions: dict[int, tuple[tuple[Any, ...], Position]] = {}

    def view(self, trade: Any, now: datetime, price: float, profit: float) -> TradeView:
        """A trade at a price at which it has that profit, as freqtrade's ratio.

        Raises
        ------
        RiskInputError
            If a number of the trade, the price or the profit cannot be used.
        """
        bare = self.bare(trade, now, price, profit)
        if not self._reads:
            return bare
        newest = partial(self._newest_at, now, trade.pair)
        return replace(bare, entry=self.entry_signal(trade), newest=newest)

    def _newest_at(self, now: datetime, pair: str) -> Signal:
        """Several policies look at the same candle; it is read once."""
        if now != self._seen_at:
            self._seen_at, self._seen = now, {}
        if pair not in self._seen:
            self._seen[pair] = self._newest(pair)
        return self._seen[pair]

    def bare(self, trade: Any, now: datetime, price: float, profit: float) -> TradeView:
        """As `view`, without the strategy's signals.

        Raises
        ------
        RiskInputError
            As `view`, but for the entry's signal.
        """
        roi = Roi.from_ratio(finite("profit", profit))
        position, opened = self.position(trade), trade.open_date_utc
        return TradeView(position, positive("price", price), roi, now, opened)

    def position(self, trade: Any) -> Position:
        """Its position, built anew once a fill, a fee or funding has changed it.

        Raises
        ------
        RiskInputError
            If a number of the trade cannot be used.
        """
        terms = (
            trade.open_rate,
            trade.amount,
            trade.leverage,
            trade.fee_open,
            trade.fee_close,
            trade.funding_fees,
            trade.is_short,
        )
        known = self._positions.get(trade.id)
        if known is None or known[0] != terms:
            known = self._positions[trade.id] = (terms, position_of(trade))
        return known[1]

    def deciding(self, pair: str) -> None:
        """An entry is decided on the newest candle of a pair."""
        if self._reads:
            self._decided[pair] = self._newest(pair)

    def entered(self, trade: Any) -> None:
        """Keep with a trade what its entry was decided on.

        A running bot tells of an entry again when it looks at its order again, by when the
        candle may be gone: what is kept stays.

        Raises
        ------
        RiskInputError
            If what was kept cannot be read.
        """
        if not self._reads:
            return
        decided = self._decided.pop(trade.pair, None)
        if self._kept.is_fresh(trade):
            self._kept.keep(trade, decided or self._at_entry(trade))

    def entry_signal(self, trade: Any) -> Signal:
        """What the strategy said on the candle that the trade was entered on.

        Read off that candle again where nothing was kept, as long as it is still there.

        Raises
        ------
        RiskInputError
            If what was kept cannot be read.
        """
        return self._kept.kept(trade) or self._at_entry(trade)

    def _at_entry(self, trade: Any) -> Signal:
        return self._before(trade.pair, trade.open_date_utc)
