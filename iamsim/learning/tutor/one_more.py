"""One more question, to be sure: after a table whose answers are nearly those of an engine, or of two.

one_more(tables, answers, seed) → OneMore → question, answer("allowed") → Feedback; or None
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from iamsim.learning.misconceptions import TRUTH, diagnose
from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.misconceptions.diagnosis import Answers, table_beliefs
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.questions.question import Feedback
from iamsim.learning.tutor import words
from iamsim.learning.tutor.bank import read_bank
from iamsim.learning.tutor.cast import Draw, draw_cast
from iamsim.learning.tutor.question import TutorQuestion, make_question, pattern_of
from iamsim.learning.tutor.topics import TOPIC_OF, TOPICS

SUSPECTED = 0.05
"""How likely an idea must be after a table to be worth one more question."""
NAMED = 0.4
"""How likely it must be after that question to be named: two accounts show it then."""


@dataclass(frozen=True, slots=True)
class OneMore:
    """The question after a table, and what the table says so far."""

    question: TutorQuestion
    pattern: AnswerPattern
    beliefs: Beliefs
    rows: Mapping[str, tuple[int, int]]  # idea → its answers in the table, of the rows where it differs

    def named(self, answer: str) -> tuple[str, ...]:
        """Return the idea that table and answer show together, if there is one."""
        marginals = self.beliefs.after(self.pattern, answer).marginals
        idea = max(marginals, key=marginals.__getitem__)
        is_sure = self.pattern.idea_answers.get(idea) == answer and marginals[idea] >= NAMED
        return (idea,) if is_sure else ()

    def answer(self, answer: str) -> Feedback:
        """Say what decided, and name the idea that table and answer show together."""
        ideas = self.named(answer)
        paragraphs = chain.from_iterable(words.named_by_table(idea, self.rows[idea]) for idea in ideas)
        return words.feedback(self.question, answer, ideas, paragraphs)


def one_more(tables: Mapping[str, Answers], answers: Answers, seed: str) -> OneMore | None:
    """Return the question in a fresh account that tells most after a table of answers.

    `tables` has the answers of TRUTH and of each engine that may be named, as for `diagnose`. None where the
    table names an idea already, is right, or shows none.
    """
    if answers == tables[TRUTH] or not all(answers) or diagnose(tables, answers):
        return None
    tables_of_topics = {name: table for name, table in tables.items() if name == TRUTH or name in TOPIC_OF}
    beliefs = table_beliefs(tables_of_topics, answers)
    if max(beliefs.marginals.values(), default=0) < SUSPECTED:
        return None
    # Accounts of the table's own topics: of what no lesson has told yet, nothing is asked.
    kinds = {kind for name in tables_of_topics if name != TRUTH for kind in TOPICS[TOPIC_OF[name]].kinds}
    possible = [
        (pattern, recipe) for pattern, recipes in read_bank() for recipe in recipes if recipe.kind in kinds
    ]
    gains = {id(pattern): beliefs.gain(pattern) for pattern, _ in possible}
    best_gain = max(gains.values())
    best = [recipe for pattern, recipe in possible if gains[id(pattern)] >= best_gain - 1e-9]
    smallest = min(recipe.level for recipe in best)
    recipe = Draw(seed).choice([recipe for recipe in best if recipe.level == smallest])
    question = make_question(f"more-{recipe}", recipe, draw_cast(seed))
    ideas = [name for name in tables_of_topics if name != TRUTH]
    rows = {idea: _rows(tables_of_topics[TRUTH], tables_of_topics[idea], answers) for idea in ideas}
    return OneMore(question, pattern_of(question, ideas), beliefs, rows)


def _rows(right: Answers, table: Answers, answers: Answers) -> tuple[int, int]:
    """Return how many answers are an idea's, of the rows where it differs from IAM."""
    differing = [index for index in range(len(right)) if table[index] != right[index]]
    return sum(answers[index] == table[index] for index in differing), len(differing)
