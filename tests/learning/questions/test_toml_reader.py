"""The TOML reader: a dataclass's fields are its schema, and a complaint begins with the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from iamsim.learning.questions.toml_reader import (
    COMPUTED,
    REQUIRED,
    OneOf,
    check_name,
    key_named,
    keys_of,
    place,
    read,
)


@dataclass(frozen=True)
class Wheel:
    size: int
    colour: Annotated[str, OneOf(("red", "blue"))] = "red"

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError("expected a wheel that turns")


@dataclass(frozen=True)
class Cart:
    name: str
    wheels: tuple[Wheel, ...] = field(default=(), metadata=key_named("wheel"))
    spare: Wheel | None = None
    tags: tuple[str, ...] = ()
    loads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extra: Any = None
    sold: bool = field(default=False, metadata=REQUIRED)
    weight: int = field(default=0, metadata=COMPUTED)


def test_a_table_becomes_a_dataclass() -> None:
    raw = {"name": "c", "wheel": [{"size": 2, "colour": "blue"}], "spare": {"size": 3}, "loads": {"a": ["b"]}, "sold": True}
    assert read(Cart, raw, weight=7) == Cart("c", (Wheel(2, "blue"),), Wheel(3), loads={"a": ("b",)}, sold=True, weight=7)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"colour": 1}, "key: unknown 'colour' (there is: extra, loads, name, sold, spare, tags, wheel)", id="an unknown key"),
        pytest.param({"weight": 1}, "key: unknown 'weight' (there is: extra, loads, name, sold, spare, tags, wheel)", id="a computed field"),
        pytest.param({"name": 1}, "name: expected text, got 1", id="a number for a text"),
        pytest.param({"sold": "no"}, "sold: expected true or false, got 'no'", id="a text for a truth"),
        pytest.param({"tags": "x"}, "tags: expected a list, got 'x'", id="a text for a list"),
        pytest.param({"tags": [1]}, "tags: expected texts, got 1", id="a number in a list of texts"),
        pytest.param({"spare": 1}, "spare: expected a table, got 1", id="a number for a table"),
        pytest.param({"wheel": [1]}, "wheel[1]: expected a table, got 1", id="a number in a list of tables"),
        pytest.param({"wheel": [{"size": 1}, {}]}, "wheel[2]: size: missing", id="a key that is missing inside"),
        pytest.param({"spare": {"size": 0}}, "spare: expected a wheel that turns", id="what the dataclass refuses"),
        pytest.param(
            {"spare": {"size": 1, "colour": "rad"}}, "spare: colour: unknown 'rad' (there is: blue, red)", id="none of the names"
        ),
    ],
)
def test_a_complaint_begins_with_the_place(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
        read(Cart, {"name": "c", "sold": True, **change})


def test_a_field_may_be_required_although_it_has_a_default() -> None:
    with pytest.raises(ValueError, match="sold: missing"):
        read(Cart, {"name": "c"})
    assert [name for name, key in keys_of(Cart).items() if key.required] == ["name", "sold"]


def test_places_are_put_before_a_problem_from_the_inside_out() -> None:
    with pytest.raises(ValueError, match=r"^outer: inner: missing \(there is: a\)$"), place("outer"), place("inner"):
        check_name("", ["a"])
