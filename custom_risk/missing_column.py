"""A column that a strategy names for risk, and that its candles do not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from freqtrade.exceptions import OperationalException

from custom_risk.settings.wording import likeliest
from custom_risk.signal_reader import REGIME


class MissingColumnError(OperationalException, ValueError):
    """The message names the column, its field and the columns that there are.

    As an `OperationalException` it ends a backtest with one line. A running bot takes it as a
    `ValueError` of the strategy: it warns, and has no analysed candles to trade on.
    """


def require_columns(named: Mapping[str, str], there: Iterable[str], pair: str) -> None:
    """See to it that the candles of a pair have every column that is named for a field.

    Raises
    ------
    MissingColumnError
        If one is not there: each entry that needs it would be refused.
    """
    columns = list(there)
    for field, column in named.items():
        if column not in columns:
            attribute = "risk_regime_column" if field == REGIME else "risk_columns"
            raise MissingColumnError(
                f"{attribute}: the analysed candles of {pair} have no column {column!r} for the "
                f"field {field}, only {', '.join(columns)}{likeliest(column, columns)}"
            )
