"""Grading as one pure function: (question, answer as JSON data) → Feedback. Nothing of an answer is executed.

    malformed → not attempted → correct → an engine's exact answers → nearest engine → first wrong row

`building` holds accounts and policies against their goal, `wording` has the sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Any, Literal, TypeAlias

from iamsim.decision import EvaluationResult
from iamsim.learning.misconceptions.catalogue import TRUTH, diagnose
from iamsim.learning.misconceptions.engines import ENGINES, ask
from iamsim.learning.questions.answers import (
    Malformed,
    blank,
    cells,
    chosen,
    decoded,
    option_at,
    plain,
    short,
)
from iamsim.learning.questions.building import Mark, Unbuildable, build, marks, shown
from iamsim.learning.questions.keys import answer_of, believed, reference_answer
from iamsim.learning.questions.model import Option, Question
from iamsim.learning.questions.sources import named
from iamsim.learning.questions.wording import (
    be,
    corrected,
    each,
    exactly,
    paragraphs,
    quoted,
    reason,
    refute,
    whose,
    would_be_right,
)

Status: TypeAlias = Literal["correct", "partial", "wrong", "not attempted", "malformed"]
__all__ = ["Feedback", "Marked", "Status", "answer_of", "grade", "reference_answer"]


@dataclass(frozen=True, slots=True)
class Marked:
    """One row of an answer beside what is right; a hidden row is never among them."""

    label: str
    yours: str  # as in the question's `answers`, or plain words
    truth: str
    differs: bool
    because: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner reads, and what a grade book keeps."""

    status: Status
    text: str
    rows: tuple[Marked, ...] = ()
    misconceptions: tuple[str, ...] = ()  # what it shows to be believed: one, or two that are held at once
    points: float = 0.0  # 0..1
    picture: EvaluationResult | None = None  # the first wrong row that may be shown

    @property
    def misconception(self) -> str | None:
        """The first of them."""
        return next(iter(self.misconceptions), None)


def grade(question: Question, answer: Any) -> Feedback:
    """Grade an answer; any JSON value gets feedback, none raises."""
    try:
        data = plain(answer)
        if blank(data):
            return Feedback("not attempted", f"{question.id}: nothing is answered yet.")
        return GRADERS[question.kind](question, data)
    except (Malformed, Unbuildable) as error:
        return Feedback("malformed", f"{question.id}: {error}")
    except RecursionError:
        return Feedback("malformed", f"{question.id}: nested too deep to be an answer")


def _status(points: float) -> Status:
    return "correct" if points == 1 else "partial" if points > 0 else "wrong"


# ------------------------------------------------------------------------------------- choice and source


def _choice(question: Question, data: Any) -> Feedback:
    options, picked = question.options, chosen(question, data)
    right = [index for index, option in enumerate(options) if option.gives == TRUTH]
    extra = [options[index] for index in picked if index not in right]
    missing = [options[index] for index in right if index not in picked]
    result = ask(TRUTH, question.scenario, question.rows[0]) if question.rows else None
    if not extra and not missing:
        text = " ".join(filter(None, [*(options[index].why for index in picked), question.success]))
        return Feedback("correct", text, points=1, picture=result)
    points, tell = 0 if extra else len(picked) / len(right), question.section != "exercise"
    if question.several:
        wrong = [f"{quoted(one.text)}: not so. {one.why}" for one in extra]
        left = [f"{quoted(one.text)}: right as well. {one.why}" for one in missing]
    else:
        told = f" The right answer: {quoted(missing[0].text)}." if tell else ""
        wrong, left = [f"{extra[0].why}{told}"], []
    text = each(wrong, left, tell=tell)
    models = tuple(one.gives for one in extra[:1] if one.gives)
    return Feedback(_status(points), text, misconceptions=models, points=points, picture=result)


def _source(question: Question, data: Any) -> Feedback:
    picked = {question.options[index].id for index in chosen(question, data)}
    told, row = question.scenario, question.rows[0]
    right = named(told, row, question.asks)
    result = ask(TRUTH, told, row)
    extra = [one for one in question.options if one.id in picked - right]
    missing = [one for one in question.options if one.id in right - picked]
    if not extra and not missing:
        whys = "; ".join(option.why for option in question.options if option.id in right)
        return Feedback("correct", f"{question.success} {whys}.".strip(), points=1, picture=result)
    models = [m for m in question.claims if m in ENGINES and named(told, row, question.asks, m) == picked]
    held = tuple(models) if len(models) == 1 else ()
    left = "Right as well" if question.several else "The right answer"
    wrong, lacks = [f"{one.why}." for one in extra], [f"{left}: {one.why}." for one in missing]
    text = each(wrong, lacks, tell=question.section != "exercise")
    text = paragraphs(exactly(held[0], len(picked)), text, corrected(held[0])) if held else text
    points = 0 if extra else len(picked) / len(right)
    return Feedback(_status(points), text, misconceptions=held, points=points, picture=result)


# ------------------------------------------------------------------------------------------------- table


def _table(question: Question, data: Any) -> Feedback:
    answers = cells(question, data)
    known = {model: believed(question, model) for model in (TRUTH, *question.claims) if model in ENGINES}
    truth = known[TRUTH]
    results = [ask(TRUTH, question.scenario, row) for row in question.rows]
    rows = tuple(
        Marked(row.label, mine, right, mine != right, reason(result))
        for row, mine, right, result in zip(question.rows, answers, truth, results, strict=True)
    )
    wrong = [index for index, row in enumerate(rows) if row.differs]
    points = 1 - len(wrong) / len(rows)
    if not wrong:
        return Feedback("correct", _all_right(question, known, rows), rows, points=1)
    found = diagnose(known, answers) if all(answers) else None
    models = found.models if found else ()
    shows = [
        next(i for i in wrong if [one for one in models if known[one][i] == answers[i]] == [model])
        for model in models
    ] or wrong[:1]
    looks = [f"Look at {_look(question, rows[at])}" for at in shows]
    if found:
        text = paragraphs(whose(found), *chain(*zip(looks, map(corrected, models), strict=True)))
    else:
        text = f"{len(rows) - len(wrong)} of {len(rows)} are as IAM answers. {looks[0]}"
    shown_rows = (rows[shows[0]],) if question.section == "exercise" else rows
    return Feedback(_status(points), text, shown_rows, models, points, results[shows[0]])


def _look(question: Question, row: Marked) -> str:
    yours = f"you said {question.answers[row.yours]}" if row.yours else "you said nothing"
    return f"{row.label}: {yours}, IAM answers {question.answers[row.truth]}. Why: {row.because}."


def _all_right(question: Question, known: Mapping[str, Sequence[str]], rows: Sequence[Marked]) -> str:
    """Success explains too, on the row where most of the claimed engines part from IAM."""
    parted = [sum(table[i] != row.truth for table in known.values()) for i, row in enumerate(rows)]
    row = rows[parted.index(max(parted))]
    hard = f"Worth a second look: {row.label}, {question.answers[row.truth]}. Why: {row.because}."
    return paragraphs(f"All {len(rows)} are as IAM answers. {question.success}".strip(), hard)


# ------------------------------------------------------------------------------------------------- order


def _order(question: Question, data: Any) -> Feedback:
    if not isinstance(data, list) or len(data) != len(question.options):
        raise Malformed(f"expected a list of all {len(question.options)} steps, got {short(data)}")
    order = [question.options[option_at(question, one)] for one in data]
    if len({step.id for step in order}) < len(order):
        raise Malformed("expected each step once")
    places = [step.place for step in order]
    in_order = sum(one <= other for one, other in pairwise(places))
    early = next((i for i, step in enumerate(order) if step.place > min(places[i:])), None)
    if early is None:
        return Feedback("correct", question.success or "Each step has what it needs.", points=1)
    step, needed = order[early], next(other for other in order[early:] if other.place < order[early].place)
    points = min(in_order / (len(order) - 1), 0.9)
    text = f"“{step.text}” comes too early: “{needed.text}” must come before it. {step.why}"
    row = Marked(step.text, f"step {early + 1}", "later", differs=True, because=step.why)
    return Feedback(_status(points), text, (row,), _premature(order, step), points)


def _premature(order: Sequence[Option], step: Option) -> tuple[str, ...]:
    """The misconception of a step that comes before two or more that it needs; one may be a slip."""
    needed = [one for one in order[order.index(step) :] if one.place < step.place]
    return (step.gives,) if step.gives and len(needed) > 1 else ()


# --------------------------------------------------------------------------------- account, policy, parts


def _built(question: Question, data: Any) -> Feedback:
    if isinstance(data, str):
        data = decoded(data)
    if data == question.start or (question.kind == "policy" and _empty(data)):
        return Feedback("not attempted", f"{question.id}: it is as it was given to you.")
    account = build(question, data)
    found = marks(question, account)
    model, proved = shown(question, account, found)
    points = _earned(question, found)
    if points == 1:
        return Feedback("correct", _done(question, found), _rows(found), points=1)
    text = _undone(question, found, model, proved)
    visible = [mark for mark in found if not mark.good and not mark.hidden]
    picture = visible[0].result if visible else None
    return Feedback(_status(points), text, _rows(found), (model,) if model else (), points, picture)


def _empty(data: Any) -> bool:
    return isinstance(data, dict) and data.get("Statement") in ([], None)


def _earned(question: Question, found: Sequence[Mark]) -> float:
    """The share of the goal that was reached; what the start gave already earns nothing."""
    good = sum(mark.good for mark in found)
    if good == len(found):
        return 1
    start = question.scenario.account
    base = sum(mark.good for mark in marks(question, start))
    return max(0.0, (good - base) / (len(found) - base)) if base < len(found) else 0.0


def _rows(found: Iterable[Mark]) -> tuple[Marked, ...]:
    return tuple(
        Marked(mark.label, mark.found, mark.wanted, not mark.good, mark.because)
        for mark in found
        if not mark.hidden
    )


def _done(question: Question, found: Sequence[Mark]) -> str:
    hidden = sum(mark.hidden for mark in found)
    also = ", also the one that is not shown" if hidden == 1 else f", also the {hidden} that are not shown"
    return f"All {len(found)} hold{also if hidden else ''}. {question.success}".strip()


def _undone(question: Question, found: Sequence[Mark], model: str, proved: bool) -> str:
    """What is not as asked, first of all; whose engine would have it so; how much holds already."""
    failing = [mark for mark in found if not mark.good]
    visible = [mark for mark in failing if not mark.hidden]
    what = "policy" if question.kind == "policy" else "account"
    first = _first(visible[0], what) if visible else "All that is shown holds; something not shown does not."
    told = ""
    if model:
        told = would_be_right(what, model) if proved else refute(model)
    unseen = len(failing) - len(visible)
    hidden = f"; of the others {unseen} {'is' if unseen == 1 else 'are'} not shown" if unseen else ""
    return paragraphs(first, told, f"{len(found) - len(failing)} of {len(found)} hold{hidden}.")


def _first(mark: Mark, what: str) -> str:
    if mark.message:
        return mark.message
    if mark.result is None:
        return f"{mark.label}: asked for: {mark.wanted}; found: {mark.found}."
    gives = f"With your {what} it is {be(mark.found)}: {reason(mark.result)}"
    return f"{mark.label} should be {be(mark.wanted)}: {mark.because}. {gives}."


def _parts(question: Question, data: Any) -> Feedback:
    known = {part.id: part for part in question.parts}
    if not isinstance(data, dict) or not set(data) <= set(known):
        raise Malformed(f"expected an answer for each of {', '.join(known)}; got {short(data)}")
    graded = {name: grade(part, data.get(name)) for name, part in known.items()}
    total = sum(part.weight for part in question.parts)
    points = sum(part.weight * graded[name].points for name, part in known.items()) / total
    done = all(one.status == "correct" for one in graded.values())
    unread = any(one.status == "malformed" for one in graded.values())
    status: Status = "malformed" if unread else "correct" if done else "partial" if points else "wrong"
    told = ((name, one.status, one.text.removeprefix(f"{name}: ")) for name, one in graded.items())
    text = "\n".join(f"{name}, {status}: {text}" for name, status, text in told)
    rows = tuple(
        replace(row, label=f"{name}: {row.label}") for name, one in graded.items() for row in one.rows
    )
    models = tuple(dict.fromkeys(model for one in graded.values() for model in one.misconceptions))
    picture = next((one.picture for one in graded.values() if one.status != "correct" and one.picture), None)
    success = f"\n{question.success}" if done and question.success else ""
    return Feedback(status, text + success, rows, models, 1.0 if done else min(points, 0.99), picture)


GRADERS: Mapping[str, Callable[[Question, Any], Feedback]] = {
    "choice": _choice,
    "source": _source,
    "table": _table,
    "order": _order,
    "account": _built,
    "policy": _built,
    "parts": _parts,
}
