"""The six kinds of question: what a table of each kind says → Question. `schema` has read the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import reduce

from iamsim.account import Account
from iamsim.aws.errors import ClientError
from iamsim.decision import Decision, Engine
from iamsim.decision.explain import short_name
from iamsim.learning.account_notation import SketchError, document
from iamsim.learning.documents import written
from iamsim.learning.misconceptions.catalogue import MODELS
from iamsim.learning.misconceptions.rules import RULES
from iamsim.learning.questions.keys import believed
from iamsim.learning.questions.model import PLAIN, TRUTH, Case, Goal, Option, Question, Sample
from iamsim.learning.questions.places import Keys, Table
from iamsim.learning.questions.sources import options_of
from iamsim.learning.scenario import Row, Scenario, event, happen, is_time

OPTION: Keys = {"text!": str, "gives!": str, "why!": str}
STEP: Keys = {"id!": str, "text!": str, "why!": str, "gives": str, "stage": str, "time": str}
GRID: Keys = {"users!": list, "actions!": list, "resource": str}
ROW: Keys = {"user!": str, "action!": str, "resource": str, "time": str, "label": str}
CASE: Keys = {
    "user!": str, "action!": str, "resource": str, "decision!": str, "because!": str, "hidden": bool,
    "lend": str, "message": str,
}  # fmt: skip
SAMPLE: Keys = {"answer": object, "do": list, "names": str, "says": str}
STAGES = [stage.name for stage in fields(Engine)]


def _choice(table: Table, made: Question) -> Question:
    options = tuple(_option(one) for one in table.tables("options"))
    right = sum(option.gives == TRUTH for option in options)
    several = table.raw.get("several", False)
    if not right or (right > 1 and not several):
        raise table.wrong(f"options: expected {'some' if several else 'one'} with gives = TRUTH, got {right}")
    rows = (_request(table, made.scenario),) if "request" in table.raw else ()
    if not rows and not made.source:
        raise table.wrong("expected a request that IAM can be asked, or the source that the key rests on")
    return replace(made, options=options, several=several, rows=rows)


def _option(table: Table) -> Option:
    table.keep_to(OPTION)
    gives = table.known(table.raw["gives"], (TRUTH, *MODELS), "gives")
    return Option(table.raw["text"], gives, table.raw["why"])


def _table(table: Table, made: Question) -> Question:
    answers = {**table.raw.get("answers", {one: PLAIN[one] for one in Decision})}
    for answer in answers:
        table.known(answer, PLAIN, "answers")
    if "grid" not in table.raw:
        rows = tuple(_row(one, made.scenario) for one in table.tables("row"))
        made = replace(made, rows=_labelled(rows), answers=answers)
    else:
        grid = table.table("grid")
        grid.keep_to(GRID)
        users, actions, resource = grid.texts("users"), grid.texts("actions"), grid.raw.get("resource", "*")
        pairs = tuple(Row(user, action, resource) for user in users for action in actions)
        for user in users:
            made.scenario.account.user(user)
        made = replace(made, rows=_labelled(pairs), answers=answers, users=users, actions=actions)
    if len({row.label for row in made.rows}) < max(len(made.rows), 2):
        raise table.wrong("expected a grid, or at least two rows, each with a label of its own")
    for answer in ("allowed", *believed(made, TRUTH)):
        if answer not in answers:
            raise table.wrong(f"answers: {answer}: missing")
    return made


def _labelled(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows with labels: who and what, and where or when if that is not the same in all."""
    places = len({row.resource for row in rows}) > 1
    return tuple(row if row.label else replace(row, label=_label(row, places)) for row in rows)


def _label(row: Row, places: bool) -> str:
    return " ".join(
        filter(None, (row.time, row.user, row.action, short_name(row.resource) if places else ""))
    )


def _source(table: Table, made: Question) -> Question:
    asks = table.one_of("asks", ("decides", "matches"), "decides")
    row = _request(table, made.scenario)
    options = options_of(made.scenario, row, asks, made.claims)
    right = sum(option.gives == TRUTH for option in options)
    several = table.raw.get("several", False)
    if not right or (right > 1 and not several):
        raise table.wrong(f"{right} sources are right; say several = true, or ask another request")
    return replace(made, options=options, several=several, rows=(row,), asks=asks)


def _order(table: Table, made: Question) -> Question:
    steps = tuple(_step(one) for one in table.tables("step"))
    places = [step.place for step in steps]
    if sorted(places) == places or len({step.id for step in steps}) < len(steps):
        raise table.wrong("step: expected two or more, each with its own id, and not yet in order")
    return replace(made, options=steps)


def _step(table: Table) -> Option:
    table.keep_to(STEP)
    stage, time = table.one_of("stage", STAGES, ""), table.raw.get("time", "")
    if bool(stage) == bool(time) or (time and not is_time(time)):
        raise table.wrong("expected either the stage of the engine or the time (HH:MM) that it belongs to")
    gives = table.one_of("gives", MODELS, "")
    return Option(
        table.raw["text"], gives, table.raw["why"], table.raw["id"], time or str(STAGES.index(stage))
    )


def _account(table: Table, made: Question) -> Question:
    goal = replace(
        _goal(table, made),
        unchanged=table.raw.get("unchanged", False),
        refutes=table.one_of("refutes", MODELS, ""),
        members={group: tuple(users) for group, users in table.raw.get("members", {}).items()},
    )
    return replace(made, start=written(made.scenario.account), goal=goal)


def _policy(table: Table, made: Question) -> Question:
    kind, _, name = table.raw["holder"].partition(" ")
    holders = {"user": made.scenario.account.user, "group": made.scenario.account.group}
    holders[table.known(kind, holders, "holder")](name)
    start = table.raw.get("start", '{"Version": "2012-10-17", "Statement": []}')
    goal = replace(_goal(table, made), holder=(kind, name))
    return replace(made, start=table.json("start", start), goal=goal)


def _goal(table: Table, made: Question) -> Goal:
    rules = Table(f"{table.name}: rules", table.raw.get("rules", {}))
    rules.keep_to({name: rule.takes for name, rule in RULES.items()})
    return Goal(tuple(_case(one, made) for one in table.tables("case")), rules.raw)


def _case(table: Table, made: Question) -> Case:
    table.keep_to(CASE)
    row = Row(**{key: table.raw[key] for key in ("user", "action", "resource") if key in table.raw})
    if made.kind == "policy":  # in an account, the learner may have to make the user
        made.scenario.account.user(row.user)
    decision = table.one_of("decision", PLAIN)
    lend = table.raw.get("lend", "")
    try:
        if lend:
            document(lend)
    except SketchError as error:
        raise table.wrong(f"lend: {error}") from None
    hidden, message = table.raw.get("hidden", False), table.raw.get("message", "")
    return Case(row, decision, table.raw["because"], hidden, lend, message)


READ: Mapping[str, Callable[[Table, Question], Question]] = {
    "choice": _choice,
    "table": _table,
    "source": _source,
    "order": _order,
    "account": _account,
    "policy": _policy,
    "parts": lambda _, made: made,
}


def _request(table: Table, told: Scenario) -> Row:
    words = table.texts("request")
    if len(words) not in (2, 3):
        raise table.wrong("request: expected user, action and resource")
    raw = dict(zip(("user", "action", "resource"), words, strict=False))
    return _row(Table(f"{table.name}: request", {**raw, "time": table.raw.get("time", "")}), told)


def _row(table: Table, told: Scenario) -> Row:
    table.keep_to(ROW)
    row = Row(**table.raw)
    told.at(row.time).user(row.user)
    if bool(told.events) is not is_time(row.time):
        raise table.wrong(
            "expected a time HH:MM, as the situation has events" if told.events else "time: nothing happens"
        )
    return row


def sample(table: Table, made: Question) -> Sample:
    """An answer as JSON data, or the calls that make an account of the start."""
    table.keep_to(SAMPLE)
    names = table.one_of("names", MODELS, "")
    if ("do" in table.raw) == ("answer" in table.raw):
        raise table.wrong("expected either answer, or do with the calls that lead to it")
    answer = table.raw.get("answer")
    if "do" in table.raw:
        answer = written(_after(table, made.scenario.account))
    return Sample(answer, names, table.raw.get("says", ""))


def _after(table: Table, account: Account) -> Account:
    try:
        return reduce(
            happen, (event(i, ["00:00", *call]) for i, call in enumerate(table.raw["do"], 1)), account
        )
    except (SketchError, ClientError) as error:
        raise table.wrong(f"do: {error}") from None
