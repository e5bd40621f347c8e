"""`iamsim new-lesson`: the frame of a lesson of one's own, as a whole lesson that keeps every rule.

number and title → exercises/20_name.toml, notebooks/src/20_name.md
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from iamsim.commands.inputs import UnreadableInput, run_command
from iamsim.learning.course_files import FIRST_OWN_LESSON
from iamsim.markup import printable

FRAME = Path(__file__).with_name("new_lesson_frame")
_TEXT = """Write the frame of a lesson of your own: its questions (TOML) and its notebook's text (Markdown).

It is a whole small lesson that keeps every rule; change it piece by piece. Run this in the folder of the
project, where exercises/ and notebooks/src/ are. docs/own-lessons.md goes on from here.

  iamsim new-lesson 20 "Guests at the radio"
"""


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim new-lesson ARGUMENTS`; return its exit status: 0 if it is written, 2 if not."""
    parser = argparse.ArgumentParser(
        "iamsim new-lesson", description=_TEXT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("number", metavar="NUMBER", help=f"from {FIRST_OWN_LESSON} to 99")
    parser.add_argument("title", metavar="TITLE", help="it should not tell the lesson's answer")
    folder_help = "the folder in which exercises/ is (default: this one)"
    parser.add_argument("--folder", type=Path, default=Path(), metavar="FOLDER", help=folder_help)
    return run_command(parser, _run, arguments)


def _run(options: argparse.Namespace) -> int:
    files = new_lesson(options.number, options.title, options.folder)
    existing = [path for path in files if path.exists()]
    if existing:
        raise UnreadableInput(f"{existing[0]}: is there already; choose another number or title")
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:  # "x": never over somebody's work
                file.write(text)
        except OSError as error:
            raise UnreadableInput(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None
    number = options.number
    print(printable("\n".join(map(str, files))))
    print(f"test them:  pytest exercises -k {number}   and   python -m tools.lesson_rules {number}")
    print(f"print it:   python tools/print_notebooks.py {number}")
    return 0


def new_lesson(number: str, title: str, folder: Path) -> Mapping[Path, str]:
    """Return the files of a new lesson and their texts. Raises UnreadableInput for what cannot be one."""
    if not (re.fullmatch(r"[0-9]{2}", number) and int(number) >= FIRST_OWN_LESSON):
        expected = f"expected a number from {FIRST_OWN_LESSON} to 99; the others are the course's"
        raise UnreadableInput(f"{number}: {expected}")
    title = " ".join(title.split())
    if not any(map(str.isalnum, title)) or not title.isprintable():
        raise UnreadableInput(f"{title!r}: expected a title with letters or digits, on one line")
    with_questions = folder / "exercises"
    if not with_questions.is_dir():
        raise UnreadableInput(f"{folder}: no exercises/ here; run it in the folder of the project")
    taken = sorted(path.name for path in with_questions.glob(f"{number}_*.toml"))
    if taken:
        raise UnreadableInput(f"{number}: there is exercises/{taken[0]} already; choose another number")
    words = {"number": number, "title": title, "quoted_title": json.dumps(title, ensure_ascii=False)}
    stem = f"{number}_{file_name(title)}"
    targets = {"toml": with_questions / f"{stem}.toml", "md": folder / "notebooks" / "src" / f"{stem}.md"}
    return {
        path: Template((FRAME / f"lesson.{kind}").read_text(encoding="utf-8")).substitute(words)
        for kind, path in targets.items()
    }


def file_name(title: str) -> str:
    """Return a title in small letters of a to z, digits and _: `gaste_am_abend` of "Gäste am Abend".

    `lesson` of a title in another script, as not every computer takes a file's name in every script.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_") or "lesson"
