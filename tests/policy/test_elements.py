"""Elements: what each accepts, what it looked at, which of its values fitted."""

from __future__ import annotations

from typing import Any

import pytest

from iamsim.policy.elements import (
    ActionElement,
    ConditionElement,
    Element,
    ElementResult,
    PrincipalElement,
    ResourceElement,
    as_texts,
)
from iamsim.policy.request import Request

ANA = "arn:aws:iam::123456789012:user/ana"
SESSION = "arn:aws:sts::123456789012:assumed-role/Dev/ana"
ROLE = "arn:aws:iam::123456789012:role/Dev"
ROOT = "arn:aws:iam::123456789012:root"
KEY = "arn:aws:s3:::b/home/ana/k"


def request(
    principal: str = ANA, action: str = "s3:GetObject", resource: str = KEY, context: Any = None
) -> Request:
    return Request(principal, action, resource, context)


def action(name: str, *values: str) -> Element:
    return ActionElement.parse(name, values)


def resource(name: str, *values: str, variables: bool = True) -> Element:
    return ResourceElement.parse(name, values, variables=variables)


def principal(name: str, raw: Any, effect: str = "Deny") -> PrincipalElement:
    return PrincipalElement.parse(name, raw, denies=effect == "Deny")


def condition(operator: str, *values: str) -> Element:
    return ConditionElement.parse(operator, "aws:TagKeys", values, variables=True)


ELEMENTS = [
    # reference_policies_elements_action
    pytest.param(action("Action", "S3:getobject"), request(), "S3:getobject", True, id="actions ignore case"),
    pytest.param(action("Action", "s3:Put*", "s3:Get*"), request(), "s3:Get*", True, id="the action's second pattern"),
    pytest.param(action("Action", "s3:*", "s3:Get*"), request(), "s3:*", True, id="the first of two that match"),
    pytest.param(action("Action", "s3:GetObjec?"), request(), "s3:GetObjec?", True, id="? in an action"),
    pytest.param(action("Action", "s3:Get"), request(), None, False, id="a beginning is not the action"),
    pytest.param(action("Action", "s3:GetObject "), request(), None, False, id="a space at the end is a character"),
    pytest.param(action("Action", "s3:*"), request(action="s3-object-lambda:GetObject"), None, False, id="another service"),
    pytest.param(action("Action", "s3:${aws:username}"), request(action="s3:ana"), None, False, id="no variables in actions"),
    pytest.param(action("Action", "s3:${aws:username}"), request(action="s3:${aws:username}"), "s3:${aws:username}", True, id="but what stands there"),
    # reference_policies_elements_notaction
    pytest.param(action("NotAction", "iam:*"), request(), None, True, id="NotAction: another service"),
    pytest.param(action("NotAction", "iam:*", "S3:*"), request(), "S3:*", False, id="NotAction: one of them"),
    # reference_policies_elements_resource
    pytest.param(resource("Resource", "arn:aws:s3:::a", "arn:aws:s3:::b/*"), request(), "arn:aws:s3:::b/*", True, id="the resource's second pattern"),
    pytest.param(resource("Resource", "arn:aws:s3:::B/*"), request(), None, False, id="resources keep case"),
    pytest.param(resource("Resource", "arn:aws:s3"), request(), "arn:aws:s3", True, id="a short ARN is returned as written"),
    pytest.param(resource("Resource", "arn:aws:s3:::b/home/${aws:username}/*"), request(), "arn:aws:s3:::b/home/${aws:username}/*", True, id="a variable is returned as written"),
    pytest.param(resource("Resource", "arn:aws:s3:::b/home/${aws:username}/*"), request(SESSION), None, False, id="a session has no user name"),
    pytest.param(resource("Resource", "arn:aws:s3:::b/home/${aws:username}/*", variables=False), request(), None, False, id="no variables under 2008"),
    pytest.param(resource("Resource", "arn:aws:s3:::b"), request(resource="*"), None, False, id="an action without resources wants *"),
    pytest.param(resource("Resource", "*"), request(resource="*"), "*", True, id="an action without resources takes *"),
    # reference_policies_elements_notresource
    pytest.param(resource("NotResource", "arn:aws:s3:::a/*"), request(), None, True, id="NotResource: another"),
    pytest.param(resource("NotResource", "arn:aws:s3:::a/*", "arn:aws:s3:::b/*"), request(), "arn:aws:s3:::b/*", False, id="NotResource: one of them"),
    pytest.param(resource("NotResource", "arn:aws:s3:::b/home/${aws:username}/*"), request(SESSION), None, True, id="NotResource: a variable without a value excludes nothing"),
    # reference_policies_elements_principal
    pytest.param(principal("Principal", "*"), request(), "*", True, id="everybody"),
    pytest.param(principal("Principal", {"AWS": "*"}), request(), "*", True, id="every AWS principal"),
    pytest.param(principal("Principal", {"AWS": ["x", ANA]}), request(), ANA, True, id="the user"),
    pytest.param(principal("Principal", {"AWS": ANA.replace("ana", "Ana")}), request(), None, False, id="the user in other letters"),
    pytest.param(principal("Principal", {"AWS": "123456789012"}), request(), "123456789012", True, id="the account's number"),
    pytest.param(principal("Principal", {"AWS": ROOT}), request(), ROOT, True, id="the account's root"),
    pytest.param(principal("Principal", {"AWS": "999988887777"}), request(), None, False, id="another account"),
    pytest.param(principal("Principal", {"AWS": ROLE}), request(SESSION), ROLE, True, id="the session's role"),
    pytest.param(principal("Principal", {"AWS": SESSION}), request(SESSION), SESSION, True, id="the session"),
    pytest.param(principal("Principal", {"AWS": SESSION + "2"}), request(SESSION), None, False, id="another session"),
    pytest.param(principal("Principal", {"AWS": "arn:aws:iam::123456789012:user/*"}), request(), None, False, id="no wildcard in a name"),
    pytest.param(principal("Principal", {"AWS": "arn:aws:iam::123456789012:group/G"}), request(), None, False, id="a group is no principal"),
    pytest.param(principal("Principal", {"Service": "ec2.amazonaws.com"}), request(), None, False, id="a service"),
    pytest.param(principal("Principal", {"Service": "*", "Federated": "*"}), request(), None, False, id="every service is no user"),
    pytest.param(principal("Principal", {}), request(), None, False, id="nobody"),
    pytest.param(principal("Principal", {"AWS": ANA}), request("ana"), None, False, id="a name that is no ARN"),
    # reference_policies_elements_notprincipal
    pytest.param(principal("NotPrincipal", {"AWS": [ANA, ROOT]}), request(), ANA, False, id="NotPrincipal: the user, with its account as AWS advises"),
    pytest.param(principal("NotPrincipal", {"AWS": [ANA, "123456789012"]}), request(), ANA, False, id="NotPrincipal: the account by its number"),
    pytest.param(principal("NotPrincipal", {"AWS": ANA}), request(), None, True, id="NotPrincipal: the user without its account is not excepted"),
    pytest.param(principal("NotPrincipal", {"AWS": [ANA, "arn:aws:iam::999988887777:root"]}), request(), None, True, id="NotPrincipal: the user with another account"),
    pytest.param(principal("NotPrincipal", {"AWS": [ANA, ROOT]}), request(ANA + "2"), None, True, id="NotPrincipal: another user of the account named"),
    pytest.param(principal("NotPrincipal", {"AWS": ANA}, "Allow"), request(), ANA, False, id="NotPrincipal with Allow: the user alone"),
    pytest.param(principal("NotPrincipal", {"AWS": ANA}, "Allow"), request(ANA + "2"), None, True, id="NotPrincipal with Allow: another user"),
    pytest.param(principal("NotPrincipal", {"AWS": ROOT}), request(ROOT), ROOT, False, id="NotPrincipal: root itself"),
    pytest.param(principal("NotPrincipal", {"AWS": "123456789012"}), request(ROOT), None, False, id="NotPrincipal: root by the account's number"),
    pytest.param(principal("NotPrincipal", {"AWS": [SESSION, ROLE, ROOT]}), request(SESSION), SESSION, False, id="NotPrincipal: a session, its role and its account"),
    pytest.param(principal("NotPrincipal", {"AWS": [ROLE, ROOT]}), request(SESSION), None, True, id="NotPrincipal: the role without the session"),
    pytest.param(principal("NotPrincipal", {"AWS": [SESSION, ROOT]}), request(SESSION), None, True, id="NotPrincipal: the session without its role"),
    pytest.param(principal("NotPrincipal", {"AWS": [SESSION, ROLE]}), request(SESSION), None, True, id="NotPrincipal: session and role without the account"),
    pytest.param(principal("NotPrincipal", "*"), request(), "*", False, id="NotPrincipal: everybody"),
    # access_policies_boundaries, "Important"; measured with a bucket by dev.classmethod.jp in April 2025
    pytest.param(principal("NotPrincipal", {"AWS": [ANA, ROOT]}), request().with_boundary(), None, True, id="NotPrincipal: a boundary, and nobody is excepted"),
    pytest.param(principal("NotPrincipal", "*"), request().with_boundary(), None, True, id="NotPrincipal: a boundary, and not even * excepts"),
    pytest.param(principal("NotPrincipal", {"AWS": ANA}, "Allow"), request().with_boundary(), ANA, False, id="NotPrincipal with Allow: a boundary changes nothing"),
    pytest.param(principal("Principal", {"AWS": "999988887777"}), request().with_boundary(), None, False, id="Principal: a boundary changes nothing"),
    # reference_policies_elements_condition
    pytest.param(condition("Null", "true"), request(), "true", True, id="a missing key"),
]  # fmt: skip


@pytest.mark.parametrize(("element", "request_", "pattern", "accepted"), ELEMENTS)
def test_an_element_accepts_or_not_and_names_the_matching_value(
    element: Element, request_: Request, pattern: str | None, accepted: bool
) -> None:
    assert element.accepts(request_) is accepted
    expected = ElementResult(element.name, element.expected, element.actual(request_), pattern, accepted)
    assert element.result(request_) == expected


@pytest.mark.parametrize(
    ("names", "caller", "missing"),
    [
        pytest.param([ANA, ROOT], ANA, (), id="user and account"),
        pytest.param([ANA], ANA, (ROOT,), id="the account is missing"),
        pytest.param([], SESSION, (ROOT, ROLE, SESSION), id="a session has three names"),
        pytest.param(["123456789012"], SESSION, (ROLE, SESSION), id="the account's number will do"),
        pytest.param([ROOT], ROOT, (), id="root has one name"),
        pytest.param([], "ana", ("ana",), id="a name that is no ARN"),
    ],
)
def test_the_names_that_an_exception_still_needs(names: list[str], caller: str, missing: tuple[str, ...]) -> None:
    assert principal("NotPrincipal", {"AWS": names}).missing_names(request(caller)) == missing


def test_elements_look_at_their_part_of_the_request() -> None:
    tagging_request = request(context={"aws:tagkeys": ["a", "b"]})
    assert action("Action", "x:y").actual(tagging_request) == "s3:GetObject"
    assert resource("Resource", "*").actual(tagging_request) == KEY
    assert principal("Principal", "*").actual(tagging_request) == ANA
    assert condition("Null", "true").actual(tagging_request) == ("a", "b")
    assert condition("Null", "true").actual(request()) is None


def test_a_condition_is_named_by_operator_and_key_as_spelled() -> None:
    element = condition("ForAnyValue:StringLike", "a*", "b")
    assert (element.name, element.expected) == ("Condition ForAnyValue:StringLike aws:TagKeys", ("a*", "b"))
    assert element.result(request(context={"AWS:tagkeys": ["x", "b"]})) == ElementResult(
        "Condition ForAnyValue:StringLike aws:TagKeys", ("a*", "b"), ("x", "b"), "b", True
    )


def test_other_kinds_of_types_of_principals_are_named_with_their_type() -> None:
    listed = principal("Principal", {"AWS": [ANA, "123456789012"], "Service": "ec2.amazonaws.com"})
    assert listed.expected == (ANA, "123456789012", "Service:ec2.amazonaws.com")


@pytest.mark.parametrize(
    ("element", "keys"),
    [
        pytest.param(action("Action", "s3:${k}"), (), id="an action reads none"),
        pytest.param(principal("Principal", "*"), (), id="a principal reads none"),
        pytest.param(resource("Resource", "x${aws:UserName}", "${a, 'd'}", "${B}"), ("aws:UserName", "B"), id="a resource reads its variables"),
        pytest.param(condition("StringEquals", "${aws:UserName}", "x"), ("aws:TagKeys", "aws:UserName"), id="a condition reads its key and its variables"),
    ],
)  # fmt: skip
def test_the_context_keys_that_an_element_reads(element: Element, keys: tuple[str, ...]) -> None:
    assert element.context_keys == keys


SENTENCES = [
    pytest.param(("Action", ("s3:Get*", "s3:Put*"), "s3:GetObject", "s3:Get*", True), "Action s3:Get*, s3:Put*: s3:GetObject accepted", id="accepted"),
    pytest.param(("Action", ("s3:Put*",), "s3:GetObject", None, False), "Action s3:Put*: s3:GetObject not accepted", id="not accepted"),
    pytest.param(("Condition Bool k", ("true",), None, None, False), "Condition Bool k true: nothing not accepted", id="a missing key"),
    pytest.param(("Condition StringLike k", ("*",), "", "*", True), "Condition StringLike k *: an empty text accepted", id="an empty text"),
    pytest.param(("Condition StringLike k", ("*",), ("a", "b"), "*", True), "Condition StringLike k *: a, b accepted", id="several values"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "sentence"), SENTENCES)
def test_an_elements_result_in_one_line(parts: Any, sentence: str) -> None:
    assert str(ElementResult(*parts)) == sentence


def test_values_of_json_as_texts() -> None:
    assert as_texts("a") == ("a",)
    assert as_texts(["a", True, False, 5, 1.5]) == ("a", "true", "false", "5", "1.5")
    assert as_texts(True) == ("true",)
