"""Moved by hand, every view of a market moves together, and its past stays as it was."""

import numpy as np
import pytest

from enygma.sandbox.market import MarketDataError, SyntheticMarket, UnknownSymbolError
from enygma.sandbox.market.shock import Shock
from enygma.sandbox.market.shockable import ShockableMarket

BTC, ETH = "XBTUSDTM", "ETHUSDTM"
MINUTE_MS = 60_000


@pytest.fixture
def now_ms(start_ms: int) -> int:
    return start_ms + 3 * 86_400_000 + 12_345


@pytest.fixture
def crashed(market: SyntheticMarket, now_ms: int) -> ShockableMarket:
    """Bitcoin falls by 20 % in ten minutes from the next minute on."""
    shockable = ShockableMarket(market)
    shockable.shock(BTC, -0.2, 10, now_ms)
    return shockable


def test_market_without_shocks_is_its_base(market: SyntheticMarket, now_ms: int) -> None:
    still = ShockableMarket(market)

    assert still.prices(BTC, now_ms) == market.prices(BTC, now_ms)
    assert still.notes == market.notes
    assert (still.first_ms, still.last_ms) == (market.first_ms, market.last_ms)


def test_prices_fall_evenly_and_stay_down(
    market: SyntheticMarket, crashed: ShockableMarket, now_ms: int
) -> None:
    def moved(minutes: int) -> float:
        moment = (now_ms // MINUTE_MS + 1 + minutes) * MINUTE_MS
        return crashed.prices(BTC, moment).mark / market.prices(BTC, moment).mark - 1

    assert moved(0) == pytest.approx(0, abs=1e-6)
    assert moved(5) == pytest.approx(0.8**0.5 - 1, abs=1e-4)
    assert moved(10) == pytest.approx(-0.2, abs=1e-4)
    assert moved(10_000) == pytest.approx(-0.2, abs=1e-4)


def test_past_and_other_contracts_are_untouched(
    market: SyntheticMarket, crashed: ShockableMarket, now_ms: int, start_ms: int
) -> None:
    before = market.candles(BTC, 5, start_ms, now_ms, now_ms)

    for one, other in zip(
        before.columns(), crashed.candles(BTC, 5, start_ms, now_ms, now_ms).columns(), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    later = now_ms + 3_600_000
    assert crashed.prices(ETH, later) == market.prices(ETH, later)


@pytest.mark.parametrize("minutes", [2, 7, 30])
def test_last_mark_index_book_trades_and_candles_agree(
    crashed: ShockableMarket, now_ms: int, minutes: int
) -> None:
    moment = now_ms + minutes * MINUTE_MS
    prices = crashed.prices(BTC, moment)
    book = crashed.book(BTC, moment, 20)
    forming = crashed.candles(BTC, 30, moment - 1_800_000, moment + 1, moment)
    trades = crashed.trades(BTC, moment - 2 * MINUTE_MS, moment)

    assert (book.bids[0, 0], book.asks[0, 0]) == (prices.best_bid, prices.best_ask)
    assert prices.mark == pytest.approx(prices.last, rel=0.01)
    assert prices.index == pytest.approx(prices.last, rel=0.01)
    assert forming.close[-1] == prices.last
    assert trades.prices[-1] == pytest.approx(prices.last, rel=0.05)
    assert (forming.high >= np.maximum(forming.open, forming.close)).all()
    assert (forming.low <= np.minimum(forming.open, forming.close)).all()


def test_shocks_of_one_contract_multiply(
    market: SyntheticMarket, crashed: ShockableMarket, now_ms: int
) -> None:
    crashed.shock(BTC, 0.5, 1, now_ms + 20 * MINUTE_MS)
    moment = now_ms + 60 * MINUTE_MS

    ratio = crashed.prices(BTC, moment).last / market.prices(BTC, moment).last
    assert ratio == pytest.approx(0.8 * 1.5, abs=1e-4)
    assert crashed.notes[-2:] == (
        "Prices of XBTUSDTM were moved by -20.0%.",
        "Prices of XBTUSDTM were moved by +50.0%.",
    )


def test_funding_is_what_it_was(
    market: SyntheticMarket, crashed: ShockableMarket, now_ms: int, start_ms: int
) -> None:
    end_ms = now_ms + 86_400_000
    times, rates = market.funding_rates(BTC, start_ms, end_ms, end_ms)
    shocked_times, shocked_rates = crashed.funding_rates(BTC, start_ms, end_ms, end_ms)

    assert shocked_times.tolist() == times.tolist()
    assert shocked_rates.tolist() == rates.tolist()
    assert crashed.predicted_funding(BTC, now_ms) == market.predicted_funding(BTC, now_ms)


@pytest.mark.parametrize(
    ("change", "minutes", "message"),
    [(-0.96, 10, "-95% to"), (9.1, 10, "-95% to"), (-0.2, 0, "takes 1 to"), (0.1, 99_999, "takes")],
)
def test_impossible_shock_is_refused(
    market: SyntheticMarket, now_ms: int, change: float, minutes: int, message: str
) -> None:
    with pytest.raises(MarketDataError, match=message):
        ShockableMarket(market).shock(BTC, change, minutes, now_ms)


def test_market_that_is_over_cannot_be_moved(market: SyntheticMarket) -> None:
    with pytest.raises(MarketDataError, match="has no more candles"):
        ShockableMarket(market).shock(BTC, -0.2, 10, market.last_ms)


def test_shock_of_an_unknown_contract_is_refused(market: SyntheticMarket) -> None:
    with pytest.raises(UnknownSymbolError, match="NOPE"):
        ShockableMarket(market, (Shock("NOPE", 0, 1, 0.1),))
