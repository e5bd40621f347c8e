"""A learner's name in a class: the seed that follows from it, and which questions it draws."""

from __future__ import annotations

import pytest

from iamsim.learning.records import JOIN, Journal, JournalEvent, drawn_variant, membership, variant_seed

JOINED = JournalEvent(JOIN, answer={"name": "Ana", "code": "IAM-1"}, time="2026-11-30T10:00:00+00:00")


def answered(time: str, id: str = "a") -> JournalEvent:  # noqa: A002 - as in the event
    return JournalEvent("quiz", "08-q1", answer=0, status="wrong", time=time, id=id)


def test_a_seed_follows_from_name_and_code_alone() -> None:
    assert variant_seed("Ana  Lee", "IAM-1") == variant_seed(" ana lee", "iam-1 ") != variant_seed("Ana Lee", "IAM-2")
    assert variant_seed("Ana", "x") != variant_seed("Ben", "x")
    assert len(variant_seed("Jos\udce9", "x")) == 12


def test_the_class_that_was_joined_last_counts() -> None:
    later = JournalEvent(JOIN, answer={"name": "Ana", "code": "IAM-2"})
    joined = membership(Journal(events=(JOINED, later)))
    assert joined is not None
    assert (joined.name, joined.code) == ("Ana", "IAM-2")
    assert membership(Journal()) is None


@pytest.mark.parametrize("answer", [None, "Ana", {"name": "Ana"}, {"name": 1, "code": "x"}, {"name": "", "code": "x"}])
def test_a_class_that_somebody_edited_is_none(answer: object) -> None:
    assert membership(Journal(events=(JournalEvent(JOIN, answer=answer),))) is None


def test_what_was_answered_before_joining_stays_as_it_was_asked() -> None:
    before = Journal(events=(answered("2026-11-30T09:00:00+00:00"), JOINED))
    after = Journal(events=(JOINED, answered("2026-11-30T11:00:00+00:00")))
    again = before.add([JournalEvent("reset", "08", time="2026-11-30T12:00:00+00:00")])
    seed = variant_seed("Ana", "IAM-1")
    assert [drawn_variant(journal, journal.record("08-q1")) for journal in (before, after, again, Journal())] == ["", seed, seed, ""]


def test_what_was_answered_under_another_name_stays_as_it_was_asked() -> None:
    renamed = JournalEvent(JOIN, answer={"name": "Ana Lee", "code": "IAM-1"}, time="2026-11-30T12:00:00+00:00")
    journal = Journal(events=(JOINED, answered("2026-11-30T11:00:00+00:00"), renamed))
    assert drawn_variant(journal, journal.record("08-q1")) == variant_seed("Ana", "IAM-1")
    assert drawn_variant(journal, journal.record("08-q2")) == variant_seed("Ana Lee", "IAM-1"), "not answered yet"


def test_joining_is_in_the_file_and_no_question() -> None:
    journal = Journal.parse(Journal(events=(JOINED, answered("2026-11-30T11:00:00+00:00"))).text())
    assert membership(journal) == membership(Journal(events=(JOINED,)))
    assert journal.questions() == ("08-q1",)
    assert journal.version == 2
