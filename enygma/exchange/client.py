"""ccxt's KuCoin classes with what a futures bot needs different.

freqtrade builds its three ccxt objects (synchronous, asynchronous, WebSocket) itself, by name.
`adopt` gives such an object one of the classes below, which add no state of their own.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import ccxt
import ccxt.pro

from enygma.exchange.contracts import parsable_contracts
from enygma.exchange.errors import classify, note_refusal, quota_wait_ms

if TYPE_CHECKING:
    from enygma.exchange.traffic import Traffic

SUCCESS = range(200, 300)
"""HTTP status codes of requests that went well."""

WITHOUT_MARGIN_TOKENS = {"marginables": False}


class _Answers(ccxt.Exchange):
    """How answers are read, the same for the synchronous and the asynchronous class."""

    def handle_errors(
        self,
        code: int,
        reason: str,
        url: str,
        method: str,
        headers: Any,
        body: str,
        response: Any,
        requestHeaders: Any,  # noqa: N803 - ccxt's names
        requestBody: Any,  # noqa: N803 - ccxt's names
    ) -> Any:
        """Raise what a code means for an order, before ccxt's own table is asked.

        Raises:
            ccxt.BaseError: The class that `enygma.exchange.errors.classify` says.
        """
        try:
            if isinstance(response, dict):
                self._raise_classified(response, method, url, headers, body)
            if code in SUCCESS and not isinstance(response, dict):
                # a proxy's or a portal's page: ccxt would hand its text on as if it were an answer
                raise ccxt.BadResponse(f"{self.id} {method} {url} {code} is no answer of KuCoin's")
            return super().handle_errors(
                code, reason, url, method, headers, body, response, requestHeaders, requestBody
            )
        except ccxt.BaseError as error:
            note_refusal(error, code, response)
            raise

    def _raise_classified(
        self, answer: dict[str, Any], method: str, url: str, headers: Any, body: str
    ) -> None:
        message = str(answer.get("msg") or answer.get("data") or "")
        verdict = classify(str(answer.get("code")), message, method, url)
        if verdict is None:
            return
        error, hint = verdict
        wait_ms = quota_wait_ms(headers) if issubclass(error, ccxt.DDoSProtection) else None
        if wait_ms is not None:
            # freqtrade repeats at once whatever names the code, but an empty pool needs time
            raise error(f"{self.id} the quota of requests is used up for {wait_ms} ms")
        raise error(" ".join(part for part in (self.id, body, hint) if part))

    def parse_order(self, order: dict[str, Any], market: Any = None) -> Any:
        """Parse an order of a contract as such, whatever else its fields look like.

        ccxt sends orders with `tradeType` or `sizeUnit` to the parser of unified accounts, which
        knows neither their amount nor what was filled.
        """
        resolved = self.safe_market(self.safe_string(order, "symbol"), market)
        if resolved["contract"]:
            return self.parse_contract_order(order, resolved)
        return super().parse_order(order, market)

    def parse_contract_order(self, order: dict[str, Any], market: Any = None) -> Any:
        """Parse an order of a contract; while it is active it is open.

        ccxt calls an order cancelled as soon as a part of it was, while the rest still trades.
        """
        parsed = super().parse_contract_order(order, market)
        if order.get("isActive") is True:
            parsed["status"] = "open"
        if parsed.get("filled"):
            # KuCoin does not tell when an order was filled last, but when it changed last
            parsed["lastTradeTimestamp"] = parsed["lastUpdateTimestamp"]
        return parsed


class SyncClient(_Answers, ccxt.kucoin):
    """ccxt's synchronous KuCoin; every order leaves through it."""

    traffic: Traffic | None = None

    def fetch(self, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        """Send a request, measured where somebody watches.

        Answers that arrive while others are decoded would look slow, so the asynchronous class is
        not measured.
        """
        with self.traffic.request() if self.traffic is not None else nullcontext():
            return super().fetch(url, method, headers, body)

    def futuresPublicGetContractsActive(  # noqa: N802 - ccxt's name
        self, params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """All contracts, without those that would make the whole list unreadable."""
        return _parsable(super().futuresPublicGetContractsActive(params or {}))

    def fetch_markets(self, params: dict[str, Any] | None = None) -> Any:
        """The contracts; the lists of margin tokens, which need a signature, are not asked for."""
        return super().fetch_markets({**WITHOUT_MARGIN_TOKENS, **(params or {})})


class AsyncClient(_Answers, ccxt.pro.kucoin):
    """ccxt's asynchronous KuCoin, with WebSocket."""

    async def futuresPublicGetContractsActive(  # noqa: N802 - ccxt's name
        self, params: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """See `SyncClient`."""
        return _parsable(await super().futuresPublicGetContractsActive(params or {}))

    async def fetch_markets(self, params: dict[str, Any] | None = None) -> Any:
        """See `SyncClient`."""
        return await super().fetch_markets({**WITHOUT_MARGIN_TOKENS, **(params or {})})

    async def fetch_contract_ohlcv(
        self,
        symbol: str,
        timeframe: str = "1m",
        since: int | None = None,
        limit: int | None = None,
        params: dict[str, Any] | None = None,
    ) -> Any:
        """Candles from `since` on, never more than `limit` in the range that is asked for."""
        end = self._last_ms(timeframe, since, limit)
        window = {} if end is None else {"to": end}
        return await super().fetch_contract_ohlcv(
            symbol, timeframe, since, limit, {**window, **(params or {})}
        )

    async def fetch_utaohlcv(
        self,
        symbol: str,
        timeframe: str = "1m",
        since: int | None = None,
        limit: int | None = None,
        params: dict[str, Any] | None = None,
    ) -> Any:
        """Mark, index and premium candles, with the same range as `fetch_contract_ohlcv`."""
        end = self._last_ms(timeframe, since, limit)
        window = {} if end is None else {"endAt": end // 1000}
        return await super().fetch_utaohlcv(
            symbol, timeframe, since, limit, {**window, **(params or {})}
        )

    def _last_ms(self, timeframe: str, since: int | None, limit: int | None) -> int | None:
        # One past `limit` candles is what ccxt asks for; an exchange that caps at `limit` then
        # drops a candle at one end of every page. Whether the end counts is not documented, so
        # the range ends between two candles.
        if since is None or limit is None:
            return None
        duration_ms = int(self.parse_timeframe(timeframe)) * 1000
        return since + limit * duration_ms - 1

    async def negotiate(
        self,
        privateChannel: bool,  # noqa: N803 - ccxt's name
        isFuturesMethod: bool = False,  # noqa: N803 - ccxt's name
        params: dict[str, Any] | None = None,
    ) -> Any:
        """The socket's address with a token; opens the session first, which ccxt forgets."""
        self.open()
        return await super().negotiate(privateChannel, isFuturesMethod, params or {})

    def on_close(self, client: Any, error: Any) -> None:
        """Forget the token of a socket that closed."""
        super().on_close(client, error)
        self._forget_token(client.url)

    def on_error(self, client: Any, error: Any) -> None:
        """Forget the token of a socket that failed."""
        super().on_error(client, error)
        self._forget_token(client.url)

    def _forget_token(self, url: str) -> None:
        # ccxt would go on with the token it once got, which KuCoin ends after a day
        (connect_id,) = parse_qs(urlsplit(url).query).get("connectId", [""])
        self.options.get("urls", {}).pop(connect_id, None)

    async def close(self, *args: Any, **kwargs: Any) -> None:
        """Close everything and forget the tokens."""
        await super().close(*args, **kwargs)
        self.options.pop("urls", None)


def _parsable(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "data": parsable_contracts(answer.get("data") or [])}


def adopt(api: Any, traffic: Traffic | None = None) -> Any:
    """Give one of freqtrade's ccxt objects the matching class above, and return it.

    With `traffic` the requests of a synchronous one are measured.
    """
    api.__class__ = AsyncClient if isinstance(api, ccxt.pro.kucoin) else SyncClient
    if isinstance(api, SyncClient):
        api.traffic = traffic
    return api
