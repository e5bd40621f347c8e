"""How soon the tutor knows what somebody believes: simulated learners, counted.

python tools/simulate_learners.py            prints the tables of docs/diagnosis.md (five minutes)
python tools/simulate_learners.py --write    puts them there
python tools/simulate_learners.py --runs 2   fewer learners of each kind

A simulated learner answers as the engine of an idea does where it differs from IAM, else rightly, and slips
now and then. The tutor is the product's, without its accounts: both go by the patterns of the bank.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from random import Random
from time import process_time

from iamsim.learning.misconceptions.beliefs import Beliefs
from iamsim.learning.misconceptions.pattern import AnswerPattern
from iamsim.learning.tutor import ANSWERS, IDEAS, Tutor, believed
from iamsim.learning.tutor.accounts import Recipe
from iamsim.learning.tutor.bank import Structure, read_bank
from iamsim.learning.tutor.interview import NAMING_PROBABILITY, Interview
from iamsim.learning.tutor.next_question import next_question

DOCS = Path(__file__).resolve().parent.parent / "docs" / "diagnosis.md"
BEGIN, END = "<!-- simulated -->\n", "<!-- end simulated -->\n"
RUNS = 6  # learners of each idea, where one idea is held
PAIRS = 126  # of all pairs of ideas, by chance
FOUND_AFTER = (5, 8, 12, 16)
LONGEST = 60  # questions, where a learner goes on until all is mastered
DROPS = 0.5  # that a learner gives up an idea that is named
SMALLEST = "one idea"  # the row that a test computes again: without slips, one learner of each


@dataclass
class Learner:
    """Somebody who answers by ideas, or always the same, or anything."""

    seed: str
    ideas: tuple[str, ...] = ()
    slips: float = 0.0
    steady: float = 1.0  # how often an idea shows where it differs
    drops: float = 0.0
    habit: str = ""  # one answer to everything, or "anything"
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Seed what is left to chance."""
        self.random = Random(f"learner {self.seed}")  # noqa: S311 - nothing here is a secret

    def answer(self, pattern: AnswerPattern) -> str:
        """Answer a question."""
        if self.habit:
            return self.random.choice(list(ANSWERS)) if self.habit == "anything" else self.habit
        wrong = {
            pattern.idea_answers[idea]
            for idea in self.ideas
            if idea in pattern.idea_answers and self.random.random() < self.steady
        }
        answer = self.random.choice(sorted(wrong)) if wrong else pattern.right
        if self.random.random() < self.slips:
            answer = self.random.choice([other for other in ANSWERS if other != answer])
        return answer

    def hear(self, named: Sequence[str]) -> None:
        """Give up what was named, or not."""
        self.ideas = tuple(
            idea for idea in self.ideas if idea not in named or self.random.random() >= self.drops
        )


@dataclass
class Session:
    """What became of one learner."""

    ideas: tuple[str, ...]  # held at the beginning
    pointed: dict[str, int] = field(default_factory=dict)  # idea → after how many answers it was 90 % likely
    named: dict[str, int] = field(default_factory=dict)  # idea → after how many answers it was named
    mastered_after: int = 0  # 0: never
    left: tuple[str, ...] = ()  # held at the end

    def found(self, within: int) -> bool:
        """Tell whether each idea was pointed at in time, and no other before."""
        last = max((self.pointed.get(idea, LONGEST + 1) for idea in self.ideas), default=0)
        return last <= within and not any(
            when <= last for idea, when in self.pointed.items() if idea not in self.ideas
        )

    def all_named(self, within: int) -> bool:
        """Tell whether each idea was named to the learner in time."""
        return all(self.named.get(idea, LONGEST + 1) <= within for idea in self.ideas)

    @property
    def misnamed(self) -> bool:
        """Whether the learner was told of an idea that it does not hold."""
        return any(idea not in self.ideas for idea in self.named)


class BankWithout:
    """The bank as it would be if an idea had no engine, and what the idea answers all the same."""

    def __init__(self, idea: str) -> None:
        self.real: dict[Recipe, AnswerPattern] = {}
        recipes_of: dict[str, dict[Recipe, frozenset[str]]] = {}
        patterns: dict[str, AnswerPattern] = {}
        for pattern, recipes in read_bank():
            self.real |= dict.fromkeys(recipes, pattern)
            shown = {other: answer for other, answer in pattern.idea_answers.items() if other != idea}
            key = f"{pattern.right} {sorted(shown.items())}"
            if shown:
                patterns[key] = AnswerPattern(pattern.right, shown)
                recipes_of.setdefault(key, {}).update(recipes)
        self.structures = [Structure(patterns[key], recipes_of[key]) for key in patterns]


def run(learner: Learner, questions: int, *, to_mastery: bool = False, without: str = "") -> Session:
    """Let a learner answer so many questions, or until all is mastered."""
    ideas = tuple(idea for idea in IDEAS if idea != without)
    bank = BankWithout(without) if without else None
    interview = Interview(learner.seed, ideas, Beliefs.prior(ideas))
    session = Session(learner.ideas)
    for number in range(1, questions + 1):
        recipe, pattern = next_question(interview, bank.structures if bank else read_bank())
        answer = learner.answer(bank.real[recipe] if bank else pattern)
        named = interview.take(str(recipe), pattern, answer)
        for idea in named:
            session.named.setdefault(idea, number)
        for idea, likely in interview.beliefs_at_naming.marginals.items():
            if likely >= NAMING_PROBABILITY or idea in named:
                session.pointed.setdefault(idea, number)
        learner.hear(named)
        if interview.mastered and not session.mastered_after:
            session.mastered_after = number
            if to_mastery:
                break
    session.left = learner.ideas
    return session


# ------------------------------------------------------------------------------------------------ tables


def holders(groups: Iterable[tuple[str, ...]], runs: int, slips: float, steady: float = 1.0) -> list[Session]:
    """Sessions of 16 questions with learners who hold these ideas."""
    return [
        run(Learner(f"{ideas} {slips} {steady} {number}", ideas, slips, steady), max(FOUND_AFTER))
        for ideas in groups
        for number in range(runs)
    ]


def found_row(label: str, slips: float, sessions: Sequence[Session]) -> str:
    """A row of the first table."""
    found = [share(session.found(within) for session in sessions) for within in FOUND_AFTER]
    named = [share(session.all_named(within) for session in sessions) for within in FOUND_AFTER[-2:]]
    wrong = share(session.misnamed for session in sessions)
    cells = [label, f"{len(sessions):,}", f"{slips:.0%}", *found, *named, wrong]
    return f"| {' | '.join(cells)} |"


def mastery_row(label: str, slips: float, sessions: Sequence[Session]) -> str:
    """A row of the second table."""
    lengths = sorted(session.mastered_after or LONGEST + 1 for session in sessions)
    cells = [label, f"{len(sessions):,}", f"{slips:.0%}"]
    cells.append(share(session.mastered_after > 0 for session in sessions))
    cells += [_length(lengths[len(lengths) * part // 10]) for part in (5, 9)]
    cells.append(share(session.misnamed for session in sessions))
    cells.append(share(bool(session.left) and session.mastered_after > 0 for session in sessions))
    return f"| {' | '.join(cells)} |"


def _length(questions: int) -> str:
    return str(questions) if questions <= LONGEST else "–"


def share(facts: Iterable[bool]) -> str:
    """How often something is so, in percent."""
    values = list(facts)
    return f"{100 * sum(values) / len(values):.1f} %" if values else "–"


def smallest_row() -> str:
    """The row that a test computes again."""
    return found_row(SMALLEST, 0, holders([(idea,) for idea in IDEAS], 1, 0))


def report(runs: int) -> Iterator[str]:
    """The tables, line by line."""
    singles = [(idea,) for idea in IDEAS]
    pairs = Random("pairs").sample([*combinations(IDEAS, 2)], PAIRS)  # noqa: S311 - no secret
    yield (
        "| who answers | learners | slips | found after 5 | 8 | 12 | 16 | named within 12 | 16"
        " | another named |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    yield smallest_row()
    by_idea = holders(singles, runs, 0.05)
    yield found_row("one idea", 0.05, by_idea)
    few = max(1, runs // 2)
    yield found_row("one idea", 0.1, holders(singles, few, 0.1))
    yield found_row("one idea that shows 4 times of 5", 0.05, holders(singles, few, 0.05, 0.8))
    yield found_row("two ideas", 0.05, holders(pairs, max(1, runs // 10), 0.05))
    yield ""
    yield from ideas_table(by_idea)
    yield ""
    yield (
        "| who answers until all is mastered | learners | slips | mastered | after (median) | 9 of 10"
        " | named wrongly | mastered and still holding an idea |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for slips in (0.0, 0.05, 0.1):
        truth = [Learner(f"truth {slips} {number}", (), slips) for number in range(runs * 5)]
        yield mastery_row("no idea", slips, [run(one, LONGEST, to_mastery=True) for one in truth])
    for label, groups, times in (
        ("one idea, given up half of the times it is named", singles, few // 2 or 1),
        ("two ideas, the same", pairs[: PAIRS // 2], max(1, runs // 20)),
    ):
        learners = [
            Learner(f"learns {ideas} {number}", ideas, 0.05, drops=DROPS)
            for ideas in groups
            for number in range(times)
        ]
        yield mastery_row(label, 0.05, [run(one, LONGEST, to_mastery=True) for one in learners])
    stubborn = [Learner(f"keeps {ideas} {k}", ideas, 0.05) for ideas in singles for k in range(few // 5 or 1)]
    yield mastery_row(
        "one idea, never given up", 0.05, [run(one, LONGEST, to_mastery=True) for one in stubborn]
    )
    unknown = []
    for idea in IDEAS:
        for number in range(few // 2 or 1):
            learner = Learner(f"unknown {idea} {number}", (idea,), 0.05)
            unknown.append(run(learner, LONGEST, to_mastery=True, without=idea))
    yield mastery_row("one idea that the tutor does not know", 0.05, unknown)
    for habit in ("anything", *ANSWERS):
        learners = [Learner(f"{habit} {number}", (), habit=habit) for number in range(runs * 2)]
        sessions = [run(one, LONGEST, to_mastery=True) for one in learners]
        label = "clicks anything" if habit == "anything" else f"always says: {ANSWERS[habit]}"
        yield mastery_row(label, 0, sessions)


def ideas_table(sessions: Sequence[Session]) -> Iterator[str]:
    """How many learners of each idea were found after 12 and 16 questions."""
    counts: dict[str, Counter[int]] = {}
    for session in sessions:
        (idea,) = session.ideas
        counts.setdefault(idea, Counter()).update(
            within for within in (0, *FOUND_AFTER) if within == 0 or session.found(within)
        )
    yield "| idea, with slips of 5 % | found after 8 | 12 | 16 |"
    yield "|---|---|---|---|"
    for idea, count in sorted(counts.items(), key=lambda item: (item[1][16], item[1][12], item[0])):
        yield f"| {idea} | {' | '.join(f'{100 * count[n] / count[0]:.0f} %' for n in (8, 12, 16))} |"


def ask_times(questions: int = 40) -> tuple[float, float]:
    """The median and the longest time of `ask()`, in milliseconds of CPU; not in the tables."""
    tutor, times = Tutor("time"), []
    for _ in range(questions):
        begin = process_time()
        question = tutor.ask()
        times.append(1000 * (process_time() - begin))
        tutor.answer(question, believed(question, "TRUTH"))
    return sorted(times)[questions // 2], max(times)


def main() -> None:
    """Print the tables, or write them into the page."""
    words = sys.argv[1:]
    runs = int(words[words.index("--runs") + 1]) if "--runs" in words else RUNS
    lines = []
    for line in report(runs):
        print(line, flush=True)
        lines.append(line)
    median, longest = ask_times()
    print(f"\nask(): {median:.0f} ms of CPU (median), {longest:.0f} ms (longest)")
    if "--write" in words:
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
        text = "\n".join(lines)
        DOCS.write_text(f"{before}{BEGIN}{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
