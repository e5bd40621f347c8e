"""Ask AWS's own policy simulator each case of tests/conformance/evaluate.jsonl, and print where it differs.

    python -m tools.ask_aws --dry-run                  how many calls it would make, and what it cannot ask
    python -m tools.ask_aws --profile NAME             ask, with a profile of the AWS CLI
    python -m tools.ask_aws --profile NAME ID ...      only the cases whose id contains one of the texts

The calls are IAM's SimulateCustomPolicy: free, and they create and read nothing in the account; each carries
its policies. The profile needs iam:SimulateCustomPolicy. Answers are kept in a file, so that a run that was
stopped goes on where it was; a case that has changed since is asked again.

Exit status: 0 where AWS agrees, 1 where it differs, 2 where it cannot be asked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import iamsim
from iamsim.clients import simulation_arguments
from iamsim.policy import PolicyDocument, PolicyKind, check_document_text

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "conformance" / "evaluate.jsonl"
ALICE = "arn:aws:iam::123456789012:user/alice"  # the caller of a case that names none
MAXIMUM_LEVELS = 7  # of OrderedOrganizationPolicyInputList, in AWS's model of the call
AGREES, DIFFERS, FAILED = 0, 1, 2


class Question(NamedTuple):
    """A case of the suite, and the arguments of the call that asks it."""

    case: dict[str, Any]
    arguments: dict[str, Any]

    @property
    def digest(self) -> str:
        """A short text that differs for other arguments."""
        text = json.dumps(self.arguments, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class CannotAskError(Exception):
    """A case that SimulateCustomPolicy has no parameters for, or does not take."""


class AskingFailedError(Exception):
    """AWS refuses all calls, not this one: no credentials, no permission."""


def read_cases(file: Path = CASES) -> list[dict[str, Any]]:
    """Read a suite: a JSON object in each line."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def arguments_of(case: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `simulate_custom_policy` for a case. Raises CannotAskError."""
    principal = case.get("principal", ALICE)
    if principal.endswith(":root"):
        raise CannotAskError("the caller is the root user, for whom AWS's simulator does not answer")
    if "resource_policy" in case and ":user/" not in principal:
        raise CannotAskError("a resource's policy, and the caller is no user")
    if len(case.get("scps", ())) > MAXIMUM_LEVELS:
        raise CannotAskError(f"more than {MAXIMUM_LEVELS} levels of service control policies")
    for document, kind in _documents(case):
        try:
            text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
            check_document_text(text)
            PolicyDocument.parse(text, kind)
        except iamsim.ClientError:
            raise CannotAskError("a policy that AWS does not take any more") from None
    request = case["request"]
    result = iamsim.evaluate(
        iamsim.Request(principal, request["action"], request["resource"], request["context"]),
        case["policies"],
        boundary=case.get("boundary"),
        scps=case.get("scps", ()),
        resource_policy=case.get("resource_policy"),
    )
    if result.service_rule:
        raise CannotAskError("a call that its service decides by itself, not by policies")
    return simulation_arguments(result)


def _documents(case: dict[str, Any]) -> Iterator[tuple[Any, PolicyKind]]:
    yield from ((document, "inline") for document in case["policies"])
    yield from ((document, "scp") for level in case.get("scps", ()) for document in level)
    if "boundary" in case:
        yield case["boundary"], "inline"
    if "resource_policy" in case:
        yield case["resource_policy"], "resource"


def questions_of(cases: Iterable[dict[str, Any]]) -> tuple[list[Question], Counter[str]]:
    """Return what can be asked, and how many cases cannot, by the reason."""
    questions: list[Question] = []
    reasons: Counter[str] = Counter()
    for case in cases:
        try:
            questions.append(Question(case, arguments_of(case)))
        except CannotAskError as error:
            reasons[str(error)] += 1
    return questions, reasons


# What SimulateCustomPolicy says of one case's arguments (its "Errors", and the "Common Errors").
_ERRORS_OF_A_CASE = {"InvalidInput", "PolicyEvaluation", "ValidationError"}


def ask(client: Any, question: Question) -> dict[str, str]:
    """Return AWS's decision, or its error about this case. Raises AskingFailedError for any other error."""
    try:
        response = client.simulate_custom_policy(**question.arguments)
    except client.exceptions.ClientError as error:
        details = error.response["Error"]
        if details["Code"] not in _ERRORS_OF_A_CASE:
            raise AskingFailedError(f"{details['Code']}: {details['Message']}") from None
        return {"error": f"{details['Code']}: {details['Message']}"}
    return {"decision": response["EvaluationResults"][0]["EvalDecision"]}


def read_answers(file: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Read the answers of earlier runs, by id and digest of the question."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    answers = map(json.loads, lines)
    return {(answer["id"], answer["asked"]): answer for answer in answers}


def ask_all(
    client: Any,
    questions: Sequence[Question],
    file: Path,
    *,
    interval: float,
    sleep: Callable[[float], None] = time.sleep,
) -> list[dict[str, str]]:
    """Ask what the file has no answer to, at most one call in `interval` seconds; return all answers."""
    answers = read_answers(file)
    with file.open("a", encoding="utf-8") as lines:
        for question in questions:
            key = (question.case["id"], question.digest)
            if key in answers:
                continue
            answers[key] = {"id": key[0], "asked": key[1], **ask(client, question)}
            lines.write(json.dumps(answers[key]) + "\n")
            lines.flush()  # at once: whoever stops the program keeps what was answered
            sleep(interval)
    return [answers[question.case["id"], question.digest] for question in questions]


def report(questions: Sequence[Question], answers: Sequence[dict[str, str]]) -> tuple[int, str]:
    """Return the exit status, and a line for each case that AWS decides otherwise or does not answer."""
    lines = []
    agree = 0
    for (case, _), answer in zip(questions, answers, strict=True):
        decision = answer.get("decision", "nothing")
        if decision == case["decision"]:
            agree += 1
            continue
        lines.append(f"{case['id']}: AWS says {decision}, the suite {case['decision']}: {case['title']}")
        lines.append(f"    {answer.get('error') or case['source']} ({case['confidence']})")
    lines.append(f"{agree} agree, {len(questions) - agree} do not")
    return (AGREES if agree == len(questions) else DIFFERS), "\n".join(lines)


def open_client(profile: str, region: str | None) -> Any:
    """Return boto3's IAM client of a profile, and print whose account it asks. Raises AskingFailedError."""
    # Here alone: the tests and the dry run need no boto3.
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        session = boto3.Session(profile_name=profile, region_name=region or "us-east-1")
        identity = session.client("sts").get_caller_identity()
        client = session.client("iam", config=Config(retries={"mode": "adaptive", "max_attempts": 10}))
    except (BotoCoreError, ClientError) as error:
        raise AskingFailedError(str(error)) from None
    model = client.meta.service_model.operation_model("SimulateCustomPolicy")
    if "OrderedOrganizationPolicyInputList" not in model.input_shape.members:
        raise AskingFailedError("this boto3 cannot ask for service control policies; install a newer one")
    print(f"asking account {identity['Account']} as {identity['Arn']}")
    return client


def main(arguments: Sequence[str], open_client: Callable[[str, str | None], Any] = open_client) -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ids", nargs="*", metavar="ID", help="only cases whose id contains one of these")
    parser.add_argument("--profile", help="a profile of the AWS CLI; its account is asked")
    parser.add_argument("--region", help="of the profile's session (IAM itself has none)")
    parser.add_argument("--rate", type=float, default=2, help="calls in a second (2)")
    parser.add_argument("--answers", type=Path, default=Path("ask_aws.jsonl"), help="(ask_aws.jsonl)")
    parser.add_argument("--dry-run", action="store_true", help="ask nothing; print how many calls it takes")
    options = parser.parse_args(arguments)
    cases = [case for case in read_cases() if not options.ids or any(i in case["id"] for i in options.ids)]
    questions, reasons = questions_of(cases)
    answered = read_answers(options.answers)
    calls = sum((question.case["id"], question.digest) not in answered for question in questions)
    print(f"{len(cases)} cases: {len(questions)} can be asked, {calls} of them not yet; cannot be asked:")
    for reason, number in reasons.most_common():
        print(f"  {number:>4}  {reason}")
    if options.dry_run:
        return AGREES
    if not options.profile:
        parser.error("--profile is needed: name the account that is asked")
    try:
        client = open_client(options.profile, options.region)
        answers = ask_all(client, questions, options.answers, interval=1 / options.rate)
    except AskingFailedError as error:
        print(f"AWS cannot be asked: {error}", file=sys.stderr)
        return FAILED
    status, text = report(questions, answers)
    print(text)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
