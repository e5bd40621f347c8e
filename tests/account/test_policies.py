"""Policies as an account holds them, and sources: which statements match an action, and the index of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from iamsim import NoSuchEntity
from iamsim.account.policies import (
    DEFAULT_DATE,
    MAX_INDEXED_ACTIONS,
    InlinePolicy,
    ManagedPolicy,
    PolicyVersion,
    Source,
)
from iamsim.policy import PolicyDocument, allow, deny

ACTIONS = [
    pytest.param(["s3:*"], True, id="all of the service"),
    pytest.param(["S3:Get*", "ec2:*"], True, id="one of two, in any case"),
    pytest.param("s3:GetObject", True, id="a text alone"),
    pytest.param(["*"], True, id="everything"),
    pytest.param(["s?:Get*"], True, id="a question mark in the service"),
    pytest.param(["s3:Put*", "ec2:GetObject"], False, id="others"),
]


@pytest.mark.parametrize(("actions", "matches"), ACTIONS)
def test_action_and_not_action_are_opposites(actions: Any, matches: bool) -> None:
    with_action = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    with_not_action = {"Effect": "Deny", "NotAction": actions, "Resource": "*"}
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": [with_not_action, with_action]})
    not_action, action = document.statements
    assert (not_action.matches_action("s3:getobject"), action.matches_action("s3:getobject")) == (not matches, matches)


def test_statements_come_in_their_order_each_with_its_policy() -> None:
    allow_all, deny_get = (InlinePolicy(name, PolicyDocument.parse(text)) for name, text in (("all", allow("s3:*")), ("get", deny("s3:Get*"))))
    source = Source("user", "ana", (allow_all, deny_get))
    both = ((allow_all, allow_all.document.statements[0]), (deny_get, deny_get.document.statements[0]))
    assert (source.statements_matching("s3:getobject"), source.statements_matching("s3:putobject"), source.statements_matching("ec2:x")) == (both, both[:1], ())


def test_the_index_is_emptied_before_it_grows_large_and_finds_the_same_again() -> None:
    source = Source("user", "ana", (InlinePolicy("own", PolicyDocument.parse(allow("s3:*"))),))
    before = source.statements_matching("s3:getobject")
    for number in range(3 * MAX_INDEXED_ACTIONS):
        source.statements_matching(f"s3:action{number}")
        assert len(source._by_action) <= MAX_INDEXED_ACTIONS
    assert source.statements_matching("s3:getobject") == before != ()
    indexed = source.statements_matching("s3:getobject")
    assert source.statements_matching("s3:putobject") == indexed, "another"
    assert source.statements_matching("s3:getobject") is indexed, "looked up once"


def test_equality_hash_and_repr_of_a_source_leave_out_its_index() -> None:
    fresh, used = (Source("user", "ana", ()) for _ in range(2))
    used.statements_matching("s3:getobject")
    assert (fresh, hash(fresh), repr(fresh)) == (used, hash(used), repr(used))
    assert repr(fresh) == "Source(kind='user', name='ana', policies=())"
    assert fresh != Source("group", "ana", ())
    assert fresh.__eq__("user ana") is NotImplemented


def test_a_managed_policys_document_is_that_of_its_default_version() -> None:
    read, write = (PolicyVersion(f"v{n}", PolicyDocument.parse(allow(action))) for n, action in ((1, "s3:Get*"), (2, "s3:Put*")))
    policy = ManagedPolicy("edit", "arn:aws:iam::1:policy/edit", (write, read))
    assert (policy.default_version_id, policy.document) == ("v1", read.document)
    assert repr(policy).endswith("newest_version=1)"), "its own field is not shown"
    assert "document" not in ManagedPolicy.__match_args__
    assert dt.datetime.fromisoformat(DEFAULT_DATE).utcoffset() == dt.timedelta(0)


def test_a_managed_policy_must_have_its_default_version() -> None:
    document = PolicyDocument.parse(allow("s3:*"))
    with pytest.raises(NoSuchEntity) as error:
        ManagedPolicy("read", "arn:aws:iam::1:policy/read", (PolicyVersion("v1", document),), "v2")
    assert str(error.value.hint) == "no version 'v2' of read (it has: v1)"
