"""Fees come from the contract; slippage joins them where fills are simulated from candles."""

import logging
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException

from enygma.exchange.kucoin import Kucoin
from enygma.exchange.settings import ExchangeSettings

PAIR = "ETH/USDT:USDT"


def test_fees_are_those_of_the_contract(exchange: Kucoin) -> None:
    assert exchange.get_fee(PAIR, taker_or_maker="taker") == pytest.approx(0.0006)
    assert exchange.get_fee(PAIR, taker_or_maker="maker") == pytest.approx(0.0002)
    assert exchange.get_fee(PAIR, order_type="market") == pytest.approx(0.0006)


@pytest.mark.parametrize("runmode", [RunMode.BACKTEST, RunMode.HYPEROPT])
@pytest.mark.parametrize(("section", "slippage"), [({}, 0.0002), ({"slippage_per_side": 0}, 0.0)])
def test_simulated_fills_pay_slippage_on_top(
    connect: Any, runmode: RunMode, section: dict[str, float], slippage: float
) -> None:
    simulated = connect(runmode=runmode, enygma=section)
    assert simulated.get_fee(PAIR, taker_or_maker="taker") == pytest.approx(0.0006 + slippage)


def test_a_configured_fee_replaces_fee_and_slippage(
    connect: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="enygma.exchange.costs"):
        simulated = connect(runmode=RunMode.BACKTEST, fee=0.001)
    assert simulated.get_fee(PAIR, taker_or_maker="taker") == 0.001
    assert "0.1000 % replaces the exchange's fee and the slippage of 0.0200 %" in caplog.text


@pytest.mark.parametrize("value", [-0.0001, 0.0101, 1, "0.1", None, True, float("nan")])
def test_a_nonsense_slippage_is_refused(value: object) -> None:
    with pytest.raises(OperationalException, match=r"enygma\.slippage_per_side must"):
        ExchangeSettings.of({"enygma": {"slippage_per_side": value}})


@pytest.mark.parametrize("config", [{}, {"enygma": None}, {"enygma": {}}])
def test_an_absent_section_means_the_defaults(config: dict[str, Any]) -> None:
    assert ExchangeSettings.of(config) == ExchangeSettings(slippage_per_side=0.0002, hedged=False)


def test_a_section_that_is_none_is_refused() -> None:
    with pytest.raises(OperationalException, match=r"enygma must be a section.*'strict'"):
        ExchangeSettings.of({"enygma": "strict"})


def test_an_unknown_position_mode_is_refused() -> None:
    with pytest.raises(OperationalException, match="one of one-way, hedge, not 'both'"):
        ExchangeSettings.of({"enygma": {"position_mode": "both"}})


def test_a_refused_setting_stops_before_anything_is_asked(connect: Any) -> None:
    with pytest.raises(OperationalException, match="slippage_per_side"):
        connect(url="http://127.0.0.1:9", enygma={"slippage_per_side": 1})
