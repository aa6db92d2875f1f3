"""What becomes of an open trade: its stop, its slices, its target, whether it leaves at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from custom_risk.account import Account, one_look
from custom_risk.events import Reason
from custom_risk.exits import Emergency, ExitPolicy
from custom_risk.inputs import RiskInputError, finite, positive
from custom_risk.portfolio import Portfolio
from custom_risk.rules import RiskRules
from custom_risk.silence import Silence, silence_of
from custom_risk.stop_distance import stop_distance
from custom_risk.stops import advanced_stop
from custom_risk.trade_terms import entered_size, market_of, stop_of, tick_of
from custom_risk.trade_view import TradeView
from custom_risk.trade_views import TradeViews

MIN_STAKE_RESERVE = Decimal("1.5")
"""The most that freqtrade puts on top of a market's minimum when it judges what would be left."""


@dataclass(frozen=True, slots=True)
class MovedStop:
    """A stop that moves, and what to tell freqtrade so that it does."""

    price: Decimal
    distance: float


class PositionCare:
    """Asks the policies about open trades.

    Everything raises `RiskInputError` where a number that it needs cannot be used.
    """

    def __init__(self, account: Account, rules: Callable[[], RiskRules], views: TradeViews) -> None:
        self._account = account
        self._rules = rules
        self._views = views

    def resume(self, now: datetime) -> None:
        """Go on with an emergency that a restart interrupted."""
        emergency = self._rules().emergency
        if emergency is not None:
            emergency.resume(self._account.closed(now))

    def stop(self, trade: Any, now: datetime, price: float, profit: float) -> MovedStop | None:
        """The stop to move to, None where it stays. It never moves back."""
        view = self._views.view(trade, now, price, profit)
        side, tick = view.position.side, tick_of(trade, view.price)
        wanted = self._rules().stops.stop_price(view)
        stop = advanced_stop(wanted, stop_of(trade), view.price, side, tick)
        if stop is None:
            return None
        leverage = view.position.leverage
        return MovedStop(stop, stop_distance(stop, view.price, side, leverage, tick))

    def silence(self, trade: Any) -> Silence | None:
        """Between which prices nothing here has an answer; None where that is not known."""
        position, stop = self._views.position(trade), stop_of(trade)
        if stop is None:
            return None
        tick = tick_of(trade, position.entry)
        return silence_of(position, stop, self._rules(), tick, trade.precision_mode_price)

    def stays_silent(self, trade: Any, now: datetime) -> bool:
        """Whether the account's emergency has no answer, either."""
        emergency = self._rules().emergency
        if emergency is None:
            return True
        open_profit, equity = self._account.open_profit(), float(self._account.equity())
        return emergency.is_far(trade.open_date_utc, now, open_profit, equity)

    def slice_stake(
        self, trade: Any, now: datetime, price: float, profit: float, min_stake: float | None
    ) -> tuple[float, str] | None:
        """The slice to sell as a negative stake amount with its tag, None for none."""
        view = self._views.view(trade, now, price, profit)
        min_cost = MIN_STAKE_RESERVE * finite("minimum stake", min_stake or 0.0)
        market = market_of(trade, view.price, min_cost)
        remaining = positive("position size", trade.amount)
        due = self._rules().exits.slice_due(view, entered_size(trade), remaining, market)
        if due is None:
            return None
        # freqtrade turns the stake back into a size and cuts it to whole lots: a quarter lot
        # more keeps a float's last digit from costing a whole one
        share = (due.size + market.lot / 4) / remaining
        return -float(share * finite("stake", trade.stake_amount)), due.tag

    def target(self, trade: Any, now: datetime) -> float | None:
        """The ROI, as freqtrade's ratio, at which the trade is closed; None for none."""
        view = self._views.view(trade, now, trade.open_rate, 0.0)
        target = self._rules().exits.target_roi(view)
        return None if target is None else float(target.ratio)

    def exit_reason(self, trade: Any, now: datetime, price: float, profit: float) -> Reason | None:
        """Why the whole position is to be closed now, None when it may stay."""
        rules = self._rules()
        if rules.emergency is None and not watches(rules.exits):
            return None
        with one_look():
            if rules.emergency is not None:
                # no signal is needed, so one that cannot be read must not be in the way
                bare = self._views.bare(trade, now, price, profit)
                if (reason := self._emergency(rules.emergency, bare)) is not None:
                    return reason
            if not watches(rules.exits):
                return None
            view = self._views.view(trade, now, price, profit)
            return rules.exits.reason(view, self._imbalance_pct)

    def _emergency(self, emergency: Emergency, view: TradeView) -> Reason | None:
        """The account's loss, then the position's own, also where the account's is not known."""
        try:
            open_profit = finite("open profit", self._account.open_profit())
            return emergency.reason(view, open_profit, self._account.equity())
        except RiskInputError:
            if (reason := emergency.of_position(view)) is not None:
                return reason
            raise

    def _imbalance_pct(self) -> Decimal:
        portfolio = Portfolio.of(self._account.positions(), self._account.equity())
        return portfolio.percent(portfolio.net)


def watches(policy: ExitPolicy) -> bool:
    """Whether a policy may close a position for a reason of its own."""
    return type(policy).reason is not ExitPolicy.reason


def has_targets(policy: ExitPolicy) -> bool:
    """Whether a policy gives positions a take profit each."""
    return type(policy).target_roi is not ExitPolicy.target_roi
