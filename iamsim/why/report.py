"""An Answer as text for a terminal, and as Markdown for a ticket.

    Answer → sections (a title, lines) → text, Markdown

The answer never says a bare "allowed": it names the policies that AWS also reads and the account's file does
not hold, with the commands that show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from iamsim.decision.explain import decision_words
from iamsim.markup import printable
from iamsim.why.answer import DEPENDS, Answer
from iamsim.why.case_lines import case_blocks
from iamsim.why.message_lines import aws_sentence_lines, denial_lines
from iamsim.why.next_step_lines import next_step_lines, unknown_policy_lines
from iamsim.why.note_lines import notes
from iamsim.why.reason_lines import explanation_lines


class Section(NamedTuple):
    """Lines that belong together, and their title in Markdown."""

    title: str
    lines: Sequence[str]


def answer_text(answer: Answer, *extra: Section) -> str:
    """Return notes, the decision and its reasons, AWS's sentence and the unknown policies, for a terminal.

    `extra` are sections to add at the end.
    """
    sections = (*_sections(answer), *extra)
    return printable("\n\n".join("\n".join(section.lines) for section in sections))


def answer_markdown(answer: Answer, *extra: Section) -> str:
    """Return the same for a ticket: headings, and every text of the account or the question as code."""
    request = answer.request
    facts = [("Principal", request.principal), ("Action", request.action), ("Resource", request.resource)]
    parts = [
        f"## {_heading(answer)}",
        "\n".join(f"- {name}: {_code_span(printable(value))}" for name, value in facts),
        *[
            f"### {section.title}\n\n{_fenced(printable(chr(10).join(section.lines)))}"
            for section in (*_sections(answer), *extra)
        ],
    ]
    return "\n\n".join(parts)


def _heading(answer: Answer) -> str:
    if answer.exit_status == DEPENDS:
        return "It depends"
    if not answer.is_firm:
        return "Denied, for a reason that depends on what was not given"
    words = decision_words(answer.result.decision)
    return f"{words[:1].upper()}{words[1:]} ({answer.result.decision})"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _code_span(text: str) -> str:
    """Return a text as a code span, whose marks are longer than any that stand in the text."""
    mark = "`" * (_longest_run(text) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{mark}{padding}{text}{padding}{mark}"


def _fenced(text: str) -> str:
    """Return lines as a block of code, whose fence is longer than any that stands in the lines."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}"


def _sections(answer: Answer) -> list[Section]:
    sections = [
        Section("Notes", [f"note: {note}" for note in notes(answer)]),
        Section("What AWS says", denial_lines(answer)),
        Section("Why", explanation_lines(answer)),
        *[Section(f"Case {number}", lines) for number, lines in enumerate(case_blocks(answer), 1)],
        Section("Next step", next_step_lines(answer)),
        Section("AWS would say", aws_sentence_lines(answer)),
        Section("What this file cannot show", unknown_policy_lines(answer)),
    ]
    return [section for section in sections if section.lines]


def merge_answers(answers: Iterable[Answer]) -> list[Answer]:
    """Return one answer for those that say the same, the latest, with the number of their occurrences.

    Requests that differ in what no policy reads, such as another address, have the same answer.
    """
    merged: dict[str, Answer] = {}
    for answer in answers:
        bare = replace(answer, question=replace(answer.question, notes=(), occurrences=1))
        text = answer_text(bare)
        before = merged.get(text)
        if before is None:
            merged[text] = answer
            continue
        latest = max(before, answer, key=lambda candidate: candidate.question.time)
        occurrences = before.question.occurrences + answer.question.occurrences
        merged[text] = replace(latest, question=replace(latest.question, occurrences=occurrences))
    return list(merged.values())
