"""Share codes: an account out of its code decides as before; cut, altered and hostile codes are refused."""

from __future__ import annotations

import base64
import contextlib
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iamsim
from iamsim.aws.errors import InvalidInput
from iamsim.widgets.account_builder import share_code
from iamsim.widgets.account_builder.share_code import read_share_code, write_share_code

FOLDER = Path(__file__).parents[3] / "exercises" / "accounts"
# Those that the playground begins with; a whole company's code is longer, and does not fit into a chat.
ACCOUNTS = [FOLDER / f"{name}.json" for name in ("blog", "freeze", "shrink", "two-jobs")]
PAGE = "arn:aws:s3:::acme-website/index.html"


def _account() -> iamsim.Account:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.create_group(GroupName="Web")
    iam.add_user_to_group(GroupName="Web", UserName="ria")
    policy = json.loads(iamsim.allow("s3:GetObject", PAGE))
    policy["Statement"][0]["Condition"] = {"StringEquals": {"aws:PrincipalTag/team": ""}}
    iam.put_group_policy(GroupName="Web", PolicyName="read", PolicyDocument=json.dumps(policy))
    return iam.account


def _code_of(content: bytes) -> str:
    compressor = zlib.compressobj(zdict=share_code._DICTIONARY)
    compressed = compressor.compress(content) + compressor.flush()
    return share_code.PREFIX + base64.urlsafe_b64encode(compressed).decode().rstrip("=")


def _without_ids_and_dates(account: iamsim.Account) -> object:
    def strip(value: object) -> object:
        if isinstance(value, dict):
            left_out = {"UserId", "GroupId", "RoleId", "PolicyId", "CreateDate", "UpdateDate"}
            return {name: strip(child) for name, child in value.items() if name not in left_out}
        return [strip(child) for child in value] if isinstance(value, list) else value

    return strip(iamsim.dump_account(account))


@pytest.mark.parametrize("file", ACCOUNTS, ids=lambda file: file.stem)
def test_a_lessons_account_has_a_short_code_and_comes_out_of_it(file: Path) -> None:
    account = iamsim.load_account(file)
    code = write_share_code(account, "ria", "s3:GetObject", PAGE)
    shared = read_share_code(code)
    assert len(code) <= max(400, 80 * len(account.users))  # a company of 16 people has one of 1,100
    assert (shared.user, shared.action, shared.resource) == ("ria", "s3:GetObject", PAGE)
    assert _without_ids_and_dates(shared.account) == _without_ids_and_dates(account)


def test_the_policies_stay_as_they_are_written() -> None:
    account = read_share_code(write_share_code(_account())).account
    document = account.group("Web").inline[0].document.raw
    assert document["Statement"][0]["Condition"] == {"StringEquals": {"aws:PrincipalTag/team": ""}}


def test_ids_are_kept_where_a_policy_reads_them() -> None:
    iam = iamsim.client("iam")
    user_id = iam.create_user(UserName="ria")["User"]["UserId"]
    policy = json.loads(iamsim.allow("s3:GetObject", PAGE))
    policy["Statement"][0]["Condition"] = {"StringEquals": {"aws:UserId": user_id}}
    iam.put_user_policy(UserName="ria", PolicyName="own", PolicyDocument=json.dumps(policy))
    account = read_share_code(write_share_code(iam.account)).account
    assert iamsim.simulate(account, "ria", "s3:GetObject", PAGE).allowed


def test_a_code_may_be_broken_into_lines() -> None:
    code = write_share_code(_account(), "ria")
    assert read_share_code(f" {code[:30]}\r\n {code[30:]} ").user == "ria"


def test_a_link_may_be_pasted_in_place_of_its_code() -> None:
    link = f"https://example.org/notebooks/index.html?path=playground.ipynb#play={write_share_code(_account(), 'ria')}"
    assert read_share_code(link).user == "ria"


@given(st.integers(min_value=3, max_value=200), st.sampled_from("AZaz09-_"))
def test_a_code_with_another_character_is_refused(position: int, character: str) -> None:
    code = write_share_code(_account(), "ria")
    position %= len(code)
    altered = code[:position] + character + code[position + 1 :]
    if altered != code:
        # The last character has bits that no byte uses, so it alone may differ without meaning another code.
        with contextlib.suppress(InvalidInput) if position == len(code) - 1 else pytest.raises(InvalidInput):
            assert read_share_code(altered) == read_share_code(code)


@given(st.integers(min_value=0, max_value=400))
def test_a_cut_code_is_refused(length: int) -> None:
    code = write_share_code(_account(), "ria")
    with pytest.raises(InvalidInput, match="share code"):
        read_share_code(code[: min(length, len(code) - 1)])


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        pytest.param("", "begins with i1.", id="nothing"),
        pytest.param("<script>alert(1)</script>", "begins with i1.", id="a script"),
        pytest.param("i2.abcd", "of version 2, and this iamsim reads version 1", id="a later version"),
        pytest.param("https://example.org/#play=i2.abcd", "of version 2", id="a link with a later version"),
        pytest.param("https://example.org/notebooks", "begins with i1.", id="a link without a code"),
        pytest.param("i1." + "A" * 9000, "at most 8,000 characters", id="too long"),
        pytest.param("i1.é", "cut or altered", id="a character that no code has"),
        pytest.param(_code_of(b"[" * 100_000), "cut or altered", id="brackets without end"),
        pytest.param(_code_of(b" " * 3_000_000), "cut or altered", id="three megabytes in a few kilobytes"),
        pytest.param(_code_of(b"[1]"), "cut or altered", id="JSON that is no account"),
        pytest.param(_code_of(b'{"a":{"UserDetailList":7}}'), "cut or altered", id="a list that is a number"),
        pytest.param(_code_of(b'{"a":{},"q":[1,2,3]}'), "cut or altered", id="numbers as a request"),
    ],
)
def test_a_text_that_is_no_share_code_is_refused_in_a_line(code: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_share_code(code)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_an_account_that_is_too_large_has_no_code() -> None:
    iam = iamsim.client("iam")
    for number in range(3000):
        iam.create_user(UserName=f"user-{number * 7919 % 10007}")
    with pytest.raises(InvalidInput, match="too large"):
        write_share_code(iam.account)
