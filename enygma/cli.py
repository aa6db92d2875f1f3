"""`enygma …`: the commands beside freqtrade's own.

Each command is a module with `add_arguments(parser)` and `run(args) -> int`. Only the one that is
asked for is imported, so that `enygma --help` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_REFUSED = 2
EXIT_INTERRUPTED = 130


@dataclass(frozen=True)
class Command:
    """A subcommand: its name, the module that runs it and what help says of it."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("sandbox", "enygma.sandbox.command", "start a KuCoin futures exchange on this machine"),
    Command("explain", "enygma.explain", "why the strategy did or did not enter at a candle"),
    Command("page", "enygma.research.command", "draw a backtest's result as one HTML page"),
    Command(
        "evidence",
        "enygma.research.evidence.command",
        "whether a strategy's trades show an edge",
    ),
    Command(
        "walk-forward",
        "enygma.research.walk_forward.command",
        "search in windows, trade the unseen days after",
    ),
    Command("risk-table", "enygma.risk_table", "what a sizing model does over its range"),
    Command("risk-status", "enygma.risk_status", "where the risk of a bot stands, as last stored"),
    Command("flatten", "enygma.flatten", "close every position and cancel every order, at once"),
    Command("audit", "enygma.monitoring.audit.command", "what risk decided, and why"),
    Command("doctor", "enygma.monitoring.doctor", "check the installation and the configuration"),
    Command("secrets", "enygma.private_config", "write a private configuration with fresh secrets"),
)

_REFUSALS = (
    ("enygma.scoring.errors", "ScoringError"),
    ("custom_risk.configuration", "RiskConfigError"),
    ("custom_risk.state.error", "StateError"),
    ("enygma.sandbox.market", "MarketDataError"),
    ("enygma.research.refusal", "ResearchError"),
    ("enygma.monitoring.audit.errors", "AuditError"),
    ("freqtrade.exceptions", "FreqtradeException"),
)
"""Errors whose message is meant for whoever typed the command, and where they are defined."""


def build_parser(chosen: str | None) -> argparse.ArgumentParser:
    """The parser of the whole command line, with the arguments of the `chosen` command alone."""
    parser = argparse.ArgumentParser(
        prog="enygma", description="What ENYGMA adds to freqtrade.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"enygma {version('enygma')}")
    subparsers = parser.add_subparsers(dest="command", metavar="command", required=True)
    for command in COMMANDS:
        subparser = subparsers.add_parser(
            command.name,
            help=command.summary,
            description=command.summary[0].upper() + command.summary[1:] + ".",
            allow_abbrev=False,
        )
        if command.name == chosen:
            import_module(command.module).add_arguments(subparser)
    return parser


def _is_refusal(error: Exception) -> bool:
    # An error's class can only come from a module that is loaded, so none is imported to compare.
    families = (
        getattr(sys.modules[module], name, None)
        for module, name in _REFUSALS
        if module in sys.modules
    )
    return any(isinstance(family, type) and isinstance(error, family) for family in families)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: done. 1: the command found a problem. 2: refused, with the reason in one line on stderr.
    130: interrupted. An error that nobody foresaw keeps its traceback.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    chosen = next((each for each in arguments if not each.startswith("-")), None)
    try:
        args = build_parser(chosen).parse_args(arguments)
        command = next(each for each in COMMANDS if each.name == args.command)
        return int(import_module(command.module).run(args))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:
        if not _is_refusal(error):
            raise
        sys.stderr.write(f"enygma: {error}\n")
        return EXIT_REFUSED


if __name__ == "__main__":
    sys.exit(main())
