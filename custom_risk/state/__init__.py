"""What risk knows beyond the process: rows in the database of the bot."""

from custom_risk.state.day import StoredDay
from custom_risk.state.entry_signal import EntrySignals
from custom_risk.state.equity import StoredEquity
from custom_risk.state.error import StateError
from custom_risk.state.risk_state import RiskState
from custom_risk.state.settings import SeenSettings, StoredSettings

__all__ = [
    "EntrySignals",
    "RiskState",
    "SeenSettings",
    "StateError",
    "StoredDay",
    "StoredEquity",
    "StoredSettings",
]
