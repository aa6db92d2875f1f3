"""How the strategy is configured, and what it says of candles."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import ExchangeError, OperationalException
from freqtrade.optimize.backtest_caching import get_strategy_run_id
from freqtrade.resolvers import StrategyResolver
from freqtrade.strategy.hyper import detect_all_parameters
from pandas import DataFrame, Timestamp, date_range

from custom_risk.configuration import load_settings
from custom_risk.protections.limits_of import limits_of

Configure = Callable[..., dict[str, Any]]
Load = Callable[..., Any]
PAIR = {"pair": "BTC/USDT:USDT"}
RATES = {"trades_per_hour", "rest_minutes"}


@pytest.fixture(scope="session")
def load(configure: Configure) -> Load:
    """The strategy as freqtrade's own resolver loads it."""

    def loaded(runmode: RunMode = RunMode.BACKTEST, **changes: Any) -> Any:
        chosen = changes.pop("analyze_per_epoch", None)
        config = configure(runmode, **changes)
        if chosen is not None:
            config["analyze_per_epoch"] = chosen
        strategy = StrategyResolver.load_strategy(config)
        strategy.ft_load_hyper_params(hyperopt=False)
        return strategy

    return loaded


@pytest.fixture(scope="module")
def candles() -> DataFrame:
    """A thousand 30m candles of a walk, with a score of 2h beside them that agrees with all."""
    rng = np.random.default_rng(3)
    close = 60_000 * np.exp(np.cumsum(rng.normal(0, 0.004, 1000)))
    opened = np.concatenate([[60_000.0], close[:-1]])
    return DataFrame(
        {
            "date": date_range(Timestamp("2025-09-01", tz="UTC"), periods=1000, freq="30min"),
            "open": opened,
            "high": np.maximum(opened, close) * 1.001,
            "low": np.minimum(opened, close) * 0.999,
            "close": close,
            "volume": rng.uniform(50, 500, 1000),
        }
    )


def analysed(strategy: Any, candles: DataFrame, secondary: int | None = None) -> DataFrame:
    """Candles through the strategy; `secondary` is the 2h score, None for the primary's own."""
    frame = strategy.populate_indicators(candles.copy(), PAIR)
    frame["enygma_score_2h"] = frame["enygma_score"] if secondary is None else secondary
    return strategy.populate_entry_trend(frame, PAIR)


def test_the_defaults_are_the_canon(load: Load) -> None:
    strategy = load(enygma={})
    assert strategy.timeframe == "30m"
    assert strategy.secondary_timeframes == ("2h",)
    assert strategy.minimal_roi == {0: 0.15}
    assert strategy.stoploss == -0.1
    assert strategy.can_short
    assert strategy.profile.name == "strict"
    assert strategy.startup_candle_count > 100


def test_timeframes_are_configured(load: Load) -> None:
    strategy = load(enygma={"timeframes": ["1h", "2h", "4h"]})
    assert strategy.timeframe == "1h"
    assert [each[0].timeframe for each in strategy._ft_informative] == ["2h", "4h"]


def test_freqtrades_timeframe_replaces_the_primary(load: Load) -> None:
    strategy = load(timeframe="15m")
    assert strategy.timeframe == "15m"
    assert [each[0].timeframe for each in strategy._ft_informative] == ["2h"]


def test_one_configuration_leaves_nothing_to_the_next(load: Load) -> None:
    load(enygma={"timeframes": ["5m", "15m", "1h"]})
    strategy = load()
    assert [each[0].timeframe for each in strategy._ft_informative] == ["2h"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"enygma": {"profile": "reckless"}}, "reckless"),
        ({"enygma": {"scoring": {"gates": {"min_score": 999}}}}, "min_score"),
        ({"enygma": {"profil": "strict"}}, r"enygma\.profil: there is no such key"),
        ({"enygma": {"timeframes": ["2h", "30m"]}}, "do not rise"),
        ({"enygma": {"timeframes": "30m"}}, "no list of timeframes"),
        ({"enygma": {"timeframes": []}}, "no list of timeframes"),
        ({"enygma": {"timeframes": ["6h", "1d"]}}, "6h"),
        ({"enygma": {"entries": "by hand"}}, r"enygma\.entries must be one of automatic, manual"),
        ({"enygma": {"proposal_valid_minutes": 0}}, "must lie between 1 and 1440, not 0"),
        ({"enygma": {"proposal_valid_minutes": True}}, "must lie between 1 and 1440, not True"),
        ({"timeframe": "4h"}, "do not rise"),
        ({"custom_risk": {"sizing": {"margin_pct": 7}}}, r"7 is outside 0\.1 … 5"),
    ],
)
def test_a_configuration_it_cannot_trade_stops_the_bot(
    load: Load, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(OperationalException, match=message):
        load(**changes)


def test_on_a_spot_market_it_only_buys(load: Load, configure: Configure) -> None:
    config = configure()
    config["trading_mode"] = "spot"
    strategy = StrategyResolver.load_strategy(config)
    assert not strategy.can_short


@pytest.mark.parametrize(("secondary", "sides"), [(None, {1, 2}), (0, set()), (100, {1})])
def test_it_enters_where_both_timeframes_agree(
    load: Load, candles: DataFrame, secondary: int | None, sides: set[int]
) -> None:
    frame = analysed(load(), candles, secondary)
    entered = frame["enter_long"] + 2 * frame["enter_short"]
    assert set(entered) - {0} == sides
    tagged = frame["enter_tag"].notna()
    assert (tagged == (entered > 0)).all()


def test_entries_with_untouched_parameters_are_those_of_the_scoring(
    load: Load, candles: DataFrame
) -> None:
    strategy = load()
    scored = strategy.populate_indicators(candles.copy(), PAIR)
    expected = scored["enygma_entry"].to_numpy().copy()
    assert np.count_nonzero(expected) > 0
    assert (analysed(strategy, candles)["enygma_entry"] == expected).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("entry_min_score", 90),
        ("entry_min_confidence", 0.98),
        ("entry_min_confluence", 9),
        ("entry_min_confluence_pct", 80),
        ("entry_require_cross", True),
    ],
)
def test_a_hyperopt_threshold_acts_on_candles_scored_before(
    load: Load, candles: DataFrame, name: str, value: float
) -> None:
    strategy = load()
    frame = strategy.populate_indicators(candles.copy(), PAIR)
    frame["enygma_score_2h"] = frame["enygma_score"]
    before = strategy.populate_entry_trend(frame.copy(), PAIR)["enter_tag"].count()
    getattr(strategy, name).value = value
    tuned = strategy.populate_entry_trend(frame.copy(), PAIR)
    assert tuned["enter_tag"].count() < before
    assert type(strategy).entry_min_score.value == 80


def test_a_tuned_threshold_is_the_configured_one(load: Load, candles: DataFrame) -> None:
    tuned, configured = load(), load(enygma=_gates(min_score=70, min_confidence=0.8))
    tuned.entry_min_score.value, tuned.entry_min_confidence.value = 70, 0.8
    columns = ["enygma_entry", "enter_long", "enter_short", "enygma_threshold_long"]
    one, other = analysed(tuned, candles), analysed(configured, candles)
    assert one[columns].equals(other[columns])


def _gates(**gates: float) -> dict[str, Any]:
    return {"profile": "canonical", "scoring": {"gates": gates}}


def test_a_tuned_weight_is_the_configured_one(load: Load, candles: DataFrame) -> None:
    tuned, plain = load(analyze_per_epoch=True), load()
    tuned.weight_macd.value = 0
    without = tuned.populate_indicators(candles.copy(), PAIR)
    assert (without["enygma_points_macd"] == 0).all()
    assert (plain.populate_indicators(candles.copy(), PAIR)["enygma_points_macd"] != 0).any()


@pytest.mark.parametrize("each_epoch", [False, True])
def test_weights_are_searched_only_where_they_act(
    load: Load,
    each_epoch: bool,
) -> None:
    strategy = load(analyze_per_epoch=each_epoch)
    assert strategy.weight_macd.optimize is each_epoch
    assert strategy.entry_min_score.optimize


def test_parameters_start_at_the_configured_values(load: Load) -> None:
    strategy = load(enygma={"profile": "canonical"}, custom_risk={"sizing": {"margin_pct": 3}})
    assert strategy.entry_min_score.value == 75
    assert strategy.entry_require_cross.value is False
    assert strategy.risk_margin_pct.value == 3
    assert load(enygma={}).entry_min_score.value == 80


def test_every_parameter_stands_for_a_number_and_every_corner_can_be_traded(load: Load) -> None:
    strategy = load()
    spaces = detect_all_parameters(strategy)
    named = {*strategy.scoring_parameters.values(), *strategy.risk_parameters.values()}
    named |= {*strategy.limit_parameters.values(), *RATES}
    assert {name for space in spaces.values() for name in space} == named
    own = {"buy", "filters", "sell", "weights", "signs", "limit", "risk", "atr", "protection"}
    assert set(spaces) == own
    for edge in ("low", "high"):
        for name in strategy.risk_parameters.values():
            getattr(strategy, name).value = getattr(getattr(strategy, name), edge)
        assert load_settings(strategy.risk_rules.settings.model_dump())


def test_parameters_of_a_file_that_cannot_hold_together_stop_the_bot(load: Load) -> None:
    strategy = load()
    strategy.filters_params = {"allow_long": False, "allow_short": False}
    with pytest.raises(OperationalException, match=r"parameters\.filters: .*both off"):
        strategy.ft_load_hyper_params()
    strategy.filters_params = {"allow_long": False, "allow_short": True}
    strategy.ft_load_hyper_params()
    assert not strategy.profile.filters.allow_long


def test_the_chart_shows_columns_that_exist(load: Load, candles: DataFrame) -> None:
    strategy = load()
    frame = analysed(strategy, candles)
    plotted = set(strategy.plot_config["main_plot"])
    for subplot in strategy.plot_config["subplots"].values():
        plotted |= set(subplot)
    assert plotted <= set(frame.columns)
    assert (frame["enygma_class_level"].abs() <= frame["enygma_score"].abs()).all()
    ratio = frame["enygma_stop_long"] / frame["close"]
    assert ratio.round(9).unique() == pytest.approx(0.9902)


class Desk:
    """A data provider with one order book, or none."""

    def __init__(self, book: dict[str, Any] | None) -> None:
        self.book = book
        self.asked = 0

    def orderbook(self, pair: str, maximum: int) -> dict[str, Any]:
        self.asked += 1
        if self.book is None:
            raise ExchangeError("no book")
        return self.book


BUYERS = {"bids": [[100.0, 9.0]], "asks": [[101.0, 1.0]]}


def test_the_order_book_counts_on_the_newest_candle_live(load: Load, candles: DataFrame) -> None:
    strategy = load(RunMode.DRY_RUN)
    strategy.dp = desk = Desk(BUYERS)
    live = strategy.populate_indicators(candles.copy(), PAIR)["enygma_score"]
    past = load().populate_indicators(candles.copy(), PAIR)["enygma_score"]
    assert desk.asked == 1
    assert live.iloc[-1] == past.iloc[-1] + 15
    assert live.iloc[:-1].equals(past.iloc[:-1])


def test_no_order_book_is_no_points_and_a_warning(
    load: Load, candles: DataFrame, caplog: pytest.LogCaptureFixture
) -> None:
    strategy = load(RunMode.DRY_RUN)
    strategy.dp = Desk(None)
    scored = strategy.populate_indicators(candles.copy(), PAIR)
    assert (scored["enygma_points_dom"] == 0).all()
    assert "No order book score for BTC/USDT:USDT" in caplog.text


def test_a_backtest_asks_for_no_order_book(load: Load, candles: DataFrame) -> None:
    strategy = load()
    strategy.dp = desk = Desk(BUYERS)
    strategy.populate_indicators(candles.copy(), PAIR)
    assert desk.asked == 0


def test_hyperopt_never_searches_an_exit_by_time(load: Load) -> None:
    search = load().HyperOpt
    [take_profit] = search.roi_space()
    assert (take_profit.low, take_profit.high) == (0.13, 0.4)
    assert search.generate_roi_table({"take_profit": 0.2}) == {0: 0.2}
    [hard_limit] = search.stoploss_space()
    assert (hard_limit.low, hard_limit.high) == (-0.25, -0.1)


def test_the_protections_are_freqtrades(load: Load) -> None:
    methods = [each["method"] for each in load().protections]
    assert methods == ["SessionLimit", "DailyDrawdown", "StrategyDegradation"]


def test_how_often_it_trades_is_searched_and_begins_where_the_limits_do(load: Load) -> None:
    strategy = load()
    before = limits_of(strategy.protections)
    plain = limits_of([{"method": "SessionLimit", "max_daily_loss": None}])
    assert [*map(str, before[: len(plain)])] == [*map(str, plain)]
    strategy.trades_per_hour.value, strategy.rest_minutes.value = 2, 45
    assert str(limits_of(strategy.protections)[0]) == "at most 2 trades an hour"
    for edge in ("low", "high"):
        for name in RATES:
            parameter = getattr(strategy, name)
            parameter.value = getattr(parameter, edge)
        assert limits_of(strategy.protections)


def test_freqtrade_measures_anew_when_the_environment_changes_the_profile(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure()

    def run_id() -> str:
        known: str = get_strategy_run_id(StrategyResolver.load_strategy(deepcopy(config)))
        return known

    before = run_id()
    assert run_id() == before
    monkeypatch.setenv("STRICT_ENTRY_MIN_SCORE", "85")
    assert run_id() != before
