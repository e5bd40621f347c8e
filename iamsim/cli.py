"""The command line: `iamsim why`, `check-policy`, `lab`, `doctor`, `submit`, `grade`.

A user's mistake gets one line on standard error and status 2, never a traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from iamsim.account import Account, decode, load_account, parse_account
from iamsim.aws.errors import ClientError, MalformedAccount, MalformedPolicyDocument
from iamsim.check import REFUSED, check_policy
from iamsim.policy import Kind, PolicyDocument, is_account_dump, unwrap_policy
from iamsim.why import (
    BAD_INPUT,
    Additions,
    answer_json,
    answer_question,
    answer_text,
    parse_context,
    parse_question,
)

_SUBMODULES = {
    "lab": ("iamsim.lab", "copy the lessons into work/ and open JupyterLab on the first one"),
    "doctor": ("iamsim.doctor", "say in a few lines whether everything that the lessons need is here"),
    "grade": (
        "iamsim.learning.classroom.gradebook",
        "grade a class's submissions, and say which wrong ideas they fit",
    ),
    "submit": ("iamsim.learning.classroom.submissions", "write your answers into one file to hand in"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `iamsim ARGUMENTS` and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if words and words[0] in _SUBMODULES:
        return int(import_module(_SUBMODULES[words[0]][0]).main(words[1:]))
    options = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except (ClientError, MalformedAccount, _Unreadable) as error:
        print(f"iamsim {options.command}: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "iamsim",
        description="Why AWS IAM allows or denies a request: offline, from your account's own description.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="say which iamsim this is")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_why(
        commands.add_parser("why", help="explain one request or one AccessDenied message", description=_WHY)
    )
    _add_check(
        commands.add_parser(
            "check-policy",
            help="say whether AWS would save a policy, and what you may regret",
            description=_CHECK,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    for name, (_, told) in _SUBMODULES.items():
        commands.add_parser(name, help=told, add_help=False)
    return parser


class _Version(argparse.Action):
    """Look the version up when it is asked for: to explain a denial needs no metadata of packages."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and leave."""
        metadata = import_module("importlib.metadata")
        try:
            print("iamsim", metadata.version("iamsim"))
        except metadata.PackageNotFoundError:
            print("iamsim, not installed: read from", Path(__file__).parent)
        parser.exit()


_WHY = """Explain a decision of IAM: which statements decided, and the way user → group → policy to each.
ACCOUNT.json is what `aws iam get-account-authorization-details > ACCOUNT.json` writes. Exit status:
0 allowed as far as the file goes, 1 denied, 2 bad input, 3 it depends on what was not given:
context, or the policy of a resource elsewhere that must allow it too.

  iamsim why account.json ria s3:PutObject arn:aws:s3:::reports/q1.csv
  iamsim why account.json 'User: arn:aws:iam::…:user/ria is not authorized to perform: …'
  pbpaste | iamsim why account.json -
  aws iam get-account-authorization-details | iamsim why - ria s3:ListAllMyBuckets

A FILE holds a policy, bare or in the answer of the AWS call that shows it."""

# option: (what it takes, may it be given again, help)
_EXTRAS = {
    "--context": ("KEY=VALUE", True, "a context key of the request; again for more keys, or more values"),
    "--policy": ("FILE", True, "one more policy of the principal: what if?"),
    "--boundary": ("FILE", False, "a permissions boundary instead of the principal's own"),
    "--bucket-policy": ("FILE", False, "the own policy of the resource"),
    "--scp": ("FILE", True, "a service control policy; root first, one a level"),
}


def _add_why(parser: argparse.ArgumentParser) -> None:
    parser.usage = "iamsim why ACCOUNT.json PRINCIPAL ACTION [RESOURCE] [options]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("account", metavar="ACCOUNT.json")
    sentence = "or AWS's whole AccessDenied sentence, in quotes; - reads it from standard input"
    parser.add_argument("words", nargs="+", metavar="PRINCIPAL ACTION [RESOURCE]", help=sentence)
    for name, (metavar, again, told) in _EXTRAS.items():
        names = [name, "--resource-policy"] if name == "--bucket-policy" else [name]
        if again:
            parser.add_argument(*names, action="append", default=[], metavar=metavar, help=told)
        else:
            parser.add_argument(*names, metavar=metavar, help=told)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=_why)


def _why(options: argparse.Namespace) -> int:
    account = _account(options.account, options.words)
    words = [sys.stdin.read()] if options.words == ["-"] else options.words
    additions = Additions(
        parse_context(options.context),
        tuple(_policy(file, "stored") for file in options.policy),
        _policy(options.boundary, "stored") if options.boundary else None,
        _policy(options.bucket_policy, "resource") if options.bucket_policy else None,
        tuple(_policy(file, "scp") for file in options.scp),
    )
    answer = answer_question(account, parse_question(words, account), additions)
    print(
        json.dumps(answer_json(answer), indent=2, ensure_ascii=False) if options.json else answer_text(answer)
    )
    return answer.exit_status


def _account(file: str, words: Sequence[str]) -> Account:
    if not file:
        raise _Unreadable("the file's name is empty; expected ACCOUNT.json")
    if file != "-":
        return load_account(file)
    if "-" in words:
        raise _Unreadable("standard input is the account or the message, not both; save one to a file")
    try:
        return parse_account(decode(sys.stdin.buffer.read()))
    except MalformedAccount as error:
        raise _Unreadable(f"standard input: {error}") from None
    except UnicodeDecodeError:
        raise _Unreadable("standard input: not text; expected an account as JSON") from None


def _policy(file: str, kind: Kind) -> PolicyDocument:
    source = unwrap_policy(_read(file))
    if is_account_dump(source):
        raise _Unreadable(f"{file}: this is a whole account; expected a policy as JSON text")
    try:
        return PolicyDocument.parse(source, kind)
    except MalformedPolicyDocument as error:
        raise _Unreadable(f"{file}: {error}") from None


def _read(file: str) -> str:
    try:
        return decode(_bytes(file))
    except UnicodeDecodeError:
        raise _Unreadable(f"{file}: not text; expected a policy as JSON") from None


def _bytes(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        return path.read_bytes()
    except OSError as error:
        reason = "is a directory" if path.is_dir() else (error.strerror or "cannot be read").lower()
        raise _Unreadable(f"{file}: {reason}; expected a policy as JSON text") from None


class _Unreadable(Exception):
    """A file or an argument that cannot be used; the text is what the user reads."""


_CHECK = """Say whether AWS would save a policy, and warn of what it saves and you may regret. Exit status,
the worst of all files: 0 nothing to say, 1 AWS would save it and there is advice, 2 AWS would refuse it or
the file cannot be read. Of several faults AWS names one; the others follow it here.

  iamsim check-policy policy.json
  iamsim check-policy --kind trust roles/*.json
  aws iam get-policy-version --policy-arn ARN --version-id v1 | iamsim check-policy -"""


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="POLICY.json", help="a policy; - is standard input")
    parser.add_argument(
        "--kind",
        choices=("managed", "inline", "resource", "scp", "trust"),
        default="managed",
        help="what it would be saved as; without this, a managed policy",
    )
    parser.set_defaults(run=_check_policy)


def _check_policy(options: argparse.Namespace) -> int:
    return max([_check_file(file, options.kind) for file in options.files])


def _check_file(file: str, kind: Kind) -> int:
    try:
        report = check_policy(_bytes(file), kind)
    except UnicodeDecodeError:
        print(f"{file}: not text; expected a policy as JSON", file=sys.stderr)
        return REFUSED
    except _Unreadable as error:
        print(error, file=sys.stderr)
        return REFUSED
    print(f"{'standard input' if file == '-' else file}: {report.text}")
    return report.exit_status
