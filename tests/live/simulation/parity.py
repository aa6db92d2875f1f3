"""The same candles through a backtest and through the live bot, trade by trade."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from rich.console import Console
from rich.table import Table

from custom_risk.configuration import load_settings
from custom_risk.rules import RiskRules
from enygma.sandbox.market import open_market
from enygma.sandbox.server.options import DEFAULT_KEY

from .backtest import backtest
from .entries import Match, matched
from .exit_causes import Cause, Evidence
from .outcome import Outcome
from .run import simulate
from .scenario import Scenario
from .stop_course import LiveStops
from .traded import Traded, of_database

LEAST_SHARE = 0.99
"""The part of the entries that has to be the same on both sides."""
_MINUTES = {"1m": 1, "5m": 5, "15m": 15, "30m": 30, "1h": 60}


@dataclass(frozen=True)
class Compared:
    """An entry of either side, and why its exits differ if both made it."""

    match: Match
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Parity:
    """What a span showed. Entries that only one side made are in `compared` too."""

    scenario: Scenario
    outcome: Outcome
    compared: tuple[Compared, ...]

    @property
    def same_entries(self) -> int:
        """Entries that both made in the same candle on the same side."""
        return sum(
            each.match.tested is not None and each.match.live is not None for each in self.compared
        )

    @property
    def share(self) -> float:
        """The part of all entries that both made."""
        return self.same_entries / len(self.compared) if self.compared else 1.0

    @property
    def is_close(self) -> bool:
        """Whether 99 % of the entries are the same and every differing exit is explained."""
        return self.share >= LEAST_SHARE and not self.causes[Cause.UNEXPLAINED]

    @property
    def causes(self) -> Counter[str]:
        """How often each cause, or combination of causes, made exits differ."""
        both = [each for each in self.compared if each.match.tested and each.match.live]
        return Counter(" + ".join(each.causes) or "same exit" for each in both)


def compare(scenario: Scenario) -> Parity:
    """Trade the scenario twice and compare.

    Raises:
        BacktestError: A command of freqtrade failed.
    """
    tested = backtest(scenario)
    stops, looks, live = LiveStops(DEFAULT_KEY.uid), Looks(), list[Traded]()
    outcome = simulate(scenario, (stops,), lambda project: live.extend(of_database(project)), looks)
    market = open_market(scenario.start_ms, pairs=scenario.pairs, seed=scenario.seed)
    symbols = {each.pair: each.symbol for each in market.contracts}
    evidence = Evidence(market, _rules(scenario), stops, looks.times, symbols)
    exact = [_as_closed(each, stops, symbols) for each in live if each.open_ms < scenario.end_ms]
    timeframe_ms = _MINUTES[scenario.timeframe] * 60_000
    entries = matched(tested, exact, timeframe_ms)
    return Parity(scenario, outcome, tuple(_compared(evidence, scenario, entries)))


class Looks:
    """Observes the bot's requests: when it saw the price of which contract."""

    def __init__(self) -> None:
        self.times: dict[str, list[int]] = defaultdict(list)

    def __call__(self, path: str, ms: int) -> None:
        """Note a look into an order book."""
        url = urlsplit(path)
        if url.path.startswith("/api/v1/level2/"):
            self.times[parse_qs(url.query)["symbol"][0]].append(ms)


def _compared(
    evidence: Evidence, scenario: Scenario, entries: Sequence[Match]
) -> Iterator[Compared]:
    for match in entries:
        tested, live = match.tested, match.live
        if tested is None or live is None or _is_cut_off(tested, live, scenario):
            yield Compared(match)
        else:
            yield Compared(match, tuple(evidence.causes(tested, live)))


def _is_cut_off(tested: Traded, live: Traded, scenario: Scenario) -> bool:
    """Whether the end of the span closed the trade on one side."""
    return any(each.close_ms is None or each.close_ms >= scenario.end_ms for each in (tested, live))


def _as_closed(trade: Traded, stops: LiveStops, symbols: dict[str, str]) -> Traded:
    """The trade with the time at which the exchange closed it, which the bot learns later."""
    if trade.close_ms is None:
        return trade
    return replace(trade, close_ms=stops.closed_after(symbols[trade.pair], trade.open_ms))


def _rules(scenario: Scenario) -> RiskRules:
    return RiskRules(load_settings(dict(scenario.settings)))


def print_parity(parity: Parity, console: Console) -> None:
    """Trades side by side, the causes counted, and the share of equal entries."""
    table = Table(
        "pair", "side", "entry", "price", "exit in the backtest", "live exit", "differs by"
    )
    for each in parity.compared:
        table.add_row(*_row(each), style="" if each.match.tested and each.match.live else "red")
    console.print(table)
    for cause, count in parity.causes.most_common():
        console.print(f"  {count:>5}  {cause}")
    console.print(
        f"{parity.same_entries} of {len(parity.compared)} entries in the same candle on the same "
        f"side: {parity.share:.1%}; {parity.outcome.times_real:,.0f} x real time"
    )


def _row(each: Compared) -> tuple[str, ...]:
    tested, live = each.match.tested, each.match.live
    known = tested or live
    assert known is not None
    prices = "/".join(f"{side.open_rate:g}" if side else "-" for side in (tested, live))
    ends = [_end(side) for side in (tested, live)]
    only = "" if tested and live else f"only {'backtest' if tested else 'live'}"
    return (
        known.pair,
        known.side,
        _moment(known.open_ms),
        prices,
        *ends,
        only or " + ".join(each.causes),
    )


def _end(trade: Traded | None) -> str:
    if trade is None:
        return "-"
    rate = f" at {trade.close_rate:g}" if trade.close_rate else ""
    return f"{_moment(trade.close_ms)} {trade.exit_reason}{rate}"


def _moment(ms: int | None) -> str:
    return (
        "open" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%m-%d %H:%M:%S")
    )
