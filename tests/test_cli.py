"""The `enygma` command: what it answers, with which exit code, and what it imports for it."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from freqtrade.exceptions import ConfigurationError, OperationalException

from enygma import cli
from enygma.research.refusal import CandleStoreError, ResultError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def answering(answer: Callable[[], int]) -> ModuleType:
    """A command's module that does nothing but answer."""
    module = ModuleType("answering")

    def add_arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--loud", action="store_true")

    def run(args: argparse.Namespace) -> int:
        return answer()

    module.add_arguments, module.run = add_arguments, run  # type: ignore[attr-defined]
    return module


@pytest.fixture
def answer_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Replace every command by one that answers so."""

    def replace(answer: Callable[[], int]) -> None:
        module = answering(answer)
        monkeypatch.setattr(cli, "import_module", lambda _name: module)

    return replace


def raising(error: BaseException) -> Callable[[], int]:
    """A command that fails."""

    def fail() -> int:
        raise error

    return fail


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    text = capsys.readouterr().out
    assert stopped.value.code == 0
    assert all(command.name in text and command.summary in text for command in cli.COMMANDS)


def test_flatten_says_that_without_a_terminal_it_does_not_ask(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["flatten", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "without a terminal it never asks, and closes at once" in told


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_neither_freqtrade_nor_pandas(argument: str) -> None:
    program = (
        "import sys\nfrom enygma.cli import main\n"
        f"try:\n    main([{argument!r}])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('freqtrade', 'pandas', 'ccxt') if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [[], ["unheard-of"], ["page", "--unheard-of"]])
def test_an_unknown_command_or_option_exits_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "usage: enygma" in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 1])
def test_the_exit_code_is_the_commands_own(
    code: int, answer_with: Callable[[Callable[[], int]], None]
) -> None:
    answer_with(lambda: code)
    assert cli.main(["doctor", "--loud"]) == code


@pytest.mark.parametrize(
    "error",
    [
        ResultError("no result"),
        CandleStoreError("no candles"),
        OperationalException("no exchange"),
        ConfigurationError("no stake"),
    ],
)
def test_a_refusal_is_one_line_on_stderr_and_exit_two(
    error: Exception,
    answer_with: Callable[[Callable[[], int]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer_with(raising(error))
    assert cli.main(["page"]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"enygma: {error}\n"
    assert captured.out == ""


def test_an_error_nobody_foresaw_keeps_its_traceback(
    answer_with: Callable[[Callable[[], int]], None],
) -> None:
    answer_with(raising(ZeroDivisionError("a bug")))
    with pytest.raises(ZeroDivisionError):
        cli.main(["page"])


def test_an_interrupt_exits_with_130(answer_with: Callable[[Callable[[], int]], None]) -> None:
    answer_with(raising(KeyboardInterrupt()))
    assert cli.main(["page"]) == 130
