"""The account that the tests of `iamsim why` ask about, and the policies that they add to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from iamsim.account import Account, InlinePolicy, parse_account
from iamsim.policy import PolicyDocument, PolicyKind
from iamsim.why import Additions, Answer, answer_question, parse_context, parse_questions

HOME = "arn:aws:s3:::acme-website/index.html"
PRINCIPAL = "arn:aws:iam::123456789012:user/ria"
SSO = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0a1b/jane"
SENTENCE = "User: {} is not authorized to perform: {} on resource: {} {}"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect: str, action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
ACCOUNT: dict[str, Any] = {
    "UserDetailList": [
        {
            "UserName": name,
            "Arn": f"arn:aws:iam::123456789012:user/{name}",
            "GroupList": groups,
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else [],
        }
        for name, groups, statements in [
            ("ria", ["Web", "Freeze"], []),
            ("kim", ["Web"], []),
            ("tom", [], [statement("Allow", "s3:PutObject", "arn:aws:s3:::acme-website/*")]),
            ("zoe", [], []),
            ("mia", [], [statement("Allow", "s3:*", Condition=MFA)]),
            ("joe", ["Empty"], []),
        ]
    ],
    "GroupDetailList": [
        {
            "GroupName": name,
            "Arn": f"arn:aws:iam::123456789012:group/{name}",
            "GroupPolicyList": [
                {"PolicyName": policy, "PolicyDocument": document(*statements)} for policy, statements in policies
            ],
        }
        for name, policies in [
            ("Web", [("edit-site", [statement("Allow", "s3:*Object", "arn:aws:s3:::acme-website/*")])]),
            (
                "Freeze",
                [("no-publishing", [statement("Deny", "s3:PutObject", "arn:aws:s3:::acme-website/*")])],
            ),
            ("Empty", []),
        ]
    ],
    "RoleDetailList": [
        {
            "RoleName": "AWSReservedSSO_Dev_0a1b",
            "Path": "/aws-reserved/sso.amazonaws.com/",
            "Arn": "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0a1b",
            "RoleId": "AROAEXAMPLEDEV0000001",
            "AssumeRolePolicyDocument": document(
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                }
            ),
            "RolePolicyList": [
                {"PolicyName": "dev", "PolicyDocument": document(statement("Allow", "s3:Get*"))}
            ],
        }
    ],
    "Policies": [],
}
SSO_ROLE = ACCOUNT["RoleDetailList"][0]["Arn"]
POLICIES = {
    "deny-bucket": document({**statement("Deny", "s3:*"), "Principal": "*"}),
    "allow-bucket": document(
        {**statement("Allow", "s3:GetObject", HOME), "Principal": {"AWS": PRINCIPAL.replace("ria", "zoe")}}
    ),
    "only-ec2": document(statement("Allow", "ec2:*")),
    "deny-put": document(statement("Deny", "s3:PutObject")),
    "guard": document(
        statement("Deny", "*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}})
    ),
    "without-key": document(statement("Allow", "*", Condition={"Null": {"aws:MultiFactorAuthPresent": "true"}})),
    "by-tag": document(
        statement(
            "Allow", "ec2:*", Condition={"StringEquals": {"aws:ResourceTag/Team": "${aws:PrincipalTag/Team}"}}
        )
    ),
    "without-mfa": document(
        statement("Deny", "*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
    ),
    "tls": document(statement("Deny", "*", Condition={"Bool": {"aws:SecureTransport": "false"}})),
    "office": document(
        {"Sid": "Office", **statement("Deny", "*", Condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})}
    ),
    "region": document(
        {
            "Sid": "Region",
            **statement("Deny", "*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        }
    ),
    "encrypted": document(
        {
            "Sid": "Kms",
            **statement("Deny", "*", Condition={"StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}),
        },
        {"Sid": "Some", **statement("Deny", "*", Condition={"Null": {"s3:x-amz-server-side-encryption": "true"}})},
    ),
    "all": document(statement("Allow", "*")),
    "buckets": document(statement("Allow", "s3:*", "arn:aws:s3:::*")),
    "list-buckets": document(statement("Allow", "s3:ListAllMyBuckets", "arn:aws:s3:::*")),
    "all-of-lambda-for-tom": document(
        {**statement("Allow", "lambda:*"), "Principal": {"AWS": PRINCIPAL.replace("ria", "tom")}}
    ),
}


def write_files(folder: Path) -> None:
    """Write the account as a.json, and each policy as NAME.json."""
    for name, content in {"a": ACCOUNT, **POLICIES}.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def ask(  # noqa: PLR0913 - as many as `iamsim why` has options
    words: Sequence[str],
    *,
    context: Sequence[str] = (),
    policies: Sequence[str] = (),
    boundary: str = "",
    resource_policy: str = "",
    scps: Sequence[str] = (),
    now: datetime | None = None,
) -> Answer:
    """Answer words about ACCOUNT; policies are names in POLICIES, of one level of SCPs with commas between."""
    account = parse_account(ACCOUNT)
    additions = Additions(
        parse_context(context),
        tuple(_parse(name, "stored") for name in policies),
        _parse(boundary, "stored") if boundary else None,
        _parse(resource_policy, "resource") if resource_policy else None,
        tuple(
            tuple(InlinePolicy(f"{name}.json", _parse(name, "scp")) for name in level.split(",")) for level in scps
        ),
        now,
    )
    (question,) = parse_questions(words, account)
    return answer_question(account, question, additions)


def _parse(name: str, kind: PolicyKind) -> PolicyDocument:
    return PolicyDocument.parse(POLICIES[name], kind)


NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
OUTSIDE = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
FORCE_MFA = document(statement("Deny", "*", Condition=NO_MFA))
OFFICE_ONLY = document(statement("Deny", "*", Condition=OUTSIDE))
READ = document(statement("Allow", "s3:GetObject"))
ELSEWHERE = document(statement("Allow", "s3:GetObject", "arn:aws:s3:::elsewhere/*"))
IMPLICIT = "because no identity-based policy allows the s3:GetObject action"
EXPLICIT = "with an explicit deny in an identity-based policy"
AS_FAR = "allowed as far as this file goes: "


def account_of(*policies: tuple[str, dict[str, Any]], groups: Sequence[tuple[str, dict[str, Any]]] = ()) -> Account:
    """An account whose user ana has inline policies of her own and, each from a group of its own, others."""
    arn = "arn:aws:iam::123456789012"
    return parse_account(
        {
            "UserDetailList": [
                {
                    "UserName": "ana",
                    "Arn": f"{arn}:user/ana",
                    "GroupList": [name for name, _ in groups],
                    "UserPolicyList": [{"PolicyName": name, "PolicyDocument": text} for name, text in policies],
                }
            ],
            "GroupDetailList": [
                {
                    "GroupName": name,
                    "Arn": f"{arn}:group/{name}",
                    "GroupPolicyList": [{"PolicyName": name, "PolicyDocument": text}],
                }
                for name, text in groups
            ],
        }
    )


def ask_ana(account: Account, action: str = "s3:GetObject", resource: str = HOME, *, because: str = "", **more: Any) -> Answer:
    """Answer whether ana may; `because` is the end of AWS's sentence."""
    words = ["ana", action, resource]
    if because:
        words = [SENTENCE.format("arn:aws:iam::123456789012:user/ana", action, resource, because)]
    (question,) = parse_questions(words, account)
    return answer_question(account, question, Additions(**more))
