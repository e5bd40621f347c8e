"""One more question after a table that is nearly an idea's: offered, answered once, kept, never in the way."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.notebook import calls, forms
from iamsim.learning.notebook.calls import observe, predict, storage
from iamsim.learning.notebook.cards import Note, QuestionCard
from iamsim.learning.notebook.one_more_session import NO_NEXT, NOTHING_MORE, SLIP, UNCLEAR, offered
from iamsim.learning.notebook.practice import Practice, one_more
from iamsim.learning.notebook.practice_session import PracticeSession
from iamsim.learning.questions import exercises
from iamsim.learning.records import PRACTICE, JournalEvent, PracticeAnswer
from iamsim.learning.tutor import believed
from iamsim.widgets.live_page import _page_class

TABLE = "08-table"
IDEA = "ALLOW_WINS"
WIDGET = "application/vnd.jupyter.widget-view+json"
OFFER = "One more, to be sure"
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def learner(work: Path) -> None:
    """Always the same learner, for whom the same question is drawn."""
    (work / "progress.json").write_text('{"version": 1, "learner": "abc", "events": []}', encoding="utf-8")


def predicted(engine: str, **slips: str) -> None:
    """Commit the answers of an engine, with slips by row."""
    question = exercises.question(TABLE)
    answers = question.answer_of(engine)
    predict(TABLE, answers | {label.replace("_", " ", 1).replace("_", ":"): slip for label, slip in slips.items()}, "sure")


def nearly_the_idea() -> None:
    predicted(IDEA, kim_s3_PutObject="implicitDeny")


def asked() -> Practice:
    made = one_more(TABLE, clock=lambda: NOW)
    assert isinstance(made, Practice)
    return made


def answers_kept() -> list[PracticeAnswer]:
    found = (PracticeAnswer.of(event) for event in storage().read().journal.events)
    return [answer for answer in found if answer]


def card() -> QuestionCard:
    made = observe(TABLE)
    assert isinstance(made, QuestionCard)
    return made


def test_a_table_with_one_slip_is_followed_by_one_more_after_the_experiment() -> None:
    nearly_the_idea()
    assert OFFER not in repr(predict(TABLE)), "before the experiment it would say that the table is not right"
    for text in (repr(card()), card()._repr_html_()):
        assert OFFER in text
        assert "one_more(" in text
    assert card().closed, "nothing is left to answer: one may go on without it"
    assert repr(asked()).startswith(f"{OFFER} · {TABLE}\n")


def test_the_ideas_answer_is_named_and_kept() -> None:
    nearly_the_idea()
    page = asked()
    page.answer(believed(page.session.question, IDEA), "sure")
    text = repr(page)
    assert f"a simulator that {MISCONCEPTIONS[IDEA].does}" in text
    assert "matching Deny decides" in text
    (kept,) = answers_kept()
    assert kept.named_ideas == (IDEA,)
    assert kept.idea_answers[IDEA] == kept.chosen != kept.right
    assert [event.misconception for event in storage().read().journal.events if event.verb == PRACTICE] == [IDEA]


def test_a_right_answer_names_nothing_and_says_slip() -> None:
    nearly_the_idea()
    page = asked()
    page.answer(believed(page.session.question, "TRUTH"), "sure")
    assert SLIP in repr(page)
    assert "a simulator that" not in repr(page)
    assert answers_kept()[0].named_ideas == ()


def test_an_answer_of_neither_kind_is_called_neither() -> None:
    nearly_the_idea()
    page = asked()
    question = page.session.question
    (other,) = set(question.answers) - {believed(question, IDEA), believed(question, "TRUTH")}
    page.answer(other, "guess")
    assert SLIP not in repr(page)
    assert UNCLEAR.replace("`", "") in repr(page)


def test_it_is_asked_once_and_comes_back_as_answered() -> None:
    nearly_the_idea()
    page, elsewhere = asked(), asked()
    page.answer(believed(page.session.question, IDEA), "sure")
    # The same page in another notebook, where the other answer is pressed later.
    elsewhere.answer(believed(elsewhere.session.question, "TRUTH"), "guess")
    assert repr(elsewhere) == repr(page)
    assert repr(asked()) == repr(page)
    assert len(answers_kept()) == 1
    assert "answered already" in repr(asked().answer(1, "sure")).splitlines()[0]
    assert repr(asked().next()).splitlines()[0] == NO_NEXT
    assert repr(card()).splitlines()[-1] == f'{OFFER}: answered. one_more("{TABLE}") shows it again.'


def test_the_answer_is_evidence_for_a_practice() -> None:
    nearly_the_idea()
    page = asked()
    before = PracticeSession(storage(), lambda: NOW, topics=["deny"], seed="s").tutor.beliefs()[IDEA]
    page.answer(believed(page.session.question, IDEA), "sure")
    assert PracticeSession(storage(), lambda: NOW, topics=["deny"], seed="s").tutor.beliefs()[IDEA] > before


def test_an_idea_that_it_named_is_told_the_second_time_without_a_lesson_called_practice() -> None:
    nearly_the_idea()
    page = asked()
    page.answer(believed(page.session.question, IDEA), "sure")
    text = repr(calls.quiz("08-q1", "a"))
    assert "The second time: the same idea showed before, in a fresh account." in text


@pytest.mark.parametrize(
    ("engine", "slips"),
    [
        pytest.param("TRUTH", {}, id="right"),
        pytest.param(IDEA, {}, id="exactly an idea's"),
        pytest.param("TRUTH", {"zoe_s3_GetObject": "explicitDeny"}, id="a slip that is near to nothing"),
    ],
)
def test_a_clear_table_is_followed_by_nothing(engine: str, slips: dict[str, str]) -> None:
    predicted(engine, **slips)
    assert card().one_more is None
    assert OFFER not in repr(card())
    note = one_more(TABLE)
    assert isinstance(note, Note)
    assert note.lines == (NOTHING_MORE,)


def test_whoever_holds_the_truth_and_slips_may_be_asked_and_nothing_is_named() -> None:
    predicted("TRUTH", tom_s3_PutObject="allowed")
    page = asked()
    page.answer(believed(page.session.question, "TRUTH"), "sure")
    assert SLIP in repr(page)
    assert answers_kept()[0].named_ideas == ()


def test_what_is_no_prediction_table_is_one_line() -> None:
    for name in ("08-publish", "08-q1", "nope"):
        assert isinstance(one_more(name), Note)
        assert "\n" not in one_more(name).lines[0]  # type: ignore[union-attr]


def test_before_policies_are_taught_nothing_is_asked(work: Path) -> None:
    nearly_the_idea()
    text = (work / "exercises" / "08_small.toml").read_text(encoding="utf-8")
    early = text.replace('lesson = "08"', 'lesson = "02"').replace('"08-', '"02-').replace('id = "08"', 'id = "02"')
    (work / "exercises" / "02_small.toml").write_text(early, encoding="utf-8")
    event = storage().read().journal.events[-1]
    storage().commit(JournalEvent("predict", "02-table", answer=event.answer, status=event.status))
    journal = storage().read().journal
    assert offered(journal, TABLE) is not None
    assert offered(journal, "02-table") is None


@pytest.mark.parametrize("mode", ["blank", "reference", f"wrong:{IDEA}"])
def test_it_is_never_in_prints_nor_where_a_lesson_is_tried_out(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_the_idea()
    journal = storage().read().journal
    assert offered(journal, TABLE) is not None
    monkeypatch.setenv("IAMSIM_ANSWERS", mode)
    assert offered(journal, TABLE) is None
    for event in journal.events:
        storage().commit(event)  # the same answers in the storage that is thrown away
    assert storage().read().journal.record(TABLE).last is not None
    form = forms.observe(TABLE)
    assert OFFER not in str(form._repr_mimebundle_())  # type: ignore[union-attr]


def test_below_the_form_it_stands_as_a_page_with_buttons() -> None:
    nearly_the_idea()
    form = forms.observe(TABLE)
    assert isinstance(form, forms.Form)
    assert set(form._repr_mimebundle_()) == {"text/plain", "text/html", WIDGET}
    assert form._widgets is not None
    (page,) = form._widgets.box.children[-1].children
    assert page.ask.count("<button") == 3
    assert OFFER in page.head
    assert "may skip" in page.head


def test_without_anywidget_the_form_says_how_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    _page_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    nearly_the_idea()
    form = forms.observe(TABLE)
    assert isinstance(form, forms.Form)
    assert form._widgets is not None
    assert "one_more(" in form._widgets.box.children[-1].value
    html = asked()._repr_mimebundle_()["text/html"]
    assert "<button" not in html
    assert "In code:" in html
    assert "In code:" not in asked().answer(1, "sure")._repr_mimebundle_()["text/html"]
