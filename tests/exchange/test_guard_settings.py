"""What the section says about guards is read, or refused by its name and its range."""

from pathlib import Path
from typing import Any

import pytest
from freqtrade.exceptions import OperationalException

from enygma.exchange.settings import ExchangeSettings


def read(dry_run: bool = True, **section: Any) -> ExchangeSettings:
    config = {"enygma": section, "dry_run": dry_run, "user_data_dir": Path("/data")}
    return ExchangeSettings.of(config)


def test_the_defaults_are_careful() -> None:
    settings = read()
    assert settings.reconcile_s == 60
    assert settings.unknown_positions == "block"
    assert settings.ignored_pairs == frozenset()
    assert settings.kill_switch_file == Path("/data/KILL")
    assert settings.shadow is False


def test_a_list_of_pairs_is_ignored_and_all_others_block() -> None:
    settings = read(unknown_positions=["XRP/USDT:USDT"])
    assert settings.unknown_positions == "block"
    assert settings.ignored_pairs == {"XRP/USDT:USDT"}


def test_the_file_of_the_kill_switch_can_lie_anywhere() -> None:
    assert read(kill_switch_file="/run/stop").kill_switch_file == Path("/run/stop")
    assert read(kill_switch_file="~/stop").kill_switch_file == Path("~/stop").expanduser()
    assert ExchangeSettings.of({}).kill_switch_file is None


@pytest.mark.parametrize(
    ("section", "named"),
    [
        ({"reconcile_seconds": "often"}, r"reconcile_seconds must be a number, not 'often'"),
        ({"reconcile_seconds": True}, "reconcile_seconds must be a number"),
        ({"reconcile_seconds": 1}, "between 5 and 3600, not 1"),
        ({"reconcile_seconds": float("nan")}, "between 5 and 3600, not nan"),
        ({"unknown_positions": "ignore"}, "block, close, adopt or a list of pairs"),
        ({"unknown_positions": [7]}, "unknown_positions"),
        ({"unknown_positions": None}, "unknown_positions"),
        ({"kill_switch_file": ""}, "kill_switch_file must be the path of a file"),
        ({"kill_switch_file": 7}, "kill_switch_file must be the path of a file"),
        ({"shadow": "yes"}, "shadow must be true or false"),
    ],
)
def test_a_wrong_value_is_named(section: dict[str, Any], named: str) -> None:
    with pytest.raises(OperationalException, match=named):
        read(**section)


def test_shadow_mode_is_refused_where_orders_are_real() -> None:
    with pytest.raises(OperationalException, match="belongs to a dry run"):
        read(dry_run=False, shadow=True)
