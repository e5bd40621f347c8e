"""The playground's picture: what may be pressed in it, and that nothing in it moves."""

from __future__ import annotations

import json
import re
from html import unescape
from random import Random
from typing import Any

import iamsim
from iamsim.widgets.account_builder.request_picture import MOST_PEOPLE, RequestPicture
from iamsim.widgets.account_builder.workspace import Holder, Workspace

GET, PAGE = "s3:GetObject", "arn:aws:s3:::acme-website/index.html"
_NODE = re.compile(r'<g class="[^"]*" data-node="([^"]*)"[^>]*>(?:<title>[^<]*</title>)?\s*<(?:path|polygon)[^>]*(?:d|points)="([^"]*)"')


def _workspace(people: int = 5) -> Workspace:
    iam = iamsim.client("iam")
    for group in ("Web", "Data", "Freeze"):
        iam.create_group(GroupName=group)
        document = iamsim.deny(GET, PAGE) if group == "Freeze" else iamsim.allow(GET, PAGE)
        iam.put_group_policy(GroupName=group, PolicyName=f"p-{group}", PolicyDocument=document)
    for number in range(people):
        iam.create_user(UserName=f"user{number}")
        iam.add_user_to_group(UserName=f"user{number}", GroupName="Web")
    iam.put_user_policy(UserName="user0", PolicyName="own", PolicyDocument=iamsim.allow(GET, PAGE))
    return Workspace(iam.account, actions=[GET, "s3:PutObject"], resource=PAGE)


def _buttons(svg: str) -> list[tuple[str, dict[str, Any]]]:
    found = re.findall(r'data-step="([^"]*)" data-values="([^"]*)" tabindex', svg)
    return [(step, json.loads(unescape(values))) for step, values in found]


def test_users_groups_and_policies_can_be_pressed() -> None:
    picture, workspace = RequestPicture(), _workspace(1)
    picture.show(workspace)
    assert set(map(str, _buttons(picture.svg))) == set(
        map(
            str,
            [
                ("ask_user", {"user": "user0"}),
                *(("inspect", {"kind": "group", "name": name}) for name in ("Web", "Data", "Freeze")),
                *(
                    ("open_policy", {"kind": "group", "holder": name, "name": f"p-{name}"})
                    for name in ("Web", "Data", "Freeze")
                ),
                ("open_policy", {"kind": "user", "holder": "user0", "name": "own"}),
            ],
        )
    )


def test_a_question_changes_classes_only() -> None:
    picture, workspace = RequestPicture(), _workspace()
    picture.show(workspace)
    svg, marks = picture.svg, picture.marks
    workspace.perform("choose", {"user": "user0", "action": "s3:PutObject"})
    picture.show(workspace)
    assert picture.svg is svg
    assert picture.marks != marks


def test_sixty_joins_and_leaves_move_no_node() -> None:
    picture, workspace, random = RequestPicture(), _workspace(), Random(7)  # noqa: S311 - the same steps each time
    picture.show(workspace)
    before = dict(_NODE.findall(picture.svg))
    assert {"user user0", "group Freeze"} <= before.keys()
    for _ in range(60):
        user, group = f"user{random.randrange(5)}", random.choice(["Web", "Data", "Freeze"])
        member = group in {g.name for g in workspace.account.groups_of(workspace.account.user(user))}
        workspace.perform("set_member", {"user": user, "group": group, "member": not member})
        assert not workspace.error
        picture.show(workspace)
        assert dict(_NODE.findall(picture.svg)) == before


def test_somebody_who_is_deleted_is_a_ghost_that_cannot_be_pressed() -> None:
    picture, workspace = RequestPicture(), _workspace()
    workspace.perform("create_user", {"name": "leaver"})
    picture.show(workspace)
    assert ("ask_user", {"user": "leaver"}) in _buttons(picture.svg)
    workspace.perform("delete_user", {"user": "leaver"})
    picture.show(workspace)
    assert picture.marks["user leaver"] == "off"
    assert picture.has_ghosts
    assert ("ask_user", {"user": "leaver"}) not in _buttons(picture.svg)


def test_the_lines_of_what_is_open_are_lit() -> None:
    picture, workspace = RequestPicture(), _workspace(2)
    picture.show(workspace, Holder("group", "Web"))
    lit = {key for key, state in picture.marks.items() if state.endswith(" lit")}
    assert lit == {"group Web", "user user0 > group Web", "user user1 > group Web", "group Web > policy p-Web of group Web"}
    held = next(held for held in workspace.policies if held.policy.name == "own")
    picture.show(workspace, held)
    assert {key for key, state in picture.marks.items() if state.endswith(" lit")} >= {"user user0 > policy own of user user0"}


def test_of_many_people_only_the_one_who_asks_is_drawn() -> None:
    picture, workspace = RequestPicture(), _workspace(MOST_PEOPLE + 1)
    picture.show(workspace)
    assert picture.others == "Not in the picture: 8 other users and 2 other groups."
    assert "user user1" not in picture.marks
    assert "group Data" not in picture.marks


def test_without_people_there_is_no_picture() -> None:
    picture = RequestPicture()
    picture.show(Workspace(iamsim.Account()))
    assert (picture.svg, picture.marks) == ("", {})
    assert picture.diagram(Workspace(iamsim.Account())) is None
