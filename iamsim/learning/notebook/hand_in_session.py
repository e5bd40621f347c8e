"""What a learner hands in: under which name, with what left out; the file, and what is said of it.

HandInSession(storage(), ["08"]).write("Ana", without=["times"]) → WrittenFile
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from iamsim.learning.classroom.hand_in import hand_in_file, hand_in_text
from iamsim.learning.classroom.submissions import (
    PRIVATE_DETAILS,
    Submission,
    SubmissionError,
    file_name,
    one_line,
    read_submission,
)
from iamsim.learning.questions import ExerciseError
from iamsim.learning.records import Storage, membership

NOT_SENT = "Nothing was sent: give the file to your teacher."


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file to hand in, and what a learner is told of it."""

    submission: Submission
    name: str
    content: bytes
    lines: tuple[str, ...]


class HandInSession:
    """A learner who hands in; `lessons` are numbers such as "08", none for all that were answered."""

    def __init__(self, storage: Storage, lessons: Sequence[str] = ()) -> None:
        self._storage = storage
        self.lessons = tuple(lessons)

    @property
    def path(self) -> Path:
        """Where the file is written: beside the progress."""
        return self._storage.path.with_name(file_name(self.lessons))

    @property
    def known_name(self) -> str:
        """The name that the learner has in the class, else the one in the last file; "" without one."""
        joined = membership(self._storage.read().journal)
        return joined.name if joined else self._last_name()

    def _last_name(self) -> str:
        files = [file for file in self._storage.path.parent.glob("submission*.json") if file.is_file()]
        for path in sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True):
            try:
                name = read_submission(path).learner
            except SubmissionError:
                continue
            # A file that was written without a name bears the learner's random number, which nobody typed.
            return "" if name == self._storage.read().journal.learner else name
        return ""

    def write(self, name: str, without: Iterable[str] = ()) -> WrittenFile:
        """Write the file; over an older one, and over nothing else.

        `without` names fields to leave out, of PRIVATE_DETAILS. Raises SubmissionError.
        """
        left_out = list(without)
        unknown = [word for word in left_out if word not in PRIVATE_DETAILS]
        if unknown:
            choices = ", ".join(f'"{word}"' for word in PRIVATE_DETAILS)
            raise SubmissionError(f"without: expected some of {choices}, got {unknown[0]!r}")
        learner = one_line(name)
        if not learner:
            raise SubmissionError("expected your name, or the number that your teacher wants")
        # Read before the file is written, as that one then has the name.
        remarks = tuple(self._remarks(learner))
        try:
            submission = hand_in_file(self.path, learner, self.lessons, left_out)
            text = hand_in_text(self.path.name, submission, self.lessons)
        except ExerciseError as error:  # a lesson that does not exist
            raise SubmissionError(str(error)) from None
        lines = (*map(str.strip, text.splitlines()), *remarks, NOT_SENT)
        return WrittenFile(submission, self.path.name, self.path.read_bytes(), lines)

    def _remarks(self, learner: str) -> Iterator[str]:
        """Yield what to look at where the name is not the one that was used before."""
        joined = membership(self._storage.read().journal)
        if joined and learner != joined.name:
            yield f'Your class knows you as "{joined.name}"; this file bears "{learner}".'
        last = self._last_name()
        if not joined and last and learner != last:
            yield f'Your last file bore the name "{last}"; this one bears "{learner}".'
