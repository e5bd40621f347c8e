"""What a practice shows: the account in words and as a picture, the request, three answers; what decided.

    PracticeSession → the markup of each area, and lines of text where nothing can be clicked

An idea is named by the tutor alone. The second time its lesson is offered beside it, the third time a smaller
account that refutes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from iamsim.account import Account, Group, User
from iamsim.decision import Decision
from iamsim.decision.explain import decision_words, reason, statement_words
from iamsim.diagram import AccountLayout, Diagram, draw
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.notebook.asked_questions import CONFIDENCE_LABELS, STATUS_LABELS
from iamsim.learning.notebook.practice_session import Outcome, PracticeSession
from iamsim.learning.questions import exercises
from iamsim.learning.records import idea_records
from iamsim.learning.scenario import START
from iamsim.learning.tutor import TOPICS, Question
from iamsim.markup import Content, Markup, decision_cell, element, fragment, inline, paragraphs

TIMES_TO_EXPERIMENT = 2
"""Named so often, an idea is shown with its account to try out; later, with a smaller account."""
AREAS = ("head", "account", "picture", "ask", "said", "topics")
"""The areas of the page, from top to bottom."""
KEYS_OF_ONE = "Keys: 1, 2, 3 to answer, then 1, 2, 3 for how sure you are."
KEYS = "Keys: 1, 2, 3 to answer, then 1, 2, 3 for how sure you are, Enter for the next question."
HOW_IN_CODE = 'In code: `p = {call}`, then `p.answer(2, "sure")` ("guess", "think" or "sure") and `p.next()`.'
MAY_BE_SKIPPED = (
    "What was not IAM's answer in the table may be a slip or an idea. One request in a fresh account helps "
    "to tell which; you may skip it."
)
ONE_IN_CODE = 'In code: `{call}.answer(2, "sure")` ("guess", "think" or "sure").'
ALL_TOPICS = '`practice("all")` asks about everything.'
LESSONS_TOPICS = f"About the lessons that you have begun: {{topics}}. {ALL_TOPICS}"
CORE_TOPICS = f"About the core of the course: {{topics}}. {ALL_TOPICS}"
GO_ON_IN_CODE = "`p.next()` asks the next one."
AT_THE_TIME = (
    "IAM reads what is there when the request comes, at {time}; nothing is remembered from a sign-in."
)
MASTERED = "You can predict IAM: every idea of every topic was met, and none of them shows."
MASTERED_TOPICS = "You can predict IAM here: every idea of these topics was met, and none of them shows."
REVIEWED = "That was all for today."
NOTHING_DUE = "Nothing is due today."
NEVER_NAMED = "Ideas come here once they were named, in a lesson or in `practice()`."
ALL_BEATEN = "Every idea that was named is beaten."
GO_ON = "You may stop here, or go on."
SMALLER = "A smaller account, for the same idea"
OFFER = "Below is this very account to try out: what must change until your answer is right?"


# ------------------------------------------------------------------------------------------------ areas


def head(session: PracticeSession) -> Markup:
    """Make the line at the top: what this is, and which question."""
    right = session.label if _asks(session) else ""
    title = element("span", {}, session.title)
    line = element("p", {"class": "iamsim-head"}, title, element("span", {}, right))
    return fragment(line, *(paragraphs(note, "iamsim-note") for note in head_notes(session)))


def head_notes(session: PracticeSession) -> Iterator[str]:
    """Yield what could not be kept, and at first which topics are asked about, if nobody has said which."""
    if session.notice:
        yield session.notice
    if session.is_single:
        if session.outcome is None:
            yield MAY_BE_SKIPPED
        return
    is_clear = session.is_review or session.are_chosen or session.topics == tuple(TOPICS)
    if session.is_first and not is_clear:
        note = LESSONS_TOPICS if session.has_lessons else CORE_TOPICS
        yield note.format(topics=", ".join(session.topics))


def account(session: PracticeSession) -> Markup:
    """Make the account in words, a line for each group and user."""
    if not _asks(session):
        return Markup()
    lines = [element("li", {}, _line(line)) for line in session.question.story.splitlines()]
    return element("ul", {"class": "iamsim-story"}, *lines)


def _line(line: str) -> Markup:
    """Make a line of the account: who or what it is about in bold, ARNs and actions in code font."""
    subject = re.match(r"(Group \S+|The [^:]+|\S+?)(?=[ ,:.])", line)
    name = subject[0] if subject else ""
    return fragment(element("strong", {}, name), _with_code(line.removeprefix(name)))


def _with_code(text: str) -> Markup:
    """Make text in which ARNs and actions stand in code font."""
    parts = re.split(r"(arn:[^\s;,]+[^\s;,.]|\b[a-z0-9-]+:(?:[A-Z]\w*\*?|\*))", text)
    pieces: list[Content] = [
        element("code", {}, part) if index % 2 else part for index, part in enumerate(parts)
    ]
    return fragment(*pieces)


def ask(session: PracticeSession, chosen: str = "", *, static: bool = False) -> Markup:
    """Make the request and the three answers; once one is chosen, ask how sure; then say which is right.

    With `static` nothing can be pressed.
    """
    if not _asks(session):
        return Markup()
    question, outcome = session.question, session.outcome
    number = session.number
    # The page gives the focus to what is asked next, so that keys work without a click.
    focus = {"tabindex": "-1", "data-focus": f"ask {number}"} if outcome is None and not chosen else {}
    text = element("p", {"class": "iamsim-ask", **focus}, _with_code(question.text))
    picked = outcome.chosen if outcome else chosen
    buttons = [
        _answer(str(key), answer, picked, outcome, static=static)
        for key, answer in enumerate(question.answers, 1)
    ]
    row = element("div", {"class": "iamsim-answers", "role": "group", "aria-label": "Your answer"}, *buttons)
    if outcome is not None or static:
        return fragment(text, row)
    keys = paragraphs(KEYS_OF_ONE if session.is_single else KEYS, "iamsim-note")
    return fragment(text, row, _confidence(chosen, number) if chosen else keys)


def how_in_code(session: PracticeSession, call: str) -> str:
    """Return how to answer where nothing can be clicked."""
    return (ONE_IN_CODE if session.is_single else HOW_IN_CODE).format(call=call)


def _answer(key: str, answer: str, picked: str, outcome: Outcome | None, *, static: bool) -> Markup:
    """Make one of the three answers, to press or with what it turned out to be."""
    cell = decision_cell(Decision(answer))
    attributes: dict[str, Content] = {
        "class": f"iamsim-cell {cell.css_class}{' is-chosen' if answer == picked else ''}",
    }
    content = (element("kbd", {"aria-hidden": "true"}, key), cell.words)
    if static:
        option = element("span", attributes, *content)
    else:
        attributes |= {"type": "button", "aria-pressed": str(answer == picked).lower()}
        if outcome is not None:
            attributes["disabled"] = ""
        else:
            attributes |= {"data-step": "choose", "data-values": json.dumps({"answer": answer})}
            # Once one is picked, the same keys say how sure.
            attributes |= {} if picked else {"data-hotkey": key}
        option = element("button", attributes, *content)
    marks = _marks(answer, outcome)
    css_class = "tag is-right" if outcome and answer == outcome.right else "tag is-wrong"
    tag = element("span", {"class": css_class}, marks) if marks else ""
    return element("div", {"class": "iamsim-choice"}, option, tag)


def _marks(answer: str, outcome: Outcome | None) -> str:
    """Return what is said beside an answer: "right, your answer"."""
    if outcome is None:
        return ""
    marks = {"right": outcome.right, "your answer": outcome.chosen}
    return ", ".join(words for words, marked in marks.items() if marked == answer)


def _confidence(chosen: str, number: int) -> Markup:
    buttons = [
        _button("answer", label, str(key), {"confidence": confidence}, {})
        for key, (confidence, label) in enumerate(CONFIDENCE_LABELS.items(), 1)
    ]
    focus = {"tabindex": "-1", "data-focus": f"sure {number} {chosen}"}
    answer = decision_words(Decision(chosen))
    question = f"{answer[:1].upper()}{answer[1:]}: how sure are you?"
    words = element("p", {"class": "iamsim-how-sure", **focus}, question)
    back = _button("back", "another answer", "Backspace", {}, {"class": "iamsim-back"})
    attributes = {"class": "iamsim-sure-row", "role": "group", "aria-label": "How sure are you?"}
    return fragment(words, element("div", attributes, *buttons, back))


def _button(
    step: str, words: str, key: str, values: Mapping[str, str], attributes: Mapping[str, str]
) -> Markup:
    """Make a button that a key presses, too."""
    own = {"type": "button", "data-step": step, "data-hotkey": key, **attributes}
    own |= {"data-values": json.dumps(values)} if values else {}
    return element("button", own, words, element("kbd", {"aria-hidden": "true"}, key))


def said(session: PracticeSession, *, static: bool = False) -> Markup:
    """Make what is said of the answer: right or not, what decided, an idea that is named, what is next."""
    return element("div", {"role": "status"}, _said(session, static=static))


def _said(session: PracticeSession, *, static: bool) -> Markup:
    outcome = session.outcome
    if outcome is None:
        return Markup() if _asks(session) else _nothing_to_ask(session)
    sign, word = STATUS_LABELS[outcome.feedback.status]
    badge = element(
        "span", {"class": "iamsim-badge"}, element("span", {"aria-hidden": "true"}, sign), f" {word}"
    )
    first, *rest = outcome.feedback.text.split("\n\n")
    parts = [badge, *map(paragraphs, [_without_verdict(first, outcome), *_at_the_time(outcome)])]
    if outcome.feedback.misconceptions:
        named_ideas = [_with_lesson(text) for text in rest]
        parts.append(element("div", {"class": "iamsim-named"}, *named_ideas, *_more_about(outcome)))
    else:
        parts += [paragraphs(text) for text in rest]
    body = element("div", {"class": f"iamsim-said is-{outcome.feedback.status}"}, *parts)
    return fragment(body, _end(session, outcome), Markup() if static else _next(session))


def _with_lesson(text: str) -> Markup:
    """Make a paragraph in which the lesson that it names is a link."""
    number = re.match(r"Lesson (\d\d)\b", text)
    if number is None:
        return paragraphs(text)
    return element("p", {}, lesson_link(number[1]), text.removeprefix(number[0]))


def _without_verdict(text: str, outcome: Outcome) -> str:
    """Leave out the word that the badge says already."""
    return (
        re.sub(r"^Right: (\w)", lambda match: match[1].upper(), text)
        if outcome.feedback.status == "correct"
        else text
    )


def _at_the_time(outcome: Outcome) -> Iterator[str]:
    """Yield which time counts, where something happens before the request."""
    if outcome.question.scenario.events:
        yield AT_THE_TIME.format(time=outcome.question.rows[0].time)


def _more_about(outcome: Outcome) -> Iterator[Markup]:
    """Yield what helps where an idea was named before: its lesson, or a smaller account that refutes it."""
    for idea, times in outcome.times_named.items():
        if times == TIMES_TO_EXPERIMENT and outcome.is_wrong:
            yield paragraphs(OFFER)
        if times > TIMES_TO_EXPERIMENT:
            yield from (paragraphs(text) for text in smaller_account(idea))


def _next(session: PracticeSession) -> Markup:
    """Make the button that goes on."""
    if session.is_single or (session.is_review and session.finished):
        return Markup()
    attributes = {"class": "iamsim-commit", "data-focus": f"next {session.number}"}
    button = _button("next", "Next question", "Enter", {}, attributes)
    return element("p", {"class": "iamsim-foot"}, button)


def _end(session: PracticeSession, outcome: Outcome) -> Markup:
    """Make what stands where a practice is mastered, or a review is through."""
    lines = list(end_lines(session, outcome))
    return element("div", {"class": "iamsim-end"}, *map(paragraphs, lines)) if lines else Markup()


def _nothing_to_ask(session: PracticeSession) -> Markup:
    return fragment(*map(paragraphs, nothing_lines(session)))


def topics(session: PracticeSession) -> Markup:
    """Make a bar for each topic, with its words; a review is about ideas of any topic."""
    if session.is_review or session.is_single:
        return Markup()
    progress = session.tutor.progress()
    rows = []
    for name, part in progress.items():
        percent = f"{100 * part:.0f} %"
        bar = element(
            "span",
            {"class": "iamsim-bar", "aria-hidden": "true"},
            element("span", {"style": f"width:{100 * part:.0f}%"}),
        )
        rows.append(
            element(
                "li",
                {},
                element("span", {"class": "iamsim-topic"}, name),
                bar,
                element("span", {"class": "iamsim-percent"}, percent),
            )
        )
    title = "How far you are: questions of each topic answered rightly, its wrong ideas refuted"
    return element(
        "div",
        {},
        element("p", {"class": "iamsim-note"}, title),
        element("ul", {"class": "iamsim-topics"}, *rows),
    )


def _asks(session: PracticeSession) -> bool:
    """Whether there is a question on the page, open or answered."""
    return session.outcome is not None or not (session.is_review and session.finished)


# ----------------------------------------------------------------------------------------------- picture


class QuestionPicture:
    """The picture of one question's account, in which everything keeps its place once the answer is shown.

    Drawn once, as that takes a tenth of a second on the site.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        scenario, row = question.scenario, question.rows[0]
        scps = [list(scenario.scps)] if scenario.scps else ()
        self._before = AccountLayout.of(
            scenario.at(START) if scenario.events else scenario.account, scps=scps
        )
        # What happens before the request shows with the answer alone: until then it stands in words.
        self._then = self._before.with_account(scenario.at(row.time)) if scenario.events else self._before
        self._drawn: dict[int, str] = {}

    def svg(self, outcome: Outcome | None = None) -> str:
        """Return the account: in the beginning, or as it was at the time of the request. Raises NotDrawn."""
        layout = self._before if outcome is None else self._then
        if id(layout) not in self._drawn:
            self._drawn[id(layout)] = layout.svg()
        return self._drawn[id(layout)]

    def marks(self, outcome: Outcome | None) -> Mapping[str, str]:
        """Return the classes of its parts: those of the decision, once there is an answer."""
        return {} if outcome is None else self._then.states(outcome.result)

    def diagram(self, outcome: Outcome | None) -> Diagram:
        """Return the picture where nothing can be changed: of the account, or of the decision."""
        return draw(self._before.account) if outcome is None else self._then.diagram(outcome.result)


# -------------------------------------------------------------------------------------------- the words


def lesson_link(number: str) -> Markup:
    """Make a link to a lesson."""
    lesson = exercises.about(number)
    words = f"Lesson {lesson.name}" if lesson.title else f"Lesson {number}"
    return element("a", {"href": lesson.notebook}, words) if lesson.notebook else inline(words)


def smaller_account(idea: str) -> Iterator[str]:
    """Yield the catalogue's own situation that refutes an idea: the account, the request, IAM's answer."""
    evidence = MISCONCEPTIONS[idea].evidence
    if evidence is None or evidence.request is None:
        return
    result = simulate_as(TRUTH, evidence.scenario, evidence.request)
    other = simulate_as(idea, evidence.scenario, evidence.request)
    yield f"**{SMALLER}.** {_account_words(evidence.scenario.account)}"
    yield (
        f"{evidence.request}: such a simulator says {decision_words(other.decision)}, "
        f"AWS answers {decision_words(result.decision)}: {reason(result)}."
    )


def _account_words(account: Account) -> str:
    """Say who has which policies, in a sentence for each."""
    groups = (f"Group {_holder_words(account, group)}." for group in account.groups.values())
    users = (f"{_holder_words(account, user)}." for user in account.users.values())
    return " ".join((*groups, *users))


def _holder_words(account: Account, holder: User | Group) -> str:
    joined = account.groups_of(holder) if isinstance(holder, User) else ()
    statements = [
        statement_words(statement)
        for policy in account.policies_of(holder)
        for statement in policy.document.statements
    ]
    member = f"is in {', '.join(group.name for group in joined)}" if joined else ""
    has = f"has {'; '.join(statements)}" if statements else ""
    return f"{holder.name} {' and '.join(filter(None, [member, has])) or 'has nothing'}"


def end_lines(session: PracticeSession, outcome: Outcome) -> Iterator[str]:
    """Yield what is said where a practice is mastered with this answer, or a review is through."""
    if session.is_review:
        if session.finished:
            day = session.due_next
            yield f"**{REVIEWED}** {f'Next: {day}.' if day else ALL_BEATEN}"
        return
    if not outcome.mastered_now:
        return
    has_all_topics = len(session.topics) == len(TOPICS)
    yield f"**{MASTERED}** {GO_ON}" if has_all_topics else f"**{MASTERED_TOPICS}** {GO_ON} {ALL_TOPICS}"
    records = idea_records(session.journal, session.clock())
    for topic in session.topics:
        ideas = TOPICS[topic].ideas
        named_beliefs = [
            MISCONCEPTIONS[idea].belief for idea in ideas if idea in records and records[idea].namings
        ]
        given_up = (
            f" Given up: {' '.join(f'“{belief}”' for belief in named_beliefs)}" if named_beliefs else ""
        )
        yield f"**{topic}:** {TOPICS[topic].sentence}{given_up}"


def nothing_lines(session: PracticeSession) -> Iterator[str]:
    """Yield what is said where nothing is due."""
    yield NOTHING_DUE
    day = session.due_next
    was_named = any(record.namings for record in idea_records(session.journal, session.clock()).values())
    yield f"Next: {day}." if day else ALL_BEATEN if was_named else NEVER_NAMED


def text(session: PracticeSession, call: str) -> str:
    """Return the page as text, for where nothing can be clicked."""
    return re.sub(r"`|\*\*", "", "\n".join(_text_lines(session, call)))


def _text_lines(session: PracticeSession, call: str) -> Iterator[str]:
    title = session.title
    if not _asks(session):
        yield from (title, *head_notes(session), *nothing_lines(session))
        return
    question, outcome = session.question, session.outcome
    yield f"{title} · {session.label[:1].lower()}{session.label[1:]}"
    yield from head_notes(session)
    yield from question.story.splitlines()
    yield question.text
    for key, (answer, words) in enumerate(question.answers.items(), 1):
        marks = _marks(answer, outcome)
        yield f"  {key} {words}{f'  ← {marks}' if marks else ''}"
    if outcome is None:
        yield how_in_code(session, call)
        return
    sign, word = STATUS_LABELS[outcome.feedback.status]
    first, *rest = outcome.feedback.text.split("\n\n")
    yield f"{sign} {word}. {_without_verdict(first, outcome)}"
    yield from (*_at_the_time(outcome), *rest)
    for idea, times in outcome.times_named.items():
        if times > TIMES_TO_EXPERIMENT:
            yield from smaller_account(idea)
    yield from end_lines(session, outcome)
    if not (session.is_single or (session.is_review and session.finished)):
        yield GO_ON_IN_CODE
