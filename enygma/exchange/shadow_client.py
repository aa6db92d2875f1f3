"""A client with real keys that can send one thing only: a test of an order."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import ccxt

from enygma.exchange.client import SyncClient

TEST_PATH = "/api/v1/orders/test"
"""KuCoin checks an order sent here as it would a real one, and places nothing."""


class ShadowClient(SyncClient):
    """ccxt's KuCoin, cut down at the one place through which every request leaves."""

    def fetch(self, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        """Send a test of an order.

        Raises:
            ccxt.NotSupported: It is any other request; it does not leave.
        """
        if method != "POST" or urlsplit(url).path != TEST_PATH:
            raise ccxt.NotSupported(
                f"the shadow client sends tests of orders only, not {method} {url}"
            )
        # a redirect could lead such a request somewhere else
        self.session.max_redirects = 0
        return super().fetch(url, method, headers, body)
