"""Time: real, faster, and moved by a test."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.sandbox import RealClock, SteppedClock


class Seconds:
    """Machine time that a test sets."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_real_clock_is_the_machines() -> None:
    seconds = Seconds(1_767_277_845.678)
    clock = RealClock(machine_s=seconds)

    seconds.now += 1.5

    assert clock.now_ms() == pytest.approx(1_767_277_847_178, abs=1)


@given(
    start_ms=st.integers(0, 4_000_000_000_000),
    speed=st.floats(0.1, 10_000),
    passed_s=st.floats(0, 100_000),
)
def test_fast_clock_runs_from_its_start(start_ms: int, speed: float, passed_s: float) -> None:
    seconds = Seconds(50.0)
    clock = RealClock(start_ms, speed, seconds)

    seconds.now += passed_s

    assert clock.now_ms() - start_ms == pytest.approx(passed_s * speed * 1000, rel=1e-6, abs=2)


def test_real_clock_stands_still_where_the_machines_is_set_back() -> None:
    seconds = Seconds(100.0)
    clock = RealClock(machine_s=seconds)
    seconds.now += 5
    assert clock.now_ms() == 105_000
    seconds.now -= 3
    assert clock.now_ms() == 105_000
    seconds.now += 4
    assert clock.now_ms() == 106_000


@pytest.mark.parametrize("speed", [0, -1, 1e9, float("nan")])
def test_nonsense_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        RealClock(speed=speed)


def test_real_clock_wakes_at_the_instant_and_not_before() -> None:
    async def sleep() -> int:
        clock = RealClock(start_ms=0, speed=100_000)
        await clock.sleep_until(1000)
        return clock.now_ms()

    assert asyncio.run(sleep()) >= 1000


def test_stepped_clock_wakes_sleepers_in_order_and_only_the_due() -> None:
    async def run() -> list[tuple[str, int]]:
        clock, woken = SteppedClock(1000), []

        async def sleeper(name: str, when_ms: int) -> None:
            await clock.sleep_until(when_ms)
            woken.append((name, clock.now_ms()))

        tasks = [
            asyncio.create_task(sleeper(name, when))
            for name, when in (("late", 3000), ("early", 1500), ("due", 900), ("never", 9000))
        ]
        for _ in range(2):
            await asyncio.sleep(0)
        await clock.advance(1000)
        await clock.advance(1000)
        tasks[-1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await clock.advance(10_000)
        return woken

    assert asyncio.run(run()) == [("due", 1000), ("early", 2000), ("late", 3000)]


def test_time_never_goes_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        asyncio.run(SteppedClock(0).advance(-1))
