"""AWS's AccessDenied sentences, as they are published and as they are pasted."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from time import process_time

import pytest

from iamsim.aws.errors import InvalidInput
from iamsim.why.denial import POLICY_TYPES, Denial, is_denial, parse_denials

RIA = "arn:aws:iam::123456789012:user/ria"
JANE = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Dev_0a1b/jane"
NEW = "arn:aws:iam::123456789012:user/new"
PLAIN = Denial(RIA, "iam:CreateUser", NEW)
SILENT = replace(PLAIN, policy_type="identity-based policy", implicit=True)
EXPLICIT = replace(PLAIN, policy_type="identity-based policy", explicit=True)
ASKED = f"User: {RIA} is not authorized to perform: iam:CreateUser"
NO_ALLOW = "because no identity-based policy allows the iam:CreateUser action"
WHOLE = f"{ASKED} on resource: {NEW} {NO_ALLOW}"
SCP = "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-x1y2z3"

# troubleshoot_access-denied has a form for each kind of policy, some with "a", one with "the"
PUBLISHED = [
    *[
        pytest.param(
            f"{ASKED} on resource: {NEW} because no {policy_type} allows the iam:CreateUser action",
            replace(PLAIN, policy_type=policy_type, implicit=True),
            id=f"no {policy_type} allows it",
        )
        for policy_type in POLICY_TYPES
    ],
    *[
        pytest.param(
            f"{ASKED} on resource: {NEW} with an explicit deny in {article} {policy_type}",
            replace(PLAIN, policy_type=policy_type, explicit=True),
            id=f"an explicit deny in {article} {policy_type}",
        )
        for policy_type in POLICY_TYPES
        for article in ["the" if policy_type == "role trust policy" else "an" if policy_type.startswith("i") else "a"]
    ],
    pytest.param(f"{ASKED} on resource: {NEW}", PLAIN, id="the oldest form, without a reason"),
    pytest.param(
        f"{ASKED} on resource: {NEW} with an explicit deny",
        replace(PLAIN, explicit=True),
        id="an older form that names no policy",
    ),
    pytest.param(f"{ASKED}", replace(PLAIN, resource=""), id="no resource, no reason"),
    pytest.param(f"{ASKED} {NO_ALLOW}", replace(SILENT, resource=""), id="no resource"),
    pytest.param(
        f"{ASKED} with an explicit deny in a session policy",
        Denial(RIA, "iam:CreateUser", "", "session policy", explicit=True),
        id="no resource, an explicit deny",
    ),
    pytest.param(
        f"{ASKED} on resource: {NEW} with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/No",
        replace(EXPLICIT, policy_arn="arn:aws:iam::123456789012:policy/No"),
        id="the ARN of the policy that denies",
    ),
    pytest.param(
        f"{ASKED} on resource: {NEW} with an explicit deny in a service control policy: {SCP}. Go to"
        " https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/example1a2b"
        " for complete details, or call the GetRequestAuthorizationDetails API with the following"
        " authorization id: example1a2b",
        Denial(
            RIA, "iam:CreateUser", NEW, "service control policy", explicit=True, policy_arn=SCP,
            authorization_id="example1a2b", region="us-east-1",
        ),
        id="the newest form, with an authorization id",
    ),
    pytest.param(
        f"User: {RIA} is not authorized to perform: iam:AddUserToGroup on resource: group Admin because no"
        " identity-based policy allows the iam:AddUserToGroup action",
        Denial(RIA, "iam:AddUserToGroup", "group Admin", "identity-based policy", implicit=True),
        id="IAM's own way to name a resource",
    ),
    pytest.param(
        f"User: {RIA} is not authorized to perform: iam:PutUserPolicy on resource: user bob",
        Denial(RIA, "iam:PutUserPolicy", "user bob"),
        id="IAM's own way, without a reason",
    ),
    pytest.param(
        f'User: {JANE} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a key.txt" because'
        " no identity-based policy allows the s3:GetObject action",
        Denial(JANE, "s3:GetObject", "arn:aws:s3:::b/a key.txt", "identity-based policy", implicit=True),
        id="S3 quotes, and its keys may have spaces",
    ),
    pytest.param(
        f"User: {RIA} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext"
        " because no identity-based policy allows the kms:Decrypt action",
        Denial(RIA, "kms:Decrypt", "", "identity-based policy", implicit=True),
        id="KMS does not name the key",
    ),
    pytest.param(
        f'User: {RIA} is not authorized to perform: s3:PutBucketAcl on resource: "arn:aws:s3:::b" because public'
        " access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting",
        Denial(
            RIA, "s3:PutBucketAcl", "arn:aws:s3:::b",
            reason="public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting",
        ),
        id="a reason that is no policy",
    ),
]

# what programs, terminals, chats and the console make of WHOLE
PASTED = [
    pytest.param(
        f"An error occurred (AccessDenied) when calling the CreateUser operation: {WHOLE}", SILENT, id="boto3 and the CLI"
    ),
    pytest.param(
        f"api error AccessDenied: {WHOLE}\n\tstatus code: 403, request id: 0a1b", SILENT, id="Go"
    ),
    pytest.param(
        f"{WHOLE} (Service: AmazonIdentityManagement; Status Code: 403; Error Code: AccessDenied; Request ID: 0a1b)",
        SILENT,
        id="Java",
    ),
    pytest.param(
        f"{ASKED} on resource: {NEW} (Service: Iam, Status Code: 403, Request ID: 0a1b)", PLAIN, id="Java, no reason"
    ),
    pytest.param(
        f"You are not authorized to perform this operation. {WHOLE}. Encoded authorization failure message: 0a1b",
        SILENT,
        id="EC2, in plain words and encoded",
    ),
    pytest.param(
        f"<Error><Code>AccessDenied</Code><Message>{ASKED} on resource: &quot;{NEW}&quot; {NO_ALLOW}</Message></Error>",
        SILENT,
        id="S3's XML",
    ),
    pytest.param(WHOLE + ".", SILENT, id="a full stop"),
    pytest.param(f"{ASKED} on resource: {NEW}.", PLAIN, id="a full stop after the resource"),
    pytest.param(WHOLE.replace("User: ", "User:  ").replace(" on ", "\u00a0on "), SILENT, id="spaces of other kinds"),
    pytest.param(f"“{WHOLE}”", SILENT, id="in curly quotes"),
    pytest.param(f"{ASKED} on resource: “{NEW}” {NO_ALLOW}", SILENT, id="curly quotes around the resource"),
    pytest.param(f"{ASKED} on resource: ‘{NEW}’ {NO_ALLOW}", SILENT, id="single curly quotes"),
    pytest.param(f"`{ASKED} on resource: {NEW}`", PLAIN, id="a chat's code quotes"),
    pytest.param(
        f'{ASKED} on resource: \\"{NEW}\\" {NO_ALLOW}', SILENT, id="the quotes of JSON, from a log"
    ),
    pytest.param(WHOLE.replace("identity-", "identity\u2011"), SILENT, id="a hyphen that does not break"),
    pytest.param(WHOLE.replace("iam:Create", "iam:\u200bCreate", 1), SILENT, id="a space without width"),
    pytest.param(WHOLE.replace(" ", "\n"), SILENT, id="a line for each word"),
    pytest.param(WHOLE.replace(" on resource:", "\r\n  on resource:"), SILENT, id="Windows' line ends, indented"),
    pytest.param(
        "╷\n│ Error: creating IAM User (new): api error AccessDenied: " + WHOLE + "\n│\n│   with aws_iam_user.new,\n╵",
        SILENT,
        id="Terraform's frame",
    ),
    pytest.param(
        "│ " + "\n│ ".join(re.findall(".{1,31}", WHOLE)) + "\n│\n│   with aws_iam_user.new,",
        SILENT,
        id="Terraform's frame in a narrow terminal",
    ),
    pytest.param(f"{ASKED} on resource: \\u0022{NEW}\\u0022 {NO_ALLOW}", SILENT, id="quotes as JSON escapes them"),
    pytest.param("\x1b[31m│\x1b[0m \x1b[0m\x1b[1mError: \x1b[0m" + WHOLE + "\x1b[0m\n\x1b[31m│\x1b[0m", SILENT, id="a terminal's colours, from a build's log"),
    pytest.param(
        f"554 Access denied: User `{RIA}' is not authorized to perform `iam:CreateUser' on resource `{NEW}'",
        PLAIN,
        id="Amazon SES, by SMTP",
    ),
    pytest.param(f'{ASKED} on resource: \\\\\\"{NEW}\\\\\\" {NO_ALLOW}', SILENT, id="the quotes of JSON in JSON, from a log"),
    pytest.param(
        f"User: {RIA}\nService: iam\nAction: CreateUser\nOn resource(s): {NEW}\nContext: no identity-based policy"
        " allows the action",
        SILENT,
        id="the console's box",
    ),
    pytest.param(
        f"User: {RIA}Action: iam:CreateUserOn resource(s): {NEW}Context: no identity-based policy allows the action",
        SILENT,
        id="the console's box, copied without its line ends",
    ),
    pytest.param(
        f"User: {RIA}\nAction: iam:CreateUser\nOn resource(s): {NEW}\nContext: a service control policy explicitly"
        " denies the action",
        Denial(RIA, "iam:CreateUser", NEW, "service control policy", explicit=True),
        id="the console's box, an explicit deny",
    ),
]


@pytest.mark.parametrize(("text", "denial"), [*PUBLISHED, *PASTED])
def test_a_denial_is_parsed(text: str, denial: Denial) -> None:
    assert is_denial(text)
    assert parse_denials(text) == (denial,)


@pytest.mark.parametrize("width", range(7, 90))
def test_a_terminal_of_any_width_breaks_nothing(width: int) -> None:
    deny = f"{ASKED} on resource: {NEW} with an explicit deny in an identity-based policy: {RIA}"
    lines = re.findall(f".{{1,{width}}}", deny)
    assert parse_denials("\n".join(lines)) == (replace(EXPLICIT, policy_arn=RIA),)
    assert parse_denials("\n".join(re.findall(f".{{1,{width}}}", f"{ASKED} on resource: {NEW}"))) == (PLAIN,)


def test_an_ampersand_in_a_key_is_no_entity() -> None:
    assert parse_denials(f"{ASKED} on resource: arn:aws:s3:::b/a&copy=1")[0].resource == "arn:aws:s3:::b/a&copy=1"


NO_DENIALS = [
    pytest.param("You are not authorized to perform this operation.", id="EC2 names nobody"),
    pytest.param("User is not authorized to perform: iam:CreateUser", id="no user"),
    pytest.param(f"User: {RIA} is not authorized to perform: everything", id="no action"),
    pytest.param("You are not authorized to perform this operation. Encoded authorization failure message: 0a1b2c", id="encoded"),
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DENIALS)
def test_what_does_not_say_who_and_what(text: str) -> None:
    assert is_denial(text)
    assert parse_denials(text) == ()


UNSIGNED = f"User: anonymous is not authorized to perform: s3:GetObject on resource: {NEW} {NO_ALLOW}"


def test_an_unsigned_request_is_of_nobody() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_denials(UNSIGNED)
    assert str(caught.value) == "the request was unsigned (User: anonymous), so it is of no user and no role; sign it"
    assert parse_denials(f"{UNSIGNED}\n{WHOLE}") == (SILENT,), "others are read"


def test_a_log_holds_many_messages() -> None:
    jane = WHOLE.replace(RIA, JANE)
    bare = f"{ASKED} on resource: {NEW}"
    link = (
        ". Go to https://eu-west-1.console.aws.amazon.com/iam/home?region=eu-west-1#/authorization-details/aa-11 for"
        " complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: aa-11"
    )
    text = f"10:04 ERROR {bare}\n10:05 ERROR {jane}{link}\n10:06 ERROR {WHOLE}\n10:07 {bare} with an explicit deny\n"
    assert parse_denials(text) == (
        PLAIN,
        replace(SILENT, principal=JANE, authorization_id="aa-11", region="eu-west-1"),
        SILENT,
        replace(PLAIN, explicit=True),
    )


@pytest.mark.parametrize("text", ["ria s3:GetObject *", "Access Denied", ""])
def test_other_words_are_no_denial(text: str) -> None:
    assert not is_denial(text)


HOSTILE = [
    pytest.param("User: " * 20_000 + " not authorized to perform", id="many beginnings"),
    pytest.param(ASKED + " on resource: " + "a " * 50_000, id="a resource without an end"),
    pytest.param(ASKED + "\n" * 100_000, id="line ends only"),
    pytest.param("User: " + "x is not " * 12_000 + "authorized to perform:", id="almost"),
    pytest.param(WHOLE * 500, id="five hundred denials"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_long_paste_is_read_in_no_time(text: str) -> None:
    began = process_time()
    with suppress(InvalidInput):
        parse_denials(text)
    assert process_time() - began < 1
