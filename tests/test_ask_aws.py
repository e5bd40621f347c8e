"""tools/ask_aws.py: what it asks of SimulateCustomPolicy, keeps, and prints, against clients that are no AWS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import iamsim
from iamsim.aws.errors import AccessDenied, InvalidInput
from tools.ask_aws import (
    AGREES,
    DIFFERS,
    FAILED,
    AskingFailedError,
    CannotAskError,
    Question,
    arguments_of,
    ask,
    ask_all,
    main,
    questions_of,
    read_cases,
    report,
)

GET = json.loads(iamsim.allow("s3:GetObject"))
BOB = "arn:aws:iam::123456789012:user/bob"


def case(name: str = "one", decision: str = "allowed", **more: Any) -> dict[str, Any]:
    request = {"action": "s3:GetObject", "resource": "arn:aws:s3:::b/k", "context": {}}
    known = {"title": "An Allow allows.", "source": "a page", "confidence": "high"}
    return {"id": name, "policies": [GET], "request": request, "decision": decision, **known, **more}


def question(name: str = "one", **more: Any) -> Question:
    return Question(case(name, **more), arguments_of(case(name, **more)))


class Simulator:
    """A client that is no AWS: it answers, and counts what it is asked."""

    exceptions = iamsim.client("iam").exceptions

    def __init__(self, answer: str | Exception = "allowed") -> None:
        self.answer = answer
        self.calls: list[dict[str, Any]] = []

    def simulate_custom_policy(self, **arguments: Any) -> dict[str, Any]:
        self.calls.append(arguments)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"EvaluationResults": [{"EvalDecision": self.answer}]}


def test_a_case_becomes_the_arguments_of_a_call() -> None:
    principal = {"Effect": "Allow", "Principal": {"AWS": BOB}, "Action": "*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": principal}
    arguments = arguments_of(case(principal=BOB, resource_policy=policy, boundary=GET, scps=[[GET], [GET, GET]]))
    assert arguments == {
        "PolicyInputList": [json.dumps(GET)],
        "PermissionsBoundaryPolicyInputList": [json.dumps(GET)],
        "OrderedOrganizationPolicyInputList": [
            {"ServiceControlPolicyInputList": [json.dumps(GET)]},
            {"ServiceControlPolicyInputList": [json.dumps(GET), json.dumps(GET)]},
        ],
        "ActionNames": ["s3:GetObject"],
        "ResourceArns": ["arn:aws:s3:::b/k"],
        "ResourcePolicy": json.dumps(policy),
        "CallerArn": BOB,
    }


SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ria"
NOT_ASKED: list[Any] = [
    pytest.param({"principal": "arn:aws:iam::123456789012:root"}, "the root user", id="root"),
    pytest.param({"principal": SESSION, "resource_policy": GET}, "the caller is no user", id="a session and a bucket's policy"),
    pytest.param({"scps": [[GET]] * 8}, "more than 7 levels", id="eight levels"),
    pytest.param({"policies": ['{"Version": "2012-10-17", "Version": "2012-10-17"}']}, "does not take any more", id="a name twice"),
    pytest.param({"policies": [json.loads(iamsim.allow("s3:\u30ec"))]}, "does not take any more", id="a character beyond Latin"),
    pytest.param({"boundary": {"Version": "2012-10-17", "Statement": []}}, "does not take any more", id="a boundary without statements"),
    pytest.param({"request": {"action": "sts:GetCallerIdentity", "resource": "*", "context": {}}}, "its service decides", id="no permission is needed"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "reason"), NOT_ASKED)
def test_what_the_call_cannot_express_is_not_asked(more: dict[str, Any], reason: str) -> None:
    with pytest.raises(CannotAskError, match=reason):
        arguments_of(case(**more))
    questions, reasons = questions_of([case(), case(**more)])
    assert (len(questions), list(reasons.values())) == (1, [1])


def test_iamsims_own_simulator_agrees_with_every_case(tmp_path: Path) -> None:
    questions, _ = questions_of(read_cases())
    answers = ask_all(iamsim.client("iam"), questions, tmp_path / "answers", interval=0)
    assert report(questions, answers) == (AGREES, f"{len(questions)} agree, 0 do not")
    assert len(questions) >= 600


def test_an_error_about_a_case_is_its_answer_and_any_other_ends_the_run() -> None:
    wrong = InvalidInput("Invalid Entity Arn: x", "")
    assert ask(Simulator(wrong), question()) == {"error": "InvalidInput: Invalid Entity Arn: x"}
    with pytest.raises(AskingFailedError, match="AccessDenied: User: x is not authorized"):
        ask(Simulator(AccessDenied("User: x is not authorized", "")), question())


def test_a_run_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    file = tmp_path / "answers"
    pauses: list[float] = []
    first, second = Simulator(), Simulator()
    ask_all(first, [question("one")], file, interval=0.5, sleep=pauses.append)
    answers = ask_all(second, [question("one"), question("two")], file, interval=0.5, sleep=pauses.append)
    assert [len(client.calls) for client in (first, second)] == [1, 1]
    assert pauses == [0.5, 0.5]
    assert [(answer["id"], answer["decision"]) for answer in answers] == [("one", "allowed"), ("two", "allowed")]


def test_a_case_that_has_changed_is_asked_again(tmp_path: Path) -> None:
    file, client = tmp_path / "answers", Simulator()
    ask_all(client, [question()], file, interval=0)
    ask_all(client, [question(policies=[GET, GET])], file, interval=0)
    assert len(client.calls) == 2


def test_what_was_answered_is_kept_when_the_run_ends(tmp_path: Path) -> None:
    file = tmp_path / "answers"
    ask_all(Simulator(), [question("one")], file, interval=0)
    with pytest.raises(AskingFailedError):
        ask_all(Simulator(AccessDenied("no", "")), [question("one"), question("two")], file, interval=0)
    assert [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()] == ["one"]


def test_differences_are_printed_with_what_the_suite_rests_on() -> None:
    questions = [question("one"), question("two", decision="explicitDeny"), question("three")]
    answers = [{"decision": "allowed"}, {"decision": "allowed"}, {"error": "InvalidInput: no"}]
    text = (
        "two: AWS says allowed, the suite explicitDeny: An Allow allows.\n    a page (high)\n"
        "three: AWS says nothing, the suite allowed: An Allow allows.\n    InvalidInput: no (high)\n"
        "1 agree, 2 do not"
    )
    assert report(questions, answers) == (DIFFERS, text)


def test_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = str(tmp_path / "answers")
    few = ["r2-scp-siblings", "--answers", answers, "--rate", "1000000"]
    client = iamsim.client("iam")

    def no_credentials(profile: str, region: str | None) -> Any:
        raise AskingFailedError(f"no credentials for {profile} in {region}")

    assert main([*few, "--dry-run"], no_credentials) == AGREES
    assert capsys.readouterr().out == "12 cases: 12 can be asked, 12 of them not yet; cannot be asked:\n"
    assert main([*few, "--profile", "p", "--region", "r"], no_credentials) == FAILED
    assert capsys.readouterr().err == "AWS cannot be asked: no credentials for p in r\n"
    assert main([*few, "--profile", "p"], lambda *_: client) == AGREES
    assert capsys.readouterr().out.endswith("12 agree, 0 do not\n")
    assert main([*few, "--dry-run"], no_credentials) == AGREES
    assert "12 can be asked, 0 of them not yet" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        main(few, no_credentials)
    assert "--profile is needed" in capsys.readouterr().err
