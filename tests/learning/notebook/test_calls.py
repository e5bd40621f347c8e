"""What a notebook calls, as text: predict, observe, check, quiz, hint, reset, progress; text and HTML compared whole."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iamsim.learning.notebook import calls
from iamsim.learning.notebook.calls import check, hint, lesson_account, observe, predict, quiz, reset
from iamsim.learning.notebook.cards import QuestionCard
from iamsim.learning.questions import ExerciseError, exercises

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
    return [tuple(event[key] for key in ("did", "question", "status") if key in event) for event in raw]


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
        "  a) ria-1 (own policy)\n  b) Web-1 (group Web)\n  c) Freeze-1 (group Freeze)  ← ✓ right, your answer\n"
        "✓ Right. Freeze-1 (group Freeze) says Deny s3:PutObject on depot/*.\n\n"
        "Ria publishes the corrected page with s3:PutObject. AWS answers:\n"
        "  (your prediction, of which you were fairly sure)\n"
        "  a) Allowed: her own policy counts before her groups'.\n"
        "  b) Allowed: one Allow is enough.  ← ✗ your answer\n"
        "  c) Denied: whoever has a Deny can do nothing.\n"
        "  d) Denied: the Deny decides this request.  ← ✓ right\n"
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


# -------------------------------------------------------------------------------------------- quiz and warm-up


def test_a_quiz_is_answered_in_order_or_by_id_and_each_is_explained() -> None:
    assert repr(quiz("08", {"08-q2": ["b"]})) == (
        "From memory · 08\n\n"
        "1. Kim publishes a page. AWS answers:\n  a) Allowed: Web allows it.\n  b) Denied: Freeze denies it.\n\n"
        "2. Which of these can Tom do?\n  (more than one may be right)\n"
        "  a) Read a page.\n  b) Delete a page.  ← ✓ right, your answer\n"
        "✓ Right. Tom's own policy allows s3:DeleteObject, and no Deny names it.\n"
        'From code: quiz("08", ["a", ["b", "a"]])'
    )
    assert repr(quiz("08", ["a", "a"])).splitlines()[-2:] == [
        "✓ Right. Tom's own policy allows s3:DeleteObject, and no Deny names it.",
        'An answer was committed before, and it stands; reset("08") opens the question again.',
    ]
    assert events() == [("quiz", "08-q2", "correct"), ("quiz", "08-q1", "wrong")]


def test_a_quiz_with_too_few_answers_says_how_many() -> None:
    assert repr(quiz("08", ["a"])) == (
        'From memory · 08\nexpected 2 answers, in the order of the questions: quiz("08", ["a", ["b", "a"]])'
    )


def test_an_answer_to_what_is_asked_no_more_or_not_at_all_is_refused() -> None:
    predict("08-publish", "b", "sure")
    observe("08-publish", "c")
    stands = 'An answer was committed before, and it stands; reset("08-publish") opens the question again.'
    assert repr(observe("08-publish", "b")).splitlines()[-1] == stands
    assert repr(observe("08-table", "b")).splitlines()[1:] == ['nothing is asked here: run observe("08-table") without an answer']


# ------------------------------------------------------------------------------------------- check and hint


DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}]}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": "*"}]}
EMPTY = {"Version": "2012-10-17", "Statement": []}


def test_only_tries_are_kept_and_the_same_answer_once() -> None:
    for answer in (EMPTY, "{", ALLOW, ALLOW, json.dumps(ALLOW), DENY, DENY):
        check("08", answer)
    assert events() == [("check", "08", "wrong"), ("check", "08", "wrong"), ("check", "08", "correct")]
    assert repr(check("08")).splitlines()[2].startswith("✓ Right.")


def test_hints_open_one_by_one_after_two_wrong_tries() -> None:
    hints = [repr(hint("08"))]
    for action in ("s3:GetObject", "s3:PutObject", "s3:ListBucket"):
        check("08", json.dumps(ALLOW).replace("s3:DeleteObject", action))
        hints.append(repr(hint("08")))
    first, second = "1 of 3. Which word stops a request for good?", "2 of 3. One statement is enough."
    closed = "Hints open after two wrong tries; so far there {}. They help most after tries of your own."
    more = "One more try that is not right opens the next."
    assert hints == [
        f"Hint · 08\n{closed.format('was none')}",
        f"Hint · 08\n{closed.format('was one')}",
        f"Hint · 08\n{first}\n{more}",
        f"Hint · 08\n{first}\n{second}\n{more}",
    ]
    assert "A hint is open: " in repr(check("08"))
    check("08", DENY)
    assert len(repr(hint("08")).splitlines()) == 4, "who has solved it may read all three"
    assert [event for event in events() if event[0] == "hint"] == [("hint", "08")] * 3


def test_the_sentence_about_hints_is_made_from_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "HINTS_AFTER_TRIES", 3)
    for action in ("s3:GetObject", "s3:PutObject"):
        check("08", json.dumps(ALLOW).replace("s3:DeleteObject", action))
    assert "Hints open after three wrong tries; so far there were two." in repr(hint("08"))


def test_a_part_has_the_hints_of_its_exercise() -> None:
    for order in ("abc", "acb"):
        card = repr(check("09-order", list(order)))
    assert card.splitlines()[-2] == 'A hint is open: write hint("09-order") into a new cell (the + above the page) and run it.'
    assert repr(hint("09-order")) == (
        "Hint · 09-order\n1 of 3. How many arrows go out of Tom?\nOne more try that is not right opens the next."
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("08-q1", "This question has no hints.", id="a question without hints"),
        pytest.param("zz", "no lesson 'zz' in exercises/ (there is: 04, 08, 09)", id="no question"),
    ],
)
def test_no_hint(name: str, line: str) -> None:
    assert repr(hint(name)) == f"Hint · {name}\n{line}"


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
    first = calls.storage().read().journal.record("08-publish").first
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
    code = "from iamsim.learning.notebook import calls; print(calls.predict('08-publish', {!r}, 'sure'))"

    def kernel(answer: str | None) -> str:
        folder = work / "notebooks"
        folder.mkdir(exist_ok=True)
        process = subprocess.run(
            [sys.executable, "-c", code.format(answer)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            check=True,
        )
        return process.stdout

    committed = kernel("b")
    assert "← your answer" in committed
    assert kernel(None) == committed
    assert repr(predict("08-publish")) + "\n" == committed


def test_an_answer_too_long_to_be_kept_is_no_try() -> None:
    assert repr(check("08", {**DENY, "Id": "x" * 200_000})).splitlines()[2] == (
        "! Cannot be read. Expected at most 200,000 characters of JSON, got 200,116"
    )
    assert not calls.storage().read().journal.events


def test_a_lessons_account_is_a_file_or_a_questions() -> None:
    assert set(lesson_account("08").users) == {"kim", "ria", "tom", "zoe"}
    with pytest.raises(ExerciseError) as error:
        lesson_account("acme")
    assert str(error.value) == "no account 'acme' (the lessons have: ; or give a question's id)"


# ------------------------------------------------------------------------------------ progress, export, merge


@pytest.mark.skipif(os.name != "posix", reason="Windows deletes no folder that a process is in")
def test_a_folder_that_was_deleted_under_the_kernel_is_one_line_and_no_answer_is_lost(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IAMSIM_PROGRESS")
    folder = work / "course"
    (folder / "exercises").mkdir(parents=True)
    monkeypatch.chdir(folder)
    predict("04-both", 1, "sure")
    shutil.rmtree(folder)
    card = quiz("04-q1", 0)
    assert isinstance(card, QuestionCard)
    assert card.messages == (f"the folder {folder} is gone; this kernel keeps your answers until it is back",)
    assert [event.question_id for event in calls.storage().read().journal.events] == ["04-both", "04-q1"]


def test_an_idea_of_an_account_that_may_be_half_done_is_not_recorded() -> None:
    question = exercises.question("09-leave")
    tom = next(sample.answer for sample in question.wrong if sample.names == "NO_DIRECT")
    assert "If this is all:" in repr(check("09-leave", tom))
    (event,) = calls.storage().read().journal.events
    assert (event.status, event.misconception) == ("partial", "")


@pytest.mark.parametrize(
    ("call", "question", "refuted"),
    [
        pytest.param(lambda: predict("04-both", "b"), "04-both", ("INTERSECTION",), id="a right prediction"),
        pytest.param(lambda: predict("04-both", "a"), "04-both", (), id="a wrong one shows an idea, and refutes none"),
        pytest.param(lambda: quiz("04-q1", "b"), "04-q1", ("ALL_GROUPS", "DEFAULT_ALLOW"), id="a right answer in a quiz"),
        pytest.param(lambda: check("08", DENY), "08", (), id="what was built until it fitted"),
    ],
)
def test_a_right_answer_keeps_the_ideas_that_it_refutes(
    call: Callable[[], object], question: str, refuted: tuple[str, ...]
) -> None:
    call()
    last = calls.storage().read().journal.record(question).last
    assert last is not None
    assert last.refuted == refuted
