"""Shadow mode: what KuCoin would have said to the orders of a dry run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import ccxt
from freqtrade.enums import PriceType, RunMode, TradingMode
from freqtrade.exceptions import FreqtradeException
from freqtrade.exchange import Exchange

from enygma.exchange.account_client import account_client
from enygma.exchange.connection import key_refused
from enygma.exchange.entry_stop import PRICE_TYPES
from enygma.exchange.settings import ExchangeSettings
from enygma.exchange.shadow_client import ShadowClient

logger = logging.getLogger(__name__)

NO_POSITION = "300009"
"""KuCoin's code for an order that reduces a position which is not there: a dry run has none."""


@dataclass
class ShadowRecord:
    """What came of the tests so far.

    Attributes:
        counts: Tests by their end: accepted, refused, without a position, unanswered.
        refusals: What would have been refused, not told yet.
    """

    counts: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    def take_refusals(self) -> list[str]:
        """The refusals since the last time."""
        taken, self.refusals = self.refusals, []
        return taken

    def refuse(self, what: str, reason: str) -> None:
        """Count and keep what would have been refused."""
        self.counts["refused"] += 1
        text = f"Shadow mode: KuCoin would have refused {what}: {reason}"
        self.refusals.append(text)
        logger.warning(text)

    def summary(self) -> str:
        """All tests in one sentence."""
        told = ", ".join(f"{count} {end}" for end, count in sorted(self.counts.items()))
        return f"Shadow mode: {self.counts.total()} orders tested ({told or 'none'})."


class Shadow(Exchange):
    """Sends each order of a dry run to KuCoin's order test, then simulates it as ever.

    Nothing that happens to a test changes the dry run.
    """

    shadow: ShadowRecord | None = None
    _shadow_api: Any = None

    def open_shadow(self, config: Mapping[str, Any], exchange: Mapping[str, Any]) -> None:
        """Take the keys before freqtrade removes them from a dry run.

        Args:
            config: freqtrade's configuration.
            exchange: Its section `exchange` with the keys.

        Raises:
            OperationalException: Shadow mode is on, but a part of the key is missing.
        """
        is_wanted = config["runmode"] == RunMode.DRY_RUN and ExchangeSettings.of(config).shadow
        if not is_wanted or config.get("trading_mode") != TradingMode.FUTURES:
            return
        self._shadow_api = account_client({**config, "exchange": exchange})
        self._shadow_api.__class__ = ShadowClient
        self.shadow = ShadowRecord()
        logger.info("Shadow mode: every order of this dry run is tested at KuCoin, none is placed.")

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
        """Place an order, in shadow mode after a test of it."""
        if self.shadow is not None:
            try:
                params = self._get_params(side, ordertype, leverage, reduceOnly, time_in_force)
            except FreqtradeException as error:
                self.shadow.refuse(f"{ordertype} {side} {pair}", str(error))
            else:
                price = rate if self._order_needs_price(side, ordertype) else None
                self._test(self.shadow, pair, ordertype, side, amount, price, params)
        placed: dict[str, Any] = super().create_order(
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
        return placed

    def create_stoploss(
        self,
        pair: str,
        amount: float,
        stop_price: float,
        order_types: dict[str, Any],
        side: str,
        leverage: float,
    ) -> dict[str, Any]:
        """Place a stop, in shadow mode after a test of it."""
        if self.shadow is not None:
            price_type = PriceType(order_types.get("stoploss_price_type", PriceType.LAST))
            stop = {"stopLossPrice": stop_price, "stopPriceType": PRICE_TYPES[price_type]}
            params = self._get_params(side, "market", leverage, reduceOnly=True)
            self._test(self.shadow, pair, "market", side, amount, None, {**params, **stop})
        placed: dict[str, Any] = super().create_stoploss(
            pair, amount, stop_price, order_types, side, leverage
        )
        return placed

    def _test(
        self,
        record: ShadowRecord,
        pair: str,
        ordertype: str,
        side: str,
        amount: float,
        price: float | None,
        params: dict[str, Any],
    ) -> None:
        what = f"{'stop' if 'stopLossPrice' in params else ordertype} {side} {amount} {pair}"
        api = self._shadow_api
        api.set_markets_from_exchange(self._api)
        try:
            lots = self.amount_to_precision(pair, self._amount_to_contracts(pair, amount))
            api.create_order(pair, ordertype, side, lots, price, {**params, "test": True})
        except ccxt.AuthenticationError as error:
            record.counts["unanswered"] += 1
            logger.warning("Shadow mode: %s", key_refused(error))
        except (ccxt.NetworkError, ccxt.NotSupported) as error:
            record.counts["unanswered"] += 1
            logger.warning("Shadow mode: no answer about %s: %s", what, error)
        except ccxt.BaseError as error:
            if NO_POSITION in str(error) and params.get("reduceOnly"):
                record.counts["without a position"] += 1
                return
            record.refuse(what, str(error))
        else:
            record.counts["accepted"] += 1
