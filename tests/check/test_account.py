"""What there is to regret in an account: a table of codes, and laws that no finding contradicts the simulator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iamsim
from iamsim import Account, PolicyDocument, allow, deny
from iamsim.check import CODES, AccountFinding, Credentials, check_account
from iamsim.check.account import FINDING_TYPES
from iamsim.decision import CheckType, EvaluationResult, StatementResult
from iamsim.decision.explain import statement_name
from tests.laws import accounts as law

ROOT = Path(iamsim.__file__).parent.parent
SITE = "arn:aws:s3:::site/*"
ARN = "arn:aws:iam::123456789012:policy"


class Maker:
    """Makes an account in which ria is in the group Web, which lets her read the site."""

    def __init__(self) -> None:
        self.iam = iamsim.client("iam")
        self.iam.create_group(GroupName="Web")
        self.group_policy("Web", "read-site", allow("s3:GetObject", SITE))
        self.user("ria", "Web")

    def user(self, name: str, *groups: str) -> None:
        self.iam.create_user(UserName=name)
        for group in groups:
            self.iam.add_user_to_group(UserName=name, GroupName=group)

    def group_policy(self, group: str, name: str, document: str) -> None:
        self.iam.put_group_policy(GroupName=group, PolicyName=name, PolicyDocument=document)

    def own_policy(self, user: str, name: str, document: str) -> None:
        self.iam.put_user_policy(UserName=user, PolicyName=name, PolicyDocument=document)

    def managed(self, name: str, document: str) -> str:
        return str(self.iam.create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"])

    def limit(self, user: str, document: str) -> None:
        self.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=self.managed("limit", document))

    def findings(self, **options: Any) -> list[tuple[str, str]]:
        return [(finding.code, str(finding)) for finding in check_account(self.iam.account, **options)]


def conditional(document: str) -> str:
    return document.replace('"Resource"', '"Condition": {"Bool": {"aws:SecureTransport": "false"}}, "Resource"')


FIRST = statement_name(PolicyDocument.parse(allow("s3:GetObject")).statements[0])
READ, SHARED = f"group Web → inline policy read-site → {FIRST}", f"managed policy shared → {FIRST}"
STOP = f"group Web → inline policy stop → {FIRST}"
NOTHING = "denies nothing that a policy of ria allows"

CASES: list[Any] = [
    pytest.param(lambda _: None, [], id="nothing to regret"),
    pytest.param(
        lambda m: m.user("zoe"),
        [("user-in-no-group", "user zoe: is in no group, so what everybody of the same job gets must be given to zoe separately")],
        id="a user in no group",
    ),
    pytest.param(
        lambda m: m.iam.create_group(GroupName="Ops"),
        [("empty-group", "group Ops: nobody is in it, and it has no policy")],
        id="a group without members and policies",
    ),
    pytest.param(
        lambda m: (m.iam.create_group(GroupName="Ops"), m.iam.add_user_to_group(GroupName="Ops", UserName="ria")),
        [("group-without-policy", "group Ops: it has no policy, so to be in it allows and denies nothing")],
        id="a group with members and without policies",
    ),
    pytest.param(
        lambda m: m.own_policy("ria", "on-call", allow("s3:PutObject", SITE)),
        [("own-policy", "user ria: has the policy on-call of its own")], id="an inline policy of a user",
    ),
    pytest.param(
        lambda m: [m.iam.attach_user_policy(UserName="ria", PolicyArn=m.managed(name, allow("s3:PutObject", SITE))) for name in ("a", "b")],
        [("own-policy", "user ria: has the policies a and b of its own")], id="managed policies attached to a user",
    ),
    # A Deny that meets no Allow.
    pytest.param(
        lambda m: m.group_policy("Web", "stop", deny("s3:PutObject", SITE)),
        [("deny-without-allow", f"{STOP}: {NOTHING}")], id="a Deny of another action",
    ),
    pytest.param(
        lambda m: m.group_policy("Web", "stop", deny("s3:GetObject", "arn:aws:s3:::other/*")),
        [("deny-without-allow", f"{STOP}: {NOTHING}")], id="a Deny on another resource",
    ),
    pytest.param(lambda m: m.group_policy("Web", "stop", deny("s3:*", "arn:aws:s3:::*/secret/*")), [], id="a Deny of a part: the patterns meet in site/secret/x"),
    pytest.param(
        lambda m: m.group_policy("Web", "stop", deny("s3:Get*").replace('"Resource": "*"', f'"NotResource": "{SITE}"')),
        [("deny-without-allow", f"{STOP}: {NOTHING}")], id="a Deny with NotResource that excepts all that is allowed",
    ),
    pytest.param(
        lambda m: m.group_policy("Web", "stop", deny("s3:GetObject").replace('"Action"', '"NotAction"')),
        [("deny-without-allow", f"{STOP}: {NOTHING}")], id="a Deny with NotAction that excepts the allowed action",
    ),
    pytest.param(lambda m: m.group_policy("Web", "stop", conditional(deny("s3:GetObject", SITE))), [], id="a Deny with a condition"),
    pytest.param(lambda m: m.group_policy("Web", "stop", deny("s3:GetObject", "arn:aws:s3:::site/${aws:username}/*")), [], id="a Deny with a variable"),
    pytest.param(
        lambda m: (m.user("kim", "Web"), m.own_policy("kim", "stop", deny("s3:PutObject", SITE)), m.own_policy("ria", "put", allow("s3:PutObject", SITE))),
        [
            ("deny-without-allow", f"user kim → inline policy stop → {FIRST}: denies nothing that a policy of kim allows"),
            ("own-policy", "user ria: has the policy put of its own"), ("own-policy", "user kim: has the policy stop of its own"),
        ],
        id="a Deny of what another user alone may do",
    ),
    pytest.param(
        lambda m: (m.iam.create_group(GroupName="Ops"), m.group_policy("Ops", "stop", deny("s3:PutObject"))),
        [("empty-group", "group Ops: nobody is in it, so its policies allow and deny nothing")], id="a Deny that reaches nobody is the group's matter",
    ),
    # An Allow that a Deny or a boundary always closes.
    pytest.param(
        lambda m: m.group_policy("Web", "stop", deny("s3:*")),
        [("closed-allow", f"{READ}: allows nothing to ria: a Deny in stop (group Web) matches all that it matches")], id="a Deny of everything",
    ),
    pytest.param(
        lambda m: (m.group_policy("Web", "stop", deny("s3:*", "arn:aws:s3:::site/a*")), m.group_policy("Web", "more", deny("s3:*").replace('"Resource": "*"', '"NotResource": "arn:aws:s3:::site/a*"'))),
        [("closed-allow", f"{READ}: allows nothing to ria: several Denies together leave nothing of it")], id="two Denies, each of a part",
    ),
    pytest.param(
        lambda m: (m.group_policy("Web", "stop", deny("s3:*")), m.user("kim", "Web"), m.limit("kim", allow("s3:*"))),
        [("closed-allow", f"{READ}: allows nothing to ria and kim: a Deny in stop (group Web) matches all that it matches")], id="a Deny for two members",
    ),
    pytest.param(
        lambda m: (m.user("kim", "Web"), m.own_policy("kim", "stop", deny("s3:*"))),
        [("own-policy", "user kim: has the policy stop of its own")], id="a Deny for one of two members",
    ),
    pytest.param(lambda m: m.group_policy("Web", "stop", conditional(deny("s3:*"))), [], id="a Deny of everything, with a condition"),
    pytest.param(
        lambda m: m.limit("ria", allow("s3:PutObject")),
        [("closed-allow", f"{READ}: allows nothing to ria: the boundary allows nothing of it")], id="a boundary about another action",
    ),
    pytest.param(lambda m: m.limit("ria", conditional(allow("s3:GetObject"))), [], id="a boundary that allows on a condition"),
    pytest.param(
        lambda m: m.limit("ria", deny("s3:Get*").replace("]", ', {"Effect": "Allow", "Action": "*", "Resource": "*"}]')),
        [("closed-allow", f"{READ}: allows nothing to ria: a Deny in the boundary matches all that it matches")], id="a Deny in the boundary",
    ),
    pytest.param(
        lambda m: (m.limit("ria", allow("s3:GetObject", "arn:aws:s3:::site/a*")), m.group_policy("Web", "stop", deny("s3:*", "arn:aws:s3:::site/a*"))),
        [("closed-allow", f"{READ}: allows nothing to ria: several Denies and the boundary together leave nothing of it")], id="what the boundary allows of it, a Deny denies",
    ),
    pytest.param(
        lambda m: (m.user("kim", "Web"), m.limit("kim", allow("ec2:*")), m.own_policy("ria", "stop", deny("s3:*"))),
        [
            ("closed-allow", f"{READ}: allows nothing to ria and kim: a Deny or a boundary leaves nothing of it"),
            ("own-policy", "user ria: has the policy stop of its own"),
        ],
        id="a Deny for one, a boundary for the other",
    ),
    # Whose username is known, resources with variables are known too.
    pytest.param(
        lambda m: (m.group_policy("Web", "stop", deny("s3:*", "arn:aws:s3:::site/*").replace("site/*", "site/${aws:username}/*")), m.group_policy("Web", "own", allow("s3:PutObject", "arn:aws:s3:::site/ria/x"))),
        [("closed-allow", f"group Web → inline policy own → {FIRST}: allows nothing to ria: a Deny in stop (group Web) matches all that it matches")],
        id="a variable whose value is known",
    ),
    pytest.param(
        lambda m: (m.group_policy("Web", "stop", deny("s3:Put*", "arn:aws:s3:::site/${aws:SourceIp, '*'}")), m.group_policy("Web", "own", allow("s3:PutObject", SITE))),
        [], id="a variable with a default, which a request may replace",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "findings"), CASES)
def test_findings(change: Callable[[Maker], object], findings: list[tuple[str, str]]) -> None:
    maker = Maker()
    change(maker)
    assert maker.findings() == findings


def test_a_password_and_a_key_are_the_accounts_own_or_those_of_the_credential_report() -> None:
    maker = Maker()
    problem = ("password-and-key", "user ria: has a password and an active access key: a person's and a program's")
    maker.iam.create_login_profile(UserName="ria", Password="correct horse Battery 1")  # noqa: S106 - a test's
    assert maker.findings() == []
    key = maker.iam.create_access_key(UserName="ria")["AccessKey"]["AccessKeyId"]
    assert maker.findings() == [problem]
    assert maker.findings(credentials={}) == []
    maker.iam.update_access_key(UserName="ria", AccessKeyId=key, Status="Inactive")
    assert maker.findings() == []
    assert maker.findings(credentials={"ria": Credentials(True, True)}) == [problem]
    assert maker.findings(credentials={"ria": Credentials(True, False)}) == []


def test_a_managed_policy_is_one_place_and_names_at_most_three_whom_it_reaches() -> None:
    maker = Maker()
    arn = maker.managed("shared", deny("ec2:*"))
    maker.iam.attach_group_policy(GroupName="Web", PolicyArn=arn)
    for name in ("kim", "tom", "zoe"):
        maker.user(name, "Web")
    names = "ria, kim and 2 others"
    assert maker.findings() == [("deny-without-allow", f"{SHARED}: denies nothing that a policy of {names} allows")]


def test_a_role_is_reached_as_a_user_is() -> None:
    maker = Maker()
    trust = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}'
    maker.iam.create_role(RoleName="App", AssumeRolePolicyDocument=trust)
    maker.iam.put_role_policy(RoleName="App", PolicyName="stop", PolicyDocument=deny("ec2:*"))
    assert maker.findings() == [
        ("deny-without-allow", f"role App → inline policy stop → {FIRST}: denies nothing that a policy of App allows")
    ]


def test_nothing_is_said_of_a_deny_whose_holder_has_a_policy_that_the_file_lacks() -> None:
    maker = Maker()
    maker.group_policy("Web", "stop", deny("s3:PutObject", SITE))
    assert [code for code, _ in maker.findings()] == ["deny-without-allow"]
    raw = iamsim.dump_account(maker.iam.account)
    raw["GroupDetailList"][0]["AttachedManagedPolicies"] = [{"PolicyName": "unseen", "PolicyArn": f"{ARN}/unseen"}]
    assert check_account(iamsim.parse_account(raw)) == ()


def test_codes_can_be_ignored() -> None:
    maker = Maker()
    maker.iam.create_group(GroupName="Ops")
    maker.user("zoe")
    assert [code for code, _ in maker.findings(ignore=["empty-group"])] == ["user-in-no-group"]


def test_a_finding_says_what_to_do_and_where_to_read_on() -> None:
    maker = Maker()
    maker.user("zoe")
    (finding,) = check_account(maker.iam.account)
    assert finding.replacement == "a group for the job; for a program, a role"
    assert finding.url == "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"


def test_each_code_is_one_type() -> None:
    assert len(set(CODES)) == len(CODES) == len(FINDING_TYPES)


# Laws


def results(account: Account) -> Iterator[EvaluationResult]:
    arns = [identity.arn for identity in account.identities if not isinstance(identity, iamsim.Group)]
    contexts: list[dict[str, Any]] = [{}, {"k": "a", "m": "true"}]
    for arn, action, resource, context in product(arns, law.ACTIONS, law.RESOURCES, contexts):
        yield iamsim.simulate(account, arn, action, resource, context)


def place(result: StatementResult) -> str:
    kind = "inline policy" if result.inline else "managed policy"
    holder = f"{result.source} → " if result.inline else ""
    return f"{holder}{kind} {result.policy.name} → {statement_name(result.statement)}"


def places(findings: tuple[AccountFinding, ...], code: str) -> set[str]:
    return {finding.place for finding in findings if finding.code == code}


@given(law.accounts())
def test_no_request_is_allowed_by_an_allow_that_is_said_to_be_closed(account: Account) -> None:
    closed = places(check_account(account), "closed-allow")
    for result in results(account) if closed else ():
        if result.allowed:
            assert closed.isdisjoint(map(place, result.matched_statements))


@given(law.accounts())
def test_what_a_deny_without_an_allow_matches_is_allowed_by_nothing(account: Account) -> None:
    idle = places(check_account(account), "deny-without-allow")
    for result in results(account) if idle else ():
        own = [entry for entry in result.trace if entry.check is CheckType.PRINCIPAL and entry.matched]
        if any(place(entry) in idle for entry in own if entry.statement.denies):
            assert all(entry.statement.denies for entry in own)


@given(st.data())
def test_a_deny_of_everything_closes_every_allow_that_reaches_somebody(data: st.DataObject) -> None:
    account = data.draw(law.accounts())
    user = account.user("ana")
    iam = iamsim.client("iam", account=account)
    iam.put_user_policy(UserName=user.name, PolicyName="zz-stop", PolicyDocument=deny("*"))
    only_ana = iamsim.client("iam", account=iam.account)
    closed = places(check_account(only_ana.account), "closed-allow")
    own = [policy for policy in only_ana.account.user("ana").inline if policy.name != "zz-stop"]
    expected = {
        f"user ana → inline policy {policy.name} → {statement_name(statement)}"
        for policy in own for statement in policy.document.statements if not statement.denies
    }  # fmt: skip
    assert expected <= closed


def test_the_page_has_a_row_for_each_code_with_a_lesson_that_there_is() -> None:
    page = (ROOT / "docs" / "check-account.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| \[(\d\d)\]\((.+)\) \|$", page, re.MULTILINE)
    assert tuple(code for code, _, _ in rows) == CODES
    for _, number, link in rows:
        assert (ROOT / "docs" / link).resolve().name.startswith(number)
        assert list((ROOT / "exercises").glob(f"{number}_*.toml"))
