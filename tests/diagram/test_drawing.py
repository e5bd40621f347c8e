"""Pictures: text twins and DOT compared whole, nothing unescaped, the same bytes in any process, and contrast."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import iamsim
from iamsim.diagram import Diagram, draw, draw_engine, look, rendering
from iamsim.diagram.picture import Node, Picture
from iamsim.diagram.rendering import MEND
from iamsim.diagram.sketch import counted, shortened, wrapped

FREEZE = Path(__file__).resolve().parents[2] / "exercises" / "accounts" / "freeze.json"
HOME = "arn:aws:s3:::acme-website/index.html"
ARN = "arn:aws:iam::123456789012:"
SVG = "{http://www.w3.org/2000/svg}"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect: str, action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource} | more


def managed(name: str, *statements: dict[str, Any], account: str = "123456789012") -> dict[str, Any]:
    version = {
        "VersionId": "v1",
        "IsDefaultVersion": True,
        "Document": document(*statements),
        "CreateDate": "2026-01-05T09:00:00+00:00",
    }
    return {
        "PolicyName": name,
        "Arn": f"arn:aws:iam::{account}:policy/{name}",
        "Path": "/",
        "DefaultVersionId": "v1",
        "PolicyVersionList": [version],
    }


def holder(
    kind: str,
    name: str,
    groups: tuple[str, ...] = (),
    attached: tuple[str, ...] = (),
    **inline: dict[str, Any],
) -> dict[str, Any]:
    policies = [
        {"PolicyName": key.replace("_", "-"), "PolicyDocument": value} for key, value in inline.items()
    ]
    raw: dict[str, Any] = {
        f"{kind}Name": name,
        f"{kind}Id": f"AXDAEXAMPLE{abs(hash(kind)) % 7}",
        "Arn": f"{ARN}{kind.lower()}/{name}",
        "Path": "/",
        "CreateDate": "2026-01-05T09:00:00+00:00",
        "AttachedManagedPolicies": [
            {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in attached
        ],
        f"{kind}PolicyList": policies,
    }
    return raw | ({"GroupList": list(groups)} if kind == "User" else {})


def account(
    users: list[dict[str, Any]], groups: list[dict[str, Any]], policies: list[dict[str, Any]] | None = None
) -> iamsim.Account:
    return iamsim.parse_account(
        {"UserDetailList": users, "GroupDetailList": groups, "RoleDetailList": [], "Policies": policies or []}
    )


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


def parsed(diagram: Diagram) -> ET.Element:
    return ET.fromstring(diagram.svg)  # noqa: S314 - we wrote it


def texts(diagram: Diagram) -> list[str]:
    return [found.text or "" for found in parsed(diagram).iter(f"{SVG}text")]


RIA = """\
What applies to ria
user ria
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"""

PUBLISH = """\
May ria do s3:PutObject on acme-website/index.html?
denied by a Deny (explicitDeny)
user ria
  own policy on-call → matches
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing → decides
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site → matches
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"""

TOM_READS = """\
May tom do s3:GetObject on acme-website/index.html?
nobody allowed it (implicitDeny)
user tom
  own policy on-call → no match
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze
    policy no-publishing → no match
      Deny s3:PutObject on arn:aws:s3:::acme-website/*"""

ZOE_READS = """\
May zoe do s3:GetObject on acme-website/index.html?
nobody allowed it (implicitDeny)
user zoe → no policy, no group"""

EVERYBODY = """\
4 users, 2 groups
A line to a group: member of; a double line: own policy.
user kim
  member of group Freeze
    policy no-publishing
      Deny s3:PutObject on arn:aws:s3:::acme-website/*
  member of group Web
    policy edit-site
      Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*
user ria
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze, as above
  member of group Web, as above
user tom
  own policy on-call
    Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*
  member of group Freeze, as above
user zoe
  no policy, no group"""

ENGINE = """\
How IAM decides
a request
  who? which action? on what?
  asks IAM, at each request
    1.  collect what applies to the user
    2.  match each statement
    3.  decide: Deny, else Allow, else no
    gives an answer
      allowed or denied
users
  who is in which group
  are in groups
    which policies a group has
    have policies
      what is allowed, what is denied
      are read by IAM, at each request, as above
    are read by IAM, at each request, as above
  have their own policies, as above
  are read by IAM, at each request, as above"""

RESULTS = {
    PUBLISH: ("ria", "s3:PutObject"),
    TOM_READS: ("tom", "s3:GetObject"),
    ZOE_READS: ("zoe", "s3:GetObject"),
}


@pytest.mark.parametrize("outline", [pytest.param(one, id=one.partition("\n")[0]) for one in RESULTS])
def test_the_outline_of_a_result(acme: iamsim.Account, outline: str) -> None:
    user, action = RESULTS[outline]
    assert str(draw(iamsim.simulate(acme, user, action, HOME))) == outline


def test_the_outline_of_what_applies_to_one_user(acme: iamsim.Account) -> None:
    assert str(draw(acme, user="RIA")) == RIA


def test_the_outline_of_an_account(acme: iamsim.Account) -> None:
    assert str(draw(acme)) == EVERYBODY


def test_the_outline_of_the_engine(acme: iamsim.Account) -> None:
    assert str(draw_engine()) == ENGINE
    assert "  kim, ria, tom, zoe\n" in str(draw_engine(acme))


def test_the_dot_of_a_result(acme: iamsim.Account) -> None:
    nothing = iamsim.simulate(acme, "zoe", "s3:GetObject", HOME)
    graph, node, edge, *rest = draw(nothing).source.splitlines()[1:]
    assert graph.startswith("\tgraph [bgcolor=transparent")
    assert node.startswith('\tnode [color="#5b6570"')
    assert edge.startswith("\tedge [arrowsize=0.7")
    assert rest == [
        '\tlabel="May zoe do s3:GetObject on acme-website/index.html?\\l \\l"',
        "\tordering=out",
        (
            '\tn1 [label="zoe\\nuser" class="user says" color="#2f5597" fillcolor="#edf3fc" shape=box style="filled,rounded" '
            'tooltip="user zoe\\narn:aws:iam::123456789012:user/zoe"]'
        ),
        (
            '\tn2 [label="nobody allowed it\\nimplicitDeny" class="implicitDeny says" color="#1f2328" height=0.65 penwidth=1.5 '
            'shape=box style="filled,dashed" tooltip="implicitDeny nobody allowed it" width=1.5]'
        ),
        (
            '\tn1 -> n2 [label="no policy, no group" arrowhead=none class="no match" style=dashed tailport=e '
            'tooltip="user zoe → no policy, no group → implicitDeny nobody allowed it"]'
        ),
        "}",
    ]


def test_the_shapes_and_lines_of_a_decision(acme: iamsim.Account) -> None:
    source = draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME)).source
    shapes = dict(re.findall(r'label="([\w-]+|denied by a Deny)\\[nl].*? shape=(\w+)', source))
    assert shapes == {
        "ria": "box",
        "on-call": "note",
        "Freeze": "tab",
        "no-publishing": "octagon",
        "Web": "tab",
        "edit-site": "note",
        "denied by a Deny": "octagon",
    }
    word = r'(?:label=(?:"([^"]+)"|(\w+)) )?.*?class=(?:"([^"]+)"|(\w+))'
    found = re.findall(rf"(n\d) -> (n\d) \[{word}", source)
    lines = [(tail, head, some or other, kind or kinds) for tail, head, some, other, kind, kinds in found]
    assert sorted(lines) == [
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
    said = texts(draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME)))
    for word in ("ria", "Freeze", "no-publishing", "decides", "matches", "denied by a Deny", "explicitDeny"):
        assert word in said


def test_why_a_statement_does_not_match_is_a_tooltip(acme: iamsim.Account) -> None:
    source = draw(iamsim.simulate(acme, "tom", "s3:GetObject", HOME)).source
    assert 'tooltip="Action is s3:PutObject; the request has s3:GetObject"' in source


def test_limits_are_shown_and_named() -> None:
    boundary = managed("dev-boundary", statement("Allow", "s3:*"))
    ana = holder("User", "ana", own=document(statement("Allow", "*")))
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
        "the boundary does not allow it (implicitDeny)\n"
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


def test_the_root_user_is_limited_by_no_policy(acme: iamsim.Account) -> None:
    root = iamsim.simulate(acme, acme.root_arn, "s3:GetObject", HOME)
    assert str(draw(root)) == (
        "May root do s3:GetObject on acme-website/index.html?\nallowed\nroot user root → no policy limits it"
    )
    assert "no policy of the account limits it" in str(draw(acme, acme.root_arn))


def test_policies_given_by_hand_belong_to_the_principal() -> None:
    request = iamsim.Request(f"{ARN}user/ana", "s3:GetObject", HOME)
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
    ana = account([holder("User", "ana", several=several)], [])
    drawn = draw(iamsim.simulate(ana, "ana", "s3:DeleteObject", HOME))
    assert "\n    no match: Allow iam:* on *" in str(drawn)
    assert [
        line for line in texts(drawn) if line.startswith(("decides:", "matches:", "no match:", "and "))
    ] == [
        "decides: Deny s3:DeleteObject",
        "matches: Allow s3:*",
        "no match: Allow ec2:*",
        "and 1 more statement",
    ]


def test_a_marked_thing_stands_out_by_a_word_and_a_thicker_line(acme: iamsim.Account) -> None:
    marked = draw(acme, "ria", highlight={"Web": "new"})
    assert "  member of group Web (new)\n" in str(marked)
    assert "group · new" in texts(marked)
    assert re.search(r'label="Web\\ngroup · new".* penwidth=3 ', marked.source)
    assert "group Web (here)" in str(draw(acme, "ria", highlight="Web"))


def test_a_mark_for_nothing_is_refused(acme: iamsim.Account) -> None:
    with pytest.raises(
        ValueError, match=r"^highlight: nothing is named 'Wbe' here \(there are: Freeze, Web, edit-site, "
    ) as caught:
        draw(acme, "ria", highlight={"Wbe": "new"})
    assert str(caught.value).endswith("no-publishing, on-call, ria)")


def test_an_unknown_user_is_refused(acme: iamsim.Account) -> None:
    with pytest.raises(
        iamsim.NoSuchEntity, match=r"no user named 'anne' \(this account has: kim, ria, tom, zoe\)"
    ):
        draw(acme, user="anne")


class TestManyThings:
    @pytest.fixture
    def company(self) -> iamsim.Account:
        groups = [f"G{index}" for index in range(20)]
        users = [
            holder("User", f"user{index:02}", tuple(sorted({groups[index % 13], groups[index % 3]})))
            for index in range(60)
        ]
        many = {f"p{index}": document(statement("Allow", f"s3:Get{index}")) for index in range(9)}
        busy = holder("User", "busy", tuple(groups[:10]), (), **many)
        return account(
            [*users, busy],
            [holder("Group", name, rules=document(statement("Allow", f"ec2:{name}"))) for name in groups],
        )

    def test_users_who_are_alike_share_a_box_and_the_rest_is_counted(self, company: iamsim.Account) -> None:
        whole = draw(company)
        assert str(whole).splitlines()[:4] == [
            "61 users, 20 groups",
            "A line to a group: member of.",
            "Users with the same groups and policies share a box.",
            "Not drawn: 38 users, 3 groups.",
        ]
        assert len(whole.picture.nodes) < 60
        boxes = [int(node.name.split()[0]) for node in whole.picture.nodes if node.kind == "users"]
        assert sum(boxes) == 61 - 38

    def test_one_user_with_many_policies_shows_some_and_names_the_others(
        self, company: iamsim.Account
    ) -> None:
        assert "  own 5 more policies\n    p4, p5, p6, p7, p8\n" in str(draw(company, "busy"))

    def test_a_user_in_many_groups_says_member_of_once(self, company: iamsim.Account) -> None:
        picture = draw(company, "busy")
        assert str(picture).splitlines()[:3] == [
            "What applies to busy",
            "A line to a group: member of; a double line: own policy.",
            "user busy",
        ]
        assert texts(picture).count("member of") == 0

    def test_one_policy_more_is_one_policy(self) -> None:
        policies = {f"p{n}": document(statement("Allow", f"ec2:P{n}")) for n in range(8)}
        yes, no = document(statement("Allow", "s3:*")), document(statement("Allow", "sqs:*"))
        ana = holder("User", "ana", ("Two",), (), **policies)
        small = account([ana], [holder("Group", "Two", yes=yes, no=no)])
        assert str(draw(iamsim.simulate(small, "ana", "s3:GetObject"))).splitlines()[-4:] == [
            "    policy yes → decides",
            "      Allow s3:* on *",
            "    1 more policy → no match",
            "      no",
        ]

    def test_in_a_decision_what_does_not_match_is_drawn_together(self, company: iamsim.Account) -> None:
        assert str(draw(iamsim.simulate(company, "busy", "ec2:G3"))) == (
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


WILD = {
    "an entity": "a&amp;b",
    "a tag": "<b>bold</b>",
    "a whole DOT string": '"]; } graph { x [label="y',
    "an escape": "\\N and \\l and \\",
    "a quote at the end": 'say "hi"',
    "other scripts": "Zoë 日本語 ربع",
    "a variable": "${aws:username}",
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in WILD.items()])
def test_whatever_a_policy_holds_is_shown_and_nothing_else(text: str) -> None:
    wild = document(
        statement("Allow", "s3:GetObject", "*", Condition={"StringEquals": {"aws:PrincipalTag/t": text}})
    )
    one = account([holder("User", "a+b=c,d.e@f_g-h", wild=wild)], [])
    for drawn in (
        draw(one, "a+b=c,d.e@f_g-h"),
        draw(iamsim.simulate(one, "a+b=c,d.e@f_g-h", "s3:GetObject")),
    ):
        assert any(text in said for said in texts(drawn))
        assert "a+b=c,d.e@f_g-h" in texts(drawn)
        assert f"aws:PrincipalTag/t {text}" in str(drawn)
        assert parsed(drawn).tag == f"{SVG}svg"


def test_control_characters_and_halves_of_letters_are_replaced() -> None:
    node = Node("one", "user", "b/a\x00b\x1b\ud800c")
    assert texts(Diagram(Picture("One", "One user.", (node,), ()))) == ["b/a\ufffdb\ufffd\ufffdc"]


def test_a_long_name_is_short_in_the_picture_and_whole_in_tooltip_and_text() -> None:
    name = "Team-" + "x" * 118 + "-last"
    drawn = draw(
        account(
            [holder("User", "ana", (), (f"{ARN}policy/{name}",))],
            [],
            [managed(name, statement("Allow", "*"))],
        ),
        "ana",
    )
    assert max(map(len, texts(drawn))) <= 40
    assert f"policy {name}\\n" in drawn.source
    assert name in str(drawn)


class TestSvg:
    @pytest.fixture
    def root(self) -> ET.Element:
        acme = iamsim.load_account(FREEZE)
        return parsed(draw(iamsim.simulate(acme, "ria", "s3:PutObject", HOME)))

    def test_it_has_a_role_a_label_a_title_and_a_description(self, root: ET.Element) -> None:
        said = "May ria do s3:PutObject on acme-website/index.html? Denied by a Deny: no-publishing (group Freeze)."
        assert (root.get("role"), root.get("aria-label")) == ("img", said)
        assert root[0].tag == f"{SVG}title"
        assert root[0].text == "May ria do s3:PutObject on acme-website/index.html?"
        assert root[1].tag == f"{SVG}desc"
        assert root[1].text == said

    def test_it_shrinks_with_the_page_and_fits_a_screen_of_1280_pixels(self, root: ET.Element) -> None:
        assert "max-width:100%;height:auto" in (root.get("style") or "")
        assert int(root.get("width") or 9999) <= 1000

    def test_each_node_and_edge_has_a_tooltip(self, root: ET.Element) -> None:
        tips = [found.get("{http://www.w3.org/1999/xlink}title") for found in root.iter(f"{SVG}a")]
        assert (
            "policy no-publishing\npart of group Freeze\nDeny s3:PutObject on arn:aws:s3:::acme-website/*"
            in tips
        )
        assert len([tip for tip in tips if tip]) >= 7 + 8

    def test_two_pictures_in_one_page_share_no_id(self, root: ET.Element) -> None:
        assert [found for found in root.iter() if found.get("id")] == []

    def test_an_octagon_has_eight_corners(self, root: ET.Element) -> None:
        octagons = [
            g.find(f".//{SVG}polygon") for g in root.iter(f"{SVG}g") if "deny says" in (g.get("class") or "")
        ]
        assert [len((one.get("points") or "").split()) for one in octagons if one is not None] == [8]


DRAWN_ELSEWHERE = f"""
import sys, iamsim
from iamsim.diagram import draw, draw_engine
acme = iamsim.load_account({str(FREEZE)!r})
ria = iamsim.simulate(acme, "ria", "s3:PutObject", {HOME!r})
for one in (draw(acme), draw(acme, "ria"), draw(ria), draw_engine(acme)):
    for text in one._repr_mimebundle_().values():
        sys.stdout.buffer.write(text.encode())
"""


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_another_process_makes_the_same_bytes(acme: iamsim.Account, seed: str) -> None:
    ria = iamsim.simulate(acme, "ria", "s3:PutObject", HOME)
    here = [
        text
        for one in (draw(acme), draw(acme, "ria"), draw(ria), draw_engine(acme))
        for text in one._repr_mimebundle_().values()
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", DRAWN_ELSEWHERE], env=environment, capture_output=True, check=True
    )
    assert done.stdout.decode() == "".join(here)


class TestInANotebook:
    def test_it_is_an_image_with_a_description_and_the_same_in_words(self, acme: iamsim.Account) -> None:
        bundle = draw(acme, "ria")._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
        assert bundle["text/plain"] == RIA
        assert (
            'alt="What applies to ria: 1 own policy; 2 groups (Freeze, Web) with 2 policies."'
            in bundle["text/html"]
        )
        assert f"<pre>{RIA}</pre>" in bundle["text/html"]

    @pytest.fixture
    def _nothing_draws(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setitem(sys.modules, "wasmtime", None)
        monkeypatch.setenv("PATH", "")
        rendering.renderer.cache_clear()
        yield
        rendering.renderer.cache_clear()

    @pytest.mark.usefixtures("_nothing_draws")
    def test_where_nothing_draws_it_is_the_text_and_what_to_install(self, acme: iamsim.Account) -> None:
        assert draw(acme, "ria")._repr_mimebundle_() == {"text/plain": f"{RIA}\n({MEND})"}

    def test_without_the_package_that_writes_dot_it_is_the_text_too(
        self, acme: iamsim.Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "graphviz", None)
        assert draw(acme, "ria")._repr_mimebundle_() == {"text/plain": f"{RIA}\n({MEND})"}


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2: 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("kind", look.NODES)
def test_text_stands_out_from_its_node(kind: str) -> None:
    style = {**look.NODE, **look.NODES[kind]}
    full = style["fontcolor"] == look.PAPER
    for ink in [look.PAPER] if full else [look.INK, look.MUTED]:
        assert contrast(ink, style["fillcolor"]) >= 4.5
    assert contrast(style["color"], look.PAPER) >= 3
    assert full or contrast(style["color"], style["fillcolor"]) >= 3


@pytest.mark.parametrize("kind", look.EDGES)
def test_lines_and_their_words_stand_out_from_the_card(kind: str) -> None:
    style = {**look.EDGE, **look.EDGES[kind]}
    assert contrast(style["fontcolor"], look.PAPER) >= 4.5
    assert contrast(style["color"].partition(":")[0], look.PAPER) >= 3


@pytest.mark.parametrize(
    ("items", "before", "lines"),
    [
        pytest.param(["s3:GetObject"], "Allow", ("Allow s3:GetObject",), id="one fits the line"),
        pytest.param(
            ["s3:GetObject", "s3:DeleteObject"],
            "Allow",
            ("Allow s3:GetObject,", "   s3:DeleteObject"),
            id="two take two",
        ),
        pytest.param(
            ["a", "b", "c", "d", "e", "f"], "Allow", ("Allow a, b, c, d, and 2 more",), id="many are counted"
        ),
        pytest.param(
            ["a", "b", "c", "d", "e"], "Allow", ("Allow a, b, c, d, e",), id="one more is simply shown"
        ),
        pytest.param(
            ["x" * 40], "   on", (f"   on {'x' * 12}…{'x' * 12}",), id="a long one loses its middle"
        ),
        pytest.param([], "Allow", ("Allow",), id="none"),
    ],
)
def test_lists_become_lines(items: list[str], before: str, lines: tuple[str, ...]) -> None:
    assert wrapped(items, before) == lines


def test_words_are_counted_and_shortened() -> None:
    assert [counted(number, "policy") for number in (0, 1, 2)] == ["no policies", "1 policy", "2 policies"]
    assert shortened("arn:aws:s3:::acme-website", 10) == "arn:a…site"
