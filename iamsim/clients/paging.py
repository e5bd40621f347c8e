"""A call's pages, one after the other: `for page in iam.get_paginator("list_users").paginate(): …`.

boto3 can also search pages by JMESPath, and stop after a number of items: that is said, with what to write
instead, as neither is worth a dependency.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from iamsim.aws.errors import NotSimulated

_OF_ONE_PAGE = {"IsTruncated", "Marker", "ResponseMetadata"}


class OperationNotPageable(TypeError):
    """A paginator was asked for where a call has no pages."""


class Paginator:
    """The pages of a call, whatever it is given."""

    def __init__(self, call: Callable[..., dict[str, Any]], lists: Sequence[str]) -> None:
        """`lists` are those of the call's answer that have pages."""
        self._call = call
        self._lists = lists

    def paginate(self, **given: Any) -> Pages:
        """One page after the other; `PaginationConfig={"PageSize": 10}` makes them small."""
        config = given.pop("PaginationConfig", {})
        for name in config.keys() - {"PageSize"}:
            raise NotSimulated(f"PaginationConfig: {name} is not simulated (only PageSize); stop reading")
        size = {"MaxItems": config["PageSize"]} if config.get("PageSize") else {}
        return Pages(self._call, self._lists, {**given, **size})


class Pages:
    """A call's answers, asked for while one reads; reading again asks again."""

    def __init__(
        self, call: Callable[..., dict[str, Any]], lists: Sequence[str], given: Mapping[str, Any]
    ) -> None:
        """`given` are the call's parameters."""
        self._call = call
        self._lists = lists
        self._given = given

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """One page after the other."""
        page = self._call(**self._given)
        yield page
        while page["IsTruncated"]:
            page = self._call(**self._given, Marker=page["Marker"])
            yield page

    def build_full_result(self) -> dict[str, Any]:
        """All pages as one: their lists joined, without what belongs to a single page."""
        full: dict[str, Any] = {}
        for page in self:
            for name, value in page.items():
                if name not in _OF_ONE_PAGE:
                    full[name] = [*full.get(name, []), *value] if isinstance(value, list) else value
        return full

    def search(self, expression: str) -> Iterator[Any]:
        """Say what to write instead: JMESPath is not simulated."""
        instead = f'[one for page in pages for one in page["{self._lists[0]}"]]'
        raise NotSimulated(f"search({expression!r}): JMESPath is not simulated; write {instead}")
