"""The tutor: practice on fresh accounts, which finds the idea that a learner uses and asks until it is gone.

Tutor(seed).ask() → Question → answer(question, "allowed") → Feedback
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.questions.question import Feedback
from iamsim.learning.tutor import words
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure, read_bank
from iamsim.learning.tutor.cast import draw_cast
from iamsim.learning.tutor.interview import LEVELS, Interview
from iamsim.learning.tutor.next_question import next_question
from iamsim.learning.tutor.question import ANSWERS, TutorQuestion, make_question, pattern_of
from iamsim.learning.tutor.topics import IDEAS, TOPIC_OF, TOPICS, ideas_of

REVIEWED = 0.3
"""In a review: that an idea that was held once is held again."""
CLICKS = 0.5
"""From which probability on the tutor says that answers look like chance."""
EASY_LESSON = "03"
VERSION = 1


class TutorError(ValueError):
    """A topic, a question or an answer that the tutor does not know; the text is one line for a learner."""


class Tutor:
    """Asks one request at a time, learns what the learner believes, and says when all is mastered.

    The same seed and the same answers lead to the same questions. `topics` are names of TOPICS, by default
    all. `ideas` are misconceptions to review: each is asked for until it is refuted once, and nothing else.
    """

    def __init__(
        self,
        seed: int | str,
        topics: Iterable[str] | None = None,
        *,
        ideas: Iterable[str] | None = None,
    ) -> None:
        self.seed = str(seed)
        self.topics = tuple(_known("topic", topics, TOPICS)) if topics is not None else tuple(TOPICS)
        focus = tuple(_known("idea", ideas, TOPIC_OF)) if ideas is not None else ()
        self.ideas = ideas_of(self.topics)
        self.focus = focus
        beliefs = Beliefs.prior(self.ideas, dict.fromkeys(focus, REVIEWED))
        # Who reviews has seen all lessons; who practises begins with the smallest accounts of the topics.
        level = LEVELS[-1] if focus else min(TOPICS[topic].level for topic in self.topics)
        self._interview = Interview(self.seed, self.ideas, beliefs, focus, level)
        self._bank = _bank_of(self.topics)
        self._questions: dict[str, TutorQuestion] = {}  # every question that was asked by this object
        self._patterns: dict[str, AnswerPattern] = {}
        self._open = ""  # the id of the question that waits for an answer
        self._answered: set[str] = set()
        self._log: list[dict[str, Any]] = []

    # ---------------------------------------------------------------------------------------- asking

    def ask(self) -> TutorQuestion:
        """Return the question whose answer tells most; the open one again until it is answered."""
        if not self._open:
            number = len(self._interview.history) + 1
            entry = next_question(self._interview, self._bank)
            question = make_question(
                f"{number}-{entry.recipe}", entry.recipe, draw_cast(f"{self.seed}/{number}")
            )
            self._open = question.id
            self._questions[question.id] = question
            # Not the bank's pattern: what the engines answer to this very account is what counts.
            self._patterns[question.id] = pattern_of(question, IDEAS)
        return self._questions[self._open]

    def answer(self, question: TutorQuestion, answer: str) -> Feedback:
        """Take an answer, one of `question.answers`, and say what decided; name an idea once it is likely.

        Raises TutorError for an unknown answer, a second answer, or a question of another tutor.
        """
        self._check(question, answer)
        pattern = self._patterns[question.id]
        clicked_before = self.clicking > CLICKS
        named_ideas = self.learn(pattern.idea_answers, answer, pattern.right, question.id)
        paragraphs: list[str] = []
        for idea in named_ideas:
            paragraphs += words.named(idea, self._interview.streak(idea), self.times_named[idea])
        # Once, and not after each answer from then on.
        if self.clicking > CLICKS and not clicked_before:
            paragraphs.append(words.clicking(self._interview.beliefs.habit, EASY_LESSON))
        return words.feedback(question, answer, named_ideas, paragraphs)

    def _check(self, question: TutorQuestion, answer: str) -> None:
        self._check_own(question)
        if question.id in self._answered:
            raise TutorError(f"question {question.id} is answered already; ask() gives the next one")
        # A tuple, as an answer that is a list or a dict cannot be looked up in a mapping.
        if answer not in tuple(ANSWERS):
            raise TutorError(f"expected one of {', '.join(ANSWERS)}; got {answer!r:.40}")

    def _check_own(self, question: TutorQuestion) -> None:
        # By identity: another tutor may have asked the same structure first, under the same id.
        if not any(question is own for own in self._questions.values()):
            raise TutorError("this question is not of this tutor; answer what its ask() returned")

    def learn(
        self, idea_answers: Mapping[str, str], answer: str, right: str, question_id: str = ""
    ) -> tuple[str, ...]:
        """Take an answer without a text: `idea_answers` has what each idea answers where that is not `right`.

        With the id of a question of this tutor's (a journal's, say) the answer counts as if it were given
        now, and the ideas that it names are returned. Without, it is evidence from elsewhere, such as a row
        of a lesson's table: it changes beliefs and counts where an idea is named, not for mastery. Raises
        TutorError for an unknown answer, an answer given twice, or an id of something else.
        """
        recipe = question_id.partition("-")[2]
        if question_id and not _is_recipe(recipe):
            raise TutorError(f"{question_id!r:.40} is no id of a tutor's question")
        for name in (answer, right):
            if name not in tuple(ANSWERS):
                raise TutorError(f"expected one of {', '.join(ANSWERS)}; got {name!r:.40}")
        if question_id in self._answered:
            raise TutorError(f"question {question_id} is answered already; ask() gives the next one")
        # Ids of a later version are not known here, and no engine answers for them.
        pattern = AnswerPattern(
            right,
            {idea: wrong for idea, wrong in idea_answers.items() if wrong in ANSWERS and wrong != right},
        )
        self._log.append(
            {"shown": dict(pattern.idea_answers), "answer": answer, "right": right, "question": question_id}
        )
        if not question_id:
            self._interview.observe(pattern, answer)
            # What waits for an answer was chosen without this evidence, and stays: it may be on a screen.
            return ()
        self._answered.add(question_id)
        if question_id == self._open:
            self._open = ""
        return self._interview.take(recipe, pattern, answer)

    def idea_answers(self, question: TutorQuestion) -> dict[str, str]:
        """Return what each idea answers to a question that was asked, where that is not IAM's answer."""
        self._check_own(question)
        return dict(self._patterns[question.id].idea_answers)

    # --------------------------------------------------------------------------------------- beliefs

    def beliefs(self) -> dict[str, float]:
        """Return how likely it is that this learner holds each idea now."""
        return dict(self._interview.beliefs.marginals)

    @property
    def clicking(self) -> float:
        """How likely it is that the answers are clicked without reading."""
        return self._interview.beliefs.clicking

    @property
    def times_named(self) -> Mapping[str, int]:
        """How often each idea was named."""
        return self._interview.times_named

    @property
    def mastered(self) -> bool:
        """Whether each idea is refuted, each topic answered rightly, each wrong answer made good."""
        return self._interview.mastered

    def progress(self) -> dict[str, float]:
        """Return for each topic how much of it is done, 0–1: ideas refuted, and answers that were right."""
        return {topic: self._interview.topic_progress(topic) for topic in self.topics}

    # ---------------------------------------------------------------------------------------- keeping

    def state(self) -> dict[str, Any]:
        """Return all that `from_state` needs, as JSON data; it grows by one small entry for each answer."""
        return {
            "version": VERSION,
            "seed": self.seed,
            "topics": list(self.topics),
            "ideas": list(self.focus),
            "answers": [dict(entry) for entry in self._log],
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the tutor as it was, from `state()`. Raises TutorError."""
        try:
            topics = [name for name in state["topics"] if name in TOPICS]
            focus = [name for name in state["ideas"] if name in TOPIC_OF]
            tutor = cls(state["seed"], topics, ideas=focus or None)
            for entry in state["answers"]:
                tutor.learn(entry["shown"], entry["answer"], entry["right"], entry["question"])
        except (KeyError, TypeError, AttributeError) as error:
            raise TutorError(f"this is no state of a tutor: {error!r:.60}") from None
        return tutor


def _is_recipe(text: str) -> bool:
    try:
        Recipe.of(text)
    except ValueError:
        return False
    return True


def _known(noun: str, names: object, allowed: Mapping[str, Any]) -> list[str]:
    """Return names in the order of `allowed`. Raises TutorError for one that is not there, or none at all."""
    # In a notebook anything may be passed: what is no list at all, such as a number, is a wrong name.
    requested = list(names) if isinstance(names, Iterable) and not isinstance(names, str) else [names]
    for name in requested:
        if name not in tuple(allowed):
            raise TutorError(f"no {noun} {name!r:.40}; there are {', '.join(allowed)}")
    if not requested:
        raise TutorError(f"expected at least one {noun} of {', '.join(allowed)}")
    return [name for name in allowed if name in requested]


def _bank_of(topics: Sequence[str]) -> tuple[Structure, ...]:
    """Return the part of the bank whose accounts belong to topics."""
    kinds = {kind for topic in topics for kind in TOPICS[topic].kinds}
    if len(topics) == len(TOPICS):
        return read_bank()
    parts = (
        Structure(pattern, {recipe: facts for recipe, facts in recipes.items() if recipe.kind in kinds})
        for pattern, recipes in read_bank()
    )
    return tuple(structure for structure in parts if structure.recipes)
