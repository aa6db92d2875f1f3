"""A protection of freqtrade's that asks limits."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from freqtrade.exceptions import OperationalException
from freqtrade.plugins.protections import IProtection, ProtectionReturn

from custom_risk.account import DESK, Account
from custom_risk.account.history import BotHistory
from custom_risk.account.realised import RealisedAccount
from custom_risk.events import Reason
from custom_risk.inputs import RiskInputError
from custom_risk.limits import EVERY_PAIR, Violation, is_locked, lock_end, lock_reason
from custom_risk.protections.limits_of import limits_of
from custom_risk.settings.wording import RiskConfigError

logger = logging.getLogger(__name__)

WITHOUT_INPUT = timedelta(minutes=1)
"""How long nothing is entered, at least, when a limit could not be judged."""


class LimitProtection(IProtection):
    """Asks the limits of its name whenever freqtrade asks it: after an exit.

    The account is that of the strategy that trades. A strategy without risk rules has none; then
    it is what freqtrade's closed trades earned.
    """

    has_global_stop = True
    has_local_stop = False

    def __init__(self, config: dict[str, Any], protection_config: dict[str, Any]) -> None:
        """Raises OperationalException, so that the bot exits, for settings that cannot be used."""
        try:
            self._limits = limits_of([protection_config])
        except RiskConfigError as error:
            raise OperationalException(f"Protection {error}") from error
        super().__init__(config, protection_config)
        DESK.clear()
        history = BotHistory(paper=bool(config.get("dry_run", True)))
        self._realised = RealisedAccount(history)

    def short_desc(self) -> str:
        """What it watches, for the messages at the start."""
        return f"{self.name} - {', '.join(map(str, self._limits))}."

    def global_stop(
        self,
        date_now: datetime,
        side: str,  # noqa: ARG002 - a limit says itself which side it locks
        starting_balance: float,
    ) -> ProtectionReturn | None:
        """The lock on all pairs that stands longest."""
        return self._stop(EVERY_PAIR, date_now, starting_balance)

    def stop_per_pair(
        self,
        pair: str,
        date_now: datetime,
        side: str,  # noqa: ARG002 - likewise
        starting_balance: float,
    ) -> ProtectionReturn | None:
        """The lock on one pair that stands longest."""
        return self._stop(pair, date_now, starting_balance)

    def _stop(self, pair: str, now: datetime, starting_balance: float) -> ProtectionReturn | None:
        found = self._violations(self._account(starting_balance), now, pair)
        fresh = [each for each in found if each.pair == pair and not is_locked(each, now)]
        if not fresh:
            return None
        longest = max(fresh, key=lambda each: each.until)
        return ProtectionReturn(True, lock_end(longest), lock_reason(longest), longest.side)

    def _account(self, starting_balance: float) -> Account:
        if DESK.account is not None:
            return DESK.account
        self._realised.begin_with(starting_balance)
        return self._realised

    def _violations(self, account: Account, now: datetime, pair: str) -> list[Violation]:
        """What the limits say; a pause where one cannot be judged.

        freqtrade asks while it books an exit, so nothing may escape from here.
        """
        try:
            asked = [each.violation(account, now, pair) for each in self._limits]
        except RiskInputError as error:
            return [Violation(Reason.INPUT_MISSING, now + WITHOUT_INPUT, str(error), pair)]
        except Exception as error:
            logger.exception("%s could not be judged", self.name)
            return [Violation(Reason.INTERNAL_ERROR, now + WITHOUT_INPUT, repr(error), pair)]
        return [each for each in asked if each is not None]
