"""Who may do what: a heat map with pandas, and without it the same table as text, which says so."""

from __future__ import annotations

import sys

import pytest

import iamsim
from iamsim import Account, Decision
from iamsim.decision.explain import decision_words
from iamsim.learning import who_may
from iamsim.learning.notebook.cards import Note
from iamsim.learning.scenario import account_in_words

READ, WRITE = "s3:GetObject", "s3:PutObject"
PAGE, LOG = "arn:aws:s3:::site/index.html", "arn:aws:s3:::logs/1.txt"
ALLOWED, NOBODY = decision_words(Decision.ALLOWED), decision_words(Decision.IMPLICIT_DENY)


def account(*members: str) -> Account:
    users = {name: ["Web"] if name in members else [] for name in ("ria", "tom")}
    return account_in_words(users, {"Web": [f"edit: Allow {READ} on arn:aws:s3:::site/*"]}).account


@pytest.fixture
def no_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)


def test_situations_stand_beside_each_other_in_one_heat_map() -> None:
    table = who_may({"before": account("ria"), "after": account("ria", "tom")}, [READ], [PAGE, LOG])
    assert table.data.columns.tolist() == [(when, where, READ) for when in ("before", "after") for where in (PAGE, LOG)]
    assert table.data.loc["tom"].tolist() == [NOBODY, NOBODY, ALLOWED, NOBODY]
    assert repr(table).splitlines()[0].split("  ") == [
        "user", *(f"{when}: {READ} on {where}" for when in ("before", "after") for where in ("site/index.html", "logs/1.txt")),
    ]  # fmt: skip


def test_one_account_has_no_heading_of_its_own() -> None:
    assert who_may(account("ria"), [READ, WRITE], [PAGE]).data.columns.tolist() == [READ, WRITE]


def test_a_situation_may_have_service_control_policies() -> None:
    scps = [[iamsim.allow("ec2:*")]]
    table = who_may({"alone": account("ria"), "below": (account("ria"), scps)}, [READ], [PAGE], ["ria"])
    assert table.data.to_numpy().tolist() == [[ALLOWED, NOBODY]]


@pytest.mark.usefixtures("no_pandas")
def test_without_pandas_it_is_text_and_says_so() -> None:
    note = who_may({"before": account("ria"), "after": account("ria", "tom")}, [READ], [PAGE, LOG])
    assert isinstance(note, Note)
    assert note.lines == ("pandas is not installed here, so this is the table as text.",)
    assert note.headings == (
        "user", *(f"{when}: {READ} on {where}" for when in ("before", "after") for where in ("site/index.html", "logs/1.txt")),
    )  # fmt: skip
    assert note.rows == (("ria", ALLOWED, NOBODY, ALLOWED, NOBODY), ("tom", NOBODY, NOBODY, ALLOWED, NOBODY))


@pytest.mark.usefixtures("no_pandas")
def test_without_pandas_one_account_has_the_actions_alone() -> None:
    note = who_may(account("ria"), [READ, WRITE], [PAGE], ["ria"])
    assert (note.headings, note.rows) == (("user", READ, WRITE), (("ria", ALLOWED, NOBODY),))


@pytest.mark.usefixtures("no_pandas")
def test_who_is_in_one_situation_only_has_an_empty_cell_in_the_other() -> None:
    later = account_in_words({"ria": [], "zoe": []}, {}).account
    assert who_may({"before": account("ria"), "after": later}, [READ], [PAGE]).rows == (
        ("ria", ALLOWED, NOBODY), ("tom", NOBODY, ""), ("zoe", "", NOBODY),
    )  # fmt: skip


def test_the_text_and_the_heat_map_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    situations = {"before": account("ria"), "after": account("tom")}
    table = who_may(situations, [READ, WRITE], [PAGE, LOG])
    monkeypatch.setitem(sys.modules, "pandas", None)
    note = who_may(situations, [READ, WRITE], [PAGE, LOG])
    assert [list(row[1:]) for row in note.rows] == table.data.to_numpy().tolist()
