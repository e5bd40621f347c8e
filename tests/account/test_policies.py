"""Where a permission comes from: which statements an action asks, and what is remembered of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from iamsim import NoSuchEntity, User
from iamsim.account.entities import build_account
from iamsim.account.policies import DEFAULT_DATE, KEPT, InlinePolicy, ManagedPolicy, PolicyVersion, Source
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


def test_it_forgets_before_it_grows_large_and_answers_the_same() -> None:
    source = Source("user", "ana", (InlinePolicy("own", PolicyDocument.parse(allow("s3:*"))),))
    first = source.statements_about("s3:getobject")
    for number in range(3 * KEPT):
        source.statements_about(f"s3:action{number}")
        assert len(source._about) <= KEPT
    assert source.statements_about("s3:getobject") == first != ()
    kept = source.statements_about("s3:getobject")
    assert source.statements_about("s3:putobject") == kept, "another"
    assert source.statements_about("s3:getobject") is kept, "found once"


def test_what_it_remembers_is_no_part_of_its_value() -> None:
    fresh, asked = (Source("user", "ana", ()) for _ in range(2))
    asked.statements_about("s3:getobject")
    assert (fresh, hash(fresh), repr(fresh)) == (asked, hash(asked), repr(asked))
    assert repr(fresh) == "Source(kind='user', name='ana', policies=())"
    assert len(dataclasses.fields(Source)) == len(Source.__match_args__) + 1, "nobody gives it what to remember"


def test_an_account_makes_each_source_once_and_another_account_anew() -> None:
    own = InlinePolicy("own", PolicyDocument.parse(allow("s3:*")))
    ana = User("ana", "arn:aws:iam::123456789012:user/ana", inline=(own,))
    account = build_account("123456789012", [ana])
    source = account.sources_of(ana)[0]
    assert source == Source("user", "ana", (own,))
    assert account.sources_of(account.user("ana"))[0] is source
    bare = User("ana", ana.arn)
    assert account.sources_of(bare)[0] == Source("user", "ana", ())
    assert account.with_identity(bare).sources_of(bare)[0].policies == ()


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
