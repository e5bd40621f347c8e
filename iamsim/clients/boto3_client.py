"""A client with boto3's interface: `iam = iamsim.client("iam")` answers as `boto3.client("iam")` does.

Same calls, keywords, responses, pages and errors; no account, no costs, no network. AWS has no `undo()`.
The lines that work here also run with boto3: there they change a real account.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from iamsim.account import Account, fold_name
from iamsim.aws import errors
from iamsim.aws.errors import ClientError, KeywordsOnly, NotSimulated
from iamsim.clients.call import Operation, perform
from iamsim.clients.history import AccountHistory, History, RecordedCall, without_secrets
from iamsim.clients.operations import SERVICES, not_simulated_subject
from iamsim.clients.parameters import StringType, nearest_name, validate_as_boto3


def client(
    service: str,
    *,
    account: Account | Client | None = None,
    account_id: str = "123456789012",
    seed: int = 0,
    principal: str = "",
) -> Client:
    """Make a client of a service for an account: a new one, one that exists, or the one of another client.

    A client made from another one shares its account: each sees the changes of the other. Ids, keys and dates
    come from `seed`. `principal` says who calls STS: a user's name, or an ARN; root if it is empty. Raises
    ValueError for another service than "iam" and "sts".

    >>> iam = client("iam")
    >>> iam.create_user(UserName="ana")["User"]["Arn"]
    'arn:aws:iam::123456789012:user/ana'
    >>> iam.history
    aws iam create-user --user-name ana    # IAM > Users > Create user
    """
    if service not in SERVICES:
        raise ValueError(f"no service {service!r}; simulated are: {', '.join(SERVICES)}")
    if isinstance(account, Client):
        # The history itself and not a copy: so each of the two clients sees what the other changes.
        return Client(service, account.account_history, principal)
    return Client(service, AccountHistory(account or Account(account_id), seed), principal)


class Method:
    """One call of a client, as Jupyter shows it: with its keywords at shift-tab, and what it does."""

    def __init__(self, client_: Client, name: str, operation: Operation) -> None:
        self._client = client_
        self._operation = operation
        self.__name__ = self.__qualname__ = name
        function = operation.change or operation.answer
        self.__doc__ = function.__doc__ if function else None

    def __call__(self, *positional: Any, **arguments: Any) -> dict[str, Any]:
        """Make the call."""
        if positional:
            raise KeywordsOnly(self.__name__, self._with_keywords(positional, arguments))
        return self._client.perform(self.__name__, self._operation, arguments)

    def _with_keywords(self, positional: Sequence[Any], arguments: Mapping[str, Any]) -> str:
        """Return the call with a keyword for each value: `create_user(UserName="ben")`.

        A value that is the name of a user or a group of the account gets that keyword, as calls name group
        and user in an order that nobody remembers.
        """
        # What boto3 needs comes first: who leaves out names gives nothing else.
        parameters = sorted(self._operation.parameters, key=lambda parameter: not parameter.required)
        free = [parameter for parameter in parameters if parameter.name not in arguments]
        account = self._client.account
        arguments_as_code = {name: _as_code(value) for name, value in arguments.items()}
        for value in positional:
            keywords = {
                keyword
                for keyword, identities in (("UserName", account.users), ("GroupName", account.groups))
                if isinstance(value, str) and fold_name(value) in identities
            }
            parameter = next((p for p in free if p.name in keywords), next(iter(free), None))
            if parameter is None:
                break
            free.remove(parameter)
            is_secret = isinstance(parameter.type, StringType) and parameter.type.secret
            arguments_as_code[parameter.name] = "..." if is_secret else _as_code(value)
        return f"{self.__name__}({', '.join(f'{name}={code}' for name, code in arguments_as_code.items())})"

    @property
    def __signature__(self) -> inspect.Signature:
        """The keywords; optional ones with `=None`."""
        # `inspect.signature` reads this attribute, and with it Jupyter's shift-tab and completion.
        keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
        parameters = [
            inspect.Parameter(parameter.name, keyword, default=empty if parameter.required else None)
            for parameter in self._operation.parameters
        ]
        return inspect.Signature(parameters)


def _as_code(value: Any) -> str:
    """Return a value as Python code; a long one, such as a policy, as dots."""
    code = json.dumps(value) if isinstance(value, str) else repr(value)
    return code if len(code) <= _LONGEST_VALUE else "..."


_LONGEST_VALUE = 80


class ServiceModel(NamedTuple):
    """A service's name, where boto3 has it: `client.meta.service_model.service_name`."""

    service_name: str


class ClientMeta(NamedTuple):
    """What a client tells about itself; the region is what boto3 has where none is configured."""

    service_model: ServiceModel
    region_name: str = "aws-global"
    partition: str = "aws"


class Client:
    """The calls of one service on one account. Clients made from one another share the account."""

    def __init__(self, service: str, account_history: AccountHistory, principal: str = "") -> None:
        self.account_history = account_history
        self.exceptions = ClientExceptions()
        self.meta = ClientMeta(ServiceModel(service))
        self._service = service
        self._operations = SERVICES[service]
        self._principal = principal

    @property
    def account(self) -> Account:
        """The account as it is now: a value, which later calls do not change."""
        return self.account_history.account

    @property
    def history(self) -> History:
        """The calls that led to the account, each as a line for a shell."""
        return History(self.account_history.calls)

    def undo(self) -> None:
        """Go back to before the last call that changed the account; AWS cannot. Raises ValueError."""
        self.account_history.undo()

    def redo(self) -> None:
        """Make the change again that was undone last. Raises ValueError."""
        self.account_history.redo()

    def can_paginate(self, operation_name: str) -> bool:
        """Return whether a call answers in pages. Raises AttributeError if there is no such call."""
        return bool(self._operation(operation_name).paged_lists)

    def get_paginator(self, operation_name: str) -> Paginator:
        """Return the paginator of a call. Raises OperationNotPageable if the call has no pages."""
        if not self.can_paginate(operation_name):
            raise OperationNotPageable(f"{operation_name} has no pages")
        operation = self._operation(operation_name)
        return Paginator(Method(self, operation_name, operation), operation.paged_lists)

    def _operation(self, name: str) -> Operation:
        operation = self._operations.get(name)
        if operation is None:
            raise AttributeError(self._no_such_call(name))
        return operation

    def _no_such_call(self, name: str) -> str:
        message = f"'{self._service.upper()}' object has no attribute '{name}'"  # botocore's words
        subject = not_simulated_subject(name)
        if subject:
            return f"{message}: {subject} are not simulated"
        nearest = nearest_name(name, self._operations)
        return f"{message}; did you mean {nearest}?" if nearest else message

    def __getattr__(self, name: str) -> Method:
        """Return the call with that name of boto3's."""
        # Python and IPython look for names such as __deepcopy__ and _repr_html_: no call begins like that.
        if name.startswith("_"):
            raise AttributeError(name)
        return Method(self, name, self._operation(name))

    def perform(self, name: str, operation: Operation, arguments: dict[str, Any]) -> dict[str, Any]:
        """Validate as boto3 does, perform as AWS does, and record the call without its secrets.

        What boto3 refuses never reaches AWS, so it is not recorded; a call that AWS refuses is.
        """
        validate_as_boto3(name, operation.parameters, arguments)
        call = RecordedCall(self._service, name, without_secrets(arguments))
        history = self.account_history
        try:
            account, response = perform(operation, self.account, arguments, history.ids, self._principal)
        except ClientError as error:
            # The functions of a call do not know its name; with it the error prints botocore's sentence.
            error.operation_name = operation_title(name)
            history.record(self.account, call._replace(error_code=error.code))
            raise
        history.record(account, call)
        return {**response, "ResponseMetadata": {"HTTPStatusCode": 200}}

    def __dir__(self) -> list[str]:
        """Return what completion offers: the calls, and what a client has besides."""
        # `__getattr__` makes the methods, so Python does not find their names by itself.
        return sorted({*super().__dir__(), *self._operations})

    def __repr__(self) -> str:
        """Return service, account number, and how many users and groups there are."""
        counts = ((len(self.account.users), "user"), (len(self.account.groups), "group"))
        size = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)
        return f"<iamsim {self._service} client: account {self.account.account_id}, {size}>"


def operation_title(name: str) -> str:
    """Return a call's name as AWS writes it: CreateUser for create_user."""
    return "".join(word.capitalize() for word in name.split("_"))


class OperationNotPageable(TypeError):
    """A paginator was asked for where a call has no pages (botocore.exceptions)."""


@dataclass(frozen=True, slots=True)
class Paginator:
    """Reads all pages of a call: `for page in iam.get_paginator("list_users").paginate(): …`."""

    method: Callable[..., dict[str, Any]]
    paged_lists: Sequence[str]  # those lists of the call's answer that are divided into pages

    def paginate(self, **arguments: Any) -> Pages:
        """Return the pages for some arguments; `PaginationConfig={"PageSize": 10}` sets their size.

        Raises NotSimulated for boto3's other settings of PaginationConfig.
        """
        config = arguments.pop("PaginationConfig", {})
        for name in config.keys() - {"PageSize"}:
            raise NotSimulated(f"PaginationConfig: {name} is not simulated (only PageSize); stop reading")
        if config.get("PageSize"):
            arguments["MaxItems"] = config["PageSize"]
        return Pages(self.method, self.paged_lists, arguments)


# What belongs to a single page, and not to the result that all of them make together.
_PAGE_FIELDS = {"IsTruncated", "Marker", "ResponseMetadata"}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one call, read one after the other; iterating again calls again, as with boto3."""

    method: Callable[..., dict[str, Any]]
    paged_lists: Sequence[str]
    arguments: Mapping[str, Any]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield one page after the other."""
        page = self.method(**self.arguments)
        yield page
        # Each page is a call of its own: a change between two pages is seen, as with AWS.
        while page["IsTruncated"]:
            page = self.method(**self.arguments, Marker=page["Marker"])
            yield page

    def build_full_result(self) -> dict[str, Any]:
        """Return all pages as one response with their lists joined."""
        result: dict[str, Any] = {}
        for page in self:
            for name, value in page.items():
                if name not in _PAGE_FIELDS:
                    # What is no list, such as the Group of get_group, is the same on every page.
                    result[name] = [*result.get(name, []), *value] if isinstance(value, list) else value
        return result

    def search(self, expression: str) -> Iterator[Any]:
        """Raise NotSimulated, with a line of Python to write instead."""
        # JMESPath is a language of its own, and botocore's implementation a dependency: not worth it here.
        instead = f'[one for page in pages for one in page["{self.paged_lists[0]}"]]'
        raise NotSimulated(f"search({expression!r}): JMESPath is not simulated; write {instead}")


class ClientExceptions:
    """The error classes of a client, under boto3's names: `iam.exceptions.NoSuchEntityException`."""

    def __getattr__(self, name: str) -> type[ClientError]:
        """Return the class of one of AWS's error codes."""
        if name in EXCEPTIONS:
            return EXCEPTIONS[name]
        nearest = nearest_name(name, EXCEPTIONS)
        hint = f"; did you mean {nearest}?" if nearest else ""
        raise AttributeError(f"no exception {name!r}; valid exceptions are: {', '.join(EXCEPTIONS)}{hint}")

    def __dir__(self) -> list[str]:
        """Return what completion offers."""
        return list(EXCEPTIONS)


# As in boto3, codes such as ValidationError and AccessDenied have no class here: they are not in IAM's model.
EXCEPTIONS: Mapping[str, type[ClientError]] = {"ClientError": ClientError} | {
    f"{error_class.code}Exception": error_class
    for error_class in (
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
