"""A profile from the configuration and the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from enygma.scoring.errors import ScoringConfigError
from enygma.scoring.profile import DEFAULT_PROFILE, PROFILES, ScoringProfile

ENVIRONMENT: Final[Mapping[str, tuple[str, str, type[int] | type[float]]]] = {
    "STRICT_ENTRY_MIN_SCORE": ("gates", "min_score", int),
    "STRICT_MIN_CONFIDENCE": ("gates", "min_confidence", float),
}
"""Environment variables and the number of the profile each replaces."""


def load_profile(section: Mapping[str, Any] | None, environ: Mapping[str, str]) -> ScoringProfile:
    """The profile that the `enygma` section names, with its overrides and the environment's.

    `section["profile"]` is the name of a profile, `section["scoring"]` the numbers that differ
    from it, nested as in `ScoringProfile`: `{"gates": {"min_score": 85}}`. Other keys belong to
    other parts of the product. The environment (see `ENVIRONMENT`) comes last.

    Raises ScoringConfigError naming the key, the value and what is allowed.
    """
    settings = _mapping(section or {}, "enygma")
    profile = _named(settings.get("profile", DEFAULT_PROFILE))
    overrides = _mapping(settings.get("scoring") or {}, "enygma.scoring")
    profile = _overridden(profile, overrides, "enygma.scoring")
    for variable, (group, key, kind) in ENVIRONMENT.items():
        if text := environ.get(variable, "").strip():
            value = _number(variable, text, kind)
            profile = _overridden(profile, {group: {key: value}}, variable)
    return profile


def require_consistent(profile: ScoringProfile, where: str) -> None:
    """Judge a profile again whose numbers were changed one by one.

    Raises ScoringConfigError naming the numbers that cannot hold together, after `where`.
    """
    try:
        ScoringProfile.model_validate(profile.model_dump(by_alias=True))
    except ValidationError as error:
        raise ScoringConfigError(sentence(error, where)) from error


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ScoringConfigError(f"{where}: {value!r} is no section; write {{…}}")
    return value


def _named(name: object) -> ScoringProfile:
    if not isinstance(name, str) or name not in PROFILES:
        known = ", ".join(PROFILES)
        raise ScoringConfigError(f"enygma.profile: {name!r} is none; there are {known}")
    return PROFILES[name]


def _number(variable: str, text: str, kind: type[int] | type[float]) -> float:
    try:
        return kind(text)
    except ValueError:
        wanted = "a whole number" if kind is int else "a number"
        raise ScoringConfigError(f"{variable}: {text!r} is not {wanted}") from None


def _overridden(
    profile: ScoringProfile, overrides: Mapping[str, Any], where: str
) -> ScoringProfile:
    if not overrides:
        return profile
    numbers = _merged(profile.model_dump(by_alias=True), overrides)
    try:
        return ScoringProfile.model_validate(numbers)
    except ValidationError as error:
        raise ScoringConfigError(sentence(error, where)) from error


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        inner = merged.get(key)
        if isinstance(inner, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(inner, value)
        else:
            merged[key] = value
    return merged


def sentence(error: ValidationError, where: str) -> str:
    """What is wrong in a section of the configuration, each with its key after `where`."""
    return "; ".join(_problem(each, where) for each in error.errors(include_url=False))


def _problem(problem: Any, where: str) -> str:
    # a variable of the environment already names what it replaces
    place = where if where in ENVIRONMENT else ".".join((where, *map(str, problem["loc"])))
    if problem["type"] == "extra_forbidden":
        return f"{place}: there is no such setting"
    reason = problem["msg"].removeprefix("Value error, ").removeprefix("Input ")
    shown = "" if isinstance(problem["input"], Mapping) else f" {problem['input']!r}:"
    return f"{place}:{shown} {reason}"
