"""Lesson 12: its numbers are true, and its cells lead a learner who fills them in to all the points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.learning import check, lesson_account
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.rubric import RubricQuestion
from tools.lesson_text import LessonSource, read, sources

# What a learner writes in place of the lines that begin with `#`.
FILLED = {
    '# ("Support"': """
    ("Support", "logs", iamsim.allow("s3:GetObject", LOGS)),
    ("Support", "tickets", iamsim.allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], TICKETS)),
    ("Sales", "orders", iamsim.allow(["s3:GetObject", "s3:PutObject"], ORDERS)),
    ("Auditors", "everything", iamsim.allow("s3:GetObject", [DESIGNS, LOGS, TICKETS, ORDERS, RELEASES])),
    ("Interns", "no-deletes", iamsim.deny("s3:DeleteObject", "*")),""",
    '# "Support"': """
    "Support": ["eli", "fay", "gus", "ivy"], "Interns": ["ivy"], "Sales": ["jon", "kim"],
    "Admins": ["lea", "max"], "Auditors": ["noa"],""",
    "# iam.delete_group_policy": """
iam.delete_group_policy(GroupName="ben", PolicyName="drawings")
iam.delete_group(GroupName="ben")""",
    "# iam.put_user_policy": """
iam.put_user_policy(UserName="olu", PolicyName="gripper", PolicyDocument=iamsim.allow("s3:GetObject", CLAW))
iam.put_user_policy(UserName="olu", PolicyName="gripper", PolicyDocument=iamsim.allow("s3:GetObject", CLAW.replace("claw.dwg", "*")))
iam.tag_user(UserName="olu", Tags=[{"Key": "reason", "Value": "gripper"}, {"Key": "until", "Value": "2026-05-16"}])
iam.create_role(RoleName="ci-build", AssumeRolePolicyDocument=TRUST)
iam.put_role_policy(RoleName="ci-build", PolicyName="read", PolicyDocument=iamsim.allow("s3:GetObject", DESIGNS))
iam.put_role_policy(RoleName="ci-build", PolicyName="put", PolicyDocument=iamsim.allow("s3:PutObject", RELEASES))
iam.delete_user(UserName="ci-build")""",
}


@pytest.fixture(scope="module")
def lesson() -> LessonSource:
    return read(next(path for path in sources() if path.stem.startswith("12")))


@pytest.fixture(scope="module")
def question() -> RubricQuestion:
    rubric = exercises.question("12-account")
    assert isinstance(rubric, RubricQuestion)
    return rubric


def after(lesson: LessonSource, filled: dict[str, str]) -> iamsim.Account:
    """Return the account that the exercise's cells make, with some of their lines filled in."""
    names: dict[str, Any] = {"check": lambda *_: None}
    for cell in lesson.cells:
        if (cell.kind == "code" and {"setup", "exercise"} & set(cell.tags)) or "lesson_account(" in cell.source:
            source = cell.source
            for line, text in filled.items():
                head, found, _ = source.partition(line)
                source = head + text + ("\n" + closing(source) if found else "") if found else source
            exec(source.replace('quiz("12-warmup")', "").replace("import check, hint", "import hint"), names)  # noqa: S102 - the lesson's own code
    account = names["iam"].account
    assert isinstance(account, iamsim.Account)
    return account


def closing(source: str) -> str:
    """Return the bracket that ends a list of data."""
    last = source.rstrip().splitlines()[-1]
    return last if last in {"]", "}"} else ""


def test_who_fills_in_the_cells_gets_all_the_points(lesson: LessonSource, question: RubricQuestion) -> None:
    feedback = grade(question, after(lesson, FILLED))
    assert (feedback.status, feedback.text.partition(" ")[0]) == ("correct", "**85"), feedback.text


def test_the_cells_as_they_stand_leave_the_engineers_able_to_work(lesson: LessonSource, question: RubricQuestion) -> None:
    account = after(lesson, {})
    feedback = grade(question, account)
    assert feedback.status == "partial"
    assert 0 < feedback.points < 0.1
    assert iamsim.simulate(account, "dan", "s3:GetObject", "arn:aws:s3:::acme-robot-logs/r7.log").allowed


def test_the_numbers_of_the_text_are_true(lesson: LessonSource, question: RubricQuestion) -> None:
    acme = lesson_account("acme-robotics")
    own_policies = sum(len(acme.policies_of(user)) for user in acme.users.values())
    assert (own_policies, len(acme.groups)) == (12, 6)
    assert "Patching twelve own policies and six groups" in lesson.prose
    hidden = sum(case.hidden for case in question.cases)
    assert f"{len(question.cases)} requests, {hidden} of them not shown" in lesson.prose
    for name, words in (("decisions", "Who may do what"), ("least_privilege", "Nothing too much"), ("structure", "How it is built"), ("robustness", "What holds tomorrow")):
        assert f"{words}: {question.points[name]} |" in lesson.prose
    exercise = exercises.question("12")
    assert [part.weight for part in exercise.parts] == [5, 5, 5, sum(question.points.values())]
    assert sum(part.weight for part in exercise.parts) == 100


def test_the_exercise_says_how_many_of_a_hundred_points_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    assert "85 points. So far: 0 of 100 points." in repr(check("12"))
    check("12-ticket-2", "a")
    assert "85 points. So far: 5 of 100 points." in repr(check("12"))
