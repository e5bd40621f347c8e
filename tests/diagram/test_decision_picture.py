"""The picture of a decision: the state of each part, what is off, what shares a place, limits, highlights."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

import iamsim
from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words, headline, mismatch, reason
from iamsim.diagram import Diagram, draw
from iamsim.diagram.decision_layout import ALLOWED
from iamsim.diagram.decision_picture import DecisionPicture
from tests.diagram.accounts import (
    ARN,
    FREEZE,
    HOME_PAGE,
    SVG,
    account,
    document,
    drawn_texts,
    identity,
    large_account,
    managed_policy,
    parse_svg,
    statement,
)

DENIED, NOBODY = decision_words(Decision.EXPLICIT_DENY), decision_words(Decision.IMPLICIT_DENY)


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


def picture_of(result: EvaluationResult, before: EvaluationResult | None = None) -> DecisionPicture:
    """The picture of a decision."""
    picture = draw(result, before=before).picture
    assert isinstance(picture, DecisionPicture)
    return picture


def answers(picture: DecisionPicture) -> list[str]:
    """The answers that are lit, each after the check that it hangs on."""
    lines = {line.head: line.tail for line in picture.layout.lines}
    lit = [node for node in picture.layout.nodes if node.kind in {"allowed", "explicitDeny", "implicitDeny"}]
    return [
        f"{lines[node.key].removesuffix(' question')}: {' '.join(node.lines)}"
        for node in lit
        if picture.states[node.key] == "on"
    ]


def statements(picture: DecisionPicture) -> dict[str, str]:
    """The state of each statement, or of the text in its place, by what is drawn of it."""
    rows = [node for node in picture.layout.nodes if node.kind in {"allow", "deny", "limit", "text"}]
    return {" ".join(" ".join(node.lines).split()): picture.states[node.key] for node in rows}


class TestTheRule:
    def test_a_matching_deny_closes_the_first_check_and_allows_end_there(self, acme: iamsim.Account) -> None:
        picture = picture_of(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE))
        assert answers(picture) == [f"check Deny: {DENIED}"]
        assert {key: picture.states[key] for key in ("check Deny", "check Allow")} == {
            "check Deny": "closed",
            "check Allow": "unreached",
        }
        assert statements(picture) == {
            "Allow s3:PutObject, s3:DeleteObject on acme-website/*": "stopped",
            "Deny s3:PutObject on acme-website/*": "decides",
            "Allow s3:GetObject, s3:PutObject on acme-website/*": "stopped",
        }
        # No line of an Allow leads on: each ends with ✕ at the first check.
        allows = [node for node in picture.layout.nodes if node.kind == "allow"]
        for allow in allows:
            assert picture.states[f"{allow.key} at check Deny"] == "stopped"
            assert picture.states[f"{allow.key} > check Allow"] == "stopped beyond"
        assert len(allows) == 2

    def test_an_allow_goes_through_both_checks(self, acme: iamsim.Account) -> None:
        picture = picture_of(iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE))
        assert answers(picture) == ["check Allow: allowed"]
        assert (picture.states["check Deny"], picture.states["check Allow"]) == ("open", "open")
        (allow,) = (n for n in picture.layout.nodes if n.kind == "allow" and picture.states[n.key] == "decides")
        for part in (f"{allow.key} at check Deny", f"{allow.key} at check Allow"):
            assert picture.states[part] == "passing"
        assert picture.states["user ria > group Web"] == "decides"
        assert picture.states["user ria > group Freeze"] == "no-match"

    def test_nobodys_answer_hangs_on_the_second_check(self, acme: iamsim.Account) -> None:
        picture = picture_of(iamsim.simulate(acme, "tom", "s3:GetObject", HOME_PAGE))
        assert answers(picture) == [f"check Allow: {NOBODY}"]
        assert picture.states["check Allow"] == "shut"
        assert set(statements(picture).values()) == {"no-match"}

    @pytest.mark.parametrize("groups", [(), ("Empty",)])
    def test_the_answer_is_joined_also_without_any_policy(self, groups: tuple[str, ...]) -> None:
        small = account([identity("User", "zoe", groups)], [identity("Group", "Empty")])
        picture = picture_of(iamsim.simulate(small, "zoe", "s3:GetObject"))
        assert answers(picture) == [f"check Allow: {NOBODY}"]
        text = "no policy" if groups else "no policy, no group"
        assert statements(picture) == {text: "no-match"}

    def test_the_root_user_is_limited_by_no_policy(self, acme: iamsim.Account) -> None:
        picture = picture_of(iamsim.simulate(acme, acme.root_arn, "s3:GetObject", HOME_PAGE))
        assert answers(picture) == ["check Allow: allowed"]
        assert statements(picture) == {"no policy limits it": "decides"}

    def test_what_a_service_decides_by_itself_is_a_check_of_its_own(self, acme: iamsim.Account) -> None:
        result = iamsim.simulate(acme, "tom", "sts:GetCallerIdentity")
        picture = picture_of(result)
        assert answers(picture) == ["check service: allowed"]
        assert (picture.states["check Deny"], picture.states["check Allow"]) == ("unreached", "unreached")
        assert picture.labels["service rule"] == reason(result)
        refused = iamsim.simulate(acme, acme.root_arn, "sts:AssumeRole", f"{ARN}role/deploy")
        assert answers(picture_of(refused)) == [f"check service: {headline(refused)}"]


class TestLimits:
    @pytest.fixture
    def bounded(self) -> iamsim.Account:
        boundary = managed_policy("dev-boundary", statement("Allow", "s3:*"))
        ana = identity("User", "ana", own=document(statement("Allow", "*")))
        ana["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": boundary["Arn"],
        }
        return account([ana], [], [boundary])

    def test_a_boundary_is_one_more_check(self, bounded: iamsim.Account) -> None:
        refused = iamsim.simulate(bounded, "ana", "ec2:RunInstances")
        picture = picture_of(refused)
        assert answers(picture) == [f"check boundary: {headline(refused)}"]
        assert statements(picture) == {"Allow * on *": "passes", "Allow s3:* on *": "no-match"}
        assert picture.states["check Allow > check boundary"] == "on"
        allowed = picture_of(iamsim.simulate(bounded, "ana", "s3:GetObject"))
        assert answers(allowed) == ["check boundary: allowed"]
        assert statements(allowed) == {"Allow * on *": "decides", "Allow s3:* on *": "passes"}

    def test_each_level_of_scps_is_one_more_check(self, acme: iamsim.Account) -> None:
        scps = [[iamsim.allow("*")], [iamsim.allow("ec2:*")]]
        refused = iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE, scps=scps)
        picture = picture_of(refused)
        assert [*picture.layout.frames][-1].key == "check Deny"
        assert answers(picture) == [f"check scp level 1: {headline(refused)}"]
        states = {key: picture.states[key] for key in ("check scp root", "check scp level 1", "check Allow")}
        assert states == {"check scp root": "open", "check scp level 1": "shut", "check Allow": "open"}

    def test_a_deny_of_an_scp_closes_the_first_check(self, acme: iamsim.Account) -> None:
        scps = [[iamsim.allow("*"), iamsim.deny("s3:*")]]
        picture = picture_of(iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE, scps=scps))
        assert answers(picture) == [f"check Deny: {DENIED}"]
        assert statements(picture)["Deny s3:* on *"] == "decides"
        assert statements(picture)["Allow * on *"] == "stopped"

    def test_an_allow_of_the_resources_policy_is_as_good_as_an_own_one(self, acme: iamsim.Account) -> None:
        public = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": HOME_PAGE}
        policy = document(public)
        picture = picture_of(
            iamsim.simulate(acme, "zoe", "s3:GetObject", HOME_PAGE, resource_policy=policy)
        )
        assert answers(picture) == ["check Allow: allowed"]
        assert statements(picture)["no policy, no group"] == "no-match"

    def test_a_resources_policy_that_names_the_account_has_no_effect_alone(self, acme: iamsim.Account) -> None:
        named = {"Effect": "Allow", "Principal": {"AWS": acme.root_arn}, "Action": "s3:*", "Resource": "*"}
        result = iamsim.simulate(acme, "zoe", "s3:GetObject", HOME_PAGE, resource_policy=document(named))
        picture = picture_of(result)
        assert answers(picture) == [f"check Allow: {NOBODY}"]
        assert sorted(statements(picture).values()) == ["no-effect", "no-match"]

    def test_a_trust_policy_must_allow_too(self, acme: iamsim.Account) -> None:
        iam = iamsim.client("iam", account=acme)
        trust = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "%s"}}}'
        iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trust % acme.user("ria").arn)
        iam.put_user_policy(UserName="tom", PolicyName="all", PolicyDocument=iamsim.allow("*"))
        refused = iamsim.simulate(iam.account, "tom", "sts:AssumeRole", iam.account.role("deploy").arn)
        picture = picture_of(refused)
        assert answers(picture) == [f"check trust deploy: {headline(refused)}"]
        assert "trust policy of deploy" in str(draw(refused))
        assert picture.states["check Allow"] == "open"


class TestSwitchedOff:
    @pytest.fixture
    def without_own(self, acme: iamsim.Account) -> iamsim.Account:
        return acme.with_identity(dataclasses.replace(acme.user("tom"), inline=(), groups=()))

    def test_what_is_off_stays_in_its_place(self, acme: iamsim.Account, without_own: iamsim.Account) -> None:
        before = iamsim.simulate(acme, "tom", "s3:PutObject", HOME_PAGE)
        after = iamsim.simulate(without_own, "tom", "s3:PutObject", HOME_PAGE)
        picture = picture_of(after, before)
        assert picture.layout == picture_of(before).layout
        assert set(statements(picture).values()) == {"off"}
        assert picture.states["user tom > group Freeze"] == "off"
        assert answers(picture) == [f"check Allow: {NOBODY}"]
        assert "no policy" not in " ".join(drawn_texts(draw(after, before=before)))

    def test_a_group_whose_only_policy_is_off_is_still_there(self, acme: iamsim.Account) -> None:
        before = iamsim.simulate(acme, "tom", "s3:PutObject", HOME_PAGE)
        empty = acme.with_identity(dataclasses.replace(acme.group("Freeze"), inline=()))
        picture = picture_of(iamsim.simulate(empty, "tom", "s3:PutObject", HOME_PAGE), before)
        assert picture.states["group Freeze"] == picture.states["user tom > group Freeze"] == "no-match"
        assert picture.states["policy no-publishing of group Freeze"] == "off"

    def test_a_statement_is_found_again_under_another_number(self) -> None:
        allow, deny = statement("Allow", "s3:*"), statement("Deny", "s3:GetObject")

        def result(*remaining: dict[str, object]) -> EvaluationResult:
            return iamsim.simulate(account([identity("User", "ana", own=document(*remaining))], []), "ana", "s3:PutObject")

        picture = picture_of(result(allow), result(deny, allow))
        assert statements(picture) == {
            "Statement[0]: Deny s3:GetObject on *": "off",
            "Statement[1]: Allow s3:* on *": "decides",
        }


def test_a_question_changes_classes_only(acme: iamsim.Account) -> None:
    drawn = [draw(iamsim.simulate(acme, "ria", action, HOME_PAGE)) for action in ("s3:PutObject", "s3:GetObject")]

    def without_states(diagram: Diagram) -> Iterator[str]:
        # The title, the description and the tooltips say what the states say.
        svg = re.sub(r"<title>.*?</title>|<desc>.*?</desc>", "", diagram.svg, flags=re.DOTALL)
        for line in svg.partition("<rect")[2].splitlines():
            if "May ria do" not in line:
                yield re.sub(r'class="(\w+ [\w-]+)[^"]*"', r"\1", line)

    first, second = (list(without_states(diagram)) for diagram in drawn)
    assert first == second
    assert drawn[0].svg != drawn[1].svg


def test_why_a_statement_does_not_match_is_a_tooltip(acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "tom", "s3:GetObject", HOME_PAGE)
    titles = [title.text or "" for title in parse_svg(draw(result)).iter(f"{SVG}title")]
    for entry in result.trace:
        assert any(title.endswith(f"\n{mismatch(entry)}") for title in titles)


def test_the_words_of_a_decision_are_drawn_whole(acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "kim", "s3:GetObject", HOME_PAGE, scps=[[iamsim.allow("ec2:*")]])
    assert headline(result) in " ".join(drawn_texts(draw(result)))


def test_policies_given_by_hand_belong_to_the_principal() -> None:
    request = iamsim.Request(f"{ARN}user/ana", "s3:GetObject", HOME_PAGE)
    result = iamsim.evaluate(request, [iamsim.allow("s3:*"), iamsim.deny("s3:GetObject")])
    picture = picture_of(result)
    assert picture.states["user ana"] == "asked"
    assert statements(picture) == {"Allow s3:* on *": "stopped", "Deny s3:GetObject on *": "decides"}


class TestMuch:
    def test_each_statement_of_a_policy_has_its_own_line(self) -> None:
        own = document(statement("Allow", "s3:*"), statement("Deny", "s3:DeleteObject"))
        ana = account([identity("User", "ana", own=own)], [])
        assert statements(picture_of(iamsim.simulate(ana, "ana", "s3:DeleteObject"))) == {
            "Statement[0]: Allow s3:* on *": "stopped",
            "Statement[1]: Deny s3:DeleteObject on *": "decides",
        }

    def test_of_many_statements_those_that_decide_have_a_row(self) -> None:
        allows = [statement("Allow", f"ec2:Get{index}") for index in range(8)]
        own = document(*allows, statement("Deny", "s3:*"), statement("Deny", "sqs:*"))
        ana = account([identity("User", "ana", own=own)], [])
        rows = statements(picture_of(iamsim.simulate(ana, "ana", "s3:GetObject")))
        assert rows["Statement[8]: Deny s3:* on *"] == "decides"
        assert (rows["1 more with Deny"], rows["5 more with Allow"]) == ("no-match", "no-match")
        assert len(rows) == 4 + 2

    def test_of_many_policies_those_that_do_not_match_share_a_place(self) -> None:
        picture = picture_of(iamsim.simulate(large_account(), "busy", "ec2:G3"))
        assert statements(picture) == {
            "p0, p1, p2 and 6 more": "no-match",
            "Allow ec2:G3 on *": "decides",
            "G0, G1, G2 and 6 more": "no-match",
        }
        assert picture.states["user busy > more group of user busy"] == "no-match"

    def test_a_policy_of_two_groups_has_a_place_in_each(self) -> None:
        shared = managed_policy("shared", statement("Allow", "s3:*"))
        groups = [identity("Group", name, (), (shared["Arn"],)) for name in ("One", "Two")]
        small = account([identity("User", "ana", ("One", "Two"))], groups, [shared])
        picture = picture_of(iamsim.simulate(small, "ana", "s3:GetObject"))
        policies = [frame for frame in picture.layout.frames if frame.kind == "policy"]
        assert [picture.states[frame.key] for frame in policies] == ["decides", "decides"]


def test_a_highlight_is_a_word_behind_the_name(acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE)
    diagram = draw(result, highlight={"Web": "new", "on-call": "old"})
    assert "group Web · new" in drawn_texts(diagram)
    assert "  member of group Web (new)\n" in str(diagram)
    assert "  own policy on-call (old)\n" in str(diagram)
    with pytest.raises(ValueError, match="nothing is named 'Wbe' here"):
        draw(result, highlight="Wbe")


def test_the_layout_keeps_the_answer_that_is_given_in_sight(acme: iamsim.Account) -> None:
    picture = picture_of(iamsim.simulate(acme, "ria", "s3:GetObject", HOME_PAGE))
    allowed = picture.layout.node(ALLOWED).rect
    assert 0 < allowed.x0 < allowed.x1 < picture.layout.width
    assert 0 < allowed.y0 < allowed.y1 < picture.layout.height
