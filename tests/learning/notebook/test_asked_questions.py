"""Which questions a call asks: parts, observations, a quiz, and what comes back in a warm-up."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from iamsim.learning.notebook import calls
from iamsim.learning.notebook.asked_questions import AskedQuestion, recurrence
from iamsim.learning.notebook.calls import observe, predict, quiz
from iamsim.learning.notebook.cards import QuestionCard
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.records import Journal


def events() -> list[tuple[str, ...]]:
    """What the progress file holds: what was done, of which question, with which status."""
    raw = json.loads(Path(os.environ["IAMSIM_PROGRESS"]).read_text(encoding="utf-8"))["events"]
    return [tuple(event[key] for key in ("did", "question", "status") if key in event) for event in raw]


def test_looking_at_a_quiz_before_the_predictions_skips_them() -> None:
    quiz("08")
    assert events() == [("skip", "08-publish"), ("skip", "08-table")]


def test_a_warm_up_asks_again_and_is_kept_apart() -> None:
    card = quiz("08-warmup")
    assert isinstance(card, QuestionCard)
    assert [item.notes for item in card.items] == [("from lesson 04",)]
    assert repr(quiz("04-warmup")) == "Warm-up · 04-warmup\nNothing comes back yet."
    quiz("08-warmup", "a")
    assert events()[-1][:2] == ("review", "04-q1")
    assert repr(quiz("04-q1")).count("your answer") == 0


def test_what_one_was_sure_of_and_missed_comes_back() -> None:
    predict("04-both", "a", "sure")
    card = quiz("08-warmup")
    assert isinstance(card, QuestionCard)
    assert [item.notes for item in card.items] == [("from lesson 04",), ("once more, from lesson 04",)]
    right = [next(index for index, option in enumerate(item.question.options) if option.gives == "TRUTH") for item in card.items]
    quiz("08-warmup", right)
    assert [item.answered for item in _items(quiz("08-warmup"))] == [True, True]


def test_of_a_table_that_comes_back_the_rows_that_were_missed_are_asked(read: Callable[[str], Lesson]) -> None:
    read('lesson = "42"\nusers = { kim = [] }\n')
    question = exercises.question("08-table")
    wrong = {row.label: "allowed" for row in question.requests}
    predict("08-table", wrong, "sure")
    items = _items(quiz("42-warmup"))
    assert [[row.label for row in item.question.requests] for item in items] == [
        ["kim s3:PutObject", "kim s3:DeleteObject", "ria s3:PutObject", "tom s3:GetObject"]
    ]


def test_what_came_back_from_another_version_of_the_course_is_left_out(work: Path) -> None:
    predict("04-both", "a", "sure")
    (work / "exercises" / "04_small.toml").unlink()
    (work / "exercises" / "42_none.toml").write_text('lesson = "42"\n', encoding="utf-8")
    assert repr(quiz("42-warmup")) == "Warm-up · 42-warmup\nNothing comes back yet."


def test_what_is_asked_away_from_its_lesson_brings_its_story(read: Callable[[str], Lesson], work: Path) -> None:
    file = work / "exercises" / "08_small.toml"
    text = file.read_text(encoding="utf-8").replace('text = "Who may read, ', 'story = "Zoe may do nothing."\ntext = "Who may read, ')
    file.write_text(text.replace('text = "Ria publishes', 'story = "Web allows it, Freeze denies it."\ntext = "Ria publishes'), encoding="utf-8")
    read('lesson = "42"\n[[question]]\nid = "42-w1"\nsection = "warmup"\nrepeat = "08-publish"\n')
    assert "Web allows it" not in repr(predict("08-publish", "a", "sure"))
    predict("08-table", ["allowed"] * 12, "sure")
    card = repr(quiz("42-warmup"))
    assert "1. Web allows it, Freeze denies it. Ria publishes the corrected page" in card
    assert "2. Zoe may do nothing. Who may read, publish and delete the page?" in card


def _items(card: object) -> tuple[AskedQuestion, ...]:
    assert isinstance(card, QuestionCard)
    return card.items


def test_an_answer_of_another_version_of_the_question_is_open_again(work: Path) -> None:
    quiz("08-q1", "b")
    file = work / "exercises" / "08_small.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('id = "08-q1"\nsection = "quiz"', 'id = "08-q1"\nsection = "quiz"\nseveral = true'))
    quiz("08-q1")
    without_option = text.replace('  { text = "Allowed: Web allows it."', "# { text = ")
    file.write_text(without_option)
    assert "your answer" not in repr(quiz("08-q1"))
    assert repr(quiz("08-q1", "a")).splitlines()[-1].startswith("✓ Right.")


def test_an_idea_is_named_when_it_shows_a_second_time() -> None:
    quiz("08-q1", "a")
    predict("08-publish", "b", "sure")
    observe("08-publish", "group Freeze/Freeze-1")
    assert (
        "The second time: the same idea showed before in this lesson. It is the answer of a simulator that lets any matching "
        "Allow win. One Allow is enough only where no Deny matches."
    ) in repr(observe("08-publish"))
    assert "time:" not in repr(quiz("08-q1")), "the first was the first"


def test_in_a_warm_up_it_is_a_second_time_with_the_lesson_of_the_first() -> None:
    assert "time:" not in repr(quiz("04-q1", "a"))
    assert repr(quiz("08-warmup", "Allowed: the account has a group Writers.")).count("The second time: the same idea showed in lesson 04.") == 1


def test_before_lesson_08_no_idea_is_told_in_the_words_of_a_deny(read: Callable[[str], Lesson]) -> None:
    option = '{{ text = "Denied.", gives = "SILENCE_IS_DENY_FOREVER", why = "Readers is silent." }}, {{ text = "Allowed.", gives = "TRUTH", why = "So it is." }}'
    question = '[[question]]\nid = "{0}"\nsection = "quiz"\nkind = "choice"\nsource = "a page"\ntext = "What?"\noptions = [' + option + "]\n"
    read('lesson = "42"\n' + question.format("42-a") + question.format("42-b"))
    quiz("42-a", "a")
    assert "only a written Deny holds." in repr(quiz("42-b", "a"))
    card = quiz("42-b")
    assert isinstance(card, QuestionCard)
    journal = Journal(events=tuple(replace(event, question_id=event.question_id.replace("42", "05")) for event in calls.storage().read().journal.events))
    feedback = card.items[0].feedback
    assert feedback is not None
    assert recurrence(replace(feedback, text=""), journal.events[-1], journal) == "**The second time:** the same idea showed before in this lesson."


def test_another_idea_and_what_was_observed_are_no_second_time() -> None:
    quiz("08-q1", "a")
    predict("08-publish", "a", "sure")
    assert "time:" not in repr(observe("08-publish", "a")), "the prediction and its observation are about one request"
    assert "time:" not in repr(observe("08-publish"))
