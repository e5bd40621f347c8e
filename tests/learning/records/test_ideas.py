"""How each wrong idea stands: met, named, beaten, and the days on which it is asked again; no clock is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from iamsim.learning.records import (
    PRACTICE,
    REVIEW,
    Journal,
    JournalEvent,
    Occasion,
    PracticeAnswer,
    due_ideas,
    idea_records,
    next_due,
    practice_answers,
)

IDEA = "ALLOW_WINS"
FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)
REQUEST = "ria, s3:PutObject, acme-website/index.html"


def at(days: float) -> datetime:
    return FIRST + timedelta(days=days)


def answered(days: float, chosen: str, *, named: bool = False) -> JournalEvent:
    """An answer to a question that a Deny decides, and that somebody with the idea calls allowed."""
    names = (IDEA,) if named else ()
    answer = PracticeAnswer(chosen, "explicitDeny", {IDEA: "allowed"}, names, f"{REQUEST} {days}")
    status = "correct" if chosen == answer.right else "wrong"
    return JournalEvent(
        PRACTICE, "q", answer=answer.raw(), status=status, misconception=names[0] if names else "", time=at(days).isoformat()
    )


def named(days: float) -> JournalEvent:
    return answered(days, "allowed", named=True)


def right(days: float) -> JournalEvent:
    return answered(days, "explicitDeny")


def shows(days: float) -> JournalEvent:
    return answered(days, "allowed")


def other(days: float) -> JournalEvent:
    """A wrong answer that is not this idea's."""
    return answered(days, "implicitDeny")


def lesson(days: float) -> JournalEvent:
    return JournalEvent("quiz", "08-q1", answer=1, status="wrong", misconception=IDEA, time=at(days).isoformat())


def due_days(*events: JournalEvent) -> list[int]:
    """The days from the first to the sixtieth on which the idea is due."""
    journal = Journal("seed", events)
    return [day for day in range(60) if due_ideas(journal, at(day), [IDEA])]


@pytest.mark.parametrize(
    ("events", "first_due"),
    [
        pytest.param([], None, id="what was never met is not asked"),
        pytest.param([right(0), shows(1)], None, id="nor what was never named: one answer may be a slip"),
        pytest.param([named(0)], 1, id="what was named is asked on the next day"),
        pytest.param([lesson(0)], 1, id="also what a lesson's feedback named"),
        pytest.param([named(0), right(0.1)], 1, id="an answer of the same day is no review"),
        pytest.param([named(0), right(1)], 4, id="then after three days"),
        pytest.param([named(0), right(0.1), right(1)], 4, id="of two days the first must be a later one, too"),
        pytest.param([named(0), shows(1)], 4, id="it showed again, and no feedback named it"),
        pytest.param([named(0), shows(1), right(4)], 11, id="then after seven"),
        pytest.param([named(0), right(1), shows(4), right(11)], 32, id="then after twenty-one"),
        pytest.param([named(0), right(1), right(4)], None, id="right on two later days: beaten"),
        pytest.param([named(0), right(1), right(1.1)], 4, id="twice on one day counts once"),
        pytest.param([named(0), right(1), shows(4), right(4.1)], 11, id="right on the day on which it showed is not remembered"),
        pytest.param([named(0), right(1), named(4)], 5, id="named again: it begins anew"),
        pytest.param([named(0), right(1), right(4), lesson(9)], 10, id="a beaten idea that comes back begins anew"),
        pytest.param([named(0), other(1)], 1, id="a wrong answer of another kind says nothing"),
    ],
)  # fmt: skip
def test_when_an_idea_is_asked_again(events: list[JournalEvent], first_due: int | None) -> None:
    days = due_days(*events)
    assert (days[0] if days else None) == first_due
    assert not days or days == list(range(days[0], 60)), "once due, it stays due until it is asked"


def test_what_was_seen_on_the_screen_names_no_idea() -> None:
    # It is the request of its prediction once more, and one in five looks at it without seeing what happened.
    seen = JournalEvent("observe", "08-publish-decided", answer=1, status="wrong", misconception=IDEA, time=at(0).isoformat())
    assert idea_records(Journal("seed", (seen,)), at(1)) == {}
    assert len(idea_records(Journal("seed", (lesson(0), seen)), at(1))[IDEA].namings) == 1


def test_the_record_has_the_days_and_the_requests() -> None:
    events = [right(0), named(0.1), right(1), right(1.1), right(4)]
    record = idea_records(Journal("seed", tuple(events)), at(5))[IDEA]
    assert (record.met, record.absent) == (5, True)
    assert record.namings == (Occasion(date(2026, 11, 30), f"{REQUEST} 0.1"),)
    assert record.beaten == Occasion(date(2026, 12, 4), f"{REQUEST} 4")


def test_what_a_lesson_named_has_its_question() -> None:
    record = idea_records(Journal("seed", (lesson(0),)), at(1))[IDEA]
    assert (record.met, record.namings) == (1, (Occasion(date(2026, 11, 30), "08-q1", in_lesson=True),))


def test_a_right_answer_in_a_lesson_is_a_meeting_and_beats_nothing() -> None:
    def right_in_lesson(days: float) -> JournalEvent:
        time = at(days).isoformat()
        return JournalEvent("quiz", "08-table", answer={}, status="correct", refuted=(IDEA,), time=time)

    record = idea_records(Journal("seed", (right_in_lesson(0),)), at(1))[IDEA]
    assert (record.met, record.absent, record.namings, record.last_met) == (1, True, (), date(2026, 11, 30))
    assert due_days(named(0), right_in_lesson(1), right_in_lesson(4))[0] == 1, "it is still asked, in a fresh account"


def test_the_longest_overdue_comes_first() -> None:
    first, second = JournalEvent("quiz", "a", answer=0, status="wrong", misconception="COPIED", time=at(0).isoformat()), named(1)
    journal = Journal("seed", (second, first))
    assert due_ideas(journal, at(9), [IDEA, "COPIED", "RELOGIN"]) == ("COPIED", IDEA)
    assert due_ideas(journal, at(9), [IDEA]) == (IDEA,)
    assert next_due(journal, at(0), [IDEA, "COPIED"]) == date(2026, 12, 1)
    assert next_due(journal, at(0), ["RELOGIN"]) is None


def test_days_are_those_of_the_learners_time_zone() -> None:
    late = named(0.55)  # 23:12 in Greenwich, the next morning in Tokyo
    tokyo = timezone(timedelta(hours=9))
    journal = Journal("seed", (late,))
    assert idea_records(journal, at(1))[IDEA].due == date(2026, 12, 1)
    assert idea_records(journal, at(1).astimezone(tokyo))[IDEA].due == date(2026, 12, 2)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param("allowed", id="a text"),
        pytest.param({"chosen": 1, "right": "allowed", "shown": {}}, id="a number for a decision"),
        pytest.param({"chosen": "allowed", "right": "allowed", "shown": [IDEA]}, id="a list of ideas"),
        pytest.param({"chosen": "allowed", "right": "allowed", "shown": {IDEA: 3}}, id="an idea that answers a number"),
        pytest.param({"chosen": "allowed", "right": "allowed", "named": IDEA}, id="a name in place of a list"),
    ],
)
def test_an_answer_that_somebody_has_edited_is_none(answer: Any) -> None:
    event = JournalEvent(PRACTICE, "q", answer=answer, status="wrong", time="yesterday")
    assert PracticeAnswer.of(event) is None
    assert idea_records(Journal("seed", (event, named(0))), at(1))[IDEA].met == 1


def test_an_answer_survives_the_file_and_knows_its_session() -> None:
    answer = PracticeAnswer("allowed", "explicitDeny", {IDEA: "allowed"}, (IDEA,), REQUEST, "deny", "s-1")
    event = JournalEvent(PRACTICE, "s-1-q1", REVIEW, answer.raw(), "sure", "wrong", IDEA, time=FIRST.isoformat())
    journal = Journal.parse(Journal("seed", (event, right(0))).text())
    assert practice_answers(journal, "s-1") == (("s-1-q1", answer),)
    assert practice_answers(journal, "s-2") == ()
