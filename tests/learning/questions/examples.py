"""Texts of lesson files and small accounts that several tests of questions are about."""

from __future__ import annotations

from typing import Any

import iamsim
from iamsim import Account
from iamsim.learning.questions import Feedback, Question, exercises
from iamsim.learning.questions.grading import grade
from iamsim.learning.scenario import account_in_words, parse_scenario

READ, NO_READ = "Allow s3:GetObject on *", "Deny s3:GetObject on *"
READERS = {"Readers": [f"read: {READ}"]}
Accounts = dict[str, list[Any]]
HEAD = """\
lesson = "42"
users = { ana = ["Readers"] }
groups = { Readers = ["Allow s3:GetObject on *"] }
"""
OPTIONS = """
options = [{ text = "Yes", gives = "TRUTH", why = "." }, { text = "No", gives = "DEFAULT_ALLOW", why = "." }]
"""
CHOICE = f"""
[[question]]
id = "42-q"
section = "quiz"
kind = "choice"
text = "?"
request = ["ana", "s3:GetObject"]
{OPTIONS}"""
BUILD = '[exercise]\nid = "42"\nkind = "account"\ntext = "?"\nhints = []\nright = []\nwrong = []\n'
UNSEEN = """
lesson = "42"
users = { ana = ["Allow s3:GetObject on *"] }
[exercise]
id = "42"
kind = "account"
text = "?"
hints = []
right = []
wrong = []
case = [{ user = "ana", action = "s3:GetObject", decision = "denied", because = "Ana has left" }]
"""


def account(users: Accounts, groups: Accounts | None = None) -> Account:
    return account_in_words(users, groups or {}).account


def account_without(name: str, question: Question) -> Account:
    account = question.scenario.account
    return account.without_identity(account.user(name))


def managed(users: int, *, own: bool) -> Account:
    """An account in which so many users have one managed policy, the account's own or AWS's."""
    iam = iamsim.client("iam")
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    if own:
        arn = iam.create_policy(PolicyName="read", PolicyDocument=iamsim.allow("s3:GetObject"))["Policy"]["Arn"]
    for number in range(users):
        iam.create_user(UserName=f"u{number}")
        iam.attach_user_policy(UserName=f"u{number}", PolicyArn=arn)
    made: Account = iam.account
    return made


def leaving(*calls: list[str]) -> Feedback:
    question = exercises.question("09-leave")
    built = parse_scenario({"events": [["10:00", *call] for call in calls]}, question.scenario.account).at("")
    return grade(question, built)
