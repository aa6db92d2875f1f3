"""`enygma doctor`: what is installed, what is registered, what is wrong and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from enygma.monitoring.finding import Finding, Level

if TYPE_CHECKING:
    import argparse

    from rich.table import Table

DEFAULT_CONFIG = "config.json"
AREA = "enygma, exchange"
"""The section without which nothing is known about a live start."""
STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "bold red"}


def diagnose(
    config_paths: Sequence[str], environ: Mapping[str, str], *, online: bool = False
) -> list[Finding]:
    """Run every check.

    Args:
        config_paths: Configuration files, later ones over earlier ones, as for freqtrade.
        environ: Environment variables.
        online: Whether to ask the exchange for its time, and with a key about the account.

    Returns:
        All findings, the good ones as well. freqtrade itself reads its variables
        (`FREQTRADE__…`) from the environment of this process.
    """
    from enygma.monitoring.configuration import check_configuration, load_configuration
    from enygma.monitoring.evidence_readiness import check_evidence
    from enygma.monitoring.installation import check_installation
    from enygma.monitoring.live_readiness import check_account, check_switches
    from enygma.monitoring.reachability import check_exchange
    from enygma.monitoring.secrecy import check_secrets

    findings = list(check_installation(environ))
    config = load_configuration(config_paths)
    if isinstance(config, Finding):
        return [*findings, config]
    findings += check_configuration(config, environ)
    if not any(each.level is Level.PROBLEM for each in findings):
        findings.append(check_evidence(config))
    findings += check_secrets(config, config_paths)
    if not any(each.level is Level.PROBLEM and each.area == AREA for each in findings):
        findings += check_switches(config, environ)
        if online:
            findings += [check_exchange(config), *check_account(config)]
    return findings


def as_table(findings: Sequence[Finding]) -> Table:
    """The findings as a table for the terminal."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("Area", "Level")
    for heading in ("Found", "What to do"):
        table.add_column(heading, overflow="fold")
    for each in findings:
        style = STYLES[each.level]
        table.add_row(
            escape(each.area),
            f"[{style}]{each.level.value}[/]",
            escape(each.text),
            escape(each.mend),
        )
    return table


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma doctor`."""
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        metavar="PATH",
        help=f"configuration file; may be given several times (default: {DEFAULT_CONFIG})",
    )
    parser.add_argument(
        "--online",
        action="store_true",
        help="also ask the exchange: its time, what the API key may do, unknown positions",
    )


def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when one of them is a problem."""
    from rich.console import Console

    findings = diagnose(args.config or [DEFAULT_CONFIG], os.environ, online=args.online)
    Console().print(as_table(findings))
    return int(any(each.level is Level.PROBLEM for each in findings))
