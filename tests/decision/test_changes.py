"""The edits that turn a decision: which there are, what they say, what they change besides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import iamsim
from iamsim.account import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Role,
    User,
    build_account,
)
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.changes import changes, missing_values
from iamsim.decision.explain import change_words, needed_words
from iamsim.policy import PolicyDocument

ARN = "arn:aws:iam::123456789012"
GET, PUT, KEY = "s3:GetObject", "s3:PutObject", "arn:aws:s3:::b/k"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING = [[iamsim.allow("*")]]


def parse(source: Any) -> PolicyDocument:
    return PolicyDocument.parse(source)


def user(name: str, **fields: Any) -> User:
    return User(name, f"{ARN}:user/{name}", **fields)


def group(name: str, *policies: str) -> Group:
    inline = tuple(InlinePolicy(f"p{number}", parse(policy)) for number, policy in enumerate(policies))
    return Group(name, f"{ARN}:group/{name}", inline=inline)


def managed(name: str, policy: Any, arn: str = "", path: str = "/") -> ManagedPolicy:
    return ManagedPolicy(name, arn or f"{ARN}:policy{path}{name}", (PolicyVersion("v1", parse(policy)),), path=path)


def account_of(*parts: User | Group | Role | ManagedPolicy) -> Account:
    def of(kind: Any) -> Any:
        return [part for part in parts if isinstance(part, kind)]

    return build_account("123456789012", of(User), of(Group), of(Role), of(ManagedPolicy))


def ask(account: Account, name: str = "ana", action: str = GET, resource: str = KEY, **more: Any) -> EvaluationResult:
    return iamsim.simulate(account, name, action, resource, **more)


def words(account: Account, *asked: Any, **more: Any) -> list[str]:
    return [change.what for change in iamsim.changes(ask(account, *asked, **more))]


def own_allow(holder: str = "user ana", name: str = "allow-GetObject") -> str:
    return change_words("add-policy", holder=holder, policy=name, document=iamsim.allow(GET, KEY))


OWN_DENY = change_words("add-policy", holder="user ana", policy="deny-GetObject", document=iamsim.deny(GET, KEY))
JOIN_READERS = change_words("join", user="ana", group="Readers")
LEAVE_FREEZE = change_words("leave", user="ana", group="Freeze")
READERS, FREEZE = group("Readers", iamsim.allow(GET, KEY)), group("Freeze", iamsim.deny("s3:*"))


def test_a_group_that_allows_is_joined_and_one_that_also_denies_is_not() -> None:
    mixed = group("Mixed", iamsim.allow(GET), iamsim.deny(GET))
    assert words(account_of(user("ana"), READERS, mixed, group("Empty"))) == [JOIN_READERS, own_allow()]


def test_a_user_is_in_ten_groups_at_most() -> None:
    groups = [group(f"G{number}") for number in range(10)]
    ana = user("ana", groups=tuple(each.name for each in groups))
    assert words(account_of(ana, READERS, *groups)) == [own_allow()]
    left = replace(ana, groups=ana.groups[:9])
    assert JOIN_READERS in words(account_of(left, READERS, *groups))


def test_a_user_has_ten_attached_policies_at_most() -> None:
    policies = [managed(f"P{number}", iamsim.allow("sqs:*")) for number in range(10)]
    arns, more = tuple(policy.arn for policy in policies), managed("More", iamsim.allow(GET))
    attach = change_words("attach", policy="More", holder="user ana")
    assert attach not in words(account_of(user("ana", attached=arns), *policies, more))
    assert attach in words(account_of(user("ana", attached=arns[:9]), *policies, more))


def test_inline_policies_are_together_no_longer_than_their_quota() -> None:
    long_list = [f"sqs:Action{number}" for number in range(200)]
    ana = user("ana", inline=(InlinePolicy("long", parse(iamsim.allow(long_list))),))
    assert words(account_of(ana, READERS)) == [JOIN_READERS]


def test_a_policy_of_a_services_own_role_is_not_attached() -> None:
    policy = managed("Linked", iamsim.allow("*"), path="/aws-service-role/")
    assert words(account_of(user("ana"), policy)) == [own_allow()]


def test_the_name_of_a_new_policy_is_not_taken() -> None:
    ana = user("ana", inline=(InlinePolicy("allow-GetObject", parse(iamsim.allow("sqs:*"))),))
    assert own_allow(name="allow-GetObject-2") in words(account_of(ana))


def test_a_deny_is_never_mended_by_an_allow() -> None:
    ana = user("ana", groups=("Freeze",))
    account = account_of(ana, FREEZE, READERS, managed("AdministratorAccess", iamsim.allow("*"), ADMIN))
    assert words(account) == []  # without the Deny, nobody allowed it
    allowed = account.with_identity(replace(ana, groups=("Readers", "Freeze")))
    place = "p0 (group Freeze)"
    assert words(allowed) == [
        change_words("except-resource", place=place, resource=KEY),
        change_words("except-principal", place=place, principal=ana.arn),
        LEAVE_FREEZE,
    ]


def test_a_policy_that_aws_manages_is_detached_and_not_edited() -> None:
    account = account_of(user("ana", attached=(ADMIN,)), managed("AdministratorAccess", iamsim.allow("*"), ADMIN))
    assert words(account) == [OWN_DENY, change_words("detach", policy="AdministratorAccess", holder="user ana")]


def test_a_new_version_is_no_longer_than_its_quota() -> None:
    long_list = [f"arn:aws:s3:::b/{'x' * 100}{number}" for number in range(52)]
    policy = managed("Long", iamsim.allow(GET, long_list))
    account = account_of(user("ana", attached=(policy.arn,)), policy)
    assert words(account) == [own_allow()]


def test_other_versions_of_an_edited_policy_stay() -> None:
    versions = (PolicyVersion("v2", parse(iamsim.allow(PUT))), PolicyVersion("v1", parse(iamsim.allow(GET, KEY + "2"))))
    policy = ManagedPolicy("P", f"{ARN}:policy/P", versions, "v1", newest_version=2)
    account = account_of(user("ana", attached=(policy.arn,)), policy)
    (edited,) = [change for change in iamsim.changes(ask(account)) if change.what.startswith("in P")]
    after = edited.account.policy(policy.arn)
    assert after == replace(policy, versions=(versions[0], after.version("v1")))
    assert after.document.raw["Statement"][0]["Resource"] == [KEY + "2", KEY]


def test_a_boundary_is_widened_or_taken_away() -> None:
    limit = managed("Limit", iamsim.allow(PUT))
    account = account_of(user("ana", groups=("Readers",), boundary=limit.arn), READERS, limit)
    place = "Limit (permissions boundary)"
    statement = f'{{"Effect": "Allow", "Action": "{GET}", "Resource": "{KEY}"}}'
    assert words(account) == [
        change_words("add-value", place=place, value=GET, element="Action"),
        change_words("add-statement", place=place, statement=statement),
        change_words("remove-boundary", policy="Limit", holder="user ana"),
    ]


def test_a_trust_policy_names_one_more() -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}:user/bob"}, "Action": "sts:AssumeRole"}
    role = Role("Dev", f"{ARN}:role/Dev", parse({"Version": "2012-10-17", "Statement": trust}))
    account = account_of(user("ana"), user("bob"), role)
    statement = f'{{"Effect": "Allow", "Principal": {{"AWS": "{ARN}:user/ana"}}, "Action": "sts:AssumeRole"}}'
    asked = ("ana", "sts:AssumeRole", role.arn)
    added = change_words("add-statement", place="trust policy (trust policy of Dev)", statement=statement)
    assert words(account, *asked) == [added]


def test_a_role_has_policies_and_no_groups() -> None:
    role = Role("Dev", f"{ARN}:role/Dev", parse(iamsim.allow("sts:AssumeRole")))
    policy = managed("Read", iamsim.allow(GET))
    assert words(account_of(role, READERS, policy), role.arn) == [
        own_allow("role Dev"),
        change_words("attach", policy="Read", holder="role Dev"),
    ]


def test_what_an_edit_changes_besides_is_counted_and_listed() -> None:
    policy = managed("Both", iamsim.allow([GET, PUT], KEY))
    account = account_of(user("ana"), user("bob", attached=(policy.arn,)), policy)
    attach = next(change for change in iamsim.changes(ask(account)) if change.what.startswith("attach"))
    assert attach.also == (("ana", PUT, KEY, Decision.IMPLICIT_DENY, Decision.ALLOWED),)
    took = iamsim.changes(ask(account, "bob"))
    assert {change.what: change.also for change in took} == {
        change_words("except-request", place="Both (own policy)", action=GET, resource=KEY): (),
        change_words("except-principal", place="Both (own policy)", principal=f"{ARN}:user/bob"): (
            ("bob", PUT, KEY, Decision.ALLOWED, Decision.IMPLICIT_DENY),
        ),
        change_words("detach", policy="Both", holder="user bob"): (
            ("bob", PUT, KEY, Decision.ALLOWED, Decision.IMPLICIT_DENY),
        ),
        OWN_DENY.replace("ana", "bob"): (),
    }


def test_what_service_control_policies_refuse_is_not_changed_besides() -> None:
    account = account_of(user("ana"), managed("Both", iamsim.allow([GET, PUT], KEY)))
    attach = change_words("attach", policy="Both", holder="user ana")
    scps = [[iamsim.allow(GET)]]
    also = {change.what: change.also for change in iamsim.changes(ask(account, scps=scps))}
    assert also[attach] == ()


def test_no_edit_names_a_resource_of_another_partition() -> None:
    china = ARN.replace("aws", "aws-cn")
    account = build_account("123456789012", [User("ana", f"{china}:user/ana")])
    assert words(account) == []
    assert words(account, "ana", GET, KEY.replace("aws", "aws-cn")) != []


def test_what_changes_least_comes_first() -> None:
    writers = group("Writers", iamsim.allow([GET, PUT, "s3:DeleteObject"], KEY))
    members = [user(name, groups=("Writers",)) for name in ("ana", "bob")]
    found = iamsim.changes(ask(account_of(*members, writers)))
    place = "p0 (group Writers)"
    assert [(len(change.also), change.what) for change in found] == [
        (0, OWN_DENY),
        (1, change_words("except-request", place=place, action=GET, resource=KEY)),
        (2, change_words("except-principal", place=place, principal=members[0].arn)),
        (2, change_words("leave", user="ana", group="Writers")),
    ]


def test_nobody_is_given_a_deny_of_other_things_to_take_something_away() -> None:
    account = account_of(user("ana", groups=("Readers",)), READERS, FREEZE, managed("No", iamsim.deny("s3:*")))
    assert not [what for what in words(account) if "Freeze" in what or what.startswith("attach")]


def test_context_and_limits_of_the_request_are_kept() -> None:
    condition = {"StringEquals": {"k": "a"}}
    statement = {"Effect": "Allow", "Action": GET, "Resource": KEY, "Condition": condition}
    conditional = group("Conditional", PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}).text)
    account = account_of(user("ana"), conditional)
    join = change_words("join", user="ana", group="Conditional")
    assert join in words(account, context={"k": "a"})
    assert join not in words(account, context={"k": "b"})
    assert words(account, context={"k": "a"}, scps=[[iamsim.allow("sqs:*")]]) == []
    assert join in words(account, context={"k": "a"}, scps=EVERYTHING)


@pytest.mark.parametrize("principal", [f"{ARN}:root", "ana"])
def test_nothing_turns_what_no_policy_decides(principal: str) -> None:
    assert words(account_of(user("ana"), READERS), principal, "sts:GetCallerIdentity", "*") == []


def test_nothing_turns_what_root_may_do() -> None:
    assert words(account_of(user("ana")), f"{ARN}:root") == []


def test_only_a_result_of_simulate_has_an_account() -> None:
    account = account_of(user("ana"))
    assert ask(account).account is account
    lone = iamsim.evaluate(iamsim.Request(f"{ARN}:user/ana", GET, KEY), [])
    assert lone.account is None
    with pytest.raises(TypeError, match=r"^result: expected one of simulate, which has an account; got one of evaluate$"):
        iamsim.changes(lone)
    no_result: Any = "allowed"
    with pytest.raises(TypeError, match=r"^result: expected the result of simulate, got 'allowed'$"):
        changes(no_result)


def test_the_account_is_neither_compared_nor_shown() -> None:
    result, other = ask(account_of(user("ana"))), ask(account_of(user("ana")))
    assert result == other
    assert replace(result, account=None) == result
    assert "account=" not in repr(result)


def test_a_policy_without_a_document_is_neither_attached_nor_read() -> None:
    unseen = ManagedPolicy("Audit", "arn:aws:iam::aws:policy/Audit", ())
    auditors = replace(group("Auditors", iamsim.allow(GET, KEY)), attached=(unseen.arn,))
    account = account_of(user("ana"), user("bob", groups=("Auditors",)), auditors, READERS, unseen)
    assert words(account) == [JOIN_READERS, own_allow()]


def test_what_changes_for_others_whose_policies_are_unknown_is_not_said() -> None:
    unseen = ManagedPolicy("Audit", "arn:aws:iam::aws:policy/Audit", ())
    policy = managed("Both", iamsim.allow([GET, PUT], KEY))
    holders = [user("ana", attached=(policy.arn,)), user("bob", attached=(policy.arn, unseen.arn))]
    found = iamsim.changes(ask(account_of(*holders, policy, unseen)))
    assert {cell[0] for change in found for cell in change.also} == {"ana"}


def test_a_boundary_is_not_attached_as_a_grant() -> None:
    limit = managed("Limit", iamsim.allow("s3:*"))
    account = account_of(user("ana"), user("bob", boundary=limit.arn), limit)
    assert words(account) == [own_allow()]


def test_the_value_of_a_tag_is_not_added_to_everybodys_condition() -> None:
    condition = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    statement = {"Effect": "Allow", "Action": GET, "Resource": KEY, "Condition": condition}
    tagged = group("Tagged", PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}).text)
    account = account_of(user("ana", groups=("Tagged",), tags=(("team", "web"),)), tagged)
    assert words(account, context={"aws:ResourceTag/team": "data"}) == [own_allow()]


def condition_group(name: str, effect: str, condition: Any) -> Group:
    statement = {"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition}
    return group(name, PolicyDocument.parse({"Version": "2012-10-17", "Statement": statement}).text)


FORCE_MFA = condition_group("ForceMfa", "Deny", {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})
WITH_MFA = {"aws:MultiFactorAuthPresent": "true"}


def test_what_mfa_alone_would_allow_is_said_before_each_edit() -> None:
    account = account_of(user("ana", groups=("Readers", "ForceMfa")), READERS, FORCE_MFA)
    assert missing_values(ask(account)) == WITH_MFA
    leave = change_words("leave", user="ana", group="ForceMfa")
    found = words(account)
    assert needed_words(leave, WITH_MFA) in found
    assert all(what.startswith("only if it must hold without aws:MultiFactorAuthPresent=true: ") for what in found)
    assert ask(account, context=WITH_MFA).allowed


def test_a_missing_allow_may_lack_the_key_alone() -> None:
    mfa_allows = condition_group("Mfa", "Allow", {"Bool": WITH_MFA})
    account = account_of(user("ana", groups=("Mfa",)), mfa_allows)
    assert missing_values(ask(account)) == WITH_MFA
    assert words(account) == [needed_words(own_allow(), WITH_MFA)]


def test_no_key_is_named_where_none_is_enough() -> None:
    account = account_of(user("ana", groups=("ForceMfa",)), FORCE_MFA, READERS)
    assert missing_values(ask(account)) == {}  # nobody allowed it, with MFA or without
    assert missing_values(ask(account_of(user("ana")), "ana", "sts:GetCallerIdentity", "*")) == {}


def test_a_key_that_the_request_has_is_not_missing() -> None:
    account = account_of(user("ana", groups=("Readers", "ForceMfa")), READERS, FORCE_MFA)
    assert missing_values(ask(account, context={"aws:MultiFactorAuthPresent": "false"})) == {}


def test_a_key_that_only_services_send_is_not_named() -> None:
    for_services = condition_group("S", "Deny", {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}})
    account = account_of(user("ana", groups=("Readers", "S")), READERS, for_services)
    assert missing_values(ask(account)) == {}


def test_as_few_keys_as_are_enough_are_named() -> None:
    both = condition_group("Both", "Allow", {"Bool": WITH_MFA, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    account = account_of(user("ana", groups=("Both",)), both)
    assert missing_values(ask(account)) == {**WITH_MFA, "aws:RequestedRegion": "eu-west-1"}
    one = account_of(user("ana", groups=("Both", "Mfa")), both, condition_group("Mfa", "Allow", {"Bool": WITH_MFA}))
    assert missing_values(ask(one)) == WITH_MFA
