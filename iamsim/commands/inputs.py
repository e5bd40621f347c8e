"""Files and standard input as accounts and text; what cannot be used is one line on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from iamsim.account import Account, decode_text, load_account, parse_account
from iamsim.aws.errors import ClientError, MalformedAccount

BAD_INPUT = 2
"""The exit status of every command whose input cannot be used."""


class UnreadableInput(Exception):
    """A file or standard input that cannot be used; the text is what the user reads."""


def run_command(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int], words: Sequence[str]
) -> int:
    """Parse a command's arguments, run it and return its exit status; a mistake is one line and status 2."""
    return run_parsed(parser.prog, run, parser.parse_args(words))


def run_parsed(program: str, run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Do the same with arguments that are parsed already; `program` begins the line of a mistake."""
    try:
        return run(options)
    except (ClientError, MalformedAccount, UnreadableInput) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader, such as `head`, has read enough
        return 0


def read_account(file: str) -> Account:
    """Read an account's file, or standard input for `-`. Raises MalformedAccount or UnreadableInput."""
    if not file:
        raise UnreadableInput("the file's name is empty; expected ACCOUNT.json")
    if file != "-":
        return load_account(file)
    try:
        return parse_account(decode_text(sys.stdin.buffer.read()))
    except MalformedAccount as error:
        raise UnreadableInput(f"standard input: {error}") from None
    except UnicodeDecodeError:
        raise UnreadableInput("standard input: not text; expected an account as JSON") from None


def read_text(file: str, expected: str) -> str:
    """Read a file of text. Raises UnreadableInput, which says what was expected."""
    path = Path(file)
    try:
        return decode_text(path.read_bytes())
    except OSError as error:
        reason = "is a directory" if path.is_dir() else (error.strerror or "cannot be read").lower()
        raise UnreadableInput(f"{file}: {reason}; expected {expected}") from None
    except UnicodeDecodeError:
        raise UnreadableInput(f"{file}: not text; expected {expected}") from None
