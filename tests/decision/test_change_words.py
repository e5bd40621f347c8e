"""Edits of an account in words, and the context keys that make them needless."""

from __future__ import annotations

import pytest

from iamsim.decision.change_words import change_words, missing_values_words, needed_words
from iamsim.decision.unknown_keys import OTHER_VALUE


def test_an_edit_in_words() -> None:
    assert change_words("join", user="amy", group="readers") == "add user amy to group readers"
    # What stands in an account is data: braces in it are no fields.
    assert change_words("delete-statement", place="{x}") == "delete {x}"


@pytest.mark.parametrize(
    ("values", "words", "before_edit"),
    [
        ({}, "", "join"),
        (
            {"aws:MultiFactorAuthPresent": "true"},
            "with aws:MultiFactorAuthPresent=true it would be allowed: sign in with MFA; no policy needs to change",
            "only if it must hold without aws:MultiFactorAuthPresent=true: join",
        ),
        (
            {"aws:RequestedRegion": "eu-west-1", "aws:SourceIp": OTHER_VALUE},
            "with aws:RequestedRegion=eu-west-1 and another value of aws:SourceIp it would be allowed: no policy needs to change",
            "only if it must hold without aws:RequestedRegion=eu-west-1 and another value of aws:SourceIp: join",
        ),
    ],
)
def test_keys_that_a_request_lacks_in_words(values: dict[str, str], words: str, before_edit: str) -> None:
    assert missing_values_words(values) == words
    assert needed_words("join", values) == before_edit
