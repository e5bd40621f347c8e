"""AWS's errors: a code, boto3's sentence, and what there is instead of a wrong name."""

from __future__ import annotations

import pytest

from iamsim.aws.errors import (
    ClientError,
    DeleteConflict,
    MalformedPolicyDocument,
    NoSuchEntity,
    suggest_names,
)

TEN = ["Ana", "Bob", "carol", "dan", "eve", "frank", "gus", "hal", "ida", "jo"]
NEAREST = [
    pytest.param("anne", [], "this account has none", id="nothing there"),
    pytest.param("anne", ["bob", "Ann"], "this account has: Ann, bob", id="a few, in the order of the alphabet"),
    pytest.param("karol", TEN, "did you mean 'carol'?", id="one that is near"),
    pytest.param("ANNA", TEN, "did you mean 'Ana'?", id="one that is near, in other letters"),
    pytest.param("zoe", TEN, "this account has: Ana, Bob, carol, dan, eve, frank, gus, hal and 2 more", id="none that is near"),
    pytest.param("z" * 100_000, TEN, "this account has: Ana, Bob, carol, dan, eve, frank, gus, hal and 2 more", id="a name of 100,000 letters"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "existing", "words"), NEAREST)
def test_what_there_is_instead(name: str, existing: list[str], words: str) -> None:
    assert suggest_names(name, existing) == words


def test_an_error_in_our_words_and_in_boto3s() -> None:
    bare, helped = NoSuchEntity("Not found."), DeleteConflict("Has keys.", "delete AKIA first")
    assert (str(bare), str(helped)) == ("Not found.", "delete AKIA first")
    bare.operation_name = helped.operation_name = "DeleteUser"
    assert str(bare) == "An error occurred (NoSuchEntity) when calling the DeleteUser operation: Not found."
    assert str(helped) == (
        "An error occurred (DeleteConflict) when calling the DeleteUser operation: Has keys. [delete AKIA first]"
    )
    assert helped.response == {
        "Error": {"Type": "Sender", "Code": "DeleteConflict", "Message": "Has keys."},
        "ResponseMetadata": {"HTTPStatusCode": 409},
    }


MALFORMED = [
    pytest.param({}, "Syntax errors in policy.", id="AWS's words alone"),
    pytest.param({"expected": "an object"}, "the policy: expected an object", id="what was expected"),
    pytest.param({"where": "Id", "expected": "text", "found": "null"}, "Id: expected text, got null", id="where, and what was found"),
    pytest.param({"expected": "text", "suggestion": "did you mean Id?"}, "the policy: expected text; did you mean Id?", id="a likely mend"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "words"), MALFORMED)
def test_a_policy_that_is_refused(parts: dict[str, str], words: str) -> None:
    error = MalformedPolicyDocument("Syntax errors in policy.", **parts)
    assert (str(error), error.message, error.status) == (words, "Syntax errors in policy.", 400)
    names = ("where", "expected", "found", "suggestion")
    assert {name: getattr(error, name) for name in names} == dict.fromkeys(names, "") | parts
    assert isinstance(error, ClientError)
