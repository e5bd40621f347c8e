"""The user card: its text compared whole, its boxes used as a user would, its versions without ipywidgets."""

from __future__ import annotations

import re
import sys

import pytest

import iamsim
from iamsim.diagram import draw_credentials, draw_user
from iamsim.learning.scenario import account_in_words
from iamsim.widgets import user_card
from iamsim.widgets.user_card import UserCard
from tests.diagram.accounts import account_picture_of
from tests.widgets.view import ALLOWED, DENIED, NOBODY, aligned, area, control, shown, ticks

REPORT = "arn:aws:s3:::acme-reports/june.csv"
READ, WRITE = "s3:GetObject", "s3:PutObject"
VIEW = "application/vnd.jupyter.widget-view+json"
READING = "reading: Allow s3:GetObject on arn:aws:s3:::acme-reports/*"
NO_DENY = "keep: Deny s3:PutObject on *"


@pytest.fixture
def acme() -> iamsim.Account:
    users = {
        "ana": ["password"],
        "bot": ["access key", READING],
        "tom": ["password", "access key", "Web", NO_DENY],
        "cal": [],
        "kim": ["Web"],
    }
    return account_in_words(users, {"Web": [READING]}).account


@pytest.fixture
def ana(acme: iamsim.Account) -> UserCard:
    return user_card(acme, "ana", [READ, WRITE], REPORT)


HEADINGS = ("Way in", "1. Who are you?", "2. May you?")
NOBODY_CODE = f"{NOBODY} (implicitDeny)"
ANA = f"""\
ana has: password
ana asks for s3:GetObject on acme-reports/june.csv:
{aligned(
    HEADINGS,
    ("in the Console", "ana, by the password", NOBODY_CODE),
    ("from a program", "not known: no access key", "not asked"),
)}"""

BOT = f"""\
bot has: access key, permission
bot asks for s3:GetObject on acme-reports/june.csv:
{aligned(
    HEADINGS,
    ("in the Console", "not known: no password", "not asked"),
    ("from a program", "bot, by the access key", ALLOWED),
)}"""


class TestFromCode:
    def test_it_says_who_is_known_and_what_is_decided(self, ana: UserCard) -> None:
        assert ana.text() == str(ana) == ANA
        assert ana.choose("bot").text() == BOT

    @pytest.mark.parametrize(
        ("ticks", "console", "program"),
        [
            pytest.param({}, NOBODY_CODE, "not asked", id="a password permits nothing"),
            pytest.param({"access key": True}, *[NOBODY_CODE] * 2, id="nor does an access key"),
            pytest.param({"permission": True}, ALLOWED, "not asked", id="a permission does"),
            pytest.param({"permission": True, "password": False}, *["not asked"] * 2, id="but nobody can ask"),
            pytest.param({"permission": True, "access key": True}, *[ALLOWED] * 2, id="both ways in"),
        ],
    )
    def test_each_part_does_its_own(self, ana: UserCard, ticks: dict[str, bool], console: str, program: str) -> None:
        for part, on in ticks.items():
            ana.tick(part, on)
        assert [str(answer) for _, _, answer in ana.rows()] == [console, program]

    def test_a_permission_is_taken_wherever_it_comes_from(self, ana: UserCard) -> None:
        tom = ana.choose("tom")
        assert tom.result.allowed
        assert tom.tick("permission", on=False).result.decision is iamsim.Decision.IMPLICIT_DENY
        assert tom.tick("permission", on=True).result.allowed

    def test_a_permission_for_one_action_is_none_for_another(self, ana: UserCard) -> None:
        ana.tick("permission", on=True).choose(action=WRITE)
        assert ana.parts == {"password"}
        assert ana.choose("tom").result.decision is iamsim.Decision.EXPLICIT_DENY
        assert str(ana.rows()[0][2]) == f"{DENIED} (explicitDeny)"
        assert ana.tick("permission", on=True).result.decision is iamsim.Decision.EXPLICIT_DENY

    def test_what_was_ticked_stays_when_another_is_shown(self, ana: UserCard) -> None:
        ana.tick("access key", on=True).tick("permission", on=True)
        assert ana.choose("tom").tick("password", on=False).parts == {"access key", "permission"}
        assert ana.choose("ana").parts == {"password", "access key", "permission"}
        assert ana.choose(action=WRITE).parts == {"password", "access key"}, "the permission was one for reading"
        assert ana.choose("tom", READ).parts == {"access key", "permission"}

    def test_an_action_that_was_not_offered_is_offered_then(self, ana: UserCard) -> None:
        assert ana.choose(action="iam:ListUsers").actions == (READ, WRITE, "iam:ListUsers")

    def test_the_account_itself_stays(self, ana: UserCard, acme: iamsim.Account) -> None:
        before = iamsim.dump_account(acme)
        ana.tick("permission", on=True).tick("password", on=False).tick("access key", on=True)
        assert iamsim.dump_account(acme) == before
        user = ana.account.user("ana")
        assert (user.login_profile, len(user.access_keys)) == (None, 1)

    def test_what_was_given_comes_back_as_it_was(self, ana: UserCard, acme: iamsim.Account) -> None:
        ana.choose("tom")
        for part in ("password", "access key", "permission"):
            ana.tick(part, on=False).tick(part, on=True)
        assert ana.account.user("tom") == acme.user("tom")

    def test_the_first_user_is_shown_if_none_is_named(self, acme: iamsim.Account) -> None:
        assert user_card(acme).text() == ANA.replace(" on acme-reports/june.csv", "")
        assert "cal has: nothing" in user_card(acme, "cal").text()

    def test_mistakes_are_refused_in_one_line(self, ana: UserCard) -> None:
        with pytest.raises(ValueError, match=r"^tick: no part 'key' \(there are: password, access key, permission\)$"):
            ana.tick("key", on=True)
        with pytest.raises(iamsim.NoSuchEntity, match=r"^no user named 'anne' \(this account has: ana, bot, cal, kim, tom\)$"):
            ana.choose("anne")
        with pytest.raises(ValueError, match=r"^user_card: the account has no user; create one first$"):
            user_card(iamsim.Account())
        assert ana.text() == ANA


def answers(card: UserCard) -> list[str]:
    return re.findall(r'<strong class="iamsim-cell is-(\w+)">', area(card))


class TestControls:
    def test_each_control_has_a_name_and_shows_what_the_user_has(self, ana: UserCard) -> None:
        assert [each.description for each in shown(ana)[:2]] == ["User", "Action"]
        assert control(ana, "User").options == ("ana", "bot", "tom", "cal", "kim")
        assert control(ana, "Action").options == (READ, WRITE)
        assert [*ticks(ana).items()] == [("Password", True), ("Access key", False), ("Permission", False)]

    def test_a_tick_changes_answer_and_picture(self, ana: UserCard) -> None:
        before = area(ana)
        assert answers(ana) == ["implicitDeny"]
        control(ana, "Access key").value = True
        assert answers(ana) == ["implicitDeny", "implicitDeny"]
        control(ana, "Permission").value = True
        assert answers(ana) == ["allowed", "allowed"]
        pictures = [re.search(r"<svg.*</svg>", html, re.DOTALL) for html in (before, area(ana))]
        assert None not in pictures
        assert len({match[0] for match in pictures if match}) == 2

    def test_a_menu_shows_another_user_with_their_own_parts(self, ana: UserCard) -> None:
        control(ana, "Permission").value = True
        control(ana, "User").value = "bot"
        assert [*ticks(ana).values()] == [False, True, True]
        assert ana.text() == BOT
        control(ana, "Action").value = WRITE
        assert answers(ana) == ["implicitDeny"]
        assert [*ticks(ana).values()] == [False, True, False]
        control(ana, "User").value, control(ana, "Action").value = "ana", READ
        assert [*ticks(ana).values()] == [True, False, True]

    def test_what_code_chooses_the_controls_show(self, ana: UserCard) -> None:
        ana.choose("tom", "iam:ListUsers").tick("password", on=False)
        assert (control(ana, "User").value, control(ana, "Action").value) == ("tom", "iam:ListUsers")
        assert [*ticks(ana).values()] == [False, True, False]


class TestVersions:
    def test_a_notebook_gets_the_ipywidgets_the_text_and_the_html(self, ana: UserCard) -> None:
        bundle = ana._repr_mimebundle_()
        assert {VIEW, "text/plain", "text/html"} <= bundle.keys()
        assert bundle["text/plain"] == ANA
        for words in ("ana, by the password", "not known: no access key", NOBODY_CODE):
            assert words in bundle["text/html"]

    def test_without_ipywidgets_it_gets_the_text_and_the_html(self, ana: UserCard, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "ipywidgets", None)
        assert ana._repr_mimebundle_().keys() == {"text/plain", "text/html"}

    def test_names_are_shown_as_they_are(self) -> None:
        card = user_card(account_in_words({"<b>ana": ["password"]}, {}).account)
        assert "<b>ana" not in card.html().replace("<br>", "")
        assert "&lt;b&gt;ana" in card.html()


ANAS_PICTURE = """\
User ana
user ana
  proved by password
    opens the Console
  may do nothing yet
    what nobody allows is denied"""

TOMS_PICTURE = """\
User tom
user tom
  proved by password
    opens the Console
  proved by access key
    signs a program's requests
  may do permission keep
    Deny s3:PutObject
    on *
  may do group Web
    what its members may do"""

CALS_PICTURE = """\
User cal
user cal
  proved by no password, no access key
    nobody can ask as this user
  may do nothing yet
    what nobody allows is denied"""


class TestBadge:
    @pytest.mark.parametrize(
        ("name", "outline"), [("ana", ANAS_PICTURE), ("tom", TOMS_PICTURE), ("cal", CALS_PICTURE)]
    )
    def test_a_user_alone_as_text(self, acme: iamsim.Account, name: str, outline: str) -> None:
        assert str(draw_user(acme, name)) == outline

    def test_shapes_say_what_is_there_and_what_is_not(self, acme: iamsim.Account) -> None:
        kinds = {name: [node.kind for node in account_picture_of(draw_user(acme, name)).nodes] for name in ("ana", "tom", "bot")}
        assert kinds == {
            "ana": ["user", "request", "more groups"],
            "tom": ["user", "request", "request", "deny", "group"],
            "bot": ["user", "request", "allow"],
        }

    def test_its_description_tells_it_all(self, acme: iamsim.Account) -> None:
        assert draw_user(acme, "tom").picture.description == "User tom: password, access key; may do keep, Web."
        assert draw_user(acme, "kim").picture.description == "User kim: no password, no access key; may do Web."
        assert draw_user(acme, "CAL").picture.description == (
            "User cal: no password, no access key; may do nothing yet."
        )

    def test_two_keys_are_counted(self) -> None:
        iam = iamsim.client("iam")
        iam.create_user(UserName="ana")
        for _ in range(2):
            iam.create_access_key(UserName="ana")
        assert account_picture_of(draw_user(iam.account, "ana")).nodes[1].name == "2 access keys"


def test_before_a_prediction_a_picture_shows_credentials_only() -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ana")
    drawn = repr(draw_credentials(iam.account, "ana"))
    assert "no password, no access key" in drawn
    assert "nothing yet" in repr(draw_user(iam.account, "ana"))
    assert "nothing yet" not in drawn
    assert "denied" not in drawn
