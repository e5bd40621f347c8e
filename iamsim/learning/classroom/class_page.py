"""The report for a class's teacher, on one page: GradeBook → HTML.

By question, by wrong idea, before and after; who is missing and what was left out; each learner.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from iamsim.learning.classroom.class_text import SHARED_NAME, count, form_words, gain_words
from iamsim.learning.classroom.gradebook import REPEATED, STATUSES, GradeBook
from iamsim.learning.classroom.html_page import (
    MARKS,
    bar_cell,
    head_cell,
    html_page,
    number_cell,
    row,
    soft,
    table,
)
from iamsim.learning.classroom.inventory import SUBJECTS, BeforeAfter
from iamsim.learning.classroom.learner_marks import MAX_QUESTIONS, learner_marks
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH
from iamsim.markup import Content, Markup, element, fragment, inline

SURE = "sure"
MAX_TEXT = 120  # characters of a question's text
MAX_INLINE = 40  # characters of what is listed within a paragraph


def class_page(book: GradeBook) -> str:
    """Return the class on one page."""
    lists = [_named_list(heading, names) for heading, names in _lists(book)]
    contents: list[Markup] = [element("h1", {}, "The class"), _facts(book, bool(lists))]
    if book.submissions:
        contents += [*_section("By question", _questions(book)), *_section("By wrong idea", _ideas(book))]
    if book.before_after:
        contents += _section("Before and after", _before_after(book.before_after))
    if lists:
        contents += [element("h2", {"id": "lists"}, "Who and what is missing"), *lists]
    if book.submissions:
        contents += _section("Learners", learner_marks(book))
    return html_page("The class", contents)


def _section(title: str, contents: Markup) -> list[Markup]:
    return [element("h2", {}, title), contents]


def _facts(book: GradeBook, has_lists: bool) -> Markup:
    facts: list[Content] = []
    if len(book.lessons) == 1:
        facts += book.lessons.values()
    elif book.lessons:
        facts.append(f"lessons {', '.join(book.lessons)}")
    if book.submissions:
        facts += [count(len(book.submissions), "learner"), count(len(book.questions), "question")]
    if book.roster and book.submissions:
        facts.append(f"{len(book.missing)} of {len(book.roster.lines)} on the roster handed in nothing")
    if book.refused:
        facts.append(f"{count(len(book.refused), 'file')} left out")
    if book.source:
        facts.append(f"questions: {book.source}")
    if has_lists:
        facts.append(element("a", {"href": "#lists"}, "who and what is missing"))
    return soft(*[content for fact in facts for content in ("; ", fact)][1:])


def _named_list(heading: str, names: Sequence[str]) -> Markup:
    """Return names in a paragraph; sentences below each other."""
    head = element("strong", {}, f"{heading} ({len(names)})")
    if max(map(len, names)) <= MAX_INLINE:
        return element("p", {}, head, ": ", "; ".join(names))
    return fragment(
        element("p", {}, head, ":"), element("ul", {}, *(element("li", {}, each) for each in names))
    )


def _lists(book: GradeBook) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield headings with names: what a teacher may have to look into."""
    missing = [book.roster.name_of(line) for line in book.missing] if book.roster and book.submissions else []
    foreign = [
        f"{book.display_name(each)} ({', '.join(each.foreign)})" for each in book.submissions if each.foreign
    ]
    lists: dict[str, Sequence[str]] = {
        "Nothing handed in, or a file that was left out": missing,
        "Not on the roster": [each.name for each in book.strangers],
        f"{SHARED_NAME[0].upper()}{SHARED_NAME[1:]}": [
            f"{each.name} ({each.file})" for each in book.ambiguous
        ],
        "Late": [book.display_name(submission) for submission in book.submissions if submission.late],
        "Answers not drawn for this learner: not joined, another name or code, or a neighbour's": foreign,
        "The same file, or another learner's name in it": book.copies,
        "Left out": book.refused,
        "Not read, as a submission is a .json file": book.other_files,
        "Not graded, as no lesson has these questions": book.own_questions,
        "Handed in more than once": book.replaced,
        "Answers that cannot be read": [
            f"{each.file}: {line}" for each in book.submissions for line in each.unread
        ],
    }
    answers = book.before_after
    if answers:
        lists["The same form of the 12 questions twice, which may be remembered"] = answers.same_form
        lists["The 12 questions only once, and not counted there"] = answers.once
    for heading, names in lists.items():
        if names:
            yield heading, names


def _questions(book: GradeBook) -> Markup:
    """Return a row for each question: how many have which status, first against last, sure and wrong."""
    counts = book.counts()
    statuses = [status for status in STATUSES if any(counted[status] for counted in counts.values())]
    names = [*(MARKS[status][1] for status in statuses), "right at first", "sure, and not so"]
    heads: list[Content] = ["question", "last answers", *(head_cell(name, "number") for name in names)]
    rows = []
    for question, counted in counts.items():
        answered = [each for each in book.submissions if each.grades[question].status != "not attempted"]
        first = sum(each.first_points(question) == 1 for each in answered)
        sure = sum(
            each.confidence.get(question) == SURE and each.first_points(question) < 1 for each in answered
        )
        numbers = [*(counted[status] for status in statuses), f"{first} of {len(answered)}", sure or ""]
        text = textwrap.shorten(book.texts[question], MAX_TEXT, placeholder=" …")
        question_name = element("span", {"class": "soft"}, f" · {book.names[question]}")
        name = element("span", {"class": "name"}, question, question_name)
        words = element("div", {"class": "soft"}, inline(text)) if len(counts) <= MAX_QUESTIONS else ""
        wrong = counted["wrong"] + counted["malformed"]
        bar = bar_cell(counted["correct"], counted["partial"], wrong, len(book.submissions))
        rows.append(row(fragment(name, words), bar, *map(number_cell, numbers)))
    legend = "Sure, and not so: who said “I am sure” of a first answer that was not right."
    return fragment(soft(legend), table("questions", heads, rows))


def _ideas(book: GradeBook) -> Markup:
    ideas = book.misconceptions()
    if not ideas:
        return element("p", {}, "No answer fits a wrong idea.")
    rows = []
    for name, learners in ideas.items():
        repeated = [learner for learner, questions in learners if len(questions) >= REPEATED]
        once = [learner for learner, questions in learners if len(questions) < REPEATED]
        names = [
            element("div", {}, element("strong", {}, f"{heading} ({len(listed)}): "), "; ".join(listed))
            for heading, listed in (("Twice or more", repeated), ("Once", once))
            if listed
        ]
        rows.append(row(_idea_head(name), number_cell(len(learners)), element("td", {}, *names)))
    legend = (
        "Whose answers fit an idea, first answers too. Twice or more: so do two answers of this learner, or "
        "more. Once: one does, which may be a slip."
    )
    return fragment(soft(legend), table("ideas", ["idea", head_cell("learners", "number"), "who"], rows))


def _idea_head(name: str) -> Markup:
    idea = MISCONCEPTIONS[name]
    return fragment(inline(idea.belief), element("div", {"class": "soft"}, "Instead: ", inline(idea.instead)))


def _before_after(answers: BeforeAfter) -> Markup:
    """Return what the class gained in the 12 questions: in all, by question, by wrong idea."""
    learners = len(answers.pairs)
    words = f"{count(learners, 'learner')} answered the 12 questions before and after"
    if not learners:
        return element("p", {}, f"{words}.")
    legend = (
        "Gain: the share of what was missing before that is there after. The empty part of a bar: nothing "
        "ticked, or “I do not know yet”."
    )
    if doubt := form_words(answers):
        legend += f" {doubt[0].upper()}{doubt[1:]}."
    counted = zip(SUBJECTS, answers.counts(TRUTH), answers.counts(""), strict=True)
    by_question = []
    for number, (subject, right, blank) in enumerate(counted, 1):
        cells = [
            cell
            for turn in (0, 1)
            for cell in (
                bar_cell(right[turn], 0, learners - right[turn] - blank[turn], learners),
                number_cell(right[turn]),
            )
        ]
        by_question.append(row(f"{number} {subject}", *cells))
    by_idea = [
        row(inline(MISCONCEPTIONS[name].belief), *map(number_cell, counted))
        for name, counted in answers.learners_with().items()
    ]
    numbers = [head_cell("before", "number"), head_cell("after", "number")]
    return fragment(
        element("p", {}, f"{words}: ", element("strong", {}, gain_words(answers)), "."),
        soft(legend),
        table("", ["learners who had it right", "before", "", "after", ""], by_question),
        table("", ["learners with an answer that fits the idea", *numbers], by_idea) if by_idea else "",
    )
