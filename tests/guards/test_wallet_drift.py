"""The wallet may move as trades say, and a little more; anything else is told."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from enygma.exchange.account_state import AccountState
from enygma.guards.book import Book
from enygma.guards.difference import Kind
from enygma.guards.wallet_drift import WalletDrift


def told(drift: WalletDrift, wallet: str, earned: float) -> str | None:
    found = drift.judge(AccountState(0, (), (), Decimal(wallet)), Book((), earned), "USDT")
    assert found is None or found.kind is Kind.WALLET_DRIFT
    return found and found.text


def test_the_first_look_only_sets_the_level() -> None:
    assert told(WalletDrift(), "1000", 55.0) is None


@given(st.lists(st.integers(-400, 400), max_size=20))
def test_booked_results_explain_the_wallet(results: list[int]) -> None:
    drift, wallet, earned = WalletDrift(), 10_000, 0
    for result in (0, *results):
        wallet, earned = wallet + result, earned + result
        assert told(drift, str(wallet), float(earned)) is None


def test_what_no_trade_explains_is_told_until_it_is_accepted() -> None:
    drift = WalletDrift()
    told(drift, "1000", 0)
    assert told(drift, "900", 0) == (
        "the wallet moved by -100.00 USDT that no booked trade explains"
    )
    assert told(drift, "900", 0) is not None
    drift.accept()
    assert told(drift, "900", 0) is None
    assert told(drift, "904", 0) is None
    assert told(drift, "890", 0) is not None


def test_a_loss_that_is_booked_later_was_no_drift() -> None:
    drift = WalletDrift()
    told(drift, "1000", 0)
    assert told(drift, "950", 0) is not None
    assert told(drift, "950", -50) is None
