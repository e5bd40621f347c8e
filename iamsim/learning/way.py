"""In which order a learner takes the lessons: first the core, then what builds on it.

way() → numbers of lessons;  next_lesson("05", is_done) → "08"
"""

from __future__ import annotations

from collections.abc import Callable

from iamsim.learning.questions import exercises

CORE = ("00", "01", "02", "03", "04", "05", "08")
"""The lessons after which one can say what AWS answers, and why: two hours."""


def way() -> tuple[str, ...]:
    """Return the numbers of the lessons that can be opened: the core, then the others in order."""
    numbers = exercises.readable()
    core = tuple(number for number in CORE if number in numbers)
    return core + tuple(number for number in numbers if number not in core)


def next_lesson(number: str, is_done: Callable[[str], bool]) -> str:
    """Return the first lesson after this one that is not done; at the end, the first that was left out.

    Returns "" if all are done. Who takes the lessons by their numbers meets the core's last one between the
    others.
    """
    lessons = way()
    place = lessons.index(number) + 1 if number in lessons else 0
    following = f"{int(number) + 1:02}" if number.isdigit() else ""
    first = (following,) if following in CORE else ()
    candidates = (*first, *lessons[place:], *lessons[:place])
    # One lesson after the other: to look into all of them takes long in a browser.
    return next((name for name in candidates if name in lessons and name != number and not is_done(name)), "")
