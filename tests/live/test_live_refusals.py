"""Whatever is wrong with a live start or an order is said in one message, and nothing is traded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade
from freqtrade.rpc import RPCException

from enygma.sandbox import RealClock, RunningSandbox, ServerOptions, running_sandbox
from enygma.sandbox.faults import ClockSkew
from enygma.sandbox.market import open_market
from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.server.options import DEFAULT_KEY
from enygma.sandbox.trading import MarginMode, OrderRequest, OrderType, Side

from .project import PAIRS
from .stepped import MakeBot
from .truth import Truth

BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
BY_HAND = {"entries": "manual", "proposal_valid_minutes": 1440}
NOTHING_TRADED: tuple[Any, ...] = ([], {})


def key_with(name: str, *permissions: str) -> ApiKey:
    """Another key of the same account."""
    return replace(DEFAULT_KEY, key=f"{name}-key", permissions=frozenset(permissions))


@pytest.fixture
def present() -> Iterator[RunningSandbox]:
    """The machine's time, and keys that may do too much or too little."""
    clock = RealClock()
    keys = (
        DEFAULT_KEY,
        key_with("withdrawing", "General", "Futures", "Withdrawal"),
        key_with("moving", "General", "Futures", "InnerTransfer"),
        key_with("reading", "General"),
    )
    market = open_market(now_ms=clock.now_ms(), pairs=PAIRS)
    with running_sandbox(market, clock, ServerOptions(rate_limit=False, keys=keys)) as running:
        yield running


@pytest.fixture
def truth(present: RunningSandbox) -> Truth:
    """What the exchange really holds."""
    return Truth(present)


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        ({"key": "unknown-key"}, "key"),
        ({"secret": "another-secret"}, "secret"),
        ({"password": "another-passphrase"}, "passphrase"),
        ({"key": "withdrawing-key"}, "Withdrawal"),
        ({"key": "moving-key"}, "InnerTransfer"),
        ({"key": "reading-key"}, "Futures"),
    ],
)
def test_a_key_that_cannot_or_must_not_trade_is_refused_at_the_start(
    make_bot: MakeBot, truth: Truth, credentials: dict[str, str], said: str
) -> None:
    with pytest.raises(OperationalException, match=f"(?i){said}"):
        make_bot(live=True, enygma=BY_HAND, exchange=credentials)
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED


def test_an_unarmed_start_says_how_to_arm(
    make_bot: MakeBot, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIVE_TRADING_ARMED", raising=False)
    with pytest.raises(OperationalException, match=r"not armed.*LIVE_TRADING_ARMED=true"):
        make_bot(live=True, armed=False, enygma=BY_HAND)
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED


@pytest.mark.parametrize("skew_ms", [10_000, -10_000])
def test_a_clock_that_is_ten_seconds_off_is_measured_and_refused(
    make_bot: MakeBot, present: RunningSandbox, truth: Truth, skew_ms: int
) -> None:
    faults = present.server.venue.faults
    faults.add(ClockSkew(skew_ms=skew_ms))
    with pytest.raises(OperationalException, match=r"[+-]10\.\d s .*NTP"):
        make_bot(live=True, enygma=BY_HAND)
    faults.clear()
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED


def test_an_unknown_position_blocks_entries_and_is_left_alone(
    make_bot: MakeBot, truth: Truth
) -> None:
    foreign = OrderRequest(
        client_oid="by-hand",
        symbol="ETHUSDTM",
        side=Side.BUY,
        type=OrderType.MARKET,
        leverage=3,
        lots=7,
        margin_mode=MarginMode.ISOLATED,
    )
    truth.ask(lambda exchange: exchange.set_margin_mode(truth.uid, "ETHUSDTM", MarginMode.ISOLATED))
    truth.ask(lambda exchange: exchange.place(truth.uid, foreign))
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn(2)
    assert any("ETH/USDT:USDT" in message for message in bot.channel.messages)
    with pytest.raises(RPCException, match="ETH/USDT:USDT"):
        bot.enter(BTC)
    assert truth.lots() == {"ETHUSDTM": 7}
    assert len(truth.orders()) == 1
    assert Trade.get_open_trades() == []


def test_margin_that_is_not_there_is_refused_by_name(make_bot: MakeBot, truth: Truth) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    truth.ask(lambda exchange: exchange.withdraw(truth.uid, Decimal(9990)))
    with pytest.raises(RPCException, match=r"(?i)insufficient|balance|SIZE_TOO_SMALL"):
        bot.enter(BTC)
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED
    assert Trade.get_open_trades() == []


def test_a_size_below_one_lot_is_refused(make_bot: MakeBot, truth: Truth) -> None:
    truth.ask(lambda exchange: exchange.withdraw(truth.uid, Decimal(9950)))
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    with pytest.raises(RPCException, match=r"SIZE_TOO_SMALL|lot"):
        bot.enter(BTC)
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED


def test_leverage_above_the_tier_is_refused_with_the_tiers_number(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    exchange = bot.bot.exchange
    with pytest.raises(Exception, match=r"(?i)leverage.*200"):
        exchange.create_order(
            pair=BTC, ordertype="market", side="buy", amount=0.01, rate=60_000.0, leverage=200.0
        )
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED


@pytest.mark.parametrize(("pair", "side", "factor"), [(BTC, "long", 1.05), (ETH, "short", 0.95)])
def test_an_entry_whose_stop_would_lie_on_the_wrong_side_of_the_price_is_refused(
    make_bot: MakeBot, truth: Truth, pair: str, side: str, factor: float
) -> None:
    bot = make_bot(live=True, enygma=BY_HAND)
    bot.turn()
    price = bot.bot.exchange.get_rate(pair, side="entry", is_short=side == "short", refresh=True)
    # a price that somebody typed wrongly: the stop is counted from there
    with pytest.raises(RPCException, match=r"(?i)stop"):
        bot.enter(pair, side, price=price * factor)
    assert (truth.orders(), truth.lots()) == NOTHING_TRADED
    assert Trade.get_open_trades() == []
