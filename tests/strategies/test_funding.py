"""The rank of the funding rate in freqtrade's own backtester, hyperopt and paper trading."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from freqtrade.configuration import Configuration
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType, RunMode, State
from freqtrade.exceptions import FreqtradeException, OperationalException
from freqtrade.freqtradebot import FreqtradeBot
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.resolvers import StrategyResolver
from pandas import DataFrame, Timedelta, Timestamp, date_range

from enygma.sandbox import RealClock, ServerOptions, running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket
from enygma.scoring import funding_ranks
from tests.bot_configuration import configuration

from .conftest import DAY_MS, EASY_GATES, PAIRS, START, Configure

WINDOW = 12
END = Timestamp("2025-10-30", tz="UTC")
Run = Callable[..., tuple[Any, DataFrame]]


def swinging_rates(seed: int) -> DataFrame:
    """Eight-hourly rates from a month before the candles on."""
    rng = np.random.default_rng(seed)
    dates = date_range(START - Timedelta(days=30), END, freq="8h")
    return DataFrame({"date": dates, "funding_rate": rng.normal(1e-4, 2e-4, len(dates)).round(6)})


@pytest.fixture(scope="module")
def funded(datadir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The candles of all tests, with rates that differ."""
    folder = tmp_path_factory.mktemp("funded")
    shutil.copytree(datadir, folder, dirs_exist_ok=True)
    store = get_datahandler(folder, "feather")
    for seed, pair in enumerate(PAIRS):
        store.ohlcv_store(pair, "1h", swinging_rates(seed), CandleType.FUNDING_RATE)
    return folder


def profile(**scoring: Any) -> dict[str, Any]:
    """The section of a profile that goes by funding."""
    section = {"funding": {"window": WINDOW}, "gates": EASY_GATES}
    return {"profile": "canonical", "scoring": {**section, **scoring}}


@pytest.fixture(scope="module")
def run(configure: Configure, funded: Path) -> Run:
    """The strategy and its trades under a profile."""

    def ran(datadir: Path = funded, timerange: str | None = None, **scoring: Any) -> Any:
        config = configure(enygma=profile(**scoring)) | {"datadir": datadir}
        backtesting = Backtesting(config | ({"timerange": timerange} if timerange else {}))
        backtesting.start()
        trades = backtesting.results["strategy"]["EnygmaStrategy"]["trades"]
        return backtesting.strategylist[0], DataFrame(trades)

    return ran


def rank_at(trade: dict[str, Any]) -> float:
    """The rank of the rate that was known when the candle before a trade closed."""
    candle = DataFrame({"date": [trade["open_date"] - Timedelta(minutes=30)]})
    rates = swinging_rates(PAIRS.index(trade["pair"]))
    return float(funding_ranks(candle, "30m", rates, WINDOW)[0])


def test_sides_are_entered_where_funding_ranks_as_the_filter_says(run: Run) -> None:
    _, plain = run()
    _, kept = run(filters={"funding_long_max": 40, "funding_short_min": 60})
    assert 5 < len(kept) < len(plain)
    for trade in kept.to_dict("records"):
        rank = rank_at(trade)
        assert rank >= 60 if trade["is_short"] else rank <= 40
    outside = [t for t in plain.to_dict("records") if not t["is_short"] and rank_at(t) > 40]
    assert outside


def test_funding_with_a_weight_moves_the_score_on_every_timeframe(run: Run) -> None:
    strategy, trades = run(funding={"window": WINDOW, "weight": 40})
    _, plain = run()
    assert len(trades) > 5
    assert set(trades["open_date"]) != set(plain["open_date"])
    pair = PAIRS[0]
    candles = strategy.dp.historic_ohlcv(pair, "2h")
    scored = strategy.populate_secondary(candles, {"pair": pair, "timeframe": "2h"})
    strategy._tuning["funding.weight"].value = 0
    without = strategy.populate_secondary(candles, {"pair": pair, "timeframe": "2h"})
    moved = (scored["enygma_score"] - without["enygma_score"]).iloc[200:]
    assert moved.nunique() > 5
    assert (moved != 0).mean() > 0.5


def test_rates_that_are_charged_after_a_moment_change_no_trade_before_it(
    run: Run, funded: Path, tmp_path: Path
) -> None:
    cut = Timestamp("2025-10-20", tz="UTC")
    shutil.copytree(funded, tmp_path, dirs_exist_ok=True)
    store = get_datahandler(tmp_path, "feather")
    for seed, pair in enumerate(PAIRS):
        rates = swinging_rates(seed)
        rates.loc[rates["date"] >= cut, "funding_rate"] *= -7
        store.ohlcv_store(pair, "1h", rates, CandleType.FUNDING_RATE)
    rules: dict[str, Any] = {
        "funding": {"window": WINDOW, "weight": 25},
        "filters": {"funding_long_max": 80, "funding_short_min": 20},
    }
    until = "20251001-20251020"
    columns = ["pair", "open_date", "open_rate", "amount", "is_short", "enter_tag"]
    before, after = (run(each, until, **rules)[1][columns] for each in (funded, tmp_path))
    assert len(before) > 5
    assert before.equals(after)


def test_without_rates_nothing_is_measured_and_the_command_is_named(
    run: Run, funded: Path, tmp_path: Path
) -> None:
    shutil.copytree(funded, tmp_path, dirs_exist_ok=True)
    (tmp_path / "futures" / "BTC_USDT_USDT-1h-funding_rate.feather").unlink()
    named = r"has no funding rates of BTC/USDT:USDT.*freqtrade download-data --candle-types funding"
    with pytest.raises(FreqtradeException, match=named):
        run(tmp_path, filters={"funding_long_max": 80})


def test_where_rates_are_too_few_nothing_that_asks_for_them_is_entered(
    run: Run, funded: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(funded, tmp_path, dirs_exist_ok=True)
    store = get_datahandler(tmp_path, "feather")
    for seed, pair in enumerate(PAIRS):
        rates = swinging_rates(seed)
        late = rates[rates["date"] >= Timestamp("2025-10-12", tz="UTC")]
        store.ohlcv_store(pair, "1h", late, CandleType.FUNDING_RATE)
    _, trades = run(tmp_path, funding={"window": WINDOW, "weight": 1})
    known = Timestamp("2025-10-12", tz="UTC") + WINDOW * Timedelta(hours=8) - Timedelta(hours=8)
    assert len(trades) > 2
    assert trades["open_date"].min() > known
    told = [each.getMessage() for each in caplog.records if "rank of the funding" in each.msg]
    assert len(told) == len(PAIRS)
    assert "--prepend" in told[0]


def test_a_spot_market_has_no_funding_to_go_by(configure: Configure) -> None:
    config = configure(enygma=profile(filters={"funding_long_max": 80}))
    config["trading_mode"] = "spot"
    with pytest.raises(OperationalException, match="which a spot market does not have"):
        StrategyResolver.load_strategy(config)
    config = configure(enygma=profile()) | {"trading_mode": "spot", "analyze_per_epoch": True}
    strategy = StrategyResolver.load_strategy(config)
    assert not strategy.funding_long_max.optimize
    assert not strategy.funding_weight.optimize
    assert strategy.weight_macd.optimize


def test_hyperopt_has_the_ranks_although_no_filter_asks_yet(
    configure: Configure, funded: Path
) -> None:
    config = configure(RunMode.HYPEROPT, enygma=profile())
    config |= {"datadir": funded, "spaces": ["filters"]}
    backtesting = Backtesting(config)
    backtesting._set_strategy(strategy := backtesting.strategylist[0])
    assert strategy.funding_long_max.optimize
    metadata = {"pair": PAIRS[0]}
    candles = strategy.dp.historic_ohlcv(PAIRS[0], "30m")
    frame = strategy.populate_indicators(candles, metadata)
    frame["enygma_score_2h"] = frame["enygma_score"]
    plain = strategy.populate_entry_trend(frame.copy(), metadata)["enter_long"].sum()
    strategy.funding_long_max.value = 20
    kept = strategy.populate_entry_trend(frame.copy(), metadata)["enter_long"].sum()
    assert 0 < kept < plain


@pytest.fixture
def paper_bot(tmp_path: Path, repo_root: Path) -> Iterator[Any]:
    """A bot with paper money whose profile goes by funding, on a sandbox of the present."""
    now = RealClock().now_ms()
    market = SyntheticMarket(7, now - 60 * DAY_MS, now + DAY_MS, PAIRS)
    with running_sandbox(market, options=ServerOptions(rate_limit=False)) as running:
        settings = configuration(
            running.url,
            PAIRS,
            stake_amount="unlimited",
            max_open_trades=2,
            user_data_dir=str(tmp_path),
            db_url="sqlite://",
            strategy="EnygmaStrategy",
            strategy_path=str(repo_root / "strategies"),
            enygma=profile(filters={"funding_long_max": 80}),
        )
        path = tmp_path / "config.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        config = Configuration({"config": [str(path)]}, RunMode.DRY_RUN).get_config()
        bot = FreqtradeBot(config)
        bot.startup()
        bot.state = State.RUNNING
        yield bot
        bot.cleanup()


def test_a_running_bot_asks_the_exchange_for_the_rates_it_ranks(paper_bot: Any) -> None:
    paper_bot.process()
    for pair in PAIRS:
        frame, _ = paper_bot.dataprovider.get_analyzed_dataframe(pair, "30m")
        assert 0 <= frame["enygma_funding_rank"].iat[-1] <= 100
        timeframe = paper_bot.dataprovider.get_funding_rate_timeframe()
        rates = paper_bot.dataprovider.get_pair_dataframe(
            pair, timeframe, candle_type="funding_rate"
        )
        assert len(rates) >= 90
