"""Live trading starts only when somebody armed it, and a terminal confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from freqtrade.exceptions import OperationalException

from enygma.exchange.typed_word import has_terminal, is_typed

SWITCHES = {"BOT_MODE": "live", "LIVE_TRADING_ARMED": "true"}
"""Environment variables and the values that arm live trading."""

WORD = "live"
"""What has to be typed at a terminal."""

_SHOWN_DIGITS = 4
_SHOWN_PAIRS = 12

_confirmed: set[Engagement] = set()


@dataclass(frozen=True)
class Engagement:
    """What a live start would trade with.

    Attributes:
        address: Base address of the futures API.
        uid: The account's number, of which only the last digits are shown.
        pairs: Markets of the configuration; with other pairlists than the static one, more may
            follow.
        strategy: Name of the strategy.
        margin_mode: isolated or cross.
        position_mode: one-way or hedge.
    """

    address: str
    uid: str
    pairs: tuple[str, ...]
    strategy: str
    margin_mode: str
    position_mode: str

    def told(self, balance: str) -> str:
        """The engagement in lines for a terminal, with the account's `balance` as text."""
        pairs = ", ".join(self.pairs[:_SHOWN_PAIRS]) or "chosen by the pairlist"
        if len(self.pairs) > _SHOWN_PAIRS:
            pairs += f" and {len(self.pairs) - _SHOWN_PAIRS} more"
        return (
            "LIVE TRADING with real orders\n"
            f"  exchange  {self.address}\n"
            f"  account   …{self.uid[-_SHOWN_DIGITS:]}\n"
            f"  balance   {balance}\n"
            f"  pairs     {pairs}\n"
            f"  strategy  {self.strategy}\n"
            f"  margin    {self.margin_mode}, {self.position_mode}\n"
        )


def missing_switches(environ: Mapping[str, str]) -> list[str]:
    """The switches that are not set as `NAME=value`; empty when live trading is armed."""
    return [
        f"{name}={value}"
        for name, value in SWITCHES.items()
        if environ.get(name, "").strip().lower() != value
    ]


def require_armed(environ: Mapping[str, str]) -> None:
    """Refuse a live start that nobody armed.

    Raises:
        OperationalException: It names the switches that are missing.
    """
    missing = missing_switches(environ)
    if not missing:
        return
    raise OperationalException(
        "Live trading is not armed, nothing was sent to the exchange. To trade with real orders "
        f"set {' and '.join(missing)} in the environment (`make live` sets BOT_MODE), or use "
        "paper money: freqtrade trade --dry-run"
    )


def require_confirmation(engagement: Engagement, balance: str) -> None:
    """Ask at the terminal, if there is one, once per process and engagement.

    Without a terminal (a service, a container) the switches alone count. A reload of the
    configuration asks again only when something of the engagement changed.

    Raises:
        OperationalException: Something else than the word was typed, or nothing.
    """
    if engagement in _confirmed or not has_terminal():
        return
    prompt = f"\n{engagement.told(balance)}Type {WORD} to start, anything else ends: "
    if not is_typed(WORD, prompt):
        raise OperationalException("Live trading was not confirmed. Nothing was traded.")
    _confirmed.add(engagement)
