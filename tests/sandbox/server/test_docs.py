"""The Python of the sandbox's pages runs as it is printed, and nothing is missing on them."""

import argparse
import re
from pathlib import Path

import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.command import add_arguments
from enygma.sandbox.faults import KINDS
from enygma.sandbox.server.application import ENDPOINTS
from enygma.sandbox.server.control import Control
from enygma.sandbox.server.sockets.topics import ChannelName, PrivateChannelName

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "sandbox.md").read_text()


@pytest.fixture(scope="module")
def faults_page(repo_root: Path) -> str:
    return (repo_root / "docs" / "sandbox-faults.md").read_text()


def run(example: str, capsys: pytest.CaptureFixture[str]) -> str:
    exec(compile(example, "example", "exec"), {})  # noqa: S102 - our own page
    return capsys.readouterr().out


@pytest.mark.parametrize("number", [0, 1])
def test_example_runs(
    page: str, still_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    example = BLOCK.findall(page)[number].replace("http://127.0.0.1:18080", still_sandbox.url)

    assert run(example, capsys)


def test_example_of_the_faults_runs(faults_page: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(BLOCK.findall(faults_page)[0], capsys)

    assert "no answer, but the order is there: 1.0" in said
    assert "('timeout_after', 'POST|/api/v1/orders|XBTUSDTM|sandbox-key|buy')" in said
    assert "'restart'" in said


def test_every_endpoint_is_on_a_page(page: str, repo_root: Path) -> None:
    page += (repo_root / "docs" / "sandbox-coverage.md").read_text()
    table = page.replace("`…/", "`")

    for endpoint in ENDPOINTS:
        last = endpoint.path.replace("{symbol}/current", "{symbol}").rsplit("/", 1)[-1]
        assert endpoint.path in page or last in table, endpoint.path


def test_every_option_is_on_the_page(page: str) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = {name for action in parser._actions for name in action.option_strings}

    assert [name for name in options - {"-h", "--help"} if f"`{name}" not in page] == []


def test_every_route_of_the_control_api_is_on_the_page(
    page: str, still_sandbox: RunningSandbox
) -> None:
    routes = Control(still_sandbox.server.venue).routes

    assert [each.path for each in routes if f"`{each.path}" not in page] == []


def test_every_topic_is_on_the_page(page: str) -> None:
    names = [*ChannelName, *PrivateChannelName]

    last = {name: name.rsplit("/", 1)[-1].removeprefix("level2") for name in names}
    assert [name for name in names if f"{name}" not in page and last[name] not in page] == []


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_is_on_its_page_with_its_settings(faults_page: str, name: str) -> None:
    row = next(line for line in faults_page.splitlines() if line.startswith(f"| `{name}`"))

    for setting in KINDS[name].model_fields:
        assert f"`{setting}`" in row or "the same |" in row, setting
