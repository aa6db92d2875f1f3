"""What is said of a Ray cluster before it is asked anything."""

from __future__ import annotations

from importlib.util import find_spec
from socket import socket

import pytest

from enygma import cli
from enygma.research.walk_forward.place import PlaceError
from enygma.research.walk_forward.ray_place import RayPlace, require_listener

from .conftest import THREE_WINDOWS, Places


class TwoCores:
    """Stands for Ray with a cluster of two cores."""

    def cluster_resources(self) -> dict[str, float]:
        """As Ray names them."""
        return {"CPU": 2.0, "memory": 1e9}


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        (1, "computes a single job in this process .* needs --jobs 2 at least"),
        (3, "--jobs 3: the Ray cluster at here has 2 cores"),
    ],
)
def test_jobs_that_ray_cannot_take_are_refused(jobs: int, said: str) -> None:
    place = RayPlace("here")
    place._ray = TwoCores()
    with pytest.raises(PlaceError, match=said):
        place.require(jobs)
    place.require(2)


def test_an_address_without_a_listener_is_refused_at_once() -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        # bound, and nobody listens
        with pytest.raises(
            PlaceError, match=f"nothing listens at 127.0.0.1:{port} .*--port {port}"
        ):
            require_listener(f"127.0.0.1:{port}")
        taken.listen()
        require_listener(f"127.0.0.1:{port}")


@pytest.mark.parametrize("word", ["auto", "local", "ray://host", ""])
def test_words_that_are_no_address_are_left_to_ray(word: str) -> None:
    require_listener(word)


def test_a_port_that_cannot_be_is_refused() -> None:
    with pytest.raises(PlaceError, match=r"nothing listens at .*:99999"):
        require_listener("127.0.0.1:99999")


@pytest.mark.skipif(find_spec("ray") is not None, reason="ray is installed")
def test_without_ray_the_extra_is_named(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_place().run(*THREE_WINDOWS, "--ray", "local") == cli.EXIT_REFUSED
    assert "--ray needs ray; install it with: pip install 'enygma[ray]'" in capsys.readouterr().err
