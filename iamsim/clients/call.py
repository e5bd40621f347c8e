"""One call on one account: (operation, account, arguments) → (account after it, response).

    perform(IAM["create_user"], account, {"UserName": "ana"})  →  an account with ana, {"User": {...}}

An operation is two pure functions, `change` (call → the account after it) and `answer` (call → response).
`create_user` and `get_user` share one answer: the user, as the account now knows them. A call that fails
raises one of AWS's errors; the account is a value and stays what it was.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple, TypeAlias, TypeVar

from iamsim.account import DEFAULT_DATE, Account, Identity, ManagedPolicy, Tags, User, check_exact_arn
from iamsim.aws.errors import InvalidInput, LimitExceeded, ValidationError
from iamsim.aws.quotas import QUOTAS
from iamsim.clients.parameters import Parameter, validate_as_aws
from iamsim.policy import split_arn

# IAM User Guide, reference_identifiers ("Unique identifiers").
ID_PREFIXES = {"user": "AIDA", "group": "AGPA", "role": "AROA", "policy": "ANPA"}


class IdGenerator(NamedTuple):
    """Ids, keys and dates for what one change creates, from a seed and the number of changes before it.

    No clock and no random numbers: the same calls on the same seed give the same account, so that lessons
    print the same each time.
    """

    seed: int = 0
    change_number: int = 0

    def _letters(self, *words: object) -> str:
        """Return 40 capitals and digits that depend on the words, the seed and the change."""
        from hashlib import blake2b  # noqa: PLC0415 - `import iamsim` need not wait for OpenSSL

        # Not `hash`, which gives another number for a text in each run of Python.
        text = " ".join(map(str, (self.seed, self.change_number, *words)))
        return b32encode(blake2b(text.encode(), digest_size=25).digest()).decode()

    def unique_id(self, kind: str, name: str) -> str:
        """Return 21 characters, such as AIDAJQABLZS4A3QDU576Q for a user."""
        return ID_PREFIXES[kind] + self._letters(kind, name)[:17]

    def access_key_id(self, owner: str, taken_ids: Collection[str], prefix: str = "AKIA") -> str:
        """Return 20 characters that end in EXAMPLE and are not among `taken_ids`."""
        # AWS's manuals end their keys in EXAMPLE too: no scanner for secrets takes these for real ones.
        key_ids = (f"{prefix}{self._letters(prefix, owner, attempt)[:9]}EXAMPLE" for attempt in count())
        return next(key_id for key_id in key_ids if key_id not in taken_ids)

    def secret(self, key_id: str) -> str:
        """Return 40 characters that no service accepts. They are shown once and stored nowhere."""
        return f"{self._letters('secret', key_id)[:30]}EXAMPLEKEY"

    @property
    def create_date(self) -> str:
        """The date of the change, in ISO 8601: one minute per change, counted from DEFAULT_DATE."""
        return (datetime.fromisoformat(DEFAULT_DATE) + timedelta(minutes=self.change_number)).isoformat()


_Entity = TypeVar("_Entity", bound="Identity | ManagedPolicy")


@dataclass(frozen=True, slots=True)
class Call:
    """An account, the arguments of one call on it, and the ids for what the call creates."""

    account: Account
    arguments: Mapping[str, Any]
    ids: IdGenerator
    kind: str = ""  # of the entity it is about: "user", "group", "role", "policy"
    principal: str = ""  # who calls STS: a user's name or an ARN; empty for root

    def __getitem__(self, name: str) -> Any:
        """Return a required argument."""
        return self.arguments[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return an optional argument, or the default."""
        return self.arguments.get(name, default)

    @property
    def kind_title(self) -> str:
        """The kind as names of parameters and quotas begin with it: "User"."""
        return self.kind.capitalize()

    @property
    def name(self) -> str:
        """The name of the user, group, role or new policy that the call is about."""
        return str(self.arguments[f"{self.kind_title}Name"])

    @property
    def identity(self) -> Identity:
        """The user, group or role that the call is about. Raises NoSuchEntity, ValidationError."""
        name = self.get(f"{self.kind_title}Name")
        if name is None:
            # AWS takes the caller's own name where UserName is left out; here the caller of IAM is root.
            message = f"Must specify {self.kind}Name when calling with non-User credentials"
            raise ValidationError(message, f"expected {self.kind_title}Name=...")
        return self.account.identity(self.kind, name)

    @property
    def user(self) -> User:
        """The user that the call is about. Raises as `identity` does."""
        user = self.identity
        assert isinstance(user, User)  # noqa: S101 - only operations of the kind "user" ask for it
        return user

    def arn(self, path: str, name: str) -> str:
        """Return the ARN of an entity of the call's kind in its account."""
        return f"arn:{self.account.partition}:iam::{self.account.account_id}:{self.kind}{path}{name}"

    def with_path_prefix(self, entities: Iterable[_Entity]) -> list[_Entity]:
        """Return the entities whose path begins with the argument PathPrefix; all without this argument."""
        prefix = self.get("PathPrefix", "/")
        return [entity for entity in entities if entity.path.startswith(prefix)]

    @property
    def tags(self) -> Tags:
        """The tags among the arguments. Raises InvalidInput if a key is there twice."""
        tags = tuple([(tag["Key"], tag["Value"]) for tag in self.get("Tags", ())])
        keys = [self.tag_key(key) for key, _ in tags]
        duplicate = next((key for key in keys if keys.count(key) > 1), None)
        if duplicate is not None:
            note = "" if self.kind == "policy" else " Please note that Tag keys are case insensitive."
            raise InvalidInput(f"Duplicate tag keys found.{note}", f"tag key {duplicate!r} was given twice")
        return tags

    def tag_key(self, key: str) -> str:
        """Return the form of a tag's key under which it is unique; only a policy's keep case (id_tags)."""
        return key if self.kind == "policy" else key.casefold()

    def on(self, account: Account) -> Call:
        """Return the same call on another account, such as the one that it has made."""
        return replace(self, account=account)

    def account_with(self, entity: Identity | ManagedPolicy, **fields: Any) -> Account:
        """Return the call's account with some fields of a user, group, role or managed policy changed."""
        if isinstance(entity, ManagedPolicy):
            return self.account.with_policy(replace(entity, **fields))
        return self.account.with_identity(replace(entity, **fields))


def check_quota(count_before: int, quota: str, subject: str, hint: str = "") -> None:
    """Raise LimitExceeded if one more is too many; `quota` is a key of QUOTAS."""
    limit = QUOTAS[quota]
    if count_before >= limit:
        raise LimitExceeded(f"Cannot exceed quota for {subject}: {limit}", hint)


def identity_from_arn(account: Account, kind: str, arn: str) -> Identity | None:
    """Return the group or role with an ARN; None if the ARN is of another kind. Raises NoSuchEntity."""
    parts = split_arn(arn)
    if parts is None or not parts[5].startswith(f"{kind}/"):
        return None
    identity = account.identity(kind, parts[5].rpartition("/")[2])
    check_exact_arn(identity, arn)
    return identity


Response: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Call], Account]
Answer: TypeAlias = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """One of AWS's calls: its parameters, what it changes and answers, the lists of its answer with pages."""

    parameters: tuple[Parameter, ...]
    change: Change | None = None
    answer: Answer | None = None
    kind: str = ""
    paged_lists: tuple[str, ...] = ()
    console_path: str = ""  # empty if the console has no such page


def perform(
    operation: Operation,
    account: Account,
    arguments: Mapping[str, Any],
    ids: IdGenerator | None = None,
    principal: str = "",
) -> tuple[Account, Response]:
    """Carry out one call with the arguments that boto3 would send. Raises ClientError with AWS's code.

    >>> from iamsim.clients import IAM
    >>> account, response = perform(IAM["create_group"], Account(), {"GroupName": "Web"})
    >>> response["Group"]["Arn"], list(account.groups)
    ('arn:aws:iam::123456789012:group/Web', ['web'])
    """
    # boto3's own checks belong to the client: an account made from a script of calls skips them.
    validate_as_aws(operation.parameters, arguments)
    call = Call(account, arguments, ids or IdGenerator(), operation.kind, principal)
    if operation.change:
        account = operation.change(call)
    response = operation.answer(call.on(account)) if operation.answer else {}
    if operation.paged_lists:
        response = _page(response, operation.paged_lists, arguments)
    return account, _with_dates(response)


DEFAULT_PAGE_SIZE = 100  # the API Reference of each list: "defaults to 100"


def _page(response: Response, paged_lists: tuple[str, ...], arguments: Mapping[str, Any]) -> Response:
    """Return one page of a response: MaxItems items, beginning at Marker, and the marker of the next page."""
    marker = arguments.get("Marker", "0")
    if not marker.isdecimal():
        raise ValidationError("Invalid Marker.", f"expected the Marker of the page before, found {marker!r}")
    begin = int(marker)
    end = begin + arguments.get("MaxItems", DEFAULT_PAGE_SIZE)
    page, offset = dict(response), 0
    # A response may have several lists (users, groups, roles): AWS counts on from one to the next.
    for name in paged_lists:
        items = response[name]
        page[name] = items[max(begin - offset, 0) : max(end - offset, 0)]
        offset += len(items)
    page["IsTruncated"] = offset > end
    if offset > end:
        page["Marker"] = str(end)
    return page


_DATE_FIELDS = {"CreateDate", "UpdateDate"}
_DOCUMENT_FIELDS = {"AssumeRolePolicyDocument", "Document", "PolicyDocument"}


def _with_dates(value: Any, field: str = "") -> Any:
    """Return a response with datetimes in place of the texts of dates, as boto3 gives them."""
    # `api_json` gives dates as text, because `dump_account` writes them into JSON.
    if field in _DATE_FIELDS:
        return datetime.fromisoformat(value)
    if field in _DOCUMENT_FIELDS:  # a condition key inside a policy may be called CreateDate too
        return value
    if isinstance(value, dict):
        return {name: _with_dates(member, name) for name, member in value.items()}
    return [_with_dates(item) for item in value] if isinstance(value, list) else value
