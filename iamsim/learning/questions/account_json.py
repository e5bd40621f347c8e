"""Accounts as answers hold them: AWS's dump as JSON data, and beside it who has a password or an access key.

AWS's dump is silent about credentials: a credential report has them. Some exercises are about nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iamsim.account import Account, dump_account, parse_account
from iamsim.aws.errors import MalformedAccount
from iamsim.learning.scenario import CREDENTIALS, credentials_of, with_credentials

CREDENTIAL_REPORT = "CredentialReport"


def account_to_json(account: Account) -> dict[str, Any]:
    """Return an account as JSON data: AWS's dump, and beside it who has a password or an access key."""
    report = {user.name: words for user in account.users.values() if (words := credentials_of(user))}
    return {**dump_account(account), **({CREDENTIAL_REPORT: report} if report else {})}


def account_from_json(data: Any) -> Account:
    """Read what `account_to_json` gives; AWS's own dump is read too. Raises MalformedAccount."""
    if not isinstance(data, Mapping):
        raise MalformedAccount(f"expected an account as `iam.account` is one, got {type(data).__name__}")
    if CREDENTIAL_REPORT not in data:
        return parse_account(dict(data))
    account = parse_account({key: value for key, value in data.items() if key != CREDENTIAL_REPORT})
    report = data[CREDENTIAL_REPORT]
    if not isinstance(report, Mapping):
        raise MalformedAccount(f"{CREDENTIAL_REPORT}: expected an object, a user's name → credentials")
    for name, words in report.items():
        # `account.user` would raise NoSuchEntity, and `build` takes only MalformedAccount for a malformed
        # answer.
        if name not in {user.name for user in account.users.values()}:
            raise MalformedAccount(f"{CREDENTIAL_REPORT}: there is no user {name!r:.60}")
        if not isinstance(words, list) or not all(word in CREDENTIALS for word in words):
            raise MalformedAccount(
                f"{CREDENTIAL_REPORT}.{name}: expected a list of {' and '.join(CREDENTIALS)}"
            )
        account = account.with_identity(with_credentials(account.user(name), words))
    return account
