"""The risk rules' callbacks: what one call costs on an open trade and at an entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from statistics import median
from time import thread_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from freqtrade.persistence import LocalTrade
    from freqtrade.strategy import IStrategy
    from pandas import DataFrame

Row = tuple[str, float, str]

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


def _named(policy: str, **terms: Any) -> dict[str, Any]:
    return {"policy": policy, policy: terms}


PAIR = "BTC/USDT:USDT"
ENTRY = 60_000.0
CALLS = 500
TURNS = 15
GOAL = "<= 25"
CANDLES = 500
# as config.json has it
SHIPPED: Mapping[str, Any] = {"portfolio": {}, "emergency": {}, "breaker": {}}
POLICIES: Mapping[str, Mapping[str, Any]] = {
    "stops atr, exits target": {"stops": _named("atr", by="band"), "exits": _named("target")},
    "stops percent, exits ladder": {"stops": _named("percent"), "exits": _named("ladder")},
    "stops ladder": {"stops": _named("ladder")},
    "stops and exits dynamic": {"stops": _named("dynamic"), "exits": _named("dynamic")},
}


def measure() -> list[Row]:
    """Microseconds of processor time per call: the median of several hundred in a row, repeated."""
    strategy, trade = _strategy(), _trade()
    order = {
        "pair": PAIR,
        "current_time": NOW,
        "current_rate": ENTRY,
        "entry_tag": "",
        "side": "long",
    }
    stake = {"proposed_stake": 1e3, "min_stake": 10.0, "max_stake": 1e4, "leverage": 6.0}
    confirm = {"order_type": "market", "amount": 0.02, "rate": ENTRY, "time_in_force": "GTC"}
    every_loop: dict[str, Callable[[], object]] = {
        "custom_stoploss, stop stays": _stop(strategy, trade, ENTRY * 0.999),
        "custom_stoploss, stop trails": _stop(strategy, trade, ENTRY * 1.01),
        "adjust_trade_position, nothing due": _slice(strategy, trade, ENTRY * 1.001),
        "adjust_trade_position, slice due": _slice(strategy, trade, ENTRY * 1.01),
        "custom_exit, the position stays": _exit(strategy, trade, ENTRY * 1.001),
    }
    every_entry: dict[str, Callable[[], object]] = {
        "leverage": lambda: strategy.leverage(**order, proposed_leverage=1.0, max_leverage=50.0),
        "custom_stake_amount": lambda: strategy.custom_stake_amount(**order, **stake),
        "confirm_trade_entry": lambda: strategy.confirm_trade_entry(
            pair=PAIR, current_time=NOW, entry_tag="", side="long", **confirm
        ),
    }
    for name, section in POLICIES.items():
        every_loop |= _policy_calls(name, _strategy(section))
    rows = [(f"risk: {name}, µs", _microseconds(call), GOAL) for name, call in every_loop.items()]
    return rows + [
        (f"risk: {name}", _microseconds(call), "µs") for name, call in every_entry.items()
    ]


def _policy_calls(name: str, strategy: IStrategy) -> dict[str, Callable[[], object]]:
    """What freqtrade asks of a policy in every loop, with the signal of the entry kept."""
    trade = _trade()
    strategy.order_filled(pair=PAIR, trade=trade, order=trade.orders[0], current_time=NOW)
    return {
        f"custom_stoploss, {name}": _stop(strategy, trade, ENTRY * 1.01),
        f"custom_exit, {name}": _exit(strategy, trade, ENTRY * 1.001),
    }


def _stop(strategy: IStrategy, trade: LocalTrade, price: float) -> Callable[[], object]:
    profit = trade.calc_profit_ratio(price)
    return lambda: strategy.custom_stoploss(
        pair=PAIR,
        trade=trade,
        current_time=NOW,
        current_rate=price,
        current_profit=profit,
        after_fill=False,
    )


def _slice(strategy: IStrategy, trade: LocalTrade, price: float) -> Callable[[], object]:
    profit = trade.calc_profit_ratio(price)
    return lambda: strategy.adjust_trade_position(
        trade=trade,
        current_time=NOW,
        current_rate=price,
        current_profit=profit,
        min_stake=10.0,
        max_stake=1e4,
        current_entry_rate=price,
        current_exit_rate=price,
        current_entry_profit=profit,
        current_exit_profit=profit,
    )


def _exit(strategy: IStrategy, trade: LocalTrade, price: float) -> Callable[[], object]:
    profit = trade.calc_profit_ratio(price)
    return lambda: strategy.custom_exit(
        pair=PAIR, trade=trade, current_time=NOW, current_rate=price, current_profit=profit
    )


def _microseconds(call: Callable[[], object]) -> float:
    """Median over the turns of the mean time of a call within one."""
    times = []
    for _ in range(TURNS):
        began = thread_time()
        for _ in range(CALLS):
            call()
        times.append((thread_time() - began) / CALLS * 1e6)
    return median(times)


class _Account:
    """A wallet and a data provider that answer at once, so that only the rules are timed."""

    def __init__(self, candles: DataFrame) -> None:
        self._candles = candles

    def get_total(self, currency: str) -> float:  # noqa: ARG002 - freqtrade's signature
        return 10_000.0

    def get_analyzed_dataframe(self, pair: str, timeframe: str) -> tuple[Any, datetime]:  # noqa: ARG002 - likewise
        return self._candles, NOW


def _candles() -> DataFrame:
    from numpy import cumsum, exp
    from numpy.random import default_rng
    from pandas import DataFrame, date_range

    close = ENTRY * exp(cumsum(default_rng(1).normal(0, 0.002, CANDLES)))
    dates = date_range(end=NOW - timedelta(minutes=30), periods=CANDLES, freq="30min")
    prices = {"open": close, "high": close * 1.002, "low": close * 0.998, "close": close}
    return DataFrame({"date": dates, **prices, "volume": 1.0, "regime": "MEDIUM", "score": 91})


def _strategy(section: Mapping[str, Any] = SHIPPED) -> IStrategy:
    from freqtrade.enums import CandleType, RunMode, TradingMode
    from freqtrade.persistence import LocalTrade, disable_database_use
    from freqtrade.strategy import IStrategy

    from custom_risk.risk_managed import RiskManaged

    class Signals(RiskManaged, IStrategy):
        """Nothing but ENYGMA's risk rules."""

        risk_regime_column = "regime"
        risk_signal_columns = ("score",)
        timeframe = "30m"

        def populate_indicators(self, dataframe: Any, metadata: Any) -> Any:  # noqa: ARG002 - likewise
            return dataframe

    disable_database_use("30m")
    LocalTrade.reset_trades()
    strategy = Signals(
        {
            "stake_currency": "USDT",
            "runmode": RunMode.BACKTEST,
            "custom_risk": dict(section),
            "trading_mode": TradingMode.FUTURES,
            "candle_type_def": CandleType.FUTURES,
        }
    )
    candles = strategy.advise_indicators(_candles(), {"pair": PAIR})
    strategy.dp = strategy.wallets = _Account(candles)
    return strategy


def _trade() -> LocalTrade:
    """An open long of 0.02 BTC at six times leverage with its initial stop."""
    from freqtrade.enums import TradingMode
    from freqtrade.persistence import LocalTrade, Order

    trade = LocalTrade(
        id=1, pair=PAIR, base_currency="BTC", stake_currency="USDT", stake_amount=200.0,
        amount=0.02, open_rate=ENTRY, open_date=NOW, fee_open=6e-4, fee_close=6e-4, is_open=True,
        exchange="kucoin", is_short=False, leverage=6.0, trading_mode=TradingMode.FUTURES,
        price_precision=0.1, precision_mode_price=4, amount_precision=1.0, precision_mode=4,
        contract_size=0.001, orders=[],
    )  # fmt: skip
    order = Order(
        id=1, ft_trade_id=1, ft_is_open=False, ft_pair=PAIR, order_id="1", symbol=PAIR,
        ft_order_side="buy", side="buy", order_type="market", status="closed", order_date=NOW,
        order_filled_date=NOW, ft_price=ENTRY, price=ENTRY, average=ENTRY, amount=0.02,
        filled=0.02, remaining=0.0, cost=1200.0, funding_fee=0.0,
    )  # fmt: skip
    trade.orders.append(order)
    trade.adjust_stop_loss(ENTRY, -0.06, initial=True)
    return trade
