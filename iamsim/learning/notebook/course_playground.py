"""The course's playground: accounts of lessons to begin with, challenges, solutions kept in the progress.

playground() → widgets' Playground
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from iamsim.account import Account, load_account
from iamsim.learning.course_challenges import load_challenges
from iamsim.learning.notebook.calls import lesson_account, storage
from iamsim.learning.records import JournalEvent
from iamsim.widgets import playground as account_playground
from iamsim.widgets.account_builder import Challenge
from iamsim.widgets.playground import Playground, Start

# A lesson's account, how it is called in the menu, and whose request is shown first.
_LESSON_ACCOUNTS = (
    ("freeze", "Ria's Friday (lesson 08)", "ria"),
    ("blog", "The blog's team (lesson 03)", "ria"),
    ("two-jobs", "Two jobs (lesson 05)", "ria"),
    ("shrink", "A user for the server (lesson 09)", "gil"),
)


def playground(account: Account | str | Path | None = None) -> Playground:
    """Build an account by hand: a lesson's, an empty one, or your own, and try the course's challenges.

    `account` is an Account, or the path of the file that `aws iam get-account-authorization-details` writes.
    Solved challenges are kept with your answers; the account itself is never changed.
    """
    own = load_account(account) if isinstance(account, str | Path) else account
    starts = [Start(title, lesson_account(name), user=user) for name, title, user in _LESSON_ACCOUNTS]
    challenges = [_with_lesson(entry.challenge, entry.lesson) for entry in load_challenges()]
    return account_playground(own, starts=starts, challenges=challenges, save=save_solution)


def _with_lesson(challenge: Challenge, lesson: str) -> Challenge:
    return replace(challenge, title=f"{lesson} · {challenge.title}")


def challenge_event_id(challenge_id: str) -> str:
    """Return the id under which the progress keeps that a challenge is solved."""
    return f"challenge-{challenge_id}"


def save_solution(challenge_id: str, calls: int) -> None:
    """Keep in the learner's progress that a challenge is solved, and with how many calls of IAM."""
    # A challenge is checked as a built account is; how many calls it took stands in place of an answer.
    event = JournalEvent("check", challenge_event_id(challenge_id), answer=calls, status="correct")
    storage().commit(event)
