"""What a practice shows: the account, the request, three answers; what decided; an idea's first, second, third naming."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, reason
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS
from iamsim.learning.notebook import practice_page as page
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.practice_session import PracticeSession
from iamsim.learning.tutor import TOPIC_OF, TOPICS, believed

IDEA = "ALLOW_WINS"


@pytest.fixture
def session() -> PracticeSession:
    return PracticeSession(storage(), lambda: datetime(2026, 11, 30, tzinfo=UTC), seed="seed", topics=TOPICS)


def answer(session: PracticeSession, idea: str = "TRUTH") -> None:
    session.answer(believed(session.question, idea), "sure")


def until(session: PracticeSession, wanted: Callable[[PracticeSession], bool], idea: str = IDEA) -> None:
    """Answer as somebody with an idea does until an answer is as wanted."""
    for _ in range(80):
        answer(session, idea)
        if wanted(session):
            return
        session.next()
    raise AssertionError("not reached in 80 questions")


def named(times: int) -> Callable[[PracticeSession], bool]:
    return lambda session: session.outcome is not None and session.outcome.times_named.get(IDEA) == times


class Buttons(HTMLParser):
    """The buttons of a markup: their attributes."""

    def __init__(self, markup: object) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(str(markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.found.append(dict(attrs))


def keys(markup: object) -> list[str | None]:
    return [button["data-hotkey"] for button in Buttons(markup).found if "data-hotkey" in button]


def plain(markup: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(markup)))


def test_a_question_has_the_account_in_words_and_three_answers(session: PracticeSession) -> None:
    words = plain(page.account(session))
    assert words.replace(" ", "") == session.question.story.replace("\n", "").replace(" ", "")
    asked = page.ask(session)
    assert session.question.text in plain(asked)
    assert keys(asked) == ["1", "2", "3"]
    for decision in Decision:
        assert decision_words(decision) in plain(asked)
    assert plain(page.said(session)).strip() == ""


def test_once_an_answer_is_picked_the_same_keys_say_how_sure(session: PracticeSession) -> None:
    picked = page.ask(session, "explicitDeny")
    assert keys(picked) == ["1", "2", "3", "Backspace"]
    pressed = [button for button in Buttons(picked).found if button.get("aria-pressed") == "true"]
    assert [button["data-values"] for button in pressed] == ['{"answer": "explicitDeny"}']
    assert "Denied by a Deny: how sure are you?" in plain(picked)


def test_an_answer_gets_what_decided_at_once(session: PracticeSession) -> None:
    until(session, lambda practice: practice.outcome is not None and practice.outcome.is_wrong)
    outcome = session.outcome
    assert outcome is not None
    words = plain(page.said(session))
    assert words.startswith("✗ Not so")
    assert reason(outcome.result)[1:] in words
    asked = page.ask(session)
    assert all("disabled" in button for button in Buttons(asked).found)
    assert plain(asked).count("your answer") == 1
    assert re.search(rf"{decision_words(Decision(outcome.right))}right", plain(asked))
    assert keys(page.said(session)) == ["Enter"]


def test_where_something_happens_the_time_that_counts_is_said(session: PracticeSession) -> None:
    until(session, lambda practice: bool(practice.question.scenario.events), idea="TRUTH")
    said = page.AT_THE_TIME.format(time=session.question.rows[0].time)
    assert said in plain(page.said(session))
    assert said in page.text(session, "practice()")


def test_an_idea_is_named_by_what_its_simulator_does_never_by_its_id(session: PracticeSession) -> None:
    until(session, named(1))
    words = plain(page.said(session))
    assert f"your answers were those of a simulator that {MISCONCEPTIONS[IDEA].does}" in words
    assert IDEA not in words
    assert "you think" not in words
    assert page.OFFER not in words


def test_the_second_time_its_lesson_is_a_link_and_the_account_is_offered(session: PracticeSession) -> None:
    until(session, named(2))
    said = page.said(session)
    lesson = TOPICS[TOPIC_OF[IDEA]].lesson
    assert re.search(rf'<a href="{lesson}_\w+\.ipynb">', str(said))
    assert (page.OFFER in plain(said)) is bool(session.outcome and session.outcome.is_wrong)


def test_the_third_time_a_smaller_account_refutes_it(session: PracticeSession) -> None:
    until(session, named(3))
    words = plain(page.said(session))
    assert page.SMALLER in words
    first, second = page.smaller_account(IDEA)
    assert "Group Web has Allow s3:PutObject on *. ria is in Web and has Deny s3:PutObject on *." in first
    assert second.startswith(
        "ria, s3:PutObject, acme-website/index.html: such a simulator says allowed, AWS answers denied by a Deny: "
    )


@pytest.mark.parametrize("idea", sorted(ENGINES.keys() - {"TRUTH"}))
def test_each_idea_has_a_smaller_account(idea: str) -> None:
    assert len(list(page.smaller_account(idea))) == 2


def takes_away(session: PracticeSession) -> bool:
    """Whether the question that was answered has something that was taken away before the request."""
    calls = {event.call for event in session.question.scenario.events}
    return bool(calls & {"remove_user_from_group", "delete_group_policy", "delete_user_policy"})


def test_the_picture_keeps_its_places_and_shows_the_gates_only_with_the_answer(session: PracticeSession) -> None:
    until(session, takes_away, idea="TRUTH")
    picture, outcome = page.QuestionPicture(session.question), session.outcome
    parts = re.compile(r'data-(?:node|edge)="([^"]+)"')
    assert set(parts.findall(picture.svg())) <= set(parts.findall(picture.svg(outcome))), "what is gone keeps its place"
    assert picture.marks(None) == {}
    assert picture.marks(outcome)["check Deny question"]
    assert "any" not in str(picture.diagram(None)), "before the answer the account alone"


def test_mastery_ends_kindly_with_each_topic(session: PracticeSession) -> None:
    practice = PracticeSession(storage(), session.clock, seed="seed", topics=["groups"])
    until(practice, lambda each: each.outcome is not None and each.outcome.mastered_now, idea="TRUTH")
    words = plain(page.said(practice))
    assert page.MASTERED_TOPICS in words
    assert TOPICS["groups"].sentence in words
    assert keys(page.said(practice)) == ["Enter"], "who wants to goes on"
    practice.next()
    assert practice.question.topic == "groups"


def test_the_text_version_has_the_same(session: PracticeSession) -> None:
    open_text = page.text(session, "practice()")
    assert open_text.startswith(f"Practice · question 1\n{session.question.story}\n{session.question.text}\n  1 allowed\n")
    assert open_text.endswith('In code: p = practice(), then p.answer(2, "sure") ("guess", "think" or "sure") and p.next().')
    until(session, named(3))
    said = page.text(session, "practice()")
    assert said.endswith("\np.next() asks the next one.")
    assert "← your answer" in said
    assert page.SMALLER in said
    assert "`" not in said


def test_names_in_an_account_are_escaped() -> None:
    assert "<b>" not in str(page._line("Group <b>x</b> has no policy."))
