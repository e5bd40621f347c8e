"""A table: what IAM answers to each of several requests. Its answers can show a misconception, or two."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, product
from typing import Any, ClassVar, Self

from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import brief_reason, context_words, short_name
from iamsim.learning.misconceptions import ENGINES, MISCONCEPTIONS, TRUTH, diagnose, simulate_as
from iamsim.learning.questions.grading import by_label, engine_words, grade, paragraphs, quote
from iamsim.learning.questions.question import (
    DECISION_WORDS,
    DENIED,
    AnswerTable,
    Cell,
    Feedback,
    FeedbackRow,
    Malformed,
    MenusInput,
    MisconceptionId,
    Question,
    Shuffle,
    status_of,
)
from iamsim.learning.questions.toml_reader import check_name, key_named, place
from iamsim.learning.scenario import ScenarioRequest

RETURNING_ROWS = 4  # of a table that a warm-up asks again


@dataclass(frozen=True, slots=True)
class Grid:
    """Each user's request for each action, on one resource."""

    users: tuple[str, ...]
    actions: tuple[str, ...]
    resource: str = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion(Question):
    """One decision for each row, by name: "allowed", "explicitDeny", "implicitDeny", or "denied"."""

    needs_samples: ClassVar[bool] = False
    can_come_back: ClassVar[bool] = True

    grid: Grid | None = None
    rows: tuple[ScenarioRequest, ...] = field(default=(), metadata=key_named("row"))
    answers: Mapping[str, str] = field(  # what may be answered → in plain words
        default_factory=lambda: {str(decision): DECISION_WORDS[decision] for decision in Decision}
    )
    # What is answered → why, for a lesson that does not have the words of policies yet; {user} is the row's.
    reasons: Mapping[str, str] = field(default_factory=dict)
    # Misconceptions that show in a single row here: recorded and refuted, and never named by these answers.
    suspects: tuple[MisconceptionId, ...] = ()

    def completed(self) -> Self:
        """Compute rows and labels, and check that each row can be told apart and answered."""
        for answer in self.answers:
            with place("answers"):
                check_name(answer, DECISION_WORDS)
        for answer in self.reasons:
            with place("reasons"):
                check_name(answer, self.answers)
                _filled_in(self.reasons[answer], "a user", "an action")
        if self.grid:
            for user in self.grid.users:
                self.scenario.account.user(user)
            rows = tuple(
                ScenarioRequest(user, action, self.grid.resource)
                for user, action in product(self.grid.users, self.grid.actions)
            )
        else:
            rows = self.rows
            for number, row in enumerate(rows, 1):
                with place(f"row[{number}]"):
                    self.scenario.check_request(row)
        question = replace(self, rows=_labelled(rows))
        # Answers are kept by label: of two rows with the same label one answer would be lost.
        if len({row.label for row in question.rows}) < max(len(rows), 2):
            raise ValueError("expected a grid, or at least two rows, each with a label of its own")
        # A menu without "allowed" would give away that every row is denied.
        for answer in (str(Decision.ALLOWED), *question.answers_of(TRUTH)):
            if answer not in self.answers:
                raise ValueError(f"answers: {answer}: missing")
        return question

    def shuffled(self, shuffle: Shuffle) -> Self:
        """Return the question with users, actions or rows in another order; the rows of a day keep theirs."""
        if self.grid:
            grid = replace(self.grid, users=shuffle(self.grid.users), actions=shuffle(self.grid.actions))
            order = list(product(grid.users, grid.actions))
            # Sorted and not made anew: the rows already have their labels.
            rows = sorted(self.rows, key=lambda row: order.index((row.user, row.action)))
            return replace(self, grid=grid, rows=tuple(rows))
        return self if self.scenario.events else replace(self, rows=shuffle(self.rows))

    @property
    def requests(self) -> tuple[ScenarioRequest, ...]:
        """The rows."""
        return self.rows

    @property
    def input(self) -> MenusInput:
        """A menu for each row, with what may be answered."""
        options = tuple((words, answer) for answer, words in self.answers.items())
        users, actions = (self.grid.users, self.grid.actions) if self.grid else ((), ())
        return MenusInput(self.labels, options, users, actions)

    @property
    def example(self) -> str:
        """An answer in Python: its first row."""
        label = json.dumps(self.rows[0].label, ensure_ascii=False)
        return f'{{{label}: "{next(iter(self.answers))}", …}}'

    @property
    def count(self) -> int:
        """How many answers a learner gives: one for each row."""
        return len(self.rows)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the rows."""
        return tuple(row.label for row in self.rows)

    def comes_back(self, answer: Any) -> Question | None:
        """Return the first few rows that were answered wrongly, without a claim: they are too few for one."""
        if answer is None:
            return None
        # `grade` of the module: an answer to an older version of the question is malformed, and has no rows.
        pairs = zip(self.rows, grade(self, answer).rows, strict=False)
        missed = [row for row, feedback in pairs if feedback.differs][:RETURNING_ROWS]
        return replace(self, rows=tuple(missed), grid=None, claims=(), suspects=()) if missed else None

    def grade(self, data: Any) -> Feedback:
        """Grade row by row, and name the misconception whose answers they are."""
        answers = self._decisions(data)
        tables = {name: self.answers_of(name) for name in (TRUTH, *self.claims) if name in ENGINES}
        results = [simulate_as(TRUTH, self.scenario, row) for row in self.rows]
        rows = tuple(
            FeedbackRow(row.label, answer, right, answer != right, self._reason(row, right, result))
            for row, answer, right, result in zip(self.rows, answers, tables[TRUTH], results, strict=True)
        )
        wrong = [index for index, row in enumerate(rows) if row.differs]
        if not wrong:
            return Feedback("correct", self._all_right(tables, rows), rows, points=1)
        # A table with a gap is not diagnosed: the missing answers would count as differences.
        diagnosis = diagnose(tables, answers) if all(answers) else None
        suspect = "" if diagnosis else self._suspect(answers)
        misconceptions = diagnosis.misconceptions if diagnosis else ((suspect,) if suspect else ())
        # A row that refutes the misconception comes before a row that is only wrong.
        diagnosed = diagnosis.misconceptions if diagnosis else ()
        refuting = [_refuting_row(name, diagnosed, wrong, answers, tables) for name in diagnosed] or wrong[:1]
        looks = [f"Look at {self._look(rows[index])}" for index in refuting]
        if diagnosis:
            corrections = (MISCONCEPTIONS[name].correction for name in diagnosed)
            text = paragraphs(engine_words(diagnosis), *chain(*zip(looks, corrections, strict=True)))
        else:
            correction = MISCONCEPTIONS[suspect].correction if suspect else ""
            score = f"{len(rows) - len(wrong)} of {len(rows)} are as IAM answers."
            text = paragraphs(f"{score} {looks[0]}", correction)
        # An exercise can be tried again: it shows one row and not the whole key.
        visible = (rows[refuting[0]],) if self.section == "exercise" else rows
        points = 1 - len(wrong) / len(rows)
        return Feedback(status_of(points), text, visible, misconceptions, points, results[refuting[0]])

    def answers_of(self, engine: str) -> tuple[str, ...]:
        """Return the answers of IAM or of a misconception's engine, in the order of the rows."""
        decisions = (str(simulate_as(engine, self.scenario, row).decision) for row in self.rows)
        # Where both denials are one answer, it is "denied".
        return tuple(decision if decision in self.answers else DENIED for decision in decisions)

    def answer_of(self, engine: str) -> Any:
        """Return the answers of an engine by label."""
        if engine not in ENGINES or engine not in {TRUTH, *self.claims, *self.suspects}:
            return None
        return dict(zip(self.labels, self.answers_of(engine), strict=True))

    def _suspect(self, answers: tuple[str, ...]) -> str:
        """Return the one suspect whose answers these are; "" if there is none."""
        fitting = [name for name in self.suspects if self.answers_of(name) == answers]
        return fitting[0] if len(fitting) == 1 else ""

    def _reason(self, row: ScenarioRequest, answer: str, result: EvaluationResult) -> str:
        words = self.reasons.get(answer)
        return _filled_in(words, row.user, row.action) if words else brief_reason(result)

    def canonical(self, data: Any) -> Any:
        """Return the decisions by label."""
        return dict(zip(self.labels, self._decisions(data), strict=True))

    def display(self, answer: Any) -> AnswerTable:
        """Return the rows with their answers in plain words."""
        answers = self._decisions({} if answer is None else answer)
        words = tuple(self.answers.get(answer, "") for answer in answers)
        return AnswerTable(self.labels, words, tuple(self.answers.values()))

    def caption(self, rows: Sequence[FeedbackRow]) -> str:
        """Return what stands above a feedback's rows."""
        suffix = "; where you said something else comes first" if any(row.differs for row in rows) else ""
        return f"IAM's answers{suffix}"

    def cell(self, row: FeedbackRow) -> Cell:
        """Return IAM's answer, and what the learner said where it differs."""
        words = self.answers.get(row.truth, row.truth)
        answer = self.answers.get(row.yours, row.yours) or "nothing"
        return Cell(words, "you said", answer) if row.differs else Cell(words)

    def decision_named(self, words: str) -> str:
        """Return the decision that stands in the question's own plain words."""
        names = {text: name for name, text in self.answers.items()}
        return names.get(words) or Question.decision_named(self, words)

    def _decisions(self, data: Any) -> tuple[str, ...]:
        """Return a learner's answers in the rows' order, "" where nothing is answered. Raises Malformed."""
        return tuple(map(self._decision, by_label(data, self.labels, "an answer", "row")))

    def _decision(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        # A form answers with a decision's name; who answers in code may copy the words of the table.
        names = {words: name for name, words in self.answers.items()}
        if isinstance(value, str):
            words = {words.casefold(): name for words, name in names.items()}
            name = value if value in self.answers else words.get(value.strip().casefold())
            if name:
                return name
        raise Malformed(f"expected one of {', '.join(names)}; got {quote(value)}")

    def _look(self, row: FeedbackRow) -> str:
        yours = f"you said {self.answers[row.yours]}" if row.yours else "you said nothing"
        return f"{row.label}: {yours}, IAM answers {self.answers[row.truth]}. Why: {row.because}."

    def _all_right(self, tables: Mapping[str, Sequence[str]], rows: Sequence[FeedbackRow]) -> str:
        """Explain success too, on the row that most of the claimed engines answer otherwise than IAM."""
        differing = [
            sum(table[index] != row.truth for table in tables.values()) for index, row in enumerate(rows)
        ]
        row = rows[differing.index(max(differing))]
        hardest = f"Worth a second look: {row.label}, {self.answers[row.truth]}. Why: {row.because}."
        return paragraphs(f"All {len(rows)} are as IAM answers. {self.success}".strip(), hardest)


def _filled_in(words: str, user: str, action: str) -> str:
    """Return a reason with who and what; raise ValueError for a blank that is neither {user} nor {action}."""
    try:
        return words.format(user=user, action=action)
    except (KeyError, IndexError, ValueError):
        raise ValueError(f"expected no blank but {{user}} and {{action}}, got {words!r}") from None


def _refuting_row(
    misconception: str,
    misconceptions: Sequence[str],
    wrong: Sequence[int],
    answers: Sequence[str],
    tables: Mapping[str, Sequence[str]],
) -> int:
    """Return the first wrong row that this misconception explains and no other that is shown."""
    # There always is one. An exact match explains every wrong row; a match but for one row has TRUTH at two
    # rows or more; of two misconceptions each explains OWN_ROWS rows alone (`diagnose`).
    return next(
        index
        for index in wrong
        if [name for name in misconceptions if tables[name][index] == answers[index]] == [misconception]
    )


def _labelled(rows: tuple[ScenarioRequest, ...]) -> tuple[ScenarioRequest, ...]:
    """Return rows with labels: who and what, and where or when if that is not the same in all."""
    several_resources = len({row.resource for row in rows}) > 1
    several_contexts = any(row.context != rows[0].context for row in rows)
    return tuple(
        row
        if row.label
        else replace(row, label=_label(row, resource=several_resources, context=several_contexts))
        for row in rows
    )


def _label(row: ScenarioRequest, *, resource: bool, context: bool) -> str:
    name = short_name(row.resource) if resource else ""
    label = " ".join(filter(None, (row.time, row.user, row.action, name)))
    return ", ".join(filter(None, (label, context_words(row.context) if context else "")))


KIND = TableQuestion
