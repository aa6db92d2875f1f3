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


class ClientOidRepeatedError(ccxt.ExchangeError):
    """KuCoin has accepted an order with this `clientOid` before: nothing new was placed."""


class NoPositionError(ccxt.ExchangeError):
    """There is no position that the order could reduce: nothing was placed."""


PARAMETER_ERROR = "100001"
ORDER_PARAMETER_ERRORS = frozenset({PARAMETER_ERROR, "300000", "400", "400100", "400400"})
UNKNOWN_OUTCOMES = frozenset({"408000", "500", "500000", "503"})
"""Codes after which the order may have been accepted: timeouts and faults of KuCoin's servers."""

MODE_MISMATCHES = {
    "330005": "the contract's margin mode differs from the configured margin_mode",
    "330011": "the account is in another position mode than enygma.position_mode",
    "330012": "the account is in hedge mode; set enygma.position_mode to hedge or switch it off",
}
HTTP_SERVER_ERROR = 500
ORDER_PATHS = ("/orders", "/orders/test", "/orders/multi", "/st-orders")

_ALWAYS: dict[str, type[ccxt.BaseError]] = {
    "100004": ccxt.InvalidOrder,  # not cancellable any more: fetch it instead of retrying
    "300009": NoPositionError,
    "300018": ClientOidRepeatedError,
    "408000": ccxt.RequestTimeout,
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
    if code == "400100" and "available.amount" in message:
        return ccxt.InsufficientFunds, ""
    if code == PARAMETER_ERROR and "notexist" in message.lower().replace(" ", ""):
        return ccxt.OrderNotFound, ""
    if code == PARAMETER_ERROR or (code in ORDER_PARAMETER_ERRORS and _places_order(method, url)):
        return ParameterRefusedError, "a parameter was refused, nothing was placed"
    if code in _ALWAYS:
        return _ALWAYS[code], ""
    return None


def _places_order(method: str, url: str) -> bool:
    return method == "POST" and url.split("?", 1)[0].endswith(ORDER_PATHS)


def note_refusal(error: ccxt.BaseError, status: int, answer: object) -> None:
    """Note on an error whether KuCoin has answered that it did not do what was asked.

    Args:
        error: What ccxt raised for an answer.
        status: HTTP status of the answer.
        answer: The decoded body.
    """
    code = str(answer.get("code")) if isinstance(answer, dict) else ""
    error.is_refusal = bool(code) and status < HTTP_SERVER_ERROR and code not in UNKNOWN_OUTCOMES


def is_outcome_unknown(error: ccxt.BaseError) -> bool:
    """Whether the request that failed with this error may have been carried out.

    True for timeouts, network faults, 5xx and answers that cannot be read; False once KuCoin
    refused, and for what ccxt refuses before anything is sent.
    """
    if getattr(error, "is_refusal", False):
        return False
    return isinstance(error, ccxt.OperationFailed) or type(error) is ccxt.ExchangeError


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
def complete_answer(subject: str) -> Iterator[None]:
    """Raise what is missing in an answer that is read inside the block as ccxt's error.

    Args:
        subject: What the answer is about.

    Raises:
        ccxt.BadResponse: A field is missing, or holds nothing that could be meant.
    """
    try:
        yield
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise ccxt.BadResponse(
            f"The exchange's answer about {subject} is incomplete: {error!r}"
        ) from error


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
