"""Whether a search begins in the compiled model, and with how many epochs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from freqtrade.exceptions import OperationalException

SECTION, KEY = "enygma", "prescreen"


def epochs_to_screen(config: Mapping[str, Any]) -> int:
    """How many sets of parameters the model looks at; 0 (the default) for none.

    Raises OperationalException for anything else than a whole number, or where numba is missing.
    """
    asked = (config.get(SECTION) or {}).get(KEY, 0)
    if isinstance(asked, bool) or not isinstance(asked, int) or asked < 0:
        raise OperationalException(
            f"'{SECTION}.{KEY}' is {asked!r}: write how many sets of parameters the compiled model "
            "is to look at before freqtrade runs the best of them, or 0 for none."
        )
    if asked and find_spec("numba") is None:
        raise OperationalException(
            f"'{SECTION}.{KEY}' needs numba, which is not installed. "
            "Install it with: pip install 'enygma[hyperopt]'"
        )
    return asked
