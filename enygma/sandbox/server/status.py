"""Time and status of the service, the currencies, and the spot lists that stay empty here."""

from enygma.sandbox.faults import Maintenance
from enygma.sandbox.server.endpoint import Call, public, signed, unified
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.rate_limit import Pool

_PRECISION = 8


def timestamp(call: Call) -> Json:
    """The exchange's time in Unix milliseconds."""
    return call.venue.told_ms()


def status(call: Call) -> Json:
    """Whether the service is open."""
    state, message = _state(call)
    return {"msg": message, "status": state}


def unified_status(call: Call) -> Json:
    """The unified form of `status`."""
    trade_type = call.query.choice("tradeType", ("SPOT", "FUTURES"))
    state, message = _state(call)
    return {"tradeType": trade_type, "serverStatus": state, "msg": message}


def _state(call: Call) -> tuple[str, str]:
    spell = call.venue.faults.spell(Maintenance)
    return ("open", "") if spell is None else (spell.condition.status, spell.condition.message)


def currencies(call: Call) -> Json:
    """Every currency that a contract is based on or settled in."""
    contracts = call.venue.market.contracts
    codes = {each.base_currency for each in contracts} | {each.quote_currency for each in contracts}
    return [_currency(code) for code in sorted(codes)]


def _currency(code: str) -> dict[str, Json]:
    # No coin leaves the sandbox: the one chain takes neither deposits nor withdrawals.
    return {
        "currency": code,
        "name": code,
        "fullName": code,
        "precision": _PRECISION,
        "confirms": None,
        "contractAddress": None,
        "isMarginEnabled": False,
        "isDebitEnabled": False,
        "chains": [
            {
                "chainName": code,
                "chainId": code.lower(),
                "withdrawalMinSize": "0",
                "depositMinSize": None,
                "withdrawFeeRate": "0",
                "withdrawalMinFee": "0",
                "isWithdrawEnabled": False,
                "isDepositEnabled": False,
                "confirms": 1,
                "preConfirms": 1,
                "withdrawPrecision": _PRECISION,
                "maxWithdraw": None,
                "maxDeposit": None,
                "needTag": False,
                "contractAddress": "",
            }
        ],
    }


def no_spot_symbols(_call: Call) -> Json:
    """Spot markets: none."""
    return []


def no_spot_tickers(call: Call) -> Json:
    """Spot tickers: none."""
    return {"time": call.now_ms, "ticker": []}


def no_margin_symbols(call: Call) -> Json:
    """Cross-margin spot markets: none."""
    return {"timestamp": call.now_ms, "items": []}


ENDPOINTS = (
    public("/api/v1/timestamp", timestamp, weight=2),
    public("/api/v1/status", status, weight=4),
    unified("/api/ua/v1/server/status", unified_status, weight=3),
    public("/api/v3/currencies", currencies, weight=3),
    public("/api/v2/symbols", no_spot_symbols, weight=4),
    public("/api/v1/market/allTickers", no_spot_tickers, weight=15),
    signed("/api/v3/margin/symbols", no_margin_symbols, weight=3, pool=Pool.SPOT),
    signed("/api/v1/isolated/symbols", no_spot_symbols, weight=3, pool=Pool.SPOT),
)
