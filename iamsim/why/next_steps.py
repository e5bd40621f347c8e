"""Commands that one can copy: with the region and the role that they need, and quoted for the shell.

Source: AWS CLI Command Reference; IAM User Guide, troubleshoot_access-denied-authorization-id and
id_credentials_mfa_sample-code.
"""

from __future__ import annotations

import shlex

from iamsim.policy import split_arn
from iamsim.why.denial import Denial


def aws_command(*words: str, region: str = "") -> str:
    """Return `aws …` as a line of the shell; words from data are quoted where they need it.

    >>> aws_command("s3api", "get-bucket-policy", "--bucket", "a b", region="eu-west-1")
    "aws s3api get-bucket-policy --bucket 'a b' --region eu-west-1"
    """
    option = ["--region", region] if region else []
    return shlex.join(["aws", *words, *option])


def authorization_command(denial: Denial) -> str:
    """Return the command that shows AWS's own trace of a denial.

    AWS keeps it for at least a day, in the region of the request.
    """
    return aws_command(
        "iam-toolbox",
        "get-request-authorization-details",
        "--authorization-id",
        denial.authorization_id,
        region=denial.region,
    )


def mfa_commands(principal: str) -> tuple[str, ...]:
    """Return the commands with which a principal gets credentials that carry aws:MultiFactorAuthPresent.

    Of a user: its device, then a session. Of a role: none for the role itself; who assumes it gives the code.
    """
    parts = split_arn(principal)
    if parts is None:
        return ()
    kind, _, name = parts[5].partition("/")
    if kind == "user":
        user = name.rpartition("/")[2]
        return (
            aws_command("iam", "list-mfa-devices", "--user-name", user),
            aws_command("sts", "get-session-token", "--serial-number", "SERIAL", "--token-code", "CODE"),
        )
    if kind in {"role", "assumed-role"}:
        session = name.partition("/")[2] if kind == "assumed-role" else "SESSION"
        role = name.partition("/")[0] if kind == "assumed-role" else name
        role_arn = f"arn:{parts[1]}:iam::{parts[4]}:role/{role}"
        return (
            aws_command(
                "sts", "assume-role", "--role-arn", role_arn, "--role-session-name", session or "SESSION",
                "--serial-number", "SERIAL", "--token-code", "CODE",
            ),
        )  # fmt: skip
    return ()


def see_policy_command(policy_arn: str) -> str:
    """Return the command that shows the document of a managed policy in its default version."""
    get_version = aws_command("iam", "get-policy", "--policy-arn", policy_arn)
    query = "--query Policy.DefaultVersionId --output text"
    get_document = aws_command("iam", "get-policy-version", "--policy-arn", policy_arn, "--version-id")
    return f'{get_document} "$({get_version} {query})"'
