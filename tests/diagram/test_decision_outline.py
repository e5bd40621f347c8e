"""The outline of a decision: whole texts."""

from __future__ import annotations

import dataclasses

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import DENY_QUESTION, check_question, decision_words, headline
from iamsim.diagram import draw
from tests.diagram.accounts import FREEZE, HOME_PAGE, account, document, identity, managed_policy, statement

DENIED, NOBODY = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


PUBLISH = f"""\
May ria do s3:PutObject on acme-website/index.html?
{DENIED} (explicitDeny)
user ria
  own policy on-call
    matches, overruled: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing
      decides: Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site
      matches, overruled: Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*
1 {DENY_QUESTION} yes
2 {check_question()} not asked"""


TOM_READS = f"""\
May tom do s3:GetObject on acme-website/index.html?
{NOBODY} (implicitDeny)
user tom
  own policy on-call
    no match: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing
      no match: Deny s3:PutObject on arn:aws:s3:::acme-website/*
1 {DENY_QUESTION} no
2 {check_question()} no"""


ZOE_READS = f"""\
May zoe do s3:GetObject on acme-website/index.html?
{NOBODY} (implicitDeny)
user zoe
  no policy, no group
1 {DENY_QUESTION} no
2 {check_question()} no"""


RESULTS = {
    PUBLISH: ("ria", "s3:PutObject"),
    TOM_READS: ("tom", "s3:GetObject"),
    ZOE_READS: ("zoe", "s3:GetObject"),
}


@pytest.mark.parametrize("outline", [pytest.param(outline, id=outline.partition("\n")[0]) for outline in RESULTS])
def test_the_outline_of_a_result(acme: iamsim.Account, outline: str) -> None:
    user, action = RESULTS[outline]
    assert str(draw(iamsim.simulate(acme, user, action, HOME_PAGE))) == outline


def test_the_outline_with_limits() -> None:
    boundary = managed_policy("dev-boundary", statement("Allow", "s3:*"))
    ana = identity("User", "ana", own=document(statement("Allow", "*")))
    ana["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary["Arn"]}
    small = account([ana], [], [boundary])
    assert str(draw(small, "ana")) == (
        "What applies to ana\n"
        "user ana\n"
        "  own policy own\n"
        "    Allow * on *\n"
        "  at most permissions boundary dev-boundary\n"
        "    Allow s3:* on *"
    )
    refused = iamsim.simulate(small, "ana", "ec2:RunInstances", scps=[[document(statement("Allow", "*"))]])
    assert str(draw(refused)) == (
        "May ana do ec2:RunInstances?\n"
        f"{headline(refused)} (implicitDeny)\n"
        "SCP at root scp-1\n"
        "  lets it pass: Allow * on *\n"
        "user ana\n"
        "  own policy own\n"
        "    matches: Allow * on *\n"
        "  at most permissions boundary dev-boundary\n"
        "    no match: Allow s3:* on *\n"
        f"1 {DENY_QUESTION} no\n"
        f"2 {check_question('the SCP at root')} yes\n"
        f"3 {check_question()} yes\n"
        f"4 {check_question('the boundary')} no"
    )


def test_the_root_user_is_limited_by_no_policy(acme: iamsim.Account) -> None:
    root = iamsim.simulate(acme, acme.root_arn, "s3:GetObject", HOME_PAGE)
    assert str(draw(root)).splitlines()[1:4] == ["allowed", "root user", "  no policy limits it"]
    assert "no policy of the account limits it" in str(draw(acme, acme.root_arn))


def test_what_is_switched_off_says_so(acme: iamsim.Account) -> None:
    before = iamsim.simulate(acme, "tom", "s3:PutObject", HOME_PAGE)
    alone = acme.with_identity(dataclasses.replace(acme.user("tom"), groups=()))
    after = iamsim.simulate(alone, "tom", "s3:PutObject", HOME_PAGE)
    assert str(draw(after, before=before)).splitlines()[5:8] == [
        "  member of group Freeze, switched off",
        "    policy no-publishing",
        "      switched off: Deny s3:PutObject on arn:aws:s3:::acme-website/*",
    ]


def test_an_aws_managed_policy_of_ones_own_says_whose_it_is() -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    outline = str(draw(iamsim.simulate(iam.account, "ana", "s3:GetObject"))).splitlines()
    assert outline[3] == "  own AWS managed policy AmazonS3ReadOnlyAccess"
