"""The signed half of the API: orders, positions, margin and money of the key's account."""

from enygma.sandbox.server.endpoint import Endpoint
from enygma.sandbox.server.private import (
    account,
    fills,
    funding_paid,
    isolated_margin,
    modes,
    money,
    order_cancels,
    order_entry,
    order_queries,
    positions,
    risk_limits,
    transfers,
)

PRIVATE_ENDPOINTS: tuple[Endpoint, ...] = (
    *account.ENDPOINTS,
    *money.ENDPOINTS,
    *order_entry.ENDPOINTS,
    *order_cancels.ENDPOINTS,
    *order_queries.ENDPOINTS,
    *fills.ENDPOINTS,
    *positions.ENDPOINTS,
    *modes.ENDPOINTS,
    *isolated_margin.ENDPOINTS,
    *risk_limits.ENDPOINTS,
    *funding_paid.ENDPOINTS,
    *transfers.ENDPOINTS,
)
