"""Whether AWS would save a policy, and what is doubtful in a policy or in a whole account.

In goes a policy's text, out comes a PolicyReport; in goes an Account, out come AccountFindings.

report             a file's content → PolicyReport: AWS's error, or "AWS would save it" with advice
templates          what a file is that is no policy but holds some: CloudFormation, Terraform and others
advice             PolicyDocument → Advice; the table of all kinds of advice, with their codes
rules/             the functions behind the kinds of advice, by the element of a statement
checked_statement  CheckedStatement: a statement as those functions read it
account            Account → AccountFinding; the table of all kinds of findings
account_report     AccountFindings as text and as JSON
coverage           what a statement can match, as sets: whether a Deny leaves anything of an Allow
credential_report  AWS's table of passwords and access keys → Credentials by user
"""

from __future__ import annotations

from iamsim.check.account import CODES, AccountFinding, check_account
from iamsim.check.account_report import account_report, findings_json
from iamsim.check.advice import Advice, advise
from iamsim.check.credential_report import Credentials, parse_credential_report
from iamsim.check.report import ADVICE_CODES, REFUSED, PolicyReport, check_policy

__all__ = [
    "ADVICE_CODES",
    "CODES",
    "REFUSED",
    "AccountFinding",
    "Advice",
    "Credentials",
    "PolicyReport",
    "account_report",
    "advise",
    "check_account",
    "check_policy",
    "findings_json",
    "parse_credential_report",
]
