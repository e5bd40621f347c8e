"""Lessons, questions, docs and README call a decision what `iamsim.decision.explain` calls it.

Prose quotes the words as people write them, so a changed word leaves old lines behind. The first test lists
them, `file:line`; all other tests take the words from `explain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamsim.decision import Decision
from iamsim.decision.explain import decision_words

ROOT = Path(__file__).resolve().parent.parent
# CHANGELOG.md is left out: it says what was so at the time.
PROSE = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("notebooks/src/*.md")),
    *sorted(ROOT.glob("exercises/*.toml")),
    *sorted(ROOT.glob("iamsim/learning/misconceptions/*.toml")),
]
# What prose calls each decision today. After a word is changed in explain.py, rewrite the lines that the test lists,
# then change the word here.
WORDS_IN_PROSE = {
    Decision.ALLOWED: "allowed",
    Decision.EXPLICIT_DENY: "denied by a Deny",
    Decision.IMPLICIT_DENY: "nobody allowed it",
}


def prose_of(path: Path) -> str:
    """Return the text of a file without the words that a reworded option was published with."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return "\n".join("" if line.startswith("published_") else line for line in lines)


def lines_with(words: str, text: str) -> Iterator[int]:
    """Return the numbers of the lines where the words begin, in any case, also if a line break parts them."""
    pattern = r"\b" + r"\s+".join(map(re.escape, words.split())) + r"\b"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        yield text.count("\n", 0, match.start()) + 1


def in_todays_words(text: str) -> str:
    """Put explain's words for each decision in the place of those that prose has."""
    for decision, words in WORDS_IN_PROSE.items():
        text = text.replace(words, decision_words(decision))
    return text


def test_prose_calls_a_decision_what_explain_calls_it() -> None:
    outdated = {decision: words for decision, words in WORDS_IN_PROSE.items() if words != decision_words(decision)}
    lines = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {words!r} is now {decision_words(decision)!r}"
        for path in PROSE
        for decision, words in outdated.items()
        for number in lines_with(words, prose_of(path))
    ]
    assert not lines, "rewrite these lines, then WORDS_IN_PROSE in this file:\n" + "\n".join(lines)
    assert not outdated, "no line of prose has the old words any more: change WORDS_IN_PROSE in this file"


@pytest.mark.parametrize("words", WORDS_IN_PROSE.values())
def test_prose_has_the_words_that_are_looked_for(words: str) -> None:
    # Else the test above would pass whatever explain says, because it looks for words that nobody wrote.
    assert any(next(lines_with(words, prose_of(path)), 0) for path in PROSE)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one\nNobody allowed it.", [2], id="in capital letters"),
        pytest.param("(**nobody\nallowed it**)", [1], id="over the end of a line"),
        pytest.param("nobody allowed its use", [], id="not as the beginning of other words"),
        pytest.param("nobody allowed it, nobody allowed it", [1, 1], id="twice in a line"),
    ],
)
def test_lines_with_words_are_found(text: str, lines: list[int]) -> None:
    assert list(lines_with("nobody allowed it", text)) == lines


# Statements match, or do not match.
OTHER_VERBS = re.compile(
    r"\b(?:statements?|Allows?|Deny|Denies|policy|policies)\b[^.|\n]{0,30}\b(?:appl(?:y|ies|ied)|fit(?:s|ted)?|hangs?)\b"
)


@pytest.mark.parametrize("path", PROSE, ids=[path.relative_to(ROOT).as_posix() for path in PROSE])
def test_statements_match_and_neither_apply_nor_fit(path: Path) -> None:
    assert OTHER_VERBS.findall(prose_of(path)) == []
