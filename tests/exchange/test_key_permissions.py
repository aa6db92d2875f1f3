"""A key that could empty the account is never used."""

from typing import Any

import pytest
from freqtrade.exceptions import OperationalException, TemporaryError

from enygma.exchange.key_permissions import KeyPermissions


def answer(permission: str | None, whitelist: str | None = "") -> dict[str, Any]:
    return {"uid": 165111215, "permission": permission, "ipWhitelist": whitelist}


@pytest.mark.parametrize(
    "permission",
    ["Transfer", "InnerTransfer", "FlexTransfers", "Withdrawal", "Withdraw", "transfer"],
)
def test_a_key_that_can_move_money_is_refused_by_its_permission(permission: str) -> None:
    key = KeyPermissions.parse(answer(f"General,Futures, {permission}"))
    with pytest.raises(OperationalException, match=rf"permission {permission}.*delete this one"):
        key.require_usable()


def test_a_key_that_cannot_trade_futures_is_refused() -> None:
    key = KeyPermissions.parse(answer("General,Spot"))
    with pytest.raises(OperationalException, match=r"General, Spot, but not Futures"):
        key.require_usable()


@pytest.mark.parametrize("permission", ["General,Futures", "Futures", "General,Futures,Spot"])
def test_a_trading_key_is_used(permission: str) -> None:
    KeyPermissions.parse(answer(permission)).require_usable()


def test_permissions_that_are_not_needed_are_named() -> None:
    key = KeyPermissions.parse(answer("General,Futures,Margin,Spot,Transfer"))
    assert key.unneeded == ["Margin", "Spot"]


@pytest.mark.parametrize("permission", ["", None])
def test_an_answer_without_permissions_is_no_permission(permission: str | None) -> None:
    with pytest.raises(OperationalException, match="did not say what the API key may do"):
        KeyPermissions.parse(answer(permission))


@pytest.mark.parametrize(("whitelist", "told"), [(None, True), ("", True), ("203.0.113.7", False)])
def test_a_key_for_any_address_is_worth_a_warning(whitelist: str | None, told: bool) -> None:
    key = KeyPermissions.parse(answer("Futures", whitelist))
    assert (key.reservation() is not None) is told


def test_a_live_start_refuses_such_a_key_and_sends_nothing_else(desk: Any, trading: Any) -> None:
    desk.answers["GET /api/v1/user/api-key"] = answer("General,Futures,Transfer")
    with pytest.raises(OperationalException, match="permission Transfer"):
        trading()
    assert {call.split()[0] for call, _ in desk.requests} == {"GET"}


def test_a_query_that_fails_does_not_pass_for_a_good_key(desk: Any, trading: Any) -> None:
    desk.answers["GET /api/v1/user/api-key"] = ("500000", "Internal Server Error")
    with pytest.raises(TemporaryError, match="what the API key may do"):
        trading()


def test_an_open_whitelist_is_warned_of_at_the_start(
    desk: Any, trading: Any, caplog: pytest.LogCaptureFixture
) -> None:
    desk.answers["GET /api/v1/user/api-key"] = answer("General,Futures,Spot")
    with caplog.at_level("INFO"):
        trading()
    assert "works from any address" in caplog.text
    assert "does not need: Spot" in caplog.text
