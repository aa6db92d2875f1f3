"""Whether the money adds up."""

from decimal import Decimal

from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.money import ZERO
from enygma.sandbox.trading.settlement import equity


def balance(floor: Floor) -> Decimal:
    """Equity of all accounts, fees, insurance and the market's own result, less what came in.

    Every amount is exact, so that anything but 0 is a mistake.
    """
    accounts = sum((equity(floor, each) for each in floor.accounts.values()), ZERO)
    entered = sum((each.external for each in floor.accounts.values()), ZERO)
    house = floor.house
    return accounts + house.fees + house.insurance + _market(floor) - entered


def _market(floor: Floor) -> Decimal:
    """What the market won (lost) against the accounts: its cash and its lots at the mark price."""
    worth = floor.house.cash
    for symbol, lots in floor.house.lots.items():
        if lots:
            mark = floor.quote(symbol).mark
            worth += lots * floor.market.contract(symbol).multiplier * mark
    return worth
