"""What follows from AWS's message, and which one AWS would write."""

from __future__ import annotations

import json

import pytest

from iamsim.account import parse_account
from iamsim.decision.explain import explain
from iamsim.why import Answer, answer_text
from tests.why.account_files import HOME, PRINCIPAL, SENTENCE, ask, ask_ana, document, statement

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


def test_aws_names_one_of_two_policies_that_deny_and_nobody_knows_which() -> None:
    arns = [f"arn:aws:iam::123456789012:policy/{name}" for name in ("Freeze", "Guard")]
    policies = [
        {"PolicyName": arn.rpartition("/")[2], "Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "Document": document(statement("Deny", "s3:*"))}]}
        for arn in arns
    ]  # fmt: skip

    def text_with(count: int) -> str:
        attached = [{"PolicyArn": arn} for arn in arns[:count]]
        user = {"UserName": "ana", "Arn": "arn:aws:iam::123456789012:user/ana", "AttachedManagedPolicies": attached}
        return answer_text(ask_ana(parse_account({"UserDetailList": [user], "Policies": policies})))

    assert f"an explicit deny in an identity-based policy: {arns[0]}" in text_with(1)
    assert "AWS would say" not in text_with(2)
