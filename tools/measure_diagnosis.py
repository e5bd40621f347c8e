"""How often diagnosis names the right misconception when somebody slips: every slip of every table, counted.

python tools/measure_diagnosis.py            prints the tables of docs/diagnosis.md
python tools/measure_diagnosis.py --write    puts them there
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

from iamsim.learning.misconceptions import TRUTH, Diagnosis, diagnose, shortest_probe
from iamsim.learning.misconceptions.diagnosis import Answers, distance
from iamsim.learning.questions import exercises
from iamsim.learning.questions.table import TableQuestion
from iamsim.learning.tutor import believed, one_more

DOCS = Path(__file__).resolve().parent.parent / "docs" / "diagnosis.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"


class Outcome(NamedTuple):
    """What became of all slips of one kind."""

    right: int
    silent: int
    other: int

    def __str__(self) -> str:
        whole = sum(self)
        return " | ".join(f"{part:,} ({100 * part / whole:.1f} %)" for part in self)


def tables() -> Iterator[tuple[TableQuestion, Mapping[str, Answers]]]:
    """Every table that claims misconceptions, with the answers of IAM and of each."""
    for number in exercises.lessons():
        for question in exercises.lesson(number).everything:
            if isinstance(question, TableQuestion) and question.claims:
                yield question, {model: question.answers_of(model) for model in (TRUTH, *question.claims)}


def slipped(table: Answers, slips: int, answers: tuple[str, ...]) -> Iterator[Answers]:
    """A table with so many rows answered otherwise, in every way there is."""
    for rows in combinations(range(len(table)), slips):
        others = [[answer for answer in answers if answer != table[row]] for row in rows]
        for chosen in product(*others):
            change = dict(zip(rows, chosen, strict=True))
            yield tuple(change.get(row, answer) for row, answer in enumerate(table))


def measure(question: TableQuestion, known: Mapping[str, Answers], slips: int, whose: str) -> Outcome:
    """Count what is named for the slips of IAM's own answers, or of all misconceptions'."""
    count: Counter[str] = Counter()
    for model in [TRUTH] if whose == TRUTH else question.claims:
        for answers in slipped(known[model], slips, tuple(question.answers)):
            found = diagnose(known, answers)
            count[_outcome(found, model)] += 1
    return Outcome(count["right"], count["silent"], count["other"])


def measure_with_one_more(
    question: TableQuestion, known: Mapping[str, Answers], whose: str
) -> tuple[Outcome, int]:
    """Count what is named for single slips where one more question follows silence, and how often it does.

    To that question the learner answers as in the table, without a slip.
    """
    count: Counter[str] = Counter()
    for model in [TRUTH] if whose == TRUTH else question.claims:
        for number, answers in enumerate(slipped(known[model], 1, tuple(question.answers))):
            found = diagnose(known, answers)
            outcome = _outcome(found, model)
            more = None if found else one_more(known, answers, f"{question.id} {model} {number}")
            if more:
                count["asked"] += 1
                names = more.named(believed(more.question, model))
                outcome = "silent" if not names else "right" if model in names else "other"
            count[outcome] += 1
    return Outcome(count["right"], count["silent"], count["other"]), count["asked"]


def _outcome(diagnosis: Diagnosis | None, model: str) -> str:
    if diagnosis is None:
        return "silent"
    return "right" if model in diagnosis.misconceptions else "other"


def report() -> str:
    """The tables of the page, as Markdown."""
    lines = [
        (
            "| question | rows | answers | misconceptions | nearest two"
            " | smallest set of rows that tells all apart |"
        ),
        "|---|---|---|---|---|---|",
    ]
    known = dict(tables_by_id())
    for question, table in known.values():
        near = min(distance(one, other) for one, other in combinations(table.values(), 2))
        probe = ", ".join(question.rows[row].label for row in shortest_probe(table))
        lines.append(
            f"| {question.id} | {len(question.rows)} | {len(question.answers)} | {len(question.claims)}"
            f" | {near} | {probe} |"
        )
    lines += [
        "",
        "| question | slips | whose answers | named rightly | silent | named wrongly |",
        "|---|---|---|---|---|---|",
    ]
    totals: dict[tuple[int, str], list[Outcome]] = {}
    for question, table in known.values():
        for slips, whose in ((1, "a misconception's"), (2, "a misconception's"), (1, TRUTH), (2, TRUTH)):
            outcome = measure(question, table, slips, whose)
            totals.setdefault((slips, whose), []).append(outcome)
            lines.append(f"| {question.id} | {slips} | {named(whose)} | {outcome} |")
    for (slips, whose), outcomes in totals.items():
        whole = Outcome(*(sum(part) for part in zip(*outcomes, strict=True)))
        lines.append(f"| **all** | {slips} | {named(whose)} | {whole} |")
    lines += [
        "",
        (
            "| question | whose answers | with one more question, named rightly | silent | named wrongly"
            " | asked one more |"
        ),
        "|---|---|---|---|---|---|",
    ]
    more: dict[str, list[tuple[Outcome, int]]] = {}
    for question, table in known.values():
        for whose in ("a misconception's", TRUTH):
            measured = measure_with_one_more(question, table, whose)
            more.setdefault(whose, []).append(measured)
            lines.append(f"| {question.id} | {named(whose)} | {measured[0]} | {measured[1]} |")
    for whose, measurements in more.items():
        whole = Outcome(*(sum(part) for part in zip(*(outcome for outcome, _ in measurements), strict=True)))
        asked = sum(count for _, count in measurements)
        lines.append(f"| **all** | {named(whose)} | {whole} | {asked} ({100 * asked / sum(whole):.1f} %) |")
    lines += [
        "",
        "| question | pairs of misconceptions | both named | one named | silent | another named |",
        "|---|---|---|---|---|---|",
    ]
    lines += [f"| {question.id} | {held_together(question, table)} |" for question, table in known.values()]
    lines += [
        "",
        "| rows of 08-table | tables | named rightly | silent | named wrongly |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {size} | {count} | {outcome} |" for size, count, outcome in cut(*known["08-table"])]
    return "\n".join(lines) + "\n"


def held_together(question: TableQuestion, known: Mapping[str, Answers]) -> str:
    """What is named where somebody holds two of the misconceptions at once, for every two of them."""
    count = dict.fromkeys(("both", "one", "silent", "other"), 0)
    pairs = [*combinations(question.claims, 2)]
    for pair in pairs:
        rows = zip(known[TRUTH], known[pair[0]], known[pair[1]], strict=True)
        found = diagnose(known, tuple(other if one == right else one for right, one, other in rows))
        named = set(found.misconceptions) if found else set()
        count["silent" if not named else "other" if named - {*pair} else ("one", "both")[len(named) - 1]] += 1
    return " | ".join(map(str, (len(pairs), *count.values())))


def cut(question: TableQuestion, known: Mapping[str, Answers]) -> Iterator[tuple[int, int, Outcome]]:
    """What single slips come to in every part of a table that still tells all apart, by its size."""
    for size in (6, 7, 8, 10, 12):
        count: Counter[str] = Counter()
        parts = 0
        for rows in combinations(range(len(question.rows)), size):
            part = {model: tuple(table[row] for row in rows) for model, table in known.items()}
            if len(set(part.values())) < len(part):
                continue
            parts += 1
            for model in question.claims:
                for answers in slipped(part[model], 1, tuple(question.answers)):
                    found = diagnose(part, answers, enough_rows=1)
                    count[_outcome(found, model)] += 1
        if parts:
            yield size, parts, Outcome(count["right"], count["silent"], count["other"])


def named(whose: str) -> str:
    """Whose answers, in words."""
    return "IAM's" if whose == TRUTH else whose


def tables_by_id() -> Iterator[tuple[str, tuple[TableQuestion, Mapping[str, Answers]]]]:
    """Each table under its question's id."""
    for question, known in tables():
        yield question.id, (question, known)


def main() -> None:
    """Print the tables, or write them into the page."""
    if "--write" not in sys.argv[1:]:
        print(report())
        return
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    DOCS.write_text(f"{before}{BEGIN}{report()}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
