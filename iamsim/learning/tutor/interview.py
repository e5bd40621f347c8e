"""A learner's answers to the tutor, and what follows from them: which idea to name, and when to stop.

    answer to a pattern → beliefs → named? → mastered?

All of it on patterns alone, without an account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from iamsim.decision import Decision
from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.topics import TOPIC_OF, TOPIC_OF_KIND

LEVELS = (1, 2, 3)
"""How large accounts may be."""

# Naming
NAMING_PROBABILITY = 0.9
"""How likely an idea must be to be named."""
HITS_TO_NAME = 4
"""In so many wrong answers an idea must have shown to be named for the first time."""
HITS_TO_NAME_AGAIN = 3
"""And in so many answers after that to be named again."""
UNSHARED_HITS_TO_NAME = 2
"""In so many of them no other likely idea may have shown."""
ANSWERS_TO_NAME = 8
"""After fewer answers nothing is named: they may be those of a neighbouring idea that is not known here."""
HITS_PER_MISS = 5
"""So many for each answer that speaks against it."""
HITS_PER_DOUBT = 6
"""An idea is not tried any more with two answers against it, and one more for so many that speak for it."""
WINDOW = 12
"""So many of the last answers are looked at for what speaks against an idea, while there are few."""
FEW_ANSWERS = 16
"""Of more than so many, all are looked at: what is not sure by then is most likely no idea that is known."""
LIKELY_PROBABILITY = 0.1
"""From which probability on an idea counts as an explanation beside another."""

# Mastery
GONE_PROBABILITY = 0.05
"""How unlikely an idea must be to count as not held, at mastery."""
PASSES_PER_TOPIC = 3
"""So often each topic must be answered rightly where one of its ideas would have shown."""
ALLOWED = str(Decision.ALLOWED)
KINDS_TO_COVER: Mapping[tuple[str, bool], int] = MappingProxyType(
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
        self.passes = dict.fromkeys(self.ideas, 0)
        self.topic_passes: Counter[str] = Counter()
        self.covered: Counter[tuple[str, bool]] = Counter()
        self.times_named: Counter[str] = Counter()
        self.named_at: dict[str, int] = {}  # after how many answers it was named last
        self.named_before: dict[str, int] = {}  # and the time before that
        # Recipe that was answered wrongly → the ideas that explain the answer.
        self.explanations: dict[str, frozenset[str]] = {}

    # ---------------------------------------------------------------------------------------- answers

    def take(self, recipe: str, pattern: AnswerPattern, answer: str) -> tuple[str, ...]:
        """Take an answer, and return the ideas that it allows to name."""
        answered = Answered(recipe, pattern, answer)
        self.history.append(answered)
        self.beliefs = self.beliefs_at_naming = self.beliefs.after(pattern, answer)
        # A third answer, neither IAM's nor the idea's, is no proof for the idea and none against it.
        for idea, wrong in pattern.idea_answers.items():
            if idea in self.passes and answer in {wrong, pattern.right}:
                self.passes[idea] = self.passes[idea] + 1 if answered.right else 0
        self.explanations.pop(recipe, None)
        if answered.right:
            self.topic_passes.update({TOPIC_OF[idea] for idea in pattern.idea_answers if idea in self.passes})
            self.covered[Recipe.of(recipe).kind, pattern.right == ALLOWED] += 1
        else:
            # Popped before and added at the end, so that each is asked again in its turn.
            self.explanations[recipe] = frozenset(
                idea for idea in pattern.idea_answers if answered.shows(idea)
            )
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
        if self.beliefs_at_naming.marginals.get(idea, 0) < NAMING_PROBABILITY:
            return False
        hits = len(self.hits(idea))
        if self.times_named[idea]:
            has_shown = hits >= HITS_TO_NAME_AGAIN and not self.is_doubtful(idea)
        else:
            has_shown = hits >= max(HITS_TO_NAME, HITS_PER_MISS * self._against(idea))
        return (
            has_shown
            and len(self.evidence) + len(self.history) >= ANSWERS_TO_NAME
            and self._shown_alone(idea) >= UNSHARED_HITS_TO_NAME
        )

    def is_doubtful(self, idea: str) -> bool:
        """Tell whether too many answers speak against an idea to look for more that speak for it."""
        return self._against(idea) > 1 + len(self.hits(idea)) // HITS_PER_DOUBT

    def _since_named(self, idea: str) -> list[Answered]:
        """Return the answers since an idea was named; before that, those in lessons too."""
        if idea in self.named_at:
            return self.history[self.named_at[idea] :]
        return self.evidence + self.history

    def hits(self, idea: str) -> list[Answered]:
        """Return the answers that were an idea's, since it was named."""
        return [past for past in self._since_named(idea) if past.shows(idea)]

    def _against(self, idea: str) -> int:
        """Return how many answers speak against an idea.

        Those are right ones where it makes a difference, and wrong ones that are not its own. A wrong one may
        be explained by an idea that was named already, or is as likely and of another topic; not by one of
        the same topic, as somebody with an idea of which nothing is known here looks like two of its
        neighbours.
        """
        answers = self._since_named(idea)
        if len(self.history) <= FEW_ANSWERS:
            answers = answers[-WINDOW:]
        return sum(
            idea in past.pattern.idea_answers if past.right else not self._is_explained(past, idea)
            for past in answers
        )

    def _is_explained(self, wrong: Answered, idea: str) -> bool:
        """Tell whether a wrong answer does not speak against an idea, as described at `_against`."""
        marginals = self.beliefs_at_naming.marginals
        return any(
            wrong.shows(other)
            and (
                other == idea
                or self.times_named[other] > 0
                or (marginals[other] >= NAMING_PROBABILITY and TOPIC_OF[other] != TOPIC_OF[idea])
            )
            for other in wrong.pattern.idea_answers
            if other in self.passes
        )

    def _shown_alone(self, idea: str) -> int:
        """Return how many of an idea's answers no other likely idea explains."""
        marginals = self.beliefs_at_naming.marginals
        return sum(
            not any(
                other != idea and past.shows(other) and marginals.get(other, 0) >= LIKELY_PROBABILITY
                for other in past.pattern.idea_answers
            )
            for past in self.hits(idea)
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
            return all(self.passes[idea] for idea in self.focus)
        marginals, topics = self.beliefs.marginals, {TOPIC_OF[idea] for idea in self.ideas}
        return (
            all(self.passes[idea] and marginals[idea] < GONE_PROBABILITY for idea in self.ideas)
            and all(self.topic_passes[topic] >= PASSES_PER_TOPIC for topic in topics)
            and self.beliefs.clicking < GONE_PROBABILITY
            and self.beliefs.unknown_idea < GONE_PROBABILITY
            and not self.unsettled_recipes()
            and not self.uncovered()
        )

    def topic_progress(self, topic: str) -> float:
        """Return how much of a topic is done, 0–1."""
        ideas = [idea for idea in self.ideas if TOPIC_OF[idea] == topic]
        refuted = sum(self.passes[idea] > 0 for idea in ideas)
        done = (refuted + min(self.topic_passes[topic], PASSES_PER_TOPIC)) / (len(ideas) + PASSES_PER_TOPIC)
        # Who clicks is right now and then, too.
        clicking = self.beliefs.clicking
        return done * (1 - clicking) if clicking >= GONE_PROBABILITY else done

    def unsettled_recipes(self) -> list[str]:
        """Return the recipes that were answered wrongly and not yet made good, the oldest first.

        A wrong answer is made good by a right one to the same structure, or, where an idea explains it that
        was named, by two right ones where that idea would have shown.
        """
        beaten = {idea for idea, passes in self.passes.items() if self.times_named[idea] and passes > 1}
        return [recipe for recipe, ideas in self.explanations.items() if beaten.isdisjoint(ideas)]

    def uncovered(self) -> set[tuple[str, bool]]:
        """Return the tempting kinds of accounts of this practice that mastery still asks for."""
        topics = {TOPIC_OF[idea] for idea in self.ideas}
        return {
            key
            for key, times in KINDS_TO_COVER.items()
            if TOPIC_OF_KIND[key[0]] in topics and self.covered[key] < times
        }
