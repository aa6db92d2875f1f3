"""The Python of the sandbox's page runs as it is printed."""

import re
from pathlib import Path

import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.server.application import ENDPOINTS

BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    return (repo_root / "docs" / "sandbox.md").read_text()


@pytest.mark.parametrize("number", [0, 1])
def test_example_runs(
    page: str, still_sandbox: RunningSandbox, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    example = BLOCK.findall(page)[number].replace("http://127.0.0.1:18080", still_sandbox.url)

    exec(compile(example, f"example {number}", "exec"), {})  # noqa: S102 - our own page

    assert capsys.readouterr().out


def test_every_endpoint_is_on_a_page(page: str, repo_root: Path) -> None:
    coverage = repo_root / "docs" / "sandbox-coverage.md"
    page += coverage.read_text() if coverage.exists() else ""
    table = page.replace("`…/", "`")

    for endpoint in ENDPOINTS:
        last = endpoint.path.replace("{symbol}/current", "{symbol}").rsplit("/", 1)[-1]
        assert endpoint.path in page or last in table, endpoint.path
