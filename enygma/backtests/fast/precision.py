"""Prices and amounts on the exchange's grid: those asked for again are looked up."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from functools import lru_cache
from math import isnan
from typing import Any

from ccxt import ROUND, ROUND_DOWN, ROUND_UP, TICK_SIZE
from freqtrade.exchange import exchange_utils

from enygma.backtests.fast.costs import EXACT, NUMBERS, decimal
from enygma.backtests.fast.piece import Piece, Place
from enygma.backtests.fast.upstream import Upstream

_UTILS = "freqtrade.exchange.exchange_utils"
_price = exchange_utils.price_to_precision
_amount = exchange_utils.amount_to_contract_precision
_DECIMALS = 14
"""To which freqtrade rounds what it moved to the grid."""
_KEPT = 16_384

_contracts = exchange_utils.contracts_to_amount
_kept_contracts = lru_cache(_KEPT, typed=True)(_contracts)
_rounded_price = lru_cache(_KEPT, typed=True)(_price)
_rounded_amount = lru_cache(_KEPT, typed=True)(_amount)


def price_to_precision(
    price: Any,
    price_precision: Any,
    precisionMode: Any,  # noqa: N803 - freqtrade names it
    *,
    rounding_mode: int = ROUND,
) -> Any:
    """`price_to_precision` of freqtrade."""
    if not (type(price) in NUMBERS and type(price_precision) in NUMBERS):
        return _price(price, price_precision, precisionMode, rounding_mode=rounding_mode)
    if precisionMode == TICK_SIZE and rounding_mode in (ROUND_UP, ROUND_DOWN) and price > 0:
        try:
            return _on_tick(price, price_precision, rounding_mode)
        except (DecimalException, ValueError):
            pass
    return _rounded_price(price, price_precision, precisionMode, rounding_mode=rounding_mode)


def _on_tick(price: float, tick: float, rounding_mode: int) -> float:
    exact, step = decimal(price), decimal(tick)
    missing = EXACT.remainder(exact, step)
    if missing == 0:
        return price
    below: Decimal = EXACT.subtract(exact, missing)
    reached = EXACT.add(below, step) if rounding_mode == ROUND_UP else below
    return round(float(reached), _DECIMALS)


def amount_to_contract_precision(
    amount: Any,
    amount_precision: Any,
    precisionMode: Any,  # noqa: N803 - freqtrade names it
    contract_size: Any,
) -> Any:
    """`amount_to_contract_precision` of freqtrade."""
    if type(amount) not in NUMBERS or isnan(amount):
        return _amount(amount, amount_precision, precisionMode, contract_size)
    return _rounded_amount(amount, amount_precision, precisionMode, contract_size)


def contracts_to_amount(num_contracts: Any, contract_size: Any) -> Any:
    """`contracts_to_amount` of freqtrade: limits of a market are asked for on every candle."""
    if type(num_contracts) not in NUMBERS or isnan(num_contracts):
        return _contracts(num_contracts, contract_size)
    return _kept_contracts(num_contracts, contract_size)


_OTHER_PLACES = (
    (module, name, replacement)
    for module in ("freqtrade.persistence.trade_model", "freqtrade.optimize.backtesting")
    for name, replacement in (
        ("price_to_precision", price_to_precision),
        ("amount_to_contract_precision", amount_to_contract_precision),
    )
)

PIECE = Piece(
    "precision",
    (
        Place("freqtrade.exchange.exchange:", "contracts_to_amount", contracts_to_amount),
        *(Place(f"{module}:", name, replacement) for module, name, replacement in _OTHER_PLACES),
    ),
    (
        Upstream(f"{_UTILS}:price_to_precision", "4d4c19fec63e09b1"),
        Upstream(f"{_UTILS}:amount_to_contract_precision", "434cb247b614f5c3"),
        Upstream(f"{_UTILS}:amount_to_contracts", "01011dcebdb71706"),
        Upstream(f"{_UTILS}:contracts_to_amount", "72a7cf3a8e52b226"),
        Upstream(f"{_UTILS}:amount_to_precision", "7fb9bf668176816a"),
        Upstream("ccxt.base.precise:Precise", "b32d060bc3c7ecbe"),
    ),
)
