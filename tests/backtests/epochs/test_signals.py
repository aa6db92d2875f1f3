"""Signals are made again where a parameter that they read has changed, and only there."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pandas import DataFrame
from pandas.testing import assert_frame_equal

from enygma.backtests.epochs import candles, signals
from enygma.backtests.fast.piece import in_place

Made = list[str]


@pytest.fixture
def strategy(optimizer: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The strategy of a search, with the pieces of an epoch in place and nothing kept yet."""
    monkeypatch.setattr(signals, "_KEPT", {})
    monkeypatch.setattr(signals, "_IMPURE", set())
    found = optimizer.backtesting.strategy
    values = {each: each.value for _, each in found.enumerate_parameters()}
    with in_place([candles.PIECE, signals.PIECE]):
        yield found
    for each, value in values.items():
        each.value = value


@pytest.fixture
def made(strategy: Any, monkeypatch: pytest.MonkeyPatch) -> Made:
    """The pairs whose signals were made."""
    told: Made = []
    populate = type(strategy).populate_entry_trend

    def noted(self: Any, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        told.append(metadata["pair"].split("/")[0])
        found: DataFrame = populate(self, dataframe, metadata)
        return found

    monkeypatch.setattr(type(strategy), "populate_entry_trend", noted)
    return told


def epoch(optimizer: Any) -> dict[str, DataFrame]:
    """The frames with the signals of an epoch."""
    with optimizer.data_pickle_file.open("rb") as file:
        given = candles.load(file)
    strategy = optimizer.backtesting.strategy
    return {pair: strategy.ft_advise_signals(each, {"pair": pair}) for pair, each in given.items()}


def parameter(strategy: Any, name: str) -> Any:
    """One of the strategy's own."""
    return dict(strategy.enumerate_parameters())[name]


def test_parameters_of_risk_change_no_signal(optimizer: Any, strategy: Any, made: Made) -> None:
    first = epoch(optimizer)
    for value in (3, 5, 7):
        parameter(strategy, "risk_initial_stop").value = value
        for pair, frame in epoch(optimizer).items():
            assert_frame_equal(frame, first[pair])
    # the second epoch looks whether they are the same
    assert made == ["BTC", "ETH"] * 2


def test_what_an_epoch_writes_into_its_signals_the_next_does_not_see(
    optimizer: Any, strategy: Any, made: Made
) -> None:
    first = {pair: each.copy() for pair, each in epoch(optimizer).items()}
    for _ in range(3):
        for pair, frame in epoch(optimizer).items():
            assert_frame_equal(frame, first[pair])
            frame["enter_long"] = 1
            frame.loc[frame.index[:50], "close"] = 0.0


def test_a_parameter_that_was_read_makes_them_again(
    optimizer: Any, strategy: Any, made: Made
) -> None:
    first = epoch(optimizer)
    parameter(strategy, "entry_min_score").value = 200
    second = epoch(optimizer)
    assert made == ["BTC", "ETH"] * 2
    pair = next(iter(first))
    assert not first[pair].equals(second[pair])
    for name, value in (("stoploss", -0.2), ("minimal_roi", {0: 0.5})):
        before = getattr(strategy, name)
        setattr(strategy, name, value)
        epoch(optimizer)
        setattr(strategy, name, before)
    assert made == ["BTC", "ETH"] * 4


def test_signals_that_hang_on_more_are_made_in_every_epoch(
    optimizer: Any, strategy: Any, made: Made, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    populate = type(strategy).populate_entry_trend

    def counting(self: Any, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        dataframe = populate(self, dataframe, metadata)
        dataframe["enter_long"] = len(made)
        return dataframe

    monkeypatch.setattr(type(strategy), "populate_entry_trend", counting)
    with caplog.at_level(logging.WARNING):
        found = [epoch(optimizer)["BTC/USDT:USDT"]["enter_long"].iat[-1] for _ in range(4)]
    assert found == [1, 3, 5, 7]
    assert "Say so with signals_by_parameters = False" in caplog.text


def test_a_strategy_that_does_not_say_so_has_its_signals_made(
    optimizer: Any, strategy: Any, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(strategy), "signals_by_parameters", False)
    for _ in range(3):
        epoch(optimizer)
    assert made == ["BTC", "ETH"] * 3
