"""Caps of the portfolio in freqtrade's own backtester, on six pairs of the synthetic market."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType
from freqtrade.optimize.backtesting import Backtesting
from pandas import DataFrame, Timedelta, to_datetime

from custom_risk.events import Reason, RiskEvent
from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket
from tests.backtest_configuration import EQUITY, WALLET, loaded
from tests.bot_configuration import configuration

DAY_MS = 86_400_000
START_MS = 1_761_955_200_000
END_MS = START_MS + 14 * DAY_MS
TIMERANGE = "20251102-20251114"
EVERYTHING_APART = {base: base for base in ("BTC", "ETH", "SOL", "XRP", "DOGE", "LINK")}
STOPS = {"initial_roi": 20, "hard_limit_roi": 30, "trailing": {"distance_roi": 15}}


@pytest.fixture(scope="module")
def market() -> SyntheticMarket:
    return SyntheticMarket(11, START_MS, END_MS + DAY_MS)


@pytest.fixture(scope="module")
def venue_url(market: SyntheticMarket) -> Iterator[str]:
    options = ServerOptions(rate_limit=False)
    with running_sandbox(market, SteppedClock(END_MS), options) as running:
        yield running.url


@pytest.fixture(scope="module")
def datadir(market: SyntheticMarket, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks of 30m candles of six pairs that move together."""
    folder = tmp_path_factory.mktemp("data")
    store = get_datahandler(folder, "feather")
    for contract in market.contracts:
        span = (START_MS, END_MS, END_MS)
        half_hours = market.candles(contract.symbol, 30, *span)
        hours = market.mark_candles(contract.symbol, 60, *span)
        store.ohlcv_store(contract.pair, "30m", frame(half_hours), CandleType.FUTURES)
        store.ohlcv_store(contract.pair, "1h", frame(hours), CandleType.MARK)
        funding = frame(hours)[["date"]].assign(funding_rate=1e-5)
        store.ohlcv_store(contract.pair, "1h", funding, CandleType.FUNDING_RATE)
    return folder


def frame(candles: Any) -> DataFrame:
    dates = to_datetime(candles.ms, unit="ms", utc=True)
    names = ("open", "high", "low", "close", "volume")
    return DataFrame({"date": dates} | {name: getattr(candles, name) for name in names})


@dataclass(frozen=True)
class Outcome:
    """Trades of a backtest, and the entries that risk refused in it."""

    trades: DataFrame
    refused: Counter[Reason]

    @property
    def most_open_pct(self) -> float:
        """The highest notional that was open at once, at entry prices, in percent of 10,000."""
        entered = self.trades["stake_amount"] * self.trades["leverage"]
        opened, closed = self.trades["open_timestamp"], self.trades["close_timestamp"]
        return max(
            float(entered[(opened <= moment) & (closed > moment)].sum()) / EQUITY * 100
            for moment in opened
        )


Backtest = Callable[..., Outcome]


@pytest.fixture(scope="module")
def backtest(venue_url: str, datadir: Path, tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    def ran(protections: Sequence[dict[str, Any]] = (), **section: Any) -> Outcome:
        backtesting = Backtesting(configured(protections, section))
        refused: Counter[Reason] = Counter()
        [strategy] = backtesting.strategylist
        strategy.risk_events.subscribe(lambda event: count(refused, event))
        backtesting.start()
        result = backtesting.results["strategy"]["KeenStrategy"]
        return Outcome(DataFrame(result["trades"]), refused)

    def count(refused: Counter[Reason], event: RiskEvent) -> None:
        refused[event.type] += 1

    def configured(
        protections: Sequence[dict[str, Any]], section: dict[str, Any]
    ) -> dict[str, Any]:
        config = configuration(
            venue_url,
            [f"{base}/USDT:USDT" for base in EVERYTHING_APART],
            **WALLET,
            max_open_trades=6,
            strategy="KeenStrategy",
            strategy_path=str(Path(__file__).parent / "strategies"),
            protections_of_the_test=list(protections),
            custom_risk={"limits": {"max_open_positions": 6}, "stops": STOPS} | section,
        )
        folder = tmp_path_factory.mktemp("bot")
        return loaded(config, folder, datadir, TIMERANGE, enable_protections=bool(protections))

    return ran


@pytest.fixture(scope="module")
def free(backtest: Backtest) -> Outcome:
    """Without caps."""
    return backtest()


GROUP_OF_FORTY = {"max_asset_pct": 40, "max_group_pct": 40, "max_sector_pct": None}


def test_without_caps_everything_is_held_at_once(free: Outcome) -> None:
    assert free.most_open_pct > 60
    assert free.refused[Reason.EXPOSURE_LIMIT_GROUP] == 0


def test_pairs_that_move_together_are_held_to_the_cap_of_their_group(
    backtest: Backtest, free: Outcome
) -> None:
    capped = backtest(portfolio=GROUP_OF_FORTY)
    assert 20 < capped.most_open_pct < 43
    assert capped.refused[Reason.EXPOSURE_LIMIT_GROUP] > 10
    assert 0 < len(capped.trades) < len(free.trades)


def test_the_candles_decide_over_the_table(backtest: Backtest, free: Outcome) -> None:
    apart = GROUP_OF_FORTY | {"groups": EVERYTHING_APART}
    measured = backtest(portfolio=apart | {"correlation": {"min_candles": 40}})
    assert measured.refused[Reason.EXPOSURE_LIMIT_GROUP] > 10
    never = backtest(portfolio=apart | {"correlation": {"min": 1, "min_candles": 40}})
    assert never.refused[Reason.EXPOSURE_LIMIT_GROUP] == 0
    assert len(never.trades) == len(free.trades)


def test_above_the_exposure_cap_nothing_is_entered_until_the_lock_ends(
    backtest: Backtest, free: Outcome
) -> None:
    watched = {"method": "PortfolioExposure", "max_exposure_pct": 45, "cooldown_minutes": 120}
    locked = backtest([watched])
    assert locked.refused[Reason.EXPOSURE_LIMIT] > 5
    assert 45 < locked.most_open_pct < 62
    assert 0 < len(locked.trades) < len(free.trades)
    assert locked.trades["open_date"].max() > locked.trades["open_date"].min() + Timedelta(days=7)
