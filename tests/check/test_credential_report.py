"""AWS's credential report: who has a password, and who an active key."""

from __future__ import annotations

import pytest

from iamsim import InvalidInput
from iamsim.check import Credentials, parse_credential_report

# The columns and the forms of their values are those of the IAM User Guide, id_credentials_getting-report.
HEAD = "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_2_active,cert_1_active"
ARN = "arn:aws:iam::123456789012"
REPORT = f"""{HEAD}
<root_account>,{ARN}:root,2026-01-05T09:00:00+00:00,not_supported,no_information,true,false,false,false
ria,{ARN}:user/ria,2026-01-05T09:00:00+00:00,true,no_information,false,false,true,false
tom,{ARN}:user/tom,2026-01-05T09:00:00+00:00,false,N/A,false,true,false,false
"""


def test_a_report_is_read_by_its_columns() -> None:
    assert parse_credential_report(REPORT) == {
        "<root_account>": Credentials(False, False),
        "ria": Credentials(True, True),
        "tom": Credentials(False, True),
    }


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("", "user", id="nothing"),
        pytest.param("user,arn\nria,x\n", "password_enabled", id="another table"),
        pytest.param('{"Content": "dXNlcg=="}', "user", id="the answer of the call, not decoded"),
    ],
)
def test_another_table_is_refused(text: str, missing: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_credential_report(text)
    assert str(caught.value) == (
        "expected AWS's credential report, a CSV table with the columns user, password_enabled,"
        f" access_key_1_active, access_key_2_active; found none named {missing}"
    )
