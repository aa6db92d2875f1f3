"""Emergency exits: losses at which positions leave whatever their stops say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from custom_risk.events import Reason
from custom_risk.inputs import finite, positive
from custom_risk.position import Position
from custom_risk.roi import HUNDRED, PriceMove
from custom_risk.settings.emergency import EmergencySettings
from custom_risk.trade_view import TradeView

if TYPE_CHECKING:
    from custom_risk.account import ClosedTrade

CLOSED_BY = Reason.PORTFOLIO_EMERGENCY.lower()
"""The exit reason of a trade that the account's emergency closed."""

NEARLY = 1 - 1e-6
"""Share of a limit up to which it is not near."""


class Emergency:
    """Closes one position on its own move, and all of them on the account's open loss.

    Positions are asked about one after the other, and each that closes makes the open loss
    smaller. So the moment in which the account's limit was passed is kept, and every position
    that was open then is closed. Time that runs backwards is another backtest.

    After a restart the positions that were closed say when that was (`resume`).
    """

    def __init__(self, settings: EmergencySettings) -> None:
        self._max_loss_pct = settings.max_open_loss_pct
        self._far_pct = float(settings.max_open_loss_pct) * NEARLY
        self._most_adverse = PriceMove(-settings.max_adverse_move_pct)
        self._passed: datetime | None = None

    def resume(self, closed: Iterable[ClosedTrade]) -> None:
        """Go on with what a restart interrupted: what was open when others were closed, goes, too.

        Positions that were entered afterwards stay.
        """
        moments = [each.closed for each in closed if each.exit_reason == CLOSED_BY]
        self._passed = max(moments, default=None)

    def reason(self, view: TradeView, open_profit: Decimal, equity: Decimal) -> Reason | None:
        """Why the position is to be closed now, None when it may stay.

        `open_profit` of all positions and `equity` with it are in stake currency.

        Raises
        ------
        RiskInputError
            If the open profit or the equity is not finite, or the equity not positive.
        """
        loss_pct = -finite("open profit", open_profit) / positive("equity", equity) * HUNDRED
        if self._passed is not None and view.now < self._passed:
            self._passed = None
        if loss_pct > self._max_loss_pct:
            self._passed = view.now
        if self._passed is not None and view.opened <= self._passed:
            return Reason.PORTFOLIO_EMERGENCY
        return self.of_position(view)

    def leaves_from(self, position: Position) -> Decimal:
        """The price beyond which a position's own move closes it."""
        return self._most_adverse.from_price(position.entry, position.side)

    def is_far(self, opened: datetime, now: datetime, open_profit: float, equity: float) -> bool:
        """Whether the account's loss closes no position opened then, so clearly that floats say it.

        Terms as in `reason`.
        """
        is_over = self._passed is None or self._passed < opened <= now
        return is_over and -open_profit * 100 < equity * self._far_pct

    def of_position(self, view: TradeView) -> Reason | None:
        """As `reason`, from the position's own move alone: the account need not be known."""
        return Reason.POSITION_EMERGENCY if view.move < self._most_adverse else None
