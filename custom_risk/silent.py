"""A strategy that says beforehand where its rules of risk have nothing to answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from custom_risk.entry_brake import EntryBrake
from custom_risk.gated import Gated
from custom_risk.position_care import PositionCare
from custom_risk.silence import Silence


class Silent(Gated):
    """For fast backtests; a running bot is asked everything, always.

    What it says holds for callbacks marked as `foretold`. A class below that replaces one of them
    without the mark takes the word back.
    """

    bot_loop_start: Callable[..., None]
    _brake: EntryBrake
    _care: PositionCare
    _takes_commands: bool

    def pass_quietly(self, first: datetime, last: datetime) -> bool:
        """Do what `bot_loop_start` would on all candles from `first` to `last`.

        Nothing is open on them and the wallet stays as it is, so the equity does, too: the first
        candle lets losses count, the last one begins its day. False where it is to be called on
        each: a breaker that is not closed cools down in between.
        """
        if self._takes_commands or self.risk_state.is_kept or self.risk_evidence is not None:
            return False
        self.bot_loop_start(current_time=first)
        if not self._brake.is_open(first):
            return False
        self.bot_loop_start(current_time=last)
        return True

    def silence(self, trade: Any) -> Silence | None:
        """Between which prices its callbacks answer nothing, and until when.

        None where they are to be asked.

        Raises
        ------
        RiskInputError
            If a number of the trade cannot be used.
        """
        return None if self._takes_commands else self._care.silence(trade)

    def keep_silent(self, trade: Any, now: datetime, price: float, profit: float) -> bool:
        """Note what its callbacks note on a candle in silence; `profit` is freqtrade's ratio.

        False where the callbacks are to be asked all the same.

        Raises
        ------
        RiskInputError
            If the account's worth is not known.
        """
        self.risk_account.mark(trade.id, price, profit * trade.stake_amount)
        return self._care.stays_silent(trade, now)
