"""The account: equity, the day, open positions, closed trades."""

from custom_risk.account.account import Account
from custom_risk.account.bot_wallet import BotWallet
from custom_risk.account.closed_trade import ClosedTrade
from custom_risk.account.day import Day, Days, DayStore
from custom_risk.account.desk import DESK, Desk
from custom_risk.account.history import BotHistory, TradeHistory, is_other_money
from custom_risk.account.one_look import one_look
from custom_risk.account.open_position import OpenPosition

__all__ = [
    "DESK",
    "Account",
    "BotHistory",
    "BotWallet",
    "ClosedTrade",
    "Day",
    "DayStore",
    "Days",
    "Desk",
    "OpenPosition",
    "TradeHistory",
    "is_other_money",
    "one_look",
]
