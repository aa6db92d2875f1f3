"""The base class that puts the risk rules behind the callbacks of a freqtrade strategy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime
from decimal import Decimal
from math import nan
from typing import Any, ClassVar, TypeVar

from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade
from pandas import DataFrame

from custom_risk.account import DESK, Account, BotHistory, BotWallet, Days
from custom_risk.breaker import Breaker
from custom_risk.candle_columns import add_columns
from custom_risk.choices import chosen
from custom_risk.configuration import SECTION, RiskConfigError, load_settings
from custom_risk.entry import EntryPlan
from custom_risk.entry_brake import EntryBrake
from custom_risk.events import Reason, RiskEvent, RiskEvents, RiskLog
from custom_risk.foretold import foretold
from custom_risk.gated import require_unvouched
from custom_risk.hyperopt_spaces import RiskSpaces
from custom_risk.inputs import RiskInputError
from custom_risk.limit_gate import LimitGate
from custom_risk.missing_column import require_columns
from custom_risk.overrides import OverrideError, require_callbacks, require_settings
from custom_risk.position import Position
from custom_risk.position_care import MovedStop, PositionCare, has_targets
from custom_risk.pre_trade import Asked, PreTradeCheck, decided
from custom_risk.protections.limits_of import limits_of
from custom_risk.refusal import NO_TRADE, Refusal
from custom_risk.refusals import Refusals
from custom_risk.roi import HUNDRED, Roi
from custom_risk.rules import RiskRules, TunedRules, fields_needed
from custom_risk.settings import RiskSettings
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.signal_reader import SignalReader
from custom_risk.silent import Silent
from custom_risk.state import RiskState, SeenSettings, StoredDay, StoredSettings
from custom_risk.strategy_candles import StrategyCandles
from custom_risk.told_fills import ToldFills
from custom_risk.trade_events import event_of_fill, event_of_moved_stop
from custom_risk.trade_views import TradeViews

T = TypeVar("T")

NEVER = 100.0
"""A take profit, as freqtrade's ratio, that no position reaches."""


class RiskManaged(Silent):
    """Sizing, leverage, stops, partial exits and entry limits for any strategy.

    Name it before `IStrategy` in the bases. The strategy keeps its signals; `custom_risk` in the
    configuration decides the rest. Wrong settings stop the bot before anything is traded.
    """

    risk_choices: ClassVar[Mapping[str, Any]] = {}
    """The `custom_risk` section of this strategy; what the configuration says goes before it."""
    risk_columns: ClassVar[Mapping[str, str]] = {}
    """Columns of the analysed candles by what they mean to risk: `score`, `confidence` (0 ... 1),
    `atr`, `adx`, `volatility`, `rsi`. The last four are computed where a rule needs them."""
    risk_regime_column: ClassVar[str | None] = None
    """Column of the analysed candles with LOW, MEDIUM or HIGH. None: no regimes, all MEDIUM."""
    risk_signal_columns: ClassVar[tuple[str, ...]] = ()
    """Columns whose values on the signal's candle go into every refusal."""
    risk_parameters: ClassVar[Mapping[str, str]] = {}
    """Hyperopt parameters of the strategy by the key of the settings each stands for."""

    use_custom_stoploss = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 0  # slices are sold; no rule would size an addition

    HyperOpt = RiskSpaces

    def __init__(self, config: dict[str, Any]) -> None:
        try:
            require_callbacks(type(self), RiskManaged)
            require_unvouched(self.risk_choices)
            settings = load_settings(chosen(self.risk_choices, config.get(SECTION)))
            self._follow(settings, config)
            require_settings(self, config)
        except (RiskConfigError, OverrideError) as error:
            raise OperationalException(str(error)) from error
        super().__init__(config)

    def _follow(self, settings: RiskSettings, config: dict[str, Any]) -> None:
        own = {key: copy(getattr(self, name)) for key, name in self.risk_parameters.items()}
        for key, name in self.risk_parameters.items():
            setattr(self, name, own[key])
        self._rules = TunedRules(settings, own)
        self._takes_commands = config.get("runmode") in (RunMode.LIVE, RunMode.DRY_RUN)
        self.risk_account = self._open_account(config)
        self._signals = self._signal_reader(settings)
        level = logging.INFO if self._takes_commands else logging.DEBUG
        self.risk_events = RiskEvents(RiskLog(level))
        self._wire(settings)
        exits = self.risk_rules.exits
        target = exits.take_profit
        self.minimal_roi = {"0": NEVER if target is None else float(target.ratio)}
        self.use_custom_roi = has_targets(exits)
        self.stoploss = -float(Roi(settings.stops.hard_limit_roi).ratio)
        self.max_open_trades = settings.limits.max_open_positions

    def _open_account(self, config: dict[str, Any]) -> Account:
        self.risk_state = RiskState.of(config)
        self._wallet = BotWallet(self, config)
        days = Days(StoredDay(self.risk_state) if self._takes_commands else None)
        # a simulated wallet holds what was realised
        told = self._wallet.has_open_profit
        history = BotHistory(paper=bool(config.get("dry_run", True)))
        return Account(self._wallet.total, history, days, wallet_has_open_profit=told)

    def _wire(self, settings: RiskSettings) -> None:
        self._candles = StrategyCandles(self, self._signals)
        told = (*self.risk_signal_columns, *self._signals.columns)
        self._refusals = Refusals(self.risk_events, lambda pair: self._candles.newest(pair, told))
        self._told = ToldFills()
        rules, newest, closes = self._rules_now, self._candles.signal, self._candles.closes
        regimes = self.risk_regime_column is not None
        self._pre_trade = PreTradeCheck(
            self.risk_account, rules, newest, closes, has_regimes=regimes
        )
        reads_signals = bool(fields_needed(self._rules.current.settings))
        self._views = TradeViews(newest, self._candles.signal_before, reads_signals=reads_signals)
        self._care = PositionCare(self.risk_account, rules, self._views)
        breaker, again = settings.breaker, not self._takes_commands
        self.risk_breaker = Breaker(breaker, starts_over=again) if breaker else None
        limits = LimitGate(self.risk_account, self._protections_in_force)
        self._brake = EntryBrake(limits, self.risk_breaker, self.risk_state, self.risk_events)

    def _rules_now(self) -> RiskRules:
        return self._rules.current

    def _protections_in_force(self) -> list[dict[str, Any]]:
        """freqtrade's rule: always in a running bot, else where they are asked for."""
        on = self._takes_commands or self.config.get("enable_protections", False)
        return self.protections if on else []

    def _signal_reader(self, settings: RiskSettings) -> SignalReader:
        columns = dict(self.risk_columns)
        if self.risk_regime_column is not None:
            columns["regime"] = self.risk_regime_column
        return SignalReader(columns, fields_needed(settings), settings)

    def bot_start(self, **_: Any) -> None:
        """Reads what was kept; this strategy's account is the one that protections look at.

        Raises
        ------
        StateError
            If what was kept cannot be read, or the settings in force cannot be stored: nothing is
            traded before that is mended.
        RiskConfigError
            If a protection cannot be used as it is configured.
        """
        self._brake.start()
        limits_of(self.protections)
        DESK.take(self.risk_account)
        if self._takes_commands:
            now, name = datetime.now(UTC), self.get_strategy_name()
            self._open_gate().start(now)
            StoredSettings(self.risk_state).save(SeenSettings(self.risk_rules.settings, name, now))
            self._told.start()
            self._care.resume(now)

    @foretold
    def bot_loop_start(self, current_time: datetime, **_: Any) -> None:
        """Follows the equity, so that the day's peak is known when an entry asks for it."""
        DESK.take(self.risk_account)
        self._candles.forget()
        self._wallet.follow()
        if not (self._wallet.total() or 0.0) > 0:
            return
        self.risk_account.observe(current_time)
        self._brake.loop(current_time, self.risk_account)
        if self._takes_commands:
            for each in self._brake.limits.look(current_time, self.dp.current_whitelist()):
                self._emit(each.reason, each.pair, current_time, limit=each.text, until=each.until)
        if self.risk_evidence is not None:
            self.risk_evidence.loop(current_time)

    def advise_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The strategy's indicators, and those that a chosen rule needs beyond them."""
        analysed = super().advise_indicators(dataframe, metadata)
        return add_columns(analysed, self._signals.computed)

    def advise_exit(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The strategy's exits: by now its candles have every column that they will have.

        Raises
        ------
        MissingColumnError
            If one that the class names is not among them.
        """
        analysed: DataFrame = super().advise_exit(dataframe, metadata)
        require_columns(self._signals.named, analysed.columns, metadata["pair"])
        return analysed

    def entry_stop_ratio(self, side: str, leverage: float | None = None) -> float:
        """Where the stop of a new position lies, as a multiple of its entry price.

        Without `leverage` at the configured one; a regime or a market that caps it moves the stop
        away. NaN for a policy whose stop depends on the candle.
        """
        rules, one = self.risk_rules, Decimal(1)
        fee = rules.settings.stops.taker_fee_pct / HUNDRED
        times = rules.settings.leverage.default if leverage is None else leverage
        position = Position(Side(side), one, Decimal(times), one, fee, fee)
        try:
            return float(rules.stops.first_stop(position, Signal()))
        except RiskInputError:
            return nan

    def refuse_addition(self, pair: str, side: str, now: datetime) -> str | None:  # noqa: ARG002
        """Why a command may not enter a pair: it is open already, and its size was decided then.

        freqtrade would add to the position with a stake that no rule has sized.
        """
        held = [each.id for each in Trade.get_open_trades() if each.pair == pair]
        return f"{pair} is open already, as trade {held[0]}. Nothing was traded." if held else None

    def latest_refusal(self, pair: str) -> RiskEvent | None:
        """The newest entry of a pair that the rules refused since the bot started."""
        return self._refusals.newest(pair)

    def leverage(
        self,
        pair: str,
        current_time: datetime,
        current_rate: float,
        max_leverage: float,
        side: str,
        **_: Any,
    ) -> float:
        """Whole leverage under every cap; 1 where an input is missing and no stake will follow."""
        asked = Asked(pair, Side(side), current_rate, max_leverage, current_time)
        leverage = decided(lambda: self._pre_trade.leverage(asked))
        return 1.0 if isinstance(leverage, Refusal) else float(leverage)

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
            confidence = self._candles.signal(pair, current_time).confidence
            multiplier = self._brake.multiplier(confidence, current_time)
            if isinstance(multiplier, Refusal):
                return multiplier
            asked = Asked(
                pair, Side(side), current_rate, leverage, current_time, min_stake, max_stake
            )
            return self._explored(self._pre_trade.size(asked, multiplier), asked)

        plan = decided(sized)
        if isinstance(plan, EntryPlan):
            return float(plan.margin.amount)
        self._refusals.tell(plan, pair, side, current_time, entry_tag)
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
        """The last gate: no entry while a limit is reached."""

        def refused() -> Refusal | None:
            self._wallet.ask()
            drawdown = self._pre_trade.drawdown(current_time, amount * rate)
            return drawdown or self._brake.limits.refusal(pair, side, current_time)

        refusal = decided(refused)
        if refusal is None:
            self._views.deciding(pair)
            return True
        self._refusals.tell(refusal, pair, side, current_time, entry_tag)
        return False

    @foretold
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
        if self._takes_commands:
            # known as soon as it is filled; a backtest asks at the best price of the candle
            self.risk_account.mark(trade.id, current_rate, current_profit * trade.stake_amount)

        def stop() -> MovedStop | None:
            return self._care.stop(trade, current_time, current_rate, current_profit)

        moved = self._measured(trade, current_time, stop)
        if moved is None:
            return None
        if self._takes_commands or self.risk_events.is_followed:
            terms = (moved.price, current_time, current_rate, current_profit)
            self.risk_events.emit(event_of_moved_stop(trade, *terms))
        return moved.distance

    @foretold
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
        first, profit = self._rules.current.exits.first_level, current_exit_profit
        if first is None or not profit >= float(first.ratio) or trade.has_open_orders:
            return None

        def slice_stake() -> tuple[float, str] | None:
            price = current_exit_rate
            return self._care.slice_stake(trade, current_time, price, profit, min_stake)

        return self._measured(trade, current_time, slice_stake)

    def custom_roi(self, trade: Any, current_time: datetime, **_: Any) -> float | None:
        """The take profit of this trade alone; freqtrade asks where a policy has such."""
        return self._measured(trade, current_time, lambda: self._care.target(trade, current_time))

    @foretold
    def custom_exit(
        self,
        pair: str,
        trade: Any,
        current_time: datetime,
        current_rate: float,
        current_profit: float,
        **_: Any,
    ) -> str | None:
        """Closes where a rule wants it, and at the hard limit should its stop not have done so."""
        self.risk_account.mark(trade.id, current_rate, current_profit * trade.stake_amount)
        if current_profit <= self.stoploss:
            self._emit(Reason.HARD_LIMIT_REACHED, pair, current_time, trade=trade.id)
            return "hard_limit"
        reason = self._measured(
            trade,
            current_time,
            lambda: self._care.exit_reason(trade, current_time, current_rate, current_profit),
        )
        if reason is None:
            return None
        self._emit(reason, pair, current_time, trade=trade.id)
        return reason.lower()

    def order_filled(self, trade: Any, order: Any, current_time: datetime, **_: Any) -> None:
        """Keeps what an entry was decided on, and tells what the order did, once."""
        if order.ft_order_side == trade.entry_side and trade.nr_of_successful_entries == 1:
            self._measured(trade, current_time, lambda: self._views.entered(trade))
        if self._told.is_new(order):
            self.risk_events.emit(event_of_fill(trade, order, current_time))

    def _measured(self, trade: Any, now: datetime, measure: Callable[[], T | None]) -> T | None:
        """What to do with an open trade; nothing, and one event, where an input is missing."""
        try:
            return measure()
        except RiskInputError as error:
            self._emit(Reason.INPUT_MISSING, trade.pair, now, trade=trade.id, error=str(error))
            return None

    def _emit(self, reason: Reason, pair: str, time: datetime, **details: object) -> None:
        self.risk_events.emit(RiskEvent(reason, pair, time, details))
