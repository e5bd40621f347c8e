"""Grading as one pure function: (question, answer as JSON data) → Feedback. Nothing of an answer is executed.

    malformed → not attempted → correct → an engine's exact answers → nearest engine → first wrong row

`building` holds accounts and policies against their goal, `wording` has the sentences.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from iamsim.account import Account
from iamsim.dump import dump_account
from iamsim.errors import nearest
from iamsim.learning.building import Mark, Unbuildable, build, marks, shown
from iamsim.learning.engines import ENGINES, ask
from iamsim.learning.misconceptions import MODELS, TRUTH, diagnose
from iamsim.learning.questions import Option, Question
from iamsim.learning.sources import named
from iamsim.learning.wording import close, exactly, reason, refute, said, would_be_right
from iamsim.result import EvaluationResult

Status: TypeAlias = Literal["correct", "partial", "wrong", "not attempted", "malformed"]
LONGEST = 1_000_000  # characters of one answer as JSON
LETTERS = "abcdefghijklmnopqrstuvwxyz"


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
    misconception: str | None = None
    points: float = 0.0  # 0..1
    picture: EvaluationResult | None = None  # the first wrong row that may be shown


class Malformed(ValueError):
    """An answer of another shape than the question asks for; the text says what was expected."""


def grade(question: Question, answer: Any) -> Feedback:
    """Grade an answer; any JSON value gets feedback, none raises."""
    try:
        data = plain(answer)
        if _blank(data):
            return Feedback("not attempted", f"{question.id}: not attempted yet.")
        return GRADERS[question.kind](question, data)
    except (Malformed, Unbuildable) as error:
        return Feedback("malformed", f"{question.id}: {error}")
    except RecursionError:
        return Feedback("malformed", f"{question.id}: nested too deep to be an answer")


def plain(answer: Any) -> Any:
    """An answer as JSON data, and nothing else: no NaN, no object of a program, not more than 1 MB."""
    data = dump_account(answer) if isinstance(answer, Account) else answer
    try:
        text = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Malformed(f"expected JSON data: {str(error)[:120]}") from None
    if len(text) > LONGEST:
        raise Malformed(f"expected at most {LONGEST:,} characters of JSON, got {len(text):,}")
    return json.loads(text)


def _blank(data: Any) -> bool:
    """Nothing is answered: null, an empty text or list, or only such inside."""
    if isinstance(data, Mapping):
        return all(map(_blank, data.values()))
    return data is None or data == "" or (isinstance(data, list) and all(map(_blank, data)))


def _status(points: float) -> Status:
    return "correct" if points == 1 else "partial" if points > 0 else "wrong"


# ------------------------------------------------------------------------------------- choice and source


def _chosen(question: Question, data: Any) -> tuple[int, ...]:
    """The options that an answer names, by index, letter, id or text; each once."""
    listed = data if isinstance(data, list) else [data]
    if len(listed) > 1 and not question.several:
        raise Malformed(f"expected one option, got {len(listed)}")
    return tuple(dict.fromkeys(_option(question, one) for one in listed))


def _option(question: Question, one: Any) -> int:
    count = len(question.options)
    if isinstance(one, int) and not isinstance(one, bool) and 0 <= one < count:
        return one
    for index, option in enumerate(question.options):
        if isinstance(one, str) and one.strip() in {option.id, option.text, LETTERS[index]} - {""}:
            return index
    known = ", ".join(option.id or LETTERS[index] for index, option in enumerate(question.options))
    raise Malformed(f"expected one of {known}; got {_short(one)}")


def _choice(question: Question, data: Any) -> Feedback:
    chosen = _chosen(question, data)
    right = tuple(index for index, option in enumerate(question.options) if option.gives == TRUTH)
    wrong = [question.options[index] for index in chosen if index not in right]
    result = ask(TRUTH, question.scenario, question.rows[0]) if question.rows else None
    if not wrong:
        points = len(chosen) / len(right)
        missing = len(right) - len(chosen)
        text = " ".join(filter(None, [*(question.options[index].why for index in chosen), question.success]))
        if missing:
            text = f"{question.options[chosen[0]].why} {missing} more belong to it."
        return Feedback(_status(points), text, points=points, picture=result)
    text = f"{wrong[0].why} {_key(question, right)}".strip()
    return Feedback("wrong", text, misconception=wrong[0].gives or None, picture=result)


def _key(question: Question, right: Sequence[int]) -> str:
    """Say what is right, except where it can be tried again."""
    if question.section == "exercise":
        return ""
    return f"Right: {'; '.join(question.options[index].text.rstrip('.') for index in right)}."


def _source(question: Question, data: Any) -> Feedback:
    chosen = {question.options[index].id for index in _chosen(question, data)}
    told, row = question.scenario, question.rows[0]
    right = named(told, row, question.asks)
    result = ask(TRUTH, told, row)
    extra = [one for one in question.options if one.id in chosen - right]
    missing = [one for one in question.options if one.id in right - chosen]
    verb = "decides" if question.asks == "decides" else "matches"
    if not extra and not missing:
        whys = "; ".join(option.why for option in question.options if option.id in right)
        return Feedback("correct", f"{question.success or 'Yes.'} {whys}.".strip(), points=1, picture=result)
    believed = [m for m in question.claims if m in ENGINES and named(told, row, question.asks, m) == chosen]
    model = believed[0] if len(believed) == 1 else None
    first = (
        f"{extra[0].text}: {extra[0].why}."
        if extra
        else f"There is more: {len(missing)} that {verb} not named."
    )
    text = f"{exactly(model)} {first} {MODELS[model].instead}" if model else first
    points = 0 if extra else len(chosen) / len(right)
    return Feedback(_status(points), text, misconception=model, points=points, picture=result)


# ------------------------------------------------------------------------------------------------- table


def _cells(question: Question, data: Any) -> tuple[str, ...]:
    """A table's answers in the order of its rows; "" where nothing is answered."""
    labels = [row.label for row in question.rows]
    if isinstance(data, list):
        if len(data) != len(labels):
            raise Malformed(f"expected {len(labels)} answers, one for each row; got {len(data)}")
        data = dict(zip(labels, data, strict=True))
    if not isinstance(data, dict):
        raise Malformed(f"expected an answer for each row, got {_short(data)}")
    for label in data:
        if label not in labels:
            raise Malformed(f"no row {_short(label)} ({_there(label, labels)})")
    return tuple(_cell(question, data.get(label)) for label in labels)


def _cell(question: Question, value: Any) -> str:
    if value is None or value == "":
        return ""
    words = {words: answer for answer, words in question.answers.items()}
    if isinstance(value, str):
        found = value if value in question.answers else words.get(value.strip())
        if found:
            return found
    raise Malformed(f"expected one of {', '.join(words)}; got {_short(value)}")


def _table(question: Question, data: Any) -> Feedback:
    answers = _cells(question, data)
    known = {model: _believed(question, model) for model in (TRUTH, *question.claims) if model in ENGINES}
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
    model = found.model if found else None
    first = next((i for i in wrong if model and known[model][i] == answers[i]), wrong[0])
    look = _look(question, rows[first])
    if found and model:
        whose = exactly(model) if found.exact else close(model)
        text = f"{whose} Look at {look} {MODELS[model].instead}"
    else:
        text = f"{len(rows) - len(wrong)} of {len(rows)} are as IAM answers. Look at {look}"
    shown_rows = (rows[first],) if question.section == "exercise" else rows
    return Feedback(_status(points), text, shown_rows, model, points, results[first])


def _believed(question: Question, model: str) -> tuple[str, ...]:
    """The answers of IAM or of a misconception's engine to a table."""
    return tuple(said(question.answers, ask(model, question.scenario, row).decision) for row in question.rows)


def _look(question: Question, row: Marked) -> str:
    yours = f"you said {question.answers[row.yours]}" if row.yours else "you said nothing"
    return f"{row.label}: {yours}, IAM answers {question.answers[row.truth]}, because {row.because}."


def _all_right(question: Question, known: Mapping[str, Sequence[str]], rows: Sequence[Marked]) -> str:
    """Success explains too: the row on which most of the claimed engines part from IAM."""
    parted = [sum(table[i] != row.truth for table in known.values()) for i, row in enumerate(rows)]
    row = rows[parted.index(max(parted))]
    hard = f"Most wrong ideas miss {row.label}: {question.answers[row.truth]}, because {row.because}."
    return " ".join(filter(None, [f"All {len(rows)} are as IAM answers.", question.success, hard]))


# ------------------------------------------------------------------------------------------------- order


def _order(question: Question, data: Any) -> Feedback:
    if not isinstance(data, list) or len(data) != len(question.options):
        raise Malformed(f"expected a list of all {len(question.options)} steps, got {_short(data)}")
    order = [question.options[_option(question, one)] for one in data]
    if len({step.id for step in order}) < len(order):
        raise Malformed("expected each step once")
    places = [step.place for step in order]
    in_order = sum(one <= other for one, other in pairwise(places))
    early = next((i for i, step in enumerate(order) if step.place > min(places[i:])), None)
    if early is None:
        return Feedback("correct", question.success or "Yes: each step has what it needs.", points=1)
    step, needed = order[early], next(other for other in order[early:] if other.place < order[early].place)
    points = min(in_order / (len(order) - 1), 0.9)
    text = f"“{step.text}” comes too early: “{needed.text}” must come before it. {step.why}"
    row = Marked(step.text, f"step {early + 1}", "later", differs=True, because=step.why)
    return Feedback(_status(points), text, (row,), _premature(order, step), points)


def _premature(order: Sequence[Option], step: Option) -> str | None:
    """The misconception of a step that comes before two or more that it needs; one may be a slip."""
    needed = [one for one in order[order.index(step) :] if one.place < step.place]
    return step.gives or None if len(needed) > 1 else None


# --------------------------------------------------------------------------------- account, policy, parts


def _built(question: Question, data: Any) -> Feedback:
    if isinstance(data, str):
        data = _decoded(data)
    if data == question.start or (question.kind == "policy" and _empty(data)):
        return Feedback("not attempted", f"{question.id}: not attempted yet, it is as it was given to you.")
    account = build(question, data)
    found = marks(question, account)
    model, proved = shown(question, account, found)
    points = _earned(question, found)
    if points == 1:
        return Feedback("correct", _done(question, found), _rows(found), points=1)
    text = _undone(question, found, model, proved)
    visible = [mark for mark in found if not mark.good and not mark.hidden]
    picture = visible[0].result if visible else None
    return Feedback(_status(points), text, _rows(found), model or None, points, picture)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Malformed(f"not JSON: {error}") from None


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
    count = f"All {len(found)} hold" + (f", the {hidden} that are not shown too." if hidden else ".")
    return f"{count} {question.success}".strip()


def _undone(question: Question, found: Sequence[Mark], model: str, proved: bool) -> str:
    """What is not as asked, first of all; whose engine would have it so; how much holds already."""
    failing = [mark for mark in found if not mark.good]
    visible = [mark for mark in failing if not mark.hidden]
    what = "policy" if question.kind == "policy" else "account"
    first = (
        _first(visible[0], what)
        if visible
        else "All that is shown holds; a request that is not shown does not."
    )
    told = ""
    if model:
        told = would_be_right(what, model) if proved else refute(model)
    hidden = f", {len(failing) - len(visible)} of the others not shown" if len(failing) > len(visible) else ""
    count = f"({len(found) - len(failing)} of {len(found)} hold{hidden}.)"
    return " ".join(filter(None, [first, told, count]))


def _first(mark: Mark, what: str) -> str:
    if mark.message:
        return mark.message
    if mark.result is None:
        return f"{mark.label}: asked for: {mark.wanted}; found: {mark.found}."
    gives = f"your {what} gives: {mark.found}, because {reason(mark.result)}"
    return f"{mark.label}: asked for: {mark.wanted}, as {mark.because}; {gives}."


def _parts(question: Question, data: Any) -> Feedback:
    known = {part.id: part for part in question.parts}
    if not isinstance(data, dict) or not set(data) <= set(known):
        raise Malformed(f"expected an answer for each of {', '.join(known)}; got {_short(data)}")
    graded = {name: grade(part, data.get(name)) for name, part in known.items()}
    total = sum(part.weight for part in question.parts)
    points = sum(part.weight * graded[name].points for name, part in known.items()) / total
    done = all(one.status == "correct" for one in graded.values())
    unread = any(one.status == "malformed" for one in graded.values())
    status: Status = "malformed" if unread else "correct" if done else "partial" if points else "wrong"
    text = "\n".join(f"{name}, {one.status}: {one.text}" for name, one in graded.items())
    rows = tuple(
        replace(row, label=f"{name}: {row.label}") for name, one in graded.items() for row in one.rows
    )
    model = next((one.misconception for one in graded.values() if one.misconception), None)
    picture = next((one.picture for one in graded.values() if one.status != "correct" and one.picture), None)
    success = f"\n{question.success}" if done and question.success else ""
    return Feedback(status, text + success, rows, model, 1.0 if done else min(points, 0.99), picture)


GRADERS: Mapping[str, Callable[[Question, Any], Feedback]] = {
    "choice": _choice,
    "source": _source,
    "table": _table,
    "order": _order,
    "account": _built,
    "policy": _built,
    "parts": _parts,
}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _there(name: str, known: Iterable[str]) -> str:
    return nearest(name, known).replace("this account has", "there is")


# -------------------------------------------------------------------------------------- known answers


def reference_answer(question: Question) -> Any:
    """An answer that is graded correct: the key, or the file's first right answer."""
    return _known(question, TRUTH)


def answer_of(question: Question, misconception: str) -> Any:
    """The answer that a misconception gives; None if the question does not claim it."""
    if question.kind == "parts":
        own = {part.id: answer_of(part, misconception) for part in question.parts}
        if all(answer is None for answer in own.values()):
            return None
        return {part.id: own[part.id] or reference_answer(part) for part in question.parts}
    return _known(question, misconception)


def _known(question: Question, model: str) -> Any:
    if question.kind == "choice":
        given = [index for index, option in enumerate(question.options) if option.gives == model]
        return None if not given else given if question.several else given[0]
    if question.kind == "parts":
        return {part.id: reference_answer(part) for part in question.parts}
    if question.kind in {"table", "source"} and (model == TRUTH or model in question.claims):
        return _computed(question, model)
    if question.kind == "order" and model == TRUTH:
        return [step.id for step in sorted(question.options, key=lambda step: step.place)]
    samples = question.right if model == TRUTH else [one for one in question.wrong if one.names == model]
    return samples[0].answer if samples else None


def _computed(question: Question, model: str) -> Any:
    if model not in ENGINES:
        return None
    if question.kind == "table":
        labels = (row.label for row in question.rows)
        return dict(zip(labels, _believed(question, model), strict=True))
    names = sorted(named(question.scenario, question.rows[0], question.asks, model))
    return names if question.several else names[0] if len(names) == 1 else None
