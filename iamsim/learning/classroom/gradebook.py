"""A class's submissions, graded: who reached what, and which wrong ideas the answers show.

    files of a class, perhaps its roster → GradeBook

What is written of it, for people and for learning platforms, is in other modules of this package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from iamsim.learning.classroom.answer_key import AnswerKey
from iamsim.learning.classroom.handed_in import HandedInFile, handed_in_files
from iamsim.learning.classroom.roster import Roster
from iamsim.learning.classroom.submissions import Submission, SubmissionError, one_line
from iamsim.learning.questions import Feedback, Question
from iamsim.learning.records import lesson_of, variant_seed

Take: TypeAlias = Literal["first", "last", "best"]
TAKES: tuple[Take, ...] = ("first", "last", "best")
STATUSES = ("correct", "partial", "wrong", "malformed", "not attempted")
SURE_ANSWERS = 2  # as many answers that show an idea are no slip
MAX_UNREAD = 5  # of one submission's answers that cannot be read, so many are named


@dataclass(frozen=True, slots=True)
class GradedSubmission:
    """One learner's submission with its grades, all by question id in the order of the lessons."""

    file: str
    learner: str  # as the submission says it, or the platform; "" if neither does
    grades: Mapping[str, Feedback]
    first_grades: Mapping[str, Feedback]  # of first answers, where they were other ones
    confidence: Mapping[str, str]  # of the first answers
    tries: Mapping[str, int]
    hints: Mapping[str, int]
    unread: tuple[str, ...] = ()  # of each answer that cannot be read, why not
    time: str = ""  # of the last answer, ISO 8601; "" if it does not say
    late: bool = False
    person_id: str = ""  # the platform's number
    platform: str = ""
    folder: str = ""  # of Moodle, in which feedback goes back
    line: int | None = None  # in the roster
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # each question, the options chosen
    foreign: tuple[str, ...] = ()  # questions that were drawn for another learner, or another class

    @property
    def name(self) -> str:
        """The learner's name; without one, the file's."""
        return self.learner or self.file

    @property
    def points(self) -> float:
        """What was reached, one point for each question."""
        return sum(feedback.points for feedback in self.grades.values())

    @property
    def percent(self) -> float:
        """What was reached, of 100."""
        return 100 * self.points / len(self.grades) if self.grades else 0.0

    @property
    def misconceptions(self) -> dict[str, list[str]]:
        """The ids of the questions whose answers, first or last, show a misconception, by its id."""
        question_ids: dict[str, dict[str, None]] = {}
        for grades in (self.first_grades, self.grades):
            for question_id, feedback in grades.items():
                for misconception in feedback.misconceptions:
                    question_ids.setdefault(misconception, {})[question_id] = None
        return {misconception: list(ids) for misconception, ids in question_ids.items()}

    def first_points(self, question: str) -> float:
        """Return the points that the first answer to a question gets."""
        return self.first_grades.get(question, self.grades[question]).points


@dataclass(frozen=True, slots=True)
class GradeBook:
    """The submissions that count, one a learner, the ids of the questions, and what was left out."""

    submissions: tuple[GradedSubmission, ...]
    questions: tuple[str, ...]
    refused: tuple[str, ...] = ()  # each a file's name and the reason
    replaced: tuple[str, ...] = ()  # each a file that does not count, and which one does
    roster: Roster | None = None
    source: str = ""  # where the questions come from

    @property
    def missing(self) -> tuple[int, ...]:
        """The lines of the roster without a submission."""
        present = {submission.line for submission in self.submissions}
        lines = range(len(self.roster.lines)) if self.roster else ()
        return tuple(line for line in lines if line not in present)

    @property
    def strangers(self) -> tuple[GradedSubmission, ...]:
        """The submissions of learners who are not on the roster."""
        return tuple(each for each in self.submissions if self.roster and each.line is None)

    def display_name(self, submission: GradedSubmission) -> str:
        """Return the learner's name as the roster has it, else as the submission has it."""
        if self.roster is None or submission.line is None:
            return submission.name
        return self.roster.name_of(submission.line)

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many learners have each status, by question id."""
        return {
            question: Counter(str(submission.grades[question].status) for submission in self.submissions)
            for question in self.questions
        }

    def misconceptions(self) -> dict[str, dict[str, list[str]]]:
        """Return misconception id → learner → ids of the questions that show it; most learners first."""
        learners: dict[str, dict[str, list[str]]] = {}
        for submission in self.submissions:
            for misconception, question_ids in submission.misconceptions.items():
                learners.setdefault(misconception, {})[self.display_name(submission)] = question_ids
        return dict(sorted(learners.items(), key=lambda item: (-len(item[1]), item[0])))


@dataclass(frozen=True, slots=True)
class GradingOptions:
    """How a class is graded."""

    lessons: tuple[str, ...] = ()  # their numbers; all that anybody answered if there are none
    roster: Roster | None = None
    take: Take = "last"  # which of several submissions of one learner counts
    source: str = ""  # where the questions come from, as the report says it
    class_code: str = ""  # by which each learner's closing questions were drawn; "" if they were not
    progress: Callable[[Iterable[HandedInFile]], Iterable[HandedInFile]] = iter  # may show how far it is


def grade_class(paths: Iterable[Path], options: GradingOptions = GradingOptions()) -> GradeBook:
    """Grade all submissions among files, folders and zips.

    Raises SubmissionError if there is none, ExerciseError for a lesson that does not exist.
    """
    key = AnswerKey()
    for number in options.lessons:
        key.questions(number)
    refused: list[str] = []
    submissions: list[tuple[HandedInFile, Submission]] = []
    for file in options.progress(list(handed_in_files(paths, refused))):
        try:
            submissions.append((file, _read(file, key, options.lessons)))
        except SubmissionError as error:
            # The path within the folder, not the file's name: each learner's may be `submission.json`.
            reason = str(error).removeprefix(f"{Path(file.name).name}: ")
            refused.append(f"{file.name}: {one_line(reason)}")
    if not submissions:
        raise SubmissionError("; ".join(refused) or "no file; expected what `iamsim submit` writes")
    # A lesson that nobody answered would only add columns without an entry.
    answered = {number for _, submission in submissions for number in key.lessons_of(submission)}
    numbers = list(dict.fromkeys(options.lessons)) or [n for n in key.lessons if n in answered]
    questions = [question for number in numbers for question in key.questions(number)]
    grader = _Grader(key, numbers, questions, options.roster, options.class_code)
    chosen, replaced = _chosen([grader.graded(*pair) for pair in submissions], options.take)
    return GradeBook(
        tuple(chosen),
        tuple(question.id for question in questions),
        tuple(refused),
        tuple(replaced),
        options.roster,
        options.source,
    )


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
            if lesson_of(answer_id) not in self.key.lessons
        ]
        unread = [*malformed, *unknown]
        if len(unread) > MAX_UNREAD:
            more = len(unread) - MAX_UNREAD
            unread = [*unread[:MAX_UNREAD], f"and {more:,} more answers that cannot be read"]
        learner = one_line(submission.learner)
        words = (file.person_id, learner, file.person)
        return GradedSubmission(
            file.name,
            learner or file.person,
            {question: grades[question] for question in self.questions},
            self.key.first_grades(submission, self.questions),
            submission.confidence,
            submission.tries,
            submission.hints,
            tuple(unread),
            submission.time,
            file.late,
            file.person_id,
            file.platform,
            file.folder,
            self.roster.line_of(*words) if self.roster else None,
            {question.id: self._asked(question, submission) for question in self.asked},
            tuple(self._foreign(submission)),
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
