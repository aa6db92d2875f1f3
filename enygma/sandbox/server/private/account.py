"""The account as a bot reads it before it trades: the key, the balance, the fees."""

from enygma.sandbox.server.day_statistics import day_statistics
from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.rate_limit import Pool

_SPOT_FEE = "0.001"


def api_key(call: Call) -> Json:
    """What the key that signed the call may do."""
    key = call.signer
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


def trade_fees(call: Call) -> Json:
    """Fees of a contract (`symbol`), or of spot symbols (`symbols`) as the spot host has it."""
    symbols = call.query.optional_text("symbols")
    if symbols is not None:
        return [
            {"symbol": each, "takerFeeRate": _SPOT_FEE, "makerFeeRate": _SPOT_FEE}
            for each in symbols.split(",")
        ]
    symbol = call.contract().symbol
    maker, taker = call.exchange.fee_rates(call.uid, symbol)
    return {"symbol": symbol, "takerFeeRate": plain(taker), "makerFeeRate": plain(maker)}


def base_fee(_call: Call) -> Json:
    """Fees of spot markets."""
    return {"takerFeeRate": _SPOT_FEE, "makerFeeRate": _SPOT_FEE}


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
    signed("/api/v1/trade-fees", trade_fees, weight=3),
    signed("/api/v1/base-fee", base_fee, weight=3, pool=Pool.SPOT),
    signed("/api/v1/trade-statistics", platform_statistics, weight=3),
)
