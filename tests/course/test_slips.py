"""What learners typically slip on in the exercises, each with a sentence of its own: slip → what must be said.

A slip is typed as a learner types it; what is said is read off the card, or off AWS's error. None is a traceback.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.learning import check, lesson_account, predict, quiz
from iamsim.learning.notebook import calls

RIGHT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::acme-website/*"}]}'


@pytest.fixture(autouse=True)
def a_learner_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IAMSIM_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.delenv("IAMSIM_ANSWERS", raising=False)
    calls._storage_at.cache_clear()


def with_statement(**changes: Any) -> dict[str, Any]:
    """The right policy of lesson 08 with other elements in its statement; None takes one away."""
    policy: dict[str, Any] = json.loads(RIGHT)
    statement = {**policy["Statement"][0], **changes}
    policy["Statement"] = [{name: value for name, value in statement.items() if value is not None}]
    return policy


def test_without_a_slip_it_is_right() -> None:
    assert "✓ Right." in repr(check("08", RIGHT))
    assert "✓ Right." in repr(check("08", with_statement()))


# (what is typed for exercise 08, the sentence that must be said)
POLICY_SLIPS: dict[str, tuple[Any, str]] = {
    "single quotes": (RIGHT.replace('"', "'"), "JSON has double quotes only"),
    "quotes of a word processor": (RIGHT.replace('"Deny"', "“Deny”"), "write straight quotes; a word processor bends them"),
    "no quotes": (RIGHT.replace('"Deny"', "Deny"), 'write texts in double quotes: "Deny"'),
    "no closing bracket": (RIGHT.replace("}]}", "}}"), "the [ of line 1, column 40 is not closed"),
    "no last bracket": (RIGHT[:-1], "got the end of the text; the { of line 1, column 1 is not closed"),
    "no comma": (RIGHT.replace('"Deny",', '"Deny"'), "a comma is missing before it"),
    "a comma too many": (RIGHT.replace('/*"}', '/*",}'), "take the comma away"),
    "the dots are left": (with_statement(Action="s3:..."), "Fill what is still open first: Statement[0].Action is 's3:...'"),
    "the hint's blanks are left": (with_statement(Resource="arn:aws:s3:::acme-website____"), "Fill what is still open first: Statement[0].Resource is"),
    "effect in small letters": (with_statement(Effect="deny"), "Statement[0].Effect: expected Allow or Deny, got 'deny'; did you mean Deny?"),
    "allow in small letters": (with_statement(Effect="allow"), "did you mean Allow?"),
    "another word for the effect": (with_statement(Effect="Block"), "expected Allow or Deny, got 'Block'"),
    "no effect": (with_statement(Effect=None), "Statement[0]: expected Effect, got only Action, Resource"),
    "no resource": (with_statement(Resource=None), "expected Resource or NotResource, got only Effect, Action"),
    "a principal": (with_statement(Principal="*"), "expected no Principal, got one; it is for those to whom the policy is attached"),
    "an action misspelt": (with_statement(Action="s3:DelteObject"), "if it is misspelled, it denies nothing. Instead: s3:DeleteObject."),
    "the name of another program's call": (with_statement(Action="s3:DeleteObjects"), "s3:DeleteObjects is the name of a call and no action"),
    "an action without its service": (with_statement(Action="DeleteObject"), "expected SERVICE:NAME, such as s3:GetObject, got 'DeleteObject'"),
    "a dot for the colon": (with_statement(Action="s3.DeleteObject"), "expected SERVICE:NAME, such as s3:GetObject, got 's3.DeleteObject'"),
    "a bucket without /*": (with_statement(Resource="arn:aws:s3:::acme-website"), "For what is in the bucket, write the bucket's ARN and /*."),
    "a star without the slash": (with_statement(Resource="arn:aws:s3:::acme-website*"), "End the bucket's name with / before the *."),
    "two colons for three": (with_statement(Resource="arn:aws:s3::acme-website/*"), "expected three colons after s3"),
    "no ARN": (with_statement(Resource="acme-website/*"), "expected * or an ARN, such as arn:aws:s3:::reports"),
    "a bucket misspelt": (with_statement(Resource="arn:aws:s3:::acme-webiste/*"), "Your Deny is about acme-webiste/*, not acme-website/index.html."),
    "an element misspelt": ({"Version": "2012-10-17", "Statement": [{"effect": "Deny"}]}, "got 'effect'; did you mean Effect?"),
    "statements": (RIGHT.replace("Statement", "Statements"), "got 'Statements'; did you mean Statement?"),
    "one statement alone": (json.loads(RIGHT)["Statement"][0], "Expected a policy, got one statement"),
    "a list of statements": (json.loads(RIGHT)["Statement"], "expected an object, got a list"),
    "today's date as the version": (RIGHT.replace("2012-10-17", "2026-11-30"), "it is the version of the language, not of your policy"),
    "everything": (with_statement(Action="s3:*"), "Let a Deny name the one action and the one place that must stop."),
    "an Allow": (with_statement(Effect="Allow"), "only a written Deny holds."),
    "the account in place of the policy": (iamsim.client("iam"), 'Expected a policy, got an account: check("08", answer)'),
}


@pytest.mark.parametrize(("typed", "says"), [pytest.param(*row, id=name) for name, row in POLICY_SLIPS.items()])
def test_a_slip_in_a_policy_gets_its_sentence(typed: Any, says: str) -> None:
    card = repr(check("08", typed))
    assert says in card
    assert "✓ Right." not in card


def calls_of(lesson: str) -> Any:
    return iamsim.client("iam", account=lesson_account(lesson))


# (what is called in exercise 03, the sentence that AWS's error or ours must have)
CALL_SLIPS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a user misspelt": (lambda iam: iam.add_user_to_group(GroupName="Fair", UserName="rai"), "no user named 'rai' (this account has: cal, kim, ria, tom)"),
    "a group's name for a user's": (lambda iam: iam.add_user_to_group(GroupName="Fair", UserName="Blog"), "no user named 'Blog'; Blog is a group (this account has: cal, kim, ria, tom)"),
    "a user's name for a group's": (lambda iam: iam.add_user_to_group(GroupName="ria", UserName="tom"), "no group named 'ria'; ria is a user (this account has: Blog, Fair)"),
    "a key for a group": (lambda iam: iam.create_access_key(UserName="Fair"), "no user named 'Fair'; Fair is a group"),
    "the dots are left": (lambda iam: iam.remove_user_from_group(GroupName="...", UserName="ria"), "no group named '...' (this account has: Blog, Fair)"),
    "a policy's name for its ARN": (lambda iam: iam.attach_group_policy(GroupName="Fair", PolicyArn="read-reports"), "an ARN is meant, which begins with arn:aws:"),
    "an ARN misspelt": (lambda iam: iam.attach_group_policy(GroupName="Fair", PolicyArn="arn:aws:iam::123456789012:policy/read-report"), "(this account has: read-drafts, read-reports)"),
    "a user made twice": (lambda iam: iam.create_user(UserName="ria"), "User with name ria already exists."),
    "a keyword in small letters": (lambda iam: iam.create_user(username="ben"), "did you mean UserName?"),
    "a keyword left out": (lambda iam: iam.add_user_to_group(GroupName="Fair"), 'Missing required parameter in input: "UserName"'),
    "a call misspelt": (lambda iam: iam.add_user_to_grup(GroupName="Fair", UserName="ria"), "did you mean add_user_to_group?"),
    "a space in a name": (lambda iam: iam.create_user(UserName="invoice bot"), "userName: found 'invoice bot'"),
    "a policy as no text": (lambda iam: iam.put_group_policy(GroupName="Fair", PolicyName="p", PolicyDocument={}), "valid types: <class 'str'>"),
    "a user that is not empty": (lambda iam: iam.delete_user(UserName="ria"), "ria still has group memberships"),
}


@pytest.mark.parametrize(("call", "says"), [pytest.param(*row, id=name) for name, row in CALL_SLIPS.items()])
def test_a_slip_in_a_call_gets_its_sentence(call: Callable[[Any], Any], says: str) -> None:
    iam = calls_of("03")
    before = iam.account
    with pytest.raises((iamsim.ClientError, ValueError, AttributeError)) as error:
        call(iam)
    assert says in str(error.value)
    assert iam.account == before


def half_of_05() -> Any:
    iam = calls_of("05")
    iam.remove_user_from_group(GroupName="Editors", UserName="cal")
    return iam.account


def with_key(key: str) -> dict[str, Any]:
    condition = {"BoolIfExists": {key: "false"}}
    statement = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme-payroll/*", "Condition": condition}
    return {"Version": "2012-10-17", "Statement": [statement]}


# (what is asked for a card, the sentence that it must say)
CARD_SLIPS: dict[str, tuple[Callable[[], Any], str]] = {
    "a policy in place of the account": (lambda: check("03", json.loads(RIGHT)), 'Expected an account, got a policy: check("03", iam.account)'),
    "the account in quotes": (lambda: check("03", "iam.account"), "got a text: leave the quotes out"),
    "half done": (lambda: check("05-mend", half_of_05()), "If there is more to come, go on. If this is all:"),
    "a context key misspelt": (lambda: check("13", with_key("aws:MultiFactorAuthPresnt")), "if it is misspelled, no request has it. Instead: aws:MultiFactorAuthPresent."),
    "a question misspelt": (lambda: predict("03-teem"), "no question '03-teem' (did you mean '03-team'?)"),
    "a letter that no option has": (lambda: quiz("03-q1", "f"), 'Expected one of a, b, c; got "f"'),
    "one answer for three questions": (lambda: quiz("03", "a"), "expected 3 answers, in the order of the questions"),
    "a row that there is not": (lambda: predict("03-day", {"cal": "allowed"}), 'No row "cal"'),
    "another word for an answer": (lambda: predict("03-day", {"11:30 Cal reads launch.txt": "yes"}), 'Expected one of allowed, denied; got "yes"'),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "says"), [pytest.param(*row, id=name) for name, row in CARD_SLIPS.items()])
def test_another_slip_gets_its_sentence(ask: Callable[[], Any], says: str) -> None:
    assert says in repr(ask())


def test_a_lesson_is_found_by_its_number_as_it_is_typed() -> None:
    number: Any = 8
    assert repr(check(number)) == repr(check("8")) == repr(check("08"))


def test_there_are_enough_slips_and_each_has_a_sentence_of_its_own() -> None:
    sentences = [says for slips in (POLICY_SLIPS, CALL_SLIPS, CARD_SLIPS) for _, says in slips.values()]
    assert len(sentences) == len(set(sentences)) >= 48
