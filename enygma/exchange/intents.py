"""What the bot wants an order to do, written down before the order is sent.

An order has one intent and one intent has one `clientOid`, which travels with every copy of the
request. KuCoin refuses a `clientOid` it has accepted before, so a repeated request cannot place a
second order, and it can be asked for the order of a `clientOid` when an answer was lost.

The journal of intents (`enygma.exchange.intent_journal`) survives the process. What is open in it
is what freqtrade's database may not know:

- `IntentState.PENDING`: sent, perhaps; whether KuCoin accepted it is not known.
- `IntentState.ACCEPTED`: an order with `order_id` exists or existed, and nobody has said yet that
  freqtrade's database holds it (entries, exits) or that it has ended (stops).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import count
from typing import Any

CLIENT_OID_PREFIX = "ey"
"""How the `clientOid` of every order of this plugin begins."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Purpose(StrEnum):
    """What an order is for."""

    ENTRY = "entry"
    EXIT = "exit"
    STOP = "stop"


class IntentState(StrEnum):
    """How far an intent has come."""

    PENDING = "pending"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Intent:
    """One order as it was meant.

    Attributes:
        client_oid: KuCoin's `clientOid`, at most 40 of its allowed characters.
        purpose: Entry, exit or stop.
        pair: freqtrade's name of the market.
        side: `buy` or `sell`, of the order itself.
        order_type: `limit` or `market`.
        lots: Size in contracts.
        leverage: Leverage that the order names.
        margin_mode: `isolated` or `cross`.
        created_ms: When it was decided, in Unix milliseconds.
        price: Limit price, if the order has one.
        reference_price: The price on which the decision was made.
        stop_price: The trigger of a stop; of an entry, that of the stop attached to it.
        stop_price_type: KuCoin's name of the price that triggers: TP, MP or IP.
    """

    client_oid: str
    purpose: Purpose
    pair: str
    side: str
    order_type: str
    lots: int
    leverage: int
    margin_mode: str
    created_ms: int
    price: float | None = None
    reference_price: float | None = None
    stop_price: float | None = None
    stop_price_type: str | None = None

    def __str__(self) -> str:
        price = "at the market" if self.price is None else f"at {self.price}"
        stop = "" if self.stop_price is None else f", stop {self.stop_price}"
        return (
            f"the {self.purpose} order of {self.pair} ({self.side} {self.lots} lots {price}, "
            f"leverage {self.leverage}{stop})"
        )

    @property
    def has_attached_stop(self) -> bool:
        """Whether it is an entry that carries a stop."""
        return self.purpose is Purpose.ENTRY and self.stop_price is not None

    @property
    def is_short(self) -> bool:
        """Whether the position that it opens, reduces or protects is a short one."""
        return (self.side == "sell") == (self.purpose is Purpose.ENTRY)

    @property
    def exit_side(self) -> str:
        """The side of an order that would reduce that position."""
        return "buy" if self.is_short else "sell"

    @property
    def position_side(self) -> str:
        """`long` or `short`, of that position."""
        return "short" if self.is_short else "long"

    def to_json(self) -> dict[str, Any]:
        """The fields, for the journal."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Intent:
        """Read what `to_json` wrote.

        Raises:
            TypeError, ValueError, KeyError: The fields are not those of an intent.
        """
        return cls(**{**fields, "purpose": Purpose(fields["purpose"])})


@dataclass(frozen=True)
class IntentRecord:
    """An intent and what became of it.

    Attributes:
        intent: What was meant.
        state: How far it came.
        order_id: KuCoin's id, once the order was accepted.
        accepted_ms: When the bot learnt of that, in Unix milliseconds.
        told: Whether freqtrade was given this order as the answer to one of its calls.
        known: Whether freqtrade's database holds the order; kept for the stop attached to it.
    """

    intent: Intent
    state: IntentState = IntentState.PENDING
    order_id: str | None = None
    accepted_ms: int | None = None
    told: bool = False
    known: bool = False


class ClientOids:
    """Makes a `clientOid` per intent: purpose, time, the process and a counter within it.

    With a clock that stands still, as in a simulation, a restarted bot would repeat the names of
    the one before, so `run` numbers the processes that have used a journal.
    """

    def __init__(self, run: int) -> None:
        self._run = base36(run)
        self._counter = count()

    def next(self, purpose: Purpose, now_ms: int) -> str:
        """A fresh one, such as `ey-entry-mk2p9x1c-1-0`."""
        number = base36(next(self._counter))
        return f"{CLIENT_OID_PREFIX}-{purpose.value}-{base36(now_ms)}-{self._run}-{number}"


def is_ours(client_oid: object) -> bool:
    """Whether an order carries a `clientOid` that this plugin made."""
    return isinstance(client_oid, str) and client_oid.startswith(f"{CLIENT_OID_PREFIX}-")


def base36(number: int) -> str:
    """A number of zero or more, written in digits and letters.

    Raises:
        ValueError: The number is negative.
    """
    if number < 0:
        raise ValueError(f"{number} is negative")
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
        if number == 0:
            return digits
