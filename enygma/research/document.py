"""A template of this package as one HTML file that needs no network."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from enygma.research.refusal import ResearchError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def document(
    template: str, scripts: Sequence[str], payload: Mapping[str, Any], words: Mapping[str, Any]
) -> str:
    """The whole page, with plotly, the style and the scripts within it.

    Args:
        template: its file name in `templates`.
        scripts: file names of the scripts, in the order they run.
        payload: the data that the scripts draw.
        words: what the template says.

    Raises:
        ResearchError: plotly is not installed.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("enygma.research"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(template).render(
        css=_template_text("page.css"),
        scripts=[_template_text(name) for name in scripts],
        plotly_js=_plotly_js(),
        payload=payload,
        **words,
    )


def require_plotly() -> None:
    """Raise `ResearchError` when plotly, which draws every page, is not installed."""
    _plotly_js()


def _template_text(name: str) -> str:
    return (resources.files("enygma.research") / "templates" / name).read_text(encoding="utf-8")


def _plotly_js() -> str:
    try:
        from plotly.offline import get_plotlyjs
    except ImportError as error:
        raise ResearchError(
            "the page needs plotly; install it with: pip install 'enygma[plot]'"
        ) from error
    script: str = get_plotlyjs()
    return script
