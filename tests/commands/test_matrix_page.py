"""The page of a matrix: it loads nothing, runs its own script alone, and shows every text as text."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from iamsim.commands.matrix_page import matrix_page
from iamsim.decision.account_matrix import account_matrix, matrix_pair
from tests.commands.account_files import account
from tests.laws.payloads import PAYLOADS, hostile_account
from tests.laws.test_escaping import OUR_ATTRIBUTES, OUR_ELEMENTS, Inert

PAGE_ELEMENTS = OUR_ELEMENTS | {"html", "head", "body", "meta", "form", "label", "input", "output", "script", "h1"}
PAGE_ATTRIBUTES = OUR_ATTRIBUTES | {"charset", "name", "content", "http-equiv", "lang", "hidden", "id", "type", "colspan", "title"}


class InertPage(Inert):
    """Reads the page, and complains of all that we would not have written, and of a second script."""

    scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag not in PAGE_ELEMENTS or self.scripts > 1:
            self.complaints.append(f"element {tag}")
        self.complaints += [f"attribute {name} of {tag}" for name, _ in attrs if name not in PAGE_ATTRIBUTES]

    def handle_decl(self, decl: str) -> None:
        if decl != "doctype html":
            self.complaints.append(f"declaration {decl}")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("columns", [2, 13])
def test_a_payload_in_every_name_stays_text(payload: str, columns: int) -> None:
    hostile = hostile_account([payload, f"{payload} 2"])
    names = payload.translate(str.maketrans("", "", "*?"))
    actions = ["s3:GetObject", *(f"s3:{names}{number}" for number in range(1, columns))]
    matrix = account_matrix(hostile, None, actions, [payload, f"{payload} 2"])
    parsed = InertPage(str(matrix_page(matrix, notes=[payload])))
    assert parsed.complaints == []
    assert parsed.text.count(payload) >= 3


def test_the_page_loads_nothing_and_runs_its_own_script_alone() -> None:
    page = str(matrix_page(account_matrix(account())))
    assert not re.findall(r"\b(?:src=|href=|url\(|@import|https?:)", page)
    script = re.search(r"<script>(.*)</script>", page, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert script is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;; script-src &#x27;sha256-{digest}&#x27;" in policy[1]


def test_the_page_says_what_it_is_about_and_what_it_does_not_read() -> None:
    text = re.sub(r"<[^>]*>", " ", str(matrix_page(account_matrix(account()))))
    assert "Who may do what: account 123456789012" in text
    assert "4 users and roles, 1 action, 1 resource." in text
    assert "Service control policies and policies of resources are not in the account's file." in text


def test_only_a_comparison_can_be_filtered_by_what_changed() -> None:
    assert 'id="changed"' not in str(matrix_page(account_matrix(account())))
    before, after = matrix_pair(account(), account())
    assert 'id="changed"' in str(matrix_page(after, before))


def test_only_several_resources_can_be_filtered() -> None:
    assert 'id="resource"' not in str(matrix_page(account_matrix(account())))
    assert 'id="resource"' in str(matrix_page(account_matrix(account(), resources=["a", "b"])))
