"""boto3's face on `operations`: `iam = iamsim.client("iam")` answers as `boto3.client("iam")` does.

Same calls, keywords, responses and errors; no account, no bill, no network. What AWS cannot offer: `undo()`.
The lines that you type here run on boto3: there they change a real account.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, NamedTuple

from iamsim.account import Account
from iamsim.aws import errors
from iamsim.aws.errors import ClientError
from iamsim.clients.history import History, Recorded, without_secrets
from iamsim.clients.ledger import Ledger
from iamsim.clients.operations import IAM, STS, Operation, perform
from iamsim.clients.operations.absent import absent
from iamsim.clients.operations.gates import check, closest
from iamsim.clients.paging import OperationNotPageable, Paginator

SERVICES: Mapping[str, Mapping[str, Operation]] = {"iam": IAM, "sts": STS}


def client(
    service: str,
    *,
    account: Account | Client | None = None,
    account_id: str = "123456789012",
    seed: int = 0,
    principal: str = "",
) -> Client:
    """Make a client for an account: a new one, one that is given, or another client's, as it changes.

    Ids, keys and dates come from `seed`. `principal` says who calls STS: a user's name, or an ARN.

    >>> iam = client("iam")
    >>> iam.create_user(UserName="ana")["User"]["Arn"]
    'arn:aws:iam::123456789012:user/ana'
    >>> iam.history
    aws iam create-user --user-name ana    # IAM > Users > Create user
    """
    if service not in SERVICES:
        raise ValueError(f"no service {service!r}; simulated are: {', '.join(SERVICES)}")
    if isinstance(account, Client):
        return Client(service, account.ledger, principal)
    return Client(service, Ledger(account or Account(account_id), seed), principal)


class Method:
    """One call of a client, as Jupyter shows it: with keywords at shift-tab, and what it does."""

    def __init__(self, owner: Client, name: str, operation: Operation) -> None:
        self._owner = owner
        self._operation = operation
        self.__name__ = self.__qualname__ = name
        said = operation.change or operation.answer
        self.__doc__ = said.__doc__ if said else None

    def __call__(self, *positional: Any, **given: Any) -> dict[str, Any]:
        """Make the call."""
        if positional:
            raise TypeError(f"{self.__name__}() only accepts keyword arguments.")
        return self._owner.perform(self.__name__, self._operation, given)

    @property
    def __signature__(self) -> inspect.Signature:
        """The keywords; those that may be left out with `=None`."""
        keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
        takes = self._operation.takes
        return inspect.Signature(
            [inspect.Parameter(one.name, keyword, default=empty if one.required else None) for one in takes]
        )


class ServiceModel(NamedTuple):
    """A service's name."""

    service_name: str


class Meta(NamedTuple):
    """What a client says of itself; the region is what boto3 gives where none is configured."""

    service_model: ServiceModel
    region_name: str = "aws-global"
    partition: str = "aws"


class Client:
    """The calls of one service on one account; clients made of one another share it."""

    def __init__(self, service: str, ledger: Ledger, principal: str = "") -> None:
        self.ledger = ledger
        self.exceptions = Exceptions()
        self.meta = Meta(ServiceModel(service))
        self._service = service
        self._principal = principal

    @property
    def account(self) -> Account:
        """The account as it is now: a value, which later calls leave as it is."""
        return self.ledger.account

    @property
    def history(self) -> History:
        """The calls that led here, each as the line that a shell runs."""
        return History(self.ledger.calls)

    def undo(self) -> None:
        """Go back to before the last call that changed the account; AWS cannot."""
        self.ledger.undo()

    def redo(self) -> None:
        """Make the change again that was undone last."""
        self.ledger.redo()

    def can_paginate(self, operation_name: str) -> bool:
        """Tell whether a call answers in pages."""
        return bool(self._operation(operation_name).pages)

    def get_paginator(self, operation_name: str) -> Paginator:
        """All pages of a call, one after the other."""
        if not self.can_paginate(operation_name):
            raise OperationNotPageable(f"{operation_name} has no pages")
        operation = self._operation(operation_name)
        return Paginator(Method(self, operation_name, operation), operation.pages)

    def _operation(self, name: str) -> Operation:
        operation = SERVICES[self._service].get(name)
        if operation is None:
            raise AttributeError(self._unknown(name))
        return operation

    def _unknown(self, name: str) -> str:
        missing, close = absent(name), closest(name, SERVICES[self._service])
        shown = f"'{self._service.upper()}' object has no attribute '{name}'"
        if missing:
            return f"{shown}: {missing} are not simulated"
        return f"{shown}; did you mean {close}?" if close else shown

    def __getattr__(self, name: str) -> Method:
        """A call, under boto3's name."""
        if name.startswith("_"):  # Python's and IPython's own questions
            raise AttributeError(name)
        return Method(self, name, self._operation(name))

    def perform(self, name: str, operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
        """Check as boto3 does, perform as AWS does, and keep the call without its secrets."""
        check(name, operation.takes, given)
        recorded = Recorded(self._service, name, without_secrets(given))
        ledger = self.ledger
        try:
            account, response = perform(operation, ledger.account, given, ledger.stamp, self._principal)
        except ClientError as error:
            error.operation_name = camel(name)
            ledger.keep(ledger.account, recorded._replace(error=error.code))
            raise
        ledger.keep(account, recorded)
        return {**response, "ResponseMetadata": {"HTTPStatusCode": 200}}

    def __dir__(self) -> list[str]:
        """What completion offers: the calls, and what a client has besides."""
        return sorted({*super().__dir__(), *SERVICES[self._service]})

    def __repr__(self) -> str:
        """What it is, and of how large an account."""
        counts = ((len(self.account.users), "user"), (len(self.account.groups), "group"))
        told = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts)
        return f"<iamsim {self._service} client: account {self.account.account_id}, {told}>"


class Exceptions:
    """The error classes of a client, under boto3's names: `iam.exceptions.NoSuchEntityException`."""

    def __getattr__(self, name: str) -> type[ClientError]:
        """The class of one of AWS's codes."""
        if name in EXCEPTIONS:
            return EXCEPTIONS[name]
        close = closest(name, EXCEPTIONS)
        hint = f"; did you mean {close}?" if close else ""
        raise AttributeError(f"no exception {name!r}; valid exceptions are: {', '.join(EXCEPTIONS)}{hint}")

    def __dir__(self) -> list[str]:
        """What completion offers."""
        return list(EXCEPTIONS)


EXCEPTIONS: Mapping[str, type[ClientError]] = {"ClientError": ClientError} | {
    f"{kind.code}Exception": kind
    for kind in (
        errors.DeleteConflict,
        errors.EntityAlreadyExists,
        errors.InvalidInput,
        errors.LimitExceeded,
        errors.MalformedPolicyDocument,
        errors.NoSuchEntity,
        errors.PasswordPolicyViolation,
        errors.PolicyEvaluation,
        errors.PolicyNotAttachable,
        errors.UnmodifiableEntity,
    )
}
"""As boto3: codes such as ValidationError and AccessDenied have no class of their own there."""


def camel(name: str) -> str:
    """create_user → CreateUser."""
    return "".join(word.capitalize() for word in name.split("_"))
