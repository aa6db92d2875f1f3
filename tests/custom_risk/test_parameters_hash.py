"""One name for everything that was chosen."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.parameters_hash import (
    LEFT_OUT,
    choices,
    hash_of,
    parameters_hash,
    source_hash,
)

SETTINGS: dict[str, Any] = {
    "custom_risk": {"sizing": {"model": "kelly"}, "leverage": {"max": 5}},
    "enygma": {"profile": "strict"},
    "max_open_trades": 3,
}
PARAMETERS = {"buy": {"threshold": 80}, "risk": {"stop": 6.0}}
VALUES = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6)


def test_it_is_short_and_the_same_every_time() -> None:
    name = parameters_hash(SETTINGS, "30m", PARAMETERS)
    assert re.fullmatch("[0-9a-f]{16}", name)
    assert parameters_hash(SETTINGS, "30m", PARAMETERS) == name


@given(VALUES, VALUES)
def test_the_order_of_keys_does_not_matter(section: dict[str, Any], more: dict[str, Any]) -> None:
    turned = dict(reversed(section.items()))
    one = parameters_hash({"enygma": section, "custom_risk": more}, "5m", section)
    assert parameters_hash({"custom_risk": more, "enygma": turned}, "5m", turned) == one


@pytest.mark.parametrize(
    ("settings", "timeframe", "parameters"),
    [
        (SETTINGS | {"enygma": {"profile": "canonical"}}, "30m", PARAMETERS),
        (SETTINGS | {"custom_risk": {}}, "30m", PARAMETERS),
        (SETTINGS, "1h", PARAMETERS),
        (SETTINGS, "30m", PARAMETERS | {"risk": {"stop": 5.0}}),
        (SETTINGS, "30m", {}),
    ],
)
def test_every_choice_changes_it(
    settings: dict[str, Any], timeframe: str, parameters: dict[str, Any]
) -> None:
    assert parameters_hash(settings, timeframe, parameters) != parameters_hash(
        SETTINGS, "30m", PARAMETERS
    )


def test_what_decides_nothing_about_trades_does_not_count() -> None:
    other = SETTINGS | {"exchange": {"key": "secret"}, "bot_name": "mine"}
    assert parameters_hash(other, "30m", PARAMETERS) == parameters_hash(SETTINGS, "30m", PARAMETERS)
    missing = parameters_hash({}, "30m", {})
    assert parameters_hash({"enygma": None, "custom_risk": {}}, "30m", {}) == missing


@pytest.mark.parametrize(
    ("section", "key"),
    [(section, key) for section, keys in LEFT_OUT.items() for key in sorted(keys)],
)
def test_how_a_bot_is_run_does_not_count(section: str, key: str) -> None:
    other = SETTINGS | {section: SETTINGS[section] | {key: "anything"}}
    assert parameters_hash(other, "30m", PARAMETERS) == parameters_hash(SETTINGS, "30m", PARAMETERS)


@given(VALUES, VALUES)
def test_choices_that_went_through_a_file_have_the_same_hash(
    section: dict[str, Any], parameters: dict[str, Any]
) -> None:
    chosen = choices({"enygma": section, "custom_risk": {}}, "1h", parameters)
    assert hash_of(json.loads(json.dumps(chosen))) == hash_of(chosen)


def test_a_strategys_file_is_told_by_what_is_in_it_and_not_by_its_line_ends() -> None:
    one = source_hash(b"class A:\n    x = 1\n")
    assert re.fullmatch("[0-9a-f]{16}", one)
    assert source_hash(b"class A:\r\n    x = 1\r\n") == one
    assert source_hash(b"class A:\n    x = 2\n") != one
    assert source_hash(b"") == ""
