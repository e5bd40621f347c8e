"""A choice: what was chosen and is not right, what is right and was not chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from iamsim.decision import Decision
from iamsim.learning.questions import ExerciseError, Feedback, exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.questions.grading import grade


def graded(name: str, answer: object) -> Feedback:
    return grade(exercises.question(name), answer)


@pytest.mark.parametrize(
    ("name", "answer", "grade", "text"),
    [
        pytest.param(
            "08-q1", 1, ("correct", None, 1), "Freeze denies s3:PutObject, whatever else allows it.", id="choice: right"
        ),
        pytest.param(
            "08-q1",
            " a ",
            ("wrong", "ALLOW_WINS", 0),
            "Web allows s3:PutObject, and Freeze denies it; a matching Deny decides for Kim. "
            "The right answer: “Denied: Freeze denies it”.",
            id="choice: a misconception, by letter",
        ),
        pytest.param(
            "08-q1", "B", ("correct", None, 1), "Freeze denies s3:PutObject, whatever else allows it.", id="choice: right, by a capital"
        ),
        pytest.param(
            "08-q2",
            ["a", "b"],
            ("wrong", "DEFAULT_ALLOW", 0),
            "“Read a page”: not so. Nobody allows s3:GetObject for Tom.",
            id="choice of several: one too many",
        ),
    ],
)
def test_what_is_said(name: str, answer: object, grade: tuple[str, str | None, float], text: str) -> None:
    feedback = graded(name, answer)
    assert feedback.text == text
    assert (feedback.status, feedback.misconception, feedback.points) == grade


def test_half_of_several_is_partly_right(read: Callable[[str], Lesson]) -> None:
    asked = read(
        """
lesson = "42"
users = { tom = ["Web", "own: Allow s3:* on *"] }
groups = { Web = ["all: Allow s3:* on *"] }
[[question]]
id = "42-q"
section = "quiz"
kind = "choice"
several = true
text = "What lets Tom read?"
source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"
success = "Both do."
options = [
  { text = "His own policy.", gives = "TRUTH", why = "It allows all of S3." },
  { text = "Web's.", gives = "TRUTH", why = "He is in Web." },
  { text = "His password.", gives = "RELOGIN", why = "A password says who." },
]
[[question]]
id = "42-s"
section = "quiz"
kind = "source"
several = true
text = "Which policies let Tom read?"
request = ["tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
"""
    ).questions
    half, all_of_it, wrong = (grade(asked[0], answer) for answer in ([1], [0, 1], [0, 2]))
    assert half.text == "What you named is right, and one more belongs to it.\n\n“His own policy”: right as well. It allows all of S3."
    assert (half.status, half.points, half.misconception) == ("partial", 0.5, None)
    assert all_of_it == Feedback("correct", "It allows all of S3. He is in Web. Both do.", points=1)
    assert wrong.text == "“His password”: not so. A password says who.\n\n“Web's”: right as well. He is in Web."
    again = grade(replace(asked[0], section="exercise"), [0, 2])
    assert again.text == "“His password”: not so. A password says who.", "what can be tried again is not told"
    one = grade(asked[1], ["user tom/own"])
    assert (one.status, one.points, one.text) == ("partial", 0.5, "What you named is right, and one more belongs to it.\n\nRight as well: all (group Web) says Allow s3:* on *.")
    both = grade(asked[1], ["a", "b"])
    assert both.text == "own (own policy) says Allow s3:* on *; all (group Web) says Allow s3:* on *."


def test_the_request_of_a_choice_carries_its_context(read: Callable[[str], Lesson]) -> None:
    (question,) = read(
        """
lesson = "42"
users = { tom = ["Allow s3:GetObject on * if IpAddress aws:SourceIp 203.0.113.0/24"] }
[[question]]
id = "42-c"
section = "quiz"
kind = "choice"
text = "Tom reads a file at home."
request = ["tom", "s3:GetObject", "arn:aws:s3:::depot/a.txt"]
context = { "aws:SourceIp" = "198.51.100.7" }
options = [
  { text = "Nobody allowed it.", gives = "TRUTH", why = "The Allow is about the office." },
  { text = "Denied by a Deny.", gives = "CONDITION_ON_ALLOW_IS_A_DENY", why = "There is no Deny." },
]
"""
    ).questions
    picture = grade(question, 0).picture
    assert picture is not None
    assert (picture.request.context["aws:sourceip"], picture.decision) == ("198.51.100.7", Decision.IMPLICIT_DENY)


ADDED = """
lesson = "42"
[[question]]
id = "42-q"
section = "quiz"
kind = "choice"
text = "How many?"
source = "a page"
options = [
  { text = "One.", gives = "TRUTH", why = "It is one." },
  { text = "Two.", gives = "NESTED", why = "It is one." },
  { text = "Three.", gives = "NESTED", why = "It is one." },
  { text = "Four.", gives = "COPIED", why = "It is one.", added = true },
]
"""


def test_an_option_that_was_added_moves_no_other_in_any_variant(read: Callable[[str], Lesson]) -> None:
    read(ADDED.replace(", added = true", "").replace('  { text = "Four.", gives = "COPIED", why = "It is one." },\n', ""))
    released = [[option.text for option in exercises.variant(exercises.question("42-q"), seed).options] for seed in ("a", "b", "c", "d")]
    assert len({tuple(texts) for texts in released}) > 1
    read(ADDED)
    drawn = [[option.text for option in exercises.variant(exercises.question("42-q"), seed).options] for seed in ("a", "b", "c", "d")]
    assert drawn == [[*texts, "Four."] for texts in released]


def test_an_added_option_stands_last(read: Callable[[str], Lesson]) -> None:
    with pytest.raises(ExerciseError, match="expected those with added = true after all others"):
        read(ADDED.replace('why = "It is one." },\n  { text = "Two."', 'why = "It is one.", added = true },\n  { text = "Two."', 1))


OBSERVATION = """
lesson = "42"
users = { tom = ["all: Allow s3:* on *"] }
[[question]]
id = "42-p"
section = "prediction"
kind = "choice"
text = "Tom reads."
request = ["tom", "s3:GetObject"]
options = [
  { text = "Allowed.", gives = "TRUTH", why = "His own policy allows it." },
  { text = "Denied.", gives = "NO_DIRECT", why = "Own policies count." },
]
[[question]]
id = "42-o"
section = "observation"
of = "42-p"
kind = "choice"
text = "Which policy decided?"
source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html"
options = [
  { text = "all.", gives = "TRUTH", why = "It is the only policy." },
  { text = "none.", gives = "", published_gives = "NO_DIRECT", why = "The picture has one." },
]
"""


def test_a_misreading_of_what_is_shown_is_no_idea(read: Callable[[str], Lesson]) -> None:
    question = read(OBSERVATION).questions[1]
    feedback = grade(question, "b")
    assert (feedback.status, feedback.misconceptions) == ("wrong", ())
    with pytest.raises(ExerciseError, match="options: expected each to give TRUTH or a misconception"):
        read(OBSERVATION.replace('"NO_DIRECT", why = "Own', '"", why = "Own'))


def test_an_option_that_gives_another_idea_keeps_its_place_in_each_variant(read: Callable[[str], Lesson]) -> None:
    released = read(OBSERVATION.replace('gives = "", published_gives', "gives")).questions[1]
    changed = read(OBSERVATION).questions[1]
    assert [str(option) for option in changed.options] == [str(option) for option in released.options]
