"""What KuCoin's error codes mean for an order, told before freqtrade draws conclusions.

ccxt maps some codes to classes on which freqtrade acts drastically. A stop refused as
`InvalidOrder` or `OrderNotFound` makes freqtrade close the trade at once, although the code may
say no more than "a parameter is wrong". `classify` therefore answers first.

Codes: KuCoin's documentation of futures error codes.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ccxt
from freqtrade.exceptions import (
    DDosProtection,
    InsufficientFundsError,
    InvalidOrderException,
    OperationalException,
    TemporaryError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class ParameterRefusedError(ccxt.ExchangeError):
    """KuCoin refused a parameter: nothing was placed, and nothing says that a trade is ill."""


class ModeMismatchError(ccxt.ExchangeError):
    """The account's margin or position mode is not the one the order was made for."""


PARAMETER_ERROR = "100001"
ORDER_PARAMETER_ERRORS = frozenset({PARAMETER_ERROR, "300000", "400", "400100", "400400"})
MODE_MISMATCHES = {
    "330005": "the contract's margin mode differs from the configured margin_mode",
    "330012": "the account is in hedge mode; set enygma.position_mode to hedge or switch it off",
}
ORDER_PATHS = ("/orders", "/orders/test", "/orders/multi", "/st-orders")

_ALWAYS: dict[str, type[ccxt.BaseError]] = {
    "100004": ccxt.InvalidOrder,  # not cancellable any more: fetch it instead of retrying
    "200002": ccxt.DDoSProtection,
    "200003": ccxt.BadSymbol,
    "1015": ccxt.DDoSProtection,
    "429000": ccxt.DDoSProtection,
}


def classify(
    code: str, message: str, method: str, url: str
) -> tuple[type[ccxt.BaseError], str] | None:
    """The class of error that an answer of KuCoin deserves, with a hint, or None for ccxt's own.

    Args:
        code: `code` of the answer's envelope.
        message: `msg` of the envelope.
        method: HTTP method of the request.
        url: Address of the request.
    """
    if code in MODE_MISMATCHES:
        return ModeMismatchError, MODE_MISMATCHES[code]
    if code == PARAMETER_ERROR and "notexist" in message.lower().replace(" ", ""):
        return ccxt.OrderNotFound, ""
    if code == PARAMETER_ERROR or (code in ORDER_PARAMETER_ERRORS and _places_order(method, url)):
        return ParameterRefusedError, "a parameter was refused, nothing was placed"
    if code in _ALWAYS:
        return _ALWAYS[code], ""
    return None


def _places_order(method: str, url: str) -> bool:
    return method == "POST" and url.split("?", 1)[0].endswith(ORDER_PATHS)


def quota_wait_ms(headers: Mapping[str, Any] | None) -> int | None:
    """Milliseconds until the pool of requests is refilled, if it is what ran out.

    KuCoin answers 429000 both when the pool is empty and when a server sheds load; only in the
    first case do the headers say that nothing remains.
    """
    named = {name.lower(): value for name, value in (headers or {}).items()}
    remaining = str(named.get("gw-ratelimit-remaining", ""))
    if not remaining.lstrip("-").isdigit() or int(remaining) > 0:
        return None
    reset = str(named.get("gw-ratelimit-reset", ""))
    return int(reset) if reset.isdigit() else 0


@contextmanager
def freqtrade_errors(action: str) -> Iterator[None]:
    """Raise what ccxt raises inside the block as the classes freqtrade acts on.

    Args:
        action: What was tried, to complete "Could not …".

    Raises:
        InsufficientFundsError: The account cannot pay for it.
        InvalidOrderException: The order itself is at fault.
        DDosProtection: Too many requests.
        TemporaryError: Everything else that may work later.
        OperationalException: ccxt itself is at fault.
    """
    try:
        yield
    except ccxt.InsufficientFunds as error:
        raise InsufficientFundsError(f"Insufficient funds to {action}. Message: {error}") from error
    except ccxt.InvalidOrder as error:
        raise InvalidOrderException(f"Could not {action}. Message: {error}") from error
    except ccxt.DDoSProtection as error:
        raise DDosProtection(f"Could not {action}. Message: {error}") from error
    except (ccxt.OperationFailed, ccxt.ExchangeError) as error:
        raise TemporaryError(
            f"Could not {action} due to {type(error).__name__}. Message: {error}"
        ) from error
    except ccxt.BaseError as error:
        raise OperationalException(f"Could not {action}. Message: {error}") from error
