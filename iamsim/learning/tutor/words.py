"""What a learner reads after an answer: what decided and why; whose answers these are; what to read again.

Never "you think", and no idea is named on one answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamsim.decision import Decision, EvaluationResult
from iamsim.decision.explain import decision_words, reason
from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.questions.question import Feedback
from iamsim.learning.tutor.question import TutorQuestion
from iamsim.learning.tutor.topics import TOPIC_OF, TOPICS

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def feedback(
    question: TutorQuestion, answer: str, named_ideas: tuple[str, ...], paragraphs: Iterable[str]
) -> Feedback:
    """Return what a learner reads after an answer: IAM's verdict, then the paragraphs on named ideas."""
    result = simulate_as(TRUTH, question.scenario, question.rows[0])
    is_right = answer == str(result.decision)
    return Feedback(
        "correct" if is_right else "wrong",
        "\n\n".join([verdict(result, answer), *paragraphs]),
        misconceptions=named_ideas,
        points=float(is_right),
        picture=result,
    )


def verdict(result: EvaluationResult, answer: str) -> str:
    """Return whether an answer is IAM's, IAM's answer, and the statement that decided."""
    reason_sentence = _sentence(reason(result))
    words = decision_words(result.decision)
    if answer == str(result.decision):
        return f"Right: {words}. {reason_sentence}"
    return f"AWS answers: {words}; you said: {decision_words(Decision(answer))}. {reason_sentence}"


def named(idea: str, streak: tuple[int, int], times: int) -> list[str]:
    """Return the paragraphs that name an idea, for the first, second, or a later time.

    `streak` is (how many answers were the idea's, of how many questions where it makes a difference).
    """
    misconception = MISCONCEPTIONS[idea]
    hits, questions = streak
    if hits == questions:
        count = f"The last {number_words(hits)} times it made a difference"
    else:
        count = (
            f"{number_words(hits).title()} of the last {number_words(questions)} times it made a difference"
        )
    observation = f"{count}, your answers were those of a simulator that {misconception.does}."
    if times == 1:
        return [observation, misconception.correction]
    lesson = f"Lesson {TOPICS[TOPIC_OF[idea]].lesson} shows it step by step: it is worth reading again."
    if times == 2:
        return [observation, misconception.explanation, lesson]
    return [
        f"{observation} AWS works otherwise: {misconception.because}.",
        f"A way to remember it: {misconception.instead}",
        lesson,
    ]


def named_by_table(idea: str, rows: tuple[int, int]) -> list[str]:
    """Return the paragraphs that name an idea which a table and one more answer show.

    `rows` is (how many answers of the table are the idea's, of how many rows where it makes a difference).
    """
    misconception = MISCONCEPTIONS[idea]
    hits, row_count = map(number_words, rows)
    answers = f"This answer, and {hits} of the {row_count} in the table where it makes a difference"
    return [f"{answers}, are those of a simulator that {misconception.does}.", misconception.correction]


def clicking(habit: str, lesson: str) -> str:
    """Return what to do where answers are no better than chance, or the same whatever is asked (`habit`)."""
    answers = (
        f"Your answers are nearly all “{decision_words(Decision(habit))}”, whatever is asked."
        if habit
        else "The last answers fit no simulator: as if by chance."
    )
    return (
        f"{answers} Take the time to read each line of the account."
        f" If it is too much at once, lesson {lesson} begins with less."
    )


def number_words(number: int) -> str:
    """Return a small number in words."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
