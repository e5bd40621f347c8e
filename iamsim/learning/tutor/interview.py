"""Which question to ask next, which idea to name, and when to stop: on patterns alone, without an account.

    bank of patterns → the one whose answer tells most → answer → beliefs → named? → mastered?

What is asked depends on the seed and on what was answered so far, on nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from iamsim.decision import Decision
from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure
from iamsim.learning.tutor.cast import Draw
from iamsim.learning.tutor.topics import TOPIC_OF, TOPIC_OF_KIND

LEVELS = (1, 2, 3)
"""How large accounts may be."""

# Naming
NAMED = 0.9
"""How likely an idea must be to be named."""
NAMED_SHOWN = 3
"""In so many wrong answers an idea must have shown to be named; in two of them no other likely idea does."""
SHOWN_ALONE = 2
SURE_AFTER = 8
"""One answer may speak against an idea that is named; of so many that speak for it, two."""
WINDOW = 12
"""So many of the last answers are looked at for what speaks against an idea."""
LIKELY = 0.1
"""From which probability on an idea counts as an explanation beside another."""
SUSPECT = 0.6
"""From which probability on an idea is tried in accounts that are unlike those in which it has shown."""
UNLIKE = 0.3  # bits that such an account is worth, at most
CONFIRM = 0.4  # and so many more where only one more answer that shows it is missing to name the idea
REST = 3
"""For so many questions an idea that was named is left alone: there may be a second one."""

# Mastery
GONE = 0.05
"""How unlikely an idea must be to count as not held, at mastery."""
PASSES = 3
"""So often each topic must be answered rightly where one of its ideas would have shown."""
ALLOWED = str(Decision.ALLOWED)
TEMPTING: Mapping[tuple[str, bool], int] = MappingProxyType(
    {
        ("owner", False): 1,
        ("maker", False): 1,
        ("key", True): 1,
        ("bucket", False): 1,
        ("prefix", True): 1,
        ("time", True): 1,
        ("time", False): 1,
        ("scp", False): 2,
        ("mfa", True): 1,
        ("mfa", False): 1,
    }
)
"""(kind of account, is it allowed) → right answers that mastery asks for: there also an idea that nobody has
made an engine of shows, such as that an owner may do more, or a user with a key less."""

# Asking
APART = 8
"""Within so many questions no pattern comes twice, but for one that was answered wrongly."""
AGAIN_AFTER = 3
"""After so many other questions a structure that was answered wrongly is asked again, with other names."""
IN_A_ROW = 3
"""So often the same answer may be right in a row."""
SETTLE_BELOW = 0.3
"""With so few bits left to find out, wrong answers are made good first."""
UNTESTED = 0.03  # bits that an idea is worth that was never tested
UNCOVERED = 0.07  # and a kind of account that mastery asks for
NOISE = 0.01  # bits by chance, up to eight times: so that two sessions differ
NOISE_STEPS = 8


class PlannedQuestion(NamedTuple):
    """One structure that can be asked: its recipe, and what each idea answers to it."""

    recipe: Recipe
    pattern: AnswerPattern


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered."""

    recipe: str
    pattern: AnswerPattern
    answer: str

    @property
    def right(self) -> bool:
        """Whether the answer is IAM's."""
        return self.answer == self.pattern.right

    def shows(self, idea: str) -> bool:
        """Tell whether the answer is an idea's, and not IAM's."""
        return self.pattern.idea_answers.get(idea) == self.answer


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
        self.seed, self.ideas, self.beliefs = seed, tuple(ideas), beliefs
        self.focus, self.first_level = frozenset(focus), level
        self.beliefs_at_naming = beliefs  # after the last answer, before what it named was half forgotten
        self.history: list[Answered] = []
        self.evidence: list[Answered] = []  # answers in lessons
        # Right answers where an idea would have shown, since it showed last.
        self.passed = dict.fromkeys(self.ideas, 0)
        self.topic_passes: Counter[str] = Counter()
        self.covered: Counter[tuple[str, bool]] = Counter()
        self.times_named: Counter[str] = Counter()
        self.named_at: dict[str, int] = {}  # after how many answers it was named last
        self.named_before: dict[str, int] = {}  # and the time before that
        self.doubts: dict[str, frozenset[str]] = {}  # recipe answered wrongly → the ideas that explain it

    # ---------------------------------------------------------------------------------------- answers

    def take(self, recipe: str, pattern: AnswerPattern, answer: str) -> tuple[str, ...]:
        """Take an answer, and return the ideas that it allows to name."""
        answered = Answered(recipe, pattern, answer)
        self.history.append(answered)
        self.beliefs = self.beliefs_at_naming = self.beliefs.after(pattern, answer)
        for idea, wrong in pattern.idea_answers.items():
            if idea in self.passed and answer in {wrong, pattern.right}:
                self.passed[idea] = self.passed[idea] + 1 if answered.right else 0
        self.doubts.pop(recipe, None)
        if answered.right:
            self.topic_passes.update({TOPIC_OF[idea] for idea in pattern.idea_answers if idea in self.passed})
            self.covered[Recipe.of(recipe).kind, pattern.right == ALLOWED] += 1
        else:
            # At the end, so that each is asked again in its turn.
            self.doubts[recipe] = frozenset(idea for idea in pattern.idea_answers if answered.shows(idea))
        # Named is what this very answer shows, so that its account can be looked at.
        named_ideas = tuple(
            idea for idea in pattern.idea_answers if answered.shows(idea) and self.is_sure(idea)
        )
        for idea in named_ideas:
            self.times_named[idea] += 1
            self.named_before[idea] = self.named_at.get(idea, 0)
            self.named_at[idea] = len(self.history)
            self.beliefs = self.beliefs.forgetting(idea)
        return named_ideas

    def observe(self, pattern: AnswerPattern, answer: str) -> None:
        """Take evidence from elsewhere: it changes beliefs, and counts where an idea is named."""
        self.evidence.append(Answered("", pattern, answer))
        self.beliefs = self.beliefs.after(pattern, answer)

    # ----------------------------------------------------------------------------------------- naming

    @property
    def named_last(self) -> tuple[str, ...]:
        """The ideas that the last answer named."""
        return tuple(idea for idea, number in self.named_at.items() if number == len(self.history))

    def is_sure(self, idea: str) -> bool:
        """Tell whether an idea is likely, and has shown often enough, with little against it."""
        if self.beliefs_at_naming.marginals.get(idea, 0) < NAMED:
            return False
        return (
            len(self._hits(idea)) >= NAMED_SHOWN
            and not self._is_doubtful(idea)
            and self._shown_alone(idea) >= SHOWN_ALONE
        )

    def _is_doubtful(self, idea: str) -> bool:
        """Tell whether too many answers speak against an idea to name it."""
        return self._against(idea) > 1 + (len(self._hits(idea)) >= SURE_AFTER)

    def _since_named(self, idea: str) -> list[Answered]:
        """Return the answers since an idea was named; before that, those in lessons too."""
        if idea in self.named_at:
            return self.history[self.named_at[idea] :]
        return self.evidence + self.history

    def _hits(self, idea: str) -> list[Answered]:
        """Return the answers that were an idea's, since it was named."""
        return [past for past in self._since_named(idea) if past.shows(idea)]

    def _against(self, idea: str) -> int:
        """Return how many answers speak against an idea.

        Those are, among the last ones, right ones where it makes a difference, and wrong ones that are not
        its own. A wrong one may be explained by an idea that was named already, or is as likely and of
        another topic; not by one of the same topic, as somebody with an idea of which nothing is known here
        looks like two of its neighbours.
        """
        return sum(
            idea in past.pattern.idea_answers if past.right else not self._is_explained(past, idea)
            for past in self._since_named(idea)[-WINDOW:]
        )

    def _is_explained(self, wrong: Answered, idea: str) -> bool:
        marginals = self.beliefs_at_naming.marginals
        return any(
            wrong.shows(other)
            and (
                other == idea
                or self.times_named[other] > 0
                or (marginals[other] >= NAMED and TOPIC_OF[other] != TOPIC_OF[idea])
            )
            for other in wrong.pattern.idea_answers
            if other in self.passed
        )

    def _shown_alone(self, idea: str) -> int:
        """Return how many of an idea's answers no other likely idea explains."""
        marginals = self.beliefs_at_naming.marginals
        return sum(
            not any(
                other != idea and past.shows(other) and marginals.get(other, 0) >= LIKELY
                for other in past.pattern.idea_answers
            )
            for past in self._hits(idea)
        )

    def streak(self, idea: str) -> tuple[int, int]:
        """Return how many answers were an idea's, of how many questions where it makes a difference.

        Counted are the last ones, since it was named before, with one other answer among them at most.
        """
        hits = questions = 0
        counted = (0, 0)
        for past in reversed(self.history[self.named_before.get(idea, 0) :]):
            if idea in past.pattern.idea_answers:
                questions += 1
                hits += past.shows(idea)
                if questions - hits > 1:
                    break
                if past.shows(idea):
                    counted = (hits, questions)
        return counted

    # ---------------------------------------------------------------------------------------- mastery

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
        marginals, topics = self.beliefs.marginals, {TOPIC_OF[idea] for idea in self.ideas}
        return (
            all(self.passed[idea] and marginals[idea] < GONE for idea in self.ideas)
            and all(self.topic_passes[topic] >= PASSES for topic in topics)
            and self.beliefs.clicking < GONE
            and self.beliefs.unknown_idea < GONE
            and not self.open_doubts()
            and not self._uncovered()
        )

    def topic_progress(self, topic: str) -> float:
        """Return how much of a topic is done, 0–1."""
        ideas = [idea for idea in self.ideas if TOPIC_OF[idea] == topic]
        refuted = sum(self.passed[idea] > 0 for idea in ideas)
        return (refuted + min(self.topic_passes[topic], PASSES)) / (len(ideas) + PASSES)

    def open_doubts(self) -> list[str]:
        """Return the recipes that were answered wrongly and not yet made good, the oldest first.

        A wrong answer is made good by a right one to the same structure, or, where an idea explains it that
        was named, by two right ones where that idea would have shown.
        """
        beaten = {idea for idea, passes in self.passed.items() if self.times_named[idea] and passes > 1}
        return [recipe for recipe, ideas in self.doubts.items() if beaten.isdisjoint(ideas)]

    def _uncovered(self) -> set[tuple[str, bool]]:
        """Return the tempting kinds of accounts of this practice that mastery still asks for."""
        topics = {TOPIC_OF[idea] for idea in self.ideas}
        return {
            key
            for key, times in TEMPTING.items()
            if TOPIC_OF_KIND[key[0]] in topics and self.covered[key] < times
        }

    # ----------------------------------------------------------------------------------------- asking

    def choose(self, bank: Sequence[Structure]) -> PlannedQuestion:
        """Return the structure whose answer tells most, or one that was answered wrongly some time ago."""
        draw = Draw(f"{self.seed}/{len(self.history)}")
        best = self._best(bank, draw) or self._best(bank, draw, repeats=True)
        again = self._doubt_to_settle()
        if again and (best is None or best[0] < SETTLE_BELOW):
            return again
        if best is None:
            # A bank of few patterns: what was asked longest ago comes again, with other names.
            oldest = self.history[-min(len(self.history), APART)]
            return PlannedQuestion(Recipe.of(oldest.recipe), oldest.pattern)
        return best[1]

    def _best(
        self, bank: Sequence[Structure], draw: Draw, *, repeats: bool = False
    ) -> tuple[float, PlannedQuestion] | None:
        """Return the question with the greatest value; None if the bank has none that may be asked now."""
        level, uncovered = self.level, self._uncovered()
        asked_recipes = set() if repeats else {Recipe.of(past.recipe) for past in self.history}
        tried = self._tried_patterns()
        best: tuple[float, AnswerPattern, list[Recipe]] | None = None
        for pattern, recipes in bank:
            if not self._may_be_asked(pattern):
                continue
            possible = [recipe for recipe in recipes if recipe.level <= level and recipe not in asked_recipes]
            if not possible:
                continue
            allowed = pattern.right == ALLOWED
            needed_recipes = [recipe for recipe in possible if (recipe.kind, allowed) in uncovered]
            untested = sum(self.passed.get(idea) == 0 for idea in pattern.idea_answers)
            value = self.beliefs.gain(pattern) + UNTESTED * untested + UNCOVERED * bool(needed_recipes)
            value += NOISE * draw.below(NOISE_STEPS)
            for suspect, patterns in tried.items():
                if suspect in pattern.idea_answers:
                    likeness = max((_likeness(pattern, other) for other in patterns), default=0)
                    is_likely = self.beliefs.marginals[suspect] >= NAMED
                    value += (UNLIKE + CONFIRM * is_likely) * (1 - likeness)
            if best is None or value > best[0]:
                best = value, pattern, needed_recipes or possible
        return best and (best[0], PlannedQuestion(draw.choice(best[2]), best[1]))

    def _may_be_asked(self, pattern: AnswerPattern) -> bool:
        """Tell whether a pattern tells something, about what may be asked now, and is not a repetition."""
        last = self.history[-IN_A_ROW:]
        if len(last) == IN_A_ROW and {past.pattern.right for past in last} == {pattern.right}:
            return False
        if any(past.pattern == pattern for past in self.history[-APART:]):
            return False
        practised = [idea for idea in pattern.idea_answers if idea in self.passed]
        if not practised or self.resting(practised):
            return False
        return not self.focus or not self.focus.isdisjoint(practised)

    def resting(self, ideas: Iterable[str]) -> bool:
        """Tell whether one of these ideas was named only just now, so that it is another one's turn."""
        return any(len(self.history) - self.named_at.get(idea, -REST) < REST for idea in ideas)

    def _tried_patterns(self) -> dict[str, list[AnswerPattern]]:
        """Return for the idea that is suspected, if there is one, the patterns in which it has shown."""
        marginals = self.beliefs.marginals
        suspect = max(self.ideas, key=marginals.__getitem__)
        hits = self._hits(suspect)
        if marginals[suspect] < SUSPECT or suspect in self.named_last or self._is_doubtful(suspect):
            return {}
        return {suspect: [past.pattern for past in hits]}

    def _doubt_to_settle(self) -> PlannedQuestion | None:
        """Return a structure that was answered wrongly and not lately; None if there is none.

        Nor is one that a likely idea explains: the answer would be the same, and tell nothing.
        """
        marginals = self.beliefs.marginals
        likely = {idea for idea, probability in marginals.items() if probability >= LIKELY}
        lately = {past.recipe for past in self.history[-AGAIN_AFTER:]}
        for recipe in self.open_doubts():
            if recipe not in lately and likely.isdisjoint(self.doubts[recipe]):
                past = next(past for past in self.history if past.recipe == recipe)
                return PlannedQuestion(Recipe.of(recipe), past.pattern)
        return None


def _likeness(first: AnswerPattern, second: AnswerPattern) -> float:
    """Return how much two patterns have in common, 0–1: the ideas that give the same answer in both."""
    common = first.idea_answers.items() & second.idea_answers.items()
    return len(common) / max(len(first.idea_answers.items() | second.idea_answers.items()), 1)
