"""The balance of the account and what moved it."""

from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.private.paging import slide
from enygma.sandbox.server.private.span import Span
from enygma.sandbox.trading import LedgerEntry, Wallet

_SETTLEMENT = "USDT"
_DEFAULT_CURRENCY = "XBT"
_ENTRY_TYPES = {
    "realisedpnl": "RealisedPNL",
    "realizedpnl": "RealisedPNL",
    "deposit": "Deposit",
    "withdrawal": "Withdrawal",
    "transferin": "TransferIn",
    "transferout": "TransferOut",
}
_ROWS, _MOST_ROWS = 50, 1000


def overview(call: Call) -> Json:
    """Balance of the account in one currency; only USDT has any."""
    currency = call.query.optional_text("currency") or _DEFAULT_CURRENCY
    return _row(call.exchange.overview(call.uid, currency))


def overview_of_all(call: Call) -> Json:
    """Balances of the account and its sub-accounts; here each account is a master of its own."""
    currency = call.query.optional_text("currency") or _DEFAULT_CURRENCY
    row = _row(call.exchange.overview(call.uid, currency))
    summed = (
        "accountEquity",
        "unrealisedPNL",
        "marginBalance",
        "positionMargin",
        "orderMargin",
        "frozenFunds",
        "availableBalance",
    )
    return {
        "summary": {f"{name}Total": row[name] for name in summed} | {"currency": currency},
        "accounts": [{"accountName": "main"} | {name: row[name] for name in (*summed, "currency")}],
    }


def transactions(call: Call) -> Json:
    """What changed the balance: realised results, transfers; newest first."""
    query = call.query
    start_ms, end_ms = query.window("startAt", "endAt", call.now_ms)
    span = Span(start_ms or 0, end_ms)
    currency = query.optional_text("currency") or _SETTLEMENT
    wanted = query.optional_text("type")
    kind = None if wanted is None else _ENTRY_TYPES.get(wanted.lower(), wanted)
    entries = [
        each
        for each in call.exchange.ledger(call.uid)
        if currency == _SETTLEMENT and each.ms in span and kind in {None, each.type}
    ]
    return slide(query, entries, lambda entry: entry.offset, _entry_row, _ROWS, _MOST_ROWS)


def _row(wallet: Wallet) -> dict[str, Json]:
    return {
        "accountEquity": float(wallet.equity),
        "unrealisedPNL": float(wallet.unrealised),
        "marginBalance": float(wallet.balance),
        "positionMargin": float(wallet.position_margin),
        "orderMargin": float(wallet.order_margin),
        "frozenFunds": 0.0,
        "availableBalance": float(wallet.available),
        "currency": wallet.currency,
        "riskRatio": float(wallet.risk_ratio),
        "maxWithdrawAmount": float(wallet.max_withdraw),
    }


def _entry_row(entry: LedgerEntry) -> Json:
    return {
        "time": entry.ms,
        "type": entry.type,
        "amount": float(entry.amount),
        "fee": float(entry.fee),
        "accountEquity": float(entry.equity),
        "status": "Completed",
        "remark": entry.remark,
        "offset": entry.offset,
        "currency": _SETTLEMENT,
    }


ENDPOINTS = (
    signed("/api/v1/account-overview", overview, weight=5, permission="Futures"),
    signed("/api/v1/account-overview-all", overview_of_all, weight=6),
    signed("/api/v1/transaction-history", transactions, weight=2),
)
