"""Events → journal → the record of each question and what is due again; as text, merged, salvaged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamsim.learning.records.journal import (
    ANSWER_VERBS,
    CONFIDENCES,
    TRY_STATUSES,
    VERBS,
    DueQuestion,
    Journal,
    JournalError,
    JournalEvent,
    NewerVersionError,
    lesson_of,
)


def answered(question_id: str, status: str, confidence: str = "think", verb: str = "predict") -> JournalEvent:
    return JournalEvent(verb, question_id, answer=0, status=status, confidence=confidence)


def reviewed(question_id: str, status: str, warmup: str) -> JournalEvent:
    return JournalEvent("review", question_id, warmup=warmup, answer=0, status=status)


def journal(*events: JournalEvent) -> Journal:
    return Journal("seed", events)


@pytest.mark.parametrize(
    ("events", "first", "last", "misses", "skipped"),
    [
        pytest.param([], None, None, 0, False, id="a question that nobody answered stands empty"),
        pytest.param([answered("a", "wrong")], "wrong", "wrong", 1, False, id="one wrong try is one miss"),
        pytest.param(
            [answered("a", "wrong"), answered("a", "correct")], "wrong", "correct", 1, False,
            id="the first attempt is kept apart from the one that stands",
        ),
        pytest.param([answered("b", "wrong")], None, None, 0, False, id="another question's answer is not this one's"),
        pytest.param(
            [answered("a", "wrong"), JournalEvent("reset", "a")], "wrong", None, 0, False,
            id="a reset clears the answer and keeps the first attempt",
        ),
        pytest.param(
            [answered("a-1", "wrong"), JournalEvent("reset", "a")], None, None, 0, False, id="another question is not concerned"
        ),
        pytest.param([JournalEvent("skip", "a")], None, None, 0, True, id="an experiment without a prediction is a skip"),
        pytest.param(
            [JournalEvent("skip", "a"), answered("a", "correct")], "correct", "correct", 0, True,
            id="an answer after the experiment does not undo the skip",
        ),
        pytest.param(
            [answered("a", "wrong"), JournalEvent("skip", "a")], "wrong", "wrong", 1, False,
            id="who has predicted skips nothing",
        ),
        pytest.param(
            [answered("a", "wrong"), reviewed("a", "correct", "08-warmup")], "wrong", "wrong", 1, False,
            id="an answer in a later warm-up leaves the question as it was",
        ),
    ],
)  # fmt: skip
def test_a_question_stands_as_its_events_say(
    events: list[JournalEvent], first: str | None, last: str | None, misses: int, skipped: bool
) -> None:
    record = journal(*events).record("a")
    assert (record.first and record.first.status) == first
    assert (record.last and record.last.status) == last
    assert (record.misses, record.skipped) == (misses, skipped)


@pytest.mark.parametrize(
    ("reset", "cleared"),
    [
        pytest.param("08-q1", {"08-q1"}, id="one question"),
        pytest.param("08", {"08", "08-q1", "08-q2"}, id="a lesson with its exercise"),
        pytest.param("", {"08", "08-q1", "08-q2", "04-q1"}, id="everything"),
    ],
)
def test_a_reset_reaches_as_far_as_it_says(reset: str, cleared: set[str]) -> None:
    question_ids = ("08", "08-q1", "08-q2", "04-q1")
    answers = (answered(question_id, "wrong") for question_id in question_ids)
    after = journal(*answers, JournalEvent("reset", reset))
    assert {question_id for question_id in question_ids if after.record(question_id).last is None} == cleared
    assert all(after.record(question_id).first for question_id in question_ids)


@pytest.mark.parametrize(
    ("events", "lesson", "due"),
    [
        pytest.param([answered("04-q1", "wrong")], "05", [("04-q1", "missed")], id="what was missed comes back"),
        pytest.param([answered("04-q1", "partial")], "05", [("04-q1", "missed")], id="half right was missed"),
        pytest.param([answered("04-q1", "correct")], "05", [], id="what was right does not come back"),
        pytest.param([answered("04-q1", "wrong")], "04", [], id="nothing comes back in its own lesson"),
        pytest.param([answered("08-q1", "wrong")], "05", [], id="nothing comes back in an earlier lesson"),
        pytest.param(
            [answered("04-q1", "wrong"), answered("04-q1", "correct")], "05", [], id="a guess that was mended stays away"
        ),
        pytest.param(
            [answered("04-q1", "wrong", "sure"), answered("04-q1", "correct")], "05", [("04-q1", "sure")],
            id="a sure error comes back whatever was answered later",
        ),
        pytest.param(
            [answered("04-q1", "wrong", "sure"), reviewed("04-q1", "correct", "05-warmup")], "08", [],
            id="a sure error stays away once a warm-up recalled it",
        ),
        pytest.param(
            [answered("04-q1", "wrong", "sure"), reviewed("04-q1", "correct", "05-warmup")], "11", [("04-q1", "sure")],
            id="lesson 11 asks for every sure error once more",
        ),
        pytest.param(
            [answered("04-q1", "wrong", "sure"), reviewed("04-q1", "wrong", "05-warmup")], "08", [("04-q1", "sure")],
            id="a warm-up that missed it again settles nothing",
        ),
        pytest.param(
            [answered("04-q1", "wrong"), answered("04-q2", "wrong", "sure")], "05", [("04-q2", "sure"), ("04-q1", "missed")],
            id="what one was sure of comes first",
        ),
        pytest.param(
            [answered("04-q1", "wrong"), JournalEvent("reset", "04-q1")], "05", [("04-q1", "missed")],
            id="a reset does not empty the queue",
        ),
        pytest.param([answered("04-seen", "wrong", verb="observe")], "05", [], id="what was seen cannot be asked again"),
        pytest.param([answered("04", "wrong", verb="check")], "05", [], id="an exercise has its own place"),
        pytest.param(
            [answered("03-q1", "wrong"), answered("03-q2", "wrong"), answered("04-q1", "wrong"), reviewed("03-q1", "wrong", "04-warmup"), reviewed("03-q2", "wrong", "04-warmup")],
            "05", [("04-q1", "missed"), ("03-q1", "missed"), ("03-q2", "missed")],
            id="what was missed again makes way for what has not come back yet",
        ),
        pytest.param([JournalEvent("skip", "04-q1")], "05", [], id="a skipped prediction is not a missed one"),
    ],
)  # fmt: skip
def test_what_comes_back_in_a_lesson(events: list[JournalEvent], lesson: str, due: list[tuple[str, str]]) -> None:
    assert journal(*events).due(lesson) == tuple(DueQuestion(*question) for question in due)


@pytest.mark.parametrize(
    ("reset", "clears"),
    [
        pytest.param("08-warmup", True, id="a warm-up by its own name"),
        pytest.param("08", True, id="with its lesson"),
        pytest.param("", True, id="with everything"),
        pytest.param("04-q1", False, id="not by the question that it repeats"),
        pytest.param("04", False, id="not with that question's lesson"),
    ],
)
def test_a_warm_up_is_reset(reset: str, clears: bool) -> None:
    after = journal(reviewed("04-q1", "wrong", "08-warmup"), JournalEvent("reset", reset))
    assert (after.record("04-q1", "08-warmup").last is None) is clears


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
EVENTS = st.builds(
    lambda verb, question_id, warmup, answer, confidence, status, refuted: JournalEvent(
        verb, question_id, warmup, answer, confidence, status if verb in ANSWER_VERBS else "", refuted=tuple(refuted)
    ),
    st.sampled_from(VERBS),
    st.sampled_from(["", "04", "04-q1", "08-table", 'odd "name" {']) | st.text(),
    st.sampled_from(["", "08-warmup"]),
    ANSWERS,
    st.sampled_from(["", *CONFIDENCES]),
    st.sampled_from(TRY_STATUSES),
    st.lists(st.sampled_from(["COPIED", "RELOGIN"]), max_size=2),
)  # fmt: skip
JOURNALS = st.builds(lambda events: Journal("seed", tuple(events)), st.lists(EVENTS, max_size=6))


@given(JOURNALS)
def test_a_journal_survives_its_text(before: Journal) -> None:
    text = before.text()
    assert [event.raw() for event in Journal.parse(text).events] == [event.raw() for event in before.events]
    assert [event.refuted for event in Journal.parse(text).events] == [event.refuted for event in before.events]
    assert len(text.splitlines()) == max(1, len(before.events)) + 7


@given(JOURNALS, st.data())
def test_whatever_happens_to_the_text_each_whole_line_is_salvaged(
    before: Journal, data: st.DataObject
) -> None:
    lines = before.text().splitlines()
    damaged = data.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1))
    text = "\n".join("<<<<<<< nonsense" if number in damaged else line for number, line in enumerate(lines))
    undamaged_ids = {event.id for number, event in enumerate(before.events, start=5) if number not in damaged}
    assert undamaged_ids == {event.id for event in Journal.salvage(text).events}


@given(JOURNALS, JOURNALS)
def test_merging_keeps_everything_once_and_merging_again_changes_nothing(ours: Journal, theirs: Journal) -> None:
    merged = ours.merge(theirs)
    assert {event.id for event in merged.events} == {event.id for event in (*ours.events, *theirs.events)}
    assert len(merged.events) == len({event.id for event in merged.events})
    assert merged.merge(theirs).merge(ours) == merged
    assert [event.time for event in merged.events] == sorted(event.time for event in merged.events)


RAW_EVENT = {
    "id": "1",
    "at": "2026-11-24T10:00:00+00:00",
    "did": "predict",
    "question": "08-q1",
    "status": "wrong",
}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "not JSON: Expecting value: line 1 column 1 (char 0)", id="an empty file"),
        pytest.param("[" * 100_000, "nested too deep", id="nested a hundred thousand deep"),
        pytest.param("[]", 'expected {"version": 2, "learner": ..., "events": [...]}', id="a list"),
        pytest.param('{"events": []}', "version: expected 1 to 2, found None", id="no version"),
        pytest.param('{"version": 0, "events": []}', "version: expected 1 to 2, found 0", id="version 0"),
        pytest.param('{"version": true, "events": []}', "version: expected 1 to 2, found True", id="a version that is none"),
        pytest.param(
            '{"version": 3, "events": {}}',
            "version: expected at most 2, found 3; a newer iamsim wrote it",
            id="from a later version",
        ),
        pytest.param('{"version": 1, "events": []}', "learner: expected text, found null", id="no learner"),
    ],
)
def test_a_text_that_is_no_journal_says_why(text: str, reason: str) -> None:
    with pytest.raises(JournalError) as caught:
        Journal.parse(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"id": ""}, "an event without id, at or did", id="no id"),
        pytest.param({"did": ""}, "an event without id, at or did", id="no verb"),
        pytest.param({"did": ["predict"]}, "did: expected text, found a list", id="a verb that is a list"),
        pytest.param({"question": 8}, "question: expected text, found 8", id="a question that is a number"),
        pytest.param({"at": None}, "at: expected text, found null", id="no time"),
        pytest.param(
            {"status": ""}, "an answer has a status, and nothing else has", id="an answer without status"
        ),
        pytest.param(
            {"did": "skip"}, "an answer has a status, and nothing else has", id="a skip with a status"
        ),
        pytest.param({"refuted": "ALL"}, "refuted: expected a list of texts, found text", id="an idea for a list"),
        pytest.param({"refuted": [1]}, "refuted: expected a list of texts, found a list", id="a number for an idea"),
        pytest.param(
            {"confidence": "very"},
            "confidence: expected one of , guess, think, sure, found very",
            id="a word",
        ),
    ],
)
def test_an_event_that_is_none_says_where_and_why(change: dict[str, Any], reason: str) -> None:
    text = json.dumps({"version": 1, "learner": "x", "events": [RAW_EVENT, RAW_EVENT | change]})
    with pytest.raises(JournalError) as caught:
        Journal.parse(text)
    assert str(caught.value) == f"events[1]: {reason}"


def test_what_a_newer_version_adds_is_kept_and_is_nobodys_answer() -> None:
    dreamt = {"id": "2", "at": RAW_EVENT["at"], "did": "dream", "question": 8, "status": {"deep": True}}
    later = RAW_EVENT | {"id": "3", "seconds": 4.5}
    head = {"version": 2, "learner": "x", "course": {"name": "autumn"}}
    read = Journal.parse(json.dumps(head | {"events": [RAW_EVENT, dreamt, later]}))
    assert (read.questions(), len(read.record("08-q1").tries)) == (("08-q1",), 2)
    written = json.loads(read.add([JournalEvent("skip", "08-q2", id="4")]).text())
    assert written["course"] == {"name": "autumn"}
    assert written["events"][:3] == [RAW_EVENT, dreamt, later]


def test_a_newer_version_is_read_as_far_as_it_is_known() -> None:
    odd = RAW_EVENT | {"id": "2", "status": "excused"}
    text = json.dumps({"version": 3, "learner": "abc", "events": [RAW_EVENT, odd, "a line"]})
    for damaged in (text, text[:-2]):
        with pytest.raises(NewerVersionError) as caught:
            Journal.parse(damaged)
        assert caught.value.journal.learner == "abc"
        assert [event.id for event in caught.value.journal.events] == ["1"]


@pytest.mark.parametrize(
    ("verbs", "version"),
    [
        pytest.param(["predict", "quiz"], 1, id="lessons' answers can be read by the first release"),
        pytest.param(["predict", "practice"], 2, id="practice is of the second version"),
    ],
)
def test_the_version_is_that_of_the_newest_kind_of_event(verbs: list[str], version: int) -> None:
    assert json.loads(journal(*(answered("a", "wrong", verb=verb) for verb in verbs)).text())["version"] == version


def test_a_version_is_never_lowered() -> None:
    text = json.dumps({"version": 2, "learner": "x", "events": []})
    assert json.loads(Journal.parse(text).text())["version"] == 2


def test_the_lesson_of_a_question_is_its_number() -> None:
    assert [lesson_of(question_id) for question_id in ("08-publish", "08", "")] == ["08", "08", ""]
