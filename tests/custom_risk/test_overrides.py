"""Nothing that a strategy or a configuration brings takes the risk rules away unnoticed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from freqtrade.constants import REQUIRED_ORDERTYPES
from freqtrade.enums import CandleType, RunMode, TradingMode
from freqtrade.exceptions import OperationalException

from custom_risk.overrides import CALLBACKS, ORDER_TYPES

from .conftest import SignalStrategy


def build(kind: type[SignalStrategy] = SignalStrategy, /, **keys: Any) -> SignalStrategy:
    config = {"stake_currency": "USDT", "trading_mode": TradingMode.FUTURES}
    return kind({**config, "candle_type_def": CandleType.FUTURES, **keys})


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_that_replaces_risks_own_stops_the_bot_before_it_starts(name: str) -> None:
    kind = type("Own", (SignalStrategy,), {name: lambda *_, **__: True})
    with pytest.raises(OperationalException, match=rf"Own\.{name} takes .* super\(\)\.{name}"):
        build(kind)


class Careful(SignalStrategy):
    """Has a word of its own, and asks the rules as well."""

    def confirm_trade_entry(self, *args: Any, **terms: Any) -> bool:
        return terms["side"] == "long" and super().confirm_trade_entry(*args, **terms)

    def custom_exit(self, *args: Any, **terms: Any) -> str | None:
        def asked() -> str | None:
            return super(Careful, self).custom_exit(*args, **terms)

        return asked()


def test_a_callback_that_asks_the_rules_is_welcome() -> None:
    assert build(Careful).use_custom_stoploss


def test_a_class_above_the_rules_is_seen_through_its_children() -> None:
    class Deaf(SignalStrategy):
        def custom_stake_amount(self, *_: Any, **__: Any) -> float:
            return 1000.0

    class Child(Deaf):
        pass

    with pytest.raises(OperationalException, match=r"Deaf\.custom_stake_amount"):
        build(Child)


@pytest.mark.parametrize(
    "key", ["use_custom_stoploss", "use_exit_signal", "position_adjustment_enable"]
)
def test_a_switch_of_freqtrades_that_turns_rules_off_stops_the_bot(key: str) -> None:
    off: dict[str, Any] = {key: False}
    with pytest.raises(OperationalException, match=f"{key} must be true"):
        build(**off)
    with pytest.raises(OperationalException, match=f"{key} must be true"):
        build(type("Off", (SignalStrategy,), off))


@pytest.mark.parametrize("key", ["exit_profit_only", "ignore_roi_if_entry_signal", "trailing_stop"])
def test_a_switch_of_freqtrades_that_stands_between_rules_and_exits_stops_the_bot(key: str) -> None:
    on: dict[str, Any] = {key: True}
    with pytest.raises(OperationalException, match=f"{key} must be false"):
        build(**on)
    with pytest.raises(OperationalException, match=f"{key} must be false"):
        build(type("On", (SignalStrategy,), on))
    assert build(**{key: False})


def test_nothing_may_be_added_to_a_position_as_no_rule_would_size_it() -> None:
    key, more = "max_entry_position_adjustment", {"max_entry_position_adjustment": 3}
    with pytest.raises(OperationalException, match=f"{key} must be 0"):
        build(**more)
    with pytest.raises(OperationalException, match=f"{key} must be 0"):
        build(type("Averaging", (SignalStrategy,), more))
    assert build().max_entry_position_adjustment == 0


def test_real_money_has_its_stops_on_the_exchange() -> None:
    held = {**SignalStrategy.order_types, "stoploss_on_exchange": True}
    with pytest.raises(OperationalException, match="stoploss_on_exchange must be true"):
        build(runmode=RunMode.LIVE)
    assert build(runmode=RunMode.LIVE, order_types=held)
    kept = type("Kept", (SignalStrategy,), {"order_types": held})
    assert build(kept, runmode=RunMode.LIVE)
    with pytest.raises(OperationalException, match="stoploss_on_exchange must be true"):
        build(kept, runmode=RunMode.LIVE, order_types=SignalStrategy.order_types)
    assert build(runmode=RunMode.DRY_RUN)
    assert build(runmode=RunMode.LIVE, trading_mode=TradingMode.SPOT)


def test_a_stop_and_a_take_profit_of_the_class_are_told_to_be_unused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    build()
    assert "is not used" not in caplog.text
    own = {"stoploss": -0.05, "minimal_roi": {"0": 0.01}}
    build(type("Own", (SignalStrategy,), own))
    assert "stoploss -0.05 of Own is not used, custom_risk.stops decides it" in caplog.text
    assert "of Own is not used, custom_risk.exits decides it" in caplog.text


def test_columns_of_a_field_that_is_none_are_refused_with_the_one_that_was_meant() -> None:
    wrong = type("Wrong", (SignalStrategy,), {"risk_columns": {"scor": "trend"}})
    with pytest.raises(OperationalException, match=r"risk_columns: 'scor' .*did you mean score\?"):
        build(wrong)


def test_the_order_types_that_the_refusal_names_can_be_traded_with() -> None:
    told = json.loads("{" + ORDER_TYPES + "}")["order_types"]
    assert set(REQUIRED_ORDERTYPES) <= set(told)
    assert build(runmode=RunMode.LIVE, order_types=told)
    with pytest.raises(OperationalException) as refusal:
        build(runmode=RunMode.LIVE)
    assert ORDER_TYPES in str(refusal.value)


def test_slices_may_be_switched_off_where_none_is_sold() -> None:
    exits: dict[str, Any] = {"exits": {"partial_exits": []}}
    assert build(position_adjustment_enable=False, custom_risk=exits)


@pytest.mark.parametrize("own", [{"stoploss": -0.99}, {"minimal_roi": {"0": 0.5}}])
def test_a_stop_or_target_beside_those_of_risk_stops_the_bot(own: dict[str, Any]) -> None:
    with pytest.raises(OperationalException, match="in the place of custom_risk"):
        build(**own)
    assert build(stoploss=-0.1, minimal_roi={"0": 0.15})


def test_what_freqtrade_itself_wrote_into_the_configuration_is_nobodys_wish() -> None:
    assert build(stoploss=-0.2, minimal_roi={0: 0.3}, original_config={})
