"""Spot mode is freqtrade's own KuCoin."""

from collections.abc import Iterator
from typing import Any

import ccxt
import pytest
from freqtrade.enums import CandleType, RunMode
from freqtrade.exchange.kucoin import Kucoin as FreqtradeKucoin

from enygma.exchange.kucoin import Kucoin

SPOT = {"trading_mode": "spot", "margin_mode": ""}


@pytest.fixture(scope="module")
def both(configure: Any) -> Iterator[tuple[Kucoin, Any]]:
    """Ours and freqtrade's class in spot mode, not connected."""
    own = Kucoin(configure(**SPOT), validate=False)
    theirs = FreqtradeKucoin(configure(**SPOT), validate=False)
    yield own, theirs
    own.close()
    theirs.close()


def test_the_flags_are_freqtrades(both: tuple[Kucoin, Any]) -> None:
    own, theirs = both
    assert own._ft_has == theirs._ft_has
    assert own._ccxt_config == theirs._ccxt_config
    assert own.timeframes == theirs.timeframes
    assert own.ohlcv_candle_limit("1h", CandleType.SPOT) == theirs.ohlcv_candle_limit(
        "1h", CandleType.SPOT
    )


def test_the_ccxt_objects_are_ccxts(both: tuple[Kucoin, Any]) -> None:
    own, _ = both
    assert type(own._api) is ccxt.kucoin
    assert own._api.options["fetchMarkets"]["types"] == ["spot", "swap", "future", "contract"]


@pytest.mark.parametrize("ordertype", ["limit", "market"])
def test_orders_and_stops_carry_nothing_of_futures(
    both: tuple[Kucoin, Any], ordertype: str
) -> None:
    own, theirs = both
    order = {"side": "buy", "ordertype": ordertype, "leverage": 1.0, "reduceOnly": False}
    assert own._get_params(**order) == theirs._get_params(**order)
    stop = {"side": "sell", "ordertype": ordertype, "stop_price": 5.0}
    assert own._get_stop_params(**stop) == theirs._get_stop_params(**stop)


def test_slippage_is_simulated_in_spot_as_well(configure: Any) -> None:
    simulated = Kucoin(configure(**SPOT, runmode=RunMode.BACKTEST), validate=False)
    assert simulated.simulates_slippage()
    simulated.close()
