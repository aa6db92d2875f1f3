"""What is said of a Ray cluster before it is asked anything."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from enygma import cli
from enygma.research.walk_forward.place import PlaceError
from enygma.research.walk_forward.ray_place import RayPlace

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


@pytest.mark.skipif(find_spec("ray") is not None, reason="ray is installed")
def test_without_ray_the_extra_is_named(
    make_place: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_place().run(*THREE_WINDOWS, "--ray", "local") == cli.EXIT_REFUSED
    assert "--ray needs ray; install it with: pip install 'enygma[ray]'" in capsys.readouterr().err
