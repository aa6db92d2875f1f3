"""What every exit policy can be asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from custom_risk.events import Reason
from custom_risk.exits.slice import Slice
from custom_risk.market import Market
from custom_risk.roi import Roi
from custom_risk.trade_view import TradeView


class ExitPolicy:
    """Where a position leaves before its stop. One that answers nothing leaves it to the stop."""

    @property
    def take_profit(self) -> Roi | None:
        """The ROI at which every position is closed: freqtrade's `minimal_roi`. None for none."""
        return None

    @property
    def first_level(self) -> Roi | None:
        """The lowest ROI at which a slice can be due, None when none ever is."""
        return None

    def target_roi(self, view: TradeView) -> Roi | None:  # noqa: ARG002 - for those who override
        """The ROI at which this position is closed, None for none.

        From the position and its entry's signal alone: freqtrade asks without a price.

        Raises
        ------
        RiskInputError
            If the view lacks what the policy needs.
        """
        return None

    def slice_due(
        self,
        view: TradeView,  # noqa: ARG002
        original: Decimal,  # noqa: ARG002
        remaining: Decimal,  # noqa: ARG002
        market: Market,  # noqa: ARG002
    ) -> Slice | None:
        """The slice to sell now, None if there is none.

        `original` is everything that was bought into the position, `remaining` what is still
        there, both in base currency.
        """
        return None

    def reason(
        self,
        view: TradeView,  # noqa: ARG002
        imbalance: Callable[[], Decimal],  # noqa: ARG002
    ) -> Reason | None:
        """Why the whole position is to be closed now, None when it may stay.

        `imbalance` gives the account's net exposure in percent of its equity, positive where
        longs outweigh shorts; asked only by a policy that wants to know.

        Raises
        ------
        RiskInputError
            If the view lacks what the policy needs.
        """
        return None
