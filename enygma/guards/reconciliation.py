"""The exchange against freqtrade's database, at the start and every so many seconds.

It does not wait when freqtrade found a position gone that it wanted to protect or to exit.

What differs once may be an order that fills this very second: freqtrade learns of it in its loop.
So the account is looked at before a loop, and once more after it if something differed. What
differs both times is real: it is told, remedied where that is safe, and shuts the gate for
entries until it is gone. A query that fails changes nothing but the age of what is known.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freqtrade.exceptions import FreqtradeException
from freqtrade.util import dt_ts

from enygma.exchange.account_state import AccountState
from enygma.exchange.intents import Purpose
from enygma.exchange.settings import ExchangeSettings
from enygma.guards.book import Book, knows_order, read_book
from enygma.guards.comparison import Comparison
from enygma.guards.difference import Difference, Kind
from enygma.guards.wallet_drift import WalletDrift

if TYPE_CHECKING:
    from enygma.guards.remedies import Remedies
    from enygma.guards.voice import Voice

logger = logging.getLogger(__name__)

WHO = "reconciliation"
AGE = "age of the account's state"
RETRY_MS = 10_000
"""After a look that failed."""

TOO_OLD = 3
"""After so many intervals without an answer entries pause."""

AT_ONCE = frozenset({Kind.UNKNOWN_POSITION, Kind.UNKNOWN_ORDER, Kind.SIDE_DIFFERS})
"""Kinds that no order on its way explains: entries pause at the first sight."""

Key = tuple[Kind, str, str, str]


@dataclass(frozen=True)
class Look:
    """One look at both sides."""

    account: AccountState
    book: Book
    differences: tuple[Difference, ...]


class Reconciliation:
    """Keeps the differences that stand, and the gate shut for them."""

    def __init__(self, bot: Any, voice: Voice, remedies: Remedies) -> None:
        self._bot = bot
        self._exchange = bot.exchange
        self._settings = ExchangeSettings.of(bot.config)
        self._voice = voice
        self._remedies = remedies
        self._drift = WalletDrift()
        self._pending: dict[Key, Difference] = {}
        self._standing: dict[Key, Difference] = {}
        self._due_ms = 0
        self._read_ms: int | None = None
        self._exchange.entry_gate.shut(AGE, "the account was not compared with the database yet")

    @property
    def standing(self) -> list[Difference]:
        """What differs, confirmed by two looks."""
        return list(self._standing.values())

    @property
    def interval_ms(self) -> int:
        """Milliseconds between two comparisons."""
        return int(self._settings.reconcile_s * 1000)

    def before_loop(self) -> None:
        """Look when it is time; what differs is confirmed or forgotten after the loop."""
        now_ms = dt_ts()
        if now_ms >= self._due_ms or self._is_hurried():
            self._due_ms = now_ms + self.interval_ms
            look = self._look()
            if look is None:
                self._due_ms = now_ms + min(self.interval_ms, RETRY_MS)
            else:
                self._pending = {each.key: each for each in look.differences}
                self._forget_what_is_gone()
        self._judge_age(now_ms)
        self._set_gate()

    def after_loop(self) -> None:
        """Look again if something differed, and act on what still does."""
        if not self._pending:
            return
        look = self._look()
        if look is None:
            self._due_ms = 0
            return
        confirmed = [each for each in look.differences if each.key in self._pending]
        self._pending = {}
        for difference in confirmed:
            self._stand(difference, look.account)
        self._set_gate()

    def _is_hurried(self) -> bool:
        """Whether freqtrade missed a position that nothing has been said about yet."""
        known = self._settings.ignored_pairs | {each.pair for each in self._standing.values()}
        return bool(self._exchange.take_vanished() - known)

    def _look(self) -> Look | None:
        try:
            self._exchange.resolve_intents()
            account = self._exchange.read_account()
        except FreqtradeException as error:
            logger.warning("The account could not be read, the last state stays: %s", error)
            return None
        book = read_book(self._exchange.lots_of)
        self._read_ms = account.read_ms
        comparison = Comparison(
            account, book, knows_order, self._settings.ignored_pairs, self._settings.hedged
        )
        found = [*comparison.differences(), *self._lost_entries()]
        if not found:
            # what is not booked yet would look like money that came or went
            drift = self._drift.judge(account, book, self._bot.config["stake_currency"])
            found = [drift] if drift else []
        return Look(account, book, tuple(found))

    def _lost_entries(self) -> Iterator[Difference]:
        """Entries that were accepted and that no trade holds, filled and closed again perhaps."""
        for record in self._exchange.intents.open_intents(Purpose.ENTRY):
            pair, order_id = record.intent.pair, record.order_id
            if order_id is not None and not knows_order(order_id, pair):
                text = f"order {order_id} for {record.intent.lots} lots was accepted"
                yield Difference(Kind.LOST_ENTRY, pair, record.intent.position_side, order_id, text)

    def _stand(self, difference: Difference, account: AccountState) -> None:
        is_news = difference.key not in self._standing
        remedy = self._remedies.apply(difference, account)
        if difference.kind is Kind.WALLET_DRIFT:
            self._drift.accept()
        if remedy.is_nothing:
            return
        if remedy.is_done:
            self._standing.pop(difference.key, None)
            self._due_ms = 0
            self._voice.warn(f"{difference}. {remedy.text}")
            return
        self._standing[difference.key] = difference
        if is_news:
            self._voice.warn(f"{difference}. {remedy.text} Entries pause until it is gone.")

    def _forget_what_is_gone(self) -> None:
        gone = [key for key in self._standing if key not in self._pending]
        for key in gone:
            self._voice.tell(f"Gone: {self._standing.pop(key)}")

    def _judge_age(self, now_ms: int) -> None:
        gate = self._exchange.entry_gate
        if self._read_ms is None:
            return
        age_ms = now_ms - self._read_ms
        if age_ms <= TOO_OLD * self.interval_ms:
            gate.open(AGE)
            return
        gate.shut(AGE, f"the exchange did not tell the account's state for {age_ms // 1000} s")

    def _set_gate(self) -> None:
        early = [each for key, each in self._pending.items() if each.kind in AT_ONCE]
        reasons = {each.key: str(each) for each in (*self._standing.values(), *early)}
        if reasons:
            self._exchange.entry_gate.shut(WHO, "; ".join(reasons.values()))
        else:
            self._exchange.entry_gate.open(WHO)
