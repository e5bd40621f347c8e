"""Several files of one learner: which of them count, lesson by lesson: GradedSubmissions → one a learner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from iamsim.learning.classroom.gradebook import GradedSubmission
from iamsim.learning.classroom.roster import normal_name
from iamsim.learning.records import lesson_of

Take: TypeAlias = Literal["first", "last", "best"]
TAKES: tuple[Take, ...] = ("first", "last", "best")


def counting_submissions(
    graded: Iterable[GradedSubmission], take: Take
) -> tuple[list[GradedSubmission], list[str]]:
    """Return what counts of each learner, and a line about each file that does not count, or not as a whole.

    Of each lesson one file counts, so that a learner may hand in each lesson by itself.
    """
    by_learner: dict[object, list[GradedSubmission]] = {}
    for submission in graded:
        by_learner.setdefault(learner_of(submission), []).append(submission)
    chosen: list[GradedSubmission] = []
    replaced: list[str] = []
    for submissions in by_learner.values():
        # Files without times stay in the order of their names.
        ordered = sorted(submissions, key=lambda submission: submission.time)
        by_lesson = {
            number: _taken(
                [submission for submission in ordered if number in submission.lessons], number, take
            )
            for number in dict.fromkeys(number for submission in ordered for number in submission.lessons)
        }
        chosen.append(_merged(ordered, by_lesson))
        for submission in submissions:
            replaced += _replaced_lines(submission, by_lesson, take)
    return chosen, replaced


def learner_of(submission: GradedSubmission) -> object:
    """Return what is the same of all files of one learner."""
    if submission.line is not None:
        return submission.line
    name = normal_name(submission.learner)
    # `quiz_08_2_ana.json` is like a name of Canvas, and is none: so the name in the file counts as well.
    if submission.person_id:
        return (submission.platform, submission.person_id, name if submission.platform == "canvas" else "")
    # Who gives no name is somebody of his own.
    return name or (submission.file,)


def _taken(submissions: Sequence[GradedSubmission], lesson: str, take: Take) -> GradedSubmission:
    if take == "best":
        return max(submissions, key=lambda submission: submission.points_of(lesson))
    return submissions[0] if take == "first" else submissions[-1]


def _merged(
    ordered: Sequence[GradedSubmission], by_lesson: Mapping[str, GradedSubmission]
) -> GradedSubmission:
    """Return one submission that has, of each lesson, what the file has that counts."""
    counting = [
        submission for submission in ordered if any(submission is counts for counts in by_lesson.values())
    ]
    last = (counting or ordered)[-1]
    if len(counting) < 2:
        return last

    def merged(name: str) -> dict[str, Any]:
        """Return what a field has by question, each lesson's out of the file that counts for it."""
        values = {key: value for key, value in getattr(last, name).items() if lesson_of(key) not in by_lesson}
        for number, submission in by_lesson.items():
            values |= {
                key: value for key, value in getattr(submission, name).items() if lesson_of(key) == number
            }
        return values

    return replace(
        last,
        file="; ".join(submission.file for submission in counting),
        unread=tuple(line for submission in counting for line in submission.unread),
        late=any(submission.late for submission in counting),
        folders=tuple(dict.fromkeys(folder for submission in counting for folder in submission.folders)),
        foreign=tuple(
            name
            for submission in counting
            for name in submission.foreign
            if by_lesson.get(lesson_of(name)) is submission
        ),
        content="",
        other_name=next((submission.other_name for submission in counting if submission.other_name), ""),
        grades=merged("grades"),
        first_grades=merged("first_grades"),
        confidence=merged("confidence"),
        tries=merged("tries"),
        hints=merged("hints"),
        asked=merged("asked"),
    )


def _replaced_lines(
    submission: GradedSubmission, by_lesson: Mapping[str, GradedSubmission], take: Take
) -> Iterator[str]:
    """Yield which other file counts in place of this one, and for which lessons if not for all."""
    lessons: dict[str, list[str]] = {}
    for number in submission.lessons:
        if by_lesson[number] is not submission:
            lessons.setdefault(by_lesson[number].file, []).append(number)
    for file, numbers in lessons.items():
        lesson_words = "" if numbers == list(submission.lessons) else f" lesson {', '.join(numbers)}"
        instead = f"more than once, and {file} counts ({take})"
        yield f"{submission.file}: {submission.name} handed in{lesson_words} {instead}"
