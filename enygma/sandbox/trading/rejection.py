"""What the exchange refuses, in KuCoin's codes and messages.

Codes and texts are those of KuCoin's table of futures error codes and of answers that users of
its API have reported. Where only the code is documented, the message says what is wrong.
"""

from decimal import Decimal


class Rejection(Exception):  # noqa: N818 - an answer of the exchange, not a failure of it
    """A request that is refused and changes nothing.

    `code` and `message` are what KuCoin's envelope carries as `code` and `msg`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def invalid_parameter(message: str) -> Rejection:
    """A parameter that is missing, malformed or off the contract's grid."""
    return Rejection("100001", message)


def unknown_contract() -> Rejection:
    """A symbol that is not listed."""
    return Rejection("100003", "Contract parameter invalid")


def order_not_found() -> Rejection:
    """An order id or clientOid that the account never used."""
    return Rejection("100001", "error.getOrder.orderNotExist")


def not_cancelable() -> Rejection:
    """An order that is done, or that never was."""
    return Rejection("100004", "The order cannot be canceled.")


def balance_insufficient(cost: Decimal) -> Rejection:
    """The free balance does not cover the margin and the fees of an order."""
    return Rejection("300003", f"Balance insufficient. The order would cost {cost:.10f}.")


def too_many_orders(limit: int, current: int) -> Rejection:
    """More resting orders of one contract than an account may have."""
    return Rejection(
        "300001", f"Active order quantity limit exceeded (limit: {limit}, current: {current})"
    )


def too_many_stops(limit: int, current: int) -> Rejection:
    """More untriggered stop orders of one contract than an account may have."""
    return Rejection(
        "300004", f"Stop order quantity limit exceeded (limit: {limit}, current: {current})"
    )


def risk_limit_exceeded(limit: int) -> Rejection:
    """Position and orders would be worth more than the risk-limit level allows."""
    return Rejection("300005", f"The order will exceed the maximum risk limit of {limit}.")


def no_contra_order() -> Rejection:
    """A market order that finds nothing to trade with."""
    return Rejection(
        "300008", "Unavailable to place the order, there's no contra order in the market."
    )


def nothing_to_close() -> Rejection:
    """A reduce-only or closing order without a position that it could reduce."""
    return Rejection("300009", "No open positions to close.")


def price_too_high(bound: Decimal) -> Rejection:
    """A buy above the price range."""
    return Rejection("300011", f"Order price cannot be higher than {bound}")


def price_too_low(bound: Decimal) -> Rejection:
    """A sell below the price range."""
    return Rejection("300012", f"Order price cannot be lower than {bound}")


def leverage_too_high(limit: int) -> Rejection:
    """More leverage than the risk-limit level allows."""
    return Rejection("300016", f"The leverage cannot be greater than {limit}.")


def client_oid_repeated() -> Rejection:
    """A clientOid that an accepted order already has."""
    return Rejection("300018", "clientOid parameter repeated")


def margin_mode_mismatch() -> Rejection:
    """An order in another margin mode than the contract is set to."""
    return Rejection(
        "330005",
        "The order's margin mode does not match the selected one. Please switch and try again.",
    )


def maximum_open_limit() -> Rejection:
    """A cross order that the account's margin does not carry."""
    return Rejection(
        "330008",
        "Your current margin and leverage have reached the maximum open limit. "
        "Please increase your margin or raise your leverage to open larger positions.",
    )


def position_mode_mismatch() -> Rejection:
    """A hedge order while the account is in one-way mode."""
    return Rejection(
        "330011",
        "The order's position mode does not match your selected mode. "
        "Please switch modes and try again.",
    )


def one_way_order_in_hedge_mode() -> Rejection:
    """A one-way order while the account is in hedge mode."""
    return Rejection(
        "330012",
        "Your order is in One-Way Mode, while your account is set to Hedge Mode. "
        "Update your settings so they match and try again.",
    )


def open_order_or_position() -> Rejection:
    """A mode that cannot be switched while orders or positions are open."""
    return Rejection("50002", "exist.order.or.position")


def risk_limit_balance() -> Rejection:
    """A change of the risk limit that the balance does not cover."""
    return Rejection("200005", "Insufficient balance.")


def risk_limit_unknown() -> Rejection:
    """A risk-limit level that the contract does not have."""
    return Rejection("100005", "contractRiskLimitNotExist")
