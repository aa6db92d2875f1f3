"""Rules that follow hyperopt's parameters."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from freqtrade.enums import CandleType
from freqtrade.exceptions import OperationalException
from freqtrade.strategy import DecimalParameter, IStrategy
from pandas import DataFrame

from custom_risk import RiskConfigError, load_settings
from custom_risk.risk_managed import RiskManaged
from custom_risk.rules import TunedRules


@dataclass
class Knob:
    value: Any = None


def test_a_parameter_starts_at_what_is_configured() -> None:
    knob = Knob(99)
    tuned = TunedRules(load_settings({"leverage": {"default": 4}}), {"leverage.default": knob})
    assert knob.value == 4
    assert tuned.current.settings.leverage.default == 4


def test_a_parameter_that_moves_moves_the_rule_and_nothing_else() -> None:
    knob = Knob()
    settings = load_settings({"sizing": {"margin_pct": 3}})
    tuned = TunedRules(settings, {"stops.trailing.distance_roi": knob})
    before = tuned.current
    assert tuned.current is before
    knob.value = 2.5
    assert tuned.current.settings.stops.trailing.distance_roi == Decimal("2.5")
    assert tuned.current.settings.sizing == settings.sizing
    assert tuned.current is tuned.current


def test_a_parameter_cannot_leave_the_allowed_range() -> None:
    knob = Knob()
    tuned = TunedRules(load_settings(None), {"sizing.margin_pct": knob})
    knob.value = 6
    with pytest.raises(RiskConfigError, match="margin_pct: 6 is outside"):
        _ = tuned.current


@pytest.mark.parametrize("path", ["portfolio.max_net_pct", "stops.policy", "stops.trailing.speed"])
def test_a_parameter_for_what_is_no_number_in_force_is_refused(path: str) -> None:
    with pytest.raises(RiskConfigError, match=f"custom_risk.{path} is no number or"):
        TunedRules(load_settings(None), {path: Knob()})


class Knobs(RiskManaged, IStrategy):
    """Its take profit is a parameter."""

    timeframe = "30m"
    profit = DecimalParameter(1, 30, default=15, space="sell")
    risk_parameters: ClassVar = {"exits.take_profit_roi": "profit"}

    def populate_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        return dataframe


def knobs(profit: float) -> Knobs:
    strategy = Knobs({"stake_currency": "USDT", "candle_type_def": CandleType.FUTURES})
    strategy._ft_params_from_file = {"sell": {"profit": profit}}
    return strategy


def test_a_file_of_parameters_that_cannot_hold_together_stops_the_bot_at_its_start() -> None:
    with pytest.raises(OperationalException, match=r"beside it: .*take_profit_roi 3"):
        knobs(3.0).ft_load_hyper_params()
    good = knobs(20.0)
    good.ft_load_hyper_params()
    assert good.risk_rules.settings.exits.take_profit_roi == 20


def test_stops_and_targets_in_a_file_of_parameters_do_not_replace_the_settings() -> None:
    strategy = knobs(20.0)
    names = ("stoploss", "minimal_roi", "trailing_stop", "max_open_trades")
    before = [getattr(strategy, each) for each in names]
    strategy._ft_params_from_file = {
        "stoploss": {"stoploss": -0.9},
        "roi": {"0": 0.01},
        "trailing": {"trailing_stop": True},
        "max_open_trades": {"max_open_trades": 50},
    }
    strategy.ft_set_special_params_from_file()
    assert [getattr(strategy, each) for each in names] == before
