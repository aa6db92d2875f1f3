"""`enygma risk-table`: what each sizing model does, as a table and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from custom_risk.sizing import SIZING_MODELS
from enygma import cli

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


def rows(capsys: Capture, *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["risk-table", *arguments, "--json"]) == 0
    table: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return table


def test_the_strength_table_is_the_one_of_the_rule(capsys: Capture) -> None:
    table = rows(capsys, "--model", "strength")
    assert [list(row.values()) for row in table] == [
        [0, 0.5, 1, 0.5, 1.5, 1],
        [25, 0.875, 3.25, pytest.approx(2.84, abs=0.005), 1.75, 0.875],
        [50, 1.25, 5.5, pytest.approx(6.88, abs=0.0051), 2, 0.75],
        [75, 1.625, 7.75, pytest.approx(12.6, abs=0.05), 2.25, 0.625],
        [100, 2.0, 10, 20, 2.5, 0.5],
    ]
    assert list(table[0]) == [
        "strength",
        "risk_pct",
        "leverage",
        "notional_pct",
        "tp_atr",
        "sl_atr",
    ]


def test_the_options_change_the_numbers(capsys: Capture) -> None:
    table = rows(capsys, "--model", "strength", "--max-leverage", "5", "--base-risk", "0.5")
    assert [table[-1][key] for key in ("risk_pct", "leverage", "notional_pct")] == [1, 5, 5]
    regimes = rows(capsys, "--model", "fixed_fraction", "--max-leverage", "3", "--base-risk", "1")
    assert [row["notional_pct"] for row in regimes] == [4.5, 3, 1.5]
    poor = rows(capsys, "--model", "edge", "--equity", "1000", "--base-risk", "1")
    assert [row["notional"] for row in poor][:2] == [None, 10]


def test_kelly_shows_exploration_and_then_no_risk_without_an_edge(capsys: Capture) -> None:
    table = rows(capsys, "--model", "kelly")
    assert [row["risk_pct"] for row in table[:2]] == [0.5, 0.75]
    known = {(row["win_rate_pct"], row["payoff"]): row["risk_pct"] for row in table[2:]}
    assert (known[50, 1], known[60, 1], known[40, 2]) == (0, pytest.approx(5), pytest.approx(2.5))


def test_the_confidence_table_shows_the_leverage_under_its_cap(capsys: Capture) -> None:
    capped = rows(capsys, "--model", "confidence_table")
    assert [row["leverage"] for row in capped] == [5, 10, 10, 10]
    free = rows(capsys, "--model", "confidence_table", "--max-leverage", "20")
    assert [row["leverage"] for row in free] == [5, 10, 15, 20]
    assert [row["volatile_leverage"] for row in free] == [2, 5, 7, 10]


@pytest.mark.parametrize("model", SIZING_MODELS)
def test_every_model_has_a_table_to_look_at(model: str, capsys: Capture) -> None:
    assert cli.main(["risk-table", "--model", model]) == 0
    assert f"sizing model {model}" in capsys.readouterr().out


def test_the_configured_model_and_its_numbers_are_shown(tmp_path: Path, capsys: Capture) -> None:
    config = tmp_path / "config.json"
    section = {"sizing": {"model": "strength", "strength": {"base_risk_pct": 0.1}}}
    config.write_text(json.dumps({"exchange": {"name": "kucoin"}, "custom_risk": section}))
    table = rows(capsys, "--config", str(config), "--max-leverage", "2")
    assert (table[-1]["risk_pct"], table[-1]["leverage"]) == (0.2, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "martingale"], "'martingale' is none of confidence_table, edge"),
        (["--model", "strength", "--max-leverage", "0"], "leverage.max: 0 is outside 1 … 20"),
        (["--model", "strength", "--base-risk", "9"], "base_risk_pct: 9.0 is outside above 0 … 5"),
        (["--model", "kelly", "--base-risk", "1"], "kelly has no such number"),
        (["--equity", "0"], "--equity 0.0 is not above zero"),
        (["--config", "nowhere.json"], "no configuration file at nowhere.json"),
    ],
)
def test_bad_input_is_one_line_and_exit_two(
    arguments: list[str], message: str, capsys: Capture
) -> None:
    assert cli.main(["risk-table", *arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
