"""What meets in a question, seen without any wrong idea."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from iamsim.learning.scenario import ScenarioRequest, parse_scenario
from iamsim.learning.tutor.facts import facts

PHOTO = "arn:aws:s3:::acme-photos/team.jpg"
MFA = "aws:MultiFactorAuthPresent"


def facts_of(raw: dict[str, Any], time: str = "", context: Mapping[str, Any] = MappingProxyType({})) -> set[str]:
    """The facts of kim's request to read the photo."""
    return set(facts(parse_scenario(raw), ScenarioRequest("kim", "s3:GetObject", PHOTO, time, context=context)))


def test_an_account_without_a_matching_statement() -> None:
    assert facts_of({"users": {"kim": ["password"]}}) == {"match: nothing"}


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        pytest.param(
            {
                "users": {"kim": ["a: Allow s3:GetObject on *", "Web", "password"]},
                "groups": {"Web": [f"b: Deny s3:* on {PHOTO}"]},
            },
            {
                "match: Deny of groups, Allow of own",
                "Allow given first, Deny last",
                "as many Allows as Denies",
                "Allow of one action",
                "Allow on everything",
                "Deny of any action",
                "Deny on one resource",
            },
            id="who matches, in which order, how it is written",
        ),
        pytest.param(
            {
                "users": {"kim": ["a: Deny s3:GetObject on arn:aws:s3:::acme-photos", "Web", "password"]},
                "groups": {
                    "Web": ["b: Allow s3:PutObject on *"],
                    "Ops": ["c: Allow s3:GetObject, s3:PutObject on *"],
                },
            },
            {"match: nothing", "own Deny: other Resource", "groups Allow: other Action", "Allow of another group"},
            id="near misses, and a group of others",
        ),
        pytest.param(
            {"users": {"kim": ["access key"]}, "owner": "kim", "creators": {PHOTO: "kim"}},
            {"match: nothing", "owner", "maker", "key"},
            id="circumstances",
        ),
        pytest.param(
            {"users": {"kim": ["a: Allow s3:GetObject on arn:aws:s3:::acme-*", "password"]}, "scps": ["Allow s3:PutObject on *"]},
            {"match: Allow of own", "Allow of one action", "Allow on a pattern", "SCP: implicitDeny, policies: ALLOW"},
            id="an SCP",
        ),
    ],
)
def test_facts(raw: dict[str, Any], found: set[str]) -> None:
    assert facts_of(raw) == found


def test_what_happened_and_how_the_request_is_made() -> None:
    raw = {
        "users": {"kim": ["Web", "password"]},
        "groups": {"Web": [f"a: Allow s3:GetObject on * if Bool {MFA} true"]},
        "events": [["09:00", "sign_in", "kim"], ["10:00", "remove_user_from_group", "kim", "Web"]],
    }
    before, after = (facts_of(raw, time, {MFA: "false"}) for time in ("09:30", "11:00"))
    common = {"match: nothing", "sign_in, remove_user_from_group", f"{MFA} false"}
    assert before == common | {"groups Allow: other Condition"}
    assert after == common
