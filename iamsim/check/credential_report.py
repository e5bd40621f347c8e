"""AWS's credential report, a table of each user's password and access keys: CSV text → Credentials by user.

    aws iam generate-credential-report
    aws iam get-credential-report --query Content --output text | base64 --decode > credentials.csv

Source: IAM User Guide, id_credentials_getting-report.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import NamedTuple

from iamsim.aws.errors import InvalidInput

_COLUMNS = ("user", "password_enabled", "access_key_1_active", "access_key_2_active")
_YES = "true"


class Credentials(NamedTuple):
    """Whether a user can sign in with a password, and send requests with an access key."""

    password: bool = False
    active_key: bool = False


def parse_credential_report(text: str) -> Mapping[str, Credentials]:
    """Read the report: each user's credentials by name. Raises InvalidInput if the text is another table."""
    rows = csv.DictReader(text.splitlines())
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        hint = f"expected AWS's credential report, a CSV table with the columns {', '.join(_COLUMNS)}"
        raise InvalidInput("Invalid credential report.", f"{hint}; found none named {missing[0]}")
    # Root has "not_supported" for its password; it is no user of the account.
    return {
        user: Credentials(password == _YES, _YES in keys)
        for user, password, *keys in ([row[column] for column in _COLUMNS] for row in rows)
    }
