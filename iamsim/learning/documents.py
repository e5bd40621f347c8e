"""An account as an answer holds it: what AWS's dump has, and beside it who has a password or an access key.

AWS's dump is silent about credentials: a credential report has them. Some exercises are about nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from iamsim.account import AccessKey, Account, LoginProfile, User, dump_account, parse_account
from iamsim.aws.errors import MalformedAccount
from iamsim.learning.account_notation import CREDENTIALS, key_id

REPORT = "CredentialReport"


def written(account: Account) -> dict[str, Any]:
    """An account as JSON data."""
    report = {user.name: held for user in account.users.values() if (held := credentials_of(user))}
    return {**dump_account(account), **({REPORT: report} if report else {})}


def read(data: Any) -> Account:
    """Read an account that was written so; AWS's own dump is one too. Raises MalformedAccount."""
    if not isinstance(data, Mapping):
        raise MalformedAccount(f"expected an account as `iam.account` is one, got {type(data).__name__}")
    if REPORT not in data:
        return parse_account(dict(data))
    account = parse_account({key: value for key, value in data.items() if key != REPORT})
    report = data[REPORT]
    if not isinstance(report, Mapping):
        raise MalformedAccount(f"{REPORT}: expected an object, a user's name → credentials")
    for name, held in report.items():
        if name not in {user.name for user in account.users.values()}:
            raise MalformedAccount(f"{REPORT}: there is no user {name!r:.60}")
        if not isinstance(held, list) or not all(word in CREDENTIALS for word in held):
            raise MalformedAccount(f"{REPORT}.{name}: expected a list of {' and '.join(CREDENTIALS)}")
        account = account.with_identity(_holding(account.user(name), held))
    return account


def credentials_of(user: User) -> list[str]:
    """What a user can prove its identity with: "password", "access key", or nothing."""
    held = (user.login_profile is not None, bool(user.access_keys))
    return [word for word, there in zip(CREDENTIALS, held, strict=True) if there]


def _holding(user: User, held: list[str]) -> User:
    password, key = (word in held for word in CREDENTIALS)
    return replace(
        user,
        login_profile=LoginProfile() if password else None,
        access_keys=(AccessKey(key_id(user.name)),) if key else (),
    )
