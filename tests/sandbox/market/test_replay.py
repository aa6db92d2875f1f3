"""A replay serves what was recorded, and derives only what was not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from enygma.sandbox.market import Candles, MarketDataError, ReplayMarket
from enygma.sandbox.market.candles import MINUTE_MS, aggregate

DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS

Record = Callable[..., Candles]
Write = Callable[..., Path]
Same = Callable[[Candles, Candles], None]


def test_recorded_candles_come_back_untouched(record: Record, tmp_path: Path, same: Same) -> None:
    half_hours = record("XBTUSDTM", 30, tmp_path, "30m")
    market = ReplayMarket([tmp_path])
    served = market.candles("XBTUSDTM", 30, *market.span("XBTUSDTM"), market.last_ms)
    for name in ("ms", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(served, name), getattr(half_hours, name))


@pytest.mark.parametrize("granularity", [1, 5, 15, 60, 120, 240, 480, 720, 1440, 10080])
def test_what_was_not_recorded_agrees_with_what_was(
    record: Record, tmp_path: Path, granularity: int
) -> None:
    half_hours = record("ETHUSDTM", 30, tmp_path, "30m")
    market = ReplayMarket([tmp_path])
    start_ms, end_ms = market.span("ETHUSDTM")
    served = market.candles("ETHUSDTM", granularity, 0, end_ms, end_ms)
    common = max(granularity, 30)
    one, other = aggregate(served, common), aggregate(half_hours, common)
    for name in ("ms", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert market.first_ms == start_ms


def test_a_gap_in_the_recording_stays_a_gap(
    record: Record, write_feather: Write, tmp_path: Path
) -> None:
    candles = record("XBTUSDTM", 30, tmp_path, "30m")
    keep = np.ones(len(candles), dtype=bool)
    keep[500:520] = False
    held = candles.take(keep)
    write_feather(
        "BTC_USDT_USDT-30m-futures.feather",
        date=held.ms,
        open=held.open,
        high=held.high,
        low=held.low,
        close=held.close,
        volume=held.volume,
    )
    market = ReplayMarket([tmp_path])
    gap_ms, over_ms = int(candles.ms[500]), int(candles.ms[520])
    for granularity in (1, 5, 30):
        assert not len(market.candles("XBTUSDTM", granularity, gap_ms, over_ms, market.last_ms))
    assert not len(market.trades("XBTUSDTM", gap_ms, over_ms))
    inside = market.prices("XBTUSDTM", gap_ms + DAY_MS // 8)
    assert inside.last == candles.close[499]
    forming = market.candles("XBTUSDTM", 30, gap_ms, over_ms, gap_ms + MINUTE_MS)
    assert not len(forming)


def test_where_the_finest_timeframe_ends_the_next_one_takes_over(
    record: Record, tmp_path: Path
) -> None:
    record("XBTUSDTM", 5, tmp_path, "5m", days=9)
    half_hours = record("XBTUSDTM", 30, tmp_path, "30m")
    market = ReplayMarket([tmp_path])
    assert market.span("XBTUSDTM")[1] == int(half_hours.ms[-1]) + 30 * MINUTE_MS
    minutes = market.candles("XBTUSDTM", 1, 0, market.last_ms, market.last_ms)
    np.testing.assert_array_equal(np.unique(np.diff(minutes.ms)), [MINUTE_MS])
    again = aggregate(minutes, 30)
    for name in ("ms", "open", "high", "low", "close", "volume"):
        np.testing.assert_array_equal(getattr(again, name), getattr(half_hours, name))


def test_without_mark_and_funding_they_are_derived_and_said_to_be(
    record: Record, tmp_path: Path, same: Same
) -> None:
    record("XBTUSDTM", 30, tmp_path, "30m")
    market = ReplayMarket([tmp_path])
    window = (*market.span("XBTUSDTM"), market.last_ms)
    last, mark = (
        market.candles("XBTUSDTM", 30, *window),
        market.mark_candles("XBTUSDTM", 30, *window),
    )
    np.testing.assert_array_equal(mark.close, last.close)
    times, rates = market.funding_rates("XBTUSDTM", *window)
    assert len(times) == 28 * 3
    assert set(rates.tolist()) == {0.0001}
    told = " ".join(market.notes)
    assert "no mark prices recorded" in told
    assert "84 of 84 funding rates not recorded" in told
    assert "volume is in lots" in told


def test_mark_and_funding_come_from_another_folder_of_that_time(
    record: Record, write_feather: Write, tmp_path: Path
) -> None:
    candles = record("XBTUSDTM", 60, tmp_path / "candles", "1h")
    write_feather(
        "BTC_USDT_USDT-1h-mark.feather",
        tmp_path / "more",
        date=candles.ms,
        open=candles.open * 1.001,
        high=candles.high * 1.001,
        low=candles.low * 1.001,
        close=candles.close * 1.001,
        volume=np.zeros(len(candles)),
    )
    settled = candles.ms[candles.ms % (8 * 3_600_000) == 0]
    rates = np.linspace(-1e-4, 3e-4, len(settled)).round(6)
    name = "BTC_USDT_USDT-1h-funding_rate.feather"
    write_feather(name, tmp_path / "more", date=settled, funding_rate=rates)
    write_feather(name, tmp_path / "old", date=settled - 900 * DAY_MS, funding_rate=rates)
    market = ReplayMarket([tmp_path / "candles", tmp_path / "old", tmp_path / "more"])
    now_ms = market.first_ms + 10 * DAY_MS + 7_654_321
    prices = market.prices("XBTUSDTM", now_ms)
    assert prices.mark == pytest.approx(prices.last * 1.001, rel=1e-6)
    assert prices.index == prices.mark
    served = market.mark_candles("XBTUSDTM", 60, 0, market.last_ms, market.last_ms)
    np.testing.assert_allclose(served.close, candles.close * 1.001)
    times, found = market.funding_rates("XBTUSDTM", 0, market.last_ms, market.last_ms)
    np.testing.assert_array_equal(times, settled)
    np.testing.assert_array_equal(found, rates)
    outlook = market.predicted_funding("XBTUSDTM", now_ms)
    assert outlook.settled_ms <= now_ms < outlook.next_ms
    assert outlook.predicted_rate == outlook.settled_rate
    assert len(market.notes) == 2


def test_it_is_told_which_candles_are_finer_than_what_was_recorded(
    record: Record, tmp_path: Path
) -> None:
    record("XBTUSDTM", 30, tmp_path, "30m")
    record("XBTUSDTM", 60, tmp_path, "1h")
    record("XRPUSDTM", 60, tmp_path, "1h")
    assert ReplayMarket([tmp_path]).notes[-1] == (
        "Recorded at the finest: BTC/USDT:USDT 30 min, XRP/USDT:USDT 60 min. "
        "Prices in between are invented."
    )


@pytest.mark.parametrize("unit", ["base", "auto"])
def test_volume_in_base_currency_becomes_lots(
    unit: str, record: Record, write_feather: Write, tmp_path: Path
) -> None:
    candles = record("XBTUSDTM", 30, tmp_path, "30m")
    write_feather(
        "BTC_USDT_USDT-30m-futures.feather",
        date=candles.ms,
        open=candles.open,
        high=candles.high,
        low=candles.low,
        close=candles.close,
        volume=candles.volume * 0.001,
    )
    market = ReplayMarket([tmp_path], volume=unit)  # type: ignore[arg-type]  # parametrised
    served = market.candles("XBTUSDTM", 30, 0, market.last_ms, market.last_ms)
    np.testing.assert_array_equal(served.volume, candles.volume)
    assert "XBT" in market.notes[0]


def test_one_pair_in_base_currency_tells_that_its_neighbours_are_too(
    record: Record, write_feather: Write, tmp_path: Path
) -> None:
    record("XRPUSDTM", 30, tmp_path, "30m")
    candles = record("XBTUSDTM", 30, tmp_path, "30m")
    write_feather(
        "BTC_USDT_USDT-30m-futures.feather",
        date=candles.ms,
        open=candles.open,
        high=candles.high,
        low=candles.low,
        close=candles.close,
        volume=candles.volume * 0.001,
    )
    notes = ReplayMarket([tmp_path]).notes
    assert any("XRP, served in lots of 10" in note for note in notes)


def test_a_shifted_replay_is_the_same_market_weeks_later(record: Record, tmp_path: Path) -> None:
    record("XBTUSDTM", 30, tmp_path, "30m")
    original, moved = ReplayMarket([tmp_path]), ReplayMarket([tmp_path], shifted_weeks=11)
    end_ms = original.last_ms
    then = original.candles("XBTUSDTM", 1, end_ms - DAY_MS, end_ms, end_ms)
    now = moved.candles(
        "XBTUSDTM", 1, end_ms - DAY_MS + 11 * WEEK_MS, end_ms + 11 * WEEK_MS, end_ms + 11 * WEEK_MS
    )
    np.testing.assert_array_equal(now.ms - 11 * WEEK_MS, then.ms)
    np.testing.assert_array_equal(now.close, then.close)


def test_a_pair_that_was_not_recorded_is_refused(record: Record, tmp_path: Path) -> None:
    record("XBTUSDTM", 30, tmp_path, "30m")
    with pytest.raises(MarketDataError, match=r"no candles of DOGE/USDT:USDT.*BTC/USDT:USDT"):
        ReplayMarket([tmp_path], ["DOGE/USDT:USDT"])


def test_a_timeframe_the_exchange_lacks_cannot_be_the_only_one(
    record: Record, tmp_path: Path
) -> None:
    record("XBTUSDTM", 10080, tmp_path, "1w")
    with pytest.raises(MarketDataError, match="in a timeframe KuCoin has"):
        ReplayMarket([tmp_path])


@pytest.mark.parametrize(
    ("folders", "last_funding"),
    [(("kucoin", "kucoin_proxy_mark_funding"), None), (("long",), 0.0001)],
)
def test_real_recordings_open_and_agree_with_their_own_timeframes(
    folders: tuple[str, ...], last_funding: float | None, shared: Path
) -> None:
    market = ReplayMarket([shared / "data" / folder for folder in folders])
    end_ms = market.last_ms
    for contract in market.contracts:
        start_ms = end_ms - 15 * DAY_MS
        minutes = market.candles(contract.symbol, 1, start_ms, end_ms, end_ms)
        for granularity in (30, 60, 120):
            served = market.candles(contract.symbol, granularity, start_ms, end_ms, end_ms)
            derived = aggregate(minutes, granularity)
            for name in ("ms", "open", "high", "low", "close"):
                np.testing.assert_array_equal(getattr(served, name), getattr(derived, name))
    if last_funding is not None:
        assert market.predicted_funding("XBTUSDTM", end_ms).settled_rate == last_funding
