"""The market of the strategies' tests."""

from tests.strategies.conftest import configure, datadir, venue_url

__all__ = ["configure", "datadir", "venue_url"]
