"""Any sequence of freqtrade's calls, any faults: protected, never doubled, nothing lost."""

from typing import Any

from freqtrade.exceptions import FreqtradeException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.sandbox.faults import (
    DroppedAnswer,
    DuplicatedRequest,
    LateOrder,
    PartialFill,
    RejectedStop,
    ServerError,
    TimeoutAfter,
    TimeoutBefore,
)

PAIR = "ETH/USDT:USDT"
LOTS = 100
FAULTS = (
    TimeoutAfter(answer_by="cut"),
    TimeoutBefore(answer_by="cut"),
    DroppedAnswer(),
    DuplicatedRequest(hears="second"),
    ServerError(status=500, processed=True),
    ServerError(status=503),
    RejectedStop(),
    PartialFill(share="0.5"),
)
faults = st.tuples(
    st.sampled_from(FAULTS), st.sampled_from(["", "POST", "DELETE", "GET"]), st.integers(1, 4)
)
calls = st.sampled_from(["enter", "protect", "trail", "slice", "leave", "tend", "wait", "restart"])
deaths = st.tuples(st.integers(0, 8), st.booleans())
plans = st.lists(
    st.tuples(calls, st.none() | faults, st.none() | st.none() | deaths), min_size=3, max_size=12
)


class Trader:
    """Makes freqtrade's calls and drops what is refused, as freqtrade does."""

    def __init__(self, floor: Any, wire_of: Any, killed: type[BaseException]) -> None:
        self.floor, self.wire_of, self.killed = floor, wire_of, killed
        self.bot = floor.bot()
        self.price = floor.price()
        self.distance = 0.016
        self.stop_id = ""
        self.entered = False

    def do(self, call: str, death: tuple[int, bool] | None = None) -> None:
        if death is not None:
            self.wire_of(self.bot).kill(*death)
        try:
            getattr(self, call)()
        except FreqtradeException:
            pass
        except self.killed:
            self.restart()
        if death is not None:
            # who survived is killed all the same, between two calls
            self.restart()

    def order(self, side: str, amount: float, **changes: Any) -> None:
        self.bot.create_order(
            pair=PAIR,
            ordertype="market",
            side=side,
            amount=amount,
            rate=self.floor.price(),
            leverage=5.0,
            **changes,
        )

    def enter(self) -> None:
        if not self.entered:
            self.order("buy", 1.0)
            self.entered = True

    def slice(self) -> None:
        self.order("sell", 0.2, reduceOnly=True)

    def leave(self) -> None:
        self.order("sell", 1.0, reduceOnly=True)

    def protect(self) -> None:
        price = self.price * (1 - self.distance)
        stop = self.bot.create_stoploss(PAIR, 1.0, price, {"stoploss": "market"}, "sell", 5.0)
        self.stop_id = stop["id"]

    def trail(self) -> None:
        if not self.stop_id:
            return
        seen = self.bot.fetch_stoploss_order(self.stop_id, PAIR)
        self.distance = max(self.distance - 0.001, 0.008)
        if seen["status"] != "open" or not self.bot.stoploss_adjust(
            self.price * (1 - self.distance), seen, "sell"
        ):
            return
        try:
            self.bot.cancel_stoploss_order_with_result(self.stop_id, PAIR, 1.0)
        finally:
            self.protect()

    def tend(self) -> None:
        self.bot.tend_orders()

    def wait(self) -> None:
        self.floor.advance(20)

    def restart(self) -> None:
        self.bot.close()
        # a start that fails is repeated until it does not
        self.floor.see(self.floor.venue.faults.clear)
        self.bot = self.floor.bot()


def check(floor: Any) -> None:
    held = floor.position()
    assert 0 <= held <= LOTS, "doubled or turned round"
    assert floor.protected_lots() >= held, "a position without a stop"
    bought = sum(each.filled_lots for each in floor.orders_of_test() if each.side == "buy")
    assert bought <= LOTS, "an entry was doubled"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, lag_ms=st.sampled_from([0, 0, 400, 5000]))
def test_no_sequence_of_calls_and_faults_breaks_a_promise(
    floor: Any, wire_of: Any, killed: type[BaseException], plan: list[Any], lag_ms: int
) -> None:
    floor.see(floor.venue.faults.clear)
    floor.clear_out()
    floor.advance(1)
    floor.start_over()
    trader = Trader(floor, wire_of, killed)
    for call, fault, death in plan:
        if lag_ms:
            floor.stand(LateOrder(lag_ms=lag_ms, duration_ms=600_000))
        if fault is not None:
            floor.fail(fault[0], fault[1], count=fault[2])
        trader.do(call, death)
        check(floor)
        floor.see(floor.venue.faults.clear)
    settle(floor, trader)


def settle(floor: Any, trader: Trader) -> None:
    """Without faults everything ends: no position, no stop, nothing that waits for an answer."""
    floor.advance(20)
    # without a database each exit of an earlier process is the answer to one more call
    for _ in range(15):
        if floor.position():
            trader.do("leave")
    assert floor.position() == 0
    for _ in range(3):
        floor.advance(61)
        trader.tend()
    assert floor.waiting() == []
    assert all(each.order_id is not None for each in trader.bot.intents.open_intents())
