"""Sending an order once, whatever happens to the answer."""

from __future__ import annotations

import logging
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ccxt
from freqtrade.exceptions import DependencyException, ExchangeError, TemporaryError
from freqtrade.exchange import Exchange
from freqtrade.util import dt_ts

from enygma.exchange.booked_orders import is_booked
from enygma.exchange.bot_lock import claim
from enygma.exchange.errors import (
    ClientOidRepeatedError,
    freqtrade_errors,
    is_outcome_unknown,
)
from enygma.exchange.intent_journal import IntentJournal, journal_path
from enygma.exchange.intents import ClientOids, Intent, IntentRecord, IntentState, Purpose
from enygma.exchange.live_start import is_live

if TYPE_CHECKING:
    from collections.abc import Callable

    from enygma.exchange.entry_gate import EntryGate
    from enygma.exchange.traffic import Traffic

logger = logging.getLogger(__name__)

PAUSES_S = (0.2, 0.5, 1.0)
"""Before each time KuCoin is asked for an order that may just be on its way into its books."""

SENDS = 3
"""How often one intent is sent at most; always with the same `clientOid`."""

STALE_MS = 15_000
"""KuCoin refuses requests signed more than 5 s ago, so what is unknown to it now stays unknown."""


class UnresolvedOrderError(TemporaryError):
    """Whether KuCoin accepted an order is not known yet; the journal of intents keeps it."""


class Submission(Exchange):
    """Places orders so that one intent becomes at most one order.

    After a timeout, a network fault, a 5xx or an unreadable answer nothing is sent again before
    KuCoin was asked for the `clientOid`. What stays unknown stays in the journal, and comes
    first when the next order for the pair is placed.
    """

    entry_gate: EntryGate
    traffic: Traffic

    def additional_exchange_init(self) -> None:
        """Read the journal before anything is traded, and tell what it leaves to be done.

        Raises:
            OperationalException: The journal is damaged, or another process trades by it.
        """
        super().additional_exchange_init()
        if not is_live(self._config):
            return
        claim(journal_path(self._config))
        if left := self.intents.open_intents():
            logger.info("%d orders of an earlier run are to be looked into.", len(left))

    @cached_property
    def intents(self) -> IntentJournal:
        """The journal of this bot, read when it is first needed.

        Raises:
            OperationalException: It is damaged.
        """
        return IntentJournal(journal_path(self._config))

    @cached_property
    def _client_oids(self) -> ClientOids:
        return ClientOids(self.intents.run)

    def new_client_oid(self, purpose: Purpose) -> str:
        """A `clientOid` for a new intent."""
        return self._client_oids.next(purpose, dt_ts())

    def submit(self, intent: Intent, send: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Send an order once and answer with it; at least its id is known then.

        Args:
            intent: What is sent, with the `clientOid` that `send` sends.
            send: Sends it, by a call of ccxt that may raise.

        Raises:
            InsufficientFundsError, InvalidOrderException, TemporaryError: see `freqtrade_errors`;
                nothing was placed.
            UnresolvedOrderError: Whether it was placed is not known.
            DependencyException: The intent of an entry could not be written down, so the entry
                was not sent.
        """
        self._write_down(intent)
        with freqtrade_errors(f"place {intent}"), self.traffic.order():
            placed = self._send_until_known(intent, send)
        self.intents.accept(intent.client_oid, str(placed["id"]), dt_ts())
        return placed

    def _write_down(self, intent: Intent) -> None:
        try:
            self.intents.begin(intent)
        except OSError as error:
            if intent.purpose is Purpose.ENTRY:
                raise DependencyException(
                    f"The entry for {intent.pair} is not sent: the journal of orders "
                    f"{self.intents.path} cannot be written ({error})."
                ) from error
            logger.exception("The journal of orders cannot be written; the order is sent anyway.")
            self.intents.remember(intent)

    def _send_until_known(
        self, intent: Intent, send: Callable[[], dict[str, Any]]
    ) -> dict[str, Any]:
        for _ in range(SENDS):
            placed, cause = self._send_once(intent, send)
            if placed is None:
                placed = self._insist(intent, cause)
            if placed is not None:
                return placed
            if intent.purpose is Purpose.ENTRY and self.entry_gate.reasons():
                # something began to speak against entries while this one was under way
                break
            logger.warning("KuCoin does not have %s: sending it again.", intent.client_oid)
        raise self._unresolved(intent) from cause

    def _send_once(
        self, intent: Intent, send: Callable[[], dict[str, Any]]
    ) -> tuple[dict[str, Any] | None, Exception | None]:
        """Send one copy; without an order in the answer, what is known of the reason."""
        try:
            placed = send()
        except ClientOidRepeatedError as error:
            # one of the copies before was accepted after all
            return None, error
        except ccxt.BaseError as error:
            if not is_outcome_unknown(error):
                self.intents.refuse(intent.client_oid, str(error))
                raise
            return None, error
        return (placed, None) if placed.get("id") else (None, None)

    def _insist(self, intent: Intent, cause: Exception | None) -> dict[str, Any] | None:
        """Ask for the order of an intent a few times; None if KuCoin keeps saying there is none.

        Raises:
            UnresolvedOrderError: It could not be asked, or it contradicts itself: it has accepted
                the `clientOid` before but does not show the order.
        """
        absent = False
        for pause_s in PAUSES_S:
            time.sleep(pause_s)
            try:
                found = self._ask(intent)
            except ExchangeError as error:
                logger.warning("Could not ask for %s: %s", intent.client_oid, error)
                absent = False
                continue
            if found is not None:
                return found
            absent = True
        if not absent or isinstance(cause, ClientOidRepeatedError):
            raise self._unresolved(intent) from cause
        return None

    def _ask(self, intent: Intent) -> dict[str, Any] | None:
        """The order of an intent as KuCoin has it, None if it has none."""
        with freqtrade_errors(f"ask for order {intent.client_oid}"):
            try:
                found: dict[str, Any] = self._api.fetch_order(
                    None, intent.pair, {"clientOid": intent.client_oid}
                )
            except ccxt.OrderNotFound:
                return None
        if not found.get("id"):
            return None
        if (found["symbol"], found["side"]) != (intent.pair, intent.side):
            raise TemporaryError(
                f"KuCoin's order {found['id']} carries {intent.client_oid} but is another one."
            )
        return found

    def resolve_intents(self, pair: str | None = None) -> list[IntentRecord]:
        """Ask KuCoin about the pending intents, and answer with all that are open afterwards.

        An intent that KuCoin does not know is dropped once its request could no longer be
        accepted. One that cannot be asked about stays pending.
        """
        for record in self.intents.open_intents(pair=pair):
            if record.state is not IntentState.PENDING:
                continue
            try:
                self._resolve(record.intent)
            except ExchangeError as error:
                logger.warning("%s is still unresolved: %s", record.intent.client_oid, error)
        return self.intents.open_intents(pair=pair)

    def _resolve(self, intent: Intent) -> None:
        found = self._ask(intent)
        if found is not None:
            self.intents.accept(intent.client_oid, str(found["id"]), dt_ts())
            logger.info("Order %s of %s was accepted.", found["id"], intent.client_oid)
        elif dt_ts() - intent.created_ms > STALE_MS:
            self.intents.refuse(intent.client_oid, "KuCoin has no such order")

    def require_resolved(self, pair: str, *purposes: Purpose) -> None:
        """Resolve what is pending for a pair.

        Raises:
            UnresolvedOrderError: An intent with one of the purposes still is, so another order
                of that kind may not be placed yet.
        """
        for record in self.resolve_intents(pair):
            if record.state is IntentState.PENDING and record.intent.purpose in purposes:
                raise self._unresolved(record.intent)

    def settle_known_intents(self, pair: str | None = None) -> None:
        """Close the intents of entries and exits whose orders freqtrade's database holds."""
        for record in self.intents.open_intents(pair=pair):
            if record.intent.purpose is Purpose.STOP or record.order_id is None:
                continue
            if is_booked(record.order_id, record.intent.pair):
                self.intents.note_known(record.intent.client_oid)

    def _unresolved(self, intent: Intent) -> UnresolvedOrderError:
        return UnresolvedOrderError(
            f"Whether KuCoin accepted {intent} is not known. It is asked for {intent.client_oid} "
            "again before the next order."
        )
