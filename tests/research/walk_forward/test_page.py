"""The page of a walk-forward."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from enygma import cli

from .conftest import THREE_WINDOWS, Place


@pytest.fixture(scope="module")
def page(walked: Place, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a finished walk-forward, of which only the page was missing."""
    folder = tmp_path_factory.mktemp("page") / "user_data"
    shutil.copytree(walked.folder, folder)
    finished = folder / "walk_forward" / "Swinging" / "finished"
    result = folder / "walk_forward" / Path(finished.read_text().strip()).name
    finished.write_text(f"{result}\n")
    place = Place(folder, walked.datadir)
    command = [each for each in place.command if each != "--no-page"]
    assert cli.main([*command, "--strategy", "Swinging", *THREE_WINDOWS]) == 0
    return result.with_suffix(".html").read_text(encoding="utf-8")


def test_the_page_says_what_came_out_before_anything_else(page: str, walked: Place) -> None:
    result = walked.result()
    body = page[page.index("<main>") :]
    assert f"{len(result['trades'])} trades in 3 unseen windows from 2025-09-24" in body[:600]
    assert "Swinging: walk-forward on 2 pairs" in page
    assert 'class="verdict bad"' in body


def test_the_page_holds_every_window_and_every_parameter(page: str, walked: Place) -> None:
    result = walked.result()
    for window in result["windows"]:
        assert f"{window['profit']:+,.2f}" in page
    for parameter in result["parameters"]:
        assert f"<td>{parameter['name']}</td>" in page
        assert f"<td>{parameter['spread']:.0%}</td>" in page


def test_the_pictures_have_their_data_and_the_page_asks_no_network(page: str) -> None:
    match = re.search(
        r'<script id="payload" type="application/json">(.*?)</script>', page, re.DOTALL
    )
    assert match is not None
    payload = json.loads(match[1])
    assert [each["number"] for each in payload["windows"]] == [1, 2, 3]
    assert len(payload["parameters"]["positions"]) == 3
    assert all(0 <= each <= 1 for row in payload["parameters"]["positions"] for each in row)
    assert len(payload["equity"]["times"]) > 3
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "http" not in outside.replace("http://www.w3.org", "")
