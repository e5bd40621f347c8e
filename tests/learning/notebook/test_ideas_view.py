"""Topics as bars and ideas by their sentence, with the day and the request; an id stands in the frame alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from iamsim.learning import progress, progress_frame
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.learning.notebook.calls import storage
from iamsim.learning.notebook.ideas_view import due_line, frame_rows, ideas_notes
from iamsim.learning.records import PRACTICE, Journal, JournalEvent, PracticeAnswer
from iamsim.learning.tutor import IDEAS, TOPICS

IDEA = "ALLOW_WINS"
FIRST = datetime(2026, 11, 30, 10, tzinfo=UTC)
SENTENCE = MISCONCEPTIONS[IDEA].belief


def answered(day: int, chosen: str, *named: str, shown: str = IDEA) -> JournalEvent:
    answer = PracticeAnswer(chosen, "explicitDeny", {shown: "allowed"}, named, f"ria, s3:PutObject, site/{day}")
    status = "correct" if chosen == answer.right else "wrong"
    time = (FIRST + timedelta(days=day)).isoformat()
    return JournalEvent(PRACTICE, "q", answer=answer.raw(), status=status, misconception="".join(named[:1]), time=time)


def table(journal: Journal, day: int = 0) -> list[str]:
    """The lines of the text version."""
    return "\n".join(map(repr, ideas_notes(journal, FIRST + timedelta(days=day)))).splitlines()


def idea_line(*events: JournalEvent, day: int = 0) -> list[str]:
    """The cells of the idea's row."""
    (line,) = [line for line in table(Journal("seed", events), day) if SENTENCE in line]
    return re.split(r"  +", line.strip())


def test_nothing_known_adds_nothing() -> None:
    assert ideas_notes(Journal("seed"), FIRST) == ()


@pytest.mark.parametrize(
    ("events", "cells"),
    [
        pytest.param(
            [answered(0, "allowed", IDEA)], ["1", "2026-11-30, ria, s3:PutObject, site/0", "asked again from 2026-12-01"], id="named"
        ),
        pytest.param(
            [answered(0, "allowed", IDEA), answered(1, "explicitDeny")],
            ["2", "2026-11-30, ria, s3:PutObject, site/0", "1 of 2 days; asked again from 2026-12-04"],
            id="right on one later day",
        ),
        pytest.param(
            [answered(0, "allowed", IDEA), answered(1, "explicitDeny"), answered(4, "explicitDeny")],
            ["3", "2026-11-30, ria, s3:PutObject, site/0", "2026-12-04, ria, s3:PutObject, site/4"],
            id="beaten, with the day and the request",
        ),
        pytest.param(
            [answered(0, "allowed", IDEA), answered(3, "allowed", IDEA)],
            ["2", "2 times, last 2026-12-03, ria, s3:PutObject, site/3", "asked again from 2026-12-04"],
            id="named twice",
        ),
    ],
)  # fmt: skip
def test_an_idea_stands_by_its_sentence(events: list[JournalEvent], cells: list[str]) -> None:
    assert idea_line(*events) == [SENTENCE, *cells]


def test_what_a_lesson_named_has_the_request_that_refuted_it() -> None:
    raw = {"id": "1", "at": FIRST.isoformat(), "did": "predict", "question": "04-both", "answer": 1, "status": "wrong"}
    event = JournalEvent.parse(raw | {"misconception": "FIRST_GROUP_ONLY"})
    assert table(Journal("seed", (event,)))[0] == "Wrong ideas", "topics come with practice"
    (line,) = [line for line in table(Journal("seed", (event,))) if MISCONCEPTIONS["FIRST_GROUP_ONLY"].belief in line]
    assert re.search(r"1 +2026-11-30, lesson 04, \w+, s3:PutObject, \S+ +asked again from 2026-12-01$", line), line
    gone = JournalEvent.parse(raw | {"misconception": "FIRST_GROUP_ONLY", "question": "77-gone"})
    assert "2026-11-30, lesson 77" in "\n".join(table(Journal("seed", (gone,))))


def test_an_idea_that_no_fresh_account_can_show_is_asked_in_lessons_alone() -> None:
    other = next(idea for idea, misconception in MISCONCEPTIONS.items() if not misconception.engine)
    event = JournalEvent("quiz", "08-q1", answer=0, status="wrong", misconception=other, time=FIRST.isoformat())
    assert any(line.endswith("asked in lessons alone") for line in table(Journal("seed", (event,))))
    assert due_line(Journal("seed", (event,)), FIRST + timedelta(days=9)) == ""


def test_a_topic_is_a_bar_with_its_count() -> None:
    groups = TOPICS["groups"].ideas
    events = [answered(0, "explicitDeny", shown=idea) for idea in groups[:2]] + [answered(0, "allowed", shown=groups[2])]
    lines = table(Journal("seed", tuple(events)))
    filled = round(10 * 2 / len(groups))
    assert f"  {'groups':12}  {'█' * filled}{'░' * (10 - filled)}  2 of {len(groups)}" in lines
    assert lines[0] == "Topics"
    assert lines[1:3] == [
        "Met and not listed: 3 more; 2 of them did not show the last time.",
        f"Not met yet: {len(IDEAS) - 3} of {len(IDEAS)}. practice() asks about them.",
    ]


def test_no_id_is_shown_in_text_or_html() -> None:
    journal = Journal("seed", (answered(0, "allowed", IDEA), answered(0, "allowed", "COPIED", shown="COPIED")))
    topics, ideas = ideas_notes(journal, FIRST)
    for shown in (repr(topics) + repr(ideas), topics._repr_html_() + ideas._repr_html_()):
        assert SENTENCE in shown
        assert not [idea for idea in MISCONCEPTIONS if idea in shown]


def test_the_line_of_what_is_due_counts_ideas() -> None:
    events = (answered(0, "allowed", IDEA), answered(0, "allowed", "COPIED", shown="COPIED"))
    journal = Journal("seed", events)
    assert due_line(journal, FIRST) == ""
    assert due_line(journal, FIRST + timedelta(days=1)) == "2 due: `review()`"


def test_progress_has_them_and_says_what_is_due() -> None:
    storage().commit(answered(0, "allowed", IDEA))
    shown = repr(progress(clock=lambda: FIRST + timedelta(days=2)))
    assert "\n1 due: review()\n" in shown
    assert SENTENCE in shown
    assert "1 due: review()" not in repr(progress(clock=lambda: FIRST))


def test_frames_of_topics_and_ideas() -> None:
    storage().commit(answered(0, "allowed", IDEA), answered(1, "explicitDeny"))

    def clock() -> datetime:
        return FIRST + timedelta(days=2)

    ideas = progress_frame("ideas", clock=clock).set_index("idea")
    assert set(ideas.index) == set(IDEAS)
    row = ideas.loc[IDEA]
    assert (row.sentence, row.met, row.named, row.named_on) == (SENTENCE, 2, 1, "2026-11-30")
    assert (row.named_at, row.beaten_on, row.due_on) == ("ria, s3:PutObject, site/0", "", "2026-12-04")
    topics = progress_frame("topics", clock=clock).set_index("topic")
    assert list(topics.index) == list(TOPICS)
    assert (topics.loc["deny"].absent, topics.loc["deny"].last_met_on) == (1, "2026-12-01")
    assert next(iter(progress_frame().columns)) == "lesson"


def test_a_frame_about_something_else_is_one_line() -> None:
    with pytest.raises(ValueError, match=r"^progress_frame: expected lessons, topics or ideas, got 'people'$"):
        frame_rows("people", Journal("seed"), FIRST)
