"""`iamsim check-account`: what there is to regret in an account's users, groups and policies."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from iamsim.check import CODES, account_report, check_account, findings_json, parse_credential_report
from iamsim.commands.inputs import UnreadableInput, read_account, read_text, run_command
from iamsim.markup import printable

_TEXT = """Say what one may regret in an account: statements that change nothing, users outside of groups.

Exit status: 0 nothing, 1 there is something, 2 the file cannot be read. Each finding has a code:
  {codes}

  aws iam get-account-authorization-details > account.json
  iamsim check-account account.json
  iamsim check-account account.json --ignore own-policy,user-in-no-group
"""


def main(arguments: Sequence[str]) -> int:
    """Run `iamsim check-account ARGUMENTS`; return its exit status."""
    parser = argparse.ArgumentParser(
        "iamsim check-account",
        description=_TEXT.format(codes=", ".join(CODES)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("account", metavar="ACCOUNT.json", help="the account's file; - is standard input")
    ignore_help = "leave out findings with this code; again, or with commas, for more"
    parser.add_argument("--ignore", action="append", metavar="CODE", default=[], help=ignore_help)
    report_help = "AWS's credential report (CSV), to find users with a password and a key"
    parser.add_argument("--credential-report", metavar="FILE", help=report_help)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    return run_command(parser, _run, arguments)


def _run(options: argparse.Namespace) -> int:
    ignored = [code.strip() for codes in options.ignore for code in codes.split(",") if code.strip()]
    for code in ignored:
        if code not in CODES:
            expected = ", ".join(CODES)
            raise UnreadableInput(f"--ignore {code}: no finding has this code; expected one of {expected}")
    account = read_account(options.account)
    credentials = None
    if options.credential_report is not None:
        text = read_text(options.credential_report, "AWS's credential report (CSV)")
        credentials = parse_credential_report(text)
    findings = check_account(account, credentials, ignore=ignored)
    if options.json:
        print(json.dumps(findings_json(findings), indent=2, ensure_ascii=False))
    else:
        name = "standard input" if options.account == "-" else options.account
        passwords_are_known = credentials is not None or "password-and-key" in ignored
        print(printable(f"{name}: {account_report(findings, passwords_known=passwords_are_known)}"))
    return 1 if findings else 0
