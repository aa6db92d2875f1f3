"""Each rule of the simulation fires when its invariant is broken on the real trading core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

import pytest

from custom_risk.settings import PortfolioSettings, RiskSettings
from enygma.sandbox.market import open_market
from enygma.sandbox.market.shockable import ShockableMarket
from enygma.sandbox.trading import Exchange, OrderRequest
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.request import Bracket, Stop
from enygma.sandbox.trading.terms import OrderType, PriceType, Side, StopDirection

from .simulation.invariants.account_view import ValuedAccount
from .simulation.invariants.entries import (
    DailyDrawdownGate,
    EntrySize,
    NoEntryWhileHalted,
    OneIntentOneOrder,
)
from .simulation.invariants.exits import NothingLeft, ReduceOnly
from .simulation.invariants.pauses import (
    EntriesPerHour,
    NoEntryWhileBroken,
    RestOfPair,
    session_terms,
)
from .simulation.invariants.portfolio import PortfolioCaps
from .simulation.invariants.stops import AlwaysCovered, NeverBack
from .simulation.order_log import OrderLog
from .simulation.watch import Rule, Watch

START_MS = 1_767_277_800_000
UID, SYMBOL, OTHER = 1, "ETHUSDTM", "XBTUSDTM"
SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
NO_CAPS = {"max_asset_pct": None, "max_group_pct": None, "max_sector_pct": None}


@dataclass
class Desk:
    """An account with 10,000 USDT that trades ether by hand, watched by one rule."""

    rule: Rule
    market: ShockableMarket = field(init=False)
    exchange: Exchange = field(init=False)
    watch: Watch = field(init=False)
    _numbers: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        pairs = ("ETH/USDT:USDT", "BTC/USDT:USDT")
        self.market = ShockableMarket(open_market(START_MS, pairs=pairs, seed=1))
        self.exchange = Exchange(self.market, START_MS)
        self.exchange.open_account(UID, Decimal(10_000))
        self.watch = Watch(ValuedAccount(UID, self.exchange), (self.rule,), OrderLog())
        self.exchange.subscribe(self.watch)
        self.last = self.mark(SYMBOL)

    @property
    def broken(self) -> list[str]:
        """The invariants that were reported."""
        return [each.invariant for each in self.watch.violations]

    def wait(self, ms: int = SECOND_MS) -> None:
        """Let time pass."""
        self.exchange.advance(self.exchange.now_ms + ms)

    def mark(self, symbol: str) -> Decimal:
        """The mark price of a contract now."""
        return Decimal(str(self.market.prices(symbol, self.exchange.now_ms).mark))

    def move(self, change: float) -> None:
        """Move the price of ether by a fraction, within a minute."""
        self.market.shock(SYMBOL, change, 1, self.exchange.now_ms)
        self.wait(3 * MINUTE_MS)

    def trade(self, side: Side, lots: int, symbol: str = SYMBOL, **more: object) -> Order:
        """Place a market order."""
        fields: dict[str, object] = {"leverage": 6, "type": OrderType.MARKET, **more}
        request = OrderRequest(f"by-hand-{next(self._numbers)}", symbol, side, lots=lots, **fields)  # type: ignore[arg-type]
        return self.exchange.place(UID, request)

    def stop(self, lots: int, share: str) -> Order:
        """Place a stop that sells below the price, at `share` of it."""
        price = (self.last * Decimal(share)).quantize(Decimal("0.01"))
        stop = Stop(StopDirection.DOWN, price, PriceType.MARK)
        return self.trade(Side.SELL, lots, stop=stop, reduce_only=True)

    def protected(self, lots: int, share: str = "0.95") -> Order:
        """Buy with a stop attached."""
        price = (self.last * Decimal(share)).quantize(Decimal("0.01"))
        return self.trade(
            Side.BUY, lots, bracket=Bracket(down_price=price, price_type=PriceType.MARK)
        )


def test_a_position_that_keeps_to_everything_breaks_nothing() -> None:
    settings = RiskSettings()
    for rule in (
        EntrySize(settings),
        ReduceOnly(),
        NothingLeft(),
        AlwaysCovered(),
        NeverBack(),
        OneIntentOneOrder(),
        DailyDrawdownGate(settings),
        NoEntryWhileHalted(),
        NoEntryWhileBroken(),
        PortfolioCaps(PortfolioSettings(), {SYMBOL: "ETH"}),
        RestOfPair(30),
        EntriesPerHour(1),
    ):
        desk = Desk(rule)
        desk.protected(10)
        desk.wait()
        better = desk.stop(10, "0.96")
        desk.exchange.cancel(UID, desk.stop(10, "0.955").id)
        desk.wait()
        desk.trade(Side.SELL, 4, reduce_only=True)
        desk.wait()
        desk.trade(Side.SELL, 6, reduce_only=True)
        desk.wait()
        assert desk.broken == [], rule
        assert better.symbol == SYMBOL


def oversized(desk: Desk) -> None:
    desk.protected(400)


def test_too_much_margin_is_reported() -> None:
    desk = Desk(EntrySize(RiskSettings()))
    oversized(desk)
    assert "I-001" in desk.broken


def test_too_much_exposure_is_reported() -> None:
    settings = RiskSettings()
    limits = settings.limits.model_copy(
        update={"max_exposure_pct": Decimal(10), "max_margin_pct": Decimal(100)}
    )
    desk = Desk(EntrySize(settings.model_copy(update={"limits": limits})))
    oversized(desk)
    assert set(desk.broken) == {"I-002"}


def test_too_much_leverage_is_reported_and_so_is_a_near_liquidation() -> None:
    desk = Desk(EntrySize(RiskSettings()))
    desk.trade(Side.BUY, 1, leverage=30)
    assert set(desk.broken) == {"I-003", "I-005"}


@pytest.mark.parametrize(
    ("lose_cover", "gap_ms"),
    [
        (lambda desk: desk.trade(Side.BUY, 5), 2 * SECOND_MS),
        (lambda desk: desk.exchange.cancel_stops(UID, SYMBOL), 2 * SECOND_MS),
    ],
    ids=["more than the stop covers", "no stop at all"],
)
def test_time_without_a_whole_stop_is_reported(
    lose_cover: Callable[[Desk], object], gap_ms: int
) -> None:
    rule = AlwaysCovered()
    desk = Desk(rule)
    desk.protected(5)
    desk.wait()
    lose_cover(desk)
    desk.wait(gap_ms)
    desk.stop(10, "0.95")
    assert desk.broken == ["I-004"]
    assert [each.ms for each in rule.uncovered] == [gap_ms]


def test_a_position_that_ends_uncovered_is_reported() -> None:
    rule = AlwaysCovered()
    desk = Desk(rule)
    desk.trade(Side.BUY, 5)
    desk.wait()
    assert desk.broken == []
    assert [name for name, _ in rule.finish(desk.exchange.now_ms)] == ["I-004"]


def test_an_entry_below_the_daily_drawdown_is_reported() -> None:
    gate = DailyDrawdownGate(RiskSettings())
    desk = Desk(gate)
    gate.observe(desk.exchange.now_ms, Decimal(10_000))
    gate.observe(desk.exchange.now_ms, Decimal(9_600))
    desk.protected(1)
    assert desk.broken == ["I-006"]


def test_a_new_day_has_its_own_peak() -> None:
    gate = DailyDrawdownGate(RiskSettings())
    desk = Desk(gate)
    gate.observe(desk.exchange.now_ms, Decimal(10_000))
    gate.observe(desk.exchange.now_ms + 86_400_000, Decimal(9_600))
    desk.protected(1)
    assert desk.broken == []


def test_a_stop_that_moves_back_is_reported() -> None:
    desk = Desk(NeverBack())
    desk.protected(5)
    better = desk.stop(5, "0.97")
    desk.exchange.cancel(UID, better.id)
    assert desk.broken == ["I-008"]


def test_the_stop_of_the_next_position_may_lie_anywhere() -> None:
    desk = Desk(NeverBack())
    desk.protected(5, "0.97")
    desk.trade(Side.SELL, 5, reduce_only=True)
    desk.wait()
    desk.protected(5, "0.95")
    assert desk.broken == []


def test_an_exit_that_is_not_reduce_only_is_reported() -> None:
    desk = Desk(ReduceOnly())
    desk.protected(5)
    desk.trade(Side.SELL, 2)
    assert desk.broken == ["I-009"]


def test_a_position_that_turns_round_is_reported() -> None:
    desk = Desk(ReduceOnly())
    desk.protected(5)
    desk.trade(Side.SELL, 9)
    assert set(desk.broken) == {"I-009"}


def test_a_second_entry_is_reported() -> None:
    desk = Desk(OneIntentOneOrder())
    desk.protected(5)
    desk.protected(5)
    assert desk.broken == ["I-010"]


def test_an_entry_beside_one_that_rests_is_reported() -> None:
    desk = Desk(OneIntentOneOrder())
    price = (desk.last * Decimal("0.9")).quantize(Decimal("0.01"))
    for _ in range(2):
        desk.trade(Side.BUY, 5, type=OrderType.LIMIT, price=price)
    assert desk.broken == ["I-010"]


def test_an_entry_under_the_kill_switch_is_reported() -> None:
    rule = NoEntryWhileHalted()
    desk = Desk(rule)
    rule.halted = True
    desk.protected(5)
    assert desk.broken == ["I-011"]
    desk.trade(Side.SELL, 5, reduce_only=True)
    assert desk.broken == ["I-011"]


def test_an_entry_under_an_open_circuit_breaker_is_reported() -> None:
    rule = NoEntryWhileBroken()
    desk = Desk(rule)
    desk.protected(5)
    assert desk.broken == []
    rule.is_broken = True
    desk.trade(Side.SELL, 5, reduce_only=True)
    assert desk.broken == []
    desk.protected(5)
    assert desk.broken == ["breaker"]


@pytest.mark.parametrize(
    ("cap", "text"),
    [
        ("max_asset_pct", "asset ETH"),
        ("max_sector_pct", "sector platform"),
        ("max_net_pct", "side"),
    ],
)
def test_more_than_a_cap_of_the_portfolio_is_reported(cap: str, text: str) -> None:
    caps = PortfolioSettings.model_validate({**NO_CAPS, cap: 10})
    desk = Desk(PortfolioCaps(caps, {SYMBOL: "ETH"}))
    lots = int(Decimal(1_000) / (desk.last * Decimal("0.01")))
    desk.protected(lots)
    assert desk.broken == []
    desk.protected(lots // 2)
    assert desk.broken == ["portfolio"]
    assert text in desk.watch.violations[0].text
    desk.trade(Side.SELL, 1, reduce_only=True)
    assert desk.broken == ["portfolio"]


def lots_of(desk: Desk, symbol: str, notional: int) -> int:
    """As many lots as a notional in USDT buys now."""
    contract = desk.market.contract(symbol)
    return int(notional / (desk.mark(symbol) * contract.multiplier))


def test_what_a_position_lost_since_it_was_told_of_is_room_for_others() -> None:
    caps = PortfolioSettings.model_validate({**NO_CAPS, "max_net_pct": 18})
    desk = Desk(PortfolioCaps(caps, {SYMBOL: "ETH", OTHER: "BTC"}))
    desk.trade(Side.BUY, lots_of(desk, SYMBOL, 1_000))
    desk.move(-0.1)
    desk.trade(Side.BUY, lots_of(desk, OTHER, 850), symbol=OTHER)
    assert desk.broken == []
    desk.trade(Side.BUY, lots_of(desk, OTHER, 100), symbol=OTHER)
    assert desk.broken == ["portfolio"]


def test_what_a_position_grew_to_since_it_was_told_of_is_exposure() -> None:
    settings = RiskSettings.model_validate({"limits": {"max_exposure_pct": 20}})
    desk = Desk(EntrySize(settings))
    desk.trade(Side.BUY, lots_of(desk, SYMBOL, 1_000))
    desk.move(0.2)
    desk.trade(Side.BUY, lots_of(desk, OTHER, 800), symbol=OTHER)
    assert desk.broken == []
    desk.trade(Side.BUY, lots_of(desk, OTHER, 150), symbol=OTHER)
    assert desk.broken == ["I-002"]


def test_an_entry_before_the_pair_has_rested_is_reported() -> None:
    desk = Desk(RestOfPair(30))
    desk.protected(5)
    desk.trade(Side.SELL, 5, reduce_only=True)
    desk.wait(30 * MINUTE_MS)
    desk.protected(5)
    assert desk.broken == []
    desk.trade(Side.SELL, 5, reduce_only=True)
    desk.wait(28 * MINUTE_MS)
    desk.protected(5)
    assert desk.broken == ["rest"]


def test_more_positions_than_an_hour_may_have_are_reported() -> None:
    desk = Desk(EntriesPerHour(2))
    for _ in range(3):
        desk.protected(5)
        desk.trade(Side.SELL, 5, reduce_only=True)
        desk.wait(30 * MINUTE_MS)
    assert desk.broken == []
    desk.protected(5)
    desk.trade(Side.SELL, 5, reduce_only=True)
    assert desk.broken == []
    desk.protected(5)
    assert desk.broken == ["per hour"]


def test_without_a_session_limit_there_is_no_rest_and_no_number() -> None:
    assert session_terms([{"method": "DailyDrawdown"}]) == {}
    for rule in (RestOfPair(0), EntriesPerHour(None)):
        desk = Desk(rule)
        for _ in range(3):
            desk.protected(5)
            desk.trade(Side.SELL, 5, reduce_only=True)
        assert desk.broken == []


def test_the_history_of_a_violation_holds_the_events_that_led_to_it() -> None:
    desk = Desk(OneIntentOneOrder())
    first = desk.protected(5)
    second = desk.protected(5)
    (violation,) = desk.watch.violations
    history = "\n".join(desk.watch.history(violation))
    assert first.id in history
    assert second.id in history
