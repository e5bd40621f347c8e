"""Policies as they are attached, and sources: which statements are about an action, and the index of them."""

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

ABOUT = [
    pytest.param(["s3:*"], True, id="all of the service"),
    pytest.param(["S3:Get*", "ec2:*"], True, id="one of two, in any case"),
    pytest.param("s3:GetObject", True, id="a text alone"),
    pytest.param(["*"], True, id="everything"),
    pytest.param(["s?:Get*"], True, id="a question mark in the service"),
    pytest.param(["s3:Put*", "ec2:GetObject"], False, id="others"),
]


@pytest.mark.parametrize(("actions", "among"), ABOUT)
def test_which_statements_are_about_an_action(actions: Any, among: bool) -> None:
    allowing = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    excepting = {"Effect": "Deny", "NotAction": actions, "Resource": "*"}
    document = PolicyDocument.parse({"Version": "2012-10-17", "Statement": [excepting, allowing]})
    excepts, allows = document.statements
    assert (excepts.matches_action("s3:getobject"), allows.matches_action("s3:getobject")) == (not among, among)


def test_statements_come_in_their_order_each_with_its_policy() -> None:
    one, two = (InlinePolicy(name, PolicyDocument.parse(text)) for name, text in (("one", allow("s3:*")), ("two", deny("s3:Get*"))))
    source = Source("user", "ana", (one, two))
    both = ((one, one.document.statements[0]), (two, two.document.statements[0]))
    assert (source.statements_about("s3:getobject"), source.statements_about("s3:putobject"), source.statements_about("ec2:x")) == (both, both[:1], ())


def test_the_index_is_emptied_before_it_grows_large_and_the_answer_stays() -> None:
    source = Source("user", "ana", (InlinePolicy("own", PolicyDocument.parse(allow("s3:*"))),))
    first = source.statements_about("s3:getobject")
    for number in range(3 * MAX_INDEXED_ACTIONS):
        source.statements_about(f"s3:action{number}")
        assert len(source._by_action) <= MAX_INDEXED_ACTIONS
    assert source.statements_about("s3:getobject") == first != ()
    indexed = source.statements_about("s3:getobject")
    assert source.statements_about("s3:putobject") == indexed, "another"
    assert source.statements_about("s3:getobject") is indexed, "looked up once"


def test_what_a_source_indexes_is_no_part_of_what_it_is() -> None:
    fresh, asked = (Source("user", "ana", ()) for _ in range(2))
    asked.statements_about("s3:getobject")
    assert (fresh, hash(fresh), repr(fresh)) == (asked, hash(asked), repr(asked))
    assert repr(fresh) == "Source('user', 'ana', ())"
    assert fresh != Source("group", "ana", ())
    assert fresh != "user ana"


def test_a_managed_policys_document_is_found_not_given() -> None:
    read, write = (PolicyVersion(f"v{n}", PolicyDocument.parse(allow(action))) for n, action in ((1, "s3:Get*"), (2, "s3:Put*")))
    policy = ManagedPolicy("edit", "arn:aws:iam::1:policy/edit", (write, read))
    assert (policy.default_version_id, policy.document) == ("v1", read.document)
    assert repr(policy).endswith("newest_version=1)"), "its own field is not shown"
    assert "document" not in ManagedPolicy.__match_args__
    assert dt.datetime.fromisoformat(DEFAULT_DATE).utcoffset() == dt.timedelta(0)


def test_a_managed_policy_has_no_default_version_that_is_not_there() -> None:
    document = PolicyDocument.parse(allow("s3:*"))
    with pytest.raises(NoSuchEntity) as caught:
        ManagedPolicy("read", "arn:aws:iam::1:policy/read", (PolicyVersion("v1", document),), "v2")
    assert str(caught.value.hint) == "no version 'v2' of read (it has: v1)"
