"""What is asked of `iamsim why`: principal, action and resource, or AWS's AccessDenied sentence → Question.

Practitioners write what they see: the name of a call, `s3://bucket/key`, `group Admin`. Each is put into
IAM's own terms, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from iamsim.account import Account, Group, Role, User
from iamsim.aws.errors import InvalidInput, NoSuchEntity, suggest_names
from iamsim.aws.quotas import API_NAMES
from iamsim.policy import split_arn
from iamsim.why.denial import Denial, denial, looks_like_a_denial
from iamsim.why.slips import slips


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what; the denial, if AWS's sentence was pasted; and what was put into other words."""

    principal: str  # an ARN
    action: str
    resource: str = "*"
    denial: Denial | None = None
    notes: tuple[str, ...] = ()

    def noting(self, note: str, *, action: str = "", resource: str = "") -> Question:
        """The same question in other words, with a note that says so."""
        notes = (*self.notes, note)
        return replace(self, action=action or self.action, resource=resource or self.resource, notes=notes)


def question(words: Sequence[str], account: Account) -> Question:
    """Read principal, action and resource, or AWS's whole sentence. Raises InvalidInput, NoSuchEntity."""
    words = [word.strip() for word in words]
    text = " ".join(words)
    if looks_like_a_denial(text):
        return _in_iams_terms(_pasted(denial(text), account))
    if len(words) not in (2, 3):
        raise InvalidInput(
            "",
            f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got {text!r}",
        )
    principal, action, resource = (*words, "*")[:3]
    if "*" in action or "?" in action:
        raise InvalidInput(
            "", f"action {action!r}: a request is for one action, without wildcards, such as s3:GetObject"
        )
    asked = _in_iams_terms(Question(_principal(account, principal), action, resource))
    return replace(asked, notes=(*asked.notes, *slips(asked.action, asked.resource)))


def _pasted(said: Denial, account: Account) -> Question:
    asked = Question(_principal(account, said.principal), said.action, said.resource or "*", said)
    kind, _, name = asked.resource.rpartition(" ")
    if not kind or ":" in kind:
        return asked
    arn = _arn_of(account, kind, name)  # IAM's own calls say `user bob` where others say an ARN
    return asked.noting(f"AWS's message says {asked.resource!r}: read as {arn}", resource=arn)


def _arn_of(account: Account, kind: str, name: str) -> str:
    """The ARN of a user, group or role of the file; if it is not there, as if it had no path."""
    if split_arn(name):
        return name
    holders: dict[str, Mapping[str, User] | Mapping[str, Group] | Mapping[str, Role]] = {
        "user": account.users, "group": account.groups, "role": account.roles,
    }  # fmt: skip
    found = holders[kind].get(name.casefold()) if kind in holders else None
    return found.arn if found else f"arn:aws:iam::{account.account_id}:{kind.replace(' ', '-')}/{name}"


def _principal(account: Account, name: str) -> str:
    """The ARN of a user's name, else of a role's; an ARN as it is; the names there are if it is none."""
    if name.startswith("arn:"):
        return name
    if name.casefold() in account.users:
        return account.user(name).arn
    if name.casefold() in account.roles:
        return account.role(name).arn
    if name == "root":
        return account.root_arn
    found = _of_a_path(account, name)
    if found:
        return found
    names = [*(user.name for user in account.users.values()), *(role.name for role in account.roles.values())]
    raise NoSuchEntity("", f"no user or role named {name!r} ({suggest_names(name, names)})")


def _of_a_path(account: Account, name: str) -> str:
    """The ARN that `user/NAME`, `role/NAME`, `assumed-role/ROLE/SESSION` or `ROLE/SESSION` is the end of."""
    kind, _, path = name.partition("/")
    last = path.rpartition("/")[2]
    if kind == "user" and last.casefold() in account.users:
        return account.user(last).arn
    if kind == "role" and last.casefold() in account.roles:
        return account.role(last).arn
    role, _, session = name.removeprefix("assumed-role/").partition("/")
    if not session or role.casefold() not in account.roles:
        return ""
    partition = account.root_arn.split(":")[1]
    return f"arn:{partition}:sts::{account.account_id}:assumed-role/{account.role(role).name}/{session}"


_ACTION = re.compile(r"[\w-]+:\w+", re.ASCII)
_BY_CALL = {call.lower(): (call, action) for call, action in API_NAMES.items()}


def _in_iams_terms(asked: Question) -> Question:
    """Put the action where a call's name was given, and an ARN where an s3:// address was."""
    if not _ACTION.fullmatch(asked.action):
        raise InvalidInput("", f"action {asked.action!r}: expected SERVICE:NAME, such as s3:GetObject")
    call, action = _BY_CALL.get(asked.action.lower(), ("", ""))
    if action:
        asked = asked.noting(f"{call} is the name of a call; that is {action}", action=action)
    if asked.resource == "*" and asked.action.lower() == "s3:listallmybuckets":
        # AWS asks it of all buckets, so that a statement on arn:aws:s3:::* allows it
        return replace(asked, resource=f"arn:{asked.principal.split(':')[1]}:s3:::*")
    if asked.resource.startswith("s3://"):
        arn = f"arn:aws:s3:::{asked.resource.removeprefix('s3://').rstrip('/')}"
        return asked.noting(f"{asked.resource} read as {arn}", resource=arn)
    if asked.resource != "*" and split_arn(asked.resource) is None:
        raise InvalidInput(
            "", f"resource {asked.resource!r}: expected an ARN, such as arn:aws:s3:::BUCKET/KEY, or '*'"
        )
    return asked
