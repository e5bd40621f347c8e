"""A practice as it is kept: journal → Tutor → a question → an answer → journal. No widgets.

Every answer is in the journal at once, with what the tutor needs to go on: a practice that ends in the
middle, for whatever reason, goes on with the question that was open. What lessons' answers show, and
do not show, is evidence, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from iamsim.decision import EvaluationResult
from iamsim.learning.records import (
    CONFIDENCES,
    PRACTICE,
    REVIEW,
    Journal,
    JournalEvent,
    PracticeAnswer,
    SavedJournal,
    Storage,
    due_ideas,
    idea_records,
    lesson_of,
    next_due,
)
from iamsim.learning.tutor import ANSWERS, IDEAS, TOPICS, Feedback, Question, Tutor, TutorError, believed
from iamsim.learning.way import CORE

Clock = Callable[[], datetime]
ENOUGH_ANSWERS = 12
"""So many, or two for each idea if those are fewer, to master a practice: five right ones can be luck."""
QUESTION_ID = "practice-{}"
TITLES = {False: "Practice", True: "Review"}
FIXED_SEED = "print"  # where lessons are tried out or printed, questions must be the same each time
_SHOWN, _RIGHT = "allowed", "implicitDeny"  # of a lesson's answer: any two that differ say the same


def begun_lessons(journal: Journal) -> tuple[str, ...]:
    """Return the numbers of the lessons with a topic of the practice that a learner has begun."""
    begun = {lesson_of(event.question_id) for event in journal.events if event.status}
    return tuple(sorted(begun & {topic.lesson for topic in TOPICS.values()}))


def topics_of(lessons: Iterable[str]) -> tuple[str, ...]:
    """Return the topics of lessons, in the order of the course."""
    numbers = set(lessons)
    return tuple(name for name, topic in TOPICS.items() if topic.lesson in numbers)


def local_time() -> datetime:
    """Return the time where the learner is."""
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an answer."""

    question: Question
    chosen: str
    confidence: str
    feedback: Feedback
    times_named: dict[str, int]  # of the ideas that this feedback names: how often by now
    shown: frozenset[str]  # the ideas that would have given a wrong answer
    mastered_now: bool  # with this answer and not before

    @property
    def right(self) -> str:
        """IAM's answer."""
        return str(self.result.decision)

    @property
    def is_wrong(self) -> bool:
        """Whether the answer was not IAM's."""
        return self.chosen != self.right

    @property
    def result(self) -> EvaluationResult:
        """IAM's decision, with its trace."""
        if self.feedback.picture is None:
            raise TutorError(f"question {self.question.id}: its feedback has no decision")
        return self.feedback.picture


class PracticeSession:
    """One learner's practice about some topics, or a review of some ideas."""

    is_single = False
    """Whether there is one question only: nothing follows it."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        *,
        topics: Iterable[str] | None = None,
        seed: str = "",
        is_review: bool = False,
    ) -> None:
        """Take up the practice where it was left. Raises TutorError for a topic that there is not."""
        self.storage, self.clock, self.is_review = storage, clock, is_review
        # As it was read or written last: to read a file takes a tenth of a second on the site.
        self.journal, self.notice = storage.read()
        lessons = begun_lessons(self.journal)
        self.topics = topics_of(lessons or CORE) if topics is None else Tutor("", topics).topics
        self.are_chosen = topics is not None
        self.has_lessons = bool(lessons)
        words = f"review {clock().date()}" if is_review else "+".join(self.topics)
        self.seed = f"{seed or self.journal.learner} {words}"
        self.ideas = self._due_ideas() if is_review else ()
        self.outcome: Outcome | None = None
        self.tutor = self._tutor()
        self._answered = sum(map(self._counts, self.journal.events))
        self._first_number = self._answered + 1
        self._question: Question | None = None

    @property
    def question(self) -> Question:
        """The question that is open, or was answered last."""
        if self._question is None:
            self._question = self.tutor.ask()
        return self._question

    @property
    def number(self) -> int:
        """Which question this is, counted from 1."""
        return self._answered + (self.outcome is None)

    @property
    def is_first(self) -> bool:
        """Whether this is the question with which the practice was taken up."""
        return self.number == self._first_number

    @property
    def title(self) -> str:
        """What stands at the head of the page."""
        return TITLES[self.is_review]

    @property
    def label(self) -> str:
        """What stands beside it."""
        return f"Question {self.number}"

    def _counts(self, event: JournalEvent) -> bool:
        """Tell whether an event is an answer of this practice, or of this review."""
        answer = PracticeAnswer.of(event)
        if answer is None or (event.warmup == REVIEW) is not self.is_review:
            return False
        return answer.session == self.seed if self.is_review else answer.topic in self.topics

    @property
    def finished(self) -> bool:
        """Whether a review has nothing left to ask, or a practice is mastered."""
        if self.is_review:
            return self.tutor.mastered if self.ideas else True
        return self._mastered

    @property
    def _mastered(self) -> bool:
        ideas = sum(len(TOPICS[topic].ideas) for topic in self.topics)
        return self.tutor.mastered and self._answered >= min(ENOUGH_ANSWERS, 2 * ideas)

    def answer(self, chosen: str, confidence: str) -> Outcome:
        """Take an answer, keep it, and say what came of it. Raises TutorError, and then keeps nothing."""
        self._check(confidence)
        question, was_mastered = self.question, self._mastered
        idea_answers, right = self.tutor.idea_answers(question), believed(question, "TRUTH")
        feedback = self.tutor.answer(question, chosen)
        answer = PracticeAnswer(
            chosen,
            right,
            idea_answers,
            feedback.misconceptions,
            str(question.rows[0]),
            question.topic,
            self.seed,
        )
        self.journal, self.notice = self._keep(question, answer, confidence, feedback)
        self._answered += 1
        self.outcome = Outcome(
            question,
            chosen,
            confidence,
            feedback,
            self._times_named(feedback),
            frozenset(idea_answers),
            self._mastered and not was_mastered,
        )
        return self.outcome

    def _check(self, confidence: str) -> None:
        """Raise TutorError where no answer can be taken."""
        if self.outcome is not None:
            hint = "practice() asks more" if self.is_single else "next() asks another one"
            raise TutorError(f"this question is answered already; {hint}")
        if confidence not in CONFIDENCES:
            raise TutorError(f"confidence: expected one of {', '.join(CONFIDENCES)}; got {confidence!r:.40}")

    def _times_named(self, feedback: Feedback) -> dict[str, int]:
        """Return how often each idea that a feedback names was named by now."""
        records = idea_records(self.journal, self.clock()) if feedback.misconceptions else {}
        return {idea: len(records[idea].namings) for idea in feedback.misconceptions if idea in records}

    def _keep(
        self, question: Question, answer: PracticeAnswer, confidence: str, feedback: Feedback
    ) -> SavedJournal:
        event = JournalEvent(
            PRACTICE,
            QUESTION_ID.format(question.id),
            REVIEW if self.is_review else "",
            answer.raw(),
            confidence,
            feedback.status,
            feedback.misconception or "",
            time=self.clock().isoformat(timespec="milliseconds"),
        )
        return self.storage.commit(event)

    def next(self) -> None:
        """Go on to the next question; without an answer the open one stays."""
        if self.outcome is not None:
            self.outcome, self._question = None, None

    def prepare(self) -> None:
        """Draw the next question while the learner reads."""
        if self.outcome is not None and not (self.is_review and self.finished):
            self.tutor.ask()

    # ----------------------------------------------------------------------------------- what is known

    def _due_ideas(self) -> tuple[str, ...]:
        """Return what was due when today's review began; what it asked since is due later."""
        before = tuple(
            event
            for event in self.journal.events
            if not ((answer := PracticeAnswer.of(event)) and answer.session == self.seed)
        )
        return due_ideas(Journal(self.journal.learner, before), self.clock(), IDEAS)

    def _tutor(self) -> Tutor:
        """Return the tutor with all that the journal knows, in the order in which it happened."""
        tutor = Tutor(self.seed, ideas=self.ideas) if self.ideas else Tutor(self.seed, self.topics)
        for event in sorted(self.journal.events, key=lambda event: event.time):
            answer = PracticeAnswer.of(event)
            if answer is not None and {answer.chosen, answer.right} <= ANSWERS.keys():
                question = event.question_id.removeprefix(QUESTION_ID.format(""))
                # A review's own questions end it, and a practice's those of its topics; others are evidence.
                own = answer.session == self.seed if self.is_review else answer.topic in self.topics
                # The same question answered twice, in two notebooks or on two computers, is one answer.
                with suppress(TutorError):
                    tutor.learn(answer.idea_answers, answer.chosen, answer.right, question if own else "")
            elif event.verb != PRACTICE and event.misconception in IDEAS:
                tutor.learn({event.misconception: _SHOWN}, _SHOWN, _RIGHT)
            elif event.refuted:
                tutor.learn({idea: _SHOWN for idea in event.refuted if idea in IDEAS}, _RIGHT, _RIGHT)
        return tutor

    @property
    def due_next(self) -> str:
        """The next day on which something is reviewed, as 2026-12-01; "" if there is none."""
        day = next_due(self.journal, self.clock(), IDEAS)
        return day.isoformat() if day else ""
