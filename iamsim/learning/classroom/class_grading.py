"""Grade a class: its files → the submissions that count, one a learner → GradeBook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.handed_in import NOT_JSON, HandedInFile, NotJson, handed_in_files
from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import Submission, SubmissionError, one_line
from iamsim.learning.course_files import FIRST_OWN_LESSON
from iamsim.learning.questions import Question
from iamsim.learning.records import lesson_of, variant_seed

Take: TypeAlias = Literal["first", "last", "best"]
TAKES: tuple[Take, ...] = ("first", "last", "best")
MAX_UNREAD = 5  # of one submission's answers that cannot be read, so many are named
OWN_LESSONS = "for lessons of your own, add --course FOLDER, the folder in which your exercises/ is"


@dataclass(frozen=True, slots=True)
class GradingOptions:
    """How a class is graded."""

    lessons: tuple[str, ...] = ()  # their numbers; all that anybody answered if there are none
    roster: Roster | None = None
    take: Take = "last"  # which of several submissions of one learner counts
    source: str = ""  # where the questions come from, as the report says it
    class_code: str = ""  # by which each learner's closing questions were drawn; "" if they were not
    before_after: BeforeAfter | None = None
    progress: Callable[[Iterable[HandedInFile]], Iterable[HandedInFile]] = iter  # may show how far it is


def grade_class(paths: Sequence[Path], options: GradingOptions = GradingOptions()) -> GradeBook:
    """Grade all submissions among files, folders and zips; without a path, only tell of before and after.

    Raises SubmissionError if there is no submission, ExerciseError for a lesson that does not exist.
    """
    if not paths and options.before_after:
        return GradeBook((), (), roster=options.roster, before_after=options.before_after)
    key = AnswerKey()
    for number in options.lessons:
        key.questions(number)
    class_files = _read_files(paths, key, options)
    submissions = [submission for _, submission in class_files.submissions]
    # A lesson that nobody answered would only add columns without an entry.
    answered = {number for submission in submissions for number in key.lessons_of(submission)}
    numbers = list(dict.fromkeys(options.lessons)) or [n for n in key.lessons if n in answered]
    questions = [question for number in numbers for question in key.questions(number)]
    if not questions:
        names = shortened(_answer_ids(submissions), MAX_UNREAD)
        raise SubmissionError(f"{names}: no lesson has such questions; {OWN_LESSONS}")
    grader = _Grader(key, numbers, questions, options.roster, options.class_code)
    chosen, replaced = _chosen([grader.graded(*pair) for pair in class_files.submissions], options.take)
    return GradeBook(
        submissions=tuple(chosen),
        questions=tuple(question.id for question in questions),
        texts={question.id: question.text for question in questions},
        refused=tuple(class_files.refused),
        replaced=tuple(replaced),
        other_files=tuple(class_files.other_files),
        own_questions=() if options.lessons else tuple(_own_questions(submissions, key)),
        roster=options.roster,
        source=options.source,
        class_code=options.class_code,
        before_after=options.before_after,
    )


class _ClassFiles(NamedTuple):
    """What the files of a class hold."""

    submissions: list[tuple[HandedInFile, Submission]]
    refused: list[str]
    other_files: list[str]


def _read_files(paths: Iterable[Path], key: AnswerKey, options: GradingOptions) -> _ClassFiles:
    """Read all files. Raises SubmissionError if none is a submission."""
    class_files = _ClassFiles([], [], [])
    for file in options.progress(list(handed_in_files(paths, class_files.refused))):
        try:
            class_files.submissions.append((file, _read(file, key, options.lessons)))
        except SubmissionError as error:
            # What a platform has put into a learner's folder is a learner's work, whatever it is.
            if isinstance(error, NotJson) and not file.person_id:
                class_files.other_files.append(file.name)
                continue
            # The path within the folder, not the file's name: each learner's may be `submission.json`.
            reason = str(error).removeprefix(f"{Path(file.name).name}: ")
            class_files.refused.append(f"{file.name}: {one_line(reason)}")
    if not class_files.submissions:
        others = [f"{name}: {NOT_JSON}" for name in class_files.other_files]
        lines = [*class_files.refused, *others] or ["no file; expected what `iamsim submit` writes"]
        raise SubmissionError("; ".join(lines))
    return class_files


def _read(file: HandedInFile, key: AnswerKey, lessons: Sequence[str]) -> Submission:
    """Return a file's submission. Raises SubmissionError, also if it has no answers of these lessons."""
    submission = file.read()
    name = Path(file.name).name
    if not submission.answers:
        raise SubmissionError(f"{name}: no answers of {submission.learner or 'anybody'}")
    answered = key.lessons_of(submission)
    if lessons and not set(lessons) & set(answered):
        others = f"of {', '.join(answered)}" if answered else "of no lesson of this course"
        raise SubmissionError(f"{name}: no answers of lesson {', '.join(lessons)}, but {others}")
    return submission


def _own_questions(submissions: Iterable[Submission], key: AnswerKey) -> Iterable[str]:
    """Return the ids of answers to lessons of a teacher's own that are not in this course."""
    return (name for name in _answer_ids(submissions) if _is_own(name) and lesson_of(name) not in key.lessons)


def _answer_ids(submissions: Iterable[Submission]) -> Iterable[str]:
    return dict.fromkeys(name for submission in submissions for name in submission.answers)


def _is_own(answer_id: str) -> bool:
    number = lesson_of(answer_id)
    return bool(re.fullmatch(r"[0-9]{2}", number)) and int(number) >= FIRST_OWN_LESSON


def shortened(names: Iterable[str], maximum: int) -> str:
    """Return names in a line: `Ana, Ben, and 3 more`."""
    listed = [one_line(name) for name in names]
    rest = [f"and {len(listed) - maximum:,} more"] if len(listed) > maximum else []
    return ", ".join([*listed[:maximum], *rest])


@dataclass(frozen=True, slots=True)
class _Grader:
    """What all submissions of a class are graded with."""

    key: AnswerKey
    lessons: Sequence[str]
    asked: Sequence[Question]
    roster: Roster | None
    class_code: str

    @property
    def questions(self) -> list[str]:
        """The ids of the questions that count."""
        return [question.id for question in self.asked]

    def graded(self, file: HandedInFile, submission: Submission) -> GradedSubmission:
        """Grade one submission."""
        grades = dict(self.key.grades(submission, self.lessons))
        malformed = [one_line(each.text) for each in grades.values() if each.status == "malformed"]
        unknown = [
            f"{one_line(answer_id)}: no such question"
            for answer_id in submission.answers
            if lesson_of(answer_id) not in self.key.lessons and not _is_own(answer_id)
        ]
        unread = [*malformed, *unknown]
        if len(unread) > MAX_UNREAD:
            more = len(unread) - MAX_UNREAD
            unread = [*unread[:MAX_UNREAD], f"and {more:,} more answers that cannot be read"]
        learner = one_line(submission.learner)
        words = (file.person_id, learner, file.person)
        return GradedSubmission(
            file=file.name,
            learner=learner or file.person,
            grades={question: grades[question] for question in self.questions},
            first_grades=self.key.first_grades(submission, self.questions),
            confidence=submission.confidence,
            tries=submission.tries,
            hints=submission.hints,
            unread=tuple(unread),
            time=submission.time,
            late=file.late,
            person_id=file.person_id,
            platform=file.platform,
            folder=file.folder,
            line=self.roster.line_of(*words) if self.roster else None,
            asked={question.id: self._asked(question, submission) for question in self.asked},
            foreign=tuple(self._foreign(submission)),
        )

    def _asked(self, question: Question, submission: Submission) -> tuple[str, str]:
        answer = submission.answers.get(question.id)
        return self.key.asked(question, answer, submission.variant_of(question.id))

    def _foreign(self, submission: Submission) -> Iterator[str]:
        """Yield the closing questions that were not drawn for this learner in this class."""
        if self.class_code:
            seed = variant_seed(submission.learner, self.class_code)
            for question in self.asked:
                is_answered = question.section == "quiz" and question.id in submission.answers
                if is_answered and submission.variant_of(question.id) != seed:
                    yield question.id


def _chosen(graded: Sequence[GradedSubmission], take: Take) -> tuple[list[GradedSubmission], list[str]]:
    """Return the submissions that count, one a learner, and a line about each other one."""
    by_learner: dict[object, list[GradedSubmission]] = {}
    for submission in graded:
        by_learner.setdefault(_learner_key(submission), []).append(submission)
    chosen, replaced = [], []
    for submissions in by_learner.values():
        counts = _taken(submissions, take)
        chosen.append(counts)
        replaced += [
            f"{each.file}: {each.name} handed in more than once, and {counts.file} counts ({take})"
            for each in submissions
            if each is not counts
        ]
    return chosen, replaced


def _learner_key(submission: GradedSubmission) -> object:
    if submission.line is not None:
        return submission.line
    # Who gives no name is somebody of his own.
    named = submission.person_id or submission.learner.casefold()
    return (submission.platform, named) if named else (submission.file,)


def _taken(submissions: Sequence[GradedSubmission], take: Take) -> GradedSubmission:
    # Files without times stay in the order of their names.
    ordered = sorted(submissions, key=lambda submission: submission.time)
    if take == "best":
        return max(ordered, key=lambda submission: submission.points)
    return ordered[0] if take == "first" else ordered[-1]
