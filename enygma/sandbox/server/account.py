"""The test account as a bot reads it before it trades: balance, no positions, fees, modes."""

from enygma.sandbox.server.day_statistics import day_statistics
from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.server.rate_limit import Pool

_SETTLEMENT = "USDT"
_SPOT_FEE = "0.001"
_ONE_WAY = 0


def api_key(call: Call) -> Json:
    """What the key that signed the call may do."""
    key = call.key
    if key is None:
        raise invalid_parameter("this endpoint describes the key that signed the call")
    return {
        "uid": key.uid,
        "subName": None,
        "remark": key.name,
        "apiKey": key.key,
        "apiVersion": key.version,
        "permission": ",".join(sorted(key.permissions)),
        "ipWhitelist": ",".join(sorted(key.ip_whitelist)),
        "createdAt": key.created_ms,
        "isMaster": True,
    }


def overview(call: Call) -> Json:
    """Balance of the account in one currency; only USDT has any."""
    currency = call.query.optional_text("currency") or "XBT"
    balance = call.venue.options.balance if currency == _SETTLEMENT else 0.0
    return {
        "accountEquity": balance,
        "unrealisedPNL": 0.0,
        "marginBalance": balance,
        "positionMargin": 0.0,
        "orderMargin": 0.0,
        "frozenFunds": 0.0,
        "availableBalance": balance,
        "currency": currency,
        "riskRatio": 0.0,
        "maxWithdrawAmount": balance,
    }


def no_positions(_call: Call) -> Json:
    """Open positions: none."""
    return []


def trade_fees(call: Call) -> Json:
    """Fees of a contract (`symbol`), or of spot symbols (`symbols`) as the spot host has it."""
    symbols = call.query.optional_text("symbols")
    if symbols is not None:
        return [
            {"symbol": each, "takerFeeRate": _SPOT_FEE, "makerFeeRate": _SPOT_FEE}
            for each in symbols.split(",")
        ]
    contract = call.contract()
    return {
        "symbol": contract.symbol,
        "takerFeeRate": str(contract.taker_fee),
        "makerFeeRate": str(contract.maker_fee),
    }


def margin_mode(call: Call) -> Json:
    """Margin mode of a contract: isolated."""
    return {"symbol": call.contract().symbol, "marginMode": "ISOLATED"}


def position_mode(_call: Call) -> Json:
    """Position mode of the account: one-way."""
    return {"positionMode": _ONE_WAY}


def high_frequency_opened(_call: Call) -> Json:
    """Whether the account trades spot on the high-frequency side: no."""
    return False


def account_mode(_call: Call) -> Json:
    """Whether the account is unified: no, classic."""
    return {"selfAccountMode": "CLASSIC"}


def platform_statistics(call: Call) -> Json:
    """Turnover of all contracts in 24 hours, in USDT; recorded to need a signature."""
    venue = call.venue
    days = [day_statistics(venue.market, each, call.now_ms) for each in venue.listed()]
    return {"turnoverOf24h": sum(day.turnover for day in days)}


ENDPOINTS = (
    signed("/api/v1/user/api-key", api_key, weight=20, pool=Pool.MANAGEMENT),
    signed("/api/v1/hf/accounts/opened", high_frequency_opened, weight=30, pool=Pool.SPOT),
    signed("/api/ua/v1/account/mode", account_mode, weight=30, pool=Pool.MANAGEMENT),
    signed("/api/v1/account-overview", overview, weight=5),
    signed("/api/v1/positions", no_positions, weight=2, permission="Futures"),
    signed("/api/v1/trade-fees", trade_fees, weight=3),
    signed("/api/v2/position/getMarginMode", margin_mode, weight=2, permission="Futures"),
    signed("/api/v2/position/getPositionMode", position_mode, weight=2, permission="Futures"),
    signed("/api/v1/trade-statistics", platform_statistics, weight=3),
)
