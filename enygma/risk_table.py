"""`enygma risk-table`: what a sizing model does over its range."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from rich.table import Table

    from custom_risk.settings import RiskSettings
    from custom_risk.sizing.table import Cell, Row

BASE_RISK = {
    "fixed_fraction": "margin_pct",
    "strength": "strength.base_risk_pct",
    "edge": "edge.base_notional_pct",
}
"""The key of `custom_risk.sizing` that `--base-risk` stands for, by model."""
EQUITY = 10_000.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma risk-table`."""
    parser.add_argument("-m", "--model", help="sizing model (default: the configured one)")
    parser.add_argument(
        "--max-leverage",
        type=int,
        metavar="N",
        help="leverage.max, and the most that leverage.default is",
    )
    parser.add_argument(
        "--base-risk",
        type=float,
        metavar="PCT",
        help="in percent of equity: the margin of fixed_fraction, the base of strength and edge",
    )
    parser.add_argument(
        "--equity",
        type=float,
        default=EQUITY,
        metavar="AMOUNT",
        help="in stake currency, which the bounds of edge depend on (default: %(default)g)",
    )
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        metavar="FILE",
        help="configuration with the numbers; several are layered (default: ENYGMA's defaults)",
    )
    parser.set_defaults(datadir=None, userdir=None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Print the table of one model."""
    from custom_risk.configuration import RiskConfigError
    from custom_risk.inputs import RiskInputError, positive
    from custom_risk.sizing.table import sizing_table

    settings = _settings(args)
    try:
        rows = sizing_table(settings, positive("--equity", args.equity))
    except RiskInputError as error:
        raise RiskConfigError(f"--equity {args.equity} is not above zero") from error
    if args.json:
        json.dump([{key: _plain(cell) for key, cell in row.items()} for row in rows], sys.stdout)
        sys.stdout.write("\n")
    else:
        from rich.console import Console

        Console().print(_as_table(settings.sizing.model, rows))
    return 0


def _settings(args: argparse.Namespace) -> RiskSettings:
    """The configured settings with the options of the command on top of them."""
    from custom_risk.choices import chosen
    from custom_risk.configuration import SECTION, load_settings

    section: Any = {}
    if args.config is not None:
        from enygma.research import configuration

        section = configuration.load_configuration(args).get(SECTION)
    settings = load_settings(section)
    model = args.model or settings.sizing.model
    options: dict[str, Any] = {"sizing": {"model": model, **_base_risk(model, args.base_risk)}}
    if args.max_leverage is not None:
        default = max(1, min(settings.leverage.default, args.max_leverage))
        options["leverage"] = {"max": args.max_leverage, "default": default}
    return load_settings(chosen(section or {}, options))


def _base_risk(model: str, percent: float | None) -> dict[str, Any]:
    if percent is None:
        return {}
    if model not in BASE_RISK:
        from custom_risk.configuration import RiskConfigError

        models = ", ".join(BASE_RISK)
        raise RiskConfigError(f"--base-risk is for {models}; {model} has no such number")
    *folder, key = BASE_RISK[model].split(".")
    return {folder[0]: {key: percent}} if folder else {key: percent}


def _plain(cell: Cell) -> str | float | None:
    return float(cell) if isinstance(cell, Decimal) else cell


def _as_table(model: str, rows: Sequence[Row]) -> Table:
    from rich.table import Table

    table = Table(title=f"sizing model {model}")
    for key in rows[0]:
        table.add_column(key, justify="right")
    for row in rows:
        table.add_row(*map(_text, row.values()))
    return table


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    return f"{float(cell):.4g}" if isinstance(cell, Decimal) else cell
