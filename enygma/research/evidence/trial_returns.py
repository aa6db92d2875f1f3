"""Daily returns of many trials, kept beside the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from enygma.research.refusal import LedgerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from enygma.research.evidence.ledger import Ledger

FOLDER = "trials"


def store_returns(ledger: Ledger, digest: str, returns: NDArray[np.float64]) -> str:
    """Write daily returns of shape (days, trials); the name that a ledger's entry refers to.

    32-bit floats, compressed: a year of 500 trials that rarely trade takes well below a megabyte.
    """
    name = f"{FOLDER}/{digest}.npz"
    path = ledger.path.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part.npz")
    np.savez_compressed(temporary, returns=returns.astype(np.float32))
    temporary.replace(path)
    return name


def load_returns(ledger: Ledger, name: str) -> NDArray[np.float64]:
    """Daily returns that `store_returns` wrote. Raises `LedgerError` where they are gone."""
    path: Path = ledger.path.parent / name
    try:
        with np.load(path) as stored:
            return np.asarray(stored["returns"], dtype=np.float64)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise LedgerError(
            f"the ledger {ledger.path} refers to {path}, which cannot be read: {error}"
        ) from error
