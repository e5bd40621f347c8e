"""Whether AWS would save a file as a policy, and advice about it: what `iamsim check-policy` prints.

    bytes of a file → text → PolicyDocument, sizes → AWS's error, or advice → PolicyReport

Source: IAM API Reference, CreatePolicy, PutRolePolicy and CreateRole; AWS CLI User Guide,
cli-usage-parameters-file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from iamsim.account import decode_text
from iamsim.aws.errors import ClientError, MalformedPolicyDocument
from iamsim.aws.quotas import QUOTAS
from iamsim.check.advice import ADVICE_TYPES, Advice, advise
from iamsim.check.templates import describe_template
from iamsim.policy import (
    CURRENT_VERSION,
    PolicyDocument,
    PolicyKind,
    check_document_text,
    check_inline_size,
    check_resource_policy_size,
    check_scp_size,
    check_size,
    document_size,
    grammar,
    is_account_dump,
    unwrap_policy,
)

MAXIMUM_ERRORS = 10
"""At most so many errors of one policy are reported."""

SAVED, ADVISED, REFUSED = 0, 1, 2
"""Exit statuses of `iamsim check-policy`: nothing to say, there is advice, AWS would refuse the policy."""

# What a policy is saved as, and the call that saves it; "" where we do not know the words of its errors.
_SAVED_AS: dict[PolicyKind, tuple[str, str]] = {
    "managed": ("a managed policy", "CreatePolicy"),
    "inline": ("an inline policy", "PutRolePolicy"),
    "trust": ("a role's trust policy", "CreateRole"),
    "resource": ("a resource's policy", ""),
    "scp": ("a service control policy", ""),
}

_IS_ACCOUNT = (
    "this is a whole account and no policy; `iamsim check-account FILE` checks it,"
    " and `iamsim why FILE WHO ACTION RESOURCE` answers one question,"
    " such as: iamsim why account.json alice s3:GetObject arn:aws:s3:::reports/q1.csv"
)


# Advice about the file as a whole; the rest is about statements.
_ENCODING, _QUOTA = "encoding", "quota"
ADVICE_CODES = (_ENCODING, _QUOTA, *(entry.code for entry in ADVICE_TYPES))
"""The codes of all kinds of advice. They are stable: people write them after `--ignore`."""


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """What there is to say about a policy, and the exit status."""

    exit_status: int
    text: str


def check_policy(content: bytes, kind: PolicyKind, ignored: Collection[str] = ()) -> PolicyReport:
    """Check a file's content: a policy, or the answer of an AWS call that holds one.

    `kind` is what it would be saved as, `ignored` the codes of advice to leave out. Raises UnicodeDecodeError
    if the content is no text.
    """
    name, call = _SAVED_AS[kind]
    text = unwrap_policy(decode_text(content))
    if is_account_dump(text):
        return PolicyReport(REFUSED, _IS_ACCOUNT)
    template = describe_template(text)
    if template:
        return PolicyReport(REFUSED, template)
    try:
        document = PolicyDocument.parse(text, kind)
        _check_sizes(text, kind, document)
    except ClientError as error:
        lines = [f"AWS would refuse it as {name}", str(error)]
        if call:
            context = f"when calling the {call} operation"
            lines.append(f"AWS says: An error occurred ({error.code}) {context}: {error.message}")
        lines += [f"also: {further}" for further in _further_errors(error, text, kind)]
        return PolicyReport(REFUSED, "\n".join(lines))
    about_file = [*_encoding_advice(content), *_size_advice(text, kind)]
    advices = [entry for entry in about_file if entry.code not in ignored]
    advices += advise(document, kind, ignored)
    if not advices:
        return PolicyReport(SAVED, f"AWS would save it as {name}")
    things = "one thing" if len(advices) == 1 else f"{len(advices)} things"
    title = f"AWS would save it as {name}; look at {things} first"
    return PolicyReport(ADVISED, "\n".join([title, *map(str, advices)]))


def _check_sizes(text: str, kind: PolicyKind, document: PolicyDocument) -> None:
    """Raise ValidationError or LimitExceeded as the call that saves the policy would."""
    if kind in {"managed", "inline", "trust"}:
        check_document_text(text)
    if kind == "managed" or kind == "trust":  # noqa: PLR1714 - mypy narrows the type by this form alone
        check_size(text, kind)
    if kind == "inline":
        # A role's inline policies may be the longest; a user's and a group's: see _size_advice.
        check_inline_size([text], "role", "NAME")
    if kind == "scp":
        check_scp_size(text)
    if kind == "resource":
        actions = [action for statement in document.statements for action in statement.action.expected]
        services = {action.partition(":")[0].lower() for action in actions}
        # A resource's policy is about its own service, so actions of two say nothing of which it is.
        check_resource_policy_size(text, services.pop() if len(services) == 1 else "")


_STATEMENT = re.compile(r"Statement\[(\d+)\]")


def _further_errors(first: ClientError, text: str, kind: PolicyKind) -> Iterator[str]:
    """Yield the first error of each other statement, with its number in the file.

    AWS, and so PolicyDocument.parse, reports one error alone. To find the next, the statement that has the
    error is taken out, or the Version replaced, and the rest is parsed again.
    """
    error = first if isinstance(first, MalformedPolicyDocument) else None
    # JSON that cannot be read, or a policy with other elements than AWS's, has no statements to go on with.
    if error is None or not (error.where == "Version" or _STATEMENT.match(error.where)):
        return
    policy = grammar.decode(text)
    statements = policy.get("Statement")
    # The number in the file of each statement that is left.
    numbers = list(range(len(statements))) if isinstance(statements, list) else []
    for _ in range(1, MAXIMUM_ERRORS):
        if not _remove_cause(error, policy, numbers):
            return
        error = _parse_error(policy, kind)
        if error is None:
            return
        yield _STATEMENT.sub(lambda match: f"Statement[{numbers[int(match[1])]}]", str(error))


def _remove_cause(error: MalformedPolicyDocument, policy: dict[str, Any], numbers: list[int]) -> bool:
    """Remove the statement with the error, or replace the Version; tell whether any statement is left."""
    match = _STATEMENT.match(error.where)
    if match:
        del policy["Statement"][int(match[1])], numbers[int(match[1])]
    elif error.where == "Version":
        policy["Version"] = CURRENT_VERSION
    else:
        return False
    return bool(policy.get("Statement"))


def _parse_error(policy: dict[str, Any], kind: PolicyKind) -> MalformedPolicyDocument | None:
    try:
        PolicyDocument.parse(policy, kind)
    except MalformedPolicyDocument as error:
        return error
    return None


_CLI_FILES = "https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html"


def _encoding_advice(content: bytes) -> Iterator[Advice]:
    """Advise against an encoding that we read and the AWS CLI does not."""
    problem = ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problem = "it is UTF-16, and the AWS CLI reads UTF-8"
    elif content.startswith(b"\xef\xbb\xbf"):
        problem = "it begins with a byte order mark, which AWS refuses"
    if problem:
        yield Advice(_ENCODING, "the file", problem, "UTF-8 without BOM", _CLI_FILES)


def _size_advice(text: str, kind: PolicyKind) -> Iterator[Advice]:
    """Advise that a user's or a group's inline policies may not be as long: their quotas are smaller."""
    for holder in ("user", "group") if kind == "inline" else ():
        quota = QUOTAS[f"{holder.capitalize()}PolicySizeQuota"]
        size = document_size(text)
        if size > quota:
            problem = f"it has {size:,} characters, a {holder}'s inline policies together at most {quota:,}"
            yield Advice(_QUOTA, "the policy", problem, "a managed policy", "reference_iam-quotas")
