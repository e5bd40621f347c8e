"""Grade a class: its files → the submissions that count, one a learner → GradeBook."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.attempts import Take, counting_submissions, learner_of
from iamsim.learning.classroom.gradebook import GradeBook, GradedSubmission
from iamsim.learning.classroom.handed_in import (
    NOT_JSON,
    HandedInFile,
    NotJson,
    PlatformName,
    handed_in_files,
)
from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import Submission, SubmissionError, one_line, question_names
from iamsim.learning.course_files import FIRST_OWN_LESSON
from iamsim.learning.questions import Question, exercises
from iamsim.learning.records import lesson_of, variant_seed

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
    chosen, replaced = counting_submissions(
        [grader.graded(*pair) for pair in class_files.submissions], options.take
    )
    present = {learner_of(submission) for submission in chosen}
    missing_lines = [
        reason
        for file, submission, reason in class_files.other_lessons
        # Who handed in each lesson in a file of its own has nothing missing.
        if learner_of(grader.graded(file, submission)) not in present
    ]
    return GradeBook(
        submissions=tuple(sorted(chosen, key=_place)),
        questions=tuple(question.id for question in questions),
        texts={question.id: question.text for question in questions},
        lessons={number: _lesson_name(number) for number in numbers},
        names={name: words for number in numbers for name, words in question_names(number).items()},
        refused=(*class_files.refused, *missing_lines),
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
    other_lessons: list[tuple[HandedInFile, Submission, str]]  # and what is said of it
    refused: list[str]
    other_files: list[str]


def _read_files(paths: Iterable[Path], key: AnswerKey, options: GradingOptions) -> _ClassFiles:
    """Read all files. Raises SubmissionError if none is a submission."""
    class_files = _ClassFiles([], [], [], [])
    for file in options.progress(list(handed_in_files(paths, class_files.refused))):
        try:
            submission = _read(file)
            answered = key.lessons_of(submission)
            if not options.lessons or set(options.lessons) & set(answered):
                class_files.submissions.append((file, submission))
            else:
                lesson_words = f"of {', '.join(answered)}" if answered else "of no lesson of this course"
                reason = f"{file.name}: no answers of lesson {', '.join(options.lessons)}, but {lesson_words}"
                class_files.other_lessons.append((file, submission, reason))
        except SubmissionError as error:
            # What a platform has put into a learner's folder is a learner's work, whatever it is.
            if isinstance(error, NotJson) and not file.of.person_id:
                class_files.other_files.append(file.name)
                continue
            # The path within the folder, not the file's name: each learner's may be `submission.json`.
            reason = str(error).removeprefix(f"{Path(file.name).name}: ")
            class_files.refused.append(f"{file.name}: {one_line(reason)}")
    if not class_files.submissions:
        other_lines = [f"{name}: {NOT_JSON}" for name in class_files.other_files]
        lessons = [reason for _, _, reason in class_files.other_lessons]
        lines = [*class_files.refused, *lessons, *other_lines] or [
            "no file; expected what `iamsim submit` writes"
        ]
        raise SubmissionError("; ".join(lines))
    return class_files


def _lesson_name(number: str) -> str:
    title = exercises.about(number).title
    return f"lesson {number}: {title}" if title else f"lesson {number}"


def _place(submission: GradedSubmission) -> tuple[bool, int]:
    """Return the roster's order, and after it who is not on it, in the order of the files."""
    return (submission.line is None, submission.line or 0)


def _read(file: HandedInFile) -> Submission:
    """Return a file's submission. Raises SubmissionError, also if it has no answers."""
    submission = file.read()
    if not submission.answers:
        raise SubmissionError(f"no answers of {submission.learner or 'anybody'}")
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
        line, other_name = self._line(file.of, learner)
        return GradedSubmission(
            file=file.name,
            learner=learner or file.of.person,
            grades={question: grades[question] for question in self.questions},
            first_grades=self.key.first_grades(submission, self.questions),
            confidence=submission.confidence,
            tries=submission.tries,
            hints=submission.hints,
            unread=tuple(unread),
            time=submission.time,
            late=file.of.late,
            person_id=file.of.person_id,
            platform=file.of.platform,
            folders=(file.of.folder,) if file.of.folder else (),
            line=line,
            asked={question.id: self._asked(question, submission) for question in self.asked},
            foreign=tuple(self._foreign(submission)),
            content=_content(submission),
            other_name=other_name,
        )

    def _line(self, of: PlatformName, learner: str) -> tuple[int | None, str]:
        """Return whose line in the roster it is, and the name of another learner if the file bears that one.

        What the platform says comes first: in a file anybody can write any name.
        """
        if self.roster is None:
            return None, ""
        line, named = self.roster.line_of(of.person_id, of.person), self.roster.line_of(learner)
        if line is None or named is None or line == named:
            return (named if line is None else line), ""
        return line, self.roster.name_of(named)

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


def _content(submission: Submission) -> str:
    """Return a digest of what a learner did; "" without a time and a name, as right answers are alike."""
    raw = submission.raw()
    if submission.times:
        del raw["learner"]  # a name is soon changed, and nobody else answers in the same seconds
    elif not submission.learner:
        return ""
    try:
        return hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        return ""
