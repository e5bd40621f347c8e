"""What a notebook calls, as text: predict, observe, check, quiz, hint, reset, progress; twins compared whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iamsim.learning.notebook import lesson, overview
from iamsim.learning.notebook.lesson import check, hint, lesson_account, observe, predict, quiz, reset
from iamsim.learning.notebook.sheet import Sheet
from iamsim.learning.questions import exercises
from iamsim.learning.questions.item import Item
from iamsim.learning.questions.model import ExerciseError, Lesson
from iamsim.learning.scenario import scenario

PUBLISH = """\
Predict · 08-publish
Ria publishes the corrected page with s3:PutObject. AWS answers:
  a) Allowed: her own policy counts before her groups'.
  b) Allowed: one Allow is enough.{}
  c) Denied: whoever has a Deny can do nothing.
  d) Denied: the Deny decides this request."""
COMMITTED = "\nCommitted. Now run the experiment in the next cell."
STANDS = '\nAn answer was committed before, and it stands; reset("08-publish") opens the question again.'
YOURS = "  ← your answer"
SKIPPED = (
    "No prediction was committed, so this experiment counts as skipped. "
    "Commit one above, then run this cell again: it shows your answer beside IAM's."
)


def events() -> list[tuple[str, ...]]:
    """What the progress file holds: what was done, of which question, with which status."""
    raw = json.loads(Path(os.environ["IAMSIM_PROGRESS"]).read_text(encoding="utf-8"))["events"]
    return [tuple(one[key] for key in ("did", "question", "status") if key in one) for one in raw]


# ------------------------------------------------------------------------------------- predict and observe


def test_a_prediction_is_asked_committed_and_stands() -> None:
    assert repr(predict("08-publish")) == PUBLISH.format("") + '\nFrom code: predict("08-publish", "a", "guess")'
    assert repr(predict("08-publish", "b", "sure")) == PUBLISH.format(YOURS) + "\n  I am sure." + COMMITTED
    assert repr(predict("08-publish")) == PUBLISH.format(YOURS) + "\n  I am sure." + COMMITTED
    assert repr(predict("08-publish", "d")) == PUBLISH.format(YOURS) + "\n  I am sure." + STANDS + COMMITTED
    assert events() == [("predict", "08-publish", "wrong")]


def test_what_happened_is_asked_before_the_prediction_is_judged() -> None:
    predict("08-publish", "b", "think")
    assert repr(observe("08-publish")) == (
        "What happened? · 08-publish\n"
        "Which statement decided?\n"
        "  a) ria-1 (own policy)\n  b) Web-1 (group Web)\n  c) Freeze-1 (group Freeze)\n"
        'From code: observe("08-publish", "a")'
    )
    assert repr(observe("08-publish", "c")) == (
        "What happened? · 08-publish\n\n"
        "Which statement decided?\n"
        "  a) ria-1 (own policy)\n  b) Web-1 (group Web)\n  c) Freeze-1 (group Freeze)  ← your answer\n"
        "✓ Right. Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.\n\n"
        "Ria publishes the corrected page with s3:PutObject. AWS answers:\n"
        "  (your prediction, of which you were fairly sure)\n"
        "  a) Allowed: her own policy counts before her groups'.\n"
        "  b) Allowed: one Allow is enough.  ← your answer\n"
        "  c) Denied: whoever has a Deny can do nothing.\n"
        "  d) Denied: the Deny decides this request.\n"
        "✗ Not so. One Allow is enough where no Deny matches; Freeze denies s3:PutObject. "
        "The right answer: “Denied: the Deny decides this request”."
    )


def test_an_experiment_without_a_prediction_is_recorded_as_skipped_once() -> None:
    assert repr(observe("08-table")) == f"What happened? · 08-table\n{SKIPPED}"
    observe("08-table")
    assert events() == [("skip", "08-table")]
    predict("08-table", ["allowed"] * 12, "guess")
    assert "you said allowed" in repr(observe("08-table"))
    assert events() == [("skip", "08-table"), ("predict", "08-table", "partial")]


def test_a_table_stands_beside_iams_answers() -> None:
    answer = {"kim s3:GetObject": "denied by a Deny", "kim s3:PutObject": "explicitDeny"}
    assert repr(predict("08-table", answer, "sure")).endswith("zoe s3:DeleteObject  …\n  I am sure." + COMMITTED)
    lines = repr(observe("08-table")).splitlines()
    assert lines[2:4] == [
        "  (your prediction, of which you were sure)",
        (
            "◐ Partly right. 1 of 12 are as IAM answers. Look at kim s3:GetObject: you said denied by a Deny, "
            "IAM answers allowed. Why: Web-1 (group Web) says Allow s3:GetObject, s3:PutObject on depot/*."
        ),
    ]
    assert lines[4:8] == [
        "IAM's answers; where yours differs, it says so:",
        "  kim s3:GetObject     allowed  differs: you said denied by a Deny",
        "  kim s3:PutObject     denied by a Deny",
        "  kim s3:DeleteObject  nobody allowed it  differs: you said nothing",
    ]
    assert lines[-1] == "  and 7 rows more that differ"


def test_an_open_table_says_what_may_be_answered() -> None:
    assert repr(predict("08-table")).splitlines()[-2:] == [
        "  each one of: allowed / denied by a Deny / nobody allowed it",
        'From code: predict("08-table", {"kim s3:GetObject": "allowed", …}, "guess")',
    ]


# -------------------------------------------------------------------------------------------- quiz and warm-up


def test_a_quiz_is_answered_in_order_or_by_id_and_each_is_explained() -> None:
    assert repr(quiz("08", {"08-q2": ["b"]})) == (
        "From memory · 08\n\n"
        "1. Kim publishes a page. AWS answers:\n  a) Allowed: Web allows it.\n  b) Denied: Freeze denies it.\n\n"
        "2. Which of these can Tom do?\n  (more than one may be right)\n"
        "  a) Read a page.\n  b) Delete a page.  ← your answer\n"
        "✓ Right. Tom's own policy allows s3:DeleteObject, and no Deny names it.\n"
        'From code: quiz("08", ["a", ["b", "a"]])'
    )
    assert repr(quiz("08", ["a", "a"])).splitlines()[-2:] == [
        "✓ Right. Tom's own policy allows s3:DeleteObject, and no Deny names it.",
        'An answer was committed before, and it stands; reset("08") opens the question again.',
    ]
    assert events() == [("quiz", "08-q2", "correct"), ("quiz", "08-q1", "wrong")]


def test_looking_at_a_quiz_before_the_predictions_skips_them() -> None:
    quiz("08")
    assert events() == [("skip", "08-publish"), ("skip", "08-table")]


def test_a_quiz_with_too_few_answers_says_how_many() -> None:
    assert repr(quiz("08", ["a"])) == (
        'From memory · 08\nexpected 2 answers, in the order of the questions: quiz("08", ["a", ["b", "a"]])'
    )


def test_a_warm_up_asks_again_and_is_kept_apart() -> None:
    asked = quiz("08-warmup")
    assert isinstance(asked, Sheet)
    assert [item.notes for item in asked.items] == [("from lesson 04",)]
    assert repr(quiz("04-warmup")) == "Warm-up · 04-warmup\nNothing comes back yet."
    quiz("08-warmup", "a")
    assert events()[-1][:2] == ("review", "04-q1")
    assert repr(quiz("04-q1")).count("your answer") == 0


def test_what_one_was_sure_of_and_missed_comes_back() -> None:
    predict("04-both", "a", "sure")
    again = quiz("08-warmup")
    assert isinstance(again, Sheet)
    assert [item.notes for item in again.items] == [("from lesson 04",), ("once more, from lesson 04",)]
    right = [next(at for at, one in enumerate(item.question.options) if one.gives == "TRUTH") for item in again.items]
    quiz("08-warmup", right)
    assert [item.answered for item in _items(quiz("08-warmup"))] == [True, True]


def test_of_a_table_that_comes_back_the_rows_that_were_missed_are_asked(read: Callable[[str], Lesson]) -> None:
    read('lesson = "42"\nusers = { kim = [] }\n')
    question = exercises.question("08-table")
    wrong = {row.label: "allowed" for row in question.rows}
    predict("08-table", wrong, "sure")
    back = _items(quiz("42-warmup"))
    assert [[row.label for row in item.question.rows] for item in back] == [
        ["kim s3:PutObject", "kim s3:DeleteObject", "ria s3:PutObject", "tom s3:GetObject"]
    ]


def test_what_came_back_from_another_version_of_the_course_is_left_out(work: Path) -> None:
    predict("04-both", "a", "sure")
    (work / "exercises" / "04_small.toml").unlink()
    (work / "exercises" / "42_none.toml").write_text('lesson = "42"\n', encoding="utf-8")
    assert repr(quiz("42-warmup")) == "Warm-up · 42-warmup\nNothing comes back yet."


def test_what_is_asked_away_from_its_lesson_brings_its_story(read: Callable[[str], Lesson], work: Path) -> None:
    file = work / "exercises" / "08_small.toml"
    told = file.read_text(encoding="utf-8").replace('text = "Who may read, ', 'story = "Zoe may do nothing."\ntext = "Who may read, ')
    file.write_text(told.replace('text = "Ria publishes', 'story = "Web allows it, Freeze denies it."\ntext = "Ria publishes'), encoding="utf-8")
    read('lesson = "42"\n[[question]]\nid = "42-w1"\nsection = "warmup"\nrepeat = "08-publish"\n')
    assert "Web allows it" not in repr(predict("08-publish", "a", "sure"))
    predict("08-table", ["allowed"] * 12, "sure")
    said = repr(quiz("42-warmup"))
    assert "1. Web allows it, Freeze denies it. Ria publishes the corrected page" in said
    assert "2. Zoe may do nothing. Who may read, publish and delete the page?" in said


def test_an_answer_to_what_is_asked_no_more_or_not_at_all_is_told() -> None:
    predict("08-publish", "b", "sure")
    observe("08-publish", "c")
    stands = 'An answer was committed before, and it stands; reset("08-publish") opens the question again.'
    assert repr(observe("08-publish", "b")).splitlines()[-1] == stands
    assert repr(observe("08-table", "b")).splitlines()[1:] == ['nothing is asked here: run observe("08-table") without an answer']


def _items(sheet: object) -> tuple[Item, ...]:
    assert isinstance(sheet, Sheet)
    return sheet.items


# ------------------------------------------------------------------------------------------- check and hint


DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}
EMPTY = {"Version": "2012-10-17", "Statement": []}
TASK = "Exercise · 08\nWrite a policy for group Freeze: its members never delete a page.\n"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(
            DENY,
            "✓ Right. All 1 hold. It holds: the Deny decided.\nWhat your policy does:\n"
            "  ria, s3:DeleteObject, depot/a.txt  denied by a Deny",
            id="right",
        ),
        pytest.param(
            ALLOW,
            "✗ Not so. ria, s3:DeleteObject, depot/a.txt should be denied by a Deny: a member of Freeze deletes no page. "
            "With your policy it is allowed: ria-1 (own policy) says Allow s3:PutObject, s3:DeleteObject on depot/*.\n"
            "0 of 1 hold.\n"
            "What your policy does; where something else was asked for, it says so:\n"
            "  ria, s3:DeleteObject, depot/a.txt  allowed  asked for: denied by a Deny\n"
            "  ria, s3:DeleteObject, depot/a.txt: a member of Freeze deletes no page",
            id="wrong",
        ),
        pytest.param(EMPTY, "○ Not attempted. It is as it was given to you.", id="not attempted"),
        pytest.param(
            "{",
            "! Cannot be read. Not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            id="malformed",
        ),
    ],
)
def test_an_exercise_is_checked(answer: object, said: str) -> None:
    assert repr(check("08", answer)) == TASK + said


def test_only_tries_are_kept_and_the_same_answer_once() -> None:
    for answer in (EMPTY, "{", ALLOW, ALLOW, json.dumps(ALLOW), DENY, DENY):
        check("08", answer)
    assert events() == [("check", "08", "wrong"), ("check", "08", "wrong"), ("check", "08", "correct")]
    assert repr(check("08")).splitlines()[2].startswith("✓ Right.")


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
    made = scenario({"events": [["10:00", *call] for call in calls]}, part.scenario.account).at("")
    whole = repr(check("09-leave", made))
    assert "✓ Right. All 9 hold, also the 2 that are not shown." in whole
    ended = repr(check("09")).splitlines()
    assert ended[-1] == "Two sources, two removals."
    assert ended[ended.index("2. What comes first?") + 1 :][:3] == [
        "  1. Look up Tom's policies.",
        "  2. Hold each statement against the request.",
        "  3. Ask: Deny? Allow?",
    ]


def test_hints_open_one_by_one_after_two_wrong_tries() -> None:
    said = [repr(hint("08"))]
    for effect in ("s3:GetObject", "s3:PutObject", "s3:ListBucket"):
        check("08", json.dumps(ALLOW).replace("s3:DeleteObject", effect))
        said.append(repr(hint("08")))
    first, second = "1 of 3. Which word stops a request for good?", "2 of 3. One statement is enough."
    closed = "Hints open after two wrong tries; so far there {}. They help most after tries of your own."
    more = "One more try that is not right opens the next."
    assert said == [
        f"Hint · 08\n{closed.format('was none')}",
        f"Hint · 08\n{closed.format('was one')}",
        f"Hint · 08\n{first}\n{more}",
        f"Hint · 08\n{first}\n{second}\n{more}",
    ]
    assert "A hint is open: " in repr(check("08"))
    check("08", DENY)
    assert len(repr(hint("08")).splitlines()) == 4, "who has solved it may read all three"
    assert [one for one in events() if one[0] == "hint"] == [("hint", "08")] * 3


def test_a_part_has_the_hints_of_its_exercise() -> None:
    for order in ("abc", "acb"):
        said = repr(check("09-order", list(order)))
    assert said.splitlines()[-2] == 'A hint is open: hint("09-order")'
    assert repr(hint("09-order")) == (
        "Hint · 09-order\n1 of 3. How many arrows go out of Tom?\nOne more try that is not right opens the next."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("08-q1", "This question has no hints.", id="a question without hints"),
        pytest.param("zz", "no lesson 'zz' in exercises/ (there is: 04, 08, 09)", id="no question"),
    ],
)
def test_no_hint(name: str, said: str) -> None:
    assert repr(hint(name)) == f"Hint · {name}\n{said}"


# --------------------------------------------------------------------------------------------------- reset


@pytest.mark.parametrize("name", ["08-publish", "08", ""], ids=["a question", "a lesson", "everything"])
def test_a_reset_opens_again_and_keeps_the_first_answer(name: str) -> None:
    predict("08-publish", "b", "sure")
    what = name or "Everything"
    assert repr(reset(name)) == (f"Reset · {name}" if name else "Reset") + (
        f"\n{what} can be answered again. Run the cell that asks. First answers stay on record."
    )
    assert repr(predict("08-publish")).startswith(PUBLISH.format(""))
    predict("08-publish", "d")
    first = lesson.storage().read().journal.record("08-publish").first
    assert first is not None
    assert first.answer == 1


def test_a_reset_elsewhere_changes_nothing() -> None:
    predict("08-publish", "b")
    reset("04")
    reset("08-table")
    assert "your answer" in repr(predict("08-publish"))


@pytest.mark.parametrize("call", [predict, observe, check, quiz, reset], ids=lambda call: str(call.__name__))
def test_an_unknown_id_is_said_and_nothing_raises(call: Callable[[str], object]) -> None:
    assert repr(call("zz")).splitlines()[1:] == ["no lesson 'zz' in exercises/ (there is: 04, 08, 09)"]
    assert "no question '08-x'" in repr(call("08-x"))


def test_a_confidence_in_other_words_is_said() -> None:
    assert repr(predict("08-publish", "a", "certain")) == (
        "Predict · 08-publish\nconfidence: expected guess, think, sure, found 'certain'"
    )


# ----------------------------------------------------------------------------------- what else may happen


def test_answers_are_still_there_in_another_kernel_and_in_a_copied_notebook(work: Path) -> None:
    code = "from iamsim.learning.notebook import lesson; print(lesson.predict('08-publish', {!r}, 'sure'))"

    def kernel(answer: str | None) -> str:
        folder = work / "notebooks"
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", code.format(answer)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    committed = kernel("b")
    assert "← your answer" in committed
    assert kernel(None) == committed
    assert repr(predict("08-publish")) + "\n" == committed


def test_an_answer_of_another_version_of_the_question_is_open_again(work: Path) -> None:
    quiz("08-q1", "b")
    file = work / "exercises" / "08_small.toml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace('id = "08-q1"\nsection = "quiz"', 'id = "08-q1"\nsection = "quiz"\nseveral = true'))
    quiz("08-q1")
    cut = whole.replace('  { text = "Allowed: Web allows it."', "# { text = ")
    file.write_text(cut)
    assert "your answer" not in repr(quiz("08-q1"))
    assert repr(quiz("08-q1", "a")).splitlines()[-1].startswith("✓ Right.")


def test_an_answer_too_long_to_be_kept_is_no_try() -> None:
    assert repr(check("08", {**DENY, "Id": "x" * 200_000})).splitlines()[2] == (
        "! Cannot be read. Expected at most 200,000 characters of JSON, got 200,116"
    )
    assert not lesson.storage().read().journal.events


def test_what_could_not_be_saved_is_said_below(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(work / "exercises" / "04_small.toml" / "progress.json"))
    said = repr(predict("08-publish", "d", "sure"))
    assert "not saved yet: " in said
    assert "this kernel keeps your answer and tries again" in said
    assert "← your answer" in said


def test_a_lessons_account_is_a_file_or_a_questions() -> None:
    assert set(lesson_account("08").users) == {"kim", "ria", "tom", "zoe"}
    with pytest.raises(ExerciseError) as error:
        lesson_account("acme")
    assert str(error.value) == "no account 'acme' (the lessons have: ; or give a question's id)"


# ------------------------------------------------------------------------------------ progress, export, merge

KEPT = (
    "Answers are kept in progress.json in your course folder, on this computer only. "
    "export() writes a copy of it; merge(file) adds a copy from another computer."
)


def test_progress_of_somebody_who_begins() -> None:
    assert repr(overview.progress()) == (
        "Progress\nNothing is committed yet.\nAnswers are kept in progress.json in your course folder, on this computer only."
    )


def test_progress_says_how_far_what_comes_back_and_what_is_next() -> None:
    predict("04-both", "b", "sure")
    quiz("04", ["a"])
    predict("08-publish", "b", "sure")
    check("08", ALLOW)
    assert repr(overview.progress()) == (
        "Progress\nNext: lesson 08.\n"
        "Coming back in a later warm-up: 08-publish (you were sure), 04-q1.\n"
        f"{KEPT}\n"
        "  Lesson  Answered  Right at once  Sure, and not so  Exercise\n"
        "  04      2 of 2    1              0                 –\n"
        "  08      1 of 4    0              1                 1 try\n"
        "  09      –         –              –                 –"
    )
    check("08", DENY)
    check("09-where", ["b"])
    check("09-where", ["a"])
    assert [line.split()[-1] for line in repr(overview.progress()).splitlines()[-2:]] == ["solved", "tries"]


def test_a_copy_is_carried_to_another_computer_and_added_once(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    predict("04-both", "b", "sure")
    assert repr(overview.export("copy.json")) == "Copy\n1 events written to copy.json"
    monkeypatch.setenv("IAMSIM_PROGRESS", str(work / "other.json"))
    quiz("04", ["a"])
    assert repr(overview.merge("copy.json")) == "Merge\n1 events added from copy.json."
    assert repr(overview.merge("copy.json")) == "Merge\n0 events added from copy.json."
    assert sorted(events()) == [("predict", "04-both", "correct"), ("quiz", "04-q1", "wrong")]


def test_a_copy_that_cannot_be_written_or_read_is_said(work: Path) -> None:
    (work / "prose.json").write_text("my answers", encoding="utf-8")
    assert repr(overview.export("none/copy.json")) == "Copy\nnot written: No such file or directory: none/copy.json"
    assert repr(overview.merge("none.json")) == "Merge\ncannot read none.json: No such file or directory"
    assert repr(overview.merge("prose.json")) == (
        "Merge\nprose.json is no copy of a progress.json: not JSON: Expecting value: line 1 column 1 (char 0)"
    )


def test_a_lesson_that_cannot_be_read_hides_no_other_progress(work: Path) -> None:
    predict("04-both", "b", "sure")
    (work / "exercises" / "05_broken.toml").write_text("lesson = ", encoding="utf-8")
    assert [line.split()[0] for line in repr(overview.progress()).splitlines()[-3:]] == ["04", "08", "09"]
