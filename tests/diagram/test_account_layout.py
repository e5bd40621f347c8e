"""One layout for all questions of an account: measured, nothing moves when memberships and questions change."""

from __future__ import annotations

import random
import re
from xml.etree import ElementTree as ET

import pytest

import iamsim
from iamsim.decision import Decision
from iamsim.diagram import AccountLayout
from tests.diagram.accounts import FREEZE, HOME_PAGE, SVG


@pytest.fixture(scope="module")
def acme() -> iamsim.Account:
    return iamsim.load_account(FREEZE)


@pytest.fixture(scope="module")
def layout(acme: iamsim.Account) -> AccountLayout:
    return AccountLayout.of(acme)


def elements(svg: str) -> dict[str, ET.Element]:
    """The groups of a drawn picture by the key of their part."""
    groups = ET.fromstring(svg).iter(f"{SVG}g")  # noqa: S314 - our own text
    return {key: group for group in groups if (key := group.get("data-node") or group.get("data-edge"))}


def places(svg: str) -> dict[str, list[float]]:
    """The coordinates of each drawn node."""
    return {
        key: [float(number) for shape in group for number in re.findall(r"-?[\d.]+", shape.get("points") or shape.get("d") or "")]
        for key, group in elements(svg).items()
        if group.get("data-node")
    }


def test_each_part_is_found_by_its_key(layout: AccountLayout, acme: iamsim.Account) -> None:
    found = elements(layout.svg())
    states = layout.states(iamsim.simulate(acme, "ria", "s3:PutObject", HOME_PAGE))
    assert set(found) == set(states)
    assert found["user ria"].get("data-class") == "node user"
    assert found["user ria > group Web"].get("data-edge") == "user ria > group Web"
    assert found["check Deny"].get("class") == "cluster check"


@pytest.mark.parametrize(
    ("user", "action", "lit"),
    [
        pytest.param("ria", "s3:PutObject", "answer check Deny", id="a Deny"),
        pytest.param("ria", "s3:GetObject", "answer allowed", id="an Allow"),
        pytest.param("tom", "s3:GetObject", "answer check Allow", id="nobody"),
    ],
)
def test_a_question_lights_one_answer(
    layout: AccountLayout, acme: iamsim.Account, user: str, action: str, lit: str
) -> None:
    states = layout.states(iamsim.simulate(acme, user, action, HOME_PAGE))
    assert [key for key, state in states.items() if key.startswith("answer") and state == "on"] == [lit]
    others = {f"user {name}" for name in ("kim", "ria", "tom", "zoe")} - {f"user {user}"}
    assert {states[key] for key in others} == {"other"}
    assert states[f"user {user}"] == "asked"


def test_a_question_changes_no_place(layout: AccountLayout, acme: iamsim.Account) -> None:
    drawn = {
        re.sub(r'(?s)<title>.*?</title>|<desc>.*?</desc>|aria-label="[^"]*"|class="[^"]*"', "", svg)
        for user in ("ria", "tom", "zoe")
        for svg in [layout.diagram(iamsim.simulate(acme, user, "s3:PutObject", HOME_PAGE)).svg]
    }
    assert len(drawn) == 1


def test_in_60_random_joins_and_leaves_no_node_moves(acme: iamsim.Account) -> None:
    rng = random.Random(3)  # noqa: S311 - memberships, not secrets
    iam = iamsim.client("iam", account=acme)
    layout = AccountLayout.of(acme)
    before, moved = places(layout.svg()), 0
    for _ in range(60):
        user, group = rng.choice(["kim", "ria", "tom", "zoe"]), rng.choice(["Freeze", "Web"])
        is_member = group in iam.account.user(user).groups
        change = iam.remove_user_from_group if is_member else iam.add_user_to_group
        change(UserName=user, GroupName=group)
        layout = layout.with_account(iam.account)
        after = places(layout.svg())
        moved += sum(before[key] != after[key] for key in before)
        before = after
    assert moved == 0


def test_a_newcomer_moves_nothing_but_the_lower_ends_of_the_checks(acme: iamsim.Account) -> None:
    iam = iamsim.client("iam", account=acme)
    layout = AccountLayout.of(acme)
    before = places(layout.svg())
    iam.create_user(UserName="a-newcomer-with-a-long-name")
    iam.put_user_policy(UserName="a-newcomer-with-a-long-name", PolicyName="own", PolicyDocument=iamsim.allow("s3:*"))
    shapes = {shape.key: shape.rect for shape in layout.layout.nodes}
    later = layout.with_account(iam.account)
    moved = [key for key, rect in shapes.items() if later.layout.node(key).rect != rect]
    assert moved == ["answer allowed"]
    assert set(places(later.svg())) > set(before)


def test_what_is_gone_is_a_ghost_in_its_place(acme: iamsim.Account) -> None:
    iam = iamsim.client("iam", account=acme)
    iam.delete_user_policy(UserName="tom", PolicyName="on-call")
    iam.remove_user_from_group(UserName="tom", GroupName="Freeze")
    layout = AccountLayout.of(acme).with_account(iam.account)
    result = iamsim.simulate(iam.account, "tom", "s3:PutObject", HOME_PAGE)
    states = layout.states(result)
    assert states["policy on-call of user tom"] == "off"
    assert states["user tom > group Freeze"] == "off"
    assert states["user kim > group Freeze"] == "other"
    assert states["policy no-publishing of group Freeze"] == "other"
    assert result.decision is Decision.IMPLICIT_DENY
    assert states["answer check Allow"] == "on"


def test_some_users_only(acme: iamsim.Account) -> None:
    layout = AccountLayout.of(acme, ["TOM"])
    assert [key for key in layout.parts.holders if key.startswith("user")] == ["user tom"]
    with pytest.raises(iamsim.NoSuchEntity, match="no user named 'anne'"):
        AccountLayout.of(acme, ["anne"])


def test_attributes_are_added_and_escaped(layout: AccountLayout) -> None:
    svg = layout.svg({"group Web": {"tabindex": "0", "aria-label": '<b>"Web"'}})
    web = elements(svg)["group Web"]
    assert (web.get("tabindex"), web.get("aria-label")) == ("0", '<b>"Web"')


def test_labels_say_what_each_part_does(layout: AccountLayout, acme: iamsim.Account) -> None:
    labels = layout.labels(iamsim.simulate(acme, "tom", "s3:GetObject", HOME_PAGE))
    assert labels["group Web"] == f"group Web\n{acme.group('Web').arn}"
    (deny,) = (label for label in labels.values() if "Deny" in label)
    assert deny.startswith("no match: Deny s3:PutObject on arn:aws:s3:::acme-website/*\nAction is s3:PutObject")
    assert not any("match" in label for label in layout.labels().values())


def test_the_outline_of_a_question(layout: AccountLayout, acme: iamsim.Account) -> None:
    result = iamsim.simulate(acme, "zoe", "s3:GetObject", HOME_PAGE)
    assert str(layout.diagram(result)).splitlines()[2:] == ["user zoe", "1 any Deny? no", "2 any Allow? no"]
