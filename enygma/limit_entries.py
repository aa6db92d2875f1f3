"""Entries that wait in the order book as post-only limit orders, for a strategy that wants them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from math import isfinite, nan
from typing import Any, ClassVar

from freqtrade.enums import TRADE_MODES, ExitCheckTuple, ExitType
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.persistence import PairLocks
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.breaker import Breaker, Level
from custom_risk.candle_columns import PREFIX, add_columns
from custom_risk.foretold import foretold
from enygma.limit_entry_settings import (
    KEY,
    LIMIT,
    POST_ONLY,
    LimitEntry,
    limit_entry_of,
    valid_limit_entry,
)

logger = logging.getLogger(__name__)

ATR = "atr"
MAX_DISTANCE = "custom_price_max_distance_ratio"
"""freqtrade's key: how far from the price a strategy's own may be in a running bot."""
MAX_DISTANCE_DEFAULT = 0.02
PATIENCE = timedelta(minutes=1)
"""How long the rest of an entry waits once a part of it was filled."""


class LimitEntries(IStrategy):
    """Prices entries away from the market and ends those that wait too long.

    With no `enygma.limit_entry` it does nothing. A waiting order carries its stop, which grows with
    each fill; but freqtrade books a part of it only when the order is over, and until then no other
    rule looks after it. So the rest of an order that was filled in part is cancelled soon.
    """

    limit_parameters: ClassVar[Mapping[str, str]] = {}
    """Hyperopt parameters by the key of `enygma.limit_entry` each stands for."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._limit_entry = limit_entry_of(config)
        self._limit_tuning = self._limit_parameters()
        self._is_priced = self._limit_entry is not None
        self._partly_since: dict[str, datetime] = {}
        if self._limit_entry is not None:
            own: Any = type(self)
            # for this strategy alone: the class's are shared, and strategies declare them as such
            self.__dict__.update(
                order_types={**own.order_types, "entry": LIMIT},
                order_time_in_force={**own.order_time_in_force, "entry": POST_ONLY},
            )
            logger.info("%s: unfilledtimeout.entry is not asked, %s.", KEY, self._limit_entry)
        super().__init__(config)

    @property
    def limit_entry(self) -> LimitEntry | None:
        """The settings in force, hyperopt's values included; None where entries do not wait."""
        if self._limit_entry is None:
            return None
        values = {key: each.value for key, each in self._limit_tuning.items()}
        return self._limit_entry.model_copy(update=values)

    @property
    def market_replaces_limit(self) -> bool:
        """Whether what takes the place of an entry that waited in vain goes to the market."""
        return self._limit_entry is not None and self._limit_entry.unfilled == "market"

    def ft_load_hyper_params(self, hyperopt: bool = False) -> None:
        """As freqtrade reads the file that hyperopt wrote.

        Raises OperationalException where its values are none that an entry can wait by.
        """
        super().ft_load_hyper_params(hyperopt)
        if self.limit_entry is not None:
            valid_limit_entry(self.limit_entry.model_dump(), "the strategy's parameters")

    @contextmanager
    def entering_at(self, order_type: str) -> Iterator[None]:
        """While a running bot enters by an order of this type: only limit orders are priced."""
        before, self._is_priced = self._is_priced, self._is_priced and order_type == LIMIT
        try:
            yield
        finally:
            self._is_priced = before

    def advise_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The strategy's indicators, and the average true range that a distance may be made of."""
        analysed: DataFrame = super().advise_indicators(dataframe, metadata)
        return analysed if self._limit_entry is None else add_columns(analysed, (ATR,))

    def custom_entry_price(
        self, pair: str, trade: Any, current_time: datetime, proposed_rate: float, **terms: Any
    ) -> float:
        """Away from the price that freqtrade proposes; where that cannot be known, none is made."""
        proposed: float = super().custom_entry_price(
            pair=pair,
            trade=trade,
            current_time=current_time,
            proposed_rate=proposed_rate,
            **terms,
        )
        if not self._is_priced:
            return proposed
        offset = self._offset(pair, proposed)
        if offset is None:
            return proposed
        return proposed - offset if terms["side"] == "long" else proposed + offset

    def confirm_trade_entry(
        self,
        pair: str,
        amount: float,
        rate: float,
        current_time: datetime,
        entry_tag: str | None,
        side: str,
        **others: Any,
    ) -> bool:
        """Refuses an order whose distance cannot be known; then asks the next rule."""
        if others.get("order_type") == LIMIT and self._is_priced:
            try:
                offset = self._offset(pair, rate)
            except Exception:  # after an exception freqtrade would enter, past every other rule
                logger.exception("Entry of %s refused: its distance cannot be reckoned.", pair)
                return False
            if offset is None:
                logger.warning("Entry of %s refused: its tick or ATR is missing.", pair)
                return False
        return bool(
            super().confirm_trade_entry(
                pair=pair,
                amount=amount,
                rate=rate,
                current_time=current_time,
                entry_tag=entry_tag,
                side=side,
                **others,
            )
        )

    def ft_check_timed_out(self, trade: Any, order: Any, current_time: datetime) -> bool:
        """Whether an order is to be cancelled; freqtrade's own rule for all but waiting entries."""
        if not self._waits(trade, order):
            return bool(super().ft_check_timed_out(trade, order, current_time))
        if order.safe_filled > 0:
            since = self._partly_since.setdefault(str(order.order_id), current_time)
            if current_time - since >= PATIENCE:
                return True
        elif self._is_late(order, current_time) and self.market_replaces_limit:
            return False
        return self._is_late(order, current_time) or self._is_forbidden(trade, current_time)

    def adjust_entry_price(
        self,
        trade: Any,
        order: Any,
        pair: str,
        current_time: datetime,
        proposed_rate: float,
        current_order_rate: float,
        entry_tag: str | None,
        side: str,
        **terms: Any,
    ) -> float | None:
        """The market's price for an order that waited in vain, none where risk is against it."""
        chases = self.market_replaces_limit and self._waits(trade, order)
        if not (chases and self._is_late(order, current_time)):
            kept: float | None = super().adjust_entry_price(
                trade=trade,
                order=order,
                pair=pair,
                current_time=current_time,
                proposed_rate=proposed_rate,
                current_order_rate=current_order_rate,
                entry_tag=entry_tag,
                side=side,
                **terms,
            )
            return kept
        allowed = self.confirm_trade_entry(
            pair=pair,
            order_type="market",
            amount=order.safe_remaining,
            rate=proposed_rate,
            time_in_force="GTC",
            current_time=current_time,
            entry_tag=entry_tag,
            side=side,
        )
        return proposed_rate if allowed else None

    @foretold
    def adjust_trade_position(
        self, trade: Any, current_time: datetime, *more: Any, **terms: Any
    ) -> Any:
        """Nothing on the candle of a simulated fill: its opening was before it."""
        if self._filled_within(trade, current_time, terms["current_rate"]) is not None:
            return None
        return super().adjust_trade_position(trade, current_time, *more, **terms)

    @foretold
    def should_exit(self, trade: Any, rate: float, current_time: datetime, **terms: Any) -> Any:
        """As freqtrade judges a candle; on that of a simulated fill the worse of both courses.

        The price came to the order from its better side. What lies there on that candle may have
        been before the fill, so nothing is earned of it. It may have been after it as well, so a
        stop that would have followed it and been hit closes the position, below its entry.
        """
        price = self._filled_within(trade, current_time, rate)
        if price is None:
            return super().should_exit(trade, rate, current_time, **terms)
        exits = super().should_exit(trade, price, current_time, **{**terms, "exit_": False})
        span = (price, terms["low"], terms["high"])
        return [stop for each in exits if (stop := _worst_of_fill(each, trade, *span))]

    def _filled_within(self, trade: Any, now: datetime, opened: float) -> float | None:
        """The price at which a waiting entry was filled in the midst of this simulated candle."""
        if self._limit_entry is None or self.config.get("runmode") in TRADE_MODES:
            return None
        filled = trade.select_filled_orders(trade.entry_side)
        if not filled or filled[0].order_type != LIMIT or filled[0].order_filled_utc != now:
            return None
        price = float(filled[0].safe_price)
        return None if price == opened else price

    def _waits(self, trade: Any, order: Any) -> bool:
        is_entry = order.ft_order_side == trade.entry_side
        return self._limit_entry is not None and is_entry and order.order_type == LIMIT

    def _is_forbidden(self, trade: Any, now: datetime) -> bool:
        """Whether something that came up since keeps the pair from being entered."""
        if PairLocks.is_pair_locked(trade.pair, now, trade.trade_direction):
            return True
        breaker: Breaker | None = getattr(self, "risk_breaker", None)
        return breaker is not None and breaker.state(now).level >= Level.HALT

    def _is_late(self, order: Any, now: datetime) -> bool:
        settings = self.limit_entry
        if settings is None:
            return False
        length = timedelta(minutes=timeframe_to_minutes(self.timeframe) * settings.candles)
        return bool(now - order.order_date_utc >= length)

    def _offset(self, pair: str, price: float) -> float | None:
        """The distance in quote currency, None where it cannot be known."""
        settings = self.limit_entry
        if settings is None:
            return None
        tick = float((self.dp.market(pair) or {}).get("precision", {}).get("price") or 0.0)
        atr = self._newest_atr(pair) if settings.offset_atr else 0.0
        if not (isfinite(tick) and tick > 0 and isfinite(atr)):
            return None
        most = self.config.get(MAX_DISTANCE, MAX_DISTANCE_DEFAULT)
        return settings.offset(price, tick, atr, float(most))

    def _newest_atr(self, pair: str) -> float:
        """NaN where there is none."""
        candles, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        column = candles.get(f"{PREFIX}{ATR}")
        return nan if column is None or column.empty else float(column.iat[-1])

    def _limit_parameters(self) -> dict[str, Any]:
        """Copies of the class's parameters; they begin at the settings, and act with them alone."""
        own = {}
        for key, name in self.limit_parameters.items():
            parameter = copy(getattr(self, name))
            if self._limit_entry is None:
                parameter.optimize = False
            else:
                parameter.value = getattr(self._limit_entry, key)
            setattr(self, name, parameter)
            own[key] = parameter
        return own


def _worst_of_fill(
    found: ExitCheckTuple, trade: Any, price: float, low: float, high: float
) -> ExitCheckTuple | None:
    """An exit on the candle of a fill at a price: stops alone, and none in profit.

    A stop that followed the price is taken to have been armed right after the fill and hit on the
    way back, as freqtrade takes it on the candle of an entry at the market.
    """
    if found.exit_type is ExitType.LIQUIDATION:
        return found
    if found.exit_type not in (ExitType.STOP_LOSS, ExitType.TRAILING_STOP_LOSS):
        return None
    if found.exit_type is ExitType.TRAILING_STOP_LOSS:
        away = abs(trade.stop_loss_pct or 0.0) / (trade.leverage or 1.0)
        if trade.is_short:
            trade.stop_loss = max(trade.stop_loss, min(high, price * (1 + away)))
        else:
            trade.stop_loss = min(trade.stop_loss, max(low, price * (1 - away)))
    return ExitCheckTuple(ExitType.STOP_LOSS, found.exit_reason)
