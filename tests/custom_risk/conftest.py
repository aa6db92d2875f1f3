"""A real strategy under the risk rules, and real trades of freqtrade's for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from freqtrade.enums import CandleType, RunMode, TradingMode
from freqtrade.persistence import LocalTrade, Order, disable_database_use
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.account import ClosedTrade
from custom_risk.events import RiskEvent
from custom_risk.risk_managed import RiskManaged
from custom_risk.side import Side

OPENED = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


class SignalStrategy(RiskManaged, IStrategy):
    """Signals from columns that are already there; everything else is risk's."""

    timeframe = "30m"
    can_short = True
    risk_regime_column: ClassVar[str | None] = "regime"
    risk_signal_columns: ClassVar[tuple[str, ...]] = ("score",)

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe


class RegimelessStrategy(SignalStrategy):
    """One that knows no regimes."""

    risk_regime_column = None


@dataclass
class Candles:
    """Serves one analysed frame, as freqtrade's data provider does."""

    frame: DataFrame

    def get_analyzed_dataframe(self, pair: str, timeframe: str) -> tuple[DataFrame, datetime]:
        return self.frame, OPENED

    def current_whitelist(self) -> list[str]:
        return ["BTC/USDT:USDT"]


@dataclass
class Wallet:
    """A wallet with so much in it."""

    total: float | None

    def get_total(self, currency: str) -> float | None:
        return self.total


@dataclass
class Bench:
    """A strategy on the bench and the events it emitted."""

    strategy: SignalStrategy
    candles: Candles
    wallet: Wallet
    events: list[RiskEvent] = field(default_factory=list)

    def leverage(self, side: str = "long", max_leverage: float = 50.0) -> float:
        return self.strategy.leverage(
            pair="BTC/USDT:USDT",
            current_time=OPENED,
            current_rate=100.0,
            proposed_leverage=1.0,
            max_leverage=max_leverage,
            entry_tag="tag",
            side=side,
        )

    def stake(self, **changed: Any) -> float:
        asked: dict[str, Any] = {
            "pair": "BTC/USDT:USDT",
            "current_time": OPENED,
            "current_rate": 100.0,
            "proposed_stake": 1234.0,
            "min_stake": 1.0,
            "max_stake": 1e9,
            "leverage": 6.0,
            "entry_tag": "tag",
            "side": "long",
        }
        return self.strategy.custom_stake_amount(**(asked | changed))

    def confirm(self, at: datetime = OPENED) -> bool:
        return self.strategy.confirm_trade_entry(
            pair="BTC/USDT:USDT",
            order_type="market",
            amount=1.0,
            rate=100.0,
            time_in_force="GTC",
            current_time=at,
            entry_tag="tag",
            side="long",
        )

    def adjust_stop(self, trade: LocalTrade, price: float, *, after_fill: bool = False) -> None:
        """One loop of freqtrade's stop handling on this trade."""
        self.strategy.ft_stoploss_adjust(
            price, trade, OPENED, trade.calc_profit_ratio(price), 0, after_fill=after_fill
        )

    def slice_of(self, trade: LocalTrade, price: float) -> tuple[float, str] | None:
        """What the strategy wants sold of the trade at this price."""
        profit = trade.calc_profit_ratio(price)
        return self.strategy.adjust_trade_position(
            trade=trade,
            current_time=OPENED,
            current_rate=price,
            current_profit=profit,
            min_stake=0.001,
            max_stake=1e9,
            current_entry_rate=price,
            current_exit_rate=price,
            current_entry_profit=profit,
            current_exit_profit=profit,
        )


MakeBench = Callable[..., Bench]


def make_bench(
    section: Mapping[str, Any] | None = None,
    regime: object = "MEDIUM",
    equity: float | None = 1e4,
    kind: type[SignalStrategy] = SignalStrategy,
    runmode: RunMode = RunMode.DRY_RUN,
) -> Bench:
    """A strategy with this `custom_risk` section before a candle of this regime."""
    config: dict[str, Any] = {
        "custom_risk": section,
        "stake_currency": "USDT",
        "runmode": runmode,
        "dry_run": True,
        "trading_mode": TradingMode.FUTURES,
        "candle_type_def": CandleType.FUTURES,
    }
    strategy = kind(config)
    strategy._ft_stop_uses_after_fill = True
    candles = Candles(DataFrame({"score": [0, 91], "regime": [None, regime]}))
    wallet = Wallet(equity)
    strategy.dp, strategy.wallets = candles, wallet
    strategy.minimal_roi = {int(key): value for key, value in strategy.minimal_roi.items()}
    bench = Bench(strategy, candles, wallet)
    strategy.risk_events.subscribe(bench.events.append)
    return bench


@pytest.fixture(name="make_bench", scope="session")
def make_bench_fixture() -> MakeBench:
    return make_bench


MakeTrade = Callable[..., LocalTrade]


def make_trade(
    *,
    short: bool = False,
    leverage: float = 6.0,
    rate: float = 100.0,
    tick: float = 0.01,
    amount: float = 1.0,
    lot: float = 0.001,
    fee: float = 0.0006,
    multiplier: float = 1.0,
    base: str = "BTC",
) -> LocalTrade:
    """An open futures position after its entry has been filled."""
    trade = LocalTrade(
        id=1,
        pair=f"{base}/USDT:USDT",
        base_currency=base,
        stake_currency="USDT",
        stake_amount=amount * rate / leverage,
        amount=0.0,
        open_rate=rate,
        open_date=OPENED,
        fee_open=fee,
        fee_close=fee,
        is_open=True,
        exchange="kucoinfutures",
        is_short=short,
        leverage=leverage,
        trading_mode=TradingMode.FUTURES,
        price_precision=tick,
        precision_mode_price=4,
        amount_precision=lot,
        precision_mode=4,
        contract_size=multiplier,
        orders=[],
    )
    trade.adjust_stop_loss(rate, -0.10, initial=True)
    fill(trade, amount, rate, entry=True)
    return trade


def fill(trade: LocalTrade, amount: float, rate: float, *, entry: bool) -> None:
    """Fill an order on the trade, as the backtester does."""
    side = trade.entry_side if entry else trade.exit_side
    number = len(trade.orders) + 1
    order = Order(
        id=number,
        ft_trade_id=trade.id,
        ft_is_open=False,
        ft_pair=trade.pair,
        order_id=str(number),
        symbol=trade.pair,
        ft_order_side=side,
        side=side,
        order_type="market",
        status="closed",
        order_date=OPENED,
        order_filled_date=OPENED,
        ft_price=rate,
        price=rate,
        average=rate,
        amount=amount,
        filled=amount,
        remaining=0.0,
        cost=amount * rate,
        funding_fee=0.0,
    )
    order._trade_bt = trade
    trade.orders.append(order)
    trade.recalc_trade_from_orders()


@pytest.fixture(name="make_trade", scope="session")
def make_trade_fixture() -> MakeTrade:
    return make_trade


@pytest.fixture(name="fill", scope="session")
def fill_fixture() -> Callable[..., None]:
    return fill


def closed_trades(*profits: float | Decimal, pair: str = "BTC/USDT:USDT") -> list[ClosedTrade]:
    """Trades of an hour each, one after the other, on a margin of 100, with these profits."""
    return [
        ClosedTrade(
            trade_id=number,
            pair=pair,
            side=Side.LONG,
            opened=OPENED + timedelta(hours=number),
            closed=OPENED + timedelta(hours=number + 1),
            profit=Decimal(str(profit)),
            profit_ratio=Decimal(str(profit)) / 100,
            exit_reason="roi",
        )
        for number, profit in enumerate(profits)
    ]


@pytest.fixture(name="closed_trades", scope="session")
def closed_trades_fixture() -> Callable[..., list[ClosedTrade]]:
    return closed_trades


@pytest.fixture(autouse=True)
def _no_trades_from_before() -> None:
    """freqtrade keeps open backtest trades on the class: start each test without any."""
    disable_database_use("30m")
    LocalTrade.reset_trades()
