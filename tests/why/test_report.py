"""An answer as text and as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from iamsim.account import parse_account
from iamsim.decision import near_misses
from iamsim.decision.explain import (
    access_denied_message,
    explain,
    mismatch,
    near_miss_lines,
    reason,
    request_words,
    way,
)
from iamsim.why import (
    Answer,
    answer_json,
    answer_markdown,
    answer_question,
    answer_text,
    merge_answers,
    parse_question,
)
from iamsim.why.next_steps import see_policy_command
from tests.why.account_files import (
    ACCOUNT,
    HOME,
    PRINCIPAL,
    SENTENCE,
    SSO,
    SSO_ROLE,
    ask,
    document,
    statement,
)

AS_FAR = "allowed as far as this file goes: "


def test_a_refusal_in_full() -> None:
    answer = ask(["ria", "s3:PutObject", HOME])
    assert answer_text(answer) == (
        f"{explain(answer.result)}\n\nAWS would say:\n  {access_denied_message(answer.result)}"
    )


EXPLAINED = [
    pytest.param(["tom", "s3:GetObject", HOME], {}, id="a near miss"),
    pytest.param(["zoe", "s3:GetObject"], {}, id="no policy"),
    pytest.param(["joe", "s3:GetObject"], {}, id="a group without policies"),
    pytest.param(["kim", "s3:GetObject", HOME], {"resource_policy": "deny-bucket"}, id="a bucket policy denies"),
    pytest.param(["kim", "s3:GetObject", HOME], {"scps": ["only-ec2"]}, id="an SCP refuses"),
    pytest.param(["kim", "s3:GetObject", HOME], {"boundary": "only-ec2"}, id="a boundary refuses"),
    pytest.param(["mia", "s3:GetObject", HOME], {"context": ["aws:MultiFactorAuthPresent=false"]}, id="a condition does not match"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions"), EXPLAINED)
def test_a_refusal_is_explained(words: list[str], additions: dict[str, Any]) -> None:
    answer = ask(words, **additions)
    assert answer_text(answer).startswith(f"{explain(answer.result)}\n\n")


ALLOWED = [
    pytest.param(["kim", "s3:GetObject", HOME], {}, id="a group"),
    pytest.param(["root", "s3:GetObject", HOME], {}, id="root"),
    pytest.param([PRINCIPAL, "s3:GetObject", HOME], {}, id="an ARN"),
    pytest.param([SSO, "s3:GetObject", HOME], {}, id="a session"),
    pytest.param(["zoe", "s3:GetObject", HOME], {"resource_policy": "allow-bucket"}, id="a bucket policy"),
    pytest.param(["zoe", "s3:GetObject", HOME], {"policies": ["all"]}, id="a policy that is given"),
    pytest.param(["zoe", "S3:ListAllMyBuckets"], {"policies": ["list-buckets"]}, id="all buckets"),
    pytest.param(["kim", "s3:ListAllMyBuckets"], {"policies": ["buckets"]}, id="all buckets, on any bucket"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "additions"), ALLOWED)
def test_allowed_is_never_said_without_its_limits(words: list[str], additions: dict[str, Any]) -> None:
    answer = ask(words, **additions)
    explanation, _, unknown = answer_text(answer).partition("\n\n")
    assert explanation == AS_FAR + explain(answer.result).removeprefix("allowed: ")
    assert unknown.startswith("This file cannot show these, and each can still refuse:\n")


def test_an_allowed_answer_names_what_the_file_cannot_hold() -> None:
    _, _, lines = answer_text(ask(["kim", "s3:GetObject", HOME])).partition("still refuse:\n")
    names = [name for line in lines.splitlines() if (name := line[2:25].strip())]
    assert names == [
        "service control policy",
        "resource control policy",
        "bucket policy",
        "VPC endpoint policy",
        "policy of its KMS key",
    ]


def test_a_remark_stands_under_its_command_and_once() -> None:
    answer = ask(["kim", "s3:GetObject", HOME])
    text = answer_text(answer)
    remarks = [policy.remark for policy in answer.unknown_policies if policy.remark]
    assert len(set(remarks)) < len(remarks), "the organization's two kinds of policies have one remark"
    assert [text.count(remark) for remark in set(remarks)] == [1] * len(set(remarks))
    assert answer_json(answer)["notInThisFile"][0]["remark"] == remarks[0]


MFA_STEP = "\n\nTo ask with MFA, get credentials that carry it:\n  aws iam list-mfa-devices --user-name mia\n"
MFA_ANSWERS = [
    pytest.param(["mia", "s3:GetObject", HOME], [], True, id="it depends on MFA"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=false"], True, id="MFA is all that a near miss lacks"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=true"], False, id="allowed with MFA"),
    pytest.param(["mia", "s3:GetObject", HOME], ["aws:MultiFactorAuthPresent=false", "aws:MultiFactorAuthAge=9"], True, id="MFA of another session"),
    pytest.param(["mia", "ec2:RunInstances", "*"], ["aws:MultiFactorAuthPresent=false"], False, id="MFA would not help"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "context", "helps"), MFA_ANSWERS)
def test_mfas_next_step(words: list[str], context: list[str], helps: bool) -> None:
    assert (MFA_STEP in answer_text(ask(words, context=context))) is helps


def test_no_mfa_where_it_changes_the_reason_alone() -> None:
    answer = ask(["zoe", "s3:GetObject", HOME], policies=["without-mfa"])
    assert answer.keys == ("aws:MultiFactorAuthPresent",)
    assert "To ask with MFA" not in answer_text(answer)
    allowed = ask(["tom", "s3:PutObject", HOME], policies=["without-mfa"])
    assert "To ask with MFA" in answer_text(allowed)


def test_aws_sentence_is_not_guessed_without_the_resource() -> None:
    assert answer_json(ask(["zoe", "iam:DeleteUser"]))["accessDeniedMessage"] is None
    assert answer_json(ask(["zoe", "iam:ListUsers"]))["accessDeniedMessage"]


def test_how_to_see_a_document_that_the_file_lacks() -> None:
    lost = "arn:aws:iam::123456789012:policy/Lost"
    zoe = {"UserName": "zoe", "Arn": PRINCIPAL.replace("ria", "zoe"), "AttachedManagedPolicies": [{"PolicyArn": lost}]}
    account = parse_account({"UserDetailList": [zoe]})
    text = answer_text(answer_question(account, parse_question(["zoe", "s3:GetObject", HOME], account)))
    assert f"\n\nTo see what the file lacks:\n  {see_policy_command(lost)}\n" in text


def test_equal_answers_are_one_with_its_count() -> None:
    questions = [replace(parse_question(["kim", "s3:GetObject", HOME], parse_account(ACCOUNT)), context={"aws:SourceIp": address, "aws:CurrentTime": time}, notes=(address,)) for address, time in (("1.1.1.1", "2026-01-02T00:00:00Z"), ("2.2.2.2", "2026-01-03T00:00:00Z"), ("3.3.3.3", "2026-01-01T00:00:00Z"))]
    answers = [answer_question(parse_account(ACCOUNT), question) for question in questions]
    (merged,) = merge_answers(answers)
    assert (merged.question.occurrences, merged.question.notes) == (3, ("2.2.2.2",))
    assert answer_text(merged).startswith("note: asked 3 times; this is the latest\nnote: 2.2.2.2\n")
    assert len(merge_answers([*answers, ask(["zoe", "s3:GetObject", HOME])])) == 2


def test_a_session_can_be_limited_by_a_session_policy() -> None:
    assert "\n  session policy  " in answer_text(ask([SSO, "s3:GetObject", HOME]))


def test_a_silent_refusal_names_what_could_allow() -> None:
    assert answer_text(ask(["zoe", "s3:GetObject", HOME])).endswith(
        "it can allow what nobody here allows:\n  bucket policy  aws s3api get-bucket-policy --bucket acme-website"
    )


def test_a_refusal_of_an_action_on_the_account_names_no_bucket_policy() -> None:
    _, _, refusal = answer_text(ask(["zoe", "s3:ListAllMyBuckets"])).partition("implicitDeny")
    assert refusal
    assert "bucket policy" not in refusal


def test_where_the_organization_refuses_no_bucket_policy_helps() -> None:
    by_scp = answer_text(ask(["kim", "s3:GetObject", HOME], scps=["only-ec2"]))
    by_boundary = answer_text(ask(["kim", "s3:GetObject", HOME], boundary="only-ec2"))
    assert "it can allow what nobody here allows" not in by_scp
    assert "it can allow what nobody here allows" in by_boundary


def test_a_policy_elsewhere_must_allow_too() -> None:
    answer = ask(["zoe", "sts:AssumeRole", SSO_ROLE[:-1]], policies=["all"])
    start = f"note: {answer.required_policy_note}\n\nit depends; allowed here: zoe, "
    assert answer.required_policy_note
    assert answer_text(answer).startswith(start)


def test_a_policy_elsewhere_is_noted_also_where_nobody_here_allows() -> None:
    answer = ask(["tom", "sts:AssumeRole", "arn:aws:iam::999999999999:role/x/Audit"])
    assert answer.required_policy_note
    assert answer_text(answer).startswith(f"note: {answer.required_policy_note}\n\nimplicitDeny: tom, ")


def test_it_depends_in_full() -> None:
    answer = ask(["mia", "s3:GetObject", HOME])
    allowed, denied = answer.cases
    (statement,) = allowed.always
    text, _, _ = answer_text(answer).partition("\n\nTo ask with MFA")
    assert text == (
        f"it depends on aws:MultiFactorAuthPresent, which was not given: {request_words(answer.request)}\n\n"
        "with --context aws:MultiFactorAuthPresent=true:\n"
        f"  {AS_FAR}{reason(allowed.result)}\n"
        f"  matches   {way(statement)}\n"
        "            Allow s3:* on * if Bool aws:MultiFactorAuthPresent true\n\n"
        "with --context aws:MultiFactorAuthPresent=false:\n"
        f"  implicitDeny: nobody allowed it: {reason(denied.result)}\n"
        + "\n".join(near_miss_lines(denied.result))
    )


def decides(text: str) -> list[str]:
    return re.findall(r"(?m)^\s*decides\b.*", text)


@pytest.mark.parametrize("policies", [["region", "office"], ["encrypted"]])
def test_each_case_is_true_of_the_context_that_it_shows(policies: list[str]) -> None:
    words = ["tom", "s3:PutObject", HOME]
    cases = answer_json(ask(words, policies=policies))["cases"]
    assert {case["decision"] for case in cases} == {"allowed", "explicitDeny"}
    possible = []
    for case in cases:
        context = [f"{key}={value}" for key, value in case["context"].items()]
        asked = answer_json(ask(words, policies=policies, context=context))
        assert asked["decision"] == case["decision"]
        assert case["determiningStatements"] == asked["determiningStatements"]
        possible += [entry["sid"] for entry in case["possibleStatements"]]
    assert possible  # the other Deny matches with other values


def test_a_case_says_which_statements_match_with_other_values() -> None:
    text = answer_text(ask(["tom", "s3:PutObject", HOME], policies=["region", "office"]))
    _, case = text.split("aws:SourceIp=198.51.100.7:\n")
    shown, others = case.split("  other values of these keys lead to the same decision, by:\n")
    assert "Office" in shown
    assert "Region" not in shown
    assert "Region" in others.split("\n\n")[0]


def test_no_statement_decides_where_the_reason_is_open() -> None:
    open_reason = ask(["mia", "s3:GetObject", HOME], scps=["all,guard"])
    text = answer_text(open_reason)
    assert open_reason.exit_status == 1
    assert text.startswith("denied in every case, and the reason depends on aws:MultiFactorAuthPresent, which was not given: ")
    assert decides(text) == []
    assert "AWS would say" not in text
    values = answer_json(open_reason)
    assert (values["decision"], values["accessDeniedMessage"], values["determiningStatements"], values["checks"]) == ("denied", None, [], [])
    assert [case["context"] for case in values["cases"]] == [
        {"aws:MultiFactorAuthPresent": value} for value in ("true", "false")
    ]
    assert decides(answer_text(ask(["ria", "s3:PutObject", HOME])))


def test_a_statement_that_decides_in_every_case_is_named_beside_one_that_may_match() -> None:
    answer = ask(["ria", "s3:PutObject", HOME], scps=["all,guard"])
    text = answer_text(answer)
    assert (answer.decision, len(decides(text))) == ("explicitDeny", 1)
    assert "no-publishing" in decides(text)[0]
    assert "\n  may match organization, root → guard.json" in text
    # AWS would name the organization's Deny or the group's, nobody knows which.
    assert "AWS would say" not in text


def test_a_key_that_was_taken_as_usual_is_named() -> None:
    answer = ask(["kim", "s3:GetObject", HOME], scps=["all,tls"])
    first, *_ = answer_text(answer).splitlines()
    assert first == "note: aws:SecureTransport taken as true, as AWS's tools use TLS; tls.json (SCP at root) depends on it; for another value: --context aws:SecureTransport=VALUE"
    assert answer_json(answer)["takenContextValues"] == {"aws:SecureTransport": "true"}
    assert "taken as" not in answer_text(ask(["kim", "s3:GetObject", HOME]))


HOSTILE = "x\x1b[31m`<b>\u202e"


def test_a_ticket_in_markdown() -> None:
    answer = ask(["ria", "s3:PutObject", HOME])
    text = answer_markdown(answer)
    head, *sections = text.split("\n\n")
    assert head == "## Denied by a Deny (explicitDeny)"
    assert sections[0] == f"- Principal: `{PRINCIPAL}`\n- Action: `s3:PutObject`\n- Resource: `{HOME}`"
    assert sections[1] == "### Why"
    assert sections[2].splitlines()[0] == "```text"
    assert explain(answer.result) in text


def test_whatever_the_file_says_stays_inside_code() -> None:
    account = parse_account({**ACCOUNT, "GroupDetailList": [hostile_group(), *ACCOUNT["GroupDetailList"]]})
    user = replace(account.user("zoe"), groups=("Web2",))
    account = account.with_identity(user)
    question = parse_question(["zoe", "s3:PutObject", f"arn:aws:s3:::b/{HOSTILE}"], account)
    answer = answer_question(account, question)
    text, markdown = answer_text(answer), answer_markdown(answer)
    for written in (text, markdown):
        assert not {"\x1b", "\u202e"} & set(written)
    outside = re.sub(r"(?ms)^(`{3,})text$.*?^\1$", "", markdown)
    outside = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", outside)
    assert "<" not in outside
    assert "b>" in text


def hostile_group() -> dict[str, Any]:
    fence = "```\n<script>"
    text = document(statement("Allow", "s3:GetObject", f"arn:aws:s3:::{fence}"))
    return {
        "GroupName": "Web2",
        "Arn": "arn:aws:iam::123456789012:group/Web2",
        "GroupPolicyList": [{"PolicyName": "p", "PolicyDocument": text}],
    }


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


NOTE = "note: no resource was given, so it is asked of '*'; give the ARN that the request is about\n\n"
WITHOUT_RESOURCE = ["ec2:DescribeInstances", "iam:ListUsers", "iam:GetAccountSummary", "S3:ListAllMyBuckets", "s3:CreateJob"]


def test_a_forgotten_resource_is_noted() -> None:
    assert answer_text(ask(["kim", "s3:GetObject"])).startswith(NOTE)
    assert answer_text(ask(["zoe", "s3:ListBucket"], policies=["all"])).startswith(f"{NOTE}{AS_FAR}")


def test_a_resource_that_changes_nothing_is_not_missed() -> None:
    assert "note" not in answer_text(ask(["zoe", "s3:GetObject"]))
    for action in WITHOUT_RESOURCE:
        assert answer_text(ask(["zoe", action], policies=["all"])).startswith(AS_FAR)


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        pytest.param(["ria", "sts:GetCallerIdentity"], "allowed", id="it needs no permission"),
        pytest.param([SSO, "sts:GetSessionToken"], "implicitDeny", id="the service refuses a session"),
        pytest.param(["root", "sts:AssumeRole", SSO_ROLE], "implicitDeny", id="root assumes no role"),
    ],
)
def test_what_a_service_decides_depends_on_nothing_that_the_file_lacks(words: list[str], decision: str) -> None:
    answer = ask(words, scps=["only-ec2"], context=["aws:SourceIp=192.0.2.1"])
    message = access_denied_message(answer.result)
    aws_says = f"\n\nAWS would say:\n  {message}" if message else ""
    assert answer_text(answer) == explain(answer.result) + aws_says
    values = answer_json(answer)
    assert (values["decision"], values["serviceRule"]) == (decision, reason(answer.result))
    assert (values["notInThisFile"], values["notes"]) == ([], [])


def test_json_has_no_service_rule_where_policies_decide() -> None:
    assert answer_json(ask(["ria", "s3:GetObject", HOME]))["serviceRule"] is None


def test_an_action_on_the_account_wants_a_statement_on_everything() -> None:
    answer = ask(["kim", "s3:GetAccountPublicAccessBlock"], policies=["buckets"])
    note, explanation, *_ = answer_text(answer).split("\n\n")
    assert note == "note: s3:GetAccountPublicAccessBlock is done to the account: only a statement on '*' allows it"
    assert explanation == explain(answer.result)
    assert explanation.startswith("implicitDeny: kim, s3:GetAccountPublicAccessBlock")


def test_a_note_about_the_question_comes_first() -> None:
    text = answer_text(ask(["kim", "s3:ListObjectsV2", HOME]))
    assert text.startswith("note: s3:ListObjectsV2 is the name of a call; that is s3:ListBucket\n")


DENIALS = [
    pytest.param(
        f"{SENTENCE.format(PRINCIPAL, 's3:GetObject', HOME, 'with an explicit deny in a service control policy: ')}{{}}".format(
            "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3"
        ),
        3,
        """\
AWS names an explicit deny in a service control policy (arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3); this file holds no such policies; to see it:
  aws organizations describe-policy --policy-id p-x1y2z3

it depends on what this file does not show; allowed as far""",
        id="an SCP with its ARN",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no session policy allows the s3:GetObject action"),
        3,
        """\
AWS says that no session policy allows it; this file holds no such policies; to see it:
  aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=GetFederationToken
  policy and policyArns of requestParameters in the event GetFederationToken that began the session, in the region of that call; 90 days are kept

it depends on what this file does not show; allowed as far""",
        id="a session policy",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because no identity-based policy allows the s3:GetObject action"),
        3,
        """\
AWS says that no identity-based policy allows it; this file does not show that: the file is of another time than the denial, or the request carried other context keys

it depends on what this file does not show; allowed as far""",
        id="what the file says otherwise",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "because no identity-based policy allows the s3:PutObject action"),
        1,
        "AWS says that no identity-based policy allows it; this file does not show that: ",
        id="the same layer, another kind of refusal",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/Gone"),
        1,
        "AWS names an explicit deny in an identity-based policy (arn:aws:iam::123456789012:policy/Gone); this file does not show that: ",
        id="another policy of the same layer",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, ""),
        3,
        "AWS refused it, so what refused it is not in this file, or the file is of another time\n\nit depends on what this file does not show; allowed as far",
        id="an old sentence that names nothing",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "because public access is blocked"),
        3,
        "AWS gives a reason that is no policy: public access is blocked\n\nit depends on what this file does not show; allowed as far",
        id="a reason that is no policy",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy")
        + ". Go to https://x for complete details, or call the API with the following authorization id: example1a2b",
        1,
        """\
AWS keeps its own trace of this denial for a day; to see it:
  aws iam-toolbox get-request-authorization-details --authorization-id example1a2b

explicitDeny: ria""",
        id="an authorization id",
    ),
    pytest.param(
        SENTENCE.format(PRINCIPAL, "s3:PutObject", HOME, "with an explicit deny in an identity-based policy"),
        1,
        explain(ask(["ria", "s3:PutObject", HOME]).result),
        id="nothing to add where the file agrees",
    ),
]


@pytest.mark.parametrize(("sentence", "status", "start"), DENIALS)
def test_aws_message_is_compared_with_the_file(sentence: str, status: int, start: str) -> None:
    answer = ask([sentence])
    assert answer.exit_status == status
    assert answer_text(answer).startswith(start)
    assert "AWS would say" not in answer_text(answer)


def test_every_limit_that_does_not_allow_is_named() -> None:
    answer = ask(["ria", "s3:GetObject", HOME], boundary="only-ec2", scps=["all", "only-ec2"])
    text = answer_text(answer)
    assert "but the SCP at level 1 does not allow it\n" in text
    assert "\n  also      the boundary does not allow it\n" in text
    assert answer_json(answer)["alsoRefusedBy"] == ["the boundary does not allow it"]
    alone = answer_json(ask(["ria", "s3:GetObject", HOME], scps=["all", "only-ec2"]))
    assert (alone["decision"], alone["alsoRefusedBy"]) == ("implicitDeny", [])


def test_a_limit_that_a_key_can_open_is_not_said_to_refuse() -> None:
    answer = ask(["ria", "s3:GetObject", HOME], boundary="without-key", scps=["only-ec2"])
    assert answer.is_firm
    assert answer_json(answer)["alsoRefusedBy"] == []


def test_the_worst_decision_is_the_explicit_deny() -> None:
    values = answer_json(ask(["zoe", "s3:GetObject", HOME], policies=["without-mfa"]))
    assert {case["decision"] for case in values["cases"]} == {"implicitDeny", "explicitDeny"}
    assert (values["atBest"], values["atWorst"]) == ("implicitDeny", "explicitDeny")


def test_the_key_of_a_variable_is_spelled_as_in_the_policy() -> None:
    assert "aws:PrincipalTag/Team" in ask([SSO, "ec2:StartInstances", "*"], policies=["by-tag"]).keys


def ask_pasted(sentence: str, *policies: str, scps: tuple[str, ...] = ()) -> Answer:
    return ask([sentence], policies=policies, scps=scps)


def test_what_proves_something_of_the_keys_is_said() -> None:
    words = SENTENCE.format(PRINCIPAL, "ec2:RunInstances", "*", "because no {} allows the ec2:RunInstances action")
    own = answer_text(ask_pasted(words.format("identity-based policy"), "without-mfa"))
    assert "and AWS looks at all Denies before it says that, so aws:MultiFactorAuthPresent was true" in own
    # Nobody says that AWS reads the policy of a VPC endpoint after the Denies of others.
    endpoint = ask_pasted(words.format("VPC endpoint policy"), "without-mfa", "all")
    assert endpoint.facts == ()
    assert endpoint.keys == ("aws:MultiFactorAuthPresent",)


def test_a_decoded_message_without_a_deny_says_so() -> None:
    context = {"principal": {"arn": PRINCIPAL}, "action": "ec2:RunInstances", "resource": "*"}
    message = json.dumps({"allowed": False, "explicitDeny": False, "context": context})
    text = answer_text(ask_pasted(message, "without-mfa"))
    assert "the message says that no Deny matched, so aws:MultiFactorAuthPresent was true" in text


def test_an_scp_that_the_given_levels_do_not_show_is_at_another_level() -> None:
    words = SENTENCE.format(PRINCIPAL, "s3:GetObject", HOME, "with an explicit deny in a service control policy")
    text = answer_text(ask_pasted(words, scps=("all",)))
    assert "those of --scp do not show that: most likely a level was not given" in text
    assert "this file does not show that" not in text


def test_a_deny_of_a_session_token_is_said_with_its_doubt() -> None:
    answer = ask(["zoe", "sts:GetSessionToken"], policies=["office"])
    note, why = answer_text(answer).split("\n\n")
    assert note.startswith("note: a Deny is about sts:GetSessionToken too, in given, Office: ")
    assert why == f"probably {explain(answer.result)}"
    assert len(answer_json(answer)["notes"]) == 1
    inside = ask(["zoe", "sts:GetSessionToken"], policies=["office"], context=["aws:SourceIp=203.0.113.9"])
    assert answer_text(inside) == explain(inside.result)


def test_no_case_is_said_to_be_allowed_without_its_limits() -> None:
    lost = {"PolicyArn": "arn:aws:iam::123456789012:policy/Lost"}
    zoe = {"UserName": "zoe", "Arn": PRINCIPAL.replace("ria", "zoe"), "AttachedManagedPolicies": [lost]}
    account = parse_account({"UserDetailList": [zoe]})
    text = answer_text(answer_question(account, parse_question(["zoe", "s3:GetObject", HOME], account)))
    assert "if Lost allows it:\n  allowed as far as this file goes\n" in text
