"""Risk limit levels become freqtrade's leverage tiers."""

from itertools import pairwise
from pathlib import Path

from enygma.exchange.kucoin import Kucoin

PAIR = "BTC/USDT:USDT"


def test_levels_follow_each_other_and_get_stricter(exchange: Kucoin) -> None:
    levels = exchange._leverage_tiers[PAIR]
    assert levels[0]["minNotional"] == 0
    for lower, higher in pairwise(levels):
        assert lower["maxNotional"] == higher["minNotional"]
        assert lower["maxLeverage"] >= higher["maxLeverage"]
        assert lower["maintenanceMarginRate"] <= higher["maintenanceMarginRate"]


def test_maximum_leverage_falls_with_the_stake(exchange: Kucoin) -> None:
    levels = exchange._leverage_tiers[PAIR]
    assert exchange.get_max_leverage(PAIR, 0) == levels[0]["maxLeverage"]
    large = levels[-1]["maxNotional"] / levels[-1]["maxLeverage"]
    assert exchange.get_max_leverage(PAIR, large) == levels[-1]["maxLeverage"]


def test_maintenance_rate_is_that_of_the_level_of_the_notional(exchange: Kucoin) -> None:
    second = exchange._leverage_tiers[PAIR][1]
    rate, amount = exchange.get_maintenance_ratio_and_amt(PAIR, second["minNotional"] + 1)
    assert rate == second["maintenanceMarginRate"]
    assert amount is None


def test_levels_are_kept_on_disk(exchange: Kucoin, datadir: Path) -> None:
    kept = exchange.load_cached_leverage_tiers("USDT")
    assert kept is not None
    assert set(kept) == set(exchange.markets)
    assert (datadir / "futures" / "leverage_tiers_USDT.json").is_file()
