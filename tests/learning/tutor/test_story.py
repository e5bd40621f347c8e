from __future__ import annotations

from iamsim.learning.scenario import ScenarioRequest
from iamsim.learning.tutor.story import request_text, story

RAW = {
    "users": {
        "kim": ["Web", "kim-1: Deny s3:GetObject on *; Allow s3:* on *", "access key"],
        "ria": ["password"],
    },
    "groups": {"Web": ["web-1: Allow s3:GetObject on *"], "Old": []},
    "owner": "ria",
    "creators": {"arn:aws:s3:::site/a": "kim"},
    "scps": ["Allow s3:GetObject on *"],
    "events": [["09:00", "sign_in", "kim"], ["10:00", "remove_user_from_group", "kim", "Web"]],
}


def test_every_fact_that_an_engine_uses_stands_in_the_story() -> None:
    assert story(RAW).splitlines() == [
        "Group Web has policy web-1: Allow s3:GetObject on *.",
        "Group Old has no policy.",
        (
            "Kim, from first to last: joined group Web; then got the own policy kim-1:"
            " Statement[0] Deny s3:GetObject on *. Statement[1] Allow s3:* on *."
            " Kim has no password; the request is signed with an access key."
        ),
        "Ria is in no group and has no own policy.",
        "Ria owns the company and its AWS account, and signs in as user ria.",
        "Kim made arn:aws:s3:::site/a.",
        "The organization has one SCP, at its root: Allow s3:GetObject on *.",
        "09:00: Kim signs in.",
        "10:00: Kim leaves group Web.",
    ]


def test_a_request_is_a_question() -> None:
    request = ScenarioRequest("kim", "s3:GetObject", "arn:aws:s3:::site/a", "11:00")
    assert request_text(request) == (
        "At 11:00, Kim asks for s3:GetObject on arn:aws:s3:::site/a. What does AWS answer?"
    )
