"""Money that leaves or enters the account, and sub-accounts: what a sandbox has no place for."""

from enygma.sandbox.server.body import parse_body
from enygma.sandbox.server.endpoint import Call, signed, signed_post
from enygma.sandbox.server.envelope import ApiError, Json
from enygma.sandbox.server.private.paging import Page
from enygma.sandbox.server.rate_limit import Pool

_WITHDRAWAL = "Withdrawal"


def transfer_in(call: Call) -> Json:
    """Refused: there is no funding account from which money could come."""
    body = parse_body(call.body)
    body.text("currency")
    body.decimal("amount")
    raise ApiError("400100", "account.available.amount")


def transfer_out(call: Call) -> Json:
    """Refused: there is no funding account to which money could go."""
    body = parse_body(call.body)
    body.text("currency")
    body.decimal("amount")
    raise ApiError("260210", "withdraw.disabled")


def no_transfers(call: Call) -> Json:
    """Transfers out of the futures account: none."""
    return Page.asked(call.query).of((), lambda row: row)


def withdraw(_call: Call) -> Json:
    """Refused: no coin leaves the sandbox."""
    raise ApiError("260210", "withdraw.disabled")


def no_sub_accounts(call: Call) -> Json:
    """Sub-accounts: none; another account of the sandbox is another key."""
    return Page.asked(call.query, size=10, largest=100).of((), lambda row: row)


ENDPOINTS = (
    signed_post("/api/v1/transfer-in", transfer_in, 20, Pool.MANAGEMENT),
    signed_post("/api/v3/transfer-out", transfer_out, 20, Pool.MANAGEMENT),
    signed("/api/v1/transfer-list", no_transfers, 20, Pool.MANAGEMENT),
    signed_post("/api/v3/withdrawals", withdraw, 5, Pool.MANAGEMENT, _WITHDRAWAL),
    signed("/api/v2/sub/user", no_sub_accounts, 20, Pool.MANAGEMENT),
)
