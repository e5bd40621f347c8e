"""Worksheets on paper: what a lesson asks, with boxes to tick and lines to write, and no answer.

    exercises/NN_*.toml → Lesson → its questions, numbered → cards that no page cuts

The answers stand apart (`tools.answer_keys`), under the same numbers. No names are drawn: a class has
the same sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nbconvert.filters.markdown_mistune import markdown2html_mistune

from iamsim.account import Account, Identity
from iamsim.decision.explain import short_statement_words
from iamsim.learning.questions import ChoiceInput, MenusInput, Question, TextInput, exercises
from iamsim.learning.questions.blanks import BLANK, BlanksQuestion
from iamsim.learning.questions.choice import LETTERS
from iamsim.markup import Content, Markup, code_name, element, fragment, html_table, inline, paragraphs
from tools import answer_keys

STYLE = Path(__file__).with_name("worksheets.css").read_text(encoding="utf-8")
# In the order in which a lesson asks; observations and what is read stay where the file has them.
SECTIONS = {
    "warmup": "Do you remember?",
    "lesson": "In the lesson",
    "exercise": "Exercise",
    "quiz": "From memory",
}
HOW = {
    "prediction": "Answer before you try it.",
    "observation": "Answer when you have seen what AWS answers.",
}
CONFIDENCE = ("I guess", "I think so", "I am sure")
MAX_USERS = 8  # of a situation on paper; a larger account is read in the lesson
CALL_LINES = 6
KEY_HINT = "For the teacher. In quotation marks: what somebody believes who gives this answer."
LIST = """\
# Worksheets

What each lesson asks, on paper and without answers; the key is a page of its own, for the teacher.
Print from the browser. To hand out besides: [summary](summary.html) and [glossary](glossary.html).
Before the course and after it: 12 questions, [form A](questions_a.html) and [form B](questions_b.html), with
[their key](questions_key.html).

| lesson | to hand out | for the teacher |
|---|---|---|"""
BUILDS = ("account", "policy", "refute", "rubric")


def bodies() -> Iterator[tuple[str, str]]:
    """Yield the name and the body of the list of sheets, of each lesson's worksheet, and of its key."""
    numbers = exercises.lessons()
    yield "worksheets", _list(numbers)
    for number in numbers:
        yield f"worksheet_{number}", worksheet(number)
        yield f"key_{number}", answer_key(number)


def _list(numbers: Iterable[str]) -> str:
    """Return links to all sheets."""
    rows = (
        f"| {about.name} | [worksheet](worksheet_{about.number}.html) | [key](key_{about.number}.html) |"
        for about in map(exercises.about, numbers)
    )
    return str(markdown2html_mistune("\n".join([LIST, *rows])))


def numbered(number: str) -> tuple[tuple[str, int, Question], ...]:
    """Return a lesson's questions in the order of its sheet: the section, the number, the question.

    An exercise in parts is its parts. Raises ExerciseError.
    """
    lesson = exercises.lesson(number)
    placed = [("lesson" if q.section not in SECTIONS else q.section, q) for q in lesson.questions]
    if lesson.exercise:
        placed += [("exercise", q) for q in lesson.exercise.parts or (lesson.exercise,)]
    placed.sort(key=lambda pair: list(SECTIONS).index(pair[0]))  # stable: else as in the file
    return tuple((section, at, question) for at, (section, question) in enumerate(placed, 1))


def worksheet(number: str) -> str:
    """Return the body of a lesson's worksheet. Raises ExerciseError."""
    questions = numbered(number)
    about = exercises.about(number)
    contents: list[Content] = [
        element("h1", {}, f"Worksheet {about.name}"),
        element("p", {"class": "who"}, "Name ", _line(), " Date ", _line()),
        element("p", {"class": "small"}, "☐ Tick one box, or every one that is right where it says so."),
    ]
    exercise = exercises.lesson(number).exercise
    for section, heading in SECTIONS.items():
        cards = list(_cards((at, question) for name, at, question in questions if name == section))
        if cards:
            contents.append(element("h2", {}, heading))
            if section == "exercise" and exercise and exercise.parts:
                contents.append(paragraphs(exercise.text, "intro"))
            contents += cards
    return str(fragment(*contents))


def _cards(questions: Iterable[tuple[int, Question]]) -> Iterator[Markup]:
    """Yield a card for each question; the same situation stands once, on the first card that is about it."""
    shown = Markup()
    for at, question in questions:
        described = _situation(question)
        yield question_card(at, question, Markup() if described == shown else described)
        shown = described


def answer_key(number: str) -> str:
    """Return the body of the key to a lesson's worksheet. Raises ExerciseError."""
    cards = [answer_keys.key_card(at, question) for _, at, question in numbered(number)]
    heading = element("h1", {}, f"Key {exercises.about(number).name}")
    return str(fragment(heading, element("p", {"class": "small"}, KEY_HINT), *cards))


def question_card(at: int, question: Question, described: Content = "") -> Markup:
    """Return one question, the situation that it is about, and room for its answer."""
    asked = question.elsewhere
    confidence: Content = ""
    if question.section == "prediction":
        confidence = element("p", {"class": "small"}, "How sure? ", *(_box(words) for words in CONFIDENCE))
    how = HOW.get(question.section, "")
    note = question.note if isinstance(question.input, ChoiceInput) else ""
    return element(
        "article",
        {"class": "card"},
        element("h3", {}, f"{at}", element("span", {"class": "small"}, f" {how}") if how else ""),
        paragraphs(asked.text),
        element("p", {"class": "small"}, f"({note})") if note else "",
        described,
        form(question),
        confidence,
    )


def form(question: Question) -> Markup:
    """Return what a learner fills in: boxes, a table with boxes, or lines."""
    if isinstance(question, BlanksQuestion):
        return _blanks(question)
    asks = question.input
    if isinstance(asks, ChoiceInput):
        return boxes(asks.labels)
    if isinstance(asks, MenusInput):
        return _steps(asks) if asks.in_order else _table(asks)
    return fragment(*_asked_for(question), *(_line("wide") for _ in range(CALL_LINES)))


def boxes(labels: Iterable[str]) -> Markup:
    """Return options with a letter and a box each."""
    items = (
        element("li", {}, f"☐ {LETTERS[at]}) ", inline(text)) for at, text in enumerate(labels)
    )
    return element("ul", {"class": "boxes"}, *items)


def _box(words: str) -> Markup:
    return element("span", {"class": "box"}, "☐ ", inline(words))


def _line(css_class: str = "") -> Markup:
    return element("span", {"class": f"line {css_class}".strip()})


def _table(asks: MenusInput) -> Markup:
    """Return a grid, or a row for each label, with a box for each answer."""
    words = [words for words, _ in asks.options]
    if asks.columns:
        cell = fragment(*(_box(word) for word in words))
        headings: list[Content] = ["", *map(code_name, asks.columns)]
        rows: list[list[Markup]] = [[inline(row), *(cell for _ in asks.columns)] for row in asks.rows]
        return html_table(rows, headings, css_class="grid")
    lines: list[list[Markup | str]] = [[inline(label), *("☐" for _ in words)] for label in asks.labels]
    return html_table(lines, ["", *map(inline, words)], css_class="rows")


def _steps(asks: MenusInput) -> Markup:
    """Return steps with a place each for its number."""
    total = len(asks.labels)
    items = (element("li", {}, "☐ ", inline(text)) for text, _ in asks.options)
    return fragment(
        element("p", {"class": "small"}, f"Write a number into each box, 1 to {total}."),
        element("ul", {"class": "boxes"}, *items),
    )


def _blanks(question: BlanksQuestion) -> Markup:
    """Return the words, and the sentences with a line where one is missing."""
    words = " · ".join(word.text for word in question.words)
    sentences = []
    for text in question.labels:
        before, _, after = text.partition(BLANK)
        sentences.append(element("li", {}, inline(before), _line(), inline(after)))
    return fragment(
        element("p", {}, element("strong", {}, words)),
        element("p", {"class": "small"}, question.note),
        element("ol", {}, *sentences),
    )


def _asked_for(question: Question) -> Iterator[Markup]:
    """Yield what to write on the lines below."""
    if isinstance(question.input, TextInput):
        yield element("pre", {}, element("code", {}, question.input.start))
        yield element("p", {"class": "small"}, "Write the policy:")
    elif question.kind == "refute":
        hint = "Users, groups, memberships, policies: draw the account, or write the calls."
        yield element("p", {"class": "small"}, hint)
    else:
        hint = "Which calls? One a line: what, to whom, from or to which group."
        yield element("p", {"class": "small"}, hint)


# -------------------------------------------------------------------------------------------- the situation


def _situation(question: Question) -> Markup:
    """Return who has what, where a question is about an account that its text does not describe."""
    account = question.scenario.account
    if question.kind == "source":
        request = question.requests[0]
        account = question.scenario.at(request.time)
        # All holders that an option names: whose group it is, is part of the question.
        named = {option.id.partition("/")[0].partition(" ")[2] for option in question.options}
        groups = [group.name for group in account.groups.values() if group.name in named]
        return situation(account, [account.user(request.user).name], groups)
    if question.kind not in BUILDS or not account.users:
        return Markup()
    if len(account.users) > MAX_USERS:
        where = f"The account with its {len(account.users)} users is in the lesson."
        return element("p", {"class": "small"}, where)
    return situation(
        account,
        [user.name for user in account.users.values()],
        [group.name for group in account.groups.values()],
    )


def situation(account: Account, users: Sequence[str], groups: Sequence[str]) -> Markup:
    """Return tables of users with their groups and own policies, and of groups with their policies."""
    rows = [
        (f"user {user.name}", ", ".join(user.groups) or "–", _policies(account, user))
        for user in map(account.user, users)
    ]
    rows += [(f"group {name}", "", _policies(account, account.group(name))) for name in groups]
    return html_table(rows, ["who", "is in", "policies"], css_class="situation")


def _policies(account: Account, holder: Identity) -> Markup:
    lines = []
    for policy in account.policies_of(holder):
        statements = "; ".join(short_statement_words(statement) for statement in policy.document.statements)
        lines.append(element("div", {}, element("strong", {}, policy.name), f": {statements}"))
    return fragment(*lines) if lines else fragment("–")
