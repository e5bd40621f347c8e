"""A class's submissions, graded: who reached what, and which wrong ideas the answers show.

What is written of it, for people and for learning platforms, is in other modules of this package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iamsim.learning.classroom.inventory import BeforeAfter
from iamsim.learning.classroom.roster import LearnerKey, Roster, learner_key
from iamsim.learning.questions import Feedback
from iamsim.learning.records import lesson_of

STATUSES = ("correct", "partial", "wrong", "malformed", "not attempted")
REPEATED = 2  # as many answers that fit an idea are no slip


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
    folders: tuple[str, ...] = ()  # of Moodle, in which feedback goes back
    line: int | None = None  # in the roster
    asked: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # each question, the options chosen
    foreign: tuple[str, ...] = ()  # questions that were drawn for another learner, or another class
    content: str = ""  # the same of two files if one is a copy of the other; "" if that cannot be told
    other_name: str = ""  # of another learner of the roster, whose name is in the file

    @property
    def name(self) -> str:
        """The learner's name; without one, the file's."""
        return self.learner or self.file

    @property
    def key(self) -> LearnerKey:
        """What joins it with other tables of the class."""
        return learner_key(None, self.name) if self.line is None else self.line

    @property
    def points(self) -> float:
        """What was reached, one point for each question."""
        return sum(feedback.points for feedback in self.grades.values())

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons of which something is answered, whatever; all if nothing is."""
        answered = [name for name, feedback in self.grades.items() if feedback.status != "not attempted"]
        return tuple(dict.fromkeys(map(lesson_of, answered or self.grades)))

    def points_of(self, lesson: str) -> float:
        """Return what was reached in one lesson."""
        return sum(each.points for name, each in self.grades.items() if lesson_of(name) == lesson)

    @property
    def percent(self) -> float:
        """What was reached, of 100."""
        return 100 * self.points / len(self.grades) if self.grades else 0.0

    @property
    def misconceptions(self) -> dict[str, list[str]]:
        """The ids of the questions whose answers, first or last, show a misconception, by its id."""
        question_ids: dict[str, dict[str, None]] = {}
        for question_id, feedback in self.grades.items():
            first = self.first_grades.get(question_id, feedback)
            for misconception in (*first.misconceptions, *feedback.misconceptions):
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
    texts: Mapping[str, str] = field(default_factory=dict)  # of the questions
    names: Mapping[str, str] = field(default_factory=dict)  # `question 1 from memory`
    lessons: Mapping[str, str] = field(default_factory=dict)  # number → `lesson 08: When policies disagree`
    refused: tuple[str, ...] = ()  # each a file's name and the reason
    replaced: tuple[str, ...] = ()  # each a file that does not count, and which one does
    other_files: tuple[str, ...] = ()  # names of files that are neither a submission nor a learner's
    own_questions: tuple[str, ...] = ()  # answered, and of a teacher's own lesson that is not in the course
    roster: Roster | None = None
    source: str = ""  # where the questions come from
    class_code: str = ""
    before_after: BeforeAfter | None = None  # 12 questions, on paper

    @property
    def missing(self) -> tuple[int, ...]:
        """The lines of the roster without a submission."""
        present = {submission.line for submission in self.submissions}
        lines = range(len(self.roster.lines)) if self.roster else ()
        return tuple(line for line in lines if line not in present)

    @property
    def strangers(self) -> tuple[GradedSubmission, ...]:
        """The submissions of learners who are not on the roster."""
        return tuple(each for each in self._without_line if not self._has_shared_name(each))

    @property
    def ambiguous(self) -> tuple[GradedSubmission, ...]:
        """The submissions whose learners have a name that several on the roster have, and no number."""
        return tuple(each for each in self._without_line if self._has_shared_name(each))

    @property
    def _without_line(self) -> Iterator[GradedSubmission]:
        return (each for each in self.submissions if self.roster and each.line is None)

    def _has_shared_name(self, submission: GradedSubmission) -> bool:
        return self.roster is not None and self.roster.is_shared(submission.learner)

    @property
    def only_on_paper(self) -> dict[LearnerKey, str]:
        """Who answered the 12 questions, and neither handed in anything nor is on the roster."""
        if self.before_after is None:
            return {}
        answers = {**self.before_after.before, **self.before_after.after}
        known_keys = {submission.key for submission in self.submissions} | set(self.missing)
        return {key: paper.learner for key, paper in answers.items() if key not in known_keys}

    @property
    def copies(self) -> tuple[str, ...]:
        """Lines about files that are copies of each other, or bear the name of another learner."""
        by_content: dict[str, list[str]] = {}
        for submission in self.submissions:
            if submission.content:
                by_content.setdefault(submission.content, []).append(self._name_and_file(submission))
        copied = [", ".join(names) for names in by_content.values() if len(names) > 1]
        renamed = [
            f"{self._name_and_file(submission)} has the name of {submission.other_name} in it"
            for submission in self.submissions
            if submission.other_name
        ]
        return (*copied, *renamed)

    def _name_and_file(self, submission: GradedSubmission) -> str:
        return f"{self.display_name(submission)} ({submission.file})"

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

    def misconceptions(self) -> dict[str, list[tuple[str, list[str]]]]:
        """Return misconception id → its learners, each with the ids of the questions that show it.

        Most learners first. Two may have the same name.
        """
        learners: dict[str, list[tuple[str, list[str]]]] = {}
        for submission in self.submissions:
            for misconception, question_ids in submission.misconceptions.items():
                pair = (self.display_name(submission), question_ids)
                learners.setdefault(misconception, []).append(pair)
        return dict(sorted(learners.items(), key=lambda item: (-len(item[1]), item[0])))
