"""The picture of a decision: its outline, its shapes and lines, limits, and what shares a node."""

from __future__ import annotations

import re

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, headline, mismatch
from iamsim.diagram import draw
from tests.diagram.accounts import (
    ARN,
    FREEZE,
    HOME_PAGE,
    account,
    document,
    drawn_texts,
    identity,
    large_account,
    managed_policy,
    statement,
)

DENIED, NOBODY = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


PUBLISH = f"""\
May ria do s3:PutObject on acme-website/index.html?
{DENIED} (explicitDeny)
user ria
  own policy on-call → matches
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing → decides
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site → matches
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"""


TOM_READS = f"""\
May tom do s3:GetObject on acme-website/index.html?
{NOBODY} (implicitDeny)
user tom
  own policy on-call → no match
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing → no match
      Deny s3:PutObject on arn:aws:s3:::acme-website/*"""


ZOE_READS = f"""\
May zoe do s3:GetObject on acme-website/index.html?
{NOBODY} (implicitDeny)
user zoe → no policy, no group"""


RESULTS = {
    PUBLISH: ("ria", "s3:PutObject"),
    TOM_READS: ("tom", "s3:GetObject"),
    ZOE_READS: ("zoe", "s3:GetObject"),
}


@pytest.mark.parametrize("outline", [pytest.param(outline, id=outline.partition("\n")[0]) for outline in RESULTS])
def test_the_outline_of_a_result(acme: iamsim.Account, outline: str) -> None:
    user, action = RESULTS[outline]
    assert str(draw(iamsim.simulate(acme, user, action, HOME_PAGE))) == outline


def test_the_shapes_and_lines_of_a_decision(acme: iamsim.Account) -> None:
    source = draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)).source
    shapes = dict(re.findall(rf'label="([\w-]+|{DENIED})\\[nl].*? shape=(\w+)', source))
    assert shapes == {
        "ria": "box",
        "on-call": "note",
        "Freeze": "tab",
        "no-publishing": "octagon",
        "Web": "tab",
        "edit-site": "note",
        DENIED: "octagon",
    }
    # the package graphviz writes quotes only around values of several words
    value = r'"?((?<=")[^"]+|\w*)"?'
    edges = re.findall(rf"(n\d) -> (n\d) \[(?:label={value} )?.*?class={value}", source)
    assert sorted(edges) == [
        ("n1", "n2", "own policy", "own"),
        ("n1", "n3", "member of", "path"),
        ("n1", "n5", "member of", "plain"),
        ("n2", "n7", "matches", "matches"),
        ("n3", "n4", "", "path"),
        ("n4", "n7", "decides", "decides"),
        ("n5", "n6", "", "plain"),
        ("n6", "n7", "matches", "matches"),
    ]


def test_the_picture_says_what_the_outline_says(acme: iamsim.Account) -> None:
    texts = drawn_texts(draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)))
    for word in ("ria", "Freeze", "no-publishing", "decides", "matches", DENIED, "explicitDeny"):
        assert word in texts


def test_why_a_statement_does_not_match_is_a_tooltip(acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "tom", "s3:GetObject", HOME_PAGE)
    source = draw(result).source
    mismatches = [mismatch(statement) for statement in result.trace]
    assert [f'tooltip="{text}"' in source for text in mismatches] == [True, True]


def test_limits_are_shown_and_named() -> None:
    boundary = managed_policy("dev-boundary", statement("Allow", "s3:*"))
    ana = identity("User", "ana", own=document(statement("Allow", "*")))
    ana["PermissionsBoundary"] = {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": boundary["Arn"],
    }
    everything, no_delete = (
        document(statement("Allow", "*")),
        document(statement("Allow", "*"), statement("Deny", "s3:DeleteObject")),
    )
    small = account([ana], [], [boundary])
    assert str(draw(small, "ana")) == (
        "What applies to ana\n"
        "user ana\n"
        "  own policy own\n"
        "    Allow * on *\n"
        "  at most permissions boundary dev-boundary\n"
        "    Allow s3:* on *"
    )
    refused = iamsim.simulate(small, "ana", "ec2:RunInstances", scps=[[everything]])
    assert str(draw(refused)) == (
        "May ana do ec2:RunInstances?\n"
        f"{headline(refused)} (implicitDeny)\n"
        "SCP at root scp-1 → lets it pass\n"
        "  Allow * on *\n"
        "user ana\n"
        "  own policy own → matches\n"
        "    Allow * on *\n"
        "  at most permissions boundary dev-boundary → does not allow it\n"
        "    Allow s3:* on *"
    )
    denied = iamsim.simulate(
        small, "ana", "s3:DeleteObject", "arn:aws:s3:::b/k", scps=[[everything], [no_delete]]
    )
    assert (
        "SCP at level 1 scp-1 → decides\n  matches: Allow * on *\n  decides: Deny s3:DeleteObject on *\n"
        in str(draw(denied))
    )
    passed = iamsim.simulate(
        small, "ana", "s3:GetObject", "arn:aws:s3:::b/k", scps=[[everything], [no_delete]]
    )
    assert "SCP at level 1 scp-1 → lets it pass\n" in str(draw(passed))


def test_the_words_of_a_decision_are_drawn_whole(acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "kim", "s3:GetObject", HOME_PAGE, scps=[[iamsim.allow("ec2:*")]])
    assert len(headline(result)) > 30
    assert headline(result) in drawn_texts(draw(result))


def test_the_root_user_is_limited_by_no_policy(acme: iamsim.Account) -> None:
    root = iamsim.simulate(acme, acme.root_arn, "s3:GetObject", HOME_PAGE)
    assert str(draw(root)) == (
        "May root do s3:GetObject on acme-website/index.html?\nallowed\nroot user root → no policy limits it"
    )
    assert "no policy of the account limits it" in str(draw(acme, acme.root_arn))


def test_policies_given_by_hand_belong_to_the_principal() -> None:
    request = iamsim.Request(f"{ARN}user/ana", "s3:GetObject", HOME_PAGE)
    result = iamsim.evaluate(request, [iamsim.allow("s3:*"), iamsim.deny("s3:GetObject")])
    assert str(draw(result)).splitlines()[2:] == [
        "user ana",
        "  own policy policy-1 → matches",
        "    Allow s3:* on *",
        "  own policy policy-2 → decides",
        "    Deny s3:GetObject on *",
    ]


def test_a_policy_with_several_statements_says_what_each_does() -> None:
    several = document(
        statement("Allow", "s3:*"),
        statement("Deny", "s3:DeleteObject"),
        statement("Allow", "ec2:*"),
        statement("Allow", "iam:*"),
    )
    ana = account([identity("User", "ana", several=several)], [])
    diagram = draw(iamsim.simulate(ana, "ana", "s3:DeleteObject", HOME_PAGE))
    assert "\n    no match: Allow iam:* on *" in str(diagram)
    assert [
        line for line in drawn_texts(diagram) if line.startswith(("decides:", "matches:", "no match:", "and "))
    ] == [
        "decides: Deny s3:DeleteObject",
        "matches: Allow s3:*",
        "no match: Allow ec2:*",
        "and 1 more statement",
    ]


def test_one_policy_without_match_is_counted_in_the_singular() -> None:
    policies = {f"p{n}": document(statement("Allow", f"ec2:P{n}")) for n in range(8)}
    yes, no = document(statement("Allow", "s3:*")), document(statement("Allow", "sqs:*"))
    ana = identity("User", "ana", ("Two",), (), **policies)
    small = account([ana], [identity("Group", "Two", yes=yes, no=no)])
    assert str(draw(iamsim.simulate(small, "ana", "s3:GetObject"))).splitlines()[-4:] == [
        "    policy yes → decides",
        "      Allow s3:* on *",
        "    1 more policy → no match",
        "      no",
    ]


def test_of_many_policies_those_that_do_not_match_share_a_node() -> None:
    assert str(draw(iamsim.simulate(large_account(), "busy", "ec2:G3"))) == (
        "May busy do ec2:G3?\n"
        "allowed\n"
        "user busy\n"
        "  own 9 more policies → no match\n"
        "    p0, p1, p2, p3, p4, p5, p6, p7, p8\n"
        "  member of group G3\n"
        "    policy rules → decides\n"
        "      Allow ec2:G3 on *\n"
        "  member of 9 more groups → no match\n"
        "    G0, G1, G2, G4, G5, G6, G7, G8, G9"
    )
