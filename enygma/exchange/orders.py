"""Entries and exits: what they carry, and what may leave at all."""

from __future__ import annotations

import logging
from functools import cached_property, partial
from typing import Any

from freqtrade.exceptions import (
    DependencyException,
    InvalidOrderException,
    TemporaryError,
)
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.entry_stop import EntryStop, attached_params
from enygma.exchange.fills import Fills
from enygma.exchange.intents import Intent, IntentRecord, Purpose
from enygma.exchange.order_history import OrderHistory
from enygma.exchange.order_params import OrderParams
from enygma.exchange.positions import (
    Positions,
    opposite,
    position_side_of_entry,
    position_side_of_exit,
)
from enygma.exchange.risk_limits import RiskLimits
from enygma.exchange.settings import ExchangeSettings
from enygma.exchange.slippage import SlippageGuard
from enygma.exchange.submission import Submission
from enygma.exchange.unprotected import UnprotectedTime

logger = logging.getLogger(__name__)


class Orders(
    Submission,
    EntryStop,
    SlippageGuard,
    RiskLimits,
    Positions,
    Fills,
    OrderHistory,
    OrderParams,
    Exchange,
):
    """Orders of the futures account."""

    @cached_property
    def unprotected(self) -> UnprotectedTime:
        """The time positions spent without a stop."""
        return UnprotectedTime()

    def create_order(
        self,
        *,
        pair: str,
        ordertype: str,
        side: str,
        amount: float,
        rate: float,
        leverage: float,
        time_in_force: str = "GTC",
        reduceOnly: bool = False,  # noqa: N803 - freqtrade's name
        initial_order: bool = True,
    ) -> dict[str, Any]:
        """Place an entry or, with `reduceOnly`, an exit; each at most once.

        KuCoin answers with an id alone, so what is returned is open until freqtrade fetches it.

        Raises:
            DependencyException: The order was refused, here or by KuCoin, and nothing was placed.
            UnresolvedOrderError: The answer was lost and KuCoin cannot be asked. The next call
                for the pair finds out first, and answers with the order if there is one.
        """
        if not self.is_trading_futures():
            simulated: dict[str, Any] = super().create_order(
                pair=pair,
                ordertype=ordertype,
                side=side,
                amount=amount,
                rate=rate,
                leverage=leverage,
                time_in_force=time_in_force,
                reduceOnly=reduceOnly,
                initial_order=initial_order,
            )
            return simulated
        params = self._get_params(side, ordertype, leverage, reduceOnly, time_in_force)
        if reduceOnly:
            return self._exit(pair, ordertype, side, amount, rate, params)
        return self._enter(pair, ordertype, side, amount, rate, params, initial_order)

    def _enter(
        self,
        pair: str,
        ordertype: str,
        side: str,
        amount: float,
        rate: float,
        params: dict[str, Any],
        initial_order: bool,
    ) -> dict[str, Any]:
        leverage = int(params["leverage"])
        self.require_resolved(pair, Purpose.ENTRY)
        if (lost := self._untold(Purpose.ENTRY, pair)) is not None:
            return self._take_up(lost, side, leverage)
        lots = self.whole_lots(pair, amount)
        self._check_entry(pair, side, lots, rate, leverage)
        if ordertype == "market":
            self.check_slippage(pair, side, amount, rate)
        self._lev_prep(pair, leverage, side, accept_fail=not initial_order)
        stop_price = self.attached_stop(pair, side, rate, leverage)
        intent = self._intent(
            Purpose.ENTRY, pair, side, ordertype, lots, rate, leverage, stop_price
        )
        if stop_price is not None:
            params |= attached_params(side, stop_price, str(intent.stop_price_type))
        try:
            placed = self._place(intent, params)
        except TemporaryError:
            self.forget_margin_mode(pair)
            raise
        self.unprotected.entered(pair, dt_ts(), protected=stop_price is not None)
        self.back_up(intent)
        return placed

    def back_up(self, entry: Intent) -> None:
        """Do what an entry that was just accepted needs besides its stop."""

    def _exit(
        self,
        pair: str,
        ordertype: str,
        side: str,
        amount: float,
        rate: float,
        params: dict[str, Any],
    ) -> dict[str, Any]:
        if not amount:
            raise InvalidOrderException(
                f"Nothing of the position in {pair} is booked yet, so there is no size to exit. "
                "The entry is booked within the next loops; try again then."
            )
        lots = self.whole_lots(pair, amount)
        position_side = position_side_of_exit(side)
        # the order only reduces: what the position cannot be asked for KuCoin cuts itself
        held = self.lots_if_told(pair, position_side)
        if held is not None and lots < held:
            # a second copy of a partial exit would close more than was meant
            self.require_resolved(pair, Purpose.EXIT)
        else:
            self.resolve_intents(pair)
        if (lost := self._untold(Purpose.EXIT, pair)) is not None and lost.intent.side == side:
            return self._answer(lost.intent, str(lost.order_id))
        if held == 0:
            return self.closed_already(pair, position_side)
        lots = lots if held is None else min(lots, held)
        leverage = int(params["leverage"])
        return self._place(
            self._intent(Purpose.EXIT, pair, side, ordertype, lots, rate, leverage),
            params,
        )

    def closed_already(self, pair: str, position_side: str) -> dict[str, Any]:
        """What to answer to an exit of a position that is gone.

        Raises:
            InvalidOrderException: Nothing is known that closed it.
        """
        raise InvalidOrderException(f"There is no {position_side} position in {pair} left to exit.")

    def _check_entry(self, pair: str, side: str, lots: int, rate: float, leverage: int) -> None:
        settings = ExchangeSettings.of(self._config)
        if pair in settings.ignored_pairs:
            # nobody could tell any more which lots and stops are whose, nor would the guards look
            raise DependencyException(
                f"The entry ({side}) for {pair} is not sent: enygma.unknown_positions leaves this "
                "pair to you, so the bot does not enter it."
            )
        against = opposite(position_side_of_entry(side))
        if not settings.hedged and (held := self.open_lots(pair, against)):
            raise DependencyException(
                f"The entry ({side}) for {pair} is not sent: the account holds {held} lots "
                f"{against} there, which it would close instead of opening a position."
            )
        notional = self._contracts_to_amount(pair, lots) * rate
        self.check_leverage(pair, notional, leverage)

    def _untold(self, purpose: Purpose, pair: str) -> IntentRecord | None:
        """An accepted order that freqtrade was never given: it is the answer to the next call."""
        self.settle_known_intents(pair)
        for record in self.intents.open_intents(purpose, pair):
            if record.order_id is not None and not record.told:
                return record
        return None

    def _take_up(self, lost: IntentRecord, side: str, leverage: int) -> dict[str, Any]:
        intent = lost.intent
        if (intent.side, intent.leverage) != (side, leverage):
            raise DependencyException(
                f"No new entry for {intent.pair}: an earlier one ({intent.side} {intent.lots} lots "
                f"at leverage {intent.leverage}, order {lost.order_id}) was accepted without "
                "freqtrade having noted it. Reconciliation takes it up."
            )
        logger.warning(
            "Order %s for %s was accepted before its answer was lost; it is used now.",
            lost.order_id,
            intent.pair,
        )
        return self._answer(intent, str(lost.order_id))

    def _intent(
        self,
        purpose: Purpose,
        pair: str,
        side: str,
        ordertype: str,
        lots: int,
        rate: float,
        leverage: int,
        stop_price: float | None = None,
    ) -> Intent:
        limit = self._order_needs_price(side, ordertype)
        return Intent(
            client_oid=self.new_client_oid(purpose),
            purpose=purpose,
            pair=pair,
            side=side,
            order_type=ordertype,
            lots=lots,
            leverage=leverage,
            margin_mode=str(self.margin_mode.value),
            created_ms=dt_ts(),
            price=float(self.price_to_precision(pair, rate)) if limit else None,
            reference_price=rate,
            stop_price=stop_price,
            stop_price_type=None if stop_price is None else self.stop_price_type(),
        )

    def _place(self, intent: Intent, params: dict[str, Any]) -> dict[str, Any]:
        send = partial(
            self._api.create_order,
            intent.pair,
            intent.order_type,
            intent.side,
            intent.lots,
            intent.price,
            {**params, "clientOid": intent.client_oid},
        )
        placed = self.submit(intent, send)
        self._log_exchange_response("create_order", placed)
        return self._answer(intent, str(placed["id"]))

    def _answer(self, intent: Intent, order_id: str) -> dict[str, Any]:
        """An accepted order in ccxt's form, open until it is fetched."""
        self.intents.tell(intent.client_oid)
        amount = self._contracts_to_amount(intent.pair, intent.lots)
        order: dict[str, Any] = {
            "id": order_id,
            "clientOrderId": intent.client_oid,
            "symbol": intent.pair,
            "type": intent.order_type,
            "side": intent.side,
            "status": "open",
            "price": intent.price,
            "amount": amount,
            "filled": 0.0,
            "remaining": amount,
            "average": None,
            "cost": None,
            "fee": None,
            "timestamp": intent.created_ms,
            "info": {},
        }
        if intent.purpose is Purpose.STOP:
            order["stopPrice"] = intent.stop_price
        return order
