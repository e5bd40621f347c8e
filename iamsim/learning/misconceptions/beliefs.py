"""What a learner may believe, as probabilities: exact Bayes over nothing, one idea, two ideas, and clicking.

    Beliefs.prior(ideas) → .after(pattern, answer) → .marginals, .clicking, .gain(pattern) in bits

A hypothesis says which answers it gives to a question, and how surely:

    ()                 IAM's answer; a slip now and then
    (idea, …)          of one or two ideas that differ here the idea's answer, mostly; else IAM's
    "guess"            anything
    "always allowed"   the same answer to everything; so for each of the three answers
    "other"            an idea that has no engine here: often right, else wrong as most known ideas are
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import combinations
from math import log2
from typing import NamedTuple, TypeAlias

from iamsim.decision import Decision
from iamsim.learning.misconceptions.pattern import AnswerPattern

ANSWERS = tuple(map(str, Decision))

PRIOR = 0.03
"""Before any answer, that somebody holds a certain idea; of two at once the product."""
SLIP = 0.08
"""That an answer is a slip. A little more than is expected: too few name ideas that nobody holds."""
SHOWS = 0.88
"""That an idea that somebody holds shows where it differs from IAM: people waver."""
GUESSES = 0.03
"""Before any answer, that somebody clicks anything."""
SAME_ANSWER = 0.01
"""Before any answer, that somebody always gives a certain one of the three answers."""
OTHER = 0.09
"""Before any answer, that somebody holds an idea that nobody has made an engine of."""
OTHER_RIGHT = 0.66
"""How often the answer of such a one is right all the same."""
FORGETS = 0.5
"""That an idea is given up once feedback has named it."""
LEAST = 1e-9  # no hypothesis becomes impossible: people change

GUESS = "guess"
UNKNOWN_IDEA = "other"
Hypothesis: TypeAlias = tuple[str, ...]


class Likelihoods(NamedTuple):
    """How likely each answer is (right, first wrong, second wrong), by what a hypothesis says."""

    right: tuple[float, float, float]
    first: tuple[float, float, float]
    second: tuple[float, float, float]
    mixed: tuple[float, float, float]  # two ideas that give different wrong answers
    guess: tuple[float, float, float]


def _with_slips(intended: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return how likely each answer is where these are intended and some are slips."""
    right, first, second = (chance * (1 - SLIP) + (1 - chance) * SLIP / 2 for chance in intended)
    return right, first, second


_SHY = 1 - SHOWS
_CHANCES = Likelihoods(
    right=_with_slips((1, 0, 0)),
    first=_with_slips((_SHY, SHOWS, 0)),
    second=_with_slips((_SHY, 0, SHOWS)),
    mixed=_with_slips((_SHY**2, (1 - _SHY**2) / 2, (1 - _SHY**2) / 2)),
    guess=(1 / 3, 1 / 3, 1 / 3),
)


def _entropy(chances: Iterable[float]) -> float:
    return -sum(chance * log2(chance) for chance in chances if chance > 0)


_BY_PLACE = tuple(zip(_CHANCES.right, _CHANCES.first, _CHANCES.second, _CHANCES.mixed, strict=True))


class Noise(NamedTuple):
    """The bits of chance in an answer, by what a hypothesis says."""

    right: float
    first: float
    second: float
    mixed: float
    guess: float


_NOISE = Noise(*map(_entropy, _CHANCES))


def always(answer: str) -> str:
    """Return the hypothesis that somebody gives one answer to everything."""
    return f"always {answer}"


class Beliefs:
    """The probability of each hypothesis. A value: what changes it returns another."""

    def __init__(self, ideas: tuple[str, ...], weights: Mapping[Hypothesis, float]) -> None:
        self.ideas = ideas
        total = sum(weights.values())
        self.weights = {key: max(weight / total, LEAST) for key, weight in weights.items()}

    @classmethod
    def prior(cls, ideas: Iterable[str], priors: Mapping[str, float] | None = None) -> Beliefs:
        """Return what is to be expected of anybody; `priors` gives an idea another probability than PRIOR."""
        names = tuple(ideas)
        odds = {idea: _odds((priors or {}).get(idea, PRIOR)) for idea in names}
        weights: dict[Hypothesis, float] = {(): 1.0}
        weights |= {(idea,): odds[idea] for idea in names}
        weights |= {pair: odds[pair[0]] * odds[pair[1]] for pair in combinations(names, 2)}
        special = {(GUESS,): GUESSES, (UNKNOWN_IDEA,): OTHER}
        special |= {(always(answer),): SAME_ANSWER for answer in ANSWERS}
        total = sum(weights.values()) / (1 - sum(special.values()))
        return cls(names, {key: weight / total for key, weight in weights.items()} | special)

    # ------------------------------------------------------------------------------------ reading

    @cached_property
    def marginals(self) -> dict[str, float]:
        """How likely it is that the learner holds each idea, alone or with another."""
        probabilities = dict.fromkeys(self.ideas, 0.0)
        for hypothesis, weight in self.weights.items():
            for idea in hypothesis:
                if idea in probabilities:
                    probabilities[idea] += weight
        return probabilities

    @property
    def clicking(self) -> float:
        """How likely it is that the answers are clicked without reading."""
        return self.weights[GUESS,] + sum(self.weights[always(answer),] for answer in ANSWERS)

    @property
    def habit(self) -> str:
        """The answer that somebody who clicks most likely gives to everything; "" for no certain one."""
        weights = {answer: self.weights[always(answer),] for answer in ANSWERS}
        answer = max(weights, key=weights.__getitem__)
        return answer if weights[answer] > self.weights[GUESS,] else ""

    @property
    def unknown_idea(self) -> float:
        """How likely it is that the learner holds an idea that has no engine here."""
        return self.weights[UNKNOWN_IDEA,]

    # ------------------------------------------------------------------------------------- changing

    def after(self, pattern: AnswerPattern, answer: str) -> Beliefs:
        """Return the beliefs after an answer, by Bayes."""
        likelihood = self._likelihoods(pattern, answer)
        return Beliefs(self.ideas, {key: weight * likelihood(key) for key, weight in self.weights.items()})

    def chance_of(self, pattern: AnswerPattern, answer: str) -> float:
        """Return how likely an answer to a question is."""
        likelihood = self._likelihoods(pattern, answer)
        return sum(weight * likelihood(key) for key, weight in self.weights.items())

    def _likelihoods(self, pattern: AnswerPattern, answer: str) -> Callable[[Hypothesis], float]:
        """Return how likely an answer is, by hypothesis."""
        order = _order(pattern.right)
        place = order.index(answer)
        places = {idea: order.index(wrong) for idea, wrong in pattern.idea_answers.items()}
        chances = [
            likelihoods[place]
            for likelihoods in (_CHANCES.right, _CHANCES.first, _CHANCES.second, _CHANCES.mixed)
        ]
        special: dict[Hypothesis, float] = {
            (GUESS,): _CHANCES.guess[place],
            (UNKNOWN_IDEA,): _unknown_idea_chances(pattern)[place],
        }
        special |= {(always(same),): 1 - SLIP if same == answer else SLIP / 2 for same in ANSWERS}

        def likelihood(hypothesis: Hypothesis) -> float:
            if hypothesis in special:
                return special[hypothesis]
            place_bits = 0
            for idea in hypothesis:
                place_bits |= places.get(idea, 0)
            return chances[place_bits]

        return likelihood

    def forgetting(self, idea: str) -> Beliefs:
        """Return the beliefs after feedback has named an idea: it may be given up now."""
        weights = dict(self.weights)
        for hypothesis, weight in self.weights.items():
            if idea in hypothesis:
                rest = tuple(other for other in hypothesis if other != idea)
                weights[hypothesis] -= weight * FORGETS
                weights[rest] += weight * FORGETS  # `rest` is the other idea, or () for what IAM does
        return Beliefs(self.ideas, weights)

    # -------------------------------------------------------------------------------------- asking

    @cached_property
    def _together(self) -> dict[str, dict[str, float]]:
        """The weight of each two ideas, by either of them."""
        joint_weights: dict[str, dict[str, float]] = {idea: {} for idea in self.ideas}
        for hypothesis, weight in self.weights.items():
            if len(hypothesis) == 2:
                first, second = hypothesis
                joint_weights[first][second] = joint_weights[second][first] = weight
        return joint_weights

    def gain(self, pattern: AnswerPattern) -> float:
        """Return how many bits the answer to a question is expected to tell about what the learner believes.

        That is the entropy of the answer, less the chance that is in it whatever the learner believes.
        """
        # A hypothesis matters here only by the answer that it gives, so ideas with the same wrong answer are
        # counted together, and not each of the 534 hypotheses by itself: 1,600 patterns take 15 ms.
        answers = {idea: answer for idea, answer in pattern.idea_answers.items() if idea in self._together}
        _, first_wrong, second_wrong = _order(pattern.right)
        first = [idea for idea, answer in answers.items() if answer == first_wrong]
        second = [idea for idea, answer in answers.items() if answer == second_wrong]
        any_first, any_second = self._any_of(first), self._any_of(second)
        # Of two ideas at once, one may give the first wrong answer and the other the second.
        mixed = sum(self._together[i][j] for i in first for j in second) if first and second else 0.0
        only_first, only_second = any_first - mixed, any_second - mixed
        constant, noise = self._clicking_chances[pattern.right]
        unknown, unknown_chances = self.unknown_idea, _unknown_idea_chances(pattern)
        noise += unknown * _entropy(unknown_chances)
        rest = max(1 - only_first - only_second - mixed - self.clicking - unknown, 0.0)
        information = (
            -(rest * _NOISE.right + (only_first + only_second) * _NOISE.first + mixed * _NOISE.mixed) - noise
        )
        for place, (if_right, if_first, if_second, if_mixed) in enumerate(_BY_PLACE):
            mean = (
                rest * if_right
                + only_first * if_first
                + only_second * if_second
                + mixed * if_mixed
                + constant[place]
                + unknown * unknown_chances[place]
            )
            information -= mean * log2(mean)
        return information

    @cached_property
    def _clicking_chances(self) -> dict[str, tuple[list[float], float]]:
        """By IAM's answer: what clicking adds to each answer's chance, and to the noise."""
        return {answer: self._clicking_chances_if(answer) for answer in ANSWERS}

    def _clicking_chances_if(self, right: str) -> tuple[list[float], float]:
        guess = self.weights[GUESS,]
        same = [self.weights[always(answer),] for answer in _order(right)]
        total = sum(same)
        chances = [guess / 3 + weight * (1 - SLIP) + (total - weight) * SLIP / 2 for weight in same]
        return chances, guess * _NOISE.guess + total * _NOISE.right

    def _any_of(self, ideas: list[str]) -> float:
        """Return how likely it is that the learner holds at least one of these."""
        # Who holds two of them is in the marginal of each, so one of them is taken away again. Nobody is
        # supposed to hold three.
        marginals, together = self.marginals, self._together
        total = 0.0
        for index, idea in enumerate(ideas):
            weights = together[idea]
            total += marginals[idea]
            for earlier in ideas[:index]:
                total -= weights[earlier]
        return total


def _odds(probability: float) -> float:
    return probability / (1 - probability)


def _unknown_idea_chances(pattern: AnswerPattern) -> tuple[float, float, float]:
    """Return how likely each answer of somebody with an unknown idea is: right, first wrong, second wrong.

    A wrong answer is the likelier, the more known ideas give it: ideas are alike in what they get wrong, and
    if an unknown one gave both wrong answers as often, each neighbour of it would soon look certain.
    """
    _, first, second = (list(pattern.idea_answers.values()).count(answer) for answer in _order(pattern.right))
    wrong, share = 1 - OTHER_RIGHT, (first + 0.5) / (first + second + 1)
    return OTHER_RIGHT, wrong * share, wrong * (1 - share)


def _order(right: str) -> tuple[str, str, str]:
    """Return the right answer and the two wrong ones; a wrong one's place is also its bit in `after`."""
    first, second = (answer for answer in ANSWERS if answer != right)
    return right, first, second
