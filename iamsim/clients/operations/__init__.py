"""AWS's calls as pure functions: (account, parameters) → (account, response), in boto3's names and shapes.

    perform(IAM["create_user"], account, {"UserName": "ana"})  →  an account with ana, {"User": {...}}

A call that fails raises one of AWS's errors; the account is a value and stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from iamsim.account import Account
from iamsim.aws.errors import ValidationError
from iamsim.clients.operations.call import Call, Operation, Response
from iamsim.clients.operations.gates import check, validate
from iamsim.clients.operations.stamps import Stamp
from iamsim.clients.operations.table import IAM, STS

__all__ = ["IAM", "STS", "Operation", "Stamp", "check", "perform"]

PAGE = 100
"""How many AWS lists where no MaxItems is given."""


def perform(
    operation: Operation,
    account: Account,
    given: Mapping[str, Any],
    stamp: Stamp | None = None,
    principal: str = "",
) -> tuple[Account, Response]:
    """Carry out one call whose parameters boto3 would send. Raises ClientError with AWS's code.

    >>> account, response = perform(IAM["create_group"], Account(), {"GroupName": "Web"})
    >>> response["Group"]["Arn"], list(account.groups)
    ('arn:aws:iam::123456789012:group/Web', ['web'])
    """
    validate(operation.takes, given)
    call = Call(account, given, stamp or Stamp(), operation.kind, principal)
    if operation.change:
        account = operation.change(call)
    response = operation.answer(call.after(account)) if operation.answer else {}
    return account, _dated(_page(response, operation.pages, given) if operation.pages else response)


_DATES, _DOCUMENTS = {"CreateDate", "UpdateDate"}, {"AssumeRolePolicyDocument", "Document", "PolicyDocument"}


def _dated(thing: Any, name: str = "") -> Any:
    """A response with its dates as boto3 gives them; what stands in a policy is no date of AWS's."""
    if name in _DATES:
        return datetime.fromisoformat(thing)
    if name in _DOCUMENTS:
        return thing
    if isinstance(thing, dict):
        return {key: _dated(value, key) for key, value in thing.items()}
    return [_dated(one) for one in thing] if isinstance(thing, list) else thing


def _page(response: Response, lists: tuple[str, ...], given: Mapping[str, Any]) -> Response:
    """One page of a response: as many items of its lists as asked for, and the marker of the next."""
    begin = _offset(given.get("Marker", "0"))
    end = begin + given.get("MaxItems", PAGE)
    shown, passed = dict(response), 0
    for name in lists:
        items = response[name]
        shown[name] = items[max(begin - passed, 0) : max(end - passed, 0)]
        passed += len(items)
    more = passed > end
    return {**shown, "IsTruncated": more, **({"Marker": str(end)} if more else {})}


def _offset(marker: str) -> int:
    if not marker.isdecimal():
        raise ValidationError("Invalid Marker.", f"expected the Marker of the page before, found {marker!r}")
    return int(marker)
