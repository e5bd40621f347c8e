"""TOML tables → dataclasses: the fields' names and types are the schema, and each complaint says where.

    read(Option, {"text": "Yes", "gives": "TRUTHS", "why": "."}) → ValueError: gives: unknown 'TRUTHS' (...)

A field without a default must be there. Its type says what may stand in it: text, numbers, dataclasses,
tuples and mappings of these; `Annotated[str, OneOf(names)]` is a text that must be one of some names. The
place is put before the problem on the way up: `options[2]: gives: unknown ...`.

cattrs would do half of it: it neither names the nearest key nor says what was expected in these words, and it
would be three more packages for `iamsim grade` and for the site.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from iamsim.aws.errors import suggest_names

T = TypeVar("T")
COMPUTED = {"computed": True}
"""Metadata of a field that the program computes: it is no key of the file."""
REQUIRED = {"required": True}
"""Metadata of a field with a default that must be there nevertheless, wherever it may be there."""


def key_named(key: str) -> Mapping[str, Any]:
    """Return metadata of a field whose key has another name: a list of tables is written in the singular."""
    return {"key": key}


TYPE_WORDS: Mapping[type, str] = {
    str: "text",
    list: "a list",
    dict: "a table",
    bool: "true or false",
    int: "a number",
}


class OneOf(NamedTuple):
    """In an annotation: the text must be one of these names."""

    names: Collection[str]


class Key(NamedTuple):
    """One key that a table may have."""

    field: str
    annotation: Any
    required: bool

    @property
    def toml_type(self) -> Any:
        """The Python type that `tomllib` gives for it; `object` if anything may stand there."""
        annotation = (
            get_args(self.annotation)[0] if get_origin(self.annotation) is Annotated else self.annotation
        )
        origin = get_origin(annotation) or annotation
        if is_dataclass(origin) or origin is Mapping:
            return dict
        if origin is tuple:
            return list
        return origin if origin in TYPE_WORDS else object


@contextmanager
def place(name: str) -> Iterator[None]:
    """Put a place before the problem of a ValueError: `options[2]: ...`."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def keys_of(cls: type) -> Mapping[str, Key]:
    """Return the keys that a dataclass reads, by name."""
    return _keys_of(cls)


@cache  # without it a lesson takes 60 ms to read, with it 25
def _keys_of(cls: type) -> Mapping[str, Key]:
    # include_extras keeps Annotated; without it OneOf would be lost.
    hints = get_type_hints(cls, include_extras=True)
    return {
        field.metadata.get("key", field.name): Key(
            field.name,
            _without_none(hints[field.name]),
            "required" in field.metadata or (field.default is MISSING and field.default_factory is MISSING),
        )
        for field in fields(cls)
        if "computed" not in field.metadata
    }


def _without_none(annotation: Any) -> Any:
    """Return X for `X | None`: TOML has no null, so that None only says that the key is not there."""
    options = [option for option in get_args(annotation) if option is not type(None)]
    return options[0] if type(None) in get_args(annotation) and len(options) == 1 else annotation


def read(cls: type[T], raw: Mapping[str, Any], **computed: Any) -> T:
    """Read a table as a dataclass, with the fields that the file does not have. Raises ValueError."""
    check_keys(raw, keys_of(cls))
    return read_checked(cls, raw, **computed)


def read_checked(cls: type[T], raw: Mapping[str, Any], **computed: Any) -> T:
    """Read a table whose keys are checked already, and which may have keys of other dataclasses."""
    keys = keys_of(cls)
    values = {
        key.field: convert(key.annotation, raw[name], name) for name, key in keys.items() if name in raw
    }
    return cls(**values, **computed)


def check_keys(raw: Mapping[str, Any], keys: Mapping[str, Key]) -> None:
    """Refuse a key that is unknown, of another type, or missing. Raises ValueError."""
    # Unknown keys before missing ones: a misspelt key is both, and its own name with the nearest says more.
    for name, value in raw.items():
        with place("key"):
            check_name(name, keys)
        toml_type = keys[name].toml_type
        if not isinstance(value, toml_type):
            raise ValueError(f"{name}: expected {TYPE_WORDS[toml_type]}, got {value!r:.40}")  # noqa: TRY004 - what a file says
    for name, key in keys.items():
        if key.required and name not in raw:
            raise ValueError(f"{name}: missing")


def convert(annotation: Any, value: Any, name: str) -> Any:
    """Convert the value of a key to the type of its field. Raises ValueError that begins with the key."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        with place(name):
            return check_name(value, arguments[1].names)
    if is_dataclass(annotation):
        if not isinstance(value, dict):
            raise ValueError(f"{name}: expected a table, got {value!r:.40}")
        with place(name):
            return read(annotation, value)  # type: ignore[arg-type]
    if origin is tuple:
        return tuple(_convert_item(arguments[0], item, name, number) for number, item in enumerate(value, 1))
    if origin is Mapping and get_origin(arguments[1]) is tuple:
        return {key: tuple(items) for key, items in value.items()}
    return value


def _convert_item(annotation: Any, item: Any, name: str, number: int) -> Any:
    is_text = annotation is str or get_origin(annotation) is Annotated
    if is_text and not isinstance(item, str):
        raise ValueError(f"{name}: expected texts, got {item!r:.40}")
    return convert(annotation, item, name if is_text else f"{name}[{number}]")


def check_name(value: Any, names: Iterable[str]) -> str:
    """Return the value if it is one of the names. Raises ValueError with the nearest name, or with all."""
    known_values = list(names)
    if not isinstance(value, str) or value not in known_values:
        problem = f"unknown {value!r:.60}" if value else "missing"
        raise ValueError(f"{problem} ({known_names(str(value), known_values)})")
    return value


def known_names(name: str, names: Iterable[str]) -> str:
    """Return what there is instead of a name that there is not."""
    # `suggest_names` speaks of an account's users and groups; here the names are keys and ids.
    return suggest_names(name, names).replace("this account has", "there is")
