"""The command line: what is read from where, exit statuses, and one line for each mistake."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.check.report import ADVICE_CODES, ADVISED, REFUSED, SAVED
from iamsim.cli import main
from iamsim.why import answer_json, answer_text
from tests.why.account_files import ACCOUNT, HOME, POLICIES, PRINCIPAL, SENTENCE, SSO, ask, write_files

DENIAL = SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)


OPTIONS = [
    pytest.param(["kim", "s3:GetObject", HOME], [], {}, id="no option"),
    pytest.param(["ria", "s3:PutObject", HOME], [], {}, id="a refusal"),
    pytest.param([DENIAL], [], {}, id="AWS's message"),
    pytest.param(["mia", "s3:GetObject", HOME], [], {}, id="it depends"),
    pytest.param(["mia", "s3:GetObject", HOME], ["--context", "aws:MultiFactorAuthPresent=true"], {"context": ["aws:MultiFactorAuthPresent=true"]}, id="a context key"),
    pytest.param(
        ["mia", "s3:GetObject", HOME], ["--context", "aws:MultiFactorAuthPresent=true", "--context", "s3:prefix=a"],
        {"context": ["aws:MultiFactorAuthPresent=true", "s3:prefix=a"]}, id="two context keys",
    ),
    pytest.param(["zoe", "s3:GetObject", HOME], ["--policy", "all.json"], {"policies": ["all"]}, id="a policy"),
    pytest.param(["zoe", "s3:GetObject", HOME], ["--policy", "only-ec2.json", "--policy", "all.json"], {"policies": ["only-ec2", "all"]}, id="two policies"),
    pytest.param(["kim", "s3:GetObject", HOME], ["--boundary", "only-ec2.json"], {"boundary": "only-ec2"}, id="a boundary"),
    pytest.param(["kim", "s3:GetObject", HOME], ["--bucket-policy", "deny-bucket.json"], {"resource_policy": "deny-bucket"}, id="a bucket's policy"),
    pytest.param(["zoe", "s3:GetObject", HOME], ["--resource-policy", "allow-bucket.json"], {"resource_policy": "allow-bucket"}, id="a resource's policy"),
    pytest.param(["kim", "s3:GetObject", HOME], ["--scp", "only-ec2.json"], {"scps": ["only-ec2"]}, id="a service control policy"),
    pytest.param(["kim", "s3:GetObject", HOME], ["--scp", "all.json", "--scp", "only-ec2.json"], {"scps": ["all", "only-ec2"]}, id="a service control policy at each of two levels"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "options", "additions"), OPTIONS)
def test_why_prints_the_answer(
    words: list[str], options: list[str], additions: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(words, **additions)
    assert main(["why", "a.json", *words, *options]) == answer.exit_status
    assert capsys.readouterr() == (f"{answer_text(answer)}\n", "")


@pytest.mark.parametrize(("words", "options", "additions"), OPTIONS)
def test_why_prints_the_answer_as_json(
    words: list[str], options: list[str], additions: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(words, **additions)
    assert main(["why", "a.json", *words, *options, "--json"]) == answer.exit_status
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == (answer_json(answer), "")


def test_a_denial_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for encoding in ("utf-8", "utf-16"):  # Windows PowerShell 5 writes UTF-16
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(DENIAL.encode(encoding))))
        assert main(["why", "a.json", "-"]) == 1
        assert capsys.readouterr().out.startswith("explicitDeny: ria, s3:PutObject")


def test_a_paste_of_bytes_that_are_no_text_is_read_as_far_as_it_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"\xff\xfa " + DENIAL.encode())))
    assert main(["why", "a.json", "-"]) == 1
    assert capsys.readouterr().out.startswith("explicitDeny: ria, s3:PutObject")


def test_of_several_questions_each_is_answered_and_the_worst_status_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kim = {"type": "IAMUser", "arn": PRINCIPAL.replace("ria", "kim")}
    stranger = {"type": "IAMUser", "arn": "arn:aws:iam::999999999999:user/eve"}

    def event(call: str, address: str, user_identity: dict[str, Any] = kim) -> dict[str, Any]:
        return {
            "userIdentity": user_identity, "eventSource": "s3.amazonaws.com", "eventName": call, "errorCode": "AccessDenied",
            "sourceIPAddress": address, "requestParameters": {"bucketName": "acme-website", "key": "index.html"},
        }  # fmt: skip

    def status(*events: dict[str, Any]) -> int:
        content = json.dumps({"Records": events}).encode()
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(content)))
        return main(["why", "a.json", "-"])

    two = [event("PutBucketPolicy", "203.0.113.9"), event("PutBucketPolicy", "203.0.113.10")]
    assert status(*two, event("DeleteBucket", "203.0.113.9")) == 1
    out, err = capsys.readouterr()
    assert (out.count("implicitDeny: kim, "), err) == (2, "")
    assert out.startswith("note: asked 2 times; this is the latest\n")
    assert status(*two, event("GetObject", "203.0.113.9", stranger)) == 2
    out, err = capsys.readouterr()
    assert out.count("implicitDeny: kim, ") == 1
    assert err == "iamsim why: arn:aws:iam::999999999999:user/eve belongs to account 999999999999; this account is 123456789012\n"


PIPED = [
    pytest.param(json.dumps(ACCOUNT).encode(), ["kim", "s3:GetObject", HOME], "", id="an account"),
    pytest.param(b"", ["kim", "s3:GetObject"], "iamsim why: standard input: empty; expected the output of `aws iam get-account-authorization-details`\n", id="nothing"),
    pytest.param(b"\xff", ["kim", "s3:GetObject"], "iamsim why: standard input: not text; expected an account as JSON\n", id="no text"),
    pytest.param(b"", ["-"], "iamsim why: standard input is the account or the message, not both; save one to a file\n", id="two at once"),
]  # fmt: skip


@pytest.mark.parametrize(("piped", "words", "error"), PIPED)
def test_the_account_may_come_from_standard_input(
    piped: bytes, words: list[str], error: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(piped)))
    assert main(["why", "-", *words]) == (2 if error else 0)
    out, err = capsys.readouterr()
    assert (out.startswith("allowed as far"), err) == (not error, error)


def test_a_policy_may_stand_in_the_answer_of_a_call(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bucket.json").write_text(json.dumps({"Policy": json.dumps(POLICIES["deny-bucket"])}), encoding="utf-8")
    assert main(["why", "a.json", "kim", "s3:GetObject", HOME, "--bucket-policy", "bucket.json"]) == 1
    answer = ask(["kim", "s3:GetObject", HOME], resource_policy="deny-bucket")
    assert capsys.readouterr().out == f"{answer_text(answer)}\n"


SHAPE = "expected the output of `aws iam get-account-authorization-details`"
HALF = {**ACCOUNT, "GroupDetailList": ACCOUNT["GroupDetailList"][:1]}
BAD_FILES = [
    pytest.param(None, f"x.json: no such file or directory; {SHAPE}, saved to a file", id="no file"),
    pytest.param(b"", f"x.json: empty; {SHAPE}", id="an empty file"),
    pytest.param(b"\x7fELF\x02\x01\x01\x00\xff\xfe", f"x.json: not text; {SHAPE}", id="a binary file"),
    pytest.param(
        b'{"UserDetailList": [',
        f"x.json: line 1, column 21: not JSON (Expecting value); {SHAPE}",
        id="half a file",
    ),
    pytest.param(b"[1]", f"x.json: the top is a list, not an object; {SHAPE}", id="a list"),
    pytest.param(
        b'{"Users": []}',
        f"x.json: has Users; {SHAPE} (UserDetailList, GroupDetailList, ...)",
        id="the output of list-users",
    ),
    pytest.param(b"[" * 100_000, f"x.json: nested too deep; {SHAPE}", id="a depth bomb"),
    pytest.param(
        b'{"UserDetailList": [], "IsTruncated": true}',
        "x.json: IsTruncated is true: only one page of the account; let the CLI fetch all pages, without --max-items and --no-paginate",
        id="one page",
    ),
    pytest.param(
        json.dumps(HALF).encode(),
        "x.json: UserDetailList[0] (ria): member of group 'Freeze', which GroupDetailList does not have; half a page? let the CLI fetch all pages",
        id="a dangling group",
    ),
    pytest.param(
        b'{"UserDetailList": [{"Arn": "arn:aws:iam::1:user/a"}]}',
        "x.json: UserDetailList[0]: expected UserName, found only Arn",
        id="a user without a name",
    ),
    pytest.param(
        b'{"UserDetailList": [{"UserName": 7}]}',
        "x.json: UserDetailList[0].UserName: expected text, got a number",
        id="a name that is a number",
    ),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_a_bad_dump_gets_one_line(
    content: bytes | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        Path("x.json").write_bytes(content)
    assert main(["why", "x.json", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr() == ("", f"iamsim why: {message}\n")


def test_a_directory_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", ".", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr().err == f"iamsim why: .: is a directory; {SHAPE}, saved to a file\n"


def test_a_name_that_is_empty_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "", "kim", "s3:GetObject"]) == 2
    assert capsys.readouterr().err == "iamsim why: the file's name is empty; expected ACCOUNT.json\n"


BAD_WORDS = [
    pytest.param(
        ["kym", "s3:GetObject"],
        "no user or role named 'kym' (this account has: AWSReservedSSO_Dev_0a1b, joe, kim, mia, ria, tom, zoe)",
        id="a slip in the name",
    ),
    pytest.param(
        ["kim"],
        "expected PRINCIPAL ACTION [RESOURCE], or AWS's AccessDenied sentence in quotes; got 'kim'",
        id="no action",
    ),
    pytest.param(
        ["kim", "read"],
        "action 'read': expected SERVICE:NAME, such as s3:GetObject",
        id="an action without a service",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "mfa"],
        "--context mfa: expected KEY=VALUE, such as aws:SourceIp=203.0.113.9",
        id="a context key without a value",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "aws:SourceIp=300.1.1.1"],
        "--context aws:SourceIp=300.1.1.1: expected an IP address, such as 203.0.113.9",
        id="a context key whose value is none",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--context", "AWS:username=ria"],
        "--context aws:username=ria: IAM fills in this key; it is 'kim' for this principal",
        id="another user's name",
    ),
    pytest.param(
        [SSO, "s3:GetObject", "--context", "aws:username=ria"],
        "--context aws:username=ria: IAM fills in this key; it is absent for this principal",
        id="a session has no user's name",
    ),
    pytest.param(
        ["arn:aws:iam::999999999999:user/kim", "s3:GetObject"],
        "arn:aws:iam::999999999999:user/kim belongs to account 999999999999; this account is 123456789012",
        id="another account's user",
    ),
    pytest.param(
        ["arn:aws:iam::123456789012:group/Web", "s3:GetObject"],
        "a group sends no requests; expected a user, a role, a role's session or root",
        id="a group sends no requests",
    ),
    pytest.param(
        ["arn:aws:iam::123456789012:user/x/kim", "s3:GetObject"],
        "no arn:aws:iam::123456789012:user/x/kim (this account has arn:aws:iam::123456789012:user/kim)",
        id="another path",
    ),
    pytest.param(
        ["You are not authorized to perform this operation."],
        "AWS refused a request, and says neither who asked nor what for; aws sts get-caller-identity says who calls, and CloudTrail's event of the call (errorCode AccessDenied) says the rest: paste it here, or ask again with PRINCIPAL ACTION RESOURCE",
        id="a sentence that names nobody",
    ),
    pytest.param(
        ["An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied"],
        "ListBuckets needs s3:ListAllMyBuckets, and the message does not say who asked; aws sts get-caller-identity says who calls; then: iamsim why ACCOUNT.json PRINCIPAL s3:ListAllMyBuckets",
        id="Amazon S3's older sentence names nobody",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--scp", "a.json"],
        "a.json: this is a whole account; expected a policy as JSON text",
        id="an account for a policy",
    ),
    pytest.param(
        ["kim", "s3:GetObject", "--scp", "nowhere.json"],
        "nowhere.json: no such file or directory; expected a policy as JSON text",
        id="a policy file that is not there",
    ),
]


@pytest.mark.parametrize(("words", "message"), BAD_WORDS)
def test_bad_words_get_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "a.json", *words]) == 2
    assert capsys.readouterr() == ("", f"iamsim why: {message}\n")


def test_powershells_utf_16_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("u.json").write_bytes(json.dumps(ACCOUNT).encode("utf-16"))
    assert main(["why", "u.json", "kim", "s3:GetObject", HOME]) == 0
    assert capsys.readouterr().out.startswith("allowed as far as this file goes")


def test_the_version_is_said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert (left.value.code, capsys.readouterr().out) == (0, f"iamsim {importlib.metadata.version('iamsim')}\n")
    monkeypatch.setattr(sys, "path", [])  # where nothing is installed
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    package = Path(iamsim.__file__).parent
    assert (left.value.code, capsys.readouterr().out) == (0, f"iamsim, not installed: read from {package}\n")


# ------------------------------------------------------------------------------------------- check-policy

GOOD = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}
SAVED_TEXT = "AWS would save it as a managed policy"
ENCODINGS = [
    pytest.param("utf-8", SAVED, "", id="UTF-8"),
    pytest.param("utf-16", ADVISED, "the file: it is UTF-16, and the AWS CLI reads UTF-8\n    instead: UTF-8 without BOM\n    encoding, https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html\n", id="UTF-16"),
    pytest.param("utf-8-sig", ADVISED, "the file: it begins with a byte order mark, which AWS refuses\n    instead: UTF-8 without BOM\n    encoding, https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html\n", id="a byte order mark"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "status", "note"), ENCODINGS)
def test_a_policy_may_come_from_standard_input(
    encoding: str,
    status: int,
    note: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    standard_input = TextIOWrapper(BytesIO(json.dumps(GOOD).encode(encoding)))
    monkeypatch.setattr(sys, "stdin", standard_input)
    assert main(["check-policy", "-"]) == status
    title_end = "; look at one thing first" if note else ""
    assert capsys.readouterr() == (f"standard input: {SAVED_TEXT}{title_end}\n{note}", "")


def test_several_files_and_the_worst_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, binary, none = tmp_path / "good.json", tmp_path / "binary", tmp_path / "none.json"
    good.write_text(json.dumps(GOOD))
    binary.write_bytes(b"\x80\x00")
    assert main(["check-policy", str(binary), str(none), str(tmp_path), str(good)]) == REFUSED
    out, err = capsys.readouterr()
    assert out == f"{good}: {SAVED_TEXT}\n"
    assert err.splitlines() == [
        f"{binary}: not text; expected a policy as JSON",
        f"{none}: no such file or directory; expected a policy as JSON text",
        f"{tmp_path}: is a directory; expected a policy as JSON text",
    ]
    wide = tmp_path / "wide.json"
    wide.write_text(json.dumps(GOOD).replace("GetObject", "GetObjct"))
    assert main(["check-policy", str(wide), str(good)]) == ADVISED


@pytest.mark.parametrize("codes", [["public, no-such-action"], ["public", "no-such-action"]], ids=["with a comma", "again"])
def test_advice_is_ignored_by_code(codes: list[str], tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(GOOD).replace("GetObject", "GetObjct"))
    assert main(["check-policy", *[word for code in codes for word in ("--ignore", code)], str(policy)]) == SAVED
    assert main(["check-policy", "--ignore", "public", str(policy)]) == ADVISED


def test_an_unknown_code_is_told_with_those_that_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-policy", "--ignore", "public,no-such-code", str(tmp_path / "none")]) == REFUSED
    out, err = capsys.readouterr()
    assert out == ""
    expected = ", ".join(sorted(ADVICE_CODES))
    assert err == f"iamsim check-policy: --ignore no-such-code: no advice has this code; expected one of {expected}\n"


def test_the_exit_status_stands_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check-policy", "--help"])
    assert left.value.code == 0
    help_text = " ".join(capsys.readouterr().out.split())
    assert (
        "0 nothing to say, 1 AWS would save it and there is advice, 2 AWS would refuse it or the file cannot be read"
        in help_text
    )
