"""Money that enters and leaves accounts from outside."""

from decimal import Decimal

from enygma.sandbox.trading.account import Account
from enygma.sandbox.trading.events import WalletChanged
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.ledger import EntryType
from enygma.sandbox.trading.margin import cross_holdings, free
from enygma.sandbox.trading.money import SETTLE, ZERO, on_grid
from enygma.sandbox.trading.rejection import balance_insufficient
from enygma.sandbox.trading.settlement import book_entry
from enygma.sandbox.trading.wallets import wallet

_MOST = Decimal(10) ** 12


def open_account(floor: Floor, uid: int, balance: Decimal) -> None:
    """Open an account. Raises ValueError when the uid is taken or the balance is negative."""
    if uid in floor.accounts:
        raise ValueError(f"account {uid} is open already")
    if not balance.is_finite() or balance < 0:
        raise ValueError(f"the balance of an account must not be negative, not {balance}")
    account = Account(uid)
    floor.accounts[uid] = account
    if balance:
        try:
            transfer(floor, account, balance)
        except ValueError:
            del floor.accounts[uid]
            raise


def transfer(floor: Floor, account: Account, amount: Decimal) -> None:
    """Move USDT into an account, or out of it when `amount` is negative.

    Raises Rejection 300003 when more would leave than is free, and ValueError for nothing.
    """
    if not amount.is_finite() or not SETTLE <= abs(amount) <= _MOST:
        raise ValueError(f"a transfer moves {SETTLE} to {_MOST} USDT, not {amount}")
    if not on_grid(amount, SETTLE):
        raise ValueError(f"a transfer has eight decimals at most, not {amount}")
    if amount < 0 and -amount > free(floor, account):
        raise balance_insufficient(-amount)
    account.balance += amount
    floor.changed.update(each.symbol for each in cross_holdings(account))
    account.external += amount
    kind = EntryType.TRANSFER_IN if amount > 0 else EntryType.TRANSFER_OUT
    book_entry(floor, account, kind, amount, ZERO, "Transferred from outside")
    if floor.listeners:
        news = WalletChanged(floor.now_ms, account.uid, wallet(floor, account), kind.value)
        floor.tell(news)
