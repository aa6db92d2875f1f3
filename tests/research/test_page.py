"""The page of a backtest, as a file and in a browser."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from enygma import cli

if TYPE_CHECKING:
    from pathlib import Path

    from tests.research.conftest import Run

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    """The page that the command writes for the stored result."""
    assert cli.main(["page", *run.options]) == 0
    (written,) = (run.userdir / "plot").glob("*.html")
    return written.read_text(encoding="utf-8")


def payload_of(page: str) -> dict[str, object]:
    """The data within a page."""
    match = re.search(
        r'<script id="payload" type="application/json">(.*?)</script>', page, re.DOTALL
    )
    assert match is not None
    payload: dict[str, object] = json.loads(match[1])
    return payload


def unpacked(packed: dict[str, str]) -> list[float]:
    """The numbers of a packed array of 32-bit floats."""
    assert packed["kind"] == "f4"
    return [float(each) for each in np.frombuffer(base64.b64decode(packed["data"]), "<f4")]


def test_the_command_prints_where_the_page_is(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new" / "here.html"
    assert cli.main(["page", *run.options, "--output", str(output)]) == 0
    assert f"page: {output}" in capsys.readouterr().out
    assert output.is_file()


def test_the_page_says_what_was_measured_and_claims_no_edge(page: str) -> None:
    assert "No edge measured" in page
    for label in ("Profit factor · win rate", "Max drawdown", "Fees and slippage", "Funding"):
        assert label in page


def test_the_page_needs_no_network(page: str) -> None:
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="https?:', page)
    assert "Plotly.react" in page


def test_the_page_stays_small(page: str) -> None:
    assert len(page) < 6 * MEGABYTE


def test_every_trade_of_the_result_is_in_the_page_with_its_stop(page: str, run: Run) -> None:
    pairs = payload_of(page)["pairs"]
    assert isinstance(pairs, list)
    trades = [trade for pair in pairs for trade in pair["trades"]]
    assert sorted(trade["open"] for trade in trades) == [
        trade["open_timestamp"] for trade in run.trades
    ]
    assert all(len(trade["stop"]["times"]) >= 2 for trade in trades)


def test_the_risk_section_draws_the_days_fall_and_the_exposure_with_their_limits(
    page: str,
) -> None:
    risk = payload_of(page)["risk"]
    assert isinstance(risk, dict)
    assert (risk["fall_limit"], risk["exposure_limit"]) == (-3.0, 100.0)
    fall, exposure = unpacked(risk["fall"]), unpacked(risk["exposure"])
    assert len(fall) == len(exposure) == len(risk["times"])
    assert min(fall) < 0 == max(fall)
    # two positions of 12 % of the wallet each are the most that is open
    assert 11.0 < max(exposure) < 26.0
    assert f"Worst fall within a day {-min(fall):.2f} %" in page
    assert "This result does not tell what was refused" in page


def test_refusals_and_moved_stops_are_shown_where_the_result_tells_them(
    run: Run, telling_result: Path, tmp_path: Path
) -> None:
    output = tmp_path / "page.html"
    arguments = ["--result", str(telling_result), "--output", str(output), "--trade", "2"]
    assert cli.main(["page", *run.options, *arguments]) == 0
    written = output.read_text(encoding="utf-8")
    assert re.search(r"<td>exposure limit</td><td>30</td><td>12</td><td>42</td>", written)
    assert f"Stops: {len(run.trades)} drawn as the backtest moved them." in written
    payload = payload_of(written)
    assert payload["focus"] == 2
    pairs = payload["pairs"]
    assert isinstance(pairs, list)
    trades = sorted(
        (trade for pair in pairs for trade in pair["trades"]), key=lambda trade: trade["number"]
    )
    assert [trade["number"] for trade in trades] == list(range(1, len(trades) + 1))
    first = trades[0]["stop"]
    assert first["source"] == "recorded"
    assert first["prices"][1:] == [trades[0]["entry"]] * 2


def test_limits_that_the_strategys_class_chose_are_those_of_the_page(
    run: Run, telling_result: Path, tmp_path: Path
) -> None:
    output = tmp_path / "page.html"
    arguments = ["--result", str(telling_result), "--output", str(output)]
    assert cli.main(["page", *run.options, *arguments]) == 0
    risk = payload_of(output.read_text(encoding="utf-8"))["risk"]
    assert isinstance(risk, dict)
    assert (risk["fall_limit"], risk["exposure_limit"]) == (-2.0, 60.0)


def test_text_from_a_result_cannot_become_markup(
    run: Run, hostile_result: Path, tmp_path: Path
) -> None:
    output = tmp_path / "page.html"
    arguments = ["--result", str(hostile_result), "--output", str(output)]
    assert cli.main(["page", *run.options, *arguments]) == 0
    written = output.read_text(encoding="utf-8")
    assert "<script>alert" not in written
    pairs = payload_of(written)["pairs"]
    assert isinstance(pairs, list)
    assert any(trade["tag"] == "</script><script>alert(1)" for trade in pairs[0]["trades"])


def test_a_result_without_trades_has_a_page_too(
    run: Run, empty_result: Path, tmp_path: Path
) -> None:
    output = tmp_path / "page.html"
    arguments = ["--result", str(empty_result), "--output", str(output)]
    assert cli.main(["page", *run.options, *arguments]) == 0
    assert "No trades: nothing was measured." in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--result", "nowhere.zip"], "nowhere.zip"),
        (["--trade", "0"], "--trade 0: the result holds"),
        (["--strategy", "Other"], "holds the strategies EnygmaStrategy"),
        (["--config", "nowhere.json"], "no configuration file at nowhere.json"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    run: Run, options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["page", *run.options, *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.startswith("enygma: ")
    assert error.count("\n") == 1


def test_without_plotly_it_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    assert cli.main(["page", *run.options]) == 2
    assert "pip install 'enygma[plot]'" in capsys.readouterr().err


def test_a_browser_draws_the_charts_and_lists_the_trades(page: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--virtual-time-budget=10000", "--dump-dom", file.as_uri()]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert answer.stdout.count('class="main-svg"') >= 4
    assert re.search(r"one bar is 30 min", answer.stdout)
    assert len(re.findall(r"<tr><td>\d+</td><td>(?:long|short)</td>", answer.stdout)) >= 5
