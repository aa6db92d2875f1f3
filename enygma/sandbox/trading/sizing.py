"""How many lots an order asks for, whichever unit it is written in."""

from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.trading.rejection import invalid_parameter
from enygma.sandbox.trading.request import OrderRequest


def lots_of(request: OrderRequest, contract: Contract, price: Decimal) -> int:
    """Lots of a request; `price` (USDT per base unit) values one that is written in USDT.

    Raises Rejection 100001 for none, several, or a size off the contract's grid.
    """
    given = [each for each in (request.lots, request.qty, request.value_qty) if each is not None]
    if len(given) != 1:
        raise invalid_parameter("Please fill in one of size, qty and valueQty.")
    lots = _lots(request, contract, price)
    if lots < contract.lot_size:
        raise invalid_parameter(f"The quantity is less than the minimum: {contract.lot_size}")
    if lots % contract.lot_size:
        raise invalid_parameter(f"The quantity must be a multiple of {contract.lot_size}")
    if lots > contract.max_order_lots:
        raise invalid_parameter(
            f"The quantity is greater than the maximum: {contract.max_order_lots}"
        )
    return lots


def _lots(request: OrderRequest, contract: Contract, price: Decimal) -> int:
    if request.lots is not None:
        return request.lots
    if request.qty is not None:
        _check_amount("qty", request.qty, contract.max_order_lots * contract.multiplier)
        if request.qty % contract.multiplier:
            raise invalid_parameter(f"The qty must be a multiple of {contract.multiplier}")
        return int(request.qty / contract.multiplier)
    if request.value_qty is None:
        raise invalid_parameter("Quantity parameter cannot be empty.")
    most = contract.max_order_lots * contract.multiplier * price
    _check_amount("valueQty", request.value_qty, most)
    return int(request.value_qty / (price * contract.multiplier))


def _check_amount(name: str, amount: Decimal, most: Decimal) -> None:
    if not amount.is_finite() or amount <= 0:
        raise invalid_parameter(f"{name} parameter invalid.")
    if amount > most:
        raise invalid_parameter(f"The {name} is greater than the maximum: {most:f}")
