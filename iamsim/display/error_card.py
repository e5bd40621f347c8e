"""An exception of ours as one card: what was wrong, where, what there is, what to write; frames folded.

    error_card(error) → ErrorCard, or None for an exception that iamsim did not raise on purpose

The sentences are those of the exceptions; here they are only put beside each other.
"""

from __future__ import annotations

import difflib
import inspect
import linecache
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import FrameType, ModuleType, TracebackType

from iamsim.aws.errors import (
    ClientError,
    DeleteConflict,
    EntityAlreadyExists,
    KeywordsOnly,
    ParamValidationError,
)
from iamsim.markup import (
    Markup,
    card_style,
    element,
    fragment,
    html_table,
    packed_rules,
    scrolled,
    text_table,
    trusted,
)

TITLE = "Not done"
PACKAGE = "iamsim"
MOST_NAMES = 12
ADVICE: Mapping[type[Exception], str] = {
    EntityAlreadyExists: (
        "Leave this line out, or take another name. A cell that runs twice makes things twice: "
        "to begin anew, run the cell with `iamsim.client(...)` again."
    ),
    DeleteConflict: "Take away first what it still has; then delete it.",
}
"""What to write where the exception itself does not say it."""


@dataclass(frozen=True, slots=True)
class ErrorCard:
    """What a card says; "" for what is not known."""

    name: str  # AWS's code, or the exception's name
    problem: str
    place: str = ""  # which line of the cell
    code: str = ""  # that line
    existing: str = ""
    instead: str = ""  # the line as it may be meant
    advice: str = ""
    report: str = ""  # Python's own, with all frames

    @property
    def rows(self) -> Iterator[tuple[str, str, bool]]:
        """What stands below the problem: a label, the text, and whether that is code."""
        yield from (
            (label, text, is_code)
            for label, text, is_code in (
                (self.place, self.code, True),
                ("there is", self.existing, False),
                ("write", self.instead, True),
                ("" if self.instead else "what to do", self.advice, False),
            )
            if text
        )

    def text(self) -> str:
        """Return the card as a few lines."""
        rows = text_table([(label, text) for label, text, _ in self.rows], "  ") if any(self.rows) else []
        lines = (f"{TITLE} · {self.name}", self.problem, *rows)
        return "\n".join(lines).replace("`", "") + "\n  (%tb shows Python's own report)"

    def html(self) -> str:
        """Return the card as HTML, Python's report folded in it."""
        rows = [
            (label, element("code", {}, text) if is_code else _marked(text))
            for label, text, is_code in self.rows
        ]
        label = element("span", {}, TITLE)
        head = element("p", {"class": "iamsim-head"}, label, element("code", {}, self.name))
        problem = (element("p", {"class": "iamsim-ask"}, line) for line in self.problem.splitlines())
        # What to write stands out: it is what a learner looks for.
        classes = ["is-right" if label == "write" else "" for label, _, _ in self.rows]
        table = scrolled(html_table(rows, row_classes=classes, stacked=("",))) if rows else ""
        summary = element("summary", {}, "Python's own report")
        report = element("details", {}, summary, element("pre", {}, self.report))
        style = element("style", {}, card_style(), trusted(packed_rules(__package__, "cards.css")))
        attributes = {"class": "iamsim-sheet iamsim-error-card", "role": "alert", "aria-label": TITLE}
        return str(fragment(style, element("div", attributes, head, *problem, table, report)))

    def bundle(self) -> dict[str, str]:
        """Return text and HTML, as a notebook takes them."""
        return {"text/plain": self.text(), "text/html": self.html()}


def _marked(text: str) -> Markup:
    parts = re.split(r"`([^`]*)`", text)
    return fragment(*(element("code", {}, part) if at % 2 else part for at, part in enumerate(parts)))


def error_card(error: BaseException) -> ErrorCard | None:
    """Return the card of an exception that iamsim raised on purpose; None for any other."""
    if not isinstance(error, Exception):
        return None
    signature = _signature(error)
    if not (signature or _is_ours(error)):
        return None
    place, code = _line_of_the_cell(error.__traceback__)
    existing, near = _names(error)
    instead = signature or _with_keywords(code, error) or _corrected(code, error, near)
    return ErrorCard(
        _name(error),
        "\n".join(_problem(error, existing)),
        place,
        code,
        existing,
        instead,
        "" if instead else _advice(error),
        "".join(traceback.format_exception(error)),
    )


def _name(error: Exception) -> str:
    """Return AWS's code of an error, else the exception's name, as boto3 would have it."""
    kind = TypeError if isinstance(error, KeywordsOnly) else type(error)
    return getattr(error, "code", "") or kind.__name__


def _is_ours(error: Exception) -> bool:
    """Tell whether iamsim raised it on purpose: its own class, or a `raise` in its code."""
    frame, line = _last_frame(error.__traceback__)
    if frame is None or not _in_package(frame):
        return False
    if type(error).__module__.partition(".")[0] == PACKAGE:
        return True
    # Python's own complaint about iamsim's code is a fault of ours, and its report is what helps.
    return linecache.getline(frame.f_code.co_filename, line).lstrip().startswith("raise ")


def _signature(error: Exception) -> str:
    """Return what one of iamsim's functions takes, if the learner's call of it lacks something; else ""."""
    match = re.match(r"(?:\w+\.)*(\w+)\(\) (?:missing|takes|got an unexpected|got multiple)", str(error))
    frame, _ = _last_frame(error.__traceback__)
    if match is None or frame is None or not isinstance(error, TypeError):
        return ""
    # Python raises it in the learner's own frame: the function was never entered.
    modules = [value for value in frame.f_globals.values() if isinstance(value, ModuleType)]
    places = [frame.f_globals, *(vars(m) for m in modules if m.__name__.partition(".")[0] == PACKAGE)]
    function = next((place[match[1]] for place in places if match[1] in place), None)
    if str(getattr(function, "__module__", "")).partition(".")[0] != PACKAGE or not callable(function):
        return ""
    parameters = inspect.signature(function).parameters.values()
    parameter_texts = (p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in parameters)
    return f"{match[1]}({', '.join(parameter_texts)})"


def _in_package(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == PACKAGE


def _last_frame(trace: TracebackType | None) -> tuple[FrameType | None, int]:
    frames = list(traceback.walk_tb(trace))
    return frames[-1] if frames else (None, 0)


def _line_of_the_cell(trace: TracebackType | None) -> tuple[str, str]:
    """Return where the learner's own code was, and that line; the last one before iamsim's."""
    own = [(frame, line) for frame, line in traceback.walk_tb(trace) if not _in_package(frame)]
    # IPython's frames come first; a cell has no file of its own.
    cells = [(frame, line) for frame, line in own if frame.f_globals.get("__name__") == "__main__"]
    if not cells:
        return "", ""
    frame, line = cells[-1]
    return f"line {line}", linecache.getline(frame.f_code.co_filename, line).strip()


def _problem(error: Exception, existing: str) -> Iterator[str]:
    """Yield the sentences of an exception, without what stands in a row of its own."""
    if isinstance(error, KeywordsOnly):
        yield str(error).partition(" [write:")[0]
    elif isinstance(error, ClientError):
        # After a client's call AWS's message is what boto3 would show; elsewhere our hint says more.
        if error.operation_name or not error.hint:
            yield error.message
        if error.hint and not (existing and error.operation_name):
            yield error.hint.partition(" (this account has")[0] if existing else error.hint
    elif isinstance(error, ParamValidationError):
        yield from str(error).splitlines()[1:] or [str(error)]
    else:
        yield str(error)


def _names(error: Exception) -> tuple[str, str]:
    """Return the names that there are, as a list in words, and the one that may be meant."""
    if not isinstance(error, ClientError) or not error.existing_names:
        return "", ""
    names = error.existing_names
    by_folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(error.requested_name.casefold(), by_folded, n=1, cutoff=0.6)
    names_words = ", ".join(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        names_words += f" and {len(names) - MOST_NAMES} more"
    is_there = isinstance(error, EntityAlreadyExists)
    return names_words, "" if is_there or not near else by_folded[near[0]]


def _with_keywords(code: str, error: Exception) -> str:
    """Return the learner's call with the names of its values; "" for another error."""
    if not isinstance(error, KeywordsOnly):
        return ""
    before, separator, _ = code.partition(error.write.partition("(")[0])
    return f"{before}{error.write}" if separator else error.write


def _corrected(code: str, error: Exception, near: str) -> str:
    """Return the learner's line with the name that may be meant; "" if the other one is not in it."""
    requested_name = getattr(error, "requested_name", "")
    if near and requested_name:
        return code.replace(requested_name, near) if requested_name in code else ""
    match = re.search(r"did you mean '?([\w:.-]+?)'?[?)]", str(error))
    if not match:
        return ""
    words = [word for word in re.findall(r"[\w:.-]+|\w+", code) for word in (word, *word.split("."))]
    close = difflib.get_close_matches(match[1], [word for word in words if word != match[1]], n=1, cutoff=0.6)
    return code.replace(close[0], match[1]) if close else ""


def _advice(error: Exception) -> str:
    if isinstance(error, ParamValidationError) and re.search(
        r"Document, value: .*type: .*'dict'", str(error)
    ):
        return "A policy is a text: `json.dumps(...)` makes one of a dict, `iamsim.allow(...)` writes one."
    return next((text for kind, text in ADVICE.items() if isinstance(error, kind)), "")
