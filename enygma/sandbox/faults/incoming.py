"""What a fault can know about a request or a pushed frame."""

from dataclasses import dataclass

_CHANGING = frozenset({"POST", "DELETE", "PUT", "PATCH"})
_ORDERS = ("/api/v1/orders", "/api/v1/st-orders", "/api/v1/stopOrders", "/api/v3/orders")
_TEST = "/api/v1/orders/test"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request.

    `route` is the path with placeholders for what varies, e.g. "/api/v1/orders/{orderId}", and
    `owner` names the key that signed it, empty on public calls. `detail` is what else tells apart
    requests that a client may send side by side: granularity of candles, side of an order.
    """

    method: str
    path: str
    route: str
    symbol: str = ""
    owner: str = ""
    detail: str = ""
    has_stop: bool = False

    @property
    def key(self) -> str:
        """Equal for repetitions of the same request: free of ids, prices and times."""
        return "|".join((self.method, self.route, self.symbol, self.owner, self.detail))

    @property
    def changes_orders(self) -> bool:
        """Whether it places or cancels orders."""
        return self.method in _CHANGING and self.route.startswith(_ORDERS) and self.route != _TEST

    @property
    def places_orders(self) -> bool:
        """Whether it places orders."""
        return self.changes_orders and self.method == "POST"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One frame on its way to a client: the topic, and the account of a private one (or 0)."""

    topic: str
    uid: int = 0

    @property
    def key(self) -> str:
        """Equal for the frames of one topic and account."""
        return f"{self.topic}|{self.uid}"
