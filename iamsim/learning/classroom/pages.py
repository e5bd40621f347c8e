"""HTML pages of a class: the report for its teacher, and each learner's feedback. They load and run nothing.

GradeBook → class_page: questions, wrong ideas, learners × questions, first against last answers
GradeBook, one of its submissions → feedback_page
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from iamsim.learning.classroom.class_text import count
from iamsim.learning.classroom.gradebook import STATUSES, SURE_ANSWERS, GradeBook, GradedSubmission
from iamsim.learning.misconceptions import MISCONCEPTIONS
from iamsim.markup import Content, Markup, element, fragment, inline, palette, paragraphs, trusted

# A sign and a word, as colours alone say nothing to many.
MARKS = {
    "correct": ("✓", "right", "is-correct"),
    "partial": ("◐", "partly right", "is-partial"),
    "wrong": ("✗", "not so", "is-wrong"),
    "malformed": ("!", "cannot be read", "is-malformed"),
    "not attempted": ("·", "not attempted", "is-none"),
}
_COLOURS = {
    "paper": palette.PAPER, "ink": palette.INK, "soft": palette.MUTED, "border": palette.BORDER,
    "ok": palette.GREEN, "ok-pale": palette.PALE[palette.GREEN], "no": palette.RED,
    "no-pale": palette.PALE[palette.RED], "part": palette.SAND, "part-pale": palette.PALE[palette.SAND],
}  # fmt: skip
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'"
SURE = "sure"


def feedback_page(book: GradeBook, submission: GradedSubmission) -> str:
    """Return one learner's page: each question with what was reached, and why."""
    name = book.display_name(submission)
    reached = f"{submission.points:g} of {len(book.questions)} points, {submission.percent:.0f} %"
    ideas = submission.misconceptions
    contents = [
        element("h1", {}, f"Feedback for {name}"),
        element("p", {"class": "soft"}, f"{reached}. Predictions do not count, and are not shown."),
        *(_answer(submission, question) for question in book.questions),
    ]
    if ideas:
        contents += [element("h2", {}, "To think over"), *(_idea(name) for name in ideas)]
    return _page(f"Feedback for {name}", contents)


def _answer(submission: GradedSubmission, question: str) -> Markup:
    feedback = submission.grades[question]
    sign, word, css_class = MARKS[feedback.status]
    tries = submission.tries.get(question, 0)
    told = [
        f"{count(tries, 'try').replace('trys', 'tries')}" if tries > 1 else "",
        count(submission.hints[question], "hint") if submission.hints.get(question) else "",
    ]
    notes = ", ".join(filter(None, told))
    text, chosen = submission.asked[question]
    return element(
        "article",
        {},
        element(
            "h3",
            {},
            element("span", {"class": f"mark {css_class}"}, f"{sign} {word}"),
            f" {question}",
            element("span", {"class": "soft"}, f" · {notes}") if notes else "",
        ),
        element("div", {"class": "soft"}, paragraphs(text)),
        element("p", {}, "Your answer: ", inline(chosen)) if chosen else "",
        paragraphs(feedback.text) if feedback.status != "not attempted" else "",
    )


def _idea(name: str) -> Markup:
    idea = MISCONCEPTIONS[name]
    return element(
        "article",
        {},
        element("h3", {}, "Some answers fit this idea: ", inline(idea.belief)),
        element("p", {}, element("strong", {}, "That is not so. "), inline(idea.because)),
        element("p", {}, element("strong", {}, "Instead: "), inline(idea.instead)),
    )


def class_page(book: GradeBook) -> str:
    """Return the class on one page."""
    facts = [count(len(book.submissions), "learner"), count(len(book.questions), "question")]
    if book.roster:
        facts.append(f"{len(book.missing)} of {len(book.roster.lines)} on the roster handed in nothing")
    contents: list[Markup] = [
        element("h1", {}, "The class"),
        element(
            "p", {"class": "soft"}, "; ".join(facts), f". Questions: {book.source}." if book.source else "."
        ),
        *_left_out(book),
        element("h2", {}, "By question"),
        _questions(book),
        element("h2", {}, "By wrong idea"),
        element(
            "p",
            {"class": "soft"},
            f"Sure: {SURE_ANSWERS} answers or more fit it. Perhaps: one does, which may be a slip. "
            "First answers count too.",
        ),
        _ideas(book),
        element("h2", {}, "Learners × questions"),
        _learners(book),
    ]
    return _page("The class", contents)


def _left_out(book: GradeBook) -> Iterator[Markup]:
    missing = [book.roster.name_of(line) for line in book.missing] if book.roster else []
    strangers = [each.name for each in book.strangers]
    late = [book.display_name(submission) for submission in book.submissions if submission.late]
    foreign = [
        f"{book.display_name(each)} ({', '.join(each.foreign)})" for each in book.submissions if each.foreign
    ]
    for heading, names in (
        ("Nothing handed in, or a file that was left out", missing),
        ("Not on the roster", strangers),
        ("Late", late),
        ("Answers not drawn for this learner: not joined, another name or code, or a neighbour's", foreign),
        ("Left out", list(book.refused)),
        ("Handed in more than once", list(book.replaced)),
    ):
        if names:
            yield element("p", {}, element("strong", {}, f"{heading} ({len(names)}): "), "; ".join(names))


def _questions(book: GradeBook) -> Markup:
    """Return a line for each question: how many have which status, first against last, sure and wrong."""
    counts = book.counts()
    statuses = [status for status in STATUSES if any(counted[status] for counted in counts.values())]
    heads: list[Content] = ["question", "last answers", *(MARKS[status][1] for status in statuses)]
    heads += ["right at first", "sure, and not so"]
    lines = []
    for question, counted in counts.items():
        answered = [each for each in book.submissions if each.grades[question].status != "not attempted"]
        first = sum(each.first_points(question) == 1 for each in answered)
        sure = sum(
            each.confidence.get(question) == SURE and each.first_points(question) < 1 for each in answered
        )
        numbers = [*(counted[status] for status in statuses), f"{first} of {len(answered)}", sure or ""]
        cells = [element("td", {"class": "number"}, str(number)) for number in numbers]
        bar = element("td", {}, _bar(counted["correct"], counted["partial"], len(book.submissions)))
        lines.append(element("tr", {}, element("th", {"scope": "row"}, question), bar, *cells))
    return _table("", heads, lines)


def _bar(right: int, partly: int, learners: int) -> Markup:
    parts = (("is-correct", right), ("is-partial", partly), ("is-wrong", learners - right - partly))
    widths = [
        element("span", {"class": css_class, "style": f"flex:{number}"})
        for css_class, number in parts
        if number
    ]
    return element(
        "div", {"class": "bar", "role": "img", "aria-label": f"{right} of {learners} right"}, *widths
    )


def _ideas(book: GradeBook) -> Markup:
    ideas = book.misconceptions()
    if not ideas:
        return element("p", {}, "No answer fits a wrong idea.")
    lines = []
    for name, learners in ideas.items():
        sure = [learner for learner, questions in learners.items() if len(questions) >= SURE_ANSWERS]
        perhaps = [learner for learner in learners if learner not in sure]
        idea = MISCONCEPTIONS[name]
        about = (inline(idea.belief), element("div", {"class": "soft"}, "Instead: ", inline(idea.instead)))
        cells = [
            element("td", {"class": "number"}, str(len(sure))),
            element("td", {"class": "number"}, str(len(perhaps))),
            element("td", {}, "; ".join([*sure, *(f"{learner}?" for learner in perhaps)])),
        ]
        lines.append(element("tr", {}, element("th", {"scope": "row"}, *about), *cells))
    return _table("", ["idea", "sure", "perhaps", "who"], lines)


def _learners(book: GradeBook) -> Markup:
    """Return the heat map: a line for each learner, those with fewest points first."""
    lines = []
    for submission in sorted(book.submissions, key=lambda each: (each.points, book.display_name(each))):
        cells = [_mark(submission, question) for question in book.questions]
        head = element("th", {"scope": "row"}, book.display_name(submission))
        total = element("td", {"class": "number"}, f"{submission.percent:.0f} %")
        lines.append(element("tr", {}, head, total, *cells))
    key = "; ".join(f"{sign} {word}" for sign, word, _ in MARKS.values())
    note = element("p", {"class": "soft"}, f"{key}; two signs: the first answer, then the last.")
    return fragment(_table("marks", ["learner", "", *book.questions], lines), note)


def _mark(submission: GradedSubmission, question: str) -> Markup:
    sign, word, css_class = MARKS[submission.grades[question].status]
    first = submission.first_grades.get(question)
    if first is not None and first.status != submission.grades[question].status:
        sign, word = f"{MARKS[first.status][0]} {sign}", f"{MARKS[first.status][1]} at first, then {word}"
    return element("td", {"class": f"mark {css_class}", "title": word, "aria-label": word}, sign)


def _table(css_class: str, heads: Iterable[Content], lines: Iterable[Markup]) -> Markup:
    head = element("tr", {}, *(element("th", {"scope": "col"}, name) for name in heads))
    table = element("table", {"class": css_class}, element("thead", {}, head), element("tbody", {}, *lines))
    return element("div", {"class": "scroll"}, table)


def _page(title: str, contents: Iterable[Content]) -> str:
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        # Should a text ever get past the escaping, a browser loads nothing for it and runs nothing of it.
        element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        element("title", {}, title),
        element("style", {}, _style()),
    )
    document = element("html", {"lang": "en"}, head, element("body", {}, *contents))
    return f"<!doctype html>{document}\n"


@cache
def _style() -> Markup:
    light = "".join(f"--{name}:{colour};" for name, colour in _COLOURS.items())
    dark = "".join(f"--{name}:{palette.DARK[colour]};" for name, colour in _COLOURS.items())
    # Paper is white, whatever the screen's theme.
    variables = f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return trusted(variables + files(__package__).joinpath("page.css").read_text(encoding="utf-8"))
