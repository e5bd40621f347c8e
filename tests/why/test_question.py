"""What people type is put into IAM's terms, and a note says so."""

from __future__ import annotations

import pytest

from iamsim.account import Account, Group, Role, User, build_account
from iamsim.aws.actions import list_date
from iamsim.aws.errors import InvalidInput, NoSuchEntity
from iamsim.policy import PolicyDocument, allow
from iamsim.why import AccessQuestion, parse_question
from iamsim.why.question import CALLS_ON_CALLER

ARN = "arn:aws:iam::123456789012"
RIA, OPS = f"{ARN}:user/web/ria", f"{ARN}:role/aws-reserved/Ops"
SESSION = "arn:aws:sts::123456789012:assumed-role/Ops/jane"
KEY = "arn:aws:s3:::reports/q1.csv"


@pytest.fixture
def account() -> Account:
    users = [User("ria", RIA), User("Ops-bot", f"{ARN}:user/Ops-bot")]
    roles = [Role("Ops", OPS, PolicyDocument.parse(allow("sts:AssumeRole"))), Role("ria", f"{ARN}:role/ria", PolicyDocument.parse(allow("sts:AssumeRole")))]
    return build_account("123456789012", users, [Group("Admin", f"{ARN}:group/x/Admin")], roles)


QUESTIONS = [
    pytest.param(["ria", "s3:GetObject", KEY], AccessQuestion(RIA, "s3:GetObject", KEY), id="a user before a role of that name"),
    pytest.param(["RIA", "s3:GetObject"], AccessQuestion(RIA, "s3:GetObject", "*"), id="names ignore case; no resource is *"),
    pytest.param(["ops", "s3:GetObject", "*"], AccessQuestion(OPS, "s3:GetObject", "*"), id="a role"),
    pytest.param(["root", "s3:GetObject"], AccessQuestion(f"{ARN}:root", "s3:GetObject"), id="root"),
    pytest.param(["user/web/ria", "s3:GetObject"], AccessQuestion(RIA, "s3:GetObject"), id="the end of a user's ARN"),
    pytest.param(["role/Ops", "s3:GetObject"], AccessQuestion(OPS, "s3:GetObject"), id="the end of a role's ARN, without its path"),
    pytest.param(["assumed-role/Ops/jane", "s3:GetObject"], AccessQuestion(SESSION, "s3:GetObject"), id="the end of a session's ARN"),
    pytest.param(["ops/jane", "s3:GetObject"], AccessQuestion(SESSION, "s3:GetObject"), id="a role and a session"),
    pytest.param(
        ["arn:aws:iam::999999999999:user/eve", "s3:GetObject"],
        AccessQuestion("arn:aws:iam::999999999999:user/eve", "s3:GetObject"),
        id="an ARN as it is",
    ),
    pytest.param(
        ["ria", "S3:listobjectsv2", "arn:aws:s3:::reports"],
        AccessQuestion(RIA, "s3:ListBucket", "arn:aws:s3:::reports", None, ("s3:ListObjectsV2 is the name of a call; that is s3:ListBucket",)),
        id="a call's name",
    ),
    pytest.param(
        ["ria", "s3:GetObject", "s3://reports/q1.csv"],
        AccessQuestion(RIA, "s3:GetObject", KEY, None, (f"s3://reports/q1.csv read as {KEY}",)),
        id="the CLI's address of an object",
    ),
    pytest.param(
        ["ria", "s3:ListObjects", "s3://reports/"],
        AccessQuestion(
            RIA, "s3:ListBucket", "arn:aws:s3:::reports", None,
            ("s3:ListObjects is the name of a call; that is s3:ListBucket", "s3://reports/ read as arn:aws:s3:::reports"),
        ),
        id="both, and the slash at a bucket's end",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "question"), QUESTIONS)
def test_what_people_type(words: list[str], question: AccessQuestion, account: Account) -> None:
    assert parse_question(words, account) == question


def test_spaces_around_a_word_are_no_part_of_it(account: Account) -> None:
    assert parse_question([" ria", "s3:GetObject ", f"\t{KEY}\n"], account) == AccessQuestion(RIA, "s3:GetObject", KEY)


MISTAKES = [
    pytest.param("s3:GetObjcet", KEY, (f"s3:GetObjcet is not in our list of s3's actions, of {list_date()}; did you mean s3:GetObject?",), id="a misspelled action"),
    pytest.param("s3:Frobnicate", KEY, (f"s3:Frobnicate is not in our list of s3's actions, of {list_date()}",), id="nothing near"),
    pytest.param("s4:GetObject", "arn:aws:s3:::reports", (), id="a service that we do not know"),
    pytest.param("S3:getobject", KEY, (), id="actions ignore case"),
    pytest.param("s3:GetObject", "arn:aws:s3:::reports", ("s3:GetObject is done to objects, and arn:aws:s3:::reports is a bucket; expected arn:aws:s3:::reports/KEY",), id="a bucket for an object"),
    pytest.param("s3:ListBucket", KEY, (f"s3:ListBucket is done to buckets, and {KEY} is an object; expected arn:aws:s3:::reports",), id="an object for a bucket"),
    pytest.param("s3:GetObject", "arn:aws:s3:::reports/*", ("arn:aws:s3:::reports/* is asked as it stands: a request is about one resource, without wildcards",), id="a wildcard in a resource"),
    pytest.param("ec2:StopInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/i-?", ("arn:aws:ec2:eu-west-1:123456789012:instance/i-? is asked as it stands: a request is about one resource, without wildcards",), id="the other wildcard in a resource"),
    pytest.param("s3:ListJobs", "arn:aws:s3:::reports", ("s3:ListJobs is done to the account, and arn:aws:s3:::reports is a bucket; expected '*'",), id="a bucket for the account"),
    pytest.param("S3:ListAllMyBuckets", KEY, (f"S3:ListAllMyBuckets is done to the account, and {KEY} is an object; expected '*'",), id="an object for the account"),
    pytest.param("s3:ListAllMyBuckets", "arn:aws:s3:::*", (), id="all buckets for the account"),
    pytest.param("s3:ListJobs", "*", (), id="the account"),
    pytest.param("s3:ListBucket", "arn:aws:s3:eu-west-1:123456789012:accesspoint/x", (), id="an access point"),
    pytest.param("s3:GetObject", "arn:aws:s3:::*", (), id="all of S3"),
    pytest.param("ec2:StopInstances", KEY, (f"ec2:StopInstances is an action of ec2, and {KEY} is a resource of s3",), id="another service's ARN"),
    pytest.param("EC2:StopInstances", KEY, (f"EC2:StopInstances is an action of ec2, and {KEY} is a resource of s3",), id="another service's ARN, in capitals"),
    pytest.param("sts:AssumeRole", OPS, (), id="a role that is assumed is IAM's"),
    pytest.param("tag:GetResources", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1", ("tag:GetResources is an action of tag, and arn:aws:ec2:eu-west-1:123456789012:instance/i-1 is a resource of ec2",), id="an action without resources, on another service's ARN"),
    pytest.param("ram:CreateResourceShare", "arn:aws:ram:eu-west-1:123456789012:resource-share/1", (), id="the service's own ARN"),
    pytest.param("no-service:StartBackupJob", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1", (), id="a service that is not in our list may use any ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("action", "resource", "notes"), MISTAKES)
def test_a_probable_mistake_is_noted(action: str, resource: str, notes: tuple[str, ...], account: Account) -> None:
    assert parse_question(["ria", action, resource], account) == AccessQuestion(RIA, action, resource, None, notes)


NO_QUESTIONS = [
    pytest.param(["ria", "s3:*"], "action 's3:*': a request is for one action, without wildcards, such as s3:GetObject", id="a wildcard"),
    pytest.param(["ria", "s3:Get?bject"], "action 's3:Get?bject': a request is for one action, without wildcards, such as s3:GetObject", id="the other wildcard"),
    pytest.param(["ria"], "expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got 'ria'", id="one word"),
    pytest.param(["ria", "s3:GetObject", KEY, "now"], f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got 'ria s3:GetObject {KEY} now'", id="four words"),
    pytest.param(["ria", "GetObject"], "action 'GetObject': expected SERVICE:NAME, such as s3:GetObject", id="no service"),
    pytest.param(["ria", "s3:"], "action 's3:': expected SERVICE:NAME, such as s3:GetObject", id="no name"),
    pytest.param(["ria", "aws:MultiFactorAuthPresent"], "'aws:MultiFactorAuthPresent' is a condition key and no action; give it as --context KEY=VALUE beside an action such as s3:GetObject", id="a global condition key"),
    pytest.param(["ria", "s3:prefix", KEY], "'s3:prefix' is a condition key and no action; give it as --context KEY=VALUE beside an action such as s3:GetObject", id="a service's condition key"),
    pytest.param(["ria", "x" * 200], f"action {'x' * 80 + '...'!r}: expected SERVICE:NAME, such as s3:GetObject", id="a long word is cut"),
    pytest.param(["word"] * 100, f"expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got {' '.join(['word'] * 100)[:80] + '...'!r}", id="many words are cut"),
    pytest.param(["ria", "aws s3 ls s3://reports"], "action 'aws s3 ls s3://reports': expected SERVICE:NAME, such as s3:GetObject", id="a shell's line"),
    pytest.param(["ria", "s3:GetObject,s3:PutObject"], "action 's3:GetObject,s3:PutObject': expected SERVICE:NAME, such as s3:GetObject", id="two actions"),
    pytest.param(["ria", "s3api:get-object"], "action 's3api:get-object': expected SERVICE:NAME, such as s3:GetObject", id="the shell's name of a call"),
    pytest.param(["ria", ":x"], "action ':x': expected SERVICE:NAME, such as s3:GetObject", id="an empty service"),
    pytest.param(["ria", "s3:GetObject", "reports"], "resource 'reports': expected an ARN, such as arn:aws:s3:::BUCKET/KEY, or '*'", id="a resource that is no ARN"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "error"), NO_QUESTIONS)
def test_words_that_are_no_question(words: list[str], error: str, account: Account) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_question(words, account)
    assert str(caught.value) == error


@pytest.mark.parametrize("name", ["user/nobody", "role/nobody", "assumed-role/nobody/jane", "Ops/"])
def test_the_end_of_an_arn_that_nobody_has(name: str, account: Account) -> None:
    with pytest.raises(NoSuchEntity) as caught:
        parse_question([name, "s3:GetObject"], account)
    assert str(caught.value) == f"no user or role named {name!r} (this account has: Ops, Ops-bot, ria, ria)"


def test_a_name_that_nobody_has(account: Account) -> None:
    with pytest.raises(NoSuchEntity) as caught:
        parse_question(["rya", "s3:GetObject"], account)
    assert str(caught.value) == "no user or role named 'rya' (this account has: Ops, Ops-bot, ria, ria)"


@pytest.mark.parametrize("action", ["iam:GetUser", "iam:changepassword", "iam:CreateAccessKey", "iam:ListMFADevices"])
def test_a_call_without_a_user_is_about_the_caller(account: Account, action: str) -> None:
    question = parse_question(["ria", action], account)
    assert question.resource == RIA
    assert question.notes == (f"{question.action} without a user is about the caller: asked of {RIA}",)


@pytest.mark.parametrize(
    "words",
    [["ria", "iam:GetUser", "*"], ["ria", "iam:DeleteUser"], ["Ops", "iam:GetUser"], ["root", "iam:GetUser"]],
)
def test_no_other_call_is_about_the_caller(account: Account, words: list[str]) -> None:
    assert parse_question(words, account).resource == "*"


def test_every_call_about_its_caller_may_leave_out_the_user() -> None:
    service = pytest.importorskip("botocore.session").get_session().get_service_model("iam")
    calls = {f"iam:{name.lower()}": service.operation_model(name).input_shape for name in service.operation_names}
    assert calls.keys() >= CALLS_ON_CALLER
    assert not [name for name in CALLS_ON_CALLER if "UserName" in calls[name].required_members]
