"""A choice: one or several of some options, each with the misconception whose answer it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar, Self

from iamsim.learning.misconceptions import MISCONCEPTIONS, TRUTH, simulate_as
from iamsim.learning.questions.grading import each_option, quote
from iamsim.learning.questions.question import (
    ChoiceInput,
    Feedback,
    Malformed,
    OptionList,
    Question,
    Shuffle,
    status_of,
)
from iamsim.learning.questions.toml_reader import COMPUTED, REQUIRED, OneOf, place
from iamsim.learning.scenario import ScenarioRequest

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NO_IDEA = ""
"""What an option of an observation gives if who chooses it has only misread what is shown."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    text: str
    gives: Annotated[str, OneOf((TRUTH, *MISCONCEPTIONS, NO_IDEA))]  # whose answer it is
    why: str
    id: str = field(default="", metadata=COMPUTED)  # what it is called in an answer, in place of its index
    # The words at its release, if changed since: a variant is ordered by them, and kept answers are indexes.
    published_text: str = ""
    published_why: str = ""
    published_gives: str = ""
    added: bool = False  # since the question's release; it stands last, so that the others keep their indexes

    def __str__(self) -> str:
        """Return the text by which a variant sorts its options."""
        text, reason = self.published_text or self.text, self.published_why or self.why
        return sort_text(text, self.published_gives or self.gives, reason, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestion(Question):
    """A choice between options that somebody wrote."""

    needs_samples: ClassVar[bool] = False
    can_come_back: ClassVar[bool] = True

    options: tuple[Option, ...] = field(metadata=REQUIRED)
    several: bool = False
    request: tuple[str, ...] = ()  # user, action, resource: the request whose decision is the key
    time: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)  # the context keys of the request

    def completed(self) -> Self:
        """Check that as many options are right as may be chosen, and that the key rests on something."""
        right = sum(option.gives == TRUTH for option in self.options)
        if not right or (right > 1 and not self.several):
            number = "some" if self.several else "one"
            raise ValueError(f"options: expected {number} with gives = TRUTH, got {right}")
        if self.section != "observation" and any(option.gives == NO_IDEA for option in self.options):
            # Only there can an answer be wrong and show nothing of what somebody believes about IAM.
            raise ValueError("options: expected each to give TRUTH or a misconception")
        if sorted(self.options, key=_is_added) != list(self.options):
            raise ValueError("options: expected those with added = true after all others")
        if self.request:
            self.check_request()
        # Without a request the simulator cannot compute the key, so a reader must be able to look it up.
        elif not self.source:
            raise ValueError("expected a request that IAM can be asked, or the source that the key rests on")
        return self

    def check_request(self) -> None:
        """Raise ValueError or ClientError for a request that IAM cannot be asked."""
        with place("request"):
            if len(self.request) not in (2, 3):
                raise ValueError("expected user, action and resource")
            self.scenario.check_request(self.requests[0])

    def shuffled(self, shuffle: Shuffle) -> Self:
        """Return the question with its options in another order, those that were added later last."""
        released = [option for option in self.options if not option.added]
        added = [option for option in self.options if option.added]
        return replace(self, options=(*shuffle(released), *shuffle(added)))

    @property
    def requests(self) -> tuple[ScenarioRequest, ...]:
        """The request whose decision is the key, if there is one."""
        return (ScenarioRequest.of(self.request, self.time, self.context),) if self.request else ()

    @property
    def input(self) -> ChoiceInput:
        """The options, to choose from."""
        texts = tuple(option.text for option in self.options)
        return ChoiceInput(texts, tuple(map(self.value_of, range(len(texts)))), self.several)

    @property
    def note(self) -> str:
        """What stands below the question, small."""
        return "more than one may be right" if self.several else ""

    @property
    def example(self) -> str:
        """An answer in Python."""
        return '["b", "a"]' if self.several else '"a"'

    def comes_back(self, answer: Any) -> Question | None:
        """Return the question itself: a choice is asked again as a whole."""
        del answer
        return self

    def grade(self, data: Any) -> Feedback:
        """Grade a choice: what was chosen and is not right, then what is right and was not chosen."""
        indexes = self.chosen(data)
        right = [index for index, option in enumerate(self.options) if option.gives == TRUTH]
        extra = [self.options[index] for index in indexes if index not in right]
        missing = [self.options[index] for index in right if index not in indexes]
        picture = simulate_as(TRUTH, self.scenario, self.requests[0]) if self.requests else None
        if not extra and not missing:
            text = " ".join(filter(None, [*(self.options[index].why for index in indexes), self.success]))
            return Feedback("correct", text, points=1, picture=picture)
        if self.several:
            wrong = [f"“{option.text.rstrip('.')}”: not so. {option.why}" for option in extra]
            missing_lines = [
                f"“{option.text.rstrip('.')}”: right as well. {option.why}" for option in missing
            ]
        else:
            key = f" The right answer: “{missing[0].text.rstrip('.')}”." if self.tells_key else ""
            wrong, missing_lines = [f"{extra[0].why}{key}"], []
        # Ticking every box must not earn anything.
        points = 0 if extra else len(indexes) / len(right)
        text = each_option(wrong, missing_lines, tell=self.tells_key)
        # One wrong option is enough here: its text states the wrong idea itself.
        misconceptions = tuple(option.gives for option in extra[:1] if option.gives)
        return Feedback(
            status_of(points), text, misconceptions=misconceptions, points=points, picture=picture
        )

    @property
    def tells_key(self) -> bool:
        """True where feedback may give the right answer: an exercise can be tried again."""
        return self.section != "exercise"

    def answer_of(self, engine: str) -> Any:
        """Return the index of the option that is an engine's answer, or the list if several may be right."""
        indexes = [index for index, option in enumerate(self.options) if option.gives == engine]
        if not indexes:
            return None
        return indexes if self.several else indexes[0]

    def canonical(self, data: Any) -> Any:
        """Return the value of the chosen option, or the list of values."""
        # Ids or indexes and not texts: an option's text may be corrected after answers to it were saved.
        values = list(map(self.value_of, self.chosen(data)))
        return values if self.several else values[0]

    def display(self, answer: Any) -> OptionList:
        """Return the options, and which were chosen."""
        indexes = () if answer is None else self.chosen(answer)
        return OptionList(tuple((option.text, i in indexes) for i, option in enumerate(self.options)))

    @property
    def right_options(self) -> tuple[bool, ...]:
        """Which options are right."""
        return tuple(option.gives == TRUTH for option in self.options)

    def chosen(self, data: Any) -> tuple[int, ...]:
        """Return the indexes of the options that an answer names, each once. Raises Malformed."""
        values = data if isinstance(data, list) else [data]
        if len(values) > 1 and not self.several:
            raise Malformed(f"expected one option, got {len(values)}")
        # Each once: points are counted by `len`, so that a right option named twice would count twice.
        return tuple(dict.fromkeys(option_at(self.options, value) for value in values))

    def value_of(self, index: int) -> Any:
        """Return what an option is called in an answer: the id that it has, else its index."""
        return self.options[index].id or index


def option_at(options: Sequence[Any], value: Any) -> int:
    """Return the index of the option that an answer names by index, letter, id or text. Raises Malformed."""
    # True is an int in Python: without the test for bool it would choose the second option.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(options):
        return value
    for index, option in enumerate(options):
        # An option without an id has "" for it, which an answer of spaces must not choose.
        if isinstance(value, str) and value.strip() in {
            option.id,
            option.text,
            LETTERS[index],
            LETTERS[index].upper(),
        } - {""}:
            return index
    names = ", ".join(option.id or LETTERS[index] for index, option in enumerate(options))
    raise Malformed(f"expected one of {names}; got {quote(value)}")


def _is_added(option: Option) -> bool:
    return option.added


def sort_text(text: str, gives: str, reason: str, name: str, position: str = "") -> str:
    """Return the text by which a variant sorts options and steps.

    It may never change: answers that learners have saved or submitted are indexes of a variant's options.
    """
    return f"Option(text={text!r}, gives={gives!r}, why={reason!r}, id={name!r}, place={position!r})"


KIND = ChoiceQuestion
