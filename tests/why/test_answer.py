"""`iamsim why` and `check-policy`: what a practitioner types, and every word that comes back."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.cli import main

HOME = "arn:aws:s3:::acme-website/index.html"
PRINCIPAL = "arn:aws:iam::123456789012:user/ria"


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
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": document(*own)}] if own else [],
        }
        for name, groups, own in [
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
                {"PolicyName": policy, "PolicyDocument": document(*own)} for policy, own in policies
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


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(json.dumps(ACCOUNT), encoding="utf-8")
    Path("deny-bucket.json").write_text(
        json.dumps(document({**statement("Deny", "s3:*"), "Principal": "*"})), encoding="utf-8"
    )
    Path("allow-bucket.json").write_text(
        json.dumps(
            document(
                {
                    **statement("Allow", "s3:GetObject", HOME),
                    "Principal": {"AWS": PRINCIPAL.replace("ria", "zoe")},
                }
            )
        ),
        encoding="utf-8",
    )
    Path("only-ec2.json").write_text(json.dumps(document(statement("Allow", "ec2:*"))), encoding="utf-8")
    Path("all.json").write_text(json.dumps(document(statement("Allow", "*"))), encoding="utf-8")
    Path("buckets.json").write_text(json.dumps(document(statement("Allow", "s3:*", "arn:aws:s3:::*"))), encoding="utf-8")


SENTENCE = "User: {} is not authorized to perform: {} on resource: {} {}"
SSO = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0a1b/jane"

DECISIONS = [
    pytest.param(
        ["kim", "s3:GetObject", HOME], 0, "allowed as far as this file goes: kim", id="a group allows"
    ),
    pytest.param(
        ["ria", "s3:PutObject", HOME],
        1,
        "decides   ria → group Freeze → inline policy no-publishing → statement 1",
        id="a group denies",
    ),
    pytest.param(["RIA", "S3:putobject", HOME], 1, "explicitDeny: ria", id="names and actions ignore case"),
    pytest.param(
        ["tom", "s3:GetObject", HOME],
        1,
        "Action is s3:PutObject; the request has s3:GetObject",
        id="an implicit deny names the nearest Allow",
    ),
    pytest.param(
        ["zoe", "s3:GetObject"],
        1,
        "nobody allowed it: user zoe has no policy and is in no group",
        id="a user without anything",
    ),
    pytest.param(
        ["joe", "s3:GetObject"],
        1,
        "neither user joe nor group Empty has a policy",
        id="a group without policies",
    ),
    pytest.param(["root", "s3:GetObject"], 0, "it is the root user", id="root is allowed"),
    pytest.param([PRINCIPAL, "s3:GetObject", HOME], 0, "ria → group Web", id="an ARN of a user"),
    pytest.param(
        [SSO, "s3:GetObject", HOME], 0, "inline policy dev", id="a session of an Identity Center role"
    ),
    pytest.param(["AWSReservedSSO_Dev_0a1b", "s3:PutObject", HOME], 1, "implicitDeny", id="a role's name"),
    pytest.param(
        [SSO, "s3:GetObject", HOME], 0, "session policy", id="a session can be limited by a session policy"
    ),
    pytest.param(
        ["kim", "s3:ListObjectsV2", HOME],
        1,
        "note: s3:ListObjectsV2 is the name of a call; that is s3:ListBucket",
        id="a call's name is put right",
    ),
    pytest.param(
        ["kim", "s3:GetObject", HOME, "--bucket-policy", "deny-bucket.json"],
        1,
        "kim → policy of the resource",
        id="a bucket policy denies",
    ),
    pytest.param(
        ["zoe", "s3:GetObject", HOME, "--bucket-policy", "allow-bucket.json"],
        0,
        "zoe → policy of the resource",
        id="a bucket policy allows by itself",
    ),
    pytest.param(
        ["kim", "s3:GetObject", HOME, "--scp", "only-ec2.json"],
        1,
        "the SCP at root does not allow it",
        id="an SCP is silent",
    ),
    pytest.param(
        ["kim", "s3:GetObject", HOME, "--scp", "all.json", "--scp", "only-ec2.json"],
        1,
        "implicitDeny",
        id="every level must allow",
    ),
    pytest.param(
        ["kim", "s3:GetObject", HOME, "--boundary", "only-ec2.json"],
        1,
        "the boundary does not allow it",
        id="a boundary caps",
    ),
    pytest.param(
        ["zoe", "s3:GetObject", HOME, "--policy", "all.json"], 0, "given", id="what if she had this policy"
    ),
    pytest.param(
        ["mia", "s3:GetObject", HOME],
        3,
        "it depends on aws:MultiFactorAuthPresent, which was not given: mia, s3:GetObject, acme-website/index.html",
        id="a missing key that decides",
    ),
    pytest.param(["kim", "s3:GetObject", HOME, "--context", "aws:username=kim"], 0, "allowed as far", id="his own name"),
    pytest.param(["mia", "ec2:RunInstances"], 1, "implicitDeny", id="a missing key that cannot decide"),
    pytest.param(
        ["mia", "s3:GetObject", HOME, "--context", "aws:MultiFactorAuthPresent=true"],
        0,
        "allowed as far",
        id="the key says yes",
    ),
    pytest.param(
        ["mia", "s3:GetObject", HOME, "--context", "AWS:multifactorauthpresent=false"],
        1,
        "Bool aws:MultiFactorAuthPresent is true; the request has false",
        id="the key says no",
    ),
    pytest.param(
        [
            SENTENCE.format(
                PRINCIPAL, "s3:PutObject", f'"{HOME}"', "with an explicit deny in an identity-based policy"
            )
        ],
        1,
        "explicitDeny: ria",
        id="AWS's sentence with quotes",
    ),
    pytest.param(
        [
            "An error occurred (AccessDenied) when calling the PutObject operation: "
            + SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny")
        ],
        1,
        "explicitDeny: ria",
        id="AWS's older sentence inside boto3's",
    ),
    pytest.param(
        [
            SENTENCE.format(
                SSO, "s3:PutObject", HOME, "because no identity-based policy allows the s3:PutObject action"
            )
        ],
        1,
        "implicitDeny: AWSReservedSSO_Dev_0a1b/jane",
        id="AWS's sentence about a session",
    ),
    pytest.param(
        [
            SENTENCE.format(
                PRINCIPAL,
                "s3:GetObject",
                HOME,
                "because no service control policy allows the s3:GetObject action",
            )
        ],
        0,
        "AWS says that no service control policy allows it; this file holds no such policies",
        id="AWS blames what the file does not hold",
    ),
    pytest.param(
        [
            SENTENCE.format(
                PRINCIPAL,
                "iam:AddUserToGroup",
                "group Web",
                "because no identity-based policy allows the iam:AddUserToGroup action",
            )
        ],
        1,
        "group/Web",
        id="IAM's own way to name a resource",
    ),
]


@pytest.mark.parametrize(("words", "status", "said"), DECISIONS)
def test_an_answer(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "a.json", *words]) == status
    out, err = capsys.readouterr()
    assert said in out
    assert err == ""


def test_a_whole_answer(capsys: pytest.CaptureFixture[str]) -> None:
    main(["why", "a.json", "ria", "s3:PutObject", HOME])
    assert capsys.readouterr().out == (
        "explicitDeny: ria, s3:PutObject, acme-website/index.html: a Deny matches, in no-publishing (group Freeze), and a matching Deny decides\n"
        "  decides   ria → group Freeze → inline policy no-publishing → statement 1\n"
        "            Deny s3:PutObject on arn:aws:s3:::acme-website/*\n"
        "  matches   ria → group Web → inline policy edit-site → statement 1\n"
        "            Allow s3:*Object on arn:aws:s3:::acme-website/*\n"
        "\n"
        "AWS would say:\n"
        f"  User: {PRINCIPAL} is not authorized to perform: s3:PutObject on resource: {HOME}"
        " with an explicit deny in an identity-based policy\n"
    )


def test_an_allowed_answer_names_what_the_file_cannot_hold(
    capsys: pytest.CaptureFixture[str]
) -> None:
    main(["why", "a.json", "kim", "s3:GetObject", HOME])
    unseen = [
        line[2:25].strip() for line in capsys.readouterr().out.partition("still refuse:\n")[2].splitlines()
    ]
    assert unseen == [
        "service control policy",
        "resource control policy",
        "bucket policy",
        "VPC endpoint policy",
        "policy of its KMS key",
    ]


def test_a_silent_refusal_names_what_could_allow(capsys: pytest.CaptureFixture[str]) -> None:
    main(["why", "a.json", "zoe", "s3:GetObject", HOME])
    assert capsys.readouterr().out.endswith(
        "it can allow what nobody here allows:\n  bucket policy  aws s3api get-bucket-policy --bucket acme-website\n"
    )


def test_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "a.json", "ria", "s3:PutObject", HOME, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["decision"] == "explicitDeny"
    assert answer["checks"] == [{"type": "PRINCIPAL", "effect": "EXPLICIT_DENY", "target": ""}]
    assert [one["path"] for one in answer["determiningStatements"]] == [
        "ria → group Freeze → inline policy no-publishing → statement 1"
    ]


def test_json_says_both_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "a.json", "mia", "s3:GetObject", HOME, "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)
    assert (answer["decision"], answer["atBest"], answer["atWorst"]) == ("depends", "allowed", "implicitDeny")
    assert answer["missingContextValues"] == ["aws:MultiFactorAuthPresent"]


SHAPE = "expected the output of `aws iam get-account-authorization-details`"
HALF = {**ACCOUNT, "GroupDetailList": ACCOUNT["GroupDetailList"][:1]}
DENIALS = [
    pytest.param(
        f"{SENTENCE.format(PRINCIPAL, 's3:GetObject', HOME, 'with an explicit deny in a service control policy: ')}{{}}".format(
            "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3"
        ),
        0,
        """\
AWS names an explicit deny in a service control policy (arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3); this file holds no such policies; to see it:
  aws organizations describe-policy --policy-id p-x1y2z3

allowed as far""",
        id="an SCP with its ARN",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no session policy allows the s3:GetObject action"),
        0,
        """\
AWS says that no session policy allows it; this file holds no such policies; to see it:
  aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=ria

allowed as far""",
        id="a session policy",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no identity-based policy allows the s3:GetObject action"),
        0,
        """\
AWS says that no identity-based policy allows it; this file does not show that: the file is of another time than the denial, or the request carried other context keys

allowed as far""",
        id="what the file says otherwise",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "because no identity-based policy allows the s3:PutObject action"),
        1,
        "AWS says that no identity-based policy allows it; this file does not show that: ",
        id="the same layer, another kind of refusal",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/Gone"),
        1,
        "AWS names an explicit deny in an identity-based policy (arn:aws:iam::123456789012:policy/Gone); this file does not show that: ",
        id="another policy of the same layer",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, ""),
        0,
        "AWS refused it, so what refused it is not in this file, or the file is of another time\n\nallowed as far",
        id="an old sentence that names nothing",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because public access is blocked"),
        0,
        "AWS gives a reason that is no policy: public access is blocked\n\nallowed as far",
        id="a reason that is no policy",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy")
        + ". Go to https://x for complete details, or call the API with the following authorization id: example1a2b",
        1,
        """\
AWS keeps its own trace of this denial for a day; to see it:
  aws iam-toolbox get-request-authorization-details --authorization-id example1a2b

explicitDeny: ria""",
        id="an authorization id",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy"),
        1,
        "explicitDeny: ria, s3:PutObject, acme-website/index.html: a Deny matches, in no-publishing (group Freeze), and a matching Deny decides\n",
        id="nothing to add where the file agrees",
    ),
]


@pytest.mark.parametrize(("sentence", "status", "begins"), DENIALS)
def test_what_aws_says_is_held_against_the_file(
    sentence: str, status: int, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "a.json", sentence]) == status
    out = capsys.readouterr().out
    assert out.startswith(begins)
    assert "AWS would say" not in out


def test_a_denial_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny")))
    assert main(["why", "a.json", "-"]) == 1
    assert capsys.readouterr().out.startswith("explicitDeny: ria, s3:PutObject")


PIPED = [
    pytest.param(json.dumps(ACCOUNT).encode(), ["kim", "s3:GetObject", HOME], "", id="an account"),
    pytest.param(b"", ["kim", "s3:GetObject"], "iamsim why: standard input: empty; expected the output of `aws iam get-account-authorization-details`\n", id="nothing"),
    pytest.param(b"\xff", ["kim", "s3:GetObject"], "iamsim why: standard input: not text; expected an account as JSON\n", id="no text"),
    pytest.param(b"", ["-"], "iamsim why: standard input is the account or the message, not both; save one to a file\n", id="two at once"),
]  # fmt: skip


@pytest.mark.parametrize(("piped", "words", "error"), PIPED)
def test_the_account_may_come_from_standard_input(
    piped: bytes, words: list[str], error: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(piped)))
    assert main(["why", "-", *words]) == (2 if error else 0)
    out, err = capsys.readouterr()
    assert (out.startswith("allowed as far"), err) == (not error, error)


def test_a_policy_may_stand_in_awss_answer(capsys: pytest.CaptureFixture[str]) -> None:
    bucket = {"Policy": Path("deny-bucket.json").read_text(encoding="utf-8")}
    Path("bucket.json").write_text(json.dumps(bucket), encoding="utf-8")
    assert main(["why", "a.json", "kim", "s3:GetObject", HOME, "--bucket-policy", "bucket.json"]) == 1
    assert "kim → policy of the resource" in capsys.readouterr().out


SSO_ROLE = ACCOUNT["RoleDetailList"][0]["Arn"]


def test_the_trust_policy_of_a_role_in_the_file_must_allow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "a.json", "zoe", "sts:AssumeRole", SSO_ROLE, "--policy", "all.json"]) == 0
    assert "zoe → trust policy of AWSReservedSSO_Dev_0a1b" in capsys.readouterr().out
    assert main(["why", "a.json", "zoe", "sts:AssumeRole", SSO_ROLE]) == 1
    assert main(["why", "a.json", "zoe", "sts:AssumeRole", SSO_ROLE[:-1], "--policy", "all.json"]) == 3
    assert capsys.readouterr().out.rpartition("note: ")[2].startswith(f"this file does not have {SSO_ROLE[:-1]}: its trust policy must allow it; to see it: aws iam get-role --role-name AWSReservedSSO_Dev_0a1\n\nit depends; allowed here: zoe, ")


def test_service_control_policies_do_not_bind_a_services_own_role() -> None:
    role = {**ACCOUNT["RoleDetailList"][0], "RoleName": "ForSns", "Path": "/aws-service-role/sns.amazonaws.com/"}
    role["Arn"] = "arn:aws:iam::123456789012:role/aws-service-role/sns.amazonaws.com/ForSns"
    Path("linked.json").write_text(json.dumps({**ACCOUNT, "RoleDetailList": [*ACCOUNT["RoleDetailList"], role]}), encoding="utf-8")
    for name, status in (("ForSns", 0), ("AWSReservedSSO_Dev_0a1b", 1)):
        assert main(["why", "linked.json", name, "s3:GetObject", HOME, "--scp", "only-ec2.json"]) == status


def test_all_buckets_are_listed_on_no_bucket(capsys: pytest.CaptureFixture[str]) -> None:
    policy = document(statement("Allow", "s3:ListAllMyBuckets", "arn:aws:s3:::*"))
    Path("list.json").write_text(json.dumps(policy), encoding="utf-8")
    for resource in ([], ["*"], ["arn:aws:s3:::*"]):
        assert main(["why", "a.json", "zoe", "S3:ListAllMyBuckets", *resource, "--policy", "list.json"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("allowed as far as this file goes: zoe, S3:ListAllMyBuckets, ")
        assert "bucket policy" not in out
        assert "KMS" not in out
    assert main(["why", "a.json", "zoe", "s3:ListAllMyBuckets", "--policy", "all.json"]) == 0
    assert main(["why", "a.json", "zoe", "s3:ListAllMyBuckets"]) == 1
    assert "bucket policy" not in capsys.readouterr().out.rpartition("implicitDeny")[2]


THEIRS = "arn:aws:iam::999999999999:role/x/Audit"
FUNCTION = "arn:aws:lambda:eu-west-1:{}:function:web"
ACROSS = [
    pytest.param(
        ["tom", "sts:AssumeRole", THEIRS, "--policy", "all.json"], 3,
        f"note: {THEIRS} is of account 999999999999: across accounts its trust policy must allow it too; to see it, there: aws iam get-role --role-name Audit\n\nit depends; allowed here: tom",
        id="a role of another account",
    ),
    pytest.param(
        ["tom", "sts:AssumeRole", THEIRS], 1,
        f"note: {THEIRS} is of account 999999999999: across accounts its trust policy must allow it too; to see it, there: aws iam get-role --role-name Audit\n\nimplicitDeny: tom",
        id="also where nobody here allows it",
    ),
    pytest.param(
        ["tom", "lambda:InvokeFunction", FUNCTION.format("999999999999"), "--policy", "all.json"], 3,
        f"note: {FUNCTION.format('999999999999')} is of account 999999999999: across accounts its own policy must allow it too; to see it, there: aws lambda get-policy --function-name {FUNCTION.format('999999999999')}\n\nit depends",
        id="a function of another account",
    ),
    pytest.param(
        ["tom", "ec2:StopInstances", "arn:aws:ec2:eu-west-1:999999999999:instance/i-1", "--policy", "all.json"], 3,
        "note: arn:aws:ec2:eu-west-1:999999999999:instance/i-1 is of account 999999999999: across accounts its own policy must allow it too\n\nit depends",
        id="a service whose call we do not know",
    ),
    pytest.param(
        ["tom", "lambda:InvokeFunction", FUNCTION.format("123456789012"), "--policy", "all.json"], 0, "allowed as far",
        id="a function of this account",
    ),
    pytest.param(
        ["tom", "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", "--policy", "all.json"], 0, "allowed as far",
        id="AWS's own policies are no other account's",
    ),
    pytest.param(
        ["tom", "lambda:GetFunction", FUNCTION.format("999999999999"), "--resource-policy", "theirs.json"], 1, "implicitDeny: tom",
        id="across accounts the resource's Allow alone is not enough",
    ),
    pytest.param(
        ["tom", "lambda:GetFunction", FUNCTION.format("999999999999"), "--resource-policy", "theirs.json", "--policy", "all.json"], 0, "allowed as far",
        id="both allow it",
    ),
    pytest.param(
        ["tom", "lambda:GetFunction", FUNCTION.format("999999999999"), "--resource-policy", "allow-bucket.json", "--policy", "all.json"], 1, "implicitDeny: tom",
        id="across accounts the identity's Allow alone is not enough",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "status", "begins"), ACROSS)
def test_across_accounts_both_must_allow(
    words: list[str], status: int, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = {**statement("Allow", "lambda:*"), "Principal": {"AWS": PRINCIPAL.replace("ria", "tom")}}
    Path("theirs.json").write_text(json.dumps(document(theirs)), encoding="utf-8")
    assert main(["why", "a.json", *words]) == status
    assert capsys.readouterr().out.startswith(begins)


def test_json_says_that_another_policy_must_allow(capsys: pytest.CaptureFixture[str]) -> None:
    main(["why", "a.json", "tom", "sts:AssumeRole", THEIRS, "--policy", "all.json", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["decision"], answer["atBest"], len(answer["notes"])) == ("depends", "allowed", 1)


def test_it_depends_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "a.json", "mia", "ec2:StartInstances"]) == 1
    capsys.readouterr()
    assert main(["why", "a.json", "mia", "s3:GetObject", HOME]) == 3
    assert capsys.readouterr().out.partition("\n\n")[0] == (
        "it depends on aws:MultiFactorAuthPresent, which was not given: mia, s3:GetObject, acme-website/index.html\n"
        "  depends   Allow  mia → inline policy own → statement 1: Allow s3:* on * if Bool aws:MultiFactorAuthPresent true\n"
        "  at best   allowed\n"
        "  at worst  implicitDeny\n"
        "  without   implicitDeny, if the request does not carry it at all\n"
        "  tell it   --context aws:MultiFactorAuthPresent=true"
    )


def test_a_forgotten_resource_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    main(["why", "a.json", "kim", "s3:GetObject"])
    note = "note: no resource was given, so it is asked of '*'; give the ARN that the request is about\n\n"
    assert capsys.readouterr().out.startswith(note)
    main(["why", "a.json", "zoe", "s3:GetObject"])
    assert "note" not in capsys.readouterr().out
    main(["why", "a.json", "zoe", "s3:ListBucket", "--policy", "all.json"])
    assert capsys.readouterr().out.startswith(note + "allowed as far")
    for action in ("ec2:DescribeInstances", "iam:ListUsers", "sts:GetCallerIdentity", "S3:ListAllMyBuckets", "s3:CreateJob"):
        main(["why", "a.json", "zoe", action, "--policy", "all.json"])
        assert capsys.readouterr().out.startswith("allowed as far")


def test_an_action_on_the_account_wants_a_statement_on_everything(capsys: pytest.CaptureFixture[str]) -> None:
    main(["why", "a.json", "kim", "s3:GetAccountPublicAccessBlock", "--policy", "buckets.json"])
    note, said, *_ = capsys.readouterr().out.split("\n\n")
    assert note == "note: s3:GetAccountPublicAccessBlock is done to the account: only a statement on '*' allows it"
    assert said.startswith("implicitDeny: kim, s3:GetAccountPublicAccessBlock")
    main(["why", "a.json", "kim", "s3:ListAllMyBuckets", "--policy", "buckets.json"])
    assert capsys.readouterr().out.startswith("allowed as far as this file goes: kim, s3:ListAllMyBuckets")


def test_where_the_organization_refuses_no_bucket_policy_helps(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--scp", "only-ec2.json"], ["--boundary", "only-ec2.json"]):
        assert main(["why", "a.json", "kim", "s3:GetObject", HOME, *words]) == 1
    by_scp, by_boundary = capsys.readouterr().out.split("implicitDeny: ")[1:]
    assert "it can allow what nobody here allows" not in by_scp
    assert "it can allow what nobody here allows" in by_boundary


BAD_FILES = [
    pytest.param(None, f"x.json: no such file or directory; {SHAPE}, saved to a file", id="no file"),
    pytest.param(b"", f"x.json: empty; {SHAPE}", id="an empty file"),
    pytest.param(b"\x7fELF\x02\x01\x01\x00\xff\xfe", f"x.json: not text; {SHAPE}", id="a binary file"),
    pytest.param(
        b'{"UserDetailList": [',
        f"x.json: line 1, column 21: not JSON (Expecting value); {SHAPE}",
        id="half a file",
    ),
    pytest.param(b"[1]", f"x.json: the top is a list, not an object; {SHAPE}", id="a list"),
    pytest.param(
        b'{"Users": []}',
        f"x.json: has Users; {SHAPE} (UserDetailList, GroupDetailList, ...)",
        id="the output of list-users",
    ),
    pytest.param(b"[" * 100_000, f"x.json: nested too deep; {SHAPE}", id="a depth bomb"),
    pytest.param(
        b'{"UserDetailList": [], "IsTruncated": true}',
        "x.json: IsTruncated is true: only one page of the account; let the CLI fetch all pages",
        id="one page",
    ),
    pytest.param(
        json.dumps(HALF).encode(),
        "x.json: UserDetailList[0] (ria): member of group 'Freeze', which GroupDetailList does not have; half a page? let the CLI fetch all pages",
        id="a dangling group",
    ),
    pytest.param(
        b'{"UserDetailList": [{"Arn": "arn:aws:iam::1:user/a"}]}',
        "x.json: UserDetailList[0]: expected UserName, found only Arn",
        id="a user without a name",
    ),
    pytest.param(
        b'{"UserDetailList": [{"UserName": 7}]}',
        "x.json: UserDetailList[0].UserName: expected text, got a number",
        id="a name that is a number",
    ),
]


@pytest.mark.parametrize(("content", "said"), BAD_FILES)
def test_a_bad_dump_gets_one_line(
    content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        Path("x.json").write_bytes(content)
    assert main(["why", "x.json", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr() == ("", f"iamsim why: {said}\n")


def test_a_directory_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", ".", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr().err == f"iamsim why: .: is a directory; {SHAPE}, saved to a file\n"


def test_a_name_that_is_empty_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr().err == "iamsim why: the file's name is empty; expected ACCOUNT.json\n"


BAD_WORDS = [
    pytest.param(
        ["kym", "s3:GetObject"],
        "no user or role named 'kym' (this account has: AWSReservedSSO_Dev_0a1b, joe, kim, mia, ria, tom, zoe)",
        id="a slip in the name",
    ),
    pytest.param(
        ["kim"],
        "expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got 'kim'",
        id="no action",
    ),
    pytest.param(
        ["kim", "read"],
        "action 'read': expected SERVICE:NAME, such as s3:GetObject",
        id="an action without a service",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "mfa"],
        "--context mfa: expected KEY=VALUE, such as aws:SourceIp=203.0.113.9",
        id="a context key without a value",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "aws:SourceIp=300.1.1.1"],
        "--context aws:SourceIp=300.1.1.1: expected an IP address, such as 203.0.113.9",
        id="a context key whose value is none",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "AWS:username=ria"],
        "--context aws:username=ria: IAM fills in this key; it is 'kim' for this principal",
        id="another user's name",
    ),
    pytest.param(
        [SSO, "s3:GetObject", "--context", "aws:username=ria"],
        "--context aws:username=ria: IAM fills in this key; it is absent for this principal",
        id="a session has no user's name",
    ),
    pytest.param(
        ["arn:aws:iam::999999999999:user/kim", "s3:GetObject"],
        "arn:aws:iam::999999999999:user/kim belongs to account 999999999999; this account is 123456789012",
        id="another account's user",
    ),
    pytest.param(
        ["arn:aws:iam::123456789012:group/Web", "s3:GetObject"],
        "a group sends no requests; expected a user, a role, a role's session or root",
        id="a group is nobody at the door",
    ),
    pytest.param(
        ["arn:aws:iam::123456789012:user/x/kim", "s3:GetObject"],
        "no arn:aws:iam::123456789012:user/x/kim (this account has arn:aws:iam::123456789012:user/kim)",
        id="another path",
    ),
    pytest.param(
        ["You are not authorized to perform this operation."],
        "the message does not say who was refused what; expected 'User: ARN is not authorized to perform: SERVICE:ACTION on resource: ARN ...'",
        id="a sentence that names nobody",
    ),
    pytest.param(
        ["An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied"],
        "the message does not say who was refused what; expected 'User: ARN is not authorized to perform: SERVICE:ACTION on resource: ARN ...'",
        id="Amazon S3's older sentence names nobody",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--scp", "a.json"],
        "a.json: this is a whole account; expected a policy as JSON text",
        id="an account for a policy",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--scp", "nowhere.json"],
        "nowhere.json: no such file or directory; expected a policy as JSON text",
        id="a policy file that is not there",
    ),
]


@pytest.mark.parametrize(("words", "said"), BAD_WORDS)
def test_bad_words_get_one_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "a.json", *words]) == 2
    assert capsys.readouterr() == ("", f"iamsim why: {said}\n")


def test_powershells_utf_16_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("u.json").write_bytes(json.dumps(ACCOUNT).encode("utf-16"))
    assert main(["why", "u.json", "kim", "s3:GetObject", HOME]) == 0
    assert capsys.readouterr().out.startswith("allowed as far as this file goes")


def test_the_version_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, capsys.readouterr().out) == (0, f"iamsim {importlib.metadata.version('iamsim')}\n")
    monkeypatch.setattr(sys, "path", [])  # where nothing is installed
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    package = Path(iamsim.__file__).parent
    assert (left.value.code, capsys.readouterr().out) == (0, f"iamsim, not installed: read from {package}\n")
