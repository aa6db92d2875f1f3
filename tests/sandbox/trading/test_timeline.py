"""One step of any length does the same as many small ones, and a saved state goes on alike."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enygma.sandbox.market import ReplayMarket
from enygma.sandbox.trading import (
    Bracket,
    Exchange,
    MarginMode,
    OrderRequest,
    OrderType,
    PositionMode,
    PositionSide,
    PriceType,
    Rejection,
    Side,
    Stop,
    StopDirection,
)

MINUTE_MS = 60_000
MINUTES = 6
BTC, ETH = "XBTUSDTM", "ETHUSDTM"
FIRST = {BTC: 50_000.0, ETH: 3_000.0}
TICK = {BTC: Decimal("0.1"), ETH: Decimal("0.01")}

moves = st.lists(st.integers(-300, 300), min_size=MINUTES, max_size=MINUTES)
placements = st.fixed_dictionaries(
    {
        "at_ms": st.integers(0, MINUTES * MINUTE_MS),
        "uid": st.sampled_from([1, 2, 3]),
        "symbol": st.sampled_from([BTC, ETH]),
        "side": st.sampled_from(list(Side)),
        "lots": st.integers(1, 400),
        "leverage": st.sampled_from([5, 20, 50, 100]),
        "limit_bps": st.none() | st.integers(-150, 150),
        "stop": st.none()
        | st.tuples(st.integers(-200, 200).filter(bool), st.sampled_from(list(PriceType))),
        "bracket_bps": st.none() | st.integers(10, 200),
        "reduce_only": st.booleans(),
        "hedged": st.sampled_from([PositionSide.LONG, PositionSide.SHORT]),
    }
)
scenarios = st.fixed_dictionaries(
    {
        "btc": moves,
        "eth": moves,
        "marks": moves,
        "orders": st.lists(placements, min_size=1, max_size=7),
        "funding": st.dictionaries(
            st.integers(1, MINUTES * MINUTE_MS), st.sampled_from([0.003, -0.003]), max_size=2
        ),
        "volume": st.sampled_from([0.0, 30.0, 100_000.0]),
    }
)


def path(first: float, bps: list[int], tick: Decimal) -> list[float]:
    """Prices that move by basis points each minute, on the tick."""
    prices = [Decimal(first)]
    for move in bps:
        price = prices[-1] * (10_000 + move) / 10_000
        prices.append((price / tick).to_integral_value() * tick)
    return [float(each) for each in prices]


def open_exchange(market_type: Any, scenario: Any, start_ms: int) -> Exchange:
    """Three accounts on the prices of a scenario: isolated with automatic deposits into ETH, cross,
    and isolated in hedge mode."""
    scripts = {
        symbol: path(FIRST[symbol], scenario[name], TICK[symbol])
        for symbol, name in ((BTC, "btc"), (ETH, "eth"))
    }
    marks = path(FIRST[BTC], scenario["marks"], TICK[BTC])
    funding = {start_ms + after: rate for after, rate in scenario["funding"].items()}
    market = market_type(scripts, marks={BTC: marks}, volume=scenario["volume"], funding=funding)
    exchange = Exchange(market, start_ms)
    for uid in (1, 2, 3):
        exchange.open_account(uid, Decimal(600))
    exchange.set_auto_deposit(1, ETH, enabled=True)
    exchange.set_position_mode(3, PositionMode.HEDGE)
    for symbol in (BTC, ETH):
        exchange.set_margin_mode(2, symbol, MarginMode.CROSS)
        exchange.set_cross_leverage(2, symbol, 50)
    return exchange


def request(number: int, wanted: Any) -> OrderRequest:
    """The request that a drawn placement stands for, around the first price."""
    symbol, side = wanted["symbol"], wanted["side"]

    def price(bps: int) -> Decimal:
        exact = Decimal(FIRST[symbol]) * (10_000 + bps) / 10_000
        return (exact / TICK[symbol]).to_integral_value() * TICK[symbol]

    stop = bracket = None
    if wanted["stop"] is not None:
        bps, kind = wanted["stop"]
        direction = StopDirection.UP if bps > 0 else StopDirection.DOWN
        stop = Stop(direction, price(bps), kind)
    elif wanted["bracket_bps"] is not None and not wanted["reduce_only"]:
        bps = wanted["bracket_bps"]
        bracket = Bracket(price(bps + 150), price(-bps - 150))
    return OrderRequest(
        client_oid=f"order-{number}",
        symbol=symbol,
        side=side,
        type=OrderType.MARKET if wanted["limit_bps"] is None else OrderType.LIMIT,
        leverage=wanted["leverage"],
        lots=wanted["lots"],
        price=None if wanted["limit_bps"] is None else price(wanted["limit_bps"]),
        reduce_only=wanted["reduce_only"],
        stop=stop,
        bracket=bracket,
        margin_mode=MarginMode.CROSS if wanted["uid"] == 2 else MarginMode.ISOLATED,
        position_side=wanted["hedged"] if wanted["uid"] == 3 else PositionSide.BOTH,
    )


def run(exchange: Exchange, scenario: Any, stops: list[int], saved: int | None = None) -> Any:
    """Place what the scenario says, halting at `stops` on the way; what everybody heard."""
    log: list[str] = []
    exchange.subscribe(lambda event: log.append(repr(event)))
    start_ms = exchange.now_ms
    todo = sorted(enumerate(scenario["orders"]), key=lambda each: each[1]["at_ms"])
    halts = sorted({*stops, MINUTES * MINUTE_MS, *(wanted["at_ms"] for _, wanted in todo)})
    for number, halt in enumerate(halts):
        exchange.advance(start_ms + halt)
        for order_number, wanted in [each for each in todo if each[1]["at_ms"] == halt]:
            try:
                exchange.place(wanted["uid"], request(order_number, wanted))
            except Rejection as refused:
                log.append(repr(refused))
        if number == saved:
            state = json.loads(json.dumps(exchange.snapshot()))
            exchange = Exchange.restore(exchange._floor.market, state)
            exchange.subscribe(lambda event: log.append(repr(event)))
        assert exchange.books_balance() == 0
    return exchange.snapshot(), log


@settings(max_examples=60)
@given(scenario=scenarios, stops=st.lists(st.integers(1, MINUTES * MINUTE_MS), max_size=40))
def test_small_steps_and_large_ones_do_the_same(scripted, start_ms, scenario, stops):
    jumped = run(open_exchange(scripted, scenario, start_ms), scenario, [])
    stepped = run(open_exchange(scripted, scenario, start_ms), scenario, stops)
    assert jumped == stepped


@settings(max_examples=30)
@given(scenario=scenarios, saved=st.integers(0, 8))
def test_a_restored_exchange_goes_on_as_if_nothing_had_happened(
    scripted, start_ms, scenario, saved
):
    halts = [minute * MINUTE_MS for minute in range(1, MINUTES)]
    through = run(open_exchange(scripted, scenario, start_ms), scenario, halts)
    restored = run(open_exchange(scripted, scenario, start_ms), scenario, halts, saved)
    assert through == restored


def test_time_never_goes_back(script, start_ms):
    exchange = script(50_000.0)
    exchange.advance(start_ms + 5)
    exchange.advance(start_ms)
    assert exchange.now_ms == start_ms + 5


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"version": 2}, "version 2"),
        ({"now_ms": "soon"}, "damaged at now_ms"),
        ({"accounts": [{"uid": 1}]}, "damaged at accounts.0"),
    ],
)
def test_a_state_that_cannot_be_used_says_why(script, change, named):
    from enygma.sandbox.trading import StateError

    exchange = script(50_000.0)
    market = exchange._floor.market
    with pytest.raises(StateError, match=named):
        Exchange.restore(market, {**exchange.snapshot(), **change})


def test_a_state_of_another_market_is_refused(script, scripted, order, uid):
    from enygma.sandbox.trading import StateError

    exchange = script(50_000.0)
    exchange.place(uid, order("buy", 1))
    with pytest.raises(StateError, match="the market that the state was saved with"):
        Exchange.restore(scripted({ETH: (3_000.0,)}), exchange.snapshot())


def test_a_crash_that_an_operator_makes_is_met_however_time_passes(scripted, order, start_ms):
    from enygma.sandbox.market.shockable import ShockableMarket

    ends = []
    for step_ms in (700, 10 * MINUTE_MS):
        market = ShockableMarket(scripted({BTC: (50_000.0,)}))
        exchange = Exchange(market, start_ms)
        exchange.open_account(1, Decimal(10_000))
        exchange.place(1, order("buy", 10, leverage=10))
        exchange.advance(start_ms + 90_000)
        market.shock(BTC, -0.2, 2, exchange.now_ms)
        while exchange.now_ms < start_ms + 10 * MINUTE_MS:
            exchange.advance(exchange.now_ms + step_ms)
        ends.append(exchange.closed_positions(1))
    assert ends[0] == ends[1]
    assert ends[0][0].liquidated


def test_recorded_candles_are_traded_alike_in_one_step_and_in_many(shared, order):
    market = ReplayMarket(
        [shared / "data" / "long", shared / "data" / "kucoin_proxy_mark_funding"], ["BTC/USDT:USDT"]
    )
    first_ms = market.first_ms + 300 * 24 * 60 * MINUTE_MS + 12_345
    last = market.prices(BTC, first_ms).last

    def at(share: float) -> Decimal:
        return Decimal(str(last * share)) // TICK[BTC] * TICK[BTC]

    said = []
    for step_ms in (977_777, 6 * 24 * 60 * MINUTE_MS):
        exchange = Exchange(market, first_ms)
        exchange.open_account(1, Decimal(10_000))
        for number, price in enumerate((None, at(0.99), at(0.98), at(0.97))):
            wanted = order("buy", 200, None if price is None else str(price), leverage=20)
            stops = Bracket(up_price=at(1.06), down_price=at(0.96))
            exchange.place(1, replace(wanted, client_oid=f"order-{number}", bracket=stops))
        while exchange.now_ms < first_ms + 6 * 24 * 60 * MINUTE_MS:
            exchange.advance(exchange.now_ms + step_ms)
            assert exchange.books_balance() == 0
        exchange.advance(first_ms + 7 * 24 * 60 * MINUTE_MS)
        said.append(exchange.snapshot())
    assert said[0] == said[1]
    assert len(said[0]["accounts"][0]["fills"]) >= 4
    assert said[0]["accounts"][0]["funding"]
