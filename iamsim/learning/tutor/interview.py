"""Which question to ask next, which idea to name, and when to stop: on patterns alone, without an account.

    bank of patterns → the one whose answer tells most → answer → beliefs → named? → mastered?

What is asked depends on the seed and on what was answered so far, on nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure
from iamsim.learning.tutor.beliefs import Beliefs
from iamsim.learning.tutor.cast import Draw
from iamsim.learning.tutor.pattern import AnswerPattern
from iamsim.learning.tutor.topics import TOPIC_OF

LEVELS = (1, 2, 3)
"""How large accounts may be."""
NAMED = 0.9
"""How likely an idea must be to be named."""
NAMED_SHOWN = 2
"""In so many wrong answers an idea must have shown, which no other likely idea explains, to be named."""
LIKELY = 0.1
"""From which probability on an idea counts as an explanation beside another."""
GONE = 0.05
"""How unlikely an idea must be to count as not held, at mastery."""
PASSES = 3
"""So often each topic must be answered rightly where one of its ideas would have shown."""
APART = 8
"""Within so many questions no pattern comes twice."""
AGAIN_AFTER = 3
"""After so many other questions a structure that was answered wrongly is asked again, with other names."""
REST = 3
"""For so many questions an idea that was named is left alone."""
IN_A_ROW = 3
"""So often the same answer may be right in a row."""
SETTLE_BELOW = 0.3
"""With so few bits left to find out, wrong answers are made good first."""
UNTESTED = 0.03  # bits that an idea is worth that was never tested
NOISE = 0.01  # bits, by chance: so that two sessions differ


class PlannedQuestion(NamedTuple):
    """One structure that can be asked: its recipe, and what each idea answers to it."""

    recipe: Recipe
    pattern: AnswerPattern


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered."""

    recipe: str  # "" for evidence from elsewhere
    pattern: AnswerPattern
    answer: str

    @property
    def right(self) -> bool:
        """Whether the answer is IAM's."""
        return self.answer == self.pattern.right


class Interview:
    """A learner's answers, and what follows from them."""

    def __init__(
        self,
        seed: str,
        ideas: Sequence[str],
        beliefs: Beliefs,
        focus: Iterable[str] = (),
        level: int = LEVELS[0],
    ) -> None:
        self.first_level = level
        self.seed, self.ideas, self.beliefs = seed, tuple(ideas), beliefs
        self.focus = frozenset(focus)
        self.history: list[Answered] = []
        self.passed = dict.fromkeys(
            self.ideas, 0
        )  # right answers where it would have shown, since it last showed
        self.times_named: Counter[str] = Counter()
        self.named_at: dict[str, int] = {}  # after how many answers it was named last
        self.named_before: dict[str, int] = {}  # and the time before that
        self.before_naming = beliefs
        self.topic_passes: Counter[str] = Counter()
        self.doubts: dict[str, frozenset[str]] = {}  # recipe answered wrongly → the ideas that explain it

    # ------------------------------------------------------------------------------------- answers

    def take(self, recipe: str, pattern: AnswerPattern, answer: str) -> tuple[str, ...]:
        """Take an answer, and return the ideas that can be named now."""
        self.beliefs = self.beliefs.after(pattern, answer)
        answered = Answered(recipe, pattern, answer)
        self.history.append(answered)
        for idea, wrong in pattern.shown.items():
            if idea in self.passed and answer in {wrong, pattern.right}:
                self.passed[idea] = self.passed[idea] + 1 if answered.right else 0
        if answered.right:
            self.topic_passes.update({TOPIC_OF[idea] for idea in pattern.shown if idea in self.passed})
            self.doubts.pop(recipe, None)
        else:
            explained = frozenset(idea for idea, wrong in pattern.shown.items() if wrong == answer)
            # At the end, so that each is asked again in its turn.
            self.doubts.pop(recipe, None)
            self.doubts[recipe] = explained
        self.before_naming = self.beliefs
        marginals = self.beliefs.marginals
        named = tuple(
            idea
            for idea, wrong in pattern.shown.items()
            # Named is what this very answer shows, so that its account can be looked at.
            if wrong == answer and marginals.get(idea, 0) >= NAMED and self.times_shown(idea) >= NAMED_SHOWN
        )
        for idea in named:
            self.times_named[idea] += 1
            self.named_before[idea] = self.named_at.get(idea, 0)
            self.named_at[idea] = len(self.history)
            self.beliefs = self.beliefs.forgetting(idea)
        return named

    def observe(self, pattern: AnswerPattern, answer: str) -> None:
        """Take evidence from elsewhere: beliefs change, and nothing else."""
        self.beliefs = self.beliefs.after(pattern, answer)

    @property
    def named_last(self) -> tuple[str, ...]:
        """The ideas that the last answer named."""
        return tuple(idea for idea, when in self.named_at.items() if when == len(self.history))

    def streak(self, idea: str) -> tuple[int, int]:
        """Return how many answers were the idea's, of how many questions where it makes a difference.

        Counted are the last ones, since it was named before, with one other answer among them at most.
        """
        shown = asked = 0
        found = (0, 0)
        for past in reversed(self.history[self.named_before.get(idea, 0) :]):
            if idea not in past.pattern.shown:
                continue
            asked += 1
            shown += past.answer == past.pattern.shown[idea]
            if asked - shown > 1:
                break
            if past.answer == past.pattern.shown[idea]:
                found = (shown, asked)
        return found

    def topic_progress(self, topic: str, passes: int) -> float:
        """Return how much of a topic is done, 0–1."""
        ideas = [idea for idea in self.ideas if TOPIC_OF[idea] == topic]
        refuted = sum(self.passed[idea] > 0 for idea in ideas)
        answered = min(self.topic_passes[topic], passes)
        return (refuted + answered) / (len(ideas) + passes)

    def times_shown(self, idea: str) -> int:
        """Return how many wrong answers, since the idea was last named, only this likely idea explains."""
        marginals, count = self.beliefs.marginals, 0
        for past in self.history[self.named_at.get(idea, 0) :]:
            if past.right or past.pattern.shown.get(idea) != past.answer:
                continue
            count += not any(
                other != idea and wrong == past.answer and marginals.get(other, 0) >= LIKELY
                for other, wrong in past.pattern.shown.items()
            )
        return count

    # -------------------------------------------------------------------------------------- mastery

    @property
    def level(self) -> int:
        """How large accounts may be: larger after right answers, smaller after two wrong ones in a row."""
        right = sum(past.right for past in self.history)
        stumbled = len(self.history) > 1 and not any(past.right for past in self.history[-2:])
        return max(self.first_level, min(LEVELS[-1], LEVELS[0] + (right + 1) // 2) - stumbled)

    @property
    def mastered(self) -> bool:
        """Each idea unlikely and refuted, each topic answered rightly, and each wrong answer made good."""
        if self.focus:
            return all(self.passed[idea] for idea in self.focus)
        marginals = self.beliefs.marginals
        return (
            all(self.passed[idea] and marginals[idea] < GONE for idea in self.ideas)
            and all(self.topic_passes[topic] >= PASSES for topic in {TOPIC_OF[idea] for idea in self.ideas})
            and self.beliefs.clicking < GONE
            and self.beliefs.unknown_idea < GONE
            and not self.open_doubts()
        )

    def open_doubts(self) -> list[str]:
        """Return the recipes that were answered wrongly and not yet made good, the oldest first.

        A wrong answer is made good by a right one to the same structure, or, where an idea explains it that
        was named, by two right ones where that idea would have shown.
        """
        return [
            recipe
            for recipe, ideas in self.doubts.items()
            if not any(
                self.times_named[idea] and self.passed[idea] > 1 for idea in ideas if idea in self.passed
            )
        ]

    # --------------------------------------------------------------------------------------- asking

    def choose(self, bank: Sequence[Structure]) -> PlannedQuestion:
        """Return the structure whose answer tells most, or one that was answered wrongly some time ago."""
        best = self._best(bank, repeats=False) or self._best(bank, repeats=True)
        again = self._doubt_to_settle()
        if again and (best is None or best[0] < SETTLE_BELOW):
            return again
        if best is None:
            # A bank of few patterns: what was asked longest ago comes again, with other names.
            oldest = self.history[-min(len(self.history), APART)]
            return PlannedQuestion(Recipe.of(oldest.recipe), oldest.pattern)
        return best[1]

    def _best(self, bank: Sequence[Structure], *, repeats: bool) -> tuple[float, PlannedQuestion] | None:
        """Return the entry with the greatest value; None if the bank has none that may be asked now."""
        draw = Draw(f"{self.seed}/{len(self.history)}")
        level = self.level
        asked = set() if repeats else {past.recipe for past in self.history}
        recent = [past.pattern for past in self.history[-APART:]]
        rights = [past.pattern.right for past in self.history[-IN_A_ROW:]]
        dull = rights[0] if len(rights) == IN_A_ROW and len(set(rights)) == 1 else ""
        resting = {idea for idea, when in self.named_at.items() if len(self.history) - when < REST}
        best: tuple[float, AnswerPattern, list[Recipe]] | None = None
        for pattern, recipes in bank:
            if pattern.right == dull or pattern in recent:
                continue
            shown = [idea for idea in pattern.shown if idea in self.passed]
            if not shown or not resting.isdisjoint(shown) or (self.focus and self.focus.isdisjoint(shown)):
                continue
            possible = [recipe for recipe in recipes if recipe.level <= level and str(recipe) not in asked]
            if not possible:
                continue
            value = self.beliefs.gain(pattern) + UNTESTED * sum(not self.passed[idea] for idea in shown)
            value += NOISE * draw.below(8)
            if best is None or value > best[0]:
                best = value, pattern, possible
        return best and (best[0], PlannedQuestion(draw.choice(best[2]), best[1]))

    def _doubt_to_settle(self) -> PlannedQuestion | None:
        """Return a structure that was answered wrongly and not lately; None if there is none."""
        lately = {past.recipe for past in self.history[-AGAIN_AFTER:]}
        for recipe in self.open_doubts():
            if recipe not in lately:
                past = next(past for past in self.history if past.recipe == recipe)
                return PlannedQuestion(Recipe.of(recipe), past.pattern)
        return None
