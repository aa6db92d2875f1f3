"""The signal on which a trade was entered, kept with the trade."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from freqtrade.persistence import Trade
from freqtrade.persistence.custom_data import _CustomData
from sqlalchemy.exc import SQLAlchemyError

from custom_risk.inputs import RiskInputError
from custom_risk.regime import Regime
from custom_risk.signal import Climate, Signal
from custom_risk.state.numbers import number

logger = logging.getLogger(__name__)

KEY = "risk_entry_signal"
"""Of freqtrade's custom data of the trade."""

_WORDS = frozenset({"regime", "climate"})
"""Parts of a signal that are words; the others are numbers."""


class EntrySignals:
    """Signals by trade: in the database of a running bot, in memory in a backtest.

    Each is read from the database once. freqtrade numbers a backtest's trades from 1 again, so a
    signal that is kept replaces one that an earlier backtest left under the number.
    """

    def __init__(self) -> None:
        self._known: dict[int, Signal] = {}
        self._owed: set[int] = set()

    def keep(self, trade: Any, signal: Signal) -> None:
        """Keep the signal of an entry with its trade, which must have its number already.

        While the database cannot be written to it is known here, and written later.
        """
        self._known[trade.id] = signal
        if not Trade.use_db:
            return
        self._owed.discard(trade.id)
        try:
            trade.set_custom_data(KEY, as_stored(signal))
        except SQLAlchemyError:
            # freqtrade goes on with a session that nothing can be read by before this
            _CustomData.session.rollback()
            self._owed.add(trade.id)
            logger.exception("The signal of the entry of trade %s could not be stored.", trade.id)

    def is_fresh(self, trade: Any) -> bool:
        """Whether nothing was kept yet; always in a backtest, where another had the number before.

        Raises
        ------
        RiskInputError
            As `kept`.
        """
        return not Trade.use_db or self.kept(trade) is None

    def kept(self, trade: Any) -> Signal | None:
        """The signal of a trade's entry, None where none was kept.

        Raises
        ------
        RiskInputError
            If what is stored is no signal; the message names the trade.
        """
        known = self._known.get(trade.id)
        if known is not None and trade.id in self._owed:
            self.keep(trade, known)
        if known is None and Trade.use_db:
            known = self._read(trade)
        return known

    def _read(self, trade: Any) -> Signal | None:
        stored = None
        try:
            stored = trade.get_custom_data(KEY)
            if stored is None:
                return None
            signal = as_signal(stored)
        except (TypeError, ValueError, SQLAlchemyError) as error:
            _CustomData.session.rollback()
            name = f"signal of the entry of trade {trade.id} ({trade.pair}, custom data {KEY})"
            raise RiskInputError(name, stored) from error
        self._known[trade.id] = signal
        return signal


def as_stored(signal: Signal) -> dict[str, str]:
    """A signal as texts; what it does not say is left out."""
    values = {each.name: getattr(signal, each.name) for each in fields(signal)}
    return {name: str(value) for name, value in values.items() if value is not None}


def as_signal(stored: object) -> Signal:
    """The signal that was stored.

    Raises
    ------
    ValueError
        If a value is no number or no known word, or if a name is unknown.
    TypeError
        If it is not made of names and values.
    """
    if not isinstance(stored, Mapping):
        raise TypeError(f"{stored!r} is no signal")
    known = {each.name for each in fields(Signal)}
    if unknown := sorted(map(str, stored.keys() - known)):
        raise ValueError(f"{unknown[0]!r} is no part of a signal")
    regime, climate = stored.get("regime"), stored.get("climate")
    numbers = {name: number(text) for name, text in stored.items() if name not in _WORDS}
    return Signal(
        regime=None if regime is None else Regime(regime),
        climate=None if climate is None else Climate(climate),
        **numbers,
    )
