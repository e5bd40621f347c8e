"""One object of an account's file: its fields by type, and in each complaint the path to it.

    {"UserName": "ana", "Arn": …} → FileObject → text, objects, ARN, tags, policy document

Source: IAM API Reference, GetAccountAuthorizationDetails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from iamsim.account.policies import DEFAULT_DATE, Tags
from iamsim.aws.errors import MalformedAccount, MalformedPolicyDocument
from iamsim.policy import PolicyDocument, split_arn
from iamsim.policy.json_text import JSON_TYPES, json_type

_Value = TypeVar("_Value")


class FileObject(NamedTuple):
    """An object of the file, and its path in the file for error messages: `UserDetailList[3] (ana)`."""

    fields: Mapping[str, Any]
    path: str = ""

    def path_of(self, key: str) -> str:
        """Return the path of a field: `UserDetailList[3] (ana).Arn`."""
        return f"{self.path}.{key}" if self.path else key

    def value(self, key: str, expected: type[_Value], default: Any = ...) -> _Value:
        """Return a field's value.

        Raises MalformedAccount for another type, and for a field that is missing and has no default.
        """
        value = self.fields.get(key, default)
        if isinstance(value, expected):
            return value
        if value is ...:
            keys = ", ".join(self.fields) or "nothing"
            raise MalformedAccount(f"{self.path}: expected {key}, found only {keys}")
        types = f"expected {JSON_TYPES[expected]}, got {json_type(value)}"
        raise MalformedAccount(f"{self.path_of(key)}: {types}")

    def text(self, key: str, default: Any = ...) -> str:
        """Return a field that is a text; as `value` does."""
        return self.value(key, str, default)

    def objects(self, key: str, *, numbered: bool = True) -> list[FileObject]:
        """Return a list of objects. Their paths have their indices, unless `numbered` is false."""
        value = self.fields.get(key)
        if not value:  # some dumps have null for an empty list
            return []
        # AWS's own example has one object in place of a list of one.
        items = [value] if isinstance(value, dict) else value
        path = self.path_of(key)
        if not isinstance(items, list):
            raise MalformedAccount(f"{path}: expected a list of objects, got {json_type(value)}")
        objects = []
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                raise MalformedAccount(f"{path}[{index}]: expected an object, got {json_type(item)}")
            objects.append(FileObject(item, f"{path}[{index}]" if numbered else path))
        return objects

    def named_objects(self, key: str, name_key: str) -> Iterator[FileObject]:
        """Yield the objects of a list, with their names in their paths."""
        # One at a time: a missing name is reported after what is wrong with the objects before it.
        for item in self.objects(key):
            yield FileObject(item.fields, f"{item.path} ({item.text(name_key)})")

    def arn(self) -> str:
        """Return the object's ARN. Raises MalformedAccount for a text of another form."""
        arn = self.text("Arn")
        if split_arn(arn) is None:
            raise MalformedAccount(f"{self.path}.Arn: expected six parts divided by ':', got {arn!r}")
        return arn

    def date(self, key: str) -> str:
        """Return a date as text; the date of an account made here where there is none."""
        # Text in the CLI's JSON, a datetime in boto3's response.
        date = self.fields.get(key) or DEFAULT_DATE
        return date.isoformat() if isinstance(date, datetime) else str(date)

    def tags(self) -> Tags:
        """Return the tags, in the order of the file."""
        tags = self.objects("Tags", numbered=False)
        return tuple([(tag.text("Key"), tag.text("Value")) for tag in tags])

    def document(self, key: str) -> PolicyDocument:
        """Return a policy, which is an object, JSON text, or JSON text that is percent-encoded (RFC 3986).

        Raises MalformedAccount with the path, and what is wrong with the policy.
        """
        value = self.fields.get(key)
        # The API encodes documents, and the CLI and boto3 decode them; JSON cannot begin with "%".
        if isinstance(value, str) and value.lstrip()[:1] == "%":
            value = unquote(value)
        if not isinstance(value, str | dict):
            raise MalformedAccount(f"{self.path}.{key}: expected a policy, got {json_type(value)}")
        try:
            # "stored": AWS holds policies from before today's rules, which it would refuse in a new policy.
            return PolicyDocument.parse(value, "stored")
        except MalformedPolicyDocument as error:
            raise MalformedAccount(f"{self.path}.{key}: {error}") from None
