"""`iamsim submit`: a learner's progress → one file to hand in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from iamsim.learning.classroom.hand_in import hand_in_file, hand_in_text
from iamsim.learning.classroom.submissions import PRIVATE_DETAILS, SubmissionError, file_name
from iamsim.learning.questions import ExerciseError


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim submit`: 0 if a file was written, 2 if not."""
    parser = argparse.ArgumentParser(
        "iamsim submit", description="Write your answers into one file to hand in."
    )
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 04 08; all of them if none is named"
    )
    parser.add_argument(
        "--learner", default="", metavar="NAME", help="your name or number, as your teacher wants it"
    )
    parser.add_argument(
        "--out", default="", metavar="FILE",
        help=f"where to write it ({file_name([])}, of lesson 08 {file_name(['08'])})",
    )  # fmt: skip
    parser.add_argument(
        "--without", action="append", default=[], choices=PRIVATE_DETAILS,
        help="leave out times of day, or the hints that you opened",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        lessons = [number.zfill(2) for number in options.lessons]
        out = options.out or file_name(lessons)
        submission = hand_in_file(Path(out), options.learner, lessons, options.without)
        text = hand_in_text(out, submission, lessons)
    except (SubmissionError, ExerciseError) as error:
        print(f"iamsim submit: {error}", file=sys.stderr)
        return 2
    print(text)
    return 0
