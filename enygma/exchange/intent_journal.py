"""The append-only journal of intents: what was sent, before it is sent.

A line is written and forced to the disk before the order leaves, so a bot that is killed at any
moment finds in it every order that KuCoin may hold. After a restart:

- `open_intents()` names every intent whose order freqtrade's database may lack;
- `Submission.resolve_intents()` (`enygma.exchange.submission`) asks KuCoin about the pending ones;
- `settle(client_oid)` closes one, after freqtrade's database holds the order, or after it is
  known that there is none. Intents of orders that the database holds are settled by themselves.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any

from freqtrade.exceptions import OperationalException

from enygma.exchange.intents import Intent, IntentRecord, IntentState, Purpose

logger = logging.getLogger(__name__)

LINES_BEFORE_COMPACTION = 2000
SQLITE = "sqlite:///"


class IntentJournal:
    """Intents of one bot, in memory and in a file of JSON lines.

    Raises:
        OperationalException: The file cannot be read or written, or a line in it is damaged. A
            damaged last line is what a crash during a write leaves: its order was never sent, it
            is dropped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._records: dict[str, IntentRecord] = {}
        self._runs = 0
        self._has_started = False
        lines = self._read()
        if len(lines) > LINES_BEFORE_COMPACTION:
            self._compact()

    @property
    def run(self) -> int:
        """The number of this process among those that have sent orders by this journal."""
        return self._runs + 1

    def begin(self, intent: Intent) -> None:
        """Write down an intent that is about to be sent.

        Raises:
            OSError: It could not be written; an entry must not be sent then.
        """
        with self._lock:
            if not self._has_started:
                self._append({"event": "start", "run": self.run})
                self._has_started = True
            self._append({"event": "begin", "intent": intent.to_json()}, is_forced=True)
            self._records[intent.client_oid] = IntentRecord(intent)

    def remember(self, intent: Intent) -> None:
        """Keep an intent in memory alone: what protects a position must not wait for a disk."""
        with self._lock:
            self._records[intent.client_oid] = IntentRecord(intent)

    def accept(self, client_oid: str, order_id: str, now_ms: int) -> None:
        """KuCoin holds an order of this intent."""
        event = {"event": "accept", "client_oid": client_oid, "order_id": order_id, "ms": now_ms}
        self._apply(event)

    def refuse(self, client_oid: str, reason: str) -> None:
        """There is no order of this intent and there will be none."""
        self._apply({"event": "refuse", "client_oid": client_oid, "reason": reason[:300]})

    def tell(self, client_oid: str) -> None:
        """freqtrade is given the order as an answer; whether it was saved is another matter."""
        with self._lock:
            record = self._records.get(client_oid)
            if record is not None:
                self._records[client_oid] = replace(record, told=True)

    def note_known(self, client_oid: str) -> None:
        """freqtrade's database holds the order; only a stop attached to it is still of interest."""
        self._apply({"event": "known", "client_oid": client_oid})

    def detach(self, client_oid: str) -> None:
        """The stop attached to an entry is gone, or there never was a position for it."""
        self._apply({"event": "detach", "client_oid": client_oid})

    def settle(self, client_oid: str) -> None:
        """Nothing is left to be done about this intent, apart from a stop attached to it."""
        record = self._records.get(client_oid)
        if record is None:
            return
        attached = record.order_id is not None and record.intent.has_attached_stop
        self._apply({"event": "known" if attached else "settle", "client_oid": client_oid})

    def open_intents(
        self, purpose: Purpose | None = None, pair: str | None = None
    ) -> list[IntentRecord]:
        """Intents whose orders freqtrade's database may lack, and stops that have not ended.

        Oldest first; `purpose` and `pair` narrow them down.
        """
        return [each for each in self._all(purpose, pair) if not each.known]

    def attached_stops(self, pair: str | None = None) -> list[IntentRecord]:
        """Accepted entries whose attached stop may still wait on the exchange, oldest first."""
        return [
            each
            for each in self._all(Purpose.ENTRY, pair)
            if each.order_id is not None and each.intent.stop_price is not None
        ]

    def _all(self, purpose: Purpose | None, pair: str | None) -> list[IntentRecord]:
        with self._lock:
            return [
                each
                for each in self._records.values()
                if purpose in (None, each.intent.purpose) and pair in (None, each.intent.pair)
            ]

    def of_order(self, order_id: str) -> IntentRecord | None:
        """The intent of one of KuCoin's orders, if it is still open."""
        with self._lock:
            return next(
                (each for each in self._records.values() if each.order_id == order_id), None
            )

    def of_client_oid(self, client_oid: str) -> IntentRecord | None:
        """The intent with this `clientOid`, if it is still open."""
        return self._records.get(client_oid)

    def _apply(self, event: dict[str, Any]) -> None:
        with self._lock:
            self._change(event)
            try:
                self._append(event)
            except OSError:
                # the order stands as it does, whatever the disk says; a restart asks KuCoin again
                logger.exception("The journal of intents %s cannot be written.", self.path)

    def _change(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "start":
            self._runs = int(event["run"])
            return
        if event["event"] == "begin":
            intent = Intent.from_json(event["intent"])
            self._records[intent.client_oid] = IntentRecord(intent)
            return
        client_oid = event["client_oid"]
        record = self._records.get(client_oid)
        if record is None:
            return
        changed = _after(record, event)
        if changed is None:
            del self._records[client_oid]
        else:
            self._records[client_oid] = changed

    def _append(self, event: dict[str, Any], is_forced: bool = False) -> None:
        """Write a line; only what precedes an order has to survive a fault of the machine.

        Raises:
            OSError: It could not be written, and no part of it is left: the next line would go
                on behind it, and nobody could read either.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = (json.dumps(event, separators=(",", ":")) + "\n").encode()
        with self.path.open("ab", buffering=0) as file:
            end = file.tell()
            try:
                while line:
                    # a disk that is nearly full takes a part and refuses the rest
                    line = line[file.write(line) :]
                if is_forced:
                    os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise

    def _read(self) -> list[str]:
        try:
            text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(f"it cannot be read: {error}") from error
        lines = text.splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                self._change(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                if number == len(lines) and not text.endswith("\n"):
                    logger.warning("The last line of %s was cut off and is dropped.", self.path)
                    self._compact()
                    break
                raise self._unreadable(f"line {number} is damaged ({error})") from error
        return lines

    def _compact(self) -> None:
        """Write the open intents to a fresh file that takes the place of the old one at once.

        Raises:
            OperationalException: It cannot be written; the old file is as it was.
        """
        fresh = self.path.with_suffix(self.path.suffix + ".new")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                for event in self._events():
                    file.write(json.dumps(event, separators=(",", ":")) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise OperationalException(
                f"The journal of orders {self.path} cannot be written anew ({error}). Make room, "
                "or give this user the right to write there."
            ) from error

    def _events(self) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = [{"event": "start", "run": self._runs}]
        for name, record in self._records.items():
            events.append({"event": "begin", "intent": record.intent.to_json()})
            if record.order_id is not None:
                accepted = {"order_id": record.order_id, "ms": record.accepted_ms}
                events.append({"event": "accept", "client_oid": name, **accepted})
            if record.known:
                events.append({"event": "known", "client_oid": name})
        return events

    def _unreadable(self, reason: str) -> OperationalException:
        return OperationalException(
            f"The journal of orders {self.path} is unusable: {reason}. It says which orders the "
            "exchange may hold that the database lacks. Compare positions and orders on the "
            "exchange with the database, then move the file away and start again."
        )


def _after(record: IntentRecord, event: Mapping[str, Any]) -> IntentRecord | None:
    """A record after an event, None if it needs no keeping any more.

    Raises:
        ValueError: There is no such event.
    """
    match event["event"]:
        case "accept":
            order_id, accepted_ms = str(event["order_id"]), int(event["ms"])
            return replace(
                record, state=IntentState.ACCEPTED, order_id=order_id, accepted_ms=accepted_ms
            )
        case "known":
            return replace(record, known=True) if record.intent.has_attached_stop else None
        case "detach":
            bare = replace(record.intent, stop_price=None)
            return None if record.known else replace(record, intent=bare)
        case "refuse" | "settle":
            return None
        case other:
            raise ValueError(f"unknown event {other!r}")


def journal_path(config: Mapping[str, Any]) -> Path:
    """Where a bot's journal lies: beside its database file, else in its user directory."""
    url = str(config.get("db_url") or "")
    if url.startswith(SQLITE) and url != SQLITE:
        database = Path(url.removeprefix(SQLITE))
        return database.with_name(f"{database.name}.intents.jsonl")
    name = sha256(url.encode()).hexdigest()[:8]
    return Path(config["user_data_dir"]) / f"intents-{name}.jsonl"
