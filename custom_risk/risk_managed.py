"""The base class that puts the risk rules behind the callbacks of a freqtrade strategy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

import numpy as np
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade
from freqtrade.strategy import IStrategy

from custom_risk.configuration import SECTION, RiskConfigError, load_settings
from custom_risk.daily_drawdown import DailyDrawdown
from custom_risk.day_peak import StoredDayPeak
from custom_risk.entry import EntryPlan, EntryRequest
from custom_risk.events import Reason, RiskEvent, RiskEvents, RiskLog
from custom_risk.inputs import RiskInputError, finite, positive
from custom_risk.margin import Margin, Notional
from custom_risk.position import Position
from custom_risk.refusal import Refusal
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED, Roi
from custom_risk.rules import RiskRules, TunedRules
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.sizing import SizingInputs
from custom_risk.stop_distance import stop_distance
from custom_risk.stops import advanced_stop
from custom_risk.trade_terms import entered_size, market_of, position_of, stop_of, tick_of
from custom_risk.trade_view import TradeView

T = TypeVar("T")

NO_TRADE = 0.0
"""A stake amount that freqtrade takes as: no trade."""
MIN_STAKE_RESERVE = Decimal("1.5")
"""The most that freqtrade puts on top of a market's minimum when it judges what would be left."""


class RiskManaged(IStrategy):
    """Sizing, leverage, stops, partial exits and entry limits for any strategy.

    Name it before `IStrategy` in the bases. The strategy keeps its signals; `custom_risk` in the
    configuration decides the rest. Wrong settings stop the bot before anything is traded.
    """

    risk_regime_column: ClassVar[str | None] = None
    """Column of the analysed candles with LOW, MEDIUM or HIGH. None: no regimes, all MEDIUM."""
    risk_signal_columns: ClassVar[tuple[str, ...]] = ()
    """Columns whose values on the signal's candle go into every refusal."""
    risk_parameters: ClassVar[Mapping[str, str]] = {}
    """Hyperopt parameters of the strategy by the key of the settings each stands for."""

    use_custom_stoploss = True
    position_adjustment_enable = True

    class HyperOpt:
        """Spaces for freqtrade's own `roi` and `stoploss` that fit the risk rules.

        One take profit for the whole life of a position, above the partial exits, where
        freqtrade would search one that shrinks with time; a hard limit beyond the initial stop.
        """

        @staticmethod
        def roi_space() -> list[Any]:
            """Range of the take profit as a ratio of the margin."""
            from freqtrade.optimize.space import SKDecimal

            return [SKDecimal(0.13, 0.4, decimals=2, name="take_profit")]

        @staticmethod
        def generate_roi_table(params: dict[str, float]) -> dict[int, float]:
            """The take profit, from the first minute on."""
            return {0: params["take_profit"]}

        @staticmethod
        def stoploss_space() -> list[Any]:
            """Range of the hard limit as a ratio of the margin."""
            from freqtrade.optimize.space import SKDecimal

            return [SKDecimal(-0.25, -0.1, decimals=2, name="stoploss")]

    def __init__(self, config: dict[str, Any]) -> None:
        try:
            settings = load_settings(config.get(SECTION))
        except RiskConfigError as error:
            raise OperationalException(str(error)) from error
        own = {key: copy(getattr(self, name)) for key, name in self.risk_parameters.items()}
        for key, name in self.risk_parameters.items():
            setattr(self, name, own[key])
        self._rules = TunedRules(settings, own)
        self._refusals: dict[str, RiskEvent] = {}
        self._takes_commands = config.get("runmode") in (RunMode.LIVE, RunMode.DRY_RUN)
        self._drawdown = DailyDrawdown(StoredDayPeak() if self._takes_commands else None)
        level = logging.INFO if self._takes_commands else logging.DEBUG
        self.risk_events = RiskEvents(RiskLog(level))
        self.minimal_roi = {"0": float(Roi(settings.exits.take_profit_roi).ratio)}
        self.stoploss = -float(Roi(settings.stops.hard_limit_roi).ratio)
        self.max_open_trades = settings.limits.max_open_positions
        super().__init__(config)

    @property
    def risk_rules(self) -> RiskRules:
        """The rules in force now, hyperopt's values included."""
        return self._rules.current

    def entry_stop_ratio(self, side: str, leverage: float | None = None) -> float:
        """Where the stop of a new position lies, as a multiple of its entry price.

        Without `leverage` at the configured one; a regime or a market that caps it moves the stop
        away.
        """
        rules, one = self.risk_rules, Decimal(1)
        fee = rules.settings.stops.taker_fee_pct / HUNDRED
        times = rules.settings.leverage.default if leverage is None else leverage
        position = Position(Side(side), one, Decimal(times), one, fee, fee)
        return float(rules.stops.first_stop(position, Signal()))

    def refuse_addition(self, pair: str, side: str, now: datetime) -> str | None:  # noqa: ARG002
        """Why a command may not enter a pair: it is open already, and its size was decided then.

        freqtrade would add to the position with a stake that no rule has sized.
        """
        held = [each.id for each in Trade.get_open_trades() if each.pair == pair]
        return f"{pair} is open already, as trade {held[0]}. Nothing was traded." if held else None

    def latest_refusal(self, pair: str) -> RiskEvent | None:
        """The newest entry of a pair that the rules refused since the bot started."""
        return self._refusals.get(pair)

    def bot_loop_start(self, current_time: datetime, **_: Any) -> None:
        """Follows the equity, so that the day's peak is known when an entry asks for it."""
        if self.wallets is not None:
            equity = self.wallets.get_total(self.config["stake_currency"])
            if equity and equity > 0:
                self._drawdown.observe(current_time, positive("equity", equity))

    def leverage(
        self, pair: str, current_rate: float, max_leverage: float, side: str, **_: Any
    ) -> float:
        """Whole leverage under every cap; 1 where an input is missing and no stake will follow."""
        regime = self._regime(pair)
        if regime is None:
            return 1.0
        inputs = self._decided(
            lambda: SizingInputs(
                equity=self._equity(),
                side=Side(side),
                price=positive("price", current_rate),
                regime=regime,
                leverage=positive("maximum leverage", max_leverage),
            )
        )
        if isinstance(inputs, Refusal):
            return 1.0
        return float(self.risk_rules.sizing.leverage(inputs))

    def custom_stake_amount(
        self,
        pair: str,
        current_time: datetime,
        current_rate: float,
        min_stake: float | None,
        max_stake: float,
        leverage: float,
        entry_tag: str | None,
        side: str,
        **_: Any,
    ) -> float:
        """Margin of the entry, 0 for none. Every refusal is one risk event."""

        def sized() -> EntryPlan | Refusal:
            # a command and a signal may meet: both saw the pair without a trade
            if self._takes_commands and (held := self.refuse_addition(pair, side, current_time)):
                return Refusal(Reason.POSITION_OPEN, {"error": held})
            request = self._request(pair, Side(side), current_rate, leverage, min_stake, max_stake)
            return self.risk_rules.entry.plan(request)

        plan = self._decided(sized)
        if isinstance(plan, EntryPlan):
            return float(plan.margin.amount)
        self._refused(plan, pair, side, current_time, entry_tag)
        return NO_TRADE

    def confirm_trade_entry(
        self,
        pair: str,
        amount: float,
        rate: float,
        current_time: datetime,
        entry_tag: str | None,
        side: str,
        **_: Any,
    ) -> bool:
        """The last gate: none while the equity is too far below the day's peak."""
        refusal = self._decided(lambda: self._refuse_drawdown(current_time, amount * rate))
        if refusal is None:
            return True
        self._refused(refusal, pair, side, current_time, entry_tag)
        return False

    def custom_stoploss(
        self,
        trade: Any,
        current_time: datetime,
        current_rate: float,
        current_profit: float,
        after_fill: bool,  # noqa: ARG002 - freqtrade looks for it by name
        **_: Any,
    ) -> float | None:
        """Distance to the new stop, None where the stop stays. It never moves back.

        After a fill freqtrade would also take a stop that is further away; none is offered.
        """
        return self._measured(
            trade,
            current_time,
            lambda: self._new_stop(trade, current_time, current_rate, current_profit),
        )

    def adjust_trade_position(
        self,
        trade: Any,
        current_time: datetime,
        min_stake: float | None,
        current_exit_rate: float,
        current_exit_profit: float,
        **_: Any,
    ) -> tuple[float, str] | None:
        """The slice to sell as a negative stake amount with its tag, None for none."""
        first = self.risk_rules.partial_exits.first_level
        if first is None or not current_exit_profit >= float(first.ratio) or trade.has_open_orders:
            return None
        return self._measured(
            trade,
            current_time,
            lambda: self._due_slice(trade, min_stake, current_exit_rate, current_exit_profit),
        )

    def custom_exit(
        self, pair: str, trade: Any, current_time: datetime, current_profit: float, **_: Any
    ) -> str | None:
        """Closes at the hard limit, should the stop on the exchange not have done so."""
        if not current_profit <= self.stoploss:
            return None
        self._emit(Reason.HARD_LIMIT_REACHED, pair, current_time, trade=trade.id)
        return "hard_limit"

    def _measured(self, trade: Any, now: datetime, measure: Callable[[], T | None]) -> T | None:
        """What to do with an open trade; nothing, and one event, where an input is missing."""
        try:
            return measure()
        except RiskInputError as error:
            self._emit(Reason.INPUT_MISSING, trade.pair, now, trade=trade.id, error=str(error))
            return None

    def _new_stop(self, trade: Any, now: datetime, rate: float, profit: float) -> float | None:
        position, price = position_of(trade), positive("price", rate)
        tick, roi = tick_of(trade, price), Roi.from_ratio(finite("profit", profit))
        view = TradeView(position, price, roi, now, trade.open_date_utc)
        wanted = self.risk_rules.stops.stop_price(view)
        stop = advanced_stop(wanted, stop_of(trade), price, position.side, tick)
        if stop is None:
            return None
        return stop_distance(stop, price, position.side, position.leverage, tick)

    def _due_slice(
        self, trade: Any, min_stake: float | None, rate: float, profit: float
    ) -> tuple[float, str] | None:
        price = positive("price", rate)
        min_cost = MIN_STAKE_RESERVE * finite("minimum stake", min_stake or 0.0)
        market = market_of(trade, price, min_cost)
        remaining = positive("position size", trade.amount)
        roi = Roi.from_ratio(finite("profit", profit))
        due = self.risk_rules.partial_exits.due(entered_size(trade), remaining, roi, price, market)
        if due is None:
            return None
        # freqtrade turns the stake back into a size and cuts it to whole lots: a quarter lot
        # more keeps a float's last digit from costing a whole one
        share = (due.size + market.lot / 4) / remaining
        return -float(share * finite("stake", trade.stake_amount)), due.tag

    @staticmethod
    def _decided(decide: Callable[[], T]) -> T | Refusal:
        """A decision on an entry, where whatever goes wrong is a refusal.

        freqtrade enters with its own proposal when a callback fails, so nothing may escape.
        """
        try:
            return decide()
        except RiskInputError as error:
            return Refusal(Reason.INPUT_MISSING, {"input": error.name, "error": str(error)})
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not become a trade
            return Refusal(Reason.INTERNAL_ERROR, {"error": repr(error)})

    def _refuse_drawdown(self, now: datetime, notional: float) -> Refusal | None:
        fallen = self._drawdown.percent(now, self._equity())
        most = self.risk_rules.settings.limits.max_daily_drawdown_pct
        if fallen <= most:
            return None
        return Refusal(
            Reason.MAX_DAILY_DRAWDOWN_REACHED,
            {"drawdown_pct": fallen, "max_pct": most, "notional": notional},
        )

    def _request(
        self,
        pair: str,
        side: Side,
        price: float,
        leverage: float,
        min_stake: float | None,
        max_stake: float,
    ) -> EntryRequest:
        regime = self._regime(pair)
        if regime is None:
            raise RiskInputError("volatility regime", self._newest(pair, self._regime_columns))
        held = Trade.get_open_trades()
        notional = sum((each.stake_amount * (each.leverage or 1.0) for each in held), 0.0)
        return EntryRequest(
            side=side,
            price=positive("price", price),
            equity=self._equity(),
            regime=regime,
            leverage=positive("leverage", leverage),
            max_margin=Margin(finite("free margin", max_stake)),
            min_margin=Margin(finite("minimum stake", min_stake or 0.0)),
            open_positions=len(held),
            open_notional=Notional(finite("open notional", notional)),
        )

    def _equity(self) -> Decimal:
        wallets = self.wallets
        total = wallets.get_total(self.config["stake_currency"]) if wallets else None
        return positive("equity", total)

    @property
    def _regime_columns(self) -> tuple[str, ...]:
        return (self.risk_regime_column,) if self.risk_regime_column else ()

    def _newest(self, pair: str, columns: Iterable[str]) -> dict[str, Any]:
        """Values on the newest analysed candle; a column that is not there is left out."""
        candles, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        if candles.empty:
            return {}
        return {each: _plain(candles[each].iat[-1]) for each in columns if each in candles}

    def _regime(self, pair: str) -> Regime | None:
        column = self.risk_regime_column
        if column is None:
            return Regime.MEDIUM
        return Regime.parse(self._newest(pair, (column,)).get(column))

    def _refused(
        self, refusal: Refusal, pair: str, side: str, time: datetime, entry_tag: str | None
    ) -> None:
        columns = (*self.risk_signal_columns, *self._regime_columns)
        signal = self._decided(lambda: self._newest(pair, columns))
        if isinstance(signal, Refusal):
            signal = signal.details
        details = {"side": side, "entry_tag": entry_tag, **signal, **refusal.details}
        self._refusals[pair] = RiskEvent(refusal.reason, pair, time, details)
        self.risk_events.emit(self._refusals[pair])

    def _emit(self, reason: Reason, pair: str, time: datetime, **details: object) -> None:
        self.risk_events.emit(RiskEvent(reason, pair, time, details))


def _plain(value: Any) -> Any:
    """A scalar of numpy's as Python's own, which a log can write as a number."""
    return value.item() if isinstance(value, np.generic) else value
