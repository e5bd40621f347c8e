"""A situation in which most engines differ, and how their answers are written here."""

from __future__ import annotations

from iamsim.learning.scenario import ScenarioRequest, parse_scenario

HOME = "arn:aws:s3:::acme-website/index.html"

ACME = parse_scenario(
    {
        "users": {
            "kim": ["Freeze", "Web"],
            "ria": [
                "Freeze",
                "Web",
                "on-call: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*",
            ],
            "tom": ["on-call: Allow s3:PutObject, s3:DeleteObject on arn:aws:s3:::acme-website/*", "Freeze"],
            "zoe": [],
        },
        "groups": {
            "Freeze": ["Deny s3:PutObject on arn:aws:s3:::acme-website/*"],
            "Web": ["Allow s3:GetObject, s3:PutObject on arn:aws:s3:::acme-website/*"],
        },
        "owner": "zoe",
    }
)
LETTERS = {"allowed": "A", "explicitDeny": "E", "implicitDeny": "I"}
GRID = [
    ScenarioRequest(user, f"s3:{verb}Object", HOME)
    for user in ("kim", "ria", "tom", "zoe")
    for verb in ("Get", "Put", "Delete")
]
