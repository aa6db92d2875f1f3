"""The page on coverage says what the exchange really answers.

    python -m pytest tests/sandbox/server/private/test_coverage.py --write

asks every operation and channel and writes the page anew.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from enygma.sandbox import RunningSandbox
from enygma.sandbox.server.application import ENDPOINTS

Answers = dict[tuple[str, str], Any]

MARKET = (
    ("Get Symbol", "GET", "/api/v1/contracts/{symbol}", ""),
    ("Get All Symbols", "GET", "/api/v1/contracts/active", ""),
    ("Get Ticker", "GET", "/api/v1/ticker", "symbol=XBTUSDTM"),
    ("Get All Tickers", "GET", "/api/v1/allTickers", ""),
    ("Get Full OrderBook", "GET", "/api/v1/level2/snapshot", "symbol=XBTUSDTM"),
    ("Get Part OrderBook", "GET", "/api/v1/level2/depth{size}", "symbol=XBTUSDTM"),
    ("Get Trade History", "GET", "/api/v1/trade/history", "symbol=XBTUSDTM"),
    ("Get Klines", "GET", "/api/v1/kline/query", "symbol=XBTUSDTM&granularity=30"),
    ("Get Mark Price", "GET", "/api/v1/mark-price/{symbol}/current", ""),
    ("Get Spot Index Price", "GET", "/api/v1/index/query", "symbol=.KXBTUSDT"),
    ("Get Interest Rate Index", "GET", "/api/v1/interest/query", "symbol=.XBTINT8H"),
    ("Get Premium Index", "GET", "/api/v1/premium/query", "symbol=.XBTUSDTMPI"),
    ("Get 24hr Stats", "GET", "/api/v1/trade-statistics", ""),
    ("Get Server Time", "GET", "/api/v1/timestamp", ""),
    ("Get Service Status", "GET", "/api/v1/status", ""),
    ("Get Public Token", "POST", "/api/v1/bullet-public", ""),
    ("Get Private Token", "POST", "/api/v1/bullet-private", ""),
)
ORDERS = (
    ("Add Order", "POST", "/api/v1/orders", ""),
    ("Add Order Test", "POST", "/api/v1/orders/test", ""),
    ("Batch Add Orders", "POST", "/api/v1/orders/multi", ""),
    ("Add Take Profit And Stop Loss Order", "POST", "/api/v1/st-orders", ""),
    ("Cancel Order By OrderId", "DELETE", "/api/v1/orders/{orderId}", ""),
    ("Cancel Order By ClientOid", "DELETE", "/api/v1/orders/client-order/{clientOid}", ""),
    ("Batch Cancel Orders", "DELETE", "/api/v1/orders/multi-cancel", ""),
    ("Cancel All Orders", "DELETE", "/api/v3/orders", ""),
    ("Cancel All Stop Orders", "DELETE", "/api/v1/stopOrders", ""),
    ("Get Order By OrderId", "GET", "/api/v1/orders/{order-id}", ""),
    ("Get Order By ClientOid", "GET", "/api/v1/orders/byClientOid", ""),
    ("Get Order List", "GET", "/api/v1/orders", ""),
    ("Get Recent Closed Orders", "GET", "/api/v1/recentDoneOrders", ""),
    ("Get Stop Order List", "GET", "/api/v1/stopOrders", ""),
    ("Get Open Order Value", "GET", "/api/v1/openOrderStatistics", ""),
    ("Get Recent Trade History", "GET", "/api/v1/recentFills", ""),
    ("Get Trade History", "GET", "/api/v1/fills", ""),
    ("Cancel All Orders - V1", "DELETE", "/api/v1/orders", ""),
)
POSITIONS = (
    ("Get Margin Mode", "GET", "/api/v2/position/getMarginMode", ""),
    ("Switch Margin Mode", "POST", "/api/v2/position/changeMarginMode", ""),
    ("Batch Switch Margin Mode", "POST", "/api/v2/position/batchChangeMarginMode", ""),
    ("Get Max Open Size", "GET", "/api/v2/getMaxOpenSize", ""),
    ("Get Position Details", "GET", "/api/v1/position", ""),
    ("Get Position List", "GET", "/api/v1/positions", ""),
    ("Get Positions History", "GET", "/api/v1/history-positions", ""),
    ("Get Max Withdraw Margin", "GET", "/api/v1/margin/maxWithdrawMargin", ""),
    ("Get Cross Margin Leverage", "GET", "/api/v2/getCrossUserLeverage", ""),
    ("Modify Cross Margin Leverage", "POST", "/api/v2/changeCrossUserLeverage", ""),
    ("Add Isolated Margin", "POST", "/api/v1/position/margin/deposit-margin", ""),
    ("Remove Isolated Margin", "POST", "/api/v1/margin/withdrawMargin", ""),
    ("Get Cross Margin Risk Limit", "GET", "/api/v2/batchGetCrossOrderLimit", ""),
    ("Get Isolated Margin Risk Limit", "GET", "/api/v1/contracts/risk-limit/{symbol}", ""),
    ("Modify Isolated Margin Risk Limit", "POST", "/api/v1/position/risk-limit-level/change", ""),
    (
        "Modify Isolated Margin Auto-Deposit Status",
        "POST",
        "/api/v1/position/margin/auto-deposit-status",
        "",
    ),
)
FUNDING = (
    ("Get Current Funding Rate", "GET", "/api/v1/funding-rate/{symbol}/current", ""),
    (
        "Get Public Funding History",
        "GET",
        "/api/v1/contract/funding-rates",
        "symbol=XBTUSDTM&from=0&to=1767277845678",
    ),
    ("Get Private Funding History", "GET", "/api/v1/funding-history", ""),
)
FUTURES = MARKET + ORDERS + POSITIONS + FUNDING
BESIDE = (
    ("Get Position Mode", "GET", "/api/v2/position/getPositionMode", ""),
    ("Switch Position Mode", "POST", "/api/v2/position/switchPositionMode", ""),
    ("Get Account - Futures", "GET", "/api/v1/account-overview", ""),
    ("Get Account Ledgers - Futures", "GET", "/api/v1/transaction-history", ""),
    ("Get Actual Fee - Futures", "GET", "/api/v1/trade-fees", ""),
    ("Get Apikey Info", "GET", "/api/v1/user/api-key", ""),
    ("Get sub-account List - Futures Balance", "GET", "/api/v1/account-overview-all", ""),
    ("Get sub-account List - Summary Info", "GET", "/api/v2/sub/user", ""),
    ("Get Futures Account Transfer Out Ledger", "GET", "/api/v1/transfer-list", ""),
    ("Futures Account Transfer In", "POST", "/api/v1/transfer-in", ""),
    ("Futures Account Transfer Out", "POST", "/api/v3/transfer-out", ""),
    ("Withdraw (V3)", "POST", "/api/v3/withdrawals", ""),
    ("Get Account Type - Spot", "GET", "/api/v1/hf/accounts/opened", ""),
    ("Get Basic Fee - Spot/Margin", "GET", "/api/v1/base-fee", ""),
    ("Get All Currencies", "GET", "/api/v3/currencies", ""),
    ("Get All Symbols - Spot", "GET", "/api/v2/symbols", ""),
    ("Get All Tickers - Spot", "GET", "/api/v1/market/allTickers", ""),
    ("Get Symbols - Cross Margin", "GET", "/api/v3/margin/symbols", ""),
    ("Get Symbols - Isolated Margin", "GET", "/api/v1/isolated/symbols", ""),
    ("Get Account Mode - UTA", "GET", "/api/ua/v1/account/mode", ""),
    ("Get Service Status - UTA", "GET", "/api/ua/v1/server/status", "tradeType=FUTURES"),
    (
        "Get Klines - UTA",
        "GET",
        "/api/ua/v1/market/kline",
        "symbol=XBTUSDTM-mark-price&interval=1hour&tradeType=FUTURES&startAt=1767200000",
    ),
    (
        "Get Current Funding Rate - UTA",
        "GET",
        "/api/ua/v1/market/funding-rate",
        "symbol=XBTUSDTM",
    ),
    (
        "Get All Current Funding Rates - UTA",
        "GET",
        "/api/ua/v2/market/funding-rate",
        "symbol=XBTUSDTM",
    ),
    (
        "Get History Funding Rate - UTA",
        "GET",
        "/api/ua/v1/market/funding-rate-history",
        "symbol=XBTUSDTM&startAt=1767200000000&endAt=1767277845678",
    ),
    ("Add Order - Copy Trading", "POST", "/api/v1/copy-trade/futures/orders", ""),
    ("Add Order - Spot", "POST", "/api/v1/hf/orders", ""),
)
REASONS = {
    "/api/v1/transfer-in": "there is no funding account from which money could come",
    "/api/v3/transfer-out": "there is no funding account to which money could go",
    "/api/v3/withdrawals": "no coin leaves the sandbox; the key has no such permission either",
    "/api/v1/copy-trade/futures/orders": "there is nobody to copy; so for all of copy trading",
    "/api/v1/hf/orders": "there are no spot markets; so for all of spot trading",
}
CHANNELS = (
    ("tickerV2", "/contractMarket/tickerV2:{symbol}"),
    ("tickerV1", "/contractMarket/ticker:{symbol}"),
    ("orderbookLevel5", "/contractMarket/level2Depth5:{symbol}"),
    ("orderbookLevel50", "/contractMarket/level2Depth50:{symbol}"),
    ("orderbookIncrement", "/contractMarket/level2:{symbol}"),
    ("klines", "/contractMarket/limitCandle:{symbol}_{type}"),
    ("execution", "/contractMarket/execution:{symbol}"),
    ("instrument", "/contract/instrument:{symbol}"),
    ("announcement", "/contract/announcement:{symbol}"),
    ("symbolSnapshot", "/contractMarket/snapshot:{symbol}"),
    ("order", "/contractMarket/tradeOrders:{symbol}"),
    ("allOrder", "/contractMarket/tradeOrders"),
    ("balance", "/contractAccount/wallet"),
    ("position", "/contract/position:{symbol}"),
    ("allPosition", "/contract/positionAll"),
    ("marginMode", "/contract/marginMode"),
    ("crossLeverage", "/contract/crossLeverage"),
    ("stopOrders", "/contractMarket/advancedOrders"),
)
HEAD = """# What the sandbox answers

A test asks every operation and every channel of KuCoin's futures API and writes this page, so it
says what happens and not what is planned. "Answered" means: with data in KuCoin's form, checked
against KuCoin's own description of the answer where there is one.

`python -m pytest tests/sandbox/server/private/test_coverage.py --write` writes it anew.
"""


TAIL = """Everything else is refused as KuCoin's gateway refuses an unknown address: `404000 Url Not
Found`.

## Spans, pages, words

- Done orders are those created in the last seven days, fills those of the last 24 hours, unless
  `startAt` or `endAt` says otherwise. One end alone means 24 hours from it; more than seven days
  keep the last seven. Fills of one `orderId` have no such limit. So it is documented.
- Pages have 50 rows and at most 1000, funding payments 10 and at most 100, closed positions 10 and
  at most 200.
- Numbers in a body may be JSON numbers or text. A body that is no JSON is refused with `400000`,
  one that does not call itself `application/json` with `415000`, a field that makes no sense with
  `100001`. KuCoin documents the codes; where it has no words for a single field, the words are the
  sandbox's and name the field.
- Who asks for a position where there is none is told
  `{"code": "200000", "msg": "Position does not exist"}`, without data.
- A signature may cover the query as it is sent or as plain text; KuCoin's SDK signs the latter.

## Where it is simpler

- Nothing is deleveraged, so `delevPercentage` is 0. There are no taxes and no fixed fees.
- `batchGetCrossOrderLimit` is margin times leverage, at most the limit of the tier with that
  leverage; KuCoin's own formula is not documented.
- An account has no sub-accounts; another account is another key.
"""


def outcome(path: str, answer: Any) -> str:
    """A cell: answered, or the refusal and its reason."""
    if answer["code"] == "200000" and "data" in answer:
        return "answered"
    return f"refused: {answer['code']} {answer['msg']} ({REASONS[path]})"


def terms(method: str, path: str) -> tuple[str, str]:
    """What the key must be permitted, and what the call weighs in which pool."""
    served = {(each.method, each.path): each for each in ENDPOINTS}
    address = path.replace("{size}", "20").replace("{order-id}", "{orderId}")
    endpoint = served.get((method, address))
    if endpoint is None:
        return "", ""
    return endpoint.permission or "none", f"{endpoint.weight} {endpoint.pool}"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


@pytest.fixture
def outcomes(walked: Answers, still_trader: Any) -> Callable[..., Iterator[tuple[str, ...]]]:
    """Rows of a table of operations: what the walk was answered, or a call of its own."""

    def rows(operations: tuple[tuple[str, str, str, str], ...]) -> Iterator[tuple[str, ...]]:
        for name, method, path, query in operations:
            answer = walked.get((method, path))
            if answer is None:
                target = path.replace("{symbol}", "XBTUSDTM").replace("{size}", "20")
                body = {"currency": "USDT", "amount": "1"} if method == "POST" else None
                target = f"{target}?{query}" if query else target
                answer = still_trader.send(method, target, body)
            yield name, f"`{method} {path}`", *terms(method, path), outcome(path, answer)

    return rows


@pytest.fixture
def channels(still_sandbox: RunningSandbox, still_trader: Any) -> list[tuple[str, str, str]]:
    """Rows of the table of channels: whether a subscription is acknowledged."""
    token = still_trader.post("/api/v1/bullet-private", None)["token"]
    url = f"{still_sandbox.ws_url}?token={token}&connectId=1"

    async def subscribe() -> list[tuple[str, str, str]]:
        rows = []
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            await socket.receive_json(timeout=5)
            for number, (name, topic) in enumerate(CHANNELS):
                wanted = topic.replace("{symbol}", "XBTUSDTM").replace("{type}", "1min")
                await socket.send_json(
                    {"id": number, "type": "subscribe", "topic": wanted, "response": True}
                    | ({} if "{" in topic and number < 10 else {"privateChannel": number >= 10})
                )
                rows.append((name, f"`{topic}`", await answered(socket, str(number))))
        return rows

    return asyncio.run(subscribe())


async def answered(socket: aiohttp.ClientWebSocketResponse, number: str) -> str:
    while True:
        frame = await socket.receive_json(timeout=5)
        if str(frame.get("id")) == number and frame["type"] in {"ack", "error"}:
            break
    return "answered" if frame["type"] == "ack" else f"refused: {frame['code']} {frame['data']}"


def test_kucoin_lists_54_operations_and_18_channels() -> None:
    assert len({(method, path) for _, method, path, _ in FUTURES}) == len(FUTURES) == 54
    assert len({topic for _, topic in CHANNELS}) == 18


def test_every_endpoint_is_in_a_table() -> None:
    listed = {(method, path.replace("{order-id}", "{orderId}")) for _, method, path, _ in FUTURES}
    listed |= {(method, path) for _, method, path, _ in BESIDE}
    fixed = {"/api/v1/level2/depth20", "/api/v1/level2/depth100"}

    served = {(each.method, each.path) for each in ENDPOINTS if each.path not in fixed}
    assert served <= listed


def test_page_says_what_is_answered(
    request: pytest.FixtureRequest,
    repo_root: Path,
    outcomes: Callable[..., Iterator[tuple[str, ...]]],
    channels: list[tuple[str, str, str]],
) -> None:
    page = repo_root / "docs" / "sandbox-coverage.md"
    operation_head = ("Operation", "Call", "Permission", "Weight", "Here")
    parts = [
        HEAD,
        "## The 54 operations of futures\n",
        table(operation_head, outcomes(FUTURES)),
        "## Beside them\n",
        table(operation_head, outcomes(BESIDE)),
        "## The 18 channels of futures\n",
        table(("Channel", "Topic", "Here"), channels),
        TAIL,
    ]
    text = "\n".join(parts)
    if request.config.getoption("--write"):
        page.write_text(text)

    command = "python -m pytest tests/sandbox/server/private/test_coverage.py --write"
    assert page.exists(), f"write it: {command}"
    assert page.read_text() == text, f"the page is out of date, write it: {command}"


def test_all_futures_operations_are_answered(
    outcomes: Callable[..., Iterator[tuple[str, ...]]],
    channels: list[tuple[str, str, str]],
) -> None:
    rows = [*outcomes(FUTURES), *channels]

    assert [row for row in rows if row[-1] != "answered"] == []
