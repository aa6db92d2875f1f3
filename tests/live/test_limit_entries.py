"""Entries that wait, live against the sandbox: no lot is ever held without a stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade

from custom_risk.breaker import Breaker, Level, Standing
from custom_risk.order_types import MARKET_ORDERS
from enygma.limit_entries import PATIENCE, LimitEntries
from enygma.sandbox import RunningSandbox
from enygma.sandbox.trading import Exchange, Order, OrderStatus

from .stepped import MakeBot, SteppedBot
from .truth import NOTHING, Truth

HOUR_MS = 3_600_000
BTC, SYMBOL = "BTC/USDT:USDT", "XBTUSDTM"
LIMIT = {**MARKET_ORDERS, "entry": "limit", "stoploss_on_exchange_interval": 1}
AWAY = 1000
"""Ticks that the market does not move by itself while a test looks."""
Wait = Callable[..., SteppedBot]


@pytest.fixture
def truth(present: RunningSandbox) -> Truth:
    """What the exchange really holds."""
    return Truth(present)


@pytest.fixture
def wait(make_bot: MakeBot) -> Wait:
    """A live bot whose first loop has placed an entry that waits."""

    def waited(**limit_entry: Any) -> SteppedBot:
        bot = make_bot(
            live=True,
            enygma={"limit_entry": {"offset_ticks": AWAY, **limit_entry}},
            order_types=LIMIT,
            exchange={"pair_whitelist": [BTC]},
        )
        bot.turn()
        return bot

    return waited


def entry(truth: Truth) -> Order:
    """The newest entry."""
    return [each for each in truth.orders() if not each.request.reduce_only][-1]


def covered(truth: Truth) -> bool:
    """Whether a stop of the whole position, or more, waits."""
    held = truth.lots().get(SYMBOL, 0)
    return max((each.lots for each in truth.stops()), default=0) >= held


def fill(truth: Truth, lots: int | None = None) -> None:
    """Let the market come to the entry, and fill all of it or so many lots."""

    def share(order: Order) -> Decimal:
        if lots is None or order.request.reduce_only:
            return Decimal(1)
        return Decimal("1e-9") if order.filled_lots < lots else Decimal(0)

    def set_share(exchange: Exchange) -> None:
        exchange.fill_share = share

    truth.ask(set_share)
    wanted = entry(truth).lots if lots is None else lots
    for _ in range(20):
        if entry(truth).filled_lots >= wanted:
            break
        truth.move_price(SYMBOL, -0.0005)
        truth.ask(lambda exchange: exchange.advance(exchange.now_ms + 2_000))


def age(bot: SteppedBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the exchange say that its orders were placed an hour ago."""
    ask = bot.bot.exchange.fetch_order

    def aged(*asked: Any) -> dict[str, Any]:
        order = ask(*asked)
        return {**order, "timestamp": order["timestamp"] - HOUR_MS}

    monkeypatch.setattr(bot.bot.exchange, "fetch_order", aged)


def enter_no_more(bot: SteppedBot) -> None:
    """Keep the signal, which stands on every candle, from entering anew."""
    bot.bot.exchange.entry_gate.shut("this test", "one entry is enough")


def test_an_entry_waits_post_only_with_its_stop_and_is_a_trade_once_it_is_filled(
    wait: Wait, truth: Truth
) -> None:
    bot = wait()
    placed = entry(truth)
    assert (placed.request.post_only, placed.status) == (True, OrderStatus.OPEN)
    assert placed.request.bracket is not None
    assert (truth.lots(), truth.stops()) == ({}, [])
    fill(truth)
    assert truth.lots() == {SYMBOL: placed.lots}
    assert covered(truth)
    bot.turn()
    (trade,) = Trade.get_open_trades()
    assert trade.amount == pytest.approx(placed.lots * 0.001)
    assert trade.open_rate == pytest.approx(float(str(placed.price)))
    # the attached one, and freqtrade's own at the stop of the risk rules
    assert [each.lots for each in truth.stops()] == [placed.lots] * 2
    assert float(truth.stop_prices()[-1]) == pytest.approx(trade.stop_loss)
    bot.turn()
    assert trade.fee_open == pytest.approx(0.0002), "a maker's fee, as the fills say"


def test_what_is_filled_in_part_has_its_stop_at_every_moment_and_the_rest_is_withdrawn(
    wait: Wait, truth: Truth
) -> None:
    bot = wait(candles=10)
    fill(truth, lots=1)
    held = truth.lots()[SYMBOL]
    assert 0 < held < entry(truth).lots
    assert covered(truth)
    bot.turn()
    (trade,) = Trade.get_open_trades()
    # freqtrade books nothing of an order that is open: the attached stop is all there is
    assert (trade.has_open_position, entry(truth).status) == (False, OrderStatus.OPEN)
    assert covered(truth)
    strategy: Any = bot.bot.strategy
    (seen,) = strategy._partly_since
    strategy._partly_since[seen] -= PATIENCE
    bot.turn()
    assert entry(truth).status is OrderStatus.DONE
    assert truth.lots() == {SYMBOL: held}
    assert trade.amount == pytest.approx(held * 0.001)
    assert covered(truth)
    assert len(truth.stops()) == 2
    assert float(truth.stop_prices()[-1]) == pytest.approx(trade.stop_loss)
    truth.ask(lambda exchange: setattr(exchange, "fill_share", None))
    bot.leave(str(trade.id))
    bot.turn(2)
    assert truth.left() == NOTHING


def test_one_that_waited_in_vain_leaves_nothing_behind(
    wait: Wait, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = wait()
    enter_no_more(bot)
    bot.turn()
    assert entry(truth).status is OrderStatus.OPEN
    age(bot, monkeypatch)
    bot.turn()
    assert Trade.get_open_trades() == []
    assert {each.status for each in truth.orders()} == {OrderStatus.DONE}
    assert truth.left() == NOTHING


@pytest.mark.parametrize("why", ["lock", "breaker"])
def test_one_that_waits_is_withdrawn_where_entries_are_forbidden_meanwhile(
    wait: Wait, truth: Truth, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    bot = wait(candles=10)
    if why == "lock":
        bot.bot.strategy.lock_pair(BTC, datetime.now(UTC) + timedelta(hours=1), "MAX_DAILY_LOSS")
    else:
        enter_no_more(bot)
        halted = Standing(Level.HALT, datetime.now(UTC))
        monkeypatch.setattr(Breaker, "state", lambda *_: halted)
        assert bot.bot.strategy.risk_breaker is not None
    bot.turn()
    assert entry(truth).status is OrderStatus.DONE
    assert len(truth.orders()) == 1
    assert Trade.get_open_trades() == []
    assert truth.left() == NOTHING


def test_one_that_waited_in_vain_may_follow_the_market_and_has_both_stops_at_once(
    wait: Wait, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = wait(unfilled="market")
    first = entry(truth)
    age(bot, monkeypatch)
    bot.turn()
    assert entry(truth).id != first.id
    assert truth.lots() == {SYMBOL: entry(truth).filled_lots}
    # the same margin, at a price that is further away
    lots = entry(truth).lots
    assert first.lots - 1 <= lots <= first.lots
    assert len(truth.stops()) == 2
    (trade,) = Trade.get_open_trades()
    assert trade.nr_of_successful_entries == 1
    assert trade.amount == pytest.approx(lots * 0.001)


def test_a_cancellation_that_is_late_loses_neither_the_trade_nor_its_fill(
    wait: Wait, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = wait(unfilled="market")
    exchange = bot.bot.exchange
    with monkeypatch.context() as late:
        age(bot, late)
        open_still = exchange.fetch_order(entry(truth).id, BTC)
        late.setattr(exchange, "cancel_order_with_result", lambda *_: open_still)
        late.setattr(exchange, "fetch_order", lambda *_: open_still)
        late.setattr("freqtrade.freqtradebot.sleep", lambda _: None)
        bot.turn()
    (trade,) = Trade.get_open_trades()
    fill(truth)
    assert covered(truth)
    bot.turn()
    lots = truth.lots()[SYMBOL]
    assert trade.amount == pytest.approx(lots * 0.001)
    assert len(truth.stops()) == 2


def test_one_that_would_take_is_cancelled_by_the_exchange_and_makes_no_trade(
    wait: Wait, truth: Truth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        LimitEntries,
        "custom_entry_price",
        lambda _, **terms: terms["proposed_rate"] * 1.002,
    )
    bot = wait()
    assert entry(truth).status is OrderStatus.DONE
    enter_no_more(bot)
    bot.turn()
    assert Trade.get_open_trades() == []
    assert truth.left() == NOTHING


def test_a_command_at_the_market_is_not_priced_as_one_that_waits(
    make_bot: MakeBot, truth: Truth
) -> None:
    bot = make_bot(
        live=True,
        enygma={"limit_entry": {"offset_ticks": AWAY}, "entries": "manual"},
        order_types=LIMIT,
    )
    bot.turn()
    trade = bot.enter(BTC)
    assert trade.open_orders == []
    assert truth.lots()[SYMBOL] == entry(truth).lots
    assert abs(trade.open_rate_requested / trade.open_rate - 1) < 0.0003
    assert len(truth.stops()) == 2


def test_with_paper_money_it_waits_and_is_filled_alike(make_bot: MakeBot, truth: Truth) -> None:
    bot = make_bot(
        enygma={"limit_entry": {"offset_ticks": AWAY}},
        order_types=LIMIT,
        exchange={"pair_whitelist": [BTC]},
    )
    bot.turn()
    (trade,) = Trade.get_open_trades()
    assert [each.order_type for each in trade.open_orders] == ["limit"]
    price = trade.open_orders[0].price
    for _ in range(20):
        if trade.has_open_position:
            break
        truth.move_price(SYMBOL, -0.0005)
        bot.turn()
    assert trade.open_rate == pytest.approx(price)
    assert truth.orders() == []


def test_without_the_stop_that_travels_with_an_entry_no_bot_starts(make_bot: MakeBot) -> None:
    with pytest.raises(OperationalException, match=r"limit orders and enygma\.entry_stop is false"):
        make_bot(live=True, enygma={"entry_stop": False}, order_types=LIMIT)
