"""The last gate an entry passes on its way out: while anything speaks against entries, it is shut.

Exits and stops never pass through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from freqtrade.enums import TradingMode
from freqtrade.exceptions import DependencyException
from freqtrade.exchange import Exchange

from enygma.exchange.kill_switch import KillState, KillSwitch


class EntryGate:
    """Who has shut the gate, and why."""

    def __init__(self, kill_switch: KillSwitch) -> None:
        self.kill_switch = kill_switch
        self._shut_by: dict[str, str] = {}

    def shut(self, who: str, reason: str) -> None:
        """Let no entry pass until the same `who` opens again; a new reason replaces the old."""
        self._shut_by[who] = reason

    def open(self, who: str) -> None:
        """Take back what `who` said against entries."""
        self._shut_by.pop(who, None)

    @property
    def shut_by(self) -> Mapping[str, str]:
        """Reasons by who gave them, without the kill switch."""
        return MappingProxyType(self._shut_by)

    def reasons(self) -> list[str]:
        """Everything that speaks against an entry now; empty when it may pass."""
        killed = self.kill_switch.read() is not KillState.OFF
        return [*([self.kill_switch.told()] if killed else []), *self._shut_by.values()]

    def require_open(self, pair: str) -> None:
        """Refuse an entry while something speaks against it.

        Raises:
            DependencyException: All the reasons; freqtrade drops the entry and goes on.
        """
        reasons = self.reasons()
        if reasons:
            raise DependencyException(f"No entry in {pair}: {'; '.join(reasons)}.")


class GatedEntries(Exchange):
    """Orders of a futures account or of its simulation; entries ask the gate."""

    entry_gate: EntryGate

    def create_order(
        self,
        *,
        pair: str,
        reduceOnly: bool = False,  # noqa: N803 - freqtrade's name
        **order: Any,
    ) -> dict[str, Any]:
        """Place an order; one that does not only reduce has to find the gate open.

        Raises:
            DependencyException: see `EntryGate.require_open`.
        """
        if not reduceOnly and self.trading_mode == TradingMode.FUTURES:
            self.entry_gate.require_open(pair)
        placed: dict[str, Any] = super().create_order(pair=pair, reduceOnly=reduceOnly, **order)
        return placed
