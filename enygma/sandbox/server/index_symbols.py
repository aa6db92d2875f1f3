"""KuCoin's names of the series behind a contract: index, premium, interest, funding."""

from dataclasses import dataclass
from enum import StrEnum

from enygma.sandbox.market import Contract
from enygma.sandbox.server.envelope import ApiError
from enygma.sandbox.server.venue import Venue


class Series(StrEnum):
    """What a symbol that starts with a dot, or a suffix of the unified API, stands for."""

    TRADE = "trade"
    MARK = "mark"
    INDEX = "index"
    PREMIUM = "premium"
    INTEREST = "interest"


@dataclass(frozen=True, slots=True)
class SeriesSymbol:
    """A symbol taken apart: whose it is and what it shows."""

    symbol: str
    contract: Contract
    series: Series


def _names(contract: Contract) -> dict[str, Series]:
    base, quote = contract.base_currency, contract.quote_currency
    return {
        contract.symbol: Series.TRADE,
        f".K{base}{quote}": Series.INDEX,
        f".{contract.symbol}PI": Series.PREMIUM,
        f".{contract.symbol}PI8H": Series.PREMIUM,
        f".{base}INT": Series.INTEREST,
        f".{base}INT8H": Series.INTEREST,
        f".{quote}INT": Series.INTEREST,
        f".{quote}INT8H": Series.INTEREST,
    }


_SUFFIXES = {
    "-mark-price": Series.MARK,
    "-index-price": Series.INDEX,
    "-premium-index": Series.PREMIUM,
}


def resolve(venue: Venue, symbol: str, unknown: ApiError) -> SeriesSymbol:
    """Take apart a symbol of the classic API, e.g. ".KXBTUSDT". Raises `unknown`."""
    for contract in venue.listed():
        series = _names(contract).get(symbol)
        if series is not None:
            return SeriesSymbol(symbol, contract, series)
    raise unknown


def resolve_suffixed(venue: Venue, symbol: str, unknown: ApiError) -> SeriesSymbol:
    """Take apart a symbol of the unified API, e.g. "XBTUSDTM-mark-price". Raises `unknown`."""
    for suffix, series in _SUFFIXES.items():
        if symbol.endswith(suffix):
            contract = resolve(venue, symbol.removesuffix(suffix), unknown).contract
            return SeriesSymbol(symbol, contract, series)
    return resolve(venue, symbol, unknown)
