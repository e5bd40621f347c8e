"""An answer as JSON."""

from __future__ import annotations

from iamsim.decision import near_misses
from iamsim.decision.explain import mismatch, way
from iamsim.why import answer_json
from tests.why.account_files import HOME, ask


def test_aws_sentence_is_not_guessed_without_the_resource() -> None:
    assert answer_json(ask(["zoe", "iam:DeleteUser"]))["accessDeniedMessage"] is None
    assert answer_json(ask(["zoe", "iam:ListUsers"]))["accessDeniedMessage"]


def test_json_for_programs() -> None:
    answer = ask(["ria", "s3:PutObject", HOME])
    values = answer_json(answer)
    assert values["decision"] == "explicitDeny"
    assert values["checks"] == [{"type": "PRINCIPAL", "effect": "EXPLICIT_DENY", "target": ""}]
    paths = [statement["path"] for statement in values["determiningStatements"]]
    assert paths == [way(statement) for statement in answer.result.matched_statements]
    assert [statement["policy"] for statement in values["determiningStatements"]] == ["no-publishing"]


def test_json_has_the_near_misses() -> None:
    answer = ask(["tom", "s3:GetObject", HOME])
    (miss,) = answer_json(answer)["nearMisses"]
    (statement,) = near_misses(answer.result)
    assert (miss["path"], miss["because"], miss["failedElements"]) == (way(statement), mismatch(statement), ["Action"])
    assert (miss["sid"], miss["index"], miss["matchingPatterns"]) == ("", 0, {"Action": None, "Resource": "arn:aws:s3:::acme-website/*"})


def test_json_says_both_answers() -> None:
    values = answer_json(ask(["mia", "s3:GetObject", HOME]))
    assert (values["decision"], values["atBest"], values["atWorst"]) == ("depends", "allowed", "implicitDeny")
    assert values["missingContextValues"] == ["aws:MultiFactorAuthPresent"]


def test_json_says_that_another_policy_must_allow() -> None:
    values = answer_json(ask(["tom", "sts:AssumeRole", "arn:aws:iam::999999999999:role/x/Audit"], policies=["all"]))
    assert (values["decision"], values["atBest"], len(values["notes"])) == ("depends", "allowed", 1)


def test_json_has_no_service_rule_where_policies_decide() -> None:
    assert answer_json(ask(["ria", "s3:GetObject", HOME]))["serviceRule"] is None


def test_the_worst_decision_is_the_explicit_deny() -> None:
    values = answer_json(ask(["zoe", "s3:GetObject", HOME], policies=["without-mfa"]))
    assert {case["decision"] for case in values["cases"]} == {"implicitDeny", "explicitDeny"}
    assert (values["atBest"], values["atWorst"]) == ("implicitDeny", "explicitDeny")
