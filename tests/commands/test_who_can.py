"""`iamsim who-can`: who may, by which way, on which conditions; as text and as JSON."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import iamsim
from iamsim.cli import main
from iamsim.commands.who_can import DEPENDS, NOBODY, SOMEBODY, who_can
from iamsim.decision import Decision
from iamsim.decision.account_matrix import all_principals
from iamsim.decision.explain import decision_words, way
from iamsim.decision.matrix import Matrix
from tests.commands.account_files import PAGE, ROLE, account, with_condition, write_files
from tests.laws import accounts as law


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


def way_of(principal: str, **context: str) -> str:
    result = iamsim.simulate(account(), principal, "s3:GetObject", PAGE, {"aws:MultiFactorAuthPresent": "true", **context})
    return way(result.matched_statements[0])


def test_who_may_is_listed_with_the_way_and_who_perhaps_may_with_the_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["who-can", "a.json", "s3:GetObject", PAGE]) == SOMEBODY
    assert capsys.readouterr() == (
        "\n".join(
            [
                f"s3:GetObject on {PAGE}: 2 of 5 users and roles may; for 1 it depends on what nobody gave",
                "",
                f"✓ {decision_words(Decision.ALLOWED)}",
                f"  ria       {way_of('ria')}",
                f"  role App  {way_of(ROLE)}",
                "",
                "? depends on what nobody gave",
                f"  mia  depends on aws:MultiFactorAuthPresent: {way_of('mia')} if Bool aws:MultiFactorAuthPresent true",
                "",
                "not in this file: service control policies, and policies of the resource itself\n",
            ]
        ),
        "",
    )


def test_with_the_key_it_depends_on_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["who-can", "a.json", "s3:GetObject", PAGE, "--context", "aws:MultiFactorAuthPresent=true"]) == SOMEBODY
    out = capsys.readouterr().out
    assert "3 of 5" in out
    assert f"  mia       {way_of('mia')} if Bool aws:MultiFactorAuthPresent true" in out
    assert "depends on" not in out


def test_nobody_may(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["who-can", "a.json", "iam:CreateUser"]) == NOBODY
    assert capsys.readouterr().out.startswith("iam:CreateUser: nobody of 5 users and roles may\n\nnot in this file")


def test_a_program_gets_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["who-can", "a.json", "s3:GetObject", PAGE, "--json"]) == SOMEBODY
    assert json.loads(capsys.readouterr().out) == {
        "action": "s3:GetObject",
        "resource": PAGE,
        "allowed": [
            {"principal": principal, "dependsOn": [], "ways": [{"path": way_of(principal), "condition": ""}]}
            for principal in ("ria", ROLE)
        ],
        "depends": [
            {
                "principal": "mia",
                "dependsOn": ["aws:MultiFactorAuthPresent"],
                "ways": [{"path": way_of("mia"), "condition": "if Bool aws:MultiFactorAuthPresent true"}],
            }
        ],
    }


def test_who_is_refused_with_every_value_of_a_key_is_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    iam = iamsim.client("iam")
    for user, document in (("ria", iamsim.deny("s3:*")), ("tom", iamsim.allow("s3:*"))):
        iam.create_user(UserName=user)
        iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=with_condition(document, "k"))
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=iamsim.allow("ec2:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="tom", PermissionsBoundary=limit)
    save(iam)
    assert main(["who-can", "b.json", "s3:GetObject"]) == NOBODY
    assert capsys.readouterr().out.startswith("s3:GetObject: nobody of 2 users and roles may\n\nnot in this file")


@given(law.accounts(), st.sampled_from(law.ACTIONS[:3]), st.sampled_from(law.RESOURCES))
def test_whoever_is_allowed_with_some_value_of_a_key_is_listed(account: iamsim.Account, action: str, resource: str) -> None:
    matrix = Matrix(account, [action], [resource], users=all_principals(account))
    listed = {entry.principal: entry for entry in who_can(matrix, {})}
    contexts: list[dict[str, Any]] = [{}, *({"k": value} for value in law.CONTEXT_VALUES), *({"m": value} for value in law.CONTEXT_VALUES)]
    for user, context in product(matrix.users, contexts):
        if iamsim.simulate(account, user, action, resource, context).allowed:
            assert user in listed
            assert listed[user].ways
    for user, entry in listed.items():
        assert bool(entry.cell.depends_on) or iamsim.simulate(account, user, action, resource).allowed


def save(iam: iamsim.Client) -> None:
    Path("b.json").write_text(json.dumps(iamsim.dump_account(iam.account)), encoding="utf-8")


def test_a_deny_with_a_condition_says_unless_and_the_status_that_it_depends(capsys: pytest.CaptureFixture[str]) -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.put_user_policy(UserName="ria", PolicyName="read", PolicyDocument=iamsim.allow("s3:GetObject"))
    iam.put_user_policy(UserName="ria", PolicyName="stop", PolicyDocument=with_condition(iamsim.deny("s3:*"), "k"))
    save(iam)
    assert main(["who-can", "b.json", "s3:GetObject"]) == DEPENDS
    lines = capsys.readouterr().out.split("\n")
    assert lines[3].startswith("  ria  depends on k: ria → inline policy read → ")
    assert lines[4].startswith("       ria → inline policy stop → ")
    assert lines[4].endswith(" unless Bool k true")


MISTAKES = [
    pytest.param(["none.json", "s3:GetObject"], "none.json: no such file or directory", id="no file"),
    pytest.param(["a.json", "GetObject"], "action 'GetObject': expected one action such as s3:GetObject, without wildcards", id="no action"),
    pytest.param(["a.json", "s3:*"], "action 's3:*': expected one action such as s3:GetObject, without wildcards", id="a pattern"),
    pytest.param(["empty.json", "s3:GetObject"], "account ", id="an empty account"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "message"), MISTAKES)
def test_a_mistake_is_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.json").write_text('{"UserDetailList": []}', encoding="utf-8")
    assert main(["who-can", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"iamsim who-can: {message}")
    assert err.count("\n") == 1


def test_who_holds_a_policy_without_a_document_is_left_out_with_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    raw = iamsim.dump_account(account())
    raw["UserDetailList"][0]["AttachedManagedPolicies"] = [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::123456789012:policy/x"}]
    Path("b.json").write_text(json.dumps(raw), encoding="utf-8")
    assert main(["who-can", "b.json", "s3:GetObject", PAGE]) == SOMEBODY
    out, err = capsys.readouterr()
    assert "1 of 4 users and roles may" in out
    assert err == "note: left out, because a policy has no document in this file (dump without --filter): ria\n"


def test_what_would_steer_a_terminal_is_named_and_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    iam = iamsim.client("iam")
    iam.create_user(UserName="ria")
    iam.put_user_policy(UserName="ria", PolicyName="p", PolicyDocument=iamsim.allow("s3:*").replace('"Resource"', '"Condition": {"Bool": {"a\\u001b[2J": "true"}}, "Resource"'))
    save(iam)
    for words in (["who-can", "b.json", "s3:GetObject"], ["matrix", "b.json", "--actions", "s3:GetObject"]):
        main(words)
        out = capsys.readouterr().out
        assert "\\x1b[2J" in out
        assert "\x1b" not in out
