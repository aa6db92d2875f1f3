"""Paper trades and real ones never share a database."""

from __future__ import annotations

from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade

from custom_risk.account import is_other_money


def require_own_trades(*, dry_run: bool) -> None:
    """Refuse to go on with open trades of the other kind.

    A dry run would "close" real trades with simulated fills and forget positions that are still
    open; a live run would look after positions that were never opened. Closed trades may stay.

    Raises:
        OperationalException: It names the trades and says how to choose another database.
    """
    foreign = [each for each in Trade.get_open_trades() if is_other_money(each, paper=dry_run)]
    if not foreign:
        return
    ours, theirs = ("paper", "real") if dry_run else ("real", "paper")
    named = ", ".join(f"{trade.id} ({trade.pair})" for trade in foreign)
    raise OperationalException(
        f"The database holds open trades with {theirs} money: {named}. This run trades with {ours} "
        "money and would lose track of them. Give it a database of its own, with --db-url or "
        '"db_url", for example sqlite:///user_data/other.sqlite. Nothing was traded.'
    )
