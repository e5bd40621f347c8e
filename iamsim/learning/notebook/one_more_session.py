"""One more question, to be sure, after a table whose answers are nearly those of an idea. No widgets.

    a table's answers in the journal → offered(journal, "08-table") → OneMoreSession → an answer, kept

It is drawn from the learner and the table's own answer, so it is the same each time, and asked once. Its
answer is an answer of a practice: evidence for the tutor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from iamsim.learning.misconceptions import ENGINES, TRUTH
from iamsim.learning.notebook.answer_mode import answer_mode
from iamsim.learning.notebook.practice_session import Clock, Outcome, PracticeSession
from iamsim.learning.questions import exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.records import TRY_STATUSES, Journal, JournalEvent, PracticeAnswer, Storage, lesson_of
from iamsim.learning.tutor import ANSWERS, Feedback, OneMore, Question, TutorError, believed, one_more

FIRST_LESSON = "03"
"""Before it there are no policies, and so no words for a fresh account."""
NOTHING_MORE = "nothing is asked here: one more question follows a prediction table that is nearly an idea's"
NO_NEXT = "this is one question only; practice() asks more"
SLIP = "So what was not IAM's answer in the table looks like a slip: no wrong idea is named."
UNCLEAR = "The table and this answer do not show one idea together, so none is named; `practice()` asks on."


@dataclass(frozen=True, slots=True)
class TableOffer:
    """The question after a table; and its answer, if it was given."""

    name: str  # the table's id
    more: OneMore
    session: str  # by which its answer is known in the journal
    event: JournalEvent | None = None


def offered(journal: Journal, name: str) -> TableOffer | None:
    """Return the question that follows a prediction table, answered or not; None where none does.

    None as well where lessons are tried out or printed. Raises ExerciseError for an unknown id.
    """
    if answer_mode().name or lesson_of(name) < FIRST_LESSON:
        return None
    question, last = exercises.question(name), journal.record(name).last
    if last is None or not isinstance(question, TableQuestion) or question.section != "prediction":
        return None
    if grade(question, last.answer).status not in TRY_STATUSES:  # answered in an older version of the table
        return None
    by_label = question.canonical(last.answer)
    tables = {idea: question.answers_of(idea) for idea in (TRUTH, *question.claims) if idea in ENGINES}
    session = f"one more {name} {last.id}"
    seed = f"{journal.learner} {session}"
    offered_question = one_more(tables, tuple(by_label[label] for label in question.labels), seed)
    if offered_question is None:
        return None
    answered = (event for event in journal.events if _is_answer(event, session))
    return TableOffer(name, offered_question, session, next(answered, None))


def _is_answer(event: JournalEvent, session: str) -> bool:
    answer = PracticeAnswer.of(event)
    return answer is not None and answer.session == session and answer.chosen in ANSWERS


class OneMoreSession(PracticeSession):
    """The one question after a table, for the page of a practice."""

    is_single = True

    def __init__(self, storage: Storage, clock: Clock, name: str) -> None:
        """Take up the question as it stands. Raises TutorError where none follows, or ExerciseError."""
        offer = offered(storage.read().journal, name)
        if offer is None:
            raise TutorError(NOTHING_MORE)
        super().__init__(storage, clock, topics=[offer.more.question.topic])
        self.offer = offer
        self.seed = offer.session
        if offer.event is not None:
            self._show_answer(offer.event)

    @property
    def title(self) -> str:
        """What stands at the head."""
        return "One more, to be sure"

    @property
    def label(self) -> str:
        """What stands beside it."""
        return self.offer.name

    @property
    def question(self) -> Question:
        """The question, open or answered."""
        return self.offer.more.question

    def answer(self, chosen: str, confidence: str) -> Outcome:
        """Take the answer, keep it, and say what came of it. Raises TutorError, and then keeps nothing."""
        self._check(confidence)
        # Read again: it may have been answered on another page since.
        current = offered(self.storage.read().journal, self.offer.name)
        if current is not None and current.event is not None and current.session == self.seed:
            return self._show_answer(current.event)
        pattern, feedback = self.offer.more.pattern, self._feedback(chosen)
        answer = PracticeAnswer(
            chosen,
            pattern.right,
            pattern.idea_answers,
            feedback.misconceptions,
            str(self.question.rows[0]),
            self.question.topic,
            self.seed,
        )
        self.journal, self.notice = self._keep(self.question, answer, confidence, feedback)
        return self._show(chosen, confidence, feedback)

    def _show_answer(self, event: JournalEvent) -> Outcome:
        """Show the answer that was given before."""
        answer = PracticeAnswer.of(event)
        if answer is None:
            raise TutorError(NOTHING_MORE)
        return self._show(answer.chosen, event.confidence, self._feedback(answer.chosen))

    def _show(self, chosen: str, confidence: str, feedback: Feedback) -> Outcome:
        shown_ideas = frozenset(self.offer.more.pattern.idea_answers)
        times = self._times_named(feedback)
        self.outcome = Outcome(
            self.question, chosen, confidence, feedback, times, shown_ideas, mastered_now=False
        )
        return self.outcome

    def _feedback(self, chosen: str) -> Feedback:
        """Say what decided; then the idea that is named, or that it looks like a slip."""
        feedback = self.offer.more.answer(chosen)
        if feedback.misconceptions:
            return feedback
        ending = SLIP if chosen == believed(self.question, TRUTH) else UNCLEAR
        return replace(feedback, text=f"{feedback.text}\n\n{ending}")

    def next(self) -> None:
        """Refuse: there is no other question. Raises TutorError."""
        raise TutorError(NO_NEXT)

    def prepare(self) -> None:
        """Draw nothing: no question follows."""
