"""KuCoin's own SDK trades through the sandbox; only its endpoints are set."""

from collections.abc import Iterator
from typing import Any

import pytest
from kucoin_universal_sdk.api import DefaultClient
from kucoin_universal_sdk.generate.account.account import GetFuturesAccountReq, GetFuturesLedgerReq
from kucoin_universal_sdk.generate.account.fee import GetFuturesActualFeeReq
from kucoin_universal_sdk.generate.futures.fundingfees import GetPrivateFundingHistoryReq
from kucoin_universal_sdk.generate.futures.market import GetKlinesReq
from kucoin_universal_sdk.generate.futures.order import (
    AddOrderReq,
    AddOrderTestReq,
    AddTpslOrderReq,
    BatchAddOrdersReq,
    BatchCancelOrdersReq,
    CancelAllOrdersV3Req,
    CancelAllStopOrdersReq,
    CancelOrderByClientOidReq,
    CancelOrderByIdReq,
    GetOpenOrderValueReq,
    GetOrderByClientOidReq,
    GetOrderByOrderIdReq,
    GetOrderListReq,
    GetRecentClosedOrdersReq,
    GetRecentTradeHistoryReq,
    GetStopOrderListReq,
    GetTradeHistoryReq,
)
from kucoin_universal_sdk.generate.futures.positions import (
    AddIsolatedMarginReq,
    BatchSwitchMarginModeReq,
    GetCrossMarginLeverageReq,
    GetCrossMarginRiskLimitReq,
    GetIsolatedMarginRiskLimitReq,
    GetMarginModeReq,
    GetMaxOpenSizeReq,
    GetMaxWithdrawMarginReq,
    GetPositionDetailsReq,
    GetPositionListReq,
    GetPositionsHistoryReq,
    ModifyAutoDepositStatusReq,
    ModifyIsolatedMarginRiskLimtReq,
    ModifyMarginLeverageReq,
    RemoveIsolatedMarginReq,
    SwitchMarginModeReq,
)
from kucoin_universal_sdk.model import ClientOptionBuilder, TransportOptionBuilder
from kucoin_universal_sdk.model.common import RestError

from enygma.sandbox import RunningSandbox

XBT, ETH = "XBTUSDTM", "ETHUSDTM"
HOURS_2_MS = 2 * 3_600_000


@pytest.fixture
def rest(sandbox: RunningSandbox) -> Iterator[Any]:
    key = sandbox.server.venue.options.keys[0]
    transport = TransportOptionBuilder().set_max_retries(0).build()
    option = (
        ClientOptionBuilder()
        .set_key(key.key)
        .set_secret(key.secret)
        .set_passphrase(key.passphrase)
        .set_spot_endpoint(sandbox.url)
        .set_futures_endpoint(sandbox.url)
        .set_broker_endpoint(sandbox.url)
        .set_transport_option(transport)
        .build()
    )
    return DefaultClient(option).rest_service()


@pytest.fixture
def orders(rest: Any) -> Any:
    return rest.get_futures_service().get_order_api()


@pytest.fixture
def positions(rest: Any) -> Any:
    return rest.get_futures_service().get_positions_api()


def terms(name: str, **more: Any) -> dict[str, Any]:
    common = {"clientOid": name, "symbol": XBT, "side": "buy", "leverage": 5, "type": "market"}
    return common | {"size": 10} | more


def bid(sandbox: RunningSandbox, times: float = 0.98, symbol: str = XBT) -> str:
    """A whole price near `times` the last one: the SDK reads stop prices of lists as integers."""
    venue = sandbox.server.venue
    return str(round(venue.market.prices(symbol, venue.now_ms()).last * times))


def test_orders_are_placed_read_and_cancelled(orders: Any, sandbox: RunningSandbox) -> None:
    limit = {"type": "limit", "price": bid(sandbox), "size": 1}
    assert orders.add_order_test(AddOrderTestReq.model_validate(terms("t", **limit))).client_oid
    placed = orders.add_order(AddOrderReq.model_validate(terms("a", **limit)))
    several = [terms("b", **limit), terms("c", **limit)]
    batch = orders.batch_add_orders(BatchAddOrdersReq.model_validate({"items": several}))

    read = orders.get_order_by_order_id(
        GetOrderByOrderIdReq.model_validate({"order-id": placed.order_id})
    )
    assert (read.client_oid, read.status.value, read.size) == ("a", "open", 1)
    by_name = GetOrderByClientOidReq.model_validate({"clientOid": "b"})
    assert orders.get_order_by_client_oid(by_name).id == batch.data[0].order_id
    active = orders.get_order_list(GetOrderListReq.model_validate({"status": "active"}))
    assert [each.client_oid for each in active.items] == ["c", "b", "a"]
    value = orders.get_open_order_value(GetOpenOrderValueReq.model_validate({"symbol": XBT}))
    assert value.open_order_buy_size == 3

    cancelled = orders.cancel_order_by_id(
        CancelOrderByIdReq.model_validate({"orderId": placed.order_id})
    )
    assert cancelled.cancelled_order_ids == [placed.order_id]
    named = CancelOrderByClientOidReq.model_validate({"clientOid": "b", "symbol": XBT})
    assert orders.cancel_order_by_client_oid(named).client_oid == "b"
    both = {"clientOidsList": [{"symbol": XBT, "clientOid": each} for each in ("b", "c")]}
    outcome = orders.batch_cancel_orders(BatchCancelOrdersReq.model_validate(both))
    assert [each.code for each in outcome.data] == ["100004", "200"]
    rest = orders.cancel_all_orders_v3(CancelAllOrdersV3Req.model_validate({"symbol": XBT}))
    assert rest.cancelled_order_ids == []


def test_position_is_opened_protected_margined_and_closed(
    orders: Any, positions: Any, sandbox: RunningSandbox
) -> None:
    bracket = {
        "stopPriceType": "TP",
        "triggerStopUpPrice": bid(sandbox, 1.1),
        "triggerStopDownPrice": bid(sandbox, 0.9),
    }
    orders.add_tpsl_order(AddTpslOrderReq.model_validate(terms("entry", **bracket)))
    stop = {"stop": "down", "stopPrice": bid(sandbox, 0.9), "stopPriceType": "MP"}
    exit_terms = {"side": "sell", "reduceOnly": True}
    orders.add_order(AddOrderReq.model_validate(terms("stop", **stop, **exit_terms)))
    waiting = orders.get_stop_order_list(GetStopOrderListReq.model_validate({"symbol": XBT}))
    assert sorted(each.stop.value for each in waiting.items) == ["down", "down", "up"]

    held = positions.get_position_details(GetPositionDetailsReq.model_validate({"symbol": XBT}))
    assert (held.current_qty, held.is_open, held.margin_mode.value) == (10, True, "ISOLATED")
    add = AddIsolatedMarginReq.model_validate({"symbol": XBT, "margin": 20, "bizNo": "1"})
    assert positions.add_isolated_margin(add).pos_margin == pytest.approx(held.pos_margin + 20)
    most = positions.get_max_withdraw_margin(
        GetMaxWithdrawMarginReq.model_validate({"symbol": XBT})
    )
    assert float(most.data) > 0
    take = RemoveIsolatedMarginReq.model_validate({"symbol": XBT, "withdrawAmount": "5"})
    assert float(positions.remove_isolated_margin(take).data) == 5
    status = ModifyAutoDepositStatusReq.model_validate({"symbol": XBT, "status": True})
    assert positions.modify_auto_deposit_status(status).data is True

    stops = CancelAllStopOrdersReq.model_validate({"symbol": XBT})
    assert len(orders.cancel_all_stop_orders(stops).cancelled_order_ids) == 3
    orders.add_order(AddOrderReq.model_validate(terms("exit", **exit_terms)))
    assert positions.get_position_list(GetPositionListReq()).data == []
    history = positions.get_positions_history(
        GetPositionsHistoryReq.model_validate({"symbol": XBT})
    )
    assert [each.type for each in history.items] == ["CLOSE_LONG"]
    fills = orders.get_trade_history(GetTradeHistoryReq.model_validate({"symbol": XBT}))
    assert [each.side.value for each in fills.items] == ["sell", "buy"]
    assert len(orders.get_recent_trade_history(GetRecentTradeHistoryReq()).data) == 2
    done = orders.get_recent_closed_orders(GetRecentClosedOrdersReq.model_validate({"symbol": XBT}))
    assert {each.client_oid for each in done.data} >= {"entry", "exit", "stop"}


def test_modes_leverage_and_limits_are_read_and_changed(
    positions: Any, sandbox: RunningSandbox
) -> None:
    one = {"symbol": ETH}
    switch = SwitchMarginModeReq.model_validate(one | {"marginMode": "CROSS"})
    assert positions.switch_margin_mode(switch).margin_mode.value == "CROSS"
    assert positions.get_margin_mode(GetMarginModeReq.model_validate(one)).margin_mode.value == (
        "CROSS"
    )
    both = BatchSwitchMarginModeReq.model_validate({"symbols": [XBT, ETH], "marginMode": "CROSS"})
    assert positions.batch_switch_margin_mode(both).margin_mode == {XBT: "CROSS", ETH: "CROSS"}
    lever = ModifyMarginLeverageReq.model_validate(one | {"leverage": "7"})
    assert positions.modify_margin_leverage(lever).data is True
    told = positions.get_cross_margin_leverage(GetCrossMarginLeverageReq.model_validate(one))
    assert told.leverage == "7"
    level = ModifyIsolatedMarginRiskLimtReq.model_validate({"symbol": XBT, "level": 2})
    assert positions.modify_isolated_margin_risk_limt(level).data is True
    ladder = positions.get_isolated_margin_risk_limit(
        GetIsolatedMarginRiskLimitReq.model_validate({"symbol": XBT})
    )
    assert ladder.data[0].level == 1
    size = GetMaxOpenSizeReq.model_validate(one | {"price": "2800", "leverage": 5})
    assert positions.get_max_open_size(size).max_buy_open_size > 0
    limit = GetCrossMarginRiskLimitReq.model_validate({"symbol": f"{XBT},{ETH}", "leverage": 5})
    assert [each.symbol for each in positions.get_cross_margin_risk_limit(limit).data] == [XBT, ETH]


def test_account_funding_and_candles_are_read(
    rest: Any, orders: Any, sandbox: RunningSandbox
) -> None:
    orders.add_order(AddOrderReq.model_validate(terms("a")))
    sandbox.advance(HOURS_2_MS)
    account, futures = rest.get_account_service(), rest.get_futures_service()

    money = account.get_account_api().get_futures_account(
        GetFuturesAccountReq.model_validate({"currency": "USDT"})
    )
    assert money.account_equity == pytest.approx(10_000, rel=0.01)
    ledger = account.get_account_api().get_futures_ledger(GetFuturesLedgerReq())
    assert {each.type for each in ledger.data_list} >= {"TransferIn", "RealisedPNL"}
    fee = account.get_fee_api().get_futures_actual_fee(
        GetFuturesActualFeeReq.model_validate({"symbol": XBT})
    )
    assert (fee.maker_fee_rate, fee.taker_fee_rate) == ("0.0002", "0.0006")
    paid = futures.get_funding_fees_api().get_private_funding_history(
        GetPrivateFundingHistoryReq.model_validate({"symbol": XBT})
    )
    assert len(paid.data_list) == 1
    candles = futures.get_market_api().get_klines(
        GetKlinesReq.model_validate({"symbol": XBT, "granularity": 30})
    )
    assert len(candles.data) > 100


def test_refusal_carries_kucoins_code_and_message(orders: Any) -> None:
    with pytest.raises(RestError) as refused:
        orders.get_order_by_order_id(GetOrderByOrderIdReq.model_validate({"order-id": "1"}))

    assert refused.value.response.code == "100001"
    assert refused.value.response.message == "error.getOrder.orderNotExist"
