"""Contracts: the list with their prices and limits, one of them, and the risk-limit ladder."""

from enygma.sandbox.market import Contract, FundingOutlook, Prices
from enygma.sandbox.server.day_statistics import DayStatistics, day_statistics
from enygma.sandbox.server.endpoint import Call, public
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import decimals, rounded
from enygma.sandbox.server.venue import Venue

_LARGEST_PRICE = 1_000_000.0
_ORDER_PRICE_RANGE = 0.05  # limit prices may be 5 % off the mark price
_CROSS_RISK_LIMIT = 1.5e9
_SOURCES = ("okex", "binance", "kucoin", "bybit", "gateio")
_INTEREST_SPANS_A_DAY = 3

# Constants of KuCoin's cross-margin maintenance formula, as recorded for XBTUSDTM.
_CROSS_FORMULA = {"k": 490.0, "m": 300.0, "f": 1.3, "mmrLimit": 0.3}
_ABSENT = {
    "expireDate": None,
    "settleDate": None,
    "settlementFee": None,
    "predictedFundingFeeRate": None,
    "adjustK": None,
    "adjustM": None,
    "adjustMmrLevConstant": None,
    "adjustActiveTime": None,
    "preMarketToPerpDate": None,
    "subMarketType": None,
}


def describe(venue: Venue, contract: Contract) -> dict[str, Json]:
    """Everything `contracts/active` says of one contract at the venue's present instant."""
    now_ms = venue.now_ms()
    prices = venue.market.prices(contract.symbol, now_ms)
    outlook = venue.market.predicted_funding(contract.symbol, now_ms)
    day = day_statistics(venue.market, contract, now_ms)
    return (
        _identity(venue, contract)
        | _terms(contract)
        | _risk(contract)
        | _funding(contract, outlook, now_ms)
        | _day(contract, day)
        | _prices(contract, prices)
        | _ABSENT
    )


def _identity(venue: Venue, contract: Contract) -> dict[str, Json]:
    base = contract.base_currency
    return {
        "symbol": contract.symbol,
        "displaySymbol": contract.symbol,
        "rootSymbol": contract.quote_currency,
        "type": "FFWCSX",  # KuCoin's name of a perpetual
        "firstOpenDate": venue.market.span(contract.symbol)[0],
        "baseCurrency": base,
        "displayBaseCurrency": base,
        "quoteCurrency": contract.quote_currency,
        "settleCurrency": contract.quote_currency,
        "indexSymbol": f".K{base}{contract.quote_currency}",
        "settlementSymbol": "",
        "sourceExchanges": _SOURCES,
        "premiumsSymbol1M": f".{contract.symbol}PI",
        "premiumsSymbol8H": f".{contract.symbol}PI8H",
        "fundingBaseSymbol": f".{base}INT8H",
        "fundingQuoteSymbol": f".{contract.quote_currency}INT8H",
        "fundingBaseSymbol1M": f".{base}INT",
        "fundingQuoteSymbol1M": f".{contract.quote_currency}INT",
        "fundingRateSymbol": f".{contract.symbol}FPI8H",
        "marketType": "CRYPTO",
        "assetClass": "CRYPTO",
    }


def _terms(contract: Contract) -> dict[str, Json]:
    return {
        "status": "Open",
        "marketStage": "NORMAL",
        "isDeleverage": True,
        "isQuanto": True,
        "isInverse": False,
        "markMethod": "FairPrice",
        "fairMethod": "FundingRate",
        "maxOrderQty": contract.max_order_lots,
        "marketMaxOrderQty": contract.max_order_lots,
        "maxPrice": _LARGEST_PRICE,
        "lotSize": contract.lot_size,
        "tickSize": float(contract.tick_size),
        "indexPriceTickSize": float(contract.index_tick_size),
        "multiplier": float(contract.multiplier),
        "makerFeeRate": float(contract.maker_fee),
        "takerFeeRate": float(contract.taker_fee),
        "takerFixFee": 0.0,
        "makerFixFee": 0.0,
        "orderPriceRange": _ORDER_PRICE_RANGE,
    }


def _risk(contract: Contract) -> dict[str, Json]:
    return {
        "initialMargin": float(contract.initial_margin),
        "maintainMargin": float(contract.maintain_margin),
        "maxRiskLimit": contract.first_risk_limit,
        "minRiskLimit": contract.first_risk_limit,
        "riskStep": contract.first_risk_limit // 2,
        "maxLeverage": contract.max_leverage,
        "mmrLevConstant": float(contract.max_leverage),
        "supportCross": True,
        "crossRiskLimit": _CROSS_RISK_LIMIT,
    } | _CROSS_FORMULA


def _funding(contract: Contract, outlook: FundingOutlook, now_ms: int) -> dict[str, Json]:
    interval_ms = contract.funding_interval_ms
    return {
        "fundingFeeRate": rounded(outlook.predicted_rate, 6),
        "lastTimeFundingRate": rounded(outlook.settled_rate, 6),
        "dailyInterestRate": float(contract.interest_rate * _INTEREST_SPANS_A_DAY),
        "fundingRateGranularity": interval_ms,
        "currentFundingRateGranularity": interval_ms,
        "effectiveFundingRateCycleStartTime": outlook.settled_ms,
        "fundingRateCap": float(contract.funding_cap),
        "fundingRateFloor": float(-contract.funding_cap),
        "period": 1,
        "nextFundingRateTime": outlook.next_ms - now_ms,
        "nextFundingRateDateTime": outlook.next_ms,
    }


def _day(contract: Contract, day: DayStatistics) -> dict[str, Json]:
    digits = decimals(contract.tick_size)
    return {
        # An invented figure of a believable size: as many lots are held as a day turns over.
        "openInterest": str(day.lots),
        "turnoverOf24h": rounded(day.turnover, 4),
        "volumeOf24h": rounded(day.volume, 8),
        "lowPrice": rounded(day.low, digits),
        "highPrice": rounded(day.high, digits),
        "priceChg": rounded(day.change, digits),
        "priceChgPct": rounded(day.change_fraction, 4),
    }


def _prices(contract: Contract, prices: Prices) -> dict[str, Json]:
    index_digits = decimals(contract.index_tick_size)
    return {
        "markPrice": rounded(prices.mark, index_digits),
        "indexPrice": rounded(prices.index, index_digits),
        "lastTradePrice": rounded(prices.last, decimals(contract.tick_size)),
        "buyLimit": _limit(contract, prices.mark, 1 + _ORDER_PRICE_RANGE),
        "sellLimit": _limit(contract, prices.mark, 1 - _ORDER_PRICE_RANGE),
    }


def _limit(contract: Contract, mark: float, factor: float) -> float:
    ticks = round(mark * factor / float(contract.tick_size))
    return float(ticks * contract.tick_size)


def active(call: Call) -> Json:
    """Every contract that is listed by now."""
    return [describe(call.venue, contract) for contract in call.venue.listed()]


def one(call: Call) -> Json:
    """One contract."""
    return describe(call.venue, call.contract())


def risk_limits(call: Call) -> Json:
    """The risk-limit ladder of a contract: notional limits, leverage and margins."""
    contract = call.contract()
    return [
        {
            "symbol": contract.symbol,
            "level": level.level,
            "maxRiskLimit": level.max_risk_limit,
            "minRiskLimit": level.min_risk_limit,
            "maxLeverage": level.max_leverage,
            "initialMargin": float(level.initial_margin),
            "maintainMargin": float(level.maintain_margin),
        }
        for level in contract.risk_limits
    ]


ENDPOINTS = (
    public("/api/v1/contracts/active", active, weight=3),
    public("/api/v1/contracts/risk-limit/{symbol}", risk_limits, weight=5),
    public("/api/v1/contracts/{symbol}", one, weight=3),
)
