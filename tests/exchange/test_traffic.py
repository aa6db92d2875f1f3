"""Requests and orders are measured where they leave; who watches cannot disturb them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import ccxt
import pytest

from enygma.exchange.client import SyncClient, adopt
from enygma.exchange.errors import NoPositionError, ParameterRefusedError
from enygma.exchange.traffic import Traffic
from enygma.sandbox import running_sandbox
from enygma.sandbox.market.synthetic import SyntheticMarket


@dataclass
class Ear:
    """Keeps what it hears."""

    requests: list[tuple[float, bool]] = field(default_factory=list)
    orders: list[bool] = field(default_factory=list)

    def on_request(self, latency_s: float, *, failed: bool) -> None:
        self.requests.append((latency_s, failed))

    def on_order(self, *, failed: bool) -> None:
        self.orders.append(failed)


class Deaf(Ear):
    """Fails whenever it is told something."""

    def on_request(self, latency_s: float, *, failed: bool) -> None:
        raise RuntimeError("deaf")

    def on_order(self, *, failed: bool) -> None:
        raise RuntimeError("deaf")


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def traffic(ear: Ear) -> Traffic:
    """A clock that ticks half a second at each look."""
    ticks = count()
    traffic = Traffic(clock=lambda: next(ticks) / 2)
    traffic.watch(ear)
    return traffic


def test_an_answer_is_timed(traffic: Traffic, ear: Ear) -> None:
    with traffic.request():
        pass
    assert ear.requests == [(0.5, False)]


@pytest.mark.parametrize(
    ("error", "failed"),
    [
        (ccxt.RequestTimeout("none"), True),
        (ccxt.ExchangeNotAvailable("503"), True),
        (ccxt.DDoSProtection("429"), True),
        (ccxt.BadResponse("a page"), True),
        (ccxt.InsufficientFunds("poor"), False),
        (ParameterRefusedError("odd"), False),
        (ccxt.OrderNotFound("gone"), False),
    ],
)
def test_a_refusal_is_an_answer_and_what_is_none_is_a_failure(
    traffic: Traffic, ear: Ear, error: ccxt.BaseError, failed: bool
) -> None:
    with pytest.raises(type(error)), traffic.request():
        raise error
    assert ear.requests == [(0.5, failed)]


def test_an_order_fails_also_when_it_is_refused(traffic: Traffic, ear: Ear) -> None:
    with traffic.order():
        pass
    with pytest.raises(ccxt.InsufficientFunds), traffic.order():
        raise ccxt.InsufficientFunds("poor")
    assert ear.orders == [False, True]


def test_an_exit_whose_position_is_gone_says_nothing_about_the_exchange(
    traffic: Traffic, ear: Ear
) -> None:
    with pytest.raises(NoPositionError), traffic.order():
        raise NoPositionError("gone")
    assert ear.orders == []


def test_an_observer_that_fails_disturbs_neither_order_nor_the_next_observer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    traffic, ear = Traffic(), Ear()
    traffic.watch(Deaf())
    traffic.watch(ear)
    with traffic.order(), traffic.request():
        pass
    assert (len(ear.requests), ear.orders) == (1, [False])
    assert "An observer of the exchange's requests failed." in caplog.text


def test_every_request_of_the_client_is_measured(traffic: Traffic, ear: Ear) -> None:
    market = SyntheticMarket(7, 1_767_571_200_000, 1_767_657_600_000, ("BTC/USDT:USDT",))
    with running_sandbox(market) as venue:
        hosts = ("public", "private", "futuresPublic", "futuresPrivate", "uta", "utaPrivate")
        api = ccxt.kucoin({"urls": {"api": dict.fromkeys(hosts, venue.url)}})
        assert isinstance(adopt(api, traffic), SyncClient)
        api.futurespublic_get_timestamp()
        with pytest.raises(ccxt.BaseError):
            api.futurespublic_get_contracts_symbol({"symbol": "NOSUCHM"})

    assert ear.requests == [(0.5, False), (0.5, False)]
