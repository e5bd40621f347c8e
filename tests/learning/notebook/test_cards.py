"""A card as text: the questions, the answer that stands, feedback, and what comes next below them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words
from iamsim.learning.notebook.calls import check, observe, predict, quiz
from iamsim.learning.notebook.cards import RUN_EXPERIMENT
from iamsim.learning.questions import exercises
from iamsim.learning.questions.exercises import Lesson
from iamsim.learning.scenario import parse_scenario

NOBODY = decision_words(Decision.IMPLICIT_DENY)
DENIED = decision_words(Decision.EXPLICIT_DENY)

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}


ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}


EMPTY = {"Version": "2012-10-17", "Statement": []}


TASK = "Exercise · 08\nWrite a policy for group Freeze: its members never delete a page.\n"


def test_a_table_stands_beside_iams_answers() -> None:
    answer = {"kim s3:GetObject": DENIED, "kim s3:PutObject": "explicitDeny"}
    assert repr(predict("08-table", answer, "sure")).endswith(f"zoe s3:DeleteObject  …\n  I am sure.\n{RUN_EXPERIMENT}")
    lines = repr(observe("08-table")).splitlines()
    assert lines[2:4] == [
        "  (your prediction, of which you were sure)",
        (
            f"◐ Partly right. 1 of 12 are as IAM answers. Look at kim s3:GetObject: you said {DENIED}, "
            "IAM answers allowed. Why: Web-1 (group Web) says Allow s3:GetObject, s3:PutObject on depot/*."
        ),
    ]
    assert lines[4:8] == [
        "IAM's answers; where you said something else comes first:",
        f"  ✗ not so  kim s3:GetObject     allowed  you said {DENIED}",
        f"  ✗ not so  kim s3:DeleteObject  {NOBODY}  you said nothing",
        "  ✗ not so  ria s3:GetObject     allowed  you said nothing",
    ]
    assert [line for line in lines if "✓" in line] == [f"  ✓ right   kim s3:PutObject     {DENIED}"]
    assert lines.index(f"  ✓ right   kim s3:PutObject     {DENIED}") == 16, "below the 11 that are not so"
    assert lines[-1] == "  and 7 rows more that differ"


def test_an_open_table_says_what_may_be_answered() -> None:
    assert repr(predict("08-table")).splitlines()[-2:] == [
        f"  each one of: allowed / {DENIED} / {NOBODY}",
        'From code: predict("08-table", {"kim s3:GetObject": "allowed", …}, "guess")',
    ]


@pytest.mark.parametrize(
    ("answer", "feedback"),
    [
        pytest.param(
            DENY,
            "✓ Right. All 1 hold. It holds: the Deny decided.\nWhat your policy does:\n"
            f"  ✓ right  ria, s3:DeleteObject, depot/a.txt  {DENIED}",
            id="right",
        ),
        pytest.param(
            ALLOW,
            f"✗ Not so. ria, s3:DeleteObject, depot/a.txt should be {DENIED}: a member of Freeze deletes no page. "
            "With your policy it is allowed: ria-1 (own policy) says Allow s3:PutObject, s3:DeleteObject on depot/*.\n"
            "0 of 1 hold.\n"
            "What your policy does; where something else was asked for comes first:\n"
            f"  ✗ not so  ria, s3:DeleteObject, depot/a.txt  allowed  asked for: {DENIED}\n"
            "  ria, s3:DeleteObject, depot/a.txt: a member of Freeze deletes no page",
            id="wrong",
        ),
        pytest.param(EMPTY, "○ Not attempted. It is as it was given to you.", id="not attempted"),
        pytest.param(
            "{",
            "! Cannot be read. Not JSON: line 1, column 2: expected a name in double quotes, got the end of the text",
            id="malformed",
        ),
    ],
)
def test_an_exercise_is_checked(answer: object, feedback: str) -> None:
    assert repr(check("08", answer)) == TASK + feedback


def test_an_exercise_in_parts_tells_its_story_and_ends_it() -> None:
    assert repr(check("09")) == (
        "Exercise · 09\nTom leaves for good.\n\n"
        "1. Which policies let Tom delete?\n  (more than one may be right)\n"
        "  a) on-call (own policy)\n  b) read (group Staff)\n  c) edit (group Web)\n\n"
        "2. What comes first?\n"
        "  a) Ask: Deny? Allow?\n  b) Look up Tom's policies.\n  c) Hold each statement against the request.\n\n"
        "3. Take everything from Tom, and nothing from Kim.\n"
        'From code: check("09", [["b", "a"], ["b", "a"], iam.account])'
    )
    check("09", {"09-order": ["b", "c", "a"], "09-where": ["a"]})
    part = exercises.question("09-leave")
    calls = [["remove_user_from_group", "tom", "Web"], ["delete_user_policy", "tom", "on-call"]]
    account = parse_scenario({"events": [["10:00", *call] for call in calls]}, part.scenario.account).at("")
    card = repr(check("09-leave", account))
    assert "✓ Right. All 9 hold, also the 2 that are not shown." in card
    lines = repr(check("09")).splitlines()
    assert lines[-1] == "Two sources, two removals."
    assert lines[lines.index("2. What comes first?") + 1 :][:3] == [
        "  1. Look up Tom's policies.",
        "  2. Hold each statement against the request.",
        "  3. Ask: Deny? Allow?",
    ]


def test_what_could_not_be_saved_is_said_below(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(work / "exercises" / "04_small.toml" / "progress.json"))
    card = repr(predict("08-publish", "d", "sure"))
    assert "not saved yet: " in card
    assert "this kernel keeps your answer and tries again" in card
    assert "← your answer" in card


ON_THE_WAY = """
lesson = "42"
[[question]]
id = "42-aloud"
section = "reading"
kind = "choice"
text = "What does the text allow?"
source = "a page"
options = [{ text = "Reading.", gives = "TRUTH", why = "It says so." }, { text = "Nothing.", gives = "NESTED", why = "It says reading." }]
"""


def test_a_question_on_the_way_is_asked_by_quiz_and_not_from_memory(read: Callable[[str], Lesson]) -> None:
    assert read(ON_THE_WAY).section("quiz") == ()
    lines = repr(quiz("42-aloud", "b")).splitlines()
    assert lines[:2] == ["A question on the way · 42-aloud", "What does the text allow?"]
    assert lines[-1] == "✗ Not so. It says reading. The right answer: “Reading”."
