"""The state of a sandbox in a file: what an exchange must remember when its process ends."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from enygma.sandbox.market import Market, NoPriceError
from enygma.sandbox.market.shock import Shock
from enygma.sandbox.server.auth import ApiKey
from enygma.sandbox.trading import StateError

__all__ = ["SavedState", "StateError", "StateFile", "parsed", "prices_of"]

FORMAT = 1
_ENVELOPE = {"code", "data"}


@dataclass(frozen=True, slots=True)
class SavedState:
    """Everything of a sandbox at `saved_ms` but the market itself.

    `prices` are the last prices of the market's contracts at that moment, before any shock: by
    them it is recognised again. `exchange` is what `Exchange.snapshot` returned.
    """

    format: int
    saved_ms: int
    prices: dict[str, float]
    shocks: list[Shock]
    keys: list[ApiKey]
    exchange: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Dicts, lists, strings and numbers."""
        dumped: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return dumped

    def check(self, market: Market, now_ms: int) -> None:
        """Raises StateError unless the state can go on on `market` at `now_ms`."""
        if now_ms < self.saved_ms:
            raise StateError(
                f"it was saved {(self.saved_ms - now_ms) / 60_000:.0f} minutes ahead of the "
                "exchange's time, which cannot go back: start at its time with --start"
            )
        here = prices_of(market, self.saved_ms)
        missing = sorted(set(self.prices) - set(here))
        if missing:
            raise StateError(f"it has {', '.join(missing)}, which this market does not list")
        for symbol, price in self.prices.items():
            if here[symbol] != price:
                raise StateError(
                    f"it belongs to another market: {symbol} stood at {price} there and at "
                    f"{here[symbol]} here; use the --seed or --data it was saved with"
                )


_ADAPTER = TypeAdapter(SavedState)


def parsed(text: bytes) -> SavedState:
    """The state that `text` holds, bare or in the envelope of the control API.

    Raises StateError when it holds none.
    """
    try:
        data = json.loads(text)
        if isinstance(data, dict) and set(data) == _ENVELOPE:
            data = data["data"]
        state = _ADAPTER.validate_python(data)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"]) or "the top"
        raise StateError(f"{problem['msg']} at {place}") from None
    except ValueError as error:
        raise StateError(str(error)) from None
    if state.format != FORMAT:
        raise StateError(f"format {state.format}, this is {FORMAT}")
    return state


def prices_of(market: Market, moment_ms: int) -> dict[str, float]:
    """The last price of every contract that has one at `moment_ms`."""
    found = {}
    for contract in market.contracts:
        try:
            found[contract.symbol] = market.prices(contract.symbol, moment_ms).last
        except NoPriceError:
            continue
    return found


class StateFile:
    """A file that holds a `SavedState`. A file that cannot be read is never written over."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> SavedState | None:
        """The saved state, None when there is no file yet.
        Raises StateError for a file that holds none, or without a folder that it could be saved
        in; OSError when it cannot be opened.
        """
        if not self.path.exists():
            if not self.path.parent.is_dir():
                raise StateError(f"there is no folder {self.path.parent} to keep the state in")
            return None
        try:
            return parsed(self.path.read_bytes())
        except StateError as error:
            raise StateError(
                f"{self.path} holds no state of a sandbox ({error}): it is left as it is, "
                "move it away or name another --state"
            ) from None

    def save(self, state: SavedState) -> None:
        """Replace the file by `state` in one step: whoever reads it finds the old or the new.

        Raises OSError, which leaves the old one.
        """
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                # It holds the secrets of keys.
                beside.chmod(0o600)
                file.write(_ADAPTER.dump_json(state))
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
