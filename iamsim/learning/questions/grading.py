"""Grading as one pure function: (question, answer as JSON data) → Feedback. Nothing of an answer is executed.

    malformed → not attempted → what the question's kind says: correct, or what is not so and why

The kinds grade; here are what all of them share: answers as JSON data, and the sentences of feedback.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from iamsim.aws.errors import MalformedAccount, MalformedPolicyDocument
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH, Diagnosis
from iamsim.learning.questions.question import Feedback, Malformed, Question
from iamsim.learning.questions.toml_reader import known_names
from iamsim.policy import json_text

LONGEST_ANSWER = 200_000  # characters of one answer as JSON
LONGEST_QUOTE = 60  # characters of an answer in a message


def grade(question: Question, answer: Any) -> Feedback:
    """Grade an answer; any JSON value gets feedback, none raises."""
    try:
        data = as_json(question.to_json(answer))
        # Before the kind sees it: a blank answer is not a wrong one, and no kind need look for it.
        if is_blank(data):
            text = f"{question.id}: nothing is answered yet. {question.first_step}"
            return Feedback("not attempted", text.strip())
        return question.grade(data)
    # An account can be read in which a policy has no document: it is found to be one when it is simulated.
    except (Malformed, MalformedAccount) as error:
        return Feedback("malformed", f"{question.id}: {error}")
    # A submission is somebody else's file, and a few thousand brackets must not stop a teacher's grading.
    except RecursionError:
        return Feedback("malformed", f"{question.id}: nested too deep to be an answer")


def reference_answer(question: Question) -> Any:
    """Return an answer that is graded correct: the key, or the file's first right answer."""
    return question.answer_of(TRUTH)


def answer_of(question: Question, misconception: str) -> Any:
    """Return the answer that a misconception gives; None if the question does not claim it."""
    return question.answer_of(misconception)


def canonical(question: Question, answer: Any) -> Any:
    """Return a well-formed answer in the one form that is kept, however a learner wrote it."""
    return question.canonical(as_json(question.to_json(answer)))


# ---------------------------------------------------------------------------------- answers as JSON data


def as_json(answer: Any) -> Any:
    """Return an answer as JSON data and nothing else: no NaN, no object of a program. Raises Malformed."""
    # NaN is no JSON, and Python would write it into a learner's file.
    try:
        text = json.dumps(answer, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise Malformed(f"expected JSON data: {str(error)[:120]}") from None
    if len(text) > LONGEST_ANSWER:
        raise Malformed(f"expected at most {LONGEST_ANSWER:,} characters of JSON, got {len(text):,}")
    # Through text, so that a tuple becomes a list and no object of a program is left.
    return json.loads(text)


def is_blank(data: Any) -> bool:
    """Tell whether nothing is answered: null, an empty text or list, or only such inside."""
    if isinstance(data, Mapping):
        return all(map(is_blank, data.values()))
    return data is None or data == "" or (isinstance(data, list) and all(map(is_blank, data)))


def by_label(data: Any, labels: Sequence[str], answer: str, row: str) -> list[Any]:
    """Return the answers in the order of the labels, None where there is none.

    `data` is a list in that order, or a mapping from label to answer; `answer` and `row` are what one of them
    is called in a complaint: "an answer", "row". Raises Malformed.
    """
    noun = answer.partition(" ")[2]
    if isinstance(data, list):
        if len(data) != len(labels):
            raise Malformed(f"expected {len(labels)} {noun}s, one for each {row}; got {len(data)}")
        return data
    if not isinstance(data, Mapping):
        raise Malformed(f"expected {answer} for each {row}, got {quote(data)}")
    for label in data:
        if label not in labels:
            raise Malformed(f"no {row} {quote(label)} ({known_names(label, labels)})")
    return [data.get(label) for label in labels]


def parse_json(data: Any) -> Any:
    """Return JSON text as data; other data as it is. Raises Malformed."""
    if not isinstance(data, str):
        return data
    try:
        return json_text.parse_json(data)
    except MalformedPolicyDocument as error:
        raise Malformed(f"not JSON: {error}") from None


def quote(value: Any) -> str:
    """Return an answer as it is shown in a message."""
    # A lone surrogate is JSON, and cannot be printed: it becomes "?".
    text = json.dumps(value, ensure_ascii=False).encode(errors="replace").decode()
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 3]}..."


# --------------------------------------------------------------- sentences of feedback; never "you think"


def paragraphs(*texts: str) -> str:
    """Return texts one below the other, those that say something."""
    return "\n\n".join(filter(None, texts))


def each_option(wrong: Sequence[str], missing: Sequence[str], *, tell: bool) -> str:
    """Speak of each that was wrongly named, and of each that is missing, unless it can be tried again."""
    count = "one more belongs to it" if len(missing) == 1 else f"{len(missing)} more belong to it"
    head = "" if wrong or not missing else f"What you named is right, and {count}."
    return paragraphs(*wrong, head, *(missing if tell else ()))


def engine_words(diagnosis: Diagnosis) -> str:
    """Return whose answers a learner's are, or nearly are; or whose two together."""
    first, *second = [MISCONCEPTIONS[name].does for name in diagnosis.misconceptions]
    if second:
        two = f"it {first}, and it {second[0]}"
        return f"These are exactly the answers of a simulator with two faults: {two}."
    if diagnosis.exact:
        return f"These are exactly the answers of a simulator that {first}."
    return f"All but one of these are the answers of a simulator that {first}."
