"""The command line: `iamsim why`, `check-policy`, and the commands that are modules of their own.

A user's mistake gets one line on standard error and exit status 2, never a traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from inspect import getdoc
from pathlib import Path

from iamsim.account import Account, InlinePolicy, decode_text
from iamsim.aws.errors import ClientError, MalformedPolicyDocument
from iamsim.commands.inputs import UnreadableInput, read_account, run_parsed
from iamsim.policy import PolicyDocument, PolicyKind, is_account_dump, unwrap_policy
from iamsim.why import (
    BAD_INPUT,
    AccessQuestion,
    Additions,
    Answer,
    account_without,
    answer_json,
    answer_markdown,
    answer_question,
    answer_text,
    change_section,
    changes_json,
    merge_answers,
    parse_context,
    parse_questions,
)

# Commands that are a module with a `main`. They are imported only when called: `iamsim why` must run where
# the packages that the course needs are not installed, and waits for no module that it does not use.
_MODULES = {
    "who-can": (
        "iamsim.commands.who_can",
        "say which users and roles may do an action, by which way, on which conditions",
    ),
    "matrix": (
        "iamsim.commands.matrix",
        "show who may do what in an account, and what a change did; as text, CSV, HTML or JSON",
    ),
    "check-account": (
        "iamsim.commands.check_account",
        "say what you may regret in an account's users, groups and policies",
    ),
    "lab": ("iamsim.lab", "copy the lessons into work/ and open JupyterLab on the first one"),
    "doctor": ("iamsim.doctor", "say in a few lines whether everything that the lessons need is here"),
    "grade": (
        "iamsim.commands.grade",
        "grade a class's submissions, and say which wrong ideas they fit",
    ),
    "submit": ("iamsim.commands.submit", "write your answers into one file to hand in"),
    "new-lesson": ("iamsim.commands.new_lesson", "write the frame of a lesson of your own"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `iamsim ARGUMENTS`, by default those of the process, and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A terminal or a pipe with a small character set, as on Windows, shows ? in place of →, and no traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if words and words[0] in _MODULES:
        return int(import_module(_MODULES[words[0]][0]).main(words[1:]))
    options = _parser().parse_args(words)
    return run_parsed(f"iamsim {options.command}", options.run, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "iamsim",
        description="Why AWS IAM allows or denies a request: offline, from your account's own description.",
    )
    parser.add_argument("--version", action=_PrintVersion, nargs=0, help="say which iamsim this is")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    # A command's description is the docstring of the function that runs it.
    add_command = partial(commands.add_parser, formatter_class=argparse.RawDescriptionHelpFormatter)
    why_help = "explain one request or one AccessDenied message"
    _add_why_arguments(add_command("why", help=why_help, description=getdoc(_run_why)))
    check_help = "say whether AWS would save a policy, and what in it is doubtful"
    _add_check_arguments(add_command("check-policy", help=check_help, description=getdoc(_run_check_policy)))
    for name, (_, help_text) in _MODULES.items():
        commands.add_parser(name, help=help_text, add_help=False)
    return parser


class _PrintVersion(argparse.Action):
    """Find the version only when asked for: reading packages' metadata is slow, and `why` needs none."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the version and exit with status 0."""
        metadata = import_module("importlib.metadata")
        try:
            print("iamsim", metadata.version("iamsim"))
        except metadata.PackageNotFoundError:
            print("iamsim, not installed: read from", Path(__file__).parent)
        parser.exit()


# names of the option, what it takes, argparse's action, help
_WHY_OPTIONS = (
    ("--context", "KEY=VALUE", "append", "a context key of the request; again for more keys, or more values"),
    ("--policy", "FILE", "append", "one more policy of the principal: what if?"),
    ("--boundary", "FILE", "store", "a permissions boundary instead of the principal's own"),
    ("--bucket-policy --resource-policy", "FILE", "store", "the own policy of the resource"),
    ("--without", "GROUP|POLICY", "append", "what if: the principal not in a group, or without a policy"),
    (
        "--scp",
        "FILE[,FILE…]",
        "append",
        "the service control policies of one level; again for the next, root first",
    ),
)


def _add_why_arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = "iamsim why ACCOUNT.json PRINCIPAL ACTION [RESOURCE] [options]"
    parser.add_argument("account", metavar="ACCOUNT.json")
    message_help = "or AWS's whole AccessDenied sentence, in quotes; - reads it from standard input"
    parser.add_argument("words", nargs="+", metavar="PRINCIPAL ACTION [RESOURCE]", help=message_help)
    for names, metavar, action, help_text in _WHY_OPTIONS:
        parser.add_argument(*names.split(), action=action, metavar=metavar, help=help_text)
    changes_help = "also list the edits of the account that would turn the decision, each tried"
    parser.add_argument("--changes", action="store_true", help=changes_help)
    formats = ("text", "json", "markdown")
    format_help = "answer as text, as JSON, or as Markdown for a ticket"
    parser.add_argument("--format", choices=formats, default="text", help=format_help)
    json_help = "the same as --format json; of several such options the last counts"
    parser.add_argument("--json", dest="format", action="store_const", const="json", help=json_help)
    parser.set_defaults(run=_run_why, context=[], policy=[], scp=[], without=[])


_SEVERITY = (0, 3, 1, 2)  # exit statuses of `why`: of several answers the last one in this order counts


def _run_why(options: argparse.Namespace) -> int:
    """Explain a decision of IAM: which statements decided, and the way user → group → policy to each.

    ACCOUNT.json is what `aws iam get-account-authorization-details > ACCOUNT.json` writes. Exit status:
    0 allowed as far as the file goes, 1 denied, 2 bad input, 3 it depends on what was not given:
    context, or the policy of a resource elsewhere that must allow it too, or what AWS refused it by.

      iamsim why account.json ria s3:PutObject arn:aws:s3:::reports/q1.csv
      iamsim why account.json 'User: arn:aws:iam::…:user/ria is not authorized to perform: …'
      pbpaste | iamsim why account.json -
      aws cloudtrail lookup-events … | iamsim why account.json -
      aws sts decode-authorization-message --encoded-message … | iamsim why account.json -
      aws iam get-account-authorization-details | iamsim why - ria s3:ListAllMyBuckets
      iamsim why account.json ria sqs:SendMessage ARN --scp full.json,deny.json --scp team.json
      iamsim why account.json ria s3:PutObject arn:aws:s3:::reports/q1.csv --without Freeze
      iamsim why account.json ria s3:PutObject arn:aws:s3:::reports/q1.csv --changes

    A FILE holds a policy, bare or in the answer of the AWS call that shows it.
    """
    account = _read_account(options.account, options.words)
    words = [_read_paste()] if options.words == ["-"] else options.words
    additions = Additions(
        parse_context(options.context),
        tuple(_parse_policy(file, "stored") for file in options.policy),
        _parse_policy(options.boundary, "stored") if options.boundary else None,
        _parse_policy(options.bucket_policy, "resource") if options.bucket_policy else None,
        tuple(_parse_level(files) for files in options.scp),
        now=datetime.now(UTC),
    )
    questions = parse_questions(words, account)
    if options.changes:
        _check_changes(options, questions)
    answers, statuses = _answers(account, questions, additions, options.without)
    if options.changes:
        account = _account_of(account, questions[0], options.without)[0]
    if options.format == "json":
        objects = [answer_json(answer) for answer in answers]
        if options.changes:
            objects[0] |= changes_json(account, answers[0], additions)
        print(json.dumps(objects[0] if len(objects) == 1 else objects, indent=2, ensure_ascii=False))
    else:
        write = answer_markdown if options.format == "markdown" else answer_text
        sections = [change_section(account, answers[0], additions)] if options.changes else []
        print("\n\n".join(write(answer, *sections) for answer in answers))
    return max(statuses, key=_SEVERITY.index)


def _check_changes(options: argparse.Namespace, questions: Sequence[AccessQuestion]) -> None:
    """Raise UnreadableInput for what `--changes` cannot be asked together with."""
    if options.policy or options.boundary:
        raise UnreadableInput("--changes edits the account of the file; leave out --policy and --boundary")
    if len(questions) != 1:
        raise UnreadableInput(f"--changes is about one question, got {len(questions)}; ask one of them")


def _account_of(
    account: Account, question: AccessQuestion, without: Sequence[str]
) -> tuple[Account, AccessQuestion]:
    """Return the account without what `--without` names, and the question with notes that say so."""
    for name in without:
        account, words = account_without(account, question.principal, name)
        question = question.with_note(f"what if: {words}")
    return account, question


def _answers(
    account: Account, questions: Sequence[AccessQuestion], additions: Additions, without: Sequence[str]
) -> tuple[list[Answer], list[int]]:
    """Answer each question; of several, one that cannot be answered gets a line on standard error."""
    answers, statuses = [], []
    for question in questions:
        try:
            answers.append(answer_question(*_account_of(account, question, without), additions))
            statuses.append(answers[-1].exit_status)
        except ClientError as error:
            if len(questions) == 1:
                raise
            print(f"iamsim why: {error}", file=sys.stderr)
            statuses.append(BAD_INPUT)
    return merge_answers(answers), statuses


def _read_paste() -> str:
    """Return standard input as text; a paste may hold bytes of another encoding."""
    content = sys.stdin.buffer.read()
    try:
        return decode_text(content)
    except UnicodeDecodeError:
        return content.decode("utf-8", errors="replace")


def _read_account(file: str, words: Sequence[str]) -> Account:
    if file == "-" and "-" in words:
        raise UnreadableInput("standard input is the account or the message, not both; save one to a file")
    return read_account(file)


def _parse_level(files: str) -> tuple[InlinePolicy, ...]:
    """Read the service control policies of one level: files with a comma between each two."""
    # A file whose own name has a comma is one file.
    names = [files] if Path(files).is_file() else files.split(",")
    return tuple([InlinePolicy(Path(name).name, _parse_policy(name, "scp")) for name in names])


def _parse_policy(file: str, kind: PolicyKind) -> PolicyDocument:
    text = unwrap_policy(decode_text(_read_policy(file)))
    if is_account_dump(text):
        raise UnreadableInput(f"{file}: this is a whole account; expected a policy as JSON text")
    try:
        return PolicyDocument.parse(text, kind)
    except MalformedPolicyDocument as error:
        raise UnreadableInput(f"{file}: {error}") from None


def _read_policy(file: str) -> bytes:
    """Return the content of a file, or of standard input for `-`, that is text in UTF-8 or UTF-16."""
    path = Path(file)
    try:
        content = sys.stdin.buffer.read() if file == "-" else path.read_bytes()
        decode_text(content)
    except OSError as error:
        reason = "is a directory" if path.is_dir() else (error.strerror or "cannot be read").lower()
        raise UnreadableInput(f"{file}: {reason}; expected a policy as JSON text") from None
    except UnicodeDecodeError:
        raise UnreadableInput(f"{file}: not text; expected a policy as JSON") from None
    return content


def _add_check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="POLICY.json", help="a policy; - is standard input")
    kinds = ("managed", "inline", "resource", "scp", "trust")
    kind_help = "what it would be saved as; without this, a managed policy"
    parser.add_argument("--kind", choices=kinds, default="managed", help=kind_help)
    ignore_help = "leave out advice with this code; again, or with commas, for more"
    parser.add_argument("--ignore", action="append", metavar="CODE", help=ignore_help)
    parser.set_defaults(run=_run_check_policy, ignore=[])


def _run_check_policy(options: argparse.Namespace) -> int:
    """Say whether AWS would save a policy, and advise on what it saves and you may not mean.

    Exit status, the worst of all files: 0 nothing to say, 1 AWS would save it and there is advice, 2 AWS
    would refuse it or the file cannot be read. Of several faults AWS names one; the others follow it here.

      iamsim check-policy policy.json
      iamsim check-policy --kind trust roles/*.json
      iamsim check-policy --ignore public,redundant --kind resource bucket-policy.json
      aws iam get-policy-version --policy-arn ARN --version-id v1 | iamsim check-policy -

    Each advice ends with its code, such as no-such-action, and a page of AWS's. docs/check-policy.md has an
    example of each code.
    """
    # `iamsim why` needs none of these rules, and would wait for them 17 of its 110 ms of imports.
    from iamsim.check import ADVICE_CODES  # noqa: PLC0415

    ignored = [code.strip() for codes in options.ignore for code in codes.split(",") if code.strip()]
    for code in ignored:
        if code not in ADVICE_CODES:
            expected = ", ".join(sorted(ADVICE_CODES))
            raise UnreadableInput(f"--ignore {code}: no advice has this code; expected one of {expected}")
    # All files are checked, also after one that cannot be read.
    return max([_check_file(file, options.kind, ignored) for file in options.files])


def _check_file(file: str, kind: PolicyKind, ignored: Collection[str]) -> int:
    from iamsim.check import REFUSED, check_policy  # noqa: PLC0415 - as above

    try:
        report = check_policy(_read_policy(file), kind, ignored)
    except UnreadableInput as error:
        print(error, file=sys.stderr)
        return REFUSED
    print(f"{'standard input' if file == '-' else file}: {report.text}")
    return report.exit_status
