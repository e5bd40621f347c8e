"""An exception of ours as a card: what was wrong, which line, what there is, what to write."""

from __future__ import annotations

import linecache
from typing import Any

import pytest

import iamsim
from iamsim.display.error_card import ErrorCard, error_card

FILE = "<a cell>"


def raised(code: str) -> Exception:
    """Run code as a cell does, and return what it raises."""
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.create_group(GroupName="Web")
    names: dict[str, Any] = {"__name__": "__main__", "iamsim": iamsim, "iam": iam}
    linecache.cache[FILE] = (len(code), None, [f"{line}\n" for line in code.splitlines()], FILE)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the card says which one
        exec(compile(code, FILE, "exec"), names)  # noqa: S102 - a cell of the test's own
    return caught.value


def card(code: str) -> ErrorCard:
    made = error_card(raised(code))
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(
            'iam.create_user(UserName="ria")',
            [
                "Not done · EntityAlreadyExists",
                "User with name ria already exists.",
                '  line 1      iam.create_user(UserName="ria")',
                "  there is    ria",
                "  what to do  Leave this line out, or take another name. A cell that runs twice makes things twice: to begin anew, run the cell with iamsim.client(...) again.",
            ],
            id="made twice",
        ),
        pytest.param(
            'x = 1\niam.create_user("ben")',
            [
                "Not done · TypeError",
                "create_user() only accepts keyword arguments.",
                '  line 2  iam.create_user("ben")',
                '  write   iam.create_user(UserName="ben")',
            ],
            id="without a keyword",
        ),
        pytest.param(
            'iam.add_user_to_group("ria", "Web")',
            [
                "Not done · TypeError",
                "add_user_to_group() only accepts keyword arguments.",
                '  line 1  iam.add_user_to_group("ria", "Web")',
                '  write   iam.add_user_to_group(UserName="ria", GroupName="Web")',
            ],
            id="two names, each to its keyword",
        ),
        pytest.param(
            'iamsim.simulate(iam.account, "rai", "s3:GetObject")',
            [
                "Not done · NoSuchEntity",
                "no user named 'rai'",
                '  line 1    iamsim.simulate(iam.account, "rai", "s3:GetObject")',
                "  there is  ria",
                '  write     iamsim.simulate(iam.account, "ria", "s3:GetObject")',
            ],
            id="a mistyped user",
        ),
        pytest.param(
            'iam.add_user_to_group(UserName="ria", GroupName="Wbe")',
            [
                "Not done · NoSuchEntity",
                "The group with name Wbe cannot be found.",
                '  line 1    iam.add_user_to_group(UserName="ria", GroupName="Wbe")',
                "  there is  Web",
                '  write     iam.add_user_to_group(UserName="ria", GroupName="Web")',
            ],
            id="a mistyped group",
        ),
        pytest.param(
            'iam.get_group(GroupName="Xylophone")',
            [
                "Not done · NoSuchEntity",
                "The group with name Xylophone cannot be found.",
                '  line 1    iam.get_group(GroupName="Xylophone")',
                "  there is  Web",
            ],
            id="nothing is near",
        ),
        pytest.param(
            "iam.create_usr(UserName='ben')",
            [
                "Not done · AttributeError",
                "'IAM' object has no attribute 'create_usr'; did you mean create_user?",
                "  line 1  iam.create_usr(UserName='ben')",
                "  write   iam.create_user(UserName='ben')",
            ],
            id="a mistyped call",
        ),
        pytest.param(
            'iam.create_user(Username="ben")',
            [
                "Not done · ParamValidationError",
                'Missing required parameter in input: "UserName"',
                'Unknown parameter in input: "Username", must be one of: Path, UserName, PermissionsBoundary, Tags (did you mean UserName?)',
                '  line 1  iam.create_user(Username="ben")',
                '  write   iam.create_user(UserName="ben")',
            ],
            id="a mistyped keyword",
        ),
        pytest.param(
            'iam.put_user_policy(UserName="ria", PolicyName="x", PolicyDocument={"Statement": []})',
            [
                "Not done · ParamValidationError",
                "Invalid type for parameter PolicyDocument, value: {'Statement': []}, type: <class 'dict'>, valid types: <class 'str'>",
                '  line 1      iam.put_user_policy(UserName="ria", PolicyName="x", PolicyDocument={"Statement": []})',
                "  what to do  A policy is a text: json.dumps(...) makes one of a dict, iamsim.allow(...) writes one.",
            ],
            id="a dict for a policy",
        ),
        pytest.param(
            "iam.put_user_policy(UserName='ria', PolicyName='x', PolicyDocument='{}')",
            [
                "Not done · MalformedPolicyDocument",
                "Syntax errors in policy.",
                "the policy: expected Statement, got an empty object",
                "  line 1  iam.put_user_policy(UserName='ria', PolicyName='x', PolicyDocument='{}')",
            ],
            id="a policy that is none",
        ),
        pytest.param(
            "iamsim.simulate(iam.account, 'ria')",
            [
                "Not done · TypeError",
                "simulate() missing 1 required positional argument: 'action'",
                "  line 1  iamsim.simulate(iam.account, 'ria')",
                "  write   simulate(account, principal, action, resource='*', context=None, scps=(), resource_policy=None)",
            ],
            id="too few values for a function of ours",
        ),
        pytest.param(
            "iamsim.load_account('x.json')",
            [
                "Not done · MalformedAccount",
                "x.json: no such file or directory; expected the output of `aws iam get-account-authorization-details`, saved to a file".replace("`", ""),
                "  line 1  iamsim.load_account('x.json')",
            ],
            id="a file that is not there",
        ),
        pytest.param(
            "iamsim.client('s3')",
            ["Not done · ValueError", "no service 's3'; simulated are: iam, sts", "  line 1  iamsim.client('s3')"],
            id="a ValueError of ours",
        ),
    ],
)  # fmt: skip
def test_a_card_says_what_was_wrong_and_what_to_write(code: str, lines: list[str]) -> None:
    assert card(code).text().splitlines() == [*lines, "  (%tb shows Python's own report)"]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("1 / 0", id="of the learner's code"),
        pytest.param("int('x')", id="a ValueError of Python's"),
        pytest.param("def simulate(a): pass\nsimulate()", id="a function of the learner's, with a name of ours"),
        pytest.param("iam.account.users['rai']", id="of a mapping"),
        pytest.param("from iamsim.diagram import draw\ndraw('x')", id="a fault of ours, whose frames help"),
    ],
)
def test_any_other_exception_is_left_to_ipython(code: str) -> None:
    assert error_card(raised(code)) is None


def test_pythons_report_is_folded_and_escaped() -> None:
    html = card('iam.create_group(GroupName="<img src=x>")').html()
    assert "<details><summary>Python's own report</summary><pre>Traceback (most recent call last):" in html
    assert "<img" not in html


def test_a_long_list_of_names_is_cut() -> None:
    code = 'for number in range(30):\n    iam.create_user(UserName=f"user-{number}")\niam.get_user(UserName="ida")'
    assert card(code).existing.endswith(", user-10 and 19 more")


def test_a_password_is_not_in_what_to_write() -> None:
    made = card('iam.create_login_profile("ria", "Secret-1234567")')
    assert made.instead == 'iam.create_login_profile(UserName="ria", Password=...)'


def test_in_plain_python_the_sentence_stays() -> None:
    assert str(raised('iam.create_user("ben")')) == (
        'create_user() only accepts keyword arguments. [write: create_user(UserName="ben")]'
    )
