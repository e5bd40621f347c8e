"""A practice goes on where it was left, whatever happened; reviews come on the days on which they are due."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iamsim.learning.notebook.calls import quiz, storage
from iamsim.learning.notebook.practice_session import PracticeSession
from iamsim.learning.records import PRACTICE, REVIEW, JournalEvent, PracticeAnswer
from iamsim.learning.tutor import ANSWERS, TOPICS, TutorError, believed

IDEA = "ALLOW_WINS"
CORE_TOPICS = ("groups", "silence", "own policies", "deny", "resources")
SEED = f"seed {'+'.join(CORE_TOPICS)}"
FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)


class Days:
    """A clock that a test sets; each reading is a second later."""

    def __init__(self) -> None:
        self.days, self.seconds = 0, 0

    def __call__(self) -> datetime:
        self.seconds += 1
        return FIRST + timedelta(days=self.days, seconds=self.seconds)


@pytest.fixture
def clock() -> Days:
    return Days()


def session(clock: Days, **options: object) -> PracticeSession:
    return PracticeSession(storage(), clock, seed="seed", **options)  # type: ignore[arg-type]


def give(practice: PracticeSession, idea: str = "TRUTH") -> None:
    """Answer as somebody with an idea does, and go on."""
    practice.answer(believed(practice.question, idea), "sure")
    practice.next()


def until_named(practice: PracticeSession, idea: str = IDEA) -> None:
    for _ in range(40):
        outcome = practice.answer(believed(practice.question, idea), "sure")
        if idea in outcome.feedback.misconceptions:
            return
        practice.next()
    raise AssertionError(f"{idea} was not named in 40 questions")


def events() -> list[JournalEvent]:
    return list(storage().read().journal.events)


def test_an_answer_is_kept_at_once_with_what_the_tutor_needs(clock: Days) -> None:
    practice = session(clock)
    question = practice.question
    outcome = practice.answer("allowed", "guess")
    (event,) = events()
    assert (event.verb, event.question_id, event.warmup) == (PRACTICE, f"practice-{question.id}", "")
    assert (event.confidence, event.status) == ("guess", outcome.feedback.status)
    answer = PracticeAnswer.of(event)
    assert answer is not None
    assert (answer.chosen, answer.right) == ("allowed", believed(question, "TRUTH"))
    assert answer.idea_answers == {
        idea: said for idea in practice.tutor.beliefs() if (said := believed(question, idea)) != answer.right
    }
    assert (answer.request, answer.topic, answer.session) == (str(question.rows[0]), question.topic, SEED)


def test_it_goes_on_with_the_question_that_was_open(clock: Days) -> None:
    practice = session(clock)
    for _ in range(6):
        give(practice, IDEA)
    again = session(clock)
    assert (again.number, again.question) == (7, practice.question)
    assert again.tutor.beliefs() == practice.tutor.beliefs()
    assert again.tutor.progress() == practice.tutor.progress()


KILLED = """
import os, signal
from iamsim.learning import practice
from iamsim.learning.tutor import believed
page = practice()
for number in range(3):
    page.answer(believed(page.session.question, "TRUTH"), "sure").next()
print(page.session.question.text, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_after_a_kernel_was_killed_the_same_question_is_asked(clock: Days) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    again = PracticeSession(storage(), clock)
    assert (again.number, f"{again.question.text}\n") == (4, done.stdout)


def test_topics_have_a_practice_of_their_own_and_share_what_is_known(clock: Days) -> None:
    practice = session(clock)
    for _ in range(8):
        give(practice, IDEA)
    deny = session(clock, topics=["deny"])
    answered = sum(answer.topic == "deny" for event in events() if (answer := PracticeAnswer.of(event)))
    assert (deny.number, list(deny.tutor.progress()), deny.question.topic) == (answered + 1, ["deny"], "deny")
    assert deny.tutor.beliefs()[IDEA] > 0.1


def lesson_event(question: str) -> JournalEvent:
    return JournalEvent("quiz", question, answer=0, status="correct")


@pytest.mark.parametrize(
    ("lessons", "topics"),
    [
        pytest.param([], CORE_TOPICS, id="without lessons about the core"),
        pytest.param(["02-q1"], CORE_TOPICS, id="a lesson without a topic changes nothing"),
        pytest.param(["04-q1", "01-q1"], ("groups", "silence"), id="else about the lessons that were begun"),
    ],
)
def test_without_topics_it_asks_about_the_lessons_that_were_begun(
    clock: Days, lessons: list[str], topics: tuple[str, ...]
) -> None:
    storage().commit(*map(lesson_event, lessons))
    practice = session(clock)
    assert (practice.topics, practice.are_chosen) == (topics, False)
    give(practice)
    storage().commit(lesson_event("08-q1"))
    assert "deny" in session(clock).topics


def test_what_a_lesson_named_is_evidence(clock: Days) -> None:
    before = session(clock).tutor.beliefs()[IDEA]
    storage().commit(JournalEvent("quiz", "08-q1", answer=0, status="wrong", misconception=IDEA))
    after = session(clock).tutor.beliefs()[IDEA]
    assert after > 3 * before
    assert after < 0.9, "one answer names nothing"


def test_what_did_not_show_in_a_lesson_is_evidence_too(clock: Days) -> None:
    before = session(clock).tutor.beliefs()[IDEA]
    storage().commit(JournalEvent("quiz", "08-table", answer={}, status="correct", refuted=(IDEA, "NEVER_HEARD")))
    assert session(clock).tutor.beliefs()[IDEA] < before / 3


@pytest.mark.parametrize(
    ("chosen", "confidence", "problem"),
    [
        pytest.param("maybe", "sure", "expected one of allowed, explicitDeny, implicitDeny; got 'maybe'", id="an answer"),
        pytest.param("allowed", "very", "confidence: expected one of guess, think, sure; got 'very'", id="a confidence"),
    ],
)
def test_what_cannot_be_answered_is_one_line_and_changes_nothing(
    clock: Days, chosen: str, confidence: str, problem: str
) -> None:
    practice = session(clock)
    with pytest.raises(TutorError) as caught:
        practice.answer(chosen, confidence)
    assert str(caught.value) == problem
    assert (events(), practice.outcome) == ([], None)


def test_an_answer_twice_is_one_line_and_kept_once(clock: Days) -> None:
    practice = session(clock)
    practice.answer("allowed", "sure")
    with pytest.raises(TutorError, match=r"answered already"):
        practice.answer("allowed", "sure")
    assert len(events()) == 1


def test_the_same_question_answered_in_two_notebooks_is_counted_once(clock: Days) -> None:
    first, second = session(clock), session(clock)
    give(first)
    give(second)
    again = session(clock)
    assert again.question == first.question
    assert len(events()) == 2


def test_a_journal_from_elsewhere_ends_nothing(clock: Days) -> None:
    """Events of another tutor, of a later version of the course, and what somebody has edited."""
    path = Path(os.environ["IAMSIM_PROGRESS"])
    raw: dict[str, object] = {"id": "1", "at": FIRST.isoformat(), "did": "practice", "question": "practice-9-mars-7", "status": "wrong"}
    answers: list[object] = [
        None,
        {"chosen": "perhaps", "right": "allowed", "shown": {}},
        {"chosen": "allowed", "right": "explicitDeny", "shown": {"NEVER_HEARD": "allowed", IDEA: "no"}, "session": SEED},
        {"chosen": "allowed", "right": "explicitDeny", "shown": {IDEA: "allowed"}, "session": "another"},
    ]
    lines = [raw | {"id": str(number), "answer": answer} for number, answer in enumerate(answers, 1)]
    path.write_text(json.dumps({"version": 2, "learner": "x", "events": lines}), encoding="utf-8")
    practice = session(clock)
    assert practice.question.answers.keys() == ANSWERS.keys()
    give(practice)
    assert len(events()) == 5


def test_nothing_is_lost_where_nothing_can_be_written(clock: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = session(clock)
    with monkeypatch.context() as broken:
        broken.setattr("iamsim.learning.records.storage._rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        practice.answer("allowed", "sure")
        assert practice.notice.startswith("not saved yet: no space left on device")
        practice.next()
    practice.answer("allowed", "sure")
    assert practice.notice == ""
    assert len(json.loads(Path(os.environ["IAMSIM_PROGRESS"]).read_text(encoding="utf-8"))["events"]) == 2


# ---------------------------------------------------------------------------------------------- reviews


def review(clock: Days) -> PracticeSession:
    return session(clock, is_review=True)


def test_nothing_is_due_on_the_day_itself(clock: Days) -> None:
    until_named(session(clock))
    today = review(clock)
    assert (today.finished, today.ideas, today.due_next) == (True, (), "2026-12-01")


def test_a_review_asks_each_idea_that_is_due_until_it_is_refuted(clock: Days) -> None:
    until_named(session(clock))
    quiz("04", ["a"])
    clock.days = 1
    today = review(clock)
    assert IDEA in today.ideas
    assert not today.finished
    shown: set[str] = set()
    for _ in range(12):
        outcome = today.answer(believed(today.question, "TRUTH"), "sure")
        shown |= outcome.shown & set(today.ideas)
        if today.finished:
            break
        today.next()
    assert (today.finished, shown) == (True, set(today.ideas))
    assert {event.warmup for event in events() if event.time > (FIRST + timedelta(days=1)).isoformat()} == {REVIEW}
    assert review(clock).finished, "what was through today stays so"


def test_a_review_that_was_left_goes_on_the_same_day(clock: Days) -> None:
    until_named(session(clock))
    clock.days = 1
    today = review(clock)
    ideas = today.ideas
    today.answer(believed(today.question, IDEA), "sure")
    again = review(clock)
    assert (again.ideas, again.finished, again.number) == (ideas, False, 2)


def test_an_idea_that_is_beaten_is_not_asked_any_more(clock: Days) -> None:
    until_named(session(clock))
    days = []
    for day in range(1, 40):
        clock.days = day
        today = review(clock)
        if IDEA in today.ideas:
            days.append(day)
        for _ in range(20):
            if today.finished:
                break
            give(today)
    assert days == [1, 4]


@pytest.mark.parametrize(
    ("topics", "least"),
    [
        pytest.param(list(CORE_TOPICS), 12, id="of many ideas twelve answers"),
        pytest.param(["time"], 4, id="of a topic's two ideas four"),
    ],
)
def test_a_few_lucky_answers_are_no_mastery(clock: Days, topics: list[str], least: int) -> None:
    practice = session(clock, topics=topics)
    for _ in range(60):
        outcome = practice.answer(believed(practice.question, "TRUTH"), "sure")
        assert practice.finished is outcome.mastered_now
        if outcome.mastered_now:
            break
        practice.next()
    assert practice.finished
    assert practice.number >= least


def test_mastery_is_told_once(clock: Days) -> None:
    practice = session(clock, topics=[next(iter(TOPICS))])
    told = []
    for _ in range(40):
        told.append(practice.answer(believed(practice.question, "TRUTH"), "sure").mastered_now)
        practice.next()
        if practice.finished and len(told) > told.index(True) + 2:
            break
    assert told.count(True) == 1
