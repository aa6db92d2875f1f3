"""Closing everything an account has open, and saying truthfully what is left."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import ccxt
from freqtrade.exceptions import FreqtradeException
from freqtrade.util import dt_ts

from enygma.exchange.account_state import AccountState, LiveOrder, OpenPosition, read_account
from enygma.exchange.closing import cancel_order, close_position
from enygma.exchange.connection import key_refused
from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.intents import ClientOids, Purpose

PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0)
"""Before each look but the first. A position that is still open after the last one is left."""

DONE = "done"
RUNS = 36**6


@dataclass(frozen=True)
class Step:
    """One thing that was tried.

    Attributes:
        what: The action with its market.
        result: `done`, or why it failed.
    """

    what: str
    result: str


@dataclass
class Outcome:
    """What was done and what is left.

    Attributes:
        steps: Everything that was tried, in order.
        account: The state after the last action, None if it could not be read.
        left: What is still open by that state.
    """

    steps: list[Step] = field(default_factory=list)
    account: AccountState | None = None
    left: list[str] = field(default_factory=list)

    @property
    def is_flat(self) -> bool:
        """Whether it is known that nothing is left."""
        return self.account is not None and not self.left


class Flattening:
    """Cancels entries, closes positions, and cancels their stops once the positions are gone.

    Args:
        api: A ccxt object with keys.
        currency: The settle currency.
        symbols: KuCoin's names of the contracts to flatten; None for all.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        api: Any,
        currency: str,
        symbols: frozenset[str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api = api
        self._currency = currency
        self._symbols = symbols
        self._sleep = sleep
        # no journal numbers this run: a random number keeps its names from any other run's
        self._client_oids = ClientOids(secrets.randbelow(RUNS))
        self.outcome = Outcome()
        self._is_key_refused = False

    def run(self) -> Outcome:
        """Look, act, and look again until nothing is left or patience ends.

        A key that is refused is refused the next time, too: whoever waits for this has to know.
        """
        for pause_s in (0.0, *PAUSES_S):
            self._sleep(pause_s)
            account = self._look()
            if self._is_key_refused or (account is not None and not self._act(account)):
                break
        else:
            self._look()
        return self.outcome

    def _look(self) -> AccountState | None:
        outcome = self.outcome
        try:
            account = read_account(self._api, self._currency)
        except FreqtradeException as error:
            outcome.account = None
            self._is_key_refused = isinstance(error.__cause__, ccxt.AuthenticationError)
            outcome.steps.append(Step("read the account", _reason(error)))
            return None
        outcome.account = account
        outcome.left = [
            *(_named(each) for each in self._chosen(account.positions)),
            *(_named_order(each) for each in self._chosen(account.orders)),
        ]
        return account

    def _act(self, account: AccountState) -> bool:
        """Do what this state asks for; whether there was anything to do."""
        held = {each.symbol for each in account.positions}
        orders = [
            each
            for each in self._chosen(account.orders)
            if not each.reduces or each.symbol not in held
        ]
        positions = list(self._chosen(account.positions))
        for order in orders:
            self._attempt(f"cancel {_named_order(order)}", lambda each=order: self._cancel(each))
        for position in positions:
            self._attempt(f"close {_named(position)}", lambda each=position: self._close(each))
        return bool(orders or positions)

    def _cancel(self, order: LiveOrder) -> None:
        cancel_order(self._api, order)

    def _close(self, position: OpenPosition) -> None:
        close_position(self._api, position, self._client_oids.next(Purpose.EXIT, dt_ts()))

    def _attempt(self, what: str, act: Any) -> None:
        try:
            with freqtrade_errors(what):
                act()
        except FreqtradeException as error:
            self.outcome.steps.append(Step(what, _reason(error)))
        else:
            self.outcome.steps.append(Step(what, DONE))

    def _chosen(self, items: Iterable[Any]) -> list[Any]:
        return [each for each in items if self._symbols is None or each.symbol in self._symbols]


def symbol_of(market: str) -> str:
    """KuCoin's name of a contract, from freqtrade's name of the pair or from itself.

    KuCoin calls Bitcoin XBT, and ends the names of perpetual contracts with M.
    """
    if "/" not in market:
        return market
    base, rest = market.split("/", 1)
    return f"{'XBT' if base == 'BTC' else base}{rest.split(':', 1)[0]}M"


def _reason(error: FreqtradeException) -> str:
    cause = error.__cause__
    if isinstance(cause, ccxt.AuthenticationError):
        return key_refused(cause)
    if isinstance(cause, ccxt.NetworkError):
        # the class says what happened; the text is but an address, with a proxy's page perhaps
        return f"{type(cause).__name__}: {str(cause).split('<', 1)[0].strip()}"
    return str(cause) if isinstance(cause, ccxt.BaseError) else str(error)


def _named(position: OpenPosition) -> str:
    return f"position {position.pair} {position.side} {position.lots} lots"


def _named_order(order: LiveOrder) -> str:
    kind = "stop" if order.stop else "order"
    return f"{kind} {order.pair} {order.side} {order.lots} lots ({order.id})"
